"""Fit black boxes with descriptors, maps and closures: from one toy function to a force field.

Data walks through the modules in one direction::

    targets -> descriptors -> dataset -> models -> losses -> closure -> fit -> plotting -> explore

Conventions, stated here and nowhere else
-----------------------------------------
Axes
    Arrays are indexed ``[sample, point, feature, atom, coordinate]``, in this order, absent axes
    left out. A *sample* is one evaluation of the black box (a cell of atoms, or one toy number);
    a *point* is one argument inside a sample (an atom of one species). The axis of points is
    called ``n_points`` in a per-point part and ``n_atoms`` in a per-cell part: a part holds the
    points of one species, a cell holds the atoms of all of them. (miniff's texts say ``n_species`` for
    ``n_points``; parts and datasets still answer to it.)
Counting
    ``energy`` is the total of a sample, not a mean: the sum of one prediction per real point, over
    all points of all per-point parts, every point counted once. Where a mask is 0 the entry is
    padding and counts nowhere: not in a sum, not in a mean.
Sign
    ``energy_g`` is the gradient ``+dE/dr``. Forces are its negative:
    ``forces = -energy_g``.
Reference
    What a loss compares with is the *reference*: the numbers of the dataset, as they were given, nothing
    subtracted. A residual is prediction minus reference.
Gradients
    ``features_g[s, p, d, a, c]`` is the derivative of ``features[s, p, d]`` with respect to
    coordinate ``c`` of atom ``a`` in sample ``s``.
Units
    The library knows no units. Energies and lengths keep the units they came in.
"""

__version__ = "1.0.0rc1"
