"""A toy experiment: the same as doing it step by step, and an error for every setting that does not exist."""

import numpy as np
import pytest
import torch

from miniff_edu.closure import simple_energy_closure
from miniff_edu.descriptors import PowerDecay
from miniff_edu.evaluate import metrics
from miniff_edu.fit import fit
from miniff_edu.models import behler_nn
from miniff_edu.samples import make_dataset
from miniff_edu.scaling import Scaling
from miniff_edu.toy.experiment import best_of, measure, toy_data, toy_experiment
from miniff_edu.toy.settings import BLACK_BOXES, FAMILIES, MAX_STEPS, ToySettings
from miniff_edu.toy.targets import toy_function

R = np.linspace(0.1, 10, 100)


def test_is_what_one_would_do_by_hand() -> None:
    """Standardise, fit, and undo the standardisation by hand instead of folding it in."""
    made = toy_experiment(n_descriptors=2, n_layers=3, seed=4, target=None, max_steps=5)
    raw = make_dataset(R, toy_function(R), PowerDecay(2))
    scaling = Scaling.fit(raw)
    network = behler_nn(2, 15, 3, seed=4, dtype=torch.float64)
    fit(simple_energy_closure([network], scaling.apply(raw)), method="levenberg_marquardt", max_steps=5)
    g = (torch.from_numpy(PowerDecay(2)(R)) - scaling.mean) / scaling.spread
    with torch.no_grad():
        by_hand = (network(g)[:, 0] * scaling.energy_scale).numpy()
    np.testing.assert_allclose(made.predict(R), by_hand, atol=1e-10)
    assert made.train.rmse == pytest.approx(np.sqrt(np.mean((by_hand - toy_function(R)) ** 2)), rel=1e-6)


@pytest.mark.parametrize("method", MAX_STEPS)
def test_every_optimiser_solves_the_linear_map(method: str) -> None:
    made = toy_experiment(method=method, n_layers=1, target=0.01)
    assert made.history.stopped == "target"
    assert made.train.rmse <= 0.01


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("black_box", BLACK_BOXES)
def test_every_family_fits_every_black_box(black_box: str, family: str) -> None:
    made = toy_experiment(black_box=black_box, family=family, n_descriptors=8, target=0.01)
    assert made.train.rmse <= 0.01
    assert made.descriptors == FAMILIES[family](8)


def test_target_is_in_the_units_of_the_data() -> None:
    made = toy_experiment(n_descriptors=1, target=0.01)
    assert made.history.stopped == "target"
    assert 0.001 < made.train.rmse <= 0.01


def test_noise_is_of_the_size_asked_for_and_spares_the_test() -> None:
    """With noise the training error stays; the test compares with the black box itself."""
    made = toy_experiment(n_points=400, noise=0.1, n_layers=1)
    assert np.std(made.f - toy_function(made.r)) == pytest.approx(0.1, rel=0.1)
    assert made.train.rmse == pytest.approx(0.1, rel=0.1)
    assert made.test.rmse < 0.03


def test_seeds() -> None:
    """Weights and noise have seeds of their own; nothing touches the global generators."""
    states = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    one, same = (toy_experiment(n_descriptors=1, noise=0.1, max_steps=2, seed=1) for _ in range(2))
    other = toy_experiment(n_descriptors=1, noise=0.1, max_steps=2, seed=2)
    noise = toy_experiment(n_descriptors=1, noise=0.1, max_steps=2, seed=1, data_seed=1)
    np.testing.assert_array_equal(one.predict(R), same.predict(R))
    np.testing.assert_array_equal(one.f, other.f)
    assert np.abs(one.predict(R) - other.predict(R)).max() > 1e-6
    assert np.abs(one.f - noise.f).max() > 1e-3
    assert torch.equal(states[0], torch.get_rng_state())
    assert (states[1] == np.random.get_state()[1]).all()  # noqa: NPY002


@pytest.mark.parametrize("seed", [0, 7])
def test_noise_is_that_of_its_seed(seed: int) -> None:
    """As anybody draws it with numpy, so that a reader who adds noise by hand has the same data."""
    made = toy_experiment(n_points=20, noise=0.1, data_seed=seed, max_steps=1)
    noise = 0.1 * np.random.default_rng(seed).normal(size=20)
    np.testing.assert_allclose(made.f, toy_function(made.r) + noise, rtol=1e-12)


def test_last_inputs_are_what_the_last_layer_adds_up() -> None:
    for depth in 1, 2, 4:
        made = toy_experiment(n_descriptors=2, n_layers=depth, n_internal=5)
        last = made.network[-1]
        added = made.last_inputs(R) @ last.weight.detach().numpy()[0] + last.bias.item()
        np.testing.assert_allclose(added, made.predict(R), atol=1e-12)
        assert made.last_inputs(R).shape == (100, 2 if depth == 1 else 5)
        assert made.n_parameters == sum(p.numel() for p in made.network.parameters())


def test_on_step_sees_the_fit_of_that_moment_and_can_stop_it() -> None:
    errors = []

    def look(history, predict) -> bool:
        errors.append((history.steps[-1], np.mean((predict(R) - toy_function(R)) ** 2)))
        return len(errors) == 3

    made = toy_experiment(n_descriptors=1, on_step=look)
    assert made.history.stopped == "stopped"
    assert len(errors) == len(made.history.steps) == 3
    losses, by_hand = np.array(errors).T
    np.testing.assert_allclose(losses / losses[0], by_hand / by_hand[0], rtol=1e-9)
    assert by_hand[2] == pytest.approx(made.train.rmse**2)


def test_best_of_takes_the_lowest_training_error() -> None:
    settings = {"n_descriptors": 1, "n_internal": 2, "max_steps": 30}
    errors = [toy_experiment(seed=seed, **settings).train.rmse for seed in range(6)]
    assert max(errors) > 1.1 * min(errors)
    assert best_of(range(6), **settings).train.rmse == min(errors)


def test_measure_tells_the_numbers_of_the_experiment() -> None:
    made, row = toy_experiment(n_layers=3), measure(n_layers=3)
    assert (row["train_rmse"], row["test_rmse"]) == (made.train.rmse, made.test.rmse)
    assert (row["parameters"], row["stopped"]) == (made.n_parameters, "target")
    assert (row["steps"], row["evaluations"]) == (len(made.history.steps), len(made.history.evaluations))
    assert 0 < row["seconds"] < 60


def test_weight_decay_keeps_the_weights_small() -> None:
    sizes = [
        sum(
            (p.detach() ** 2).sum().item()
            for p in toy_experiment(n_descriptors=2, weight_decay=decay).network.parameters()
        )
        for decay in (0.0, 1e-4)
    ]
    assert sizes[1] < 0.1 * sizes[0]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"black_box": "magic"}, r"black_box is 'magic'; expected one of 'toy function', 'Morse', 'kink'"),
        ({"family": "power"}, r"family is 'power'; expected one of 'powers', 'Gaussians', 'Chebyshev', 'Bessel'"),
        ({"method": "SGD"}, r"method is 'SGD'; expected one of 'levenberg_marquardt', 'lbfgs', 'adam', 'gradient_des"),
        ({"method": "exact"}, r"method is 'exact'; expected one of 'levenberg_marquardt'"),
        ({"max_steps": 0}, r"max_steps is 0; expected at least 1"),
        ({"n_points": 1}, r"n_points is 1; expected at least 2"),
        ({"n_descriptors": 0}, r"n_descriptors is 0; expected at least 1"),
        ({"n_layers": 0}, r"n_layers is 0; expected at least 1"),
        ({"n_internal": 0}, r"n_internal is 0; expected at least 1"),
        ({"noise": -1.0}, r"noise is -1.0; expected a finite .* of at least 0"),
        ({"noise": float("nan")}, r"noise is nan; expected a finite"),
        ({"low": 3.0, "high": 3.0}, r"low is 3.0 and high is 3.0; expected low < high"),
        ({"data_seed": -1}, r"data_seed is -1; expected at least 0"),
        ({"weight_decay": -1}, r"weight_decay is -1; expected a finite weight"),
    ],
)
def test_bad_settings(settings: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        toy_experiment(**settings)


def test_no_seeds() -> None:
    with pytest.raises(ValueError, match="seeds is empty"):
        best_of([])


def test_best_of_does_not_look_at_the_test() -> None:
    """Few and noisy data: the start that fits them best is not the one that fits the black box best."""
    settings = {"n_points": 8, "noise": 0.1, "n_descriptors": 2, "n_internal": 3, "max_steps": 15, "target": None}
    made = [toy_experiment(seed=seed, **settings) for seed in range(5)]
    trains, tests = [each.train.rmse for each in made], [each.test.rmse for each in made]
    assert np.argmin(trains) != np.argmin(tests)
    best = best_of(range(5), **settings)
    assert (best.train.rmse, best.test.rmse) == (min(trains), tests[np.argmin(trains)])


@pytest.mark.parametrize(("low", "high"), [(1.0, 6.0), (0.1, 10.0), (3.0, 20.0)])
def test_the_test_is_where_the_data_are(low: float, high: float) -> None:
    made = toy_experiment(low=low, high=high, n_descriptors=1, max_steps=3)
    assert (made.r.min(), made.r.max(), len(made.r)) == (low, high, 100)
    dense = np.linspace(low, high, 1000)
    assert made.test == metrics(toy_function(dense), made.predict(dense))
    assert made.train == metrics(toy_function(made.r), made.predict(made.r))


def test_settings_are_said_once() -> None:
    """By name, in one object, or both: the same experiment."""
    settings = ToySettings(n_points=30, noise=0.05, n_layers=1, data_seed=4)
    made = [
        toy_experiment(settings),
        toy_experiment(**settings.as_dict()),
        toy_experiment(ToySettings(n_points=30, noise=0.05, data_seed=4), n_layers=1),
    ]
    assert len({each.settings for each in made}) == 1
    assert len({each.train for each in made}) == 1
    r, f = toy_data(n_points=30, noise=0.05, data_seed=4)
    assert (f == made[0].f).all()
    assert (r == settings.data()[0]).all()
    words = settings.words()
    assert words == "toy function, 30 points, noise 0.05; 3 descriptors (powers); 1 layer; Levenberg-Marquardt, seed 0"


@pytest.mark.parametrize("spelling", ["Adam", "ADAM", "adam", "L-BFGS", "Levenberg-Marquardt", "gradient descent"])
def test_methods_are_understood_however_they_are_written(spelling: str) -> None:
    assert ToySettings(method=spelling).method in MAX_STEPS


@pytest.mark.parametrize(
    ("name", "fix"), [("optimiser", "method='levenberg_marquardt'"), ("n_layer", "n_layers=2"), ("sead", "seed=0")]
)
def test_a_wrong_name_gets_the_right_one(name: str, fix: str) -> None:
    with pytest.raises(TypeError, match=rf"{name} is no setting of a toy experiment; expected some of .*Try {fix}"):
        toy_experiment(**{name: 1})


def test_settings_stay_what_they_are() -> None:
    with pytest.raises(AttributeError):
        ToySettings().seed = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("method", "limit"), [("levenberg_marquardt", 300), ("lbfgs", 100), ("adam", 3000), ("gradient_descent", 3000)]
)
def test_each_method_gives_up_after_its_own_number_of_steps(method: str, limit: int) -> None:
    assert ToySettings(method=method).limit == limit
    assert ToySettings(method=method, max_steps=7).limit == 7
