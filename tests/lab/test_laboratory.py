"""The laboratory without a browser: its settings, its words, its fits in the background, both its faces."""

import base64
import io
import re
import threading
import time
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from matplotlib import rcParams
from PIL import Image

from miniff_edu.fit.methods import METHODS
from miniff_edu.lab import Laboratory
from miniff_edu.lab import face as _lab_face
from miniff_edu.lab import laboratory as lab
from miniff_edu.lab import sheet as _lab_sheet
from miniff_edu.lab.settings import DEFAULTS
from miniff_edu.toy.experiment import toy_data, toy_experiment
from miniff_edu.toy.settings import BLACK_BOXES, CONTROLS, FAMILIES, MAX_STEPS, Menu

VIEW = "application/vnd.jupyter.widget-view+json"
SLOW = {"method": "gradient_descent", "n_layers": 4, "n_points": 300}
ENDLESS = METHODS["gradient_descent"]._replace(patience=10**6, options={"lr": 1e-3})


@pytest.fixture(autouse=True)
def _leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MINIFF_EDU_STATIC", raising=False)
    plt.close("all")
    before, threads = dict(rcParams), torch.get_num_threads()
    yield
    assert plt.get_fignums() == []
    assert dict(rcParams) == before
    assert torch.get_num_threads() == threads
    for thread in threading.enumerate():
        if thread.name == "laboratory":
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Settings of a fit that goes on until it is stopped."""
    monkeypatch.setitem(METHODS, "gradient_descent", ENDLESS)
    monkeypatch.setitem(MAX_STEPS, "gradient_descent", 10**6)
    return SLOW


class Recorder:
    """Stands for a face, and writes down all that it is told to show."""

    def __init__(self, laboratory: Laboratory) -> None:
        self.shown: list[tuple[str, bool, bytes | None]] = []
        laboratory._face = self  # type: ignore[assignment]

    def show(self, status: str, is_stale: bool, picture: object = None) -> None:
        self.shown.append((status, is_stale, None if picture is None else picture.png))

    def show_settings(self, settings: dict[str, object], automatic: bool) -> None:
        pass

    @property
    def pictures(self) -> list[bytes]:
        return [png for _, _, png in self.shown if png is not None]


def until(condition, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def test_it_begins_with_a_good_fit() -> None:
    laboratory = Laboratory()
    assert laboratory.settings == DEFAULTS
    assert (DEFAULTS["n_descriptors"], DEFAULTS["n_layers"], DEFAULTS["n_internal"]) == (2, 2, 15)
    assert DEFAULTS["method"] == "levenberg_marquardt"
    assert not laboratory.is_stale
    assert not laboratory.is_running
    assert laboratory.experiment.test.rmse < 1e-3
    assert re.match(r"fitted: train RMSE 0\.\d+, test RMSE 0\.\d+, 61 parameters, \d+ steps?, ", laboratory.status)


def test_its_result_is_that_of_the_experiment() -> None:
    settings = {"black_box": "kink", "n_points": 40, "noise": 0.05, "family": "Gaussians", "n_layers": 1, "seed": 3}
    ours, theirs = Laboratory(**settings), toy_experiment(**settings, n_descriptors=2)
    grid = np.linspace(0, 10, 7)
    np.testing.assert_allclose(ours.experiment.predict(grid), theirs.predict(grid), rtol=1e-9)
    r, f = toy_data(
        *(ours.settings[name] for name in ("black_box", "n_points", "noise"))
    )  # what is drawn before a fit has ended
    assert (r == theirs.r).all()
    assert (f == theirs.f).all()


def test_a_residual_is_fit_minus_data() -> None:
    """A fit that is too high by a half has residuals of a half."""
    settings = {**DEFAULTS, "noise": 0.1}
    _, f = toy_data(settings["black_box"], settings["n_points"], settings["noise"])
    n_dense = len(_lab_sheet.DENSE)

    def too_high(r: np.ndarray) -> np.ndarray:
        return np.concatenate([np.zeros(n_dense), f + 0.5])

    curves = _lab_sheet.Curves.make(settings, too_high, [1.0], "too high")
    np.testing.assert_allclose(curves.residual, 0.5, rtol=1e-12)


def test_all_choices_are_offered() -> None:
    menus = {name: tuple(known.choices) for name, known in CONTROLS.items() if isinstance(known, Menu)}
    assert menus == {
        "black_box": tuple(BLACK_BOXES),
        "family": tuple(FAMILIES),
        "method": tuple(MAX_STEPS),
    }


@pytest.fixture(scope="module")
def refusing() -> Laboratory:
    """Return a laboratory that no bad setting changes, so one is enough for all of them."""
    return Laboratory(n_layers=1)


@pytest.mark.parametrize(
    ("settings", "kind", "message"),
    [
        ({"n_layer": 3}, TypeError, r"n_layer is no setting of the laboratory; expected some of .*Try n_layers=2"),
        ({"black_box": "sine"}, ValueError, r"black_box is 'sine'; expected one of 'toy function', .*Try black_box="),
        ({"method": "SGD"}, ValueError, "method is 'SGD'; expected one of 'levenberg_marquardt'"),
        ({"optimiser": "Adam"}, TypeError, r"optimiser is no setting of the laboratory.*Try method='levenberg_m"),
        ({"n_layers": 6}, ValueError, r"n_layers is 6; the laboratory offers 1 to 5\. Try n_layers=5"),
        ({"n_points": 1}, ValueError, "n_points is 1; the laboratory offers 10 to 300"),
        ({"n_points": 20.0}, TypeError, "n_points is a float; expected a whole number"),
        ({"noise": -0.1}, ValueError, "noise is -0.1; the laboratory offers 0.0 to 0.2"),
        ({"noise": float("nan")}, ValueError, "noise is nan"),
        ({"noise": "a lot"}, TypeError, "noise is a str; expected a number"),
        ({"seed": True}, TypeError, "seed is a bool"),
    ],
)
def test_bad_settings(refusing: Laboratory, settings: dict[str, object], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        Laboratory(**settings)
    with pytest.raises(kind, match=message):
        refusing.change(n_descriptors=3, **settings)
    assert refusing.settings == DEFAULTS | {"n_layers": 1}, "all or nothing"


def test_a_change_is_out_of_date_until_the_next_fit() -> None:
    laboratory = Laboratory()
    first = laboratory.experiment
    laboratory.change(n_layers=3, seed=1)
    assert laboratory.is_stale
    assert laboratory.status.startswith("out of date: layers (2 to 3), seed (0 to 1) changed since the last fit")
    laboratory.change(n_layers=2, seed=0)
    assert not laboratory.is_stale
    assert laboratory.status.startswith("fitted: ")
    laboratory.change(n_layers=3)
    laboratory.fit()
    assert laboratory.wait(30)
    assert not laboratory.is_stale
    assert laboratory.experiment is not first
    assert laboratory.experiment.n_parameters == 301
    assert laboratory.status.startswith("fitted: ")


def test_a_short_fit_sends_one_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miniff_edu.lab.laboratory.FIRST_SECONDS", 60.0)  # short on a busy machine too
    laboratory = Laboratory()
    recorder = Recorder(laboratory)
    laboratory.change(n_layers=4)  # some steps
    assert [(is_stale, png) for _, is_stale, png in recorder.shown] == [(True, None)]
    laboratory.fit()
    laboratory.wait()
    ((status, is_stale, png),) = recorder.shown[1:]
    assert status.startswith("fitted")
    assert not is_stale
    assert png == laboratory.picture.png


def test_a_slow_fit_is_shown_on_its_way_and_stops(endless: dict[str, object]) -> None:
    laboratory = Laboratory()
    recorder = Recorder(laboratory)
    laboratory.change(**endless)
    laboratory.fit()
    until(lambda: len(set(recorder.pictures)) >= 3)
    assert laboratory.is_running
    assert not laboratory.is_stale, "the settings are those that are being fitted"
    assert not laboratory.wait(0.01)
    asked = time.monotonic()
    laboratory.stop()
    assert laboratory.wait(5)
    assert time.monotonic() - asked < 5
    assert laboratory.experiment.history.stopped == "stopped"
    assert laboratory.status.startswith("stopped: train RMSE ")
    on_the_way = [status for status, _, png in recorder.shown[1:-1] if png is not None]
    assert all(re.fullmatch(r"fitting: step \d+, loss [\d.e-]+", status) for status in on_the_way)
    assert recorder.shown[-1][2] == laboratory.picture.png, "the final picture is shown"
    assert f"test RMSE {lab.size_text(laboratory.experiment.test.rmse)}" in laboratory.picture.text


def test_a_change_during_a_fit_is_said_at_once_and_afterwards(endless: dict[str, object]) -> None:
    laboratory = Laboratory()
    laboratory.change(**endless)
    laboratory.fit()
    laboratory.change(seed=5)
    assert laboratory.is_stale
    assert laboratory.status.startswith("out of date: seed (0 to 5)")
    until(lambda: laboratory.status.startswith("fitting: "))
    assert laboratory.status.endswith("; out of date: seed (0 to 5) changed since")
    laboratory.stop()
    laboratory.wait()
    assert laboratory.is_stale
    assert laboratory.status.startswith("out of date: seed (0 to 5) changed since the last fit")
    assert "stopped" in laboratory.status


def test_a_fit_during_a_fit_takes_its_place(endless: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Never two at a time, however fast Fit is pressed, and the last one counts."""
    running, most = [], []

    def watched(**settings: object) -> object:
        running.append(1)
        most.append(len(running))
        try:
            return toy_experiment(**settings)
        finally:
            running.pop()

    laboratory = Laboratory()
    recorder = Recorder(laboratory)
    monkeypatch.setattr(lab, "toy_experiment", watched)
    laboratory.change(**endless)
    for seed in range(5):
        laboratory.change(seed=seed)
        laboratory.fit()
    laboratory.change(method="Levenberg-Marquardt", n_layers=2, seed=7)
    laboratory.fit()
    assert laboratory.wait(10)
    assert set(most) == {1}
    assert not laboratory.is_stale
    assert laboratory.experiment.history.stopped == "target"
    assert recorder.shown[-1][0].startswith("fitted")
    assert recorder.shown[-1][2] == laboratory.picture.png


def test_stop_before_the_beginning(endless: dict[str, object]) -> None:
    laboratory = Laboratory()
    laboratory.stop()
    assert laboratory.status == "nothing to stop: no fit is going on"
    laboratory.change(**endless)
    laboratory.fit()
    laboratory.change(seed=1)
    laboratory.fit()
    laboratory.stop()
    assert laboratory.wait(5)
    assert not laboratory.is_running
    assert laboratory.status.startswith("stopped: before its first step")


def test_a_fit_that_diverges_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    wild = METHODS["gradient_descent"]._replace(options={"lr": 1e200})
    monkeypatch.setitem(METHODS, "gradient_descent", wild)
    laboratory = Laboratory()
    before = laboratory.experiment, laboratory.picture.png
    laboratory.change(method="gradient descent")
    laboratory.fit()
    assert laboratory.wait(10)
    assert laboratory.is_stale, "the picture shows the fit before"
    assert re.match(r"failed: DivergedError: the loss is (nan|inf)", laboratory.status)
    assert "The picture shows the fit before" in laboratory.status
    laboratory.change(method="Adam")
    assert laboratory.status.startswith("out of date: optimiser (Levenberg-Marquardt to Adam)")
    laboratory.change(method="Levenberg-Marquardt")
    assert laboratory.status.startswith("fitted: "), "that is what the picture shows"
    assert (laboratory.experiment, laboratory.picture.png) == before
    laboratory.change(method="Levenberg-Marquardt", n_layers=1)
    laboratory.fit()
    laboratory.wait()
    assert laboratory.status.startswith("fitted"), "and the next one works"

    alone = Laboratory(method="gradient descent")
    assert alone.experiment is None
    assert alone.status.startswith("failed: DivergedError")
    assert repr(alone).endswith("this fit fails.")
    assert "fit, empty" in alone.picture.text
    alone.pin()
    assert alone.status.startswith("nothing to pin")


def test_pinned_results() -> None:
    laboratory = Laboratory()
    plain = laboratory.picture
    laboratory.unpin()
    assert laboratory.status.startswith("nothing to unpin")
    laboratory.pin()
    pinned = laboratory.experiment.test.rmse
    label = f"pinned, test RMSE {lab.size_text(pinned)}: toy function, 100 points; 2 descriptors (powers); 2 layers"
    assert label in laboratory.picture.text
    assert laboratory.picture.png != plain.png
    laboratory.change(n_descriptors=1, n_layers=1)
    laboratory.fit()
    laboratory.wait()
    text = laboratory.picture.text
    now = lab.size_text(laboratory.experiment.test.rmse)
    assert text.startswith(f"test RMSE {now}: toy function, 100 points; 1 descriptor (powers); 1 layer; Lev")
    assert label in text
    assert "\n" not in text
    laboratory.unpin()
    assert "pinned" not in laboratory.picture.text


def test_a_yardstick_is_of_the_same_black_box() -> None:
    laboratory = Laboratory()
    laboratory.pin()
    laboratory.change(black_box="Morse")
    assert "pinned" in laboratory.picture.text, "until there is a fit of that one"
    laboratory.fit()
    assert laboratory.wait(60)
    assert "; unpinned: the pinned fit is of another black box, toy function" in laboratory.status
    assert "pinned" not in laboratory.picture.text
    laboratory.pin()
    laboratory.change(n_points=50)
    laboratory.fit()
    assert laboratory.wait(60)
    assert "pinned, test RMSE" in laboratory.picture.text
    assert "unpinned" not in laboratory.status


def test_the_pinned_curve_is_in_the_picture() -> None:
    """Blue where the pinned curve runs, in the panel of the fit and nowhere without it."""
    from io import BytesIO

    from matplotlib.colors import to_rgb
    from PIL import Image

    def blue(laboratory: Laboratory) -> int:
        pixels = np.asarray(Image.open(BytesIO(laboratory.picture.png)).convert("RGB"))[70:260, 120:520].astype(int)
        wanted = 255 * np.array(to_rgb(_lab_sheet.PINNED))
        return int((np.abs(pixels - wanted).max(axis=2) < 40).sum())

    laboratory = Laboratory(n_descriptors=1, n_layers=1)
    laboratory.pin()
    laboratory.change(n_descriptors=3)
    laboratory.fit()
    laboratory.wait()
    assert blue(laboratory) > 200
    laboratory.unpin()
    assert blue(laboratory) == 0


@pytest.mark.parametrize("black_box", list(BLACK_BOXES))
def test_curves_drawn_over_others_are_the_same_as_fresh_ones(black_box: str) -> None:
    """What was drawn before leaves no trace, whichever limits it had."""
    used = Laboratory(noise=0.1)
    used.pin()
    for settings in ({"n_layers": 1, "black_box": "Morse"}, {"n_points": 10, "noise": 0.0}, {"black_box": black_box}):
        used.change(**settings)
        used.fit()
        used.wait()
    used.unpin()
    fresh = Laboratory(**used.settings)
    assert used.picture.text == fresh.picture.text
    assert used.picture.png == fresh.picture.png


def test_automatic() -> None:
    laboratory = Laboratory()
    laboratory.automatic = True
    assert not laboratory.is_running
    laboratory.change(n_descriptors=3)
    laboratory.wait()
    assert laboratory.experiment.n_parameters == 76
    laboratory.automatic = False
    laboratory.change(n_descriptors=4)
    assert laboratory.is_stale
    laboratory.automatic = True
    laboratory.wait()
    assert laboratory.experiment.n_parameters == 91


class Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_who_has_waited_sees_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where drawing is slow: there was a moment when no fit went on any more and the old one was still shown."""
    laboratory = Laboratory()
    draw = laboratory._sheet.draw

    def slowly(*arguments: Any) -> Any:
        time.sleep(0.3)
        return draw(*arguments)

    monkeypatch.setattr(laboratory._sheet, "draw", slowly)

    def ask() -> None:
        while laboratory.is_running:
            time.sleep(0.001)

    for n_layers, wait in (3, laboratory.wait), (1, ask):
        laboratory.change(n_layers=n_layers)
        before = laboratory.picture
        laboratory.fit()
        wait()
        assert laboratory.status.startswith("fitted")
        assert laboratory.picture is not before


def test_live_face() -> None:
    """Controls and buttons do what the methods do, and the words are where a screen reader hears them."""
    laboratory = Laboratory()
    bundle = laboratory._repr_mimebundle_()
    assert sorted(bundle) == [VIEW, "image/png", "text/plain"]
    assert laboratory._repr_mimebundle_() == bundle, "displaying it again shows the same widget"
    face = laboratory._face
    assert {name: control.value for name, control in face.controls.items()} == DEFAULTS
    assert all(control.description and control.tooltip for control in face.controls.values())
    assert len({control.description for control in face.controls.values()}) == len(CONTROLS)

    face.controls["n_layers"].value = 3
    assert laboratory.settings["n_layers"] == 3
    assert "<strong>out of date</strong>: layers (2 to 3)" in face.status.value
    assert face.surround.layout.border_top == _lab_face.STALE
    ((_, status), *_) = Elements(face.status.value).found
    assert (status["role"], status["aria-live"]) == ("status", "polite")
    face.buttons["fit"].click()
    laboratory.wait()
    assert laboratory.experiment.n_parameters == 301
    assert "<strong>fitted</strong>: " in face.status.value
    assert face.surround.layout.border_top == _lab_face.FRESH
    (image,) = [attributes for tag, attributes in Elements(face.picture.value).found if tag == "img"]
    assert (image["width"], image["height"]) == ("860", "430")
    assert image["alt"] == laboratory.picture.text
    assert base64.b64decode(image["src"].partition(",")[2]) == laboratory.picture.png
    face.buttons["pin"].click()
    assert "pinned" in face.picture.value
    face.buttons["unpin"].click()
    assert "pinned" not in face.picture.value
    face.buttons["stop"].click()
    assert "nothing to stop" in face.status.value
    laboratory.change(seed=4, method="Adam")
    assert (face.controls["seed"].value, face.controls["method"].value) == (4, "adam")
    laboratory.change(method="Levenberg-Marquardt")
    face.automatic.value = True
    face.controls["noise"].value = 0.05
    laboratory.wait()
    assert not laboratory.is_stale


def test_words_cannot_become_html(monkeypatch: pytest.MonkeyPatch) -> None:
    laboratory = Laboratory()
    laboratory._repr_mimebundle_()

    def fails(**settings: object) -> None:
        raise ValueError("<b>no</b>")

    monkeypatch.setattr(lab, "toy_experiment", fails)
    laboratory.fit()
    laboratory.wait()
    assert "failed</strong>: ValueError: &lt;b&gt;no" in laboratory._face.status.value


def test_static_face(monkeypatch: pytest.MonkeyPatch) -> None:
    laboratory = Laboratory()
    live = laboratory.__class__()._repr_mimebundle_()
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    monkeypatch.setattr(lab, "Face", None)  # whoever makes a widget fails
    laboratory = Laboratory()
    bundle = laboratory._repr_mimebundle_()
    assert sorted(bundle) == ["image/png", "text/html", "text/plain"]
    assert bundle["text/plain"] == live["text/plain"]
    sizes = [Image.open(io.BytesIO(base64.b64decode(each["image/png"]))).size for each in (live, bundle)]
    assert sizes == [(860, 430), (1290, 645)], "sharper on a page, where nothing has to be fast"
    (image,) = [attributes for tag, attributes in Elements(bundle["text/html"]).found if tag == "img"]
    assert image["alt"] == laboratory.picture.text
    assert "need a kernel: run this notebook in JupyterLab" in bundle["text/html"]
    assert not re.search(r"<(script|input|button|select)", bundle["text/html"])


def test_text_is_stable() -> None:
    laboratory = Laboratory()
    assert repr(laboratory) == (
        "Laboratory, run this cell for its controls. It begins with toy function, 100 points; 2 descriptors (powers); "
        "2 layers of width 15; Levenberg-Marquardt, seed 0: the error at the data is below 0.001, the error at the "
        "black box between them is below 0.001."
    )
    laboratory.change(n_descriptors=1, n_layers=1)
    laboratory.fit()
    laboratory.wait()
    assert repr(laboratory).startswith("Laboratory, run this cell for its controls. It begins with toy function, 100")
    assert repr(Laboratory(n_layers=1)).endswith(
        "2 descriptors (powers); 1 layer; Levenberg-Marquardt, seed 0: the error at the data is not below 0.001, the "
        "error at the black box between them is not below 0.001."
    )
