"""A potential as n2p2, RuNNer and LAMMPS read it. In: a potential. Out: a folder with three kinds of files."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch

from ..._support.checks import a_type
from ..._support.files import write_whole
from ..atomic_network import AtomicNetwork
from ..functions import G2, SymmetryFunction
from ..potential import NeuralPotential
from ..symmetry_functions import SymmetryFunctions
from . import scaling
from .functions import rank, to_line
from .layers import Layers, describe, layers_of, network_of, silent, to_text
from .names import CUTOFF_OF, SCALING, SETTINGS, UNKNOWN, by_number, number, weights_file


def write_n2p2(potential: NeuralPotential, folder: str | Path, *, overwrite: bool = False) -> None:
    """Write a potential as files of n2p2, and print the lines with which LAMMPS uses it.

    The folder holds ``input.nn``, ``scaling.data`` and, for each element, ``weights.NNN.data`` with its atomic number.
    Lengths are in Angstrom and energies in eV. All numbers have 17 significant digits, and nothing is rounded:
    standardisation becomes ``scale_symmetry_functions_sigma``, the unit of energy goes into the last layer, the offset
    is ``atom_energy``. RuNNer does not know a `shift` of angular functions; n2p2 and LAMMPS do.

    Parameters
    ----------
    potential : NeuralPotential
        A single one, no committee. Its networks have the same hidden layers for all elements.
    folder : str or Path
        Where to write. It is made, and may be there if it is empty.
    overwrite : bool
        Write to a folder that is not empty: files of these names are replaced, and weights of other elements removed.

    Raises
    ------
    ValueError
        If n2p2 cannot express it: a committee, layers that differ by element, SiLU or GELU, two activations in a row,
        an angular function with lam other than 1 and -1 or a shift below 0, neighbours of an element that it does not
        know. Nothing is written.
    FileExistsError
        If the folder is not empty.

    Notes
    -----
    LAMMPS reads them with ``pair_style hdnnp``, of its package ML-HDNNP. It warns of atoms outside of the training
    range, which is written with the scaling, and stops at the first warning unless ``maxew`` allows more; without a
    known range (a warning says so) it never does.

    In LAMMPS the atom types of a structure have to be in the order of the elements that are printed:
    ``ase.io.write("structure.data", atoms, format="lammps-data", specorder=["H", "O"], masses=True)``.

    A linear map gets a hidden neuron that hands on its value, and an element without functions a function that its
    network multiplies by 0: n2p2 wants one of each. The predictions stay the same.

    torch's Softplus is x above 20, where n2p2's is log(1 + exp(x)): 2e-9 more.
    """
    member = _check(potential)
    folder = Path(folder)
    if folder.exists() and not (folder.is_dir() and (overwrite or not any(folder.iterdir()))):
        raise FileExistsError(
            f"folder is {folder.name}, which is there already; expected a new or empty one. Try overwrite=True."
        )
    files = _texts(potential.sf, member)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("weights.[0-9][0-9][0-9].data"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        write_whole(folder / name, text)
    elements = by_number(potential.elements)
    print("units metal")
    print(f'pair_style hdnnp {_largest(potential.sf)!r} dir "{folder.as_posix()}/" cflength 1 cfenergy 1')
    print(f"pair_coeff * * {' '.join(elements)}  # one for each atom type, in the order of these")


def _check(potential: NeuralPotential) -> Mapping[str, AtomicNetwork]:
    """Return the networks; raise where n2p2 has no place for what the potential is."""
    if not isinstance(potential, NeuralPotential):
        raise TypeError(f"potential is {a_type(potential)}; expected a NeuralPotential.")
    if len(potential.members) > 1:
        raise ValueError(
            f"potential is a committee of {len(potential.members)}; expected a single one, since n2p2 reads one "
            "network for each element. Write them to folders of their own, each as "
            "NeuralPotential(potential.sf, potential.members[0])."
        )
    if not len(potential.sf):
        raise ValueError("potential has no functions; expected some: n2p2 has no potentials without.")
    for element, functions in potential.sf.functions.items():
        unknown = sorted({other for function in functions for other in function.others} - set(potential.elements))
        if unknown:
            raise ValueError(
                f"functions of {element} count neighbours {', '.join(unknown)}; expected elements that the potential "
                f"knows, {', '.join(potential.elements)}: n2p2 does not read others. Leave these functions out."
            )
    return potential.members[0]


def _largest(sf: SymmetryFunctions) -> float:
    """Return the largest cutoff of all functions, which may be less than that of the whole."""
    return max(function.cutoff or sf.cutoff for functions in sf.functions.values() for function in functions)


def _all_functions(sf: SymmetryFunctions) -> list[tuple[str, SymmetryFunction]]:
    """Return all functions with their elements, as n2p2 sorts them; elements without any have got one."""
    result: list[tuple[str, SymmetryFunction]] = []
    for element in by_number(sf.elements):
        functions = sf.functions[element] or (G2(eta=0.0, neighbour=element, cutoff=_largest(sf)),)
        result += [(element, function) for function in sorted(functions, key=lambda one: rank(one, sf.cutoff))]
    return result


def _texts(sf: SymmetryFunctions, member: Mapping[str, AtomicNetwork]) -> dict[str, str]:
    """Return what to write, by the name of the file."""
    elements = by_number(sf.elements)
    columns = {
        element: sorted(range(len(functions)), key=[rank(one, sf.cutoff) for one in functions].__getitem__)
        for element, functions in sf.functions.items()
    }
    known = [element for element in elements if sf.functions[element]]
    layers = {element: layers_of(member[element], columns[element], f"the network of {element}") for element in known}
    _check_shapes(layers)
    like = next(iter(layers.values()))
    offsets, scalings = {}, []
    for element in elements:
        offsets[element], scaled = member[element].offset.item(), scaling.Scaling.of(member[element], columns[element])
        if element not in layers:
            layers[element] = silent(like)
            zero = torch.zeros(1, 1, dtype=torch.float64)
            offsets[element] -= network_of(layers[element])(zero).item()
            scaled = scaling.Scaling(np.zeros(1), np.ones(1), np.zeros(1), np.full(1, 1e9))  # more than any atom has
        scalings.append(scaled)
    settings = [
        "# A potential of atom-centred networks, written by miniff_edu. Lengths in Angstrom, energies in eV.",
        f"number_of_elements {len(elements)}",
        f"elements {' '.join(elements)}",
        *(f"atom_energy {element} {number(offsets[element])}" for element in elements),
        f"cutoff_type {CUTOFF_OF[sf.cutoff_function]} {number(sf.inner)}",
        "scale_symmetry_functions_sigma",
        "scale_min_short 0",
        "scale_max_short 1",
        f"global_hidden_layers_short {len(like.nodes)}",
        f"global_nodes_short {' '.join(map(str, like.nodes))}",
        f"global_activation_short {' '.join(like.letters)}",
        *(to_line(element, f, sf.cutoff, f"{f!r} of {element}") for element, f in _all_functions(sf)),
    ]
    _warn(scalings, like)
    head = "# element, function, min, max, mean and sigma of its values"
    rows = [line for e, scaled in enumerate(scalings) for line in scaling.to_lines(e, scaled)]
    files = {SETTINGS: "\n".join(settings) + "\n", SCALING: "\n".join([head, *rows]) + "\n"}
    return files | {weights_file(element): to_text(layers[element]) for element in elements}


def _check_shapes(layers: dict[str, Layers]) -> None:
    """Raise a ``ValueError`` unless the hidden layers of all elements are the same."""
    shapes = {element: describe(each) for element, each in layers.items()}
    if len(set(shapes.values())) > 1:
        found = "; ".join(f"{element}: {shape}" for element, shape in shapes.items())
        raise ValueError(
            f"hidden layers differ by element ({found}); expected the same: n2p2 reads others only in part. Train "
            "again with the same hidden layers."
        )


def _warn(scalings: list[scaling.Scaling], like: Layers) -> None:
    if not all(np.isfinite([each.low, each.high]).all() for each in scalings):
        warnings.warn(
            f"the range of the training data is not known; {-UNKNOWN} to {UNKNOWN} is written, and LAMMPS will never "
            "warn of extrapolation. A network made by AtomicNetwork.standardised(network, values) knows its range.",
            stacklevel=4,
        )
    if like.letters[-1] != "l":
        warnings.warn(
            f"the output has the activation {like.letters[-1]!r}, which some versions of n2p2 take as linear. Compare "
            "an energy before you trust it.",
            stacklevel=4,
        )
