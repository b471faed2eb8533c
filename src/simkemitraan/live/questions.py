"""Guess first: the room says what it expects before it is shown what happens.

A question is either a vote among options, answered by talking, or an estimate: the difference between the two futures
in one indicator, as a number, over a window of months. What luck can do to that difference is known from extra
replicates of both futures; guesses within that band are equally good.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from ..declare import Text
from ..web.refusal import RefusedError
from .trajectory import Trajectory, window_mean

LOWER, UPPER = 0.1, 0.9
FULL_MARKS = 10
WINDOW = 12
ROOM = 3.0

_CLOSED = Text("Tebakan sudah ditutup.", "Guesses are closed.")
_NO_OPTION = Text("Pilihan itu tidak ada.", "There is no such option.")


@dataclass(frozen=True)
class Band:
    """Where the middle eight in ten of the replicates' differences lie.

    Attributes
    ----------
    low, high, median : float
        In units of the indicator.
    runs : int
        How many replicates it is made of.
    """

    low: float
    high: float
    median: float
    runs: int

    @classmethod
    def of(cls, differences: Sequence[float]) -> Band:
        """Return the band of one difference for each replicate."""
        low, median, high = (float(v) for v in np.quantile(differences, (LOWER, 0.5, UPPER)))
        return cls(low, high, median, len(differences))

    @property
    def width(self) -> float:
        """How far luck alone moves the difference."""
        return self.high - self.low

    def exceeded(self) -> bool:
        """Return whether the difference is larger than what luck does to it."""
        return abs(self.median) > self.width and self.low * self.high > 0

    def points(self, guess: float) -> int:
        """Return the marks of a guess: full within the band, fewer the more band widths it is away, at least 0."""
        outside = max(self.low - guess, guess - self.high, 0.0)
        scale = 2.0 * max(self.width, 0.25 * abs(self.median), 1e-9)
        return round(FULL_MARKS * max(0.0, 1.0 - outside / scale))


@dataclass
class Question:
    """One question to the room.

    Attributes
    ----------
    number : int
        Counts the questions of the session.
    text : Text
        What is asked.
    options : sequence of Text
        What may be answered; empty for an estimate.
    indicator : str
        Headline indicator of an estimate; empty for a vote.
    asked_at, until, window : int
        Month of asking, month at which it decides, and over how many months before that the indicator is averaged.
    span : float
        The page's scale runs from minus to plus this; says nothing about the answer.
    open : bool
        Whether guesses are still taken.
    guesses : dict of int to float
        Option or difference by seat; the last word counts.
    values : list of float
        Window mean in each future when it decides, empty until then; for a single future, before and after.
    band : Band or None
        What luck does to the difference.
    """

    number: int
    text: Text
    options: Sequence[Text] = ()
    indicator: str = ""
    asked_at: int = 0
    until: int = 0
    window: int = WINDOW
    span: float = 1.0
    open: bool = True
    guesses: dict[int, float] = field(default_factory=dict)
    values: list[float] = field(default_factory=list)
    band: Band | None = None

    def guess(self, seat: int, value: float) -> None:
        """Take the guess of a seat; raises ``RefusedError`` when closed or for an option that is not there."""
        if not self.open:
            raise RefusedError("closed", _CLOSED)
        if self.options and (value != int(value) or not 0 <= value < len(self.options)):
            raise RefusedError("bad-option", _NO_OPTION)
        self.guesses[seat] = float(value)

    @property
    def answer(self) -> float | None:
        """The difference that came true, ``None`` until then."""
        return self.values[1] - self.values[0] if len(self.values) == 2 else None

    def public(self, table_of: Callable[[int], int]) -> dict[str, Any]:
        """Return what every browser may know: while guesses are open, only how many there are."""
        counts = [0] * len(self.options)
        for option in self.guesses.values() if self.options else ():
            counts[int(option)] += 1
        shown = [] if self.open or self.options else [[v, table_of(s)] for s, v in sorted(self.guesses.items())]
        return {
            "number": self.number,
            "text": [self.text.id, self.text.en],
            "options": [[o.id, o.en] for o in self.options],
            "indicator": self.indicator,
            "asked": self.asked_at,
            "until": self.until,
            "window": self.window,
            "span": self.span,
            "open": self.open,
            "taken": len(self.guesses),
            "counts": [] if self.open else counts,
            "guesses": shown,
            "values": self.values,
            "answer": self.answer,
            "band": None if self.open or self.band is None or self.answer is None else asdict(self.band),
            "none": None if self.band is None or self.answer is None else self.band.points(0.0),
        }

    def plain(self) -> dict[str, Any]:
        """Return the question as JSON can hold it."""
        found = asdict(self)
        found["options"] = [asdict(o) for o in self.options]
        found["guesses"] = {str(seat): value for seat, value in self.guesses.items()}
        return found

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Question:
        """Return the question in what :meth:`plain` made."""
        return cls(
            int(plain["number"]),
            Text(**plain["text"]),
            tuple(Text(**o) for o in plain["options"]),
            str(plain["indicator"]),
            int(plain["asked_at"]),
            int(plain["until"]),
            int(plain["window"]),
            float(plain["span"]),
            bool(plain["open"]),
            {int(seat): float(value) for seat, value in plain["guesses"].items()},
            [float(v) for v in plain["values"]],
            None if plain["band"] is None else Band(**plain["band"]),
        )


def values_of(futures: Sequence[Trajectory], column: int, question: Question) -> list[float]:
    """Return the window means in both futures; for a single one before and after; empty where nothing is measured."""
    first = max(question.until - question.window, question.asked_at)
    spans = [(future, first, question.until) for future in futures]
    if len(futures) == 1:
        spans = [(futures[0], question.asked_at - question.window, question.asked_at), *spans]
    found = [window_mean(future.series, column, start, end) for future, start, end in spans]
    return [v for v in found if v is not None] if None not in found else []


def scale(value: float, share: bool) -> float:
    """Return how far the page's scale runs to either side, so far that its ends say nothing of the answer.

    Half of the whole for shares; else a round number, a few times the indicator's value when the question is asked: what is
    asked about may well double.
    """
    if share:
        return 0.5
    wanted = max(ROOM * abs(value), 1.0)
    size = 10.0 ** math.floor(math.log10(wanted))
    return float(next(step * size for step in (1.0, 2.0, 5.0, 10.0) if step * size >= wanted * (1 - 1e-9)))


def unmoved(questions: Sequence[Question]) -> float | None:
    """Return the mean marks that "no difference" would have had in all that was answered; ``None`` before anything was."""
    marks = [q.band.points(0.0) for q in questions if q.band is not None and q.answer is not None and q.guesses]
    return round(sum(marks) / len(marks), 1) if marks else None


def scores(questions: Sequence[Question], table_of: Callable[[int], int]) -> list[list[float]]:
    """Return for each table: its number, its mean marks, the guesses they rest on; table 0 is who sits at none."""
    marks: dict[int, list[int]] = {}
    for question in questions:
        if question.band is None or question.answer is None:
            continue
        for seat, value in question.guesses.items():
            marks.setdefault(table_of(seat), []).append(question.band.points(value))
    return [[table, round(sum(m) / len(m), 1), len(m)] for table, m in sorted(marks.items())]
