"""Training as it goes on. In: what `train` tells after each step. Out: curves and parity plots; in a terminal lines."""

from __future__ import annotations

import base64
import time
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np
from tqdm import tqdm

from ..._support.checks import a_type
from ..._support.progress import in_notebook
from ..comparison import QUANTITIES, compare
from ..labels import labels_of

if TYPE_CHECKING:
    from ...plotting.picture import Picture
    from .member import Progress

N_SHOWN = 24  # structures of a parity plot: enough to see how it goes, few enough to be quick
PICTURE_SECONDS, LINE_SECONDS = 1.0, 10.0  # between two pictures, or two lines, at least
SHARE = 0.1  # of the time goes into pictures, at most
UNITS = {"energy": "eV/atom", "forces": "eV/A"}
# While a cell runs, its kernel hears of no button that a cell could show; an interruption it does hear.
HOW_TO_STOP = (
    "To stop, interrupt the kernel: the square button of the notebook, or Esc and then I twice. The best so far is "
    "returned."
)


class TrainingView:
    """What to give to `train` to see how it goes: ``train(..., on_step=TrainingView(structures))``.

    In a notebook the root mean square errors of training and validation against the step, on logarithmic axes, and
    predictions of some structures beside their labels, with all of it in words. The first picture comes after a second,
    and each next one when nine times as long has passed as the last one took, at least a second: they cost a tenth of
    the time. At the end of the cell a last one shows what is returned. In a terminal there is a line of numbers every
    ten seconds.

    Parameters
    ----------
    structures : list of ase.Atoms, optional
        With labels, such as the test set: what the parity plots show, at most 24 of them, evenly over the list.
        Without any there are curves only.
    energy_key, forces_key : str, optional
        Where to look for labels in ``atoms.info`` and ``atoms.arrays``.

    Attributes
    ----------
    pictures : tuple of Picture
        The last ones; each has its `text`.
    status : str
        The line above them.

    Raises
    ------
    TypeError, ValueError
        If `structures` are no structures, none is labelled, or, at the first step, one has an element that the
        potential does not know.

    Notes
    -----
    Nothing is shown of members of a committee that train in other processes (``n_jobs`` above 1).

    To stop a training by a rule of your own beside it: ``on_step=lambda p: view(p) or p.step == 20``.
    """

    def __init__(
        self, structures: Sequence[Any] = (), *, energy_key: str | None = None, forces_key: str | None = None
    ) -> None:
        if hasattr(structures, "positions") or not hasattr(structures, "__iter__"):
            raise TypeError(f"structures is {a_type(structures)}; expected a list of ase.Atoms.")
        listed = list(structures)
        self._structures = listed[:: max(1, -(-len(listed) // N_SHOWN))]
        self._labels = labels_of(self._structures, energy_key, forces_key)
        has_label = np.isfinite(self._labels.energies).any() or any(f is not None for f in self._labels.forces)
        if listed and not has_label:
            raise ValueError(
                f"structures has {len(listed)} entries, and no energy or forces were found in those that would be "
                "shown; expected labels in the results of their calculators. Try energy_key=..., forces_key=..., or "
                "TrainingView() for curves only."
            )
        self.pictures: tuple[Picture, ...] = ()
        self.status = "No training has been seen yet."
        self._logs: dict[int, list[dict[str, Any]]] = {}
        self._is_over = False
        self._due = 0.0
        self._display: str | None = None
        self._progress: Progress | None = None

    def __call__(self, progress: Progress) -> None:
        """Take note of a step, and show it if the last picture is old enough."""
        if self._logs.get(progress.seed) is not progress.log:
            self._begin(progress)
        notebook = in_notebook()
        if notebook:
            self._follow(progress)
        began = time.monotonic()
        if began < self._due:
            return
        if notebook:
            self._draw(progress, f"training: {self._numbers()}. {HOW_TO_STOP}")
        else:
            tqdm.write(self._numbers())
        now = time.monotonic()
        pause = PICTURE_SECONDS if notebook else LINE_SECONDS
        self._due = now + max(pause, (now - began) * (1 / SHARE - 1))

    def _begin(self, progress: Progress) -> None:
        """Begin with a training, or with the next member of a committee."""
        unknown = set().union(*(set(atoms.symbols) for atoms in self._structures)) - set(progress.potential().elements)
        if unknown:
            raise ValueError(
                f"structures hold {', '.join(sorted(unknown))}, which the potential in training does not know; "
                "expected structures of the elements that it is trained on."
            )
        if self._is_over or progress.seed in self._logs:
            self._logs, self._display, self._is_over = {}, None, False
        if not self._logs:
            self._due = time.monotonic() + (PICTURE_SECONDS if in_notebook() else LINE_SECONDS)
        self._logs[progress.seed] = progress.log

    def _follow(self, progress: Progress) -> None:
        """See to it that the end of the cell is noticed: `train` tells steps, and not that there is none any more."""
        from IPython import get_ipython

        if self._progress is None:
            get_ipython().events.register("post_run_cell", self._end)
        self._progress = progress

    def _end(self, _: object = None) -> None:
        from IPython import get_ipython

        get_ipython().events.unregister("post_run_cell", self._end)
        progress, self._progress, self._is_over = self._progress, None, True  # not to keep all data of the training
        if progress is not None:
            member = f"member {len(self._logs) - 1}" if len(self._logs) > 1 else "what is returned"
            shows = f" The parity plots show {member}." if self._structures else ""
            self._draw(progress, f"ended: {self._numbers()}.{shows}")

    def _numbers(self) -> str:
        """Return the errors after the last step."""
        from ...plotting.picture import number

        seed, log = list(self._logs.items())[-1]
        last = log[-1]
        texts = []
        for name, unit in UNITS.items():
            known = [(p, v) for p in ("train", "validation") if (v := (last[p] or {}).get(name)) is not None]
            if known:
                values = ", ".join(f"{number(1000 * value)} ({part})" for part, value in known)
                texts.append(f"{name} {values} m{unit}")
        member = f"seed {seed}, " if len(self._logs) > 1 else ""
        return f"{member}{len(log)} steps, RMSE of {'; '.join(texts)}"

    def _draw(self, progress: Progress, status: str) -> None:
        """Draw what there is, and show it."""
        from matplotlib import pyplot as plt  # takes longer to import than all else of atoms

        from ...plotting.picture import show
        from ..figures import plot_learning, plot_parity

        before = set(plt.get_fignums())
        try:
            pictures = [show(plot_learning(list(self._logs.values())))]
            if self._structures:
                found = compare(progress.potential().predict(self._structures), self._structures, self._labels)
                pairs = {QUANTITIES[name]: (c.reference, c.prediction) for name, c in found.items()}
                pictures.append(show(plot_parity(pairs)))
        finally:  # an interruption may come at any time, and the notebook would show a figure that is left open
            for figure in set(plt.get_fignums()) - before:
                plt.close(figure)
        self.pictures, self.status = tuple(pictures), status
        self._publish()

    def _publish(self) -> None:
        """Put it in the output of the cell, in the place of what was there."""
        from IPython.display import publish_display_data

        is_shown = self._display is not None
        self._display = self._display or uuid4().hex
        publish_display_data(self._repr_mimebundle_(), transient={"display_id": self._display}, update=is_shown)

    def __repr__(self) -> str:
        return " ".join([self.status, *(picture.text for picture in self.pictures)])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        head, _, rest = self.status.partition(":")
        status = f"<strong>{escape(head)}</strong>{':' if rest else ''}{escape(rest)}"
        no_flash = 'decoding="sync"'  # of white between two pictures
        images = "".join(f"<div>{picture.html(no_flash)}</div>" for picture in self.pictures)
        bundle = {
            "text/plain": repr(self),
            "text/html": f'<div role="status" aria-live="polite" style="line-height:1.4">{status}</div>{images}',
        }
        if self.pictures:
            bundle["image/png"] = base64.b64encode(self.pictures[0].png).decode()
        return bundle
