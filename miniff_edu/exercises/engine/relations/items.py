"""Relations of several results. In: trials. Out: items that are swapped, one that is returned alone, one too many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..compare import Explanation, is_numeric, plain
from .forms import TO_DO
from .trials import Trials, is_constant, is_enough, near, quietly


def relations(trials: Trials) -> Iterator[Explanation]:
    """Yield whether items are in another order, or what is asked is one of several things that are returned."""
    if not is_enough(trials.expected) or is_constant(trials.expected):
        return
    if not any(isinstance(value, (tuple, dict)) for value in (*trials.got, *trials.expected)):
        return
    pairs = list(zip(trials.got, trials.expected, strict=True))
    if len(pairs) < 2 or not all(isinstance(a, tuple) for a, _ in pairs):
        yield from _alone(trials, pairs)
        return
    if all(isinstance(b, tuple) and len(a) == len(b) for a, b in pairs):
        n = len(pairs[0][1])
        if n == 2 and all(near(a[0], b[1]) and near(a[1], b[0]) for a, b in pairs):
            yield "relation-parts-swapped", "Both parts are right, and in the wrong order: swap them."
        elif n > 2:
            orders = [[next((j for j in range(n) if near(a[i], b[j])), -1) for i in range(n)] for a, b in pairs]
            if all(order == orders[0] for order in orders) and sorted(orders[0]) == list(range(n)):
                yield "relation-parts-swapped", "All parts are right, and in the wrong order."
    elif all(is_numeric(b) for _, b in pairs):
        yield from _unsummed(pairs)
        n = min(len(a) for a, _ in pairs)
        for k in range(n):
            if all(near(a[k], b) for a, b in pairs):
                words = f"You return several things, and number {k + 1} of them is what is asked"
                yield "relation-part", f"{words}: return it alone, with `[{k}]` or by a name of its own."
                return


def _alone(trials: Trials, pairs: list[tuple[Any, Any]]) -> Iterator[Explanation]:
    """Tell whether one item of several is returned alone, or all of them under names."""
    n = len(pairs[0][1]) if isinstance(pairs[0][1], tuple) else 0
    for k in range(n):
        if all(near(plain(a), b[k]) for a, b in pairs):
            yield (
                "relation-part-alone",
                f"You return part {k + 1} of {n} alone, and it is right: return all {n} of them.",
            )
            return
    dicts = [a for a, _ in pairs if isinstance(a, dict)]
    if n and len(dicts) == len(pairs) and all(near(plain(tuple(a.values())), b) for a, b in pairs):
        words = f"All {n} values of your dictionary are right: return them as a tuple, separated by commas."
        yield "relation-parts-in-a-dictionary", words


def _unsummed(pairs: list[tuple[Any, Any]]) -> Iterator[Explanation]:
    """Tell whether each entry of a list still has to be reduced to what is asked."""
    for words, f in TO_DO.items():
        if all(len(a) == len(b) and all(near(quietly(f, x), y) for x, y in zip(a, b, strict=True)) for a, b in pairs):
            yield "relation-step-missing", f"Each entry of your list is not yet what is asked; {words} would be."
            return
