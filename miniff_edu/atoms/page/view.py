"""Atoms that a reader drags, with a potential behind them. In: a potential, atoms. Out: what a cell displays."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from ..potential import NeuralPotential
from ..symmetry_functions import SymmetryFunctions
from .arguments import check_atoms, check_frames, check_model, check_numbers, start_velocities
from .model_json import Json, model_json, pack
from .script import colours, page_script
from .sentences import predicted, present, what_to_do
from .shape import BONDED, cell_corners, orientation, shown_radii

if TYPE_CHECKING:  # matplotlib takes longer to import than all that is needed to predict
    from ...plotting.picture import Bundle, Picture

_page: dict[str, bool] = {}  # whether a page of this kernel carries the script already: a page is run by one kernel


def alive(
    model: NeuralPotential | SymmetryFunctions | None,
    atoms: Any = None,
    *,
    trajectory: Sequence[Any] | None = None,
    height: int = 320,
    temperature: float = 300.0,
    timestep: float = 0.5,
    speed: float = 20.0,
    seed: int = 0,
) -> AliveAtoms:
    """Show atoms that a reader can drag, with what a model says of them: in the page itself, without a kernel.

    Parameters
    ----------
    model : NeuralPotential, SymmetryFunctions, or None
        A potential: energy, forces, fingerprints, a word where it is outside of what it has learned, dynamics. Of a
        committee the mean, and the spread of its energies. Symmetry functions: fingerprints only. None: atoms and
        trajectories are shown, and turned.
    atoms : ase.Atoms, optional
        Where everything begins; the first frame of `trajectory` if left out. With a model at most 20 atoms, none of
        them periodic; without one at most 300, with their cell.
    trajectory : sequence of ase.Atoms, optional
        Frames to play, of the same atoms in the same order.
    height : int
        Of the stage, in pixels.
    temperature : float
        In K: what *Run* begins with, where `atoms` have no velocities of their own. Drawn with `seed`, without drift
        and rotation of the whole.
    timestep : float
        Of the dynamics, in fs.
    speed : float
        How many fs pass in a second in front of the screen.
    seed : int
        For the velocities.

    Returns
    -------
    AliveAtoms
        Ends a notebook cell: it displays itself.

    Raises
    ------
    TypeError, ValueError
        If there are too many atoms for a page, some are unknown to the model or periodic, frames differ, or a number
        makes no sense.

    Examples
    --------
    >>> from ase.build import molecule
    >>> alive(None, molecule("H2O"))
    Atoms to turn: run this cell for them. H2O, 3 atoms (O 1, H 2, H 3).
    """
    check_model(model)
    frames = check_frames(atoms, trajectory)
    start = frames[0] if atoms is None else atoms
    check_atoms(model, start, len(frames))
    numbers = check_numbers(height=height, temperature=temperature, timestep=timestep, speed=speed)
    return AliveAtoms(model, start, frames, numbers, seed)


class AliveAtoms:
    """Atoms that a reader drags; made by :func:`alive`.

    Attributes
    ----------
    data : dict
        What the page is given, ready for JSON.
    text : str
        What is shown, in words and numbers.
    """

    def __init__(self, model: Any, atoms: Any, frames: Sequence[Any], numbers: dict[str, float], seed: int) -> None:
        self._start = atoms.copy()
        self._widget: Any = None
        self._model = model
        self.data = _data(model, atoms, frames, numbers, seed)
        verb = "turn" if model is None else "move"
        parts = [present(atoms, len(frames)), predicted(model, atoms)]
        self.text = f"Atoms to {verb}: run this cell for them. {'; '.join(part for part in parts if part)}."

    @property
    def atoms(self) -> Any:
        """The atoms where the reader has left them: a copy, with a calculator if the model is a potential."""
        atoms = self._start.copy()
        if self._widget is not None and self._widget.positions:
            atoms.positions = np.reshape(self._widget.positions, (-1, 3))
        if isinstance(self._model, NeuralPotential):
            atoms.calc = self._model.calculator()
        return atoms

    def still(self) -> Picture:
        """Return the picture that stands where nothing can move."""
        from matplotlib import pyplot as plt

        from ...plotting.picture import picture_of
        from .still import draw_still

        figure = draw_still(self._model, self._start)
        try:
            return picture_of(figure, f"Figure. {self.text.partition('. ')[2]}")
        finally:
            plt.close(figure)

    def html(self, picture: Picture, with_script: bool = True) -> str:
        """Return the element for a page: the picture, in whose place the script puts what is alive.

        Parameters
        ----------
        picture : Picture
            What is there without a script.
        with_script : bool
            Whether to carry the script, which a page needs once, before or behind its elements.
        """
        data = json.dumps(self.data, separators=(",", ":"), allow_nan=False).replace("</", "<\\/")
        words = escape(f"{picture.text.removeprefix('Figure. ')} In the web edition these atoms can be moved.")
        return (
            '<figure class="atoms" style="margin:1em 0"><miniff-alive>'
            f'<script type="application/json">{data}</script>{picture.html()}<p class="atoms-words">{words}</p>'
            f"</miniff-alive>{page_script() if with_script else ''}</figure>"
        )

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        from ...plotting.picture import is_static

        picture = self.still()
        bundle: dict[str, object] = {"text/plain": repr(self), "image/png": base64.b64encode(picture.png).decode()}
        if is_static():
            bundle["text/html"] = self.html(picture, not _page.get("carries the script"))
            _page["carries the script"] = True
        else:
            view = "application/vnd.jupyter.widget-view+json"
            bundle[view] = self._live()._repr_mimebundle_()[0][view]
        return bundle, picture.metadata()

    def _live(self) -> Any:
        """Return the widget, one for all displays of this object."""
        if self._widget is None:
            from .widget import AtomsWidget

            self._widget = AtomsWidget(data=self.data, positions=self._start.positions.ravel().tolist())
        return self._widget


def _data(model: Any, atoms: Any, frames: Sequence[Any], numbers: dict[str, float], seed: int) -> Json:
    """Return what the page needs to know."""
    from ase import units
    from ase.data import covalent_radii

    elements = list(dict.fromkeys(atoms.symbols))
    covalent = {e: float(covalent_radii[atoms.numbers[atoms.symbols.search(e)[0]]]) for e in elements}
    around = np.concatenate([atoms.positions, cell_corners(atoms)]) if atoms.cell.rank else atoms.positions
    centre = around.mean(axis=0)
    data: Json = {
        "title": atoms.get_chemical_formula(),
        "help": what_to_do(model is not None, isinstance(model, NeuralPotential), bool(frames)),
        "model": None if model is None else model_json(model),
        "symbols": list(atoms.symbols),
        "masses": atoms.get_masses().tolist(),
        "covalent": covalent,
        "bonded": BONDED,
        "radii": {e: float(shown_radii(np.array(radius))) for e, radius in covalent.items()},
        "colours": colours(list(atoms.symbols)),
        "positions": pack(atoms.positions),
        "velocities": pack(start_velocities(atoms, numbers["temperature"], seed)),
        "turned": orientation(atoms).ravel().tolist(),
        "centre": centre.tolist(),
        "extent": float(np.linalg.norm(around - centre, axis=1).max(initial=0)) + 0.9,
        "height": numbers["height"],
        "dt": numbers["timestep"] * units.fs,
        "steps_per_second": numbers["speed"] / numbers["timestep"],
        "kB": units.kB,
    }
    if frames:
        data["frames"] = pack([frame.positions for frame in frames], "<f4")
    if atoms.cell.rank:
        data["cells"] = pack([frame.cell.array for frame in frames or [atoms]])
    return data
