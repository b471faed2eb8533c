"""Agencies get a budget by line for a year; it is decided in January and changed once, in October.

An agency has three lines of its own, in proportion to the posts it was set up with: *pay* (wages of its posts), *services*
(goods, services, visits, running costs) and *aid* (aid and programmes for families); what it may grant to others is the
district's call (*funding*). The lead agency also holds the *disaster* line of the district. Levers multiply each line; a
cut takes a share of the three lines together, by a rule of who is protected:

* ``observed``: services first, down to half, then aid, then pay (pay, honoraria and transfers last, visits and
  travel first [cut-order]);
* ``programmes``: aid and services alike, pay never;
* ``even``: every line alike.

The aid line also changes from year to year, as plans do. Money
that is not spent by December lapses. Posts follow the line for pay: nobody is employed without pay. Where the line
falls, contract staff leave at once and civil servants only as they leave by themselves; until then their pay is taken
from services and aid (*finance*).

Sources: staff 0.25-0.65 of an agency's budget, centre 0.40 [staff-cost]; budgets of 2.7 to 73 thousand rupiah a head,
median 17 [agency-budgets], which the default posts, wage and ratios give for the lead agency of a median regency.
"""

from __future__ import annotations

import math

from ..declare import Param, Text
from ..world.codes import LINES
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, normal
from ..world.named import Numbers, View
from ..world.schema import Kind, Role

TITLE = Text("anggaran instansi", "budgets of agencies")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.role",
    "organisations.district",
    "organisations.posts",
    "districts.population",
    "districts.budget_factor",
    "finance.wage",
)
WRITES: tuple[str, ...] = (
    "organisations.staff",
    "organisations.staff_wanted",
    "organisations.line",
    "organisations.spent",
    "districts.jobless",
)


def _line(name: str, of_id: str, of_en: str, cost: float) -> Param:
    text = Text(f"pos {of_id}, dibanding biasanya", f"line for {of_en}, relative to the usual")
    return Param(name, 1.0, 0.0, 5.0, "1", "policy lever", text, role="lever", cost=cost)


PARAMS: tuple[Param, ...] = (
    _line("pay", "gaji instansi", "pay of agencies", 5600.0),
    _line("services", "barang dan jasa instansi", "goods and services of agencies", 2200.0),
    _line("aid", "bantuan dan program instansi", "aid and programmes of agencies", 3300.0),
    Param(
        "disaster",
        150.0,
        0.0,
        20000.0,
        "million IDR/100,000 people/year",
        "assumption; 170 million a year for disaster goods in a city of 180,000 [agency-budgets]",
        Text("belanja tak terduga setahun untuk bencana", "yearly disaster line"),
        role="lever",
        informed=False,
        cost=3.06,
    ),
    Param(
        "cut",
        0.0,
        0.0,
        0.9,
        "share",
        "policy lever",
        Text("pemotongan anggaran instansi", "cut of the budgets of agencies"),
        role="lever",
        cost=-11100.0,
    ),
    Param(
        "cut_rule",
        0,
        0,
        2,
        "rule",
        "default as observed [cut-order]",
        Text("siapa yang dilindungi saat anggaran dipotong", "who is protected when budgets are cut"),
        role="lever",
        form="choice",
        choices=("observed", "programmes", "even"),
    ),
    Param(
        "services_ratio",
        0.4,
        0.0,
        5.0,
        "share",
        "staff share of about 0.40 with grants [staff-cost]",
        Text("barang dan jasa dibanding gaji", "goods and services relative to pay"),
    ),
    Param(
        "aid_ratio",
        0.6,
        0.0,
        10.0,
        "share",
        "staff share of about 0.40 with grants [staff-cost]",
        Text("bantuan dan program dibanding gaji", "aid and programmes relative to pay"),
    ),
    Param(
        "aid_spread",
        0.26,
        0.0,
        2.0,
        "log",
        "own-budget lines change by a quarter from one year to the next [yearly-lines]",
        Text("keragaman pos bantuan dari tahun ke tahun", "spread of the aid line from year to year"),
    ),
    Param(
        "contract_share",
        0.4,
        0.0,
        1.0,
        "share",
        "assumption",
        Text("bagian pegawai kontrak, yang bisa dilepas", "share of posts on contract, which can be ended"),
        informed=False,
    ),
)

_AGENCY = int(Kind.AGENCY)
_LEAD_AGENCY = int(Role.LEAD_AGENCY)
_PAY, _SERVICES, _AID, _DISASTER = range(len(LINES))
_JANUARY, _OCTOBER = 0, 9
_OBSERVED, _PROGRAMMES = 0.0, 1.0
_SERVICES_KEPT = 0.5  # what a cut as observed leaves of services before it takes aid


@compiled
def cut_lines(rule: float, cut: float, pay: float, services: float, aid: float) -> tuple[float, float, float]:
    """Return pay, services and aid after a cut of the share ``cut`` of all three, by the rule of who is protected."""
    missing = cut * (pay + services + aid)
    if rule == _OBSERVED:
        taken = min(missing, (1.0 - _SERVICES_KEPT) * services)
        services, missing = services - taken, missing - taken
        aid, missing = max(0.0, aid - missing), max(0.0, missing - aid)
        return max(0.0, pay - missing), services - max(0.0, missing - pay), aid
    if rule == _PROGRAMMES:
        kept = 1.0 - min(1.0, missing / (services + aid)) if services + aid > 0.0 else 1.0
        return pay, kept * services, kept * aid
    return (1.0 - cut) * pay, (1.0 - cut) * services, (1.0 - cut) * aid


@compiled
def luck_of_the_year(w: View, p: Numbers, i: int) -> float:
    """Return what this year's plans make of the aid line of ``i``, 1 on average; the same from January to December."""
    if p.aid_spread <= 0.0:
        return 1.0
    january = w.month - w.calendar
    u = draw(w.seed, Purpose.BUDGET, january, 0, w.organisations.id[i], 0)
    return math.exp(p.aid_spread * normal(u) - 0.5 * p.aid_spread * p.aid_spread)


@compiled
def _decide(w: View, p: Numbers, i: int) -> float:
    """Write the lines of agency ``i`` for the year, never below what is spent already; return the pay of a whole year.

    What is decided in October moves pay for the months that are left, not for those that are paid.
    """
    o, d, k = w.organisations, w.districts, w.organisations.district[i]
    posts = 12.0 * w.finance.wage * o.posts[i]
    rich = d.budget_factor[k]
    services = p.services * p.services_ratio * rich * posts
    aid = p.aid * p.aid_ratio * rich * posts * luck_of_the_year(w, p, i)
    pay, services, aid = cut_lines(p.cut_rule, p.cut, p.pay * posts, services, aid)
    passed = w.calendar / 12.0
    o.line[i, _PAY] = max(o.spent[i, _PAY], passed * o.line[i, _PAY] + (1.0 - passed) * pay)
    o.line[i, _SERVICES] = max(o.spent[i, _SERVICES], services)
    o.line[i, _AID] = max(o.spent[i, _AID], aid)
    if o.role[i] == _LEAD_AGENCY:
        o.line[i, _DISASTER] = max(o.spent[i, _DISASTER], p.disaster * rich * d.population[k] / 1e5)
    return pay


@compiled
def _set_posts(w: View, p: Numbers, i: int, pay: float) -> None:
    """Let posts follow what is decided for the ``pay`` of a year; contract staff without pay leave."""
    o, wage = w.organisations, w.finance.wage
    payable = pay / (12.0 * wage) if wage > 0.0 else o.posts[i]
    o.staff_wanted[i] = payable
    leaving = min(max(0.0, o.staff[i] - payable), max(0.0, o.staff[i] - (1.0 - p.contract_share) * o.posts[i]))
    o.staff[i] -= leaving
    w.districts.jobless[o.district[i]] += leaving


@compiled
def step(w: View, p: Numbers) -> None:
    """Open the year in January for everybody; decide the budgets of agencies then and once more in October."""
    o, opens = w.organisations, w.calendar == _JANUARY
    for i in range(o.n):
        if opens:
            o.spent[i, :] = 0.0
        if o.kind[i] != _AGENCY:
            continue
        if opens or w.calendar == _OCTOBER or o.line[i, _PAY] == 0.0:
            _set_posts(w, p, i, _decide(w, p, i))
