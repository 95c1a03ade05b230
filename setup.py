"""What pyproject.toml cannot say: a wheel takes the chapters along, and what a handout of them needs beside them.

They come to lie in ``miniff_edu/course``, laid out as in the checkout, which an editable installation has itself.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
COURSE = (
    "pyproject.toml",
    "constraints.txt",
    "LICENSE",
    "book/_toc.yml",
    "book/chapters/[0-9][0-9]-*.ipynb",
    "book/templates/*.ipynb",
)


class BuildWithCourse(build_py):
    """Build the package, and put the course into it."""

    def run(self):
        """Do it; the software of a handout, which has no book, stays without one."""
        super().run()
        target = Path(self.build_lib) / "miniff_edu" / "course"
        shutil.rmtree(target, ignore_errors=True)  # of an older build: a chapter may have another name now
        if self.editable_mode or not (ROOT / "book").is_dir():
            return
        for path in (path for pattern in COURSE for path in sorted(ROOT.glob(pattern))):
            place = target / path.relative_to(ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)


setup(cmdclass={"build_py": BuildWithCourse})
