"""Pictures with words: what the text says, what the picture is, and that figures are closed."""

import base64
import io

import numpy as np
import pytest
from matplotlib import pyplot as plt
from PIL import Image

from miniff_edu.plotting.picture import describe, message_of, number, off_text, render, set_message, show


@pytest.fixture(autouse=True)
def _nothing_stays_open():
    plt.close("all")
    yield
    assert plt.get_fignums() == []


def test_text_names_labels_ranges_and_extremes() -> None:
    figure, ax = plt.subplots()
    x = np.linspace(0, 4, 101)
    ax.plot(x, (x - 1) ** 2, label="parabola")
    ax.plot([1, 2], [3, 4], "o", label="dots")
    ax.scatter([1.5], [2.5], label="lone")
    ax.plot(x, 0 * x + 1e-12, label="flat")
    ax.axhline(0, label="_guide")
    ax.set(xlabel="r (Å)", ylabel="E (eV)", title="Here")
    text = describe(figure)
    plt.close(figure)
    assert text == (
        "Figure. Here: E (eV) against r (Å): "
        "parabola, curve, x from 0 to 4, lowest y 0 at x = 1, highest y 9 at x = 4; "
        "dots, 2 points, x from 1 to 2, lowest y 3 at x = 1, highest y 4 at x = 2; "
        "flat, curve, x from 0 to 4, y is 0 throughout; "
        "lone, one point at x = 1.5, y = 2.5."
    )


def test_text_counts_panels_and_says_logarithmic() -> None:
    figure, (upper, lower) = plt.subplots(2, sharex=True)
    upper.semilogy([1, 2], [1, 10], label="a")
    lower.plot([1, 2], [np.nan, np.nan], label="b")
    lower.set_xlabel("step")
    text = describe(figure)
    plt.close(figure)
    assert text.startswith("Figure with 2 panels. (1) unlabelled y against step (logarithmic y): a, curve")
    assert "(2) unlabelled y against step: b, empty" in text


def test_text_stops_counting_curves() -> None:
    figure, ax = plt.subplots()
    for i in range(20):
        ax.plot([0, 1], [0, i], label=f"c{i}")
    text = describe(figure)
    plt.close(figure)
    assert "c7" in text
    assert "c8" not in text
    assert "and 12 more curves" in text


def test_empty_and_hidden_panels() -> None:
    figure, (drawn, hidden) = plt.subplots(2)
    hidden.set_axis_off()
    text = describe(figure)
    plt.close(figure)
    assert text == "Figure. unlabelled y against unlabelled x: nothing drawn."
    assert drawn is not hidden


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (9e-9, "0"), (-9e-9, "0"), (270, "270"), (0.158, "0.16"), (-3.21, "-3.2"), (5.6e7, "5.6e+07"), (2, "2")],
)
def test_number(value: float, text: str) -> None:
    assert number(value) == text


def test_show_gives_an_image_and_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINIFF_EDU_STATIC", raising=False)
    _, ax = plt.subplots(figsize=(3, 2), dpi=100)
    ax.plot([0, 1], [0, 1], label='"<line>"')
    picture = show(ax)
    bundle, metadata = picture._repr_mimebundle_()
    assert sorted(bundle) == ["image/png", "text/plain"]
    assert bundle["text/plain"] == repr(picture) == picture.text
    image = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"])))
    assert image.size == (450, 300), "one and a half pixels for each of the page's"
    assert metadata == {"image/png": {"width": 300, "height": 200}}
    assert len(image.getcolors()) > 2, "something is drawn"


def test_static_picture_has_an_escaped_alternative(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    figure, ax = plt.subplots()
    ax.plot([0, 1], [0, 1], label='"<line>"')
    html = show(figure)._repr_mimebundle_()[0]["text/html"]
    assert html.startswith('<img width="640" height="480" ')
    assert "&quot;&lt;line&gt;&quot;" in html
    assert 'src="data:image/svg+xml,' in html, "of two lines, smaller than a PNG"


def test_the_message_is_what_the_reader_has_written_or_what_the_figure_counts() -> None:
    figure, axes = plt.subplots(1, 5)
    axes[0].set_title("8 samples: largest error 0.25")
    axes[1].plot([0, 1], label="sums, off by 0.00")
    axes[1].plot([1, 0], label="target")
    axes[1].legend()
    axes[2].set_title("parity")
    set_message(axes[3], "fit off by up to 0.3")
    axes[3].set_title("no number")
    set_message(axes[4], "fit off by up to 0.3")
    axes[4].set_title("16 samples: off by 0.1")
    said = message_of(figure)
    plt.close(figure)
    assert said == "largest error 0.25; sums, off by 0.00; fit off by up to 0.3; off by 0.1"


@pytest.mark.parametrize(
    ("size", "text"), [(0.2535, "off by up to 0.25"), (0, "off by less than 1e-08"), (2e-9, "off by less than 1e-08")]
)
def test_how_far_off(size: float, text: str) -> None:
    assert off_text(size) == text


def test_the_figure_keeps_its_dpi() -> None:
    figure, _ = plt.subplots(dpi=80)
    render(figure)
    assert figure.get_dpi() == 80
    plt.close(figure)


def test_own_text() -> None:
    figure, _ = plt.subplots()
    assert show(figure, "Three dots.").text == "Three dots."


def test_what_is_no_figure_is_refused() -> None:
    with pytest.raises(TypeError, match=r"figure is a list; expected a matplotlib Figure or Axes.*ax\.figure"):
        show([1, 2])
    with pytest.raises(TypeError, match="figure is None"):
        show(None)
