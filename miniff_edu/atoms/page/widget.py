"""Living atoms in a live notebook: an anywidget. In: the JSON of view.py. Out: a widget that tells where atoms are."""

from __future__ import annotations

import anywidget
import traitlets

from .script import module, style


class AtomsWidget(anywidget.AnyWidget):
    """The same module as in a page; `positions` [3 n, A] follow the reader, and the reader's atoms follow them."""

    _esm = module()
    _css = style()
    data = traitlets.Dict().tag(sync=True)
    positions = traitlets.List(traitlets.Float()).tag(sync=True)
