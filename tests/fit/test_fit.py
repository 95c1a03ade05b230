"""Running a closure: when it stops, what it keeps when interrupted, and what it prints."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from miniff_edu.closure import SimpleClosure, simple_energy_closure
from miniff_edu.closure.history import DivergedError
from miniff_edu.dataset import Dataset
from miniff_edu.descriptors import PowerDecay
from miniff_edu.evaluate import split
from miniff_edu.fit import fit, loop
from miniff_edu.models import behler_nn
from miniff_edu.samples import make_dataset
from miniff_edu.toy.targets import toy_function


@pytest.fixture
def closure(toy: Dataset) -> SimpleClosure:
    network = behler_nn(3, n_layers=2, seed=0, dtype=torch.float64)
    return simple_energy_closure([network], toy, optimizer_kwargs={"max_iter": 2})


def parameters_of(closure: SimpleClosure) -> list[torch.Tensor]:
    return [p.detach().clone() for p in closure.learning_parameters()]


def interrupt(closure: SimpleClosure, monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> None:
    """Let the closure be interrupted in its call number `at`, in the middle of a step."""
    propagate = closure.propagate

    def interrupted(dataset: object = None) -> torch.Tensor:
        if len(closure.history.evaluations) + 1 == at:
            raise error
        return propagate(dataset)

    monkeypatch.setattr(closure, "propagate", interrupted)


def test_converges(toy: Dataset) -> None:
    closure = simple_energy_closure([behler_nn(3, n_layers=1, bias=False, seed=0, dtype=torch.float64)], toy)
    history = fit(closure)
    assert history is closure.history
    assert history.stopped == "converged"
    assert history.steps[-1] < 1e-8
    assert closure.last_loss.loss_value.item() == history.steps[-1]


def test_takes_exactly_n_steps(closure: SimpleClosure) -> None:
    assert len(fit(closure, 4).steps) == 4
    assert closure.history.stopped == "n_steps"
    assert len(fit(closure, 3).steps) == 7, "the history goes on"


def test_stops_at_target(closure: SimpleClosure) -> None:
    history = fit(closure, target=1e-3)
    assert history.stopped == "target"
    assert history.steps[-1] <= 1e-3 < history.steps[-2]


def test_gives_up(closure: SimpleClosure) -> None:
    assert fit(closure, max_steps=2).stopped == "max_steps"
    assert len(closure.history.steps) == 2


@pytest.mark.filterwarnings("ignore:the fit has stopped")  # as the impatient one does
def test_patience_waits_for_adam(toy: Dataset) -> None:
    """Adam goes up now and then; with patience it gets further than without."""
    ends = []
    for patience in (1, 100):
        network = behler_nn(3, n_layers=2, seed=0, dtype=torch.float64)
        closure = simple_energy_closure([network], toy, optimizer=torch.optim.Adam, optimizer_kwargs={"lr": 0.1})
        ends.append(min(fit(closure, patience=patience, max_steps=500).steps))
    assert ends[1] < ends[0]


def test_interruption_keeps_the_last_finished_step(closure: SimpleClosure, monkeypatch: pytest.MonkeyPatch) -> None:
    fit(closure, 3)
    kept, loss, called = parameters_of(closure), closure.history.steps[-1], len(closure.history.evaluations)
    interrupt(closure, monkeypatch, called + 2, KeyboardInterrupt())
    history = fit(closure, 100)
    assert history.stopped == "interrupted"
    assert len(history.steps) == 3
    for now, then in zip(parameters_of(closure), kept, strict=True):
        torch.testing.assert_close(now, then, rtol=0, atol=0)
    assert closure.last_loss.loss_value.item() == pytest.approx(loss)
    monkeypatch.undo()
    assert fit(closure, 5).steps[-1] < loss, "it goes on from there"


def test_other_errors_pass_after_restoring(closure: SimpleClosure, monkeypatch: pytest.MonkeyPatch) -> None:
    fit(closure, 1)
    kept = parameters_of(closure)
    interrupt(closure, monkeypatch, len(closure.history.evaluations) + 2, ZeroDivisionError("mine"))
    with pytest.raises(ZeroDivisionError, match="mine"):
        fit(closure, 5)
    for now, then in zip(parameters_of(closure), kept, strict=True):
        torch.testing.assert_close(now, then, rtol=0, atol=0)


def test_divergence_leaves_finite_parameters(toy: Dataset) -> None:
    network = behler_nn(3, n_layers=1, seed=0, dtype=torch.float64)
    closure = simple_energy_closure([network], toy, optimizer=torch.optim.SGD, optimizer_kwargs={"lr": 1e6})
    with pytest.raises(DivergedError):
        fit(closure, 1000)
    assert all(torch.isfinite(p).all() for p in parameters_of(closure))


def test_only_long_fits_show_a_bar() -> None:
    """In a process of its own: tqdm reads TQDM_DISABLE, which these tests set, when it is imported."""
    code = """
import contextlib, io, json, time, torch
from samples import random_dataset
from miniff_edu.closure import simple_energy_closure
from miniff_edu.fit import fit

said = []
for pause in 0, 0.6:
    closure = simple_energy_closure([torch.nn.Linear(4, 1, dtype=torch.float64) for _ in "AB"], random_dataset())
    step = closure.step
    closure.step = lambda: time.sleep(pause) or step()
    with contextlib.redirect_stderr(io.StringIO()) as stderr:
        fit(closure, 3)
    said.append(stderr.getvalue())
print(json.dumps(said))
"""
    environment = {key: value for key, value in os.environ.items() if key != "TQDM_DISABLE"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[1] / "support")
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    short, long = json.loads(result.stdout)
    assert short == result.stderr == ""
    assert "fit:" in long
    assert "loss" in long


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"n_steps": 0}, ValueError, "n_steps is 0; expected at least 1"),
        ({"n_steps": 1.5}, TypeError, "n_steps is a float"),
        ({"tolerance": 1}, ValueError, r"tolerance is 1; expected a fraction"),
        ({"tolerance": -1e-3}, ValueError, "tolerance is -0.001"),
        ({"patience": 0}, ValueError, "patience is 0"),
        ({"max_steps": 0}, ValueError, "max_steps is 0"),
        ({"target": float("nan")}, ValueError, "target is nan"),
        ({"target": -1}, ValueError, "target is -1"),
    ],
)
def test_mistake_is_named(closure: SimpleClosure, options: dict, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        fit(closure, **options)


def test_closure_is_checked() -> None:
    with pytest.raises(TypeError, match=r"closure is a torch\.nn\.Linear; expected a SimpleClosure"):
        fit(torch.nn.Linear(3, 1))
    with pytest.raises(ValueError, match="closure was made without a dataset"):
        fit(simple_energy_closure([torch.nn.Linear(3, 1)]))


def noisy_split() -> list[Dataset]:
    """Return few noisy samples, a training and a validation part: easily overfitted."""
    r = np.linspace(0.1, 10, 40)
    noise = np.random.default_rng(0).normal(scale=0.05, size=40)
    return split(make_dataset(r, toy_function(r) + noise, PowerDecay(2)), (0.5, 0.5), seed=0)


@pytest.mark.parametrize("method", ["optimizer", "levenberg_marquardt"])
def test_early_stopping_returns_to_the_best_step(method: str) -> None:
    train, validation = noisy_split()
    network = behler_nn(2, seed=0, dtype=torch.float64)
    closure = simple_energy_closure([network], train, optimizer_kwargs={"max_iter": 5})
    history = fit(closure, method=method, validation=validation, patience=10)
    assert history.stopped == "validation"
    assert len(history.validation) == len(history.steps)
    best = int(np.argmin(history.validation))
    assert len(history.validation) - 1 - best == 10, "it waits as long as it was told"
    with torch.no_grad():
        assert closure.loss(validation, save=False).loss_value.item() == pytest.approx(min(history.validation))
    assert closure.last_loss.loss_value.item() == pytest.approx(history.steps[best])
    assert history.steps[-1] < history.steps[best], "the training loss went on falling"


def test_validation_teaches_nothing() -> None:
    """Up to where it stops, the fit is the same with and without a validation set."""
    train, validation = noisy_split()
    courses = []
    for options in ({}, {"validation": validation}):
        closure = simple_energy_closure([behler_nn(2, seed=0, dtype=torch.float64)], train)
        courses.append(fit(closure, 3, **options).steps)
    assert courses[0] == courses[1]


def test_on_step_stops(closure: SimpleClosure) -> None:
    seen = []
    history = fit(closure, on_step=lambda history: seen.append(history.steps[-1]) or len(seen) == 4)
    assert history.stopped == "stopped"
    assert history.steps == seen
    assert len(seen) == 4


def test_exact_solves_a_linear_map_and_nothing_else(toy: Dataset) -> None:
    linear = behler_nn(3, n_layers=1, bias=False, seed=0, dtype=torch.float64)
    history = fit(simple_energy_closure([linear], toy), method="exact")
    assert len(history.steps) == 1
    torch.testing.assert_close(linear[0].weight.data, torch.tensor([[1.0, -1, 1]], dtype=torch.float64))
    deep = behler_nn(3, n_layers=3, seed=0, dtype=torch.float64)
    with pytest.raises(ValueError, match="network of 3 linear layers; expected one, only a linear map has an exact"):
        fit(simple_energy_closure([deep], toy), method="exact")


def test_validation_must_be_a_dataset(closure: SimpleClosure) -> None:
    with pytest.raises(TypeError, match=r"validation is a list; expected a Dataset. Try train, validation = split"):
        fit(closure, validation=[1, 2])


def test_weight_decay_is_ridge_regression(toy: Dataset) -> None:
    """The exact solution, and where LBFGS ends, against the normal equations."""
    x, y = toy.per_point[0].features[:, 0].numpy(), toy.per_cell.energy[:, 0].numpy()
    decay = 1e-3
    expected = np.linalg.solve(x.T @ x + decay * len(x) * np.eye(3), x.T @ y)
    for method in "exact", "optimizer":
        linear = behler_nn(3, n_layers=1, bias=False, seed=0, dtype=torch.float64)
        options = {"tolerance_grad": 1e-12, "tolerance_change": 1e-14}
        closure = simple_energy_closure([linear], toy, optimizer_kwargs=options, weight_decay=decay)
        history = fit(closure, method=method)
        np.testing.assert_allclose(linear[0].weight.detach().numpy()[0], expected, atol=1e-6)
        value = np.mean((x @ expected - y) ** 2) + decay * expected @ expected
        assert history.steps[-1] == pytest.approx(value, rel=1e-6)
        assert closure.last_loss.loss_value.item() < history.steps[-1], "the loss itself has no penalty"


def test_weight_decay_in_a_network(toy: Dataset) -> None:
    """Levenberg-Marquardt ends where the gradient of what torch minimises is zero."""
    network = behler_nn(3, n_internal=4, n_layers=3, seed=0, dtype=torch.float64)
    closure = simple_energy_closure([network], toy, weight_decay=1e-4)
    history = fit(closure, method="levenberg_marquardt", tolerance=0, patience=200)
    closure.propagate()
    gradients = torch.cat([p.grad.ravel() for p in network.parameters()])
    assert gradients.abs().max() < 1e-7
    assert history.evaluations[-1] == pytest.approx(history.steps[-1], rel=1e-6)
    assert all(b <= a * (1 + 1e-9) for a, b in zip(history.steps, history.steps[1:], strict=False))


def test_weight_decay_must_be_a_weight(toy: Dataset) -> None:
    with pytest.raises(ValueError, match=r"weight_decay is -0\.1; expected a finite weight of at least 0"):
        simple_energy_closure([behler_nn(3, seed=0, dtype=torch.float64)], toy, weight_decay=-0.1)


def test_small_problems_use_one_thread(toy: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of threads is what it was afterwards, also after an error."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        seen = []
        closure = simple_energy_closure([behler_nn(3, seed=0, dtype=torch.float64)], toy)
        fit(closure, 2, on_step=lambda history: seen.append(torch.get_num_threads()))
        assert seen == [1, 1]
        assert torch.get_num_threads() == 2
        monkeypatch.setattr("miniff_edu.fit.loop.SMALL", 10)
        fit(closure, 1, on_step=lambda history: seen.append(torch.get_num_threads()))
        assert seen[-1] == 2
        with pytest.raises(ZeroDivisionError):
            fit(closure, 1, on_step=lambda history: 1 / 0)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


@pytest.mark.parametrize("layer", [torch.nn.BatchNorm1d(5), torch.nn.Dropout(0.3)])
@pytest.mark.filterwarnings("ignore:the fit has stopped")
def test_early_stopping_returns_to_the_best_buffers_too(layer: torch.nn.Module) -> None:
    train, validation = noisy_split()
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(2, 5), layer, torch.nn.Tanh(), torch.nn.Linear(5, 1)).double()
    closure = simple_energy_closure([network], train, optimizer=torch.optim.Adam, optimizer_kwargs={"lr": 0.1})
    history = fit(closure, 20, validation=validation)
    assert closure.loss(validation, save=False).loss_value.item() == min(history.validation)
    assert closure.last_loss.loss_value.item() == history.steps[int(np.argmin(history.validation))]
    assert all(module.training for module in network.modules())


@pytest.mark.parametrize("offset", [0.0, 10.0])
def test_target_is_one_of_the_training_loss(toy: Dataset, offset: float) -> None:
    """Also beside a validation set that is much harder, or that is reached earlier."""
    r = np.linspace(0.1, 10, 7)
    validation = make_dataset(r, toy_function(r) + offset, PowerDecay(3))
    network = behler_nn(3, n_layers=2, seed=0, dtype=torch.float64)
    closure = simple_energy_closure([network], toy, optimizer_kwargs={"max_iter": 1, "max_eval": 25})
    history = fit(closure, target=1e-3, validation=validation, patience=1000)
    assert history.stopped == "target"
    assert history.steps[-1] <= 1e-3 < min(history.steps[:-1])
    assert history.validation[-1] != pytest.approx(history.steps[-1], rel=1e-2)


@pytest.mark.filterwarnings("ignore:the fit has stopped")
@pytest.mark.parametrize("tolerance", [0.0, 1e-3, 0.5])
def test_tolerance_ends_a_fit_that_gains_less(toy: Dataset, tolerance: float) -> None:
    """Against the rule of the docstring, applied to the course of the losses."""
    network = behler_nn(3, n_layers=2, seed=0, dtype=torch.float64)
    closure = simple_energy_closure([network], toy, optimizer=torch.optim.SGD, optimizer_kwargs={"lr": 0.05})
    losses = fit(closure, tolerance=tolerance, patience=4, max_steps=60).steps
    gains = [b < min(losses[: i + 1]) * (1 - tolerance) for i, b in enumerate(losses[1:])]
    waits = [not any(gains[i : i + 4]) for i in range(len(gains) - 3)]
    assert any(waits[:-1]) is False, "it goes on as long as there are gains"
    assert len(losses) == 60 or waits[-1], "and no longer"
    assert (len(losses) < 60) == (tolerance > 0)


def test_an_optimiser_forgets_steps_that_were_undone(closure: SimpleClosure, monkeypatch: pytest.MonkeyPatch) -> None:
    fit(closure, 3)
    assert closure.optimizer.state
    interrupt(closure, monkeypatch, len(closure.history.evaluations) + 2, KeyboardInterrupt())
    assert fit(closure, 100).stopped == "interrupted"
    assert not closure.optimizer.state


@pytest.mark.filterwarnings("ignore:the fit has stopped")
@pytest.mark.parametrize(("method", "patience"), [("levenberg_marquardt", 60), ("optimizer", 3)])
def test_default_patience(closure: SimpleClosure, monkeypatch: pytest.MonkeyPatch, method: str, patience: int) -> None:
    """Losses that stand still for one step less than the patience, fall once, and never again."""
    losses = [1.0] * patience + [0.5] * 500
    played = loop.METHODS[method]._replace(solver=lambda closure: iter(losses))
    monkeypatch.setitem(loop.METHODS, method, played)
    taken = []
    fit(closure, method=method, on_step=lambda history: taken.append(1))
    assert len(taken) == 2 * patience + 1
