"""The settings of the laboratory. In: names and values. Out: checked settings, what controls may offer, and words."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import numpy as np

from .._support.checks import a_type, check_count
from ..plotting.picture import number, size_text
from ..toy.experiment import BLACK_BOXES, FAMILIES, OPTIMISERS, Experiment, toy_experiment


class Menu(NamedTuple):
    """A setting that is one of several names."""

    label: str
    choices: tuple[str, ...]


class Span(NamedTuple):
    """A setting that is a number within a range; a whole number where its step is one."""

    label: str
    low: float
    high: float
    step: float


# What a control offers, in the order in which data walk through an experiment. The upper ends keep the slowest step of
# the slowest fit below half a second, so that Stop works at once.
SETTINGS: dict[str, Menu | Span] = {
    "black_box": Menu("black box", tuple(BLACK_BOXES)),
    "n_points": Span("points", 10, 300, 10),
    "noise": Span("noise", 0.0, 0.2, 0.005),
    "family": Menu("family", tuple(FAMILIES)),
    "n_descriptors": Span("descriptors", 1, 10, 1),
    "n_layers": Span("layers", 1, 5, 1),
    "n_internal": Span("width", 1, 30, 1),
    "optimiser": Menu("optimiser", tuple(OPTIMISERS)),
    "seed": Span("seed", 0, 999, 1),
}
ENDINGS = {
    "target": "fitted",
    "converged": "fitted, converged above the target",
    "stalled": "stalled, a constant would do as well",
    "max_steps": "fitted, gave up above the target",
    "stopped": "stopped",
    "interrupted": "interrupted",
}
GOOD = 1e-3  # the error below which a fit of the toy function is called good
_DEFAULTS_OF_EXPERIMENT = {
    name: parameter.default for name, parameter in inspect.signature(toy_experiment).parameters.items()
}
DEFAULTS: dict[str, Any] = {name: _DEFAULTS_OF_EXPERIMENT[name] for name in SETTINGS} | {"n_descriptors": 2}
LOW, HIGH = (_DEFAULTS_OF_EXPERIMENT[name] for name in ("low", "high"))


def check_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that are given, checked, as plain Python values.

    Raises
    ------
    TypeError, ValueError
        If there is no such setting, or the laboratory does not offer that value.
    """
    return {name: _check(name, value) for name, value in given.items()}


def settings_text(settings: Mapping[str, Any]) -> str:
    """Say in words what a complete set of settings means."""
    noise = f", noise {settings['noise']:g}" if settings["noise"] else ""
    data = f"{settings['black_box']}, {settings['n_points']} points{noise}"
    descriptors = f"{counted(settings['n_descriptors'], 'descriptor')} ({settings['family']})"
    width = f" of width {settings['n_internal']}" if settings["n_layers"] > 1 else ""
    layers = counted(settings["n_layers"], "layer") + width
    return f"{data}; {descriptors}; {layers}; {settings['optimiser']}, seed {settings['seed']}"


def changes_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Name the settings that differ, as their controls do, with both values."""
    return ", ".join(
        f"{known.label} ({before[name]} to {after[name]})"
        for name, known in SETTINGS.items()
        if before[name] != after[name]
    )


def outcome_text(experiment: Experiment, seconds: float) -> str:
    """Say how a fit has ended."""
    history, errors = experiment.history, (experiment.train.rmse, experiment.test.rmse)
    train, test = map(size_text, errors)
    return (
        f"{ENDINGS[history.stopped]}: train RMSE {train}, test RMSE {test}, {experiment.n_parameters} parameters, "
        f"{counted(len(history.steps), 'step')}, {number(seconds)} s"
    )


def first_text(settings: Mapping[str, Any], experiment: Experiment | None) -> str:
    """Say what stays true of a laboratory on every machine: a fit that takes many steps differs in its digits."""
    intro = f"Laboratory, run this cell for its controls. It begins with {settings_text(settings)}: "
    if experiment is None:
        return intro + "this fit fails."
    errors = {"the data": experiment.train.rmse, "the black box between them": experiment.test.rmse}
    texts = [
        f"the error at {what} is {'below' if error < GOOD else 'not below'} {GOOD:g}" for what, error in errors.items()
    ]
    return intro + ", ".join(texts) + "."


def counted(number: int, noun: str) -> str:
    """Write a number of things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _check(name: str, value: Any) -> Any:
    known = SETTINGS.get(name)
    if known is None:
        close = get_close_matches(name, SETTINGS, n=1)
        raise TypeError(
            f"{name} is no setting of the laboratory; expected some of {', '.join(SETTINGS)}."
            + (f" Try {close[0]}={DEFAULTS[close[0]]!r}." if close else "")
        )
    if isinstance(known, Menu):
        if value not in known.choices:
            choices = ", ".join(map(repr, known.choices))
            raise ValueError(f"{name} is {value!r}; expected one of {choices}. Try {name}={known.choices[0]!r}.")
        return value
    if isinstance(known.low, int):
        value = check_count(name, value, minimum=0)
    elif isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {a_type(value)}; expected a number. Try {name}={DEFAULTS[name]}.")
    if not known.low <= value <= known.high:
        nearest = known.high if value > known.high else known.low
        raise ValueError(
            f"{name} is {value}; the laboratory offers {known.low} to {known.high}. Try {name}={nearest}, or "
            "toy_experiment(...), which takes any."
        )
    return value if isinstance(value, int) and isinstance(known.low, int) else float(value)
