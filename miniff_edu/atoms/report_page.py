"""A page about a potential. In: the potential, how it was judged, how training went. Out: one HTML file.

Nothing is loaded from anywhere: figures are drawings (SVG) inside of the file, with their words; text and ink are light
on a dark screen.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from .._support.files import write_whole
from .._support.palette import INK, PAGE, REMARK
from ..plotting.picture import describe
from ..plotting.style import style_of
from .figures import plot_learning
from .judging import COLUMNS, Evaluation
from .model_card import functions, making, networks

if TYPE_CHECKING:
    from .potential import NeuralPotential

SVG: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "miniff_edu",
}  # text stays text; the same figure makes the same file
STYLE = """
:root { color-scheme: light dark; LIGHT }
@media (prefers-color-scheme: dark) { :root { DARK } }
body { color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.7rem; } h2 { font-size: 1.25rem; margin-top: 2rem; }
table { border-collapse: collapse; margin: 0.5rem 0; display: block; overflow-x: auto; }
caption { text-align: left; padding: 0.3rem 0; }
th, td { padding: 0.2rem 0.8rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 0.5rem 0; overflow-x: auto; } figure svg { max-width: 100%; height: auto; }
svg text { fill: currentColor; }
.remarks { background: var(--soft); border-left: 4px solid REMARK; padding: 0.5rem 1rem 0.5rem 2rem; }
code { font-family: ui-monospace, monospace; }
"""


def write_page(
    path: str | Path,
    potential: NeuralPotential,
    evaluation: Evaluation | None = None,
    history: Sequence[Any] | None = None,
) -> Path:
    """Write a page with errors, remarks, figures, the worst structures and the model card.

    Parameters
    ----------
    path : str or Path
        Where to; a file that is there is replaced.
    potential : NeuralPotential
        What it is about.
    evaluation : Evaluation, optional
        How it was judged, such as ``potential.evaluate(test)``; without it the page holds what the card says.
    history : list, optional
        How training went, see :func:`~miniff_edu.atoms.figures.plot_learning`; by default what the card holds.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"path is {path}, but there is no folder {path.parent}; expected one. Make it first.")
    write_whole(path, page(path.stem, potential, evaluation, history))
    return path


def page(
    name: str,
    potential: NeuralPotential,
    evaluation: Evaluation | None = None,
    history: Sequence[Any] | None = None,
) -> str:
    """Return the page as text; `name` is its title, the rest as for :func:`write_page`."""
    elements = ", ".join(potential.elements)
    title = f"{name}: a potential for {elements}"
    history = potential.card.get("history") if history is None else history
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(repr(potential))}</p>"]
    parts += _judged(evaluation) if evaluation is not None else []
    parts += _course(history) if history else []
    parts += ["<h2>Model card</h2>", *_card(potential)]
    body = "\n".join(parts)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>{_style()}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _style() -> str:
    """Return the style with the colours of pages."""
    light, dark = (" ".join(f"--{name}: {pair[i]};" for name, pair in PAGE.items()) for i in (0, 1))
    return STYLE.replace("LIGHT", light).replace("DARK", dark).replace("REMARK", REMARK)


def _judged(evaluation: Evaluation) -> list[str]:
    parts = ["<h2>Errors</h2>"]
    rows = [
        (*where, *values) for where, values in zip(evaluation.table.index, evaluation.table.to_numpy(), strict=True)
    ]
    caption = f"Energies per atom, components of forces; {len(evaluation.formulas)} structures in {evaluation.part}."
    parts.append(_table(caption, ("part", "quantity", *COLUMNS), rows, n_heads=2))
    if evaluation.remarks:
        items = "".join(f"<li>{escape(remark)}</li>" for remark in evaluation.remarks)
        parts += ["<h2>Remarks</h2>", f'<ul class="remarks">{items}</ul>']
    caption = f"Predictions for {evaluation.part} against references, and their errors below."
    parts += ["<h2>Predictions against references</h2>", _figure("parity", evaluation.plot(), caption)]
    worst = evaluation.worst(10)
    rows = list(worst.itertuples(index=False, name=None))
    caption = f"The largest errors in {evaluation.part}: look at these structures first. They are counted from 0."
    return [*parts, "<h2>The worst structures</h2>", _table(caption, list(worst.columns), rows, n_heads=1)]


def _course(history: Sequence[Any]) -> list[str]:
    caption = "The errors after each step of training, of each member; a validation part says when to stop."
    return ["<h2>How training went</h2>", _figure("learning", plot_learning(history), caption)]


def _card(potential: NeuralPotential) -> list[str]:
    rows = [
        *making(potential.card),
        *((f"network of {element}", words) for element, words in networks(potential.members)),
    ]
    listed = functions(potential.sf, potential.members)
    sf = potential.sf
    caption = f"{len(sf)} symmetry functions, {sf.cutoff_function} cutoff at {sf.cutoff:g} A, and their trained range."
    table = _table(caption, ("element", "number", "function", "range"), listed, n_heads=2)
    return [
        _table("What it is, and where it comes from.", ("what", "it is"), rows, n_heads=1),
        f"<details><summary>All symmetry functions</summary>{table}</details>",
    ]


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], n_heads: int) -> str:
    """Return a table whose first columns are the heads of its rows."""
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    lines = []
    for row in rows:
        heads = "".join(f'<th scope="row">{escape(str(cell))}</th>' for cell in row[:n_heads])
        lines.append(f"<tr>{heads}{''.join(map(_cell, row[n_heads:]))}</tr>")
    return (
        f"<table><caption>{escape(caption)}</caption>\n<thead><tr>{top}</tr></thead>\n<tbody>\n"
        + "\n".join(lines)
        + "\n</tbody></table>"
    )


def _cell(value: Any) -> str:
    if isinstance(value, (int, float, np.number)):
        number = float(value)
        text = "no label" if np.isnan(number) else f"{number:.0f}" if number.is_integer() else f"{number:.3g}"
        return f'<td class="number">{text}</td>'
    return f"<td>{escape(str(value))}</td>"


def _figure(name: str, figure: Figure, caption: str) -> str:
    """Return a figure as a drawing inside of the page, and close it; `name` keeps its parts apart from other ones'."""
    file = io.StringIO()
    try:
        words = describe(figure)
        with style_of(figure), mpl.rc_context(SVG):
            figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    finally:
        plt.close(figure)
    svg = file.getvalue()
    svg = re.sub("<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\1{name}-", svg)
    svg = re.sub(rf"(stroke|fill): ?{INK}", r"\1: currentColor", svg)
    svg = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(words)}" ', 1)
    return f"<figure>\n{svg}<figcaption>{escape(caption)}</figcaption>\n</figure>"
