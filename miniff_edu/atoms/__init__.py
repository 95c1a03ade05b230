"""Atoms: symmetry functions with derivatives. In: ``ase.Atoms``. Out: descriptors, and what a force field needs of them."""

from .dense import to_dataset
from .functions import G2, G4, G5
from .recipe import behler_recipe
from .symmetry_functions import SymmetryFunctions

__all__ = ["G2", "G4", "G5", "SymmetryFunctions", "behler_recipe", "to_dataset"]
