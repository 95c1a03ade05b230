"""Evaluating networks: they stay as they are, whatever their layers do, and whatever goes wrong."""

import pytest
import torch
from torch import nn

from miniff_edu._support.modes import evaluating, learning


def state(network: nn.Module) -> list[torch.Tensor]:
    return [b.clone() for b in network.buffers()]


def mixed() -> nn.Sequential:
    """Return a network one layer of which is in evaluation mode already, as for fine-tuning."""
    network = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Sequential(nn.Dropout(0.5), nn.BatchNorm1d(5)))
    network[2][1].eval()
    return network


class Counter(nn.Module):
    """Counts its calls in every mode, in place and by a new tensor."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros(1))
        self.register_buffer("new", torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.calls += 1
        self.new = self.new + 1
        return x


@pytest.mark.parametrize("fails", [False, True])
def test_modes_and_buffers_are_restored(fails: bool) -> None:
    network = mixed()
    modes, before = [m.training for m in network.modules()], state(network)
    try:
        with evaluating([network]):
            assert not any(m.training for m in network.modules())
            network(torch.ones(4, 3))
            network.train()(torch.ones(4, 3))  # somebody's own idea
            if fails:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert [m.training for m in network.modules()] == modes
    assert all(map(torch.equal, state(network), before))
    with evaluating([network]):
        assert not network.training, "an error has not left the switch where it was"


def test_buffers_that_change_in_every_mode() -> None:
    counter = Counter()
    with evaluating([counter]):
        counter(torch.ones(1))
    assert (counter.calls.item(), counter.new.item()) == (0, 0)


def test_the_outermost_context_decides() -> None:
    network = mixed()
    with learning(), evaluating([network]):
        assert network.training
    with evaluating([network]), learning(), evaluating([network]):
        assert not network.training
    assert network.training


def test_a_graph_outlives_the_context() -> None:
    network = nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.Linear(5, 1))
    with evaluating([network]):
        loss = network(torch.ones(4, 3)).sum()
    loss.backward()
    assert network[0].weight.grad is not None
