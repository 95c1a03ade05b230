"""The script and the style of living atoms, for a widget and for a page. In: the files beside it. Out: text.

One file for each thing that is done; in a page, and in a widget, they are one module. Colours come from the palette.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from functools import cache
from pathlib import Path

from ..._support.palette import ATOMS, FORCE, ON_DARK, OTHER_ATOMS, PAGE, REMARK, RESIDUAL, readable_on

HERE = Path(__file__).parent
MODULES = ("potential", "svg", "scene", "bars", "hands", "alive")
# Where somebody has chosen a dark page: the book, JupyterLab; where nobody has chosen, what the system says.
DARK = ('html[data-theme="dark"]', 'body[data-jp-theme-light="false"]')
UNPACK = """
const bytes = Uint8Array.from(atob("PACKED"), (letter) => letter.charCodeAt(0));
const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
const script = new Blob([await new Response(unpacked).arrayBuffer()], { type: "text/javascript" });
globalThis.miniffAlive = await import(URL.createObjectURL(script));
"""
UNDECIDED = "html:not([data-theme]) body:not([data-jp-theme-light])"


@cache
def module() -> str:
    """Return the ES module: each file after those that it imports."""
    texts = [(HERE / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    return re.sub(r"^import .*\n", "", "".join(texts), flags=re.MULTILINE)


@cache
def style() -> str:
    """Return the style sheet, with the colours of light and of dark pages."""
    light, dark = (_variables(i) for i in range(2))
    chosen = ",".join(f"{where} .alive" for where in DARK)
    return (
        f".alive{{{light}}}{chosen}{{{dark}}}@media(prefers-color-scheme:dark){{{UNDECIDED} .alive{{{dark}}}}}\n"
        + re.sub(
            r"\s+", " ", re.sub(r"/\*.*?\*/", "", (HERE / "alive.css").read_text(encoding="utf-8"), flags=re.DOTALL)
        )
    )


@cache
def page_script() -> str:
    """Return the element that makes all living atoms of a page live, whether they stand before or behind it.

    The same module, packed; the browser unpacks it.
    """
    text = f"{module()}\nadorn({json.dumps(style())});\n"
    packed = base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
    return f'<script type="module">{UNPACK.replace("PACKED", packed)}</script>'


def colours(symbols: list[str]) -> dict[str, tuple[str, str]]:
    """Return, for each element, the colour of its atoms and that of the letters on them."""
    found, spare = {}, list(OTHER_ATOMS)
    for symbol in dict.fromkeys(symbols):
        fill = ATOMS.get(symbol) or spare.pop(0)
        spare = [colour for colour in spare if colour != fill] or list(OTHER_ATOMS)
        found[symbol] = (fill, readable_on(fill))
    return found


def _variables(scheme: int) -> str:
    named = {name: pair[scheme] for name, pair in PAGE.items()}
    drawn = {"force": FORCE, "bar": RESIDUAL, "warn": REMARK}
    named |= {name: (colour, ON_DARK[colour.lower()])[scheme] for name, colour in drawn.items()}
    return (
        "".join(f"--alive-{name}:{colour};" for name, colour in named.items())
        + f"color-scheme:{('light', 'dark')[scheme]}"
    )
