"""Copied closures go on as the original would have, with weights of their own."""

import copy
import io
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from samples import random_dataset
from torch.nn.utils import parametrizations, prune

from miniff_edu.closure import SimpleClosure, simple_charges_closure, simple_energy_closure
from miniff_edu.dataset import Dataset
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn


def through_torch(closure: SimpleClosure) -> SimpleClosure:
    file = io.BytesIO()
    torch.save(closure, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


COPIES: dict[str, Callable] = {
    "deepcopy": copy.deepcopy,
    "pickle": lambda closure: pickle.loads(pickle.dumps(closure)),
    "torch": through_torch,
    "twice": lambda closure: copy.deepcopy(pickle.loads(pickle.dumps(copy.deepcopy(closure)))),
}
OPTIMIZERS = {"LBFGS": (None, {"max_iter": 3}), "Adam": (torch.optim.Adam, {"lr": 0.01}), "SGD": (
    torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}
)}  # fmt: skip
BEFORE: dict[str, Callable] = {
    "new": lambda closure: None,
    "called": lambda closure: closure(),
    "stepped": lambda closure: closure.optimizer_step(),
    "fitted": lambda closure: fit(closure, 3),
    "renewed": lambda closure: closure.optimizer_init(torch.optim.Adam, lr=0.1),
}


def make(toy: Dataset, optimizer: str = "LBFGS") -> SimpleClosure:
    kind, options = OPTIMIZERS[optimizer]
    return simple_energy_closure([behler_nn(3, 4, 2, seed=0, dtype=torch.float64)], toy, None, kind, options)


# Each pair of the three meets daily: no code of copying, nor of an optimiser, knows of all three.
TRIPLES = [
    pytest.param(how, optimizer, before, marks=[pytest.mark.thorough] * ((i + j - k) % len(OPTIMIZERS) > 0))
    for i, how in enumerate(COPIES)
    for j, before in enumerate(BEFORE)
    for k, optimizer in enumerate(OPTIMIZERS)
]


@pytest.mark.parametrize(("how", "optimizer", "before"), TRIPLES)
def test_a_copy_goes_on_like_the_original(toy: Dataset, how: str, optimizer: str, before: str) -> None:
    closure = make(toy, optimizer)
    BEFORE[before](closure)
    copied = COPIES[how](closure)
    own = [id(p) for p in copied.learning_parameters()]
    assert [id(p) for group in copied.optimizer.param_groups for p in group["params"]] == own
    assert not set(own) & {id(p) for p in closure.learning_parameters()}
    weights = [p.detach().clone() for p in closure.learning_parameters()]
    steps = [float(copied.optimizer_step()) for _ in range(3)]
    assert all(map(torch.equal, closure.learning_parameters(), weights)), "the original does not move with its copy"
    assert [float(closure.optimizer_step()) for _ in range(3)] == steps
    assert copied.history == closure.history
    assert copied.history is not closure.history
    copied.optimizer_init()
    copied.optimizer_step()


def test_a_shallow_copy_shares_the_networks_and_goes_on(toy: Dataset) -> None:
    closure = make(toy)
    closure.optimizer_step()
    copied = copy.copy(closure)
    before = closure.loss().loss_value.item()
    assert copied.optimizer_step().item() < before
    assert closure.loss().loss_value.item() == copied.last_loss.loss_value.item()
    closure.optimizer_step()


def test_losses_with_components(toy: Dataset) -> None:
    data = random_dataset()
    networks = [behler_nn(4, 3, 2, seed=i, dtype=torch.float64) for i in range(2)]
    for closure in (simple_energy_closure(networks, data, w_gradients=1), simple_charges_closure(networks, data)):
        closure()
        for do in COPIES.values():
            copied = do(closure)
            assert copied.last_loss.components[0].loss_value == closure.last_loss.components[0].loss_value
            copied.optimizer_step()


def test_shared_and_frozen_weights_stay_so() -> None:
    net = behler_nn(4, 3, 2, seed=0, dtype=torch.float64)
    net[0].bias.requires_grad_(False)
    for do in COPIES.values():
        copied = do(simple_energy_closure([net, net], random_dataset()))
        assert copied.networks[0] is copied.networks[1]
        assert not copied.networks[0][0].bias.requires_grad
        copied.optimizer_step()


@pytest.mark.parametrize("how", ["deepcopy", "pickle"])
@pytest.mark.parametrize("what", ["pruned", "weight_norm"])
def test_layers_that_compute_their_weights(toy: Dataset, what: str, how: str) -> None:
    closure = make(toy)
    net = closure.networks[0]
    if what == "pruned":
        prune.random_unstructured(net[0], "weight", 2)
    elif how == "pickle":
        pytest.skip("torch does not pickle parametrised layers")
    else:
        parametrizations.weight_norm(net[0])
    closure.optimizer_init()
    closure()
    copied = COPIES[how](closure)
    assert copied.optimizer_step() == closure.optimizer_step()


def test_a_scheduler_stays_with_the_original(toy: Dataset) -> None:
    closure = make(toy, "Adam")
    torch.optim.lr_scheduler.ExponentialLR(closure.optimizer, 0.9)
    copied = copy.deepcopy(closure)
    weights = [p.detach().clone() for p in copied.learning_parameters()]
    copied.optimizer_step()
    assert not all(map(torch.equal, copied.learning_parameters(), weights))


def test_in_another_process(toy: Dataset, tmp_path: Path) -> None:
    closure = make(toy)
    closure.optimizer_step()
    file = tmp_path / "closure.pickle"
    file.write_bytes(pickle.dumps(closure))
    code = f"import pickle; c = pickle.load(open({str(file)!r}, 'rb')); print(c.optimizer_step().item())"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(result.stdout) == pytest.approx(closure.optimizer_step().item(), rel=1e-12)
