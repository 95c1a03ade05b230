"""What the built pages leave out: files that they do not use, and files that nothing links to.

In: the theme's pages and its folder `_static`. Out: the same without an icon font and its script (icons.css draws the
few icons), search tools outside the search page, and styles and scripts of things that a page does not hold.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

# What a page must hold for a style or a script, by a part of its name or text. Nothing holds what thebe is for.
NEEDS = {
    "thebe": r"(?!)",
    "togglebutton": r'class="[^"]*\b(toggle|admonition dropdown)\b',
    "toggleHint": r'class="[^"]*\b(toggle|admonition dropdown)\b',
    "toggleOpen": r'class="[^"]*\b(toggle|admonition dropdown)\b',
    "sphinx-design": r'class="sd-',
    "design-tabs": r'class="sd-tab',
    "mystnb": r'class="[^"]*\bcell',
    "clipboard": r"<pre",
    "copybutton": r"<pre",
    "math.css": r"<math",
    "print.js": r"<details",
    "front.css": r'class="doors',
}
# Written by the theme's templates into every page.
ICON_SCRIPT = re.compile(r"\s*<!-- So that users can add custom icons -->\s*<script [^>]*fontawesome[^>]*></script>")
SEARCH_SCRIPTS = re.compile(r'\s*<script src="[^"]*(searchtools|language_data|searchindex)\.js"></script>')
# sphinx-thebe's settings for a server in a cloud, and the name of a kernel there.
THEBE = re.compile(r'<script type="text/x-thebe-config">.*?</script>\s*<script>kernelName = [^<]*</script>', re.DOTALL)
ICON_RULES = re.compile(r'(?:\.fa-[\w-]+:before,?)+{content:"[^"]*"}|@font-face{[^}]*fontawesome[^}]*}')
NEVER = (".map", "macros.html")
TEXTS = (".css", ".js", ".html")


def drop_unused(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Drop styles and scripts that this page has no use for, and what is listed twice."""
    if "body" in context:
        context["body"] = THEBE.sub("", context["body"])
    body = context.get("body", "")
    for kind in ("css_files", "script_files"):
        # By name where they have one: Jupyter Book adds what lies in `_static` to what the settings name.
        files = {str(getattr(file, "filename", None) or file): file for file in reversed(context.get(kind, []))}
        context[kind] = [file for name, file in reversed(files.items()) if _is_used(name, body)]


def _is_used(name: str, body: str) -> bool:
    return all(re.search(pattern, body) for word, pattern in NEEDS.items() if word in name)


def slim(app: Sphinx, error: Exception | None) -> None:
    """Take out of the pages what templates wrote, then delete from `_static` what nothing mentions any more."""
    if error is not None or app.builder.name not in ("html", "dirhtml"):
        return
    root = Path(app.outdir)
    pages = [path for path in root.rglob("*.html") if "_static" not in path.relative_to(root).parts]
    for path in pages:
        text = ICON_SCRIPT.sub("", path.read_text(encoding="utf-8"))
        if path.name != "search.html":
            text = SEARCH_SCRIPTS.sub("", text)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in (root / "_static").rglob("*.css"):
        path.write_text(ICON_RULES.sub("", path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    kept = _mentioned(pages, [path for path in (root / "_static").rglob("*") if path.is_file()])
    for path in sorted((root / "_static").rglob("*"), reverse=True):
        if path.is_file() and path not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _mentioned(pages: list[Path], files: list[Path]) -> set[Path]:
    """Return the files whose names stand in a page, or in a style or script that is itself mentioned."""
    found: set[Path] = set()
    new = set(pages)
    while new:
        texts = [path.read_text(encoding="utf-8") for path in new if path.suffix in TEXTS]
        new = {f for f in files if not f.name.endswith(NEVER) and any(f.name in text for text in texts)} - found
        found |= new
    return found | {path for path in files if path.with_name(path.name.removesuffix(".LICENSE.txt")) in found}


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the above to Sphinx."""
    app.connect("html-page-context", drop_unused, priority=950)
    app.connect("build-finished", slim, priority=700)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
