"""Relations that are true of an answer. In: what it returned, and what is asked. Out: the first that holds, in words.

They say what nobody has foreseen: the result is twice what is asked, it is right for sorted input only, it is what
comes out when a division is left out. Each kind is a module; each relation is checked on all trials (see `trials`).
They are looked for only after a wrong answer, after the mistakes that an exercise names.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np

from ..compare import Explanation, items_of
from ..sandbox import Failure
from . import apart, columns, dependence, forms, formulas, inputs, items, numbers, places
from .trials import Trials

__all__ = ["Trials", "find", "find_apart"]

Kind = Callable[[Trials], Iterator[Explanation]]
# From what says most to what says least.
KINDS: tuple[Kind, ...] = (
    formulas.one_slip,
    items.relations,
    forms.relations,
    numbers.relations,
    inputs.relations,
    formulas.two_slips,
    places.relations,
    columns.relations,
    forms.sizes,
)
OF_ITEMS = tuple(kind for kind in KINDS if kind is not formulas.two_slips)  # too many for each item
MOST_VARIED = 8


def find(trials: Trials) -> Explanation | None:
    """Return the name and the words of the first relation that holds; ``None`` where none does."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        longer = trials.lengthened()
        found = _first(KINDS, longer) or _of_items(longer) or find_apart(trials)
        return found or _first((dependence.relations,), longer) or _at_zero(trials)


def find_apart(trials: Trials) -> Explanation | None:
    """Return what tells right trials from wrong ones, or from those that raise; ``None`` where nothing does."""
    if not any(trials.is_right):
        return None
    with warnings.catch_warnings(), np.errstate(all="ignore"), suppress(Exception):
        warnings.simplefilter("ignore")
        longer = trials.lengthened(draws=2)
        more = trials.extended(other for case in longer.cases[:MOST_VARIED] for other in apart.varied(case))
        # A function that never fails on what the text allows may fail on other sizes: that tells nothing.
        fails = any(isinstance(value, Failure) for value in longer.got)
        return apart.told_apart(longer.joined(more if fails else more.without_failures()))
    return None


def _at_zero(trials: Trials) -> Explanation | None:
    with suppress(Exception):
        more = trials.extended(other for case in trials.cases[:MOST_VARIED] for other in apart.varied(case))
        return apart.wrong_at_zero(trials.joined(more))
    return None


def _of_items(trials: Trials) -> Explanation | None:
    """Look at the items of a result one by one; those that are right are passed over."""
    if not all(isinstance(value, tuple) for value in (*trials.got, *trials.expected)):
        return None
    names = items_of(trials.exercise.solution)
    for item in trials.wrong_items():
        found = _first(OF_ITEMS, trials.of_item(item))
        if found:
            name = names[item] if names else f"part {item + 1}"
            return found[0], f"{name[0].upper()}{name[1:]}: {found[1]}"
    return None


def _first(kinds: tuple[Kind, ...], trials: Trials) -> Explanation | None:
    for kind in kinds:
        with suppress(Exception):  # odd results break a comparison: nothing is said then, and the check goes on
            for found in kind(trials):
                return found
    return None
