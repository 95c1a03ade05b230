"""What a page needs of a potential. In: symmetry functions, networks, atoms. Out: JSON, every number to its last bit.

Arrays are packed: base64 of little-endian float64. Whatever the page cannot do is refused here, with words.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike

from ..atomic_network import ACTIVATIONS, AtomicNetwork
from ..functions import Angular, SymmetryFunction
from ..potential import NeuralPotential
from ..symmetry_functions import SymmetryFunctions

Json = dict[str, Any]


def pack(values: ArrayLike, kind: str = "<f8") -> str:
    """Return an array as text; in the page, ``decode`` reads it."""
    return base64.b64encode(np.ascontiguousarray(values, dtype=kind).tobytes()).decode()


def model_json(model: NeuralPotential | SymmetryFunctions) -> Json:
    """Return the functions and networks of a model.

    Parameters
    ----------
    model : NeuralPotential or SymmetryFunctions
        The latter has no networks, so `members` is empty, and the page has descriptors only.

    Returns
    -------
    dict
        `elements`, `functions` of each, `cutoff` [A], `cutoff_function`, `inner`, and `members` of a committee, each
        with a network per element.
    """
    sf = model if isinstance(model, SymmetryFunctions) else model.sf
    members = () if isinstance(model, SymmetryFunctions) else model.members
    return {
        "elements": list(sf.elements),
        "cutoff": sf.cutoff,
        "cutoff_function": sf.cutoff_function,
        "inner": sf.inner,
        "functions": {e: [_function(f, sf.cutoff) for f in listed] for e, listed in sf.functions.items()},
        "members": [_member(member) for member in members],
    }


def _function(function: SymmetryFunction, cutoff: float) -> Json:
    """Return the parameters of a function; a Gaussian without sharpness has no centre, as in ``functions.py``."""
    shared = {
        "kind": type(function).__name__,
        "others": list(function.others),
        "eta": function.eta,
        "shift": function.shift if function.eta else 0.0,
        "cutoff": cutoff if function.cutoff is None else function.cutoff,
    }
    return shared | {"zeta": function.zeta, "lam": function.lam} if isinstance(function, Angular) else shared


def _member(member: Mapping[str, AtomicNetwork]) -> Json:
    return {element: _network(network) for element, network in member.items()}


def _network(network: AtomicNetwork) -> Json:
    packed = {name: pack(getattr(network, name).numpy()) for name in ("mean", "spread", "low", "high")}
    layers = None if network.network is None else [_layer(layer) for layer in network.network]
    return packed | {"scale": network.scale.item(), "offset": network.offset.item(), "layers": layers}


def _layer(layer: torch.nn.Module) -> Json:
    if isinstance(layer, torch.nn.Linear):
        bias = None if layer.bias is None else pack(layer.bias.detach().numpy())
        return {"rows": layer.out_features, "weight": pack(layer.weight.detach().numpy()), "bias": bias}
    return {"activation": next(name for name, kind in ACTIVATIONS.items() if type(layer) is kind)}
