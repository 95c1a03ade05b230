import json
from pathlib import Path

import numpy as np
import pytest
import torch
from potentials import random_potential
from safetensors.numpy import load_file, save_file
from small_structures import random_structure

from miniff_edu.atoms import AtomicNetwork, NeuralPotential, files, load
from miniff_edu.models import behler_nn

TWO = ("O", "Si")


@pytest.mark.parametrize("members", [1, 2])
def test_what_is_saved_comes_back_to_the_last_bit(tmp_path: Path, members: int) -> None:
    potential = random_potential(members=members)
    potential.save(tmp_path / "a.safetensors")
    state = torch.get_rng_state()
    again = load(str(tmp_path / "a.safetensors"))
    assert torch.equal(state, torch.get_rng_state())
    assert again.sf == potential.sf
    assert again.describe() == potential.describe()
    atoms = random_structure(1, TWO, n=4)
    for a, b in zip(again.predict(atoms), potential.predict(atoms), strict=True):
        np.testing.assert_array_equal(a, b)
    again.save(tmp_path / "b.safetensors")
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2, "nothing is left behind"


def test_networks_without_bias_range_or_inputs_are_kept(tmp_path: Path) -> None:
    from miniff_edu.atoms import G2, SymmetryFunctions

    sf = SymmetryFunctions({"O": [G2(eta=1, neighbour="H", cutoff=2)], "H": []}, 3.0, "poly2", inner=0.2)
    network = behler_nn(1, 3, bias=[True, False, True], activation=torch.nn.SiLU, seed=0, dtype=torch.float64)
    potential = NeuralPotential(sf, {"O": network, "H": AtomicNetwork(None, offset=0.1)})
    potential.save(tmp_path / "a")
    assert load(tmp_path / "a").describe() == potential.describe()


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    random_potential().save(tmp_path / "a.safetensors")
    return tmp_path / "a.safetensors"


def test_a_truncated_file_is_refused(saved: Path) -> None:
    whole = saved.read_bytes()
    for size in (0, 5, 100, len(whole) - 1):
        saved.write_bytes(whole[:size])
        with pytest.raises(ValueError, match=r"a.safetensors is no whole safetensors file"):
            load(saved)


def test_a_foreign_file_is_refused(saved: Path) -> None:
    save_file({"x": np.zeros(3)}, saved)
    with pytest.raises(ValueError, match="was not written by miniff_edu"):
        load(saved)
    saved.write_text("potential", encoding="utf-8")
    with pytest.raises(ValueError, match="no whole safetensors file"):
        load(saved)
    with pytest.raises(FileNotFoundError):
        load(saved.parent / "nowhere")


def metadata(path: Path) -> dict[str, str]:
    content = path.read_bytes()
    return json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]


def test_a_tampered_file_is_refused(saved: Path) -> None:
    tensors, known = load_file(saved), metadata(saved)
    changed = {**tensors, "0.O.offset": np.array(tensors["0.O.offset"] + 1e-9)}
    save_file(changed, saved, metadata=known)
    with pytest.raises(ValueError, match="has been changed since it was written"):
        load(saved)
    for text in (known["miniff_edu"].replace("cosine", "smooth"), known["miniff_edu"][:-1], "[]", "{}"):
        save_file(tensors, saved, metadata={"miniff_edu": text})
        with pytest.raises(ValueError, match="has been changed since it was written"):
            load(saved)
    save_file(tensors, saved, metadata=known)
    load(saved)


def test_a_newer_file_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FORMAT", 2)
    random_potential().save(saved)
    monkeypatch.undo()
    with pytest.raises(ValueError, match=r"has format 2; this version reads up to 1. Install a newer miniff_edu"):
        load(saved)


def test_a_card_that_json_cannot_hold_leaves_the_old_file(saved: Path) -> None:
    before = saved.read_bytes()
    potential = random_potential()
    potential.card["x"] = np.zeros(2)
    with pytest.raises(TypeError, match="card holds what JSON cannot"):
        potential.save(saved)
    assert saved.read_bytes() == before
