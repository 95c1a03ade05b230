"""What is seen. In: arrays. Out: figures in the style of the book, and pictures with words.

What a function that draws returns, here and everywhere: one that draws a single panel takes ``ax``, a new one by
default, and returns it; one that draws several panels returns their Figure; what ends a cell by itself, such as a
record of progress, returns a Picture, which carries its words and is no open figure.
"""

from .curves import plot_descriptors, plot_fit, plot_loss, plot_parity
from .picture import Picture, set_description, show
from .style import legend_above, new_axes, panels, set_log, styled

__all__ = [
    "Picture",
    "legend_above",
    "new_axes",
    "panels",
    "plot_descriptors",
    "plot_fit",
    "plot_loss",
    "plot_parity",
    "set_description",
    "set_log",
    "show",
    "styled",
]
