"""A potential from a file, on the command line. In: parsed options. Out: a potential, a page, lines of text."""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ..atoms.reading import Structures

Say = Callable[[str], None]


def run(options: argparse.Namespace, say: Say) -> int:
    """Train as the options say; return the exit code.

    Parameters
    ----------
    options : argparse.Namespace
        Of ``miniff-edu train``.
    say : callable
        Prints a line.
    """
    out = options.out or options.structures.with_suffix(".potential")
    page = options.page or out.with_suffix(".html")
    if wrong := _wrong(options, out, page):
        say(wrong)
        return 2
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, *rest, **more: say(f"Note: {message}")  # without a line of our code
        try:
            return _run(options, out, page, say)
        except (OSError, ValueError, TypeError) as error:
            say(str(error))
            return 1


def _wrong(options: argparse.Namespace, out: Path, page: Path) -> str:
    """Return what is wrong with the options, before hours are spent on them; empty if nothing is."""
    if not 0 <= options.validation < 1:
        return f"--validation is {options.validation:g}; expected a share from 0 to below 1, such as 0.15."
    if not options.cutoff > 0:
        return f"--cutoff is {options.cutoff:g}; expected a distance above 0, in A, such as 5."
    for name, least in (("committee", 1), ("seed", 0), ("max_seconds", 0)):
        value = getattr(options, name)
        if value is not None and not value >= least:
            return f"--{name.replace('_', '-')} is {value:g}; expected at least {least}."
    if any(n < 1 for n in options.hidden or ()):
        return f"--hidden is {' '.join(map(str, options.hidden))}; expected whole numbers of at least 1, such as 15 15."
    for name, path in (("--out", out), ("--page", page)):
        if path.is_dir() or not path.parent.is_dir():
            what = "a folder" if path.is_dir() else f"in a folder that is not there, {path.parent}"
            return f"{name} is {path}, {what}; expected a file to write. Make the folder first, or name another file."
    if options.structures.resolve() in (out.resolve(), page.resolve()) or out.resolve() == page.resolve():
        return f"The structures, --out and --page are {options.structures}, {out} and {page}; expected different files."
    return ""


def _run(options: argparse.Namespace, out: Path, page: Path, say: Say) -> int:
    from ..atoms import behler_recipe, train
    from ..atoms.judging import evaluate
    from ..atoms.report_page import write_page
    from ..atoms.training.choices import split

    keys = {"energy_key": options.energy_key, "forces_key": options.forces_key}
    structures = _read(options.structures, keys, say)
    test = None if options.test is None else _read(options.test, keys, say)
    # Drawn here, as `train` would draw it, since the recipe must not see what judges.
    parts = split(len(structures), options.validation, options.seed)
    training, validation = ([structures[i] for i in part] for part in parts)
    say(f"training with {len(training)} structures, validation with {len(validation)}, drawn by seed {options.seed}")
    sf = behler_recipe(training, options.cutoff)
    say(f"{sf!r}: what an atom sees up to {options.cutoff:g} A (--cutoff); {len(sf.dropped)} idle functions left out")
    potential = train(
        training,
        sf,
        hidden=None if options.hidden is None else tuple(options.hidden),
        validation=validation or None,
        seed=options.seed,
        committee=options.committee,
        max_seconds=options.max_seconds,
    )
    potential.save(out)
    say(f"written to {out}; in Python: miniff_edu.atoms.load({str(out)!r}).calculator()")
    evaluation = None
    if judges := test or validation:
        evaluation = evaluate(potential, judges, part="validation" if test is None else "test")
        say(repr(evaluation))
    if test is None:
        say("Nothing was kept apart to judge it by: the validation part has said when to stop. Give --test FILE.")
    write_page(page, potential, evaluation)
    say(f"page: {page}")
    return 0


def _read(path: Path, keys: dict[str, str | None], say: Say) -> Structures:
    """Read structures and print their report; raise where they have no energies to learn."""
    from ..atoms.labels import labels_of
    from ..atoms.reading import likely_keys, read_structures

    structures = read_structures(path, **keys)
    say(structures.report)
    labels = labels_of(structures)
    options = [f"--{name.replace('_', '-')} {key}" for name, key in likely_keys(structures).items()]
    has_forces = any(forces is not None for forces in labels.forces)
    if np.isnan(labels.energies).all() and (options or not has_forces):
        fix = f"Try {' '.join(options)}." if options else "Attach total energies, in eV, when you write it."
        raise ValueError(f"{path.name} holds no energies that ASE knows; expected some. {fix}")
    return structures
