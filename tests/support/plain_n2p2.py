"""Files of n2p2, read and evaluated as they are defined, in plain loops: slow, and without the library.

Units are those of the files: positions and cell of the atoms have to be in them.
"""

import re
from collections.abc import Callable, Iterator
from itertools import product
from math import ceil, cos, exp, log, pi, sqrt, tanh
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.data import atomic_numbers

CUTOFFS: dict[int, Callable[[float], float]] = {
    1: lambda x: 0.5 * (cos(pi * x) + 1),
    2: lambda x: tanh(1 - x) ** 3,
    3: lambda x: (tanh(1 - x) / tanh(1)) ** 3,
    4: lambda x: exp(1 - 1 / (1 - x**2)),
    5: lambda x: (2 * x - 3) * x**2 + 1,
    6: lambda x: ((15 - 6 * x) * x - 10) * x**3 + 1,
    7: lambda x: (x * (x * (20 * x - 70) + 84) - 35) * x**4 + 1,
    8: lambda x: (x * (x * ((315 - 70 * x) * x - 540) + 420) - 126) * x**5 + 1,
}
ACTIVATIONS: dict[str, Callable[[float], float]] = {
    "l": lambda x: x,
    "t": tanh,
    "s": lambda x: 1 / (1 + exp(-x)),
    "p": lambda x: log(1 + exp(x)),
    "r": lambda x: max(x, 0.0),
    "g": lambda x: exp(-(x**2) / 2),
    "c": cos,
    "S": lambda x: 1 - 1 / (1 + exp(-x)),
    "e": lambda x: exp(-x),
    "h": lambda x: x**2,
}
Function = dict[str, float]
Neighbour = tuple[str, np.ndarray, float]
Values = list[list[float]]


class Plain:
    """A potential in a folder.

    Parameters
    ----------
    folder : Path
        With ``input.nn``, ``scaling.data`` and ``weights.NNN.data``.
    """

    def __init__(self, folder: Path) -> None:
        self.words: dict[str, list[list[str]]] = {}
        for line in (folder / "input.nn").read_text().split("\n"):
            bare = re.sub("[#!].*", "", line).split()
            if bare:
                self.words.setdefault(bare[0], []).append(bare[1:])
        self.elements = sorted(self.words["elements"][0], key=lambda element: atomic_numbers[element])
        self.functions: dict[str, list[Function]] = {element: [] for element in self.elements}
        for words in self.words["symfunction_short"]:
            self.functions[words[0]].append(self._function(words))
        order = ("type", "rc", "eta", "rs", "zeta", "lambda", "e1", "e2")
        for functions in self.functions.values():
            functions.sort(key=lambda f: [f[name] for name in order])
        lines = [
            line.split() for line in (folder / "scaling.data").read_text().split("\n") if line[:1] not in ("", "#")
        ]
        rows = [words for words in lines if len(words) > 4]  # RuNNer writes the range of energies below
        self.scaling = {(int(words[0]), int(words[1])): [float(word) for word in words[2:]] for words in rows}
        self.weights: dict[str, list[float]] = {}
        for element in self.elements:
            text = (folder / f"weights.{atomic_numbers[element]:03d}.data").read_text()
            numbers = [line.split()[0] for line in text.split("\n") if line.strip() and line.strip()[0] != "#"]
            self.weights[element] = [float(number) for number in numbers]

    def _function(self, words: list[str]) -> Function:
        """Return the parameters of a line by name; elements are their places in the list."""
        kind = int(words[1])
        places = sorted(self.elements.index(word) for word in (words[2:3] if kind == 2 else words[2:4]))
        numbers = [float(word) for word in words[2 + len(places) :]]
        if kind == 2:
            found = dict(zip(("eta", "rs", "rc"), numbers, strict=True)) | {"zeta": 0, "lambda": 0}
        else:
            found = dict(zip(("eta", "lambda", "zeta", "rc", "rs"), [*numbers, 0.0][:5], strict=True))
        return found | {"type": kind, "e1": places[0], "e2": places[-1]}

    def _one(self, keyword: str, default: float) -> float:
        return float(self.words[keyword][0][0]) if keyword in self.words else default

    def values(self, atoms: Atoms) -> Values:
        """Return the descriptors of each atom, in n2p2's order."""
        reach = max(f["rc"] for functions in self.functions.values() for f in functions)
        result = []
        for i, symbol in enumerate(atoms.get_chemical_symbols()):
            near = list(_neighbours(atoms, i, reach))
            result.append([self._value(f, near) for f in self.functions[symbol]])
        return result

    def _value(self, f: Function, near: list[Neighbour]) -> float:
        first, second = self.elements[int(f["e1"])], self.elements[int(f["e2"])]
        if f["type"] == 2:
            return sum(self._radial(f, r) for symbol, _, r in near if symbol == first)
        total = 0.0
        for k, (symbol_k, to_k, r_k) in enumerate(near):
            for symbol_j, to_j, r_j in near[:k]:
                if {symbol_j, symbol_k} != {first, second} or max(r_j, r_k) >= f["rc"]:
                    continue
                if first == second and symbol_j != symbol_k:
                    continue
                cosine = float(to_j @ to_k) / (r_j * r_k)
                term = max(1 + f["lambda"] * cosine, 0.0) ** f["zeta"] * self._radial(f, r_j) * self._radial(f, r_k)
                if f["type"] == 3:
                    term *= self._radial(f, sqrt(float((to_k - to_j) @ (to_k - to_j))))
                total += term
        return float(2 ** (1 - f["zeta"]) * total)

    def _radial(self, f: Function, r: float) -> float:
        if r >= f["rc"]:
            return 0.0
        words = self.words["cutoff_type"][0]
        kind, alpha = int(words[0]), float(words[1]) if len(words) > 1 else 0.0
        alpha = 0.0 if kind in (2, 3) else alpha
        x = (r / f["rc"] - alpha) / (1 - alpha)
        return exp(-f["eta"] * (r - f["rs"]) ** 2) * (CUTOFFS[kind](x) if x > 0 or kind in (2, 3) else 1.0)

    def _scaled(self, element: str, values: list[float]) -> list[float]:
        start, stop = self._one("scale_min_short", 0.0), self._one("scale_max_short", 1.0)
        scale, centre = "scale_symmetry_functions" in self.words, "center_symmetry_functions" in self.words
        result = []
        for i, g in enumerate(values, 1):
            low, high, mean, *sigma = self.scaling[self.elements.index(element) + 1, i]
            if scale and centre:
                g = start + (stop - start) * (g - mean) / (high - low)
            elif scale:
                g = start + (stop - start) * (g - low) / (high - low)
            elif centre:
                g = g - mean
            elif "scale_symmetry_functions_sigma" in self.words:
                g = start + (stop - start) * (g - mean) / sigma[0]
            result.append(g)
        return result

    def _network(self, element: str, inputs: list[float]) -> float:
        weights = iter(self.weights[element])
        letters = self.words["global_activation_short"][0]
        widths = [int(word) for word in self.words["global_nodes_short"][0]]
        for width, letter in zip([*widths, 1], letters, strict=True):
            sums = [0.0] * width
            for value in inputs:
                for k in range(width):
                    sums[k] += next(weights) * value
            sums = [total + next(weights) for total in sums]
            if "normalize_nodes" in self.words:
                sums = [total / len(inputs) for total in sums]
            inputs = [ACTIVATIONS[letter](total) for total in sums]
        assert next(weights, None) is None, "the file has as many numbers as the network"
        return inputs[0]

    def energy(self, atoms: Atoms, values: Values | None = None) -> float:
        """Return the energy; `values` are those of the functions where they are known."""
        known = {words[0]: float(words[1]) for words in self.words.get("atom_energy", [])}
        total = 0.0
        rows = self.values(atoms) if values is None else values
        for symbol, row in zip(atoms.get_chemical_symbols(), rows, strict=True):
            found = self._network(symbol, self._scaled(symbol, row))
            total += found / self._one("conv_energy", 1.0) + self._one("mean_energy", 0.0) + known.get(symbol, 0.0)
        return total

    def forces(self, atoms: Atoms, step: float = 2e-3) -> np.ndarray:
        """Return minus the differences of energies, shape (n_atoms, 3), by five points: good to step^4."""
        forces = np.empty((len(atoms), 3))
        for i, k in product(range(len(atoms)), range(3)):
            energies = {}
            for n in (-2, -1, 1, 2):
                moved = atoms.copy()
                moved.positions[i, k] += n * step
                energies[n] = self.energy(moved)
            forces[i, k] = -(8 * (energies[1] - energies[-1]) - (energies[2] - energies[-2])) / (12 * step)
        return forces


def _neighbours(atoms: Atoms, i: int, cutoff: float) -> Iterator[Neighbour]:
    """Yield element, vector and distance of all neighbours, images and images of the atom itself among them."""
    reach = [0, 0, 0]
    if atoms.pbc.any():
        heights = 1 / np.linalg.norm(np.linalg.inv(atoms.cell.array), axis=0)
        span = np.ptp(atoms.get_scaled_positions(wrap=False), axis=0)
        reach = [
            ceil(cutoff / height + extra) if periodic else 0
            for height, extra, periodic in zip(heights, span, atoms.pbc, strict=True)
        ]
    symbols = atoms.get_chemical_symbols()
    for shift in product(*(range(-n, n + 1) for n in reach)):
        away = np.array(shift) @ atoms.cell.array - atoms.positions[i]
        for j, symbol in enumerate(symbols):
            vector = atoms.positions[j] + away
            r = sqrt(float(vector @ vector))
            if r < cutoff and (i != j or any(shift)):
                yield symbol, vector, r
