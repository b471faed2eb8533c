"""Running grants: instalments, shares of partners, and what returns when a grant is stopped.

A grant pays a fixed part each month; the last one pays what is missing to the amount, so that paid and awarded agree to
the last bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...world.codes import WHOLE_PLACE
from ...world.compiling import compiled
from ...world.named import View
from ...world.schema import Kind

if TYPE_CHECKING:
    from ...world.world import World

_AGENCY, _COMPANY = int(Kind.AGENCY), int(Kind.COMPANY)
_STOPPED = -1.0
_DONE_SHARE = 0.25


@compiled
def instalment(w: View, k: int) -> float:
    """Take this month's instalment off grant ``k`` and return it; negative: the grant is stopped, 0: nothing is due."""
    g = w.grants
    if g.left[k] <= 0 or w.month < g.start[k]:
        return 0.0
    if g.holder[k] < 0 or not w.organisations.active[g.holder[k]]:
        g.left[k] = 0
        return _STOPPED
    g.left[k] -= 1
    if g.left[k] > 0:
        g.paid[k] += g.monthly[k]
        return float(g.monthly[k])
    rest = g.amount[k] - g.paid[k]
    g.paid[k] = g.amount[k]
    return float(rest)


@compiled
def locate(w: View, partnership: int, row: int) -> int:
    """Return the row of a partnership, searching down from where it last was (rows only move down).

    Returns
    -------
    int
        -1 if it has ended.
    """
    q = w.partnerships
    for k in range(min(row, q.n - 1), -1, -1):
        if q.id[k] == partnership:
            return k if q.n_members[k] > 0 else -1
    return -1


@compiled
def takes_share(w: View, i: int) -> bool:
    """Return whether a member is paid from the partnership's grant."""
    o = w.organisations
    return bool(o.active[i] and o.kind[i] != _AGENCY and o.kind[i] != _COMPANY)


@compiled
def pay(w: View, i: int, amount: float, payer: int) -> None:
    """Pay a part of a grant to ``i``; payers have the codes of their funders."""
    w.organisations.grant_income[i] += amount
    w.organisations.paid[i, payer] += amount


@compiled
def divide(w: View, amount: float, q: int, payer: int) -> bool:
    """Pay ``amount`` of ``payer`` to the members of partnership ``q`` by pledge; false if nobody takes a share."""
    member, pledge = w.partnerships.member, w.partnerships.pledge
    total, takers, last = 0.0, 0, -1
    for s in range(w.partnerships.n_members[q]):
        if takes_share(w, member[q, s]):
            total += pledge[q, s]
            takers += 1
            if pledge[q, s] > 0.0 or total == 0.0:
                last = s  # takes what rounding leaves; without hours nobody gets a rounding remainder
    if takers == 0:
        return False
    rest = amount
    for s in range(last):
        if takes_share(w, member[q, s]):
            part = amount * (pledge[q, s] / total if total > 0.0 else 1.0 / takers)
            pay(w, member[q, s], part, payer)
            rest -= part
    pay(w, member[q, last], max(0.0, rest), payer)
    return True


@compiled
def _pay(w: View, k: int, amount: float) -> None:
    """Pay an instalment; a partnership whose last grant ends has lost its funding. A stopped grant pays nothing."""
    g, q = w.grants, w.partnerships
    if g.row[k] >= 0:
        g.row[k] = locate(w, g.partnership[k], g.row[k])
    row = g.row[k]
    if amount > 0.0 and not (row >= 0 and divide(w, amount, row, g.funder[k])):
        pay(w, g.holder[k], amount, g.funder[k])
    if row >= 0 and g.left[k] == 0:
        q.funded[row] = max(0, q.funded[row] - 1)
        if q.funded[row] == 0:
            q.lost[row] = w.month


@compiled
def _give_back(w: View, k: int) -> None:
    """Return what a stopped grant has not paid to its pool; who funds the whole place has it in the first district."""
    g, d = w.grants, w.districts
    row = 0 if WHOLE_PLACE[g.funder[k]] else g.district[k]
    back = g.amount[k] - g.paid[k]
    d.pool[row, g.funder[k]] += back
    d.pool_in[row, g.funder[k]] += back


@compiled
def pay_grants(w: View) -> None:
    """Pay this month's instalments and return the rest of stopped grants to their pools."""
    for k in range(w.grants.n):
        amount = instalment(w, k)
        if amount != 0.0:
            _pay(w, k, amount)
        if amount < 0.0:
            _give_back(w, k)


@compiled
def done_grants(w: View) -> int:
    """Return how many grants are paid and have no report awaited any more."""
    g, done = w.grants, 0
    for k in range(g.n):
        done += g.left[k] == 0 and g.due[k] <= w.month
    return done


def forget_grants(world: World, done: int) -> None:
    """Drop the ``done`` grants, once they are a quarter of the table."""
    g = world.grants
    if done > _DONE_SHARE * g.n + 8:
        g.keep(~((g.live("left") == 0) & (g.live("due") <= world.month)))
