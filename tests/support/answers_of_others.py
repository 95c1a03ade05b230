"""Wrong answers with their diagnoses, as `tests/exercises/others` collects them. In: answers. Out: a list of tuples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Answers(list[tuple[str, str, str, Any]]):
    """Tuples of number, label, diagnosis and answer."""

    def wrong(self, number: str, label: str, diagnosis: str) -> Callable[[Any], Any]:
        """Note the decorated function as a wrong answer."""

        def note(answer: Any) -> Any:
            self.value(number, label, diagnosis, answer)
            return answer

        return note

    def value(self, number: str, label: str, diagnosis: str, answer: Any) -> None:
        """Note a wrong answer that is no function."""
        self.append((number, label, diagnosis, answer))
