"""Which weights learn, and does the optimiser hold them? In: networks. Out: parameters, or errors that name one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch


def learning(networks: Sequence[torch.nn.Module]) -> Iterator[torch.nn.Parameter]:
    """Yield each parameter that requires a gradient, once, wherever and in how many networks it is used."""
    seen = set()
    for network in networks:
        for parameter in network.parameters():
            if parameter.requires_grad and id(parameter) not in seen:
                seen.add(id(parameter))
                yield parameter


def name_of(networks: Sequence[torch.nn.Module], parameter: torch.Tensor) -> str | None:
    """Return where a parameter is used, such as ``networks[0] 2.weight``; None where it is in no network."""
    for i, network in enumerate(networks):
        for name, other in network.named_parameters():
            if other is parameter:
                return f"networks[{i}] {name}"
    return None


def some(networks: Sequence[torch.nn.Module]) -> list[torch.nn.Parameter]:
    """Return all parameters that learn; raise a ``ValueError`` where there is none."""
    if parameters := list(learning(networks)):
        return parameters
    if any(True for network in networks for _ in network.parameters()):
        raise ValueError(
            "networks have frozen parameters only (requires_grad=False); expected something to learn. Try "
            "networks[0].requires_grad_(True), or unfreeze one layer."
        )
    raise ValueError("networks have no parameters; expected something to learn, such as torch.nn.Linear(3, 1).")


class Held:
    """The parameters that an optimiser was made for, to notice when the networks have others.

    Parameters
    ----------
    parameters : list of torch.nn.Parameter
        Those that the optimiser was given.
    """

    def __init__(self, parameters: list[torch.nn.Parameter]) -> None:
        self.parameters = parameters
        self.dtypes = [parameter.dtype for parameter in parameters]

    def check(
        self,
        networks: Sequence[torch.nn.Module],
        now: list[torch.nn.Parameter],
        optimizer: torch.optim.Optimizer,
    ) -> None:
        """Raise a ``RuntimeError`` unless the parameters `now` are what the optimiser learns.

        Parameters
        ----------
        networks : list of torch.nn.Module
            For the names in the error.
        now : list of torch.nn.Parameter
            What should learn.
        optimizer : torch.optim.Optimizer
            Made for the parameters that are held, or another one, which may leave some out.
        """
        fix = "Make a new optimiser for what the networks are now: try closure.optimizer_init()."
        known, current = {id(p) for p in self.parameters}, {id(p) for p in now}
        for parameter in now:
            if id(parameter) not in known:
                raise RuntimeError(
                    f"{name_of(networks, parameter)} is not among the parameters that the optimiser was made for; it "
                    f"would never learn. Weights were replaced, added or unfrozen after the closure was made. {fix}"
                )
        for parameter, dtype in zip(self.parameters, self.dtypes, strict=True):
            if parameter.dtype != dtype:
                raise RuntimeError(
                    f"{name_of(networks, parameter)} had dtype {dtype} when the optimiser was made and has "
                    f"{parameter.dtype} now. {fix}"
                )
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                if id(parameter) not in current:
                    name = name_of(networks, parameter)
                    what = "a parameter that is in no network any more" if name is None else f"{name}, frozen by now"
                    raise RuntimeError(f"the optimiser holds {what}. {fix}")
