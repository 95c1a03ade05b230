"""What the tests of exercises share: a fit of exercise 3.7 is made once."""

from collections.abc import Iterator
from functools import cache

import pytest

from miniff_edu.toy import experiment

made_once = cache(experiment.toy_experiment)


@pytest.fixture(scope="module", autouse=True)
def each_toy_experiment_once() -> Iterator[None]:
    """The same settings give the same fit: right answers and wrong ones to 3.7 ask for it again and again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(experiment, "toy_experiment", made_once)
        yield
