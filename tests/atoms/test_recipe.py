import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, molecule

from miniff_edu.atoms import G2, G4, G5, behler_recipe


def rattled(atoms: Atoms, n: int = 4) -> list[Atoms]:
    copies = [atoms.copy() for _ in range(n)]
    for seed, copy in enumerate(copies):
        copy.rattle(0.05, seed=seed)
    return copies


def test_silicon_gets_the_23_functions() -> None:
    listed = rattled(bulk("Si", cubic=True))
    sf = behler_recipe(listed, 4.5)
    assert len(sf) == 23
    assert sf.cutoff_function == "smooth"
    assert sf == behler_recipe(listed, 4.5)
    radial, angular = sf.functions["Si"][:8], sf.functions["Si"][8:]
    smallest = min(min(atoms.get_all_distances(mic=True)[np.triu_indices(8, 1)]) for atoms in listed)
    assert radial[0].shift == pytest.approx(smallest, rel=1e-5)
    steps = np.diff([function.shift for function in radial])
    np.testing.assert_allclose(steps, (4.5 - smallest) / 8, rtol=1e-4)
    assert {(f.zeta, f.lam) for f in angular} == {(1, 1), (1, -1), (2, 1)}
    assert len({f.shift for f in angular}) == 5
    assert sf.dropped == ()


def test_water_gets_all_pairs_and_loses_what_says_nothing() -> None:
    listed = rattled(molecule("H2O"))
    sf = behler_recipe(listed, 4.0)
    assert list(sf.functions) == ["H", "O"]
    reasons = {(d.element, type(d.function)): d.reason for d in sf.dropped}
    assert "constant: 0 in all structures" in reasons["H", G5], "an H has one other H: no pair of them"
    assert not [f for f in sf.functions["O"] if isinstance(f, G2) and f.neighbour == "O"], "there is one O"
    for element in ("H", "O"):
        values = np.concatenate([each[element] for each in sf(listed)])
        assert (np.ptp(values, axis=0) > 1e-9).all()
        assert len(np.unique(values.round(13), axis=1).T) == values.shape[1]


def test_equal_columns_are_found() -> None:
    """On a straight line all angles are the same to G5 with lam +1: zeta 1 and 2 tell the same."""
    listed = [Atoms("HHe", [[0, 0, 0], [0, 0, d]]) + Atoms("H", [[0, 0, 2 * d]]) for d in (0.9, 1.0, 1.1)]
    sf = behler_recipe(listed, 3.0, n_radial=2, n_angular=1)
    equal = [d for d in sf.dropped if d.reason.startswith("equal to G5")]
    assert equal, "at an end, both neighbours are seen under the angle 0: 2^(1 - zeta) 2^zeta = 2 for each zeta"
    assert {d.element for d in equal} == {"H"}


def test_elements_that_never_meet_get_nothing_for_each_other() -> None:
    listed = [*rattled(molecule("H2")), *rattled(molecule("O2"))]
    sf = behler_recipe(listed, 3.0)
    assert {f.neighbour for f in sf.functions["H"] if isinstance(f, G2)} == {"H"}
    assert not [d for d in sf.dropped if set(d.function.others) != {d.element}]


def test_the_classic_set_is_centred() -> None:
    sf = behler_recipe(rattled(bulk("Si", cubic=True)), 5.0, kind="classic", n_radial=4, n_angular=3)
    functions = sf.functions["Si"]
    assert all(f.shift == 0 for f in functions)
    np.testing.assert_allclose([f.eta for f in functions[:4]], 4 ** (np.arange(4) / 2) / 25, rtol=1e-5)
    assert [(f.zeta, f.lam) for f in functions[4:]] == [(z, lam) for z in (1, 2, 4) for lam in (1, -1)]
    assert all(isinstance(f, G4) for f in functions[4:])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "modern"}, "kind is 'modern'; expected 'shifted' or 'classic'"),
        ({"n_radial": 0}, "n_radial is 0; expected at least 1"),
        ({"cutoff": 0.5}, "no two atoms nearer than cutoff = 0.5 A"),
    ],
)
def test_errors_say_what_is_wrong(change: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        behler_recipe(rattled(molecule("H2")), **{"cutoff": 3.0, **change})
