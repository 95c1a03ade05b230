"""What a potential gets wrong. In: a potential and structures with labels. Out: errors, the worst of them, remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from .._support.checks import a_type, check_count
from .comparison import QUANTITIES, Compared, Errors, compare, kept_errors
from .doubts import warn_of_wild_forces, which
from .labels import labels_of
from .reading import hint
from .structures import structure_hash

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

COLUMNS = ("RMSE", "MAE", "largest", "n")
GAP = 3.0  # between an RMSE and that of the training data: beyond it, a potential knows its data by heart
EXACT = 1e-6  # eV, eV/A: below it, all is rounding
OUTLIER = 10.0  # a largest error over the RMSE
OUTSIDE = 0.1  # of the trained range: an extrapolation worth a word
ROUNDING = 1e-9  # of an error: a spread below is none
SHIFT = 0.8  # of an RMSE: what the mean error is, where another zero of energy is the reason


@dataclass(frozen=True, repr=False)
class Evaluation:
    """How good a potential is, made by :meth:`NeuralPotential.evaluate`.

    Attributes
    ----------
    part : str
        What these structures are called in the table, ``"test"`` by default.
    compared : dict
        ``"energy"`` (per atom, eV), ``"forces"`` (components, eV/A) and ``"stress"`` (components, eV/A^3), as far as
        they are labelled: `reference`, `prediction`, `structure` (a number for each).
    formulas : tuple of str, extrapolation : numpy.ndarray, shape (n_structures,)
        What a structure is made of, and how far the farthest of its atoms is outside of the trained range.
    remembered : dict
        Errors of other parts, which the file of the potential keeps.
    taught : tuple of int
        The structures that the potential was trained with, as far as its file tells.
    spread : dict
        Of a committee: root mean square of the standard deviation among members, for energies and forces.
    """

    part: str
    compared: dict[str, Compared]
    formulas: tuple[str, ...]
    extrapolation: np.ndarray
    remembered: dict[str, Errors] = field(default_factory=dict)
    spread: dict[str, float] = field(default_factory=dict)
    taught: tuple[int, ...] = ()

    @property
    def errors(self) -> Errors:
        """RMSE, MAE, largest error and n of each quantity, as a card keeps them."""
        return {name: compared.errors() for name, compared in self.compared.items()}

    @property
    def table(self) -> pd.DataFrame:
        """The errors of all parts.

        A row for each part and quantity (an index of two levels: ``evaluation.table.loc["test"]`` is a part); columns
        RMSE, MAE, largest (absolute) and n, the number of energies, of force components, of stress components.
        """
        import pandas as pd

        parts = {name: errors for name, errors in self.remembered.items() if name != self.part}
        parts[self.part] = self.errors
        rows = {(part, QUANTITIES[name]): e for part, errors in parts.items() for name, e in errors.items()}
        index = pd.MultiIndex.from_tuples(list(rows), names=["part", "quantity"])
        table = pd.DataFrame(list(rows.values()), index=index, columns=list(COLUMNS))
        return table.astype({"n": int})

    def worst(self, n: int = 5) -> pd.DataFrame:
        """Return the structures with the largest errors, worst first: look at them before you blame the potential.

        Parameters
        ----------
        n : int
            How many.

        Returns
        -------
        pandas.DataFrame
            structure (its index in what was given), formula, ``energy error [eV/atom]`` (prediction minus reference),
            ``force error [eV/A]`` (largest of its components), extrapolation (0 inside of the trained range, else the
            distance outside, in units of the range). The order is that of the larger of the two errors, each in
            units of its root mean square over structures. NaN where there is no label.
        """
        import pandas as pd

        energy, forces = self._of_structures("energy"), self._of_structures("forces")
        size = np.fmax(*(np.abs(e) / _size(e) for e in (energy, forces)))
        if np.isnan(size).all() and "stress" in self.compared:
            size = np.abs(self._of_structures("stress"))
        order = np.argsort(-size, kind="stable")[: check_count("n", n)]
        order = order[~np.isnan(size[order])]
        return pd.DataFrame(
            {
                "structure": order,
                "formula": [self.formulas[i] for i in order],
                "energy error [eV/atom]": energy[order],
                "force error [eV/A]": np.abs(forces[order]),
                "extrapolation": self.extrapolation[order],
            }
        )

    def _of_structures(self, name: str) -> np.ndarray:
        """Return the error of each structure that is largest in size, NaN where there is none."""
        result = np.full(len(self.formulas), np.nan)
        if name in self.compared:
            error, structure = self.compared[name].error, self.compared[name].structure
            order = np.argsort(np.abs(error), kind="stable")
            result[structure[order]] = error[order]  # the last one, the largest, stays
        return result

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the numbers say: an over-fit, outliers, extrapolation, labels that are missing; a sentence each."""
        return (
            *self._known(),
            *self._gaps(),
            *self._outliers(),
            *self._outside(),
            *self._spreads(),
            *self._unlabelled(),
        )

    def _known(self) -> list[str]:
        if not self.taught:
            return []
        return [
            f"{len(self.taught)} of {len(self.formulas)} structures have taught the potential: {which(self.taught)}. "
            "What it says of them is no test; leave them out."
        ]

    def _gaps(self) -> list[str]:
        said = []
        parts = {**self.remembered, self.part: self.errors}
        for part, errors in parts.items():
            for name, numbers in errors.items():
                known = parts.get("train", {}).get(name)
                if part != "train" and known and numbers[0] > max(GAP * known[0], EXACT):
                    said.append(
                        f"Over-fit: the RMSE of the {name} is {numbers[0]:.2g} in {part} and {known[0]:.2g} in "
                        "training. More data, fewer weights (hidden=), or a larger ridge would help."
                    )
        return said

    def _outliers(self) -> list[str]:
        said = []
        for name, compared in self.compared.items():
            rmse, _, largest, _ = compared.errors()
            if largest > max(OUTLIER * rmse, EXACT):
                worst = int(compared.structure[np.argmax(np.abs(compared.error))])
                said.append(
                    f"The largest error of the {name} is {largest / rmse:.2g} times the RMSE, in structure {worst}: is "
                    "its label right? If so, the potential knows nothing like it; add some to the training data."
                )
        if "energy" in self.compared:
            error = self.compared["energy"].error
            known = self.remembered.get("train", {}).get("energy", [0.0])[0]
            if len(error) > 2 and abs(error.mean()) > max(SHIFT * float(np.sqrt(np.mean(error**2))), 3 * known, 1e-9):
                said.append(
                    f"All energies are off by about {error.mean():.2g} eV/atom: have these labels another zero, or "
                    "come from another code or setting than the training data?"
                )
        return said

    def _outside(self) -> list[str]:
        rows = np.flatnonzero(self.extrapolation > OUTSIDE)
        if not len(rows):
            return []
        return [
            f"{len(rows)} of {len(self.formulas)} structures are outside of the trained range, by up to "
            f"{self.extrapolation.max():.2g} of it: {which(rows)}. What is said of them is a guess."
        ]

    def _spreads(self) -> list[str]:
        errors = self.errors
        both = self.spread.keys() & errors.keys()
        if both and all(self.spread[name] < ROUNDING * errors[name][0] for name in both):
            return [
                "The members of the committee say the same, to rounding: their spread is no error bar. Linear maps "
                "have one solution; give networks hidden layers, such as hidden=(6,)."
            ]
        return [
            f"The members of the committee differ by {spread:.2g} where the error of the {name} is "
            f"{errors[name][0]:.2g}: multiply a spread by {errors[name][0] / spread:.2g} to guess an error."
            for name, spread in self.spread.items()
            if name in errors and spread > 0
        ]

    def _unlabelled(self) -> list[str]:
        n = len(self.formulas)
        counts = {
            name: len(set(self.compared[name].structure)) for name in ("energy", "forces") if name in self.compared
        }
        said = [
            f"{n - count} of {n} structures have no {name}, and are left out of that row."
            for name, count in counts.items()
            if count < n
        ]
        return said + [f"No structure has {name}." for name in ("energy", "forces") if name not in counts]

    def plot(self) -> Figure:
        """Draw predictions against references, and the errors below them; end a cell with ``show(evaluation.plot())``.

        Returns
        -------
        matplotlib Figure
        """
        from .figures import plot_parity  # matplotlib takes longer to import than all that is needed to predict

        return plot_parity({QUANTITIES[name]: (c.reference, c.prediction) for name, c in self.compared.items()})

    def __repr__(self) -> str:
        def short(value: float) -> str:
            return f"{value:.3g}"

        table = self.table.to_string(formatters=dict.fromkeys(COLUMNS[:3], short))
        return "\n".join([f"Evaluation of {len(self.formulas)} structures", table, *self.remarks])


def evaluate(
    potential: Any,
    structures: Any,
    *,
    energy_key: str | None = None,
    forces_key: str | None = None,
    part: str = "test",
) -> Evaluation:
    """Compare a potential with labels; see :meth:`NeuralPotential.evaluate`."""
    listed = _checked(structures, potential.elements)
    labels = labels_of(listed, energy_key, forces_key)
    predictions = potential.predict(listed)
    compared = compare(predictions, listed, labels)
    if not compared:
        found = hint(listed)
        where = f"energy_key={energy_key!r}, forces_key={forces_key!r}" if energy_key or forces_key else "atoms.calc"
        raise ValueError(
            f"structures has no labels (looked for by {where}); expected energies or forces to compare with. "
            + (f"Try {found}." if found else "Read the file with read_structures, and look at its report.")
        )
    warn_of_wild_forces(dict(enumerate(labels.forces)), 3)
    return Evaluation(
        part,
        compared,
        tuple(atoms.get_chemical_formula() for atoms in listed),
        np.array([found.extrapolation.max(initial=0.0) for found in predictions]),
        kept_errors(potential.card),
        _spread_of(predictions) if len(potential.members) > 1 else {},
        _taught(potential.card, listed),
    )


def _taught(card: Mapping[str, Any], structures: Sequence[Any]) -> tuple[int, ...]:
    """Return which structures a card knows as training data."""
    known = card.get("known")
    hashes = set(known.get("train", ())) if isinstance(known, Mapping) else set()
    return tuple(i for i, atoms in enumerate(structures) if hashes and structure_hash(atoms) in hashes)


def _checked(structures: Any, elements: Sequence[str]) -> list[Any]:
    """Return structures as a list; raise where they are none, or hold an unknown element."""
    listed = [structures] if hasattr(structures, "positions") else structures
    if isinstance(listed, (str, bytes)) or not hasattr(listed, "__iter__"):
        raise TypeError(
            f"structures is {a_type(structures)}; expected a list of ase.Atoms. Try read_structures('test.xyz')."
        )
    listed = list(listed)
    if not listed:
        raise ValueError("structures is empty; expected at least one ase.Atoms with labels.")
    for i, atoms in enumerate(listed):
        if not (hasattr(atoms, "arrays") and hasattr(atoms, "calc")):
            raise TypeError(f"structures[{i}] is {a_type(atoms)}; expected an ase.Atoms.")
        if unknown := sorted(set(atoms.symbols) - set(elements)):
            raise ValueError(
                f"structures[{i}] holds {', '.join(unknown)}, which the potential does not know; expected "
                f"{', '.join(elements)}. Leave such structures out, or train with some of them."
            )
    return listed


def _spread_of(predictions: Sequence[Any]) -> dict[str, float]:
    per_atom = [p.energy_spread / max(len(p.energies), 1) for p in predictions]
    forces = np.concatenate([p.forces_spread.ravel() for p in predictions])
    return {name: float(np.sqrt(np.mean(np.square(x)))) for name, x in (("energy", per_atom), ("forces", forces))}


def _size(errors: np.ndarray) -> float:
    known = errors[~np.isnan(errors)]
    return float(np.sqrt(np.mean(known**2))) or 1.0 if len(known) else 1.0
