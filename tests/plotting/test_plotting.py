"""Figures: they draw on what they are given, return it, leave the global style alone, and refuse what does not fit."""

import re
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from miniff_edu._support.palette import COLOURS
from miniff_edu.closure.history import LossHistory
from miniff_edu.conditioning import normalise, orthogonalise, plot_counts, plot_spectrum
from miniff_edu.plotting import panels, plot_descriptors, plot_fit, plot_loss, plot_parity, show
from miniff_edu.plotting.style import style

R = np.linspace(0.1, 10, 30)
F = np.exp(-R)
FIGURES = {
    "fit": lambda ax: plot_fit(R, F, 1.1 * F, ax=ax),
    "descriptors": lambda ax: plot_descriptors(R, np.stack([F, R * F], axis=1), F, ax=ax),
    "loss": lambda ax: plot_loss([1, 0.1, 1e-12], ax=ax),
    "parity": lambda ax: plot_parity(F[:, None], 1.1 * F[:, None], ax=ax),
    "spectrum": lambda ax: plot_spectrum([3, 1, 1e-20], ax=ax),
    "counts": lambda ax: plot_counts([1, 2, 3], [0.1, 0.01, 1e-16], [1, 10, 100], marked=2, ax=ax),
}


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.mark.parametrize("name", FIGURES)
def test_draws_on_new_or_given_axes(name: str) -> None:
    assert isinstance(FIGURES[name](None), Axes)
    _, axes = panels(1, 2)
    assert FIGURES[name](axes[0, 1]) is axes[0, 1]
    assert not axes[0, 0].has_data()


@pytest.mark.parametrize("name", FIGURES)
def test_global_style_stays(name: str) -> None:
    before = dict(mpl.rcParams)
    FIGURES[name](None)
    with style():
        assert mpl.rcParams["axes.grid"]
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("name", FIGURES)
def test_every_axis_has_a_label_inside_the_figure(name: str) -> None:
    """No label is missing or cut off at the edge."""
    figure = FIGURES[name](None).figure
    for ax in figure.axes:
        assert ax.get_ylabel()
    assert any(ax.get_xlabel() for ax in figure.axes)
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    texts = [text for text in figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text()]
    for text in texts:
        box = text.get_window_extent(renderer)
        if figure.bbox.overlaps(box):  # ticks beyond the limits are not drawn
            assert box.x0 >= -1, text
            assert box.x1 <= figure.bbox.x1 + 1, text


@pytest.mark.parametrize("name", FIGURES)
def test_ink_is_from_the_palette(name: str) -> None:
    allowed = {colour.lower() for colour in COLOURS.values()}
    for ax in FIGURES[name](None).figure.axes:
        for line in ax.get_lines():
            assert mpl.colors.to_hex(line.get_color()) in allowed | {"#000000"}


@pytest.mark.parametrize("name", FIGURES)
def test_no_curve_is_told_by_its_colour_alone(name: str) -> None:
    for ax in FIGURES[name](None).figure.axes:
        named = [line for line in ax.get_lines() if not str(line.get_label()).startswith("_")]
        looks = {(line.get_linestyle(), line.get_marker()) for line in named}
        assert len(looks) == len(named)


def test_curves_of_a_reader_differ_by_more_than_their_colour() -> None:
    """Those that a cell draws on `panels()` without saying how, too."""
    ax = panels()[1][0, 0]
    lines = [ax.plot([0, 1], [0, i])[0] for i in range(6)]
    assert len({(line.get_linestyle(), tuple(line._dash_pattern[1] or ())) for line in lines}) == 6


def test_the_labels_of_a_panel_end_above_the_title_below_it() -> None:
    figure, axes = panels(4, 1)
    for ax in axes.flat:
        ax.set(xlabel="r (length units)", title="a title")
    figure.canvas.draw()
    for upper, lower in pairwise(axes.flat):
        assert upper.xaxis.label.get_window_extent().y0 > lower.title.get_window_extent().y1 + 2


def test_panels_are_narrow_enough_for_a_telephone() -> None:
    """Letters of 10 points on a page of 340 pixels: 9 pixels or more; panels below each other get more height."""
    for n_rows, height in ((1, 3.8), (2, 6.35), (3, 9.45)):
        figure, _ = panels(n_rows, 1)
        assert figure.get_size_inches().tolist() == pytest.approx([5.2, height])
        assert 10 / 72 * 340 / figure.get_figwidth() >= 9


def test_the_legend_of_descriptors_hides_no_curve() -> None:
    for n in (3, 6):
        g = np.stack([np.exp(-((R - c) ** 2)) for c in np.linspace(0, 10, n)], axis=1)
        ax = plot_descriptors(R, g, F)
        ax.figure.canvas.draw()
        lowest = ax.get_legend().get_window_extent().y0
        tops = [ax.transData.transform((0, np.max(line.get_ydata())))[1] for line in ax.get_lines()]
        assert max(tops) < lowest
        assert ax.get_legend().get_window_extent().width < ax.get_window_extent().width


def test_fit_has_a_residual_panel() -> None:
    ax = plot_fit(R, F, F + 0.5)
    assert len(ax.figure.axes) == 2
    residual = ax.figure.axes[1].get_lines()[1]
    np.testing.assert_allclose(residual.get_ydata(), 0.5, err_msg="prediction minus reference")
    assert len(plot_fit(R, F, F, residual=False).figure.axes) == 1


def test_fit_draws_a_denser_curve() -> None:
    dense = np.linspace(0.1, 10, 200)
    ax = plot_fit(R, F, F, curve=(dense, np.exp(-dense)), labels=("a", "b"))
    data, fit = ax.get_lines()
    assert (len(data.get_xdata()), len(fit.get_xdata())) == (30, 200)
    assert (data.get_label(), fit.get_label()) == ("a", "b")


def test_torch_tensors_are_drawn() -> None:
    f = torch.from_numpy(F)[:, None].requires_grad_()
    assert isinstance(plot_fit(torch.from_numpy(R), f, 1.1 * f), Axes)


def test_the_first_loss_is_that_of_the_first_evaluation() -> None:
    (line,) = plot_loss([0.5, 0.1, 0.01]).get_lines()
    assert line.get_xdata().tolist() == [1, 2, 3]
    assert line.get_ydata().tolist() == [0.5, 0.1, 0.01]


def test_loss_text_is_the_same_on_every_machine() -> None:
    """The number of evaluations and the last digits of zero are left out."""
    one, two = (show(plot_loss(losses)).text for losses in ([0.5, 1e-3, 1e-12], [0.5, 1e-2, 1e-4, 7e-13]))
    assert one == two
    assert one.endswith("from 0.5 to below 1e-08.")


def test_spectrum_names_the_cut_of_a_solver() -> None:
    """By numpy's own least squares: a column just below the cut does not count, one just above it does."""
    cut = 100 * np.finfo(float).eps
    text = show(plot_spectrum([3, 1, 1e-14], cut=cut)).text
    assert "3 singular values" in text
    assert "1 of them below the cut at 2.2e-14; condition 3e+14" in text
    for factor, rank in ((0.5, 1), (2, 2)):
        g = np.zeros((100, 2))
        g[0, 0], g[1, 1] = 1, factor * cut
        assert np.linalg.lstsq(g, np.ones(100))[2] == rank
    with pytest.raises(ValueError, match="cut"):
        plot_spectrum([3, 1], cut=0)


def test_counts_marks_and_tells() -> None:
    text = show(plot_counts([1, 2, 3], [0.1, 0.05, 1e-16], [1, 8.3, 270], marked=3)).text
    assert "condition 270" in text
    assert "RMSE below 1e-08" in text


def test_spectrum_tells_the_condition_up_to_what_rounding_leaves() -> None:
    assert "condition 300, curve" in show(plot_spectrum([3, 1, 0.01])).text
    one, two = (show(plot_spectrum([3, 1, tiny])).text for tiny in (1e-17, 3e-18))
    assert one == two
    assert "condition above 1e+15" in one


@pytest.mark.parametrize("smallest", [1e-20, 1e-300, 0.0])
def test_spectrum_shows_what_is_lost_in_rounding_at_its_lower_edge(smallest: float) -> None:
    ax = plot_spectrum([3, 1, smallest])
    _, marks = ax.get_lines()
    eps = np.finfo(float).eps
    np.testing.assert_allclose(marks.get_ydata(), [1, 1 / 3, eps / 10])
    assert ax.get_ylim()[0] < eps / 10, "inside of the figure"


def test_normalise_and_orthogonalise() -> None:
    g = np.stack([np.exp(-R), 1000 * R * np.exp(-R), np.zeros(30)], axis=1)
    np.testing.assert_allclose(np.linalg.norm(normalise(g), axis=0), [1, 1, 0])
    q = orthogonalise(g[:, :2])
    np.testing.assert_allclose(q.T @ q, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(q @ (q.T @ g[:, :2]), g[:, :2], atol=1e-9, err_msg="the same span")
    with pytest.raises(ValueError, match=r"g has shape \(2, 3\): 3 descriptors cannot be orthogonal at 2 samples"):
        orthogonalise(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"g has shape \(5,\); expected \(n_samples, n_descriptors\)"):
        normalise(np.ones(5))


def test_panels_are_laid_out_for_their_size() -> None:
    figure, axes = panels(2, 2, size=(8, 6))
    assert axes.shape == (2, 2)
    assert tuple(figure.get_size_inches()) == (8, 6)
    with pytest.raises(ValueError, match=r"size is \(2, 2\) inches, too small for 3 x 3 panels"):
        panels(3, 3, size=(2, 2))


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plot_fit(R, F[:-1], F), r"reference has length 29 and r has length 30"),
        (lambda: plot_fit(R, F, np.ones((30, 2))), r"prediction is a numpy\.ndarray of shape \(30, 2\)"),
        (lambda: plot_fit([], [], []), r"r is a list of shape \(0,\); expected \(n,\)"),
        (lambda: plot_descriptors(R, np.ones((3, 30))), r"descriptors has shape \(3, 30\); expected \(30, n_descr"),
        (lambda: plot_descriptors(R, np.ones((30, 3)), names=["a"]), r"names has 1 entries; expected 3"),
        (lambda: plot_fit(R, F, F, ax=plt.figure().add_axes((0, 0, 1, 1))), r"ax was placed by hand.*residual=False"),
        (lambda: plot_counts([1, 2], [1, 2], [1, 2], marked=5), r"marked is 5; expected one of the counts \[1, 2\]"),
    ],
)
def test_mistake_is_named(draw: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        draw()


def test_a_history_is_not_its_losses() -> None:
    with pytest.raises(TypeError, match=r"losses is a LossHistory; expected a list.*history\.evaluations"):
        plot_loss(LossHistory())


def drawing_functions() -> list:
    """Return all functions and methods of the library that draw, by their names."""
    import importlib
    import inspect

    from miniff_edu._support.files import PACKAGE

    found = {}
    for path in PACKAGE.rglob("*.py"):
        if re.search(r"^\s*def plot(_\w+)?\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            name = ".".join(["miniff_edu", *path.relative_to(PACKAGE).with_suffix("").parts])
            module = importlib.import_module(name.removesuffix(".__init__"))
            for holder in [module, *(c for _, c in inspect.getmembers(module, inspect.isclass))]:
                for label, function in inspect.getmembers(holder, inspect.isfunction):
                    if re.fullmatch("plot(_.*)?", label) and function.__module__.startswith("miniff_edu"):
                        found[f"{function.__module__}.{function.__qualname__}"] = function
    return sorted(found.items())


@pytest.mark.parametrize(("name", "function"), drawing_functions())
def test_the_rule_of_what_is_returned(name: str, function: object) -> None:
    """One panel: takes ax, None by default, and returns it. Several: their Figure. Alone in a cell: a Picture."""
    import inspect

    signature = inspect.signature(function)
    returns = str(signature.return_annotation).rsplit(".", 1)[-1]
    assert returns in ("Axes", "Figure", "Picture"), name
    assert ("ax" in signature.parameters) == (returns == "Axes"), name
    if returns == "Axes":
        assert signature.parameters["ax"].default is None, name
        assert signature.parameters["ax"].kind is inspect.Parameter.KEYWORD_ONLY, name
