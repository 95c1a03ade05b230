import numpy as np
import pytest
from ase.build import bulk
from matplotlib import pyplot as plt

from miniff_edu.atoms import behler_recipe
from miniff_edu.atoms.figures import plot_functions
from miniff_edu.plotting.picture import describe


def test_each_different_shape_is_drawn_once() -> None:
    listed = [bulk("Si", cubic=True) for _ in range(3)]
    for seed, atoms in enumerate(listed):
        atoms.rattle(0.05, seed=seed)
    sf = behler_recipe(listed, 4.5)
    figure = plot_functions(sf, "Si")
    distance, angle = figure.axes
    assert len(distance.lines) == 8
    r, value = distance.lines[3].get_data()
    expected = np.exp(-sf.functions["Si"][3].eta * (r - sf.functions["Si"][3].shift) ** 2)
    x = np.clip(r / 4.5, 0, 1 - 1e-9)
    np.testing.assert_allclose(value, expected * np.exp(1 - 1 / (1 - x**2)), atol=1e-12)
    assert [line.get_label() for line in angle.lines] == ["zeta 1, lam 1", "zeta 1, lam -1", "zeta 2, lam 1"]
    np.testing.assert_allclose(angle.lines[1].get_ydata()[[0, -1]], [0, 2], atol=1e-12)
    assert "what a neighbour adds" in describe(figure)
    plt.close(figure)
    with pytest.raises(ValueError, match="element is 'O'; expected one of Si"):
        plot_functions(sf, "O")
