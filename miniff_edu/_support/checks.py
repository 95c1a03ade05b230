"""The checks that several modules share. In: an argument and its name. Out: nothing, or an error that teaches.

Those of tensors are in :mod:`.tensors`: torch takes seconds to import, and most exercises need none of it.
"""

from __future__ import annotations

from .later import np


def type_name(value: object) -> str:
    """Name the type of a value the way a reader would write it (``numpy.ndarray``, ``list``, ``None``)."""
    if value is None:
        return "None"
    kind = type(value)
    module = "torch.nn" if kind.__module__.startswith("torch.nn.") else kind.__module__.split(".")[0]
    return kind.__qualname__ if module in ("builtins", "miniff_edu") else f"{module}.{kind.__qualname__}"


def a_type(value: object) -> str:
    """Name the type of a value with its article (``a numpy.ndarray``, ``an int``, ``None``)."""
    name = type_name(value)
    return name if value is None else f"an {name}" if name[0] in "aeiou" else f"a {name}"


def check_count(name: str, value: object, minimum: int = 1) -> int:
    """Return `value` as an int; raise unless it is a whole number of at least `minimum`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {a_type(value)}; expected a whole number. Try {name}={max(minimum, 3)}.")
    if value < minimum:
        raise ValueError(f"{name} is {value}; expected at least {minimum}. Try {name}={max(minimum, 3)}.")
    return int(value)


def check_positive(name: str, value: object) -> float:
    """Return `value` as a float; raise unless it is a finite number above 0."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {a_type(value)}; expected a number above 0. Try {name}=1.0.")
    if not 0 < value < float("inf"):
        raise ValueError(f"{name} is {value}; expected a finite number above 0. Try {name}=1.0.")
    return float(value)


def check_weight(name: str, value: float) -> float:
    """Return `value`, the weight of a term; raise a ``ValueError`` unless it is a finite number of at least 0."""
    if not 0 <= value < float("inf"):
        raise ValueError(f"{name} is {value}; expected a finite weight of at least 0. Try {name}=1.")
    return value
