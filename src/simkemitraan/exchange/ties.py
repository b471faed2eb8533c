"""Ties: who cooperates or has an agreement with whom, since when, until when, and why it ended.

**The rule for what is missing.** A form that is not stated is taken as informal, which most ties are. A start that is not
stated gets the median age of the ties of the same form in the file, or twelve months where fewer than five state it.
Trust stays empty: the model gives new pairs their own.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

from ..declare import Text
from . import values, words
from .cells import Cell, nearest, plain
from .headings import Heading
from .organisations import Organisations
from .problems import Log
from .sheets import Row
from .tables import TableReader

NEEDED, DEFAULT_AGE, OLDEST = 5, 12, 1200
HINTS, CANDIDATES = 500, 300  # unknown names that get a suggestion, and how many names are compared for each
LIVE_HEADER = ("a", "b", "formal", "age_months", "trust", "imputed", "start", "end", "row")
ENDED_HEADER = ("a", "b", "formal", "start", "end", "months", "reason", "row")


@dataclass(slots=True)
class Tie:
    """One tie between two organisations (indices, the smaller first)."""

    a: int
    b: int
    formal: bool
    start: date | None
    end: date | None
    reason: str
    trust: float | None
    imputed: str
    row: int


class Finder:
    """Finds the organisation that a cell means, and suggests one when none is meant.

    Parameters
    ----------
    organisations : Organisations
        Those that were accepted.
    """

    def __init__(self, organisations: Organisations) -> None:
        self.organisations = organisations
        self._tokens: dict[str, list[int]] = {}
        self._asked = 0

    def find(self, cell: Cell) -> list[int]:
        """Return the organisations that a name or a code means."""
        found = self.organisations.find(str(cell))
        if not found and isinstance(cell, float) and cell.is_integer():
            found = self.organisations.find(f"{cell:.0f}")
        return found

    def near(self, cell: Cell) -> str:
        """Return the name most like what was written, ``-`` if none is."""
        self._asked += 1
        if self._asked > HINTS:
            return "-"
        if not self._tokens:
            for index, name in enumerate(self.organisations.names):
                for token in plain(name).split():
                    self._tokens.setdefault(token[:4], []).append(index)
        counts = Counter(i for t in plain(str(cell)[:200]).split() for i in self._tokens.get(t[:4], [])[:5000])
        names = {
            plain(self.organisations.names[i]): self.organisations.names[i] for i, _ in counts.most_common(CANDIDATES)
        }
        best = nearest(str(cell)[:200], names, 0.6)
        return names.get(best, "-")


class PairReader(TableReader):
    """Reads a table whose rows name organisations.

    Parameters
    ----------
    heading, source, log : Heading, str, Log
        As for every table.
    finder : Finder
        Finds organisations.
    names : tuple of str
        Columns that name organisations.
    """

    def __init__(self, heading: Heading, source: str, log: Log, finder: Finder, names: tuple[str, ...]) -> None:
        super().__init__(heading, source, log, names if finder.organisations.pseudonyms else ())
        self.finder = finder

    def organisation(self, row: Row, column: str) -> int | None:
        """Return the organisation named in a cell; the row is set aside if it is not exactly one that is known."""
        cell = self.cell(row, column)
        bad = values.trouble(cell)
        if bad or values.is_empty(cell):
            self.aside(row, bad or "no_end", column)
            return None
        found = self.finder.find(cell)
        if len(found) == 1:
            return found[0]
        if found:
            self.aside(row, "ambiguous", column, cell)
        else:
            self.aside(row, "unknown_organisation", column, cell, near=self.finder.near(cell))
        return None


class Ties(PairReader):
    """Reads one table of ties.

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
    as_of : date
        Reference date: ties that have not ended by then are alive.
    """

    role = "ties"

    def __init__(self, heading: Heading, source: str, log: Log, finder: Finder, as_of: date) -> None:
        super().__init__(heading, source, log, finder, ("a", "b"))
        self.as_of = as_of
        self.imputed: Counter[str] = Counter()
        self.live: dict[tuple[int, int, bool], Tie] = {}
        self.ended: dict[tuple[int, int, bool, date | None, date], Tie] = {}

    def read(self, rows: Iterator[Row]) -> None:
        """Read all rows."""
        for row in rows:
            self.rows += 1
            tie = self._tie(row)
            if tie is not None:
                self._keep(row, tie)

    def _tie(self, row: Row) -> Tie | None:
        ends = [self.organisation(row, column) for column in ("a", "b")]
        if ends[0] is None or ends[1] is None:
            return None
        if ends[0] == ends[1]:
            self.aside(row, "self_tie", "b")
            return None
        imputed: list[str] = []
        formal = self._formal(row, imputed)
        start, end = self._day(row, "start"), self._day(row, "end")
        if start and end and end < start:
            self.aside(row, "end_before_start", "end", end, read=start)
            return None
        if start and start > self.as_of:
            self.aside(row, "in_future", "start", start, read=self.as_of)
            return None
        a, b = sorted((ends[0], ends[1]))
        return Tie(a, b, formal, start, end, self._reason(row, end), self._trust(row), ";".join(imputed), row.number)

    def _formal(self, row: Row, imputed: list[str]) -> bool:
        cell = self.cell(row, "formal")
        reading = words.choose(cell, words.FORMS)
        if reading.value is not None:
            if reading.code:
                self.say(row, reading.code, "mended", "formal", cell, read=reading.read)
            self.stated["formal"] += 1
            return reading.value == "1"
        if reading.code:
            self.say(row, reading.code, "mended", "formal", cell, near="kemitraan / formal, kerjasama / informal")
        imputed.append("formal")
        self.say(row, "formality_imputed", "imputed", "formal", read=Text("kerjasama", "informal"))
        return False

    def _day(self, row: Row, column: str) -> date | None:
        cell = self.cell(row, column)
        reading = values.day(cell)
        if reading.code:
            self.say(row, reading.code, "mended", column, cell, read=reading.read)
        self.stated[column] += reading.value is not None
        return reading.value

    def _reason(self, row: Row, end: date | None) -> str:
        cell = self.cell(row, "reason")
        reading = words.choose(cell, words.REASONS)
        if end is None and not values.is_empty(cell):
            self.say(row, "reason_without_end", "mended", "reason", cell)
            return ""
        if reading.code:
            near = ", ".join(dict.fromkeys(words.REASONS.values()))
            self.say(row, reading.code, "mended", "reason", cell, read=reading.read, near=near)
        self.stated["reason"] += reading.value is not None
        return reading.value or ""

    def _trust(self, row: Row) -> float | None:
        cell = self.cell(row, "trust")
        reading = values.number(cell)
        if reading.value is None or not 0.0 <= reading.value <= 1.0:
            if reading.code or reading.value is not None:
                self.say(row, reading.code or "trust_off", "mended", "trust", cell)
            return None
        self.stated["trust"] += 1
        return reading.value

    def _keep(self, row: Row, tie: Tie) -> None:
        """Keep a tie, or join it to one that is there already."""
        if tie.end is not None and tie.end < self.as_of:
            key = (tie.a, tie.b, tie.formal, tie.start, tie.end)
            other = self.ended.setdefault(key, tie)
        else:
            other = self.live.setdefault((tie.a, tie.b, tie.formal), tie)
            if other is not tie and tie.start and (other.start is None or tie.start < other.start):
                other.start = tie.start
        if other is not tie:
            other.trust = tie.trust if other.trust is None else other.trust
            self.say(row, "duplicate_tie", "mended", "b", read=other.row)

    def write(self, live: Path, ended: Path) -> None:
        """Write the live ties of the registry and the table of those that have ended."""
        ages = {form: self._median_age(form) for form in (False, True)}
        names = self.finder.organisations.names
        with live.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(LIVE_HEADER)
            for tie in self.live.values():
                age, imputed = self._age(tie, ages[tie.formal])
                self.imputed.update(imputed.split(";") if imputed else ())
                trust = "" if tie.trust is None else f"{tie.trust:.4g}"
                writer.writerow(
                    (
                        names[tie.a],
                        names[tie.b],
                        int(tie.formal),
                        age,
                        trust,
                        imputed,
                        tie.start or "",
                        tie.end or "",
                        tie.row,
                    )
                )
        with ended.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(ENDED_HEADER)
            for tie in self.ended.values():
                months = values.months_between(tie.start, tie.end) if tie.start and tie.end else ""
                writer.writerow(
                    (
                        names[tie.a],
                        names[tie.b],
                        int(tie.formal),
                        tie.start or "",
                        tie.end,
                        months,
                        tie.reason,
                        tie.row,
                    )
                )

    def _median_age(self, formal: bool) -> int:
        stated = [
            values.months_between(t.start, self.as_of) for t in self.live.values() if t.start and t.formal == formal
        ]
        return round(median(stated)) if len(stated) >= NEEDED else DEFAULT_AGE

    def _age(self, tie: Tie, usual: int) -> tuple[int, str]:
        if tie.start is not None:
            return min(OLDEST, values.months_between(tie.start, self.as_of)), tie.imputed
        self.log.add("age_imputed", "imputed", self.source, tie.row, self.title("start"), read=usual)
        return usual, ";".join(x for x in (tie.imputed, "age_months") if x)
