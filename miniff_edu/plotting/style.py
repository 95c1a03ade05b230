"""One style for all figures, applied locally. In: nothing, or a grid. Out: Axes to draw on.

Matplotlib's global settings stay as they are, and do no harm: a figure of the book has all of its settings from here,
whatever a reader has set, and a figure of the reader keeps the reader's paper.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from weakref import WeakSet

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import LogLocator, NullLocator
from matplotlib.transforms import ScaledTranslation

from .._support.palette import COLOURS, INK, REFERENCE

MARGINS = (1.05, 0.15, 0.6, 0.3)  # inches at the left, right, bottom, top of a figure
WIDTH = 5.2  # inches: on a telephone, where a column has 340 pixels, letters of 10 points still are 9 pixels high
GAPS = (1.05, 0.9)  # inches between columns and between rows, where a label and a title follow each other
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")

_STYLE: dict[Any, Any] = {
    "axes.prop_cycle": cycler(color=list(COLOURS.values())[:6])
    + cycler(linestyle=["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1))]),
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "axes.titley": 1.0,  # a title that looks for free space costs more than the figure
    "figure.dpi": 100,
    "figure.facecolor": "white",
    # By its name: "sans-serif" is looked up in the reader's settings when drawn, and Arial has no ⁰.
    "font.family": ["DejaVu Sans"],
    "font.size": 11,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}

# What is no look, but the reader's window, keyboard, folders and calendar.
_MACHINE = (
    "animation.",
    "backend",
    "date.",
    "interactive",
    "keymap.",
    "savefig.directory",
    "timezone",
    "tk.",
    "webagg.",
)
_PLAIN: dict[Any, Any] = {k: v for k, v in mpl.rcParamsDefault.items() if not k.startswith(_MACHINE)}
with mpl.rc_context():  # checked once, here; 300 settings are too many to be checked for every frame of a slider
    mpl.rcParams.update(_STYLE)
    _BOOK = _PLAIN | {key: mpl.rcParams[key] for key in _STYLE}
_figures: WeakSet[Figure] = WeakSet()  # the book's own
_n_styles = 0  # how many contexts of the book we are in

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def style() -> Iterator[None]:
    """Return a context in which matplotlib draws in the style of the book, and after which it is as before."""
    with _settings(_BOOK):
        yield


@contextmanager
def style_of(figure: Figure) -> Iterator[None]:
    """Return a context to render a figure in: matplotlib's defaults for one of the book, the reader's for any other.

    A reader's figure that is to be set by LaTeX, where there is none, gets matplotlib's own text instead of an error.
    """
    settings: dict[Any, Any] = _PLAIN if figure in _figures else {}
    if not settings and mpl.rcParams["text.usetex"] and shutil.which("latex") is None:
        settings = {"text.usetex": False}
        for text in figure.findobj(Text):
            text.set_usetex(False)
    with _settings(settings):
        yield


@contextmanager
def _settings(wanted: dict[Any, Any]) -> Iterator[None]:
    global _n_styles
    _n_styles += 1
    try:
        changes = {key: value for key, value in wanted.items() if mpl.rcParams[key] != value}
        with mpl.rc_context(changes), np.errstate(all="ignore"):  # what is off a logarithmic scale is not drawn
            yield
    finally:
        _n_styles -= 1


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Run a plotting function in the style of the book; on Axes of the reader, with the reader's paper and ink."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        ax = kwargs.get("ax")
        if isinstance(ax, Axes) and ax.get_figure(root=True) not in _figures:
            with _settings(_STYLE), _readable(ax):
                return function(*args, **kwargs)
        with style():
            return function(*args, **kwargs)

    return wrapper


@contextmanager
def _readable(ax: Axes) -> Iterator[None]:
    """See that what is drawn in black on dark paper becomes white."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    before = set(_lines_of(figure))
    yield
    paper = to_rgba(ax.get_facecolor())
    if sum((paper if paper[3] else to_rgba(figure.get_facecolor()))[:3]) < 1:
        for line in set(_lines_of(figure)) - before:
            if line.get_color() in (INK, REFERENCE):
                line.set_color("white")


def _lines_of(figure: Figure) -> Iterator[Line2D]:
    for ax in figure.axes:
        yield from ax.get_lines()
        if (legend := ax.get_legend()) is not None:
            yield from legend.get_lines()


class BookAxes(Axes):
    """Axes of the book: what a reader adds to them has matplotlib's default look, as their paper has."""


def _plain(function: Callable[P, R]) -> Callable[P, R]:
    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if _n_styles:
            return function(*args, **kwargs)
        with _settings(_PLAIN):
            return function(*args, **kwargs)

    return wrapper


_ADDING = """plot scatter hist bar errorbar fill_between contour contourf imshow step stem axhline axvline axhspan
axvspan text annotate legend grid semilogx semilogy loglog twinx twiny inset_axes set_xticks set_yticks set_xscale
set_yscale set_title tick_params"""
for _name in _ADDING.split():
    setattr(BookAxes, _name, _plain(getattr(Axes, _name)))


@styled
def panels(
    n_rows: int = 1, n_columns: int = 1, *, size: tuple[float, float] | None = None, **options: Any
) -> tuple[Figure, np.ndarray]:
    """Make a figure with a grid of empty Axes in the style of the book.

    Parameters
    ----------
    n_rows, n_columns : int
        The grid.
    size : (float, float), optional
        Width and height in inches; by default as wide as a telephone can show with letters that can be read, so panels
        are best put below each other.
    **options
        Passed on to ``matplotlib.pyplot.subplots``.

    Returns
    -------
    figure : matplotlib Figure
    axes : numpy.ndarray of Axes, shape (n_rows, n_columns)

    Notes
    -----
    The margins are fixed, wide enough for labels. A layout engine would measure every text in every frame of a
    slider: three times slower, and the panels would jump from frame to frame.
    """
    size = size or (WIDTH, 3.8 if n_rows == 1 else 0.15 + 3.1 * n_rows)
    (width, height), (left, right, bottom, top) = size, MARGINS
    panel_width = (width - left - right - (n_columns - 1) * GAPS[0]) / n_columns
    panel_height = (height - bottom - top - (n_rows - 1) * GAPS[1]) / n_rows
    if panel_width <= 0 or panel_height <= 0:
        raise ValueError(f"size is {size} inches, too small for {n_rows} x {n_columns} panels. Try size=(7.2, 6).")
    place = {
        "left": left / width,
        "right": 1 - right / width,
        "bottom": bottom / height,
        "top": 1 - top / height,
        "wspace": GAPS[0] / panel_width,
        "hspace": GAPS[1] / panel_height,
    }
    options["subplot_kw"] = {"axes_class": BookAxes} | options.get("subplot_kw", {})
    figure, axes = plt.subplots(n_rows, n_columns, figsize=size, squeeze=False, gridspec_kw=place, **options)
    _figures.add(figure)
    for ax in axes.flat:
        ax.locator_params(nbins=4)  # tick marks and their labels are what takes time to draw
        fix_labels(ax)
    return figure, axes


def new_axes() -> Axes:
    """Return the Axes of a new figure with a single panel."""
    _, axes = panels()
    first: Axes = axes[0, 0]
    return first


def fix_labels(ax: Axes) -> None:
    """Keep the labels of both axes at a fixed distance, however wide the tick labels are.

    Otherwise every text is measured before anything is drawn, and labels jump from frame to frame.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    for axis, (x, y), (dx, dy) in ((ax.xaxis, (0.5, 0), (0, -0.38)), (ax.yaxis, (0, 0.5), (-0.8, 0))):
        axis.set_label_coords(x, y, ax.transAxes + ScaledTranslation(dx, dy, figure.dpi_scale_trans))


def legend_over_curves(ax: Axes) -> None:
    """Put the legend of `ax` at its top, and make room there, so that it hides no curve."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    width, height = ax.get_position().size * figure.get_size_inches()
    labels = ax.get_legend_handles_labels()[1]
    n_columns = max(1, min(len(labels), int(width / (0.65 + 0.09 * max(map(len, labels), default=0)))))
    n_rows = -(-len(labels) // n_columns)
    share = min(0.5, (0.1 + 0.22 * n_rows) / height)
    low, high = ax.get_ylim()
    ax.set_ylim(low, low + (high - low) / (1 - share), auto=None)  # what is drawn later may need other limits
    ax.legend(loc="upper center", ncols=n_columns, borderaxespad=0.2)


def legend_above(ax: Axes, n_columns: int) -> None:
    """Put the legend of a figure's only panel above it, and make room for it."""
    figure, grid = ax.get_figure(root=True), ax.get_gridspec()
    assert figure is not None
    assert grid is not None
    grid.update(top=1 - 0.5 / figure.get_figheight())
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=n_columns)


def set_log(ax: Axes, axis: str = "y") -> None:
    """Make the x or y axis of `ax` logarithmic, with a label every few decades and none in between.

    The labels are plain text: matplotlib's own, set as formulas, take longer than the rest of a figure.
    """
    ax.set(**{f"{axis}scale": "log"})
    which = ax.xaxis if axis == "x" else ax.yaxis
    which.set_major_locator(LogLocator(numticks=5))
    which.set_minor_locator(NullLocator())
    which.set_major_formatter(lambda value, _: power_of_ten(value))


def power_of_ten(value: float) -> str:
    """Write a power of ten, such as 10⁻³; nothing for 0, where a scale ends that goes below the smallest number."""
    return "" if value <= 0 else "10" + str(round(np.log10(value))).translate(_SUPERSCRIPTS)
