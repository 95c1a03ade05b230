"""Atoms: symmetry functions with derivatives, and potentials. In: ``ase.Atoms``. Out: descriptors, energies, forces."""

from .atomic_network import AtomicNetwork
from .dense import to_dataset
from .functions import G2, G4, G5
from .n2p2 import read_n2p2, write_n2p2
from .page import AliveAtoms, alive
from .potential import NeuralPotential, load
from .reading import Structures, read_structures
from .recipe import behler_recipe
from .symmetry_functions import SymmetryFunctions
from .training import TrainingView, train

__all__ = [
    "G2",
    "G4",
    "G5",
    "AliveAtoms",
    "AtomicNetwork",
    "NeuralPotential",
    "Structures",
    "SymmetryFunctions",
    "TrainingView",
    "alive",
    "behler_recipe",
    "load",
    "read_n2p2",
    "read_structures",
    "to_dataset",
    "train",
    "write_n2p2",
]
