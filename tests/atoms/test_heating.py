"""The figure of heated silicon: what it draws, and what its words promise."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from miniff_edu.atoms.heating import LIQUID, MOLTEN, fates, liquid_energy, melts_at, plot_heating
from miniff_edu.data import summary
from miniff_edu.plotting.picture import message_of, picture_of


@pytest.fixture(scope="module")
def melting() -> dict[str, np.ndarray]:
    return summary("melting")


def words(melting: dict[str, np.ndarray], potential: str) -> str:
    figure = plot_heating(melting, potential)
    try:
        return picture_of(figure).text
    finally:
        plt.close(figure)


def test_where_it_melts() -> None:
    kelvins = np.array([300, 600, 900])
    assert melts_at(kelvins, np.array([0.1, 0.31, 0.5])) == 600
    assert melts_at(kelvins, np.array([0.1, MOLTEN, 0.2])) != 600
    assert np.isnan(melts_at(kelvins, np.array([0.1, 0.1, np.nan])))


def test_what_became_of_each_run() -> None:
    rows = np.array([[0.1, 0.4, 0.5], [0.1, 0.2, np.nan], [0.1, 0.5, np.nan], [0.1, 0.1, 0.2]])
    assert fates({"temperatures": np.array([300, 600, 900]), "lindemann_x": rows}, "x") == [
        "molten at 600 K",
        "atoms fell together at 900 K",
        "molten at 600 K, atoms fell together at 900 K",
        "a crystal to the end",
    ]


def test_the_liquid_of_crystals_only_is_too_deep(melting: dict[str, np.ndarray]) -> None:
    at = np.flatnonzero(melting["temperatures"] == LIQUID)[0]
    reference = melting["cooled_energy_reference"][at]
    assert liquid_energy(melting, "reference") == reference
    assert abs(liquid_energy(melting, "both") - reference) < 0.02
    heated = [
        row[at]
        for row, far in zip(melting["energy_crystal"], melting["lindemann_crystal"], strict=True)
        if far[at] > 0.3
    ]
    gap = reference - np.mean(heated)
    assert gap > 0.2
    assert f"lies {gap:.1f} eV per atom below that of the reference" in words(melting, "crystal")
    assert "lies 0.0 eV per atom" in words(melting, "both")


def test_what_is_drawn(melting: dict[str, np.ndarray]) -> None:
    figure = plot_heating(melting, "both")
    upper, lower = figure.axes
    assert upper.get_title() == "trained on crystals and liquids"
    assert (
        message_of(figure) == "at 2400 K the liquid of the potential lies 0.0 eV per atom below that of the reference"
    )
    drawn = [line.get_ydata() for line in upper.lines]
    for name in ("reference", "both"):
        for row in melting[f"energy_{name}"]:
            assert any(np.array_equal(row, y, equal_nan=True) for y in drawn)
    assert any(np.array_equal(melting["liquid_both"], line.get_ydata()) for line in lower.lines)
    plt.close(figure)


def test_an_unknown_potential(melting: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match=r"potential is 'neural'; expected one of 'reference', 'both', 'crystal'"):
        plot_heating(melting, "neural")
