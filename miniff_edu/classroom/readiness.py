"""Who can begin. In: what `miniff-edu check --json` has printed on each computer. Out: who is not ready, and why.

Where a package is missing, half a dozen checks fail: only what stands first, the cause, is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from .check.remedy import FAILURE, Diagnosis, causes
from .returned import printable

COLUMNS = ["student", "ready", "check", "found", "command"]
MAX_CHECKS = 100  # of one file; an honest one has some thirty
MOST_SHOWN = 10


def readiness(files: Mapping[str, list[tuple[str, dict[str, Any]]]], trouble: list[str]) -> pd.DataFrame:
    """Return a row for each cause of a failure, and one for each computer that is ready.

    Parameters
    ----------
    files : mapping
        For each student, where the files lie and what they hold. Of several, the last one counts.
    trouble : list of str
        Gets a line for each file that was not used, or that says nothing.

    Returns
    -------
    DataFrame
        With the columns ``student, ready, check, found, command``.
    """
    rows = []
    for student, found in sorted(files.items()):
        where, content = max(found, key=lambda file: str(file[1].get("when", "")))
        trouble += [f"{other}: a second check of {student}; {where} counts" for other, _ in found if other != where]
        findings = [_finding(entry) for entry in content["checks"][:MAX_CHECKS] if isinstance(entry, dict)]
        failed = causes(findings)
        if not failed and (content.get("ok") is not True or not findings):
            trouble.append(f"{where}: does not say that this computer is ready; check it again")
            failed = [Diagnosis(FAILURE, "says neither that it is ready nor what failed", name="the file itself")]
        rows += [(student, False, f.name, f.found, f.command) for f in failed]
        rows += [] if failed else [(student, True, "", "", "")]
    return pd.DataFrame(rows, columns=COLUMNS)


def ready_report(table: pd.DataFrame) -> list[str]:
    """Return who is not ready and the most frequent causes, in lines."""
    not_ready = table[~table.ready.astype(bool)]
    n_all, n_failed = table.student.nunique(), not_ready.student.nunique()
    lines = [f"{n_all} computers checked: {n_all - n_failed} ready, {n_failed} not ready"]
    if not n_failed:
        return lines
    lines += ["", "Not ready"]
    for student, rows in not_ready.groupby("student"):
        first = rows.iloc[0]
        more = f" (and {len(rows) - 1} more)" if len(rows) > 1 else ""
        lines.append(f"  {student}: {first.check}: {first.found}{more}")
        lines += [f"    To mend it: {first.command}"] if first.command else []
    counts = not_ready.groupby("check", sort=False).student.nunique().sort_values(ascending=False, kind="stable")
    lines += ["", "The most frequent causes"]
    for check, count in counts.head(MOST_SHOWN).items():
        example = not_ready[not_ready.check == check].iloc[0]
        lines.append(f"  {count} x {check}: {example.found}")
    return lines


def _finding(entry: Mapping[str, Any]) -> Diagnosis:
    """Return one finding of a file that nobody has to trust."""
    status, found, command, name = (printable(str(entry.get(key, "")), 300) for key in Diagnosis.__annotations__)
    return Diagnosis(status, found, command, name)
