"""Potentials that n2p2 or RuNNer has made. In: a folder with their files. Out: a potential in eV and Angstrom."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from ..atomic_network import AtomicNetwork
from ..functions import SymmetryFunction, check_element
from ..potential import NeuralPotential
from ..symmetry_functions import SymmetryFunctions
from .functions import from_words, rank
from .layers import Layers, from_text, network_of
from .names import ACTIVATIONS, CUTOFFS, SCALING, SETTINGS, by_number, weights_file
from .scaling import from_lines
from .settings import Settings, as_count, as_float

LENGTHS, ENERGIES = ("Angstrom", "Bohr"), ("eV", "Hartree")
Functions = dict[str, list[SymmetryFunction]]


def read_n2p2(folder: str | Path, *, length: str = "Angstrom", energy: str = "eV") -> NeuralPotential:
    """Read a potential from files of n2p2 or RuNNer.

    Parameters
    ----------
    folder : str or Path
        With ``input.nn``, ``scaling.data`` and a ``weights.NNN.data`` for each element.
    length : str
        Unit of length in these files, ``"Angstrom"`` or ``"Bohr"``. They do not say it themselves; the structures that
        the potential was trained with are in the same unit. Many published ones are in Bohr.
    energy : str
        Unit of energy, ``"eV"`` or ``"Hartree"``. Both are those of ``ase.units``; input for LAMMPS often has older
        constants, and energies that are 1e-7 of themselves away.

    Returns
    -------
    NeuralPotential
        In Angstrom and eV. Its elements are in the order of atomic numbers, and the functions of each in n2p2's order.

    Raises
    ------
    FileNotFoundError
        If a file is missing.
    ValueError
        If a unit is none of these; if a file is cut off, or does not fit to the others; or if it asks for what does not
        exist here: functions of types other than 2, 3 and 9, a hard cutoff (type 0), lambda other than 1 and -1, layers
        that differ by element, charges. The message names the file and the line.

    Notes
    -----
    Read are all ways of scaling, ``normalize_nodes`` (the factors go into the weights), and the three keywords of
    n2p2's normalised data (``mean_energy``, ``conv_energy``, ``conv_length``). Keywords that have to do with training
    are passed over. The inner radius of cutoff types 2 and 3 does not count, as in n2p2.
    """
    for name, given, known in (("length", length, LENGTHS), ("energy", energy, ENERGIES)):
        if given not in known:
            raise ValueError(f"{name} is {given!r}; expected one of {', '.join(map(repr, known))}.")
    from ase import units

    folder = Path(folder)
    settings = Settings(_text(folder, SETTINGS))
    elements = _elements(settings)
    functions = _functions(settings, elements)
    networks = _networks(folder, settings, functions, units.Hartree if energy == "Hartree" else 1.0)
    kind, inner = _cutoff(settings)
    in_angstrom, largest = _converted(functions, units.Bohr if length == "Bohr" else 1.0)
    sf = SymmetryFunctions(in_angstrom, largest, kind, inner=inner)
    return NeuralPotential(sf, networks, card={"source": f"files of n2p2 in {folder.name}, in {length} and {energy}"})


def _text(folder: Path, name: str) -> str:
    path = folder / name
    if not path.is_file():
        raise FileNotFoundError(
            f"the folder {folder.name} has no {name}; expected {SETTINGS}, {SCALING} and weights.NNN.data with the "
            "atomic number of each element."
        )
    return path.read_text(encoding="utf-8", errors="replace")


def _elements(settings: Settings) -> list[str]:
    elements = settings.words("elements")
    for element in elements:
        check_element(f"{SETTINGS}: one of elements", element)
        if elements.count(element) > 1:
            raise ValueError(f"{SETTINGS}: elements has {element} more than once; expected each element once.")
    if settings.value("number_of_elements") != len(elements):
        raise ValueError(f"{SETTINGS}: number_of_elements is not {len(elements)}, and elements has so many.")
    return by_number(elements)


def _functions(settings: Settings, elements: list[str]) -> Functions:
    """Return the functions of each element, sorted as n2p2 does, in the units of the file."""
    functions: Functions = {element: [] for element in elements}
    for i, words in settings.all("symfunction_short"):
        element, function = from_words(words, i, elements)
        functions[element].append(function)
    for element, listed in functions.items():
        if not listed:
            raise ValueError(f"{SETTINGS} has no symfunction_short for {element}; expected at least one per element.")
        listed.sort(key=lambda function: rank(function, 0.0))
    return functions


def _converted(functions: Functions, length: float) -> tuple[Functions, float]:
    """Return the functions in Angstrom, without a cutoff where it is the largest, and the largest."""
    largest = max(function.cutoff or 0.0 for listed in functions.values() for function in listed)

    def converted(function: SymmetryFunction) -> SymmetryFunction:
        own = None if function.cutoff == largest else (function.cutoff or 0.0) * length
        return replace(function, eta=function.eta / length**2, shift=function.shift * length, cutoff=own)

    return {element: [converted(one) for one in listed] for element, listed in functions.items()}, largest * length


def _cutoff(settings: Settings) -> tuple[str, float]:
    words = settings.words("cutoff_type")
    where = f"{SETTINGS}, line {settings.all('cutoff_type')[0][0]}: cutoff_type"
    if not words or words[0] not in CUTOFFS:
        raise ValueError(
            f"{where} is {' '.join(words[:1]) or 'missing'}; expected a number from 1 to 8: with a hard cutoff (0) "
            "energies would jump."
        )
    inner = as_float(words[1], where) if len(words) > 1 else 0.0
    return CUTOFFS[words[0]], 0.0 if words[0] in ("2", "3") else inner


def _networks(folder: Path, settings: Settings, functions: Functions, energy: float) -> dict[str, AtomicNetwork]:
    nodes, letters = _shape(settings)
    atomic = _atom_energies(settings, list(functions))
    mean, unit = _normalisation(settings)
    path = folder / SCALING
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else None
    scalings = from_lines(text, settings, [len(listed) for listed in functions.values()])
    networks = {}
    for (element, listed), scaling in zip(functions.items(), scalings, strict=True):
        name = weights_file(element)
        layers = from_text(_text(folder, name), [len(listed), *nodes, 1], letters, name)
        if "normalize_nodes" in settings:
            layers = _divided(layers)
        networks[element] = AtomicNetwork(
            network_of(layers),
            mean=scaling.mean,
            spread=scaling.spread,
            scale=energy / unit,
            offset=(atomic.get(element, 0.0) + mean) * energy,
            low=scaling.low,
            high=scaling.high,
        )
    return networks


def _shape(settings: Settings) -> tuple[list[int], list[str]]:
    """Return the widths of the hidden layers, and the activations of these and the output."""
    n = as_count(" ".join(settings.words("global_hidden_layers_short")), f"{SETTINGS}: global_hidden_layers_short")
    nodes = [as_count(word, f"{SETTINGS}: global_nodes_short") for word in settings.words("global_nodes_short")]
    letters = settings.words("global_activation_short")
    if len(nodes) != n or len(letters) != n + 1:
        raise ValueError(
            f"{SETTINGS} has {n} hidden layers, {len(nodes)} numbers of nodes and {len(letters)} activations; expected "
            "one number for each hidden layer, and one activation more, for the output."
        )
    for letter in letters:
        if letter not in ACTIVATIONS:
            raise ValueError(
                f"{SETTINGS}: global_activation_short has {letter!r}; expected one of {' '.join(ACTIVATIONS)}."
            )
    if letters[-1] != "l":
        warnings.warn(
            f"{SETTINGS} gives the output the activation {letters[-1]!r}, as RuNNer has it; some versions of n2p2 take "
            "it as linear. Compare an energy with the code that has made it.",
            stacklevel=4,
        )
    return nodes, letters


def _atom_energies(settings: Settings, elements: list[str]) -> dict[str, float]:
    energies: dict[str, float] = {}
    for i, words in settings.all("atom_energy"):
        where = f"{SETTINGS}, line {i}: atom_energy"
        if len(words) < 2 or words[0] not in elements or words[0] in energies:
            raise ValueError(f"{where} has {' '.join(words)!r}; expected an element, once, and its energy.")
        energies[words[0]] = as_float(words[1], where)
    return energies


def _normalisation(settings: Settings) -> tuple[float, float]:
    """Return the mean energy of an atom, and the factor of all energies, 0 and 1 without normalisation."""
    keywords = ("mean_energy", "conv_energy", "conv_length")
    there = [keyword for keyword in keywords if keyword in settings]
    if there and len(there) < len(keywords):
        raise ValueError(f"{SETTINGS} has {', '.join(there)}; expected all of {', '.join(keywords)}, or none.")
    mean, unit = settings.value("mean_energy", 0.0), settings.value("conv_energy", 1.0)
    if unit <= 0:
        raise ValueError(f"{SETTINGS}: conv_energy is {unit}; expected a number above 0.")
    return mean, unit


def _divided(layers: Layers) -> Layers:
    """Return layers with the factors of ``normalize_nodes``: sums are divided by the number of inputs."""
    weights = tuple(weight / weight.shape[1] for weight in layers.weights)
    biases = tuple(bias / weight.shape[1] for weight, bias in zip(layers.weights, layers.biases, strict=True))
    return Layers(weights, biases, layers.letters)
