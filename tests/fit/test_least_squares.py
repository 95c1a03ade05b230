"""Levenberg-Marquardt with variable projection against vmap(grad), finite differences and scipy's least_squares."""

import numpy as np
import pytest
import torch
from samples import random_dataset
from scipy.optimize import least_squares
from torch.func import functional_call, grad, jacrev, vmap

from miniff_edu.closure import SimpleClosure, simple_charges_closure, simple_energy_closure
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.fit import fit
from miniff_edu.fit.least_squares import Problem
from miniff_edu.models import behler_nn
from miniff_edu.predict import predict_energy
from miniff_edu.samples import make_dataset
from miniff_edu.scaling import Scaling
from miniff_edu.toy.targets import toy_function

F64 = torch.float64
R = np.linspace(0.1, 10, 100)
DENSE = np.linspace(0.1, 10, 1000)


def toy_closure(n_descriptors: int, n_layers: int, seed: int, **options: object) -> SimpleClosure:
    raw = make_dataset(R, toy_function(R), PowerDecay(n_descriptors))
    network = behler_nn(n_descriptors, n_layers=n_layers, seed=seed, dtype=torch.float64, **options)
    return simple_energy_closure([network], Scaling.fit(raw, energy=False).apply(raw))


def ragged_closure(bias: bool = True, activation: type = torch.nn.Sigmoid, n_points: int = 3) -> SimpleClosure:
    """Return a closure with padding: three points at most, four features, thirty samples, random numbers."""
    data = random_dataset(n_samples=30, n_points=(n_points,))
    network = behler_nn(4, 3, 3, bias, activation, seed=0, dtype=torch.float64)
    return simple_energy_closure([network], data)


CLOSURES = {
    "one point": lambda: toy_closure(2, 3, 0, n_internal=4),
    "padding": ragged_closure,
    "one point, padded": lambda: ragged_closure(n_points=1),
    "no bias": lambda: ragged_closure(bias=False),
    "tanh": lambda: ragged_closure(activation=torch.nn.Tanh),
    "one hidden layer": lambda: toy_closure(1, 2, 0),
}
every_closure = pytest.mark.parametrize("name", CLOSURES)


@every_closure
def test_jacobian_against_vmap_of_grad(name: str) -> None:
    closure = CLOSURES[name]()
    problem = Problem(closure)
    state = problem.start()
    problem.store(state)
    network, part = closure.networks[0], closure.dataset.per_point[0]
    parameters = dict(network.named_parameters())

    def energy(parameters: dict, features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return (functional_call(network, parameters, (features,))[:, 0] * mask).sum()

    slopes = vmap(grad(energy), in_dims=(None, 0, 0))(parameters, part.features, part.mask)
    columns = []
    for layer in (m for m in list(network)[:-1] if isinstance(m, torch.nn.Linear)):
        (prefix,) = [n.removesuffix("weight") for n, p in parameters.items() if p is layer.weight]
        both = [slopes[f"{prefix}weight"]]
        if layer.bias is not None:
            both.append(slopes[f"{prefix}bias"][..., None])
        columns.append(torch.cat(both, dim=-1).flatten(1))
    np.testing.assert_allclose(problem.jacobian(state), torch.cat(columns, dim=1).detach(), rtol=1e-8, atol=1e-10)


@every_closure
def test_gradient_against_finite_differences(name: str) -> None:
    """The gradient of the objective with the last layer solved for at each point: that is variable projection."""
    problem = Problem(CLOSURES[name]())
    problem.ridge = 1e-3  # strong, so that the last layer moves a lot and its part in the gradient would show
    state = problem.start()
    _, gradient, _ = problem.system(state)
    step = 1e-6
    for i in range(0, len(gradient), 3):
        direction = np.zeros(len(gradient))
        direction[i] = step
        values = [problem.moved(state, sign * direction).objective for sign in (1, -1)]
        assert 2 * gradient[i] == pytest.approx((values[0] - values[1]) / (2 * step), rel=1e-4, abs=1e-7)


@every_closure
def test_step_against_the_normal_equations(name: str) -> None:
    """Whichever system is smaller, the step is (JᵀJ + λ)⁻¹ Jᵀr, and JᵀJ is what scipy's Jacobian would give."""
    problem = Problem(CLOSURES[name]())
    problem.ridge = 1e-3
    state = problem.start()
    projected, gradient, matrix = problem.system(state)
    step = problem.step(0.01, (projected, gradient, matrix))
    normal = projected.T @ projected + 0.01 * np.eye(len(gradient))
    np.testing.assert_allclose(normal @ step, -gradient, rtol=1e-6, atol=1e-9)
    jacobian, (u, s) = problem.jacobian(state), state.basis
    inner = jacobian.T @ (jacobian - u @ ((s**2 / (s**2 + problem.ridge))[:, None] * (u.T @ jacobian)))
    np.testing.assert_allclose(projected.T @ projected, inner, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("seeds", [range(1), pytest.param(range(1, 3), marks=pytest.mark.thorough)], ids=str)
def test_result_against_scipy(seeds: range) -> None:
    """From the same start to convergence, no worse than scipy's Levenberg-Marquardt on all weights at once."""
    for seed in seeds:
        closure = toy_closure(2, 2, seed, n_internal=3)
        network, data = closure.networks[0], closure.dataset
        names, shapes = zip(*((n, p.shape) for n, p in network.named_parameters()), strict=True)
        start = torch.cat([p.detach().flatten() for p in network.parameters()]).numpy()

        def residual(flat: torch.Tensor, network=network, data=data, names=names, shapes=shapes) -> torch.Tensor:
            pieces = torch.split(flat, [shape.numel() for shape in shapes])
            weights = {n: piece.view(s) for n, piece, s in zip(names, pieces, shapes, strict=True)}
            return (functional_call(network, weights, (data.per_point[0].features[:, 0],)) - data.per_cell.energy)[:, 0]

        peer = least_squares(
            lambda x, f=residual: f(torch.from_numpy(x)).detach().numpy(),
            start,
            jac=lambda x, f=residual: jacrev(f)(torch.from_numpy(x)).detach().numpy(),
            method="lm",
            max_nfev=500,
        )
        history = fit(closure, method="levenberg_marquardt", max_steps=300)
        assert history.steps[-1] <= 1.05 * 2 * peer.cost / 100 + 1e-12


@pytest.mark.parametrize("seeds", [range(4), pytest.param(range(4, 20), marks=pytest.mark.thorough)], ids=str)
@pytest.mark.parametrize("n_layers", [2, 3, 4])
@pytest.mark.parametrize("n_descriptors", [1, 2, 3])
def test_every_start_arrives(n_descriptors: int, n_layers: int, seeds: range) -> None:
    """Each start arrives at an error below 1e-3 on a dense grid that it has not seen."""
    raw, dense = (make_dataset(r, toy_function(r), PowerDecay(n_descriptors)) for r in (R, DENSE))
    unseen = Scaling.fit(raw, energy=False).apply(dense)
    for seed in seeds:
        closure = toy_closure(n_descriptors, n_layers, seed)
        history = fit(closure, method="levenberg_marquardt", target=7e-4**2, patience=1000)
        assert history.stopped == "target"
        with torch.no_grad():
            residual = predict_energy(closure.networks, unseen) - unseen.per_cell.energy
        assert residual.square().mean().sqrt() < 1e-3


def test_a_linear_map_is_solved_in_one_step() -> None:
    closure = toy_closure(3, 1, 0)
    history = fit(closure, method="levenberg_marquardt")
    assert (len(history.steps), history.stopped) == (1, "converged")
    assert history.steps[-1] < 1e-20


def test_the_closure_agrees_with_the_solver() -> None:
    """Losses that the closure sees are those that the solver computes, also with padding."""
    closure = ragged_closure()
    history = fit(closure, 5, method="levenberg_marquardt")
    for loss in history.steps:
        assert min(abs(loss - e) for e in history.evaluations) < 1e-9 * loss
    assert closure.last_loss.loss_value.item() == history.steps[-1]
    assert history.steps == sorted(history.steps, reverse=True)


def test_float32_networks_are_fitted_too() -> None:
    data = make_dataset(R, toy_function(R), PowerDecay(3)).to(torch.float32)
    closure = simple_energy_closure([behler_nn(3, n_layers=2, seed=0)], data)
    fit(closure, method="levenberg_marquardt", max_steps=20)
    assert closure.last_loss.loss_value.item() < 1e-5
    assert closure.networks[0][0].weight.dtype == torch.float32


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: simple_energy_closure([behler_nn(4, activation=torch.nn.ReLU, dtype=torch.float64)], ONE), "ReLU"),
        (lambda: simple_energy_closure([torch.nn.Sequential(torch.nn.Sigmoid())], ONE), "no parameters"),
        (lambda: simple_energy_closure([behler_nn(4, dtype=torch.float64)], ONE, torch.nn.L1Loss()), "L1Loss"),
        (lambda: simple_energy_closure([behler_nn(4, dtype=torch.float64)], ONE, w_gradients=1), "more than total"),
        (lambda: simple_energy_closure([behler_nn(4, dtype=torch.float64)], ONE, energies_p=True), "more than total"),
        (lambda: simple_charges_closure([behler_nn(4, dtype=torch.float64)], ONE), "more than total"),
        (
            lambda: simple_energy_closure([behler_nn(4, dtype=torch.float64)] * 2, random_dataset()),
            r"weight of layer 0 of networks\[1\] and weight of layer 0 of networks\[0\] are the same numbers",
        ),
    ],
)
def test_mistake_is_named(make: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit(make(), method="levenberg_marquardt")


ONE = random_dataset(n_points=(3,))


def test_unknown_method_is_named(toy: Dataset) -> None:
    closure = simple_energy_closure([torch.nn.Linear(3, 1, dtype=torch.float64)], toy)
    with pytest.raises(ValueError, match=r"method is 'lm'; expected one of 'optimizer', 'levenberg_marquardt'"):
        fit(closure, method="lm")


def test_w_energy_only_scales_the_reported_loss() -> None:
    ones = torch.ones(5, 1, dtype=torch.float64)
    x = torch.arange(5, dtype=torch.float64)[:, None, None]
    data = Dataset(PerCellDataset(x[..., 0] ** 2), PerPointDataset(x, ones))
    closures = [simple_energy_closure([torch.nn.Linear(1, 1, dtype=torch.float64)], data, w_energy=w) for w in (1, 3)]
    once, thrice = (fit(closure, method="levenberg_marquardt").steps[-1] for closure in closures)
    assert thrice == pytest.approx(3 * once)
    assert closures[1].history.evaluations == pytest.approx(closures[1].history.steps)


def test_the_unit_of_energy_does_not_matter() -> None:
    """In other units, and with a last layer in the same units, the fit takes the same way."""
    courses = []
    for unit in 1.0, 1024.0:  # a power of two: no other rounding, which fifteen steps would magnify
        raw = make_dataset(R, unit * toy_function(R), PowerDecay(1))
        network = behler_nn(1, 6, 2, seed=0, dtype=torch.float64)
        closure = simple_energy_closure([network], Scaling.fit(raw, energy=False).apply(raw))
        fit(closure, 15, method="levenberg_marquardt")
        courses.append(np.array(closure.history.evaluations) / unit**2)
    np.testing.assert_allclose(courses[0], courses[1], rtol=1e-9)


def test_energies_that_are_all_zero() -> None:
    data = make_dataset(R, np.zeros(100), PowerDecay(2))
    closure = simple_energy_closure([behler_nn(2, 3, 2, seed=0, dtype=torch.float64)], data)
    assert fit(closure, method="levenberg_marquardt").steps[-1] == 0


@pytest.mark.parametrize("w_energy", [1, 3, 0.2])
@pytest.mark.parametrize("n_layers", [1, 3])
def test_weight_decay_beside_a_weight_of_the_energy(toy: Dataset, n_layers: int, w_energy: float) -> None:
    """The end is where the gradient of what torch minimises is zero, whatever the energy weighs."""
    network = behler_nn(3, n_internal=4, n_layers=n_layers, seed=0, dtype=torch.float64)
    closure = simple_energy_closure([network], toy, weight_decay=1e-4, w_energy=w_energy)
    history = fit(closure, method="levenberg_marquardt", tolerance=0, patience=200)
    closure.propagate()
    gradients = torch.cat([p.grad.ravel() for p in network.parameters()])
    assert gradients.abs().max() < 1e-7
    assert history.evaluations[-1] == pytest.approx(history.steps[-1], rel=1e-6)
