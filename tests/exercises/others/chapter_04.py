"""Wrong answers to the exercises of chapter 4, as students would give them."""

import numpy as np
import scipy.optimize
from answers_of_others import Answers

from miniff_edu.descriptors import PowerDecay
from miniff_edu.targets import toy_function

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


# What a student has in the notebook: the landscape of section 1
r_chapter = np.linspace(0.1, 10, 100)
f_chapter = toy_function(r_chapter)
g_0 = PowerDecay(1)(r_chapter)[:, 0]
x_chapter = (g_0 - g_0.mean()) / g_0.std()


def chapter_loss_and_gradient(w):
    h = 1 / (1 + np.exp(-w[0] * x_chapter))
    residual = w[1] * h - f_chapter
    by_w_1 = 2 * np.mean(residual * w[1] * h * (1 - h) * x_chapter)
    by_w_2 = 2 * np.mean(residual * h)
    return np.mean(residual**2), np.array([by_w_1, by_w_2])


# 4.1 A curve that jumps (right: c)

value("4.1", "a", "takes rejected trials for divergence; there is no learning rate here", "a")
value("4.1", "b", "takes rejected trials for rounding, at a loss far above the floor", "b")
value("4.1", "d", "takes rejected trials for leaps out of a minimum; they were not taken", "d")
value("4.1", "upper_a", "believes in a learning rate that is too large (letter a, capital)", "A")
value("4.1", "upper_b", "believes in rounding (letter b, capital)", "B")
value("4.1", "bracket_d", "believes in leaps (letter d with bracket)", "d)")
value("4.1", "two_letters", "hedges with a and c", "a or c")
value("4.1", "no_such_letter", "there is no answer e", "e")
value("4.1", "number_of_trials", "the number of trials instead of a letter", 68 - 40)
value("4.1", "index_of_d", "the position of answer d instead of a letter", 3)
value("4.1", "words_of_a", "the words of answer a", "The learning rate is too large")
value("4.1", "words_of_b", "the words of answer b", "Rounding")

# 4.2 A longer valley (right: 30**2 * log(100))

value("4.2", "neither_square", "cond(G) is not squared, and the loss is not turned into an error", 30 * np.log(10_000))
value("4.2", "cond_not_squared", "the condition number of the descriptors is not squared", 30 * np.log(100))
value("4.2", "loss_as_error", "the loss is taken for the error: no root of ten thousand", 30**2 * np.log(10_000))
value("4.2", "log10", "the decimal logarithm instead of the natural one", 30**2 * np.log10(100))
value("4.2", "log10_of_loss", "the decimal logarithm, and of the loss", 30**2 * np.log10(10_000))
value("4.2", "log2", "the logarithm to base 2 instead of e", 30**2 * np.log2(100))
value("4.2", "no_logarithm", "the logarithm is forgotten", 30**2 * 100)
value("4.2", "no_logarithm_of_loss", "the logarithm and the root are forgotten", 30**2 * 10_000)
value("4.2", "factor_of_chapter", "the factor 1000 of the chapter instead of 100", 30**2 * np.log(1000))
value("4.2", "kappa_of_chapter", "the condition number of the chapter's powers, 8.3", 8.3**2 * np.log(100))
value("4.2", "result_of_chapter", "the chapter's own bound", 477)
value("4.2", "fourth_power", "squared twice", 30**4 * np.log(100))
value("4.2", "error_squared", "the loss is squared instead of its root taken", 30**2 * np.log(10_000**2))
value("4.2", "one_factor_e", "one factor of e only", 30**2)
value("4.2", "divided", "divided by the logarithm instead of multiplied", 30**2 / np.log(100))
value("4.2", "logarithm_of_kappa", "kappa and factor have changed places", 100 * np.log(30**2))
value("4.2", "sign", "the logarithm of one hundredth: a negative number of steps", 30**2 * np.log(1 / 100))

# 4.3 A third opinion


@wrong("4.3", "forward", "a forward difference: the loss at w instead of a step below")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w + side) - loss(w)) / step
    return gradient


@wrong("4.3", "backward", "a backward difference: the loss at w instead of a step above")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w) - loss(w - side)) / step
    return gradient


@wrong("4.3", "one_step_as_distance", "divided by the step: the distance is two steps")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w + side) - loss(w - side)) / step
    return gradient


@wrong("4.3", "forward_by_two_steps", "one step is walked and two are divided by")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w + side) - loss(w)) / (2 * step)
    return gradient


@wrong("4.3", "no_brackets", "/ 2 * step multiplies by the step: brackets are missing")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w + side) - loss(w - side)) / 2 * step
    return gradient


@wrong("4.3", "not_divided", "the difference is not divided by the distance")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = loss(w + side) - loss(w - side)
    return gradient


@wrong("4.3", "sign", "below minus above: the sign is wrong")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w - side) - loss(w + side)) / (2 * step)
    return gradient


@wrong("4.3", "all_at_once", "w + step moves all weights at once: a single number")
def central_difference(loss, w, step):
    return (loss(w + step) - loss(w - step)) / (2 * step)


@wrong("4.3", "all_at_once_repeated", "all weights are moved at once, and the number is repeated for each")
def central_difference(loss, w, step):
    return np.array([(loss(w + step) - loss(w - step)) / (2 * step) for _ in w])


@wrong("4.3", "first_weight", "the first weight only, as in section 1")
def central_difference(loss, w, step):
    side = np.zeros(len(w))
    side[0] = step
    return (loss(w + side) - loss(w - side)) / (2 * step)


@wrong("4.3", "two_weights", "works for two weights only: sides of length 2")
def central_difference(loss, w, step):
    sides = [np.array([step, 0]), np.array([0, step])]
    return np.array([(loss(w + side) - loss(w - side)) / (2 * step) for side in sides])


@wrong("4.3", "side_not_reset", "side is not set back to zero: earlier weights move along")
def central_difference(loss, w, step):
    gradient, side = np.zeros(len(w)), np.zeros(len(w))
    for i in range(len(w)):
        side[i] = step
        gradient[i] = (loss(w + side) - loss(w - side)) / (2 * step)
    return gradient


@wrong("4.3", "w_not_restored", "w is changed in place and left a step below")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        w[i] += step
        up = loss(w)
        w[i] -= 2 * step
        gradient[i] = (up - loss(w)) / (2 * step)
    return gradient


@wrong("4.3", "same_array", "up and down are the same array as w: no copy, so their difference is zero")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        up, down = w, w
        up[i] += step
        down[i] -= step
        gradient[i] = (loss(up) - loss(down)) / (2 * step)
    return gradient


@wrong("4.3", "own_step", "always takes a step of 0.1, the argument is ignored")
def central_difference(loss, w, step):
    step = 0.1
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w + side) - loss(w - side)) / (2 * step)
    return gradient


@wrong("4.3", "float32", "the losses are rounded to float32: a small step drowns in rounding")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (np.float32(loss(w + side)) - np.float32(loss(w - side))) / (2 * step)
    return gradient


@wrong("4.3", "return_in_loop", "return stands inside the loop: only the first entry is filled")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w + side) - loss(w - side)) / (2 * step)
        return gradient


@wrong("4.3", "integers", "zeros_like of whole numbers: the derivatives are cut off")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w), dtype=int)
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w + side) - loss(w - side)) / (2 * step)
    return gradient


@wrong("4.3", "second_derivative", "the formula of the second derivative")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        gradient[i] = (loss(w + side) - 2 * loss(w) + loss(w - side)) / step**2
    return gradient


@wrong("4.3", "summed", "the derivatives are added up to one number")
def central_difference(loss, w, step):
    total = 0
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        total += (loss(w + side) - loss(w - side)) / (2 * step)
    return total


@wrong("4.3", "chapter_loss", "the loss of the chapter is called instead of the argument")
def central_difference(loss, w, step):
    gradient = np.zeros(len(w))
    for i in range(len(w)):
        side = np.zeros(len(w))
        side[i] = step
        up, down = chapter_loss_and_gradient(w + side), chapter_loss_and_gradient(w - side)
        gradient[i] = (up[0] - down[0]) / (2 * step)
    return gradient


# 4.4 Down a bowl


@wrong("4.4", "no_two", "the 2 of the derivative of the square is missing")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * g.T @ (g @ w - f) / len(f)
    return w


@wrong("4.4", "sum_not_mean", "the sum instead of the mean: not divided by n")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f)
    return w


@wrong("4.4", "over_d", "divided by the number of weights instead of samples")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(w)
    return w


@wrong("4.4", "hundred_samples", "divided by the hundred samples of the chapter")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / 100
    return w


@wrong("4.4", "uphill", "walks uphill: the gradient is added")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w + rate * 2 * g.T @ (g @ w - f) / len(f)
    return w


@wrong("4.4", "starts_at_one", "begins with all weights 1 instead of 0")
def descend(g, f, rate, n_steps):
    w = np.ones(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
    return w


@wrong("4.4", "random_start", "begins at random weights instead of 0")
def descend(g, f, rate, n_steps):
    w = np.random.default_rng(0).normal(size=g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
    return w


@wrong("4.4", "one_step_more", "n_steps + 1 steps")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps + 1):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
    return w


@wrong("4.4", "one_step_less", "range(1, n_steps) is one step short")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(1, n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
    return w


@wrong("4.4", "return_in_loop", "return stands inside the loop: one step, and nothing for no steps")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
        return w


@wrong("4.4", "nothing_for_zero_steps", "returns at the last step, so nothing where n_steps is 0")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for step in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
        if step == n_steps - 1:
            return w


@wrong("4.4", "residual_once", "the residual is computed once, before the loop")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    residual = g @ w - f
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ residual / len(f)
    return w


@wrong("4.4", "rate_of_chapter", "always the learning rate 1 of section 2")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - 1.0 * 2 * g.T @ (g @ w - f) / len(f)
    return w


@wrong("4.4", "one_gradient_for_all", "the mean is over weights too: all of them get the same number")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 * np.mean(g.T * (g @ w - f))
    return w


@wrong("4.4", "least_squares", "the bottom of the bowl by lstsq instead of where the walk ends")
def descend(g, f, rate, n_steps):
    return np.linalg.lstsq(g, f)[0]


@wrong("4.4", "unit_gradient", "the gradient is divided by its length: steps of equal length")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        gradient = 2 * g.T @ (g @ w - f) / len(f)
        w = w - rate * gradient / np.linalg.norm(gradient)
    return w


@wrong("4.4", "one_sample_per_step", "each step sees one sample only: stochastic gradient descent")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for step in range(n_steps):
        s = step % len(f)
        w = w - rate * 2 * g[s] * (g[s] @ w - f[s])
    return w


@wrong("4.4", "one_weight_after_the_other", "each weight is changed before the next component is computed")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        for i in range(len(w)):
            w[i] -= rate * 2 * np.mean(g[:, i] * (g @ w - f))
    return w


@wrong("4.4", "three_weights", "works for three descriptors only")
def descend(g, f, rate, n_steps):
    w = np.zeros(3)
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
    return w


@wrong("4.4", "all_weights", "returns the weights of all steps instead of the last")
def descend(g, f, rate, n_steps):
    way = [np.zeros(g.shape[1])]
    for _ in range(n_steps):
        way.append(way[-1] - rate * 2 * g.T @ (g @ way[-1] - f) / len(f))
    return np.array(way)


@wrong("4.4", "loss_returned", "returns the loss at the end instead of the weights")
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 * g.T @ (g @ w - f) / len(f)
    return np.mean((g @ w - f) ** 2)


# 4.5 How fast, how long


@wrong("4.5", "no_two", "the 2 in the curvature is missing: the rate is twice as large")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(g.T @ g / len(g))
    return 1 / curvature[-1], 1 - curvature[0] / curvature[-1]


@wrong("4.5", "sum_not_mean", "the curvature is not divided by n")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g)
    return 1 / curvature[-1], 1 - curvature[0] / curvature[-1]


@wrong("4.5", "over_d", "divided by the number of descriptors instead of samples")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / g.shape[1])
    return 1 / curvature[-1], 1 - curvature[0] / curvature[-1]


@wrong("4.5", "over_size", "divided by the number of entries, n times d")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / g.size)
    return 1 / curvature[-1], 1 - curvature[0] / curvature[-1]


@wrong("4.5", "cond_not_squared", "kappa is taken for the condition number of the descriptors, not its square")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 / curvature[-1], 1 - 1 / np.linalg.cond(g)


@wrong("4.5", "squared_twice", "the condition number of the curvature is squared once more")
def safe_rate(g):
    curvature = 2 * g.T @ g / len(g)
    return 1 / np.linalg.eigvalsh(curvature)[-1], 1 - 1 / np.linalg.cond(curvature) ** 2


@wrong("4.5", "share_removed", "the share that a step removes instead of the one it leaves")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 / curvature[-1], curvature[0] / curvature[-1]


@wrong("4.5", "swapped", "returned in the wrong order: share before rate")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 - curvature[0] / curvature[-1], 1 / curvature[-1]


@wrong("4.5", "flattest_sets_rate", "the smallest curvature sets the rate: the steep directions explode")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 / curvature[0], 1 - curvature[0] / curvature[-1]


@wrong("4.5", "order_of_eigenvalues", "believes that eigvalsh puts the largest first, as svd does")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 / curvature[0], 1 - curvature[-1] / curvature[0]


@wrong("4.5", "kappa", "returns kappa instead of the share")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 / curvature[-1], curvature[-1] / curvature[0]


@wrong("4.5", "rate_only", "only the rate is returned")
def safe_rate(g):
    return 1 / np.linalg.eigvalsh(2 * g.T @ g / len(g))[-1]


@wrong("4.5", "g_g_transposed", "g @ g.T instead of g.T @ g: n eigenvalues, most of them zero")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g @ g.T / len(g))
    return 1 / curvature[-1], 1 - curvature[0] / curvature[-1]


@wrong("4.5", "singular_values", "singular values of g are taken for curvatures: not squared")
def safe_rate(g):
    values = np.linalg.svd(g, compute_uv=False)
    return len(g) / (2 * values[0]), 1 - values[-1] / values[0]


@wrong("4.5", "trace", "the sum of all curvatures instead of the largest")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 / curvature.sum(), 1 - curvature[0] / curvature[-1]


@wrong("4.5", "diagonal", "the diagonal is taken for the curvatures, as if descriptors were orthogonal")
def safe_rate(g):
    curvature = np.sort(np.diag(2 * g.T @ g / len(g)))
    return 1 / curvature[-1], 1 - curvature[0] / curvature[-1]


@wrong("4.5", "share_of_loss", "the share of the loss, squared, instead of the error")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 / curvature[-1], (1 - curvature[0] / curvature[-1]) ** 2


@wrong("4.5", "steepest_share", "the share along the steepest direction, which is zero")
def safe_rate(g):
    steepest = np.linalg.eigvalsh(2 * g.T @ g / len(g))[-1]
    rate = 1 / steepest
    return rate, 1 - rate * steepest


@wrong("4.5", "second_as_flattest", "the second eigenvalue is taken for the flattest: an index off by one")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * g.T @ g / len(g))
    return 1 / curvature[-1], 1 - curvature[1] / curvature[-1]


@wrong("4.5", "centred", "the covariance of the descriptors: their means are subtracted")
def safe_rate(g):
    curvature = np.linalg.eigvalsh(2 * np.cov(g.T, bias=True))
    return 1 / curvature[-1], 1 - curvature[0] / curvature[-1]


# 4.6 One damped step


@wrong("4.6", "sign", "the minus is missing: the step goes uphill")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + damping * np.eye(j.shape[1]), j.T @ rho)


@wrong("4.6", "no_damping", "the damping is forgotten: a Gauss-Newton step")
def damped_step(j, rho, damping):
    return np.linalg.lstsq(j, -rho)[0]


@wrong("4.6", "damping_everywhere", "the damping is added to every entry of the matrix, not to the diagonal")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + damping, -j.T @ rho)


@wrong("4.6", "marquardt_scaling", "the damping multiplies the diagonal of J.T J instead of the unit matrix")
def damped_step(j, rho, damping):
    square = j.T @ j
    return np.linalg.solve(square + damping * np.diag(np.diag(square)), -j.T @ rho)


@wrong("4.6", "damping_squared", "the damping is squared")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + damping**2 * np.eye(j.shape[1]), -j.T @ rho)


@wrong("4.6", "rows_without_zeros", "rows for the damping below J, but no zeros below rho: the lengths differ")
def damped_step(j, rho, damping):
    return np.linalg.lstsq(np.vstack([j, np.sqrt(damping) * np.eye(j.shape[1])]), -rho)[0]


@wrong("4.6", "damping_subtracted", "the damping is subtracted")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j - damping * np.eye(j.shape[1]), -j.T @ rho)


@wrong("4.6", "inverse_damping", "divided by the damping instead of multiplied with it")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + np.eye(j.shape[1]) / damping, -j.T @ rho)


@wrong("4.6", "downhill_only", "only the limit of a huge damping: a step downhill")
def damped_step(j, rho, damping):
    return -j.T @ rho / damping


@wrong("4.6", "gradient_step", "the damping is taken for a learning rate")
def damped_step(j, rho, damping):
    return -damping * j.T @ rho


@wrong("4.6", "elementwise", "divides by the matrix entry by entry instead of solving")
def damped_step(j, rho, damping):
    return -j.T @ rho / (j.T @ j + damping * np.eye(j.shape[1]))


@wrong("4.6", "diagonal_only", "only the diagonal of the matrix is used")
def damped_step(j, rho, damping):
    return -j.T @ rho / (np.diag(j.T @ j) + damping)


@wrong("4.6", "multiplied", "multiplied with the matrix instead of solved")
def damped_step(j, rho, damping):
    return (j.T @ j + damping * np.eye(j.shape[1])) @ (-j.T @ rho)


@wrong("4.6", "two", "a factor of 2 from the gradient of the loss on the right side only")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + damping * np.eye(j.shape[1]), -2 * j.T @ rho)


@wrong("4.6", "mean_on_the_left", "J.T J is divided by n but J.T rho is not")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j / len(rho) + damping * np.eye(j.shape[1]), -j.T @ rho)


@wrong("4.6", "means", "both products are divided by n: the damping weighs n times more")
def damped_step(j, rho, damping):
    n = len(rho)
    return np.linalg.solve(j.T @ j / n + damping * np.eye(j.shape[1]), -j.T @ rho / n)


@wrong("4.6", "no_jacobian_on_the_right", "rho instead of J.T rho on the right: the shapes do not fit")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + damping * np.eye(j.shape[1]), -rho)


@wrong("4.6", "size_n", "a unit matrix of size n instead of d")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + damping * np.eye(len(rho)), -j.T @ rho)


@wrong("4.6", "two_weights", "a unit matrix of size 2: works for two weights only")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + damping * np.eye(2), -j.T @ rho)


@wrong("4.6", "fixed_damping", "the damping is 0.001 always, the argument is ignored")
def damped_step(j, rho, damping):
    return np.linalg.solve(j.T @ j + 1e-3 * np.eye(j.shape[1]), -j.T @ rho)


@wrong("4.6", "length", "the length of the step instead of the step")
def damped_step(j, rho, damping):
    return np.linalg.norm(np.linalg.solve(j.T @ j + damping * np.eye(j.shape[1]), -j.T @ rho))


# 4.7 Choose your walker


@wrong("4.7", "gradient_descent", "plain gradient descent with the rate of section 2: it crawls along the valley")
def walk(loss_and_gradient, w):
    for _ in range(100):
        w = w - 1.0 * loss_and_gradient(w)[1]
    return w


@wrong("4.7", "small_rate", "plain gradient descent with the rate of section 4, 0.05: hardly moves")
def walk(loss_and_gradient, w):
    for _ in range(100):
        w = w - 0.05 * loss_and_gradient(w)[1]
    return w


@wrong("4.7", "stays", "returns the start: no step is taken")
def walk(loss_and_gradient, w):
    return w


@wrong("4.7", "by_heart", "the lowest point of the chapter's map, learnt by heart")
def walk(loss_and_gradient, w):
    return np.array([3.0, 0.5])


@wrong("4.7", "chapter_function", "walks on the landscape of the chapter instead of the one that is given")
def walk(loss_and_gradient, w):
    return scipy.optimize.minimize(chapter_loss_and_gradient, w, jac=True).x


@wrong("4.7", "over_budget", "Adam with a thousand calls: a hundred are allowed")
def walk(loss_and_gradient, w):
    mean, size = np.zeros(2), np.zeros(2)
    for t in range(1, 1001):
        gradient = loss_and_gradient(w)[1]
        mean, size = 0.9 * mean + 0.1 * gradient, 0.999 * size + 0.001 * gradient**2
        w = w - 0.1 * mean / (1 - 0.9**t) / np.sqrt(size / (1 - 0.999**t))
    return w


@wrong("4.7", "two_calls_a_step", "calls the function twice in each of 100 steps: 200 calls")
def walk(loss_and_gradient, w):
    momentum, best, lowest = np.zeros(2), w, np.inf
    for _ in range(100):
        gradient = loss_and_gradient(w)[1]
        loss = loss_and_gradient(w)[0]
        if loss < lowest:
            best, lowest = w, loss
        momentum = 0.9 * momentum + gradient
        w = w - 0.5 * momentum
    return best


@wrong("4.7", "adam_too_slow", "Adam with a rate of 0.01: a hundred steps reach 1 at most")
def walk(loss_and_gradient, w):
    mean, size = np.zeros(2), np.zeros(2)
    for t in range(1, 101):
        gradient = loss_and_gradient(w)[1]
        mean, size = 0.9 * mean + 0.1 * gradient, 0.999 * size + 0.001 * gradient**2
        w = w - 0.01 * mean / (1 - 0.9**t) / np.sqrt(size / (1 - 0.999**t))
    return w


@wrong("4.7", "uphill", "the gradient is added: Adam walks uphill")
def walk(loss_and_gradient, w):
    mean, size = np.zeros(2), np.zeros(2)
    for t in range(1, 101):
        gradient = loss_and_gradient(w)[1]
        mean, size = 0.9 * mean + 0.1 * gradient, 0.999 * size + 0.001 * gradient**2
        w = w + 0.3 * mean / (1 - 0.9**t) / np.sqrt(size / (1 - 0.999**t))
    return w


@wrong("4.7", "fixed_length", "steps of a fixed length of 0.5 along the gradient: jumps around the bottom")
def walk(loss_and_gradient, w):
    for _ in range(100):
        gradient = loss_and_gradient(w)[1]
        w = w - 0.5 * gradient / np.linalg.norm(gradient)
    return w


@wrong("4.7", "few_iterations", "L-BFGS is stopped after three iterations")
def walk(loss_and_gradient, w):
    options = {"maxiter": 3}
    return scipy.optimize.minimize(loss_and_gradient, w, jac=True, method="L-BFGS-B", options=options).x


@wrong("4.7", "without_jac", "jac=True is forgotten: scipy cannot use a pair as loss")
def walk(loss_and_gradient, w):
    return scipy.optimize.minimize(loss_and_gradient, w).x


@wrong("4.7", "nelder_mead", "Nelder-Mead down to the last digit, without the gradient: over the budget")
def walk(loss_and_gradient, w):
    return scipy.optimize.minimize(lambda v: loss_and_gradient(v)[0], w, method="Nelder-Mead", tol=1e-12).x


@wrong("4.7", "result_object", "returns scipy's result instead of the weights in its x")
def walk(loss_and_gradient, w):
    return scipy.optimize.minimize(loss_and_gradient, w, jac=True, options={"maxiter": 60})


@wrong("4.7", "loss_returned", "returns the loss where it ends instead of the weights")
def walk(loss_and_gradient, w):
    for _ in range(99):
        w = w - 1.0 * loss_and_gradient(w)[1]
    return loss_and_gradient(w)[0]


@wrong("4.7", "second_weight_only", "only the second weight is ever changed")
def walk(loss_and_gradient, w):
    w = np.array(w, dtype=float)
    for _ in range(100):
        w[1] -= 1.0 * loss_and_gradient(w)[1][1]
    return w


@wrong("4.7", "random_search", "a hundred random places, the best one: too coarse for one per cent")
def walk(loss_and_gradient, w):
    rng = np.random.default_rng(0)
    places = rng.uniform([-4, -0.5], [5, 1.3], size=(100, 2))
    return min(places, key=lambda place: loss_and_gradient(place)[0])


@wrong("4.7", "gradient_as_pair", "the pair of loss and gradient is used as the gradient")
def walk(loss_and_gradient, w):
    for _ in range(100):
        w = w - 1.0 * loss_and_gradient(w)
    return w


@wrong("4.7", "first_minimum_of_line", "one line search along the first gradient only")
def walk(loss_and_gradient, w):
    direction = -loss_and_gradient(w)[1]
    lengths = np.geomspace(1e-3, 1e2, 99)
    losses = [loss_and_gradient(w + length * direction)[0] for length in lengths]
    return w + lengths[np.argmin(losses)] * direction
