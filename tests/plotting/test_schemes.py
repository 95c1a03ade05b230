"""A figure for light and for dark pages: which colours, which format, and that the figure itself stays as it was."""

import base64
import io
import re
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

from miniff_edu._support.palette import COLOURS, ON_DARK, PAGE
from miniff_edu.plotting import panels
from miniff_edu.plotting.picture import render, show
from miniff_edu.plotting.schemes import FONTS, dark_colour, for_two_schemes, on_dark_paper

PAPER, INK = (PAGE[name][1] for name in ("paper", "ink"))


@pytest.fixture
def figure():
    drawn, axes = panels()
    axes[0, 0].plot([0, 1, 2], [0, 1, 0], "o-", color=COLOURS["blue"], label="fit")
    axes[0, 0].legend()
    axes[0, 0].set(xlabel="r (Å)", ylabel="E (eV)", title="10⁻³")
    yield drawn
    plt.close(drawn)


def both(figure: Figure) -> tuple[str, str]:
    addresses = for_two_schemes(figure, render(figure), render)
    assert addresses is not None
    return addresses


def svg(address: str) -> str:
    head, _, body = address.partition(",")
    assert head == "data:image/svg+xml"
    return unquote(body)


def pixels(address: str) -> np.ndarray:
    head, _, body = address.partition(",")
    assert head == "data:image/png;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(body))).convert("RGB"))


def colours_of(text: str) -> set[str]:
    return set(re.findall(r"#[0-9a-f]{6}\b", text))


def all_colours(figure: Figure) -> list[str]:
    return [
        str(getattr(artist, f"get_{name}")())
        for artist in figure.findobj()
        for name in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")
        if hasattr(artist, f"get_{name}")
    ]


def test_lines_and_paper_have_the_colours_of_their_scheme(figure: Figure) -> None:
    light, dark = (svg(address) for address in both(figure))
    blue = COLOURS["blue"].lower()
    assert {blue, "#ffffff"} <= colours_of(light)
    assert {ON_DARK[blue].lower(), PAPER, INK} <= colours_of(dark)
    assert not {blue, "#ffffff", "#000000"} & colours_of(dark)


def test_the_figure_stays_as_it_was(figure: Figure) -> None:
    before, image = all_colours(figure), render(figure)
    assert both(figure) == both(figure), "the same in every build"
    assert all_colours(figure) == before
    assert render(figure) == image
    with pytest.raises(ZeroDivisionError), on_dark_paper(figure):
        raise ZeroDivisionError
    assert render(figure) == image


def test_an_svg_is_small_and_its_letters_are_letters(figure: Figure) -> None:
    text = svg(both(figure)[0])
    assert ">E (eV)</text>" in text
    assert ">10⁻³</text>" in text
    assert set(re.findall(r"'DejaVu Sans'[^;\"]*", text)) == {FONTS}
    assert not re.search(r"<[^>]*\d\.\d{3}[^>]*>", text), "in coordinates"
    assert "http://www.w3.org/2000/svg" in text
    assert not re.search(r'(href|src)="(?!#)', text), "nothing is loaded"


def test_what_is_written_in_a_figure_is_what_a_page_shows(figure: Figure) -> None:
    """To the last digit; and what means something in HTML or XML is a letter."""
    figure.axes[0].set(title="r < 3 & x > 0.0625, 'a' \"b\" &lt; ü", ylim=(0, 0.005), xlabel="100% #1")
    figure.axes[0].set_yticks([0, 0.001, 0.005])
    seen = []
    for address in both(figure):
        parser = HTMLParser(convert_charrefs=True)
        parser.handle_starttag = lambda _, attributes: seen.append(dict(attributes)["src"])  # type: ignore[method-assign]
        parser.feed(f'<img src="{address}">')
        texts = {e.text for e in ElementTree.fromstring(svg(seen[-1])).iter("{http://www.w3.org/2000/svg}text")}
        assert {"r < 3 & x > 0.0625, 'a' \"b\" &lt; ü", "0.001", "0.005", "100% #1"} <= texts


def test_a_reader_s_settings_for_saving_change_nothing(figure: Figure) -> None:
    before = both(figure)
    own = {
        "savefig.bbox": "tight",
        "savefig.facecolor": "white",
        "savefig.transparent": True,
        "savefig.edgecolor": "red",
    }
    with mpl.rc_context(own):
        assert both(figure) == before


def test_what_would_be_a_large_svg_is_a_png(figure: Figure) -> None:
    cloud = np.random.default_rng(0).normal(size=(2, 5000))
    figure.axes[0].plot(*cloud, ".", color=COLOURS["green"])
    light, dark = (pixels(address) for address in both(figure))
    assert light.shape == dark.shape
    for image, paper, green in ((light, "#ffffff", COLOURS["green"]), (dark, PAPER, ON_DARK[COLOURS["green"].lower()])):
        for wanted in (paper, green):
            rgb = [int(wanted[i : i + 2], 16) for i in (1, 3, 5)]
            assert np.abs(image.astype(int) - rgb).max(axis=2).min() <= 8, wanted


def test_maps_of_colours_stay_and_named_shades_turn(figure: Figure) -> None:
    ax = figure.axes[0]
    z = np.add.outer(np.arange(4.0), np.arange(4.0))
    image = ax.imshow(z, cmap="viridis")
    contours = ax.contour(z, levels=[1, 3], colors=["#1a1a1a", "#cccccc"])
    with on_dark_paper(figure):
        assert image.get_cmap().name == "viridis"
        first, last = contours.get_cmap()(np.arange(2))[:, :3].mean(axis=1)
        assert first > 0.6 > 0.4 > last, "what was dark is light"
    assert to_hex(contours.get_cmap()(0)) == "#1a1a1a"
    filled = ax.contourf(z, levels=[1, 3], colors=["#111111", "#eeeeee", "#333333"], extend="both")
    points = ax.scatter([0, 1], [0, 1], c=[0, 1], edgecolors="black")
    plain = ax.scatter([0, 1], [0, 1], c=[0, 1])
    with on_dark_paper(figure):
        ends = [filled.get_cmap().get_under(), filled.get_cmap().get_over()]
        assert [to_hex(end) for end in ends] == [to_hex(dark_colour(c)) for c in ("#111111", "#333333")]
        assert {to_hex(rim) for rim in points.get_edgecolor()} == {ON_DARK["#000000"].lower()}
        render(figure)
        np.testing.assert_array_equal(plain.get_edgecolor(), plain.get_facecolor())
    assert {to_hex(rim) for rim in points.get_edgecolor()} == {"#000000"}


def test_boxes_behind_words_and_arrows_turn_too(figure: Figure) -> None:
    note = figure.axes[0].annotate("here", (1, 1), (0, 0), bbox={"facecolor": "white"}, arrowprops={"color": "black"})
    with on_dark_paper(figure):
        assert to_hex(note.get_bbox_patch().get_facecolor()) == PAPER
        assert to_hex(note.arrow_patch.get_edgecolor()) == ON_DARK["#000000"].lower()
    assert to_hex(note.get_bbox_patch().get_facecolor()) == "#ffffff"


@pytest.mark.parametrize(
    ("colour", "wanted"),
    [("white", PAPER), ("none", "#00000000"), ((0, 0, 0, 0.5), f"{INK}80"), (COLOURS["sky"], ON_DARK["#4593fc"])],
)
def test_one_colour(colour, wanted: str) -> None:
    found = to_hex(dark_colour(colour), keep_alpha=True)
    if colour == "none":
        assert found.endswith("00"), "it stays unseen"
    else:
        assert found in (wanted.lower(), f"{wanted.lower()}ff")


def test_greys_turn_in_order() -> None:
    lightness = [dark_colour(str(grey))[0] for grey in np.linspace(0.05, 1, 20)]
    assert (np.diff(lightness) < 0).all()


def test_a_page_gets_both_and_a_notebook_neither(figure: Figure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINIFF_EDU_STATIC", raising=False)
    assert show(figure).schemes is None
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    html = show(figure)._repr_mimebundle_()[0]["text/html"]
    assert re.findall(r'class="(only-\w+)"( hidden)?', html) == [("only-light", ""), ("only-dark", " hidden")]
    alternatives = re.findall(r'alt="([^"]*)"', html)
    assert alternatives[0] == alternatives[1] == show(figure).text


def test_paper_that_is_dark_already_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    with plt.style.context("dark_background"):
        own, _ = plt.subplots()
        picture = show(own)
    assert picture.schemes is None
    assert picture._repr_mimebundle_()[0]["text/html"].count("<img") == 1
    none, _ = plt.subplots(facecolor="none")
    assert show(none).schemes is not None, "paper that is not there is not dark"
