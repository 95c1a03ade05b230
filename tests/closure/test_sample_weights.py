"""Weights in the loss against plain loops; a weight of 0 is a sample that is not there, wherever one looks."""

from __future__ import annotations

import copy
import functools
import warnings
from collections.abc import Callable

import pytest
import torch
from samples import random_dataset

from miniff_edu.closure import SimpleClosure, simple_charges_closure, simple_energy_closure
from miniff_edu.closure.compare import compare
from miniff_edu.closure.losses import charges_loss, energy_loss
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.evaluate import metrics
from miniff_edu.fit import fit
from miniff_edu.fit.better import weighted_median
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energies_p, predict_energy, predict_energy_and_gradients
from miniff_edu.report import fit_report
from miniff_edu.scaling import Scaling, standardise

F64 = torch.float64
CRITERIA: dict[str, Callable] = {
    "MSELoss": torch.nn.MSELoss(),
    "L1Loss": torch.nn.L1Loss(),
    "HuberLoss": torch.nn.HuberLoss(delta=0.3),
    "SmoothL1Loss": torch.nn.SmoothL1Loss(beta=0.2),
    "no reduction": torch.nn.MSELoss(reduction="none"),
    "a function of torch": torch.nn.functional.l1_loss,
    "a partial function of torch": functools.partial(torch.nn.functional.huber_loss, delta=0.3),
    "entry by entry": lambda prediction, reference: (prediction - reference) ** 4,
}


def weighted(seed: int = 0, zeros: bool = True) -> Dataset:
    """Return random data with random weights in every field that there is, some of them 0."""
    generator = torch.Generator().manual_seed(seed)

    def weight(*shape: int) -> torch.Tensor:
        w = 2 * torch.rand(*shape, generator=generator, dtype=F64)
        return torch.where(torch.rand(*shape, generator=generator) < 0.3 * zeros, 0, w)

    def with_weights(part: PerCellDataset | PerPointDataset) -> PerCellDataset | PerPointDataset:
        if isinstance(part, PerPointDataset):
            return part.replace(weight=weight(len(part), part.n_points, 1))
        assert part.energy_g is not None
        return part.replace(weight=weight(len(part), 1), weight_g=weight(*part.energy_g.shape))

    return random_dataset(n_samples=9).map(with_weights)


def networks_for(data: Dataset, n_layers: int = 2) -> list[torch.nn.Module]:
    return [behler_nn(n, 4, n_layers, seed=i, dtype=F64) for i, n in enumerate(data.n_features)]


def by_loop(
    criterion: Callable, p: torch.Tensor, r: torch.Tensor, w: torch.Tensor, mask: torch.Tensor | None = None
) -> float:
    """Compute a weighted mean entry by entry; `mask` says which entries are real."""
    entries = [
        (w[i].item(), criterion(p[i].reshape(1), r[i].reshape(1)).sum().item())
        for i in map(tuple, torch.ones(p.shape).nonzero().tolist())
        if mask is None or mask[i[: mask.ndim]] == 1
    ]
    return sum(weight * loss for weight, loss in entries) / sum(weight for weight, _ in entries)


@pytest.mark.parametrize("name", CRITERIA)
def test_against_loops(name: str) -> None:
    data, criterion = weighted(), CRITERIA[name]
    networks, cell = networks_for(data), data.per_cell
    energy, gradients = predict_energy_and_gradients(networks, data)
    wanted = by_loop(criterion, energy, cell.energy, cell.weight)
    assert energy_loss(networks, data, criterion).loss_value.item() == pytest.approx(wanted, rel=1e-12)
    forces = by_loop(criterion, gradients, cell.energy_g, cell.weight_g, cell.mask)
    both = energy_loss(networks, data, criterion, w_energy=2, w_gradients=0.5).loss_value.item()
    assert both == pytest.approx(2 * wanted + 0.5 * forces, rel=1e-12)
    points = zip(predict_energies_p(networks, data), data.per_point, strict=True)
    charges = sum(by_loop(criterion, p, part.charges, part.weight, part.mask) for p, part in points)
    assert charges_loss(networks, data, criterion).loss_value.item() == pytest.approx(charges, rel=1e-12)


def test_weights_of_one_are_no_weights() -> None:
    data = random_dataset(n_samples=6)
    cell = data.per_cell
    ones = Dataset(cell.replace(weight=torch.ones_like(cell.energy)), *data.per_point)
    for criterion in list(CRITERIA.values())[:4]:
        losses = [energy_loss(networks_for(data), d, criterion).loss_value.item() for d in (data, ones)]
        assert losses[0] == pytest.approx(losses[1], rel=1e-14)


def test_a_sum_stays_a_sum() -> None:
    data = weighted()
    networks = networks_for(data)
    loss = energy_loss(networks, data, torch.nn.MSELoss(reduction="sum")).loss_value.item()
    squares = (predict_energy(networks, data) - data.per_cell.energy) ** 2
    assert loss == pytest.approx((data.per_cell.weight * squares).sum().item(), rel=1e-12)


def test_a_scalar_criterion_works_without_weights_and_is_refused_with_them() -> None:
    data = weighted()
    networks = networks_for(data)

    def scalar(prediction: torch.Tensor, reference: torch.Tensor) -> torch.Tensor:
        return (prediction - reference).abs().max()

    bare = random_dataset(n_samples=9)
    largest = (predict_energy(networks, bare) - bare.per_cell.energy).abs().max().item()
    assert energy_loss(networks, bare, scalar).loss_value.item() == pytest.approx(largest)
    with pytest.raises(ValueError, match=r"criterion returned shape \(\) for \d entries; expected one number per entr"):
        energy_loss(networks, data, scalar)


def test_no_weight_above_zero_counts_nothing() -> None:
    prediction = torch.ones(3, 1, dtype=F64, requires_grad=True)
    loss = compare(prediction, torch.zeros(3, 1, dtype=F64), torch.nn.MSELoss(), torch.zeros(3, 1, dtype=F64))
    loss.backward()
    assert loss.item() == 0
    assert prediction.grad.abs().max() == 0


def spoiled(keep: list[int], spoil: list[int]) -> tuple[Dataset, Dataset]:
    """Return some samples; and all of them, of which the others are nonsense and weigh nothing."""
    data = random_dataset(n_samples=len(keep) + len(spoil), seed=5)
    cell = data.per_cell
    ones = [torch.ones_like(t) for t in (cell.energy, cell.energy_g)]
    rows = torch.tensor(spoil)
    changes = {
        "energy": cell.energy.index_fill(0, rows, 1e6),
        "energy_g": cell.energy_g.index_fill(0, rows, -1e5),
        "weight": ones[0].index_fill(0, rows, 0),
        "weight_g": ones[1].index_fill(0, rows, 0),
    }
    points = [
        part.replace(
            charges=part.charges.index_fill(0, rows, 1e7), weight=torch.ones_like(part.charges).index_fill(0, rows, 0)
        )
        for part in data.per_point
    ]
    return data.take(keep), Dataset(cell.replace(**changes), *points)


CLOSURES: dict[str, Callable[..., SimpleClosure]] = {
    "energies": simple_energy_closure,
    "forces": functools.partial(simple_energy_closure, w_gradients=0.3),
    "charges": simple_charges_closure,
    "penalty": functools.partial(simple_energy_closure, weight_decay=1e-3),
    "absolute": functools.partial(simple_energy_closure, criterion=torch.nn.L1Loss()),
}


@pytest.mark.parametrize("name", CLOSURES)
def test_a_sample_of_weight_zero_is_not_there(name: str) -> None:
    clean, dirty = spoiled([0, 2, 3, 5, 6], [1, 4])
    networks = networks_for(clean)
    closures = [CLOSURES[name](copy.deepcopy(networks), data) for data in (clean, dirty)]
    losses = [closure().item() for closure in closures]
    assert losses[1] == pytest.approx(losses[0], rel=1e-12)
    for a, b in zip(*(closure.learning_parameters() for closure in closures), strict=True):
        torch.testing.assert_close(b.grad, a.grad, rtol=1e-9, atol=1e-12)
    validation = [fit(c, 2, validation=data).validation for c, data in zip(closures, (clean, dirty), strict=True)]
    assert validation[1] == pytest.approx(validation[0], rel=1e-6)


@pytest.mark.parametrize("method", ["levenberg_marquardt", "exact"])
def test_least_squares_does_not_see_them_either(method: str) -> None:
    clean, dirty = spoiled([0, 2, 3, 5, 6, 7, 8, 9, 10, 11], [1, 4])
    n_layers = 1 if method == "exact" else 2
    pairs = []
    for data in (clean, dirty):
        networks = networks_for(data, n_layers)
        pairs.append((networks, fit(simple_energy_closure(networks, data, weight_decay=1e-4), 6, method=method)))
    assert pairs[1][1].steps == pytest.approx(pairs[0][1].steps, rel=1e-8)
    assert pairs[1][1].evaluations == pytest.approx(pairs[0][1].evaluations, rel=1e-8)
    torch.testing.assert_close(*(predict_energy(pair[0], clean) for pair in pairs), rtol=1e-7, atol=1e-7)


def test_levenberg_marquardt_minimises_the_weighted_loss() -> None:
    data = weighted(zeros=False)
    networks = networks_for(data)
    closure = simple_energy_closure(networks, data, weight_decay=1e-3)
    history = fit(closure, 200, method="levenberg_marquardt")
    assert history.steps == sorted(history.steps, reverse=True)
    assert history.steps[-1] == pytest.approx(history.evaluations[-1], rel=1e-9), "the solver's loss is the closure's"
    loss = closure.propagate()
    slope = max(p.grad.abs().max().item() for p in closure.learning_parameters())
    assert slope < 1e-4 * loss.item()


@pytest.mark.parametrize("decay", [0.0, 0.01, 1.0])
def test_against_weighted_ridge(decay: float) -> None:
    """A linear map with a penalty is ridge regression; scikit-learn has it with weights."""
    linear_model = pytest.importorskip("sklearn.linear_model")
    generator = torch.Generator().manual_seed(2)
    x, noise = (torch.randn(40, n, generator=generator, dtype=F64) for n in (3, 1))
    y = x @ torch.tensor([[1.0], [-2.0], [3.0]], dtype=F64) + 0.1 * noise
    w = torch.rand(40, 1, generator=generator, dtype=F64)
    data = Dataset(PerCellDataset(y, weight=w), PerPointDataset(x[:, None], torch.ones(40, 1, dtype=F64)))
    network = behler_nn(3, n_layers=1, bias=False, seed=0, dtype=F64)
    fit(simple_energy_closure([network], data, weight_decay=decay), method="exact")
    ridge = linear_model.Ridge(alpha=decay * w.sum().item(), fit_intercept=False)
    ridge.fit(x.numpy(), y[:, 0].numpy(), sample_weight=w[:, 0].numpy())
    torch.testing.assert_close(network[0].weight.detach()[0], torch.from_numpy(ridge.coef_), rtol=1e-9, atol=1e-10)


def test_metrics_and_reports() -> None:
    clean, dirty = spoiled([0, 2, 3, 5, 6], [1, 4])
    networks = networks_for(clean)
    reports = [fit_report(networks, test=data) for data in (clean, dirty)]
    assert reports[1].metrics["test"] == pytest.approx(reports[0].metrics["test"], rel=1e-9)
    assert len(reports[1].worst(20)) == 5
    assert sorted(reports[1].worst(20)["sample"]) == [0, 2, 3, 5, 6]
    y, p, w = torch.tensor([1.0, 2, 4]), torch.tensor([1.5, 2, 3]), torch.tensor([2.0, 1, 1])
    twice = metrics([1, 1, 2, 4], [1.5, 1.5, 2, 3])
    assert metrics(y, p, w) == pytest.approx(twice)
    with pytest.raises(ValueError, match=r"weight has shape \(2,\) and reference has shape \(3,\)"):
        metrics(y, p, [1, 2])
    with pytest.raises(ValueError, match="weight is 0 throughout"):
        metrics(y, p, 0 * w)
    with pytest.raises(ValueError, match=r"weight holds -1"):
        metrics(y, p, -w / 2)


def test_scaling_does_not_see_them() -> None:
    clean, dirty = spoiled([0, 2, 3, 5, 6], [1, 4])
    one, other = (Scaling.fit(Dataset(d.per_cell, d.per_point[0])) for d in (clean, dirty))
    assert one.energy_scale == pytest.approx(other.energy_scale)
    torch.testing.assert_close(one.mean, other.mean)
    networks = [standardise(networks_for(d), d) for d in (clean, dirty)]
    for a, b in zip(*networks, strict=True):
        torch.testing.assert_close(a.offset, b.offset)
        torch.testing.assert_close(a.scale, b.scale)


def test_a_constant_is_judged_by_the_weights_too() -> None:
    """A fit that is as good as the best constant, by weights, is no good fit; nonsense of weight 0 does not hide it."""
    _, dirty = spoiled([0, 2, 3, 5, 6], [1, 4])
    networks = networks_for(dirty, 1)
    with torch.no_grad():
        for network in networks:
            network[0].weight.zero_()
            network[0].bias.zero_()
    closure = simple_energy_closure(networks, dirty, optimizer=torch.optim.SGD, optimizer_kwargs={"lr": 1e-12})
    with pytest.warns(UserWarning, match="a constant would have"):
        assert fit(closure).stopped == "stalled"


def test_weighted_median() -> None:
    generator = torch.Generator().manual_seed(0)
    for n in (1, 4, 9):
        values = torch.randn(n, generator=generator, dtype=F64)
        counts = torch.randint(1, 5, (n,), generator=generator)
        repeated = values.repeat_interleave(counts)
        got = weighted_median(values, counts.to(F64))
        absolute = [(repeated - c).abs().sum().item() for c in (got, repeated.median())]
        assert absolute[0] == pytest.approx(absolute[1]), "both are best for absolute values"


WRONG = {
    "negative": (
        {"weight": -torch.ones(3, 1, dtype=F64)},
        r"weight holds -1 at index \(0, 0\); expected weights",
    ),
    "nan": ({"weight": torch.full((3, 1), float("nan"), dtype=F64)}, "weight holds 3 NaN"),
    "flat": (
        {"weight": torch.ones(3, dtype=F64)},
        r"weight has shape \(3,\); expected \(n_samples, 1\).*weight\[:, No",
    ),
    "of another length": ({"weight": torch.ones(4, 1, dtype=F64)}, r"weight has shape .4, 1.*the same n_samples"),
    "of gradients alone": ({"weight_g": torch.ones(3, 2, 3, dtype=F64)}, "weight_g is given without energy_g"),
    "whole numbers": ({"weight": torch.ones(3, 1, dtype=torch.int64)}, "weight has dtype torch.int64"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_weights_are_named(name: str) -> None:
    fields, pattern = WRONG[name]
    with pytest.raises(ValueError, match=pattern):
        PerCellDataset(torch.ones(3, 1, dtype=F64), **fields)


def test_all_weights_zero_leave_nothing_to_fit() -> None:
    data = random_dataset()
    nothing = Dataset(data.per_cell.replace(weight=0 * data.per_cell.energy), *data.per_point)
    with pytest.raises(ValueError, match="weight of per_cell is 0 throughout"):
        simple_energy_closure(networks_for(data), nothing)
    with pytest.raises(ValueError, match="weight of per_cell is 0 throughout"):
        fit(simple_energy_closure(networks_for(data), data), 1, validation=nothing)


def test_no_warning_comes_from_weights() -> None:
    data = weighted(zeros=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(simple_energy_closure(networks_for(data), data), 2)
