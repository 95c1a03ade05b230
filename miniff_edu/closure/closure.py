"""Closures: a loss, the networks it trains and the optimiser that does it. In: networks, dataset. Out: a callable.

An optimiser calls the closure as often as it likes in one step; each call evaluates the loss and its gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any, Self

import torch

from .._support.checks import check_weight, type_name
from .._support.devices import has_values
from .._support.modes import evaluating, learning
from ..dataset import Dataset, as_dataset
from ..dataset.networks import check_fit_together, check_networks
from . import copies, weights
from .compare import Criterion, check_criterion
from .history import LossHistory
from .losses import LossResult, check_some_weight
from .optimizers import LBFGS, check_optimizer, check_options


class SimpleClosure:
    """A loss function of networks and a dataset that an optimiser can minimise.

    Parameters learn where they require a gradient, each of them once, however many networks and layers share it. The
    networks are trained in the mode in which they are; every other evaluation is in evaluation mode and leaves them
    untouched. A copy of a closure, or one from a pickle, goes on with networks and an optimiser of its own.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part of the dataset.
    loss_function : callable
        Called as ``loss_function(networks, dataset, criterion, **loss_function_kwargs)``; returns a `LossResult`.
    dataset : Dataset, optional
        What to fit. Without it each call needs one.
    criterion : callable, optional
        Takes prediction and reference, returns one number, or one per entry, of which the mean is taken: weighted where
        the dataset has weights. Mean squared error by default.
    optimizer : class, optional
        Makes the optimiser from parameters. LBFGS with the strong-Wolfe line search [1]_ by default.
    optimizer_kwargs : dict, optional
        Options of the optimiser, such as ``dict(tolerance_grad=1e-10)``.
    loss_function_kwargs : dict, optional
        Options of the loss function.
    weight_decay : float
        Add this times the sum of the squares of all parameters that learn, biases included, to what is minimised.

    Attributes
    ----------
    last_loss : LossResult or None
        The most recent loss, without the penalty on the weights; after `optimizer_step`, that at the final parameters.
    history : LossHistory
        Every value so far of what is minimised: the loss, and the penalty.

    References
    ----------
    .. [1] D. C. Liu and J. Nocedal, Math. Program. 45, 503 (1989), doi:10.1007/BF01589116.
    """

    def __init__(
        self,
        networks: Sequence[torch.nn.Module],
        loss_function: Callable[..., LossResult],
        dataset: Dataset | None = None,
        criterion: Criterion | None = None,
        optimizer: Callable[..., torch.optim.Optimizer] | None = None,
        optimizer_kwargs: dict[str, Any] | None = None,
        loss_function_kwargs: dict[str, Any] | None = None,
        weight_decay: float = 0,
    ) -> None:
        self.networks = check_networks(networks)
        self.loss_function = loss_function
        self.dataset: Dataset | None = None
        if dataset is not None:
            self.dataset = self._check_dataset(dataset)
            check_some_weight(self.dataset)
        self.criterion: Criterion = torch.nn.MSELoss() if criterion is None else check_criterion(criterion)
        self.loss_function_kwargs = dict(loss_function_kwargs or {})
        self.weight_decay = check_weight("weight_decay", weight_decay)
        self.last_loss: LossResult | None = None
        self.history = LossHistory()
        self._optimizer = check_optimizer(optimizer or LBFGS)
        self._optimizer_kwargs = dict(optimizer_kwargs or {})
        check_options(self._optimizer, self._optimizer_kwargs)
        self._made: torch.optim.Optimizer | None = None
        self._held = weights.Held(weights.some(self.networks))

    def __repr__(self) -> str:
        name = getattr(self.loss_function, "__name__", type_name(self.loss_function))
        kind = type(self._made) if self._made is not None else getattr(self._optimizer, "func", self._optimizer)
        return f"SimpleClosure({name} of {len(self.networks)} networks, {getattr(kind, '__name__', type_name(kind))})"

    @property
    def optimizer(self) -> torch.optim.Optimizer:
        """The optimiser, made when it is first asked for: a solver that does without one never does."""
        if self._made is None:
            self._made = self._optimizer(self._held.parameters, **self._optimizer_kwargs)
        return self._made

    @optimizer.setter
    def optimizer(self, optimizer: torch.optim.Optimizer) -> None:
        self._made = optimizer

    @property
    def cost(self) -> int:
        """The number of points times that of parameters: roughly the multiplications of one evaluation."""
        points = 0 if self.dataset is None else sum(part.mask.numel() for part in self.dataset.per_point)
        return points * sum(parameter.numel() for parameter in self.learning_parameters())

    def learning_parameters(self) -> Iterator[torch.nn.Parameter]:
        """Return the parameters of all networks that require a gradient, network by network, each of them once."""
        return weights.learning(self.networks)

    def optimizer_init(
        self, optimizer: Callable[..., torch.optim.Optimizer] | None = None, **kwargs: Any
    ) -> torch.optim.Optimizer:
        """Make a fresh optimiser, forgetting what the previous one had learned about the loss.

        Parameters
        ----------
        optimizer : class, optional
            Makes the optimiser; without it, the one that the closure was made with.
        **kwargs
            Options. They override those that the closure was made with, which are dropped altogether where another
            optimiser is given: they were not meant for it.

        Returns
        -------
        torch.optim.Optimizer
        """
        make = check_optimizer(optimizer or self._optimizer)
        options = {**self._optimizer_kwargs, **kwargs} if optimizer is None else kwargs
        self._held = weights.Held(weights.some(self.networks))
        self._made = make(self._held.parameters, **options)
        return self._made

    def state(self) -> list[torch.Tensor]:
        """Return what a step changes: the parameters that learn, and buffers such as the means of BatchNorm."""
        return [*self.learning_parameters(), *dict.fromkeys(b for net in self.networks for b in net.buffers())]

    def loss(self, dataset: Dataset | Sequence[Any] | None = None, save: bool = True) -> LossResult:
        """Evaluate the loss, with the networks in evaluation mode and untouched; `propagate` is what trains them.

        Parameters
        ----------
        dataset : Dataset or nested tensors, optional
            What to evaluate the loss on: a dataset, or a batch from a ``DataLoader``. The closure's own by default.
        save : bool
            Keep the result as `last_loss`.

        Returns
        -------
        LossResult
        """
        data = self.dataset if dataset is None else self._check_dataset(dataset)
        if data is None:
            raise ValueError("dataset is None and the closure was made without one; expected one. Try loss(dataset).")
        with evaluating(self.networks):
            result = self.loss_function(self.networks, data, self.criterion, **self.loss_function_kwargs)
        if save:
            self.last_loss = result
        return result

    def penalty(self) -> torch.Tensor:
        """Return the penalty on the weights: `weight_decay` times the sum of their squares, each counted once."""
        return self.weight_decay * torch.stack([(p**2).sum() for p in self.learning_parameters()]).sum()

    def minimised(self, dataset: Dataset | Sequence[Any] | None = None) -> torch.Tensor:
        """Return what is minimised, the loss and the penalty on the weights, and keep the loss as `last_loss`.

        Parameters
        ----------
        dataset : Dataset or nested tensors, optional
            As in `loss`.
        """
        loss = self.loss(dataset).loss_value
        return loss + self.penalty() if self.weight_decay else loss  # adding a zero would cost an operation

    def judge(self, dataset: Dataset) -> float:
        """Return the loss of samples that teach nothing, without the penalty on the weights."""
        with torch.no_grad():
            return self.loss(dataset, save=False).loss_value.item()

    def propagate(self, dataset: Dataset | Sequence[Any] | None = None) -> torch.Tensor:
        """Evaluate the loss, and the penalty on the weights, with their gradient in the learning parameters.

        Parameters
        ----------
        dataset : Dataset or nested tensors, optional
            As in `loss`.

        Returns
        -------
        torch.Tensor, shape ()
            What is minimised. The gradients are left in the parameters.

        Raises
        ------
        DivergedError
            If the loss is NaN or infinite; it says at which step and evaluation.
        """
        self.optimizer.zero_grad()
        with learning():
            loss = self.minimised(dataset)
        self.history.evaluated(loss.item())
        if not loss.requires_grad:
            self.check_weights()
        loss.backward()
        if self._held.parameters[0].grad is None:  # what the optimiser holds has had no part in the loss
            self.check_weights()
        return loss

    def __call__(self, dataset: Dataset | Sequence[Any] | None = None) -> torch.Tensor:
        """Do what `propagate` does: this is what an optimiser calls."""
        return self.propagate(dataset)

    def optimizer_step(self) -> torch.Tensor:
        """Let the optimiser take one step, then evaluate the loss at the parameters where it ended.

        Returns
        -------
        torch.Tensor, shape ()
            What is minimised, at the final parameters, without a graph; `last_loss` is the loss with its parts.

        Raises
        ------
        DivergedError
            If the loss is NaN or infinite; it says at which step and evaluation.
        RuntimeError
            If the networks have other parameters than the optimiser was made for; `optimizer_init` mends that.
        """
        loss = self._take_step()
        self.history.stepped(loss.item())
        return loss

    def step(self) -> float:
        """Do what `optimizer_step` does, but leave the noting of the loss to the caller, who is `fit`."""
        return self._take_step().item()

    def _take_step(self) -> torch.Tensor:
        self.check_weights()
        self.optimizer.step(self)  # type: ignore[arg-type]
        with torch.no_grad():
            return self.minimised()

    def returned(self) -> None:
        """Forget what the optimiser remembers of steps that were taken back, and see the loss where they led from."""
        if self._made is not None:
            self._made.state.clear()
        with torch.no_grad():
            self.loss()

    def check(self) -> None:
        """Raise unless there is a dataset to fit, with numbers in it."""
        if self.dataset is None:
            raise ValueError(
                "closure was made without a dataset; expected one. Try simple_energy_closure([net], dataset)."
            )
        if not has_values(self.dataset.per_cell.energy):
            raise ValueError("dataset is on the meta device, which holds shapes only; expected numbers to fit.")

    def check_weights(self) -> None:
        """Raise unless the optimiser holds the parameters of the networks, and these fit the dataset."""
        if self.dataset is not None:
            check_fit_together(self.networks, self.dataset)
        self._held.check(self.networks, list(self.learning_parameters()), self.optimizer)

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_made": copies.packed(self._made), "last_loss": copies.without_graph(self.last_loss)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _made=copies.unpacked(state["_made"]))

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        memo.update(copies.computed(self.networks))
        new = memo[id(self)] = type(self).__new__(type(self))
        new.__setstate__(deepcopy(self.__getstate__(), memo))
        return new

    def _check_dataset(self, dataset: Dataset | Sequence[Any]) -> Dataset:
        if isinstance(dataset, (list, tuple)):
            dataset = Dataset.from_tensors(dataset, like=self.dataset)
        dataset = as_dataset("dataset", dataset)
        check_fit_together(self.networks, dataset)
        return dataset

    def check_validation(self, dataset: Dataset) -> Dataset:
        """Return the samples that shall decide when to stop, or raise where they do not fit the networks."""
        dataset = self._check_dataset(as_dataset("validation", dataset, "Try train, validation = split(...)."))
        check_some_weight(dataset)
        return dataset
