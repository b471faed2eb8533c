"""Endings, written down: cooperation, memberships and partnerships end here and nowhere else.

Mechanisms decide *that* something ends by writing a reason into an ``ending`` column; the functions here carry it out
and append one row per ended spell to the ledger. Nothing here draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import schema
from .compiling import compiled
from .graph import find
from .named import View, add_rows
from .partnerships import partnership_type
from .rule import rule
from .schema import Reason
from .trust import mean_trust

if TYPE_CHECKING:
    from .world import World

RECENT = 12  # months within which a change of leader or a loss of funding is told as one
_NEVER = int(schema.NEVER)
_CLOSURE = int(Reason.CLOSURE)
_COMPACT_SHARE = 0.10
_ROOM = 8


@compiled
def leader_is_new(w: View, i: int) -> float:
    """Return 1 if organisation ``i`` changed its leader within the last twelve months, else 0."""
    return 1.0 if w.month - w.organisations.leader_changed_at[i] < RECENT else 0.0


# --- cooperation -------------------------------------------------------------------------------------------------------


@compiled
def end_cooperation(w: View, personal_weight: float) -> None:
    """End every cooperation whose ``ending`` holds a reason (trust at the end is mixed by ``personal_weight``)."""
    r = w.relations
    for k in range(r.n):
        if r.ending[k]:
            _write_tie(w, k, personal_weight)
            w.counts.cooperation_ended += 1
            w.counts.informal_ended += 1 if r.formal[k] == 0 else 0
            r.cooperating[k], r.mandated[k], r.ending[k] = 0, 0, 0
            r.since[k], r.last_active[k] = _NEVER, w.month


@compiled
def _write_tie(w: View, k: int, personal_weight: float) -> None:
    """Write one ended cooperation."""
    r, ids = w.relations, w.organisations.id
    x = add_rows(w.ended_ties, 1)
    e = w.ended_ties
    a, b = r.a[k], r.b[k]
    e.a[x], e.b[x], e.start[x], e.end[x] = ids[a], ids[b], r.since[k], w.month
    e.origin[x], e.reason[x], e.mandated[x], e.covered[x] = r.origin[k], r.ending[k], r.mandated[k], r.formal[k] > 0
    e.after_change[x] = leader_is_new(w, a) + leader_is_new(w, b) > 0.0
    e.trust_start[x], e.trust_end[x] = r.trust_start[k], mean_trust(r, k, personal_weight)


# --- agreements --------------------------------------------------------------------------------------------------------


@compiled
def end_partnerships(w: View, release_pairs: bool) -> None:
    """End every partnership whose ``ending`` holds a reason, with all its memberships.

    ``release_pairs`` takes the agreement off its pairs; not where these are forgotten anyhow.
    """
    q = w.partnerships
    for k in range(q.n):
        if q.ending[k] <= 0 or q.n_members[k] == 0:
            continue
        if release_pairs:
            _release_pairs(w, k, -1)
        for slot in range(q.n_members[k]):
            _write_membership(w, k, slot, q.ending[k])
        _write_partnership(w, k)
        q.n_members[k], q.ending[k], q.withdraws[k] = 0, 0, -1
        q.member[k, :] = -1
        w.counts.partnerships_ended += 1


@compiled
def withdraw_members(w: View) -> None:
    """Let the members named in ``withdraws`` leave; their partnerships live on."""
    q = w.partnerships
    for k in range(q.n):
        if q.withdraws[k] >= 0 and q.n_members[k] > 2:
            _release_pairs(w, k, q.withdraws[k])
            _remove_member(w, k, q.withdraws[k], q.withdraw_reason[k])
            q.withdraws[k], q.withdraw_reason[k] = -1, 0


@compiled
def _release_pairs(w: View, k: int, slot: int) -> None:
    """Take one shared agreement off each pair of a partnership (slot -1), or of one member with the others."""
    q, r = w.partnerships, w.relations
    for s in range(q.n_members[k]):
        for t in range(s + 1, q.n_members[k]):
            if slot < 0 or slot == s or slot == t:
                pair = find(w.graph, q.member[k, s], q.member[k, t])
                r.formal[pair] -= 1
                r.last_active[pair] = w.month


@compiled
def _remove_member(w: View, k: int, slot: int, reason: int) -> None:
    """Write a membership that ends and close its gap, in the order of the others; the first remaining one leads."""
    q, o = w.partnerships, w.organisations
    _write_membership(w, k, slot, reason)
    last = q.n_members[k] - 1
    for s in range(slot, last):
        q.member[k, s], q.joined[k, s], q.pledge[k, s] = q.member[k, s + 1], q.joined[k, s + 1], q.pledge[k, s + 1]
    q.member[k, last] = -1
    q.n_members[k] = last
    q.lead[k] = q.member[k, 0]
    q.type[k] = partnership_type(q.member[k], last, o.kind)
    w.counts.members_withdrew += 1


@compiled
def _write_membership(w: View, k: int, slot: int, reason: int) -> None:
    """Write one ended membership."""
    q = w.partnerships
    x = add_rows(w.ended_memberships, 1)
    e = w.ended_memberships
    e.partnership[x], e.organisation[x], e.lead[x] = q.id[k], w.organisations.id[q.member[k, slot]], slot == 0
    e.joined[x], e.left[x], e.pledge[x], e.reason[x] = q.joined[k, slot], w.month, q.pledge[k, slot], reason


@compiled
def _write_partnership(w: View, k: int) -> None:
    """Write one ended partnership."""
    q = w.partnerships
    new_leaders = 0.0
    for s in range(q.n_members[k]):
        new_leaders += leader_is_new(w, q.member[k, s])
    x = add_rows(w.ended_partnerships, 1)
    e = w.ended_partnerships
    e.id[x], e.lead[x], e.type[x], e.origin[x] = q.id[k], w.organisations.id[q.lead[k]], q.type[k], q.origin[k]
    e.reason[x], e.field[x], e.second[x] = q.ending[k], q.field[k], q.second[k]
    e.district[x], e.start[x], e.end[x] = w.districts.code[q.district[k]], q.signed[k], w.month
    e.renewals[x], e.members[x], e.after_change[x] = q.renewals[k], q.n_members[k], new_leaders > 0.0
    e.governance[x], e.progress[x] = q.governance[k], q.progress[k]
    e.trust_start[x], e.trust_end[x] = q.trust_start[k], q.trust[k]


# --- closures, and the end of the month --------------------------------------------------------------------------------


@rule(
    "end_month",
    reads=(
        "organisations.id",
        "organisations.kind",
        "organisations.priority",
        "organisations.alive",
        "organisations.leader_changed_at",
        "relations.a",
        "relations.b",
        "relations.origin",
        "relations.trust_start",
        "relations.personal_a",
        "relations.personal_b",
        "relations.institutional_a",
        "relations.institutional_b",
        "districts.code",
        "maintenance.personal_weight",
        "maintenance.memory_months",
    ),
    writes=(
        "relations.ending",
        "relations.cooperating",
        "relations.mandated",
        "relations.since",
        "relations.last_active",
        "relations.formal",
        "relations.forgotten",
        "partnerships.*",
        "ended_ties.*",
        "ended_partnerships.*",
        "ended_memberships.*",
    ),
)
def _end_month(w: View) -> int:
    """Let go of the closed, forget old pairs once a year; returns which tables are worth compacting (bits)."""
    closed = _count_closed(w.organisations)
    if closed:
        _close_out(w)
    if w.month % 12 == 0:
        _forget(w, w.maintenance.memory_months)
    return _worth_compacting(w, closed)


@compiled
def _count_closed(o: View) -> int:
    """Return how many organisations are closed but still have a row."""
    closed = 0
    for i in range(o.n):
        closed += 1 - o.alive[i]
    return closed


@compiled
def _close_out(w: View) -> None:
    """End everything that closed organisations are part of, with reason *closure*, and forget their pairs."""
    o, r = w.organisations, w.relations
    for k in range(r.n):
        if r.cooperating[k] and not (o.alive[r.a[k]] and o.alive[r.b[k]]):
            r.ending[k] = _CLOSURE
    end_cooperation(w, w.maintenance.personal_weight)
    _remove_closed_members(w)
    end_partnerships(w, False)
    for k in range(r.n):
        if not (o.alive[r.a[k]] and o.alive[r.b[k]]):
            r.forgotten[k], r.formal[k] = 1, 0


@compiled
def _remove_closed_members(w: View) -> None:
    """Take closed members out of their partnerships; one ends when fewer than two remain."""
    q, alive = w.partnerships, w.organisations.alive
    for k in range(q.n):
        remaining = 0
        for s in range(q.n_members[k]):
            remaining += alive[q.member[k, s]]
        if remaining == q.n_members[k]:
            continue
        if remaining < 2:
            q.ending[k] = _CLOSURE
            continue
        for s in range(q.n_members[k] - 1, -1, -1):
            if not alive[q.member[k, s]]:
                _remove_member(w, k, s, _CLOSURE)


@compiled
def _forget(w: View, months: float) -> None:
    """Mark pairs that have had no tie for ``months`` as forgotten: they would meet again as strangers."""
    r = w.relations
    for k in range(r.n):
        apart = r.cooperating[k] == 0 and r.formal[k] == 0 and r.forgotten[k] == 0
        if apart and w.month - r.last_active[k] > months:
            r.forgotten[k] = 1


@compiled
def _worth_compacting(w: View, closed: int) -> int:
    """Return bits: 1 relations, 2 partnerships, 4 organisations, where a tenth of the rows is no longer needed."""
    r, q = w.relations, w.partnerships
    forgotten, ended = 0, 0
    for k in range(r.n):
        forgotten += r.forgotten[k]
    for k in range(q.n):
        ended += q.n_members[k] == 0
    bits = 1 if forgotten > _COMPACT_SHARE * r.n + _ROOM else 0
    bits += 2 if ended > _COMPACT_SHARE * q.n + _ROOM else 0
    return bits + (4 if closed > _COMPACT_SHARE * w.organisations.n + _ROOM else 0)


def end_month(world: World) -> None:
    """Carry out closures, forget old pairs, and drop rows that are no longer needed. Orders do not change."""
    bits = _end_month(world)
    r, q = world.relations, world.partnerships
    if bits & 1 or bits & 4:
        r.keep(r.live("forgotten") == 0)
    if bits & 2 or bits & 4:
        q.keep(q.live("n_members") > 0)
    if bits & 4:
        _compact_organisations(world)


def _compact_organisations(world: World) -> None:
    """Drop closed organisations and renumber the rows that point at organisations."""
    moved = world.organisations.keep(world.organisations.live("alive") == 1)
    for table, names in (
        (world.relations, ("a", "b")),
        (world.partnerships, ("lead", "member")),
        (world.grants, ("holder",)),
    ):
        for name in names:
            column = table.live(name)
            column[...] = moved[column]
