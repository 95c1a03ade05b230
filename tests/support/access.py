"""Tools of npm that tests of access ask. In: the file of a package. Out: its path; and the rules
that pages keep, and what makes a page quicker to examine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[2] / "tools" / "npm" / "node_modules"
AXE = "axe-core/axe.min.js"
# Of the thousands of words of code, one of each kind stays an element (the same classes all the way up, so the same
# style); the others become plain text. What looks at every element then takes less than half the time.
ONE_OF_EACH_KIND = """() => {
  const met = new Set();
  for (const word of document.querySelectorAll("pre span")) {
    let kind = "";
    for (let e = word; e && e.tagName !== "ARTICLE"; e = e.parentElement)
      kind += `${e.tagName} ${e.className} ${e.style.cssText}|`;
    if (met.has(kind)) word.replaceWith(...word.childNodes);
    met.add(kind);
  }
  document.querySelectorAll("pre").forEach((pre) => pre.normalize());
}"""
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def asked(tool: str) -> Path:
    """Return the path of a file of an npm package; skip where it is not installed, fail where CI should have it."""
    path = MODULES / tool
    if not path.exists() or (path.suffix == ".jar" and not shutil.which("java")):
        reason = f"{path.name} needs `npm ci --ignore-scripts` in tools/npm, and Java: see CONTRIBUTING"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
