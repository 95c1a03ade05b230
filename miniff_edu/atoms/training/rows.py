"""What least squares sees of a potential. In: a potential, structures. Out: residuals and their derivatives by weights.

The rows with which :func:`~miniff_edu.atoms.train` makes its steps, for whoever writes a step of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from ..._support.checks import a_type
from ..._support.devices import CPU
from ..atomic_network import AtomicNetwork
from ..labels import labels_of
from ..potential import NeuralPotential
from .choices import make_weights
from .data import Data, Units
from .problem import Problem, Shape
from .sweeps import ACTIVATIONS


def rows_of(
    potential: NeuralPotential, structures: Sequence[Any], expected_errors: tuple[float, float] = (1.0, 1.0)
) -> tuple[np.ndarray, np.ndarray]:
    """Return the derivatives of all errors by all weights, and the errors, each in units of the expected one.

    Parameters
    ----------
    potential : NeuralPotential
        A single network for each element (no committee), all with the same hidden layers and the same unit of energy.
    structures : list of ase.Atoms
        With energies and forces as labels.
    expected_errors : (float, float)
        Of an energy per atom (eV) and of a force component (eV/A), which errors are divided by.

    Returns
    -------
    jacobian : numpy.ndarray, shape (n_rows, n_weights)
        Columns: the hidden layers, element after element and layer after layer, a weight [n_out, n_in] before its
        bias; then the last layers. Rows as the residuals.
    residuals : numpy.ndarray, shape (n_rows,)
        Prediction minus label: the energies of some structures that make a block of at most 64 atoms, then their
        forces; then those of the next block.

    Raises
    ------
    TypeError, ValueError
        If it is a committee, or the networks differ in their layers.
    """
    if not isinstance(potential, NeuralPotential):
        raise TypeError(f"potential is {a_type(potential)}; expected a NeuralPotential.")
    if len(potential.members) != 1:
        raise ValueError(f"potential has {len(potential.members)} members; expected one. Take one of its members.")
    networks = {element: net for element, net in potential.members[0].items() if net.network is not None}
    shape, theta, last = _taken_apart(networks)
    structures = list(structures)
    labels = labels_of(structures, None, None)
    weights = make_weights(structures, labels, None)
    data = Data(structures, labels, weights, _units(potential), CPU)
    data.expect(expected_errors)
    problem = Problem(shape, data)
    with torch.no_grad():
        table = np.concatenate([problem.rows(theta, last, block) for block in data])
    return table[:, :-1], table[:, -1]


def _taken_apart(networks: dict[str, AtomicNetwork]) -> tuple[Shape, np.ndarray, np.ndarray]:
    """Return the shape of networks, their hidden weights, and their last layers."""
    layers = {e: [m for m in net.network if isinstance(m, torch.nn.Linear)] for e, net in networks.items()}
    names: dict[type, str] = {kind: name for name, (kind, _) in ACTIVATIONS.items()}
    between = [m for net in networks.values() for m in net.network if not isinstance(m, torch.nn.Linear)]
    curves = {names.get(type(m), "") for m in between} or {"tanh"}
    widths = {tuple(layer.out_features for layer in each[:-1]) for each in layers.values()}
    if len(widths) != 1 or len(curves) > 1 or "" in curves:
        raise ValueError(
            f"potential has hidden layers {sorted(widths)}; expected the same in all networks, with one activation out "
            f"of {', '.join(ACTIVATIONS)}."
        )
    shape = Shape({e: each[0].in_features for e, each in layers.items()}, widths.pop(), curves.pop())
    hidden = [_flat(layer) for each in layers.values() for layer in each[:-1]]
    return shape, np.concatenate([np.zeros(0), *hidden]), np.concatenate([_flat(each[-1]) for each in layers.values()])


def _flat(layer: torch.nn.Linear) -> np.ndarray:
    return np.concatenate([layer.weight.detach().numpy().ravel(), layer.bias.detach().numpy()])


def _units(potential: NeuralPotential) -> Units:
    """Return the scaling of its networks."""
    networks = potential.members[0]
    scales = {float(net.scale) for net in networks.values() if net.network is not None}
    if len(scales) != 1:
        raise ValueError(f"potential has networks with the units {sorted(scales)} eV; expected the same for all.")
    return Units(
        potential.sf,
        {element: (net.mean, net.spread) for element, net in networks.items()},
        {element: float(net.offset) for element, net in networks.items()},
        scales.pop(),
        {element: net.low.numpy() for element, net in networks.items()},
        {element: net.high.numpy() for element, net in networks.items()},
    )
