"""When to stop, and where to return to. In: the loss after each step, the parameters. Out: whether that was enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch


class EarlyStopping:
    """Watch a loss: stop when its lowest value has not decreased any more for a number of steps.

    Parameters
    ----------
    patience : int
        Number of steps to wait for a decrease.
    tolerance : float
        What counts as a decrease: more than this fraction of the lowest loss so far.
    parameters : sequence of torch.Tensor
        What a step changes, in place.

    Attributes
    ----------
    best : float
        The lowest loss seen.
    waited : int
        Steps since the last decrease.
    """

    def __init__(self, patience: int, tolerance: float, parameters: Sequence[torch.Tensor]) -> None:
        self.patience, self.tolerance, self.parameters = patience, tolerance, parameters
        self.best, self.waited = math.inf, 0
        self._last = self._lowest = self._copy()

    @property
    def is_over(self) -> bool:
        """Whether the patience is at its end."""
        return self.waited >= self.patience

    def finish_step(self) -> None:
        """Take the parameters as those of a finished step."""
        self._last = self._copy()

    def see(self, loss: float) -> None:
        """Take the loss at the parameters of the last finished step into account."""
        self.waited = 0 if loss < self.best * (1 - self.tolerance) else self.waited + 1
        if loss < self.best:
            self.best, self._lowest = loss, self._last

    def return_to_last(self) -> None:
        """Put the parameters back to those of the last finished step."""
        self._put(self._last)

    def return_to_lowest(self) -> None:
        """Put the parameters back to those of the lowest loss."""
        self._put(self._lowest)

    def state_dict(self) -> dict[str, Any]:
        """Return all that a checkpoint needs to go on from here."""
        return {"best": self.best, "waited": self.waited, "last": list(self._last), "lowest": list(self._lowest)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from where `state_dict` was taken; the parameters are put to its last finished step."""
        self.best, self.waited = float(state["best"]), int(state["waited"])
        self._last, self._lowest = list(state["last"]), list(state["lowest"])
        self.return_to_last()

    def _copy(self) -> list[torch.Tensor]:
        return [parameter.detach().clone() for parameter in self.parameters]

    def _put(self, values: Sequence[torch.Tensor]) -> None:
        with torch.no_grad():
            for parameter, value in zip(self.parameters, values, strict=True):
                parameter.copy_(value)
