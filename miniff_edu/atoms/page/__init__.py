"""A potential that lives in a page. In: a potential, atoms. Out: atoms to drag, energies, forces, dynamics."""

from .view import AliveAtoms, alive

__all__ = ["AliveAtoms", "alive"]
