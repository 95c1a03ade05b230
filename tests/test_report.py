"""Reports: numbers against those by hand, the worst sample found, and every part in the words."""

import numpy as np
import pytest
import torch
from matplotlib import pyplot as plt
from samples import random_dataset

from miniff_edu.dataset import Dataset
from miniff_edu.evaluate import split
from miniff_edu.models import behler_nn
from miniff_edu.plotting.picture import describe
from miniff_edu.predict import predict_energy
from miniff_edu.report import Report, fit_report


@pytest.fixture
def report() -> Report:
    y = np.array([0.0, 1.0, 2.0, 3.0])
    return Report(
        {"train": y, "test": y[:2]}, {"train": y + np.array([0, 0.1, 0, -0.5]), "test": y[:2] + np.array([0.2, 0])}
    )


def test_predictions_are_those_of_the_networks() -> None:
    data = random_dataset(n_samples=20, n_points=(2,))
    train, test = split(data, (0.5, 0.5), seed=0)
    network = behler_nn(train.per_point[0].n_features, seed=0, dtype=torch.float64)
    made = fit_report([network], train=train, test=test)
    with torch.no_grad():
        expected = predict_energy([network], test)[:, 0].numpy()
    np.testing.assert_array_equal(made.prediction["test"], expected)
    np.testing.assert_array_equal(made.reference["test"], test.per_cell.energy[:, 0].numpy())


def test_metrics_of_each_part(report: Report) -> None:
    assert report.metrics["train"].rmse == pytest.approx(np.sqrt((0.01 + 0.25) / 4))
    assert report.metrics["train"].max == pytest.approx(0.5)
    assert report.metrics["test"].mae == pytest.approx(0.1)


def test_worst_comes_first(report: Report) -> None:
    worst = report.worst(3)
    assert worst.part.tolist() == ["train", "test", "train"]
    assert worst["sample"].tolist() == [3, 0, 1]
    assert worst.residual.tolist() == pytest.approx([-0.5, 0.2, 0.1])
    assert len(report.worst(100)) == 6


def test_plot_has_words_for_every_part(report: Report) -> None:
    text = describe(report.plot())
    plt.close("all")
    assert "train, 4 samples, RMSE 0.25, largest error 0.5" in text
    assert "test, 2 samples, RMSE 0.14, largest error 0.2" in text
    assert "Histogram of the residuals (energy units), from -0.5 to 0.5" in text


def test_plot_shows_predictions_above_references_and_signed_residuals(report: Report) -> None:
    parity, histogram = report.plot().axes
    plt.close("all")
    lines = {line.get_label(): line for line in parity.get_lines()}
    for name in ("train", "test"):
        np.testing.assert_array_equal(lines[name].get_xdata(), report.reference[name])
        np.testing.assert_array_equal(lines[name].get_ydata(), report.prediction[name])
    steps = {patch.get_label().split(",")[0]: patch.get_xy() for patch in histogram.patches}

    def highest(name: str, low: float, high: float) -> float:
        x, y = steps[name].T
        return y[(x >= low) & (x <= high)].max()

    assert (highest("train", -0.51, -0.49), highest("train", 0.49, 0.51)) == (1, 0), "a prediction too low is left"
    assert (highest("test", -0.51, -0.1), highest("test", 0.17, 0.24)) == (0, 1), "and one too high is right"


def test_a_perfect_fit_can_be_drawn() -> None:
    y = np.array([1.0, 2.0])
    assert "largest error 0" in describe(Report({"train": y}, {"train": y}).plot())
    plt.close("all")


def test_it_explains_itself(report: Report) -> None:
    assert repr(report).splitlines()[:2] == [
        "Report",
        "train (4 samples): Metrics(RMSE 0.255, MAE 0.15, max 0.5, R² 0.9480)",
    ]
    assert "<th>test</th><td>2</td>" in report._repr_html_()


def test_bad_arguments(toy: Dataset, report: Report) -> None:
    network = behler_nn(3, seed=0, dtype=torch.float64)
    with pytest.raises(ValueError, match="fit_report got no part of the data"):
        fit_report([network])
    with pytest.raises(TypeError, match="test is a list; expected a Dataset"):
        fit_report([network], train=toy, test=[1])
    with pytest.raises(ValueError, match="n is 0; expected at least 1"):
        report.worst(0)


LAYERS = {
    "dropout": lambda: torch.nn.Dropout(0.5),
    "batch norm": lambda: torch.nn.BatchNorm1d(5),
    "both, nested": lambda: torch.nn.Sequential(torch.nn.BatchNorm1d(5), torch.nn.Dropout(0.5)),
    "frozen batch norm": lambda: torch.nn.BatchNorm1d(5).eval(),
}


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("fails", [False, True])
def test_a_report_leaves_networks_untouched(name: str, fails: bool) -> None:
    data = random_dataset(n_samples=20, n_points=(2,))
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(4, 5), LAYERS[name](), torch.nn.Linear(5, 1)).double()
    modes = [module.training for module in network.modules()]
    before = {key: value.clone() for key, value in network.state_dict().items()}
    if fails:
        with pytest.raises(TypeError, match="second is a list"):
            fit_report([network], first=data, second=[])
    else:
        first, second = (fit_report([network], all=data) for _ in range(2))
        np.testing.assert_array_equal(first.prediction["all"], second.prediction["all"])
    energies = [predict_energy([network], data) for _ in range(2)]
    assert torch.equal(*energies), "a prediction as such neither"
    assert [module.training for module in network.modules()] == modes
    assert all(torch.equal(value, before[key]) for key, value in network.state_dict().items())
