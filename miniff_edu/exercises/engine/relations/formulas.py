"""Relations with a formula that has a slip in it. In: trials. Out: the slip that makes the solution return the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from ..compare import Explanation
from .switches import Slip, Switched, switched
from .trials import Trials, near, quietly

MOST_COMMON = 40  # slips that are tried in pairs


def one_slip(trials: Trials) -> Iterator[Explanation]:
    """Yield the slip with which the solution returns the same in all trials."""
    trials = trials.finite()
    code = _code(trials)
    if code is None:
        return
    for slip in sorted(code.slips, key=lambda slip: (slip.is_number, not slip.is_common)):
        if _holds(trials, code, [slip]):
            yield "relation-slip", f"Your result is what comes out {slip.words}, in every trial."
            return


def two_slips(trials: Trials) -> Iterator[Explanation]:
    """Yield the pair of slips with which the solution returns the same in all trials."""
    code = _code(trials)
    if code is None:
        return
    common = sorted((slip for slip in code.slips if slip.is_common), key=lambda slip: " is left out" not in slip.words)
    for pair in [*_alike(code.slips), *combinations(common[:MOST_COMMON], 2)]:
        if len({slip.place for slip in pair}) == len(pair) and _holds(trials, code, pair):
            words = ", and ".join(slip.words for slip in pair)
            yield "relation-two-slips", f"Your result is what comes out {words}, in every trial."
            return


def _alike(slips: Sequence[Slip]) -> list[tuple[Slip, ...]]:
    """Return the groups of slips with the same words: one that is made in all its places."""
    groups: dict[str, list[Slip]] = {}
    for slip in slips:
        groups.setdefault(slip.words, []).append(slip)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _code(trials: Trials) -> Switched | None:
    if not trials.may_hold:
        return None
    code = switched(trials.exercise.solution, trials.task.answer)
    # A solution that is right to fewer digits than rounding leaves could tell nothing.
    first = trials.order[0]
    return code if near(_result(trials, code, (), first), trials.expected[first]) else None


def _result(trials: Trials, code: Switched, slips: Sequence[Slip], i: int) -> Any:
    return trials.value(quietly(lambda *arguments: code.run(slips, arguments), *trials.cases[i]))


def _holds(trials: Trials, code: Switched, slips: Sequence[Slip]) -> bool:
    return trials.holds(lambda i: _result(trials, code, slips, i))
