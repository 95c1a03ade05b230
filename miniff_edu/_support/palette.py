"""The colours of all figures, and what each stands for. In: nothing. Out: colours as text; no matplotlib is needed."""

# Okabe and Ito's palette, distinguishable with any colour vision. The yellow, invisible on paper, is left out; sky and
# orange are darker than theirs, so that each line has a contrast of 3 to white paper, and further from blue and
# vermillion than they would be if nothing but their lightness had changed.
COLOURS = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#4593FC",
    "orange": "#B88B4F",
    "black": "#000000",
    "grey": "#777777",  # dark enough to be seen as a thin line
}

# The same on dark pages: seen better, and further apart, than what turning lightness around makes of them.
ON_DARK = {
    COLOURS["blue"].lower(): "#0B83E0",
    COLOURS["vermillion"].lower(): "#D5620B",
    COLOURS["green"].lower(): "#09B26F",
    COLOURS["purple"].lower(): "#C45C9A",
    COLOURS["sky"].lower(): "#55C7F2",
    COLOURS["orange"].lower(): "#EDCE0C",
    COLOURS["black"].lower(): "#E8E8E8",
    COLOURS["grey"].lower(): "#9A9A9A",
}

# Roles: to change the colour of all prediction lines, change one line.
INK = COLOURS["black"]  # zeros, limits, diagonals
GRID = "#b0b0b0"  # as matplotlib has it
REFERENCE = COLOURS["black"]
PREDICTION = COLOURS["vermillion"]
RESIDUAL = COLOURS["blue"]
LOSS = COLOURS["vermillion"]
TRAIN, TEST = COLOURS["blue"], COLOURS["vermillion"]
PARTS = (TRAIN, TEST, COLOURS["green"], COLOURS["purple"])  # of the data, in the order of a report
WAYS = (COLOURS["blue"], COLOURS["green"], COLOURS["purple"], COLOURS["vermillion"])  # to train, as in a legend
CONDITION, ERROR = COLOURS["blue"], COLOURS["vermillion"]
HIDDEN = COLOURS["green"]  # what a last layer adds up
BEYOND = COLOURS["sky"]  # where no data are
PATH, LOWEST = COLOURS["vermillion"], COLOURS["blue"]  # in a landscape
BLACK_BOX = COLOURS["grey"]
PINNED = COLOURS["blue"]  # the fit that another one is compared with
STALE = COLOURS["vermillion"]  # what no longer belongs to the settings
REMARK = COLOURS["vermillion"]  # what somebody should read
PAGE = {  # of a page of its own, in light and in dark
    "ink": ("#1a1a1a", "#e8e8e8"),
    "paper": ("#ffffff", "#16181c"),
    "line": ("#8a8a8a", "#777777"),
    "soft": ("#f1f3f5", "#24272d"),
}
CORRECT, NOT_YET, NOT_ATTEMPTED = COLOURS["green"], COLOURS["vermillion"], COLOURS["grey"]

# Atoms, by element; the others take the next of the rest. Letters stand on them, and white ones are seen by their rim.
FORCE = COLOURS["green"]
ATOMS = {
    "H": PAGE["paper"][0],
    "C": COLOURS["grey"],
    "N": COLOURS["blue"],
    "O": COLOURS["vermillion"],
    "Si": COLOURS["orange"],
    "Ar": COLOURS["sky"],
}
OTHER_ATOMS = tuple(COLOURS[name] for name in ("purple", "orange", "sky", "blue", "grey"))


def readable_on(colour: str) -> str:
    """Return black or white, whichever has the higher contrast on a colour; one of them has 4.5 or more."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    light = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return COLOURS["black"] if (light + 0.05) ** 2 > 0.05 * 1.05 else PAGE["paper"][0]
