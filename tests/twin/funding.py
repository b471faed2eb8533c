"""Reports fall due; calls open, are answered, ranked and awarded (ODD 7.6)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from tests.twin.luck import draw, draw2, normal
from tests.twin.people import Grant, Organisation, Partnership, People

from simkemitraan.world.choices import ALONE, Decision
from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import FUNDERS, NEVER, Event, Kind, Role

N, C, V = Kind.NONPROFIT, Kind.COMMUNITY, Kind.INDIVIDUAL
PUBLIC, WHOLE_PLACE, REGISTERED, ACCREDITED = (0, 1), (1, 4), (0, 1, 4), (1,)
KINDS = ((N, C), (N,), (N, C), (N, C, V), (N,))
BUDGETS = ("district_budget", "national_budget", "", "philanthropy_budget", "donor_budget")
CSR = FUNDERS.index("csr")  # filled by companies, month by month
MARCH = 2
RUPIAH = 1e-6
ANYONE, GOVERNMENT = 0, 1


@dataclass(eq=False)
class Application:
    """A proposal of one organisation, alone or for a partnership, to the pool of one district."""

    holder: Organisation
    partnership: Partnership | None
    pot: int
    request: float = 0.0
    score: float = 0.0
    won: bool = False

    @property
    def members(self) -> list[Organisation]:
        return self.partnership.members if self.partnership else [self.holder]


@dataclass
class Call:
    """One funder's call; ``covers`` says whose application covers an organisation."""

    people: People
    funder: int
    pool: list[float]
    applications: list[Application] = field(default_factory=list)
    covers: dict[Organisation, Application] = field(default_factory=dict)


def step(people: People) -> None:
    _reports(people)
    for funder in range(len(FUNDERS)):
        if _opens(people, funder):
            _fill(people, funder)
            call = Call(people, funder, [d["pool"][funder] for d in people.districts])
            _answer(call)
            _remember(call)
            for x in call.applications:
                x.request, x.score = _request(call, x), _score(call, x)
            for pot in range(len(people.districts)):
                _award(call, pot)
            for x in call.applications:
                if x.won:
                    _grant(call, x)
            _rival(call)


# --- reports ---------------------------------------------------------------------------------------------------------


def _reports(people: People) -> None:
    due = [g for g in people.grants if g.due == people.month and g.holder and g.holder.alive and g.paid > 0.0]
    outcomes = [(g, *_report(people, g, g.holder)) for g in due if g.holder]
    for event, told in (
        (Event.REPORT_LATE, [g for g, late, _ in outcomes if late]),
        (Event.AUDIT_FINDING, [g for g, _, found in outcomes if found]),
    ):
        for g in told:
            _note(people, event, g.holder, g.partnership, g.amount)


def _report(people: People, g: Grant, i: Organisation) -> tuple[bool, bool]:
    """Whether the report is late; whether an audit finds something."""
    p, seed, month = people.params["funding"], people.seed_of_draws, people.month
    z = p.late_level - p.late_skill * ((i.transparency + i.skill) / 2 - 0.5) + p.late_load * max(0.0, i.load - 0.5)
    late = draw(seed, Purpose.REPORT, month, 0, i.id, g.funder) < 1.0 / (1.0 + math.exp(-z))
    i.record += -0.3 * i.record if late else 0.15 * (1.0 - i.record)
    u, v = draw2(seed, Purpose.AUDIT, month, 0, i.id, g.funder)
    found = u < p.audit_share and v < p.finding_chance * (1.0 - i.transparency)
    if found:
        i.barred = month + int(p.barred_months)
        i.reputation *= 0.8
    return late, found


def _note(people: People, event: Event, i: Organisation | None, other: int, value: float) -> None:
    people.ledger.events.append(
        {"month": people.month, "event": int(event), "organisation": i.id if i else 0, "other": other, "value": value}
    )


# --- calls and who answers -------------------------------------------------------------------------------------------


def _opens(people: People, funder: int) -> bool:
    p = people.params["funding"]
    cycle = int(p.cycle_months)
    first = MARCH if p.budget_calendar and funder in PUBLIC else funder * cycle // len(FUNDERS)
    return (people.calendar_start + people.month - first) % cycle == 0


def _fill(people: People, funder: int) -> None:
    """What is left lapses or is carried over; the budget of the cycle comes in."""
    p = people.params["funding"]
    if funder == CSR:
        return
    budgets = [
        p[BUDGETS[funder]] * d["population"] / 1e5 * (d["budget_factor"] if funder == 0 else 1.0)
        for d in people.districts
    ]
    if funder in WHOLE_PLACE:
        budgets = [sum(budgets)] + [0.0] * (len(budgets) - 1)
    for d, budget in zip(people.districts, budgets, strict=True):
        kept = 0.0 if funder in PUBLIC else min(d["pool"][funder], p.carry_over * budget)
        after = kept + budget * p.cycle_months / 12.0
        d["pool_in"][funder] += after - d["pool"][funder]
        d["pool"][funder] = after


def _may(call: Call, i: Organisation) -> bool:
    """Whether an organisation may apply alone."""
    f, p = call.funder, call.people.params["funding"]
    if not i.active or i.role != Role.NONE or i.kind not in KINDS[f] or call.people.month < i.barred:
        return False
    if (f in REGISTERED and not i.registered) or (f in ACCREDITED and not i.accredited):
        return False
    rests = f == 0 and p.no_repeat and call.people.month - i.won_from[f] <= p.cycle_months
    return not rests


def _answer(call: Call) -> None:
    """Organisations apply for the best partnership they front, or else alone unless they are covered."""
    people, p = call.people, call.people.params["funding"]
    may = {i for i in people.everybody if _may(call, i)}
    best = _best(call, may)
    reserved = p.partnership_required
    together = p.joint_chance + (1.0 - p.joint_chance) * min(1.0, reserved + p.bonus_pull * p.partnership_bonus)
    for i in people.everybody:
        decided = _decided(call, i) is not None
        if i in best and i not in call.covers and (decided or _applies(call, i, 0, together)):
            x = _apply(call, i, best[i])
            for j in x.members:
                if j.active:
                    call.covers.setdefault(j, x)
    for i in people.everybody:
        alone = min(1.0, p.apply_chance * (1.0 - reserved) * (0.5 + i.skill))
        if _decided(call, i) is not None:
            alone = float(_decided(call, i) == ALONE)
        if i in may and i not in call.covers and _applies(call, i, 1, alone):
            call.covers[i] = _apply(call, i, None)


def _decided(call: Call, i: Organisation) -> int | None:
    return call.people.decided.answer(call.people.month, Decision.APPLY, i, call.funder)


def _applies(call: Call, i: Organisation, way: int, chance: float) -> bool:
    return draw(call.people.seed_of_draws, Purpose.APPLY, call.people.month, 2 * call.funder + way, i.id) < chance


def _apply(call: Call, i: Organisation, q: Partnership | None) -> Application:
    x = Application(i, q, 0 if call.funder in WHOLE_PLACE else i.district)
    call.applications.append(x)
    return x


def _best(call: Call, may: set[Organisation]) -> dict[Organisation, Partnership]:
    """The best partnership that each organisation fronts."""
    best: dict[Organisation, Partnership] = {}
    for q in call.people.partnerships:
        if not q.members or len(q.members) < call.people.params["funding"].min_members:
            continue
        i = _front(call, q, may)
        if not i or call.people.month < i.barred:
            continue
        decided = _decided(call, i)
        wanted = decided == q.id if decided is not None else i not in best or _rank(q) > _rank(best[i])
        if wanted:
            best[i] = q
    return best


def _front(call: Call, q: Partnership, may: set[Organisation]) -> Organisation | None:
    """Who would apply for a partnership; some member must be one who may apply alone."""
    if not may & set(q.members):
        return None
    rule = call.people.params["funding"].lead_rule
    if rule == ANYONE:
        return q.members[0] if q.members[0].active else None
    fit = [i for i in q.members if i.active and (i.kind == Kind.AGENCY if rule == GOVERNMENT else i in may)]
    return fit[0] if fit else None


def _rank(q: Partnership) -> tuple[float, int]:
    return 0.4 * q.governance + 0.3 * q.trust + 0.2 * q.progress + 0.02 * len(q.members), -q.id


def _remember(call: Call) -> None:
    f, weight = call.funder, 1.0 - math.exp(-call.people.params["funding"].cycle_months / 36.0)
    for i in call.people.everybody:
        i.applied[f] += weight * ((i in call.covers) / len(FUNDERS) - i.applied[f])


# --- proposals -------------------------------------------------------------------------------------------------------


def _request(call: Call, x: Application) -> float:
    p = call.people.params["funding"]
    size = max(p.request_least, p.request_share * x.holder.income_past) * (
        1.0 + p.request_member * (len(x.members) - 1)
    )
    return float(max(1, math.floor(min(size * p.grant_months / 12.0, p.request_most * call.pool[x.pot]) + RUPIAH)))


def _score(call: Call, x: Application) -> float:
    people, p, d = call.people, call.people.params["funding"], call.people.districts[x.holder.district]
    n, score = len(x.members), p.partnership_bonus if x.partnership else 0.0
    for f, need in enumerate(d["need"]):
        care = sum(i.priority[f] for i in x.members) / n
        local = p.weight_fit * need / max(1e-9, *d["need"]) + p.weight_need * (1.0 - d["coverage"][f])
        able = max(i.capability[f] for i in x.members)
        score += care * local + p.weight_breadth * able * need / max(1e-9, sum(d["need"]))
    for i in x.members:
        score += (p.weight_reputation * i.reputation + p.weight_transparency * i.transparency) / n
        score += (p.weight_practice * i.practice + p.weight_record * i.record) / n
    return score + p.noise * normal(draw(people.seed_of_draws, Purpose.SCORE, people.month, call.funder, x.holder.id))


# --- awards ----------------------------------------------------------------------------------------------------------


def _award(call: Call, pot: int) -> None:
    """Reserved shares first; what is left of the joint one stays reserved."""
    p, pool = call.people.params["funding"], call.pool[pot]
    ranking = sorted((x for x in call.applications if x.pot == pot), key=lambda x: (-x.score, x.holder.id))
    joint = _hand_out([x for x in ranking if x.partnership], p.partnership_required * pool)
    left, locked = pool - joint, p.partnership_required * pool - joint
    for share, fits in ((p.seed_share, _young), (p.small_quota, _small), (p.remote_quota, _remote)):
        left -= _hand_out([x for x in ranking if fits(call, x)], min(left - locked, share * pool))
    left -= _hand_out(ranking, left - locked)
    call.people.districts[pot]["pool"][call.funder] = max(0.0, left)
    call.people.districts[pot]["pool_out"][call.funder] += pool - left


def _hand_out(ranking: list[Application], money: float) -> float:
    """Down the ranking, what fits; returns what was spent."""
    spent = 0.0
    for x in ranking:
        if not x.won and spent + x.request <= money + RUPIAH:
            x.won = True
            spent += x.request
    return spent


def _young(call: Call, x: Application) -> bool:
    month, q = call.people.month, x.partnership
    return bool(month - x.holder.founded < 36 or (q and month - q.signed < 24))


def _small(call: Call, x: Application) -> bool:
    return bool(x.holder.income_past < call.people.params["funding"].small_limit)


def _remote(call: Call, x: Application) -> bool:
    return bool(call.people.districts[x.holder.district]["remoteness"] >= 0.5)


def _grant(call: Call, x: Application) -> None:
    people, i, q = call.people, x.holder, x.partnership
    term = int(people.params["funding"].grant_months)
    own = q.id if q else 0
    grant = Grant(
        funder=call.funder,
        district=i.district,
        holder=i,
        partnership=own,
        monthly=x.request / term,
        left=term,
        start=people.month + 1,
        due=people.month + term + 3,
        amount=x.request,
        paid=0.0,
    )
    people.grants.append(grant)
    i.grants.append(grant)
    if q:
        q.funded += 1
        q.lost = NEVER
    i.won_month = i.won_from[call.funder] = people.month
    i.grants_won += 1
    _note(people, Event.AWARD, i, own, x.request)


def _rival(call: Call) -> None:
    """Those who know each other and applied apart to one pool gain strain; partners more if one of them won."""
    p, asked = call.people.params["funding"], [0.0] * len(call.pool)
    for x in call.applications:
        asked[x.pot] += x.request
    for r in call.people.relations:
        x, y = call.covers.get(r.a), call.covers.get(r.b)
        if r.forgotten or not x or not y or x is y or x.pot != y.pot:
            continue
        r.strain += p.apart_strain * min(3.0, asked[x.pot] / max(1.0, call.pool[x.pot]))
        if r.tied and x.won != y.won:
            r.strain += p.won_strain
