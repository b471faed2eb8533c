"""Ties: who cooperates or has an agreement with whom, since when, until when, and why it ended.

Ties of different types between the same two organisations stay apart. Rows that share the number of an agreement are one
agreement of all who are named in them (:mod:`.agreements`).

**The rule for what is missing.** A form that is not stated is taken as informal, which most ties are. A start that is not
stated gets the median age of the ties of the same form in the file, or twelve months where fewer than five state it.
Trust stays empty: the model gives new pairs their own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from statistics import median

from . import values, words
from .agreements import Agreement, Agreements, Member, Members
from .cells import Cell, plain
from .headings import Heading
from .log import Log
from .pairs import OLDEST, Finder, PairReader
from .sheets import Row

NEEDED, DEFAULT_AGE = 5, 12
_LIST = re.compile(r"[;\n]+")
Key = tuple[int, int, bool, str, str]


@dataclass(slots=True)
class Tie:
    """One tie between two organisations (indices, the smaller first).

    Attributes
    ----------
    a, b : int
        The organisations.
    formal : bool
        Whether there is an agreement.
    start, end : date, optional
        When it began and ended, where stated.
    reason : str
        Why it ended.
    trust : float, optional
        Trust, 0 to 1.
    imputed : str
        What was filled in.
    row : int
        Where it stands.
    type : str
        What the user calls ties of this type; empty where nothing is said.
    agreement : str
        Number of the agreement, if there is one.
    """

    a: int
    b: int
    formal: bool
    start: date | None
    end: date | None
    reason: str
    trust: float | None
    imputed: str
    row: int
    type: str = ""
    agreement: str = ""

    @property
    def key(self) -> Key:
        """What makes two ties the same: both ends, form, type and number of the agreement."""
        return self.a, self.b, self.formal, self.type, self.agreement


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

    Attributes
    ----------
    live : dict of Key to Tie
        Ties that are alive.
    ended : dict
        Ties that have ended.
    many, past_many : list of Agreement
        Agreements of three and more members, those alive and those that have ended.
    members : Members, optional
        The table of members, if there was one.
    """

    role = "ties"

    def __init__(self, heading: Heading, source: str, log: Log, finder: Finder, as_of: date) -> None:
        super().__init__(heading, source, log, finder, ("a", "b", "third"))
        self.as_of = as_of
        self.imputed: Counter[str] = Counter()
        self.agreements = Agreements()
        self.live: dict[Key, Tie] = {}
        self.ended: dict[tuple[Key, date | None, date | None], Tie] = {}
        self.many: list[Agreement] = []
        self.past_many: list[Agreement] = []
        self.members: Members | None = None
        self.joined = 0

    def read(self, rows: Iterator[Row]) -> None:
        """Read all rows."""
        for row in self._last_wave(rows):
            ends = self._ends(row)
            tie = self._tie(row, ends) if ends else None
            if tie is None:
                continue
            if tie.agreement or (len(ends) > 2 and tie.formal):
                name = tie.agreement or f"{self.source} {row.number}"
                members = [Member(end, tie.start, tie.end) for end in ends]
                self.agreements.add(name, tie.type, row.number, members, tie.reason, tie.trust)
            else:
                for other in ends[1:]:
                    a, b = sorted((ends[0], other))
                    self._keep(row, replace(tie, a=a, b=b))
                    if plain(self.cell(row, "formal")) in words.BOTH:  # an agreement, and cooperation beside it
                        self._place(replace(tie, a=a, b=b, formal=False))

    def _last_wave(self, rows: Iterator[Row]) -> Iterator[Row]:
        """Give the rows of the last wave; those of earlier ones are set aside. Without waves: all rows."""
        if "wave" not in self.heading.at:
            for row in rows:
                self.rows += 1
                yield row
            return
        kept = list(rows)
        waves = [_wave(self.cell(row, "wave")) for row in kept]
        last = max(waves, default=0)
        for row, wave in zip(kept, waves, strict=True):
            self.rows += 1
            if wave == last:
                yield row
            else:
                self.aside(row, "earlier_wave", "wave", self.cell(row, "wave"), read=last)

    def _ends(self, row: Row) -> list[int]:
        """Return the organisations that a row ties, the first one before its partners; none if it was set aside."""
        first, second = self.organisation(row, "a"), None
        if first is None:
            return []
        partners = self._several(row)
        if not partners:
            second = self.organisation(row, "b")
            if second is None:
                return []
            partners = [second]
        if not values.is_empty(self.cell(row, "third")):
            third = self.organisation(row, "third")
            if third is None:
                return []
            partners.append(third)
        if first in partners:
            self.aside(row, "self_tie", "b")
            return []
        return list(dict.fromkeys((first, *partners)))

    def _several(self, row: Row) -> list[int]:
        """Return the organisations that one cell lists; none if it holds one, or one of them is not known."""
        cell = self.cell(row, "b")
        parts = [p.strip() for p in _LIST.split(cell) if p.strip()] if isinstance(cell, str) else []
        if len(parts) < 2 or self.finder.find(cell):
            return []
        found = [self.finder.find(part) for part in parts]
        return [f[0] for f in found] if all(len(f) == 1 for f in found) else []

    def _tie(self, row: Row, ends: list[int]) -> Tie | None:
        imputed: list[str] = []
        agreement = (values.text(self.cell(row, "agreement")).value or "").strip()
        self.stated["agreement"] += bool(agreement)
        formal = self._formal(row, imputed, bool(agreement))
        start, end = self.span(row, self.as_of)
        if start and end and end < start:
            self.aside(row, "end_before_start", "end", end, read=start)
            return None
        if start and start > self.as_of:
            self.aside(row, "in_future", "start", start, read=self.as_of)
            return None
        reason, trust, kind = self._reason(row, end), self.trust(row), self.kind_of_tie(row)
        number = agreement if formal else ""
        return Tie(ends[0], ends[1], formal, start, end, reason, trust, ";".join(imputed), row.number, kind, number)

    def _formal(self, row: Row, imputed: list[str], numbered: bool) -> bool:
        """Return whether a row tells of an agreement: as its form says, else its type, else that it has a number."""
        column = "formal" if "formal" in self.heading.at else "type"
        cell = self.cell(row, column)
        reading = words.choose(cell, words.FORMS)
        if reading.value is not None:
            if reading.code and column == "formal":
                self.say(row, reading.code, "fixed", "formal", cell, read=words.FORM_TEXTS[reading.value])
            self.stated["formal"] += 1
            return reading.value == "1"
        if numbered:
            return True
        if reading.code and column == "formal":
            self.say(row, reading.code, "fixed", "formal", cell, near="kemitraan / formal, kerjasama / informal")
        imputed.append("formal")
        self.say(row, "formality_imputed", "imputed", "formal", read=words.FORM_TEXTS["0"])
        return False

    def _reason(self, row: Row, end: date | None) -> str:
        cell = self.cell(row, "reason")
        reading = words.choose(cell, words.REASONS)
        if end is None and not values.is_empty(cell):
            self.say(row, "reason_without_end", "fixed", "reason", cell)
            return ""
        if reading.code:
            read = words.reason_text(reading.value or "")
            self.say(row, reading.code, "fixed", "reason", cell, read=read, near=words.REASON_CHOICES)
        self.stated["reason"] += reading.value is not None
        return reading.value or ""

    def _keep(self, row: Row, tie: Tie) -> None:
        """Keep a tie, or join it to one that is there already."""
        other = self._place(tie)
        if other is not tie:
            self.joined += 1
            self.say(row, "duplicate_tie", "fixed", "b", read=other.row)

    def _place(self, tie: Tie) -> Tie:
        """Put a tie among those alive or ended; return the one that stands for it."""
        if tie.end is not None and tie.end < self.as_of:
            other = self.ended.setdefault((tie.key, tie.start, tie.end), tie)
        else:
            other = self.live.setdefault(tie.key, tie)
            if other is not tie and tie.start and (other.start is None or tie.start < other.start):
                other.start = tie.start
        if other is not tie:
            other.trust = tie.trust if other.trust is None else other.trust
        return other

    # --- agreements of many -----------------------------------------------------------------------------------------

    def settle(self, agreements: Agreements, projects: str = "") -> None:
        """Make ties and agreements of what was collected by number.

        Parameters
        ----------
        agreements : Agreements
            What was collected.
        projects : str
            What those in a project are to each other (:data:`.corrections.PROJECTS`); empty: these are agreements.
        """
        for each in agreements.by_name.values():
            living = each.living(self.as_of)
            everybody = living or each.everybody()
            if projects == "leave" or len(everybody) < 2:
                continue
            if projects == "cooperation" or len(everybody) == 2:
                self._pairs(each, everybody, bool(living), projects != "cooperation")
            else:
                (self.many if living else self.past_many).append(each)

    def _pairs(self, each: Agreement, everybody: list[int], alive: bool, formal: bool) -> None:
        end = each.end(self.as_of)
        for a, b in combinations(sorted(everybody), 2):
            name = each.name if formal else ""
            tie = Tie(a, b, formal, each.start, end, each.reason, each.trust, "", each.row, each.type, name)
            if alive or end is not None:
                self._place(tie)

    def join_covered(self) -> None:
        """Drop a plain agreement of two who are together in an agreement with a number: it tells of that one."""
        numbered = {(t.a, t.b) for t in self.live.values() if t.formal and t.agreement}
        together = numbered | {pair for each in self.many for pair in combinations(sorted(each.living(self.as_of)), 2)}
        for key, tie in list(self.live.items()):
            if tie.formal and not tie.type and not tie.agreement and (tie.a, tie.b) in together:
                del self.live[key]
                self.joined += 1
                self.log.add("covered_tie", "fixed", self.source, tie.row, self.title("b"))

    # --- ages ---------------------------------------------------------------------------------------------------------

    def usual_age(self, formal: bool) -> int:
        """Return the age in months of ties of this form that state no start."""
        starts = [t.start for t in self.live.values() if t.formal == formal]
        starts += [each.start for each in self.many] if formal else []
        stated = [values.months_between(start, self.as_of) for start in starts if start]
        return round(median(stated)) if len(stated) >= NEEDED else DEFAULT_AGE

    def age(self, start: date | None, usual: int, row: int) -> tuple[int, bool]:
        """Return the age of a tie in months, and whether it had to be filled in."""
        if start is not None:
            return min(OLDEST, values.months_between(start, self.as_of)), False
        self.log.add("age_imputed", "imputed", self.source, row, self.title("start"), read=usual)
        return usual, True

    def tied(self) -> set[int]:
        """Return the organisations that have a living tie."""
        pairs = {end for tie in self.live.values() for end in (tie.a, tie.b)}
        return pairs | {m for each in self.many for m in each.living(self.as_of)}


def _wave(cell: Cell) -> int:
    """Return the number of a wave, however it is written (``2``, ``wave 2``, ``2?``); 0 for none."""
    digits = re.search(r"\d+", f"{cell:g}" if isinstance(cell, float) else str(cell or ""))
    return int(digits[0]) if digits else 0
