"""Maps from descriptors to a prediction. In: sizes. Out: ``torch.nn.Sequential``, ready to be fitted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from ._support.checks import check_count


def behler_nn(
    n_inputs: int,
    n_internal: int = 15,
    n_layers: int = 3,
    bias: bool | Sequence[bool] = True,
    activation: Callable[[], torch.nn.Module] = torch.nn.Sigmoid,
    *,
    seed: int | None = None,
    dtype: torch.dtype = torch.float32,
) -> torch.nn.Sequential:
    """Make the fully connected network of Behler and Parrinello [1]_.

    Parameters
    ----------
    n_inputs : int
        Number of descriptors.
    n_internal : int
        Width of the hidden layers.
    n_layers : int
        Number of linear layers, with an activation between each two. 1 is a linear map, 2 has one hidden layer.
    bias : bool or sequence of bool
        Whether the linear layers add a constant; one value for all of them, or one for each.
    activation : class or function without arguments
        Makes the activation, such as ``torch.nn.Sigmoid`` or ``torch.nn.Tanh``.
    seed : int, optional
        Makes the initial weights reproducible and leaves torch's global generator untouched. Without it they
        come from the global generator.
    dtype : torch.dtype
        Floating-point type of the weights.

    Returns
    -------
    torch.nn.Sequential
        Maps [..., n_inputs] to [..., 1].

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit; the message names it and the fix.

    References
    ----------
    .. [1] J. Behler and M. Parrinello, Phys. Rev. Lett. 98, 146401 (2007), doi:10.1103/PhysRevLett.98.146401.
    """
    n_inputs, n_internal = check_count("n_inputs", n_inputs), check_count("n_internal", n_internal)
    n_layers = check_count("n_layers", n_layers)
    biases = _biases(bias, n_layers)
    _check_activation(activation)
    if not isinstance(dtype, torch.dtype) or not dtype.is_floating_point:
        raise ValueError(f"dtype is {dtype!r}; expected a floating-point torch.dtype. Try dtype=torch.float64.")
    widths = [n_inputs, *[n_internal] * (n_layers - 1), 1]
    with torch.random.fork_rng(devices=[], enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(check_count("seed", seed, minimum=0))
        linear = [
            torch.nn.Linear(n_in, n_out, bias=has_bias, dtype=dtype)
            for n_in, n_out, has_bias in zip(widths[:-1], widths[1:], biases, strict=True)
        ]
    layers: list[torch.nn.Module] = [linear[0]]
    for layer in linear[1:]:
        layers += [activation(), layer]
    return torch.nn.Sequential(*layers)


def _biases(bias: bool | Sequence[bool], n_layers: int) -> list[bool]:
    if isinstance(bias, bool):
        return [bias] * n_layers
    if not isinstance(bias, (list, tuple)) or not all(isinstance(b, bool) for b in bias):
        raise TypeError(f"bias is {bias!r}; expected a bool, or a list of {n_layers} bools. Try bias=True.")
    if len(bias) != n_layers:
        raise ValueError(
            f"bias has {len(bias)} entries; expected {n_layers}, one per linear layer. "
            f"Try bias={[True] * (n_layers - 1) + [False]}."
        )
    return list(bias)


def _check_activation(activation: object) -> None:
    if isinstance(activation, torch.nn.Module):
        name = type(activation).__name__
        raise TypeError(
            f"activation is a {name} object; expected the class, so that each gap between layers gets its own. "
            f"Try activation=torch.nn.{name}."
        )
    if not callable(activation):
        raise TypeError(f"activation is {activation!r}; expected a class. Try activation=torch.nn.Sigmoid.")
