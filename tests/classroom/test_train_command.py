"""A potential on the command line; the training itself is a stub here, which hands back networks as they were born."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.calculators.singlepoint import SinglePointCalculator
from ase.io import write

import miniff_edu.atoms
from miniff_edu.atoms import AtomicNetwork, NeuralPotential, load
from miniff_edu.classroom import cli
from miniff_edu.models import behler_nn


def train(structures: list, sf: Any, *, seed: int = 0, committee: int = 1, **options: Any) -> NeuralPotential:
    CALLS.append({"n": len(structures), "seed": seed, "committee": committee, **options})
    warnings.warn("hidden is too large", stacklevel=2)
    values = np.concatenate([each["Cu"] for each in sf(structures)])
    members = []
    for i in range(committee):
        network = behler_nn(values.shape[1], 3, activation=torch.nn.Tanh, seed=seed + i, dtype=torch.float64)
        members.append({"Cu": AtomicNetwork.standardised(network, values)})
    return NeuralPotential(sf, members, card={"seeds": [seed]})


CALLS: list[dict] = []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    CALLS.clear()
    monkeypatch.setattr(miniff_edu.atoms, "train", train, raising=False)
    listed = []
    for seed in range(10):
        atoms = bulk("Cu", cubic=True)
        atoms.rattle(0.05, seed=seed)
        atoms.calc = EMT()
        energy, forces = atoms.get_potential_energy(), atoms.get_forces()
        atoms.calc = SinglePointCalculator(atoms, energy=energy, forces=forces)
        listed.append(atoms)
    write(tmp_path / "cu.xyz", listed)
    write(tmp_path / "test.xyz", listed[:3])
    for atoms in listed:
        atoms.info["dft_energy"], atoms.arrays["dft_forces"] = atoms.get_potential_energy(), atoms.get_forces()
        atoms.calc = None
    write(tmp_path / "named.xyz", listed)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_becomes_a_potential_and_a_page(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert cli.main(["train", "cu.xyz"]) == 0
    said = capsys.readouterr().out
    assert "cu.xyz: 10 structures, 40 atoms" in said
    assert "training with 8 structures, validation with 2, drawn by seed 0" in said
    assert "what an atom sees up to 5 A (--cutoff)" in said
    assert "Note: hidden is too large\n" in said
    assert "validation energy [eV/atom]" in said
    assert "Give --test FILE." in said
    (call,) = CALLS
    assert call["n"] == 8
    assert len(call["validation"]) == 2
    assert (call["hidden"], call["max_seconds"], call["committee"]) == (None, None, 1)
    potential = load(folder / "cu.potential")
    assert potential.sf.cutoff == 5.0
    assert "<h1>cu: a potential for Cu</h1>" in (folder / "cu.html").read_text(encoding="utf-8")


def test_options_go_where_they_belong(folder: Path, capsys: pytest.CaptureFixture) -> None:
    line = "train named.xyz --out a.p --page b.html --test named.xyz --cutoff 4 --hidden 7 5 --seed 3 --committee 2 "
    line += "--max-seconds 9 --validation 0.3 --energy-key dft_energy --forces-key dft_forces"
    assert cli.main(line.split()) == 0
    said = capsys.readouterr().out
    (call,) = CALLS
    assert (call["n"], len(call["validation"])) == (7, 3)
    assert (call["hidden"], call["seed"], call["committee"], call["max_seconds"]) == ((7, 5), 3, 2, 9.0)
    assert sum("test" in row.split() for row in said.splitlines()) == 1
    assert "Give --test" not in said
    assert (folder / "b.html").exists()
    assert len(load(folder / "a.p").members) == 2


def test_no_hidden_layers_and_no_validation(folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert cli.main(["train", "cu.xyz", "--hidden", "--validation", "0", "--test", "test.xyz"]) == 0
    assert (CALLS[0]["hidden"], CALLS[0]["validation"], CALLS[0]["n"]) == ((), None, 10)
    assert cli.main(["train", "cu.xyz", "--validation", "0"]) == 0
    assert "Evaluation" not in capsys.readouterr().out.rpartition("training with")[2]


def test_the_seed_draws_the_validation_part(folder: Path) -> None:
    for seed in ("1", "1", "2"):
        assert cli.main(["train", "cu.xyz", "--seed", seed, "--cutoff", "4"]) == 0
    one, again, two = [[atoms.positions.sum() for atoms in call["validation"]] for call in CALLS]
    assert one == again != two


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("nope.xyz", 1, "path is nope.xyz, which is not there"),
        ("cu.xyz --test nope.xyz", 1, "path is nope.xyz, which is not there"),
        (
            "named.xyz",
            1,
            "no energies that ASE knows; expected some. Try --energy-key dft_energy --forces-key dft_forces.",
        ),
        ("cu.xyz --energy-key E", 1, "energy_key is 'E', which no structure has"),
        ("cu.xyz --cutoff 1", 1, "no two atoms nearer than cutoff = 1.0 A"),
        ("cu.xyz --cutoff 0", 2, "--cutoff is 0; expected a distance above 0"),
        ("cu.xyz --validation 1", 2, "--validation is 1; expected a share"),
        ("cu.xyz --validation 0.99", 1, "The validation part takes all 10 structures"),
        ("cu.xyz --committee 0", 2, "--committee is 0; expected at least 1"),
        ("cu.xyz --seed -1", 2, "--seed is -1; expected at least 0"),
        ("cu.xyz --max-seconds -1", 2, "--max-seconds is -1; expected at least 0"),
        ("cu.xyz --hidden 0", 2, "--hidden is 0; expected whole numbers of at least 1"),
        ("cu.xyz --out no/a.potential", 2, "--out is no/a.potential, in a folder that is not there"),
        ("cu.xyz --page .", 2, "--page is ., a folder"),
        ("cu.xyz --out cu.xyz", 2, "expected different files"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(
    folder: Path, capsys: pytest.CaptureFixture, line: str, code: int, said: str
) -> None:
    before = (folder / "cu.xyz").read_bytes()
    assert cli.main(["train", *line.split()]) == code
    assert said in capsys.readouterr().out
    assert not CALLS, "it is said before the work begins"
    assert (folder / "cu.xyz").read_bytes() == before
    assert not list(folder.glob("*.potential"))


def test_an_error_of_the_training_is_said(
    folder: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise ValueError("weights has 3 entries; expected 8.")

    monkeypatch.setattr(miniff_edu.atoms, "train", fail)
    assert cli.main(["train", "cu.xyz"]) == 1
    assert capsys.readouterr().out.endswith("weights has 3 entries; expected 8.\n")
