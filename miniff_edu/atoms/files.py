"""Potentials in files. In: a potential, or a file. Out: the other one, to the last bit.

A file is one safetensors file: all numbers as tensors, everything else as JSON in its metadata, and a SHA-256 of
both, so that a file that was cut off or changed is told apart from a good one. There is no pickle in it: reading a
file runs no code.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .._support.devices import CPU, to_numpy
from .atomic_network import ACTIVATIONS, AtomicNetwork
from .functions import G2, G4, G5, SymmetryFunction
from .symmetry_functions import SymmetryFunctions

Member = Mapping[str, AtomicNetwork]
FORMAT = 1
KINDS = {kind.__name__: kind for kind in (G2, G4, G5)}
BUFFERS = ("scale", "mean", "spread", "offset", "low", "high")


def write(path: Path, sf: SymmetryFunctions, members: Sequence[Member], card: Mapping[str, Any]) -> None:
    """Write a potential; a file that is there is replaced when the new one is whole."""
    from safetensors.numpy import save as to_bytes

    header = {
        "format": FORMAT,
        "cutoff": [sf.cutoff, sf.cutoff_function, sf.inner],
        "functions": {element: [_to_json(function) for function in listed] for element, listed in sf.functions.items()},
        "members": [{element: _layers(network) for element, network in m.items()} for m in members],
        "card": dict(card),
    }
    tensors = {
        f"{i}.{element}.{name}": np.array(to_numpy(tensor), order="C")
        for i, member in enumerate(members)
        for element, network in member.items()
        for name, tensor in network.state_dict().items()
    }
    try:
        json.dumps(header)
    except TypeError as error:
        raise TypeError(f"card holds what JSON cannot: {error}; expected numbers, texts, lists and dicts.") from error
    # One entry, since safetensors has no order of them: the same potential makes the same file.
    text = json.dumps({"sha256": _checksum(header, tensors), "header": header})
    content = to_bytes(tensors, metadata={"miniff_edu": text})
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def read(path: Path) -> tuple[SymmetryFunctions, list[dict[str, AtomicNetwork]], dict[str, Any]]:
    """Return functions, networks and card of a file; raise a ``ValueError`` that says what is wrong with it."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no dict
    except SafetensorError as error:
        raise ValueError(
            f"{path.name} is no whole safetensors file ({error}); expected what potential.save(path) writes. Was it "
            "cut off on the way? Copy it again."
        ) from error
    text = metadata.get("miniff_edu")
    if text is None:
        raise ValueError(f"{path.name} was not written by miniff_edu; expected what potential.save(path) writes.")
    try:
        header, checksum = (json.loads(text)[key] for key in ("header", "sha256"))
    except (ValueError, KeyError, TypeError):
        header, checksum = {}, ""
    if checksum != _checksum(header, tensors):
        raise ValueError(f"{path.name} has been changed since it was written: its checksum differs. Copy it again.")
    if header["format"] > FORMAT:
        raise ValueError(
            f"{path.name} has format {header['format']}; this version reads up to {FORMAT}. Install a newer miniff_edu."
        )
    cutoff, kind, inner = header["cutoff"]
    functions = {element: [_from_json(item) for item in listed] for element, listed in header["functions"].items()}
    members = [
        {element: _network(layers, tensors, f"{i}.{element}.") for element, layers in member.items()}
        for i, member in enumerate(header["members"])
    ]
    return SymmetryFunctions(functions, cutoff, kind, inner=inner), members, header["card"]


def _checksum(header: dict[str, Any], tensors: Mapping[str, np.ndarray]) -> str:
    digest = hashlib.sha256(json.dumps(header).encode())  # JSON that was read is written as it was
    for name in sorted(tensors):
        digest.update(f"{name} {tensors[name].dtype} {tensors[name].shape}".encode())
        digest.update(tensors[name].tobytes())
    return digest.hexdigest()


def _to_json(function: SymmetryFunction) -> dict[str, Any]:
    return {"kind": type(function).__name__, **{f.name: getattr(function, f.name) for f in fields(function)}}


def _from_json(item: dict[str, Any]) -> SymmetryFunction:
    function: SymmetryFunction = KINDS[item.pop("kind")](**item)
    return function


def _layers(network: AtomicNetwork) -> list[list[Any]] | None:
    if network.network is None:
        return None
    return [
        ["Linear", layer.in_features, layer.out_features, layer.bias is not None]
        if isinstance(layer, torch.nn.Linear)
        else [type(layer).__name__]
        for layer in network.network
    ]


def _network(layers: list[list[Any]] | None, tensors: Mapping[str, np.ndarray], prefix: str) -> AtomicNetwork:
    own = {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    buffers = {name: own[name] for name in BUFFERS}
    if layers is None:
        return AtomicNetwork(None, **buffers)  # type: ignore[arg-type]
    # Empty layers take their numbers from the file; no random ones are drawn, and torch's generator stays as it is.
    built = [
        torch.nn.utils.skip_init(torch.nn.Linear, *rest[:2], bias=rest[2], dtype=torch.float64, device=str(CPU))
        if name == "Linear"
        else ACTIVATIONS[name]()
        for name, *rest in layers
    ]
    network = AtomicNetwork(torch.nn.Sequential(*built), **buffers)  # type: ignore[arg-type]
    network.load_state_dict({name: torch.from_numpy(tensor) for name, tensor in own.items()})
    return network
