"""The settings of the laboratory. In: names and values. Out: checked settings, what controls may offer, and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .._support.checks import a_type, check_count
from ..plotting.picture import number, size_text
from ..toy.experiment import Experiment
from ..toy.settings import CONTROLS, Menu, Span, ToySettings, check_choice, check_name, counted

ENDINGS = {
    "target": "fitted",
    "converged": "fitted, converged above the target",
    "stalled": "stalled, a constant would do as well",
    "max_steps": "fitted, gave up above the target",
    "stopped": "stopped",
    "interrupted": "interrupted",
}
GOOD = 1e-3  # the error below which a fit of the toy function is called good
FIRST = ToySettings(n_descriptors=2)
DEFAULTS: dict[str, Any] = {name: getattr(FIRST, name) for name in CONTROLS}
LOW, HIGH = FIRST.low, FIRST.high


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
    return ToySettings.of(settings).words()


def changes_text(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Name the settings that differ, as their controls do, with both values."""
    return ", ".join(
        f"{known.label} ({_label(known, before[name])} to {_label(known, after[name])})"
        for name, known in CONTROLS.items()
        if before[name] != after[name]
    )


def _label(known: Menu | Span, value: Any) -> str:
    return known.choices[value] if isinstance(known, Menu) else str(value)


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


def _check(name: str, value: Any) -> Any:
    check_name(name, list(CONTROLS), "the laboratory")
    known = CONTROLS[name]
    if isinstance(known, Menu):
        return check_choice(name, value)
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
