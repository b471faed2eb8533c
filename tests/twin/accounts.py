"""The accounts of a month (ODD 7.12)."""

from __future__ import annotations

from tests.twin import agencies
from tests.twin.agencies import AID, PAY, SERVICES
from tests.twin.giving import COMPANIES, HOUSEHOLDS, VILLAGE
from tests.twin.people import Organisation, People

from simkemitraan.world.schema import Kind, Role


def settle(people: People, given: dict[Organisation, float]) -> list[Organisation]:
    """Settle everybody's month; returns who could not pay what was due."""
    short = []
    for i in people.everybody:
        i.opening, i.income, i.spending = i.reserves, 0.0, 0.0
        if not i.active:
            continue
        if i.kind == Kind.AGENCY:
            agencies.spend(people, i)
        elif i.kind == Kind.COMPANY:
            _trade(people, i, given[i])
        elif not _pay(people, i):
            short.append(i)
    for i in people.everybody:
        i.income_year += (12.0 * i.income - i.income_year) / 12.0
        i.income_past += (12.0 * i.income - i.income_past) / 36.0
        i.paid_year = [year + (12.0 * now - year) / 12.0 for year, now in zip(i.paid_year, i.paid, strict=True)]
    return short


def _due(people: People, i: Organisation) -> tuple[float, float]:
    """Wages, and what else is due."""
    p, funding = people.params["finance"], people.params["funding"]
    saved = p.shared_running if i.n_formal > 0 else 0.0
    other = (1.0 - saved) * (p.overhead * p.wage * i.staff + p.fixed_cost)
    other += p.tie_cost * (i.n_informal + people.params["maintenance"].formal_weight * i.n_formal)
    other += p.report_cost * funding.reporting_duty * i.grant_income
    return p.wage * i.pay * i.staff, other


def _move_pay(people: People, i: Organisation) -> None:
    step = people.params["finance"].pay_freeze / 12.0
    i.pay = max(0.9, i.pay - step) if i.income_year < i.income_past else min(1.0, i.pay + step)


def _trade(people: People, i: Organisation, given: float) -> None:
    """A company earns what it spends."""
    wages, other = _due(people, i)
    i.income = i.spending = wages + other + given + i.grant_income
    i.goods += i.grant_income
    i.paid[COMPANIES] += wages + other
    for line, value in ((PAY, wages), (SERVICES, other), (AID, given + i.grant_income)):
        i.spent[line] += value


def _pay(people: People, i: Organisation) -> bool:
    """Take in and spend; says whether all that was due could be paid."""
    p, funding = people.params["finance"], people.params["funding"]
    _move_pay(people, i)
    wages, other = _due(people, i)
    i.income = i.paid[HOUSEHOLDS] + i.paid[VILLAGE] + i.grant_income
    i.income += i.own_income if i.role == Role.COORDINATOR else 0.0
    available = i.opening + i.income
    planned = max(0.0, (1.0 - funding.overhead_cap) * i.grant_income - wages, p.programme_share * i.income_past / 12.0)
    rest = available - wages - other
    programmes = max(0.0, min(rest, planned))
    programmes += max(0.0, p.release * (rest - planned - p.buffer_months * (wages + other)))
    if wages > available:
        people.lay_off(i, i.staff * (wages - available) / wages)
    left = available
    for line, wanted in ((PAY, wages), (SERVICES, other), (AID, programmes)):
        paid = min(wanted, left)
        left -= paid
        i.spent[line] += paid
        i.spending += paid
        if line == AID:
            i.goods += paid
    i.reserves = left
    return bool(wages + other <= available)
