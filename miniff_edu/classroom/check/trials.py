"""What a workshop needs, tried for real: imports, a fit, a slider, a kernel. In: nothing. Out: a finding for each.

Each is run in a process of its own (:func:`.guard.isolated`), so it imports whatever it likes.
"""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from .remedy import FAILURE, OK, WARNING, WINDOWS, Diagnosis, install, own_words, python_line

KERNEL_SECONDS = 30


def check_imports() -> Diagnosis:
    """Import every module of the library, and so every package that it needs."""
    package = importlib.import_module("miniff_edu")
    modules = pkgutil.walk_packages(package.__path__, "miniff_edu.")
    names = [module.name for module in modules if not module.name.endswith(".__main__")]
    for name in names:
        importlib.import_module(name)
    return Diagnosis(OK, f"all {len(names)} modules of the library can be imported")


def check_fit() -> Diagnosis:
    """Fit the toy function of chapter 1 in float64; its weights are known."""
    import numpy as np
    import torch

    from ...closure import simple_energy_closure
    from ...dataset import Dataset, PerCellDataset, PerPointDataset
    from ...descriptors import PowerDecay
    from ...fit import fit
    from ...models import behler_nn
    from ...toy.targets import toy_function

    r = torch.from_numpy(np.linspace(0.1, 10, 100))  # fails where torch and numpy do not fit together
    mask = torch.ones(100, 1, dtype=torch.float64)
    points = PerPointDataset(features=PowerDecay(3)(r)[:, None, :], mask=mask)
    network = behler_nn(n_inputs=3, n_layers=1, bias=False, seed=0, dtype=torch.float64)
    fit(simple_energy_closure([network], Dataset(PerCellDataset(energy=toy_function(r)[:, None]), points)))
    weight = next(network.parameters()).detach()
    numbers = ", ".join(f"{number:.3f}" for number in weight.ravel().tolist())
    found = f"weights {numbers} in {weight.dtype}; expected 1, -1, 1"
    if np.allclose(weight, [[1, -1, 1]], rtol=0, atol=1e-3):
        return Diagnosis(OK, found)
    return Diagnosis(FAILURE, found, install("torch", "numpy", again=True))


def check_slider() -> Diagnosis:
    """Make a slider; it must have a live face (a widget) and a picture."""
    is_static = os.environ.pop("MINIFF_EDU_STATIC", "") == "1"  # this process ends with the check
    from matplotlib.figure import Figure

    from ...explore import explore

    def draw(n: int) -> Figure:
        figure = Figure(figsize=(2, 2))
        figure.add_subplot().plot([0, n])
        return figure

    bundle, _ = explore(draw, n=range(1, 4))._repr_mimebundle_()
    missing = {"application/vnd.jupyter.widget-view+json", "image/png"} - bundle.keys()
    if missing:
        return Diagnosis(
            FAILURE, f"lacks {', '.join(sorted(missing))}", install("ipywidgets", "matplotlib", again=True)
        )
    if is_static:
        mend = "set MINIFF_EDU_STATIC=" if WINDOWS else "unset MINIFF_EDU_STATIC"
        return Diagnosis(WARNING, "MINIFF_EDU_STATIC is set, so notebooks get the sliders of a printed page", mend)
    return Diagnosis(OK, "has a widget and a picture")


def check_kernel() -> Diagnosis:
    """Start the kernel of the notebooks, let it add 1 and 1, and see which Python it is."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import KernelManager

    specs = KernelSpecManager()
    spec: Any = specs.get_kernel_spec("python3")
    # A bare `python` stands for the Python of JupyterLab. What names another one is a leftover, and stands in the way.
    is_foreign = Path(spec.argv[0]).is_absolute() and Path(spec.argv[0]) != Path(sys.executable)
    forget = python_line("-m", "jupyter_client.kernelspecapp", "remove", "-f", "python3")
    mend = forget if is_foreign else install("ipykernel", again=True)
    where = f"kernel python3 ({spec.resource_dir})"
    asked = {"sum": "1 + 1", "prefix": "__import__('sys').prefix", "python": "__import__('sys').executable"}
    manager: Any = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
    start = time.monotonic()
    with tempfile.TemporaryFile() as log:
        try:
            manager.start_kernel(cwd=sys.prefix, stdout=log, stderr=log)  # not in a folder with somebody's modules
            client = manager.client()
            client.start_channels()
            client.wait_for_ready(timeout=KERNEL_SECONDS)
            reply = client.execute("", silent=True, user_expressions=asked, reply=True, timeout=KERNEL_SECONDS)
        except Exception as error:
            log.seek(0)
            said = log.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            return Diagnosis(FAILURE, " ".join([where, "does not answer:", own_words(error), *said]), mend)
        finally:
            with suppress(Exception):
                manager.shutdown_kernel(now=True)
    seconds = time.monotonic() - start
    texts = {key: value["data"]["text/plain"] for key, value in reply["content"]["user_expressions"].items()}
    answers = {key: ast.literal_eval(text) for key, text in texts.items()}
    if answers["sum"] != 2:
        return Diagnosis(FAILURE, f"{where} says that 1 + 1 is {answers['sum']}", mend)
    if not os.path.samefile(answers["prefix"], sys.prefix):
        return Diagnosis(FAILURE, f"{where} is another Python: {answers['python']}, not {sys.executable}", forget)
    return Diagnosis(OK, f"answers in {seconds:.1f} s (at most {KERNEL_SECONDS} s) and is this Python")
