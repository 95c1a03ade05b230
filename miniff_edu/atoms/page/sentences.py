"""What is said of living atoms where nothing moves. In: atoms, a prediction. Out: sentences with rounded numbers.

They are compared when notebooks are tested, so they have as many digits as every machine agrees on.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..potential import NeuralPotential

ROUNDING = 1e-9  # shares of the range that was learned from: less is no step outside, here and in alive.js
INSIDE = "inside of what it has learned"


def present(atoms: Any, n_frames: int) -> str:
    """Return what there is: "H2O, 3 atoms (O 1, H 2, H 3)"."""
    n, formula = len(atoms), atoms.get_chemical_formula()
    counted = f"{n} atom{'s' if n != 1 else ''}"
    listed = f" ({', '.join(f'{symbol} {i}' for i, symbol in enumerate(atoms.symbols, 1))})" if n <= 20 else ""
    cell = ", with the cell" if atoms.cell.rank else ""
    frames = f", {n_frames} frames" if n_frames else ""
    return f"{formula}, {counted}{listed}{cell}{frames}"


def predicted(model: Any, atoms: Any) -> str:
    """Return what a model says of them: energy, largest force, and whether it knows what it says."""
    if not isinstance(model, NeuralPotential):
        return f"{len(model)} symmetry functions, drawn as bars" if model is not None else ""
    found = model.predict(atoms)
    sizes = np.linalg.norm(found.forces, axis=1)
    i = int(np.argmax(np.round(sizes, 1)))
    outside = found.extrapolation > ROUNDING
    names = ", ".join(f"{atoms.symbols[j]} {j + 1}" for j in np.flatnonzero(outside))
    known = f"outside of it: {names}" if outside.any() else INSIDE
    return f"energy {found.energy:.2f} eV, largest force {sizes[i]:.1f} eV/A on {atoms.symbols[i]} {i + 1}, {known}"


def what_to_do(has_model: bool, has_energy: bool, has_frames: bool) -> str:
    """Return what a reader can do in the page."""
    if not has_model:
        frames = "Play, or move the slider. " if has_frames else ""
        return f"{frames}Drag the picture, or use the arrow keys, to turn it."
    arrows = " Arrows are forces, 1 Å long for 5 eV/Å." if has_energy else ""
    return (
        "Drag an atom, or choose it with Tab and move it with the arrow keys, Page Up and Page Down: towards you and "
        f"away. Drag beside the atoms to turn the view.{arrows}"
    )
