"""The laboratory as it stands in JupyterLab. In: a laboratory. Out: controls that call it, and places for its answers.

Nothing here decides anything: controls pass on what was set or pressed, and `show` puts up what it is given.
"""

from __future__ import annotations

from html import escape
from typing import Any, Protocol

import ipywidgets

from .._support import palette
from ..plotting.picture import Picture
from ..toy.settings import CONTROLS, Menu, Span

WIDTH = "880px"
WAIT_SECONDS = 0.05
# Vermillion stands out from white and from black alike; dashes, and the words above, are for those who cannot see it.
FRESH, STALE = "3px solid transparent", f"3px dashed {palette.STALE}"
# No icons: an icon is a letter of a font, and a screen reader would read it out as part of the name.
BUTTONS = {
    "fit": ("Fit", "primary", "Fit a network with these settings"),
    "stop": ("Stop", "", "End the fit that is going on and keep what it has reached"),
    "pin": ("Pin", "", "Keep this result in the picture, to compare the next one with it"),
    "unpin": ("Unpin", "", "Take the pinned result out of the picture"),
}


class Owner(Protocol):
    """What the widgets need to know of the laboratory that they belong to."""

    automatic: bool

    @property
    def settings(self) -> dict[str, Any]:
        """The settings, by their names."""

    def change(self, **settings: Any) -> None:
        """Change settings."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end of a fit."""


class Face:
    """The widgets of a laboratory.

    Attributes
    ----------
    controls : dict of str to ipywidgets.Widget
        The control of each setting.
    buttons : dict of str to ipywidgets.Button
        "fit", "stop", "pin", "unpin": each calls the method of that name.
    automatic : ipywidgets.Checkbox
        Whether to fit at every change.
    status, picture : ipywidgets.HTML
        The answers.
    whole : ipywidgets.VBox
        All of it.
    """

    def __init__(self, laboratory: Owner) -> None:
        settings = laboratory.settings
        self.controls = {name: _control(known, settings[name]) for name, known in CONTROLS.items()}
        for name, control in self.controls.items():
            control.observe(lambda change, name=name: self._move(laboratory, name, change["new"]), names="value")
        self.buttons: dict[str, Any] = {}
        for name, (text, kind, tooltip) in BUTTONS.items():
            button = ipywidgets.Button(description=text, button_style=kind, tooltip=tooltip, layout={"width": "96px"})
            button.on_click(lambda _, name=name: self._press(laboratory, name))
            self.buttons[name] = button
        self.automatic = ipywidgets.Checkbox(
            value=laboratory.automatic, description="fit at every change", indent=False, layout={"width": "180px"}
        )
        self.automatic.observe(lambda change: setattr(laboratory, "automatic", change["new"]), names="value")
        self.status, self.picture = ipywidgets.HTML(), ipywidgets.HTML()
        self.surround = ipywidgets.Box([self.picture], layout={"border": FRESH, "width": "fit-content"})
        self.surround.add_class("laboratory-picture")
        columns = list(self.controls.values())
        self.whole = ipywidgets.VBox(
            [
                ipywidgets.HBox(
                    [
                        ipywidgets.VBox(columns[i : i + 3], layout={"flex": "1 1 250px", "overflow": "hidden"})
                        for i in range(0, len(columns), 3)
                    ],
                    layout={"flex_flow": "row wrap"},
                ),
                ipywidgets.HBox([*self.buttons.values(), self.automatic], layout={"flex_flow": "row wrap"}),
                self.status,
                self.surround,
            ],
            layout={"max_width": WIDTH},
        )

    @staticmethod
    def _press(laboratory: Owner, name: str) -> None:
        """Do what a button says, and wait for a moment in case it is done by then.

        A handler that returns makes the kernel say so to the browser. Jupyter's server lets the system hold back what
        follows such a short message until the browser has confirmed it, for 40 ms (Nagle's algorithm): so a picture
        that is ready soon had better go first.
        """
        getattr(laboratory, name)()
        laboratory.wait(WAIT_SECONDS)

    @staticmethod
    def _move(laboratory: Owner, name: str, value: Any) -> None:
        laboratory.change(**{name: value})
        if laboratory.automatic:
            laboratory.wait(WAIT_SECONDS)

    def show_settings(self, settings: dict[str, Any], automatic: bool) -> None:
        """Move the controls to where the settings are."""
        for name, value in settings.items():
            self.controls[name].value = value
        self.automatic.value = automatic

    def show(self, status: str, is_stale: bool, picture: Picture | None = None) -> None:
        """Put up the status, the cue that the picture is out of date, and a new picture if there is one."""
        if picture is not None:
            # decoding="sync": no white flash between two pictures; line-height: no gap below them
            html = picture.html('decoding="sync"')
            self.picture.value = f'<div style="line-height:0">{html}</div>'
        self.surround.layout.border = STALE if is_stale else FRESH
        head, _, rest = status.partition(":")
        self.status.value = (
            '<div role="status" aria-live="polite" style="line-height:1.4;min-height:2.8em">'
            f"<strong>{escape(head)}</strong>{':' if rest else ''}{escape(rest)}</div>"
        )


def _control(known: Menu | Span, value: Any) -> ipywidgets.Widget:
    """Return a menu or a number field. Sliders would be nicer to the eye, but ipywidgets' own have no name at all."""
    options: dict[str, Any] = {
        "description": known.label,
        "value": value,
        "style": {"description_width": "84px"},
        "layout": {"width": "auto"},
    }
    if isinstance(known, Menu):
        names = [(label, choice) for choice, label in known.choices.items()]
        return ipywidgets.Dropdown(options=names, tooltip=f"{known.label}, one of several", **options)
    kind = ipywidgets.BoundedIntText if isinstance(known.low, int) else ipywidgets.BoundedFloatText
    tooltip = f"{known.label}, {known.low} to {known.high}"
    return kind(min=known.low, max=known.high, step=known.step, tooltip=tooltip, **options)
