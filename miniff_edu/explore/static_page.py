"""The face that an explorer shows in a built page. In: values and frames. Out: HTML that needs nothing else.

Native controls with real labels, every frame an ``<img>``, and a few lines of script that show one of them and say one
sentence; the long description stands below, folded, for who asks. Nothing is loaded from anywhere, and the script is
the same for every explorer of a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..plotting.picture import Picture
from .sentences import sentences, value_words

NO_FLASH = 'decoding="sync"'  # of white between two pictures

# The frames stay in the page, decoded on first sight; the script only moves the `hidden` attribute.
_SCRIPT = """
(() => {
  const figure = document.currentScript.parentElement;
  const frames = [...figure.querySelectorAll("img")];
  const [says, description] = ["says", "description p"].map((name) => figure.querySelector(`.explorer-${name}`));
  const controls = [...figure.querySelectorAll("input, select")].map((element) => ({
    element, names: JSON.parse(element.dataset.names), words: JSON.parse(element.dataset.words),
    value: element.closest("p").querySelector("span"),
  }));
  let shown = frames[0];
  // A browser may remember how a box was ticked, and its attribute `autocomplete` is not for boxes.
  for (const {element} of controls) if (element.type === "checkbox") element.checked = element.defaultChecked;
  figure.addEventListener("input", ({target}) => {
    let index = 0;
    let changed = "";
    for (const {element, names, words, value} of controls) {
      const position = element.type === "checkbox" ? names.indexOf(element.checked ? "True" : "False") : +element.value;
      if (value) {
        element.setAttribute("aria-valuetext", names[position]);
        value.textContent = names[position];
      }
      if (element === target) changed = words[position];
      index = index * names.length + position;
    }
    shown.hidden = true;
    shown = frames[index];
    shown.hidden = false;
    says.textContent = changed + (shown.dataset.message && ": " + shown.dataset.message) + ".";
    description.textContent = shown.dataset.text;
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
    said = sentences(values, frames)
    images = "\n".join(
        frame.html(_attributes(frame, hidden=i > 0), alternative=said[i]) for i, frame in enumerate(frames)
    )
    return (
        '<figure class="explorer" style="margin:1em 0">\n'
        f'<div class="explorer-controls" hidden>\n{controls}\n</div>\n'
        f'<div class="explorer-frames">\n{images}\n</div>\n'
        f'<p class="explorer-says" role="status">{escape(said[0])}</p>\n'
        '<details class="explorer-description"><summary>What this picture shows</summary>'
        f"<p>{escape(frames[0].text)}</p></details>\n"
        f"<script>{_SCRIPT}</script>\n</figure>"
    )


def _attributes(frame: Picture, *, hidden: bool) -> str:
    words = f'data-message="{escape(frame.message)}" data-text="{escape(frame.text)}"'
    return f"{NO_FLASH} {words}{' hidden' if hidden else ''}"


def kind_of_control(values: Sequence[Any]) -> str:
    """Return which control an axis gets: "checkbox" for both bools, "menu" for text, else "slider"."""
    if len(values) == 2 and all(isinstance(value, bool) for value in values):
        return "checkbox"
    return "menu" if any(isinstance(value, (str, bool)) for value in values) else "slider"


def _control(name: str, values: Sequence[Any]) -> str:
    texts = [str(value) for value in values]
    words = json.dumps([value_words(name, value) for value in values])
    common = f'data-names="{escape(json.dumps(texts))}" data-words="{escape(words)}"'
    kind = kind_of_control(values)
    if kind == "checkbox":
        control = f'<input type="checkbox" {common}{" checked" if values[0] else ""}>'
    elif kind == "menu":
        options = "".join(f'<option value="{i}">{escape(text)}</option>' for i, text in enumerate(texts))
        control = f'<select autocomplete="off" {common}>{options}</select>'
    else:
        control = (
            f'<input type="range" min="0" max="{len(values) - 1}" value="0" step="1" '
            f'aria-valuetext="{escape(texts[0])}" autocomplete="off" {common}>'
        )
    # The slider itself tells its value: what stands beside it is for eyes only, or it would be heard twice.
    value = f' <span class="explorer-value" aria-hidden="true">{escape(texts[0])}</span>' if kind == "slider" else ""
    return f"<p><label>{escape(name.replace('_', ' '))} {control}</label>{value}</p>"
