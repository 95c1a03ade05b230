"""What a fit has gone through. In: losses, one by one. Out: their list, and an error for one that is no number."""

from __future__ import annotations

from dataclasses import dataclass, field


class DivergedError(RuntimeError):
    """A loss became NaN or infinite while the parameters were being fitted."""


@dataclass
class LossHistory:
    """The losses that a closure has seen.

    Attributes
    ----------
    evaluations : list of float
        The loss at each call of the closure, trial points of line searches included.
    steps : list of float
        The loss at the parameters after each `optimizer_step`.
    validation : list of float
        The loss of the validation set after each step, for fits that were given one.
    stopped : str
        Why the last fit ended: "converged", "stalled" (the loss no longer decreased, and a constant would do as well),
        "target", "validation" (its loss no longer decreased), "n_steps", "max_steps", "stopped" (by `on_step`),
        "interrupted", or "" before any fit.
    """

    evaluations: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    validation: list[float] = field(default_factory=list)
    stopped: str = ""

    def evaluated(self, loss: float) -> float:
        """Note the loss of an evaluation and return it; raise a `DivergedError` where it is no finite number."""
        if loss - loss != 0:  # true for NaN and for infinity
            raise self._diverged(loss, f"at evaluation {len(self.evaluations) + 1} of the closure")
        self.evaluations.append(loss)
        return loss

    def tried(self, loss: float) -> None:
        """Note the loss of a trial that a solver drops by itself where it is no finite number."""
        self.evaluations.append(loss)

    def stepped(self, loss: float) -> float:
        """Note the loss after a step and return it; raise a `DivergedError` where it is no finite number."""
        if loss - loss != 0:
            raise self._diverged(loss, "at its end")
        self.steps.append(loss)
        return loss

    def validated(self, loss: float) -> float:
        """Note the loss of the validation set and return it; NaN is noted too, and is never the lowest."""
        self.validation.append(loss)
        return loss

    def _diverged(self, loss: float, where: str) -> DivergedError:
        return DivergedError(
            f"the loss is {loss} in optimizer step {len(self.steps) + 1}, {where}; expected a finite number. "
            "The last step was too long: try a smaller lr, standardised descriptors, or optimizer_init() and LBFGS."
        )

    def __repr__(self) -> str:
        last = f", last loss {self.steps[-1]:.3g}" if self.steps else ""
        why = f", {self.stopped}" if self.stopped else ""
        return f"LossHistory({len(self.steps)} steps, {len(self.evaluations)} evaluations{last}{why})"
