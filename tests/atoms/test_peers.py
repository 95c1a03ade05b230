"""What other codes say, stored by tools/peers.py; CI asks them afresh."""

import numpy as np
import peers
import pytest

SAID = dict(np.load(peers.STORED))


def test_the_versions_are_known() -> None:
    assert [line.split()[0] for line in SAID["versions"]] == ["dscribe", "quippy-ase", "ase", "numpy"]
    pins = peers.CONSTRAINTS.read_text(encoding="utf-8")
    assert all("==".join(line.split()) in pins for line in SAID["versions"])


@pytest.mark.parametrize("name", peers.names(SAID))
def test_dscribe_agrees(name: str) -> None:
    assert SAID[f"{name}_dscribe"].any(axis=0).mean() > 0.8, "few columns are 0"
    assert peers.distance(SAID, name, "dscribe") < peers.AT_MOST


@pytest.mark.parametrize("name", peers.names(SAID))
def test_quip_agrees_in_values_and_derivatives(name: str) -> None:
    assert SAID[f"{name}_quippy"].any(axis=0).mean() > 0.8, "few columns are 0"
    assert peers.distance(SAID, name, "quippy") < peers.AT_MOST
    assert SAID[f"{name}_slopes"].any(axis=(0, 1, 2)).mean() > 0.8, "few columns are 0"
    assert peers.distance_of_slopes(SAID, name) < peers.AT_MOST


def test_the_structures_are_of_all_kinds() -> None:
    assert sorted(peers.names(SAID)) == ["ethanol", "salt", "silicon", "triclinic"]
    assert {bool(SAID[f"{name}_pbc"].all()) for name in peers.names(SAID)} == {True, False}
    assert max(len(set(SAID[f"{name}_numbers"])) for name in peers.names(SAID)) == 3
