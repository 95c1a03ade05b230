"""How a part declares its fields: once, in its class, with axes and meaning. In: their names. Out: dataclass fields."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

_KEY = "part"


class Field(NamedTuple):
    """What is known of a field of a part.

    Attributes
    ----------
    name : str
        Its name, in the class and in errors.
    axes : tuple of str
        Its axes by name; "1" is an axis of length one.
    meaning : str
        What it holds, in a few words.
    needs : tuple of str
        Fields without which this one has no meaning.
    unit : str
        "energy" for what is proportional to the energy, which a scaling divides; "" for anything else.
    kind : str
        "data", "mask" (holds 0 and 1) or "weight" (holds no negative number).
    required : bool
        Whether it may not be left out.
    """

    name: str
    axes: tuple[str, ...]
    meaning: str
    needs: tuple[str, ...] = ()
    unit: str = ""
    kind: str = "data"
    required: bool = False


def required(axes: Sequence[str], meaning: str, **known: Any) -> Any:
    """Declare a field that every part has; the arguments are those of `Field`."""
    return dataclasses.field(metadata={_KEY: {"axes": tuple(axes), "meaning": meaning, "required": True, **known}})


def optional(
    axes: Sequence[str],
    meaning: str,
    *,
    needs: Sequence[str] = (),
    unit: Literal["", "energy"] = "",
    kind: Literal["data", "mask", "weight"] = "data",
) -> Any:
    """Declare a field that may be left out; the arguments are those of `Field`."""
    known = {"axes": tuple(axes), "meaning": meaning, "needs": tuple(needs), "unit": unit, "kind": kind}
    return dataclasses.field(default=None, metadata={_KEY: known})


@functools.cache
def fields_of(kind: Any) -> dict[str, Field]:
    """Return the fields of a class of parts, in the order in which they are declared."""
    return {f.name: Field(f.name, **f.metadata[_KEY]) for f in dataclasses.fields(kind) if _KEY in f.metadata}
