"""Networks as n2p2 has them: matrices, biases, letters. In: a network, or the text of a file. Out: the other one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch

from ..._support.devices import CPU, to_numpy
from ..atomic_network import AtomicNetwork
from .names import ACTIVATIONS, LETTER_OF
from .settings import as_float


@dataclass(frozen=True)
class Layers:
    """What a network consists of.

    `weights` are matrices [outputs, inputs], `biases` vectors, and `letters` the activations, one for each of them.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    letters: tuple[str, ...]

    @property
    def nodes(self) -> tuple[int, ...]:
        """The widths of the hidden layers."""
        return tuple(len(bias) for bias in self.biases[:-1])


def layers_of(network: AtomicNetwork, columns: list[int], where: str) -> Layers:
    """Return the layers of a network, its unit of energy in the last one, its inputs in the order of `columns`."""
    weights: list[np.ndarray] = []
    biases: list[np.ndarray] = []
    letters: list[str] = []
    for layer in network.network:
        if isinstance(layer, torch.nn.Linear):
            weights.append(to_numpy(layer.weight))
            biases.append(np.zeros(layer.out_features) if layer.bias is None else to_numpy(layer.bias))
            letters.append("l")
        elif type(layer) not in LETTER_OF:
            has = ", ".join(sorted(kind.__name__ for kind in LETTER_OF))
            raise ValueError(f"{where} has {layer!r}; expected what n2p2 has: {has}. Train it again with Tanh.")
        elif type(layer) is not torch.nn.Identity:
            if not letters or letters[-1] != "l":
                raise ValueError(
                    f"{where} has {layer!r} {'after another activation' if letters else 'before the first layer'}; "
                    "expected at most one activation, after a linear layer: n2p2 has no place for more."
                )
            letters[-1] = LETTER_OF[type(layer)]
    if letters[-1] != "l" and network.scale != 1:
        raise ValueError(
            f"{where} ends with an activation and has scale = {network.scale.item()}; expected 1: behind the "
            "activation n2p2 has no factor. End the network with a linear layer."
        )
    weights[0] = weights[0][:, columns]
    if len(weights) == 1:  # n2p2 wants a hidden layer: a neuron that hands on what it gets
        weights, biases, letters = [weights[0], np.eye(1)], [np.zeros(1), *biases], ["l", *letters]
    unit = network.scale.item()
    return Layers((*weights[:-1], weights[-1] * unit), (*biases[:-1], biases[-1] * unit), tuple(letters))


def silent(like: Layers) -> Layers:
    """Return layers of the same widths, for a single input, that say the same whatever it is."""
    widths = [1, *(len(bias) for bias in like.biases)]
    zeros = tuple(np.zeros((n, m)) for m, n in pairwise(widths))
    return Layers(zeros, tuple(np.zeros(n) for n in widths[1:]), like.letters)


def network_of(layers: Layers) -> torch.nn.Sequential:
    """Return the network; no random numbers are drawn."""
    modules: list[torch.nn.Module] = []
    for weight, bias, letter in zip(layers.weights, layers.biases, layers.letters, strict=True):
        linear = torch.nn.utils.skip_init(
            torch.nn.Linear, weight.shape[1], weight.shape[0], dtype=torch.float64, device=str(CPU)
        )
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight))
            linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear] if letter == "l" else [linear, ACTIVATIONS[letter]()]
    return torch.nn.Sequential(*modules)


def to_text(layers: Layers) -> str:
    """Return the text of a weights file: for each layer its weights, input by input, then its biases.

    Only the first column counts. The others are for readers: a for a weight or b for a bias, a running number, then
    layer and neuron where a weight begins, and those where it ends.
    """
    lines = ["# value, a weight (a) or a bias (b), running number, layer and neuron of its beginning and of its end"]
    count = 0
    for i, (weight, bias) in enumerate(zip(layers.weights, layers.biases, strict=True), 1):
        for (j, k), value in np.ndenumerate(weight.T):
            count += 1
            lines.append(f"{value:24.16E} a {count:9d} {i - 1:5d} {j + 1:5d} {i:5d} {k + 1:5d}")
        for k, value in enumerate(bias, 1):
            count += 1
            lines.append(f"{value:24.16E} b {count:9d} {i:5d} {k:5d}")
    return "\n".join(lines) + "\n"


def from_text(text: str, widths: list[int], letters: list[str], where: str) -> Layers:
    """Return the layers in a weights file; `widths` are those of all layers, from the inputs to the output."""
    rows = [(i, line.split()) for i, line in enumerate(text.splitlines(), 1) if line.split("#")[0].strip()]
    values = np.array([as_float(words[0], f"{where}, line {i}") for i, words in rows])
    sizes = list(pairwise(widths))
    expected = sum((m + 1) * n for m, n in sizes)
    if len(values) != expected:
        shape = "-".join(map(str, widths))
        raise ValueError(f"{where} has {len(values)} numbers; expected {expected}, as many as a network {shape} has.")
    weights, biases, start = [], [], 0
    for m, n in sizes:
        weights.append(values[start : start + m * n].reshape(m, n).T.copy())
        biases.append(values[start + m * n : start + (m + 1) * n].copy())
        start += (m + 1) * n
    return Layers(tuple(weights), tuple(biases), tuple(letters))


def describe(layers: Layers) -> str:
    """Return the shape that all elements have to share."""
    return f"{' '.join(map(str, layers.nodes))} with activations {' '.join(layers.letters)}"
