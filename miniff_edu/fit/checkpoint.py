"""A fit that survives: what it needs to go on, in one file. In: a state, a path. Out: the state, to the last bit.

A file is one safetensors file: tensors as they are, all else as JSON in its metadata. There is no pickle in it. It is
written whole or not at all, so a process that dies, or a disk that is full, leaves the file of an earlier step.
"""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from .._support.devices import to_numpy
from .._support.files import write_whole

FORMAT = 1
SHARE = 0.05  # of the time, at most, goes into writing


class Checkpoint:
    """A file that holds where a fit is.

    Parameters
    ----------
    path : str or Path
        The file. If it is there, the fit goes on from it.
    arguments : mapping, optional
        What the fit was asked for, as anything that JSON can hold: another call cannot go on from it.
    """

    def __init__(self, path: str | Path, arguments: Mapping[str, Any] | None = None) -> None:
        self.path = Path(path)
        self.arguments = json.loads(json.dumps(dict(arguments or {})))
        self._seconds, self._written = 0.0, -float("inf")

    def load(self) -> dict[str, Any] | None:
        """Return the state, or None where there is no file yet.

        Raises
        ------
        ValueError
            If the file belongs to a call with other arguments, is no checkpoint, or was cut off.
        """
        from safetensors import SafetensorError, safe_open

        if not self.path.exists():
            return None
        name = self.path.name
        try:
            with safe_open(self.path, framework="numpy") as file:
                text = (file.metadata() or {}).get("miniff_edu_checkpoint")
                tensors = {key: torch.from_numpy(file.get_tensor(key).copy()) for key in file.keys()}  # noqa: SIM118
        except SafetensorError as error:
            raise ValueError(
                f"checkpoint is {name}, which is no whole safetensors file ({error}); expected what an earlier call "
                "with the same checkpoint has written. Delete it to begin anew."
            ) from error
        content = json.loads(text or "{}")
        if content.get("format") != FORMAT:
            raise ValueError(
                f"checkpoint is {name}, which is no checkpoint of this version; expected what an earlier call with "
                "the same checkpoint has written. Choose another name, or delete it to begin anew."
            )
        self._check(content["arguments"])
        state: dict[str, Any] = _unpacked(content["state"], tensors)
        return state

    def _check(self, known: dict[str, Any]) -> None:
        other = sorted(key for key in known.keys() | self.arguments.keys() if known.get(key) != self.arguments.get(key))
        if other:
            listed = "; ".join(
                f"{key} was {_short(known.get(key))}, is {_short(self.arguments.get(key))}" for key in other
            )
            raise ValueError(
                f"checkpoint is {self.path.name}, which belongs to a call with other arguments: {listed}; expected the "
                "same. Repeat that call, choose another name, or delete the file to begin anew."
            )

    def save(self, state: dict[str, Any], *, at_once: bool = False) -> None:
        """Write the state, unless the last time is too recent: writing takes a twentieth of the time at most.

        A disk that is full or away is told in a warning; the file of an earlier step stays, and the fit goes on.
        """
        from safetensors.numpy import save as to_bytes

        began = time.monotonic()
        if not at_once and began - self._written < self._seconds / SHARE:
            return
        tensors: dict[str, torch.Tensor] = {}
        content = {"format": FORMAT, "arguments": self.arguments, "state": _packed(state, tensors)}
        arrays = {key: to_numpy(tensor.contiguous()) for key, tensor in tensors.items()}
        try:
            write_whole(self.path, to_bytes(arrays, metadata={"miniff_edu_checkpoint": json.dumps(content)}))
        except OSError as error:
            warnings.warn(
                f"checkpoint {self.path.name} could not be written ({error.strerror or error}). The fit goes on; the "
                "file of an earlier step, if there is one, is still good.",
                stacklevel=4,
            )
        self._written = time.monotonic()
        self._seconds = self._written - began


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _packed(value: Any, tensors: dict[str, torch.Tensor]) -> Any:
    """Return what JSON can hold; tensors are put aside. Dicts become lists: their keys need not be texts."""
    if isinstance(value, torch.Tensor):
        tensors[f"t{len(tensors)}"] = value.detach()
        return {"tensor": f"t{len(tensors) - 1}"}
    if isinstance(value, Mapping):
        return {"dict": [[_packed(key, tensors), _packed(item, tensors)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [_packed(item, tensors) for item in value]}
    return value


def _unpacked(value: Any, tensors: Mapping[str, torch.Tensor]) -> Any:
    if not isinstance(value, dict):
        return value
    kind, content = next(iter(value.items()))
    if kind == "tensor":
        return tensors[content]
    if kind == "dict":
        return {_unpacked(key, tensors): _unpacked(item, tensors) for key, item in content}
    items = [_unpacked(item, tensors) for item in content]
    return tuple(items) if kind == "tuple" else items
