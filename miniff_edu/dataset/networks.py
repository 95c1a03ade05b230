"""Do networks fit a dataset? In: networks, a dataset. Out: nothing, or an error that names what differs."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from .._support.checks import a_type
from .dataset import Dataset
from .parts import PerPointDataset


def check_networks(networks: object) -> list[torch.nn.Module]:
    """Return `networks` as a list; raise a ``TypeError`` unless it is a list of torch modules."""
    if isinstance(networks, torch.nn.Module):
        raise TypeError(
            f"networks is {a_type(networks)}; expected a list with one network per per-point part of the dataset. "
            "Try [network]."
        )
    if not isinstance(networks, (list, tuple, torch.nn.ModuleList)) or not networks:
        raise TypeError(f"networks is {a_type(networks)}; expected a non-empty list of torch.nn.Module. Try [network].")
    for i, network in enumerate(networks):
        if not isinstance(network, torch.nn.Module):
            raise TypeError(f"networks[{i}] is {a_type(network)}; expected a torch.nn.Module.")
    return list(networks)


def check_fit_together(networks: Sequence[torch.nn.Module], dataset: Dataset) -> None:
    """Raise a ``ValueError`` unless there is one network per per-point part, of the dtype and on the device of it."""
    if len(networks) != len(dataset.per_point):
        raise ValueError(
            f"networks has {len(networks)} entries and the dataset has {len(dataset.per_point)} per-point parts; "
            "expected one network per part, in the same order."
        )
    for i, network in enumerate(networks):
        for name, parameter in network.named_parameters():
            if parameter.dtype != dataset.dtype:
                raise ValueError(
                    f"networks[{i}] has {name} of dtype {parameter.dtype} and the dataset has dtype {dataset.dtype}; "
                    f"expected the same. Try networks[{i}].to({dataset.dtype}), or "
                    f"dataset = dataset.to({parameter.dtype})."
                )
            if parameter.device != dataset.device:
                raise ValueError(elsewhere(f"networks[{i}]", f"{name} on", parameter.device, dataset.device))


def elsewhere(name: str, what: str, here: torch.device, there: torch.device) -> str:
    """Say that a network and a dataset are on different devices."""
    return (
        f"{name} has {what} {here} and the dataset is on {there}; expected the same device. Try "
        f"{name}.to({str(there)!r}), or dataset = dataset.to({str(here)!r})."
    )


def part_name(i: int, part: PerPointDataset) -> str:
    """Name a per-point part the way an error should: by its position, and by its tag where it has one."""
    return f"per_point[{i}]" if part.tag is None else f"per_point[{i}] (tag {part.tag!r})"
