"""What Python gives to a page: numbers to their last bit, words, one script, and errors for what cannot live there."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import torch
from alive_pages import many_potentials
from ase import Atoms
from ase.build import bulk, molecule
from matplotlib import pyplot as plt

from miniff_edu._support import palette
from miniff_edu.atoms import G2, SymmetryFunctions, alive
from miniff_edu.atoms.page import view as module
from miniff_edu.atoms.page.arguments import start_velocities
from miniff_edu.atoms.page.model_json import model_json
from miniff_edu.atoms.page.script import MODULES, page_script, style
from miniff_edu.atoms.page.script import module as script

FILES = sorted(Path(module.__file__).parent.glob("*.[jc]s*"))


def unpack(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f8")


def test_numbers_are_kept_to_the_last_bit() -> None:
    for potential in many_potentials()[:6]:
        found = json.loads(json.dumps(model_json(potential), allow_nan=False))
        for member, packed in zip(potential.members, found["members"], strict=True):
            for element, network in member.items():
                for name in ("mean", "spread", "low", "high"):
                    assert unpack(packed[element][name]).tobytes() == getattr(network, name).numpy().tobytes()
                linear = [layer for layer in network.network if isinstance(layer, torch.nn.Linear)]
                weights = [layer for layer in packed[element]["layers"] if "weight" in layer]
                for layer, given in zip(linear, weights, strict=True):
                    assert unpack(given["weight"]).tobytes() == layer.weight.detach().numpy().tobytes()
                    assert unpack(given["bias"]).tobytes() == layer.bias.detach().numpy().tobytes()


def test_a_net_of_500_weights_is_small(water) -> None:
    potential, _ = water
    weights = sum(p.numel() for network in potential.members[0].values() for p in network.parameters())
    assert len(json.dumps(model_json(potential)["members"])) < 12 * weights + 4000


def test_the_words_are_stable_and_say_what_there_is(water) -> None:
    potential, start = water
    text = repr(alive(potential, start))
    assert text == repr(alive(potential, start))
    assert text.startswith("Atoms to move: run this cell for them. H2O, 3 atoms (O 1, H 2, H 3); energy -2074.")
    assert text.endswith("inside of what it has learned.")
    far = start.copy()
    far.positions[1] += 3
    assert "outside of it: " in repr(alive(potential, far))
    assert repr(alive(None, molecule("H2O"))) == (
        "Atoms to turn: run this cell for them. H2O, 3 atoms (O 1, H 2, H 3)."
    )
    assert "8 atoms" in repr(alive(None, bulk("Si", cubic=True)))
    assert ", with the cell, 2 frames" in repr(alive(None, trajectory=[bulk("Si", cubic=True)] * 2))


def test_a_live_notebook_gets_a_widget_and_never_html(water, monkeypatch) -> None:
    monkeypatch.delenv("MINIFF_EDU_STATIC", raising=False)
    potential, start = water
    shown = alive(potential, start)
    bundle, _ = shown._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}
    assert shown.atoms.positions.tolist() == start.positions.tolist()
    shown._widget.positions = (start.positions + 1).ravel().tolist()
    assert shown.atoms.positions == pytest.approx(start.positions + 1)
    assert shown.atoms.get_potential_energy() == pytest.approx(potential.predict(start).energy)


def test_a_page_carries_the_script_once(water, monkeypatch) -> None:
    monkeypatch.setenv("MINIFF_EDU_STATIC", "1")
    monkeypatch.setattr(module, "_page", {})
    potential, start = water
    one, two = (alive(potential, start)._repr_mimebundle_()[0] for _ in range(2))
    assert set(one) == {"text/plain", "image/png", "text/html"}
    assert one["text/html"].count('<script type="module">') == 1
    assert '<script type="module">' not in two["text/html"]
    assert len(two["text/html"]) < 25_000
    assert HTMLParser().feed(one["text/html"]) is None


def test_the_script_is_small_and_loads_nothing() -> None:
    assert len(page_script()) <= 25_000
    assert "import " not in script()
    assert "http" not in script().replace("http://www.w3.org/2000/svg", "")
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text), "colours are those of the palette"
        assert len(text.splitlines()) <= 400, "what can be read in one go"
    assert palette.FORCE in style()
    assert palette.ON_DARK[palette.FORCE.lower()] in style()
    assert {path.stem for path in FILES if path.suffix == ".js"} == set(MODULES)


def test_files_make_one_module() -> None:
    """Their imports are lines that can be left out, of files that stand before; and no name is given twice."""
    names: list[str] = []
    for i, name in enumerate(MODULES):
        text = next(path for path in FILES if path.name == f"{name}.js").read_text(encoding="utf-8")
        imports = re.findall(r"^import \{[^}\n]*\} from \"\./(\w+)\.js\";$", text, re.MULTILINE)
        assert len(imports) == len(re.findall(r"^\s*import\b", text, re.MULTILINE)), "each on a line of its own"
        assert set(imports) <= set(MODULES[:i]), name
        names += re.findall(r"^(?:export )?(?:const|let|function|class) (\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names)) >= 40


def test_letters_can_be_read_on_every_atom() -> None:
    for fill in {*palette.ATOMS.values(), *palette.OTHER_ATOMS}:
        lights = []
        for colour in (fill, palette.readable_on(fill)):
            channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
            linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
            lights.append(float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05)
        assert max(lights) / min(lights) >= 4.5


SF = SymmetryFunctions({"H": [G2(eta=1, neighbour="H")], "O": [G2(eta=1, neighbour="H")]}, 4.0)
WATER = molecule("H2O")


@pytest.mark.parametrize(
    ("call", "kind", "says"),
    [
        (lambda: alive("water", WATER), TypeError, r"model is a str; expected a NeuralPotential.*Try alive\(potential"),
        (lambda: alive(SF), TypeError, r"atoms is None; expected an ase\.Atoms, or trajectory="),
        (lambda: alive(None), TypeError, "atoms is None"),
        (lambda: alive(SF, [WATER]), TypeError, "atoms is a list"),
        (lambda: alive(SF, molecule("CH3OH")), ValueError, "atoms holds C; expected elements.*H, O"),
        (lambda: alive(SF, Atoms("H21", np.zeros((21, 3)))), ValueError, "holds 21 atoms; expected 1 to 20"),
        (lambda: alive(None, bulk("Si") * (7, 7, 7)), ValueError, "holds 686 atoms; expected 1 to 300"),
        (lambda: alive(SF, Atoms()), ValueError, "holds 0 atoms"),
        (
            lambda: alive(SF, Atoms("H", pbc=True, cell=[3, 3, 3])),
            ValueError,
            r"atoms is periodic.*alive\(None, atoms\)",
        ),
        (lambda: alive(SF, Atoms("H", [[np.nan, 0, 0]])), ValueError, "positions that are NaN"),
        (lambda: alive(None, trajectory=[]), ValueError, "trajectory holds no frame"),
        (lambda: alive(None, trajectory=WATER), TypeError, "expected a list of ase.Atoms"),
        (lambda: alive(None, trajectory=[WATER, molecule("CO2")]), ValueError, r"trajectory\[1\] is .*same atoms"),
        (lambda: alive(None, trajectory=[WATER, 3]), TypeError, r"trajectory\[1\] is an int"),
        (lambda: alive(None, trajectory=[WATER] * 7000), ValueError, r"Try trajectory=frames\[::2\]"),
        (lambda: alive(SF, WATER, height=3), ValueError, "height is 3; expected at least 120"),
        (lambda: alive(SF, WATER, temperature=-1), ValueError, "temperature is -1"),
        (lambda: alive(SF, WATER, timestep=50), ValueError, "timestep is 50.0 fs; expected at most 5"),
        (lambda: alive(SF, WATER, speed=0), ValueError, "speed is 0"),
    ],
)
def test_what_cannot_live_in_a_page(call, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind, match=says):
        call()


def test_velocities_are_of_that_temperature_and_neither_drift_nor_turn() -> None:
    atoms = alive(SF, WATER, temperature=250, seed=3)
    data = atoms.data
    moving = WATER.copy()
    moving.set_velocities(unpack(data["velocities"]).reshape(-1, 3))
    assert moving.get_temperature() == pytest.approx(250)
    assert moving.get_momenta().sum(axis=0) == pytest.approx(0, abs=1e-12)
    assert moving.get_angular_momentum() == pytest.approx(0, abs=1e-12)
    assert unpack(alive(SF, moving, temperature=9).data["velocities"]) == pytest.approx(moving.get_velocities().ravel())
    assert not unpack(alive(SF, WATER, temperature=0).data["velocities"]).any()


@pytest.mark.parametrize("atoms", [Atoms("H2", [[0, 0, 0], [0.74, 0, 0]]), molecule("CO2"), molecule("H2O")], ids=str)
@pytest.mark.filterwarnings("error")
def test_velocities_neither_drift_nor_turn(atoms: Atoms) -> None:
    """Nor do those of a molecule on a line, which has no rotation about its own axis."""
    moving = atoms.copy()
    moving.set_velocities(start_velocities(atoms, 300.0, seed=0))
    assert moving.get_temperature() == pytest.approx(300)
    assert np.abs(moving.get_momenta().sum(axis=0)).max() < 1e-12
    assert np.abs(moving.get_angular_momentum()).max() < 1e-12


def test_styles_of_the_reader_do_not_change_the_picture() -> None:
    views = [alive(None, bulk("Si", cubic=True)), alive(many_potentials()[0], Atoms("O2", [[0, 0, 0], [1.2, 0, 0]]))]
    for view in views:
        right = view.still().png
        with plt.style.context("dark_background"), plt.rc_context({"font.size": 30, "lines.linestyle": ":"}):
            assert view.still().png == right
