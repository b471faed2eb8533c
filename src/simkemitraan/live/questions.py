"""Guess first: the room says what it expects before it is shown what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..declare import Text
from .refusal import RefusedError

DIRECTIONS = (
    Text("turun", "falls"),
    Text("kurang lebih tetap", "stays about the same"),
    Text("naik", "rises"),
)
SAME = 0.02

_CLOSED = Text("Tebakan sudah ditutup.", "Guesses are closed.")
_NO_OPTION = Text("Pilihan itu tidak ada.", "There is no such option.")


@dataclass
class Question:
    """One question to the room, answered by choosing an option.

    A question about an indicator is answered by the model: it falls, stays within two per cent, or rises until the
    room has moved on by ``months``. Any other question has the options it was given and is answered by talking.

    Attributes
    ----------
    number : int
        Counts the questions of the session.
    text : Text
        What is asked.
    options : sequence of Text
        What may be answered.
    indicator : str
        Headline indicator that decides; empty if none.
    until : int
        Month at which it decides.
    before : list of float
        Its value in each future when the question was asked.
    open : bool
        Whether guesses are still taken.
    guesses : dict of str to int
        Option chosen by each person; the last word counts.
    after : list of float
        Its value in each future when it decides, empty until then.
    """

    number: int
    text: Text
    options: Sequence[Text] = DIRECTIONS
    indicator: str = ""
    until: int = 0
    before: list[float] = field(default_factory=list)
    open: bool = True
    guesses: dict[str, int] = field(default_factory=dict)
    after: list[float] = field(default_factory=list)

    def guess(self, person: str, value: float) -> None:
        """Take one person's guess; raises ``RefusedError`` when closed or for an option that is not there."""
        if not self.open:
            raise RefusedError("closed", _CLOSED)
        if value != int(value) or not 0 <= value < len(self.options):
            raise RefusedError("bad-option", _NO_OPTION)
        self.guesses[person] = int(value)

    def settle(self, after: Sequence[float]) -> None:
        """Write down what the model answered; a future made since then began where the first one was."""
        self.after = list(after)
        self.before += self.before[:1] * (len(self.after) - len(self.before))

    def answers(self) -> list[int]:
        """Return the option that came true in each future."""
        return [_direction(old, new) for old, new in zip(self.before, self.after, strict=False)]

    def public(self) -> dict[str, Any]:
        """Return what every browser may know: while guesses are open, only how many there are."""
        counts = [0] * len(self.options)
        for option in self.guesses.values():
            counts[option] += 1
        return {
            "number": self.number,
            "text": [self.text.id, self.text.en],
            "options": [[o.id, o.en] for o in self.options],
            "indicator": self.indicator,
            "until": self.until,
            "open": self.open,
            "taken": len(self.guesses),
            "counts": [] if self.open else counts,
            "before": self.before,
            "after": self.after,
            "answers": self.answers(),
        }


def _direction(before: float, after: float) -> int:
    """Return 0, 1 or 2: lower, about the same, higher."""
    margin = SAME * max(abs(before), 1e-12)
    if after < before - margin:
        return 0
    return 2 if after > before + margin else 1
