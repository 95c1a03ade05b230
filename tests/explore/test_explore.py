"""Explorers: the grammar of axes, both faces, and an error for everything that cannot become a slider."""

import base64
import gc
import json
import re
from html.parser import HTMLParser
from typing import Any

import ipywidgets
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from miniff_edu.explore import explore
from miniff_edu.explore import explorer as module


def draw(**state: object) -> Figure:
    """Return a small figure whose title, and so whose text, tells the state."""
    figure, ax = plt.subplots(figsize=(1.5, 1))
    ax.plot([0, 1], [0, 1], label="line")
    ax.set_title(", ".join(f"{name} {value}" for name, value in state.items()), fontsize=5)
    return figure


@pytest.fixture(autouse=True)
def _nothing_stays_open():
    plt.close("all")
    gc.enable()
    yield
    assert plt.get_fignums() == []
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("given", "values"),
    [
        (range(1, 4), [1, 2, 3]),
        (range(2, 9, 3), [2, 5, 8]),
        ([4, 8, 16], [4, 8, 16]),
        ((1, 4), [1, 2, 3, 4]),
        ((0.0, 1.0), [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
        ((1, 2, 3), [1, 2, 3]),
        (("a", "b"), ["a", "b"]),
        (["power", "gauss"], ["power", "gauss"]),
        (True, [True, False]),
        (False, [False, True]),
        (np.array([1, 3]), [1, 3]),
    ],
)
def test_grammar(given: object, values: list[object]) -> None:
    explorer = explore(draw, x=given)
    assert explorer.values == {"x": values}
    assert [type(value) for value in explorer.values["x"]] == [type(value) for value in values] or isinstance(
        given, tuple
    )
    assert len(explorer.frames) == len(values)


def test_frames_are_in_order() -> None:
    explorer = explore(draw, a=[1, 2], b=["x", "y", "z"])
    titles = [re.search(r"Figure\. (.*?):", frame.text)[1] for frame in explorer.frames]
    assert titles == ["a 1, b x", "a 1, b y", "a 1, b z", "a 2, b x", "a 2, b y", "a 2, b z"]
    assert explorer.frame(a=2, b="y") is explorer.frames[4]
    with pytest.raises(KeyError, match=r"a = 7 was not drawn; expected one of \[1, 2\]"):
        explorer.frame(a=7, b="x")
    with pytest.raises(KeyError, match="expected one value for each of"):
        explorer.frame(a=1)


def test_axes_are_as_good_as_figures() -> None:
    explorer = explore(lambda x: draw(x=x).axes[0], x=[1, 2])
    assert explorer.frames[1].text.startswith("Figure. x 2:")


def test_text_is_stable_and_tells_the_first_state() -> None:
    one, two = (explore(draw, n=range(1, 6), family=["power", "gauss"]) for _ in range(2))
    assert repr(one) == repr(two)
    assert repr(one).startswith(
        "Interactive figure: run this cell for the slider. n (1 to 5); family (power, gauss). At n = 1, "
        "family = 'power': Figure. n 1, family power: "
    )


def test_live_face(monkeypatch: pytest.MonkeyPatch) -> None:
    """A control per axis, nested stacks of pictures, and links between them that the browser follows by itself."""
    monkeypatch.delenv("MINIFF_EDU_STATIC", raising=False)
    links: list[tuple[ipywidgets.Widget, ipywidgets.Widget]] = []

    def link(source: tuple[ipywidgets.Widget, str], target: tuple[ipywidgets.Widget, str]) -> None:
        assert (source[1], target[1]) == ("index", "selected_index")
        links.append((source[0], target[0]))

    monkeypatch.setattr(ipywidgets, "jsdlink", link)
    explorer = explore(draw, n=(1, 3), family=["power", "gauss"], bias=True)
    bundle, metadata = explorer._repr_mimebundle_()
    assert sorted(bundle) == ["application/vnd.jupyter.widget-view+json", "image/png", "text/plain"]
    assert metadata == {"image/png": {"width": 150, "height": 100}}, "sharper, not larger: 1.5 by 1 inches at 100 dpi"
    assert explorer._repr_mimebundle_() == (bundle, metadata), "displaying it again shows the same widget"
    *controls, stack = explorer._widget.children
    kinds = [ipywidgets.SelectionSlider, ipywidgets.Dropdown, ipywidgets.ToggleButtons]
    assert [type(control) for control in controls] == kinds
    assert [control.description for control in controls] == ["n", "family", "bias"]
    assert len(links) == 1 + 3 + 6, "one stack for n, one for family at each n, one for bias at each of those"

    def shown(picked: dict[str, object]) -> tuple[str, bytes]:
        """Follow the links as the browser does, down to the picture, and return its text alternative and itself."""
        for control in controls:
            control.value = picked[control.description]
        at = stack
        while isinstance(at, ipywidgets.Stack):
            (control,) = [source for source, target in links if target is at]
            at = at.children[control.index]
        (image,) = Page(at.value).all("img")
        return image["alt"], png_of(image)

    for n in (1, 2, 3):
        for family in ("power", "gauss"):
            for bias in (True, False):
                state = {"n": n, "family": family, "bias": bias}
                assert shown(state) == (explorer.frame(**state).text, explorer.frame(**state).png)
    assert len({frame.png for frame in explorer.frames}) == 12, "each state has a picture of its own"


def png_of(image: dict[str, str | None]) -> bytes:
    return base64.b64decode(image["src"].removeprefix("data:image/png;base64,"))


class Page(HTMLParser):
    """Collect the elements of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_static_face(monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = explore(draw, n_layers=(1, 3), family=["a<b", 'c"d'], bias=True)
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    bundle, _ = explorer._repr_mimebundle_()
    assert sorted(bundle) == ["image/png", "text/html", "text/plain"]
    assert explorer._widget is None, "no widget is made"
    html = bundle["text/html"]
    page = Page(html)
    images = page.all("img")
    assert images[0]["alt"] == "1 layer, a<b, bias: n_layers 1, family a<b, bias True."
    assert images[-1]["alt"] == '3 layers, c"d, not bias: n_layers 3, family c"d, bias False.'
    assert [image["data-text"] for image in images] == [frame.text for frame in explorer.frames]
    assert (images[0]["width"], images[0]["height"]) == ("150", "100")
    assert [png_of(image) for image in images] == [frame.png for frame in explorer.frames]
    assert ["hidden" in image for image in images] == [False] + [True] * 11
    ranges, boxes = ([i for i in page.all("input") if i["type"] == kind] for kind in ("range", "checkbox"))
    assert [(r["min"], r["max"], r["value"]) for r in ranges] == [("0", "2", "0")]
    assert "checked" in boxes[0]
    assert [json.loads(element["data-names"]) for element in ranges + page.all("select") + boxes] == [
        ["1", "2", "3"],
        ["a<b", 'c"d'],
        ["True", "False"],
    ]
    assert len(page.all("label")) == 3
    assert "n layers" in html
    assert len(page.all("script")) == 1
    assert not [src for tag, a in page.found for src in (a.get("src"), a.get("href")) if src and src[:5] != "data:"]
    assert "id" not in {name for _, attributes in page.found for name in attributes}, "ids would clash or be random"


def test_static_controls_show_the_picture_of_their_position(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a browser: after every move the one picture that is seen is that of the state the controls are in."""
    explorer = explore(draw, n=(1, 3), family=["power", "gauss"], bias=True)
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    page = browser.new_page()
    try:
        page.set_content(explorer._repr_mimebundle_()[0]["text/html"])
        description = page.locator("details")
        assert description.count() == 1, "one long description, however many frames"
        description.locator("summary").click()
        for n in (3, 1, 2):
            page.locator("input[type=range]").fill(str(n - 1))
            for family in ("gauss", "power"):
                page.locator("select").select_option(label=family)
                for bias in (False, True):
                    page.locator("input[type=checkbox]").set_checked(bias)
                    seen = page.locator("img:visible")
                    assert seen.count() == 1
                    frame = explorer.frame(n=n, family=family, bias=bias)
                    assert png_of({"src": seen.get_attribute("src")}) == frame.png
                    assert description.locator("p").inner_text() == frame.text
    finally:
        page.close()


LIVE = "[aria-live], output, [role=status], [role=alert], [role=log], [role=marquee], [role=timer]"


def test_a_step_says_one_sentence_that_begins_with_the_change(browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def draw_error(n_samples: int, swapped: bool) -> Figure:
        figure = draw()
        figure.axes[0].set_title(f"{n_samples} samples: off by {1 / n_samples:.2f}{', at worst' if swapped else ''}")
        return figure

    explorer = explore(draw_error, n_samples=[1, 4, 8], swapped=False)
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    page = browser.new_page()
    try:
        page.set_content(explorer._repr_mimebundle_()[0]["text/html"])
        live = page.locator(LIVE)
        assert live.count() == 1
        assert live.inner_text() == "1 sample, not swapped: off by 1.00."
        said = []
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
            page.get_by_role("slider").press(key)
            said.append(live.inner_text())
        page.get_by_role("checkbox").check()
        said.append(live.inner_text())
        page.get_by_role("slider").press("Home")
        said.append(live.inner_text())
        assert said == [
            "4 samples: off by 0.25.",
            "8 samples: off by 0.12.",
            "4 samples: off by 0.25.",
            "swapped: off by 0.25, at worst.",
            "1 sample: off by 1.00, at worst.",
        ]
        assert page.locator("img:visible").get_attribute("alt") == "1 sample, swapped: off by 1.00, at worst."
    finally:
        page.close()


def test_live_pictures_say_one_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINIFF_EDU_STATIC", raising=False)
    explorer = explore(draw, n=(1, 3))
    explorer._repr_mimebundle_()
    _, stack = explorer._widget.children
    page = Page(stack.children[2].value)
    assert page.all("img")[0]["alt"] == explorer.frames[2].text
    assert [tag for tag, attributes in page.found if "status" in attributes.values()] == ["p"]
    assert re.sub("<[^>]*>", "", stack.children[2].value) == "n = 3: n 3."


def test_memory_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figure survives: there are as many after twenty states as after one."""
    monkeypatch.setenv("TQDM_DISABLE", "1")

    def alive() -> int:
        gc.collect()
        return sum(type(thing) is Figure for thing in gc.get_objects())

    explore(draw, x=[1, 2])
    before = alive()
    explore(draw, x=range(20))
    assert alive() == before


def test_figures_left_open_by_draw_are_closed() -> None:
    def careless(x: int) -> Figure:
        plt.figure()
        return draw(x=x)

    assert len(explore(careless, x=[1, 2]).frames) == 2


def test_figures_of_others_stay_open() -> None:
    mine = plt.figure()
    explore(draw, x=[1, 2])
    assert plt.get_fignums() == [mine.number]
    plt.close(mine)


def test_a_draw_that_raises_is_named() -> None:
    def fails(n_descriptors: int, bias: bool) -> Figure:
        figure = draw(n=n_descriptors)
        if n_descriptors == 3:
            raise ZeroDivisionError("division by zero")
        return figure

    pattern = r"draw\(n_descriptors=3, bias=False\) raised ZeroDivisionError: division by zero"
    with pytest.raises(RuntimeError, match=pattern) as caught:
        explore(fails, n_descriptors=range(1, 6), bias=[False])
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_draw_without_that_argument_is_named() -> None:
    with pytest.raises(RuntimeError, match=r"draw\(m=1\) raised TypeError: .*unexpected keyword argument 'm'"):
        explore(lambda n: draw(n=n), m=[1])


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 2_500)
    with pytest.raises(ValueError, match=r"the pictures up to x = \d, \d of 9, take 0\.00 MB.*fewer values"):
        explore(draw, x=range(9))


def test_as_many_states_as_are_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_STATES", 4)
    assert len(explore(draw, x=[1, 2], y=[1, 2]).frames) == 4
    with pytest.raises(ValueError, match=r"x \(5\) makes 5 states; at most 4"):
        explore(draw, x=range(5))


def test_the_limit_of_a_megabyte() -> None:
    """The real limit, with pictures that do not compress."""
    noise = np.random.default_rng(0).random((600, 600, 3))

    def noisy(x: int) -> Figure:
        figure, ax = plt.subplots(figsize=(6, 6))
        ax.imshow(noise)
        return figure

    with pytest.raises(ValueError, match=r"the pictures up to x = \d+, \d+ of 20, take 1\.\d\d MB; at most 1 MB"):
        explore(noisy, x=range(20))


@pytest.mark.parametrize(
    ("axes", "kind", "message"),
    [
        ({}, ValueError, "explore got no axis"),
        ({"x": []}, ValueError, "x is empty; expected at least one value"),
        ({"x": range(0)}, ValueError, "x is empty"),
        ({"x": range(201)}, ValueError, r"x \(201\) makes 201 states; at most 200"),
        ({"x": range(20), "y": range(11)}, ValueError, r"x \(20\) x y \(11\) makes 220 states; at most 200"),
        ({"x": (0, 10**9)}, ValueError, r"x = \(0, 1000000000\) makes 1000000001 states"),
        ({"x": (5, 1)}, ValueError, r"x is \(5, 1\); expected \(min, max\).*\(1, 5\)"),
        ({"x": (1, 1)}, ValueError, r"min < max"),
        ({"x": (0, 10, 2)}, ValueError, r"looks like \(min, max, step\).*range\(0, 10 \+ 1, 2\)"),
        ({"x": [1, 1]}, ValueError, "x holds 1 twice"),
        ({"x": 5}, TypeError, r"x is an int; expected a range, a list, a pair"),
        ({"x": "abc"}, TypeError, "x is a str"),
        ({"x": None}, TypeError, "x is None"),
    ],
)
def test_bad_axis(axes: dict[str, object], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        explore(draw, **axes)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (lambda x: None, r"draw\(x=1\) returned None; expected a matplotlib Figure or Axes.*return ax"),
        (lambda x: plt.plot([0, 1]), r"what draw\(x=1\) returned is a list"),
    ],
)
def test_bad_return(broken: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        explore(broken, x=[1])


def test_draw_must_be_a_function() -> None:
    with pytest.raises(TypeError, match=r"draw is a matplotlib\.Figure; expected a function"):
        explore(figure := draw(x=1), x=[1])
    plt.close(figure)
