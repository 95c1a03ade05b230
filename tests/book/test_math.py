"""Formulas of the book as MathML: what they become, and what becomes of one that cannot be shown."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from book_math import to_mathml
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

START = '<math xmlns="http://www.w3.org/1998/Math/MathML" display="{}"><mrow>'


def inner(tex: str, display: bool = False) -> str:
    text = to_mathml(tex, display=display)
    start = START.format("block" if display else "inline")
    assert text.startswith(start)
    return text.removeprefix(start).removesuffix("</mrow></math>")


@pytest.mark.parametrize(
    ("tex", "mathml"),
    [
        (r"e^{-r}", "<msup><mi>e</mi><mrow><mo>−</mo><mi>r</mi></mrow></msup>"),
        (r"r_1 < r_2", "<msub><mi>r</mi><mn>1</mn></msub><mo>&lt;</mo><msub><mi>r</mi><mn>2</mn></msub>"),
        (r"\mathbf{r}", "<mi>𝐫</mi>"),
        (r"\boldsymbol{\alpha}", "<mrow><mi>𝜶</mi></mrow>"),
        (r"\mathbb{1}", "<mrow><mn>𝟙</mn></mrow>"),
        (r"1/\kappa", '<mn>1</mn><mo lspace="0" rspace="0">/</mo><mi>κ</mi>'),
        (r"\mathrm{d}x", '<mrow><mrow><mi mathvariant="normal">d</mi></mrow></mrow><mi>x</mi>'),
        (r"\AA", "<mi>Å</mi>"),
        (r"\kappa \ln 10", '<mi>κ</mi><mspace width="0.1667em" /><mi>ln</mi><mspace width="0.1667em" /><mn>10</mn>'),
        (r"\begin{equation*} a \end{equation*}", "<mi>a</mi>"),
    ],
)
def test_formulas_become_what_browsers_draw(tex: str, mathml: str) -> None:
    assert inner(tex) == mathml


def test_brackets_of_a_function_stand_close_to_its_name() -> None:
    assert inner(r"\cos(r)") == '<mi>cos</mi><mo stretchy="false">(</mo><mi>r</mi><mo stretchy="false">)</mo>'


def test_limits_stand_below_in_displayed_formulas_only() -> None:
    assert inner(r"\max_i x", display=True).startswith("<munder><mi>max</mi><mi>i</mi></munder>")
    assert inner(r"\max_i x").startswith("<msub><mi>max</mi><mi>i</mi></msub>")
    assert inner(r"\sum_i x", display=True).startswith("<munder><mo>∑</mo><mi>i</mi></munder>")


@pytest.mark.parametrize("name", ["align", "align*", "aligned", "split"])
def test_aligned_equations_are_a_table_without_numbers(name: str) -> None:
    table = ET.fromstring(inner(rf"\begin{{{name}}} a &= b \\ &= c \end{{{name}}}", display=True))
    assert [[cell.get("columnalign") for cell in row] for row in table] == [["right", "left"], ["right", "left"]]
    assert ["".join(row.itertext()) for row in table] == ["a=b", "=c"]


def test_lines_without_an_environment_are_aligned() -> None:
    table = ET.fromstring(inner(r"a &= b \\ c &= d", display=True))
    assert ["".join(row.itertext()) for row in table] == ["a=b", "c=d"]


@pytest.mark.parametrize(
    ("tex", "complaint"),
    [
        (r"\sigmoid(z)", r"no sign for \\sigmoid"),
        (r"\text{costs \euros}", r"no sign for \\euros"),
        (r"w_{max", "a brace has no partner"),
        (r"\frac{1}", "a part is missing: mfrac has 1 of 2"),
        (r"\left( x", "it is not whole: extra left or missing right"),
        (r"x_a_b", "it is not whole: double subscripts"),
        (r"\begin{tikzpicture} x \end{tikzpicture}", "an environment 'tikzpicture'; the book knows split"),
    ],
)
def test_what_cannot_be_shown_is_refused(tex: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        to_mathml(tex)


def build_page(tmp_path: Path, text: str) -> str:
    """Return the HTML of a book of one page."""
    (tmp_path / "page.md").write_text(text, encoding="utf-8")
    settings = {
        "extensions": ["myst_parser", "book_math"],
        "root_doc": "page",
        "html_math_renderer": "mathml",
        "myst_enable_extensions": ["amsmath", "dollarmath"],
        "myst_update_mathjax": False,
    }
    out = tmp_path / "out"
    app = Sphinx(tmp_path, None, out, tmp_path / "trees", "html", settings, status=None, warning=None)
    app.build()
    return (out / "page.html").read_text(encoding="utf-8")


def test_page_with_formulas_needs_no_script(tmp_path: Path) -> None:
    text = "# Title\n\nLine $a$.\n\n$$\nb = 1\n$$ (one)\n\n\\begin{align}\nc &= 2\n\\end{align}\n\nSee {eq}`one`.\n"
    page = build_page(tmp_path, text)
    assert page.count("<math ") == 3
    assert page.count("<mrow><mi>a</mi></mrow></math></span>") == 1
    assert '<span class="eqno">(1)<a class="headerlink" href="#equation-one"' in page
    assert '<a class="reference internal" href="#equation-one">(1)</a>' in page, "the reference to it"
    assert "mathjax" not in page.lower()


def test_build_ends_with_the_page_and_the_formula_that_cannot_be_shown(tmp_path: Path) -> None:
    with pytest.raises(ExtensionError) as caught:
        build_page(tmp_path, "# Title\n\nHere is $\\sigmoid(z)$.\n")
    said, _, why = str(caught.value).partition(" cannot be shown: ")
    assert said == r"page: the formula \sigmoid(z)"
    assert why == r"MathML has no sign for \sigmoid; write it with other commands"
