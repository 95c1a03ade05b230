"""One palette: every colour has its name and its role there, and no module has one of its own."""

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from miniff_edu._support import palette

PACKAGE = Path(palette.__file__).parents[1]
ROOT = Path(__file__).parents[2]
OTHERS = [path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "palette.py"]
ROLES = {
    name: value
    for name, value in vars(palette).items()
    if name.isupper() and isinstance(value, str) and name != "GRID"  # the grid is meant to be faint
}


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_has_colours_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{6}\b", text)
    assert "COLOURS[" not in text, "a role says what the colour stands for"


FILTER = re.search(r"filter: (invert\(1\) hue-rotate\(180deg\));", (ROOT / "book/_static/figures.css").read_text())
TOGETHER = [*list(palette.COLOURS)[:6], "black"]  # the colours of curves, in the order in which they are used
# What eyes without one kind of cone see, in linear light (Machado, Oliveira and Fernandes 2009, severity 1).
EYES = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
}


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def linear(values: np.ndarray) -> np.ndarray:
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def gamma(values: np.ndarray) -> np.ndarray:
    values = np.clip(values, 0, 1)
    return np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)


def contrast(one: np.ndarray, other: np.ndarray) -> float:
    low, high = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def on_dark_pages(colour: np.ndarray) -> np.ndarray:
    """Return what the filter of dark pages makes of a colour: the matrix of the CSS specification, at 180 degrees."""
    weights = np.array([0.213, 0.715, 0.072])
    return np.clip((2 * weights - np.eye(3)) @ (1 - colour), 0, 1)


def lab(values: np.ndarray) -> np.ndarray:
    """Return CIE L*a*b*, in which a distance of 2 can just be seen."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ linear(values) / to_xyz.sum(axis=1) + 1e-12)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: np.ndarray, other: np.ndarray, eye: str) -> float:
    seen = [lab(gamma(np.array(EYES[eye]) @ linear(c))) for c in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


@pytest.mark.parametrize("name", palette.COLOURS)
def test_every_colour_can_be_seen_as_a_line_on_light_and_on_dark_pages(name: str) -> None:
    colour, white = rgb(palette.COLOURS[name]), np.ones(3)
    assert contrast(colour, white) >= 3
    assert FILTER, "the filter that on_dark_pages computes"
    assert contrast(on_dark_pages(colour), on_dark_pages(white)) >= 3
    assert contrast(on_dark_pages(rgb(palette.INK)), on_dark_pages(white)) >= 4.5, "text"


@pytest.mark.parametrize("eye", EYES)
def test_colours_of_curves_differ_for_all_eyes_on_light_and_on_dark_pages(eye: str) -> None:
    """Okabe and Ito's own colours have 17.9 (light) and 15.3 (dark) at the least."""
    for one, other in combinations([rgb(palette.COLOURS[name]) for name in TOGETHER], 2):
        assert distance(one, other, eye) >= 17.5
        assert distance(on_dark_pages(one), on_dark_pages(other), eye) >= 15


def test_figures_drawn_for_dark_pages_are_seen_better_than_turned_ones() -> None:
    """Further apart than on white paper and than by the filter, and of the contrast that is asked of text."""
    assert list(palette.ON_DARK) == [colour.lower() for colour in palette.COLOURS.values()]
    own = {name: rgb(palette.ON_DARK[palette.COLOURS[name].lower()]) for name in palette.COLOURS}
    assert min(contrast(colour, rgb(palette.PAGE["paper"][1])) for colour in own.values()) >= 4.5
    pairs = list(combinations([own[name] for name in TOGETHER], 2))
    assert min(distance(one, other, eye) for one, other in pairs for eye in EYES) >= 29


@pytest.mark.parametrize("role", ROLES)
def test_roles_are_of_the_palette_and_can_be_seen_on_paper(role: str) -> None:
    assert ROLES[role] in palette.COLOURS.values()
    assert contrast(rgb(ROLES[role]), np.ones(3)) > 3


def test_roles_that_stand_side_by_side_differ() -> None:
    assert len(set(palette.PARTS)) == 4
    for one, other in (("TRAIN", "TEST"), ("CONDITION", "ERROR"), ("REFERENCE", "PREDICTION"), ("PATH", "LOWEST")):
        assert ROLES[one] != ROLES[other]
    assert len({palette.CORRECT, palette.NOT_YET, palette.NOT_ATTEMPTED}) == 3
    assert len({palette.REFERENCE, palette.PREDICTION, palette.PINNED, palette.BLACK_BOX}) == 4


def test_the_palette_needs_no_matplotlib() -> None:
    code = "import sys, miniff_edu._support.palette; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
