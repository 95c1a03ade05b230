r"""Formulas as MathML, written when the book is built: pages load no script and no font for them, nor does the ePub.

In: TeX as in ``$...$``, ``$$...$$`` and amsmath environments. Out: what browsers draw themselves (MathML Core).
latex2mathml translates; what it leaves to older MathML is mended before (`_prepared`) and after (`_mend`). It lets
unknown commands pass as text, so `_mend` looks for them: a formula that cannot be shown ends the build, with its page.
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import pairwise
from xml.etree.ElementTree import Element, tostring

from docutils import nodes
from latex2mathml.converter import Converter
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.locale import _
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
# How many parts each of these has; latex2mathml writes fewer where a brace is missing.
PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
# Environments, and what latex2mathml knows that looks the same and has no numbers: equations are numbered by the book.
ENVIRONMENTS = {
    **{name: name for name in ("split", "align*", "cases", "array", "substack", "smallmatrix")},
    **{f"{kind}matrix": f"{kind}matrix" for kind in ("", "p", "b", "B", "v", "V")},
    **{"align": "align*", "aligned": "split", "alignat": "align*"},
    **dict.fromkeys(("gather", "gather*", "gathered"), "displaylines"),
    **dict.fromkeys(("equation", "equation*"), ""),
}
# Commands that latex2mathml does not know, as it would know them.
SPELLINGS = {r"\AA": "Å", r"\bm": r"\boldsymbol"}
VARIANTS = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "fraktur": "FRAKTUR",
    "sans-serif": "SANS-SERIF",
    "monospace": "MONOSPACE",
}
THIN = "0.1667em"


def to_mathml(tex: str, *, display: bool = False) -> str:
    r"""Return a formula as a ``<math>`` element.

    Parameters
    ----------
    tex
        TeX without delimiters, such as ``r"\frac{1}{2}"`` or an amsmath environment.
    display
        Whether it stands on lines of its own.

    Raises
    ------
    ValueError
        If it holds a command or an environment that MathML has no sign for, or a brace without its partner.
    """
    prepared = _prepared(tex, display)
    try:
        math = Converter(NAMESPACE, "block" if display else "inline").convert_to_element(prepared)
    except Exception as error:  # its exceptions have no base class, and say all in their names
        reason = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
        raise ValueError(f"it is not whole: {reason}") from error
    _mend(math)
    return tostring(math, encoding="unicode")


def _prepared(tex: str, display: bool) -> str:
    """Return TeX that says the same in words that latex2mathml knows."""
    unescaped = re.sub(r"\\[\\{}]", "", tex)
    if unescaped.count("{") != unescaped.count("}"):
        raise ValueError("a brace has no partner")
    for name in re.findall(r"\\(?:begin|end)\s*{(.*?)}", tex):
        if name not in ENVIRONMENTS:
            raise ValueError(f"it has an environment {name!r}; the book knows {', '.join(ENVIRONMENTS)}")
    tex = re.sub(r"\\(begin|end)\s*{(.*?)}", lambda m: _environment(m[1], ENVIRONMENTS[m[2]]), tex)
    tex = re.sub(r"\\[A-Za-z]+", lambda m: SPELLINGS.get(m[0], m[0]), tex)
    # One letter alone would be taken for a variable, and slanted.
    tex = re.sub(r"\\mathrm\s*{([A-Za-z])}", r"\\mathrm{{\1}}", tex)
    if display:
        tex = re.sub(r"\\(max|min|lim|sup|inf)\s*_", r"\\\1\\limits_", tex)
        if r"\\" in tex and r"\begin" not in tex:
            tex = rf"\begin{{split}}{tex}\end{{split}}"
    return tex


def _environment(side: str, name: str) -> str:
    return rf"\{side}{{{name}}}" if name else ""


def _mend(element: Element) -> None:
    """Check one element and all below it, and write what MathML Core left out in other words."""
    text = html.unescape(element.text or "")
    if found := re.search(r"\\[A-Za-z]*", text):
        raise ValueError(f"MathML has no sign for {found[0]}; write it with other commands")
    if element.tag in PARTS and len(element) != PARTS[element.tag]:
        raise ValueError(f"a part is missing: {element.tag} has {len(element)} of {PARTS[element.tag]}")
    if element.tag == "mo" and len(text) > 1 and text.isalpha():
        element.tag = "mi"  # the name of a function: as an operator it would be set too wide
        element.attrib.clear()
    if element.attrib.get("mathvariant") in VARIANTS:
        text = "".join(_styled(char, VARIANTS[element.attrib["mathvariant"]]) for char in text)
        del element.attrib["mathvariant"]
    if element.tag == "mo" and text == "/":
        element.attrib.update(lspace="0", rspace="0")
    element.text = text or None
    for child in element:
        _mend(child)
    if element.tag in ("mrow", "mtd", "mstyle"):
        _space_functions(element)


def _styled(char: str, style: str) -> str:
    """Return a letter or digit in a mathematical alphabet, or as it is where the alphabet lacks it."""
    words = unicodedata.name(char, "").removeprefix("LATIN ").removeprefix("GREEK ").replace(" LETTER ", " ")
    for name in (f"MATHEMATICAL {style} {words}", f"{style} {words}", f"MATHEMATICAL BOLD {words}"):
        try:
            return unicodedata.lookup(name)
        except KeyError:
            continue
    return char


def _space_functions(row: Element) -> None:
    """Put TeX's thin space between the name of a function and its neighbours, unless they are operators or brackets."""
    for left, right in pairwise(list(row)):
        named = _is_function(left) or _is_function(right)
        if named and not {_core(left).tag, _core(right).tag} & {"mo", "mspace", "mtext"}:
            row.insert(list(row).index(right), Element("mspace", width=THIN))


def _core(element: Element) -> Element:
    """Return what carries the indices of an element, or the element."""
    return element[0] if element.tag in PARTS and element.tag not in ("mfrac", "mroot") else element


def _is_function(element: Element) -> bool:
    core = _core(element)
    return core.tag == "mi" and len(core.text or "") > 1 and (core.text or "").isalpha()


def _converted(self: HTML5Translator, node: nodes.Element, *, display: bool) -> str:
    """Return the MathML of a node, or end the build with the page, the formula, and what to do."""
    try:
        return to_mathml(node.astext(), display=display)
    except ValueError as error:
        page = getattr(self.builder, "current_docname", "a page")
        raise ExtensionError(f"{page}: the formula {node.astext().strip()} cannot be shown: {error}") from error


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
    self.body.append(f"{_converted(self, node, display=False)}</span>")
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on lines of its own, with its number, in a box that scrolls where it is too long."""
    self.body.append(self.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    # book_access.js makes the box a tab stop as long as it has something to scroll.
    self.body.append(f'<div class="formula">{_converted(self, node, display=True)}</div></div>\n')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the renderer, which `html_math_renderer: mathml` chooses."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
