"""Further wrong answers of chapter 10, a line or two each: what others have given, that no relation can tell.

They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

ERROR, SPREAD = "np.array([3.0, -8.0, 1.0, 14.0, -2.0])", "np.array([1.0, 3.0, 2.0, 4.0, 0.8])"
_RATIO = f"np.sqrt(np.mean({ERROR} ** 2) / np.mean({SPREAD} ** 2))"

_ALARM = ("alarm(frames, taught, limit)", "low, high = taught.min(axis=0), taught.max(axis=0)")
_BEYOND = "beyond = np.maximum(low - frames, frames - high) / (high - low)"

_WHOLE = ("whole(owner, n_test)", "is_test = np.zeros(len(owner), dtype=bool)")
_TAKE = ("    if is_test.sum() < n_test:", "        is_test |= owner == number", "return is_test")

_PICK = ("pick(spread, time, n, apart)", "chosen = []")
_BUY = (
    "    if len(chosen) < n and all(gap >= apart for gap in gaps):",
    "        chosen.append(int(i))",
    "return chosen",
)

_COVERAGE = ("coverage(error, spread, is_trial)", "e, s = error[is_trial], spread[is_trial]")
_FACTOR = "factor = np.sqrt(np.mean(e**2) / np.mean(s**2))"
_SHARE = "return factor, np.mean(abs(error[~is_trial]) < 2 * factor * spread[~is_trial])"

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "10.2": (
        slip_in_number(
            "mean-of-ratios",
            "You take a mean of the five ratios. Asked is one root mean square over the other one.",
            f"np.mean(abs({ERROR}) / {SPREAD})",
        ),
        slip_in_number(
            "root-of-mean-square-ratios",
            "You divide first, one by one, and take the root mean square of the ratios. Asked is the ratio of two root "
            "mean squares.",
            f"np.sqrt(np.mean(({ERROR} / {SPREAD}) ** 2))",
        ),
        slip_in_number(
            "standard-deviations",
            "You compare standard deviations, which leave out the mean. Take root mean squares.",
            f"np.std({ERROR}) / np.std({SPREAD})",
        ),
        slip_in_number(
            "mean-error-taken-off",
            "You take the standard deviation of the errors, which leaves out the mean error. It is an error too.",
            f"np.std({ERROR}) / np.sqrt(np.mean({SPREAD} ** 2))",
        ),
        slip_in_number(
            "largest-over-largest",
            "You compare the largest error with the largest spread. Asked are root mean squares, of all five.",
            f"np.max(abs({ERROR})) / np.max({SPREAD})",
        ),
        slip_in_number(
            "signs-kept",
            "You add up errors with their signs, and they cancel. Squares first.",
            f"np.mean({ERROR}) / np.mean({SPREAD})",
        ),
        slip_in_number(
            "error-alone",
            "That is the root mean square of the errors. Divide it by that of the spreads.",
            f"np.sqrt(np.mean({ERROR} ** 2))",
        ),
        slip_in_number("root-twice", "You take the root twice. Once is enough.", f"np.sqrt({_RATIO})"),
        slip_in_number(
            "mean-of-ratios-with-signs",
            "You take a mean of the ratios with their signs, and they cancel. Asked is the ratio of two root mean "
            "squares.",
            f"np.mean({ERROR} / {SPREAD})",
        ),
        slip_in_number(
            "median-of-ratios",
            "You take the median of the ratios. Asked is one root mean square over the other one.",
            f"np.median(abs({ERROR}) / {SPREAD})",
        ),
        slip_in_number(
            "largest-over-mean",
            "You compare the largest error with the mean spread. Asked are root mean squares, of all five.",
            f"np.max(abs({ERROR})) / np.mean({SPREAD})",
        ),
        slip_in_number(
            "line-through-zero",
            "You fit a line through zero to the sizes of the errors. The factor that makes two root mean squares equal "
            "is their ratio.",
            f"(abs({ERROR}) @ {SPREAD}) / ({SPREAD} @ {SPREAD})",
        ),
        slip_in_number(
            "line-through-zero-with-signs",
            "You fit a line through zero to errors with their signs, which cancel. Asked is the ratio of two root mean "
            "squares.",
            f"({ERROR} @ {SPREAD}) / ({SPREAD} @ {SPREAD})",
        ),
        slip_in_number(
            "line-with-a-constant",
            "You fit a line with a constant. One factor is asked: the ratio of two root mean squares.",
            f"np.polyfit({SPREAD}, abs({ERROR}), 1)[0]",
        ),
        slip_in_number(
            "mean-forgotten",
            "You take the mean of the squared spreads, and the sum of the squared errors. Means of both.",
            f"np.sqrt(np.sum({ERROR} ** 2) / np.mean({SPREAD} ** 2))",
        ),
        slip_in_number(
            "n-minus-one",
            "You divide the errors by 4 and the spreads by 5. Both are means of five.",
            f"np.sqrt(np.sum({ERROR} ** 2) / 4 / np.mean({SPREAD} ** 2))",
        ),
        slip_in_number(
            "mean-spread",
            "You divide by the mean spread. Take the root mean square of the spreads too.",
            f"np.sqrt(np.mean({ERROR} ** 2)) / np.mean({SPREAD})",
        ),
        slip_in_number(
            "signed-squares",
            "Squares keep a sign in yours, as in -8.0 ** 2, where the minus comes last. A square is never negative.",
            f"np.sqrt(np.mean({ERROR} * abs({ERROR})) / np.mean({SPREAD} ** 2))",
        ),
        slip_in_number(
            "difference",
            "You subtract. Spreads are multiplied by the factor: divide.",
            f"np.sqrt(np.mean({ERROR} ** 2)) - np.sqrt(np.mean({SPREAD} ** 2))",
        ),
        slip_in_number(
            "spreads-not-squared",
            "You do not square the spreads. Take the root mean square of both.",
            f"np.sqrt(np.mean({ERROR} ** 2)) / np.sqrt(np.mean({SPREAD}))",
        ),
    ),
    "10.3": (
        slip_in_function(
            "sum-over-descriptors",
            "You add up over the descriptors. The worst of them counts, by itself.",
            *_ALARM,
            _BEYOND,
            "rings = np.maximum(beyond, 0).sum(axis=2).max(axis=1) > limit",
            "return np.argmax(rings) if rings.any() else -1",
        ),
        slip_in_function(
            "range-of-the-run",
            "You divide by the range of the run. The unit is the range that was taught.",
            *_ALARM,
            "span = np.ptp(frames, axis=(0, 1))",
            "rings = (np.maximum(low - frames, frames - high) / span).max(axis=(1, 2)) > limit",
            "return np.argmax(rings) if rings.any() else -1",
        ),
        slip_in_function(
            "index-of-an-atom",
            "That counts atoms, of all frames in a row. Asked is the index of a frame: take the largest over the atoms "
            "first.",
            *_ALARM,
            _BEYOND,
            "rings = beyond.max(axis=2).ravel() > limit",
            "return np.argmax(rings) if rings.any() else -1",
        ),
        slip_in_function(
            "whether-for-when",
            "You say whether it rings. Asked is when: the index of the first frame, or -1.",
            *_ALARM,
            _BEYOND,
            "return bool((beyond > limit).any())",
        ),
    ),
    "10.4": (
        slip_in_function(
            "longest-first",
            "You begin with the longest trajectory. Begin with the largest number.",
            *_WHOLE,
            "numbers, counts = np.unique(owner, return_counts=True)",
            "for number in numbers[np.argsort(-counts, kind='stable')]:",
            *_TAKE,
        ),
        slip_in_function(
            "drawn-by-chance",
            "Your trajectories are whole, but drawn by chance. Take them by their numbers, the largest first.",
            *_WHOLE,
            "for number in np.random.default_rng(0).permutation(np.unique(owner)):",
            *_TAKE,
        ),
        slip_in_function(
            "order-of-appearance",
            "You take trajectories in the order in which they appear. Go by their numbers, the largest first.",
            *_WHOLE,
            "for number in dict.fromkeys(owner.tolist()):",
            *_TAKE,
        ),
        slip_in_function(
            "order-of-appearance-from-the-end",
            "You take trajectories in the order in which they appear from the end. Go by their numbers, the largest "
            "first.",
            *_WHOLE,
            "for number in dict.fromkeys(owner[::-1].tolist()):",
            *_TAKE,
        ),
        slip_in_function(
            "frames-in-order-assumed",
            "You take all frames behind the first one of a trajectory. Frames may stand anywhere: compare `owner` with "
            "the number.",
            "whole(owner, n_test)",
            "start = len(owner)",
            "for number in np.unique(owner)[::-1]:",
            "    if len(owner) - start < n_test:",
            "        start = np.flatnonzero(owner == number)[0]",
            "return np.arange(len(owner)) >= start",
        ),
        slip_in_function(
            "owners-of-the-last-frames",
            "You take the trajectories of the last `n_test` frames, whichever they are. Go by their numbers, the "
            "largest first, until there are enough frames.",
            "whole(owner, n_test)",
            "return np.isin(owner, owner[len(owner) - n_test :])",
        ),
        slip_in_function(
            "numbers-sorted-as-words",
            "You sort numbers as if they were words: '9' comes behind '10' then. Sort them as numbers.",
            *_WHOLE,
            "for number in sorted(set(owner.tolist()), key=str, reverse=True):",
            *_TAKE,
        ),
        slip_in_function(
            "equal-lengths-assumed",
            "You reckon with a mean length of the trajectories. They differ: count the frames of those that you take.",
            "whole(owner, n_test)",
            "numbers = np.unique(owner)",
            "k = int(np.ceil(n_test * len(numbers) / len(owner)))",
            "return np.isin(owner, numbers[len(numbers) - k :])",
        ),
    ),
    "10.5": (
        slip_in_function(
            "first-bought-only",
            "You compare with the frame that was bought first. Compare with all that were bought.",
            *_PICK,
            "for i in np.argsort(-spread):",
            "    gaps = [abs(time[i] - time[j]) for j in chosen[:1]]",
            *_BUY,
        ),
        slip_in_function(
            "left-out-ones-count",
            "You keep away from frames that were left out, too. Only bought ones count.",
            *_PICK,
            "seen = []",
            "for i in np.argsort(-spread):",
            "    if len(chosen) < n and all(abs(time[i] - time[j]) >= apart for j in seen):",
            "        chosen.append(int(i))",
            "    seen.append(i)",
            "return chosen",
        ),
        slip_in_function(
            "stops-at-the-first-neighbour",
            "You stop at the first frame that is too near. Leave it out, and go on: `continue`, not `break`.",
            *_PICK,
            "for i in np.argsort(-spread):",
            "    if len(chosen) == n or any(abs(time[i] - time[j]) < apart for j in chosen):",
            "        break",
            "    chosen.append(int(i))",
            "return chosen",
        ),
        slip_in_function(
            "exactly-apart-left-out",
            "You leave out frames that are exactly as far as `apart`. Too near is what is nearer than that.",
            *_PICK,
            "for i in np.argsort(-spread):",
            "    if len(chosen) < n and all(abs(time[i] - time[j]) > apart for j in chosen):",
            "        chosen.append(int(i))",
            "return chosen",
        ),
        slip_in_function(
            "ranks-for-indices",
            "You return places in the order of spreads. Asked are the indices of the frames: `np.argsort` holds them.",
            *_PICK,
            "order = np.argsort(-spread)",
            "for k in range(len(order)):",
            "    gaps = [abs(time[order[k]] - time[order[j]]) for j in chosen]",
            "    if len(chosen) < n and all(gap >= apart for gap in gaps):",
            "        chosen.append(k)",
            "return chosen",
        ),
        slip_in_function(
            "indices-of-sorted-frames",
            "You sort the frames first, by time, and return places among the sorted ones. Asked are indices of the "
            "frames as they were given.",
            *_PICK,
            "order = np.argsort(time)",
            "spread, time = spread[order], time[order]",
            "for i in np.argsort(-spread):",
            "    gaps = [abs(time[i] - time[j]) for j in chosen]",
            *_BUY,
        ),
        slip_in_function(
            "filled-up",
            "Where no frame is left you fill up with neighbours. Return fewer.",
            *_PICK,
            "order = np.argsort(-spread).tolist()",
            "for i in order:",
            "    if len(chosen) < n and all(abs(time[i] - time[j]) >= apart for j in chosen):",
            "        chosen.append(i)",
            "return (chosen + [i for i in order if i not in chosen])[:n]",
        ),
        slip_in_function(
            "the-same-again",
            "You set the spread of neighbours to 0, and where all are 0 you buy frame 0, again and again. Stop when no "
            "frame is left.",
            *_PICK,
            "left = spread.copy()",
            "for _ in range(n):",
            "    i = int(np.argmax(left))",
            "    chosen.append(i)",
            "    left[abs(time - time[i]) < apart] = 0",
            "    left[i] = 0",
            "return chosen",
        ),
        slip_in_function(
            "true-or-false",
            "You return True or False for each frame. Asked is a list of indices, in the order of buying.",
            *_PICK,
            "for i in np.argsort(-spread):",
            "    if len(chosen) < n and all(abs(time[i] - time[j]) >= apart for j in chosen):",
            "        chosen.append(int(i))",
            "return np.isin(np.arange(len(spread)), chosen)",
        ),
        slip_in_function(
            "intervals",
            "You cut time into intervals of length `apart` and take the best frame of each. Across an edge two may be "
            "near neighbours: compare times.",
            *_PICK,
            "for i in np.argsort(-spread):",
            "    taken = {time[j] // max(apart, 1e-9) for j in chosen}",
            "    if len(chosen) < n and time[i] // max(apart, 1e-9) not in taken:",
            "        chosen.append(int(i))",
            "return chosen",
        ),
    ),
    "10.6": (
        slip_in_function(
            "standard-deviations",
            "Your factor is a ratio of standard deviations, which leave out means. Take root mean squares.",
            *_COVERAGE,
            "factor = np.std(e) / np.std(s)",
            _SHARE,
        ),
        slip_in_function(
            "line-through-zero",
            "Your factor is the slope of a line through zero. The factor that makes two root mean squares equal is "
            "their ratio.",
            *_COVERAGE,
            "factor = (abs(e) @ s) / (s @ s)",
            _SHARE,
        ),
        slip_in_function(
            "signs-kept",
            "You add up errors with their signs, and they cancel. Squares first, then a mean and a root.",
            *_COVERAGE,
            "factor = abs(np.sum(e)) / np.sum(s)",
            _SHARE,
        ),
        slip_in_function(
            "share-of-too-many",
            "You divide by the number of all structures. It is a share of the proof: divide by how many are in it.",
            *_COVERAGE,
            _FACTOR,
            "return factor, np.sum(abs(error[~is_trial]) < 2 * factor * spread[~is_trial]) / len(error)",
        ),
        slip_in_function(
            "one-bar-for-all",
            "You compare all errors with one bar, a root mean square. Each structure has a spread of its own.",
            *_COVERAGE,
            _FACTOR,
            "bar = 2 * factor * np.sqrt(np.mean(spread[~is_trial] ** 2))",
            "return factor, np.mean(abs(error[~is_trial]) < bar)",
        ),
        slip_in_function(
            "chosen-to-cover",
            "You choose the factor so that a certain share of the trial is covered. Asked is the ratio of two root "
            "mean squares.",
            *_COVERAGE,
            "factor = np.quantile(abs(e) / s, 0.95) / 2",
            _SHARE,
        ),
    ),
    "10.7": (
        slip_in_function(
            "numbers-of-rows",
            "You return a number for each row of `taught`. Asked is one for each descriptor, its columns: `axis=0`.",
            "unseen(taught)",
            "return (taught.min(axis=1) + taught.max(axis=1)) / 2",
        ),
        slip_in_function(
            "table-of-points",
            "You return a table. One vector is asked, of shape (d,): take one row.",
            "unseen(taught)",
            "return taught.max(axis=0)[None]",
        ),
    ),
}
