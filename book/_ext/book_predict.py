"""Predict before you look: the answer to each *Predict* of a chapter is folded until somebody presses.

The chapters' own convention says what the answer is: all that follows the box, from the first cell with an output
on (cells that only define something stay in sight), up to the first paragraph after the cells, with its list. The
notebooks stay as they are; paper and e-books cannot be pressed and show everything.
"""

from __future__ import annotations

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


class answer(nodes.General, nodes.Element):
    """What stands behind a prediction; its attribute `summary` says what that is."""


def fold_answers(app: Sphinx, doctree: nodes.document) -> None:
    """Wrap the answer to each prediction of a chapter."""
    if not app.env.docname.startswith("chapters/"):
        return
    boxes = [quote for quote in doctree.findall(nodes.block_quote) if is_prediction(quote)]
    for number, box in enumerate(boxes, 1):
        found = answer_of(box)
        if not found:
            continue
        parent, place = found[0].parent, found[0].parent.index(found[0])
        fold = answer(summary=summary_of(found, number))
        for node in found:
            parent.remove(node)
        fold += found
        parent.insert(place, fold)


def is_prediction(node: nodes.Node) -> bool:
    """Tell whether a node is a box that begins with "Predict."."""
    return isinstance(node, nodes.block_quote) and node.astext().startswith("Predict.")


def answer_of(box: nodes.Element) -> list[nodes.Node]:
    """Return the nodes behind a prediction that answer it."""
    siblings = box.parent.children[box.parent.index(box) + 1 :]
    found: list[nodes.Node] = []
    has_run = False
    for i, node in enumerate(siblings):
        after = siblings[i + 1] if i + 1 < len(siblings) else None
        if isinstance(node, nodes.section) or is_prediction(node):
            break
        if _is_cell(node):
            if found or _outputs(node):  # definitions give nothing away
                found.append(node)
            has_run = has_run or bool(_outputs(node))
            continue
        if has_run and after is not None and is_prediction(after):
            break  # it leads to the next question
        found.append(node)
        if has_run and not _is_remark(node):
            if isinstance(after, (nodes.bullet_list, nodes.enumerated_list)):
                found.append(after)
            break
    return found


def summary_of(found: list[nodes.Node], number: int) -> str:
    """Return what the fold is called: which one it is, and what is behind it."""
    raw = "".join(node.astext() for part in found for node in part.findall(nodes.raw))
    outputs = [output for node in found if _is_cell(node) for output in _outputs(node)]
    holds = []
    if 'class="explorer"' in raw:
        holds.append("a figure to move")
    elif "<img" in raw:
        holds.append("a figure")
    if any(not list(output.findall(nodes.raw)) for output in outputs):
        holds.append("numbers")
    if not all(map(_is_cell, found)):
        holds.append("the explanation")
    listed = " and ".join(filter(None, [", ".join(holds[:-1]), holds[-1]]))
    return f"Prediction {number}, show what happened: {listed}"


def _is_cell(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and "cell" in node["classes"]


def _outputs(cell: nodes.Node) -> list[nodes.Element]:
    """Return the outputs of a cell, one by one."""
    holders = [n for n in cell.findall(nodes.container) if "cell_output" in n["classes"]]
    return [child for holder in holders for child in holder.children if isinstance(child, nodes.Element)]


def _is_remark(node: nodes.Node) -> bool:
    """Tell whether a paragraph only helps to read a figure: in brackets, or beginning with the name of a control."""
    text = node.astext()
    return isinstance(node, nodes.paragraph) and (
        (text.startswith("(") and text.endswith(")")) or isinstance(node.children[0], nodes.literal)
    )


def open_fold(translator: Any, node: answer) -> None:
    """Begin a fold, or on paper and in e-books nothing but a part of the page."""
    if translator.builder.name in ("html", "dirhtml", "singlehtml"):
        translator.body.append(f'<details class="predict"><summary>{escape(node["summary"])}</summary>\n')
    else:
        translator.body.append('<div class="predict">\n')


def close_fold(translator: Any, node: answer) -> None:
    """End what `open_fold` has begun."""
    is_page = translator.builder.name in ("html", "dirhtml", "singlehtml")
    translator.body.append("</details>\n" if is_page else "</div>\n")


def nothing(translator: Any, node: answer) -> None:
    """Leave the answer in the open."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above to Sphinx."""
    plain = (nothing, nothing)
    app.add_node(answer, html=(open_fold, close_fold), latex=plain, text=plain, man=plain, texinfo=plain)
    app.connect("doctree-read", fold_answers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
