"""Try wrong answers, and count how many get a reason of their own: a named mistake, or a relation that is true of them.

Usage: python tools/reasons.py [--show KIND] [--of NUMBER] [FILE ...]

Without files: the wrong answers of the project, tests/exercises/answers_N.py and tests/exercises/others/*.py. A file
is Python with a list of tuples (number, label, what was really done, answer), of any name in capitals, where an answer
may be code; or text in which each answer follows a line "#= number | what was done". Prints the table of the README,
and with --show each verdict of a kind (mistake, relation, counter-example, accepted, refused, all), to be read: whether
a reason is *true* of what was done, no program can tell. Exit code 1: a wrong answer was accepted, or a right one was
refused.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import runpy
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
os.environ["MINIFF_EDU_PROGRESS"] = "off"

from miniff_edu import exercises  # noqa: E402
from miniff_edu.exercises.engine.exercise import make  # noqa: E402
from miniff_edu.exercises.engine.verdict import Verdict  # noqa: E402

OWN = ROOT / "tests" / "exercises"
# Verdicts that tell where a result is wrong, but not why.
WITHOUT = {"not-recognised", "far", "near", "too-large", "too-small", "close", "other-values", "other-shape",
           "not-finite", "not-examined", "shape-in-some-cases", "type-in-some-cases"}  # fmt: skip
KINDS = ("mistake", "relation", "counter-example", "accepted")


@dataclass(frozen=True)
class Tried:
    """An answer as somebody has given it.

    Attributes
    ----------
    number, label : str
        The exercise, and the answer in few words.
    truth : str
        What was really done; ``"CORRECT"`` for a right answer.
    answer : object
    """

    number: str
    label: str
    truth: str
    answer: Any

    @property
    def is_right(self) -> bool:
        """Whether it is a right answer, which must not be refused."""
        return self.truth == "CORRECT"


def read(path: Path) -> Iterator[Tried]:
    """Yield the answers of a file."""
    if path.suffix == ".txt":
        yield from _from_text(path.read_text(encoding="utf-8"), "CORRECT" if "right" in path.stem else "")
        return
    for value in list(_lists(path)):
        for item in value:
            if len(item) == 3:  # ours: number, what the check should say, code
                number, says, answer = item
                label, truth = says, "CORRECT" if says == "correct" else says
            else:
                number, label, truth, answer = (item[0], item[1], *item[-2:])
                truth = "CORRECT" if "REFUSED" in item[2:3] else truth
            if answer is None and len(item) > 4:  # a place that its author left empty
                continue
            yield Tried(number, label, truth, _made(number, answer))


def _lists(path: Path) -> Iterator[list[tuple[Any, ...]]]:
    known = exercises.CHAPTERS
    with contextlib.redirect_stdout(io.StringIO()):
        names = runpy.run_path(str(path))
    for name, value in names.items():
        if name.isupper() and isinstance(value, list) and value and isinstance(value[0], tuple) and len(value[0]) > 2:
            first = str(value[0][0]).split(".")[0]
            if first.isdecimal() and int(first) in known:
                yield value


def _from_text(text: str, truth: str) -> Iterator[Tried]:
    for block in text.split("#= ")[1:]:
        head, _, code = block.partition("\n")
        number, _, label = (part.strip() for part in head.partition("|"))
        yield Tried(number, label, truth or label, make(code, "answer", number))


def _made(number: str, answer: Any) -> Any:
    """Return the answer that code stands for; an answer that is a value as it is."""
    name = exercises.find(number).task.answer
    if isinstance(answer, str) and ("\n" in answer or answer.startswith(f"{name} =")):
        return make(answer, name, number)
    return answer


def kind_of(verdict: Verdict) -> str:
    """Return what an answer has got: a word of `KINDS`."""
    if verdict.is_correct:
        return "accepted"
    if verdict.mistake.startswith("relation-"):
        return "relation"
    is_bare = verdict.mistake in WITHOUT or verdict.mistake.startswith("raised-")
    return "counter-example" if is_bare else "mistake"


def judged(tried: Tried) -> tuple[Verdict, float]:
    """Return the verdict on an answer, and the seconds that it took; what the answer prints is not shown."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.process_time()  # of this process alone: others may keep the computer busy
        verdict = exercises.judge(tried.number, tried.answer)
        return verdict, time.process_time() - start


def table(counts: dict[str, Counter[str]]) -> str:
    """Return the table: a row for each source of wrong answers."""
    lines = ["| wrong answers of | tried | named mistake | relation | counter-example only | accepted |"]
    lines.append("|---|---|---|---|---|---|")
    for source, count in counts.items():
        cells = " | ".join(str(count[kind]) for kind in KINDS)
        lines.append(f"| {source} | {sum(count[k] for k in KINDS)} | {cells} |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the answers of files; print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--show", default="", choices=("", *KINDS, "refused", "slow", "all"))
    parser.add_argument("--of", default="", metavar="NUMBER", help="only answers to this exercise")
    options = parser.parse_args(arguments)
    import torch._dynamo  # noqa: F401  takes seconds, and half imported by an answer that is stopped it is broken

    sources = {"the project's own tables": sorted(OWN.glob("answers_*.py")), "others": sorted(OWN.glob("others/*.py"))}
    if options.files:
        sources = {path.name: [path] for path in options.files}
    counts: dict[str, Counter[str]] = {}
    for source, paths in sources.items():
        for tried in (t for path in paths for t in read(path)):
            if not tried.number.startswith(options.of):
                continue
            verdict, seconds = judged(tried)
            kind = kind_of(verdict)
            if tried.is_right:
                kind = "right" if verdict.is_correct else "refused"
            counts.setdefault(source, Counter())[kind] += 1
            if options.show in (kind, "all") or (options.show == "slow" and seconds > 0.15):
                print(f"\n{tried.number} {tried.label}: {tried.truth}\n  [{verdict.mistake}, {1000 * seconds:.0f} ms]")
                print("  " + verdict.text.replace("\n", "\n  "))
    print(f"\n{table(counts)}")
    total = sum(counts.values(), Counter())
    print(f"\n{total['right']} right answers accepted, {total['refused']} refused.")
    return 1 if total["accepted"] or total["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
