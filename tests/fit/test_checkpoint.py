"""A fit that is stopped, by a hand or by the end of its process, and goes on from its file."""

import errno
from pathlib import Path

import pytest
import torch

from miniff_edu.closure.history import LossHistory
from miniff_edu.fit import checkpoint as checkpoint_module
from miniff_edu.fit import fit
from miniff_edu.fit.checkpoint import Checkpoint


class Walk:
    """Goes down a parabola with a momentum and a noise of its own: a step depends on more than the parameters."""

    def __init__(self, length: int | None = None) -> None:
        self.x = torch.tensor([3.0, -2.0], dtype=torch.float64)
        self.speed = torch.zeros(2, dtype=torch.float64)
        self.generator = torch.Generator().manual_seed(5)
        self.history = LossHistory()
        self.length = length

    def learning_parameters(self) -> list[torch.Tensor]:
        return [self.x]

    @property
    def is_converged(self) -> bool:
        return self.length is not None and len(self.history.steps) >= self.length

    def step(self) -> float:
        noise = torch.randn(2, generator=self.generator, dtype=torch.float64)
        self.speed = 0.8 * self.speed - 0.1 * self.x + 0.01 * noise
        self.x += self.speed
        return float(self.x @ self.x)

    def judge(self, validation: float) -> float:
        return float(((self.x - validation) ** 2).sum())

    def state_dict(self) -> dict:
        return {"x": self.x.clone(), "speed": self.speed, "noise": self.generator.get_state(), "pair": (1, {2: "two"})}

    def load_state_dict(self, state: dict) -> None:
        assert state["pair"] == (1, {2: "two"})
        self.x.copy_(state["x"])
        self.speed = state["speed"]
        self.generator.set_state(state["noise"])


@pytest.mark.parametrize("validation", [None, 0.3])
@pytest.mark.parametrize("stop", [1, 7, 19])
def test_it_ends_where_it_would_have_ended(tmp_path: Path, stop: int, validation: float | None) -> None:
    whole = Walk()
    expected = fit(whole, 20, validation=validation)
    first = Walk()
    fit(first, 20, validation=validation, checkpoint=tmp_path / "c", on_step=lambda h: len(h.steps) >= stop)
    assert first.history.stopped == "stopped"
    second = Walk()
    history = fit(second, 20, validation=validation, checkpoint=tmp_path / "c")
    assert torch.equal(second.x, whole.x)
    assert history == expected
    third = Walk()
    assert fit(third, 20, validation=validation, checkpoint=str(tmp_path / "c")).steps == expected.steps
    assert torch.equal(third.x, whole.x)


def test_who_has_stopped_it_is_asked_again_before_another_step(tmp_path: Path) -> None:
    for _ in range(2):
        walk, seen = Walk(), []
        history = fit(
            walk,
            20,
            checkpoint=tmp_path / "c",
            on_step=lambda h, seen=seen: seen.append(len(h.steps)) or len(h.steps) >= 5,
        )
        assert (len(history.steps), history.stopped) == (5, "stopped")
    assert seen == [5]


def test_patience_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = Walk()
    expected = fit(whole, validation=1.0, patience=6, max_steps=100)
    assert expected.stopped == "validation"
    for stop in (*range(2, len(expected.steps), 3), len(expected.steps), 1000):
        again = Walk()
        fit(
            again,
            validation=1.0,
            patience=6,
            max_steps=100,
            checkpoint=tmp_path / "c",
            on_step=lambda h, n=stop: len(h.steps) >= n,
        )
    assert again.history == expected
    assert torch.equal(again.x, whole.x)


def test_who_has_converged_says_so() -> None:
    walk = Walk(length=4)
    assert fit(walk, 20).stopped == "converged"
    assert len(walk.history.steps) == 4


def test_interrupted_with_validation_it_is_the_best() -> None:
    walk = Walk()
    seen = []

    def stop(history: LossHistory) -> None:
        seen.append((history.validation[-1], walk.x.clone()))
        if len(seen) == 15:
            raise KeyboardInterrupt

    assert fit(walk, 20, validation=1.0, on_step=stop).stopped == "interrupted"
    best = min(seen, key=lambda pair: pair[0])[1]
    assert torch.equal(walk.x, best)
    assert not torch.equal(walk.x, seen[-1][1])


def test_other_arguments_are_refused(tmp_path: Path) -> None:
    fit(Walk(), 3, checkpoint=Checkpoint(tmp_path / "c", {"seed": 1, "hidden": (3, 3)}))
    fit(Walk(), 3, checkpoint=Checkpoint(tmp_path / "c", {"seed": 1, "hidden": [3, 3]}))
    with pytest.raises(
        ValueError, match="checkpoint is c, which belongs to a call with other arguments: seed was 1, is 2"
    ):
        fit(Walk(), 3, checkpoint=Checkpoint(tmp_path / "c", {"seed": 2, "hidden": (3, 3)}))


def test_files_that_are_none(tmp_path: Path) -> None:
    path = tmp_path / "c"
    fit(Walk(), 3, checkpoint=path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    with pytest.raises(ValueError, match=r"checkpoint is c, which is no whole safetensors file .* Delete it"):
        fit(Walk(), 3, checkpoint=path)
    from safetensors.numpy import save_file

    save_file({}, path, metadata={"other": "1"})
    with pytest.raises(ValueError, match="checkpoint is c, which is no checkpoint of this version"):
        fit(Walk(), 3, checkpoint=path)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "c"
    fit(Walk(), 20, checkpoint=path, on_step=lambda h: len(h.steps) >= 5)
    old = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint_module, "write_whole", full)
        walk = Walk()
        with pytest.warns(UserWarning, match=r"checkpoint c could not be written \(No space left on device\)"):
            fit(walk, 20, checkpoint=path)
    assert len(walk.history.steps) == 20
    assert path.read_bytes() == old
    again = Walk()
    fit(again, 20, checkpoint=path)
    assert torch.equal(again.x, walk.x)


def test_writing_takes_little_of_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000))
    monkeypatch.setattr(checkpoint_module.time, "monotonic", lambda: next(clock))
    written = []
    monkeypatch.setattr(checkpoint_module, "write_whole", lambda path, content: written.append(content))
    file = Checkpoint(tmp_path / "c")
    for _ in range(50):
        file.save({})
    assert 1 < len(written) <= 3  # writing takes one tick, and each look at the clock another
    file.save({}, at_once=True)
    assert len(written) <= 4


def test_a_closure_without_a_state_is_refused(tmp_path: Path) -> None:
    class Plain:
        history = LossHistory()

        def learning_parameters(self) -> list[torch.Tensor]:
            return []

        def step(self) -> float:
            return 0.0

    with pytest.raises(TypeError, match=r"checkpoint is given and closure is .*Plain.*; expected one with state_dict"):
        fit(Plain(), 3, checkpoint=tmp_path / "c")
