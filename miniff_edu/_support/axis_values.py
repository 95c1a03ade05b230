"""Axes of explorers and sweeps. In: what stands for the values of an axis. Out: the values, spelled out."""

from __future__ import annotations

from typing import Any

import numpy as np

from .checks import a_type

MAX_STATES = 200


def axis_values(name: str, given: Any) -> list[Any]:
    """Spell out the values of one axis; a pair is (min, max), a bool stands for both."""
    if isinstance(given, bool):
        return [given, not given]
    if isinstance(given, tuple) and len(given) == 2:
        return _between(name, *given)
    if not isinstance(given, (range, list, tuple, np.ndarray)):
        raise TypeError(
            f"{name} is {a_type(given)}; expected a range, a list, a pair (min, max) or a bool. Try {name}=[...]."
        )
    values = [value.item() if isinstance(value, np.generic) else value for value in given]
    if not values:
        raise ValueError(f"{name} is empty; expected at least one value. Try {name}=range(1, 11).")
    if isinstance(given, tuple) and len(values) == 3 and sorted(set(values), key=values.index) != sorted(set(values)):
        low, high, step = values
        raise ValueError(
            f"{name} is {given}, which looks like (min, max, step); three values in a tuple are taken as they stand. "
            f"Try {name}=range({low}, {high} + 1, {step}), or a list."
        )
    for i, value in enumerate(values):
        if value in values[:i]:
            raise ValueError(f"{name} holds {value!r} twice; expected different values.")
    return values


def _between(name: str, low: Any, high: Any) -> list[Any]:
    if not all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in (low, high)):
        return axis_values(name, [low, high])
    if not low < high:
        raise ValueError(f"{name} is ({low}, {high}); expected (min, max) with min < max. Try ({high}, {low}).")
    if isinstance(low, int) and isinstance(high, int):
        if high - low >= MAX_STATES:
            raise ValueError(
                f"{name} = ({low}, {high}) makes {high - low + 1} states; at most {MAX_STATES} are drawn. "
                "Take fewer values."
            )
        return list(range(low, high + 1))
    return [float(f"{value:.12g}") for value in np.linspace(low, high, 11)]
