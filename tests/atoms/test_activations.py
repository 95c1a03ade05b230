import pytest
import torch

from miniff_edu.atoms.activations import Cosine, Exponential, Gaussian, ReversedSigmoid, Square
from miniff_edu.models import behler_nn


@pytest.mark.parametrize(
    ("activation", "values"),
    [
        (Gaussian, [0.1353352832366127, 1.0, 0.8824969025845955]),
        (Cosine, [-0.4161468365471424, 1.0, 0.8775825618903728]),
        (ReversedSigmoid, [0.8807970779778823, 0.5, 0.3775406687981454]),
        (Exponential, [7.38905609893065, 1.0, 0.6065306597126334]),
        (Square, [4.0, 0.0, 0.25]),
    ],
)
def test_values_and_slopes(activation: type[torch.nn.Module], values: list[float]) -> None:
    x = torch.tensor([-2.0, 0.0, 0.5], dtype=torch.float64, requires_grad=True)
    torch.testing.assert_close(activation()(x).detach(), torch.tensor(values, dtype=torch.float64), rtol=1e-14, atol=0)
    assert torch.autograd.gradcheck(activation(), x)


def test_far_away_they_stay_finite() -> None:
    x = torch.tensor([-800.0, 800.0], dtype=torch.float64)
    assert Gaussian()(x).tolist() == [0, 0]
    assert ReversedSigmoid()(x).tolist() == [1, 0]


def test_networks_are_made_of_them() -> None:
    network = behler_nn(2, 3, 3, activation=Square, seed=0)
    assert [type(layer).__name__ for layer in network] == ["Linear", "Square", "Linear", "Square", "Linear"]
