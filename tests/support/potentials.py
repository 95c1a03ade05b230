"""Potentials of random networks, for tests."""

import torch
from small_structures import all_kinds, random_structure

from miniff_edu.atoms import AtomicNetwork, NeuralPotential
from miniff_edu.models import behler_nn


def random_potential(elements: tuple[str, ...] = ("O", "Si"), members: int = 1) -> NeuralPotential:
    """Return a potential with a few functions of all kinds, standardised by a few structures."""
    sf = all_kinds(elements, few=True)
    values = sf([random_structure(seed, elements, n=4) for seed in range(8)])
    networks: list[dict[str, AtomicNetwork]] = []
    for member in range(members):
        networks.append({})
        for i, element in enumerate(elements):
            known = torch.cat([torch.from_numpy(v[element]) for v in values]).numpy()
            network = behler_nn(known.shape[1], 5, activation=torch.nn.Tanh, seed=10 * member + i, dtype=torch.float64)
            networks[-1][element] = AtomicNetwork.standardised(network, known, offset=-1.0 - i)
    return NeuralPotential(sf, networks, card={"seeds": list(range(members))})
