"""What a solver that writes weights itself must not overlook. In: a network. Out: nothing, or an error naming a layer.

The optimiser calls a network and follows its gradients: whatever a layer does, it respects. Least squares reads the
matrices and writes them again, so a layer must be its matrix and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch.nn.utils.parametrize import is_parametrized

USE = 'Use the optimiser, which respects that: fit(closure, method="optimizer").'
HOOKS = {
    "_forward_hooks": "a forward hook",
    "_forward_pre_hooks": "a forward pre-hook",
    "_backward_hooks": "a backward hook",
    "_backward_pre_hooks": "a backward pre-hook",
}


def check_plain(networks: Sequence[torch.nn.Module], layers: Sequence[torch.nn.Module]) -> None:
    """Raise a ``ValueError`` unless every layer is free to move, its own, and computes what its class says.

    Parameters
    ----------
    networks : sequence of torch.nn.Module
        The network, and what is wrapped in it: a ``torch.nn.Sequential``, or the only layer.
    layers : sequence of torch.nn.Module
        All layers.
    """
    whole = {id(m): ("closure has a network that as a whole", m) for m in networks if m is not layers[0]}
    each = [(f"closure has a network in which layer {i}", layer) for i, layer in enumerate(layers)]
    for name, module in [*whole.values(), *each]:
        for what in _peculiar(module, wrapper=module not in layers):
            raise ValueError(f"{name}, a {type(module).__name__}, {what}. {USE}")


def check_apart(networks: Sequence[Sequence[torch.nn.Module]]) -> None:
    """Raise a ``ValueError`` where two layers, of one network or of two, share their weights.

    Parameters
    ----------
    networks : sequence of sequences of torch.nn.Module
        The linear layers of each network.
    """
    owner: dict[int, str] = {}
    for i, layers in enumerate(networks):
        for j, layer in enumerate(layers):
            of = f" of networks[{i}]" if len(networks) > 1 else ""
            for name, parameter in layer.named_parameters():
                here, where = f"{name} of layer {2 * j}{of}", parameter.data_ptr()
                if where in owner:
                    raise ValueError(
                        f"closure has a network in which {here} and {owner[where]} are the same numbers; least squares "
                        f"would move each by itself. {USE}"
                    )
                owner[where] = here


def _peculiar(module: torch.nn.Module, wrapper: bool) -> Iterator[str]:
    """Say what about a module is more than its class and its weights; of a wrapper, without those of its layers."""
    for field, what in HOOKS.items():
        if getattr(module, field, None):
            if any("prune" in type(hook).__module__ for hook in getattr(module, field).values()):
                yield "is pruned: least squares would not see the mask. To make it permanent, try prune.remove(...)"
            yield f"has {what}, which least squares would not call"
    if is_parametrized(module):
        names = ", ".join(module.parametrizations)  # type: ignore[arg-type]
        yield f"computes its {names} from other parameters (torch.nn.utils.parametrize)"
    if "forward" in vars(module) or (
        isinstance(module, (torch.nn.Linear, torch.nn.Sequential))
        and type(module).forward not in (torch.nn.Linear.forward, torch.nn.Sequential.forward)
    ):
        yield "has a forward of its own, which least squares would not call"
    if wrapper:
        return
    for name, parameter in module.named_parameters():
        if not parameter.requires_grad:
            yield f"has a frozen {name} (requires_grad=False): least squares moves all weights"
        if parameter._backward_hooks or getattr(parameter, "_post_accumulate_grad_hooks", None):
            yield f"has a hook on the gradient of its {name}, which least squares does not use"
