"""A library without solutions. In: the source of a chapter's exercises. Out: the same without solutions and insights.

References and wrong answers stay, since the checks run them. A wrong answer is often written as the right one but for a
detail; here each stands by itself, so that the right one need not be there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from ..exercises.engine.exercise import Exercise

NAMES = ("solution", "insight")
Place = tuple[int, int]  # first and last byte, as Python counts columns


def exercises_in(source: str, name: str) -> tuple[Exercise, ...]:
    """Run the source of a chapter's exercises, as this library would, and return them.

    Parameters
    ----------
    source : str
    name : str
        Its module, with dots, such as ``miniff_edu.exercises.chapters.chapter_01``.
    """
    module: dict[str, Any] = {"__name__": name, "__package__": name.rpartition(".")[0]}
    exec(compile(source, name, "exec"), module)
    found: tuple[Exercise, ...] = tuple(module.get("EXERCISES", ()))
    return found


@lru_cache(maxsize=32)  # whoever makes several handouts makes them of the same chapters
def without_solutions(source: str, name: str) -> str:
    """Return the source of a chapter's exercises without solutions and insights.

    Parameters
    ----------
    source : str
    name : str
        Its module, with dots.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If a solution would still be in it.
    """
    exercises = {exercise.number: exercise for exercise in exercises_in(source, name)}
    changes: dict[Place, str] = {}
    where = _Places(source)
    for call in _calls(source, "Exercise"):
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        number = given.get("number")
        exercise = exercises.get(str(number.value)) if isinstance(number, ast.Constant) else None
        if exercise is None:
            raise ValueError(f"{name}: line {call.lineno}: an exercise without number=, which says what it is.")
        changes |= {where.of(given[word]): '""' for word in NAMES if word in given}
        if "mistakes" in given:
            changes[where.of(given["mistakes"])] = f"({' '.join(f'{mistake!r},' for mistake in exercise.mistakes)})"
    text = _without_unused(where.changed(changes), _used(source))
    _check(text, list(exercises.values()), name)
    return text


@lru_cache(maxsize=3)  # of one chapter: as it came, changed, and without what nothing refers to
def _nodes(source: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(source)))


def _calls(source: str, name: str) -> Iterator[ast.Call]:
    for node in _nodes(source):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _used(source: str) -> set[str]:
    return {n.id for n in _nodes(source) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _without_unused(source: str, before: set[str]) -> str:
    """Leave out the texts that nothing refers to any more: solutions from which wrong answers were made."""
    while True:
        gone, where = before - _used(source), _Places(source)
        unused = {
            where.of(node): ""
            for node in ast.parse(source).body
            if isinstance(node, ast.Assign) and all(isinstance(t, ast.Name) and t.id in gone for t in node.targets)
        }
        if not unused:
            return source
        source = where.changed(unused)


def _check(source: str, exercises: Sequence[Exercise], name: str) -> None:
    """Raise a ``ValueError`` where a solution or an insight is still to be read."""
    wrong = {mistake.code for exercise in exercises for mistake in exercise.mistakes}
    texts = [text for text in _texts(source) if text not in wrong]
    for exercise in exercises:
        lines = exercise.solution.strip().splitlines()
        while lines and (lines[-1].startswith("#") or not lines[-1].strip()):
            lines.pop()  # what is said about a solution is none
        for what, secret in zip(NAMES, ("\n".join(lines), exercise.insight), strict=True):
            if secret and any(secret in text for text in texts):
                raise ValueError(
                    f"{name}: the {what} of {exercise.number} stands in another place too; expected it in "
                    f"{what}= only, or in wrong answers. Nothing is handed out."
                )
    kept = {exercise.number: exercise.mistakes for exercise in exercises_in(source, name)}
    if kept != {exercise.number: exercise.mistakes for exercise in exercises}:
        raise ValueError(f"{name}: wrong answers would be others without the solutions; expected plain texts in them.")


def _texts(source: str) -> Iterator[str]:
    return (n.value for n in _nodes(source) if isinstance(n, ast.Constant) and isinstance(n.value, str))


class _Places:
    """Where the parts of a source stand."""

    def __init__(self, source: str) -> None:
        self.raw = source.encode()
        self.starts = [0]
        for line in self.raw.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def of(self, node: ast.expr | ast.stmt) -> Place:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def changed(self, changes: dict[Place, str]) -> str:
        """Return the source with other texts in some places."""
        raw = self.raw
        for (start, end), text in sorted(changes.items(), reverse=True):
            raw = raw[:start] + text.encode() + raw[end:]
        return raw.decode()
