"""One palette: every colour has its name and its role there, and no module has one of its own."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from miniff_edu._support import palette

PACKAGE = Path(palette.__file__).parents[1]
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


@pytest.mark.parametrize("role", ROLES)
def test_roles_are_of_the_palette_and_can_be_seen_on_paper(role: str) -> None:
    assert ROLES[role] in palette.COLOURS.values()
    red, green, blue = (int(ROLES[role][i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    contrast = 1.05 / (float(np.dot(linear, [0.2126, 0.7152, 0.0722])) + 0.05)
    assert contrast > (2 if role == "BEYOND" else 3), "the band where no data are is no line"


def test_roles_that_stand_side_by_side_differ() -> None:
    assert len(set(palette.PARTS)) == 4
    for one, other in (("TRAIN", "TEST"), ("CONDITION", "ERROR"), ("REFERENCE", "PREDICTION"), ("PATH", "LOWEST")):
        assert ROLES[one] != ROLES[other]
    assert len({palette.CORRECT, palette.NOT_YET, palette.NOT_ATTEMPTED}) == 3
    assert len({palette.REFERENCE, palette.PREDICTION, palette.PINNED, palette.BLACK_BOX}) == 4


def test_the_palette_needs_no_matplotlib() -> None:
    code = "import sys, miniff_edu._support.palette; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
