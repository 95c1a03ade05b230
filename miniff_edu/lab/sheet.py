"""The picture of the laboratory, drawn over and over. In: a fit, and perhaps another one to compare. Out: a picture.

Almost all of the time that a figure takes goes into its texts: labels, tick marks, legends. So these are drawn once for
each set of limits and kept; the curves of a fit are then a few lines on top of that, which takes milliseconds. The
limits follow from the settings or are rounded to powers of ten, so the panels stand still while a curve moves.

It is drawn in a thread, so nothing here may touch matplotlib's global state: the figure is no pyplot figure, and what
is drawn later than at the beginning carries its style with it.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation
from numpy.typing import ArrayLike
from PIL import Image

from .._support.palette import BLACK_BOX, GRID, INK, PINNED, PREDICTION, REFERENCE
from ..plotting.picture import SHARPNESS, Picture, describe, is_static, set_description, size_text
from ..plotting.style import fix_labels, power_of_ten, set_log, style
from ..toy.experiment import toy_data
from ..toy.settings import BLACK_BOXES, counted
from .settings import HIGH, LOW

DENSE = np.linspace(LOW, HIGH, 400)
SIZE = (8.6, 4.3)  # inches
# Left, bottom, width, height of the panels, in inches.
PLACES = {"fit": (1.05, 1.58, 4.2, 2.1), "residual": (1.05, 0.6, 4.2, 0.8), "loss": (6.35, 0.6, 2.05, 3.08)}
LEAST_LOSS, MOST_EVALUATIONS = 1e-12, 1e4
LEAST_RESIDUAL = 1e-3  # rounding errors look like what they are: nothing
Key = tuple[str, float, float, str | None]  # what the unmoving part of the picture depends on
MAX_BACKGROUNDS = 8
MAX_MARKERS = 60
MAX_TICKS = 8  # on one axis
LABEL_WIDTH = 110  # characters in a line of the label of the pinned fit


@dataclass(frozen=True)
class Curves:
    """All that is drawn of one fit.

    Attributes
    ----------
    black_box : str
        Where the data come from.
    noise : float
        How noisy they are.
    r, f : numpy.ndarray, shape (n_points,)
        The data.
    curve : numpy.ndarray, shape (400,)
        The fit on a dense grid of arguments.
    residual : numpy.ndarray, shape (n_points,)
        The fit at the data, minus the data.
    losses : numpy.ndarray, shape (n_evaluations,)
        The course of the fit.
    label : str
        What it is, in words.
    """

    black_box: str
    noise: float
    r: np.ndarray
    f: np.ndarray
    curve: np.ndarray
    residual: np.ndarray
    losses: np.ndarray
    label: str

    @classmethod
    def make(
        cls,
        settings: Mapping[str, Any],
        predict: Callable[[ArrayLike], np.ndarray] | None,
        losses: list[float],
        label: str,
    ) -> Curves:
        """Evaluate a fit; None stands for one that has not got anywhere yet."""
        r, f = toy_data(settings["black_box"], settings["n_points"], settings["noise"])
        both = np.full(len(DENSE) + len(r), np.nan) if predict is None else predict(np.concatenate([DENSE, r]))
        curve, residual = both[: len(DENSE)], both[len(DENSE) :] - f
        return cls(settings["black_box"], settings["noise"], r, f, curve, residual, np.array(losses), label)


class Sheet:
    """A figure with three panels: the fit, its residual, its loss."""

    def __init__(self) -> None:
        with style():
            self.figure = Figure(figsize=SIZE)
            self.sharpness = SHARPNESS if is_static() else 1  # a kernel draws while a hand moves a slider
            self.figure.set_dpi(self.sharpness * self.figure.get_dpi())
            self.canvas = FigureCanvasAgg(self.figure)
            self.axes = {name: self._panel(place) for name, place in PLACES.items()}
            fit, residual, loss = self.axes.values()
            fit.set(xlim=(LOW - 0.3, HIGH + 0.3), xlabel="r (length units)", ylabel="f (energy units)")
            fit.tick_params(labelbottom=False)
            fit.xaxis.label.set_visible(False)  # it stands below the residual; here it is for the text alternative
            residual.set(xlim=(LOW - 0.3, HIGH + 0.3), xlabel="r (length units)", ylabel="residual")
            residual.axhline(0, color=INK, linewidth=0.8, label="_zero")
            # The residual is drawn in units of the power of ten that holds it, so nothing but two labels changes with
            # that power: they move with the lines.
            residual.set(ylim=(-1.15, 1.15))
            residual.set_yticks([-1, 0, 1], labels=["", "0", ""])
            self.labels = {sign: self._tick_label(residual, sign) for sign in (1, -1)}
            for axis in ("x", "y"):
                set_log(loss, axis)
            loss.set(xlim=(0.8, MOST_EVALUATIONS), xlabel="evaluation", ylabel="loss (standardised)")
            self.lines = self._make_lines()
            self._legend(fit, ["data", "black box", "fit"], 0.99)
            self._legend(residual, ["pinned"], 0.945)
            # Tick marks are made when limits change, in the settings of that moment: let this style make them all.
            for ax in self.axes.values():
                ax.xaxis.get_major_ticks(MAX_TICKS)
                ax.yaxis.get_major_ticks(MAX_TICKS)
        self.key: Key | None = None
        self.backgrounds: OrderedDict[Key, Any] = OrderedDict()

    def draw(self, curves: Curves, pinned: Curves | None = None) -> Picture:
        """Draw a fit, and another one to compare it with.

        Parameters
        ----------
        curves : Curves
            The current fit.
        pinned : Curves, optional
            The other one.

        Returns
        -------
        Picture
        """
        unit = max(_power_above(each.residual, LEAST_RESIDUAL) for each in (curves, pinned or curves))
        self._set_lines(curves, pinned, unit)
        self.canvas.restore_region(self._background(curves, pinned))
        for (panel, _), line in self.lines.items():
            if line.get_visible():
                self.axes[panel].draw_artist(line)
        for sign, label in self.labels.items():
            label.set_text(("−" if sign < 0 else "") + power_of_ten(unit))
            self.axes["residual"].draw_artist(label)
        text = f"{curves.label}. {self._describe(curves, pinned)}"
        return Picture(_encode(self.canvas), text, sharpness=self.sharpness)

    def _panel(self, place: tuple[float, float, float, float]) -> Axes:
        (left, bottom, width, height), (x, y) = place, SIZE
        ax = self.figure.add_axes((left / x, bottom / y, width / x, height / y))
        ax.locator_params(nbins=4)
        ax.tick_params(labelsize=10)
        ax.grid(True, alpha=0.3, color=GRID, linewidth=0.8)
        fix_labels(ax)
        return ax

    def _tick_label(self, ax: Axes, y: float) -> Text:
        """Make a label where matplotlib would put that of a tick mark."""
        place = ax.get_yaxis_transform() + ScaledTranslation(-7 / 72, 0, self.figure.dpi_scale_trans)
        return ax.text(0, y, "", transform=place, ha="right", va="center_baseline", fontsize=10, animated=True)

    def _make_lines(self) -> dict[tuple[str, str], Line2D]:
        """Make all lines that move, from the back to the front."""
        now = {"color": PREDICTION, "linestyle": "-", "linewidth": 1.8, "markersize": 4}
        then = {"color": PINNED, "linestyle": "--", "linewidth": 1.5}
        looks: dict[tuple[str, str], dict[str, Any]] = {
            ("fit", "data"): {"color": REFERENCE, "marker": ".", "linestyle": "", "markersize": 5},
            ("fit", "black box"): {"color": BLACK_BOX, "linestyle": "-", "linewidth": 0.9},
            ("residual", "pinned"): then | {"linewidth": 1},
            ("residual", "fit"): now | {"linewidth": 1, "marker": ".", "markersize": 3},
            ("loss", "pinned"): then,
            ("loss", "fit"): now,
            ("fit", "pinned"): then,
            ("fit", "fit"): now,
        }
        lines = {
            (panel, name): self.axes[panel].plot([], [], label=name, animated=True, **look)[0]
            for (panel, name), look in looks.items()
        }
        lines["fit", "pinned"].set_zorder(3)
        return lines

    def _legend(self, ax: Axes, names: list[str], top: float) -> None:
        ax.legend(
            handles=[self.lines["fit", name] for name in names],
            loc="upper left",
            bbox_to_anchor=(PLACES["fit"][0] / SIZE[0] - 0.01, top),
            bbox_transform=self.figure.transFigure,
            ncols=len(names),
            borderaxespad=0,
            borderpad=0,
            columnspacing=1.5,
            fontsize=9.5,
            frameon=False,
        )

    def _set_lines(self, curves: Curves, pinned: Curves | None, unit: float) -> None:
        self.lines["fit", "data"].set_data(curves.r, curves.f)
        self.lines["fit", "black box"].set_data(DENSE, BLACK_BOXES[curves.black_box](DENSE))
        for name, each in (("fit", curves), ("pinned", pinned)):
            for panel in PLACES:
                self.lines[panel, name].set_visible(each is not None)
            if each is None:
                continue
            self.lines["fit", name].set_data(DENSE, np.clip(each.curve, -1e6, 1e6))
            self.lines["residual", name].set_data(each.r, each.residual / unit)
            count = np.arange(1, len(each.losses) + 1)
            self.lines["loss", name].set_data(count, np.clip(each.losses, LEAST_LOSS, None))
            self.lines["loss", name].set_marker("." if len(count) <= MAX_MARKERS else "")

    def _background(self, curves: Curves, pinned: Curves | None) -> Any:
        """Set the limits and return all that does not move; draw it if that was never done, or long ago."""
        top = max(_power_above(each.losses, 10.0) for each in (curves, pinned or curves))
        key = (curves.black_box, curves.noise, top, None if pinned is None else pinned.label)
        if key != self.key:
            self.key = key
            self.axes["fit"].set_ylim(_view(curves.black_box, curves.noise))
            self.axes["loss"].set_ylim(LEAST_LOSS / 3, top)
            legend = self.axes["residual"].get_legend()
            assert legend is not None
            legend.set_visible(pinned is not None)
            if pinned is not None:
                label = textwrap.fill(f"pinned, {pinned.label}", LABEL_WIDTH, break_on_hyphens=False)
                self.lines["fit", "pinned"].set_label(label)
                legend.get_texts()[0].set_text(label)
        if key not in self.backgrounds:
            self.canvas.draw()
            self.backgrounds[key] = self.canvas.copy_from_bbox(self.figure.bbox)
        self.backgrounds.move_to_end(key)
        if len(self.backgrounds) > MAX_BACKGROUNDS:
            self.backgrounds.popitem(last=False)
        return self.backgrounds[key]

    def _describe(self, curves: Curves, pinned: Curves | None) -> str:
        courses = [("fit", curves), *([] if pinned is None else [("pinned", pinned)])]
        text = "; ".join(f"{name} {_course(each.losses)}" for name, each in courses)
        set_description(self.axes["loss"], f"loss against evaluation (both logarithmic): {text}.")
        sizes = "; ".join(f"{name} at most {_largest(each.residual)}" for name, each in courses)
        set_description(self.axes["residual"], f"residual against r (length units): {sizes} in size.")
        return describe(self.figure).replace("\n", " ")


def _view(black_box: str, noise: float) -> tuple[float, float]:
    """Return the limits of the panel of the fit, which depend on the data alone."""
    f = BLACK_BOXES[black_box](DENSE)
    bottom, top = float(f.min()), float(f.max())
    # A wall that rises above all else, such as Morse's, is cut off: the well is what one wants to see.
    top = min(top, bottom + 2.5 * (float(np.quantile(f, 0.9)) - bottom))
    margin = 0.08 * (top - bottom) + 2.5 * noise
    return bottom - margin, top + margin


def _power_above(values: np.ndarray, least: float) -> float:
    """Return the lowest power of ten that no value exceeds in size, or `least` where that is higher."""
    finite = np.abs(values[np.isfinite(values)])
    largest = float(finite.max()) if len(finite) else 0.0
    return least if largest <= least else 10.0 ** math.ceil(math.log10(largest))


def _course(losses: np.ndarray) -> str:
    if len(losses) == 0:
        return "not begun"
    return f"from {size_text(losses[0])} to {size_text(losses[-1])} in {counted(len(losses), 'evaluation')}"


def _largest(residual: np.ndarray) -> str:
    return size_text(float(np.abs(residual).max())) if np.isfinite(residual).all() else "unknown"


def _palette() -> Image.Image:
    """Return an image whose palette holds white, and each colour that is drawn in 20 steps from white to itself."""
    steps = np.linspace(0, 1, 21)[1:, None]
    white = np.full((1, 3), 255.0)
    blends = [
        white + steps * (255 * np.array(to_rgb(colour)) - white)
        for colour in (REFERENCE, PREDICTION, PINNED, BLACK_BOX)
    ]
    image = Image.new("P", (1, 1))
    image.putpalette(np.concatenate([white, *blends]).round().astype(np.uint8).tobytes())
    return image


_PALETTE = _palette()


def _encode(canvas: FigureCanvasAgg) -> bytes:
    """Return what is on the canvas as a palette PNG: small, because it travels to the browser with every drawing.

    The palette is known in advance. Finding the best one would take longer than drawing the curves.
    """
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    file = io.BytesIO()
    image.quantize(palette=_PALETTE, dither=Image.Dither.NONE).save(file, format="png", compress_level=1)
    return file.getvalue()
