"""A figure for light and for dark pages. In: a figure, ink on white paper. Out: two images, as data that a page holds.

Each is what is smaller: a PNG, or an SVG, which stays sharp however large it is shown. On dark paper the lines have
colours of their own; lightness turned around by a filter, as frames of sliders have it, brings some of them together.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PathCollection
from matplotlib.colors import ListedColormap, to_hex, to_rgba
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

from .._support.palette import ON_DARK, PAGE
from .style import style_of

# What a reader without DejaVu Sans has: Verdana is as wide.
FONTS = "'DejaVu Sans', Verdana, sans-serif"
UNQUOTED = "=:/;,()'*!+@$?~"  # what may stand in an address between double quotes, whatever HTML is written in it
WHOLE = {"savefig.bbox": None, "savefig.facecolor": "auto", "savefig.edgecolor": "auto", "savefig.transparent": False}
COLOURED = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")
# Invert, then turn the hue by half a circle: lightness is turned around, hues stay (filter effects of CSS, at 180°).
TURN = 2 * np.array([0.213, 0.715, 0.072]) - np.eye(3)

Colour = tuple[float, float, float, float]


def for_two_schemes(figure: Figure, png: bytes, draw: Callable[[Figure], bytes]) -> tuple[str, str] | None:
    """Return the addresses of a figure for a light and for a dark page, with all of its data in them.

    Parameters
    ----------
    figure : matplotlib Figure
        Drawn for white paper; it is left as it was.
    png : bytes
        What `draw` makes of it.
    draw : callable
        Makes a PNG of a figure.

    Returns
    -------
    (str, str) or None
        None where the paper of the figure is dark already: its reader has chosen so.
    """
    *paper, opacity = to_rgba(figure.get_facecolor())
    if opacity > 0.5 and sum(paper) < 1.5:
        return None
    light = min(png_address(png), _svg(figure), key=len)
    with on_dark_paper(figure):
        return light, _svg(figure) if light.startswith("data:image/svg") else png_address(draw(figure))


def png_address(image: bytes) -> str:
    """Return the address of a PNG that holds all of it."""
    return f"data:image/png;base64,{base64.b64encode(image).decode()}"


def _svg(figure: Figure) -> str:
    file = io.StringIO()
    # Letters as letters; names of clips from what they are, so that a figure is the same in every build; all of the
    # figure on its own paper, whatever the reader's settings for saving are.
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "miniff_edu", **WHOLE}
    with style_of(figure), mpl.rc_context(settings):
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(file, format="svg", metadata=nothing)
    text = "<svg" + file.getvalue().partition("<svg")[2]
    text = re.sub(r"<[^>]*>", _shortened, text)  # what stands between tags is for readers
    return "data:image/svg+xml," + quote(" ".join(text.split()), safe=UNQUOTED)


def _shortened(tag: re.Match[str]) -> str:
    """Return a tag with numbers to a hundredth of a pixel, and with other fonts for who has not the one of the book."""
    text = re.sub(r"'DejaVu Sans'[^;\"]*", FONTS, re.sub(r"(\d\.\d\d)\d+", r"\1", tag[0]))
    return re.sub(r'(?<= d=")[^"]*', _without_blanks, text)


def _without_blanks(path: re.Match[str]) -> str:
    """Return where a path goes with commas, which an address may hold as they are, for blanks."""
    return ",".join(re.sub(r"\s*([MLQCz])\s*", r"\1", path[0]).split())


def dark_colour(colour: Any) -> Colour:
    """Return what a colour of light pages is on dark ones, as red, green, blue and opacity.

    The palette names its own; what is in between, such as a grey, lies as far between paper and ink as before.
    """
    *light, alpha = to_rgba(colour)
    if own := ON_DARK.get(to_hex(to_rgba(colour))):
        return to_rgba(own, alpha)
    paper, ink = (np.array(to_rgba(PAGE[name][1])[:3]) for name in ("paper", "ink"))
    turned = np.clip(TURN @ (1 - np.array(light)), 0, 1)
    return to_rgba(tuple(paper + turned * (ink - paper)), alpha)


@contextmanager
def on_dark_paper(figure: Figure) -> Iterator[None]:
    """Return a context in which a figure has the colours of dark pages; what maps of colours say stays."""
    # All are asked before any is set: Axes and their paper, a line and its marks, tell each other's colours.
    found = [each for artist in _artists(figure) for each in _colours(artist)]
    try:
        for put, _, wanted in found:
            put(wanted)
        yield
    finally:
        for put, before, _ in reversed(found):
            put(before)


def _artists(figure: Figure) -> Iterator[Artist]:
    for artist in figure.findobj():
        yield artist
        if isinstance(artist, Text) and (box := artist.get_bbox_patch()) is not None:
            yield box
        if isinstance(artist, Annotation) and artist.arrow_patch is not None:
            yield artist.arrow_patch


def _colours(artist: Artist) -> Iterator[tuple[Callable[[Any], object], Any, Any]]:
    """Yield, for each colour of an artist, how it is set, what it is, and what it is on dark paper."""
    if isinstance(artist, ScalarMappable) and artist.get_array() is not None:
        if isinstance(artist, ContourSet) and artist.colors is not None:
            given = artist.get_cmap()
            shades = ListedColormap([dark_colour(colour) for colour in given(np.arange(given.N))])
            ends = {"under": dark_colour(given.get_under()), "over": dark_colour(given.get_over())}
            yield artist.set_cmap, given, shades.with_extremes(**ends)
        if isinstance(artist, PathCollection) and not np.array_equal(artist.get_edgecolor(), artist.get_facecolor()):
            rims = artist.get_edgecolor()
            yield artist.set_edgecolor, rims, [dark_colour(rim) for rim in rims]
        return
    for name in COLOURED:
        get, put = (getattr(artist, f"{verb}_{name}", None) for verb in ("get", "set"))
        if get and put:
            colour = get()
            several = isinstance(colour, np.ndarray) and colour.ndim == 2
            yield put, colour, [dark_colour(each) for each in colour] if several else dark_colour(colour)
