"""A force field: symmetry functions and a network for each element. In: structures. Out: energies, forces, stress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch

from .._support.checks import a_type
from .atomic_network import AtomicNetwork
from .files import read, write
from .judging import Evaluation, evaluate
from .model_card import model_card
from .symmetry_functions import SymmetryFunctions
from .workspace import Workspace

if TYPE_CHECKING:
    from .calculator import PotentialCalculator

Network = AtomicNetwork | torch.nn.Sequential


class Prediction(NamedTuple):
    """What a potential says of one structure.

    `energy` [eV] and `energies` [eV, n_atoms] with the energy of each atom; `forces` [eV/A, n_atoms x 3]; `strain`,
    the derivative of the energy by a strain [eV, 3 x 3]: the stress times the volume, positive where the structure
    pulls itself together; `extrapolation` [n_atoms], 0 for atoms whose descriptors are inside of the trained range,
    and `neighbours` [n_atoms], how many neighbours an atom has. Of a committee these are means, and `energy_spread`
    [eV] and `forces_spread` [eV/A, n_atoms x 3] are standard deviations; of a single network these are None.
    """

    energy: float
    energies: np.ndarray
    forces: np.ndarray
    strain: np.ndarray
    extrapolation: np.ndarray
    neighbours: np.ndarray
    energy_spread: float | None
    forces_spread: np.ndarray | None


class NeuralPotential:
    """Symmetry functions and, for each element, a network that makes an atom's energy of them.

    Parameters
    ----------
    sf : SymmetryFunctions
        What describes atoms.
    networks : dict, or a list of them
        A network for each element that has functions: an :class:`AtomicNetwork`, which knows its scaling, offset and
        range, or a plain ``torch.nn.Sequential`` in float64, such as a closure of Part I has fitted. A list is a
        committee, whose mean is the prediction.
    card : dict, optional
        What is known of its making, kept in its file: anything that JSON can hold.
    """

    def __init__(
        self,
        sf: SymmetryFunctions,
        networks: Mapping[str, Network] | Sequence[Mapping[str, Network]],
        *,
        card: Mapping[str, Any] | None = None,
    ) -> None:
        if not isinstance(sf, SymmetryFunctions):
            raise TypeError(f"sf is {a_type(sf)}; expected SymmetryFunctions.")
        sf.check_differentiable()
        members = [networks] if isinstance(networks, Mapping) else list(networks)
        if not members or not all(isinstance(member, Mapping) for member in members):
            raise TypeError(f"networks is {a_type(networks)}; expected a dict with a network for each element.")
        self.sf = sf
        self.members = tuple(_complete(sf, member, i) for i, member in enumerate(members))
        self.card = dict(card or {})

    @property
    def elements(self) -> tuple[str, ...]:
        """The elements that it knows."""
        return self.sf.elements

    def predict(self, structures: Any) -> Any:
        """Return energies, forces and stress.

        Parameters
        ----------
        structures : ase.Atoms, or a sequence of them
            Of elements that are known, and any periodicity.

        Returns
        -------
        Prediction, or a list of them
        """
        single = hasattr(structures, "positions")
        result: list[Prediction] = []
        for workspace in self.sf.workspaces([structures] if single else list(structures)):
            result += self._predict(workspace)
        return result[0] if single else result

    def _predict(self, workspace: Workspace) -> list[Prediction]:
        batch = workspace.batch
        values = [np.ascontiguousarray(table.T) for table in workspace.values()]
        found = [self._member(workspace, values, member) for member in self.members]
        energies, forces, strain = (np.array(each) for each in zip(*found, strict=True))
        outside = np.zeros(len(batch.order))
        for a, element in enumerate(self.elements):
            each = [member[element].extrapolation(values[a]) for member in self.members]
            outside[batch.order[batch.rows(a)]] = np.max(each, axis=0)
        near = np.zeros(len(batch.order), dtype=np.int64)
        ends = np.concatenate([workspace.pairs.first, workspace.pairs.second])
        near[batch.order] = np.bincount(ends, minlength=len(batch.order))
        several = len(self.members) > 1
        predictions = []
        for s, (start, size) in enumerate(zip(batch.first, batch.sizes, strict=True)):
            atoms = slice(int(start), int(start + size))
            totals = energies[:, atoms].sum(axis=1)
            predictions.append(
                Prediction(
                    float(totals.mean()),
                    energies[:, atoms].mean(axis=0),
                    forces[:, atoms].mean(axis=0),
                    strain[:, s].mean(axis=0),
                    outside[atoms],
                    near[atoms],
                    float(totals.std()) if several else None,
                    forces[:, atoms].std(axis=0) if several else None,
                )
            )
        return predictions

    def _member(
        self, workspace: Workspace, values: list[np.ndarray], member: dict[str, AtomicNetwork]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return energies and forces of all atoms in the order of the structures, and derivatives by strain."""
        batch = workspace.batch
        energies, slopes = np.empty(len(batch.order)), []
        for a, element in enumerate(self.elements):
            atomic, slope = member[element].value_and_slope(values[a])
            energies[batch.order[batch.rows(a)]] = atomic
            slopes.append(np.ascontiguousarray(slope.T))
        by_pairs = workspace.pull_back(slopes)
        return energies, -workspace.by_atoms(by_pairs), workspace.by_strain(by_pairs)

    def evaluate(self, structures: Any, *, energy_key: str | None = None, forces_key: str | None = None) -> Evaluation:
        """Compare it with structures that it has not seen in training.

        Parameters
        ----------
        structures : list of ase.Atoms
            With labels; what has none of a kind is left out of that row, and counted.
        energy_key, forces_key : str, optional
            Look for labels in ``atoms.info`` and ``atoms.arrays``; by default what calculators hold. Total energies in
            eV, forces in eV/A.

        Returns
        -------
        Evaluation
            Its `table` has the errors for these structures (``"test"``), and those for ``"train"`` and
            ``"validation"`` as training has left them on the card; `worst`, `remarks` and `plot` say more.

        Raises
        ------
        TypeError, ValueError
            If there are no structures or no labels, a label is no number, or an element is unknown.
        """
        return evaluate(self, structures, energy_key=energy_key, forces_key=forces_key)

    def calculator(self, atom_energies: Mapping[str, float] | None = None) -> PotentialCalculator:
        """Return an ASE calculator.

        Parameters
        ----------
        atom_energies : dict, optional
            Energies of isolated atoms by element, in eV: what an atom without any neighbour has instead of what its
            network says of descriptors that are 0. There is a step where the last neighbour leaves.
        """
        from .calculator import PotentialCalculator

        return PotentialCalculator(self, atom_energies)

    def save(self, path: str | Path) -> None:
        """Write it to one safetensors file, with a checksum; :func:`~miniff_edu.atoms.load` reads it."""
        write(Path(path), self.sf, self.members, self.card)

    def describe(self) -> str:
        """Return its model card: what is known of its making, errors, networks, functions and their trained ranges."""
        return model_card(repr(self), self.sf, self.members, self.card)

    def __repr__(self) -> str:
        weights = sum(p.numel() for network in self.members[0].values() for p in network.parameters())
        members = f", {len(self.members)} members" if len(self.members) > 1 else ""
        return f"NeuralPotential({', '.join(self.elements)}: {len(self.sf)} functions, {weights} weights{members})"


def load(path: str | Path) -> NeuralPotential:
    """Read a potential that :meth:`NeuralPotential.save` has written.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    NeuralPotential
        The same to the last bit.

    Raises
    ------
    ValueError
        If the file is cut off, was changed, is something else, or was written by a newer version.
    """
    sf, members, card = read(Path(path))
    return NeuralPotential(sf, members, card=card)


def _complete(sf: SymmetryFunctions, member: Mapping[str, Network], i: int) -> dict[str, AtomicNetwork]:
    """Return a network with scaling for each element, in the order of the functions."""
    where = f"networks[{i}]"
    if not set(member) <= set(sf.elements):
        unknown = ", ".join(sorted(set(member) - set(sf.elements)))
        raise ValueError(f"{where} has networks for {unknown}; expected elements that sf knows: {sf.elements}.")
    result = {}
    for element, functions in sf.functions.items():
        network = member.get(element, None if functions else AtomicNetwork(None))
        if network is None:
            raise ValueError(f"{where} has no network for {element}; expected one, since sf has functions for it.")
        whole = network if isinstance(network, AtomicNetwork) else AtomicNetwork(network)
        if whole.n_functions != len(functions):
            raise ValueError(
                f"{where}[{element!r}] takes {whole.n_functions} descriptors; expected {len(functions)}, as many as sf "
                f"has functions for {element}. Try behler_nn(n_inputs={len(functions)})."
            )
        result[element] = whole
    return result
