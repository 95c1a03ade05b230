"""Closures: a loss, the networks it trains and the optimiser that does it. In: networks, dataset. Out: a callable.

An optimiser calls the closure as often as it likes in one step; each call evaluates the loss and its gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import partial
from typing import Any, Self

import torch

from .._support.checks import a_type, check_weight, type_name
from .._support.modes import evaluating, learning
from ..dataset import Dataset, as_dataset
from ..predict import check_fit_together, check_gradients, check_networks
from . import copies, weights
from .history import DivergedError, LossHistory
from .losses import Criterion, LossResult, charges_loss, energy_loss

# Without the line search torch's LBFGS takes the full step and can fail on the smallest problem.
LBFGS = partial(torch.optim.LBFGS, line_search_fn="strong_wolfe")


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
        Takes prediction and reference, returns a scalar. Mean squared error by default.
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
        self.dataset = None if dataset is None else self._check_dataset(dataset)
        self.criterion: Criterion = torch.nn.MSELoss() if criterion is None else _check_criterion(criterion)
        self.loss_function_kwargs = dict(loss_function_kwargs or {})
        self.weight_decay = check_weight("weight_decay", weight_decay)
        self.last_loss: LossResult | None = None
        self.history = LossHistory()
        self._optimizer = optimizer or LBFGS
        self._optimizer_kwargs = dict(optimizer_kwargs or {})
        self.optimizer = self.optimizer_init()

    def __repr__(self) -> str:
        name = getattr(self.loss_function, "__name__", type_name(self.loss_function))
        return f"SimpleClosure({name} of {len(self.networks)} networks, {type(self.optimizer).__name__})"

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
        _check_optimizer(optimizer or self._optimizer)
        options = {**self._optimizer_kwargs, **kwargs} if optimizer is None else kwargs
        parameters = list(self.learning_parameters())
        weights.check_some(parameters, self.networks)
        self._held = weights.Held(parameters)
        self.optimizer = (optimizer or self._optimizer)(parameters, **options)
        return self.optimizer

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
        if result.loss_value.ndim > 0:
            raise ValueError(
                f"criterion returned shape {tuple(result.loss_value.shape)}; expected one number. Try its mean, or "
                'reduction="mean".'
            )
        if save:
            self.last_loss = result
        return result

    def penalty(self) -> torch.Tensor:
        """Return the penalty on the weights: `weight_decay` times the sum of their squares, each counted once."""
        return self.weight_decay * torch.stack([(p**2).sum() for p in self.learning_parameters()]).sum()

    def _with_penalty(self, loss: torch.Tensor) -> torch.Tensor:
        return loss + self.penalty() if self.weight_decay else loss  # adding a zero would cost an operation

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
            loss = self._with_penalty(self.loss(dataset).loss_value)
        self.history.evaluations.append(self._check_value(loss))
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
        self.check_weights()
        self.optimizer.step(self)  # type: ignore[arg-type]
        with torch.no_grad():
            loss = self._with_penalty(self.loss().loss_value)
        self.history.steps.append(self._check_value(loss, final=True))
        return loss

    def check_weights(self) -> None:
        """Raise unless the optimiser holds the parameters of the networks, and these fit the dataset."""
        if self.dataset is not None:
            check_fit_together(self.networks, self.dataset)
        self._held.check(self.networks, list(self.learning_parameters()), self.optimizer)

    def __getstate__(self) -> dict[str, Any]:
        packed = copies.packed(self.optimizer)
        return {**vars(self), "optimizer": packed, "last_loss": copies.without_graph(self.last_loss)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, optimizer=copies.unpacked(*state["optimizer"]))

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        memo.update(copies.computed(self.networks))
        new = memo[id(self)] = type(self).__new__(type(self))
        new.__setstate__(deepcopy(self.__getstate__(), memo))
        return new

    def _check_value(self, loss: torch.Tensor, final: bool = False) -> float:
        value = loss.item()
        if value - value == 0:  # false for NaN and for infinity
            return value
        where = "at its end" if final else f"at evaluation {len(self.history.evaluations) + 1} of the closure"
        raise DivergedError(
            f"the loss is {value} in optimizer step {len(self.history.steps) + 1}, {where}; expected a finite number. "
            "The last step was too long: try a smaller lr, standardised descriptors, or optimizer_init() and LBFGS."
        )

    def _check_dataset(self, dataset: Dataset | Sequence[Any]) -> Dataset:
        if isinstance(dataset, (list, tuple)):
            dataset = Dataset.from_tensors(dataset, like=self.dataset)
        dataset = as_dataset("dataset", dataset)
        check_fit_together(self.networks, dataset)
        return dataset


def _check_criterion(criterion: object) -> Any:
    if isinstance(criterion, type) and issubclass(criterion, torch.nn.Module):
        raise TypeError(f"criterion is the class {criterion.__name__}; expected an object. Try {criterion.__name__}().")
    if not callable(criterion):
        raise TypeError(
            f"criterion is {a_type(criterion)}; expected a function of prediction and reference. Try "
            "torch.nn.MSELoss(), or name the argument that you meant, such as optimizer_kwargs=..."
        )
    return criterion


def _check_optimizer(optimizer: object) -> None:
    if isinstance(optimizer, torch.optim.Optimizer) or not callable(optimizer):
        raise TypeError(
            f"optimizer is {a_type(optimizer)}; expected a class, which the closure calls with the parameters. Try "
            "optimizer=torch.optim.Adam, optimizer_kwargs={'lr': 1e-3}."
        )


def simple_energy_closure(
    networks: Sequence[torch.nn.Module],
    dataset: Dataset | None = None,
    criterion: Criterion | None = None,
    optimizer: Callable[..., torch.optim.Optimizer] | None = None,
    optimizer_kwargs: dict[str, Any] | None = None,
    w_energy: float = 1,
    w_gradients: float = 0,
    energies_p: bool = False,
    weight_decay: float = 0,
) -> SimpleClosure:
    """Make a closure that fits energies, and gradients where they have a weight.

    Parameters
    ----------
    networks, dataset, criterion, optimizer, optimizer_kwargs, weight_decay
        As in `SimpleClosure`.
    w_energy, w_gradients : float
        Weights of the two terms in the loss, at least 0, not both 0.
    energies_p : bool
        Compare the energy of each point instead of the total energy.

    Returns
    -------
    SimpleClosure

    Raises
    ------
    ValueError
        If a weight is negative, or gradients are asked for that the dataset does not have.
    """
    for name, weight in (("w_energy", w_energy), ("w_gradients", w_gradients)):
        check_weight(name, weight)
    if not w_energy and not w_gradients:
        raise ValueError("w_energy and w_gradients are both 0; expected something to fit. Try w_energy=1.")
    options = {"w_energy": w_energy, "w_gradients": w_gradients, "energies_p": energies_p}
    made = SimpleClosure(networks, energy_loss, dataset, criterion, optimizer, optimizer_kwargs, options, weight_decay)
    if made.dataset is not None and w_gradients:
        check_gradients(made.dataset)
    return made


def simple_charges_closure(
    networks: Sequence[torch.nn.Module],
    dataset: Dataset | None = None,
    criterion: Criterion | None = None,
    optimizer: Callable[..., torch.optim.Optimizer] | None = None,
    optimizer_kwargs: dict[str, Any] | None = None,
    weight_decay: float = 0,
) -> SimpleClosure:
    """Make a closure that fits the charge of each point.

    Parameters
    ----------
    networks, dataset, criterion, optimizer, optimizer_kwargs, weight_decay
        As in `SimpleClosure`.

    Returns
    -------
    SimpleClosure
    """
    return SimpleClosure(
        networks, charges_loss, dataset, criterion, optimizer, optimizer_kwargs, weight_decay=weight_decay
    )
