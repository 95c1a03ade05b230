"""Rows of least squares for whoever writes a step of their own, against finite differences and predictions."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from labelled import crystals, molecules

from miniff_edu.atoms import AtomicNetwork, NeuralPotential, SymmetryFunctions, behler_recipe
from miniff_edu.atoms.labels import labels_of
from miniff_edu.atoms.training import rows_of

CASES = {"crystals": crystals(3), "molecules": molecules(4)}
ERRORS = (0.01, 0.2)


def potential_for(structures: list, hidden: tuple[int, ...] = (3, 2)) -> NeuralPotential:
    sf = behler_recipe(structures, 4.0, n_radial=3, n_angular=1)
    networks, rng = {}, np.random.default_rng(2)
    for i, (element, listed) in enumerate(sf.functions.items()):
        widths, layers = [len(listed), *hidden, 1], []
        for n_in, n_out in pairwise(widths):
            layer = torch.nn.Linear(n_in, n_out, dtype=torch.float64)
            layer.weight.data = torch.from_numpy(rng.normal(size=(n_out, n_in)))
            layer.bias.data = torch.from_numpy(rng.normal(size=n_out))
            layers += [layer, torch.nn.Tanh()]
        options = {"mean": rng.normal(size=len(listed)), "spread": rng.uniform(1, 2, len(listed)), "scale": 0.7}
        networks[element] = AtomicNetwork(torch.nn.Sequential(*layers[:-1]), **options, offset=float(i))
    return NeuralPotential(sf, networks)


def residuals(potential: NeuralPotential, structures: list) -> dict[str, np.ndarray]:
    """Return all errors, from predictions, in whatever order."""
    labels = labels_of(structures)
    said = potential.predict(structures)
    each = zip(said, labels.energies, structures, strict=True)
    energies = [(p.energy - e) / len(a) / ERRORS[0] for p, e, a in each]
    forces = [(p.forces - f).ravel() / ERRORS[1] for p, f in zip(said, labels.forces, strict=True)]
    return np.sort(np.concatenate([energies, *forces]))


@pytest.mark.parametrize("name", CASES)
def test_residuals_are_those_of_predictions(name: str) -> None:
    potential = potential_for(CASES[name])
    _, found = rows_of(potential, CASES[name], ERRORS)
    np.testing.assert_allclose(np.sort(found), residuals(potential, CASES[name]), rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", CASES)
def test_columns_are_the_weights_in_their_order(name: str) -> None:
    """Hidden layers of all elements, then the last ones: each moved a little, and the residuals with it."""
    structures = CASES[name]
    potential = potential_for(structures)
    jacobian, _ = rows_of(potential, structures, ERRORS)
    networks = list(potential.members[0].values())
    linear = [[m for m in net.network if isinstance(m, torch.nn.Linear)] for net in networks]
    layers = [layer for each in linear for layer in each[:-1]] + [each[-1] for each in linear]
    parameters = [p for layer in layers for p in (layer.weight, layer.bias)]
    assert jacobian.shape[1] == sum(p.numel() for p in parameters)
    start, h = 0, 1e-6
    for p in parameters:
        k = p.numel() // 2
        ends = []
        for side in (h, -h):
            p.data.view(-1)[k] += side
            ends.append(rows_of(potential, structures, ERRORS)[1])
            p.data.view(-1)[k] -= side
        slope = (ends[0] - ends[1]) / (2 * h)
        np.testing.assert_allclose(jacobian[:, start + k], slope, rtol=1e-5, atol=1e-5 * abs(slope).max() + 1e-9)
        start += p.numel()


def test_errors_teach() -> None:
    potential = potential_for(CASES["crystals"])
    with pytest.raises(TypeError, match=r"potential is a SymmetryFunctions; expected a NeuralPotential"):
        rows_of(potential.sf, CASES["crystals"])
    both = NeuralPotential(potential.sf, [potential.members[0]] * 2)
    with pytest.raises(ValueError, match=r"potential has 2 members; expected one"):
        rows_of(both, CASES["crystals"])
    assert isinstance(potential.sf, SymmetryFunctions)
    layers = list(potential.members[0]["Si"].network)
    layers[1] = torch.nn.ReLU()
    odd = NeuralPotential(potential.sf, {"Si": torch.nn.Sequential(*layers)})
    with pytest.raises(ValueError, match=r"expected the same in all networks, with one activation out of tanh"):
        rows_of(odd, CASES["crystals"])
