"""Settings of the reader: figures of the book do not look at them, figures of the reader keep them, and they stay."""

import io
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.lines import Line2D
from PIL import Image

from miniff_edu.lab.sheet import Curves, Sheet
from miniff_edu.plotting import panels, plot_descriptors, plot_fit, plot_loss, plot_parity, show
from miniff_edu.plotting.style import style
from miniff_edu.toy.landscape import plot_landscape

R = np.linspace(0.1, 10, 30)
F = np.exp(-R)
SETTINGS: dict[str, dict[str, Any]] = {
    "LaTeX": {"text.usetex": True},
    "files": {
        "savefig.facecolor": "black",
        "savefig.bbox": "tight",
        "savefig.dpi": 17,
        "savefig.transparent": True,
        "svg.fonttype": "none",
    },
    "layout": {"figure.constrained_layout.use": True, "figure.subplot.left": 0.4, "axes.xmargin": 0.4},
    "autolayout": {"figure.autolayout": True, "figure.dpi": 33, "figure.figsize": (1, 1)},
    "numbers": {
        "axes.formatter.limits": (0, 0),
        "axes.formatter.use_mathtext": True,
        "axes.formatter.useoffset": False,
        "axes.unicode_minus": False,
        "axes.autolimit_mode": "round_numbers",
    },
    "fonts": {"font.family": ["Nowhere"], "font.size": 30, "mathtext.fontset": "cm"},
    "generic fonts": {"font.family": "serif", "font.serif": ["Nowhere"]},
    "lines": {"lines.marker": "o", "lines.linestyle": ":", "path.sketch": (3, 9, 2), "lines.antialiased": False},
    "ticks": {"xtick.direction": "in", "ytick.color": "white", "xtick.minor.visible": True, "ytick.labelsize": 30},
    "legend": {"legend.labelcolor": "white", "legend.facecolor": "black", "legend.loc": "center"},
    "drawing": {"text.hinting": "none", "text.antialiased": False, "image.cmap": "gray"},
    "windows": {"figure.max_open_warning": 1, "figure.hooks": ["matplotlib.nowhere:nothing"]},
}


def landscape(**options: Any) -> Any:
    x = np.linspace(-1, 1, 5)
    return plot_landscape(x, x, 1 + x[:, None] ** 2 + x**2, [[-1, 0.5], [0, 0]], **options)


FIGURES: dict[str, Callable[..., Any]] = {
    "fit": lambda **options: plot_fit(R, F, 1.1 * F - 0.01, **options),
    "descriptors": lambda **options: plot_descriptors(R, np.stack([F, R * F], axis=1), F, **options),
    "loss": lambda **options: plot_loss([1, 0.1, 1e-6], **options),
    "parity": lambda **options: plot_parity(F, 1.1 * F, **options),
    "landscape": landscape,
}


def of_the_book() -> bytes:
    """Draw as a chapter does: figures of the library, and lines of one's own on its panels."""
    figure, axes = panels(2, 3, size=(14, 8))
    for name, ax in zip(FIGURES, axes.flat, strict=False):
        FIGURES[name](ax=ax)
    own = axes[1, 2]
    own.plot(R, F, label="own")
    own.plot(R, -F, "k:", label="other")
    own.axhline(0, color="C1")
    own.text(1, 0.5, "here")
    own.set(xlabel="r", ylabel="f", ylim=(-1.5, 1.5))
    own.set_title("own")
    own.legend()
    return show(figure).png


def of_the_laboratory() -> list[bytes]:
    sheet = Sheet()
    one, two = (
        Curves(box, 0.1, R, F, np.exp(-np.linspace(0.1, 10, 400)), F - 0.1, F, box) for box in ("Morse", "kink")
    )
    return [sheet.draw(*each).png for each in ((one,), (one, two), (two, one), (two,))]


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    with mpl.rc_context():
        yield
    plt.close("all")


@pytest.fixture(scope="module")
def expected() -> tuple[bytes, list[bytes]]:
    with mpl.rc_context():
        mpl.rcdefaults()
        return of_the_book(), of_the_laboratory()


def check_laboratory(expected: list[bytes], exactly: bool) -> None:
    """The laboratory draws in a thread, where it must not touch settings: edges may be smoother or rougher."""
    for png, right in zip(untouched(of_the_laboratory), expected, strict=True):
        assert png == right or (not exactly and np.abs(grey(png) - grey(right)).mean() < 3)


def untouched(draw: Callable[[], Any]) -> Any:
    """Draw, with warnings as errors, and see that all settings are what they were."""
    before = dict(mpl.rcParams)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = draw()
    assert dict(mpl.rcParams) == before
    return drawn


# Together they change every setting that any style changes; dark, coloured and sketched paper are among them.
SOME = ["classic", "dark_background", "fast", "fivethirtyeight", "grayscale", "seaborn-v0_8", "Solarize_Light2", "xkcd"]
OTHERS = [pytest.param(name, marks=pytest.mark.thorough) for name in plt.style.available if name not in SOME]


def changes(name: str) -> set[str]:
    return {key for key, value in plt.style.library[name].items() if value != mpl.rcParamsDefault[key]}


def test_some_styles_stand_for_all() -> None:
    some = set().union(*(changes(name) for name in SOME if name != "xkcd"))
    assert some >= set().union(*map(changes, plt.style.available))


@pytest.mark.parametrize("name", [*SOME, *OTHERS])
def test_no_style_changes_a_figure_of_the_book(name: str, expected: tuple[bytes, list[bytes]]) -> None:
    if name == "xkcd":
        plt.xkcd()
    else:
        plt.style.use(name)
    assert untouched(of_the_book) == expected[0]
    check_laboratory(expected[1], exactly=name not in ("classic", "fast"))


# Daily as many at once as contradict each other in nothing; which of them it was, the thorough ones tell.
AT_ONCE = [[name for name in SETTINGS if name not in ("autolayout", "generic fonts", "drawing")]]
AT_ONCE += [["autolayout", "generic fonts"], ["drawing"]]
ALONE = [pytest.param([name], marks=pytest.mark.thorough) for name in SETTINGS if [name] not in AT_ONCE]


@pytest.mark.parametrize("names", [*AT_ONCE, *ALONE], ids=lambda names: ", ".join(names))
def test_no_setting_changes_a_figure_of_the_book(names: list[str], expected: tuple[bytes, list[bytes]]) -> None:
    together: dict[str, Any] = {}
    for name in names:
        assert not SETTINGS[name].keys() & together.keys()
        together |= SETTINGS[name]
    mpl.rcParams.update(together)
    assert untouched(of_the_book) == expected[0]
    check_laboratory(expected[1], exactly="drawing" not in names)


def test_settings_may_change_between_drawing_and_showing(expected: tuple[bytes, list[bytes]]) -> None:
    first = show(plot_fit(R, F, 1.1 * F)).png
    ax = plot_fit(R, F, 1.1 * F)
    plt.style.use("dark_background")
    assert show(ax).png == first


def test_settings_come_back_after_an_error() -> None:
    plt.style.use("dark_background")
    before = dict(mpl.rcParams)
    with pytest.raises(ValueError, match="shape"):
        plot_descriptors(R, np.ones(3))
    with pytest.raises(ZeroDivisionError), style():
        raise ZeroDivisionError
    assert dict(mpl.rcParams) == before


def grey(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("L")).astype(int)


# Daily each figure on dark and on light paper, and one on others: the ink of a figure depends on little else.
PAPERS = [
    pytest.param(name, figure, marks=[pytest.mark.thorough] * (is_other and figure != "fit"))
    for name, is_other in (("dark_background", False), ("ggplot", False), ("Solarize_Light2", True),
                           ("fivethirtyeight", True), ("grayscale", True))
    for figure in FIGURES
]  # fmt: skip


@pytest.mark.parametrize(("name", "figure"), PAPERS)
def test_figures_of_the_reader_keep_paper_and_can_be_read(name: str, figure: str) -> None:
    plt.style.use(name)
    own, ax = plt.subplots()
    ax.set_title("own")
    paper = np.mean(mpl.colors.to_rgb(own.get_facecolor()))
    FIGURES[figure](ax=ax)
    for axes in own.axes:
        ground = np.mean(mpl.colors.to_rgb(axes.get_facecolor()))
        lines = [*axes.get_lines(), *(axes.get_legend().get_lines() if axes.get_legend() else [])]
        for ink in (line.get_color() for line in lines):
            assert np.abs(np.subtract(mpl.colors.to_rgb(ink), ground)).max() > 0.3, ink
        assert abs(np.mean(mpl.colors.to_rgb(axes.yaxis.label.get_color())) - paper) > 0.3
    pixels = grey(show(own).png)
    assert np.abs(pixels[2, 2] - 255 * paper) < 10
    left = pixels.shape[1] * 100 // 640  # where the labels of the axis stand, however sharp the picture is
    assert np.abs(pixels[:, :left] - pixels[2, 2]).max() > 80


def test_only_new_lines_change_their_ink() -> None:
    plt.style.use("dark_background")
    _, ax = plt.subplots()
    (mine,) = ax.plot(R, F, color="#000000")
    plot_fit(R, F, F, ax=ax)
    assert mine.get_color() == "#000000"
    new = [line for line in ax.get_lines() if isinstance(line, Line2D) and line is not mine]
    assert new[0].get_color() == "white"


def test_without_latex_a_figure_of_the_reader_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    mpl.rcParams["text.usetex"] = True
    own, ax = plt.subplots()
    ax.plot(R, F, label="$f$")
    ax.set(xlabel="r", title="own")
    ax.legend()
    assert grey(show(own).png).min() < 50
    assert mpl.rcParams["text.usetex"]


def test_a_style_is_quick() -> None:
    """Every frame of a slider enters the style some three times."""
    from time import perf_counter

    plt.style.use("dark_background")
    times = []
    for _ in range(50):
        start = perf_counter()
        with style():
            pass
        times.append(perf_counter() - start)
    assert min(times) < 0.01


def test_a_legend_is_there_only_for_a_fit_that_is_pinned() -> None:
    """The legend is made once, in the style of the book, and shown when it is needed."""
    sheet = Sheet()
    one, two = (
        Curves(box, 0.1, R, F, np.exp(-np.linspace(0.1, 10, 400)), F - 0.1, F, box) for box in ("Morse", "kink")
    )
    legend = sheet.axes["residual"].get_legend()
    for pinned in (None, two, None, two):
        sheet.draw(one, pinned)
        assert sheet.axes["residual"].get_legend() is legend
        assert legend.get_visible() == (pinned is not None)
    assert legend.get_texts()[0].get_text() == "pinned, kink"
