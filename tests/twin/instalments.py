"""Running grants pay their instalments (ODD 7.12)."""

from __future__ import annotations

from tests.twin.people import Grant, Organisation, Partnership, People

from simkemitraan.world.codes import WHOLE_PLACE
from simkemitraan.world.schema import Kind


def pay(people: People) -> None:
    for i in people.everybody:
        i.grant_income = 0.0
    running = {q.id: q for q in people.partnerships if q.members}
    for g in people.grants:
        if g.left > 0 and people.month >= g.start:
            _pay(people, g, running.get(g.partnership))


def _pay(people: People, g: Grant, q: Partnership | None) -> None:
    if g.holder and g.holder.active:
        g.left -= 1
        money = g.monthly if g.left else g.amount - g.paid
        g.paid += money
        _hand_out(q, g.holder, money, g.funder)
    else:
        g.left = 0
        pools = people.districts[0 if WHOLE_PLACE[g.funder] else g.district]
        for pool in ("pool", "pool_in"):
            pools[pool][g.funder] += g.amount - g.paid
    if q and g.left == 0:
        q.funded -= 1
        if q.funded == 0:
            q.lost = people.month


def _hand_out(q: Partnership | None, holder: Organisation, money: float, payer: int) -> None:
    """To the members of the partnership by their pledges, if there are any who take money; else to the holder."""
    members = list(zip(q.members, q.pledge, strict=True)) if q else []
    takers = [(i, hours) for i, hours in members if i.active and i.kind not in (Kind.AGENCY, Kind.COMPANY)]
    total = sum(hours for _, hours in takers)
    shares = [(i, hours / total if total > 0.0 else 1.0 / len(takers)) for i, hours in takers] or [(holder, 1.0)]
    for i, share in shares:
        i.grant_income += money * share
        i.paid[payer] += money * share
