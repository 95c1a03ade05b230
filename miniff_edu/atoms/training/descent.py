"""Training by an optimiser of torch: what everybody else does. In: a problem. Out: epochs of gradient steps.

The loss is the same, its gradient comes from autograd. Adam looks at a few structures at a time,
L-BFGS at all of them; its steps are the passes of a line search over the whole data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

from ...fit.methods import METHODS
from .blocks import Block
from .data import Data
from .learner import Learner, means
from .problem import Problem

LEARNING_RATE = 0.003  # of Adam: networks that give forces want it smaller than those of Part I


class Descent(Learner):
    """Minibatches for Adam, all data for L-BFGS. A step is an epoch.

    Parameters
    ----------
    problem, data, theta
        As for any :class:`~miniff_edu.atoms.training.learner.Learner`.
    ridge : float or "auto"
        What the sum of squares of all weights is multiplied with; "auto" is 0.
    method : str
        "lbfgs" or "adam".
    seed : int
        Draws the order of the batches.
    """

    def __init__(
        self,
        problem: Problem,
        data: Data,
        theta: np.ndarray,
        ridge: float | str = "auto",
        method: str = "adam",
        seed: int = 0,
    ) -> None:
        super().__init__(problem, data, theta)
        self.ridge = 0.0 if isinstance(ridge, str) else ridge
        self.is_whole = method == "lbfgs"
        self.order = np.random.default_rng([seed, 2])
        self.theta.requires_grad_()
        self.last.requires_grad_()
        known = METHODS[method]
        assert known.optimizer is not None
        options = {**known.options, "lr": LEARNING_RATE} if method == "adam" else dict(known.options)
        self.optimizer = known.optimizer([self.theta, self.last], **options)

    def step(self) -> float:
        """Go through all blocks once (L-BFGS: as its line search asks); return the mean square of residuals."""
        if not self.log:
            with torch.no_grad():
                state = self.problem.solve(self.theta.detach().numpy().copy(), 1.0)
                self.last.copy_(torch.from_numpy(state.last))
        if self.is_whole:
            self.optimizer.step(lambda: self._gradient(self.data))  # type: ignore[arg-type,return-value]
        else:
            for i in self.order.permutation(len(self.data)):
                self._gradient([self.data[int(i)]])
                self.optimizer.step()
        with torch.no_grad():
            squares = self.problem.squares(self.theta.detach().numpy(), self.last.detach().numpy(), self.data)
        self.note(squares)
        return float(means(squares, self.data))

    def _gradient(self, blocks: Iterable[Block]) -> torch.Tensor:
        """Return the loss, with its gradient in the weights: block by block, so that memory stays small."""
        self.optimizer.zero_grad()
        total = self.theta.new_zeros(())
        for block in blocks:
            rest = (self.problem.predict(self.theta, self.last, block) - block.targets) * block.weights
            n = block.n_structures
            loss = sum(
                (part @ part) / whole
                for part, whole in ((rest[:n], self.data.n_energies), (rest[n:], self.data.n_forces))
                if whole
            )
            loss.backward()  # type: ignore[union-attr]
            total += loss.detach()  # type: ignore[union-attr]
        if self.ridge:
            weights = torch.cat([self.theta, self.last])
            pulled = torch.from_numpy(np.concatenate([self.problem.pulled, self.problem.pulled_last]))
            loss = self.ridge * (weights[pulled] ** 2).sum() / self.data.n_rows
            loss.backward()
            total += loss.detach()
        return total

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint needs."""
        own = {"optimizer": self.optimizer.state_dict(), "order": self.order.bit_generator.state}
        return {**super().state_dict(), **own}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        with torch.no_grad():
            super().load_state_dict(state)
        self.optimizer.load_state_dict(state["optimizer"])
        self.order.bit_generator.state = state["order"]
