"""Which weights learn: each once, none that is frozen, and those that the networks have now."""

from collections.abc import Callable

import pytest
import torch
from samples import random_dataset
from torch import nn
from torch.nn.utils import parametrizations, prune

from miniff_edu.closure import SimpleClosure, simple_energy_closure
from miniff_edu.dataset import Dataset
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn

F64 = torch.float64


def network(n_inputs: int = 3, n_layers: int = 3) -> nn.Sequential:
    return behler_nn(n_inputs, 3, n_layers, seed=0, dtype=F64)


def in_optimizer(closure: SimpleClosure) -> list[int]:
    return [id(p) for group in closure.optimizer.param_groups for p in group["params"]]


def freeze_first(net: nn.Sequential) -> list[torch.Tensor]:
    net[0].requires_grad_(False)
    return [net[0].weight, net[0].bias]


def freeze_bias(net: nn.Sequential) -> list[torch.Tensor]:
    net[2].bias.requires_grad_(False)
    return [net[2].bias]


def freeze_all_but_one(net: nn.Sequential) -> list[torch.Tensor]:
    net.requires_grad_(False)
    net[-1].bias.requires_grad_(True)
    return list(net.parameters())[:-1]


@pytest.mark.parametrize("optimizer", [None, torch.optim.Adam, torch.optim.SGD])
@pytest.mark.parametrize("freeze", [freeze_first, freeze_bias, freeze_all_but_one])
def test_what_is_frozen_stays(toy: Dataset, freeze: Callable, optimizer: type | None) -> None:
    net = network()
    frozen = freeze(net)
    before = [p.clone() for p in frozen]
    options = {} if optimizer is None else {"lr": 0.01}
    closure = simple_energy_closure([net], toy, None, optimizer, options, weight_decay=0.1)
    free = [p for p in net.parameters() if p.requires_grad]
    assert in_optimizer(closure) == [id(p) for p in free]
    assert closure.penalty().item() == pytest.approx(0.1 * sum((p**2).sum().item() for p in free))
    fit(closure, 3)
    assert all(map(torch.equal, frozen, before))
    assert any(p.grad is not None for p in free)


def test_a_fully_frozen_network_beside_a_free_one() -> None:
    data = random_dataset()
    one, other = network(4), network(4)
    one.requires_grad_(False)
    before = one[0].weight.clone()
    closure = simple_energy_closure([one, other], data)
    fit(closure, 2)
    assert torch.equal(one[0].weight, before)


def test_frozen_altogether(toy: Dataset) -> None:
    with pytest.raises(ValueError, match=r"networks have frozen parameters only.*requires_grad_\(True\)"):
        simple_energy_closure([network().requires_grad_(False)], toy)


def test_shared_in_networks_and_in_a_network(toy: Dataset) -> None:
    data = random_dataset()
    net = network(4)
    closure = simple_energy_closure([net, net], data, weight_decay=1)
    assert in_optimizer(closure) == [id(p) for p in net.parameters()]
    middle = nn.Linear(3, 3, dtype=F64)
    inside = nn.Sequential(nn.Linear(3, 3, dtype=F64), nn.Tanh(), middle, nn.Tanh(), middle, nn.Linear(3, 1, dtype=F64))
    other = nn.Sequential(middle, nn.Linear(3, 1, dtype=F64))
    assert len(in_optimizer(simple_energy_closure([inside], toy))) == 6
    parts = random_dataset()
    assert len(list(SimpleClosure([inside, other], closure.loss_function, None).learning_parameters())) == 8
    assert len(parts.per_point) == 2


PECULIAR: dict[str, Callable] = {
    "weight_norm": lambda net: parametrizations.weight_norm(net[2]),
    "spectral_norm": lambda net: parametrizations.spectral_norm(net[2]),
    "orthogonal": lambda net: parametrizations.orthogonal(net[2]),
    "pruned": lambda net: prune.l1_unstructured(net[2], "weight", 4),
}


@pytest.mark.parametrize("name", PECULIAR)
def test_the_optimiser_respects_what_computes_weights(toy: Dataset, name: str) -> None:
    net = network()
    PECULIAR[name](net)
    closure = simple_energy_closure([net], toy)
    before = closure.loss().loss_value.item()
    assert fit(closure, 3).steps[-1] < before
    weight = net[2].weight.detach()
    if name == "pruned":
        assert (weight == 0).sum() == 4
    elif name == "orthogonal":
        torch.testing.assert_close(weight @ weight.T, torch.eye(3, dtype=F64))


def test_evaluations_repeat(toy: Dataset) -> None:
    """Dropout throws no dice, BatchNorm and spectral_norm learn nothing, when a loss is only looked at."""
    net = nn.Sequential(nn.Linear(3, 8), nn.BatchNorm1d(8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 1)).to(F64)
    parametrizations.spectral_norm(net[0])
    closure = simple_energy_closure([net], toy)
    value = closure.optimizer_step().item()
    random = torch.get_rng_state()
    assert [closure.loss().loss_value.item() for _ in range(3)] == [value] * 3
    assert torch.equal(torch.get_rng_state(), random)
    assert all(module.training for module in net.modules())
    before = net[1].running_mean.clone()
    closure()
    assert not torch.equal(net[1].running_mean, before), "but it learns where it is trained"


def replace_parameter(net: nn.Sequential) -> None:
    net[0].weight = nn.Parameter(net[0].weight.detach().clone())


def replace_layer(net: nn.Sequential) -> None:
    net[2] = nn.Linear(3, 3, dtype=F64)


def assign(net: nn.Sequential) -> None:
    net.load_state_dict({k: v.clone() for k, v in net.state_dict().items()}, assign=True)


def add_layer(net: nn.Sequential) -> None:
    net.append(nn.Linear(1, 1, dtype=F64))


def remove_layer(net: nn.Sequential) -> None:
    del net[1:3]


def freeze_later(net: nn.Sequential) -> None:
    net[0].requires_grad_(False)


def parametrise_later(net: nn.Sequential) -> None:
    parametrizations.weight_norm(net[2])


CHANGES = [
    replace_parameter,
    replace_layer,
    assign,
    add_layer,
    remove_layer,
    freeze_later,
    parametrise_later,
]


@pytest.mark.parametrize("after_a_step", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_other_weights_are_noticed_and_optimizer_init_mends_it(
    toy: Dataset, change: Callable, after_a_step: bool
) -> None:
    net = network()
    closure = simple_energy_closure([net], toy)
    if after_a_step:
        closure.optimizer_step()
    change(net)
    for do in (closure.optimizer_step, lambda: fit(closure, 1)):
        with pytest.raises(RuntimeError, match=r"closure\.optimizer_init\(\)"):
            do()
    closure.optimizer_init()
    before = closure.loss().loss_value.item()
    assert fit(closure, 3).steps[-1] < before


def test_all_weights_replaced_is_noticed_at_a_call(toy: Dataset) -> None:
    net = network()
    closure = simple_energy_closure([net], toy)
    assign(net)
    with pytest.raises(RuntimeError, match=r"networks\[0\] 0\.weight is not among the parameters"):
        closure()


def test_another_dtype(toy: Dataset) -> None:
    net = network()
    closure = simple_energy_closure([net], toy)
    closure.optimizer_step()
    net.to(torch.float32)
    with pytest.raises(ValueError, match=r"dtype torch\.float32 and the dataset has dtype torch\.float64"):
        fit(closure)
    closure.dataset = toy.to(torch.float32)
    with pytest.raises(RuntimeError, match=r"had dtype torch\.float64 when the optimiser was made"):
        closure.optimizer_step()
    closure.optimizer_init()
    fit(closure, 2)


def test_weights_may_be_loaded_in_place(toy: Dataset) -> None:
    net = network()
    closure = simple_energy_closure([net], toy)
    net.load_state_dict(network().state_dict())
    closure.optimizer_step()


def test_an_optimiser_of_ones_own_may_leave_something_out(toy: Dataset) -> None:
    net = network()
    closure = simple_energy_closure([net], toy)
    closure.optimizer = torch.optim.Adam(net[-1].parameters(), lr=0.01)
    before = net[0].weight.clone()
    fit(closure, 2)
    assert torch.equal(net[0].weight, before)
    groups = simple_energy_closure([net], toy, optimizer=lambda ps, **o: torch.optim.SGD(ps[:1], lr=0.1))
    fit(groups, 2)
