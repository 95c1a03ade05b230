"""The one stock of reasons for errors. In: nothing. Out: what Python may say, and what to do about it.

What Python says is true, but a beginner learns little from it. The same slip raises the same words in every exercise,
so its reason stands here, once. The first that fits counts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """A reason for an error.

    Parameters
    ----------
    name : str
        What a teacher reads in a summary.
    words : str
        What the student reads.
    pattern : str
        What is found in the words of the error: a regular expression.
    uses : str
        A name that the student's function uses; empty where that does not matter.
    """

    name: str
    words: str
    pattern: str
    uses: str = ""


REASONS = (
    Reason(
        "if-on-an-array",
        "`if`, `while`, `and` and `or` want one True or False, and an array has one in each entry. "
        "`np.where(condition, a, b)` chooses for each entry.",
        r"truth value of an array|truth value of a Series|Boolean value of Tensor with more than one",
    ),
    Reason(
        "tuple-of-lstsq",
        "`np.linalg.lstsq` returns four things, and the weights are the first: `np.linalg.lstsq(g, f)[0]`.",
        r"inhomogeneous|'tuple'|not 'tuple'|tuple object|tuple indices",
        "lstsq",
    ),
    Reason(
        "arguments-of-lstsq",
        "`np.linalg.lstsq(g, f)` wants the matrix first, with a row for each sample, and then the values.",
        r"-dimensional array given|at least two-dimensional",
        "lstsq",
    ),
    Reason(
        "rows-of-lstsq",
        "`np.linalg.lstsq(g, f)` wants as many values in `f` as there are rows in `g`: are the descriptors those of "
        "the same samples, and one row for each?",
        r"Incompatible dimensions",
        "lstsq",
    ),
    Reason(
        "shuffle-returns-none",
        "`shuffle` works in place and returns None. `rng.permutation(n)` returns the shuffled indices.",
        r"NoneType",
        "shuffle",
    ),
    Reason(
        "sort-returns-none",
        "`x.sort()` works in place and returns None. `sorted(x)` and `np.sort(x)` return a sorted copy.",
        r"NoneType",
        "sort",
    ),
    Reason(
        "append-returns-none",
        "`x.append(y)` changes the list and returns None: write it on a line of its own, without `x =`.",
        r"NoneType",
        "append",
    ),
    Reason(
        "none-used",
        "Something in this line is None: a function without `return`, or one that prints what it should return.",
        r"NoneType",
    ),
    Reason(
        "lengths-differ-in-an-array",
        "`np.array` makes a table of arrays of one length only, and yours have several. Loop over them, and reduce "
        "each to the same length first, by a sum for instance.",
        r"inhomogeneous|setting an array element with a sequence",
        "array",
    ),
    Reason(
        "nothing-to-stack",
        "The list is empty in that call. A `range` that begins at 1, or ends at n - 1, leaves one out.",
        r"need at least one array to",
    ),
    Reason(
        "pair-not-taken-apart",
        "A function returns several things here, a tuple, and you calculate with all of them at once. Take them "
        "apart: `a, b = function(...)`, or `function(...)[0]`.",
        r"unsupported operand.*'tuple'|'tuple' object|inhomogeneous shape after 1 dimensions\. The detected shape was "
        r"\(2,\)|can only concatenate tuple|not 'tuple'",
    ),
    Reason(
        "jac-missing",
        "Your function returns the loss and its gradient. `minimize(..., jac=True)` has to know that; without it, it "
        "expects the loss alone.",
        r"must return a scalar|only length-1 arrays|inhomogeneous|setting an array element|scalar",
        "minimize",
    ),
    Reason(
        "function-of-one-number",
        "`math.exp`, `math.sqrt`, `float` and their like take one number. For arrays there are `np.exp`, `np.sqrt` and "
        "their like.",
        r"only length-1 arrays|only 0-dimensional arrays|only integer scalar arrays|only one element tensors",
    ),
    Reason(
        "lengths-differ",
        "Arrays of different lengths do not make a table. Loop over them, and reduce each to the same length first, "
        "by a sum for instance.",
        r"inhomogeneous|setting an array element with a sequence",
    ),
    Reason(
        "size-of-the-notebook",
        "There is a 100 in it, the number of samples in the notebook (`n_samples`). The check has other numbers of "
        "samples: take the size from the argument, `len(...)`.",
        r"(?<![\d.])100(?![\d.])",
    ),
    Reason(
        "list-for-an-array",
        "A list is no array: it cannot be multiplied, subtracted or indexed as one. `np.array(...)` makes one of it.",
        r"multiply sequence|'list' and|and 'list'|'list' object has no attribute|list indices must be|"
        r"bad operand type for unary -: 'list'|not supported between instances of 'list'",
    ),
    Reason(
        "integers-cannot-hold-it",
        "An array of integers cannot take numbers with digits behind the point. Begin with floats: `np.zeros(n)`, or "
        "`0.0`.",
        r"Cannot cast ufunc|can't be cast to the desired output type",
    ),
    Reason(
        "float-for-an-integer",
        "A size or an index must be a whole number, and a product or a quotient with a point in it is a float even "
        "where it looks whole. `int(...)`, `round(...)` or `//` makes it whole.",
        r"slice indices must be integers|'float' object cannot be interpreted as an integer|only integers, slices|"
        r"'numpy\.float64' object cannot be interpreted|list indices must be integers or slices, not float|"
        r"expected a sequence of integers",
    ),
    Reason(
        "unpacked-into-too-few",
        "There are more (or fewer) things than names on the left. How many there are differs from call to call: loop "
        "over them, or take what you need by its index.",
        r"too many values to unpack|not enough values to unpack|cannot unpack",
    ),
    Reason(
        "axis-that-is-not-there",
        "You ask for an axis that this array does not have in every call: `x[:, 0]` and `axis=1` want two axes. "
        "`x.ravel()` and `x.reshape(...)` work for one axis and for two.",
        r"too many indices|is out of bounds for array of dimension|axes don't match|AxisError|Dimension out of range|"
        r"tuple index out of range",
    ),
    Reason(
        "index-out-of-range",
        "An index is too large: n entries have the indices 0 to n - 1. Does a `range` go one too far, or is a size "
        "written as a number?",
        r"out of bounds|index out of range|out of range",
    ),
    Reason(
        "not-a-square-matrix",
        "`solve` and `inv` want a square matrix, as many equations as unknowns. With more rows than columns, `lstsq` "
        "is meant.",
        r"must be square|Last 2 dimensions",
    ),
    Reason(
        "singular-matrix",
        "That matrix has no inverse: some of its columns can be combined from the others. `lstsq` can cope with it.",
        r"[Ss]ingular matrix",
    ),
    Reason(
        "called-what-is-no-function",
        "There are () behind something that is no function. An entry is taken with []; a product needs `*`.",
        r"object is not callable",
    ),
    Reason(
        "indexed-what-has-no-entries",
        "There are [] behind something without entries: a number, or a function. A function is called with ().",
        r"is not subscriptable|invalid index to scalar variable",
    ),
    Reason(
        "called-with-other-arguments",
        "A function is called there with too many or too few arguments: count them, and look it up with `help(...)`.",
        r"positional argument|unexpected keyword argument|takes no arguments|missing a required argument",
    ),
    Reason(
        "needs-detach",
        "A tensor that keeps track of gradients does not become an array: `.detach().numpy()`.",
        r"requires grad",
    ),
    Reason(
        "array-and-tensor-mixed",
        "Arrays of numpy and tensors of torch do not mix here: `torch.from_numpy(x)` makes a tensor, `.numpy()` an "
        "array.",
        r"must be Tensor, not|expected np\.ndarray|can't convert np|unsupported operand.*'Tensor'|numpy\.ndarray'? and "
        r"'?Tensor|expected Tensor as element|'numpy\.ndarray' object has no attribute '(unsqueeze|view|detach|numpy|to"
        r"|backward|double|float)'|'Tensor' object has no attribute",
    ),
    Reason(
        "two-dtypes",
        "float32 and float64 meet there. One of them, throughout: `.double()`, or `dtype=torch.float64`.",
        r"same dtype|expected scalar type|expected m1 and m2|^RuntimeError.*dtype",
    ),
    Reason(
        "used-before-it-has-a-value",
        "A name is used before anything is bound to it: it gets its value only inside an `if` or a loop that has not "
        "run, or further below.",
        r"local variable|not associated with a value",
    ),
    Reason("divided-by-zero", "Something is divided by 0. Which number may be 0?", r"division by zero|divided by zero"),
    Reason(
        "string-for-a-number",
        "There is text where a number is needed: quotation marks make text of whatever stands between them.",
        r"'str'|could not convert string|must be str",
    ),
    Reason(
        "no-such-attribute",
        "What stands before the dot has nothing of that name. Is it misspelled, or another kind of thing than you "
        "think? `type(...)` tells.",
        r"has no attribute",
    ),
    Reason("no-such-module", "That package is not installed here. numpy, torch and scipy are.", r"No module named"),
    Reason("no-such-key", "A dictionary has no entry of that name: mind the spelling.", r"^KeyError"),
    Reason("placeholder-left", "A placeholder `...` is still in your code.", r"[Ee]llipsis"),
)
# Reasons that are none: they say where to look, and the error keeps its own name.
ADVICE: tuple[tuple[str, str], ...] = (
    (r"^NameError", "Is it misspelled, defined in a cell that has not run, or not imported?"),
    (r"matmul|broadcast|shapes|size of tensor|must match", "Two shapes do not fit: print both with `.shape`."),
    (r"^RecursionError", "A function calls itself without end."),
    (r"^SystemExit", "A function returns; it does not end the program."),
)

# What numpy warns of when a number becomes NaN or infinite.
OF_WARNINGS = (
    (r"in sqrt", "root-of-a-negative-number", "The root of a negative number is NaN. What may be negative there?"),
    (r"in log", "logarithm-of-zero", "The logarithm of 0 is minus infinity, that of a negative number NaN."),
    (r"in power", "power-of-a-negative-number", "A negative number to a power such as 0.5 is NaN."),
    (r"overflow", "overflow", "A number became too large, as `np.exp` of some hundreds is. Is a sign wrong?"),
    (r"divide by zero|invalid value encountered in (scalar_)?divide", "divided-by-zero", "Something is divided by 0."),
    (r"Mean of empty|empty slice", "mean-of-nothing", "The mean of an empty array is NaN: nothing was chosen."),
)
