"""The command `miniff-edu`. In: what stands on the command line. Out: text, and an exit code.

Each subcommand is a function that takes the parsed options and returns the exit code; it imports what it needs when it
runs, so that one subcommand never fails for the sake of another.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__

if TYPE_CHECKING:
    from .collect import Summary


def main(argv: Sequence[str] | None = None) -> int:
    """Run a subcommand.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; those of the process by default.

    Returns
    -------
    int
        Exit code: 0 if all went well, 1 if something failed, 2 if the command was not understood, 130 after Ctrl-C.
    """
    parser = argparse.ArgumentParser(
        prog="miniff-edu",
        description="What a workshop needs besides its notebooks, and a potential from a file of structures.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", metavar="{check,handout,collect,train}")

    text = "check this computer before a workshop: every failure comes with the command that mends it"
    command = commands.add_parser("check", help=text, description=text)
    command.add_argument("--json", action="store_true", help="print the findings for a program")
    command.set_defaults(run=check)

    text = "write a folder for students: the chapters without solutions, and what is needed to run them"
    command = commands.add_parser("handout", help=text, description=text)
    command.add_argument("folder", type=Path, help="made where it does not exist; edited files in it are kept")
    text = "the project's folder, with book/chapters in it; or the folder of a built book, with index.html in it"
    command.add_argument("--book", type=Path, help=text)
    text = (
        "put everything that an installation needs beside it, for laptops without a network: for this computer, or for "
        "linux, windows, mac, or a platform as wheels call it"
    )
    command.add_argument("--wheels", nargs="*", metavar="PLATFORM", help=text)
    command.add_argument("--nbgrader", action="store_true", help="write the source of an nbgrader course instead")
    text = "leave solutions and insights out of the library that goes with the notebooks"
    command.add_argument("--without-solutions", action="store_true", help=text)
    text = "open them on this day, as in 2026-12-01, by the clock of the student's computer"
    command.add_argument("--release", metavar="DATE", help=text)
    text = "bring new texts into a handed-out folder: answers and own cells are kept; --book may name a newer handout"
    command.add_argument("--update", action="store_true", help=text)
    command.set_defaults(run=handout)

    text = "summarise returned files: who got how far, which mistakes were common, whose computer is not ready"
    command = commands.add_parser("collect", help=text, description=text)
    command.add_argument("folder", type=Path, help="searched with the folders below it; nothing in it is executed")
    command.add_argument("--to", type=Path, help="a folder for a report, tables (CSV) and a picture")
    command.set_defaults(run=collect)

    text = "train a potential on structures with energies and forces, judge it, and write a page about it"
    command = commands.add_parser("train", help=text, description=text)
    command.add_argument("structures", type=Path, help="any file that ASE reads, such as extended XYZ")
    command.add_argument("--out", type=Path, help="where to write it; beside the structures by default, NAME.potential")
    command.add_argument(
        "--page", type=Path, help="where to write the page; beside the potential by default, NAME.html"
    )
    command.add_argument("--test", type=Path, help="structures to judge it by; otherwise the validation part")
    command.add_argument("--energy-key", metavar="KEY", help="the name of the energies, if it is their own")
    command.add_argument("--forces-key", metavar="KEY", help="the name of the forces, if it is their own")
    command.add_argument("--cutoff", type=float, default=5.0, help="how far an atom sees, in A (5)")
    text = "neurons of the hidden layers, such as 15 15; none: a linear map; by default chosen by the number of data"
    command.add_argument("--hidden", type=int, nargs="*", metavar="N", help=text)
    command.add_argument("--validation", type=float, default=0.15, help="share to stop by, below 1; 0 for none (0.15)")
    command.add_argument("--seed", type=int, default=0, help="draws weights and the validation part (0)")
    command.add_argument("--committee", type=int, default=1, help="members, with seeds one after the other (1)")
    command.add_argument("--max-seconds", type=float, help="stop after so long, with the best so far")
    command.set_defaults(run=train)

    options = parser.parse_args(argv)
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    try:
        return options.run(options)
    except ModuleNotFoundError as error:
        from .check.remedy import PACKAGES, check_again, install_all

        if str(error.name).partition(".")[0] not in PACKAGES:
            raise
        say(f"{options.run.__name__} needs {error.name}, which is not installed here. To mend it: {install_all()}")
        say(f"What else is missing: {check_again()}")
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130


def check(options: argparse.Namespace) -> int:
    """Print a line for each finding about this environment, then what to do; return 1 if a check failed, or else 0."""
    from .check.doctor import examine
    from .check.remedy import FAILURE, TRIALS, WINDOWS, causes, check_again

    findings = []
    if not options.json:
        say("Checking this computer. It takes some ten seconds, and leaves your files alone.")
    for finding in examine():
        findings.append(finding)
        if not options.json:
            remedy = f"  To mend it: {finding.command}" if finding.command else ""
            word = "FAILED" if finding.status == FAILURE else finding.status
            say(f"{word:<8} {finding.name}: {finding.found}{remedy}")
    failed = [finding for finding in findings if finding.status == FAILURE]
    if options.json:
        about = {"miniff_edu": __version__, "python": platform.python_version(), "platform": platform.platform()}
        about["when"] = datetime.now(UTC).isoformat(timespec="seconds")
        say(json.dumps({**about, "ok": not failed, "checks": [asdict(finding) for finding in findings]}, indent=2))
        return int(bool(failed))
    later = {f.name for f in failed} & set(TRIALS) - {f.name for f in causes(failed)}  # they follow from the others
    commands = list(dict.fromkeys(f.command for f in findings if f.command and f.name not in later))  # each once
    say("")
    verdict = "Nothing failed: this computer is ready."
    if failed:
        verdict = f"{len(failed)} of {len(findings)} checks FAILED: this computer is not ready yet."
    say(verdict + (" What to do, in this order:" if commands else ""))
    for number, line in enumerate(commands, 1):
        say(f"{number:>3}. {line}")
    if WINDOWS and any(line.startswith('"') for line in commands):
        say('In PowerShell, put & and a space before a line that begins with ".')
    if WINDOWS and any(line.startswith("set ") for line in commands):
        say('In PowerShell, write $env:NAME = "VALUE" for a line such as set NAME=VALUE.')
    if commands:
        say(f"Then check again: {check_again()}")
    return int(bool(failed))


def handout(options: argparse.Namespace) -> int:
    """Write the students' folder or an nbgrader course, or update a folder."""
    from .edition import FOLDER, folders_of
    from .grading import make_course
    from .handout import make_handout
    from .notebook import chapters_of
    from .update import update_handout
    from .wheelhouse import WHEELS, fill, told

    checkout, book = folders_of(options.book)
    try:
        release = date.fromisoformat(options.release) if options.release is not None else None
    except ValueError:
        expected = f"expected a day as year-month-day, such as {date.today()}"
        say(f"release is {options.release!r}; {expected}.")
        return 2
    if both := _contradiction(options):
        say(both)
        return 2
    choice = {"withhold": options.without_solutions, "release": release}
    try:
        if options.nbgrader:
            say(str(make_course(options.folder, checkout=checkout)))
            say(f"Next, in that folder: nbgrader generate_assignment {chapters_of(checkout)[0].stem}")
            return 0
        if options.update:
            updated = update_handout(options.folder, checkout=checkout, book=book, **choice)
            say(str(updated))
            return int(bool(updated.failed))
        say(str(make_handout(options.folder, checkout=checkout, book=book, **choice)))
        if book:
            say(f"The book to read, without solutions: {options.folder / FOLDER / 'index.html'}.")
        else:
            say("There is no built book to go with it, or an old one: python tools/run.py book, or --book FOLDER.")
        if options.wheels is not None:
            say("Looking for wheels. It takes some minutes, and a network, this once.")
            say(told(fill(options.folder / WHEELS, checkout, options.wheels)))
    except PermissionError as error:
        say(f"folder is {options.folder}, where this user may not write ({error}); expected one of your own.")
        return 1
    except (OSError, ValueError) as error:
        say(str(error))
        return 1
    say(f"Give your students the folder {options.folder}; its README.md says how to begin.")
    if release:
        since = "are open already" if release <= date.today() else f"open on {release}"
        say(f"Solutions {since}, by the clock of each computer: whoever sets that clock reads them sooner.")
    return 0


def _contradiction(options: argparse.Namespace) -> str:
    """Return what is wrong with two options of a handout that do not go together; empty if nothing is."""
    if options.without_solutions and options.release:
        return "--without-solutions and --release are both given; expected one of them: with a day they open later."
    chosen = {
        "--without-solutions": options.without_solutions,
        "--release": options.release,
        "--update": options.update,
        "--wheels": options.wheels is not None,
    }
    if options.wheels is not None and options.update:
        return "--wheels is given with --update; expected one of them. Fill the folder of wheels with a new handout."
    for name in (name for name, is_given in chosen.items() if is_given and options.nbgrader):
        return (
            f"{name} is given with --nbgrader; expected only one of them. The source of a course is for the teacher, "
            "with the solutions: nbgrader generate_assignment takes them out of what it releases, and renews that."
        )
    return ""


def collect(options: argparse.Namespace) -> int:
    """Summarise what students have returned; return 1 if there was nothing to summarise."""
    from .collect import collect as read

    try:
        summary = read(options.folder)
    except OSError as error:
        say(str(error))
        return 1
    if not summary.students and not len(summary.ready):
        say("\n".join(summary.trouble))
        say(
            f"Nothing to summarise in {options.folder}; expected files called miniff_edu_progress.json, in a folder for"
        )
        say("each student, or what `miniff-edu check --json` has printed, in files whose names end in .json.")
        return 1
    say(str(summary))
    if not options.to:
        return 0
    try:
        names, picture = write_summary(summary, options.to)
    except OSError as error:
        say(f"\nNot written to {options.to}: {error}. Close what has a file there open, or give --to another folder.")
        return 1
    say(f"\n{picture}\nWritten to {options.to}: {', '.join(names)}")
    return 0


def train(options: argparse.Namespace) -> int:
    """Train a potential and write it, and a page about it; return 1 if that failed."""
    from .train import run

    return run(options, say)


def write_summary(summary: Summary, folder: Path) -> tuple[list[str], str]:
    """Write the files of a summary; return their names, and the picture in words."""
    tables = {"progress": summary.table, "progress_wide": summary.wide().reset_index(), "mistakes": summary.mistakes}
    if len(summary.ready):
        tables["readiness"] = summary.ready
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text(f"{summary.report()}\n", encoding="utf-8")
    for name, table in tables.items():
        # With a byte order mark, without which Excel takes every umlaut for two other letters.
        table.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig")
    picture = summary.plot()
    (folder / "progress.png").write_bytes(picture.png)
    return ["report.txt", *(f"{name}.csv" for name in tables), "progress.png"], picture.text


def say(text: str) -> None:
    """Print a line at once; what the console cannot show (a folder's name, another program's words) is escaped."""
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)
