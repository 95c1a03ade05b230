"""Answers to the exercises of chapter 4 in other words than the author's: (number, what the check should say, code)."""

ANSWERS = [
    ("4.1", "correct", "answer = 'C '"),
    ("4.1", "leaps", "answer = 'D'"),
    ("4.1", "no-such-option", "answer = 'rejected trials'"),
    ("4.2", "correct", "answer = 4145"),
    ("4.2", "correct", "answer = 900 * 4.605"),
    ("4.2", "decimal-logarithm", "answer = 1800"),
    (
        "4.2",
        "loss-for-error",
        """
steps, loss = 0, 1.0
while loss > 1e-4:
    loss *= 1 - 1 / 900
    steps += 1
answer = steps
""",
    ),
    ("4.2", "condition-not-squared", "answer = 138.2"),
    ("4.2", "near", "answer = 4120"),
    ("4.2", "far", "answer = 4000"),
    ("4.2", "not-a-number", "answer = '30**2 * ln(100)'"),
    (
        "4.3",
        "correct",
        """
def central_difference(loss, w, step):
    result = []
    for i in range(w.size):
        up = w.copy()
        up[i] = w[i] + step
        down = w.copy()
        down[i] = w[i] - step
        result.append((loss(up) - loss(down)) / step / 2)
    return result
""",
    ),
    (
        "4.3",
        "correct",
        """
import numpy as np
central_difference = lambda loss, w, h: np.array([
    0.5 / h * (loss(w + d) - loss(w - d)) for d in h * np.eye(len(w))
])
""",
    ),
    (
        "4.3",
        "correct",
        """
import torch
def central_difference(loss, w, step):
    w = torch.tensor(w, dtype=torch.float64)
    slopes = torch.zeros_like(w)
    for i in range(len(w)):
        for sign in (1, -1):
            moved = w.clone()
            moved[i] += sign * step
            slopes[i] += sign * loss(moved.numpy())
    return slopes / (2 * step)
""",
    ),
    (
        "4.3",
        "forward-difference",
        """
import numpy as np
def central_difference(loss, w, step):
    here = loss(w)
    return np.array([(loss(w + step * e) - here) / step for e in np.eye(w.size)])
""",
    ),
    (
        "4.3",
        "all-weights-at-once",
        """
import numpy as np
def central_difference(loss, w, step):
    slope = (loss(w + step) - loss(w - step)) / (2 * step)
    return slope * np.ones_like(w)
""",
    ),
    (
        "4.3",
        "all-weights-at-once-one-number",
        """
def central_difference(loss, w, step):
    return (loss(w + step) - loss(w - step)) / (2 * step)
""",
    ),
    (
        "4.3",
        "not-a-copy",
        """
def central_difference(loss, w, step):
    out = []
    for i, _ in enumerate(w):
        plus = w
        plus[i] = plus[i] + step
        minus = w
        minus[i] = minus[i] - step
        out.append((loss(plus) - loss(minus)) / (2 * step))
    return out
""",
    ),
    (
        "4.3",
        "correct",
        """
import numpy as np
def central_difference(loss, w, step):
    out = np.empty_like(w)
    for i in range(len(w)):
        w[i] += step
        out[i] = loss(w)
        w[i] -= 2 * step
        out[i] -= loss(w)
        w[i] += step
    return out / (2 * step)
""",
    ),
    (
        "4.3",
        "float32",
        """
import numpy as np
def central_difference(loss, w, step):
    w = np.float32(w)
    moves = np.float32(step) * np.eye(len(w), dtype=np.float32)
    return np.float32([(loss(w + m) - loss(w - m)) / (2 * step) for m in moves])
""",
    ),
    (
        "4.3",
        "not-a-copy",
        """
import numpy as np
def central_difference(loss, w, step):
    return np.zeros(len(w))
""",
    ),
    (
        "4.4",
        "correct",
        """
import torch
def descend(g, f, rate, n_steps):
    g, f = torch.from_numpy(g), torch.from_numpy(f)
    w = torch.zeros(g.shape[1], dtype=torch.float64, requires_grad=True)
    walker = torch.optim.SGD([w], lr=rate)
    for _ in range(n_steps):
        walker.zero_grad()
        torch.nn.functional.mse_loss(g @ w, f).backward()
        walker.step()
    return w
""",
    ),
    (
        "4.4",
        "correct",
        """
def descend(g, f, rate, n_steps):
    n, d = g.shape
    w = [0.0] * d
    while n_steps > 0:
        errors = [f[s] - sum(g[s, i] * w[i] for i in range(d)) for s in range(n)]
        w = [w[i] + rate * 2 / n * sum(errors[s] * g[s, i] for s in range(n)) for i in range(d)]
        n_steps -= 1
    return w
""",
    ),
    (
        "4.4",
        "uphill",
        """
import numpy as np
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for i in range(n_steps):
        w -= rate * np.mean(2 * (f - g @ w)[:, None] * g, axis=0)
    return w
""",
    ),
    (
        "4.4",
        "factor-2-forgotten",
        """
import numpy as np
def descend(g, f, rate, n_steps):
    w = 0 * g[0]
    for i in range(n_steps):
        w = w + rate * np.mean((f - g @ w) * g.T, axis=1)
    return w
""",
    ),
    (
        "4.4",
        "sum-for-mean",
        """
import torch
def descend(g, f, rate, n_steps):
    g, f = torch.tensor(g), torch.tensor(f)
    w = torch.zeros(g.shape[1], dtype=g.dtype)
    for _ in range(n_steps):
        w.requires_grad_(True)
        slope, = torch.autograd.grad(((g @ w - f) ** 2).sum(), w)
        w = (w - rate * slope).detach()
    return w.numpy()
""",
    ),
    (
        "4.4",
        "one-step-short",
        """
import numpy as np
def descend(g, f, rate, n_steps):
    ways = [np.zeros(g.shape[1])]
    for _ in range(n_steps):
        w = ways[-1]
        ways.append(w - 2 * rate * np.mean((g @ w - f)[:, None] * g, 0))
    return ways[n_steps - 1]
""",
    ),
    (
        "4.4",
        "never-stands-still",
        """
import numpy as np
def descend(g, f, rate, n_steps):
    w, done = np.zeros(g.shape[1]), 0
    while True:
        w = w + 2 * rate * np.mean((f - g @ w)[:, None] * g, 0)
        done += 1
        if done >= n_steps:
            return w
""",
    ),
    (
        "4.4",
        "relation-step-missing",
        """
import numpy as np
def descend(g, f, rate, n_steps):
    ways = [np.zeros(g.shape[1])]
    for _ in range(n_steps):
        w = ways[-1]
        ways.append(w - 2 * rate * np.mean((g @ w - f)[:, None] * g, 0))
    return ways
""",
    ),
    (
        "4.4",
        "extra-axis",
        """
import numpy as np
def descend(g, f, rate, n_steps):
    w = np.zeros((g.shape[1], 1))
    for _ in range(n_steps):
        w = w - rate * 2 / len(g) * g.T @ (g @ w - f[:, None])
    return w
""",
    ),
    (
        "4.4",
        "sizes-do-not-fit",
        """
import numpy as np
def descend(g, f, rate, n_steps):
    w = np.zeros(g.shape[1])
    for _ in range(n_steps):
        w = w - rate * 2 / len(g) * g @ (g @ w - f)
    return w
""",
    ),
    (
        "4.5",
        "correct",
        """
import numpy as np
def safe_rate(g):
    kappa = np.linalg.cond(g) ** 2
    return [len(g) / 2 / np.linalg.norm(g, 2) ** 2, (kappa - 1) / kappa]
""",
    ),
    (
        "4.5",
        "correct",
        """
import torch
def safe_rate(g):
    g = torch.from_numpy(g)
    hessian = torch.autograd.functional.hessian(lambda w: (g @ w).square().mean(), torch.zeros(g.shape[1]).double())
    c = torch.linalg.eigvals(hessian).real
    return 1 / c.max(), 1 - c.min() / c.max()
""",
    ),
    (
        "4.5",
        "condition-not-squared",
        """
import numpy as np
def safe_rate(g):
    s = np.linalg.svd(g)[1]
    return len(g) / (2 * s.max() ** 2), 1 - s.min() / s.max()
""",
    ),
    (
        "4.5",
        "ends-swapped",
        """
import numpy as np
def safe_rate(g):
    c = sorted(np.linalg.svd(g.T @ g * 2 / len(g), compute_uv=False))
    return 1 / c[0], 1 - c[-1] / c[0]
""",
    ),
    (
        "4.5",
        "factor-2-forgotten",
        """
import numpy as np
def safe_rate(g):
    s = np.linalg.svd(g, compute_uv=False)
    return len(g) / s[0] ** 2, 1 - s[-1] ** 2 / s[0] ** 2
""",
    ),
    (
        "4.5",
        "share-that-goes",
        """
import numpy as np
def safe_rate(g):
    c = np.linalg.eigvalsh(np.mean(2 * g[:, :, None] * g[:, None, :], axis=0))
    return 1 / max(c), min(c) / max(c)
""",
    ),
    (
        "4.5",
        "sum-for-mean",
        """
import numpy as np
def safe_rate(g):
    s = np.linalg.norm(g, 2)
    return 0.5 / s**2, 1 - np.linalg.cond(g) ** -2
""",
    ),
    (
        "4.6",
        "correct",
        """
import numpy as np
def damped_step(j, rho, damping):
    u, s, vt = np.linalg.svd(j, full_matrices=False)
    return -vt.T @ (s / (s**2 + damping) * (u.T @ rho))
""",
    ),
    (
        "4.6",
        "correct",
        """
import torch
def damped_step(j, rho, damping):
    j, rho = torch.from_numpy(j), torch.from_numpy(rho)
    return -j.T @ torch.linalg.inv(j @ j.T + damping * torch.eye(len(j), dtype=j.dtype)) @ rho
""",
    ),
    (
        "4.6",
        "uphill",
        """
import numpy as np
def damped_step(j, rho, damping):
    a = j.T.dot(j)
    a[np.diag_indices_from(a)] += damping
    return np.linalg.inv(a).dot(j.T.dot(rho))
""",
    ),
    (
        "4.6",
        "damping-left-out",
        """
import numpy as np
def damped_step(j, rho, damping):
    return np.linalg.lstsq(j, -rho)[0]
""",
    ),
    (
        "4.6",
        "damping-everywhere",
        """
import numpy as np
def damped_step(j, rho, damping):
    d = j.shape[1]
    return -np.linalg.inv(j.T @ j + np.full((d, d), damping)) @ j.T @ rho
""",
    ),
    (
        "4.6",
        "damping-squared",
        """
import numpy as np
def damped_step(j, rho, damping):
    n, d = j.shape
    big = np.vstack([j, damping * np.eye(d)])
    return -np.linalg.pinv(big) @ np.append(rho, np.zeros(d))
""",
    ),
    (
        "4.6",
        "only-damping",
        """
def damped_step(j, rho, damping):
    gradient = (j * rho[:, None]).sum(axis=0)
    return -gradient / damping
""",
    ),
    (
        "4.6",
        "sizes-do-not-fit",
        """
import numpy as np
def damped_step(j, rho, damping):
    return np.linalg.solve(j @ j.T + damping * np.eye(len(j)), -j @ rho)
""",
    ),
    (
        "4.7",
        "correct",
        """
from scipy.optimize import minimize
def walk(loss_and_gradient, w):
    return minimize(loss_and_gradient, w, jac=True, method="L-BFGS-B", options={"maxfun": 80}).x
""",
    ),
    (
        "4.7",
        "correct",
        """
from scipy import optimize
walk = lambda loss_and_gradient, w: optimize.minimize(loss_and_gradient, w, jac=True).x
""",
    ),
    (
        "4.7",
        "not-two-weights",
        """
from scipy import optimize
def walk(loss_and_gradient, w):
    return optimize.minimize(loss_and_gradient, w, jac=True)
""",
    ),
    (
        "4.7",
        "swings",
        """
def walk(loss_and_gradient, w):
    p = 0
    for _ in range(99):
        p = 0.97 * p - 2 * loss_and_gradient(w)[1]
        w = w + p
    return w
""",
    ),
    (
        "4.7",
        "uphill",
        """
def walk(loss_and_gradient, w):
    for _ in range(50):
        loss, gradient = loss_and_gradient(w)
        w = w + 0.1 * gradient
    return w
""",
    ),
    (
        "4.7",
        "correct",
        """
def walk(loss_and_gradient, w):
    p = 0
    for _ in range(100):
        p = 0.9 * p + loss_and_gradient(w)[1]
        w = w - 2 * p
    return [w[0], w[1]]
""",
    ),
    (
        "4.7",
        "correct",
        """
import torch
def walk(loss_and_gradient, w):
    weights = torch.tensor(w, requires_grad=True)
    walker = torch.optim.Adam([weights], lr=0.4)
    for _ in range(80):
        weights.grad = torch.from_numpy(loss_and_gradient(weights.detach().numpy())[1])
        walker.step()
    return weights
""",
    ),
    (
        "4.7",
        "too-slow",
        """
def walk(loss_and_gradient, w):
    n = 0
    while n < 100:
        loss, (a, b) = loss_and_gradient(w)
        w = [w[0] - 1.5 * a, w[1] - 1.5 * b]
        n += 1
    return w
""",
    ),
    (
        "4.7",
        "too-slow",
        """
import torch
def walk(loss_and_gradient, w):
    weights = torch.tensor(w, requires_grad=True)
    walker = torch.optim.Adam([weights], lr=0.01)
    for _ in range(100):
        weights.grad = torch.from_numpy(loss_and_gradient(weights.detach().numpy())[1])
        walker.step()
    return weights
""",
    ),
    (
        "4.7",
        "diverges",
        """
def walk(loss_and_gradient, w):
    for _ in range(60):
        w = w - 5.5 * loss_and_gradient(w)[1]
    return w
""",
    ),
    (
        "4.7",
        "over-budget",
        """
from scipy.optimize import minimize
def walk(loss_and_gradient, w):
    return minimize(lambda v: loss_and_gradient(v)[0], w, method="Nelder-Mead", options={"xatol": 1e-9}).x
""",
    ),
    (
        "4.7",
        "too-slow",
        """
def walk(loss_and_gradient, w):
    p = 0
    for _ in range(100):
        p = 0.9 * p + loss_and_gradient(w)[1]
        w = w - 0.7 * p
    return w
""",
    ),
    (
        "4.7",
        "swings",
        """
def walk(loss_and_gradient, w):
    p = 0
    for _ in range(100):
        p = 0.9 * p + loss_and_gradient(w)[1]
        w = w - 8 * p
    return w
""",
    ),
    (
        "4.7",
        "too-slow",
        """
import torch
def walk(loss_and_gradient, w):
    weights = torch.tensor(w, requires_grad=True)
    walker = torch.optim.Adam([weights], lr=0.04)
    for _ in range(100):
        weights.grad = torch.from_numpy(loss_and_gradient(weights.detach().numpy())[1])
        walker.step()
    return weights
""",
    ),
    (
        "4.7",
        "swings",
        """
import torch
def walk(loss_and_gradient, w):
    weights = torch.tensor(w, requires_grad=True)
    walker = torch.optim.Adam([weights], lr=3)
    for _ in range(100):
        weights.grad = torch.from_numpy(loss_and_gradient(weights.detach().numpy())[1])
        walker.step()
    return weights
""",
    ),
    (
        "4.7",
        "returned-another-place",
        """
import torch
def walk(loss_and_gradient, w):
    weights = torch.tensor(w, requires_grad=True)
    walker = torch.optim.Adam([weights], lr=0.3)
    for _ in range(80):
        weights.grad = torch.from_numpy(loss_and_gradient(weights.detach().numpy())[1])
        walker.step()
    return torch.tensor(w)
""",
    ),
    (
        "4.7",
        "returned-another-place",
        """
from scipy.optimize import minimize
def walk(loss_and_gradient, w):
    return minimize(loss_and_gradient, w, jac=True).x + 5
""",
    ),
    (
        "4.7",
        "never-asked",
        """
def walk(loss_and_gradient, w):
    return w
""",
    ),
    (
        "4.7",
        "stopped-early",
        """
from scipy.optimize import minimize
walk = lambda f, w: minimize(f, w, jac=True, method="SLSQP", tol=1e-4).x
""",
    ),
    (
        "4.7",
        "stopped-early",
        """
def walk(loss_and_gradient, w):
    for _ in range(20):
        w = w - 2 * loss_and_gradient(w)[1]
    return w
""",
    ),
    (
        "4.7",
        "scattered",
        """
import random
def walk(loss_and_gradient, w):
    best, lowest = w, loss_and_gradient(w)[0]
    for _ in range(99):
        trial = [random.uniform(-4, 5), random.uniform(-0.5, 1.3)]
        loss = loss_and_gradient(trial)[0]
        if loss < lowest:
            best, lowest = trial, loss
    return best
""",
    ),
    (
        "4.7",
        "scattered",
        """
import numpy as np
def walk(loss_and_gradient, w):
    grid = [(a, b) for a in np.linspace(-4, 5, 10) for b in np.linspace(-0.5, 1.3, 10)]
    return min(grid, key=lambda place: loss_and_gradient(place)[0])
""",
    ),
    (
        "4.7",
        "no-rate-for-all",
        """
def walk(loss_and_gradient, w):
    for _ in range(95):
        w -= 3.8 * loss_and_gradient(w)[1]
    return w
""",
    ),
    (
        "4.7",
        "learnt-by-heart",
        """
def walk(loss_and_gradient, w):
    w_2 = w[1]
    for _ in range(50):
        w_2 = w_2 - loss_and_gradient([2.97, w_2])[1][1]
    return 2.97, w_2
""",
    ),
    ("4.7", "value-for-function", "walk = [2.97, 0.52]"),
    (
        "4.7",
        "another-start",
        """
def walk(loss_and_gradient, w):
    from scipy.optimize import minimize
    return minimize(loss_and_gradient, [2.0, 0.6], jac=True).x
""",
    ),
]
