"""All settings of a toy experiment: defaults, checks and words, said once. In: names and values. Out: `ToySettings`.

Experiments, sweeps and the laboratory take the same names; what a control of the laboratory offers stands beside each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from difflib import get_close_matches
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from .._support.checks import a_type, check_count, check_weight
from ..descriptors import Bessel, Chebyshev, Family, Gaussians, PowerDecay
from ..fit.methods import METHODS, method_name
from .targets import kink, morse, toy_function

BLACK_BOXES: dict[str, Callable[[Any], Any]] = {"toy function": toy_function, "Morse": morse, "kink": kink}
FAMILIES: dict[str, Callable[[int], Family]] = {
    "powers": PowerDecay,
    "Gaussians": Gaussians,
    "Chebyshev": partial(Chebyshev, cutoff=12.0),
    "Bessel": partial(Bessel, cutoff=12.0),
}
# The methods that suit an experiment, with the steps after which they give up.
MAX_STEPS = {"levenberg_marquardt": 300, "lbfgs": 100, "adam": 3000, "gradient_descent": 3000}


class Menu(NamedTuple):
    """A setting that is one of several names, each with its label for people."""

    label: str
    choices: Mapping[str, str]


class Span(NamedTuple):
    """A setting that is a number within a range that a control offers; a whole number where its ends are."""

    label: str
    low: float
    high: float
    step: float


def _named(choices: Any) -> dict[str, str]:
    return {name: name for name in choices}


def _offered(default: Any, control: Menu | Span) -> Any:
    return field(default=default, metadata={"control": control})


@dataclass(frozen=True, kw_only=True)
class ToySettings:
    """Everything that decides about a toy experiment.

    Parameters
    ----------
    black_box : str
        "toy function", "Morse" or "kink" (:mod:`miniff_edu.toy.targets`).
    n_points : int
        How many arguments, evenly spaced from `low` to `high`.
    noise : float
        Standard deviation of the normally distributed noise on the data, in their units.
    family : str
        "powers", "Gaussians", "Chebyshev" or "Bessel" (:mod:`miniff_edu.descriptors`).
    n_descriptors, n_layers, n_internal : int
        Sizes: descriptors, linear layers, width of the hidden layers.
    method : str
        "levenberg_marquardt", "lbfgs", "adam" or "gradient_descent" (:mod:`miniff_edu.fit.methods`).
    seed : int
        Makes the initial weights.
    low, high : float
        The range of the data.
    target : float, optional
        Stop at this root mean square error on the training data, in their units. None goes on until convergence.
    weight_decay : float
        Penalty on the squares of all weights; see :class:`miniff_edu.closure.SimpleClosure`.
    max_steps : int, optional
        Give up after this many steps; by default 300 of Levenberg-Marquardt, 100 of L-BFGS, 3,000 of the others.
    data_seed : int
        Makes the noise.

    Raises
    ------
    TypeError, ValueError
        If a setting is not one of those above.
    """

    # In the order in which data walk through an experiment. The upper ends of the controls keep the slowest step of the
    # slowest fit below half a second, so that Stop works at once.
    black_box: str = _offered("toy function", Menu("black box", _named(BLACK_BOXES)))
    n_points: int = _offered(100, Span("points", 10, 300, 10))
    noise: float = _offered(0.0, Span("noise", 0.0, 0.2, 0.005))
    family: str = _offered("powers", Menu("family", _named(FAMILIES)))
    n_descriptors: int = _offered(3, Span("descriptors", 1, 10, 1))
    n_layers: int = _offered(2, Span("layers", 1, 5, 1))
    n_internal: int = _offered(15, Span("width", 1, 30, 1))
    method: str = _offered("levenberg_marquardt", Menu("optimiser", {name: METHODS[name].label for name in MAX_STEPS}))
    seed: int = _offered(0, Span("seed", 0, 999, 1))
    low: float = 0.1
    high: float = 10.0
    target: float | None = 7e-4
    weight_decay: float = 0.0
    max_steps: int | None = None
    data_seed: int = 0

    def __post_init__(self) -> None:
        _choose("black_box", self.black_box, BLACK_BOXES)
        _choose("family", self.family, FAMILIES)
        vars(self)["method"] = _method(self.method)
        for name, minimum in (("n_points", 2), ("n_descriptors", 1), ("n_layers", 1), ("n_internal", 1)):
            vars(self)[name] = check_count(name, getattr(self, name), minimum)
        for name in ("seed", "data_seed"):
            vars(self)[name] = check_count(name, getattr(self, name), minimum=0)
        if self.max_steps is not None:
            check_count("max_steps", self.max_steps)
        check_weight("noise", self.noise)
        check_weight("weight_decay", self.weight_decay)
        if not self.low < self.high:
            raise ValueError(f"low is {self.low} and high is {self.high}; expected low < high. Try low=0.1, high=10.")

    @classmethod
    def of(cls, settings: Mapping[str, Any], what: str = "a toy experiment") -> ToySettings:
        """Return settings from their names and values; a wrong name is a ``TypeError`` that suggests the right one."""
        for name in settings:
            check_name(name, [f.name for f in fields(cls)], what)
        return cls(**settings)

    @property
    def limit(self) -> int:
        """The number of steps after which a fit gives up."""
        return MAX_STEPS[self.method] if self.max_steps is None else self.max_steps

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """Return arguments and what the black box returns for them, noise included, each of shape (n_points,)."""
        r = np.linspace(self.low, self.high, self.n_points)
        noise = self.noise * np.random.default_rng(self.data_seed).normal(size=len(r))
        return r, BLACK_BOXES[self.black_box](r) + noise

    def as_dict(self) -> dict[str, Any]:
        """Return names and values."""
        return asdict(self)

    def words(self) -> str:
        """Say what the settings mean."""
        noise = f", noise {self.noise:g}" if self.noise else ""
        data = f"{self.black_box}, {self.n_points} points{noise}"
        descriptors = f"{counted(self.n_descriptors, 'descriptor')} ({self.family})"
        width = f" of width {self.n_internal}" if self.n_layers > 1 else ""
        layers = counted(self.n_layers, "layer") + width
        return f"{data}; {descriptors}; {layers}; {METHODS[self.method].label}, seed {self.seed}"


CONTROLS: dict[str, Menu | Span] = {
    f.name: f.metadata["control"] for f in fields(ToySettings) if "control" in f.metadata
}


def counted(number: int, noun: str) -> str:
    """Write a number of things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def check_name(name: str, known: list[str], what: str) -> None:
    """Raise a ``TypeError`` where a setting has no such name."""
    if name in known:
        return
    close = ["method"] if name in ("optimiser", "optimizer", "walker") else get_close_matches(name, known, n=1)
    defaults = {f.name: f.default for f in fields(ToySettings)}
    raise TypeError(
        f"{name} is no setting of {what}; expected some of {', '.join(known)}."
        + (f" Try {close[0]}={defaults[close[0]]!r}." if close else "")
    )


def check_choice(name: str, value: Any) -> str:
    """Return a setting that is one of several names, as it is called here."""
    if name == "method":
        return _method(value)
    control = CONTROLS[name]
    assert isinstance(control, Menu)
    return _choose(name, value, control.choices)


def _method(value: Any) -> str:
    try:
        name = method_name(value)
    except ValueError:
        name = ""
    return _choose("method", name if name in MAX_STEPS else value, MAX_STEPS)


def _choose(name: str, given: Any, choices: Mapping[str, Any]) -> str:
    if not isinstance(given, str):
        raise TypeError(f"{name} is {a_type(given)}; expected a name, one of {', '.join(map(repr, choices))}.")
    if given not in choices:
        raise ValueError(
            f"{name} is {given!r}; expected one of {', '.join(map(repr, choices))}. Try {name}={next(iter(choices))!r}."
        )
    return given
