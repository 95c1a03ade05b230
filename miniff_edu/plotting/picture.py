"""Pictures with words. In: a matplotlib figure. Out: a picture that a notebook shows and a screen reader can read.

The text alternative is computed from what is drawn, so it is right by construction, and stable enough to be a
regression test: rounded numbers, and everything below a noise floor is called zero.
"""

from __future__ import annotations

import base64
import io
import os
from html import escape
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from PIL import Image

from .._support.checks import a_type
from .schemes import for_two_schemes, png_address
from .style import style_of

NOISE_FLOOR = 1e-8  # smaller numbers differ from machine to machine; the text calls them zero
N_COLOURS = 64  # enough for lines on paper, with smooth edges: a third of the size of a full-colour PNG
MAX_SERIES = 8  # a text alternative that lists more curves than this is no longer read to its end

SHARPNESS = 1.5  # pixels of the image for each pixel of the page: screens that are zoomed, projectors, paper

_descriptions: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()
_messages: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()


def is_static() -> bool:
    """Tell whether pages are being built (environment variable ``MINIFF_EDU_STATIC=1``), so no kernel will answer."""
    return os.environ.get("MINIFF_EDU_STATIC", "") == "1"


Bundle = tuple[dict[str, object], dict[str, object]]  # data and metadata by MIME type, as IPython takes them


class Picture:
    """A rendered figure with its text alternative.

    In a notebook it shows as an image, in the book as an ``<img>`` with an ``alt`` text, in a terminal as the text.

    Parameters
    ----------
    png : bytes
        The image.
    text : str
        What the image shows, in words and numbers.
    message : str
        The part of it that matters, short, with its number; see :func:`message_of`.
    sharpness : float
        Pixels of the image for each pixel of a page.

    Attributes
    ----------
    schemes : (str, str) or None
        Addresses of the image for light and for dark pages, where pages are built: see :mod:`.schemes`.
    """

    def __init__(self, png: bytes, text: str, message: str = "", sharpness: float = 1) -> None:
        self.png = png
        self.text = text
        self.message = message
        self.sharpness = sharpness
        self.schemes: tuple[str, str] | None = None

    def __repr__(self) -> str:
        return self.text

    @property
    def size(self) -> tuple[int, int]:
        """Width and height on a page, in its pixels."""
        width, height = Image.open(io.BytesIO(self.png)).size
        return round(width / self.sharpness), round(height / self.sharpness)

    def html(self, attributes: str = "", alternative: str | None = None) -> str:
        """Return an ``<img>`` element that carries the image and its text alternative, or another one."""
        return self._element(png_address(self.png), attributes, alternative)

    def _element(self, source: str, attributes: str, alternative: str | None = None) -> str:
        width, height = self.size
        return (
            f'<img width="{width}" height="{height}" style="max-width:100%;height:auto" {attributes} '
            f'alt="{escape(self.text if alternative is None else alternative)}" src="{source}">'
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        bundle: dict[str, object] = {"text/plain": self.text, "image/png": base64.b64encode(self.png).decode()}
        if is_static():
            light, dark = self.schemes or ("", "")  # of which a page shows the one of its scheme
            both = self._element(light, 'class="only-light"') + self._element(dark, 'class="only-dark" hidden')
            bundle["text/html"] = both if self.schemes else self.html()
        return bundle, self.metadata()

    def metadata(self) -> dict[str, object]:
        """Return what tells a notebook how large to show the image: sharper, not larger."""
        width, height = self.size
        return {"image/png": {"width": width, "height": height}}


def show(figure: Figure | Axes, text: str | None = None) -> Picture:
    """Turn a figure into a picture with words, and close it. The last line of every figure cell.

    Parameters
    ----------
    figure : matplotlib Figure or Axes
        What was drawn; for Axes, the whole figure that they belong to.
    text : str, optional
        The text alternative. Without it, one is computed from the labels, ranges and curves.

    Returns
    -------
    Picture
        Displays as an image; its ``text/plain`` is the text alternative.

    Raises
    ------
    TypeError
        If `figure` is neither a Figure nor Axes.
    """
    whole = figure_of(figure)
    try:
        picture = picture_of(whole, text)
        if is_static():
            picture.schemes = for_two_schemes(whole, picture.png, render)
        return picture
    finally:
        plt.close(whole)


def picture_of(figure: Figure, text: str | None = None) -> Picture:
    """Render a figure, with the text alternative that it has or is given; it stays open."""
    png = render(figure)
    return Picture(png, describe(figure) if text is None else text, message_of(figure), SHARPNESS)


def figure_of(figure: Figure | Axes, name: str = "figure") -> Figure:
    """Return the figure that `figure` is or belongs to; raise a ``TypeError`` where there is none."""
    whole = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    if not isinstance(whole, Figure):
        raise TypeError(f"{name} is {a_type(figure)}; expected a matplotlib Figure or Axes. Try ax.figure.")
    return whole


def render(figure: Figure) -> bytes:
    """Draw a figure sharply and return it as a palette PNG, a third of the size of matplotlib's own."""
    canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    dpi = figure.get_dpi()
    try:
        with style_of(figure):
            figure.set_dpi(SHARPNESS * dpi)
            canvas.draw()
        image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    finally:
        figure.set_dpi(dpi)
    file = io.BytesIO()
    image.quantize(N_COLOURS, method=Image.Quantize.FASTOCTREE).save(file, format="png", compress_level=6)
    return file.getvalue()


def set_description(ax: Axes, text: str) -> None:
    """Give `ax` a text alternative of its own, where the computed one would not say what matters."""
    _descriptions[ax] = text


def set_message(ax: Axes, text: str) -> None:
    """Say in a few words, with a number, what `ax` shows, where no title of the reader says it: "fit off by 0.3"."""
    _messages[ax] = text


def message_of(figure: Figure) -> str:
    """Return what a figure has to say, in a few words with a number: what a slider says when it has moved.

    For each panel that is what stands in its title behind a colon ("8 samples: largest error 0.25"), or what its
    plotting function says, or what its legend counts.

    Parameters
    ----------
    figure : matplotlib Figure

    Returns
    -------
    str
        Without a full stop; empty where the figure names no number.
    """
    return "; ".join(text for ax in figure.axes if (text := _message(ax)))


def off_text(size: float) -> str:
    """Write how far off something is; what is below the noise floor is only said to be so."""
    return f"off by less than {NOISE_FLOOR:.0e}" if size < NOISE_FLOOR else f"off by up to {number(size)}"


def describe(figure: Figure) -> str:
    """Compute the text alternative of a figure: for each panel its labels, ranges and curves.

    Parameters
    ----------
    figure : matplotlib Figure

    Returns
    -------
    str
        One paragraph; numbers have two significant digits, and what is below 1e-8 in size is called zero.
    """
    panels = [text for ax in figure.axes if (text := _descriptions.get(ax) or _describe_axes(ax))]
    if len(panels) == 1:
        return f"Figure. {panels[0]}"
    return " ".join([f"Figure with {len(panels)} panels.", *(f"({i}) {text}" for i, text in enumerate(panels, 1))])


def number(value: float, digits: int = 2) -> str:
    """Write a number with two significant digits, or more; below the noise floor it is 0."""
    if abs(value) < NOISE_FLOOR:
        return "0"
    if 1e-4 <= abs(value) < 1e5:
        return np.format_float_positional(value, precision=digits, fractional=False, trim="-")
    return f"{value:.{digits}g}"


def size_text(value: float) -> str:
    """Write a size; what is below the noise floor is only said to be so."""
    return f"below {NOISE_FLOOR:.0e}" if value < NOISE_FLOOR else number(value)


def _describe_axes(ax: Axes) -> str:
    if not ax.axison:
        return ""
    title = f"{ax.get_title()}: " if ax.get_title() else ""
    scales = [name for name, scale in (("x", ax.get_xscale()), ("y", ax.get_yscale())) if scale == "log"]
    log = f" (logarithmic {' and '.join(scales)})" if scales else ""
    series = [*_lines(ax), *_scatters(ax)]
    more = [f"and {len(series) - MAX_SERIES} more curves"] if len(series) > MAX_SERIES else []
    y_label, x_label = ax.get_ylabel() or "unlabelled y", ax.get_xlabel() or _shared_x_label(ax) or "unlabelled x"
    return f"{title}{y_label} against {x_label}{log}: {'; '.join(series[:MAX_SERIES] + more) or 'nothing drawn'}."


def _message(ax: Axes) -> str:
    title = ax.get_title().rsplit(": ", 1)[-1]
    if ax in _messages:
        return title if ": " in ax.get_title() else _messages[ax]
    legend = ax.get_legend()
    labels = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    return "; ".join(text for text in (title, *labels) if any(map(str.isdigit, text)))


def _shared_x_label(ax: Axes) -> str:
    """Return the label of the axis that the x axis is shared with: upper panels leave it to the lowest one."""
    labels = (other.get_xlabel() for other in ax.get_shared_x_axes().get_siblings(ax))
    return next((label for label in labels if label), "")


def _lines(ax: Axes) -> list[str]:
    texts = []
    for line in ax.get_lines():
        x, y = np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)
        name = str(line.get_label())
        if name.startswith("_") or not line.get_visible():  # guides such as the zero line
            continue
        texts.append(_series(name, x, y, is_curve=line.get_linestyle() not in ("None", "", " ")))
    return texts


def _scatters(ax: Axes) -> list[str]:
    texts = []
    for scatter in ax.collections:
        if isinstance(scatter, PathCollection) and not str(scatter.get_label()).startswith("_"):
            x, y = np.asarray(scatter.get_offsets(), dtype=float).T
            texts.append(_series(str(scatter.get_label()), x, y, is_curve=False))
    return texts


def _series(name: str, x: np.ndarray, y: np.ndarray, is_curve: bool) -> str:
    """Describe one curve or cloud of points by its size, its range, and where its extremes are."""
    good = np.isfinite(x) & np.isfinite(y)
    x, y = x[good], y[good]
    if len(x) == 0:
        return f"{name}, empty"
    if len(x) == 1:
        return f"{name}, one point at x = {number(x[0])}, y = {number(y[0])}"
    kind = "curve" if is_curve else f"{len(x)} points"
    span = f"x from {number(x.min())} to {number(x.max())}"
    if np.ptp(y) < NOISE_FLOOR:
        return f"{name}, {kind}, {span}, y is {number(y[0])} throughout"
    y = np.where(np.abs(y) < NOISE_FLOOR, 0, y)  # among rounding errors the lowest is another on every machine
    low, high = y.argmin(), y.argmax()
    return (
        f"{name}, {kind}, {span}, lowest y {number(y[low])} at x = {number(x[low])}, "
        f"highest y {number(y[high])} at x = {number(x[high])}"
    )
