"""How notebooks run under pytest: live widgets, no progress bars, no file of progress, whatever the shell has set."""

import os

os.environ.pop("MINIFF_EDU_STATIC", None)
os.environ["TQDM_DISABLE"] = "1"
os.environ["MINIFF_EDU_PROGRESS"] = "off"
