"""What a verdict is about: the arguments of its call, the part of several results, and a print that is heard once."""

from __future__ import annotations

import numpy as np
import pytest

from miniff_edu import exercises
from miniff_edu.exercises.engine.compare import items_of
from miniff_edu.exercises.engine.exercise import make

DESCEND = "import numpy as np\n\ndef descend(g, f, rate, n_steps):\n    return np.cos(g.sum(axis=0) + rate)"


def test_a_case_has_the_arguments_of_the_last_verdict_and_what_is_expected(capsys: pytest.CaptureFixture) -> None:
    answer = make(DESCEND, "descend")
    exercises.check("4.4", answer)
    assert "exercises.case(" in capsys.readouterr().out
    case = exercises.case("4.4")
    assert list(case.arguments) == ["g", "f", "rate", "n_steps"]
    right = make(exercises.find("4.4").solution, "descend")
    np.testing.assert_allclose(right(**case.arguments), case.expected, rtol=1e-7, atol=1e-12)
    assert not np.allclose(answer(**case.arguments), case.expected)
    case.arguments["g"][:] = 0
    assert exercises.case("4.4").arguments["g"].any(), "what is changed in a copy changes nothing else"


def test_a_case_is_that_of_the_words(capsys: pytest.CaptureFixture) -> None:
    def staircase(g, matrix, biases, f):
        return g.nothing

    exercises.check("3.6", staircase)
    assert "has no attribute 'nothing'" in " ".join(capsys.readouterr().out.split())
    assert exercises.case("3.6").arguments["g"].shape == (20, 1)


def case_of(number: str, answer: object) -> exercises.Case:
    exercises.check(number, answer)
    return exercises.case(number)


def test_an_open_exercise_has_the_arguments_too() -> None:
    import torch

    case = case_of("1.5", lambda f, g: (torch.tensor(f)[:, None], torch.tensor(g)[:, None], torch.zeros(len(f), 1)))
    energy, features, mask = case.expected
    np.testing.assert_array_equal(energy.numpy()[:, 0], case.arguments["f"])
    np.testing.assert_array_equal(features.numpy()[:, 0], case.arguments["g"])
    assert mask.shape == energy.shape
    assert mask.all()

    case = case_of("5.3", lambda n, rng: (range(n // 2), range(n // 2, n - 9), range(n - 9, n)))
    assert case.arguments["n"] == 103
    assert case.arguments["rng"].permutation(3).size == 3
    assert "0 to 102" in case.expected

    case = case_of("5.7", lambda r, f: lambda x: np.interp(x, r, f, right=0))
    samples = case.expected(case.arguments["r"])
    assert np.abs(samples - case.arguments["f"]).max() < 0.06, "the black box without noise"


def test_the_case_of_a_walk_is_one_that_has_not_arrived() -> None:
    case = case_of("4.7", lambda look, w: [w := w - 4 * look(w)[1] for _ in range(100)][-1])
    look, w = case.arguments["loss_and_gradient"], case.arguments["w"]
    allowed = float(case.expected.split()[-3])
    end = w
    for _ in range(100):
        end = end - 4 * look(end)[1]
    assert exercises.case("4.7").arguments["loss_and_gradient"](end)[0] > allowed


def test_where_no_function_is_asked_the_case_has_what_was_found() -> None:
    case = case_of("1.7", [0.1, 5.05, 10])
    g = np.array([[x**i * np.exp(-x) for i in range(3)] for x in (0.1, 5.05, 10)])
    np.testing.assert_allclose(case.found, np.sqrt(np.linalg.eigvalsh(g.T @ g)[0]), rtol=1e-6)
    assert "0.15" in case.expected
    assert case.arguments == {}
    found = case_of("2.7", [[1, 1, 4], [2, 2, 2]]).found
    sums = [np.exp(-1) * 2 + np.exp(-4) - 3 * np.exp(-2), 2 * np.exp(-1) + 4 * np.exp(-4) - 6 * np.exp(-2)]
    np.testing.assert_allclose(found["differences of the sums"], np.abs(sums))
    assert case_of("3.7", {"n_descriptors": 2, "n_layers": 2, "n_internal": 9}).found == 2 * 9 + 9 + 9 + 1


def test_without_a_call_there_is_no_case(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(ValueError, match=r'number is "2\.4", which was not checked yet'):
        exercises.case("2.4")
    for number, answer, why in (
        ("1.1", 3.0, "one number is asked"),
        ("1.2", "a", "one letter is asked"),
        ("5.3", 3, "could not be tried"),
    ):
        exercises.check(number, answer)
        with pytest.raises(ValueError, match=f"about no call of a function with arguments: .*{why}"):
            exercises.case(number)
    with pytest.raises(ValueError, match="no such exercise"):
        exercises.case("1.99")


def test_of_several_results_it_says_which() -> None:
    code = "def fold(matrix, biases, mean, spread):\n    return matrix / spread, biases * 1.7 + matrix[:, 0] ** 2"
    assert "part 2 of 2 (`new_biases`)" in exercises.judge("3.5", make(code, "fold")).text.lower()
    assert items_of("def f():\n    return a, b + 1") == ("part 1 of 2 (`a`)", "part 2 of 2")
    assert items_of("def f():\n    return a") == ()
    mask = exercises.find("1.5").solution.replace("len(f), 1, dtype", "len(f), dtype")
    assert "The mask: " in exercises.judge("1.5", make(mask, "as_parts")).text


def test_right_in_some_cases_says_in_which() -> None:
    def descend(g, f, rate, n_steps):
        return np.zeros(g.shape[1]) if n_steps == 0 else np.cos(np.arange(g.shape[1]) * rate + n_steps)

    assert "right where `n_steps` is 0, and only there" in exercises.judge("4.4", descend).text


@pytest.mark.parametrize(("number", "name"), [("3.4", "standardise"), ("5.3", "three_parts"), ("4.7", "walk")])
def test_a_print_is_heard_once(number: str, name: str, capsys: pytest.CaptureFixture) -> None:
    head = exercises.find(number).stub.split("def ")[1].split("\n")[0]
    answer = make(f"def {head}\n    print('first line')\n    print('second line')\n    return 1", name)
    exercises.judge(number, answer)
    assert capsys.readouterr().out == "first line\nsecond line\n"
    print("all is as before")
    assert capsys.readouterr().out == "all is as before\n"


def test_a_right_walk_says_from_how_many_starts() -> None:
    verdict = exercises.judge("4.7", make(exercises.find("4.7").solution, "walk"))
    assert verdict.is_correct
    assert verdict.text.endswith("of 20 starts.")
