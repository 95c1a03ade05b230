"""Folds that are announced by what they fold. In: the hints and hidden cells of chapters. Out: summaries with a number.

A screen reader lists the folds of a page; the same name again and again is no list. So the number of the exercise is in
the name, in sight where the solution stands alone, and said only where the heading has just shown it.
"""

from __future__ import annotations

import re
from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

SHOW = "Show a solution to exercise {}, and what the check says to it"
HIDE = "Hide the solution to exercise {}"
EXERCISE = re.compile(r"exercises\.check\(\s*\"(\d+\.\d+)\"")
HINT = re.compile(r"<summary>(Hint \d+ of \d+)</summary>")
SAID = '<summary>\\1<span class="said"> for exercise {}</span></summary>'


def name_folds(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the number of the exercise into the summaries of its hints and of its solution."""
    number = ""
    for node in doctree.findall():
        if isinstance(node, nodes.literal_block) and (found := EXERCISE.search(node.astext())):
            number = found[1]  # the stub stands before the hints
        elif isinstance(node, HideCodeCellNode) and (found := EXERCISE.search(node.astext())):
            node["prompt_show"], node["prompt_hide"] = SHOW.format(found[1]), HIDE.format(found[1])
        elif isinstance(node, nodes.raw) and HINT.search(node.astext()):
            node.children = [nodes.Text(HINT.sub(SAID.format(number), node.astext()))]


def open_fold(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """Begin a fold: its name is what stands on it, and only what may stand in a summary."""
    classes = " ".join(["admonition", "hide", *node["classes"]])
    show, hide = (
        f'<span class="{state} admonition-title">{escape(node[prompt])}</span>'
        for state, prompt in (("collapsed", "prompt_show"), ("expanded", "prompt_hide"))
    )
    self.body.append(f'<details class="{classes}">\n<summary>{show}{hide}</summary>\n')


def close_fold(self: HTML5Translator, node: HideCodeCellNode) -> None:
    """End a fold."""
    self.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Replace myst-nb's folds."""
    app.setup_extension("myst_nb")
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, close_fold))
    app.connect("doctree-resolved", name_folds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
