"""Further wrong answers of chapter 4, a line or two each: what others have given, that no relation can tell.

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
}
