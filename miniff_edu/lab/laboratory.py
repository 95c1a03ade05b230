"""The live laboratory: choose everything about a toy experiment, fit, watch, stop, pin, compare.

In: settings, as for :func:`miniff_edu.toy.toy_experiment`. Out: an object that ends a notebook cell. Live it is
controls and a picture; in a built page, where no kernel answers, its first result.
"""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from .._support.threads import one_thread
from ..closure.history import LossHistory
from ..plotting.picture import Picture, is_static, size_text
from ..toy.experiment import Experiment, Predict, toy_experiment
from .face import Face
from .settings import DEFAULTS, changes_text, check_settings, first_text, outcome_text, settings_text
from .sheet import Curves, Sheet

FIRST_SECONDS = 0.15  # a fit that is over before then shows its end only
DRAWING_SECONDS = 0.07  # between two pictures of a fit that is going on


@dataclass
class _Run:
    """A fit that has been asked for."""

    settings: dict[str, Any]
    previous: threading.Thread | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    next_drawing: float = 0.0


class Laboratory:
    """A toy experiment with all its settings at hand; the last line of a cell.

    Parameters
    ----------
    **settings
        The settings to begin with: black_box, n_points, noise, family, n_descriptors, n_layers, n_internal, method,
        seed, as in :class:`miniff_edu.toy.ToySettings`.

    Attributes
    ----------
    settings : dict
        What the controls say; `change` changes it.
    experiment : Experiment or None
        The last result.
    is_stale : bool
        Whether the settings have changed since the fit that the picture shows.
    is_running : bool
        Whether a fit is going on.
    status, picture : str, Picture
        What is shown, and the line above it.
    automatic : bool
        Whether every change starts a fit.

    Raises
    ------
    TypeError, ValueError
        If there is no such setting, or it is out of range.

    Examples
    --------
    >>> Laboratory(n_layers=3)  # doctest: +SKIP
    """

    def __init__(self, **settings: Any) -> None:
        # Fits run in a thread of their own, so that the kernel is free for the Stop button. Whatever a thread and the
        # kernel both change is changed under this lock.
        self._lock = threading.RLock()
        self._settings = DEFAULTS | check_settings(settings)
        self._sheet = Sheet()
        self._face: Face | None = None
        self._automatic = False
        self._fitted = dict(self._settings)
        self._experiment: Experiment | None = None
        self._outcome = ""
        self._failure: tuple[dict[str, Any], str] | None = None  # settings that came to no result, and why
        self._result = self._curves = Curves.make(self._settings, None, [], settings_text(self._settings))
        self._pinned: Curves | None = None
        toy_experiment(n_points=2, n_layers=1)  # torch imports half of itself now, which is not part of the first fit
        self._run: _Run | None = _Run(dict(self._settings))
        self._carry_out(self._run)  # here and now: a picture is there from the beginning
        self._text = first_text(self._settings, self._experiment)

    @property
    def settings(self) -> dict[str, Any]:
        """A copy of what the controls say."""
        return dict(self._settings)

    @property
    def experiment(self) -> Experiment | None:
        """The last result, or None where no fit has come to one."""
        return self._experiment

    @property
    def is_running(self) -> bool:
        """Whether a fit is going on."""
        return self._latest() is not None

    def _latest(self) -> _Run | None:
        """Return the fit that is going on; one that ends keeps the lock until its result is shown."""
        with self._lock:
            return self._run

    @property
    def is_stale(self) -> bool:
        """Whether the settings have changed since the fit that the picture shows."""
        run = self._run
        return self._settings != (self._fitted if run is None else run.settings)

    @property
    def automatic(self) -> bool:
        """Whether every change starts a fit."""
        return self._automatic

    @automatic.setter
    def automatic(self, value: bool) -> None:
        self._automatic = bool(value)
        if self._face is not None:
            self._face.show_settings(self._settings, self._automatic)
        if self._automatic and self.is_stale:
            self.fit()

    def change(self, **settings: Any) -> None:
        """Change settings, as the controls do.

        Parameters
        ----------
        **settings
            As for the laboratory itself.

        Raises
        ------
        TypeError, ValueError
            If there is no such setting, or it is out of range; then nothing changes.
        """
        checked = check_settings(settings)
        with self._lock:
            if self._settings == (changed := self._settings | checked):
                return
            self._settings = changed
            if self._face is not None:
                self._face.show_settings(self._settings, self._automatic)
            if self._automatic:
                self.fit()
            else:
                self._publish()

    def fit(self) -> None:
        """Start a fit with the present settings, and return at once. A fit that is still going on is stopped first."""
        with self._lock:
            run = _Run(dict(self._settings))
            if self._run is not None:
                self._run.stop.set()
                run.previous = self._run.thread
            run.thread = threading.Thread(target=self._carry_out, args=(run,), name="laboratory", daemon=True)
            self._run = run  # before it starts: it asks whether it is the latest
            run.thread.start()

    def stop(self) -> None:
        """Ask the fit that is going on to end after its present step; what it has reached is its result."""
        with self._lock:
            if self._run is None:
                self._publish("nothing to stop: no fit is going on")
            else:
                self._run.stop.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until no fit is going on, and the last one is shown.

        Parameters
        ----------
        timeout : float, optional
            Seconds to wait at most; a result that is being drawn is waited for.

        Returns
        -------
        bool
            Whether none is.
        """
        end = None if timeout is None else time.monotonic() + timeout
        while (run := self._latest()) is not None and run.thread is not None:
            run.thread.join(None if end is None else max(0.0, end - time.monotonic()))
            if run.thread.is_alive():
                return False
        return True

    def pin(self) -> None:
        """Keep the last result in the picture, to compare the next ones with it."""
        with self._lock:
            nothing = "nothing to pin: no fit has come to a result" if self._experiment is None else None
            self._pinned = self._result if nothing is None else None
            self._publish(nothing, redraw=nothing is None)

    def unpin(self) -> None:
        """Take the pinned result out of the picture."""
        with self._lock:
            nothing = "nothing to unpin: no result is pinned" if self._pinned is None else None
            self._pinned = None
            self._publish(nothing, redraw=nothing is None)

    def _carry_out(self, run: _Run) -> None:
        """Run a fit from beginning to end; whatever happens to it is said, and nothing is raised."""
        if run.previous is not None:
            run.previous.join()
        experiment, curves = None, self._result
        if run.stop.is_set():
            outcome = "stopped: before its first step; the picture shows the fit before"
        else:
            start = time.perf_counter()
            run.next_drawing = start + FIRST_SECONDS
            try:
                with one_thread():
                    experiment = toy_experiment(**run.settings, on_step=partial(self._step, run))
                outcome = outcome_text(experiment, time.perf_counter() - start)
                label = f"test RMSE {size_text(experiment.test.rmse)}: {settings_text(run.settings)}"
                curves = Curves.make(run.settings, experiment.predict, experiment.history.evaluations, label)
            except Exception as error:  # in a thread nobody would ever hear of it
                experiment = None
                before = "" if self._experiment is None else " The picture shows the fit before."
                outcome = f"failed: {type(error).__name__}: {error}{before}"
        with self._lock:
            self._failure = (run.settings, outcome) if experiment is None else None
            if experiment is not None:
                self._experiment, self._result, self._fitted = experiment, curves, run.settings
            if self._experiment is experiment:
                self._outcome = outcome
            if self._run is run:  # otherwise another one has taken its place, and will show itself
                self._run = None
                self._curves = self._result
                if self._pinned is not None and self._pinned.black_box != self._curves.black_box:
                    self._outcome += f"; unpinned: the pinned fit is of another black box, {self._pinned.black_box}"
                    self._pinned = None
                self._publish(redraw=True)

    def _step(self, run: _Run, history: LossHistory, predict: Predict) -> bool:
        """Show where a fit is, not too often; tell it to stop if that was asked for."""
        if run.stop.is_set():
            return True
        if time.perf_counter() > run.next_drawing:
            label = f"step {len(history.steps)}: {settings_text(run.settings)}"
            curves = Curves.make(run.settings, predict, history.evaluations, label)
            with self._lock:
                if self._run is run and not run.stop.is_set():
                    self._curves = curves
                    changes = changes_text(run.settings, self._settings)
                    status = f"fitting: step {len(history.steps)}, loss {history.steps[-1]:.2g}"
                    self._publish(status + (f"; out of date: {changes} changed since" if changes else ""), redraw=True)
            run.next_drawing = time.perf_counter() + DRAWING_SECONDS
        return False

    def _publish(self, status: str | None = None, redraw: bool = False) -> None:
        """Bring status and picture up to date, here and in the browser."""
        if redraw:
            self.picture: Picture = self._sheet.draw(self._curves, self._pinned)
        self.status = self._say() if status is None else status
        if self._face is not None:
            self._face.show(self.status, self.is_stale, self.picture if redraw else None)

    def _say(self) -> str:
        run = self._run
        if run is None and self._failure is not None and self._failure[0] == self._settings:
            return self._failure[1]
        if self.is_stale:
            changes = changes_text(self._fitted if run is None else run.settings, self._settings)
            return f"out of date: {changes} changed since the last fit; press Fit. Before: {self._outcome}"
        return self._outcome if run is None else "fitting"

    def __repr__(self) -> str:
        return self._text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, object]:
        png = base64.b64encode(self.picture.png).decode()
        bundle: dict[str, object] = {"text/plain": self._text, "image/png": png}
        if is_static():
            bundle["text/html"] = (
                f'<figure class="laboratory" style="margin:1em 0">\n{self.picture.html()}\n'
                "<figcaption>The laboratory at its first settings. Its controls need a kernel: run this notebook in "
                "JupyterLab.</figcaption>\n</figure>"
            )
            return bundle
        with self._lock:
            if self._face is None:
                self._face = Face(self)
                self._face.show(self.status, self.is_stale, self.picture)
        view = "application/vnd.jupyter.widget-view+json"
        bundle[view] = self._face.whole._repr_mimebundle_()[view]
        return bundle
