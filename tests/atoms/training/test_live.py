"""A training that is watched: by a clock; and in a kernel of its own, against what the potential says of itself.

The second is thorough: tests/live watches and interrupts one in JupyterLab, daily.
"""

import asyncio
import json
import re
from types import SimpleNamespace

import IPython
import nbformat
import numpy as np
import pytest
from IPython import display
from labelled import molecules
from matplotlib import pyplot as plt
from nbclient import NotebookClient
from potentials import random_potential

from miniff_edu.atoms import TrainingView
from miniff_edu.atoms.training import Progress, live

KNOWN = random_potential()
STRUCTURES = molecules(30)

# Each step takes a while: so pictures come, and there is time to interrupt.
PREPARE = """
import json, time
from miniff_edu.atoms import TrainingView, behler_recipe, train
from miniff_edu.data import load

data, test = load("water", "train")[:30], load("water", "test")[:10]
sf = behler_recipe(data, 4.0, n_radial=3, n_angular=1)
view = TrainingView(test)
"""
TRAIN = """
potential = train(data, sf, hidden=(3,), on_step=lambda p: view(p) or time.sleep(0.3) or p.step == {last})
"""
ASK = """
errors = potential.evaluate(test).errors
print(json.dumps([potential.card["history"], potential.card["stopped"], {n: e[0] for n, e in errors.items()}]))
"""


class Watching(NotebookClient):
    """Notes what is displayed by each cell, and interrupts the kernel after the first picture of one of them."""

    def __init__(self, *args: object, interrupted: int, **options: object) -> None:
        super().__init__(*args, **options)
        self.shown: dict[int, list] = {}
        self.interrupted, self.task = interrupted, None

    def process_message(self, msg, cell, cell_index):
        if msg["msg_type"] in ("display_data", "update_display_data"):
            shown = self.shown.setdefault(cell_index, [])
            shown.append((msg["msg_type"], msg["content"]["transient"].get("display_id"), msg["content"]["data"]))
            if cell_index == self.interrupted and self.task is None:
                self.task = asyncio.get_running_loop().create_task(self.km.interrupt_kernel())
        return super().process_message(msg, cell, cell_index)


@pytest.fixture(scope="module")
def watched() -> tuple[list, dict[int, list]]:
    """Return the cells of a notebook that has run, and what they displayed: a training, and one that is interrupted."""
    sources = [PREPARE, TRAIN.format(last=9), ASK, "view", TRAIN.format(last=500), ASK]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    client = Watching(notebook, timeout=200, interrupted=4)
    client.execute()
    return notebook.cells, client.shown


def value(text: str, before: str) -> float:
    """Return the number that stands behind some words."""
    found = re.search(before + r" ([0-9.e-]+)", text)
    assert found, f"{before!r} is not in {text!r}"
    return float(found[1])


def check_last_picture(data: dict, log: list, errors: dict[str, float]) -> None:
    """Check the words of the last picture against the card, and against an evaluation of the potential itself."""
    text = data["text/plain"]
    assert text.startswith(f"ended: {len(log)} steps, RMSE of energy ")
    assert "The parity plots show what is returned." in text
    for name, end in (("energy", "; forces"), ("forces", " meV/A. The")):
        said = text[text.index(f"{name} ") : text.index(end)]
        train, validation = re.findall(r"([0-9.]+) \((?:train|validation)\)", said)
        assert float(train) == pytest.approx(1000 * log[-1]["train"][name], rel=0.05)
        assert float(validation) == pytest.approx(1000 * log[-1]["validation"][name], rel=0.05)
        assert value(text, f"Errors of the {name}: RMSE") == pytest.approx(1000 * errors[name], rel=0.05)
        lowest = min(entry["validation"][name] for entry in log)
        panel = text[text.index(f"RMSE of the {name} (") :]
        assert float(re.findall(r"lowest ([0-9.e-]+[0-9])", panel)[1]) == pytest.approx(lowest, rel=0.05)
    alts = re.findall(r'<img [^>]*alt="([^"]*)"', data["text/html"])
    assert [alt[:14] for alt in alts] == ["Figure with 2 ", "Figure with 4 "]
    assert '<div role="status" aria-live="polite"' in data["text/html"]


@pytest.mark.thorough
def test_a_notebook_shows_pictures_and_the_last_is_of_what_is_returned(watched: tuple[list, dict]) -> None:
    cells, shown = watched
    history, stopped, errors = json.loads(cells[2].outputs[-1].text)
    assert stopped == ["stopped"]
    assert len(history[0]) == 9
    assert [kind for kind, _, _ in shown[1][:2]] == ["display_data", "update_display_data"]
    first = shown[1][0][2]["text/plain"]
    assert re.match(r"training: [2-8] steps, RMSE of energy", first)
    assert "To stop, interrupt the kernel: the square button" in first
    last = shown[1][-1][2]
    check_last_picture(last, history[0], errors)
    assert len({name for _, name, _ in shown[1]}) == 1
    outputs = [o for o in cells[1].outputs if o.output_type == "display_data"]
    assert len(outputs) == 1, "one place, and the last picture in it"
    assert outputs[0].data["text/plain"] == last["text/plain"]
    assert cells[3].outputs[0].data["text/plain"] == last["text/plain"]


@pytest.mark.thorough
def test_an_interrupted_cell_leaves_a_potential_and_its_picture(watched: tuple[list, dict]) -> None:
    cells, shown = watched
    history, stopped, errors = json.loads(cells[5].outputs[-1].text)
    assert stopped == ["interrupted"]
    assert len(history[0]) < 100
    said = "".join(o.text for o in cells[4].outputs if o.output_type == "stream")
    assert f"Interrupted after {len(history[0])} steps: the best so far is returned." in said
    assert not [o for cell in cells for o in cell.outputs if o.output_type == "error"]
    check_last_picture(shown[4][-1][2], history[0], errors)
    assert shown[4][0][0] == "display_data", "a place of its own, not that of the training before"


class Clock:
    """Stands for time.monotonic: it goes on when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(live, "time", clock)
    return clock


class Shell:
    """Stands for IPython's shell: what is registered is called at the end of a cell."""

    def __init__(self) -> None:
        self.at_end: list = []
        self.events = self

    def register(self, event: str, function: object) -> None:
        if event == "post_run_cell":  # matplotlib registers something as well
            self.at_end.append(function)

    def unregister(self, event: str, function: object) -> None:
        assert event == "post_run_cell"
        self.at_end.remove(function)

    def end_cell(self) -> None:
        for function in list(self.at_end):
            function(SimpleNamespace())


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> tuple[Shell, list]:
    shell, shown = Shell(), []
    monkeypatch.setattr(live, "in_notebook", lambda: True)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(
        display, "publish_display_data", lambda data, transient, update: shown.append((transient, update, data))
    )
    return shell, shown


def step(log: list, potential: object = KNOWN, seed: int = 0) -> Progress:
    """Add a step to a log: errors fall like 1 / step."""
    n = len(log) + 1
    train = {"energy": 0.02 / n, "forces": 0.5 / n}
    log.append({"step": n - 1, "seconds": 1.0 * n, "train": train, "validation": {"energy": 0.03 / n, "forces": None}})
    return Progress(log, seed, lambda: potential)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, clock: Clock, shell: tuple[Shell, list]) -> SimpleNamespace:
    """Let drawing only take its time, and note when it began and what stood above the picture."""
    drawn = SimpleNamespace(cost=0.0, times=[], statuses=[])

    def draw(_: TrainingView, progress: Progress, status: str) -> None:
        drawn.times.append(clock.now)
        drawn.statuses.append(status)
        clock.now += drawn.cost

    monkeypatch.setattr(TrainingView, "_draw", draw)
    return drawn


def test_pictures_take_a_tenth_of_the_time(clock: Clock, drawn: SimpleNamespace) -> None:
    drawn.cost = 2.0
    view, log = TrainingView(), []
    for _ in range(400):
        clock.now += 0.5
        view(step(log))
    assert drawn.times[0] == 1.5  # a second after the first step
    assert np.diff(drawn.times).tolist() == pytest.approx([20] * 11)
    assert len(drawn.times) * 2.0 / clock.now == pytest.approx(0.1, abs=0.01)


def test_quick_pictures_come_once_a_second(clock: Clock, drawn: SimpleNamespace) -> None:
    view, log = TrainingView(), []
    for _ in range(24):
        clock.now += 0.25
        view(step(log))
    steps = [re.match(r"training: (\d+) steps", status)[1] for status in drawn.statuses]
    assert steps == ["5", "9", "13", "17", "21"]


def test_without_structures_there_are_curves_only(clock: Clock, shell: tuple[Shell, list]) -> None:
    view, log = TrainingView(), []
    for _ in range(2):
        clock.now += 2
        view(step(log))
    assert [picture.text[:22] for picture in view.pictures] == ["Figure with 2 panels. "]
    shell[0].end_cell()
    assert (
        view.status == "ended: 2 steps, RMSE of energy 10 (train), 15 (validation) meV/atom; forces 250 (train) meV/A."
    )


def test_members_are_curves_of_one_picture_and_another_training_has_its_own(clock: Clock, shell: tuple) -> None:
    kernel, shown = shell
    view, logs = TrainingView(STRUCTURES), ([], [])
    for seed, log in enumerate(logs, 3):
        for pause in (0.1, 0.1, 2):
            clock.now += pause
            view(step(log, seed=seed))
    assert "train of member 1 from 0.02 to 0.0067" in repr(view)
    assert view.status.startswith("training: seed 4, 3 steps, RMSE of energy 6.7 (train), 10 (validation) meV/atom;")
    kernel.end_cell()
    assert kernel.at_end == []
    assert view.status.startswith("ended: seed 4, 3 steps")
    assert view.status.endswith("The parity plots show member 1.")
    assert "against 15 references" in view.pictures[1].text, "every second of 30 structures"
    ends, again = len(shown), []
    for _ in range(2):
        clock.now += 2
        view(step(again, seed=3))
    assert len(shown) == ends + 1
    assert shown[-1][:2] != shown[0][:2]
    assert shown[-1][1] is False, "a new place"
    assert "member 1" not in repr(view)


def test_a_terminal_gets_a_line_every_ten_seconds(clock: Clock, capsys: pytest.CaptureFixture) -> None:
    view, log = TrainingView(STRUCTURES), []
    for _ in range(13):
        clock.now += 2
        view(step(log))
    assert capsys.readouterr().out.splitlines() == [
        "6 steps, RMSE of energy 3.3 (train), 5 (validation) meV/atom; forces 83 (train) meV/A",
        "11 steps, RMSE of energy 1.8 (train), 2.7 (validation) meV/atom; forces 45 (train) meV/A",
    ]
    assert view.pictures == ()


def test_an_interrupted_picture_leaves_no_figure_open(clock: Clock, shell: tuple[Shell, list]) -> None:
    class Interrupted:
        elements = KNOWN.elements

        def predict(self, structures: list) -> list:
            plt.figure()
            raise KeyboardInterrupt

    view, log = TrainingView(STRUCTURES[:1]), []
    view(step(log, Interrupted()))
    clock.now += 2
    with pytest.raises(KeyboardInterrupt):
        view(step(log, Interrupted()))
    assert plt.get_fignums() == []


def test_bad_structures_are_refused() -> None:
    with pytest.raises(TypeError, match=r"structures is an ase.Atoms; expected a list of ase.Atoms"):
        TrainingView(STRUCTURES[0])
    bare = [atoms.copy() for atoms in STRUCTURES[:2]]
    with pytest.raises(ValueError, match=r"structures has 2 entries, and no energy or forces.*Try energy_key="):
        TrainingView(bare)
    silicon = random_potential(("Si",))
    with pytest.raises(ValueError, match="structures hold O, which the potential in training does not know"):
        TrainingView(STRUCTURES)(step([], silicon))
