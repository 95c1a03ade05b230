"""Further wrong answers of chapter 5, a line or two each: what others have given, that no relation can tell.

Where one number is asked, no relation is looked for: too much can come out equal by chance. So the slips have names.
They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "5.2": (
        slip_in_number(
            "straight-without-logarithm",
            "You have drawn the line on ordinary axes, where it soon crosses zero. The straight line is the one "
            "between the logarithms.",
            "300 + (0.0125 - 0.05) * (300 - 100) / (0.05 - 0.1)",
        ),
        slip_in_number(
            "axes-swapped",
            "Errors are counts to the power of the slope. You go the other way, from errors to counts, so it takes "
            "1 / slope.",
            "300 * 4 ** (np.log(2) / np.log(3))",
        ),
        slip_in_number(
            "slope-of-theory-from-the-first",
            "That is slope -1/2, the one of theory, from the first point. This line is steeper: three times the "
            "samples halve its error already.",
            "100 * 8**2",
        ),
        slip_in_number(
            "slope-minus-one-from-the-first",
            "An eighth of the error for eight times the samples: that would be slope -1. This line needs three "
            "times the samples for a half.",
            "100 * 8",
        ),
        slip_in_number(
            "straight-against-the-logarithm-of-the-error",
            "You have drawn the line with a logarithm on one axis only, that of the errors. Both axes are logarithmic.",
            "300 + 2 * 200",
        ),
        slip_in_number(
            "straight-against-the-logarithm-of-the-count",
            "You have drawn the line with a logarithm on one axis only, that of the counts. Both axes are logarithmic.",
            "300 * 3**0.75",
        ),
        slip_in_number(
            "one-halving", "That halves the error once, from 0.05 to 0.025. Asked is half of that.", "300 * 3"
        ),
        slip_in_number(
            "one-halving-too-many", "One halving too many: from 0.05 to 0.0125 there are two.", "300 * 3**3"
        ),
        slip_in_number(
            "factor-from-the-first", "That is the factor, from the first point. How many samples is it?", "3**3"
        ),
        slip_in_number(
            "factor-from-the-second", "That is the factor, from the second point. How many samples is it?", "3**2"
        ),
        slip_in_number(
            "slope-returned",
            "That is the slope of the line. Follow it to the error that is wanted.",
            "np.log(0.5) / np.log(3)",
        ),
        slip_in_number("logarithm-returned", "That is the logarithm of the count: `np.exp` of it.", "np.log(2700)"),
        slip_in_number(
            "decimal-logarithm-returned",
            "That is the decimal logarithm of the count: 10 to that power.",
            "np.log10(2700)",
        ),
        slip_in_number("one-over", "That is one over the count.", "1 / 2700"),
        slip_in_number(
            "four-times-three",
            "A quarter of the error is two halvings, and each takes three times the samples: 3 * 3, not 3 * 4.",
            "300 * 3 * 4",
        ),
        slip_in_number(
            "samples-added", "Each halving multiplies the samples by three, it does not add 200.", "300 + 200"
        ),
        slip_in_number(
            "three-to-the-fourth", "A quarter of the error is two halvings, not four: 3 ** 2.", "300 * 3**4"
        ),
        slip_in_number(
            "four-times-the-first",
            "Slope -1, from the first point, and to a quarter of its error. The error wanted is an eighth of that.",
            "100 * 4",
        ),
        slip_in_number(
            "logarithms-mixed",
            "One logarithm is decimal and the other one natural. Take the same for errors and counts; which one "
            "does not matter.",
            "300 * 4 ** (np.log(3) / np.log10(2))",
        ),
        slip_in_number(
            "slope-rounded",
            "You rounded the slope to -0.6 on the way. In the exponent one digit is too few: it is -0.63.",
            "300 * 4 ** (1 / 0.6)",
        ),
        slip_in_number(
            "sign-of-the-slope", "The sign of the slope is lost: less error takes more samples, not fewer.", "300 / 9"
        ),
        slip_in_number(
            "sign-of-the-slope-from-the-first",
            "The sign of the slope is lost on the way: less error takes more samples, not fewer.",
            "100 / 27",
        ),
    ),
    "5.4": (
        slip_in_function(
            "axis-of-the-samples",
            "`axis=1` goes along the features of one sample, and gives a number for each sample. Down the "
            "samples is `axis=0`.",
            "standardise(train, test)",
            "return (train - train.mean(axis=1)) / train.std(axis=1), test",
        ),
        slip_in_function(
            "each-sample-by-itself",
            "Each sample gets mean 0 and spread 1, by `axis=1`. Each feature should: down the samples, `axis=0`.",
            "standardise(train, test)",
            "return tuple((x - x.mean(axis=1, keepdims=True)) / x.std(axis=1, keepdims=True) for x in (train, test))",
        ),
    ),
    "5.5": (
        slip_in_function(
            "steps-before-the-end",
            "You go back by `patience` steps from where you stop. That is right only where patience runs out; "
            "at the end of the list the best step is elsewhere. Remember it as you go.",
            "best_step(training, validation, patience)",
            "best = 0",
            "for i in range(1, len(validation)):",
            "    if validation[i] < validation[best]:",
            "        best = i",
            "    elif i - best >= patience:",
            "        break",
            "return i - patience",
        ),
        slip_in_function(
            "first-step-counted",
            "You count step 0 as one without a new lowest loss: it is the lowest so far. Patience runs out one "
            "step too early while nothing is better than it.",
            "best_step(training, validation, patience)",
            "best, waited = 0, 0",
            "for i, loss in enumerate(validation):",
            "    if loss < validation[best]:",
            "        best, waited = i, 0",
            "    else:",
            "        waited += 1",
            "        if waited >= patience:",
            "            break",
            "return best",
        ),
        slip_in_function(
            "any-fall-taken-for-the-lowest",
            "You take each loss that is lower than the one before for the best. It has to be lower than all before "
            "it: compare with `validation[best]`.",
            "best_step(training, validation, patience)",
            "best = 0",
            "for i in range(1, len(validation)):",
            "    if validation[i] < validation[i - 1]:",
            "        best = i",
            "    if i - best >= patience:",
            "        break",
            "return best",
        ),
        slip_in_function(
            "looked-further",
            "You give up at the right step, and then you look at later ones too. They are never made: the lowest up "
            "to there is asked.",
            "best_step(training, validation, patience)",
            "best = 0",
            "for i, loss in enumerate(validation):",
            "    if loss < validation[best]:",
            "        best = i",
            "    if i - best >= patience:",
            "        return int(np.argmin(validation[: i + patience]))",
            "return best",
        ),
        slip_in_function(
            "first-steps-only",
            "That is the lowest of the first `patience` steps. Patience begins anew with each new lowest loss: go on "
            "until that many in a row have brought none.",
            "best_step(training, validation, patience)",
            "return int(np.argmin(validation[:patience]))",
        ),
        slip_in_function(
            "counted-from-the-end",
            "You count from the end: the index is right, less the length of the list.",
            "best_step(training, validation, patience)",
            "best = 0",
            "for i, loss in enumerate(validation):",
            "    if loss < validation[best]:",
            "        best = i",
            "    if i - best >= patience:",
            "        break",
            "return best - len(validation)",
        ),
        slip_in_function(
            "equal-losses-cost-nothing",
            "An equal loss costs no patience with you, or starts it anew. It is no new lowest one, so it counts "
            "as waiting: "
            "`else`, not `elif loss > ...`.",
            "best_step(training, validation, patience)",
            "best, waited = 0, 0",
            "for i, loss in enumerate(validation):",
            "    if i and loss < validation[best]:",
            "        best, waited = i, 0",
            "    elif loss > validation[best]:",
            "        waited += 1",
            "        if waited == patience:",
            "            break",
            "return best",
        ),
        slip_in_function(
            "first-rise",
            "You stop at the first rise, whatever `patience` says.",
            "best_step(training, validation, patience)",
            "for i in range(1, len(validation)):",
            "    if validation[i] >= validation[i - 1]:",
            "        return i - 1",
            "return len(validation) - 1",
        ),
        slip_in_function(
            "last-step-at-the-end",
            "Where patience never runs out you return the last step. The best one is asked there too.",
            "best_step(training, validation, patience)",
            "best = 0",
            "for i, loss in enumerate(validation):",
            "    if loss < validation[best]:",
            "        best = i",
            "    if i - best >= patience:",
            "        return best",
            "return len(validation) - 1",
        ),
    ),
    "5.6": (
        slip_in_function(
            "shrunk-afterwards",
            "You divide the weights of plain least squares by 1 + alpha. The penalty takes part in the fit: "
            "what the samples determine well gives way less than the rest.",
            "ridge(g, f, alpha)",
            "return np.linalg.lstsq(g, f)[0] / (1 + alpha)",
        ),
        slip_in_function(
            "penalty-by-the-diagonal",
            "Your alpha is multiplied with the diagonal of `g.T @ g / n`, so that each weight has a penalty of "
            "its own. Here all weights are penalised alike: `alpha * np.eye(d)`.",
            "ridge(g, f, alpha)",
            "a = g.T @ g / len(g)",
            "return np.linalg.solve(a + alpha * np.diag(np.diag(a)), g.T @ f / len(g))",
        ),
        slip_in_function(
            "unit-matrix-of-samples",
            "Your unit matrix is as large as there are samples. It is added to `g.T @ g`, so it has as many "
            "rows as there are weights: `np.eye(g.shape[1])`.",
            "ridge(g, f, alpha)",
            "return np.linalg.solve(g.T @ g / len(g) + alpha * np.eye(len(g)), g.T @ f / len(g))",
        ),
        slip_in_function(
            "divided-by-the-weights",
            "You divide by the number of weights, `g.shape[1]`. The mean goes over the samples.",
            "ridge(g, f, alpha)",
            "d = g.shape[1]",
            "return np.linalg.solve(g.T @ g / d + alpha * np.eye(d), g.T @ f / d)",
        ),
        slip_in_function(
            "centred-first",
            "You subtract the means before the fit, which stands for a bias without penalty. Here there is no "
            "bias besides the columns of g.",
            "ridge(g, f, alpha)",
            "c = g - g.mean(axis=0)",
            "return np.linalg.solve(c.T @ c / len(g) + alpha * np.eye(g.shape[1]), c.T @ (f - f.mean()) / len(g))",
        ),
        slip_in_function(
            "columns-scaled-first",
            "You divide the columns by their spread before the fit, so the penalty is on other weights than "
            "those of `g`.",
            "ridge(g, f, alpha)",
            "c = g / g.std(axis=0)",
            "return np.linalg.solve(c.T @ c / len(g) + alpha * np.eye(g.shape[1]), c.T @ f / len(g)) / g.std(axis=0)",
        ),
        slip_in_function(
            "absolute-values-penalised",
            "You shrink each weight by the same amount, as a penalty of absolute values does. Here the squares "
            "are penalised, and one system of equations gives the answer.",
            "ridge(g, f, alpha)",
            "w = np.linalg.lstsq(g, f)[0]",
            "return np.sign(w) * np.maximum(np.abs(w) - alpha, 0)",
        ),
    ),
}
