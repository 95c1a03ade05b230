"""Symmetry functions in n2p2's lines and order. In: functions, or words. Out: words, or functions.

n2p2 sorts the functions of an element, whatever the order of the lines: by type, cutoff, eta, shift, then zeta and
lambda, then the elements of the neighbours by atomic number. The columns of scalings and weights follow that order.
"""

from __future__ import annotations

from typing import Any

from ..functions import Angular, SymmetryFunction
from .names import SETTINGS, TYPE_OF, TYPES, atomic_number, by_number, number
from .settings import as_float


def rank(function: SymmetryFunction, cutoff: float) -> tuple[float, ...]:
    """Return what n2p2 sorts the functions of an element by; `cutoff` is that of functions without one."""
    angle = (function.zeta, function.lam) if isinstance(function, Angular) else ()
    others = sorted(map(atomic_number, function.others))
    return (int(TYPE_OF[type(function)]), function.cutoff or cutoff, function.eta, function.shift, *angle, *others)


def to_line(element: str, function: SymmetryFunction, cutoff: float, where: str) -> str:
    """Return the line of a function; raise a ``ValueError`` where n2p2 has none for it."""
    kind, radius = TYPE_OF[type(function)], number(function.cutoff or cutoff)
    head = " ".join(["symfunction_short", element, kind, *by_number(function.others), number(function.eta)])
    if not isinstance(function, Angular):
        return f"{head} {number(function.shift)} {radius}"
    _check_angular(function, where)
    # Without a shift the line is one that RuNNer reads too: it knows none in angular functions.
    shift = f" {number(function.shift)}" if function.shift else ""
    return f"{head} {number(function.lam)} {number(function.zeta)} {radius}{shift}"


def from_words(words: list[str], line: int, elements: list[str]) -> tuple[str, SymmetryFunction]:
    """Return the central element and the function of a line, in the units of the file, with a cutoff of its own."""
    where = f"{SETTINGS}, line {line}: symfunction_short"
    kind = words[1] if len(words) > 1 else ""
    if kind not in TYPES:
        raise ValueError(
            f"{where} has type {kind!r}; expected 2 (G2), 3 (G4) or 9 (G5): weighted functions, polynomials and others "
            "do not exist here."
        )
    n = 1 if kind == "2" else 2
    names, rest = [words[0], *words[2 : 2 + n]], words[2 + n :]
    for name in names:
        if name not in elements:
            raise ValueError(f"{where} has the element {name!r}; expected one of those in elements: {elements}.")
    if len(rest) not in ((3,) if kind == "2" else (4, 5)):
        form = "eta, shift, cutoff" if kind == "2" else "eta, lambda, zeta, cutoff and perhaps a shift"
        raise ValueError(f"{where} has {len(rest)} numbers after the elements; expected {form}.")
    values = [as_float(word, where) for word in rest]
    if kind == "2":
        eta, shift, cutoff = values
        options: dict[str, Any] = {"neighbour": names[1]}
    else:
        eta, lam, zeta, cutoff = values[:4]
        shift = values[4] if len(values) > 4 else 0.0
        options = {"neighbours": (names[1], names[2]), "lam": lam, "zeta": zeta}
    try:
        function = TYPES[kind](eta=eta, shift=shift, cutoff=cutoff, **options)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error
    if isinstance(function, Angular):
        _check_angular(function, where)
    return names[0], function


def _check_angular(function: Angular, where: str) -> None:
    if abs(function.lam) != 1:
        raise ValueError(f"{where} has lam = {function.lam}; expected 1 or -1: n2p2 and RuNNer are made for these two.")
    if function.shift < 0:
        raise ValueError(
            f"{where} has shift = {function.shift}; expected at least 0 in an angular function: n2p2 takes 0 where it "
            "is below."
        )
