"""Least squares writes weights itself: it refuses every layer that is more than its matrix, and says which one."""

from collections.abc import Callable

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, parametrize, prune, vector_to_parameters

from miniff_edu.closure import simple_energy_closure
from miniff_edu.dataset import Dataset
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn

F64 = torch.float64


class Doubled(nn.Linear):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 2 * super().forward(x)


class Backwards(nn.Sequential):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return -super().forward(x)


class Positive(nn.Module):
    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight.abs()


def frozen_bias(net: nn.Sequential) -> None:
    net[2].bias.requires_grad_(False)


def own_forward(net: nn.Sequential) -> None:
    net[0].forward = lambda x: x @ net[0].weight.T


def shared_weight(net: nn.Sequential) -> None:
    net[4] = nn.Linear(3, 3, dtype=F64)
    net[4].weight = net[2].weight
    net.extend([nn.Sigmoid(), nn.Linear(3, 1, dtype=F64)])


def shared_layer(net: nn.Sequential) -> None:
    net[4] = net[2]
    net.extend([nn.Sigmoid(), nn.Linear(3, 1, dtype=F64)])


# What is done to a network of three linear layers (0, 2, 4), and what the refusal says.
PECULIAR: dict[str, tuple[Callable, str]] = {
    "frozen layer": (lambda net: net[0].requires_grad_(False), r"layer 0, a Linear, has a frozen weight"),
    "frozen bias": (frozen_bias, r"layer 2, a Linear, has a frozen bias"),
    "all frozen": (lambda net: net.requires_grad_(False), r"layer 0, a Linear, has a frozen weight"),
    "shared layer": (shared_layer, r"weight of layer 4 and weight of layer 2 are the same numbers"),
    "shared weight": (shared_weight, r"weight of layer 4 and weight of layer 2 are the same numbers"),
    "pruned": (lambda net: prune.l1_unstructured(net[2], "weight", 2), r"layer 2, a Linear, is pruned.*prune\.remove"),
    "weight_norm": (lambda net: parametrizations.weight_norm(net[2]), r"layer 2.*computes its weight from other"),
    "spectral_norm": (lambda net: parametrizations.spectral_norm(net[2]), r"layer 2.*computes its weight"),
    "orthogonal": (lambda net: parametrizations.orthogonal(net[2]), r"layer 2.*computes its weight"),
    "parametrised bias": (
        lambda net: parametrize.register_parametrization(net[0], "bias", Positive()),
        r"layer 0.*computes its bias",
    ),
    "old weight_norm": (lambda net: nn.utils.spectral_norm(net[2]), r"layer 2.*has a forward pre-hook"),
    "hook of a layer": (lambda net: net[2].register_forward_hook(lambda *a: None), r"layer 2.*has a forward hook"),
    "hook of an activation": (
        lambda net: net[1].register_forward_hook(lambda *a: None),
        r"layer 1, a Sigmoid, has a f",
    ),
    "hook of the network": (lambda net: net.register_forward_hook(lambda *a: None), r"that as a whole, a Sequential"),
    "pre-hook": (lambda net: net[2].register_forward_pre_hook(lambda *a: None), r"layer 2.*a forward pre-hook"),
    "hook of a gradient": (lambda net: net[0].weight.register_hook(lambda g: 0 * g), r"hook on the gradient of its w"),
    "own forward": (own_forward, r"layer 0, a Linear, has a forward of its own"),
    "class with a forward": (
        lambda net: net.__setitem__(0, Doubled(3, 3, dtype=F64)),
        r"layer 0, a Doubled, has a forw",
    ),
}


@pytest.mark.parametrize("name", PECULIAR)
def test_a_peculiar_layer_is_refused(toy: Dataset, name: str) -> None:
    change, message = PECULIAR[name]
    net = behler_nn(3, 3, 3, seed=0, dtype=F64)
    closure = simple_energy_closure([net], toy)
    change(net)
    before = [p.clone() for p in net.parameters()]
    with pytest.raises(ValueError, match=f"{message}.*Use the optimiser"):
        fit(closure, 3, method="levenberg_marquardt")
    assert all(map(torch.equal, net.parameters(), before))


def test_a_network_with_a_forward_of_its_own(toy: Dataset) -> None:
    net = Backwards(*behler_nn(3, 3, 2, seed=0, dtype=F64))
    with pytest.raises(ValueError, match=r"as a whole, a Backwards, has a forward of its own"):
        fit(simple_energy_closure([net], toy), method="levenberg_marquardt")


@pytest.mark.parametrize("alone", [False, True])
def test_exact_refuses_too(toy: Dataset, alone: bool) -> None:
    linear = nn.Linear(3, 1, dtype=F64)
    linear.bias.requires_grad_(False)
    net = linear if alone else nn.Sequential(linear)
    before = linear.bias.clone()
    with pytest.raises(ValueError, match=r"layer 0, a Linear, has a frozen bias"):
        fit(simple_energy_closure([net], toy), method="exact")
    assert torch.equal(linear.bias, before)


def test_plain_layers_are_taken(toy: Dataset) -> None:
    """Also those whose weights lie in one piece of memory, and those that were once pruned or parametrised."""
    net = behler_nn(3, 3, 3, seed=0, dtype=F64)
    flat = torch.cat([p.detach().ravel() for p in net.parameters()])
    vector_to_parameters(flat, net.parameters())
    prune.remove(prune.l1_unstructured(net[2], "weight", 2), "weight")
    parametrizations.weight_norm(net[0])
    parametrize.remove_parametrizations(net[0], "weight")
    history = fit(simple_energy_closure([net], toy), 20, method="levenberg_marquardt")
    assert history.steps[-1] < 1e-3
