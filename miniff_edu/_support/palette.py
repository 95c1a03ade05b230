"""The colours of all figures, and what each stands for. In: nothing. Out: colours as text; no matplotlib is needed."""

# Okabe and Ito's palette, distinguishable with any colour vision; the yellow, invisible on paper, is left out.
COLOURS = {
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "orange": "#E69F00",
    "black": "#000000",
}

# Roles: to change the colour of all prediction lines, change one line.
REFERENCE = COLOURS["black"]
PREDICTION = COLOURS["vermillion"]
RESIDUAL = COLOURS["blue"]
