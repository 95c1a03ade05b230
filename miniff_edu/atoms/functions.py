r"""Symmetry functions of Behler and Parrinello, as descriptions. In: their parameters. Out: frozen objects.

For an atom i and its neighbours j, k, with :math:`u = r_{ij}` and so on, and a cutoff function f_c:

.. math::

    G^2_i &= \sum_j e^{-\eta (r_{ij} - s)^2} f_c(r_{ij})

    G^4_i &= 2^{1-\zeta} \sum_{j<k} (1 + \lambda \cos\theta_{jik})^\zeta
             e^{-\eta [(r_{ij} - s)^2 + (r_{ik} - s)^2 + (r_{jk} - s)^2]} f_c(r_{ij}) f_c(r_{ik}) f_c(r_{jk})

    G^5_i &= \text{the same without } r_{jk}

Counting: each unordered pair {j, k} of neighbours counts once, whatever their elements; images of atom i itself are
neighbours like all others. 1 + lambda cos is taken as 0 where it is negative. Units: eta in 1/A^2, s and cutoffs in
A; values have none. Numbering and formulas: Behler 2011, doi:10.1063/1.3553717 (there s is in G2 only, and the sum
goes over pairs, as it does here); the idea: Behler & Parrinello 2007, doi:10.1103/PhysRevLett.98.146401.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from .._support.checks import a_type, check_positive
from .cutoffs import Cutoff, exp


@dataclass(frozen=True)
class Radial:
    """What a distance brings: R(r) = exp(-eta (r - shift)^2) f_c(r). Functions that share it share its work."""

    eta: float
    shift: float
    cutoff: Cutoff

    def value_and_slope(self, r: np.ndarray, fc: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Return R and dR/dr at distances `r`, where `fc` holds value and slope of the cutoff function there."""
        if self.eta == 0:
            return fc
        away = r - self.shift
        gauss = exp(away * away * -self.eta)
        return gauss * fc[0], gauss * (fc[1] - away * (2 * self.eta) * fc[0])


@dataclass(frozen=True, kw_only=True)
class SymmetryFunction:
    """What all symmetry functions have in common."""

    eta: float
    shift: float = 0.0
    cutoff: float | None = None

    def __post_init__(self) -> None:
        for name in ("eta", "shift", "zeta", "lam"):
            value = getattr(self, name, 0.0)
            if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
                raise TypeError(f"{name} is {a_type(value)}; expected a number. Try {name}=1.0.")
            if not np.isfinite(value):
                raise ValueError(f"{name} is {value}; expected a finite number. Try {name}=1.0.")
            if hasattr(self, name):
                object.__setattr__(self, name, float(value))
        if self.eta < 0:
            raise ValueError(f"eta is {self.eta}; expected at least 0: a Gaussian that decays. Try eta={-self.eta}.")
        if self.cutoff is not None:
            object.__setattr__(self, "cutoff", check_positive("cutoff", self.cutoff))

    @property
    def others(self) -> tuple[str, ...]:
        """The elements of the neighbours: one for a radial function, two, sorted, for an angular one."""
        raise NotImplementedError

    def radial(self, default: Cutoff) -> Radial:
        """Return the radial factor; `default` is the cutoff function where this one has no radius of its own."""
        cutoff = default if self.cutoff is None else Cutoff(default.kind, self.cutoff, default.inner)
        return Radial(self.eta, self.shift if self.eta else 0.0, cutoff)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._arguments())})"

    def _arguments(self) -> Iterator[str]:
        for field in sorted(fields(self), key=lambda field: field.name.startswith("neigh")):
            value = getattr(self, field.name)
            if field.name.startswith("neigh") or value != field.default:
                yield f"{field.name}={value!r}"


@dataclass(frozen=True, kw_only=True, repr=False)
class G2(SymmetryFunction):
    """Radial function: how many neighbours of an element there are near the distance `shift`.

    Parameters
    ----------
    eta : float
        Sharpness of the Gaussian, in 1/A^2, at least 0.
    shift : float
        Its centre, in A.
    neighbour : str
        Element of the neighbours, such as ``"O"``. The element of the atom itself is the key of the dictionary that
        :class:`SymmetryFunctions` takes.
    cutoff : float, optional
        In A; that of the :class:`SymmetryFunctions` where left out.
    """

    neighbour: str

    def __post_init__(self) -> None:
        super().__post_init__()
        check_element("neighbour", self.neighbour)

    @property
    def others(self) -> tuple[str, ...]:
        """The element of the neighbours."""
        return (self.neighbour,)


@dataclass(frozen=True, kw_only=True, repr=False)
class Angular(SymmetryFunction):
    """What the two angular functions have in common."""

    zeta: float
    lam: float
    neighbours: tuple[str, str]

    def __post_init__(self) -> None:
        super().__post_init__()
        check_positive("zeta", self.zeta)
        pair = self.neighbours
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise ValueError(
                f"neighbours is {pair!r}; expected the elements of two neighbours. Try neighbours=('O', 'H')."
            )
        for element in pair:
            check_element("neighbours", element)
        object.__setattr__(self, "neighbours", tuple(sorted(pair)))

    @property
    def others(self) -> tuple[str, ...]:
        """The elements of both neighbours, sorted."""
        return self.neighbours


@dataclass(frozen=True, kw_only=True, repr=False)
class G4(Angular):
    """Angular function of triangles: all three distances lie inside the cutoff.

    Parameters
    ----------
    eta : float
        Sharpness of the Gaussian in the three distances, in 1/A^2, at least 0.
    zeta : float
        Power of 1 + lam cos: the larger, the narrower in the angle. Above 0; at least 1 where a derivative is asked
        for.
    lam : float
        +1 counts small angles, -1 large ones (the lambda of the papers).
    neighbours : tuple of str
        Elements of the two neighbours, in any order.
    shift : float
        Centre of the Gaussian, in A, for all three distances.
    cutoff : float, optional
        In A; that of the :class:`SymmetryFunctions` where left out.
    """


@dataclass(frozen=True, kw_only=True, repr=False)
class G5(Angular):
    """Angular function of pairs of neighbours, however far these are from each other: G4 without r_jk.

    Parameters
    ----------
    eta : float
        Sharpness of the Gaussian in the two distances, in 1/A^2, at least 0.
    zeta : float
        Power of 1 + lam cos. Above 0; at least 1 where a derivative is asked for. Whole numbers up to 6 are quickest.
    lam : float
        +1 counts small angles, -1 large ones (the lambda of the papers).
    neighbours : tuple of str
        Elements of the two neighbours, in any order.
    shift : float
        Centre of the Gaussian, in A, for both distances.
    cutoff : float, optional
        In A; that of the :class:`SymmetryFunctions` where left out.
    """


def check_element(name: str, value: object) -> None:
    """Raise a ``ValueError`` unless `value` is the symbol of an element."""
    from ase.data import atomic_numbers

    if not isinstance(value, str) or value not in atomic_numbers or value == "X":
        raise ValueError(f"{name} is {value!r}; expected the symbol of an element. Try 'Si', 'O' or 'H'.")
