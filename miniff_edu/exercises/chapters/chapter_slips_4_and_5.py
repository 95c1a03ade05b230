"""Further wrong answers of chapters 4 and 5, a line or two each: what others have given, that no relation can tell.

Where one number is asked, no relation is looked for: too much can come out equal by chance. So the slips have names.
They follow the mistakes that stand with an exercise.
"""

from __future__ import annotations

from ..engine.exercise import Mistake, slip_in_function, slip_in_number

_CURVATURES = "c = np.linalg.eigvalsh(2 * g.T @ g / len(g))"
_SHARE = "1 - c[0] / c[-1]"
_DESCEND = ("descend(g, f, rate, n_steps)", "w = np.zeros(g.shape[1])", "for _ in range(n_steps):")

FURTHER: dict[str, tuple[Mistake, ...]] = {
    "4.2": (
        slip_in_number(
            "factor-of-the-chapter",
            "That is a loss a million times smaller, the chapter's. Here it is ten thousand times, and the "
            "error is its root.",
            "900 * np.log(1000)",
        ),
        slip_in_number(
            "factor-of-the-chapter-as-it-is",
            "That is a loss a million times smaller, the chapter's, taken for the error. Here it is ten "
            "thousand times, and the error is its root.",
            "900 * np.log(1e6)",
        ),
        slip_in_number(
            "no-logarithm-of-the-loss",
            "Each step multiplies the error, so the number of steps grows with the logarithm of the factor. And "
            "the error is the root of the loss.",
            "900 * 1e4",
        ),
        slip_in_number(
            "caret", "`^` is no power in Python, it compares bits. A power is `**`.", "(30 ^ 2) * np.log(100)"
        ),
        slip_in_number(
            "logarithm-to-base-2",
            "It is kappa steps per factor e, not per factor 2: the natural logarithm, `np.log`.",
            "900 * np.log2(100)",
        ),
        slip_in_number(
            "decimal-logarithm-of-the-loss",
            "Two slips: the natural logarithm is meant, `np.log`, and that of the error, the root of the loss.",
            "900 * np.log10(1e4)",
        ),
        slip_in_number(
            "root-of-the-condition",
            "You take the root of the condition number. The curvatures are those of G.T @ G: it enters squared.",
            "np.sqrt(30) * np.log(100)",
        ),
        slip_in_number(
            "fourth-power", "The condition number enters squared, once: kappa is 30 ** 2.", "30**4 * np.log(100)"
        ),
        slip_in_number(
            "divided-by-kappa",
            "You divide by kappa. The larger it is, the more steps it takes: multiply.",
            "np.log(100) / 900",
        ),
        slip_in_number(
            "squared-for-the-root",
            "The loss is the error squared, so the error is the root of the loss: 100 times smaller, not 10 ** "
            "8 times.",
            "900 * np.log(1e8)",
        ),
        slip_in_number(
            "kappa-alone",
            "That is kappa, the steps for a factor e. Asked is a factor 100 of the error: times its logarithm.",
            "900",
        ),
        slip_in_number(
            "no-square-no-logarithm",
            "Steps multiply the error, so they grow with the logarithm of the factor; and kappa is the "
            "condition number squared.",
            "30 * 100",
        ),
        slip_in_number(
            "condition-of-the-chapter",
            "That is the condition number 8.3 of the chapter's example. Here it is 30.",
            "8.3**2 * np.log(100)",
        ),
        slip_in_number(
            "half-the-steps",
            "Half of it: kappa steps divide the error by e, and the loss by e squared. You take the root twice.",
            "900 * np.log(10)",
        ),
        slip_in_number(
            "logarithm-alone",
            "That is the logarithm of the factor. Each factor e takes kappa steps: multiply.",
            "np.log(100)",
        ),
        slip_in_number(
            "half-of-kappa",
            "Half of kappa: that is the rate 2 / (c_max + c_min), not the safe one.",
            "450 * np.log(1000)",
        ),
        slip_in_number(
            "number-of-the-chapter",
            "That is the chapter's example, with its condition number and its factor.",
            "8.3**2 * np.log(1000)",
        ),
        slip_in_number(
            "bound-of-the-chapter",
            "That is what the chapter prints for its own descriptors. Here the condition number is another one, and so "
            "is the factor.",
            "477",
        ),
        slip_in_number(
            "divided-by-the-logarithm",
            "You divide by the logarithm. Each factor e takes kappa steps: multiply.",
            "900 / np.log(100)",
        ),
        slip_in_number(
            "kappa-in-the-logarithm",
            "Kappa and the factor have changed places: kappa times the logarithm of the factor.",
            "np.log(900) * 100",
        ),
    ),
    "4.3": (
        slip_in_function(
            "all-weights-at-once-one-number",
            "You move all weights together, and get one slope. Move one weight at a time: an array of slopes is asked.",
            "central_difference(loss, w, step)",
            "return (loss(w + step) - loss(w - step)) / (2 * step)",
        ),
        slip_in_function(
            "loss-of-one-weight",
            "You give a single weight to `loss`. It wants all of them, one moved and the others as they were.",
            "central_difference(loss, w, step)",
            "return np.array([(loss(x + step) - loss(x - step)) / (2 * step) for x in w])",
        ),
        slip_in_function(
            "relative-step",
            "Your step is a part of each weight, `step * w[i]`. Asked is the same step for all; a weight of 0 "
            "would not move at all.",
            "central_difference(loss, w, step)",
            "sides = np.diag(step * w)",
            "return np.array([(loss(w + s) - loss(w - s)) / (2 * s.sum()) for s in sides])",
        ),
        slip_in_function(
            "np-gradient",
            "`np.gradient` takes slopes between neighbours in a list of numbers. Here each weight has a slope "
            "of its own: move it, and ask the loss twice.",
            "central_difference(loss, w, step)",
            "return np.gradient(np.array([loss(x * np.ones(len(w))) for x in w]), step)",
        ),
        slip_in_function(
            "second-derivative",
            "That is the second derivative, loss(w + step) - 2 loss(w) + loss(w - step) over the square of the "
            "step. The first one is asked.",
            "central_difference(loss, w, step)",
            "return np.array([(loss(w + s) - 2 * loss(w) + loss(w - s)) / step**2 for s in step * np.eye(len(w))])",
        ),
    ),
    "4.4": (
        slip_in_function(
            "weight-by-weight",
            "You change one weight after the other, and the later ones see the new values of the first. All "
            "take their step from the same place: compute the whole gradient, then move.",
            _DESCEND[0],
            *_DESCEND[1:],
            "    for i in range(len(w)):",
            "        w[i] -= rate * 2 * np.mean((g @ w - f) * g[:, i])",
            "return w",
        ),
        slip_in_function(
            "sample-by-sample",
            "You take a step after each sample. Here all samples count in each step: the mean of their gradients.",
            _DESCEND[0],
            *_DESCEND[1:],
            "    for a, b in zip(g, f):",
            "        w = w - rate * 2 * a * (a @ w - b)",
            "return w",
        ),
        slip_in_function(
            "unit-gradient",
            "Your gradient is divided by its length, so all your steps are equally long. In gradient descent "
            "they become shorter as the slope does.",
            _DESCEND[0],
            *_DESCEND[1:],
            "    gradient = g.T @ (g @ w - f)",
            "    w = w - rate * gradient / np.linalg.norm(gradient)",
            "return w",
        ),
        slip_in_function(
            "momentum",
            "Your steps remember the ones before, which is momentum, and a good idea. Asked is plain gradient descent.",
            _DESCEND[0],
            "w, m = np.zeros(g.shape[1]), 0",
            _DESCEND[2],
            "    m = 0.9 * m + 2 * g.T @ (g @ w - f) / len(f)",
            "    w = w - rate * m",
            "return w",
        ),
        slip_in_function(
            "rate-decays",
            "Your rate becomes smaller from step to step. Asked is the same rate for all steps.",
            _DESCEND[0],
            _DESCEND[1],
            "for k in range(n_steps):",
            "    w = w - rate / (k + 1) * 2 * g.T @ (g @ w - f) / len(f)",
            "return w",
        ),
        slip_in_function(
            "no-matrix-in-the-gradient",
            "The inner derivative is missing: the slope along weight i is the mean of the residuals times "
            "column i of g.",
            _DESCEND[0],
            *_DESCEND[1:],
            "    w = w - rate * 2 * np.mean(g @ w - f)",
            "return w",
        ),
        slip_in_function(
            "exact-answer",
            "That is where the walk would end after endless steps, the answer of least squares. Asked is where "
            "it is after n_steps.",
            _DESCEND[0],
            "return np.linalg.lstsq(g, f)[0]",
        ),
    ),
    "4.5": (
        slip_in_function(
            "singular-value-not-squared",
            "The share is right. The curvature is 2 s**2 / n, with the singular value s of g squared.",
            "safe_rate(g)",
            _CURVATURES,
            f"return 1 / np.linalg.norm(g, 2), {_SHARE}",
        ),
        slip_in_function(
            "singular-value-not-squared-2",
            "The share is right. In the curvature 2 s**2 / n the singular value enters squared.",
            "safe_rate(g)",
            _CURVATURES,
            f"return len(g) / (2 * np.linalg.norm(g, 2)), {_SHARE}",
        ),
        slip_in_function(
            "fastest-rate",
            "The share is that of the safe rate. Your rate is 2 / (c_max + c_min), the fastest one; the safe "
            "one is 1 / c_max.",
            "safe_rate(g)",
            _CURVATURES,
            f"return 2 / (c[0] + c[-1]), {_SHARE}",
        ),
        slip_in_function(
            "length-for-the-singular-value",
            "`np.linalg.norm(g)` is the root of the sum of all squares. The largest singular value is "
            "`np.linalg.norm(g, 2)`.",
            "safe_rate(g)",
            _CURVATURES,
            f"return len(g) / (2 * np.linalg.norm(g) ** 2), {_SHARE}",
        ),
        slip_in_function(
            "rate-of-the-flattest",
            "The share is right. Your rate is 1 over the smallest curvature, with which the steep directions "
            "explode: 1 / c_max is safe.",
            "safe_rate(g)",
            _CURVATURES,
            f"return 1 / c[0], {_SHARE}",
        ),
    ),
    "4.6": (
        slip_in_function(
            "samples-by-samples",
            "J J.T is a table of samples by samples, (n, n). The weights meet in J.T J, shape (d, d).",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve(j @ j.T + damping * np.eye(len(j)), -j.T @ rho)",
        ),
        slip_in_function(
            "unit-matrix-of-samples",
            "Your unit matrix is as large as there are samples. It is added to J.T J, so it has as many rows as "
            "there are weights: `np.eye(j.shape[1])`.",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve(j.T @ j + damping * np.eye(len(j)), -j.T @ rho)",
        ),
        slip_in_function(
            "entry-by-entry",
            "`*` multiplies entry by entry. The product of matrices is `@`: `j.T @ j`.",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve(j.T * j + damping * np.eye(j.shape[1]), -j.T @ rho)",
        ),
        slip_in_function(
            "damping-times-the-matrix",
            "You multiply J.T J by the damping, which only changes the length of the step. Add it, on the diagonal.",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve(damping * j.T @ j, -j.T @ rho)",
        ),
        slip_in_function(
            "damping-after-the-inverse",
            "You add the damping to the inverse. It belongs to J.T J, before anything is inverted.",
            "damped_step(j, rho, damping)",
            "return (np.linalg.inv(j.T @ j) + damping * np.eye(j.shape[1])) @ (-j.T @ rho)",
        ),
        slip_in_function(
            "arguments-swapped",
            "`rho` and `damping` are swapped: the order is j, rho, damping.",
            "damped_step(j, damping, rho)",
            "return np.linalg.solve(j.T @ j + damping * np.eye(j.shape[1]), -j.T @ rho)",
        ),
        slip_in_function(
            "damping-of-both",
            "You multiply by 1 + damping: that is a shorter step in the same direction. Add the damping to the "
            "diagonal.",
            "damped_step(j, rho, damping)",
            "return np.linalg.solve((1 + damping) * j.T @ j, -j.T @ rho)",
        ),
        slip_in_function(
            "damping-for-a-rate",
            "You take the damping for a learning rate: -damping * J.T rho. It stands on the diagonal of J.T J, "
            "and a large one makes the step short.",
            "damped_step(j, rho, damping)",
            "return -damping * j.T @ rho",
        ),
    ),
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
