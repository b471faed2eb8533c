"""Survey answers: trust (shared mission, openness, reliability) and value (power, involvement, resources).

Answers on a scale of 1-4, 1-5 or 0-10 become numbers from 0 to 1: (answer - lowest) / (highest - lowest); trust is the
mean of the trust questions that were answered, value that of the value questions. An answer about a partner counts for
that pair; one about no partner in particular counts for every pair that has none of its own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from ..errors import ImportDataError
from . import values
from .headings import Heading
from .log import Log
from .pairs import Finder, PairReader
from .sheets import Row
from .ties import Ties

TRUST, VALUE = ("mission", "openness", "reliability"), ("power", "involvement", "resources")
SCALES = {"1-4": (1.0, 4.0), "1-5": (1.0, 5.0), "0-10": (0.0, 10.0)}
HEADER = ("respondent", "partner", *TRUST, "trust", *VALUE, "value", "row")
EVERYBODY = -1


@dataclass(slots=True)
class Answer:
    """What one respondent said about one partner, or about all."""

    respondent: int
    partner: int
    given: dict[str, float]
    scale: str
    row: int

    def mean(self, questions: tuple[str, ...]) -> float | None:
        """Return the mean of the questions that were answered."""
        answered = [self.given[q] for q in questions if q in self.given]
        return fmean(answered) if answered else None


class Survey(PairReader):
    """Reads one table of answers.

    Parameters
    ----------
    heading : Heading
        Where the columns stand.
    source : str
        File, for messages.
    log : Log
        Where problems go.
    finder : Finder
        Finds organisations.
    scale : str
        One of :data:`SCALES`; empty: as each row says, else read off the answers.
    """

    role = "survey"

    def __init__(self, heading: Heading, source: str, log: Log, finder: Finder, scale: str = "") -> None:
        if scale and scale not in SCALES:
            known = ", ".join(SCALES)
            raise ImportDataError(
                f"--scale {scale}: pilih salah satu dari {known}", f"--scale {scale}: choose one of {known}"
            )
        super().__init__(heading, source, log, finder, ("respondent", "partner"))
        self.scale = scale
        self.answers: dict[tuple[int, int], Answer] = {}

    def read(self, rows: Iterator[Row]) -> None:
        """Read all rows, then put the answers on one scale."""
        read = []
        for row in rows:
            self.rows += 1
            answer = self._answer(row)
            if answer is not None:
                read.append((row, answer))
        usual = self.scale or self._usual_scale([answer for _, answer in read])
        for row, answer in read:
            self._rescale(row, answer, usual)
            if answer.given:
                self._keep(row, answer)
            else:
                self.aside(row, "no_answer", "mission")

    def _answer(self, row: Row) -> Answer | None:
        who = self.organisation(row, "respondent")
        whom = EVERYBODY if values.is_empty(self.cell(row, "partner")) else self.organisation(row, "partner")
        if who is None or whom is None:
            return None
        if who == whom:
            self.aside(row, "about_itself", "partner")
            return None
        given = {}
        for question in (*TRUST, *VALUE):
            cell = self.cell(row, question)
            reading = values.number(cell)
            if reading.value is not None:
                given[question] = reading.value
            if reading.code:
                self.say(row, reading.code, "fixed", question, cell, read=reading.read)
        scale = str(self.cell(row, "scale") or "").replace(" ", "").replace("–", "-")
        return Answer(who, whom, given, scale if scale in SCALES else "", row.number)

    def _usual_scale(self, answers: list[Answer]) -> str:
        """Return the smallest scale that holds the answers of rows that name none."""
        seen = [v for answer in answers if not answer.scale for v in answer.given.values() if v >= 0.0]
        if not seen:
            return "1-4"
        top = max(seen)
        usual = "0-10" if top > 5.0 or min(seen) < 1.0 else "1-5" if top > 4.0 else "1-4"
        self.log.add("scale_read", "noted", self.source, read=usual)
        return usual

    def _rescale(self, row: Row, answer: Answer, usual: str) -> None:
        """Turn answers into numbers from 0 to 1; those off the scale are left out and reported."""
        name = self.scale or answer.scale or usual
        low, high = SCALES[name]
        for question, value in list(answer.given.items()):
            if low <= value <= high:
                answer.given[question] = (value - low) / (high - low)
                self.stated[question] += 1
            else:
                del answer.given[question]
                self.say(row, "off_scale", "fixed", question, value, read=name)

    def _keep(self, row: Row, answer: Answer) -> None:
        other = self.answers.setdefault((answer.respondent, answer.partner), answer)
        if other is answer:
            return
        self.say(row, "answered_twice", "fixed", "respondent", read=other.row)
        for question, value in answer.given.items():
            other.given[question] = fmean((other.given[question], value)) if question in other.given else value

    def give_trust(self, ties: Ties) -> int:
        """Give trust to the live ties that state none; returns how many got it from the survey."""
        given = 0
        for tie in ties.live.values():
            if tie.trust is not None:
                continue
            sides = [self._trust_of(i, j) for i, j in ((tie.a, tie.b), (tie.b, tie.a))]
            known = [side for side in sides if side is not None]
            if known:
                tie.trust = fmean(known)
                given += 1
        return given

    def _trust_of(self, respondent: int, partner: int) -> float | None:
        for whom in (partner, EVERYBODY):
            answer = self.answers.get((respondent, whom))
            if answer is not None and (trust := answer.mean(TRUST)) is not None:
                return trust
        return None

    def write(self, path: Path) -> None:
        """Write the answers on the scale from 0 to 1."""
        names = self.finder.organisations.names
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            for answer in self.answers.values():
                partner = "" if answer.partner == EVERYBODY else names[answer.partner]
                trust, value = (answer.mean(q) for q in (TRUST, VALUE))
                writer.writerow(
                    [
                        names[answer.respondent],
                        partner,
                        *(_short(answer.given.get(q)) for q in TRUST),
                        _short(trust),
                        *(_short(answer.given.get(q)) for q in VALUE),
                        _short(value),
                        answer.row,
                    ]
                )


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"
