"""Running grants: instalments, shares of partners, and what returns when a grant is stopped.

Called by *finance*. A grant pays a fixed part each month; the last one pays what is missing to the amount, so that paid
and awarded agree to the last bit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .calls import WHOLE_PLACE
from .compiling import compiled
from .schema import Kind
from .world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

_AGENCY, _COMPANY = int(Kind.AGENCY), int(Kind.COMPANY)
_STOPPED = -1.0
_DONE_SHARE = 0.25


@compiled
def instalments(
    m: int,
    month: int,
    holder: Ints,
    active: Codes,
    part: Floats,
    left: Ints,
    start: Ints,
    amount: Floats,
    paid: Floats,
    pays: Floats,
) -> int:
    """Work out what each grant pays this month (``pays``; negative: stopped). Returns how many are stopped."""
    stopped = 0
    for g in range(m):
        pays[g] = 0.0
        if left[g] <= 0 or month < start[g]:
            continue
        if holder[g] < 0 or not active[holder[g]]:
            pays[g] = _STOPPED
            left[g] = 0
            stopped += 1
            continue
        left[g] -= 1
        pays[g] = part[g] if left[g] > 0 else amount[g] - paid[g]
        paid[g] = paid[g] + pays[g] if left[g] > 0 else amount[g]
    return stopped


@compiled
def locate(partnership: int, row: int, k: int, ids: Ids) -> int:
    """Return the row of a partnership, searching down from where it last was (rows only move down); -1 if gone."""
    for p in range(min(row, k - 1), -1, -1):
        if ids[p] == partnership:
            return p
    return -1


@compiled
def takes_share(kind: int, active: int) -> bool:
    """Return whether a member is paid from the partnership's grant."""
    return active != 0 and kind != _AGENCY and kind != _COMPANY


@compiled
def divide(
    amount: float, p: int, size: int, member: Ints, pledge: Floats, kind: Codes, active: Codes, income: Floats
) -> bool:
    """Pay ``amount`` to the members of partnership ``p`` by pledge; false if nobody takes a share."""
    total, takers, last = 0.0, 0, -1
    for s in range(size):
        if takes_share(kind[member[p, s]], active[member[p, s]]):
            total += pledge[p, s]
            takers += 1
            if pledge[p, s] > 0.0 or total == 0.0:
                last = s  # takes what rounding leaves; nobody gets crumbs for no hours
    if takers == 0:
        return False
    rest = amount
    for s in range(last):
        if takes_share(kind[member[p, s]], active[member[p, s]]):
            part = amount * (pledge[p, s] / total if total > 0.0 else 1.0 / takers)
            income[member[p, s]] += part
            rest -= part
    income[member[p, last]] += max(0.0, rest)
    return True


@compiled
def pay(
    m: int,
    month: int,
    pays: Floats,
    left: Ints,
    holder: Ints,
    partnership: Ids,
    row: Ints,
    k: int,
    ids: Ids,
    size: Ints,
    member: Ints,
    pledge: Floats,
    funded: Ints,
    lost: Ints,
    kind: Codes,
    active: Codes,
    income: Floats,
) -> None:
    """Pay the instalments; a partnership whose last grant ends has lost its funding."""
    for g in range(m):
        if pays[g] == 0.0:
            continue
        p = -1
        if row[g] >= 0:
            p = locate(partnership[g], row[g], k, ids)
            p = p if p >= 0 and size[p] > 0 else -1
            row[g] = p
        if pays[g] > 0.0 and not (p >= 0 and divide(pays[g], p, size[p], member, pledge, kind, active, income)):
            income[holder[g]] += pays[g]
        if p >= 0 and left[g] == 0:
            funded[p] = max(0, funded[p] - 1)
            if funded[p] == 0:
                lost[p] = month


def pool_rows(funder: NDArray[np.int8], district: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the district row that keeps the pool of each funder: the first one for those who fund the whole place."""
    return np.where(WHOLE_PLACE[funder] == 1, 0, district)


def pay_grants(world: World) -> None:
    """Pay this month's instalments and return the rest of stopped grants to their pools."""
    o, g, q, d = world.organisations, world.grants, world.partnerships, world.districts
    o.live("grant_income")[...] = 0.0
    if g.n == 0:
        return
    pays = np.zeros(g.n)
    stopped = instalments(
        g.n, world.month, g["holder"], o["active"], g["monthly"], g["left"], g["start"], g["amount"], g["paid"], pays
    )
    pay(
        g.n,
        world.month,
        pays,
        g["left"],
        g["holder"],
        g["partnership"],
        g["row"],
        q.n,
        q["id"],
        q["n_members"],
        q["member"],
        q["pledge"],
        q["funded"],
        q["lost"],
        o["kind"],
        o["active"],
        o["grant_income"],
    )
    if stopped:
        rows = np.flatnonzero(pays < 0.0)
        back = g["amount"][rows] - g["paid"][rows]
        where = (pool_rows(g["funder"][rows], g["district"][rows]), g["funder"][rows])
        np.add.at(d["pool"], where, back)
        np.add.at(d["pool_in"], where, back)


def forget_grants(world: World) -> None:
    """Drop grants that are paid and whose report is no longer awaited, once they are a quarter of the table."""
    g = world.grants
    done = (g.live("left") == 0) & (g.live("due") <= world.month)
    if np.count_nonzero(done) > _DONE_SHARE * g.n + 8:
        g.keep(~done)
