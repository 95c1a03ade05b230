"""A potential of water, trained for a few seconds, for all tests of pages."""

import warnings

import pytest
from ase import Atoms

from miniff_edu.atoms import NeuralPotential, behler_recipe, train
from miniff_edu.data import load


@pytest.fixture(scope="session")
def water() -> tuple[NeuralPotential, Atoms]:
    """Return the potential, and a molecule that it has learned from."""
    data = load("water", "train")[:80]
    sf = behler_recipe(data, 4.0, n_radial=4, n_angular=2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few data and little time: good enough to move atoms
        return train(data, sf, hidden=(3,), seed=1, expected_errors=(0.001, 0.02), max_seconds=5), data[0]
