"""What households, villages, the zakat board and companies give (ODD 7.12)."""

from __future__ import annotations

from tests.twin.people import Organisation, People

from simkemitraan.world.schema import FUNDERS, PAYERS, Kind, Role

HOUSEHOLDS, VILLAGE, COMPANIES = (PAYERS.index(name) for name in ("households", "village", "companies"))
DISTRICT = PAYERS.index("district")
CSR = FUNDERS.index("csr")
GIVEN = (0.02, 0.03, 0.04, 0.04, 0.05, 0.05, 0.06, 0.08, 0.11, 0.14, 0.17, 0.21)  # of a year's giving, from January


def give(people: People) -> dict[Organisation, float]:
    """Let everybody give; returns what each company gives outside the forum."""
    p = people.params["finance"]
    for number, d in enumerate(people.districts):
        part = d["population"] / 1e5 / 12.0
        here = [i for i in people.everybody if i.district == number and i.active]
        _donate(people, here, p.donations * part)
        groups = [i for i in here if i.kind == Kind.COMMUNITY]
        for i in groups:
            i.paid[VILLAGE] += p.village_money * part / len(groups)
        d["direct_paid"] = p.zakat_direct * part
    companies = [i for i in people.everybody if i.kind == Kind.COMPANY and i.active]
    return {i: _give(people, i) for i in companies}


def _donate(people: People, here: list[Organisation], money: float) -> None:
    """Households give to those who ask, in proportion to their pull; coordinators have their stipend."""
    asking = []
    for i in here:
        if i.role == Role.COORDINATOR:
            i.paid[DISTRICT] += i.own_income
        elif i.kind in (Kind.NONPROFIT, Kind.COMMUNITY, Kind.INDIVIDUAL):
            i.effort = _effort(people, i)
            asking.append(i)
    pull = {i: i.own_income * (0.5 + i.reputation) * i.effort for i in asking}
    total = sum(pull.values())
    for i in asking:
        i.paid[HOUSEHOLDS] += money * pull[i] / total if total > 0.0 else 0.0


def _effort(people: People, i: Organisation) -> float:
    """Effort of raising donations: who lives on grants asks less."""
    p = people.params["finance"]
    x = i.paid_year[HOUSEHOLDS]
    y = 12.0 * i.grant_income
    if x <= 0.0 or y <= 0.0:
        return 1.0
    return float(max(0.2, 1.0 - p.crowding_out * x * x / (x * x + p.large_fundraiser**2) * min(1.0, y / x)))


def _give(people: People, i: Organisation) -> float:
    p = people.params["finance"]
    gift = 12.0 * i.own_income * p.company_giving * GIVEN[people.season]
    forum = p.forum_share * gift
    for pool in ("pool", "pool_in"):
        people.districts[i.district][pool][CSR] += forum
    partners = [(j, people.trust(i, r)) for j, r in people.partners(i) if j.kind != Kind.COMPANY]
    weight = 1.0 + sum(trust for _, trust in partners)
    rest = gift - forum
    for j, trust in partners:
        hand_over(j, rest * trust / weight, COMPANIES)
    i.goods += rest / weight
    i.paid[COMPANIES] += rest / weight
    return float(rest)


def hand_over(j: Organisation, value: float, payer: int) -> None:
    """Goods for families that a partner passes on."""
    j.goods += value
    j.gifts += value
    j.paid[payer] += value
