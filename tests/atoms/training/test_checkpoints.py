"""Training that is killed goes on from its file, and ends where it would have ended, to the last bit."""

import errno
import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from labelled import crystals

from miniff_edu.atoms import NeuralPotential, behler_recipe, train
from miniff_edu.atoms.training import Progress
from miniff_edu.fit import checkpoint as checkpoint_module
from miniff_edu.fit.checkpoint import Checkpoint

# Training imports once, and each child ends itself as a machine ends it, in the middle of a call, without a word. What
# computes has begun in none but the children: threads do not survive a fork.
SCRIPT = """
import json, os, signal, sys
from labelled import crystals
from miniff_edu.atoms import behler_recipe, train

def end_at(method, kill_at):
    def on_step(progress):
        if progress.step == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
    structures = crystals(16)
    sf = behler_recipe(structures, 4.2, n_radial=4, n_angular=1)
    train(structures, sf, hidden=(3,), method=method, seed=2, checkpoint=method, on_step=on_step)

ends = []
for method, kills in json.loads(sys.argv[1]).items():
    for kill_at in kills:
        child = os.fork()
        if child == 0:
            try:
                end_at(method, kill_at)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        ends.append(os.waitstatus_to_exitcode(status))
with open("ends.json", "w") as file:
    json.dump(ends, file)
"""
KILLS = {"levenberg_marquardt": (1, 6), "kalman": (3,), "adam": (5,), "lbfgs": (4,)}
STRUCTURES = crystals(16)
SF = behler_recipe(STRUCTURES, 4.2, n_radial=4, n_angular=1)


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files of trainings that were killed, named after their methods."""
    folder = tmp_path_factory.mktemp("killed")
    support = str(Path(__file__).parents[2] / "support")
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {support!r})\n{SCRIPT}", json.dumps(KILLS)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    ends = json.loads((folder / "ends.json").read_text(encoding="utf-8"))
    assert ends == [-signal.SIGKILL] * sum(map(len, KILLS.values())), run.stderr
    return folder


def bits(potential: NeuralPotential) -> bytes:
    return b"".join(
        t.numpy().tobytes() for m in potential.members for net in m.values() for t in net.state_dict().values()
    )


def n_steps(path: Path) -> int:
    """Return how many steps a file knows of."""
    file = Checkpoint(path)
    file._check = lambda known: None  # type: ignore[method-assign]
    state = file.load()
    assert state is not None
    return len(state["steps"])


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system ends processes otherwise")
@pytest.mark.parametrize("method", KILLS)
def test_killed_and_resumed(method: str, killed: Path) -> None:
    options = {"hidden": (3,), "method": method, "seed": 2, "on_step": lambda progress: progress.step >= 9}
    written = n_steps(killed / method)
    steps: list[int] = []

    def on_step(progress: Progress) -> bool:
        steps.append(progress.step)
        return progress.step >= 9

    resumed = train(STRUCTURES, SF, **{**options, "on_step": on_step}, checkpoint=killed / method)
    whole = train(STRUCTURES, SF, **options)
    assert 1 <= written <= KILLS[method][-1]  # the file may be of an earlier step: writing takes little of the time
    assert steps == list(range(written, len(whole.card["history"][0]) + 1))
    assert bits(resumed) == bits(whole)
    assert [step["train"] for step in resumed.card["history"][0]] == [
        step["train"] for step in whole.card["history"][0]
    ]
    assert resumed.card["errors"] == whole.card["errors"]


def test_a_committee_has_a_file_for_each_member(tmp_path: Path) -> None:
    options = {"hidden": (3,), "committee": 2, "on_step": lambda progress: progress.step >= 5}
    whole = train(STRUCTURES, SF, **options)

    def interrupt(progress: Progress) -> bool:
        if progress.seed == 1 and progress.step == 3:
            raise KeyboardInterrupt
        return progress.step >= 5

    train(STRUCTURES, SF, **{**options, "on_step": interrupt}, checkpoint=tmp_path / "c")
    assert {path.name for path in tmp_path.iterdir()} == {"c", "c.1"}
    again = train(STRUCTURES, SF, **options, checkpoint=tmp_path / "c")
    assert bits(again) == bits(whole)


def test_other_arguments_or_data_are_refused(tmp_path: Path) -> None:
    options = {"hidden": (3,), "checkpoint": tmp_path / "c", "on_step": lambda progress: progress.step >= 3}
    train(STRUCTURES, SF, **options)
    for other, message in (({"seed": 1}, "seed was 0, is 1"), ({"ridge": 0.5}, "ridge was 'auto', is 0.5")):
        with pytest.raises(
            ValueError, match=f"checkpoint is c, which belongs to a call with other arguments: {message}"
        ):
            train(STRUCTURES, SF, **options, **other)
    moved = [*STRUCTURES[:-1], STRUCTURES[-1].copy()]
    moved[-1].calc = STRUCTURES[-1].calc
    moved[-1].positions[0, 0] += 1e-4
    with pytest.raises(ValueError, match="other arguments: data was"):
        train(moved, SF, **options)
    with pytest.raises(ValueError, match="other arguments: functions was"):
        train(STRUCTURES, behler_recipe(STRUCTURES, 4.0, n_radial=4, n_angular=1), **options)


def test_time_may_be_given_anew(tmp_path: Path) -> None:
    options = {"hidden": (3,), "checkpoint": tmp_path / "c"}
    first = train(STRUCTURES, SF, max_seconds=1e-3, **options)
    assert len(first.card["history"][0]) == 1
    second = train(STRUCTURES, SF, on_step=lambda progress: progress.step >= 5, **options)
    assert len(second.card["history"][0]) == 5
    assert bits(second) == bits(train(STRUCTURES, SF, hidden=(3,), on_step=lambda progress: progress.step >= 5))


def test_a_full_disk_stops_no_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"hidden": (3,), "checkpoint": tmp_path / "c"}
    train(STRUCTURES, SF, on_step=lambda progress: progress.step >= 3, **options)
    old = (tmp_path / "c").read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(checkpoint_module, "write_whole", full)
    with pytest.warns(UserWarning, match=r"checkpoint c could not be written \(No space left on device\)"):
        potential = train(STRUCTURES, SF, on_step=lambda progress: progress.step >= 6, **options)
    assert (tmp_path / "c").read_bytes() == old
    assert np.isfinite(potential.predict(STRUCTURES[0]).energy)
    assert torch.isfinite(potential.members[0]["Si"].network[0].weight).all()
