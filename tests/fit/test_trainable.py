"""fit runs anything that has a step: ten lines, no closure, no dataset. Early stopping is a state that can be kept."""

from __future__ import annotations

import math

import pytest
import torch
from samples import random_dataset

from miniff_edu.closure import DivergedError, LossHistory, Trainable, simple_energy_closure
from miniff_edu.dataset import Dataset
from miniff_edu.fit import fit
from miniff_edu.fit.methods import METHODS, method_name
from miniff_edu.fit.stopping import EarlyStopping
from miniff_edu.models import behler_nn

F64 = torch.float64


class Parabola:
    """The lowest point of (x - 1)², by ten lines."""

    def __init__(self, rate: float = 0.3) -> None:
        self.x = torch.tensor([3.0], dtype=F64)
        self.rate = rate
        self.history = LossHistory()

    def learning_parameters(self) -> list[torch.Tensor]:
        return [self.x]

    def step(self) -> float:
        self.x -= self.rate * 2 * (self.x - 1)
        return float((self.x - 1) ** 2)


class Judged(Parabola):
    """The same, with data that decide when to stop: it should have gone to 2."""

    returns = 0

    def judge(self, data: float) -> float:
        return float((self.x - data) ** 2)

    def returned(self) -> None:
        self.returns += 1


def test_ten_lines_are_enough() -> None:
    made = Parabola()
    assert isinstance(made, Trainable)
    history = fit(made, target=1e-10)
    assert history is made.history
    assert (history.stopped, len(history.steps)) == ("target", 14)  # the distance falls to 0.4 of itself each time
    assert history.steps == pytest.approx([4 * 0.16**n for n in range(1, 15)])
    assert made.x.item() == pytest.approx(1, abs=1e-5)


def test_it_converges_by_itself_and_counts_to_a_number() -> None:
    assert fit(Parabola(), tolerance=1e-3, patience=2).stopped == "converged"
    assert len(fit(Parabola(), 5).steps) == 5
    assert fit(Parabola(), on_step=lambda history: len(history.steps) == 3).stopped == "stopped"


def test_validation_returns_to_the_best_step() -> None:
    made = Judged(rate=0.05)
    history = fit(made, validation=2.0, patience=4)
    assert history.stopped == "validation"
    assert min(history.validation) == pytest.approx((made.x.item() - 2) ** 2)
    assert made.returns == 1
    with pytest.raises(TypeError, match=r"closure is a .*Parabola without a method judge\(data\)"):
        fit(Parabola(), validation=2.0)


class Counting(Judged):
    """The same, with a tensor that a step changes and that does not learn, as a running mean."""

    def __init__(self, rate: float) -> None:
        super().__init__(rate)
        self.seen = torch.zeros(1)

    def state(self) -> list[torch.Tensor]:
        return [self.x, self.seen]

    def step(self) -> float:
        self.seen += 1
        return super().step()


def test_what_does_not_learn_returns_too() -> None:
    made = Counting(rate=0.05)
    history = fit(made, validation=2.0, patience=4)
    assert made.seen.item() == history.validation.index(min(history.validation)) + 1 == len(history.steps) - 4


@pytest.mark.parametrize("rate", [1.5, float("nan")])
def test_divergence_is_noticed_in_one_place(rate: float) -> None:
    made = Parabola(rate)
    with pytest.raises(DivergedError, match=r"the loss is (inf|nan) in optimizer step"):
        fit(made, 10_000)
    assert all(map(math.isfinite, made.history.steps))
    assert math.isfinite(made.x.item()), "back at the last finished step"


class Forgetful(Parabola):
    def step(self) -> None:  # type: ignore[override]
        super().step()


NOT_TRAINABLE = {
    "no step": (
        lambda: fit(LossHistory()),
        TypeError,
        "closure is a LossHistory; expected a SimpleClosure",
    ),
    "a class": (lambda: fit(Parabola), TypeError, "closure is a type"),
    "half": (lambda: fit(type("Half", (), {"step": lambda self: 0.0})()), TypeError, "no history, no learning"),
    "returns nothing": (lambda: fit(Forgetful()), TypeError, r"step\(\) returned None; expected a number"),
    "another method": (
        lambda: fit(Parabola(), method="adam"),
        TypeError,
        "method is 'adam' and closure is a .*Parabola",
    ),
    "meta": (
        lambda: fit(simple_energy_closure([behler_nn(4, dtype=F64).to("meta")] * 2, random_dataset().to("meta"))),
        ValueError,
        "dataset is on the meta device",
    ),
}


@pytest.mark.parametrize("name", NOT_TRAINABLE)
def test_what_cannot_be_trained_is_named(name: str) -> None:
    make, kind, pattern = NOT_TRAINABLE[name]
    with pytest.raises(kind, match=pattern):
        make()


def closure_for(data: Dataset, **options: object):
    networks = [behler_nn(n, 4, 2, seed=i, dtype=F64) for i, n in enumerate(data.n_features)]
    return simple_energy_closure(networks, data, **options)


@pytest.mark.parametrize("method", ["lbfgs", "adam", "gradient_descent"])
def test_an_optimiser_by_name_is_the_optimiser_itself(method: str) -> None:
    data = random_dataset(n_samples=12)
    known = METHODS[method]
    options = {"lr": 0.02} | ({"max_iter": 4} if method == "lbfgs" else {})
    named, own = closure_for(data), closure_for(data, optimizer=known.optimizer, optimizer_kwargs=options)
    fit(named, 5, method=method, options=options)
    fit(own, 5)
    assert named.history.steps == own.history.steps
    usual = closure_for(data)
    fit(usual, 1, method=method)
    for name, value in known.options.items():
        assert usual.optimizer.defaults[name] == value


def test_levenberg_marquardt_makes_no_optimiser() -> None:
    def never(*_: object, **__: object) -> torch.optim.Optimizer:
        raise AssertionError("an optimiser was made")

    closure = closure_for(random_dataset(n_samples=12), optimizer=never)
    fit(closure, 3, method="levenberg_marquardt")
    assert len(closure.history.steps) == 3


@pytest.mark.parametrize("name", METHODS)
def test_methods_are_found_however_they_are_written(name: str) -> None:
    for spelling in (name, name.upper(), name.replace("_", "-"), name.replace("_", " ").title()):
        assert method_name(spelling) == name
    if name not in ("optimizer", "exact"):
        assert method_name(METHODS[name].label) == name


@pytest.mark.parametrize("name", ["newton", "", None, 3])
def test_no_such_method(name: object) -> None:
    with pytest.raises(ValueError, match=r"method is .*; expected one of 'optimizer', 'levenberg_marquardt', 'lbfgs'"):
        method_name(name)


def test_options_without_an_optimiser_are_refused() -> None:
    data = random_dataset(n_samples=12)
    for method in ("optimizer", "levenberg_marquardt"):
        with pytest.raises(ValueError, match=r"options is .*takes none.*optimizer_kwargs"):
            fit(closure_for(data), method=method, options={"lr": 1})


def test_early_stopping_goes_on_from_its_state() -> None:
    """Interrupted anywhere and taken up from its state, it stops at the same step and returns to the same place."""
    losses = [5.0, 4.0, 4.5, 3.0, 3.2, 3.1, 3.3, 2.0]

    def run(interrupted_at: int | None) -> tuple[int, float, float]:
        x = torch.zeros(1, dtype=F64)
        watch = EarlyStopping(3, 1e-6, [x])
        for step, loss in enumerate(losses):
            x.fill_(float(step))
            watch.finish_step()
            watch.see(loss)
            if step == interrupted_at:
                state = watch.state_dict()
                x = torch.full((1,), -1.0, dtype=F64)
                watch = EarlyStopping(3, 1e-6, [x])
                watch.load_state_dict(state)
                assert x.item() == step
            if watch.is_over:
                break
        watch.return_to_lowest()
        return step, watch.best, x.item()

    assert run(None) == (6, 3.0, 3.0)
    assert all(run(k) == run(None) for k in range(6))


def test_history_is_checked_where_it_is_written() -> None:
    history = LossHistory()
    for note in (history.evaluated, history.stepped):
        assert note(2.0) == 2.0
        for bad in (math.nan, math.inf):
            with pytest.raises(DivergedError, match="expected a finite number"):
                note(bad)
    history.tried(math.inf)
    assert (history.steps, history.evaluations) == ([2.0], [2.0, math.inf])
