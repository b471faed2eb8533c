"""Endings, written down: cooperation, memberships and partnerships end here and nowhere else.

Mechanisms decide *that* something ends by writing a reason into an ``ending`` column; the functions here carry it out
and append one row per ended spell to the ledger. Nothing here draws.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import schema
from .agreements import partnership_type
from .compiling import compiled
from .graph import find_rows as find
from .schema import Reason
from .world import World

Rows = NDArray[np.int32]
_COMPACT_SHARE = 0.10
_CHANGE_WINDOW = 12


def mean_trust(world: World, rows: NDArray[np.intp], personal_weight: float) -> NDArray[np.float64]:
    """Return the mean trust of both sides of the given relations, shape (rows,)."""
    r = world.relations
    personal = 0.5 * (r["personal_a"][rows] + r["personal_b"][rows])
    institutional = 0.5 * (r["institutional_a"][rows] + r["institutional_b"][rows])
    return np.asarray(personal_weight * personal + (1.0 - personal_weight) * institutional)


def recently_changed(world: World, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return whether each organisation changed its leader within the last twelve months."""
    return np.asarray(world.month - world.organisations["leader_changed_at"][rows] < _CHANGE_WINDOW)


def end_cooperation(world: World) -> int:
    """End every cooperation whose ``ending`` holds a reason; returns how many."""
    r, o = world.relations, world.organisations
    rows = np.flatnonzero(r.live("ending"))
    if rows.size == 0:
        return 0
    a, b = r["a"][rows], r["b"][rows]
    world.ended_ties.add(
        rows.size,
        a=o["id"][a],
        b=o["id"][b],
        start=r["since"][rows],
        end=world.month,
        origin=r["origin"][rows],
        reason=r["ending"][rows],
        mandated=r["mandated"][rows],
        covered=r["formal"][rows] > 0,
        after_change=recently_changed(world, a) | recently_changed(world, b),
        trust_start=r["trust_start"][rows],
        trust_end=mean_trust(world, rows, world.params["maintenance"].personal_weight),
    )
    informal = int(np.count_nonzero(r["formal"][rows] == 0))
    r["cooperating"][rows] = 0
    r["mandated"][rows] = 0
    r["since"][rows] = schema.NEVER
    r["last_active"][rows] = world.month
    r["ending"][rows] = 0
    world.count("cooperation_ended", rows.size)
    world.count("informal_ended", informal)
    return int(rows.size)


@compiled
def _unshare(
    rows: Rows,
    slots: Rows,
    n: Rows,
    member: Rows,
    start: Rows,
    neighbour: Rows,
    relation: Rows,
    formal: Rows,
    last_active: Rows,
    month: int,
) -> None:
    """Take one shared agreement off each pair of a partnership (slot -1), or of one member with the others."""
    for x in range(rows.size):
        p = rows[x]
        for s in range(n[p]):
            for t in range(s + 1, n[p]):
                if slots[x] >= 0 and slots[x] != s and slots[x] != t:
                    continue
                i, j = member[p, s], member[p, t]
                r = find(i, j, start, neighbour, relation)
                formal[r] -= 1
                last_active[r] = month


def _unshare_pairs(world: World, rows: NDArray[np.intp], slots: NDArray[np.int32]) -> None:
    p, r, g = world.partnerships, world.relations, world.graph
    _unshare(
        rows.astype(np.int32),
        slots,
        p["n_members"],
        p["member"],
        g.start,
        g.neighbour,
        g.relation,
        r["formal"],
        r["last_active"],
        world.month,
    )


def _write_memberships(world: World, rows: NDArray[np.intp], slots: NDArray[np.intp], reasons: object) -> None:
    """Write the ended memberships at (partnership row, slot)."""
    p, o = world.partnerships, world.organisations
    members = p["member"][rows, slots]
    world.ended_memberships.add(
        rows.size,
        partnership=p["id"][rows],
        organisation=o["id"][members],
        lead=slots == 0,
        joined=p["joined"][rows, slots],
        left=world.month,
        pledge=p["pledge"][rows, slots],
        reason=reasons,
    )


def end_partnerships(world: World, *, unshare: bool = True) -> int:
    """End every partnership whose ``ending`` holds a reason, with all its memberships; returns how many."""
    p, o = world.partnerships, world.organisations
    rows = np.flatnonzero((p.live("ending") > 0) & (p.live("n_members") > 0))
    if rows.size == 0:
        return 0
    if unshare:
        _unshare_pairs(world, rows, np.full(rows.size, -1, np.int32))
    width = p["member"].shape[1]
    inside = np.arange(width)[None, :] < p["n_members"][rows][:, None]
    which, slots = np.nonzero(inside)
    _write_memberships(world, rows[which], slots, p["ending"][rows[which]])
    changed = np.where(inside, recently_changed(world, np.maximum(p["member"][rows], 0)), False).any(axis=1)
    world.ended_partnerships.add(
        rows.size,
        id=p["id"][rows],
        lead=o["id"][p["lead"][rows]],
        type=p["type"][rows],
        origin=p["origin"][rows],
        reason=p["ending"][rows],
        field=p["field"][rows],
        second=p["second"][rows],
        district=world.districts["code"][p["district"][rows]],
        start=p["signed"][rows],
        end=world.month,
        renewals=p["renewals"][rows],
        members=p["n_members"][rows],
        after_change=changed,
        governance=p["governance"][rows],
        progress=p["progress"][rows],
        trust_start=p["trust_start"][rows],
        trust_end=p["trust"][rows],
    )
    p["n_members"][rows] = 0
    p["member"][rows] = -1
    p["ending"][rows] = 0
    p["withdraws"][rows] = -1
    world.count("partnerships_ended", rows.size)
    return int(rows.size)


def withdraw_members(world: World) -> int:
    """Let the members named in ``withdraws`` leave; their partnerships live on. Returns how many left."""
    p = world.partnerships
    rows = np.flatnonzero((p.live("withdraws") >= 0) & (p.live("n_members") > 2))
    if rows.size == 0:
        return 0
    slots = p["withdraws"][rows].astype(np.intp)
    _unshare_pairs(world, rows, slots.astype(np.int32))
    _write_memberships(world, rows, slots, p["withdraw_reason"][rows])
    for row, slot in zip(rows, slots, strict=True):
        _drop_slot(world, int(row), int(slot))
    p["withdraws"][rows] = -1
    p["withdraw_reason"][rows] = 0
    world.count("members_withdrew", rows.size)
    return int(rows.size)


def _drop_slot(world: World, row: int, slot: int) -> None:
    """Close the gap that a leaving member makes, keeping the order of the others; the first remaining one leads."""
    p = world.partnerships
    last = int(p["n_members"][row]) - 1
    for name in ("member", "joined", "pledge"):
        column = p[name]
        column[row, slot:last] = column[row, slot + 1 : last + 1]
    p["member"][row, last] = -1
    p["n_members"][row] = last
    p["lead"][row] = p["member"][row, 0]
    o = world.organisations
    p["type"][row] = partnership_type(p["member"][row], last, o["kind"], o["priority"], world.fields)


def close_out(world: World) -> None:
    """End everything that organisations closed this month were part of, with reason *closure*."""
    o, r, p = world.organisations, world.relations, world.partnerships
    dead = o.live("alive") == 0
    if not dead.any():
        return
    touched = dead[r.live("a")] | dead[r.live("b")]
    r.live("ending")[touched & (r.live("cooperating") == 1)] = Reason.CLOSURE
    end_cooperation(world)
    live = p.live("n_members") > 0
    lost = np.where(p.live("member") >= 0, dead[np.maximum(p.live("member"), 0)], False)
    for row in np.flatnonzero(live & lost.any(axis=1)):
        _leave_by_closure(world, int(row), lost[row])
    end_partnerships(world, unshare=False)
    gone = r.live("forgotten")
    gone[touched] = 1
    r.live("formal")[touched] = 0


def _leave_by_closure(world: World, row: int, lost: NDArray[np.bool_]) -> None:
    """Take closed members out of one partnership; it ends when fewer than two remain."""
    p = world.partnerships
    if int(p["n_members"][row]) - int(lost[: p["n_members"][row]].sum()) < 2:
        p["ending"][row] = Reason.CLOSURE
        return
    for slot in np.flatnonzero(lost)[::-1]:
        _write_memberships(world, np.array([row]), np.array([slot]), int(Reason.CLOSURE))
        _drop_slot(world, row, int(slot))
        world.count("members_withdrew", 1)


def forget(world: World, months: float) -> None:
    """Mark pairs that have had no tie for ``months`` as gone: they would meet again as strangers."""
    r = world.relations
    idle = (r.live("cooperating") == 0) & (r.live("formal") == 0) & (r.live("forgotten") == 0)
    r.live("forgotten")[idle & (world.month - r.live("last_active") > months)] = 1


def compact(world: World) -> None:
    """Drop rows that are no longer needed, once they are a tenth of a table. Orders do not change, so results do not."""
    r, p, o = world.relations, world.partnerships, world.organisations
    if np.count_nonzero(r.live("forgotten")) > _COMPACT_SHARE * r.n + 8:
        r.keep(r.live("forgotten") == 0)
    if np.count_nonzero(p.live("n_members") == 0) > _COMPACT_SHARE * p.n + 8:
        p.keep(p.live("n_members") > 0)
    if np.count_nonzero(o.live("alive") == 0) > _COMPACT_SHARE * o.n + 8:
        _compact_organisations(world)


def _compact_organisations(world: World) -> None:
    """Drop closed organisations and renumber the rows that point at organisations."""
    r, p, g = world.relations, world.partnerships, world.grants
    r.keep(r.live("forgotten") == 0)
    p.keep(p.live("n_members") > 0)
    moved = world.organisations.keep(world.organisations.live("alive") == 1)
    for table, names in ((r, ("a", "b")), (p, ("lead", "member")), (g, ("holder",))):
        for name in names:
            column = table.live(name)
            column[...] = moved[column]
