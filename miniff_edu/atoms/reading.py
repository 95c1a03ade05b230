"""Structures from files. In: any file that ASE reads. Out: ``ase.Atoms`` with labels, and a report of what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from .._support.checks import a_type
from .doubts import doubts, largest_force, which
from .labels import Labels, energy_of, forces_of, labels_of

if TYPE_CHECKING:
    from ase import Atoms

LABELS = ("energy", "forces", "stress")


class Structures(list["Atoms"]):
    """Structures as they were read: a list of ``ase.Atoms`` that shows its report.

    Attributes
    ----------
    report : str
        How many structures and atoms, which elements, which labels, their ranges, and what looks wrong.
    remarks : tuple of str
        What looks wrong, a sentence or two each, with the fix; empty if nothing does.
    """

    def __init__(self, structures: Iterable[Atoms], report: str = "", remarks: Sequence[str] = ()) -> None:
        super().__init__(structures)
        self.report = report
        self.remarks = tuple(remarks)

    def __repr__(self) -> str:
        return self.report or super().__repr__()


def read_structures(path: str | Path, *, energy_key: str | None = None, forces_key: str | None = None) -> Structures:
    """Read all structures of a file, with their labels, and look whether anything is wrong with them.

    Parameters
    ----------
    path : str or Path
        Any file that ASE reads: extended XYZ, a trajectory, VASP's OUTCAR or vasprun.xml, ...
    energy_key, forces_key : str, optional
        Where labels have names of their own, such as ``REF_energy`` in ``atoms.info`` and ``dft_forces`` in
        ``atoms.arrays``; by default the results that ASE knows. Total energies in eV, forces in eV/A.

    Returns
    -------
    Structures
        A list of ``ase.Atoms``. Labels are what ``atoms.calc`` holds, wherever they stood in the file, so that all that
        follows finds them. A label that is no number (NaN) is left out, and the report says which. Positions are in A.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If ASE cannot read it, nothing is in it, or no structure has the key that was named.

    Examples
    --------
    >>> structures = read_structures("silicon.xyz", energy_key="dft_energy")  # doctest: +SKIP
    >>> print(structures.report)  # doctest: +SKIP
    """
    structures = _read(_existing(path))
    remarks = _adopt(structures, energy_key, forces_key)
    labels = labels_of(structures)
    named = {name for name, key in (("energy_key", energy_key), ("forces_key", forces_key)) if key is not None}
    remarks += [*_missing(structures, labels, named), *doubts(structures, labels)]
    return Structures(structures, _report(Path(path).name, structures, labels, remarks), remarks)


def likely_keys(structures: Sequence[Any]) -> dict[str, str]:
    """Return what ``atoms.info`` and ``atoms.arrays`` hold that looks like labels.

    Parameters
    ----------
    structures : sequence of ase.Atoms
        The structures.

    Returns
    -------
    dict of str to str
        ``energy_key`` and ``forces_key``, as far as there is something; the most frequent, then the shortest name.
    """
    infos: Counter[str] = Counter()
    arrays: Counter[str] = Counter()
    for atoms in structures:
        infos.update(k for k, value in atoms.info.items() if re.search("energ|_e$", k.lower()) and _is_number(value))
        arrays.update(
            k
            for k, value in atoms.arrays.items()
            if re.search("forc|grad", k.lower()) and np.shape(value) == (len(atoms), 3)
        )
    found = {"energy_key": infos, "forces_key": arrays}
    return {name: min(keys, key=lambda k: (-keys[k], len(k), k)) for name, keys in found.items() if keys}


def hint(structures: Sequence[Any]) -> str:
    """Return how to name the keys that look like labels, such as ``energy_key='REF_energy'``; empty without any."""
    return ", ".join(f"{name}={key!r}" for name, key in likely_keys(structures).items())


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)


def _existing(path: str | Path) -> Path:
    if not isinstance(path, (str, Path)):
        raise TypeError(f"path is {a_type(path)}; expected the name of a file. Try read_structures('data.xyz').")
    place = Path(path)
    if place.is_dir():
        raise ValueError(f"path is the folder {place}; expected a file in it, such as {place / 'data.xyz'}.")
    if not place.exists():
        try:
            there = [entry.name for entry in place.parent.iterdir()]
        except OSError:
            raise FileNotFoundError(f"path is {place}, but there is no folder {place.parent}.") from None
        near = get_close_matches(place.name, there, 1)
        tip = f"Did you mean {near[0]}?" if near else f"The folder that is searched is {place.resolve().parent}."
        raise FileNotFoundError(f"path is {place}, which is not there. {tip}")
    if place.stat().st_size == 0:
        raise ValueError(f"{place.name} is empty (0 bytes); expected structures. Was it written, or copied, whole?")
    return place


def _read(path: Path) -> list[Atoms]:
    from ase.io import read
    from ase.io.formats import UnknownFileTypeError

    try:
        structures = read(path, index=":", do_not_split_by_at_sign=True)
    except UnknownFileTypeError as error:
        raise ValueError(
            f"{path.name} is of no kind that ASE knows ({error}); expected, for example, extended XYZ with the ending "
            ".xyz or .extxyz. `ase info --formats` lists all kinds."
        ) from error
    except Exception as error:  # readers of a hundred formats raise whatever comes
        said = str(error) or type(error).__name__
        raise ValueError(
            f"{path.name} cannot be read: ASE says {said!r}. Was it cut off, or has it the ending of another kind of "
            "file? Look at its first and last lines."
        ) from error
    if not structures:
        raise ValueError(f"{path.name} holds no structures; expected at least one.")
    return list(structures)


def _adopt(structures: list[Atoms], energy_key: str | None, forces_key: str | None) -> list[str]:
    """Put all labels that are numbers into calculators; return a sentence for each kind that has others."""
    from ase.calculators.singlepoint import SinglePointCalculator

    _check_keys(structures, energy_key, forces_key)
    bad: dict[str, list[int]] = {name: [] for name in LABELS}
    for i, atoms in enumerate(structures):
        calc = SinglePointCalculator(atoms) if atoms.calc is None else atoms.calc
        own = dict(calc.results)
        if energy_key is not None:
            calc.results["energy"] = atoms.info.get(energy_key, own.get(energy_key))
            calc.results.pop("free_energy", None)  # it belongs to the other energy
        if forces_key is not None:
            calc.results["forces"] = atoms.arrays.get(forces_key, own.get(forces_key))
        for name in LABELS:
            if calc.results.get(name) is not None and not _is_finite(calc.results[name]):
                bad[name].append(i)
                calc.results[name] = None
            if calc.results.get(name) is None:
                calc.results.pop(name, None)
        atoms.calc = calc if calc.results else None
        if "energy" in calc.results:
            calc.results["energy"] = energy_of(atoms, i)
        if "forces" in calc.results:
            calc.results["forces"] = forces_of(atoms, i)
    return [
        f"The {name} of {which(rows)} {'is' if name != 'forces' else 'are'} NaN, infinite or no number: left out, as "
        "if not given. Did those calculations end well?"
        for name, rows in bad.items()
        if rows
    ]


def _is_finite(value: object) -> bool:
    try:
        return bool(np.isfinite(np.asarray(value, dtype=float)).all())
    except (TypeError, ValueError):
        return False


def _check_keys(structures: list[Atoms], energy_key: str | None, forces_key: str | None) -> None:
    for name, key, place in (("energy_key", energy_key, "info"), ("forces_key", forces_key, "arrays")):
        if key is None:
            continue
        if not isinstance(key, str):
            raise TypeError(f"{name} is {a_type(key)}; expected a name, such as 'REF_energy'.")
        if not any(key in getattr(atoms, place) or (atoms.calc and key in atoms.calc.results) for atoms in structures):
            there = sorted({k for atoms in structures for k in getattr(atoms, place)} - {"numbers", "positions"})
            raise ValueError(
                f"{name} is {key!r}, which no structure has; expected a key of atoms.{place}. There "
                f"{'is' if len(there) == 1 else 'are'}: {', '.join(there) or 'none'}."
            )


def _missing(structures: Sequence[Any], labels: Labels, named: set[str]) -> list[str]:
    """Say which labels are not there, and where they may be."""
    remarks = []
    keys = {name: key for name, key in likely_keys(structures).items() if name not in named}
    has = {"energy_key": ~np.isnan(labels.energies), "forces_key": np.array([f is not None for f in labels.forces])}
    for (name, known), what in zip(has.items(), ("energies", "forces"), strict=True):
        other = f" {keys[name]!r} looks like it: pass {name}={keys[name]!r}." if name in keys else ""
        if not known.any():
            remarks.append(f"No {what} are known.{other or _WHY[what]}")
        elif not known.all():
            remarks.append(f"No {what} are known of {which(np.flatnonzero(~known))}.")
    if any("virial" in atoms.info for atoms in structures) and not any(s is not None for s in labels.stresses):
        remarks.append("There is a virial and no stress: ASE's stress is minus the virial over the volume, in eV/A^3.")
    if "grad" in keys.get("forces_key", "").lower():
        remarks.append("A gradient is not a force: expected forces, minus the gradient. Change the sign.")
    return remarks


_WHY = {
    "energies": " Without them nothing can be trained, or judged.",
    "forces": " They tell three numbers for each atom, energies one for all: ask the code that made these data.",
}


def _report(name: str, structures: Sequence[Any], labels: Labels, remarks: Sequence[str]) -> str:
    sizes = [len(atoms) for atoms in structures]
    elements = Counter(symbol for atoms in structures for symbol in atoms.symbols)
    known = [int(np.count_nonzero(~np.isnan(labels.energies)))]
    known += [sum(label is not None for label in listed) for listed in (labels.forces, labels.stresses)]
    periodic = Counter("".join(axis for axis, on in zip("xyz", atoms.pbc, strict=True) if on) for atoms in structures)
    lines = [
        f"{name}: {len(structures)} structures, {sum(sizes)} atoms",
        "elements: " + ", ".join(f"{symbol} ({n} atoms)" for symbol, n in sorted(elements.items())),
        f"sizes: {_range(sizes, 'd')} atoms",
        "periodic: " + ", ".join(f"{along or 'not'} ({n})" for along, n in sorted(periodic.items())),
        f"labels: {known[0]} energies, {known[1]} forces, {known[2]} stresses",
    ]
    per_atom = [e / n for e, n in zip(labels.energies, sizes, strict=True) if n and not np.isnan(e)]
    if per_atom:
        lines.append(f"energy: {_range(per_atom, '.6g')} eV/atom")
    if largest := [largest_force(forces) for forces in labels.forces if forces is not None]:
        lines.append(f"largest force component of a structure: {_range(largest, '.3g')} eV/A")
    lines += ["what looks wrong:", *(f"- {remark}" for remark in remarks)] if remarks else ["nothing looks wrong"]
    return "\n".join(lines)


def _range(values: Sequence[float], form: str) -> str:
    low, high = format(min(values), form), format(max(values), form)
    return low if low == high else f"{low} to {high}"
