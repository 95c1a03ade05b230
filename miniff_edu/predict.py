"""Send a dataset through networks. In: one network per per-point part, a dataset. Out: energies and gradients.

Masks multiply the predictions of the points, so that padding contributes nothing to a sum. Predictions leave networks
untouched: BatchNorm and Dropout are in evaluation mode, except where a closure trains them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from ._support.modes import evaluating
from .dataset import Dataset, PerPointDataset, as_dataset
from .dataset.networks import check_fit_together, check_networks, elsewhere, part_name


def predict_points(network: torch.nn.Module, features: torch.Tensor, name: str = "network") -> torch.Tensor:
    """Send the descriptors of every point through one network.

    Parameters
    ----------
    network : torch.nn.Module
        Maps [..., n_features] to [..., 1].
    features : torch.Tensor, shape (n_samples, n_points, n_features)
        Descriptors.
    name : str
        How errors call the network.

    Returns
    -------
    torch.Tensor, shape (n_samples, n_points, 1)

    Raises
    ------
    ValueError
        If the network cannot take these descriptors, or returns another shape.
    """
    with evaluating([network]):
        return _predict_points(network, features, name)


def _predict_points(network: torch.nn.Module, features: torch.Tensor, name: str) -> torch.Tensor:
    return _predict_rows(network, features, name).view(*features.shape[:-1], 1)


def _predict_rows(network: torch.nn.Module, features: torch.Tensor, name: str) -> torch.Tensor:
    """Return the predictions of all points as one column: a network sees rows of descriptors, which is quickest."""
    rows = features.reshape(-1, features.shape[-1])
    try:
        result = network(rows)
    except RuntimeError as error:
        for parameter in network.parameters():
            if parameter.device != features.device:
                raise ValueError(elsewhere(name, "its weights on", parameter.device, features.device)) from error
        raise ValueError(
            f"{name} cannot take features of shape {tuple(features.shape)}: {error}. Expected a map from the "
            f"{features.shape[-1]} descriptors of a point to one number. Try behler_nn(n_inputs={features.shape[-1]}), "
            "unless points and descriptors are swapped in the features."
        ) from error
    if result.shape != (len(rows), 1):
        raise ValueError(
            f"{name} returned shape {tuple(result.shape)} for {len(rows)} points; expected {(len(rows), 1)}: one "
            "number per point. Give its last layer one output."
        )
    return result


def predict_energies_p(networks: Sequence[torch.nn.Module], dataset: Dataset) -> list[torch.Tensor]:
    """Predict the energy of each point; padding is 0.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part.
    dataset : Dataset
        Supplies descriptors and masks.

    Returns
    -------
    list of torch.Tensor, each of shape (n_samples, n_points, 1)
    """
    with evaluating(networks):
        return [
            _masked(_predict_points(network, part.features, f"networks[{i}]"), part)
            for i, (network, part) in _pairs(networks, dataset)
        ]


def predict_energy(networks: Sequence[torch.nn.Module], dataset: Dataset) -> torch.Tensor:
    """Predict the total energy of each sample: the sum over its real points.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part.
    dataset : Dataset
        Supplies descriptors and masks.

    Returns
    -------
    torch.Tensor, shape (n_samples, 1)
    """
    total = None
    with evaluating(networks):
        for i, (network, part) in _pairs(networks, dataset):
            if part.n_points == 1 and not part.is_padded:  # one point per sample: there is nothing to add up
                energy = _predict_rows(network, part.features, f"networks[{i}]")
            else:
                energy = _masked(_predict_points(network, part.features, f"networks[{i}]"), part).sum(dim=1)
            total = energy if total is None else total + energy
    assert total is not None  # a Dataset has at least one per-point part
    return total


def predict_energy_and_gradients(
    networks: Sequence[torch.nn.Module], dataset: Dataset
) -> tuple[torch.Tensor, torch.Tensor]:
    r"""Predict the total energy and its gradient with respect to the coordinates (minus the forces).

    The chain rule through the descriptors: :math:`\partial E/\partial r_{ac} = \sum_{pd} (\partial E/\partial g_{pd})
    (\partial g_{pd}/\partial r_{ac})`.

    Parameters
    ----------
    networks : list of torch.nn.Module
        One per per-point part.
    dataset : Dataset
        Supplies descriptors, their derivatives `features_g`, and masks.

    Returns
    -------
    energy : torch.Tensor, shape (n_samples, 1)
    gradients : torch.Tensor, shape (n_samples, n_atoms, n_coords)
    """
    trainable = torch.is_grad_enabled()
    energy, gradients = None, None
    with evaluating(networks), torch.enable_grad():
        for i, (network, part) in _pairs(networks, dataset):
            if part.features_g is None:
                raise ValueError(
                    f"{part_name(i, part)} has no features_g; expected the derivatives of the descriptors. Pass "
                    "PerPointDataset(features, mask, features_g)."
                )
            features = part.features.detach().requires_grad_()
            points = _masked(_predict_points(network, features, f"networks[{i}]"), part).sum(dim=1)
            (slope,) = torch.autograd.grad(points.sum(), features, create_graph=trainable)
            contribution = torch.einsum("spd,spdac->sac", slope, part.features_g)
            energy = points if energy is None else energy + points
            gradients = contribution if gradients is None else gradients + contribution
    assert energy is not None  # a Dataset has at least one per-point part
    assert gradients is not None
    return (energy, gradients) if trainable else (energy.detach(), gradients.detach())


def _pairs(
    networks: Sequence[torch.nn.Module], dataset: Dataset
) -> Iterator[tuple[int, tuple[torch.nn.Module, PerPointDataset]]]:
    """Go through networks and parts side by side; the checks are the cheap ones, for this runs at every evaluation."""
    dataset = as_dataset("dataset", dataset)
    if isinstance(networks, torch.nn.Module) or len(networks) != len(dataset.per_point):
        check_fit_together(check_networks(networks), dataset)
    return enumerate(zip(networks, dataset.per_point, strict=True))


def _masked(points: torch.Tensor, part: PerPointDataset) -> torch.Tensor:
    return points * part.mask[..., None] if part.is_padded else points
