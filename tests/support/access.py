"""What tests of access ask of a page: axe-core, the sight of the focus, and what scrolls. In: a page as it is now.
Out: what is wrong with it. And where the tools of npm lie.

Rules of colour look at one element of each kind, all others at every element.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

MODULES = Path(__file__).parents[2] / "tools" / "npm" / "node_modules"
AXE = "axe-core/axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What may differ in the dark; all other rules ask for elements and sizes, which are the same.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]

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

# Empties all that shows no kind of element that is not known yet, and hides it in its place: the styles of what stays
# do not change. Of one kind are those that have the same classes, look the same now, and stand in elements of one kind:
# they look the same in the other scheme, too, since no style of the book asks for more.
EMPTY_WHAT_IS_KNOWN = """(known) => {
  const kinds = new Map(JSON.parse(known)), of = new Map(), fresh = new Set();
  const all = [document.body, ...document.body.querySelectorAll("*")];
  for (const e of all) {
    const s = getComputedStyle(e);
    const says = [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const kind = [of.get(e.parentElement), e.tagName, e.getAttribute("class"), e.getAttribute("style"), says,
      e.getAttribute("tabindex"), e.hasAttribute("href"), e.matches(":disabled, [aria-disabled]"), s.color,
      s.backgroundColor, s.backgroundImage, s.opacity, s.fontSize, s.fontWeight, s.textShadow, s.textDecorationLine,
      s.display, s.visibility, s.position].join("|");
    if (!kinds.has(kind)) {
      kinds.set(kind, kinds.size);
      for (let p = e; p && !fresh.has(p); p = p.parentElement) fresh.add(p);
    }
    of.set(e, kinds.get(kind));
  }
  for (const e of all) if (!fresh.has(e) && e !== document.body && e.isConnected) {
    e.replaceChildren();
    e.style.setProperty("display", "none", "important");
  }
  return JSON.stringify([...kinds]);
}"""

RUN_AXE = """async ([options, where]) => {
  const found = await axe.run(where || document,
    { ...options, resultTypes: ["violations"], elementRef: false, preload: false });
  return found.violations.map((v) => [v.id, v.nodes.length, v.nodes[0].target.join(" "), v.nodes[0].failureSummary]);
}"""

# All that the key Tab stops at, in order. Beside what HTML makes a stop, Chromium stops at boxes that scroll.
STOPS = """window.stops = () => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex], iframe, audio, video")]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true }))"""

# What is wrong with the sight of an element that has the focus, or nothing.
SIGHT = """window.sight = (e) => {
  const channel = (v) => v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = (rgb) => 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
  const numbers = (colour) => colour.match(/[0-9.]+/g).map(Number);
  const paper = (element) => {
    for (let p = element; p; p = p.parentElement) {
      const rgba = numbers(getComputedStyle(p).backgroundColor);
      if (rgba.length < 4 || rgba[3] > 0.5) return rgba;
    }
    return [255, 255, 255];
  };
  const style = getComputedStyle(e);
  if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "no outline";
  const inside = parseFloat(style.outlineOffset) < 0;
  const [a, b] = [light(numbers(style.outlineColor)), light(paper(inside ? e : e.parentElement))];
  if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3) return "a pale outline";
  for (let p = e; p; p = p.parentElement) if (getComputedStyle(p).opacity < 0.5) return "transparent";
  const box = e.getClientRects()[0];
  if (!box || box.width < 2 || box.height < 2) return "nothing to see";
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  if (left >= right || top >= bottom) return "outside of the window";
  const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  if (above && !e.contains(above) && !above.contains(e)) return "below " + above.className;
  return "";
}"""

UNSEEN = """() => stops().map((e) => { e.focus(); return [sight(e), e.outerHTML.slice(0, 90)]; })
  .filter(([trouble]) => trouble)"""

# On a narrow page: how wide it is, what stands beyond its edge, and the boxes that scroll by themselves.
SIDEWAYS = """() => [
  document.documentElement.scrollWidth,
  [...document.querySelectorAll("article *, footer *")].filter((e) => {
    if (!e.checkVisibility() || e.closest(".said, svg, math")) return false;
    for (let p = e.parentElement; p; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== "visible") return false;
    return e.getBoundingClientRect().right > innerWidth + 1;
  }).map((e) => e.outerHTML.slice(0, 90)),
  [...document.querySelectorAll("article *")].filter((e) =>
    e.checkVisibility() && ["auto", "scroll"].includes(getComputedStyle(e).overflowX) &&
    e.scrollWidth > e.clientWidth).map((e) => [e.tabIndex, e.role, e.ariaLabel, e.outerHTML.slice(0, 90)])]"""


def found(tool: str) -> Path | None:
    """Return the path of a file of an npm package, or None where it is not installed."""
    path = MODULES / tool
    return path if path.exists() and (path.suffix != ".jar" or shutil.which("java")) else None


def asked(tool: str) -> Path:
    """Return the path of a file of an npm package; skip where it is not installed, fail where CI should have it."""
    path = found(tool)
    if path is None:
        reason = f"{Path(tool).name} needs `npm ci --ignore-scripts` in tools/npm, and Java: see CONTRIBUTING"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


def look(page: Page, width: int, scheme: str = "light") -> None:
    """Show a page in another width and other colours."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.wait_for_function(f"document.documentElement.dataset.theme === '{scheme}' && innerWidth === {width}")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")  # what follows a resize


def unfold(page: Page) -> None:
    """Open all folds, and make the page ready for ``unseen``."""
    page.evaluate(f"{STOPS}; {SIGHT}; document.querySelectorAll('details').forEach((d) => {{ d.open = true }})")
    page.evaluate(ONE_OF_EACH_KIND)


def empty_what_is_known(page: Page, known: str = "[]") -> str:
    """Leave on a page what is of a kind not known yet; return what is known now, as JSON."""
    return page.evaluate(EMPTY_WHAT_IS_KNOWN, known)


def complaints(page: Page, where: str | None = None, *, colour: bool = True, others: bool = True) -> list[Any]:
    """Return what axe-core finds wrong on a page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(asked(AXE).read_text(encoding="utf-8"))
        page.evaluate("axe.configure({ noHtml: true })")  # whole pages as text, pictures included, for nobody
    only = {"type": "tag", "values": STANDARDS} if others else {"type": "rule", "values": RULES_OF_COLOUR}
    rules = {} if colour else {rule: {"enabled": False} for rule in RULES_OF_COLOUR}
    return page.evaluate(RUN_AXE, [{"runOnly": only, "rules": rules}, where])


def unseen(page: Page) -> list[Any]:
    """Return the stops of the key Tab where the focus is not seen, and why."""
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    page.keyboard.press("Tab")  # from now on the browser shows where the focus is
    return page.evaluate(UNSEEN)
