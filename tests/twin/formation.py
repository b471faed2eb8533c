"""New ties: chances, proposals, consent, and the cooperation that begins (ODD 7.9)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.twin import agreements
from tests.twin.luck import draw, draw2, gumbel, lot, monthly, normal, poisson, word
from tests.twin.meeting import Meeting
from tests.twin.people import Organisation, People, Relation, key

from simkemitraan.world.choices import Decision
from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import TERMS, Kind, Origin

SEASON = (1.0, 1.5, 1.5, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.6)


@dataclass
class Proposal:
    """What one organisation would propose to another, and what speaks for it."""

    i: Organisation
    j: Organisation
    origin: Origin
    terms: dict[str, float]
    common: int
    returned: float  # trust of the other side
    pressed: bool

    @property
    def utility(self) -> float:
        return sum(self.terms.values())


def step(people: People) -> None:
    p, seed = people.params["formation"], people.seed_of_draws
    for i in people.everybody:
        i.forum = int(bool(i.active) and draw(seed, Purpose.FORUM_JOIN, 0, 0, i.id) < p.forum_share)
    people.count_ties()
    begun = _invite(people)
    signing = [(r.a, r.b, Origin.FROM_COOPERATION) for r in people.relations if _signs(people, r)]
    pressed = [x for x in begun if x.pressed and x.i.vacant <= 0 and x.j.vacant <= 0]
    signing += [(x.i, x.j, Origin.CALL) for x in pressed if people.decided.agree(people.month, x.i, x.j, 1.0) > 0.0]
    agreements.sign(people, signing)
    agreements.invite_later(people)
    people.count_ties()


def demand(people: People) -> float:
    """How strongly funders ask for joint proposals."""
    p = people.params["funding"]
    return min(1.0, p.partnership_required + 0.5 * p.partnership_bonus)


def _invite(people: People) -> list[Proposal]:
    """All decide on the ties as they are; then what was accepted begins, each pair once."""
    meeting = Meeting(people)
    accepted: dict[tuple[int, int], Proposal] = {}
    introduced = _introduced(people)
    for i in people.everybody:
        invited = people.decided.invited(people.month, i) if i.active else None
        number, pressed = _chances(people, i) if invited is None else (len(invited), False)
        for chance in range(number):
            if invited is None:
                best = _choose(people, meeting, i, chance, pressed and chance == 0)
            else:
                best = _take(people, i, invited[chance])
            if best and _accepts(people, best, chance):
                accepted.setdefault(key(best.i, best.j), best)
    for i, j, chance in introduced:
        option = _weigh(people, i, j, Origin.FRIEND, False)
        if _wants(people, option, chance) and _accepts(people, option, chance):
            accepted.setdefault(key(i, j), option)
    for proposal in accepted.values():
        _begin(people, proposal)
    return list(accepted.values())


def _introduced(people: People) -> list[tuple[Organisation, Organisation, int]]:
    """Who is introduced to whom, by whoever meets both, and the number of that chance."""
    p, seed, month = people.params["formation"], people.seed_of_draws, people.month
    pairs = []
    for h in people.everybody:
        rates = {j: r.meetings for j, r in h.tied if j.active and r.meetings > 0.0}
        if not h.active or len(h.tied) < 2 or p.introductions == 0.0:
            continue
        mean = min(4.0, p.introductions * sum(rates.values()))
        for x in range(min(4, poisson(draw(seed, Purpose.INTRODUCTIONS, month, 0, h.id), mean))):
            i = _soonest(word(seed, Purpose.INTRODUCED, month, 2 * x, h.id), rates)
            j = _soonest(
                word(seed, Purpose.INTRODUCED, month, 2 * x + 1, h.id), {k: v for k, v in rates.items() if k is not i}
            )
            if i and j and j not in [k for k, _ in i.tied] and people.decided.invited(month, i) is None:
                pairs.append((i, j, 16 + x))
    return pairs


def _wants(people: People, x: Proposal, chance: int) -> bool:
    """Whether it is better than doing nothing."""
    p, seed, month = people.params["formation"], people.seed_of_draws, people.month
    mine, nothing = (gumbel(draw(seed, Purpose.CHOOSE, month, chance, x.i.id, k.id)) for k in (x.j, x.i))
    return x.utility + mine > p.outside_option + nothing


def _soonest(base: int, rates: dict[Organisation, float]) -> Organisation | None:
    """Who is met first, waiting times being exponential."""
    luck = {j: ((lot(base, j.id) >> 12) + 0.5) * 2.0**-52 for j in rates}
    return min(rates, key=lambda j: -math.log(luck[j]) / rates[j], default=None)


def _chances(people: People, i: Organisation) -> tuple[int, bool]:
    if not i.active:
        return 0, False
    p, seed, month = people.params["formation"], people.seed_of_draws, people.month
    mean = p.chances * (SEASON[(people.calendar_start + month) % 12] if p.season else 1.0) / 12.0
    mean *= math.exp(p.chances_size * i.size + p.chances_openness * i.openness) / (1.0 + i.load**4)
    number = min(6, poisson(draw(seed, Purpose.CHANCE, month, 0, i.id), min(mean, 4.0)))
    search = monthly(p.call_search * demand(people))
    pressed = i.n_formal == 0 and i.kind != Kind.COMPANY and draw(seed, Purpose.CHANCE, month, 1, i.id) < search
    return max(1, number) if pressed else number, pressed


def _choose(people: People, meeting: Meeting, i: Organisation, chance: int, pressed: bool) -> Proposal | None:
    p, seed, month = people.params["formation"], people.seed_of_draws, people.month
    nothing = gumbel(draw(seed, Purpose.CHOOSE, month, chance, i.id, i.id))
    top, best = p.outside_option - (2.0 if pressed else 0.0) + nothing, None
    partners = [k for k, _ in i.tied]
    for j, origin in meeting.come_across(i, chance):
        if j is i or not j.active or j in partners or (best and j is best.j):
            continue
        option = _weigh(people, i, j, origin, pressed)
        value = option.utility + gumbel(draw(seed, Purpose.CHOOSE, month, chance, i.id, j.id))
        if value > top:
            top, best = value, option
    return best


def _take(people: People, i: Organisation, wanted: int) -> Proposal | None:
    """Whom it decided to invite, if that can be."""
    j = next((j for j in people.everybody if j.id == wanted), None)
    if j is None or j is i or not j.active or j in [k for k, _ in i.tied]:
        return None
    return _weigh(people, i, j, Origin.DECISION, False)


def _weigh(people: People, i: Organisation, j: Organisation, origin: Origin, pressed: bool) -> Proposal:
    p, r = people.params["formation"], people.known(i, j)
    mine, returned = _trusts(people, i, r)
    common = len({k for k, _ in i.tied} & {k for k, _ in j.tied})
    better = sum(w * max(0.0, y - x) for w, x, y in zip(i.priority, i.capability, j.capability, strict=True))
    rivalry = sum(min(x, y) for x, y in zip(i.applied, j.applied, strict=True))
    near = i.district == j.district and i.place == j.place
    terms = {
        "complement": p.complement * better,
        "shared": p.shared * math.log(1 + common),
        "popularity": p.popularity * math.log(1 + j.n_informal + j.n_formal) + p.appeal * (j.appeal + j.size / 2),
        "trust": p.trust * (mine - 0.5),
        "past": p.past if r else 0.0,
        "near": p.near * near + (p.forum_bonus if i.forum and j.forum else 0.0),
        "same_kind": p.same_kind if i.kind == j.kind else 0.0,
        "culture": -p.culture * (distance(i, j) - 0.4),
        "rivalry": -p.rivalry * rivalry,
        "load": -p.load * j.load,
    }
    return Proposal(i, j, origin, terms, common, returned, pressed)


def _trusts(people: People, i: Organisation, r: Relation | None) -> tuple[float, float]:
    """Trust of ``i`` in the other, and of the other in ``i``."""
    p = people.params["maintenance"]
    if r is None:
        return p.trust_start, p.trust_start
    w = p.personal_weight
    first, second = w * r.personal_a + (1 - w) * r.institutional_a, w * r.personal_b + (1 - w) * r.institutional_b
    return (first, second) if r.a is i else (second, first)


def distance(i: Organisation, j: Organisation) -> float:
    return math.sqrt(0.5 * sum((x - y) ** 2 for x, y in zip(i.culture, j.culture, strict=True)))


def _accepts(people: People, x: Proposal, chance: int) -> bool:
    p = people.params["formation"]
    decided = people.decided.answer(people.month, Decision.ACCEPT, x.j, x.i.id)
    if decided is not None:
        return decided > 0
    if x.j.load >= 1.0:
        return False
    if p.consent == 1:
        return True
    value = p.consent_level + 0.5 * x.terms["shared"] + p.trust * (x.returned - 0.5) + x.terms["culture"]
    value += 0.5 * x.i.size + 0.3 * x.j.openness - p.consent_load * x.j.load
    if p.consent == 2:
        value = (value + x.utility - p.outside_option) / 2
    luck = draw(people.seed_of_draws, Purpose.CONSENT, people.month, chance, x.i.id, x.j.id)
    return luck < 1.0 / (1.0 + math.exp(-value))


def _begin(people: People, x: Proposal) -> None:
    r = people.known(x.i, x.j) or introduce(people, x.i, x.j, 0.05 * min(x.common, 3))
    r.cooperating, r.origin = 1, int(x.origin)
    r.since = r.last_active = people.month
    r.meetings = max(r.meetings, 0.1)
    if people.trace:
        people.ledger.traces.append(
            {
                "month": people.month,
                "proposer": x.i.id,
                "other": x.j.id,
                "origin": int(x.origin),
                "term": [x.terms[name] for name in TERMS],
            }
        )


def introduce(people: People, i: Organisation, j: Organisation, vouched: float = 0.0) -> Relation:
    """Two who did not know each other meet; what is fixed for the pair is theirs whenever they meet."""
    p, seed = people.params["maintenance"], people.seed_of_draws
    a, b = sorted((i, j), key=lambda k: int(k.id))
    u, v = draw2(seed, Purpose.PAIR, 0, 0, a.id, b.id)
    w, _ = draw2(seed, Purpose.PAIR, 0, 1, a.id, b.id)
    first = min(0.95, max(0.05, p.trust_start + p.trust_start_spread * normal(w)))
    trust = min(0.95, max(0.05, first + vouched))
    r = Relation(
        a, b, people.month, people.month, normal(u), normal(v), distance(a, b), trust, trust, trust, trust, trust
    )
    people.relations.append(r)
    people.pairs[key(a, b)] = r
    a.pairs.append(r)
    b.pairs.append(r)
    return r


def _signs(people: People, r: Relation) -> bool:
    """Whether a pair signs an agreement this month."""
    sides = (r.a, r.b)
    if (
        r.mandated
        or not r.tied
        or r.formal >= 2
        or r.since == people.month
        or any(i.vacant > 0 or not i.active for i in sides)
    ):
        return False
    p = people.params["formation"]
    z = p.formalising_meetings * math.log(r.meetings + 0.02) + p.formalising_past * r.memory
    z += p.formalising_trust * (r.level(people.params["maintenance"].personal_weight) - 0.6)
    z += p.formalising_referral * min(1.0, r.referrals) + p.call_pull * demand(people)
    rate = p.formalising * math.exp(z) * (p.repeat if r.formal else 1.0)
    chance = monthly(rate)
    agreed = people.decided.agree(people.month, r.a, r.b, chance)
    if r.formal:
        agreed = min(agreed, chance)  # one agreement is signed by decision, not two
    return draw(people.seed_of_draws, Purpose.FORMALISE, people.month, 0, r.a.id, r.b.id) < agreed
