"""Hours are shared out and lent; families are served, referred and found (ODD 7.10)."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations, product
from typing import Any

from tests.twin.people import Organisation, Partnership, People, Relation, key

from simkemitraan.world.schema import Kind

NOBODY = 1e-9  # need below which there is nobody to serve
District = dict[str, Any]
Strength = dict[tuple[int, int], float]


class Service:
    """A month of service: who provides what, and the ties among them."""

    def __init__(self, people: People) -> None:
        self.people, self.p, self.fields = people, people.params["service_delivery"], range(people.fields)
        self.ties = [r for r in people.relations if r.tied and not r.forgotten and r.a.active and r.b.active]
        self.providers = dict.fromkeys(i for i in people.everybody if i.active)  # a set with an order
        self.near = [
            r for r in self.ties if r.a.district == r.b.district and r.a in self.providers and r.b in self.providers
        ]
        self.search: dict[Organisation, float] = {}
        self.merit: dict[Organisation, list[float]] = {}
        self.share: dict[Organisation, list[float]] = {}  # of need it could reach
        self.serves: dict[Organisation, list[float]] = {}  # needs it meets
        self.joint: list[float] = []
        self.others: dict[tuple[int, int], list[float]] = {}  # of no provider: by district and field

    def home(self, i: Organisation) -> District:
        return self.people.districts[i.district]

    def dear(self, d: District) -> float:
        return float(1.0 + self.p.remote_cost * d["remoteness"])


def step(people: People) -> None:
    month = Service(people)
    _lend(month, {i: _share_out(month, i) for i in people.everybody})
    _hand_out(month)
    month.merit = _merits(month)
    month.share = {i: [_reach(month, i, f) for f in month.fields] for i in month.providers}
    shared = _shared(people)
    for number, d in enumerate(people.districts):
        _cover(month, number, d, shared)
    _refer(month)
    for number, d in enumerate(people.districts):
        _find(month, number, d)
        _count_families(people, d, month.joint[number])
    for q in people.partnerships:
        _advance(month, q)


def _share_out(month: Service, i: Organisation) -> float:
    """Set an organisation's hours of service and of search; return those that lie idle."""
    p, i.hours, month.search[i] = month.p, 0.0, 0.0
    if not i.active:
        return 0.0
    saved = p.hub_share * p.hub_same_work if i.n_informal + i.n_formal > 0 else 0.0
    gross = p.hours_per_staff * i.staff + p.hours_per_volunteer * i.volunteers
    net = max(0.0, gross * (1.0 - p.overhead * (1.0 - saved)) - i.tie_hours)
    if i.kind == Kind.COMPANY:
        return float(p.company_share * net)
    if i.kind in (Kind.COMMUNITY, Kind.INDIVIDUAL):
        month.search[i] = p.outreach_share * net
    idle = p.lend_share * (net - month.search[i])
    i.hours = net - month.search[i] - idle
    return float(idle)


def _lend(month: Service, idle: dict[Organisation, float]) -> None:
    """Idle hours go to cooperating providers, in proportion to trust; a weight of one stays uncalled for."""
    for r in month.people.relations:
        r.loan = 0.0
    calls = [
        (i, j, r) for r in month.ties if r.cooperating for i, j in ((r.a, r.b), (r.b, r.a)) if j.kind != Kind.COMPANY
    ]
    weight: dict[Organisation, float] = defaultdict(lambda: 1.0)
    for i, _, r in calls:
        weight[i] += month.people.trust(i, r)
    for i, j, r in calls:
        lent = idle[i] * month.people.trust(i, r) / weight[i]
        j.hours += lent
        r.loan += lent
    for i in month.providers:
        if i.kind == Kind.COMPANY:
            i.hours = idle[i] / weight[i]


def _hand_out(month: Service) -> None:
    for i in month.people.everybody:
        i.goods_used = month.p.goods_speed * i.goods if i.active else 0.0
        i.goods -= i.goods_used


def _fields_of(q: Partnership) -> list[int]:
    return [q.field, q.second] if q.second >= 0 else [q.field]


def _merits(month: Service) -> dict[Organisation, list[float]]:
    """How well each provider works in each field, pledged hours with the best among partners."""
    able, p = {i: list(i.capability) for i in month.providers}, month.p
    for q in month.people.partnerships:
        for f in _fields_of(q) if q.members else ():
            best = (1.0 - p.poor_governance_loss * (1.0 - q.governance)) * max(i.capability[f] for i in q.members)
            for i, pledge in zip(q.members, q.pledge, strict=True):
                if i in able and i.hours > 0.0:
                    able[i][f] += min(1.0, pledge / i.hours) * (best - able[i][f])
    w = p.practice_weight
    return {i: [(1.0 - w) * x + w * i.practice for x in own] for i, own in able.items()}


def _reach(month: Service, i: Organisation, f: int) -> float:
    """Share of its district's need in a field that a provider could serve within a quarter."""
    p, d = month.p, month.home(i)
    if d["need"][f] <= NOBODY:
        return 0.0
    quarter = 3.0 * i.priority[f] / (month.dear(d) * d["need"][f])
    work, goods = quarter * i.hours / p.hours_per_need, quarter * i.goods_used / p.goods_per_need
    output = (p.floor + (1.0 - p.floor) * month.merit[i][f]) * produce(
        work, goods, month.people.place.fields[f].care, p.substitution
    )
    return float(min(1.0, output))


def produce(work: float, goods: float, e: float, rho: float) -> float:
    """What hours of care and goods give together."""
    if e == 1.0:
        return work
    if e == 0.0:
        return goods
    if rho <= 0.0 and min(work, goods) <= 0.0:
        return 0.0
    if rho == 0.0:
        return float(work**e * goods ** (1.0 - e))
    inside = e * work**rho + (1.0 - e) * goods**rho
    return float(inside ** (1.0 / rho)) if inside > 0.0 else 0.0


def _shared(people: People) -> dict[tuple[int, int], list[Partnership]]:
    """The agreements of each pair."""
    shared: dict[tuple[int, int], list[Partnership]] = defaultdict(list)
    for q in people.partnerships:
        for i, j in combinations(q.members, 2):
            shared[key(i, j)].append(q)
    return shared


def _strength(month: Service, r: Relation, agreements: list[Partnership]) -> Strength:
    """How well a pair coordinates the service of one in one field with that of the other in another: by its strongest bond."""
    strength: Strength = defaultdict(lambda: month.p.coordination_informal if r.cooperating else 0.0)
    for q in agreements:
        for f, g in product(_fields_of(q), repeat=2):
            strength[f, g] = max(strength[f, g], month.p.coordination_formal * q.governance)
    return strength


def _others(month: Service, d: District, f: int) -> list[float]:
    """Shares of need that the zakat board and the volunteers of the disaster service could serve."""
    p, names = month.p, [field.name for field in month.people.place.fields]
    if d["need"][f] <= NOBODY:
        return [0.0, 0.0]
    board = names.index("poverty_food") if "poverty_food" in names else d["need"].index(max(d["need"]))
    direct = 3.0 * d["direct_paid"] / (p.goods_per_need * month.dear(d) * d["need"][f]) if f == board else 0.0
    hours = p.disaster_volunteers * d["population"] / 1e5 * p.hours_per_volunteer
    response = names.index("disaster_response") if "disaster_response" in names else len(names) - 1
    hours *= min(1.0, d["surge"][f]) if f == response else 0.0
    return [min(1.0, direct), min(1.0, 3.0 * hours / (p.hours_per_need * month.dear(d) * d["need"][f]))]


def _cover(month: Service, number: int, d: District, shared: dict[tuple[int, int], list[Partnership]]) -> None:
    here = {i: own for i, own in month.share.items() if i.district == number}
    ties = [(r, _strength(month, r, shared.get(key(r.a, r.b), []))) for r in month.near if r.a in here]
    d["direct"] = 0.0
    joint = sum(own[f] * own[g] for own in here.values() for f, g in combinations(month.fields, 2))
    for f in month.fields:
        _cover_field(month, d, f, {i: own[f] for i, own in here.items()}, ties)
    for f, g in combinations(month.fields, 2):
        joint += sum(by[f, g] * (here[r.a][f] * here[r.b][g] + here[r.a][g] * here[r.b][f]) for r, by in ties)
    pairs = sum(x * y for x, y in combinations(d["supply"], 2))
    month.joint.append(min(1.0, joint / pairs) if pairs > 1e-15 else 0.0)


def _cover_field(
    month: Service, d: District, f: int, s: dict[Organisation, float], ties: list[tuple[Relation, Strength]]
) -> None:
    others = _others(month, d, f)
    everybody = [*s.values(), *others]
    supply = sum(everybody)
    pairs = (supply**2 - sum(x * x for x in everybody)) / 2
    linked = sum(by[f, f] * s[r.a] * s[r.b] for r, by in ties)
    k = min(1.0, linked / pairs) if pairs > 1e-15 else 0.0
    alone, together = 1.0 - math.prod(1.0 - x for x in everybody), min(1.0, supply)
    reached = (1.0 - k) * alone + k * together
    d["supply"][f], d["coordination"][f], d["coverage"][f] = supply, k, min(reached, d["known"][f])
    d["duplication"][f] = max(0.0, 1.0 - reached / supply) if supply > 0.0 else 0.0
    merit = sum(x * month.merit[i][f] for i, x in s.items()) + 0.5 * sum(others)
    d["quality"][f] = merit / supply if supply > 0.0 else 0.0
    d["direct"] += others[0] * d["need"][f] * d["coverage"][f] / supply if supply > 0.0 else 0.0
    d["refused"][f] = max(0.0, d["known"][f] - reached) * d["need"][f]
    d["referred"][f] = 0.0


def _refer(month: Service) -> None:
    """Refused families are passed on along ties, into capacity that would overlap."""
    flows = _flows(month)
    inflow = dict.fromkeys(month.providers, 0.0)
    for _, j, _, flow in flows:
        inflow[j] += flow
    taken = {i: _serve(month, i, inflow[i]) for i in month.providers}
    for i in month.people.everybody:
        i.served = sum(month.serves.get(i, ()))
    for r in month.people.relations:
        r.referrals = 0.0
    for _, j, r, flow in flows:
        r.referrals += taken[j] * flow / inflow[j] if inflow[j] > 0.0 else 0.0


def _flows(month: Service) -> list[tuple[Organisation, Organisation, Relation, float]]:
    """What part of a district's refused families each provider passes on to each partner, with success."""
    p, trust, passed = month.p, month.people.trust, []
    doors: dict[int, float] = defaultdict(float)
    weight: dict[Organisation, float] = defaultdict(float)
    for i in month.providers:
        doors[i.district] += i.hours
    both = [pair for r in month.near for pair in ((r.a, r.b, r), (r.b, r.a, r))]
    for i, _, r in both:
        weight[i] += trust(i, r)
    for i, j, r in both:
        if trust(i, r) > 0.0 and i.hours > 0.0:
            success = min(1.0, p.referral_base + p.referral_trust * trust(i, r))
            success = min(1.0, success * (1.0 + p.desk_gain * p.referral_desk))
            passed.append((i, j, r, p.referral_share * i.hours / doors[i.district] * trust(i, r) / weight[i] * success))
    return passed


def _serve(month: Service, i: Organisation, inflow: float) -> float:
    """Serve families, and referred ones with what others would have served already; returns how many of the latter."""
    d, taken = month.home(i), 0.0
    month.serves[i] = []
    for f, s in enumerate(month.share[i]):
        own = s * d["need"][f]
        part = own * d["coverage"][f] / d["supply"][f] if s > 0.0 else 0.0
        more = min(d["refused"][f] * inflow, max(0.0, own - part) / (1.0 + month.p.referral_cost))
        month.serves[i].append(part + more)
        d["referred"][f] += more
        taken += more
    return taken


def _find(month: Service, number: int, d: District) -> None:
    """Referrals count as coverage; families are found, come by themselves, and are lost sight of."""
    p, needs, referred = month.p, sum(d["need"]), sum(d["referred"])
    companions = p.companions * d["families"] / 1000.0 * p.hours_per_staff * (1.0 - p.overhead)
    _answer(month, number, d, companions)
    for f, need in enumerate(d["need"]):
        if need > NOBODY:
            d["coverage"][f] = min(1.0, d["coverage"][f] + d["referred"][f] / need)
            hours = sum(month.search[i] * i.priority[f] for i in month.providers if i.district == number)
            hours += p.companion_finding * companions * need / needs
            rate = p.walk_in + p.desk_inflow * p.referral_desk + p.found_per_referral * referred / needs
            rate += hours / (p.hours_per_found * month.dear(d) * need)
            d["known"][f] += (1.0 - d["known"][f]) * -math.expm1(-rate) - p.lost_from_view * d["known"][f]


def _answer(month: Service, number: int, d: District, companions: float) -> None:
    """Requests of families that are known are answered with advice."""
    p, hours = month.p, sum(i.hours for i in month.providers if i.district == number)
    asked = p.hours_per_answer * sum(share * need for share, need in zip(d["known"], d["need"], strict=True))
    hours = 3.0 * (p.answer_share * hours + (1.0 - p.companion_finding) * companions)
    d["answered"] = min(1.0, hours / asked) if asked > 0.0 else 1.0


def _count_families(people: People, d: District, joint: float) -> None:
    d["one_served"] = d["all_served"] = 0.0
    several = met = 0.0
    for families, profile in zip(d["profile"], people.place.profiles, strict=True):
        c = [d["coverage"][f] for f in profile.needs]
        one = (1.0 - joint) * (1.0 - math.prod(1.0 - x for x in c)) + joint * max(c)
        every = (1.0 - joint) * math.prod(c) + joint * min(c)
        d["one_served"] += families * one
        d["all_served"] += families * every
        if len(c) > 1:
            several, met = several + families, met + families * every
    d["whole"] = met / several if several > 0.0 else 0.0


def _advance(month: Service, q: Partnership) -> None:
    if q.goal > 0.0 and q.progress < 1.0:
        done = sum(month.serves[i][f] for i in q.members if i in month.serves for f in _fields_of(q))
        q.progress = min(1.0, q.progress + q.governance * done / (3.0 * q.goal))
