"""Whether a fit is better than no fit. In: a closure whose loss has stopped falling. Out: a warning, where it is not.

An optimiser that stops has not necessarily found anything: the plainest rival is a constant, the mean of
the references.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import torch

from ..closure import SimpleClosure
from ..closure.compare import Criterion, compare
from ..closure.losses import LossResult, charges_loss, energy_loss

MARGIN = 0.01  # of the loss of a constant: less than that is no success
# Noise may leave a good fit with more than this; where torch's tolerances are coarse too, it is no noise.
POOR = 0.01
COARSE = 1e-3  # torch ends L-BFGS at a tolerance of its gradient; beyond this fraction of the loss it ends too early


def warn_unless_better(closure: SimpleClosure, method: str) -> bool:
    """Warn where a constant would do as well as the networks do; return whether that was needed.

    Parameters
    ----------
    closure : SimpleClosure
        A closure whose fit has ended by itself.
    method : str
        As in :func:`miniff_edu.fit.fit`.

    Returns
    -------
    bool
        True for a fit that is no better than a constant.
    """
    if closure.loss_function not in (energy_loss, charges_loss):
        return False  # nobody but its author knows what a constant would mean to it
    assert closure.dataset is not None
    with torch.no_grad():
        result = closure.loss(save=False)
        rival = _loss_of_constants(closure, result)
        loss = result.loss_value.item()
    if rival == 0:  # all references are 0, and so is every scale to measure by
        return False
    if not loss > rival - MARGIN * abs(rival):
        _warn_if_early(closure, method, loss, rival)
        return False
    if _is_constant(closure, result) and loss <= rival + MARGIN * abs(rival):
        return False  # it could not do better, and has done that
    options = closure.loss_function_kwargs
    weight = ", a smaller weight_decay" if closure.weight_decay else ""
    early = "" if method in ("levenberg_marquardt", "exact") else _tolerances(closure)
    what = "the charges" if closure.loss_function is charges_loss else "the energies"
    gradients = " with zero gradients" if options.get("w_gradients") else ""
    warnings.warn(
        f"the fit has stopped at a loss of {loss:.3g}; a constant{gradients} would have {rival:.3g}: nothing has been "
        f"learned that the mean of {what} does not tell. Bring {what} to mean 0 and spread 1: subtract their mean or "
        f"an offset per atom, and choose a unit in which they are about 1 (miniff_edu.scaling.Scaling).{early} Also "
        f"try another seed{weight}, or a last layer with a bias.",
        stacklevel=3,
    )
    return True


def _warn_if_early(closure: SimpleClosure, method: str, loss: float, rival: float) -> None:
    """Warn where the fit is better than a constant, but torch's tolerances have ended it on the way."""
    if method not in ("optimizer", "lbfgs") or not loss > POOR * rival:
        return
    tolerance = closure.optimizer.param_groups[0].get("tolerance_grad", 0.0)
    if not tolerance > COARSE * rival > 0:
        return
    warnings.warn(
        f"the fit has stopped at a loss of {loss:.3g}, {loss / rival:.0%} of what a constant would have; it may not be "
        f"at its end.{_tolerances(closure)} Or choose a unit in which the references are about 1 "
        "(miniff_edu.scaling.Scaling).",
        stacklevel=4,
    )


def _tolerances(closure: SimpleClosure) -> str:
    if "tolerance_grad" not in closure.optimizer.param_groups[0]:
        return f" {type(closure.optimizer).__name__} may need another lr, and patience=100 for its ups and downs."
    return (
        " torch's LBFGS stops at absolute tolerances, which small numbers meet at once: try optimizer_kwargs="
        "{'tolerance_grad': 1e-14, 'tolerance_change': 1e-18}."
    )


def _loss_of_constants(closure: SimpleClosure, result: LossResult) -> float:
    """Return the loss that the best constant would have, by the closure's own criterion and weights."""
    assert closure.dataset is not None
    options, criterion = closure.loss_function_kwargs, closure.criterion
    cell, points = closure.dataset.per_cell, closure.dataset.per_point
    if closure.loss_function is charges_loss:
        return sum(_best(criterion, part.tensors["charges"], part.weight, part.mask) for part in points)
    if options.get("energies_p"):
        first = sum(_best(criterion, part.tensors["energies_p"], part.weight, part.mask) for part in points)
    else:
        first = _best(criterion, cell.energy, cell.weight)
    total = options.get("w_energy", 1) * first
    if options.get("w_gradients"):
        assert cell.energy_g is not None
        assert cell.mask is not None
        zero = torch.zeros_like(cell.energy_g)
        real = cell.mask.bool()
        total += options["w_gradients"] * float(compare(zero, cell.energy_g, criterion, cell.weight_g, real))
    return total


def _best(
    criterion: Criterion, reference: torch.Tensor, weight: torch.Tensor | None, mask: torch.Tensor | None = None
) -> float:
    """Return the criterion at the best constant: mean and median are best for squares and absolute values."""
    if mask is not None:
        real = mask.bool()
        reference, weight = reference[real], None if weight is None else weight[real]
    if weight is not None:
        reference, weight = reference[weight > 0], weight[weight > 0]
    if reference.numel() == 0:
        return 0.0
    if _spread(reference) == 0:  # a constant would be perfect: a fit of constants is measured by that of nothing
        constants = [torch.zeros_like(reference[0])]
    elif weight is None:
        constants = [reference.mean(), reference.median()]
    else:
        constants = [(weight * reference).sum() / weight.sum(), weighted_median(reference, weight)]
    return min(float(compare(c.expand(reference.shape), reference, criterion, weight)) for c in constants)


def weighted_median(values: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Return the value at which half of the weight has been passed."""
    order = values.ravel().argsort()
    passed = weight.ravel()[order].cumsum(0)
    return values.ravel()[order[int((passed < passed[-1] / 2).sum())]]


def _spread(values: torch.Tensor) -> float:
    """Return the width of the range of values, 0 where it is rounding."""
    low, high = values.min().item(), values.max().item()
    rounding = 100 * torch.finfo(values.dtype).eps * max(abs(low), abs(high))
    return high - low if high - low > rounding else 0.0


def _is_constant(closure: SimpleClosure, result: LossResult) -> bool:
    """Tell whether the networks predict a constant because of what they are and get, not because they got stuck."""
    assert closure.dataset is not None
    if any(_spread(leaf.prediction) for leaf in _leaves(result) if leaf.prediction is not None):
        return False
    same = all(
        not part.is_padded and bool((part.features == part.features[:1]).all()) for part in closure.dataset.per_point
    )
    return same or all(parameter.numel() == 1 for parameter in closure.learning_parameters())


def _leaves(result: LossResult) -> Iterator[LossResult]:
    if result.components is None:
        yield result
    else:
        for component in result.components:
            yield from _leaves(component)
