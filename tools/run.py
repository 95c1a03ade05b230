"""Do everything from a bare Python: set up .venv, then build the book, run the tests, or open JupyterLab.

Usage: python tools/run.py {book,test,lab} [options of jupyter-book, pytest or jupyter lab]
       python tools/run.py dist                                 make an ePub and a PDF of the book, in the folder dist
       python tools/run.py try [--oldest] [--rounding N] [requirement ...]    are the chapters the same elsewhere?

Needs nothing but Python 3.11 or newer, on Linux, macOS and Windows. What it installs goes into the folder .venv, and is
installed again only when pyproject.toml or constraints.txt has changed.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "installed.txt"
PAGE = ROOT / "book" / "_build" / "html" / "index.html"
# Recent kernels warn at every start that they talk over TCP; they do so on this machine only.
QUIET_KERNELS = 'c.IPKernelApp.log_level = "ERROR"\n'
# Build everything anew, be strict about references, and let a warning fail the build, after showing all of them.
BOOK_OPTIONS = ["--all", "-n", "-W", "--keep-going"]

# A file of tests stays with one process: servers, pages and what a file builds once are shared by its tests. Chapters
# are compared as the book has run them; `tools/run.py test book/chapters` runs them by nbval, as CI does.
ALL_TESTS = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "tests"]

COMMANDS = {
    # Jupyter Book 1 has no `python -m`.
    "book": ["-c", "from jupyter_book.cli.main import main; main()", "build", str(ROOT / "book"), *BOOK_OPTIONS],
    "test": ["-m", "pytest", "--rootdir", str(ROOT)],  # all tests: with ALL_TESTS too
    "lab": ["-m", "jupyterlab", "--notebook-dir", str(ROOT / "book" / "chapters")],
    "dist": [str(ROOT / "tools" / "dist.py")],
}


def fingerprint() -> str:
    """Return what the installation depends on, as a short text."""
    files = (ROOT / "pyproject.toml", ROOT / "constraints.txt")
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return f"{sys.version_info.major}.{sys.version_info.minor} {digest} {ROOT}\n"


def set_up() -> int:
    """Make .venv and install into it, unless that has been done; return an exit code."""
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint():
        return 0
    print(f"Setting up {VENV} (once, some minutes: PyTorch is large) ...", flush=True)
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Could not make {VENV}: {error}\nOn Debian and Ubuntu, try: sudo apt-get install python3-venv")
        return 1
    # Python compiles what it imports; pip would compile all of PyTorch first. It says errors, no warnings: setuptools
    # has one for each editable installation.
    install = [str(PYTHON), "-m", "pip", "install", "--no-compile", "-qq", "--disable-pip-version-check"]
    subprocess.call([*install, "--upgrade", "pip"])  # a Python's own pip is as old as that Python
    code = subprocess.call([*install, "-c", str(ROOT / "constraints.txt"), "-e", f"{ROOT}[all]"], cwd=ROOT)
    if code:
        print("The installation failed; the lines above say why. It needs a network, this once. Then run this again.")
        return code
    config = VENV / "etc" / "ipython" / "ipython_kernel_config.py"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(QUIET_KERNELS, encoding="utf-8")
    STAMP.write_text(fingerprint(), encoding="utf-8")
    return 0


def main() -> int:
    """Run the command that was asked for and return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what meets an old Python first
        print(f"This is Python {sys.version.split()[0]}; Python 3.11 or newer is needed. Try: python3.11 tools/run.py")
        return 2
    if sys.argv[1:2] == ["try"]:  # in an environment of its own
        return subprocess.call([sys.executable, str(ROOT / "tools" / "try_out.py"), *sys.argv[2:]])
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print(__doc__)
        return 2
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is compiled when first imported is kept in .venv
    name, options = sys.argv[1], sys.argv[2:] or {"test": ALL_TESTS}.get(sys.argv[1], [])
    code = set_up()
    if code == 0:
        code = subprocess.call([str(PYTHON), *COMMANDS[name], *options], cwd=ROOT)
    if code == 0 and name == "book":
        print(f"\nThe book is built. Open it in a browser:\n    {PAGE.as_uri()}")
    return code


if __name__ == "__main__":
    sys.exit(main())
