import numpy as np
import pytest

from miniff_edu.atoms import G2, G4, G5


def test_they_are_values() -> None:
    a = G4(eta=0.1, zeta=1, lam=-1, neighbours=("O", "H"))
    assert a == G4(eta=0.1, zeta=1.0, lam=-1, neighbours=("H", "O")), "neighbours have no order"
    assert hash(a) == hash(G4(eta=0.1, zeta=1.0, lam=-1, neighbours=["H", "O"]))
    assert a != G5(eta=0.1, zeta=1, lam=-1, neighbours=("O", "H"))
    assert a.others == ("H", "O")
    assert G2(eta=np.float64(1), neighbour="Si") == G2(eta=1, shift=0, neighbour="Si")
    with pytest.raises(AttributeError):
        a.eta = 2.0


def test_the_repr_makes_the_same_again() -> None:
    for function in (
        G2(eta=1 / 3, neighbour="Si"),
        G2(eta=0.5, shift=2, neighbour="H", cutoff=4),
        G4(eta=0, zeta=1.5, lam=-1, neighbours=("O", "H"), shift=0.1),
        G5(eta=0.5, zeta=2, lam=1, neighbours=("H", "H")),
    ):
        assert eval(repr(function)) == function
    assert repr(G2(eta=0.5, shift=2, neighbour="H")) == "G2(eta=0.5, shift=2.0, neighbour='H')"


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: G2(eta=-1, neighbour="H"), ValueError, "eta is -1.0; expected at least 0"),
        (lambda: G2(eta="1", neighbour="H"), TypeError, "eta is a str; expected a number"),
        (lambda: G2(eta=1, shift=np.nan, neighbour="H"), ValueError, "shift is nan; expected a finite number"),
        (lambda: G2(eta=1, neighbour="Sl"), ValueError, "neighbour is 'Sl'; expected the symbol of an element"),
        (lambda: G2(eta=1, neighbour="H", cutoff=0), ValueError, "cutoff is 0; expected a finite number above 0"),
        (lambda: G4(eta=1, zeta=0, lam=1, neighbours=("H", "H")), ValueError, "zeta is 0.0; expected"),
        (lambda: G5(eta=1, zeta=1, lam=1, neighbours="HH"), ValueError, "expected the elements of two neighbours"),
        (lambda: G5(eta=1, zeta=1, lam=1, neighbours=("H", 8)), ValueError, "neighbours is 8; expected the symbol"),
    ],
)
def test_errors_say_what_is_wrong(make: object, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        make()
