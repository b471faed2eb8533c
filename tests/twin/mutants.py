"""Wrong rules, made from the twin's own text: each changes one coefficient or one term, and must be found out.

The engine and the twin are two writings of one description. If the twin with a wrong term still agrees with the engine,
no world of these tests exercises that term, and a mistake in it would go unseen in either.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOM = Path(__file__).parent

# mechanism whose month is compared: module, what stands there, what a wrong rule has instead
MUTANTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "needs": (
        ("needs", "p.transfer_share / (1.0 - p.transfer_share)", "p.transfer_share"),
        ("needs", 'd["need"][f] += (1.0 - p.transfers) * met', 'd["need"][f] -= p.transfers * met'),
        ("needs", 'd["transfers"] = p.transfers * met', 'd["transfers"] = met'),
    ),
    "budgets": (
        ("budgets", "if season == JANUARY:", "if season == OCTOBER:"),
        ("budgets", "season in (JANUARY, OCTOBER)", "season == JANUARY"),
        ("budgets", "p.pay * w,", "w,"),
        ("budgets", "p.services * p.services_ratio * b * w", "p.services_ratio * b * w"),
        ("budgets", "p.aid * p.aid_ratio * b * w", "p.aid * b * w"),
        ("budgets", " - spread**2 / 2.0", ""),
        ("budgets", "people.month - people.season", "people.month"),
        ("budgets", "p.disaster * b * d", "p.disaster * d"),
        ("budgets", "if i.role == Role.LEAD_AGENCY else 0.0", "if True else 0.0"),
        ("budgets", "max(line, spent) for", "line for"),
        ("budgets", "gone = people.season / 12.0", "gone = 0.0"),
        ("budgets", "min(missing, services / 2)", "min(missing, services)"),
        ("budgets", "min(1.0, missing / (services + aid))", "min(0.3, missing / (services + aid))"),
        ("budgets", "[(1.0 - cut) * line for line in lines]", "[pay, (1.0 - cut) * services, (1.0 - cut) * aid]"),
        ("budgets", "i.staff - permanent))", "i.staff))"),
        ("budgets", '["jobless"] += leave', '["jobless"] += 0.0'),
    ),
    "leadership": (
        ("leadership", "r.memory *= 1.0 - p.memory_loss", "r.memory *= p.memory_loss"),
        ("leadership", "math.sqrt(1.0 - p.pair_renewal)", "1.0 - p.pair_renewal"),
        ("leadership", "q.frailty = old", "q.fit = old"),
        ("leadership", "new * normal(v)", "new * normal(u)"),
        ("leadership", "math.sqrt(0.5) * (i.appeal", "0.5 * (i.appeal"),
    ),
    "funding": (("funding", "    if funder == CSR:\n        return\n", "    if funder == CSR:\n        funder = 0\n"),),
    "staffing": (
        ("staffing", "vacant -= p.put_off * vacant", "vacant -= 0.0"),
        ("staffing", "i.income_year < i.income_past:", "i.income_year < 0.8 * i.income_past:"),
    ),
    "maintenance": (
        ("people", "informal and not r.mandated", "informal"),
        ("people", "p.convenor_discount if i.role == Role.LEAD_AGENCY", "p.convenor_discount if i.kind == 0"),
        ("people", "p.coordinator_share if", "p.tie_share if"),
        ("people", "min(10.0, asked / there)", "min(9.0, asked / there)"),
        ("people", " * (1.0 - p.overhead))\n\n    def hours_for", ")\n\n    def hours_for"),
        ("maintenance", "/= max(1.0, r.a.load, r.b.load)", "/= max(1.0, r.a.load)"),
        ("maintenance", "if r.formal == 0:\n        kept", "if not r.tied:\n        kept"),
        ("maintenance", "r.memory > 0.01", "r.memory > 0.02"),
        ("maintenance", "** p.meetings_shared", "** 0.0"),
        ("maintenance", "math.exp(p.meetings_near)", "1.0"),
        ("maintenance", "(r.a.district, r.a.place) ==", "(r.a.district, r.b.place) =="),
        ("maintenance", "min(1.0, i.load) * people", "i.load * people"),
        ("maintenance", "for r in i.pairs if r.tied)", "for r in i.pairs)"),
        ("maintenance", "min(hours, people.own_hours(i))", "hours"),
    ),
    "dissolution": (
        ("dissolution", "p.informal_overload * min(2.0, sum", "p.informal_overload * min(9.0, sum"),
        ("dissolution", "+ p.withdrawal_priorities * apart\n", "\n"),
        ("dissolution", "+ p.withdrawal_strain * quarrel\n", "\n"),
        ("dissolution", "(Reason.NOT_CARRIED_OUT, 1.0)", "(Reason.NOT_CARRIED_OUT, 2.0)"),
        ("dissolution", "math.exp(p.withdrawal_priorities * apart) - 1.0", "p.withdrawal_priorities * apart"),
        ("dissolution", "math.exp(p.withdrawal_strain * quarrel) - 1.0", "0.0"),
        ("dissolution", "return 2.0 * min(2.0, max(0.0, i.load - 1.0))", "return max(0.0, i.load - 1.0)"),
        (
            "dissolution",
            "[q.field, q.second] if q.second >= 0 else [q.field]\n    return sum",
            "[q.field]\n    return sum",
        ),
        ("dissolution", "max(0.0, 1.0 - fit(q) / q.fit)", "abs(1.0 - fit(q) / q.fit)"),
        ("dissolution", "1.0 - math.exp(-q.renewals / 2.0)", "1.0 - math.exp(-q.renewals)"),
        ("dissolution", " + p.renewal_priorities * priorities_left(q) + ", " + "),
        ("dissolution", "(Reason.PRIORITIES, p.renewal_priorities * priorities_left(q))", "(Reason.PRIORITIES, 0.0)"),
    ),
    "formation": (
        ("formation", "if x.j.load >= 1.0:", "if x.j.load >= 2.0:"),
        ("formation", "p.formalising_past * r.memory", "p.formalising_past * r.joint"),
        ("formation", "(j.appeal + j.size / 2)", "j.appeal"),
        ("formation", "-math.log(luck[j]) / rates[j]", "-math.log(luck[j])"),
        (
            "formation",
            "if _wants(people, option, chance) and _accepts(people, option, chance):",
            "if _accepts(people, option, chance):",
        ),
        ("formation", "if k is not i}", "}"),
        ("formation", "sum(rates.values())", "len(rates)"),
        ("agreements", "* (1.0 - r.memory)", ""),
        ("agreements", "q.fit = fit(q)", "q.fit = 1.0"),
        ("agreements", "q.fit += (cares - q.fit)", "q.fit += 0.0 * (cares - q.fit)"),
        ("agreements", ".formalising_past * r.memory", ".formalising_past * 0.0"),
        ("kinds", "2 * count[Kind.INDIVIDUAL] >= len(members)", "2 * count[Kind.INDIVIDUAL] > len(members)"),
        ("kinds", "if count[Kind.AGENCY] and count[Kind.NONPROFIT] + count[Kind.COMPANY]:", "if count[Kind.AGENCY]:"),
    ),
    "service_delivery": (
        ("service_delivery", "p.hub_share * p.hub_same_work", "p.hub_share"),
        ("service_delivery", "if j.kind != Kind.COMPANY\n", "if j in month.providers\n"),
        ("service_delivery", "i.hours = idle[i] / weight[i]", "i.hours = idle[i]"),
        ("service_delivery", "i.goods -= i.goods_used", "i.goods -= 0.0"),
        ("service_delivery", "month.p.goods_speed * i.goods if i.active", "month.p.goods_speed * i.goods if i.alive"),
        ("service_delivery", "quarter * i.goods_used / p.goods_per_need", "quarter * i.goods_used"),
        ("service_delivery", "if e == 1.0:", "if e == 2.0:"),
        ("service_delivery", "if e == 0.0:", "if e == 2.0:"),
        ("service_delivery", "if rho <= 0.0 and min(work, goods) <= 0.0:", "if min(work, goods) <= 0.0:"),
        ("service_delivery", "work**e * goods ** (1.0 - e)", "work**0.5 * goods**0.5"),
        ("service_delivery", "e * work**rho + (1.0 - e) * goods**rho", "0.5 * work**rho + 0.5 * goods**rho"),
        ("service_delivery", "inside ** (1.0 / rho)", "inside"),
        ("service_delivery", '3.0 * d["direct_paid"]', 'd["direct_paid"]'),
        ("service_delivery", '["need"][f]) if f == board', '["need"][f]) if f == 0'),
        ("service_delivery", "p.disaster_volunteers * d", "d"),
        ("service_delivery", 'min(1.0, d["surge"][f])', 'd["surge"][f]'),
        ("service_delivery", "sum(x * x for x in everybody)) / 2", "sum(x * x for x in s.values())) / 2"),
        ("service_delivery", "math.prod(1.0 - x for x in everybody)", "math.prod(1.0 - x for x in s.values())"),
        ("service_delivery", "+ 0.5 * sum(others)", "+ sum(others)"),
        ("service_delivery", 'd["direct"] += others[0]', 'd["direct"] += others[1]'),
        ("service_delivery", "(1.0 + p.desk_gain * p.referral_desk)", "(1.0 + p.desk_gain)"),
        ("service_delivery", "p.hours_per_staff * (1.0 - p.overhead)\n    _answer", "p.hours_per_staff\n    _answer"),
        ("service_delivery", "p.companion_finding * companions * need / needs", "p.companion_finding * companions / 6"),
        ("service_delivery", "p.desk_inflow * p.referral_desk", "p.desk_inflow"),
        ("service_delivery", "p.answer_share * hours + (1.0 - p.companion_finding)", "p.answer_share * hours + 1.0"),
        ("service_delivery", "min(1.0, hours / asked)", "min(9.0, hours / asked)"),
    ),
    "finance": (
        ("instalments", "i.paid[payer] += money * share", "i.paid[0] += money * share"),
        ("giving", "p.village_money * part / len(groups)", "p.village_money * part"),
        ("giving", "p.zakat_direct * part", "p.zakat_direct"),
        ("giving", "i.paid[DISTRICT] += i.own_income", "i.paid[HOUSEHOLDS] += i.own_income"),
        ("giving", "(0.5 + i.reputation) * i.effort", "(0.5 + i.reputation)"),
        ("giving", "(0.5 + i.reputation)", "i.reputation"),
        ("giving", "y = 12.0 * i.grant_income", "y = i.grant_income"),
        ("giving", "max(0.2, 1.0 - p.crowding_out", "max(0.0, 1.0 - p.crowding_out"),
        ("giving", "p.crowding_out * x * x", "x * x"),
        ("giving", "p.large_fundraiser**2", "p.large_fundraiser"),
        ("giving", "min(1.0, y / x)", "min(9.0, y / x)"),
        ("giving", "p.company_giving * GIVEN", "GIVEN"),
        ("giving", '("pool", "pool_in")', '("pool",)'),
        ("giving", "if j.kind != Kind.COMPANY]", "]"),
        ("giving", "1.0 + sum(trust", "2.0 + sum(trust"),
        ("giving", "i.goods += rest / weight", "i.goods += rest"),
        ("giving", "    j.gifts += value\n", ""),
        ("agencies", "p.wage * i.pay * i.staff\n    may", "p.wage * i.staff\n    may"),
        ("agencies", ", sum(month.values()))", ", 9e9)"),
        ("agencies", "left[PAY] / (12 - people.season)", "i.line[PAY] / 12"),
        ("agencies", "- max(0.0, over - month[SERVICES])", ""),
        ("agencies", "0.25 * min(1.0, surge)", "min(1.0, surge)"),
        ("agencies", "i.line[DISASTER], left[DISASTER])", "i.line[DISASTER], 9e9)"),
        ("agencies", "i.line[name], left[name])", "i.line[name], 9e9)"),
        ("agencies", "i.staff * (wages - pay) / wages", "0.0"),
        ("agencies", "p.field_share * services + aid - passed", "services + aid - passed"),
        ("agencies", "- passed + disaster + i.grant_income", "+ disaster + i.grant_income"),
        ("agencies", "(AID, aid + i.grant_income)", "(AID, aid)"),
        ("agencies", "+= own - passed", "+= own"),
        ("agencies", "(Kind.NONPROFIT, Kind.COMMUNITY)", "(Kind.NONPROFIT,)"),
        ("agencies", "pledged[j] += hours", "pledged[j] = hours"),
        ("accounts", "p.shared_running if i.n_formal > 0", "p.shared_running if i.n_informal > 0"),
        ("accounts", "p.overhead * p.wage * i.staff", "p.overhead * p.wage * i.pay * i.staff"),
        ("accounts", "max(0.9, i.pay - step)", "max(0.8, i.pay - step)"),
        ("accounts", "min(1.0, i.pay + step)", "1.0"),
        ("accounts", "if i.income_year < i.income_past else", "if i.income_year < 0.9 * i.income_past else"),
        ("accounts", "    _move_pay(people, i)\n", ""),
        ("accounts", "    i.goods += i.grant_income\n", ""),
        ("accounts", "i.own_income if i.role", "0.0 if i.role"),
        ("accounts", "i.grant_income - wages, p", "i.grant_income, p"),
        ("accounts", "p.programme_share * i.income_past", "p.programme_share * i.income_year"),
        ("accounts", "p.buffer_months * (wages + other)", "p.buffer_months * wages"),
        ("accounts", "i.staff * (wages - available) / wages", '(wages - available) / people.params["finance"].wage'),
        ("accounts", "i.goods += paid", "i.goods += 0.0"),
        ("standing", "met = i.served + 3.0", "met = 3.0"),
        ("standing", "best = max(best, p", "best += max(0.0, p"),
        ("standing", "open_books * q.governance", "open_books"),
        ("founding", "+= i.reserves + i.goods", "+= i.reserves"),
        ("newcomers", "1.2 * z)", "z)"),
        ("newcomers", "2.6 * staff + 0.2", "2.6 * staff"),
        ("newcomers", '"posts": staff', '"posts": 0.0'),
    ),
}


@contextmanager
def mutant(module: str, here: str, wrong: str) -> Iterator[None]:
    """The twin with one rule wrong, as long as this lasts."""
    text = (ROOM / f"{module}.py").read_text(encoding="utf-8")
    assert text.count(here) == 1, (module, here, text.count(here))
    place = importlib.import_module(f"tests.twin.{module}")
    rooms = [m for name, m in sys.modules.items() if name.startswith("tests.twin.") and ".test_" not in name]
    before = {m.__name__: dict(vars(m)) for m in rooms}
    try:
        exec(compile(text.replace(here, wrong), str(ROOM / f"{module}.py"), "exec"), vars(place))
        for m in rooms:  # who took a name from it by import has the wrong one too
            for name, value in before[m.__name__].items():
                if getattr(value, "__module__", None) == place.__name__ and m is not place:
                    setattr(m, name, vars(place).get(name, value))
        yield
    finally:
        for m in rooms:
            vars(m).update(before[m.__name__])
