"""Closures: what they return, remember, and refuse."""

import pytest
import torch
from samples import random_dataset
from torch.utils.data import DataLoader

from miniff_edu.closure import SimpleClosure, simple_charges_closure, simple_energy_closure
from miniff_edu.closure.history import DivergedError
from miniff_edu.closure.losses import energy_loss
from miniff_edu.dataset import Dataset, PerCellDataset, PerPointDataset
from miniff_edu.models import behler_nn

TIGHT = {"tolerance_grad": 1e-12, "tolerance_change": 1e-14, "max_iter": 100}


def linear_map(seed: int = 0) -> torch.nn.Module:
    return behler_nn(3, n_layers=1, bias=False, seed=seed, dtype=torch.float64)


def networks_for(data: Dataset) -> list[torch.nn.Module]:
    return [behler_nn(n, 5, 2, seed=i, dtype=torch.float64) for i, n in enumerate(data.n_features)]


@pytest.mark.parametrize("seed", range(5))
def test_toy_fit_is_exact(toy: Dataset, seed: int) -> None:
    network = linear_map(seed)
    closure = simple_energy_closure([network], toy, optimizer_kwargs=TIGHT)
    assert closure.loss().loss_value.item() > 1e-4
    closure.optimizer_init()
    closure.optimizer_step()
    assert closure.last_loss.loss_value.item() < 1e-8
    torch.testing.assert_close(
        network[0].weight.detach(), torch.tensor([[1.0, -1, 1]], dtype=torch.float64), rtol=0, atol=1e-3
    )


def test_defaults(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy)
    assert isinstance(closure.optimizer, torch.optim.LBFGS)
    assert closure.optimizer.defaults["line_search_fn"] == "strong_wolfe"
    assert isinstance(closure.criterion, torch.nn.MSELoss)
    assert repr(closure) == "SimpleClosure(energy_loss of 1 networks, LBFGS)"


def test_calling_is_propagating(toy: Dataset) -> None:
    network = linear_map()
    closure = simple_energy_closure([network], toy)
    value = closure()
    gradient = network[0].weight.grad.clone()
    assert closure.propagate() == value, "nothing has moved"
    torch.testing.assert_close(network[0].weight.grad, gradient, msg="gradients are not added up")
    (expected,) = torch.autograd.grad(closure.loss().loss_value, network.parameters())
    torch.testing.assert_close(gradient, expected)
    assert closure.history.evaluations == [value.item()] * 2


def test_last_loss_is_the_loss_at_the_final_parameters(toy: Dataset) -> None:
    """Also where a line search ends at another trial than its last one: at every step of a nonlinear fit."""
    data = Dataset(toy.per_cell, PerPointDataset(toy.per_point[0].features[..., :1].clone(), toy.per_point[0].mask))
    network = behler_nn(1, n_layers=3, seed=0, dtype=torch.float64)
    closure = simple_energy_closure([network], data, optimizer_kwargs={"max_iter": 3, "lr": 20})
    differed = 0
    for _ in range(10):
        before = len(closure.history.evaluations)
        returned = closure.optimizer_step()
        fresh = energy_loss([network], data, closure.criterion).loss_value.item()
        assert closure.last_loss.loss_value.item() == returned.item() == closure.history.steps[-1]
        assert returned.item() == pytest.approx(fresh, rel=1e-12)
        assert len(closure.history.evaluations) > before
        differed += closure.history.evaluations[-1] != returned.item()
    assert differed, "the last trial was always the final point: this test shows nothing"


def test_last_loss_after_a_step_carries_no_graph(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy)
    closure.optimizer_step()
    assert not closure.last_loss.prediction.requires_grad
    data = random_dataset()
    closure = simple_energy_closure(networks_for(data), data, w_gradients=1)
    closure.optimizer_step()
    assert not closure.last_loss.components[1].prediction.requires_grad


def test_save(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy)
    closure.loss(save=False)
    assert closure.last_loss is None
    assert closure.loss() is closure.last_loss


def test_gradients_help_to_fit() -> None:
    """Every term of the loss falls when both are asked for."""
    data = random_dataset()
    closure = simple_energy_closure(networks_for(data), data, w_gradients=1)
    before = [c.loss_value.item() for c in closure.loss().components]
    for _ in range(5):
        closure.optimizer_step()
    after = [c.loss_value.item() for c in closure.last_loss.components]
    assert after[0] < 0.5 * before[0]
    assert after[1] < 0.9 * before[1]


def test_charges() -> None:
    data = random_dataset()
    closure = simple_charges_closure(networks_for(data), data, optimizer_kwargs={"max_iter": 100})
    before = closure.loss().loss_value.item()
    assert closure.optimizer_step().item() < 0.1 * before


def test_batches(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy)
    losses = [closure.loss(batch).loss_value.item() for batch in DataLoader(toy, batch_size=50)]
    assert sum(losses) / 2 == pytest.approx(closure.loss().loss_value.item())
    of_a_batch = simple_energy_closure([linear_map()], toy[:50])
    assert of_a_batch.loss().loss_value.item() == pytest.approx(losses[0])
    without = simple_energy_closure([linear_map()])
    assert without.loss(toy[:50]).loss_value.item() == pytest.approx(losses[0])


def test_optimizer_init(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy, optimizer_kwargs={"max_iter": 7})
    assert closure.optimizer.defaults["max_iter"] == 7
    first = closure.optimizer
    assert closure.optimizer_init(lr=0.5) is closure.optimizer is not first
    assert (closure.optimizer.defaults["lr"], closure.optimizer.defaults["max_iter"]) == (0.5, 7)
    adam = closure.optimizer_init(torch.optim.Adam, lr=0.1)
    assert isinstance(adam, torch.optim.Adam), "options that were meant for LBFGS are left out"
    before = closure.loss().loss_value.item()
    for _ in range(50):
        closure.optimizer_step()
    assert closure.last_loss.loss_value.item() < before


def test_criterion(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy, criterion=torch.nn.L1Loss())
    loss = closure.loss()
    assert loss.loss_value.item() == pytest.approx((loss.prediction - loss.reference).abs().mean().item())


def test_learning_parameters_of_all_networks() -> None:
    data = random_dataset()
    networks = networks_for(data)
    closure = simple_energy_closure(networks, data)
    assert [id(p) for p in closure.learning_parameters()] == [id(p) for n in networks for p in n.parameters()]


def test_history_prints_briefly(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy)
    assert repr(closure.history) == "LossHistory(0 steps, 0 evaluations)"
    value = closure.optimizer_step().item()
    n = len(closure.history.evaluations)
    assert repr(closure.history) == f"LossHistory(1 steps, {n} evaluations, last loss {value:.3g})"


def test_divergence_names_the_step(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy, optimizer=torch.optim.SGD, optimizer_kwargs={"lr": 1e6})

    def step_for_ever() -> None:
        while True:
            closure.optimizer_step()

    with pytest.raises(DivergedError, match=r"the loss is (nan|inf) in optimizer step \d+, at .*smaller lr") as caught:
        step_for_ever()
    assert f"step {len(closure.history.steps) + 1}," in str(caught.value)
    assert isinstance(caught.value, RuntimeError)


def test_nan_names_the_evaluation(toy: Dataset) -> None:
    network = linear_map()
    closure = simple_energy_closure([network], toy)
    closure.optimizer_step()
    n = len(closure.history.evaluations)
    with torch.no_grad():
        network[0].weight[0, 0] = float("nan")
    with pytest.raises(DivergedError, match=rf"the loss is nan in optimizer step 2, at evaluation {n + 1} of"):
        closure.optimizer_step()


MISTAKES = {
    "network alone": (lambda toy: simple_energy_closure(linear_map(), toy), TypeError, r"Try \[network\]"),
    "two networks": (
        lambda toy: simple_energy_closure([linear_map(), linear_map()], toy),
        ValueError,
        r"networks has 2 entries and the dataset has 1 per-point parts",
    ),
    "float32 network": (
        lambda toy: simple_energy_closure([behler_nn(3)], toy),
        ValueError,
        r"networks\[0\] has 0\.weight of dtype torch\.float32 and the dataset has .*float64.*networks\[0\]\.to\(",
    ),
    "wrong width": (
        lambda toy: simple_energy_closure([behler_nn(4, dtype=torch.float64)], toy).loss(),
        ValueError,
        r"networks\[0\] cannot take features of shape \(100, 1, 3\)",
    ),
    "no dataset": (lambda toy: simple_energy_closure([linear_map()]).loss(), ValueError, r"dataset is None"),
    "tensor as dataset": (
        lambda toy: simple_energy_closure([linear_map()], toy.per_cell.energy),
        TypeError,
        r"dataset is a torch\.Tensor; expected a Dataset",
    ),
    "part as dataset": (lambda toy: simple_energy_closure([linear_map()], toy.per_cell), TypeError, r"PerCellDataset"),
    "nothing to fit": (
        lambda toy: simple_energy_closure([linear_map()], toy, w_energy=0),
        ValueError,
        r"w_energy and w_gradients are both 0",
    ),
    "negative weight": (
        lambda toy: simple_energy_closure([linear_map()], toy, w_gradients=-1),
        ValueError,
        r"w_gradients is -1; expected a finite weight of at least 0",
    ),
    "nan weight": (
        lambda toy: simple_energy_closure([linear_map()], toy, w_energy=float("nan")),
        ValueError,
        r"w_energy is nan",
    ),
    "no energy_g": (
        lambda toy: simple_energy_closure([linear_map()], toy, w_gradients=1),
        ValueError,
        r"the per-cell part has no energy_g",
    ),
    "no features_g": (
        lambda toy: simple_energy_closure(
            [linear_map()],
            Dataset(
                PerCellDataset(
                    toy.per_cell.energy,
                    torch.ones(100, 1, dtype=torch.float64),
                    torch.ones(100, 1, 1, dtype=torch.float64),
                ),
                *toy.per_point,
            ),
            w_gradients=1,
        ),
        ValueError,
        r"per_point\[0\] has no features_g",
    ),
    "no charges": (
        lambda toy: simple_charges_closure([linear_map()], toy).loss(),
        ValueError,
        r"per_point\[0\] has no charges",
    ),
    "options as criterion": (
        lambda toy: simple_energy_closure([linear_map()], toy, {"max_iter": 100}),
        TypeError,
        r"criterion is a dict; expected a function of prediction and reference.*optimizer_kwargs",
    ),
    "criterion as class": (
        lambda toy: simple_energy_closure([linear_map()], toy, torch.nn.L1Loss),
        TypeError,
        r"criterion is the class L1Loss; expected an object\. Try L1Loss\(\)",
    ),
    "criterion of half a mean": (
        lambda toy: simple_energy_closure([linear_map()], toy, lambda p, r: ((p - r) ** 2)[:, 0])(),
        ValueError,
        r"criterion returned shape \(100,\); expected one number, or one for each of \(100, 1\)",
    ),
    "unknown option": (
        lambda toy: simple_energy_closure([linear_map()], toy, optimizer_kwargs={"learning_rate": 1}),
        TypeError,
        r"optimizer_kwargs is .*learning_rate.*expected some of lr, max_iter",
    ),
    "optimizer by name": (
        lambda toy: simple_energy_closure([linear_map()], toy, optimizer="Adam"),
        TypeError,
        r"optimizer is a str; expected a class.*torch\.optim\.Adam",
    ),
    "optimizer as object": (
        lambda toy: simple_energy_closure([n := linear_map()], toy, optimizer=torch.optim.Adam(n.parameters())),
        TypeError,
        r"optimizer is a torch\.Adam; expected a class",
    ),
    "flat tensors": (
        lambda toy: simple_energy_closure([linear_map()], toy[:10][0]),
        TypeError,
        r"tensors\[0\] is a torch\.Tensor; expected the tuple",
    ),
    "nothing to learn": (
        lambda toy: SimpleClosure([torch.nn.Identity()], energy_loss, toy),
        ValueError,
        r"networks have no parameters",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_named(toy: Dataset, name: str) -> None:
    make, kind, pattern = MISTAKES[name]
    with pytest.raises(kind, match=pattern):
        make(toy)


def test_options_of_optimizer_init_override_those_of_the_closure(toy: Dataset) -> None:
    closure = simple_energy_closure([linear_map()], toy, optimizer_kwargs={"max_iter": 7, "lr": 0.5})
    closure.optimizer_init(max_iter=3)
    assert (closure.optimizer.defaults["max_iter"], closure.optimizer.defaults["lr"]) == (3, 0.5)
    closure.optimizer_init()
    assert closure.optimizer.defaults["max_iter"] == 7, "only for that one optimiser"


def test_an_optimiser_forgets_steps_that_were_taken_back(toy: Dataset) -> None:
    """Adam's first step moves every weight by the learning rate; with a memory it does not."""
    network = linear_map()
    closure = simple_energy_closure([network], toy, optimizer=torch.optim.Adam, optimizer_kwargs={"lr": 0.1})
    start = network[0].weight.detach().clone()
    for _ in range(3):
        closure.optimizer_step()
    with torch.no_grad():
        network[0].weight.copy_(-start)
    closure.returned()
    closure.optimizer_step()
    moved = (network[0].weight.detach() + start).abs()
    torch.testing.assert_close(moved, torch.full_like(moved, 0.1), rtol=1e-5, atol=0)
