from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from matplotlib import pyplot as plt
from potentials import random_potential
from small_structures import random_structure

from miniff_edu.atoms import NeuralPotential
from miniff_edu.atoms.report_page import page, write_page

TWO = ("O", "Si")
KNOWN = random_potential()
HISTORY = [
    [{"step": i, "seconds": i / 2, "train": {"energy": 0.1 / (i + 1), "forces": None}, "validation": None}]
    for i in range(2)
]
CARD = {
    "seeds": [0],
    "date": "2026-11-29",
    "settings": {"hidden": [5, 5], "ridge": "a<b"},
    "errors": {"train": {"forces": [0.001, 0.0005, 0.003, 120]}},
    "history": HISTORY,
}
POTENTIAL = NeuralPotential(KNOWN.sf, KNOWN.members, card=CARD)


def structures(n: int = 6) -> list[Atoms]:
    rng = np.random.default_rng(0)
    listed = [random_structure(i, TWO, n=4) for i in range(n)]
    for atoms in listed:
        found = POTENTIAL.predict(atoms)
        forces = found.forces + 0.1 * rng.normal(size=(4, 3))
        atoms.calc = SinglePointCalculator(atoms, energy=found.energy + 0.01 * rng.normal(), forces=forces)
    return listed


class Reader(HTMLParser):
    """Collects tags, identities and text; no more than a browser does before it shows a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def read() -> Reader:
    evaluation = POTENTIAL.evaluate(structures())
    return Reader(page("si<o", POTENTIAL, evaluation))


def test_every_tag_is_closed_and_every_identity_is_there_once(read: Reader) -> None:
    assert read.open == []
    names = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(names) == len(set(names)) > 10
    for _, attributes in read.tags:
        for value in attributes.values():
            for target in str(value).split("url(#")[1:]:
                assert target.split(")")[0] in names
        if attributes.get("xlink:href", "").startswith("#"):
            assert attributes["xlink:href"][1:] in names


def test_it_loads_nothing(read: Reader) -> None:
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in read.tags}
    for _, attributes in read.tags:
        for name in ("src", "href", "xlink:href"):
            assert attributes.get(name, "#").startswith(("#", "data:"))


def test_a_screen_reader_finds_its_way(read: Reader) -> None:
    assert read.named("html") == [{"lang": "en"}]
    assert [tag for tag, _ in read.tags if tag in ("h1", "h2")] == ["h1"] + 6 * ["h2"]
    assert "si<o: a potential for O, Si" in read.text, "escaped"
    drawings = read.named("svg")
    assert [attributes["role"] for attributes in drawings] == ["img", "img"]
    assert "Errors of the forces: RMSE" in drawings[0]["aria-label"]
    assert "train of member 1 from 0.05 to 0.05" in drawings[1]["aria-label"]
    assert len(read.named("figcaption")) == 2
    assert len(read.named("caption")) == len(read.named("table")) == 4
    assert {attributes.get("scope") for attributes in read.named("th")} == {"col", "row"}


def test_it_says_what_is_known(read: Reader) -> None:
    text = "\n".join(read.text)
    evaluation = POTENTIAL.evaluate(structures())
    assert evaluation.remarks[0] in text
    assert f"{evaluation.errors['forces'][0]:.3g}" in read.text
    assert "hidden 5, 5; ridge a<b" in read.text
    assert "2026-11-29" in read.text
    worst = evaluation.worst(1)
    assert str(worst["structure"][0]) in read.text
    assert "1 in 0 s; 1 in 0.5 s" in read.text


def test_dark_screens_get_light_ink(read: Reader) -> None:
    (style,) = [text for text in read.text if "prefers-color-scheme: dark" in text]
    assert "svg text { fill: currentColor; }" in style
    strokes = [a["style"] for tag, a in read.tags if tag == "path" and "style" in a]
    assert any("stroke: currentColor" in stroke for stroke in strokes)
    assert not any("#000000" in stroke for stroke in strokes)


def test_writing_leaves_nothing_behind_and_says_the_same_twice(tmp_path: Path) -> None:
    before, evaluation = dict(mpl.rcParams), POTENTIAL.evaluate(structures())
    first = write_page(tmp_path / "a.html", POTENTIAL, evaluation)
    text = first.read_text(encoding="utf-8")
    write_page(tmp_path / "a.html", POTENTIAL, evaluation)
    assert first.read_text(encoding="utf-8") == text
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == before
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        write_page(tmp_path / "no" / "a.html", POTENTIAL)


def test_without_data_there_is_still_a_card() -> None:
    read = Reader(page("x", KNOWN))
    assert [tag for tag, _ in read.tags if tag == "h2"] == ["h2"]
    assert read.named("svg") == []


def test_many_points_are_one_picture() -> None:
    listed = structures(200)
    text = page("x", POTENTIAL, POTENTIAL.evaluate(listed))
    assert 'href="data:image/png;base64' in text
    assert len(text) < 400_000
