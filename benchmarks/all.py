"""Run all benchmarks, peers in the same run, print one table, and put it into the README.

Usage: python benchmarks/all.py [--no-write]

The numbers are medians on whatever machine this is; nothing is asserted, because machines are noisy. What is allowed
stands beside what was measured.
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path

import chapters
import exercises
import laboratory
import network_fit
import pipeline
import sliders
import sweeps
import toy_fit

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- benchmarks: begin -->\n", "<!-- benchmarks: end -->"


def table() -> str:
    """Run everything and return the table in Markdown."""
    lines = ["| what | measured | at most |", "|---|---|---|"]
    for module in (toy_fit, network_fit, pipeline, sweeps, chapters, sliders, laboratory, exercises):
        for row in module.rows():
            lines.append("| " + " | ".join(row) + " |")
            print(lines[-1], flush=True)
    machine = (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, torch {version('torch')}"
    )
    return "\n".join(lines) + f"\n\nMeasured on {machine}. Ratios are taken within one run.\n"


def main() -> None:
    """Print the table; write it into the README unless told not to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--no-write", action="store_true", help="leave the README as it is")
    arguments = parser.parse_args()
    text = table()
    if not arguments.no_write:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        README.write_text(before + BEGIN + text + END + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
