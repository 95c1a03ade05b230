"""Run all benchmarks, peers in the same run, print one table, and put it into the README.

Usage: python benchmarks/all.py [--no-write] [name of a benchmark ...]

The numbers are medians on whatever machine this is; nothing is asserted, because machines are noisy. What is allowed
stands beside what was measured.
"""

from __future__ import annotations

import argparse
import os
import platform
from importlib.metadata import version
from pathlib import Path

import alive
import atoms_descriptors
import atoms_training
import chapters
import exercises
import laboratory
import network_fit
import page_opening
import pipeline
import sliders
import sweeps
import toy_fit

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- benchmarks: begin -->\n", "<!-- benchmarks: end -->"
HEAD = ["| what | measured | at most |", "|---|---|---|"]
ALL = (
    toy_fit,
    network_fit,
    pipeline,
    sweeps,
    chapters,
    sliders,
    page_opening,
    laboratory,
    exercises,
    atoms_descriptors,
    atoms_training,
    alive,
)
MODULES = {module.__name__: module for module in ALL}


def measure(names: list[str]) -> list[str]:
    """Run benchmarks and return the rows of the table in Markdown."""
    lines = []
    for name in names:
        for row in MODULES[name].rows():
            lines.append("| " + " | ".join(row) + " |")
            print(lines[-1], flush=True)
    return lines


def renewed(old: list[str], new: list[str]) -> list[str]:
    """Return the rows of a table with those of the same first column replaced, and the others behind them."""
    rows = {line.split(" | ")[0]: line for line in old}
    rows.update({line.split(" | ")[0]: line for line in new})
    return list(rows.values())


def main() -> None:
    """Print the table; write it into the README unless told not to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help=f"run only these, and keep the other rows: {', '.join(MODULES)}")
    parser.add_argument("--no-write", action="store_true", help="leave the README as it is")
    arguments = parser.parse_args()
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    table, _, after = rest.partition(END)
    old = [line for line in table.splitlines() if line.startswith("|")][2:] if arguments.names else []
    rows = renewed(old, measure(arguments.names or list(MODULES)))
    machine = (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, torch {version('torch')}"
    )
    text = "\n".join([*HEAD, *rows]) + f"\n\nMeasured on {machine}. Ratios are taken within one run.\n"
    if not arguments.no_write:
        README.write_text(before + BEGIN + text + END + after, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
