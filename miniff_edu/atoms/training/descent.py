"""Training by an optimiser of torch: what everybody else does. In: a problem. Out: epochs of gradient steps.

The loss is the same, its gradient comes from autograd. Adam looks at a few structures at a time, and halves its rate
where the loss of the whole does not fall any more; L-BFGS looks at all of them, and its steps are the passes of a line
search over the whole data.

Descriptors are alike, and where columns are alike valleys are long and narrow. So the first layers are those of
whitened descriptors, without correlations and of spread 1 (LeCun and others 1998, doi:10.1007/3-540-49430-8_2): the
same networks, in other coordinates. Directions of less than a hundredth of the largest spread have a smaller one still.
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
from .problem import Problem, Shape

LEARNING_RATE = 0.003  # of Adam: networks that give forces want it smaller than those of Part I
FACTOR, PATIENCE = 0.5, 5  # of that rate, where it has not fallen by 1e-4 of itself in more than so many epochs
SMALLEST = 1e-2  # of the largest spread among directions: smaller ones are noise, and are not blown up to 1
NONE = 1e-6  # standardised descriptors that vary less do not vary


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
        self.basis = Whitened(problem.shape, data)
        self.free = self.basis.free(self.theta).requires_grad_()
        self.last.requires_grad_()
        known = METHODS[method]
        assert known.optimizer is not None
        options = {**known.options, "lr": LEARNING_RATE} if method == "adam" else dict(known.options)
        self.optimizer = known.optimizer([self.free, self.last], **options)
        self.schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(self.optimizer, factor=FACTOR, patience=PATIENCE)

    def step(self) -> float:
        """Go through all blocks once (L-BFGS: as its line search asks); return the mean square of residuals."""
        if not self.log:
            with torch.no_grad():
                state = self.problem.solve(self.theta.numpy().copy(), 1.0)
                self.last.copy_(torch.from_numpy(state.last))
        if self.is_whole:
            self.optimizer.step(lambda: self._gradient(self.data))  # type: ignore[arg-type,return-value]
        else:
            for i in self.order.permutation(len(self.data)):
                self._gradient([self.data[int(i)]])
                self.optimizer.step()
        with torch.no_grad():
            self.theta.copy_(self.basis.theta(self.free))
            squares = self.problem.squares(self.theta.numpy(), self.last.detach().numpy(), self.data)
        self.note(squares)
        loss = float(means(squares, self.data))
        if not self.is_whole:  # a line search has a length of its own
            self.schedule.step(loss)
        return loss

    def returned(self) -> None:
        """Go on from the weights that are there now."""
        with torch.no_grad():
            self.free.copy_(self.basis.free(self.theta))

    def _gradient(self, blocks: Iterable[Block]) -> torch.Tensor:
        """Return the loss, with its gradient in the weights: block by block, so that memory stays small."""
        self.optimizer.zero_grad()
        total = self.theta.new_zeros(())
        for block in blocks:
            theta = self.basis.theta(self.free)
            rest = (self.problem.predict(theta, self.last, block) - block.targets) * block.weights
            n = block.n_structures
            loss = sum(
                (part @ part) / whole
                for part, whole in ((rest[:n], self.data.n_energies), (rest[n:], self.data.n_forces))
                if whole
            )
            loss.backward()  # type: ignore[union-attr]
            total += loss.detach()  # type: ignore[union-attr]
        if self.ridge:
            weights = torch.cat([self.basis.theta(self.free), self.last])
            pulled = torch.from_numpy(np.concatenate([self.problem.pulled, self.problem.pulled_last]))
            loss = self.ridge * (weights[pulled] ** 2).sum() / self.data.n_rows
            loss.backward()
            total += loss.detach()
        return total

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint needs."""
        own = {
            "free": self.free.detach().clone(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "order": self.order.bit_generator.state,
        }
        return {**super().state_dict(), **own}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        if "free" not in state:
            raise ValueError(
                "the checkpoint was written by an earlier version, whose weights had other coordinates; expected one "
                "of this version. Delete it to begin anew, or go on with the version that wrote it."
            )
        with torch.no_grad():
            super().load_state_dict(state)
            self.free.copy_(state["free"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.order.bit_generator.state = state["order"]


class Whitened:
    """Coordinates of hidden weights in which the first layers look at descriptors without correlations.

    Parameters
    ----------
    shape : Shape
        The networks.
    data : Data
        Whose descriptors are whitened. Those of an element that do not vary stay as they are.
    """

    def __init__(self, shape: Shape, data: Data) -> None:
        self.shape = shape
        self.maps: list[tuple[torch.Tensor, torch.Tensor]] = []  # for each element, to and from whitened descriptors
        if not shape.hidden:
            return
        tables = data.units.sf(data.structures)
        for element, n in shape.n_inputs.items():
            mean, spread = data.units.scaling[element]
            values = (torch.from_numpy(np.concatenate([table[element] for table in tables])) - mean) / spread
            squares, axes = torch.linalg.eigh(values.T @ values / max(len(values), 1))
            spreads = squares.clamp(min=0).sqrt()
            if not spreads.max() > NONE:
                spreads, axes = torch.ones_like(spreads), torch.eye(n, dtype=torch.float64)
            spreads = spreads.clamp(min=SMALLEST * float(spreads.max()))
            self.maps.append(((axes / spreads).T, axes * spreads))

    def theta(self, free: torch.Tensor) -> torch.Tensor:
        """Return the weights of networks that look at descriptors as they are."""
        return self._mapped(free, 0)

    def free(self, theta: torch.Tensor) -> torch.Tensor:
        """Return the coordinates of such weights."""
        return self._mapped(theta, 1)

    def _mapped(self, weights: torch.Tensor, which: int) -> torch.Tensor:
        parts, start = [], 0
        for k, (o, i) in enumerate(self.shape.sizes):
            layer = weights[start : start + o * i]
            if k % len(self.shape.hidden) == 0:  # the first one of an element
                layer = (layer.reshape(o, i) @ self.maps[k // len(self.shape.hidden)][which]).reshape(-1)
            parts += [layer, weights[start + o * i : start + o * (i + 1)]]
            start += o * (i + 1)
        return torch.cat([weights[:0], *parts])
