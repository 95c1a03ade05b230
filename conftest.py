"""How notebooks run under pytest: with live widgets and without progress bars, whatever the shell has set."""

import os

os.environ.pop("MINIFF_EDU_STATIC", None)
os.environ["TQDM_DISABLE"] = "1"
