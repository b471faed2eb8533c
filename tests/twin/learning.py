"""Practice spreads, inventions happen, capability and experience follow what is done (ODD 7.11)."""

from __future__ import annotations

from collections import Counter

from tests.twin.luck import draw
from tests.twin.people import Organisation, Partnership, People

from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import Event


def step(people: People) -> None:
    learned = {i: _from_partners(people, i) for i in people.everybody}
    agreements = Counter(i for q in people.partnerships for i in q.members)
    inventors = [i for i in people.everybody if i.active and _invents(people, i)]
    p = people.params["learning"]
    for i in people.everybody:
        gain = (
            (p.own_improvement + p.invention_step * (i in inventors)) * (1.0 - i.practice) + learned[i]
            if i.active
            else 0.0
        )
        i.practice = _within(i.practice + gain - p.obsolescence * i.practice)
        grown = p.experience_gain * min(agreements[i], 3) * (1.0 - i.experience) if i.active else 0.0
        i.experience = _within(i.experience + grown - p.experience_loss * i.experience)
    for i in inventors:
        _note(people, i, 0)
    for i in people.everybody:
        if i.active:
            _follow(people, i)
    creative = [q for q in people.partnerships if q.members and _creates(people, q)]
    for q in creative:
        _note(people, q.members[0], q.id)


def _from_partners(people: People, i: Organisation) -> float:
    """What an organisation learns from partners who do better."""
    p, gained = people.params["learning"], 0.0
    for j, r in people.partners(i):
        x = min(
            1.0,
            2.0
            * sum(abs(mine - theirs) for mine, theirs in zip(i.capability, j.capability, strict=True))
            / people.fields,
        )
        gained += p.spread * 4.0 * x * (1.0 - x) * people.trust(i, r) * max(0.0, j.practice - i.practice)
    return gained


def _invents(people: People, i: Organisation) -> bool:
    kinds = {j.kind for j, _ in people.partners(i)}
    chance = people.params["learning"].invention * max(0.0, 1.0 - i.load) * len(kinds) / 5.0
    return draw(people.seed_of_draws, Purpose.INVENT, people.month, 0, i.id) < chance


def _follow(people: People, i: Organisation) -> None:
    speed, top = people.params["learning"].capability_drift, max(i.priority)
    for f, share in enumerate(i.priority):
        i.capability[f] += speed * (0.35 + 0.35 * share / top - i.capability[f])


def _creates(people: People, q: Partnership) -> bool:
    """Whether an agreement creates a joint service, in that of its fields in which members differ most."""
    p = people.params["learning"]
    fields = [q.field, q.second] if q.second >= 0 else [q.field]
    gap = {f: max(i.capability[f] for i in q.members) - min(i.capability[f] for i in q.members) for f in fields}
    f = max(fields, key=lambda one: gap[one])
    luck = draw(people.seed_of_draws, Purpose.INVENT, people.month, 1, q.id)
    if gap[f] < p.complement_threshold or luck >= p.joint_service * q.governance:
        return False
    q.innovations += 1
    for i in q.members:
        i.capability[f] += p.capability_gain * (1.0 - i.capability[f])
    return True


def _note(people: People, i: Organisation, other: int) -> None:
    people.ledger.events.append(
        {"month": people.month, "event": int(Event.INVENTION), "organisation": i.id, "other": other, "value": 0.0}
    )


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))
