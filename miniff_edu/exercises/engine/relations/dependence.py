"""Relations that further calls show. In: trials. Out: a result that changes by itself, or does not where it must."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..compare import Explanation, alike, is_numeric
from ..sandbox import Failure, result_of
from .trials import Change, Patience, Trials, changed, is_constant, is_enough, near


def relations(trials: Trials) -> Iterator[Explanation]:
    """Yield what further calls show: a result that changes, an argument that changes, one that does not count."""
    if not is_enough(trials.got) or is_constant(trials.got):
        return
    again = {i: _call(trials, trials.cases[i]) for i in trials.order[:2]}
    if all(value is not None and not near(value, trials.got[i]) for i, value in again.items()):
        words = "Called again with the same arguments, your function returns something else. Does it draw by chance, "
        yield "relation-changes-from-call-to-call", words + "or remember what it was called with before?"
        return
    for k, name in enumerate(trials.names):
        pairs = [(before[k], after[k]) for before, after in zip(trials.cases, trials.used, strict=True)]
        if all(is_numeric(before) and not near(after, before) for before, after in pairs):
            words = f"Your function changes its argument `{name}` as it runs, so later lines see other numbers."
            yield "relation-changes-its-argument", f"{words} Work on a copy: `{name} = {name}.copy()`."
            return
    if trials.may_hold:
        yield from _ignored(trials)
        both = [*trials.got, *trials.expected]
        if all(map(is_numeric, both)) and list(map(np.shape, trials.got)) == list(map(np.shape, trials.expected)):
            yield from _order(trials)


def _ignored(trials: Trials) -> Iterator[Explanation]:
    """Tell which argument, or its last entry, the result does not depend on, although it must."""
    ignored = [name for k, name in enumerate(trials.names) if _is_ignored(trials, k, MOVES)]
    if ignored and len(ignored) < len(trials.names):
        shown = " and ".join(f"`{name}`" for name in ignored)
        yield (
            "relation-does-not-depend",
            f"Your result does not depend on {shown}: it stays the same when only that changes.",
        )
        return
    for k, name in enumerate(trials.names):
        if isinstance(trials.cases[0][k], np.ndarray) and _is_ignored(trials, k, (_moved_last,)):
            words = f"Your result stays the same when the last entry or row of `{name}` changes."
            yield "relation-does-not-depend", f"{words} Does a range, or a slice, end too soon?"
            return


def _is_ignored(trials: Trials, k: int, moves: tuple[Change, ...]) -> bool:
    """Tell whether changes of an argument change what is asked, and never what is returned, in any trial."""
    counts = 0
    patience = Patience()
    for i in trials.order:
        changes = 0
        for move in moves:
            case = changed(trials.cases[i], k, move)
            asked = trials.asked_for(case)
            if asked is None or near(asked, trials.expected[i]):
                continue
            if patience.is_over or not near(_call(trials, case), trials.got[i]):
                return False
            changes += 1
        counts += changes > 0
    return counts >= 2


def _order(trials: Trials) -> Iterator[Explanation]:
    """Tell whether the result depends on the order of the samples where what is asked does not."""
    counts = 0
    patience = Patience()
    for i in trials.order:
        lengths = [len(x) for x in trials.cases[i] if isinstance(x, (np.ndarray, list))]
        if patience.is_over:
            return
        if not lengths or lengths.count(lengths[0]) < 2:
            return
        turned = [x[::-1] if isinstance(x, (np.ndarray, list)) and len(x) == lengths[0] else x for x in trials.cases[i]]
        if not near(trials.asked_for(tuple(turned)), trials.expected[i]) or near(
            _call(trials, tuple(turned)), trials.got[i]
        ):
            return
        counts += 1
    if counts >= 2:
        words = "Your result changes when the samples come in another order (all arguments alike)"
        yield "relation-depends-on-order", f"{words}, and what is asked does not."


def _moved(x: Any) -> Any:
    """Return another value of the same kind: neither a multiple, nor shifted, as a result may be blind to both."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        return x * 1.5 + 0.25 * np.cos(np.arange(x.size)).reshape(x.shape)
    if isinstance(x, (list, tuple)) and x:
        return type(x)(1.5 * y + 0.1 * ((7 * i) % 5) if isinstance(y, float) else _moved(y) for i, y in enumerate(x))
    if callable(x):
        return lambda *values: 1.5 * x(*values)
    return x + 1 if isinstance(x, int) else 1.5 * x if isinstance(x, float) else None


def _turned(x: Any) -> Any:
    if isinstance(x, (np.ndarray, list)) and len(x) > 1:
        return x[::-1]
    return x + 3 if isinstance(x, int) else x / 3 if isinstance(x, float) else None


def _ordered(x: Any) -> Any:
    if isinstance(x, int):
        return x - 1
    return sorted(x) if isinstance(x, list) and x and isinstance(x[0], float) else None


MOVES: tuple[Change, ...] = (_moved, _turned, _ordered)


def _moved_last(x: np.ndarray) -> Any:
    # Neither a shift nor a factor alone: a result may be the same for both, and still depend on it.
    return np.concatenate([x[:-1], _moved(x[-1:])]) if len(x) > 1 and x.dtype.kind == "f" else None


def _call(trials: Trials, case: Any) -> Any:
    result = result_of(trials.answer, *copy.deepcopy(case))
    if isinstance(result, Failure):
        return None
    value = trials.value(result)
    return alike(value, trials.expected[0])[0]
