"""Sliders that never need a kernel. In: a function that draws, and the values to try. Out: a figure with sliders.

Every state is drawn once, in advance. A live notebook gets ipywidgets that switch between the pictures; a built page
(see :func:`miniff_edu.plotting.picture.is_static`) gets native controls and a few lines of script.
"""

from __future__ import annotations

import base64
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from itertools import product
from math import prod
from typing import Any

import ipywidgets
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .._support.axis_values import MAX_STATES, axis_values
from .._support.checks import a_type
from .._support.progress import progress
from ..plotting.picture import Bundle, Picture, figure_of, is_static, picture_of
from .sentences import sentences
from .static_page import NO_FLASH, explorer_html, kind_of_control

MAX_BYTES = 1_000_000

Draw = Callable[..., Figure | Axes]


def explore(draw: Draw, **axes: Any) -> Explorer:
    """Draw a figure for every combination of values and connect the pictures with sliders.

    Parameters
    ----------
    draw : callable
        Called with one keyword argument per axis; returns a matplotlib Figure or Axes. Figures are closed afterwards.
    **axes
        The values of each argument, in the grammar of ``ipywidgets.interact``: a range, a list, a pair
        ``(min, max)`` with both ends included (steps of 1 for integers, tenths of the way for floats), or a bool,
        which stands for both. Text becomes a menu, a bool a check box (live: a pair of buttons), all else a slider.

    Returns
    -------
    Explorer
        Ends a notebook cell: it displays itself.

    Raises
    ------
    TypeError, ValueError
        If an axis has no values or is of another kind; if there are more than 200 states or 1 MB of pictures; if
        `draw` returns no figure. The message names the state.
    RuntimeError
        If `draw` raises; the message names the state and carries the original error.

    Examples
    --------
    >>> explorer = explore(draw, n_descriptors=range(1, 11), bias=True)  # doctest: +SKIP
    """
    if not callable(draw):
        raise TypeError(f"draw is {a_type(draw)}; expected a function. Try explore(draw, ...), without brackets.")
    if not axes:
        raise ValueError("explore got no axis; expected at least one. Try explore(draw, n_descriptors=range(1, 11)).")
    values = {name: axis_values(name, given) for name, given in axes.items()}
    n_states = prod(map(len, values.values()))
    if n_states > MAX_STATES:
        sizes = " x ".join(f"{name} ({len(v)})" for name, v in values.items())
        raise ValueError(f"{sizes} makes {n_states} states; at most {MAX_STATES} are drawn. Take fewer values.")
    frames: list[Picture] = []
    n_bytes = 0
    with _collecting_the_young() as collect:
        for combination in progress(list(product(*values.values())), desc="drawing", unit="state"):
            state = dict(zip(values, combination, strict=True))
            frames.append(_draw_state(draw, state))
            collect()
            n_bytes += len(frames[-1].png)
            if n_bytes > MAX_BYTES:
                raise ValueError(
                    f"the pictures up to {_state_text(state)}, {len(frames)} of {n_states}, take {n_bytes / 1e6:.2f} "
                    f"MB; at most {MAX_BYTES / 1e6:.0f} MB fits a page. Take fewer values, a smaller figure, or a "
                    "lower dpi."
                )
    return Explorer(values, frames)


class Explorer:
    """Prerendered pictures with a control for each axis; made by :func:`explore`.

    Attributes
    ----------
    values : dict of str to list
        The values of each axis.
    frames : list of Picture
        One picture per state, the last axis varying fastest.
    """

    def __init__(self, values: Mapping[str, Sequence[Any]], frames: Sequence[Picture]) -> None:
        self.values = {name: list(v) for name, v in values.items()}
        self.frames = list(frames)
        self._widget: ipywidgets.Widget | None = None

    def frame(self, **state: Any) -> Picture:
        """Return the picture of one state.

        Parameters
        ----------
        **state
            One value for each axis.

        Returns
        -------
        Picture

        Raises
        ------
        KeyError
            If there is no such state.
        """
        if state.keys() != self.values.keys():
            raise KeyError(f"state names {sorted(state)}; expected one value for each of {sorted(self.values)}.")
        for name, value in state.items():
            if value not in self.values[name]:
                raise KeyError(f"{name} = {value!r} was not drawn; expected one of {self.values[name]}.")
        return self.frames[self._index([self.values[name].index(state[name]) for name in self.values])]

    def _index(self, positions: Sequence[int]) -> int:
        return int(np.ravel_multi_index(tuple(positions), tuple(map(len, self.values.values()))))

    def __repr__(self) -> str:
        controls = "; ".join(f"{name} ({_range_text(v)})" for name, v in self.values.items())
        first = _state_text({name: v[0] for name, v in self.values.items()})
        return f"Interactive figure: run this cell for the slider. {controls}. At {first}: {self.frames[0].text}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        bundle: dict[str, object] = {
            "text/plain": repr(self),
            "image/png": base64.b64encode(self.frames[0].png).decode(),
        }
        if is_static():
            bundle["text/html"] = explorer_html(self.values, self.frames)
            return bundle, self.frames[0].metadata()
        if self._widget is None:
            self._widget = self._make_widget()
        view = "application/vnd.jupyter.widget-view+json"
        bundle[view] = self._widget._repr_mimebundle_()[view]
        return bundle, self.frames[0].metadata()

    def _make_widget(self) -> ipywidgets.Widget:
        """Return the live face: a stack of pictures for the last axis, a stack of such stacks for the one before, ...

        The controls are linked to the stacks inside the browser. So a picture changes at once, also while the kernel
        is busy with another cell.
        """
        shape = [len(v) for v in self.values.values()]
        layer: list[ipywidgets.Widget] = [
            ipywidgets.HTML(_live_frame(frame, says))
            for frame, says in zip(self.frames, sentences(self.values, self.frames), strict=True)
        ]
        controls = [_control(name, v) for name, v in self.values.items()]
        for control, size in reversed(list(zip(controls, shape, strict=True))):
            groups = [layer[i : i + size] for i in range(0, len(layer), size)]
            layer = [ipywidgets.Stack(children=group, selected_index=0) for group in groups]
            for stack in layer:
                ipywidgets.jsdlink((control, "index"), (stack, "selected_index"))
        return ipywidgets.VBox([*controls, *layer])


def _live_frame(frame: Picture, says: str) -> str:
    """Return a picture with its sentence, the only thing that is spoken when the picture appears."""
    return f'{frame.html(NO_FLASH)}<p role="status" style="margin:0">{escape(says)}</p>'


def _draw_state(draw: Draw, state: dict[str, Any]) -> Picture:
    """Draw one state; name it in every error, and leave no figure open whatever happens."""
    call = f"draw({_state_text(state).replace(' = ', '=')})"
    with _closing_new_figures():
        try:
            drawn = draw(**state)
        except Exception as error:
            raise RuntimeError(f"{call} raised {type(error).__name__}: {error}") from error
        if drawn is None:
            raise TypeError(f"{call} returned None; expected a matplotlib Figure or Axes. End the function: return ax.")
        figure = figure_of(drawn, f"what {call} returned")
        return picture_of(figure)


@contextmanager
def _closing_new_figures() -> Iterator[None]:
    before = set(plt.get_fignums())
    try:
        yield
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


@contextmanager
def _collecting_the_young() -> Iterator[Callable[[], int]]:
    """Yield a function that frees closed figures; call it after each state.

    A figure is full of circular references, so only the garbage collector frees it. Left to itself the collector walks
    through everything that torch has loaded, several times per explorer: a fifth of the time. Closed figures are
    among the youngest objects, and a collection of those alone is quick.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield lambda: gc.collect(1)
    finally:
        if was_enabled:
            gc.enable()


def _control(name: str, values: Sequence[Any]) -> ipywidgets.Widget:
    """Return the live control of one axis; each kind has an `index`, which the stacks of pictures follow."""
    kinds = {"checkbox": ipywidgets.ToggleButtons, "menu": ipywidgets.Dropdown, "slider": ipywidgets.SelectionSlider}
    return kinds[kind_of_control(values)](
        options=[(str(value), value) for value in values],
        value=values[0],
        description=name.replace("_", " "),
        style={"description_width": "initial"},
    )


def _range_text(values: Sequence[Any]) -> str:
    is_long = len(values) > 3 and all(isinstance(value, (int, float)) for value in values)
    return f"{values[0]} to {values[-1]}" if is_long else ", ".join(map(str, values))


def _state_text(state: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value!r}" for name, value in state.items())
