"""Run the notebooks of the book before its pages are made, several at a time; Sphinx would run one after the other.

In: the pages that are about to be read. Out: their executed notebooks in jupyter-cache, where myst-nb looks for them. A
notebook that fails is not kept: myst-nb meets it again, and reports the failure beside its page.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from joblib import Parallel, cpu_count, delayed
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import create_nb_reader
from sphinx.application import Sphinx
from sphinx.util import logging

LOGGER = logging.getLogger(__name__)
# Each kernel holds PyTorch: half a gigabyte.
AT_MOST = 4


def notebooks(env: Any, names: list[str]) -> dict[str, Any]:
    """Return the pages that are notebooks, by their paths, as myst-nb reads them."""
    found = {}
    for name in sorted(names):
        path = str(env.doc2path(name))
        text = Path(path).read_text(encoding="utf-8")
        reader = create_nb_reader(path, env.myst_config, env.mystnb_config, text)
        notebook = reader.read(text) if reader else None
        if notebook and any(cell.cell_type == "code" for cell in notebook.cells):
            found[path] = notebook
    return found


def run(notebook: Any, path: str, timeout: int) -> Any:
    """Run a notebook in its own folder; joblib has told this process how many threads are its share.

    What is printed arrives in pieces, which may end within a line: myst-nb would put a line break between them.
    """
    options = {"allow_errors": False, "coalesce_streams": True}
    return single_nb_execution(notebook, cwd=str(Path(path).parent), timeout=timeout, **options)


def run_ahead(app: Sphinx, env: Any, names: list[str]) -> None:
    """Run all that will be read; what earlier builds left is dropped, since it does not know the library of today."""
    config = env.mystnb_config
    if config.execution_mode != "cache":
        return
    cache = get_cache(config.execution_cache_path)
    cache.clear_cache()
    found = notebooks(env, names)
    jobs = (delayed(run)(notebook, path, config.execution_timeout) for path, notebook in found.items())
    in_parallel = Parallel(min(cpu_count(), AT_MOST), return_as="generator", pre_dispatch="all")
    for path, result in zip(found, in_parallel(jobs), strict=True):
        if result.err is None:
            LOGGER.info("%s: ran in %.0f s", Path(path).name, result.time)
            bundle = CacheBundleIn(result.nb, path, data={"execution_seconds": result.time})
            cache.cache_notebook_bundle(bundle, overwrite=True, check_validity=False)


def setup(app: Sphinx) -> dict[str, Any]:
    """Run notebooks as soon as Sphinx knows which pages it will read."""
    app.connect("env-before-read-docs", run_ahead)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
