"""What :func:`miniff_edu.fit.fit` asks of whatever it trains: three members, and some that may be left out.

A closure has them all. Ten lines make something else that can be fitted, here the lowest point of a parabola:

>>> class Parabola:
...     def __init__(self):
...         self.x = torch.tensor([3.0], requires_grad=True)
...         self.history = LossHistory()
...
...     def learning_parameters(self):
...         return [self.x]
...
...     def step(self):
...         with torch.no_grad():
...             self.x -= 0.3 * 2 * self.x  # the slope of x squared is 2 x
...         return float(self.x.detach() ** 2)
>>> fit(Parabola(), target=1e-6).stopped  # doctest: +SKIP
'target'
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, runtime_checkable

import torch

from .._support.checks import a_type
from .history import LossHistory


@runtime_checkable
class Trainable(Protocol):
    """Something with parameters, and a step that makes a loss smaller.

    Further members are used where they exist:

    - ``check()`` raises where something does not fit; called before the first step.
    - ``state()`` returns all tensors that a step changes; without it, the learning parameters.
    - ``returned()`` is called after these were put back to an earlier step: forget what was learned since.
    - ``judge(data)`` returns the loss of validation data, which teach nothing; ``fit(validation=...)`` needs it.
    - ``state_dict()`` and ``load_state_dict()`` return and take all that a step depends on; checkpoints need them.
    - ``is_converged``: whether the last step has found nothing to be gained any more; the fit then ends.
    - ``cost``: roughly the multiplications of a step; small ones are quicker on one thread.

    Attributes
    ----------
    history : LossHistory
        What the fit writes to, and returns.
    """

    history: LossHistory

    def learning_parameters(self) -> Iterable[torch.Tensor]:
        """Return the tensors that learn."""

    def step(self) -> float:
        """Take one step in place and return the loss after it. The fit notes that loss, and checks it for NaN."""


def check_trainable(name: str, value: object) -> Trainable:
    """Return `value` if it can be trained; raise a ``TypeError`` that names what is missing."""
    if isinstance(value, Trainable) and not isinstance(value, type):
        return value
    members = [m for m in ("history", "learning_parameters", "step") if not hasattr(value, m)]
    missing = f" It has no {', no '.join(members)}." if 0 < len(members) < 3 else ""
    raise TypeError(
        f"{name} is {a_type(value)}; expected a SimpleClosure, or anything with history, learning_parameters() and "
        f"step() (miniff_edu.closure.Trainable).{missing} Try simple_energy_closure(...)."
    )


def state_of(trainable: Trainable) -> Sequence[torch.Tensor]:
    """Return all tensors that a step changes."""
    state: Any = getattr(trainable, "state", trainable.learning_parameters)
    return list(state())
