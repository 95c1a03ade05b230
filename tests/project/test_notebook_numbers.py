"""What the comparison of notebooks forgives, and what it does not; that nbval really asks it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from notebook_numbers import agree
from packaging.specifiers import SpecifierSet
from test_project import ROOT, requirements

PASS = {
    "same": ("weights: [ 1. -1.  1.]", "weights: [ 1. -1.  1.]"),
    "empty": ("", ""),
    "one up": ("0.1581", "0.1582"),
    "one down": ("0.1581", "0.1580"),
    "carry": ("0.9999", "1.0000"),
    "carry within": ("0.1599", "0.1600"),
    "exponent": ("1.0e-05", "1.1e-05"),
    "capital exponent": ("1.0E-05", "1.1E-05"),
    "exponent alone": ("1e-05", "2e-05"),
    "exponent behind a bare point": ("1.e-05", "2.e-05"),
    "exponent of three digits": ("1.00e-300", "1.01e-300"),
    "sign": ("-0.10", "-0.11"),
    "plus": ("+0.10", "+0.11"),
    "minus zero": ("-0.00", "-0.01"),
    "sixteen digits": ("0.30000000000000004", "0.30000000000000003"),
    "end of a sentence": ("It is 0.1581.", "It is 0.1582."),
    "before a colon": ("r = 0.5: f = 0.3679, f' = 0.0000", "r = 0.6: f = 0.3680, f' = 0.0001"),
    "dots": ("0.1, 0.2...", "0.1, 0.3..."),
    "brackets": ("[[0.12 -0.34]]", "[[0.13 -0.35]]"),
    "tensor": ("tensor([0.5000, -1.2500])", "tensor([0.5001, -1.2499])"),
    "equals": ("loss=0.5", "loss=0.6"),
    "percent": ("12.5%", "12.6%"),
    "html": ("<td>0.1581</td><td>3</td>", "<td>0.1582</td><td>3</td>"),
    "attribute": ('<rect width="1.5"/>', '<rect width="1.6"/>'),
    "lines": ("0.1\n0.2\n", "0.2\n0.1\n"),
    "thousands": ("1,234.9", "1,235.0"),
    "quoted": ("'0.5'", "'0.6'"),
    "typographic minus": ("−0.5", "−0.6"),
    "multiplication sign": ("0.5×0.5", "0.6×0.4"),
}
FAIL = {
    "two units": ("0.1581", "0.1583"),
    "two units down": ("0.1581", "0.1579"),
    "one of many": ("0.1 0.2 0.3", "0.1 0.4 0.3"),
    "two units of a mantissa": ("1.0e-05", "1.2e-05"),
    "exponent differs": ("1.0e-05", "1.0e-06"),
    "sign of an exponent": ("1.0e-05", "1.0e+05"),
    "next order": ("9.99e-06", "1.00e-05"),
    "letter of an exponent": ("1.0e-05", "1.0E-05"),
    "wider": ("9.99", "10.00"),
    "wider, right-aligned": (" 9.99", "10.00"),
    "a decimal less": ("9.999", "10.00"),
    "a decimal more": ("0.1581", "0.15810"),
    "no decimals": ("1.0", "1"),
    "sign differs": ("0.1", "-0.1"),
    "sign in a column": (" 0.01", "-0.01"),
    "sign of zero": ("0.0", "-0.0"),
    "sign of zero in a column": (" 0.0", "-0.0"),
    "plus is written": ("+0.1", "-0.1"),
    "across zero": ("-0.00", "+0.01"),
    "integer": ("375 steps", "376 steps"),
    "integer beside a number": ("3 steps: 0.5", "4 steps: 0.5"),
    "integer with a point": ("[ 1. -1.  1.]", "[ 2. -1.  1.]"),
    "integer at the end": ("There are 3.", "There are 4."),
    "word": ("True 0.5", "False 0.5"),
    "letter": ("a 0.5", "b 0.5"),
    "nan": ("0.5", "nan"),
    "inf": ("1.0e+308", "inf     "),
    "spaces": ("0.5  0.5", "0.5 0.5"),
    "space at the end": ("0.5", "0.5 "),
    "line break": ("0.5 0.5", "0.5\n0.5"),
    "last line break": ("0.5\n", "0.5"),
    "one number more": ("0.5 0.5", "0.5 0.5 0.5"),
    "number for a word": ("0.5 a.b", "0.5 0.5"),
    "letter before": ("x1.5", "x1.6"),
    "letter behind": ("1.5s", "1.6s"),
    "underscore": ("_1.5", "_1.6"),
    "version": ("v2.0.1", "v2.0.2"),
    "bare version": ("torch 2.13.0", "torch 2.13.1"),
    "local version": ("2.13+cpu", "2.14+cpu"),
    "required version": ("numpy>=2.1", "numpy>=2.2"),
    "pinned version": ("numpy==2.1", "numpy==2.2"),
    "version behind a hyphen": ("numpy-2.1", "numpy-2.2"),
    "version behind an at": ("numpy@2.1", "numpy@2.2"),
    "date": ("2026-01-02", "2026-01-03"),
    "german date": ("02.01.2026", "03.01.2026"),
    "time": ("12:30:01.5", "12:30:01.6"),
    "address": ("127.0.0.1", "127.0.0.2"),
    "address and port": ("127.0.0.1:8888", "127.0.0.1:8889"),
    "hexadecimal": ("0x1.8p3", "0x1.9p3"),
    "hash": ("12e05", "13e05"),
    "colour": ("#1e-05", "#2e-05"),
    "doi": ("10.1063/1.5019779", "10.1063/1.5019780"),
    "path": ("/lib/3.11/site", "/lib/3.12/site"),
    "windows path": ("C:\\3.11\\site", "C:\\3.12\\site"),
    "range": ("1.5-2.5", "1.5-2.6"),
    "complex": ("1.5+2.5j", "1.5+2.6j"),
    "typed bound": ("below 1e-9", "below 2e-9"),
    "style": ("width:1.5px", "width:1.6px"),
    "digits of others": ("٣.٥", "٣.٦"),
    "trailing text": ("<td>0.5</td>", "<th>0.5</th>"),
}


@pytest.mark.parametrize("texts", PASS.values(), ids=PASS)
def test_forgiven(texts: tuple[str, str]) -> None:
    assert agree(*texts)
    assert agree(*reversed(texts))


@pytest.mark.parametrize("texts", FAIL.values(), ids=FAIL)
def test_not_forgiven(texts: tuple[str, str]) -> None:
    assert not agree(*texts)
    assert not agree(*reversed(texts))


def write(path: Path, numbers: Iterable[str]) -> None:
    """Write a notebook that prints 0.1582 in three ways for each of these numbers, and has stored that number."""
    page = "<IPython.core.display.HTML object>"
    cells = []
    for number in numbers:
        for source, output in {
            "print('loss', 0.1582)": new_output("stream", name="stdout", text=f"loss {number}\n"),
            "0.1582": new_output("execute_result", {"text/plain": number}, execution_count=1),
            "from IPython.display import HTML, display; display(HTML('<b>0.1582</b>'))": new_output(
                "display_data", {"text/html": f"<b>{number}</b>", "text/plain": page}
            ),
        }.items():
            cells.append(new_code_cell(source, outputs=[output], execution_count=1))
    nbformat.write(new_notebook(cells=cells), path)


def test_nbval_asks(tmp_path: Path) -> None:
    """Through real pytest, far from the project: if nbval no longer calls what we hook, one unit fails too."""
    verdicts = {"0.1581": "PASSED", "0.1583": "PASSED", "0.1580": "FAILED"}
    write(tmp_path / "numbers.ipynb", verdicts)
    paths = os.pathsep.join([str(ROOT / "tests" / "support"), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-m", "pytest", "-v", "-p", "notebook_numbers", "-p", "no:cacheprovider", "--color=no"]
    result = subprocess.run(
        [*command, "--nbval", "--nbval-current-env"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 1, result.stdout + result.stderr
    said = re.findall(r"^numbers\W+ipynb::Cell \d (\w+)", result.stdout, re.MULTILINE)
    assert said == [verdict for verdict in verdicts.values() for _ in range(3)], result.stdout
    assert "reference_output == test_output failed" in result.stdout, "nbval's own diff"
    assert re.search(r"- loss 0\.158[02]\s.*\+ loss 0\.158[02]\s", result.stdout, re.DOTALL), result.stdout


def test_the_project_uses_it(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.has_plugin("notebook_numbers")


def test_nbval_stays_below_what_is_not_known() -> None:
    """What is hooked is no promise of nbval's. That environment.yml says the same is tested with the others."""
    assert SpecifierSet(requirements()["nbval"]) == SpecifierSet(">=0.11,<0.12")
