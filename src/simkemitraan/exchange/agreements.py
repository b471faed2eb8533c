"""Agreements of several members, and projects that several organisations take part in.

Rows that share the number of an agreement, or of a project, are one thing with many members: it stays one, and is never
broken up into all of its pairs. One row may hold a member, or two that signed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from . import values, words
from .headings import Heading
from .log import Log
from .pairs import Finder, PairReader
from .sheets import Row

MOST_MEMBERS = 16  # that the model can hold in one partnership


@dataclass(slots=True)
class Member:
    """One member of an agreement: the organisation, and when it was in."""

    organisation: int
    start: date | None
    end: date | None


@dataclass(slots=True)
class Agreement:
    """One agreement, or one project, with all who were ever in it.

    Attributes
    ----------
    name : str
        Its number or name in the user's file.
    type : str
        What the user calls agreements of this type; empty where nothing is said.
    members : list of Member
        In the order of the file; the first one leads.
    reason : str
        Why it ended, if it has.
    trust : float, optional
        Trust among its members.
    row : int
        Where it is first named.
    """

    name: str
    type: str
    row: int
    members: list[Member] = field(default_factory=list)
    reason: str = ""
    trust: float | None = None

    def living(self, as_of: date) -> list[int]:
        """Return the organisations that are in it at a date, each once; none where fewer than two are."""
        inside = dict.fromkeys(m.organisation for m in self.members if m.end is None or m.end >= as_of)
        return list(inside) if len(inside) > 1 else []

    def everybody(self) -> list[int]:
        """Return all who were ever in it, each once."""
        return list(dict.fromkeys(m.organisation for m in self.members))

    @property
    def start(self) -> date | None:
        """First date stated, ``None`` where none is."""
        return min((m.start for m in self.members if m.start), default=None)

    def end(self, as_of: date) -> date | None:
        """Return when it ends or ended; ``None`` where somebody who is in it has no end."""
        inside = self.living(as_of)
        ends = [m.end for m in self.members if not inside or m.organisation in inside]
        return None if inside and None in ends else max((e for e in ends if e), default=None)


class Agreements:
    """Collects agreements by their number while tables of ties and of members are read."""

    def __init__(self) -> None:
        self.by_name: dict[str, Agreement] = {}

    def add(self, name: str, type_: str, row: int, members: list[Member], reason: str, trust: float | None) -> None:
        """Add members to the agreement of this name."""
        found = self.by_name.setdefault(name, Agreement(name, type_, row))
        found.members += members
        found.type = found.type or type_
        found.reason = found.reason or reason
        found.trust = trust if found.trust is None else found.trust


class Members(PairReader):
    """Reads a table in which one row is a member of an agreement, or an organisation that takes part in a project.

    Parameters
    ----------
    heading, source, log : Heading, str, Log
        As for every table.
    finder : Finder
        Finds organisations.
    as_of : date
        Reference date.
    agreements : Agreements
        Where what is read goes.
    """

    role = "members"

    def __init__(
        self, heading: Heading, source: str, log: Log, finder: Finder, as_of: date, agreements: Agreements
    ) -> None:
        super().__init__(heading, source, log, finder, ("organisation",))
        self.as_of, self.agreements = as_of, agreements
        self.imputed: Counter[str] = Counter()

    @property
    def group(self) -> str:
        """The column that says what rows belong together."""
        return "agreement" if "agreement" in self.heading.at else "project"

    def read(self, rows: Iterator[Row]) -> None:
        """Read all rows."""
        for row in rows:
            self.rows += 1
            name = (values.text(self.cell(row, self.group)).value or "").strip()
            if not name:
                self.aside(row, "no_agreement", self.group)
                continue
            organisation = self.organisation(row, "organisation")
            if organisation is not None:
                self._keep(row, name, organisation)

    def _keep(self, row: Row, name: str, organisation: int) -> None:
        start, end = self.span(row, self.as_of)
        if start and end and end < start:
            self.aside(row, "end_before_start", "end", end, read=start)
        elif start and start > self.as_of:
            self.aside(row, "in_future", "start", start, read=self.as_of)
        else:
            member = Member(organisation, start, end)
            self.stated.update(c for c in (self.group, "organisation") if c in self.heading.at)
            reason = words.choose(self.cell(row, "reason"), words.REASONS).value or ""
            self.stated["reason"] += bool(reason)
            self.agreements.add(name, self.kind_of_tie(row), row.number, [member], reason, self.trust(row))
