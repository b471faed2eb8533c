"""What differs between two futures and why; what ended within the last year and why."""

from __future__ import annotations

from typing import Any

from ..declare import Text
from ..world import schema
from .network_view import FORMAL, view_of
from .node_index import NodeIndex
from .past import Past
from .phrases import when

SHOWN = 120
YEAR = 12

NEVER = Text("tidak pernah terbentuk di sana", "never came about there")
Ended = dict[tuple[int, int], tuple[int, int]]


def between(pasts: list[Past], nodes: NodeIndex, since: int) -> dict[str, Any]:
    """Return the ties that only one of two futures has, and the ties that ended lately in each.

    Parameters
    ----------
    pasts : list of Past
        One or two runs at the same month.
    nodes : NodeIndex
        Numbers of the organisations.
    since : int
        Month at which the futures parted.

    Returns
    -------
    dict
        ``only``: for each future its own ties as number, number, whether formal, why the other future lacks it (a pair
        of texts), and when it ended there; ``ended``: for each future what ended within a year, likewise.
    """
    ended = [_ended(past, nodes, since) for past in pasts]
    only = []
    if len(pasts) == 2:
        ties = [_ties(past, nodes) for past in pasts]
        only = [
            _listed(pasts[1 - k], {pair: ties[k][pair] for pair in ties[k].keys() - ties[1 - k].keys()}, ended[1 - k])
            for k in (0, 1)
        ]
    return {"only": only, "ended": [_lately(past, nodes) for past in pasts]}


def _ties(past: Past, nodes: NodeIndex) -> dict[tuple[int, int], bool]:
    view = view_of(past.world, nodes)
    low, high = (view.pairs >> 32).tolist(), (view.pairs & 0xFFFFFFFF).tolist()
    return {(a, b): bool(s & FORMAL) for a, b, s in zip(low, high, view.state.tolist(), strict=True)}


def _ended(past: Past, nodes: NodeIndex, since: int) -> Ended:
    """Return month and reason of the last end of each pair's cooperation since a month."""
    numbers = nodes.by_id()
    found: Ended = {}
    for month, rows in past.ledger.rows("ended_ties"):
        if month < since:
            continue
        for a, b, end, reason in zip(
            rows["a"].tolist(), rows["b"].tolist(), rows["end"].tolist(), rows["reason"].tolist(), strict=True
        ):
            if a in numbers and b in numbers:
                pair = (min(numbers[a], numbers[b]), max(numbers[a], numbers[b]))
                found[pair] = (end, reason)
    return found


def _listed(other: Past, ties: dict[tuple[int, int], bool], ended: Ended) -> dict[str, Any]:
    """Return ties that the other future lacks, counted by reason, those that ended there first."""
    rows = []
    for (a, b), formal in sorted(ties.items(), key=lambda tie: (tie[0] not in ended, not tie[1], tie[0])):
        end = ended.get((a, b))
        why = NEVER if end is None else _reason(end[1])
        at = Text("", "") if end is None else when(end[0], other.world.spec.calendar)
        rows.append([a, b, int(formal), why.id, why.en, at.id, at.en])
    return _summary(rows)


def _lately(past: Past, nodes: NodeIndex) -> dict[str, Any]:
    """Return what ended within the last year, latest first."""
    ended = _ended(past, nodes, past.world.month - YEAR)
    rows = []
    for (a, b), (end, reason) in sorted(ended.items(), key=lambda e: (-e[1][0], e[0])):
        why, at = _reason(reason), when(end, past.world.spec.calendar)
        rows.append([a, b, 0, why.id, why.en, at.id, at.en])
    return _summary(rows)


def _reason(code: int) -> Text:
    return schema.REASON_TEXTS[schema.REASON_NAMES[code]]


def _summary(rows: list[list[Any]]) -> dict[str, Any]:
    """Return the first rows, and how often each reason comes in all of them."""
    reasons = [(row[3], row[4]) for row in rows]
    counts = sorted(((reasons.count(r), r) for r in set(reasons)), key=lambda c: (-c[0], c[1]))
    return {"ties": rows[:SHOWN], "count": len(rows), "reasons": [[*r, n] for n, r in counts]}
