"""The descriptors of any structure that ASE can hold. In: functions per element. Out: values and derivatives."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from .._support.checks import a_type
from .._support.devices import as_device
from .cutoffs import Cutoff
from .derivatives import EdgeSlopes, edge_slopes
from .functions import Angular, SymmetryFunction, check_element
from .plan import make_plan
from .structures import Batch, make_batch
from .workspace import Workspace

ATOMS_AT_ONCE = 1 << 14  # structures are worked on together up to so many atoms


class Rows(NamedTuple):
    """The descriptors of all atoms of one element, structures one after the other, as tensors for training.

    `values` [n_rows, n_functions]; `structure` and `atom` [n_rows] say which structure, and which atom in there, a row
    belongs to; `slopes` holds the derivatives, an entry for each element of neighbours, if they were asked for.
    """

    values: torch.Tensor
    structure: torch.Tensor
    atom: torch.Tensor
    slopes: tuple[EdgeSlopes, ...] = ()


class SymmetryFunctions:
    """Symmetry functions of all atoms of a structure.

    Parameters
    ----------
    functions : dict
        For each element, the list of the functions (:class:`G2`, :class:`G4`, :class:`G5`) of its atoms. An empty list
        is allowed: such atoms are neighbours, and have no descriptors.
    cutoff : float
        In A. Functions without a cutoff of their own have this one; none may have a larger one.
    cutoff_function : str
        Its kind, see :mod:`miniff_edu.atoms.cutoffs`.
    inner : float
        Share of the cutoff up to which the cutoff function is 1.

    Examples
    --------
    >>> from ase.build import bulk
    >>> sf = SymmetryFunctions({"Si": [G2(eta=0.5, neighbour="Si"), G2(eta=0.5, shift=2, neighbour="Si")]}, cutoff=6.0)
    >>> sf(bulk("Si"))["Si"].shape
    (2, 2)
    """

    def __init__(
        self,
        functions: Mapping[str, Sequence[SymmetryFunction]],
        cutoff: float,
        cutoff_function: str = "cosine",
        *,
        inner: float = 0.0,
    ) -> None:
        self._cutoff = Cutoff(cutoff_function, cutoff, inner)
        self._functions = _check_functions(functions, cutoff)
        self._plan = make_plan(self._functions, self._cutoff)
        self._widths = [len(listed) for listed in self._functions.values()]
        self.dropped: tuple[Any, ...] = ()  # what a recipe has left out

    @property
    def functions(self) -> dict[str, tuple[SymmetryFunction, ...]]:
        """The functions of each element (a copy)."""
        return dict(self._functions)

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements that may occur."""
        return tuple(self._functions)

    @property
    def cutoff(self) -> float:
        """The cutoff, in A."""
        return float(self._cutoff.radius)

    @property
    def cutoff_function(self) -> str:
        """The kind of the cutoff function."""
        return self._cutoff.kind

    @property
    def inner(self) -> float:
        """Share of the cutoff up to which the cutoff function is 1."""
        return self._cutoff.inner

    def __call__(self, structures: Any) -> Any:
        """Return the values of all functions.

        Parameters
        ----------
        structures : ase.Atoms, or a sequence of them
            Of any periodicity.

        Returns
        -------
        dict, or a list of them
            For each element an array, shape (atoms of that element, its functions): rows in the order of the atoms,
            columns in the order of the functions.
        """
        listed, single = _as_list(structures)
        result: list[dict[str, np.ndarray]] = []
        for workspace in self.workspaces(listed):
            tables = [np.ascontiguousarray(table.T) for table in workspace.values()]
            columns = [_divided(table, workspace.batch.counts(a)) for a, table in enumerate(tables)]
            result += [dict(zip(self.elements, tables, strict=True)) for tables in zip(*columns, strict=True)]
        return result[0] if single else result

    def pull_back(self, structures: Any, c: Any, strain: bool = False) -> Any:
        """Return the gradient of sum(c * values) with respect to the positions, and to a strain.

        With c = dE/d(values) this is dE/dx, minus the forces.

        Parameters
        ----------
        structures : ase.Atoms, or a sequence of them
            The structures.
        c : dict, or a list of them
            Shaped like the values; elements that are missing count as 0.
        strain : bool
            Whether to return the derivative with respect to a strain too.

        Returns
        -------
        numpy.ndarray, shape (n_atoms, 3), or a list of them
            Per A. With ``strain=True`` a pair: this and the derivative by the strain that takes every position and cell
            vector x to (1 + strain) x, shape (3, 3), symmetric.
        """
        self.check_differentiable()
        listed, single = _as_list(structures)
        weights = [c] if single else list(c)
        if len(weights) != len(listed):
            raise ValueError(f"c has {len(weights)} entries and there are {len(listed)} structures; expected the same.")
        result: list[Any] = []
        for workspace in self.workspaces(listed):
            batch, done = workspace.batch, len(result)
            tables = self._tables(batch, weights[done : done + len(batch.sizes)], done)
            by_pairs = workspace.pull_back(tables)
            by_atoms = _divided(workspace.by_atoms(by_pairs), batch.sizes)
            result += list(zip(by_atoms, workspace.by_strain(by_pairs), strict=True)) if strain else by_atoms
        return result[0] if single else result

    def tensors(
        self,
        structures: Any,
        *,
        device: str | torch.device | None = None,
        dtype: torch.dtype = torch.float64,
        derivatives: bool = False,
    ) -> dict[str, Rows]:
        """Return the values of many structures as tensors, ready for training.

        Parameters
        ----------
        structures : ase.Atoms, or a sequence of them
            The structures.
        device : str or torch.device, optional
            Where to put the tensors; the processor by default.
        dtype : torch.dtype
            Their floating-point type.
        derivatives : bool
            Whether to return the derivatives of all functions too, as vectors between neighbours
            (:class:`~miniff_edu.atoms.derivatives.EdgeSlopes`): per atom some 50 to 100 kB in float64.

        Returns
        -------
        dict of Rows
            For each element.
        """
        if derivatives:
            self.check_differentiable()
        where = as_device(device)
        workspace = self.workspace(_as_list(structures)[0])
        batch = workspace.batch
        slopes = [edges.to(where, dtype) for edges in edge_slopes(workspace)] if derivatives else []
        return {
            element: Rows(
                torch.from_numpy(table.T.copy()).to(where, dtype),
                torch.from_numpy(batch.structure[batch.rows(a)]).to(where),
                torch.from_numpy(batch.atom[batch.rows(a)]).to(where),
                tuple(edges for edges in slopes if edges.element == element),
            )
            for a, (element, table) in enumerate(zip(self.elements, workspace.values(), strict=True))
        }

    def workspace(self, structures: Sequence[Any]) -> Workspace:
        """Return what computes values and derivatives of these structures, all in one batch."""
        return Workspace(make_batch(structures, self.elements), self._plan, self._widths, self.cutoff)

    def workspaces(self, structures: Sequence[Any]) -> Iterator[Workspace]:
        """Yield the structures in batches that fit into memory, each with what values and derivatives share."""
        start, size = 0, 0
        for stop, atoms in enumerate(structures, 1):
            size += len(atoms) if hasattr(atoms, "__len__") else 0
            if stop == len(structures) or size >= ATOMS_AT_ONCE:
                yield self.workspace(structures[start:stop])
                start, size = stop, 0

    def check_differentiable(self) -> None:
        """Raise a ``ValueError`` where a function has no derivative everywhere."""
        for element, listed in self._functions.items():
            for i, function in enumerate(listed):
                if isinstance(function, Angular) and function.zeta < 1:
                    raise ValueError(
                        f"functions[{element!r}][{i}] has zeta = {function.zeta}; expected at least 1 where a "
                        "derivative is asked for: below, the slope is infinite where 1 + lam cos is 0. Try zeta=1."
                    )

    def _tables(self, batch: Batch, weights: Sequence[Any], first: int) -> list[np.ndarray]:
        """Return the weights of all structures as one table [function, atom] per element."""
        for i, weight in enumerate(weights):
            if not isinstance(weight, Mapping) or not set(weight) <= set(self.elements):
                raise ValueError(
                    f"c[{first + i}] is {a_type(weight)} {sorted(weight) if isinstance(weight, Mapping) else ''}; "
                    f"expected a dict with keys among {', '.join(self.elements)}, like the values."
                )
        tables = []
        for a, (element, width) in enumerate(zip(self.elements, self._widths, strict=True)):
            parts = []
            for i, (weight, n) in enumerate(zip(weights, batch.counts(a).tolist(), strict=True)):
                part = np.asarray(weight.get(element, np.zeros((n, width))), dtype=float)
                if part.shape != (n, width):
                    raise ValueError(
                        f"c[{first + i}][{element!r}] has shape {part.shape}; expected {(n, width)}: a number for each "
                        f"function of each {element} atom, like the values."
                    )
                parts.append(part)
            tables.append(np.ascontiguousarray(np.concatenate([np.zeros((0, width)), *parts]).T))
        return tables

    def __len__(self) -> int:
        return sum(self._widths)

    def _key(self) -> tuple[Any, ...]:
        return self._cutoff, tuple(self._functions.items())

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, SymmetryFunctions) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        inner = f", inner={self.inner!r}" if self.inner else ""
        counts = ", ".join(f"{element}: {n}" for element, n in zip(self.elements, self._widths, strict=True))
        return (
            f"SymmetryFunctions({{{counts}}}, cutoff={self.cutoff!r}, cutoff_function={self.cutoff_function!r}{inner})"
        )

    def describe(self) -> str:
        """Return a text with all functions, a line each, numbered like the columns of the values."""
        lines = [f"{len(self)} symmetry functions, {self.cutoff_function} cutoff at {self.cutoff:g} A"]
        for element, listed in self._functions.items():
            lines.append(f"{element}: {len(listed)}")
            lines += [f"  {i:3d}  {function!r}" for i, function in enumerate(listed)]
        return "\n".join(lines)


def _divided(table: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    """Return the rows of each structure; numpy.split does the same in five times the time."""
    stops = np.cumsum(counts).tolist()
    return [table[start:stop] for start, stop in zip([0, *stops[:-1]], stops, strict=True)]


def _as_list(structures: Any) -> tuple[Sequence[Any], bool]:
    """Return structures as a list, and whether it was a single one."""
    if hasattr(structures, "positions"):
        return [structures], True
    if isinstance(structures, (str, bytes)) or not hasattr(structures, "__iter__"):
        raise TypeError(f"structures is {a_type(structures)}; expected an ase.Atoms or a list of them.")
    return list(structures), False


def _check_functions(
    functions: Mapping[str, Sequence[SymmetryFunction]], cutoff: float
) -> dict[str, tuple[SymmetryFunction, ...]]:
    if not isinstance(functions, Mapping):
        raise TypeError(
            f"functions is {a_type(functions)}; expected a dict. Try {{'Si': [G2(eta=1, neighbour='Si')]}}."
        )
    checked = {}
    for element, listed in functions.items():
        check_element("a key of functions", element)
        for i, function in enumerate(listed):
            if not isinstance(function, SymmetryFunction):
                raise TypeError(f"functions[{element!r}][{i}] is {a_type(function)}; expected G2, G4 or G5.")
            if function.cutoff is not None and function.cutoff > cutoff:
                raise ValueError(
                    f"functions[{element!r}][{i}] has cutoff = {function.cutoff} and the whole has {cutoff}; expected "
                    "at most that, since neighbours beyond are never found. Try "
                    f"SymmetryFunctions(..., {function.cutoff})."
                )
        doubles = [function for i, function in enumerate(listed) if function in listed[:i]]
        if doubles:
            warnings.warn(
                f"functions[{element!r}] holds {doubles[0]!r} more than once: two equal columns tell a network nothing "
                "new, and make a linear fit ambiguous. Leave one out.",
                stacklevel=3,
            )
        checked[element] = tuple(listed)
    return checked
