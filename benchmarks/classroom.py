"""How many students one server holds: simulated students log in to the class server and work through chapter 1.

Usage, as root, after server/install.py FOLDER --test:
    MINIFF_CLASS=FOLDER FOLDER/hub/bin/python benchmarks/classroom.py [--quick | --write] [--instant N ...]

The students run on the same machine as the server, so they take a share of its cores; the table says how much. Not
part of benchmarks/all.py, because it makes accounts.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "server"))

import psutil  # noqa: E402
from class_server import ClassServer, what_is_missing  # noqa: E402
from classroom_students import CHAPTER, Class, Pattern, code_count, hold  # noqa: E402

FOLDER = Path(os.environ.get("MINIFF_CLASS", "/opt/miniff_class"))
PAGE = ROOT / "book" / "teaching" / "server.md"
BEGIN, END = "<!-- classroom: begin -->\n", "<!-- classroom: end -->"
NOT_TRIED = "no more were tried"
ALLOWED = 3.0  # times what one student waits who is alone
SPARE = 3e9  # bytes of memory that the machine keeps; no larger class is tried beyond
AT_ONCE, IN_CLASS = Pattern(), Pattern(arrive=120, read=240)
INSTANT_SIZES, CLASS_SIZES = (2, 3, 4, 5, 6, 8, 10, 12, 16), (20, 40, 50, 60, 80, 100)


def measure(count: int, pattern: Pattern) -> Class:
    """Hold a class of so many students, with fresh accounts and a fresh hub."""
    with ClassServer(FOLDER, count) as server:
        found = hold(server, pattern)
        failures = [line for seen in found.visits for line in seen.failures]
        print(
            f"{count} students, arriving within {pattern.arrive:.0f} s, reading {pattern.read:.0f} s:"
            f" start {median(v.start for v in found.visits):.1f} s (slowest {max(v.start for v in found.visits):.1f}),"
            f" chapter {waiting(found):.1f} s (slowest {max(v.chapter for v in found.visits):.1f}),"
            f" memory {median(found.megabytes):.0f} MB (machine {found.machine:.0f}), cores:"
            f" simulation {found.client:.2f}, strangers {found.others:.2f},"
            f" put off {sum(v.put_off for v in found.visits)}, failures {len(failures)}",
            flush=True,
        )
        for line in failures:
            print("   ", line)
        if failures:
            print(server.log[-2000:])
    return found


def waiting(found: Class) -> float:
    """Return the median of the seconds that students wait for the chapter."""
    return median(seen.chapter for seen in found.visits)


def failures(found: Class) -> int:
    """Return how many things went wrong: cells, checks, saves."""
    return sum(len(seen.failures) for seen in found.visits)


def fits(count: int, each: float) -> bool:
    """Return whether the memory of the machine is enough for so many students of so many megabytes each."""
    return psutil.virtual_memory().available - SPARE > count * each * 1e6


def largest(sizes: tuple[int, ...], pattern: Pattern, alone: Class, each: float) -> tuple[dict[int, Class], str]:
    """Hold ever larger classes until one waits too long, fails or would not fit; return all that were held, and why.

    `each` is how many megabytes one student is expected to need.
    """
    held: dict[int, Class] = {}
    for count in sizes:
        if not fits(count, each):
            return held, f"{count} would not have fitted into memory"
        held[count] = measure(count, pattern)
        each = median(held[count].megabytes)
        if failures(held[count]):
            return held, f"{count} had failures"
        if waiting(held[count]) > ALLOWED * waiting(alone):
            return held, f"{count} waited too long"
    return held, NOT_TRIED


def describe(held: dict[int, Class], alone: Class, end: str) -> str:
    """Return the sizes that were held, with the seconds of waiting, in words."""
    parts = [
        f"{count}: {waiting(found):.1f} s = {waiting(found) / waiting(alone):.1f} x" for count, found in held.items()
    ]
    within = [n for n, found in held.items() if waiting(found) <= ALLOWED * waiting(alone) and not failures(found)]
    if not held:
        return "" if end == NOT_TRIED else f"none: {end}"
    return f"{'; '.join(parts)}. Largest within: **{max(within, default=1)}** ({end})"


def rows(
    instant: tuple[int, ...] = INSTANT_SIZES,
    in_class: tuple[int, ...] = CLASS_SIZES,
    pattern: Pattern = IN_CLASS,
) -> list[tuple[str, str, str]]:
    """Return rows of the table: what, measured, allowed."""
    alone = measure(1, AT_ONCE)
    once, once_end = largest(instant, AT_ONCE, alone, alone.megabytes[0])
    # Students share what their libraries have in common, so many need less each than one does.
    each = min(median(found.megabytes) for found in [alone, *once.values()])
    spread, spread_end = largest(in_class, pattern, alone, each)
    every = [alone, *once.values(), *spread.values()]
    most = max([*once.items(), *spread.items()], key=lambda item: item[0], default=(1, alone))
    each = median(most[1].megabytes)
    limit = f"{ALLOWED:g} x one student alone"
    table = [
        (
            "one student alone: chapter 1, from opening it to the end of its last cell",
            f"{waiting(alone):.1f} s ({code_count(FOLDER / 'handout' / CHAPTER)} cells; the own server starts in"
            f" {alone.visits[0].start:.1f} s, memory {alone.megabytes[0]:.0f} MB)",
            "",
        ),
        ("all log in, then all open the chapter, at the same instant: median", describe(once, alone, once_end), limit),
        (
            "until the own server is there, when all log in at the same instant: median",
            "; ".join(f"{count}: {median(v.start for v in found.visits):.0f} s" for count, found in once.items()),
            "",
        ),
        (
            f"a class: arriving within {pattern.arrive / 60:.2g} min, reading for {pattern.read / 60:.2g} min,"
            " median without the reading",
            describe(spread, alone, spread_end),
            limit,
        ),
        (
            f"memory of each of {most[0]} students, with the chapter's kernel open: median",
            f"{each:.0f} MB (the machine had {most[1].machine:.0f} MB less for each)",
            "",
        ),
        ("24 GB hold by memory, 3 GB kept for the system", f"{int((24e9 - SPARE) / 1e6 / max(each, 1))} students", ""),
        (
            "failed cells, checks and logins, lost saves",
            f"{sum(map(failures, every))} of {sum(len(found.visits) for found in every)} visits",
            "0",
        ),
        (
            "cores that were not the class's: the simulation of students, other programs of the machine",
            f"{max(found.client for found in every):.2f} and {max(found.others for found in every):.2f} at most",
            "",
        ),
    ]
    return [row for row in table if row[1]]


def main() -> int:
    """Print the table; write it into the page for teachers if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="two students, no reading: that it works")
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.relative_to(ROOT)}")
    parser.add_argument("--instant", type=int, nargs="*", default=INSTANT_SIZES, help="sizes, all at the same instant")
    parser.add_argument("--class", type=int, nargs="*", default=CLASS_SIZES, dest="in_class", help="sizes of classes")
    arguments = parser.parse_args()
    if reason := what_is_missing():
        print(f"The benchmark cannot run: {reason}.", file=sys.stderr)
        return 1
    if arguments.quick:
        found = rows((), (2,), Pattern(arrive=1, read=2))
    else:
        found = rows(tuple(arguments.instant), tuple(arguments.in_class))
    lines = ["| what | measured | at most |", "|---|---|---|", *("| " + " | ".join(row) + " |" for row in found)]
    memory = psutil.virtual_memory().total / 1e9
    machine = f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"
    text = "\n".join(lines) + f"\n\nMeasured on {machine}. Ratios are taken within one run.\n"
    print(text)
    if arguments.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        PAGE.write_text(before + BEGIN + text + END + after, encoding="utf-8", newline="\n")
    (bad,) = [row[1] for row in found if row[2] == "0"]
    # Quick is a test: one student and a class of two must really have been held.
    return 0 if bad == "0 of 3 visits" or (bad.startswith("0 ") and not arguments.quick) else 1


if __name__ == "__main__":
    sys.exit(main())
