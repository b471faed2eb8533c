"""Writes ties, agreements of many members and ties that have ended, in the format of the registry folder."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from . import values
from .agreements import MOST_MEMBERS, Agreement
from .cells import neutral
from .ties import Ties

LIVE_HEADER = ("a", "b", "formal", "age_months", "trust", "type", "agreement", "imputed", "start", "end", "row")
PAST_HEADER = ("a", "b", "formal", "months", "ended_months_ago", "reason", "type", "agreement", "start", "end", "row")
MANY_HEADER = (
    "agreement",
    "member",
    "age_months",
    "trust",
    "ended_months_ago",
    "reason",
    "type",
    "imputed",
    "start",
    "end",
    "row",
)


def write(ties: Ties, folder: Path) -> None:
    """Write ``ties.csv``, and ``agreements.csv`` and ``past-ties.csv`` where there are any, into a registry folder.

    Parameters
    ----------
    ties : Ties
        What was read, settled.
    folder : Path
        The registry.
    """
    usual = {form: ties.usual_age(form) for form in (False, True)}
    _write(folder / "ties.csv", LIVE_HEADER, _live(ties, usual))
    if ties.many or ties.past_many:
        _write(folder / "agreements.csv", MANY_HEADER, _many(ties, usual[True]))
    if ties.ended:
        _write(folder / "past-ties.csv", PAST_HEADER, _past(ties))


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([neutral(cell) for cell in row] for row in rows)


def _trust(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def _live(ties: Ties, usual: dict[bool, int]) -> Iterable[Iterable[object]]:
    names = ties.finder.organisations.names
    for tie in ties.live.values():
        age, filled = ties.age(tie.start, usual[tie.formal], tie.row)
        imputed = ";".join(x for x in (tie.imputed, "age_months" if filled else "") if x)
        ties.imputed.update(imputed.split(";") if imputed else ())
        yield (
            names[tie.a],
            names[tie.b],
            int(tie.formal),
            age,
            _trust(tie.trust),
            tie.type,
            tie.agreement,
            imputed,
            tie.start or "",
            tie.end or "",
            tie.row,
        )


def _past(ties: Ties) -> Iterable[Iterable[object]]:
    names = ties.finder.organisations.names
    for tie in ties.ended.values():
        assert tie.end is not None
        yield (
            names[tie.a],
            names[tie.b],
            int(tie.formal),
            _months(tie.start, tie.end),
            values.months_between(tie.end, ties.as_of),
            tie.reason,
            tie.type,
            tie.agreement,
            tie.start or "",
            tie.end,
            tie.row,
        )


def _months(start: date | None, end: date | None) -> int | str:
    return values.months_between(start, end) if start and end else ""


def _many(ties: Ties, usual: int) -> Iterable[Iterable[object]]:
    """Give one row a member; an agreement with more members than the model can hold is several that share the first."""
    names = ties.finder.organisations.names
    for each, alive in (*((e, True) for e in ties.many), *((e, False) for e in ties.past_many)):
        members = each.living(ties.as_of) if alive else each.everybody()
        end = each.end(ties.as_of)
        ago = "" if alive or end is None else values.months_between(end, ties.as_of)
        age, filled = ties.age(each.start, usual, each.row) if alive else (_months(each.start, ties.as_of), False)
        for name, group in _groups(ties, each, members):
            for member in group:
                yield (
                    name,
                    names[member],
                    age,
                    _trust(each.trust),
                    ago,
                    each.reason,
                    each.type,
                    "age_months" if filled else "",
                    each.start or "",
                    end or "",
                    each.row,
                )


def _groups(ties: Ties, each: Agreement, members: list[int]) -> Iterable[tuple[str, list[int]]]:
    if len(members) <= MOST_MEMBERS:
        yield each.name, members
        return
    ties.log.add("many_members", "fixed", ties.source, each.row, "", each.name, read=len(members), limit=MOST_MEMBERS)
    size = MOST_MEMBERS - 1
    for number, first in enumerate(range(1, len(members), size), 1):
        yield f"{each.name} ({number})", [members[0], *members[first : first + size]]
