"""Energies, forces and their derivatives by the weights, against networks that torch.func differentiates."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from labelled import crystals, molecules

from miniff_edu.atoms import SymmetryFunctions, behler_recipe, to_dataset
from miniff_edu.atoms.labels import labels_of
from miniff_edu.atoms.training import data as data_module
from miniff_edu.atoms.training.blocks import ATOMS, in_blocks
from miniff_edu.atoms.training.choices import make_weights
from miniff_edu.atoms.training.data import Data, find_units
from miniff_edu.atoms.training.problem import Problem, Shape
from miniff_edu.atoms.training.sweeps import ACTIVATIONS

CPU = torch.device("cpu")
CASES = {"crystals": crystals(3), "molecules": molecules(4)}
RECIPES = {name: behler_recipe(structures, 4.0, n_radial=3, n_angular=1) for name, structures in CASES.items()}


DENSE = {name: to_dataset(structures, RECIPES[name]) for name, structures in CASES.items()}


def make_data(structures: list, sf: SymmetryFunctions, errors: tuple[float, float] = (0.01, 0.2)) -> Data:
    labels = labels_of(structures)
    weights = make_weights(structures, labels, None)
    data = Data(structures, labels, weights, find_units(sf, structures, labels, weights.energy > 0), CPU)
    data.expect(errors)
    return data


def make_problem(name: str, hidden: tuple[int, ...], activation: str = "tanh") -> tuple[Problem, Data, np.ndarray]:
    sf = RECIPES[name]
    shape = Shape({element: len(listed) for element, listed in sf.functions.items()}, hidden, activation)
    data = make_data(CASES[name], sf)
    return Problem(shape, data), data, shape.start(np.random.default_rng(3))


def plain_residuals(name: str, problem: Problem, data: Data, weights: torch.Tensor) -> torch.Tensor:
    """Return all residuals by the dense route of Part I: padded features, their derivatives, and autograd."""
    shape, units = problem.shape, data.units
    dataset = DENSE[name]
    curve = ACTIVATIONS[shape.activation][0]()
    theta, last = weights[: shape.n_hidden], weights[shape.n_hidden :]
    energy, gradient = 0.0, 0.0
    start, layer_start = 0, 0
    for part, n in zip(dataset.per_point, shape.n_inputs.values(), strict=True):
        mean, spread = units.scaling[part.tag]
        widths = [n, *shape.hidden]
        sizes = [(o, i) for i, o in pairwise(widths)]
        matrices = []
        for o, i in sizes:
            matrices.append((theta[layer_start : layer_start + o * i].view(o, i), theta[layer_start + o * i :][:o]))
            layer_start += o * (i + 1)
        row = last[start : start + widths[-1] + 1]
        start += widths[-1] + 1

        def atomic(x: torch.Tensor, matrices: list = matrices, row: torch.Tensor = row, p: tuple = (mean, spread)):
            x = (x - p[0]) / p[1]
            for weight, bias in matrices:
                x = curve(x @ weight.T + bias)
            return x @ row[:-1] + row[-1]

        slope = torch.func.grad(lambda x, f=atomic: f(x).sum())(part.features) * part.mask[..., None]
        energy = energy + (atomic(part.features) * part.mask + units.offsets[part.tag] * part.mask / units.scale).sum(1)
        gradient = gradient + torch.einsum("spf,spfax->sax", slope, part.features_g)
    cell = dataset.per_cell
    sizes = torch.tensor([len(atoms) for atoms in CASES[name]])
    of_energy = (units.scale * energy - cell.energy[:, 0]) / sizes / data.errors[0]
    of_forces = (-units.scale * gradient + cell.energy_g) / data.errors[1]
    return torch.cat([of_energy, of_forces[cell.mask.bool()].reshape(-1)])


def ordered(problem: Problem, data: Data, state) -> np.ndarray:
    """Return the rows of all blocks, energies before forces."""
    return ordered_rows([(problem.rows(state.theta, state.last, block), block.n_structures) for block in data])


def ordered_rows(rows: list[tuple[np.ndarray, int]]) -> np.ndarray:
    """Return rows of blocks, of which so many are energies, as one array, energies before forces."""
    return np.concatenate([*(r[:n] for r, n in rows), *(r[n:] for r, n in rows)])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    ("hidden", "activation"),
    [((), "tanh"), ((4,), "sigmoid"), ((4, 3), "tanh"), ((3, 4), "softplus"), ((3, 2), "silu"), ((3, 2, 3), "tanh")],
)
def test_residuals_and_their_jacobian(name: str, hidden: tuple[int, ...], activation: str) -> None:
    problem, data, theta = make_problem(name, hidden, activation)
    state = problem.solve(theta, 0.1)
    rows = ordered(problem, data, state)
    weights = torch.from_numpy(np.concatenate([state.theta, state.last]))
    plain = plain_residuals(name, problem, data, weights).numpy()
    np.testing.assert_allclose(rows[:, -1], plain, rtol=0, atol=1e-10 * np.abs(plain).max())
    predicted = [(problem.predict(state.theta, state.last, block) - block.targets) * block.weights for block in data]
    found = ordered_rows([(rest.numpy(), block.n_structures) for rest, block in zip(predicted, data, strict=True)])
    np.testing.assert_allclose(found, plain, rtol=0, atol=1e-10 * np.abs(plain).max())
    jacobian = torch.func.jacrev(lambda w: plain_residuals(name, problem, data, w))(weights).numpy()
    scale = np.abs(jacobian).max(axis=0)
    assert (scale > 0).sum() == len(scale)
    np.testing.assert_allclose(rows[:, :-1] / scale, jacobian / scale, rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", CASES)
def test_jacobian_by_differences(name: str) -> None:
    problem, data, theta = make_problem(name, (4, 3))
    state = problem.solve(theta, 0.1)
    rows = ordered(problem, data, state)
    weights = np.concatenate([state.theta, state.last])
    for k in range(0, len(weights), 7):
        step = np.zeros(len(weights))
        step[k] = 1e-5
        ahead, behind = (
            plain_residuals(name, problem, data, torch.from_numpy(weights + sign * step)).numpy() for sign in (1, -1)
        )
        slope = (ahead - behind) / 2e-5
        np.testing.assert_allclose(rows[:, k], slope, rtol=0, atol=1e-6 * np.abs(slope).max())


def test_last_layers_are_the_best() -> None:
    problem, data, theta = make_problem("molecules", (4, 3))
    ridge = 0.3
    state = problem.solve(theta, ridge)
    jacobian = ordered(problem, data, state)[:, problem.shape.n_hidden : -1]
    residual = ordered(problem, data, state)[:, -1]
    targets = jacobian @ state.last - residual
    pulled = np.diag(np.array([True] * 3 + [False] + [True] * 3 + [False]) * np.sqrt(ridge))
    expected = np.linalg.lstsq(np.concatenate([jacobian, pulled]), np.concatenate([targets, np.zeros(8)]), rcond=None)[
        0
    ]
    np.testing.assert_allclose(state.last, expected, rtol=1e-8)
    assert state.squares.sum() == pytest.approx(residual @ residual, rel=1e-10)
    n = len(CASES["molecules"])
    assert state.squares[0] == pytest.approx(residual[:n] @ residual[:n], rel=1e-8)
    assert state.objective(ridge) == pytest.approx(residual @ residual + ridge * state.penalty, rel=1e-10)
    # Where there is nothing to choose, the smaller ridge brings the smaller residuals.
    assert problem.solved(theta, state.triangles, 1e-6).squares.sum() < state.squares.sum()


def test_normal_equations_are_sums_over_blocks() -> None:
    problem, data, theta = make_problem("crystals", (4,))
    state = problem.solve(theta, 0.1)
    rows = ordered(problem, data, state)
    np.testing.assert_allclose(problem.normal_equations(state), rows.T @ rows, rtol=1e-9, atol=1e-9)


def test_blocks_hold_some_sixty_atoms() -> None:
    assert ATOMS == 64
    assert [(b.start, b.stop) for b in in_blocks([8] * 20)] == [(0, 8), (8, 16), (16, 20)]
    assert [(b.start, b.stop) for b in in_blocks([100, 3, 3, 100])] == [(0, 1), (1, 3), (3, 4)]
    assert list(in_blocks([])) == []


def test_what_does_not_fit_is_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    structures = crystals(20)
    sf = RECIPES["crystals"]
    kept = make_data(structures, sf)
    assert kept[0] is kept[0]
    monkeypatch.setattr(data_module, "KEEP", 0)
    again = make_data(structures, sf)
    assert again[0] is not again[0]
    shape = Shape({"Si": len(sf)}, (3,), "tanh")
    theta = shape.start(np.random.default_rng(0))
    first, second = (Problem(shape, data).solve(theta, 1.0) for data in (kept, again))
    np.testing.assert_array_equal(first.last, second.last)
    again.expect((1.0, 2.0))
    kept.expect((1.0, 2.0))
    torch.testing.assert_close(kept[1].weights, again[1].weights, rtol=0, atol=0)


def test_a_block_at_a_time_is_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many structures there are, at most two blocks are alive at once; none waits for the garbage collector."""
    monkeypatch.setattr(data_module, "KEEP", 0)
    import weakref

    sf = RECIPES["crystals"]
    shape = Shape({"Si": len(sf)}, (3,), "tanh")
    most = {}
    for n in (16, 48):
        data = make_data(crystals(n), sf)
        alive: list[weakref.ref] = []
        counts = []
        make = data._make

        def watched(part: slice, make=make, alive=alive, counts=counts):
            block = make(part)
            alive.append(weakref.ref(block))
            counts.append(sum(ref() is not None for ref in alive))
            return block

        monkeypatch.setattr(data, "_make", watched)
        problem = Problem(shape, data)
        problem.normal_equations(problem.solve(shape.start(np.random.default_rng(0)), 1.0))
        assert len(counts) == 2 * n // 8
        most[n] = max(counts)
    assert most[16] == most[48] <= 2


def test_without_forces_there_are_no_slopes() -> None:
    structures = crystals(3, forces=False)
    data = make_data(structures, RECIPES["crystals"])
    (block,) = data
    assert block.places["Si"].slopes.shape == (0, 0, 3, len(RECIPES["crystals"]))
    assert len(block.targets) == block.n_structures == 3
    problem, whole, theta = make_problem("crystals", (4, 3))
    state = problem.solve(theta, 0.1)
    alone = Problem(problem.shape, data)
    rows = alone.rows(state.theta, state.last, block)
    energies = ordered(problem, whole, state)[:3]
    ratio = data.units.scale / whole.units.scale
    np.testing.assert_allclose(rows[:, :-1], ratio * energies[:, :-1], rtol=1e-10, atol=1e-12)


def test_units_of_the_training_data() -> None:
    structures = molecules(6)
    data = make_data(structures, RECIPES["molecules"])
    values = RECIPES["molecules"](structures)
    for element, (mean, spread) in data.units.scaling.items():
        table = np.concatenate([v[element] for v in values])
        np.testing.assert_allclose(mean, table.mean(axis=0), rtol=1e-12)
        np.testing.assert_allclose(spread, table.std(axis=0), rtol=1e-10)
        np.testing.assert_array_equal(data.units.low[element], table.min(axis=0))
        np.testing.assert_array_equal(data.units.high[element], table.max(axis=0))
    numbers = np.array([[(atoms.numbers == z).sum() for z in (8, 14)] for atoms in structures])
    energies = np.array([atoms.get_potential_energy() for atoms in structures])
    offsets = np.linalg.lstsq(numbers, energies, rcond=None)[0]
    assert list(data.units.offsets.values()) == pytest.approx(offsets.tolist(), rel=1e-10)
    rest = (energies - numbers @ offsets) / np.sqrt(numbers.sum(axis=1))
    assert data.units.scale == pytest.approx(np.sqrt((rest**2).mean()), rel=1e-10)
