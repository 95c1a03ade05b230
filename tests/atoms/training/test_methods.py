"""The ways of training, each against what it stands for: normal equations, a closed form, autograd."""

import numpy as np
import pytest
import torch
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from labelled import crystals

from miniff_edu import fit as fit_folder
from miniff_edu.atoms import G2, SymmetryFunctions, behler_recipe
from miniff_edu.atoms.labels import labels_of
from miniff_edu.atoms.training import levenberg_marquardt as marquardt
from miniff_edu.atoms.training.choices import make_weights, split
from miniff_edu.atoms.training.data import Data, find_units
from miniff_edu.atoms.training.descent import FACTOR, LEARNING_RATE, PATIENCE, SMALLEST, Descent, Whitened
from miniff_edu.atoms.training.kalman import BlockKalman
from miniff_edu.atoms.training.learner import Learner, errors_from, means
from miniff_edu.atoms.training.levenberg_marquardt import LevenbergMarquardt
from miniff_edu.atoms.training.methods import make_learner, training_method
from miniff_edu.atoms.training.problem import Problem, Shape

STRUCTURES = crystals(20)
SF = behler_recipe(STRUCTURES, 4.2, n_radial=4, n_angular=1)


def make(hidden: tuple[int, ...] = (3,), errors: tuple[float, float] = (0.01, 0.2)) -> tuple[Problem, Data, np.ndarray]:
    labels = labels_of(STRUCTURES)
    weights = make_weights(STRUCTURES, labels, None)
    units = find_units(SF, STRUCTURES, labels, weights.energy > 0)
    data = Data(STRUCTURES, labels, weights, units, torch.device("cpu"))
    data.expect(errors)
    problem = Problem(Shape({"Si": len(SF)}, hidden, "tanh"), data)
    return problem, data, problem.shape.start(np.random.default_rng(1))


def steps(learner: Learner, n: int) -> list[float]:
    return [float(learner.step()) for _ in range(n)]  # type: ignore[attr-defined]


def all_rows(problem: Problem, data: Data, learner: Learner) -> np.ndarray:
    theta, last = learner.theta.detach().numpy(), learner.last.detach().numpy()
    return np.concatenate([problem.rows(theta, last, block) for block in data])


def test_every_step_makes_the_objective_smaller() -> None:
    problem, data, start = make((4, 3))
    learner = LevenbergMarquardt(problem, data, start, ridge=0.5)
    objectives = steps(learner, 12)
    assert objectives == sorted(objectives, reverse=True)
    assert objectives[-1] < 0.05 * objectives[0]
    rows = all_rows(problem, data, learner)
    weights = np.concatenate([learner.theta, learner.last])
    pulled = problem.shape.is_penalised()
    objective = (rows[:, -1] @ rows[:, -1] + 0.5 * (weights[pulled] ** 2).sum()) / data.n_rows
    assert objectives[-1] == pytest.approx(objective, rel=1e-9)


def test_the_slope_is_zero_where_it_ends() -> None:
    problem, data, start = make((2,))
    learner = LevenbergMarquardt(problem, data, start, ridge=1.0)
    while not learner.is_converged and len(learner.log) < 400:
        learner.step()
    rows = all_rows(problem, data, learner)
    weights = np.concatenate([learner.theta, learner.last])
    slope = rows[:, :-1].T @ rows[:, -1] + 1.0 * problem.shape.is_penalised() * weights
    size = np.linalg.norm(rows[:, :-1], axis=0) * np.linalg.norm(rows[:, -1])
    assert np.abs(slope / size).max() < 1e-4


def test_a_linear_map_is_solved_exactly() -> None:
    problem, data, start = make(())
    assert len(start) == 0
    learner = LevenbergMarquardt(problem, data, start, ridge=0.0)
    assert fit_folder.fit(learner).stopped == "converged"
    assert len(learner.log) == 2  # solved, and seen to be
    rows = all_rows(problem, data, learner)
    table, targets = rows[:, :-1], rows[:, :-1] @ learner.last.numpy() - rows[:, -1]
    expected = np.linalg.lstsq(table, targets, rcond=None)[0]
    np.testing.assert_allclose(table @ learner.last.numpy(), table @ expected, atol=1e-8 * np.abs(targets).max())


def test_the_ridge_follows_the_residuals_down() -> None:
    problem, data, start = make((4,))
    learner = LevenbergMarquardt(problem, data, start)
    ridges = []
    for _ in range(8):
        learner.step()
        ridges.append(learner.ridge)
    assert ridges == sorted(ridges, reverse=True)
    assert ridges[-1] < 0.1 * ridges[0]
    rows = all_rows(problem, data, learner)
    assert ridges[-1] >= rows[:, -1] @ rows[:, -1] / data.n_rows


def test_a_filter_of_a_linear_map_is_least_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without forgetting one epoch is the ridge solution around the start: that is what the filter was made for."""
    monkeypatch.setattr("miniff_edu.atoms.training.kalman.FORGETTING", 1.0)
    problem, data, start = make(())
    learner = BlockKalman(problem, data, start, ridge=0.3)
    learner._begin()
    before = learner.last.numpy().copy()
    rows = all_rows(problem, data, learner)
    jacobian, residual = rows[:, :-1], rows[:, -1]
    learner.log.append({})  # it has begun
    learner.step()
    expected = before - np.linalg.solve(jacobian.T @ jacobian + 0.3 * np.eye(len(before)), jacobian.T @ residual)
    np.testing.assert_allclose(learner.last.numpy(), expected, rtol=1e-6, atol=1e-8 * np.abs(expected).max())
    covariance = np.linalg.inv(jacobian.T @ jacobian + 0.3 * np.eye(len(before)))
    np.testing.assert_allclose(learner.covariance.numpy(), covariance, atol=1e-6 * np.abs(covariance).max())


def test_what_was_seen_long_ago_counts_less() -> None:
    """With forgetting one epoch is a ridge solution in which each block has a weight: the product of all l after it."""
    problem, data, start = make(())
    learner = BlockKalman(problem, data, start, ridge=0.3)
    learner._begin()
    before = learner.last.numpy().copy()
    order = np.random.default_rng([0, 2]).permutation(len(data))
    assert len(order) > 2
    normal, right = 0.3 * np.eye(len(before)), np.zeros(len(before))
    for k, i in enumerate(order):
        rows = problem.rows(start, before, data[int(i)])
        jacobian, residual = rows[:, :-1], rows[:, -1]
        kept = 1 - 0.03 * 0.998**k
        normal = kept * normal + jacobian.T @ jacobian
        right = kept * right + jacobian.T @ residual
    learner.log.append({})  # it has begun
    learner.step()
    expected = before - np.linalg.solve(normal, right)
    np.testing.assert_allclose(learner.last.numpy(), expected, rtol=1e-6, atol=1e-8 * np.abs(expected).max())
    covariance = np.linalg.inv(normal)
    np.testing.assert_allclose(learner.covariance.numpy(), covariance, atol=1e-6 * np.abs(covariance).max())


def test_a_filter_comes_close_to_levenberg_marquardt() -> None:
    problem, data, start = make((4, 3))
    best = LevenbergMarquardt(problem, data, start)
    steps(best, 25)
    filtered = BlockKalman(problem, data, start)
    steps(filtered, 25)
    assert filtered.log[-1]["train"]["forces"] < 3 * best.log[-1]["train"]["forces"]
    assert filtered.log[-1]["train"]["forces"] < 0.2 * filtered.log[0]["train"]["forces"]


@pytest.mark.parametrize("ridge", [0.0, 0.7])
def test_the_gradient_of_descent_is_that_of_the_rows(ridge: float) -> None:
    problem, data, start = make((4, 3))
    learner = Descent(problem, data, start, ridge, method="adam")
    with torch.no_grad():
        learner.last.copy_(torch.linspace(-1, 1, len(learner.last), dtype=torch.float64))
    loss = learner._gradient(data)
    found = np.concatenate([learner.free.grad.numpy(), learner.last.grad.numpy()])
    theta, last = learner.theta.numpy(), learner.last.detach().numpy()
    squares = problem.squares(theta, last, data)
    weights = np.concatenate([theta, last])
    pulled = problem.shape.is_penalised()
    penalty = ridge * (weights[pulled] ** 2).sum() / data.n_rows
    assert loss.item() == pytest.approx(means(squares, data) + penalty, rel=1e-10)
    expected = 2 * ridge * pulled * weights / data.n_rows
    for block in data:
        rows, n = problem.rows(theta, last, block), block.n_structures
        for part, whole in ((rows[:n], data.n_energies), (rows[n:], data.n_forces)):
            expected = expected + 2 * part[:, :-1].T @ part[:, -1] / whole
    # Its coordinates are whitened: what a step along each of them does to the weights.
    along = np.stack([learner.basis.theta(one).numpy() for one in torch.eye(len(theta), dtype=torch.float64)])
    expected = np.concatenate([along @ expected[: len(theta)], expected[len(theta) :]])
    np.testing.assert_allclose(found, expected, atol=1e-9 * np.abs(expected).max())


def test_whitened_descriptors_have_no_correlations_and_networks_stay_the_same() -> None:
    problem, data, start = make((4, 3))
    basis = Whitened(problem.shape, data)
    theta = torch.from_numpy(start)
    free = basis.free(theta)
    torch.testing.assert_close(basis.theta(free), theta, rtol=1e-12, atol=1e-12)
    n = len(SF)
    values = torch.cat([block.places["Si"].values for block in data])
    to_white = basis.maps[0][0]
    white = values @ to_white.T
    moments = white.T @ white / len(white)
    spread = np.linalg.svd(values.numpy(), compute_uv=False)
    kept = int((spread > SMALLEST * spread[0]).sum())
    assert 3 <= kept < n, "directions that hardly vary are not blown up"
    torch.testing.assert_close(moments[-kept:, -kept:], torch.eye(kept, dtype=torch.float64), rtol=1e-8, atol=1e-8)
    assert moments.diagonal()[:-kept].max() < 1
    torch.testing.assert_close(white @ free[: 4 * n].reshape(4, n).T, values @ theta[: 4 * n].reshape(4, n).T)


def test_the_rate_of_adam_falls_where_the_loss_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing moves: after the first epoch and PATIENCE + 1 more; a checkpoint knows how many there were."""
    monkeypatch.setattr(Descent, "_gradient", lambda self, blocks: None)
    problem, data, start = make((3,))

    def rates(learner: Descent, n: int) -> list[float]:
        return [learner.step() and learner.optimizer.param_groups[0]["lr"] for _ in range(n)]

    learner = Descent(problem, data, start, method="adam")
    expected = [LEARNING_RATE] * (PATIENCE + 1) + [FACTOR * LEARNING_RATE] * 3
    assert rates(learner, 4) == expected[:4]
    resumed = Descent(problem, data, start, method="adam")
    resumed.load_state_dict(learner.state_dict())
    assert rates(resumed, 5) == rates(learner, 5) == expected[4:]
    monkeypatch.undo()
    whole = Descent(problem, data, start, method="lbfgs")
    assert set(rates(whole, 2 * PATIENCE)) == {1}


@pytest.mark.parametrize("method", ["adam", "lbfgs"])
@pytest.mark.parametrize("n", [1, 4])
def test_descriptors_that_do_not_vary_are_no_trouble(method: str, n: int) -> None:
    """As in a perfect crystal, of a dopant, or here: both atoms of a molecule have one and the same environment."""
    molecule = Atoms("H2", [[0, 0, 0], [0, 0, 0.8]])
    molecule.calc = SinglePointCalculator(molecule, energy=-30.0, forces=[[0, 0, -0.5], [0, 0, 0.5]])
    structures = [molecule] * n
    sf = SymmetryFunctions({"H": [G2(eta=eta, neighbour="H") for eta in (0.5, 1, 2)]}, 4.0)
    labels = labels_of(structures)
    weights = make_weights(structures, labels, None)
    units = find_units(sf, structures, labels, weights.energy > 0)
    data = Data(structures, labels, weights, units, torch.device("cpu"))
    problem = Problem(Shape({"H": 3}, (3,), "tanh"), data)
    learner = Descent(problem, data, problem.shape.start(np.random.default_rng(1)), method=method)
    assert torch.equal(learner.basis.maps[0][0], torch.eye(3, dtype=torch.float64)), "there is nothing to whiten"
    assert np.isfinite(steps(learner, 30)).all()
    if method == "lbfgs":  # Adam wanders about what had been solved for
        assert learner.log[-1]["train"]["forces"] < 1e-3, "eV/A"


def test_a_checkpoint_in_other_coordinates_is_refused() -> None:
    problem, data, start = make((3,))
    learner = Descent(problem, data, start)
    state = {key: value for key, value in learner.state_dict().items() if key != "free"}
    with pytest.raises(ValueError, match=r"written by an earlier version.*Delete it to begin anew"):
        learner.load_state_dict(state)


@pytest.mark.parametrize("method", ["adam", "lbfgs"])
def test_descent_descends(method: str) -> None:
    problem, data, start = make((3,))
    learner, _ = make_learner(method, problem, data, start, "auto", 0)
    losses = steps(learner, 6)
    assert losses[-1] < losses[0]


def test_errors_are_in_their_units() -> None:
    problem, data, start = make((3,), errors=(0.02, 0.5))
    learner = LevenbergMarquardt(problem, data, start)
    learner.step()
    rows = all_rows(problem, data, learner)
    n = [block.n_structures for block in data]
    parts = np.split(rows[:, -1], np.cumsum([len(block.targets) for block in data])[:-1])
    energy = np.concatenate([p[:k] for p, k in zip(parts, n, strict=True)]) * 0.02
    forces = np.concatenate([p[k:] for p, k in zip(parts, n, strict=True)]) * 0.5
    errors = learner.log[0]["train"]
    assert errors["energy"] == pytest.approx(np.sqrt((energy**2).mean()), rel=1e-8)
    assert errors["forces"] == pytest.approx(np.sqrt((forces**2).mean()), rel=1e-8)
    assert errors_from(np.array([4.0, 9.0]), data) == {
        "energy": pytest.approx(0.02 * 2 / np.sqrt(20)),
        "forces": pytest.approx(0.5 * 3 / np.sqrt(480)),
    }


def test_names_of_methods() -> None:
    assert training_method("Levenberg-Marquardt") == "levenberg_marquardt"
    assert training_method("kalman") == training_method("Kalman") == "kalman"
    assert training_method("L-BFGS") == "lbfgs"
    for wrong in ("newton", "optimizer", 3):
        with pytest.raises(ValueError, match=r"method is .*; expected one of 'levenberg_marquardt', 'kalman', 'lbfgs'"):
            training_method(wrong)


def test_the_first_step_walks_with_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, data, start = make((3,))
    monkeypatch.setattr(marquardt, "WORTH_IT", 0)
    n_weights = problem.shape.n_weights
    sample = data.sample(4 * n_weights)
    assert sample is not None
    assert sample.structures == data.structures[:: data.n_rows // (4 * n_weights)]
    assert 4 * n_weights <= sample.n_rows < data.n_rows / 2 + 4 * n_weights
    assert sample.errors == data.errors
    assert data.sample(data.n_rows // 2 + 1) is None

    def objective_after_one_step(worth_it: int) -> float:
        monkeypatch.setattr(marquardt, "WORTH_IT", worth_it)
        return LevenbergMarquardt(problem, data, start, ridge=1.0).step()

    assert objective_after_one_step(0) < 0.2 * objective_after_one_step(10**9)


def test_a_small_share_holds_back_one() -> None:
    teach, held = split(5, 0.05, seed=0)
    assert len(held) == 1
    assert sorted(teach + held) == list(range(5))
    assert split(1, 0.5, seed=0) == ([0], [])
