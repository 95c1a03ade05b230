"""The lines of an ``input.nn``. In: its text. Out: keywords with their words, or an error that names the line."""

from __future__ import annotations

import re

from .names import SETTINGS

# Keywords by which the energies would be others, each with the words that change nothing, and what it stands for.
FOREIGN: dict[str, tuple[tuple[str, ...], str]] = {
    "element_hidden_layers_short": ((), "layers that differ by element, which n2p2's own reader takes only in part"),
    "element_nodes_short": ((), "layers that differ by element, which n2p2's own reader takes only in part"),
    "element_activation_short": ((), "layers that differ by element, which n2p2's own reader takes only in part"),
    "global_symfunction_short": ((), "functions for all elements at once; write a symfunction_short line for each"),
    "element_symfunction_short": ((), "functions for all neighbours at once; write a symfunction_short line for each"),
    "nnp_type": (("0", "2", "2G-HDNNP"), "a potential with charges"),
    "nnp_gen": (("2",), "a potential with charges"),
    "nn_type_short": (("1",), "a potential that is no sum of energies of atoms"),
    "electrostatic_type": (("0",), "a potential with charges"),
    "use_electrostatics": ((), "a potential with charges"),
    "use_vdw": ((), "a dispersion that is added to the networks"),
    "cutoff_alpha": (("0", "0.0"), "an inner cutoff that n2p2 does not read; write it behind cutoff_type"),
    "committee_mode": (("disabled",), "a committee; read its members one by one"),
}


class Settings:
    """Keywords and the words after them; ``#`` and ``!`` begin comments, and keywords that are not asked for stay away.

    Parameters
    ----------
    text : str
        What the file holds.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[str, list[tuple[int, list[str]]]] = {}
        for i, line in enumerate(text.splitlines(), 1):
            words = re.split("[#!]", line)[0].split()
            if words:
                self._lines.setdefault(words[0], []).append((i, words[1:]))
        for keyword, (harmless, meaning) in FOREIGN.items():
            for i, words in self.all(keyword):
                if " ".join(words) not in harmless:
                    raise ValueError(f"{SETTINGS}, line {i}: {keyword} stands for {meaning}. That cannot be read here.")

    def __contains__(self, keyword: str) -> bool:
        return keyword in self._lines

    def all(self, keyword: str) -> list[tuple[int, list[str]]]:
        """Return the number and the words of each line with this keyword."""
        return self._lines.get(keyword, [])

    def words(self, keyword: str) -> list[str]:
        """Return the words after a keyword that has to stand there once."""
        found = self.all(keyword)
        if len(found) != 1:
            lines = f", in lines {', '.join(str(i) for i, _ in found)}" if found else ""
            raise ValueError(f"{SETTINGS} has {keyword} {len(found)} times{lines}; expected one line with it.")
        return found[0][1]

    def value(self, keyword: str, default: float | None = None) -> float:
        """Return the number after a keyword, or the default where there is one and the keyword is missing."""
        if default is not None and keyword not in self:
            return default
        words = self.words(keyword)
        return as_float(words[0] if words else "", f"{SETTINGS}, line {self.all(keyword)[0][0]}: {keyword}")


def as_float(word: str, where: str) -> float:
    """Return a word as a number; raise a ``ValueError`` that says where it stands unless it is a finite one."""
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise ValueError(f"{where} has {word!r}; expected a finite number.")
    return value


def as_count(word: str, where: str) -> int:
    """Return a word as a whole number of at least 1; raise a ``ValueError`` that says where it stands otherwise."""
    if not word.isdecimal() or int(word) < 1:
        raise ValueError(f"{where} has {word!r}; expected a whole number of at least 1.")
    return int(word)
