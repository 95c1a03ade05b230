"""A reader's own settings of numpy and torch: the same numbers, to the last bit, wherever they come from."""

import warnings
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt

from miniff_edu.conditioning import normalise, orthogonalise, plot_counts, plot_spectrum
from miniff_edu.descriptors import Bessel, Chebyshev, Gaussians, PowerDecay
from miniff_edu.evaluate import metrics, split
from miniff_edu.plotting import plot_fit, plot_loss, plot_parity, show
from miniff_edu.report import fit_report
from miniff_edu.samples import make_dataset, pad_points, sum_over_points
from miniff_edu.scaling import Scaling
from miniff_edu.toy.experiment import toy_experiment
from miniff_edu.toy.figures import plot_beyond, plot_experiment
from miniff_edu.toy.landscape import follow, loss_landscape, plot_landscape, two_weights
from miniff_edu.toy.targets import kink, morse, toy_function, toy_function_g

FAR = np.linspace(0.1, 800, 60)
WEAK = np.stack([np.exp(-FAR / 2), np.exp(-FAR / 3), np.zeros(60)], axis=1)
TINY = np.array([1e-200, -1e-170, 1e-310])


def chain() -> list[np.ndarray]:
    """Describe, divide, scale, fold, and report."""
    data = make_dataset(FAR, toy_function(FAR), PowerDecay(3))
    train, test = split(data, (0.5, 0.5), seed=0)
    scaling = Scaling.fit(train)
    again = scaling.undo(scaling.apply(test))
    with torch.device("cpu"):
        network = torch.nn.Sequential(torch.nn.Linear(3, 1, dtype=torch.float64))
    torch.nn.init.ones_(network[0].weight)
    torch.nn.init.ones_(network[0].bias)
    made = fit_report([scaling.fold_into(network)], train=train, test=test)
    figure = show(made.plot())
    return [again.per_point[0].features.numpy(), made.prediction["test"], np.array(figure.text)]


def experiment(**settings: object) -> list[np.ndarray]:
    made = toy_experiment(max_steps=3, **settings)
    texts = [show(plot_experiment(made)).text]
    figure, ax = plt.subplots()
    plot_beyond(made, until=2000, ax=ax)
    return [made.predict(FAR), np.array([*texts, show(figure).text])]


def landscape() -> list[np.ndarray]:
    closure, x = two_weights(), np.linspace(-40, 40, 3)
    path, heights = follow(closure, 3), loss_landscape(closure, x, x)
    return [path.weights, heights, np.array(show(plot_landscape(x, x, heights, path.weights)).text)]


WORK: dict[str, Callable[[], list[np.ndarray]]] = {
    "targets": lambda: [
        f(r) for f in (toy_function, toy_function_g, morse, kink) for r in (FAR, FAR.astype("float32"))
    ],
    "descriptors": lambda: [
        made
        for family in (PowerDecay(5), Gaussians(40, 0, 40), Chebyshev(6), Bessel(6))
        for r in (FAR, FAR.astype("float32"))
        for made in (family(r), family.derivative(r))
    ],
    "samples": lambda: [
        made.numpy()
        for way in (pad_points, sum_over_points)
        for made in way([FAR[:2], FAR[2:5], FAR[-1:]], PowerDecay(3))
    ],
    "summed": lambda: list(
        make_dataset([FAR[:2], FAR[2:5]], [1, 2], PowerDecay(3), summed=True).per_point[0].mask.numpy()
    ),
    "conditioning": lambda: [normalise(WEAK), orthogonalise(WEAK[:, :2])],
    "metrics": lambda: [np.array(metrics(TINY, TINY[::-1])), np.array(metrics([1.0, 1.0], [1.0, 1.0]))],
    "spectrum": lambda: [np.array(show(plot_spectrum([3, 1, last])).text) for last in (1e-300, 1e-320, 0.0)],
    "counts": lambda: [np.array(show(plot_counts([1, 2], [1e-320, 1e-200], [1e300, 1e308])).text)],
    "loss": lambda: [np.array(show(plot_loss([1, 1e-300, 1e-320])).text)],
    "fits": lambda: [np.array(show(draw).text) for draw in (plot_fit(FAR, FAR**-99, 0 * FAR), plot_parity(TINY, TINY))],
    "chain": chain,
    "experiment": experiment,
    "experiment far out": lambda: experiment(high=800.0),
    "experiment by gradients": lambda: experiment(method="lbfgs", family="Bessel", n_layers=3),
    "experiment with Gaussians": lambda: experiment(family="Gaussians", n_descriptors=8, black_box="Morse"),
    "landscape": landscape,
}


@pytest.fixture(autouse=True)
def _settings_of_the_tests() -> Iterator[None]:
    dtype = torch.get_default_dtype()
    yield
    torch.set_default_dtype(dtype)
    torch.set_default_device(None)
    plt.close("all")


SETTINGS: dict[str, Callable[[], object]] = {
    "np.seterr": lambda: None,
    "device": lambda: torch.set_default_device("meta"),
    "float16": lambda: torch.set_default_dtype(torch.float16),
    "bfloat16": lambda: torch.set_default_dtype(torch.bfloat16),
    "float64": lambda: torch.set_default_dtype(torch.float64),
}


# They differ from "experiment" in their numbers, which may die out; families and boxes meet torch's settings above. And
# what is of the default type by an oversight is as wrong in one half precision as in the other.
NUMBERS = ("experiment far out", "experiment with Gaussians")
PAIRS = [
    pytest.param(
        work,
        setting,
        marks=[pytest.mark.thorough] * (setting == "bfloat16" or (setting != "np.seterr" and work in NUMBERS)),
    )
    for work in WORK
    for setting in SETTINGS
]


@cache
def expected_of(work: str) -> list[np.ndarray]:
    """Do the work as most readers do, with no settings of their own; once for all settings that it is compared with."""
    return WORK[work]()


@pytest.mark.parametrize(("work", "setting"), PAIRS)
def test_the_same_numbers(work: str, setting: str) -> None:
    expected = expected_of(work)
    SETTINGS[setting]()
    with np.errstate(all="raise" if setting == "np.seterr" else "warn"), warnings.catch_warnings():
        warnings.simplefilter("error")
        before = np.geterr(), torch.get_default_dtype(), torch.get_default_device()
        got = WORK[work]()
        assert (np.geterr(), torch.get_default_dtype(), torch.get_default_device()) == before
    for one, two in zip(got, expected, strict=True):
        np.testing.assert_array_equal(one, two)
        assert one.dtype == two.dtype


@pytest.mark.parametrize("family", [PowerDecay(3), Gaussians(3), Chebyshev(3), Bessel(3)], ids=repr)
def test_what_is_out_of_range_is_still_an_error(family: Callable[[np.ndarray], np.ndarray]) -> None:
    """Only what dies out is let pass: too large a number is none of it."""
    with np.errstate(all="raise"), pytest.raises(FloatingPointError, match="overflow"):
        morse(np.array([-1e4]))
    with np.errstate(all="raise"), pytest.raises(ValueError, match="r holds"):
        family(np.array([1.0, np.inf]))
