"""Wrong answers to the exercises of chapter 10, as students would give them."""

import numpy as np
from answers_of_others import Answers

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


# 10.1 Four of one opinion (right: c)

value("10.1", "a", "takes the spread for the error: four can agree and all be wrong", "a")
value("10.1", "b", "takes agreement for truth", "b")
value("10.1", "d", "thinks that members always differ outside of the data", "d")
value("10.1", "upper_a", "takes the spread for the error (letter a, capital)", "A")
value("10.1", "upper_b", "takes agreement for truth (letter b, capital)", "B")
value("10.1", "upper_d", "thinks that members always differ outside (letter d, capital)", "D")
value("10.1", "bracket_a", "takes the spread for the error (letter a with bracket)", "a)")
value("10.1", "brackets_b", "takes agreement for truth (letter b in brackets)", "(b)")
value("10.1", "dot_d", "thinks that agreement means inside (letter d with a dot)", "d.")
value("10.1", "two_letters", "hedges with c and the wrong a", "a, c")
value("10.1", "c_and_d", "hedges with c and d, which contradict each other", "c and d")
value("10.1", "all_wrong_ones", "all three of the wrong answers", "abd")
value("10.1", "all", "every letter: no choice at all", "abcd")
value("10.1", "list_of_letters", "a list of the wrong letters a and b", ["a", "b"])
value("10.1", "no_such_letter", "there is no answer e", "e")
value("10.1", "first", "the number of answer a", 1)
value("10.1", "second", "the number of answer b", 2)
value("10.1", "fourth", "the number of answer d", 4)
value("10.1", "error_in_ev", "the spread in eV as an error, instead of a letter", 0.002)
value("10.1", "with_unit", "the spread with its unit, instead of a letter", "2 meV")
value("10.1", "halved", "the spread over the root of four members: an error of the mean, no letter", 2 / np.sqrt(4))
value("10.1", "words_of_a", "the words of answer a", "The error is about 2 meV")
value("10.1", "words_of_b", "answer b in words", "They have converged")
value("10.1", "words_of_d", "answer d in words", "The structure is inside of the training data")
value("10.1", "yes", "answers yes to a question that asks for a letter", True)

# 10.2 One number for the bars (right: 2.990)

error = np.array([3.0, -8.0, 1.0, 14.0, -2.0])
spread = np.array([1.0, 3.0, 2.0, 4.0, 0.8])


def rms(x):
    return np.sqrt(np.mean(x**2))


value("10.2", "inverse", "spread over error: the factor upside down", rms(spread) / rms(error))
value("10.2", "squared", "the root is forgotten: the ratio of mean squares", np.mean(error**2) / np.mean(spread**2))
value("10.2", "root_twice", "the root is taken twice", np.sqrt(rms(error) / rms(spread)))
value("10.2", "mean_sizes", "mean sizes instead of root mean squares", np.mean(np.abs(error)) / np.mean(spread))
value("10.2", "means", "means with their signs: errors cancel", np.mean(error) / np.mean(spread))
value("10.2", "mean_ratio", "the mean of the ratios", np.mean(np.abs(error) / spread))
value("10.2", "signed_mean_ratio", "the mean of the ratios with their signs", np.mean(error / spread))
value("10.2", "rms_ratio", "the root mean square of the ratios, not the ratio of the two", rms(error / spread))
value("10.2", "median_ratio", "the median of the ratios", np.median(np.abs(error) / spread))
value("10.2", "largest_ratio", "the largest ratio: no error is left above its bar", np.max(np.abs(error) / spread))
value("10.2", "largest_ones", "the largest error over the mean spread", np.max(np.abs(error)) / np.mean(spread))
value("10.2", "deviations", "standard deviations: the means are subtracted", np.std(error) / np.std(spread))
value("10.2", "centred_error", "the mean error is subtracted, the spread is right", np.std(error) / rms(spread))
value("10.2", "slope", "the slope of a straight line through zero", np.abs(error) @ spread / (spread @ spread))
value("10.2", "signed_slope", "a straight line through zero for errors with signs", error @ spread / (spread @ spread))
value("10.2", "fit_with_constant", "the slope of a line with a constant", np.polyfit(spread, np.abs(error), 1)[0])
value("10.2", "root_of_sum", "the mean is forgotten in the errors: sqrt(sum)", np.sqrt(np.sum(error**2)) / rms(spread))
value("10.2", "n_minus_one", "errors over n - 1, spreads over n", np.sqrt(np.sum(error**2) / 4) / rms(spread))
value("10.2", "rms_over_mean", "root mean square of the errors over the mean spread", rms(error) / np.mean(spread))
value("10.2", "sign", "minus 8 squared as -64: the sign stays", np.sqrt((9 - 64 + 1 + 196 - 4) / np.sum(spread**2)))
value("10.2", "difference", "the difference of the root mean squares, as if one added", rms(error) - rms(spread))
value("10.2", "error_only", "the root mean square of the errors, not divided", rms(error))
value("10.2", "calibrated", "the calibrated spreads instead of the factor", spread * rms(error) / rms(spread))
value("10.2", "one_per_structure", "a factor for each structure instead of one", np.abs(error) / spread)
value("10.2", "two_bars", "twice the factor, for bars of two spreads", 2 * rms(error) / rms(spread))
value(
    "10.2", "norm_of_roots", "np.sqrt(mean(spread)): the spreads are not squared", rms(error) / np.sqrt(np.mean(spread))
)

# 10.3 When the alarm rings


@wrong("10.3", "not_in_ranges", "the range is forgotten: outside in the units of the descriptor")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.maximum(low - frames, frames - high).max(axis=(1, 2))
    rings = np.flatnonzero(out > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "only_above", "looks only beyond the largest taught value, not below the smallest")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = ((frames - high) / (high - low)).max(axis=(1, 2))
    rings = np.flatnonzero(out > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "only_below", "looks only below the smallest taught value")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = ((low - frames) / (high - low)).max(axis=(1, 2))
    rings = np.flatnonzero(out > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "no_axis", "one smallest and one largest value for all descriptors: the axis is missing")
def alarm(frames, taught, limit):
    low, high = taught.min(), taught.max()
    for k, frame in enumerate(frames):
        out = np.maximum(low - frame, frame - high) / (high - low)
        if out.max() > limit:
            return k
    return -1


@wrong("10.3", "axis_one", "smallest and largest along the descriptors (axis 1), not along the atoms")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=1), taught.max(axis=1)
    out = np.maximum(low - frames, frames - high) / (high - low)
    rings = np.flatnonzero(out.max(axis=(1, 2)) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "argmax_alone", "argmax of nothing but False is 0: a run inside gives 0 instead of -1")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.maximum(low - frames, frames - high) / (high - low)
    return int(np.argmax(out.max(axis=(1, 2)) > limit))


@wrong("10.3", "worst_frame", "the frame that is farthest outside instead of the first")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = (np.maximum(low - frames, frames - high) / (high - low)).max(axis=(1, 2))
    return int(np.argmax(out)) if out.max() > limit else -1


@wrong("10.3", "last_frame", "the loop goes on and keeps the last frame that rings")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    found = -1
    for k, frame in enumerate(frames):
        if np.any(np.maximum(low - frame, frame - high) / (high - low) > limit):
            found = k
    return found


@wrong("10.3", "all_atoms", "rings only when all atoms are outside")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.maximum(low - frames, frames - high) / (high - low)
    rings = np.flatnonzero(np.all(out.max(axis=2) > limit, axis=1))
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "all_descriptors", "the best descriptor of an atom instead of its worst")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.maximum(low - frames, frames - high) / (high - low)
    rings = np.flatnonzero(out.min(axis=2).max(axis=1) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "mean_of_atoms", "the mean of the atoms decides: one atom alone is not heard")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.maximum(np.maximum(low - frames, frames - high), 0) / (high - low)
    rings = np.flatnonzero(out.max(axis=2).mean(axis=1) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "sum_of_descriptors", "the sum over the descriptors instead of the worst one")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.maximum(np.maximum(low - frames, frames - high), 0) / (high - low)
    rings = np.flatnonzero(out.sum(axis=2).max(axis=1) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "mean_descriptors_of_frame", "averages the descriptors of a frame first: the atoms hide each other")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    mean = frames.mean(axis=1)
    out = (np.maximum(low - mean, mean - high) / (high - low)).max(axis=1)
    rings = np.flatnonzero(out > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "first_atom", "looks at the first atom only: frames[:, 0]")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    atom = frames[:, 0]
    out = (np.maximum(low - atom, atom - high) / (high - low)).max(axis=1)
    rings = np.flatnonzero(out > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "standard_deviations", "distance from the mean in standard deviations instead of ranges")
def alarm(frames, taught, limit):
    z = np.abs(frames - taught.mean(axis=0)) / taught.std(axis=0)
    rings = np.flatnonzero(z.max(axis=(1, 2)) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "half_range", "beyond in units of half of the range")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    middle, half = (low + high) / 2, (high - low) / 2
    out = np.abs(frames - middle) / half - 1
    rings = np.flatnonzero(out.max(axis=(1, 2)) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "from_the_middle", "distance from the middle of the range, not from its ends: rings inside")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.abs(frames - (low + high) / 2) / (high - low)
    rings = np.flatnonzero(out.max(axis=(1, 2)) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "abs_of_difference", "np.abs makes atoms deep inside seem far outside")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.maximum(np.abs(low - frames), np.abs(frames - high)) / (high - low)
    rings = np.flatnonzero(out.max(axis=(1, 2)) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "any_outside", "rings as soon as an atom is outside at all: limit is ignored")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    for k in range(len(frames)):
        if np.any(frames[k] < low) or np.any(frames[k] > high):
            return k
    return -1


@wrong("10.3", "times_the_ends", "the ends are stretched by 1 + limit instead of being moved by a part of the range")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    for k in range(len(frames)):
        if np.any(frames[k] < low * (1 - limit)) or np.any(frames[k] > high * (1 + limit)):
            return k
    return -1


@wrong("10.3", "range_of_frames", "the range of the run instead of the taught one")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    size = frames.max(axis=(0, 1)) - frames.min(axis=(0, 1))
    out = np.maximum(low - frames, frames - high) / size
    rings = np.flatnonzero(out.max(axis=(1, 2)) > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "returns_too_early", "return -1 stands inside of the loop: only frame 0 is looked at")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    for k, frame in enumerate(frames):
        out = np.maximum(low - frame, frame - high) / (high - low)
        if out.max() > limit:
            return k
        return -1


@wrong("10.3", "none_if_silent", "the -1 is forgotten: None where nothing rings")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    for k, frame in enumerate(frames):
        out = np.maximum(low - frame, frame - high) / (high - low)
        if out.max() > limit:
            return k


@wrong("10.3", "from_one", "counts frames from 1")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    for k, frame in enumerate(frames, start=1):
        out = np.maximum(low - frame, frame - high) / (high - low)
        if out.max() > limit:
            return k
    return -1


@wrong("10.3", "index_of_atom", "flattens frames and atoms: the index of an atom, not of a frame")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    atoms = frames.reshape(-1, frames.shape[-1])
    out = (np.maximum(low - atoms, atoms - high) / (high - low)).max(axis=1)
    rings = np.flatnonzero(out > limit)
    return int(rings[0]) if len(rings) else -1


@wrong("10.3", "all_frames", "all frames that ring, not the first")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = (np.maximum(low - frames, frames - high) / (high - low)).max(axis=(1, 2))
    rings = np.flatnonzero(out > limit)
    return rings if len(rings) else -1


@wrong("10.3", "yes_or_no", "whether it rings instead of when")
def alarm(frames, taught, limit):
    low, high = taught.min(axis=0), taught.max(axis=0)
    out = np.maximum(low - frames, frames - high) / (high - low)
    return bool(np.any(out > limit))


@wrong("10.3", "nearest_row", "distance to the nearest taught row: rings in gaps inside of the range")
def alarm(frames, taught, limit):
    size = taught.max(axis=0) - taught.min(axis=0)
    for k, frame in enumerate(frames):
        far = np.linalg.norm((frame[:, None] - taught) / size, axis=-1).min(axis=1)
        if far.max() > limit:
            return k
    return -1


# 10.4 Whole trajectories


@wrong("10.4", "random_frames", "draws frames: each trajectory is in both parts")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    test[np.random.default_rng(0).permutation(len(owner))[:n_test]] = True
    return test


@wrong("10.4", "last_frames", "the last n_test frames, whoever owns them")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    test[len(owner) - n_test :] = True
    return test


@wrong("10.4", "cut_to_size", "exactly n_test frames: the last trajectory is cut in two")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    test[np.argsort(-owner, kind="stable")[:n_test]] = True
    return test


@wrong("10.4", "smallest_first", "np.unique begins with the smallest number: the wrong end")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for number in np.unique(owner):
        if test.sum() >= n_test:
            break
        test |= owner == number
    return test


@wrong("10.4", "longest_first", "the trajectory with the most frames first, not that with the largest number")
def whole(owner, n_test):
    numbers, counts = np.unique(owner, return_counts=True)
    test = np.zeros(len(owner), dtype=bool)
    for number in numbers[np.argsort(-counts)]:
        if test.sum() >= n_test:
            break
        test |= owner == number
    return test


@wrong("10.4", "random_trajectories", "trajectories are whole, but drawn by chance")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for number in np.random.default_rng(0).permutation(np.unique(owner)):
        if test.sum() >= n_test:
            break
        test |= owner == number
    return test


@wrong("10.4", "order_of_appearance", "in the order in which the trajectories appear")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for number in dict.fromkeys(owner.tolist()):
        if test.sum() >= n_test:
            break
        test |= owner == number
    return test


@wrong("10.4", "at_most", "stops before n_test is passed: the test is too small")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for number in np.unique(owner)[::-1]:
        more = test | (owner == number)
        if more.sum() > n_test:
            break
        test = more
    return test


@wrong("10.4", "skips_long_ones", "leaves out trajectories that would make the test too large, and goes on")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for number in np.unique(owner)[::-1]:
        if test.sum() + np.sum(owner == number) <= n_test:
            test |= owner == number
    return test


@wrong("10.4", "one_more", "asks after adding and only on the next turn: one trajectory too many")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    enough = False
    for number in np.unique(owner)[::-1]:
        test |= owner == number
        if enough:
            break
        enough = test.sum() >= n_test
    return test


@wrong("10.4", "more_than", "> instead of >=: goes on where the test has exactly n_test frames")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for number in np.unique(owner)[::-1]:
        if test.sum() > n_test:
            break
        test |= owner == number
    return test


@wrong("10.4", "training", "True for training: the two parts are swapped")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for number in np.unique(owner)[::-1]:
        if test.sum() >= n_test:
            break
        test |= owner == number
    return ~test


@wrong("10.4", "indices", "the indices of the test frames instead of booleans")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for number in np.unique(owner)[::-1]:
        if test.sum() >= n_test:
            break
        test |= owner == number
    return np.flatnonzero(test)


@wrong("10.4", "zeros_and_ones", "whole numbers 0 and 1: as an index they pick the frames 0 and 1")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=int)
    for number in np.unique(owner)[::-1]:
        if test.sum() >= n_test:
            break
        test[owner == number] = 1
    return test


@wrong("10.4", "numbers", "the numbers of the test trajectories instead of a boolean for each frame")
def whole(owner, n_test):
    chosen, size = [], 0
    for number in np.unique(owner)[::-1]:
        if size >= n_test:
            break
        chosen.append(number)
        size += np.sum(owner == number)
    return np.array(chosen)


@wrong("10.4", "per_trajectory", "a boolean for each trajectory instead of each frame")
def whole(owner, n_test):
    _numbers, counts = np.unique(owner, return_counts=True)
    before = np.cumsum(counts[::-1])[::-1] - counts
    return before < n_test


@wrong("10.4", "n_trajectories", "n_test trajectories instead of frames")
def whole(owner, n_test):
    return np.isin(owner, np.unique(owner)[::-1][:n_test])


@wrong("10.4", "one_only", "only the trajectory with the largest number, also where it is too short")
def whole(owner, n_test):
    return owner == owner.max()


@wrong("10.4", "overwritten", "= instead of |=: only the trajectory added last is left")
def whole(owner, n_test):
    size = 0
    test = np.zeros(len(owner), dtype=bool)
    for number in np.unique(owner)[::-1]:
        if size >= n_test:
            break
        test = owner == number
        size += test.sum()
    return test


@wrong("10.4", "counted_for_each_frame", "goes through the frames: a trajectory is counted once for each of its frames")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    size = 0
    for number in np.sort(owner)[::-1]:
        if size >= n_test:
            break
        test |= owner == number
        size += np.sum(owner == number)
    return test


@wrong("10.4", "sorted_frames", "the booleans belong to the sorted frames, not to owner as it was given")
def whole(owner, n_test):
    owner = np.sort(owner)
    test = np.zeros(len(owner), dtype=bool)
    for number in np.unique(owner)[::-1]:
        if test.sum() >= n_test:
            break
        test |= owner == number
    return test


@wrong("10.4", "in_blocks", "takes for granted that trajectories stand in order: all after the first frame of one")
def whole(owner, n_test):
    start = int(np.argmax(owner == owner[len(owner) - n_test]))
    test = np.zeros(len(owner), dtype=bool)
    test[start:] = True
    return test


@wrong("10.4", "owners_of_last_frames", "the owners of the last n_test frames as they stand, whatever their numbers")
def whole(owner, n_test):
    return np.isin(owner, owner[len(owner) - n_test :])


@wrong("10.4", "as_words", "sorts the numbers as words: '9' comes before '10'")
def whole(owner, n_test):
    test = np.zeros(len(owner), dtype=bool)
    for word in sorted({str(number) for number in owner}, reverse=True):
        if test.sum() >= n_test:
            break
        test |= owner == int(word)
    return test


@wrong("10.4", "equal_lengths", "takes for granted that all trajectories are equally long")
def whole(owner, n_test):
    numbers = np.unique(owner)
    length = len(owner) / len(numbers)
    k = int(np.ceil(n_test / length))
    return np.isin(owner, numbers[len(numbers) - k :])


@wrong("10.4", "share", "a fifth of the trajectories: n_test is not used")
def whole(owner, n_test):
    numbers = np.unique(owner)
    return np.isin(owner, numbers[-max(1, len(numbers) // 5) :])


# 10.5 Not ten times the same


@wrong("10.5", "largest_n", "the n largest spreads: time and apart are ignored")
def pick(spread, time, n, apart):
    return [int(i) for i in np.argsort(-spread)[:n]]


@wrong("10.5", "smallest_first", "argsort without the minus: the smallest spread first")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(spread):
        if len(bought) < n and all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "among_the_first_n", "looks only at the n largest spreads: others do not fill the gaps")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread)[:n]:
        if all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "last_bought_only", "compares with the frame bought last only")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) == n:
            break
        if not bought or abs(time[i] - time[bought[-1]]) >= apart:
            bought.append(int(i))
    return bought


@wrong("10.5", "first_bought_only", "compares with the first frame only")
def pick(spread, time, n, apart):
    order = np.argsort(-spread)
    bought = [int(order[0])]
    for i in order[1:]:
        if len(bought) < n and abs(time[i] - time[order[0]]) >= apart:
            bought.append(int(i))
    return bought


@wrong("10.5", "left_out_count_too", "keeps apart from frames that were left out as well")
def pick(spread, time, n, apart):
    bought, seen = [], []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - time[j]) >= apart for j in seen):
            bought.append(int(i))
        seen.append(i)
    return bought


@wrong("10.5", "any", "any instead of all: far from one of the bought is enough")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and (not bought or any(abs(time[i] - time[j]) >= apart for j in bought)):
            bought.append(int(i))
    return bought


@wrong("10.5", "no_abs", "the size of the difference is forgotten: only later frames can be bought")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(time[i] - time[j] >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "index_distance", "distance of the indices instead of the times: frames stand in no order")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(i - j) >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "spread_distance", "the spreads are kept apart instead of the times")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(spread[i] - spread[j]) >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "nearer_swapped", "buys the near frames and leaves out the far ones")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - time[j]) < apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "exactly_apart", "leaves out a frame at exactly the distance apart, which is not nearer")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - time[j]) > apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "half_apart", "apart is taken for a window around a frame: half of it on each side")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - time[j]) >= apart / 2 for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "both_windows", "a window on each side of both frames: twice apart")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - time[j]) >= 2 * apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "one_too_many", "<= n instead of < n: one frame too many")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) <= n and all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "no_limit", "n is ignored: buys as long as frames are left")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "stops_at_near", "break instead of continue: ends at the first frame that is too near")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) == n or any(abs(time[i] - time[j]) < apart for j in bought):
            break
        bought.append(int(i))
    return bought


@wrong("10.5", "sorted_indices", "the indices are sorted at the end: the order of buying is lost")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(int(i))
    return sorted(bought)


@wrong("10.5", "in_time", "goes through the frames in the order of time, not of spread")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(time):
        if len(bought) < n and all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "times", "the times of the bought frames instead of their indices")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - t) >= apart for t in bought):
            bought.append(time[i])
    return bought


@wrong("10.5", "ranks", "the places in the order of spreads instead of the indices of the frames")
def pick(spread, time, n, apart):
    order = np.argsort(-spread)
    bought = []
    for k in range(len(order)):
        if len(bought) < n and all(abs(time[order[k]] - time[order[j]]) >= apart for j in bought):
            bought.append(k)
    return bought


@wrong("10.5", "indices_of_sorted", "frames are sorted by time first: the indices belong to the sorted ones")
def pick(spread, time, n, apart):
    order = np.argsort(time)
    spread, time = spread[order], time[order]
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(int(i))
    return bought


@wrong("10.5", "bins", "one frame from each interval of length apart: neighbours across its edge are both bought")
def pick(spread, time, n, apart):
    bought, used = [], []
    for i in np.argsort(-spread):
        interval = time[i] // apart
        if len(bought) < n and interval not in used:
            bought.append(int(i))
            used.append(interval)
    return bought


@wrong("10.5", "filled_up", "fills up to n with frames that were left out")
def pick(spread, time, n, apart):
    order = [int(i) for i in np.argsort(-spread)]
    bought = []
    for i in order:
        if len(bought) < n and all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(i)
    rest = [i for i in order if i not in bought]
    return bought + rest[: n - len(bought)]


@wrong("10.5", "set_to_zero", "near frames get spread 0: when none is left, argmax buys frame 0 again and again")
def pick(spread, time, n, apart):
    spread = spread.copy()
    bought = []
    for _ in range(n):
        i = int(np.argmax(spread))
        bought.append(i)
        spread[np.abs(time - time[i]) < apart] = 0
    return bought


@wrong("10.5", "shrinking_arrays", "near frames are cut out of the arrays: the indices no longer fit")
def pick(spread, time, n, apart):
    bought = []
    for _ in range(n):
        if len(spread) == 0:
            break
        i = int(np.argmax(spread))
        bought.append(i)
        far = np.abs(time - time[i]) >= apart
        spread, time = spread[far], time[far]
    return bought


@wrong("10.5", "mask", "a boolean for each frame instead of a list of indices")
def pick(spread, time, n, apart):
    bought = []
    for i in np.argsort(-spread):
        if len(bought) < n and all(abs(time[i] - time[j]) >= apart for j in bought):
            bought.append(int(i))
    return [i in bought for i in range(len(spread))]


# 10.6 Do the bars hold?


@wrong("10.6", "all_structures", "factor and share from all structures: the proof helps to calibrate")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error**2) / np.mean(spread**2))
    return factor, np.mean(np.abs(error) < 2 * factor * spread)


@wrong("10.6", "factor_from_all", "the factor is from all structures, the share from the proof")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error**2) / np.mean(spread**2))
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "share_of_trial", "the share is counted where the factor was made: in the trial")
def coverage(error, spread, is_trial):
    e, s = error[is_trial], spread[is_trial]
    factor = np.sqrt(np.mean(e**2) / np.mean(s**2))
    return factor, np.mean(np.abs(e) < 2 * factor * s)


@wrong("10.6", "share_of_all", "the share is counted over trial and proof")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    return factor, np.mean(np.abs(error) < 2 * factor * spread)


@wrong("10.6", "swapped_parts", "trial and proof are swapped")
def coverage(error, spread, is_trial):
    proof = ~is_trial
    factor = np.sqrt(np.mean(error[proof] ** 2) / np.mean(spread[proof] ** 2))
    return factor, np.mean(np.abs(error[is_trial]) < 2 * factor * spread[is_trial])


@wrong("10.6", "no_abs", "the size of the error is forgotten: every negative error counts as covered")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.mean(error[proof] < 2 * factor * spread[proof])


@wrong("10.6", "no_two", "below the calibrated spread instead of twice")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < factor * spread[proof])


@wrong("10.6", "not_calibrated", "twice the raw spread: the factor is not used")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * spread[proof])


@wrong("10.6", "divided", "the spread is divided by the factor instead of multiplied")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * spread[proof] / factor)


@wrong("10.6", "inverse", "the factor upside down: spread over error")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(spread[is_trial] ** 2) / np.mean(error[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "no_root", "the root is forgotten: mean squares are divided")
def coverage(error, spread, is_trial):
    factor = np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2)
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "mean_sizes", "mean sizes instead of root mean squares")
def coverage(error, spread, is_trial):
    factor = np.mean(np.abs(error[is_trial])) / np.mean(spread[is_trial])
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "rms_of_ratios", "the root mean square of the ratios instead of the ratio of the two")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean((error[is_trial] / spread[is_trial]) ** 2))
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "deviations", "standard deviations instead of root mean squares: the means are subtracted")
def coverage(error, spread, is_trial):
    factor = error[is_trial].std() / spread[is_trial].std()
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "slope", "a straight line through zero by least squares")
def coverage(error, spread, is_trial):
    e, s = np.abs(error[is_trial]), spread[is_trial]
    factor = (e @ s) / (s @ s)
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "sums", "sums with signs instead of squares: positive and negative errors cancel")
def coverage(error, spread, is_trial):
    factor = abs(error[is_trial].sum()) / spread[is_trial].sum()
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "own_factor_for_proof", "the proof is calibrated with a factor of its own")
def coverage(error, spread, is_trial):
    def factor_of(part):
        return np.sqrt(np.mean(error[part] ** 2) / np.mean(spread[part] ** 2))

    proof = ~is_trial
    share = np.mean(np.abs(error[proof]) < 2 * factor_of(proof) * spread[proof])
    return factor_of(proof), share


@wrong("10.6", "per_cent", "the share in per cent instead of 0 to 1")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, 100 * np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "count", "the number of covered structures instead of the share")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.sum(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "over_all", "divided by the number of all structures, not by that of the proof")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    inside = np.abs(error) < 2 * factor * spread
    return factor, np.sum(inside & ~is_trial) / len(error)


@wrong("10.6", "not_covered", "the share of those outside of their bars")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) > 2 * factor * spread[proof])


@wrong("10.6", "share_only", "only the share is returned")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "order", "share and factor in the wrong order")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return np.mean(np.abs(error[proof]) < 2 * factor * spread[proof]), factor


@wrong("10.6", "booleans", "a boolean for each structure of the proof: the mean is forgotten")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.abs(error[proof]) < 2 * factor * spread[proof]


@wrong("10.6", "one_bar_for_all", "the root mean square of the spread as one bar for all structures")
def coverage(error, spread, is_trial):
    factor = np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    bar = factor * np.sqrt(np.mean(spread[proof] ** 2))
    return factor, np.mean(np.abs(error[proof]) < 2 * bar)


@wrong("10.6", "factor_for_two_bars", "the 2 is put into the factor, which is then twice too large")
def coverage(error, spread, is_trial):
    factor = 2 * np.sqrt(np.mean(error[is_trial] ** 2) / np.mean(spread[is_trial] ** 2))
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < factor * spread[proof])


@wrong("10.6", "chosen_for_95", "the factor is chosen so that 95 per cent of the trial are covered")
def coverage(error, spread, is_trial):
    factor = np.quantile(np.abs(error[is_trial]) / spread[is_trial], 0.95) / 2
    proof = ~is_trial
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


@wrong("10.6", "as_numbers", "is_trial as numbers 0 and 1: picks the structures 0 and 1 many times")
def coverage(error, spread, is_trial):
    trial = is_trial.astype(int)
    proof = 1 - trial
    factor = np.sqrt(np.mean(error[trial] ** 2) / np.mean(spread[trial] ** 2))
    return factor, np.mean(np.abs(error[proof]) < 2 * factor * spread[proof])


# 10.7 What the alarm does not hear


@wrong("10.7", "mean", "the mean of the taught rows: in the middle of the data")
def unseen(taught):
    return taught.mean(axis=0)


@wrong("10.7", "median", "the median of each descriptor: in the middle of the data")
def unseen(taught):
    return np.median(taught, axis=0)


@wrong("10.7", "taught_row", "a taught row: its distance is 0")
def unseen(taught):
    return taught[0].copy()


@wrong("10.7", "middle_of_box", "the middle of the box, where a line from corner to corner passes")
def unseen(taught):
    return (taught.min(axis=0) + taught.max(axis=0)) / 2


@wrong("10.7", "low_corner", "the corner of all smallest values: an end of the line of the data")
def unseen(taught):
    return taught.min(axis=0)


@wrong("10.7", "high_corner", "the corner of all largest values: an end of the line of the data")
def unseen(taught):
    return taught.max(axis=0)


@wrong("10.7", "beyond", "0.3 of the range beyond the largest values: outside of the range, the alarm rings")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    return high + 0.3 * (high - low)


@wrong("10.7", "first_beyond", "one descriptor leaves its range, the others stay")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    g = taught.mean(axis=0)
    g[0] = high[0] + 0.5 * (high[0] - low[0])
    return g


@wrong("10.7", "mean_moved", "the mean moved by 0.3 ranges in each descriptor: along the data")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    return taught.mean(axis=0) + 0.3 * (high - low)


@wrong("10.7", "one_descriptor_moved", "one descriptor moved by 0.3: other rows are nearer than that where it began")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    g = (low + high) / 2
    g[0] += 0.3 * (high[0] - low[0])
    return g


@wrong("10.7", "one_random_point", "one random point of the box without a look at the distance")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    return low + (high - low) * np.random.default_rng(0).random(taught.shape[1])


@wrong("10.7", "unit_box", "random points from 0 to 1 instead of the box: outside of the ranges")
def unseen(taught):
    size = taught.max(axis=0) - taught.min(axis=0)
    points = np.random.default_rng(0).random((2000, taught.shape[1]))
    far = [np.linalg.norm((p - taught) / size, axis=1).min() for p in points]
    return points[np.argmax(far)]


@wrong("10.7", "not_scaled_back", "found in the scaled box, and returned in its units")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    scaled = (taught - low) / (high - low)
    points = np.random.default_rng(0).random((2000, taught.shape[1]))
    far = [np.linalg.norm(p - scaled, axis=1).min() for p in points]
    return points[np.argmax(far)]


@wrong("10.7", "low_forgotten", "scaled back without adding the smallest values")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    scaled = (taught - low) / (high - low)
    points = np.random.default_rng(0).random((2000, taught.shape[1]))
    far = [np.linalg.norm(p - scaled, axis=1).min() for p in points]
    return points[np.argmax(far)] * (high - low)


@wrong("10.7", "argmin", "keeps the point that is nearest to the data")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    points = low + (high - low) * np.random.default_rng(0).random((2000, taught.shape[1]))
    far = [np.linalg.norm((p - taught) / (high - low), axis=1).min() for p in points]
    return points[np.argmin(far)]


@wrong("10.7", "farthest_row", "the distance to the farthest row is made large instead of that to the nearest")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    points = low + (high - low) * np.random.default_rng(0).random((2000, taught.shape[1]))
    far = [np.linalg.norm((p - taught) / (high - low), axis=1).max() for p in points]
    return points[np.argmax(far)]


@wrong("10.7", "far_from_mean", "the row that is farthest from the mean: it is taught all the same")
def unseen(taught):
    size = taught.max(axis=0) - taught.min(axis=0)
    far = np.linalg.norm((taught - taught.mean(axis=0)) / size, axis=1)
    return taught[np.argmax(far)]


@wrong("10.7", "sum_of_sizes", "the sum of the differences without squares: where it is 0.3, the distance is less")
def unseen(taught):
    size = taught.max(axis=0) - taught.min(axis=0)
    g = np.median(taught, axis=0)
    for _ in range(50):
        if np.abs((g - taught) / size).sum(axis=1).min() > 0.3:
            break
        g[0] += 0.01 * size[0]
    return g


@wrong("10.7", "first_row_only", "the distance from the first row only")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    for row in taught:
        g = (row + taught[0]) / 2
        if np.linalg.norm((g - taught[0]) / (high - low)) > 0.3:
            return g
    return taught[0]


@wrong("10.7", "farthest_pair", "the middle between the two rows that are farthest apart: others lie there")
def unseen(taught):
    size = taught.max(axis=0) - taught.min(axis=0)
    scaled = taught / size
    apart = ((scaled[:, None] - scaled) ** 2).sum(axis=-1)
    i, j = np.unravel_index(np.argmax(apart), apart.shape)
    return (taught[i] + taught[j]) / 2


@wrong("10.7", "standard_deviations", "0.3 standard deviations instead of 0.3 ranges: too near")
def unseen(taught):
    spread = taught.std(axis=0)
    g = np.median(taught, axis=0)
    for _ in range(50):
        if np.linalg.norm((g - taught) / spread, axis=1).min() > 0.3:
            break
        g[0] += 0.02 * spread[0]
    return g


@wrong("10.7", "loneliest_row", "the taught row that is farthest from the others: it is taught itself")
def unseen(taught):
    size = taught.max(axis=0) - taught.min(axis=0)
    apart = np.sqrt((((taught[:, None] - taught) / size) ** 2).sum(axis=-1))
    np.fill_diagonal(apart, np.inf)
    return taught[np.argmax(apart.min(axis=1))]


@wrong("10.7", "axis_one", "smallest and largest along the rows: a value for each atom, wrong shape")
def unseen(taught):
    low, high = taught.min(axis=1), taught.max(axis=1)
    return low + (high - low) * np.random.default_rng(0).random(len(taught))


@wrong("10.7", "row_shape", "shape (1, d) instead of (d,)")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    points = low + (high - low) * np.random.default_rng(0).random((2000, taught.shape[1]))
    far = np.array([np.linalg.norm((p - taught) / (high - low), axis=1).min() for p in points])
    return points[[np.argmax(far)]]


@wrong("10.7", "distance", "returns the distance of the best point instead of the point")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    points = low + (high - low) * np.random.default_rng(0).random((2000, taught.shape[1]))
    return max(np.linalg.norm((p - taught) / (high - low), axis=1).min() for p in points)


@wrong("10.7", "all_points", "all points that are far enough instead of one vector")
def unseen(taught):
    low, high = taught.min(axis=0), taught.max(axis=0)
    points = low + (high - low) * np.random.default_rng(0).random((2000, taught.shape[1]))
    far = np.array([np.linalg.norm((p - taught) / (high - low), axis=1).min() for p in points])
    return points[far >= 0.3]


@wrong("10.7", "zeros", "all descriptors 0, which may well be outside of the ranges, or taught")
def unseen(taught):
    return np.zeros(taught.shape[1])


@wrong("10.7", "line_prolonged", "prolongs the line of the data beyond its end")
def unseen(taught):
    return 2 * taught.max(axis=0) - taught.min(axis=0)
