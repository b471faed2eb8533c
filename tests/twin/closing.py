"""After a month: what closed organisations were part of ends (ODD 3)."""

from __future__ import annotations

from tests.twin.dissolution import end_agreement, end_cooperation, write_membership
from tests.twin.kinds import type_of
from tests.twin.people import Partnership, People

from simkemitraan.world.schema import Reason


def close_out(people: People) -> None:
    touched = [r for r in people.relations if not (r.a.alive and r.b.alive)]
    for r in touched:
        if r.cooperating:
            end_cooperation(people, r, Reason.CLOSURE)
    struck = [q for q in people.partnerships if any(not i.alive for i in q.members)]
    lost = [q for q in struck if sum(bool(i.alive) for i in q.members) < 2]
    for q in struck:
        if q not in lost:
            _go_on(people, q)
    for q in lost:
        for s in range(len(q.members)):
            write_membership(people, q, s, Reason.CLOSURE)
    for q in lost:
        end_agreement(people, q, Reason.CLOSURE)
    for r in touched:
        r.forgotten, r.formal = 1, 0


def _go_on(people: People, q: Partnership) -> None:
    for s in reversed(range(len(q.members))):
        if not q.members[s].alive:
            write_membership(people, q, s, Reason.CLOSURE)
            del q.members[s], q.joined[s], q.pledge[s]
    q.type = type_of(q.members)
