"""Finding the organisations that rows of other tables name."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from . import values
from .cells import Cell, nearest, plain
from .headings import Heading
from .log import Log
from .organisations import Organisations
from .sheets import Row
from .tables import TableReader
from .words import PLAIN_FORMS

OLDEST, DAYS = 1200, 365.25 / 12  # months that a tie may be old; days of a month
HINTS, CANDIDATES = 500, 300  # unknown names that get a suggestion, and how many names are compared for each


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
        """Return the name most like what was written, empty if none is."""
        self._asked += 1
        if self._asked > HINTS:
            return ""
        if not self._tokens:
            for index, name in enumerate(self.organisations.names):
                for token in plain(name).split():
                    self._tokens.setdefault(token[:4], []).append(index)
        counts = Counter(i for t in plain(str(cell)[:200]).split() for i in self._tokens.get(t[:4], [])[:5000])
        names = {
            plain(self.organisations.names[i]): self.organisations.names[i] for i, _ in counts.most_common(CANDIDATES)
        }
        best = nearest(str(cell)[:200], names, 0.6)
        return names.get(best, "")


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
            near = self.finder.near(cell)
            self.aside(row, "unknown_organisation" if near else "unlisted_organisation", column, cell, near=near)
        return None

    def day(self, row: Row, column: str) -> date | None:
        """Return the date in a cell, ``None`` where there is none that can be read."""
        cell = self.cell(row, column)
        reading = values.day(cell)
        if reading.code:
            self.say(row, reading.code, "fixed", column, cell, read=reading.read)
        self.stated[column] += reading.value is not None
        return reading.value

    def span(self, row: Row, as_of: date) -> tuple[date | None, date | None]:
        """Return when something began and ended: by its dates, else by months counted back from the reference date."""
        start, end = self.day(row, "start"), self.day(row, "end")
        return start or self._months_back(row, "age", as_of), end or self._months_back(row, "ago", as_of)

    def _months_back(self, row: Row, column: str, as_of: date) -> date | None:
        months = values.number(self.cell(row, column)).value
        if months is None or not 0 <= months <= OLDEST:
            return None
        self.stated["start" if column == "age" else "end"] += 1
        return as_of - timedelta(days=round(months * DAYS) + 1)

    def trust(self, row: Row) -> float | None:
        """Return the trust that a row states, 0 to 1; ``None`` where it states none that can be used."""
        cell = self.cell(row, "trust")
        reading = values.number(cell)
        if reading.value is None or not 0.0 <= reading.value <= 1.0:
            if reading.code or reading.value is not None:
                self.say(row, reading.code or "trust_off", "fixed", "trust", cell)
            return None
        self.stated["trust"] += 1
        return reading.value

    def kind_of_tie(self, row: Row) -> str:
        """Return what the user calls ties of this type; empty where the words only say whether it is formal."""
        for column in ("type", "formal"):
            word = values.text(self.cell(row, column), 60).value or ""
            if word and column in self.heading.at:
                self.stated["type"] += 1
                return "" if plain(word) in PLAIN_FORMS else word
        return ""
