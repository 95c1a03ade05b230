"""The face that an explorer shows in a built page. In: values and frames. Out: HTML that needs nothing else.

Native controls with real labels, every frame an ``<img>`` with its own text alternative, and a few lines of script
that show one of them. Nothing is loaded from anywhere, and the script is the same for every explorer of a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..plotting.picture import Picture

# The frames stay in the page, decoded on first sight; the script only moves the `hidden` attribute.
_SCRIPT = """
(() => {
  const figure = document.currentScript.parentElement;
  const frames = [...figure.querySelectorAll("img")];
  const controls = [...figure.querySelectorAll("input, select")].map((element) => ({
    element, names: JSON.parse(element.dataset.names), output: element.closest("p").querySelector("output"),
  }));
  let shown = frames[0];
  figure.addEventListener("input", () => {
    let index = 0;
    for (const {element, names, output} of controls) {
      const position = element.type === "checkbox" ? names.indexOf(element.checked ? "True" : "False") : +element.value;
      if (output) {
        element.setAttribute("aria-valuetext", names[position]);
        output.value = names[position];
      }
      index = index * names.length + position;
    }
    shown.hidden = true;
    shown = frames[index];
    shown.hidden = false;
  });
  figure.firstElementChild.hidden = false;
})();
"""


def explorer_html(values: Mapping[str, Sequence[Any]], frames: Sequence[Picture]) -> str:
    """Return the HTML of an explorer.

    Parameters
    ----------
    values : mapping of str to sequence
        The values of each axis.
    frames : sequence of Picture
        One picture per state, the last axis varying fastest.

    Returns
    -------
    str
        A ``<figure>`` whose controls appear only where the script runs; without it the first frame stands alone.
    """
    controls = "\n".join(_control(name, v) for name, v in values.items())
    images = "\n".join(
        frame.html('decoding="sync"' if i == 0 else 'decoding="sync" hidden') for i, frame in enumerate(frames)
    )
    return (
        '<figure class="explorer" style="margin:1em 0">\n'
        f'<div class="explorer-controls" hidden>\n{controls}\n</div>\n'
        f'<div class="explorer-frames" aria-live="polite">\n{images}\n</div>\n'
        f"<script>{_SCRIPT}</script>\n</figure>"
    )


def kind_of_control(values: Sequence[Any]) -> str:
    """Return which control an axis gets: "checkbox" for both bools, "menu" for text, else "slider"."""
    if len(values) == 2 and all(isinstance(value, bool) for value in values):
        return "checkbox"
    return "menu" if any(isinstance(value, (str, bool)) for value in values) else "slider"


def _control(name: str, values: Sequence[Any]) -> str:
    texts = [str(value) for value in values]
    common = f'autocomplete="off" data-names="{escape(json.dumps(texts))}"'
    kind = kind_of_control(values)
    if kind == "checkbox":
        control = f'<input type="checkbox" {common}{" checked" if values[0] else ""}>'
    elif kind == "menu":
        options = "".join(f'<option value="{i}">{escape(text)}</option>' for i, text in enumerate(texts))
        control = f"<select {common}>{options}</select>"
    else:
        control = (
            f'<input type="range" min="0" max="{len(values) - 1}" value="0" step="1" '
            f'aria-valuetext="{escape(texts[0])}" {common}>'
        )
    output = f" <output>{escape(texts[0])}</output>" if kind == "slider" else ""
    return f"<p><label>{escape(name.replace('_', ' '))} {control}</label>{output}</p>"
