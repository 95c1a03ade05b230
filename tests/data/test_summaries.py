"""What chapters draw of long computations: complete, small, with its origin, and right by what is known elsewhere."""

from pathlib import Path

import numpy as np
import pytest

from miniff_edu import data
from miniff_edu._support.files import CHECKOUT
from miniff_edu.data import SUMMARIES, origin, summaries, summary

BOLTZMANN = 8.617333e-5  # eV/K


@pytest.fixture(scope="module")
def melting() -> dict[str, np.ndarray]:
    return summary("melting")


def test_every_summary_is_known() -> None:
    assert sorted(SUMMARIES) == sorted(path.stem for path in summaries.FOLDER.glob("*.toml"))
    assert {path.stem for path in summaries.FOLDER.glob("*.npz")} <= set(SUMMARIES)
    assert {"origin", "summary"} <= set(data.__all__)


@pytest.mark.parametrize("name", SUMMARIES)
def test_origin_of_a_summary(name: str) -> None:
    record = origin(name)
    assert record["name"] == name
    assert record["license"] == "CC0-1.0"
    assert (CHECKOUT / record["script"]).exists()
    assert sum("doi:10." in line for line in record["citations"]) >= 2
    assert record["date"] >= "2026-11-29"
    assert {"python", "numpy", "ase"} <= set(record["versions"])


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in Path(summaries.FOLDER).iterdir()) < 200_000


def test_errors_say_what_there_is() -> None:
    with pytest.raises(
        ValueError, match=r"name is 'melt'; expected one of melting, vibrations\. Try origin\('melting'\)"
    ):
        origin("melt")
    with pytest.raises(TypeError, match="expected the name of a summary"):
        summary(3)
    with pytest.raises(ValueError, match="has no tables"):
        summary("vibrations")


def test_tables_fit_together(melting: dict[str, np.ndarray]) -> None:
    n = len(melting["temperatures"])
    for name in ("reference", "both", "crystal"):
        for quantity in origin("melting")["tables"]:
            if f"{quantity}_{name}" in melting and quantity not in ("solid", "liquid"):
                assert melting[f"{quantity}_{name}"].shape[1:] == (n,)
        for what in ("solid", "liquid"):
            if f"{what}_{name}" in melting:
                assert melting[f"{what}_{name}"].shape == melting["r"].shape
    assert len(melting["energy_reference"]) == len(origin("melting")["seeds"]) == 3
    assert melting["frames"].shape[1:] == (64, 3)


def test_a_cold_crystal_has_springs(melting: dict[str, np.ndarray]) -> None:
    """At 300 K the potential energy above the lattice is 3/2 kT, by equipartition; the lattice has -4.3366 eV."""
    for name in ("reference", "both", "crystal"):
        above = melting[f"energy_{name}"][:, 0] + 4.3366
        thermal = 1.5 * BOLTZMANN * melting[f"kelvin_{name}"][:, 0]
        assert above == pytest.approx(thermal, rel=0.08)
        assert (np.abs(melting[f"kelvin_{name}"][:, 0] - 300) < 30).all()


def test_g_of_r_is_one_far_away_and_four_neighbours_near(melting: dict[str, np.ndarray]) -> None:
    r, width = melting["r"], melting["r"][1] - melting["r"][0]
    for name in ("solid_reference", "solid_both", "liquid_reference", "liquid_both"):
        g = melting[name]
        assert (g >= 0).all()
        assert g[r < 1.9].max() < 0.002  # a hot liquid comes as near as that, rarely
        shells = 4 * np.pi * r**2 * width
        whole = (g * shells)[r > 5].sum() / shells[r > 5].sum()
        assert whole == pytest.approx(1, abs=0.03)
    near = r < 3
    count = 4 * np.pi * 64 / 10.862**3 * (melting["solid_reference"] * r**2)[near].sum() * width
    assert count == pytest.approx(4, abs=0.05)


def test_vibrations_are_those_of_water() -> None:
    record = origin("vibrations")
    assert len(record["harmonic"]) == 3
    # Coupled cluster in this basis is known to be within 50 of the harmonic wavenumbers that spectra tell.
    assert np.abs(np.subtract(record["harmonic"], record["from_spectra"]["harmonic"])).max() < 50
    assert np.abs(np.subtract(*record["from_spectra"].values())).max() > 150
