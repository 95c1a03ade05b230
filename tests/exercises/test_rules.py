"""What an answer mentions: by its name, under another one, in functions that it calls, and not in what it does not."""

from __future__ import annotations

import functools

import pytest

from miniff_edu.exercises.engine.exercise import make
from miniff_edu.exercises.engine.rules import mentions

NAMES, HOMES = {"PowerDecay"}, {"miniff_edu.descriptors"}


@pytest.mark.parametrize(
    "code",
    [
        "from miniff_edu.descriptors import PowerDecay\nf = lambda r, n: PowerDecay(n)(r)",
        "from miniff_edu.descriptors import PowerDecay as Family\nf = lambda r, n: Family(n)(r)",
        "import miniff_edu.descriptors as d\nf = lambda r, n: getattr(d, 'Power' + 'Decay')(n)(r)",
        "from miniff_edu.descriptors import PowerDecay\nfamily = PowerDecay(3)\nf = lambda r, n: family(r)",
        "def f(r, n):\n    from miniff_edu.descriptors import PowerDecay as P\n    return P(n)(r)",
        "def f(r, n):\n    import miniff_edu\n    return miniff_edu.descriptors.PowerDecay(n)(r)",
        "from miniff_edu.descriptors import PowerDecay\n\ndef help(r, n):\n    return PowerDecay(n)(r)\n\n"
        "def f(r, n):\n    return [help(x, n) for x in r]",
        "from miniff_edu.descriptors import PowerDecay\n\ndef make():\n    p = PowerDecay\n"
        "    return lambda r, n: p(n)(r)\n\nf = make()",
        "from miniff_edu.descriptors import PowerDecay\nf = lambda r, n, family=PowerDecay: family(n)(r)",
        "from miniff_edu.descriptors import PowerDecay\nimport functools\n"
        "f = functools.partial(lambda p, r, n: p(n)(r), PowerDecay)",
        "from miniff_edu.descriptors import PowerDecay\n\nclass F:\n    def __call__(self, r, n):\n"
        "        return PowerDecay(n)(r)\n\nf = F()",
    ],
)
def test_it_is_mentioned(code: str) -> None:
    assert mentions(make(code, "f"), NAMES, HOMES)


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\nf = lambda r, n: np.vander(r, n)",
        "from miniff_edu.descriptors import PowerDecay\nimport numpy as np\n\ndef f(r, n):\n"
        '    """Do what PowerDecay does."""\n    return np.vander(r, n)',
        "from miniff_edu.descriptors import PowerDecay\nmine = PowerDecay(3)\nf = lambda r, n: r",
        "def f(r, n):\n    return f(r[1:], n) if len(r) else r",  # calls itself
        "from miniff_edu.toy.targets import toy_function\nf = lambda r, n: toy_function(r)",
        "f = len",
    ],
)
def test_it_is_not_mentioned(code: str) -> None:
    assert not mentions(make(code, "f"), NAMES, HOMES)


def test_a_part_of_a_name_is_no_name_and_no_home() -> None:
    answer = make("import torchlike\nf = lambda r: torchlike.f(r)".replace("import torchlike", "torchlike = 1"), "f")
    assert not mentions(answer, (), {"torch"})
    assert mentions(make("def f(r):\n    import torch.nn.functional as F\n    return F.relu(r)", "f"), (), {"torch"})
    assert mentions(functools.partial(answer), {"torchlike"}, ())


def test_a_cell_that_is_not_filled_yet_does_no_harm() -> None:
    def outer():
        def f(r):
            return later(r)

        found = mentions(f, NAMES, HOMES)

        def later(r):
            return r

        return found

    assert not outer()
