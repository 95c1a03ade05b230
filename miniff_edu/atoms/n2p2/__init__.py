"""The files of n2p2 and RuNNer, which LAMMPS reads too. In: a potential, or a folder. Out: the other one."""

from .reading import read_n2p2
from .writing import write_n2p2

__all__ = ["read_n2p2", "write_n2p2"]
