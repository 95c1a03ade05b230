"""Who learns while a network is evaluated. In: networks. Out: a context in which they learn nothing, or may.

Layers such as BatchNorm and Dropout behave differently while a network is trained: they follow the batch or throw dice.
A prediction should do neither. The outermost context decides, so a loss says once what the predictions in it are for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import local
from types import TracebackType

import torch

from .devices import has_values


class _Here(local):
    decided = False


_here = _Here()


class learning:
    """Let networks be as they are inside, in training mode as a rule: their layers may follow the batch."""

    def __enter__(self) -> None:
        self.before = _here.decided
        _here.decided = True

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        _here.decided = self.before


class evaluating:
    """Put networks into evaluation mode inside, unless a context around this one has decided already.

    Afterwards, also after an error, the mode of every layer and all buffers are what they were.

    Parameters
    ----------
    networks : sequence of torch.nn.Module
        What is about to be evaluated.
    """

    def __init__(self, networks: Sequence[torch.nn.Module]) -> None:
        self.networks = [networks] if isinstance(networks, torch.nn.Module) else networks

    def __enter__(self) -> None:
        self.context = None
        if not _here.decided:
            self.context = _untouched(self.networks)
            self.context.__enter__()

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.context is not None:
            self.context.__exit__(kind, error, trace)


@contextmanager
def _untouched(networks: Sequence[torch.nn.Module]) -> Iterator[None]:
    # What is no module has no mode; whether it can be evaluated is for others to say.
    modules = [m for network in networks if isinstance(network, torch.nn.Module) for m in network.modules()]
    modes = [(module, module.training) for module in modules]
    buffers = [
        (module, name, buffer, buffer.detach().clone())
        for module in modules
        for name, buffer in module._buffers.items()
        if buffer is not None
    ]
    _here.decided = True
    try:
        for module, _ in modes:
            if module.training:  # false where a network around it has been put into evaluation mode already
                module.eval()
        yield
    finally:
        _here.decided = False
        for module, training in modes:
            module.training = training
        with torch.no_grad():
            for module, name, buffer, value in buffers:
                module._buffers[name] = buffer
                if has_values(buffer) and not torch.equal(
                    buffer, value
                ):  # writing needlessly would break a graph that holds the buffer
                    buffer.copy_(value)
