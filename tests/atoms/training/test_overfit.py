"""An accident, staged: too many weights for few geometries, hardly pulled; and the same data with what `train` chooses.

Of 160 geometries 136 teach: 1360 numbers, and 782 weights. The errors of training become small, and those of all other
geometries do not follow.
"""

import warnings

import pytest

from miniff_edu.atoms import behler_recipe, train
from miniff_edu.data import load

STRUCTURES, TEST = load("water", "train")[:160], load("water", "test")
SF = behler_recipe(STRUCTURES, 6.0)


def rmse(errors: dict[str, list[float]]) -> float:
    """Return the RMSE of the forces, meV/A."""
    return 1000 * errors["forces"][0]


def test_too_many_weights_learn_by_heart_and_say_so() -> None:
    with pytest.warns(UserWarning, match="hidden is"), pytest.warns(UserWarning, match="Over-fit") as caught:
        potential = train(
            STRUCTURES,
            SF,
            hidden=(10, 10),
            ridge=0.01,
            expected_errors=(0.0001, 0.003),
            on_step=lambda progress: progress.step == 12,
        )
    said = [str(warning.message) for warning in caught]
    assert said[0].startswith("hidden is (10, 10), which makes 782 weights for 1360 energies and force components;")
    assert [text[:30] for text in said[1:]] == ["Over-fit: the RMSE of the ener", "Over-fit: the RMSE of the forc"]
    errors = potential.card["errors"]
    assert rmse(errors["train"]) < 25
    assert rmse(errors["validation"]) > 5 * rmse(errors["train"])
    evaluation = potential.evaluate(TEST)
    assert rmse(evaluation.errors) > 2 * rmse(errors["train"])
    assert evaluation.errors["forces"][2] > 10 * errors["train"]["forces"][0]  # the largest
    assert any(text.startswith("Over-fit: the RMSE of the forces is") for text in evaluation.remarks)


def test_what_is_chosen_for_the_same_data_does_not() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        potential = train(STRUCTURES, SF, hidden=None, ridge="auto", on_step=lambda progress: progress.step == 40)
    assert potential.card["settings"]["hidden"] == [2, 2]
    errors = potential.card["errors"]
    for name in ("energy", "forces"):
        assert errors["validation"][name][0] < 3 * errors["train"][name][0]
    assert rmse(potential.evaluate(TEST).errors) < 30  # with too many weights it was about 60
