"""Code that was written for miniff's tutorial runs with the import line alone changed."""

import numpy as np
import torch


def test_the_tutorial_runs() -> None:
    from miniff_edu import ml, ml_util

    torch.manual_seed(0)
    r = np.linspace(0.1, 10, 100)
    f = (r**2 - r + 1) * np.exp(-r)
    g = np.exp(-r)[:, None] * r[:, None] ** np.arange(3)[None, :]
    dataset = ml.Dataset(
        ml.PerCellDataset(energy=torch.tensor(f[:, None])),
        ml.PerPointDataset(features=torch.tensor(g[:, None, :]), mask=torch.ones(100, 1, dtype=torch.float64)),
    )
    network = torch.nn.Linear(3, 1, bias=False, dtype=torch.float64)
    closure = ml_util.simple_energy_closure(
        networks=[network],
        dataset=dataset,
        optimizer_kwargs={"tolerance_grad": 1e-14, "tolerance_change": 1e-14, "max_iter": 200},
    )
    assert closure.loss().loss_value.item() > 1e-3
    closure.optimizer_init()
    closure.optimizer_step()
    assert closure.last_loss.loss_value.item() < 1e-8
    np.testing.assert_allclose(network.weight.detach().numpy(), [[1, -1, 1]], atol=1e-3)
    assert dataset.per_cell_dataset.energy.shape == (100, 1)
    assert dataset.per_point_datasets[0].features.shape == (100, 1, 3)
    assert isinstance(ml_util.behler_nn(3, n_internal=4, n_layers=2), torch.nn.Sequential)


def test_names_are_the_same_objects() -> None:
    """One way to do each thing: the old spelling names the same things."""
    from miniff_edu import closure, dataset, ml, ml_util, models
    from miniff_edu.closure import losses

    assert ml.Dataset is dataset.Dataset
    assert ml_util.behler_nn is models.behler_nn
    assert ml_util.SimpleClosure is closure.SimpleClosure
    assert ml_util.simple_charges_closure is closure.simple_charges_closure
    assert ml_util.loss_result is losses.LossResult
    for module in (ml, ml_util):
        assert all(hasattr(module, name) for name in module.__all__)
