"""A potential of water, trained for a few seconds, for all tests of pages."""

import pytest
from ase import Atoms

from miniff_edu.atoms import NeuralPotential, behler_recipe, train
from miniff_edu.data import load


@pytest.fixture(scope="session")
def water() -> tuple[NeuralPotential, Atoms]:
    """Return the potential, and a molecule that it has learned from."""
    data = load("water", "train")[:100]
    sf = behler_recipe(data, 4.0, n_radial=4, n_angular=2)
    return train(data, sf, hidden=(4,), seed=1, expected_errors=(0.001, 0.02), max_seconds=10), data[0]
