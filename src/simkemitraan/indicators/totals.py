"""The sums that most indicators share, made in one compiled pass over the world at the end of a month.

Each is added up in the order in which numpy adds up an array, so that a value is the same to the bit however it is read.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..world.compiling import INTERPRETED, compiled
from ..world.named import Handle, Named, View
from ..world.rule import Rule, numbers_type
from ..world.schema import COUNTS, PAYERS, Kind, Role
from ..world.sums import pairwise_sum
from ..world.world import World

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

# What each payer puts into services, and the needs met with whose money.
MONEY = tuple(f"money_{name}" for name in PAYERS)
SERVED = tuple(f"served_{name}" for name in PAYERS)
OF_DISTRICTS = (
    "families",
    "one_served",
    "whole_families",  # weighted by families
    "answered",  # weighted by families
    "transfers",
    "direct",
    "direct_paid",
    "pool_out",
    "need",
    "needs_met",
    "unmet",
    "asked",  # needs of families that were known when they were served: some are lost from view at the end of the month
    "known",  # from here on weighted by need
    "duplication",
    "coordination",
    "quality",
)
OF_ORGANISATIONS = (
    "organisations",
    "isolates",
    "degree",
    "staff",
    "volunteers",
    "spending",
    "income",
    "active",
    "vacant",  # from here on of the active ones
    "practice",
    "transparency",
    "load",
    "experience",
    "overloaded",
)
OF_MONEY = (
    "goods",
    "hours",
    "agency_staff",
    "accounted",  # spending, weighted by how openly it is reported
    "accountable",  # all spending
    "spent_by_lead",
    "ceiling_of_lead",
)
OF_PAIRS = (
    "ties",
    "informal",
    "formal",
    "trust",
    "institutional_trust",
    "strain",
    "distance",
    "strain_of_distant",  # of pairs whose cultures are far apart
    "distant",
    "lent",
    "mandated",
)
OF_PARTNERSHIPS = ("partnerships", "members", "innovations", "governance", "progress", "age", "old")
TOTALS = (*OF_DISTRICTS, *OF_ORGANISATIONS, *OF_MONEY, *OF_PAIRS, *OF_PARTNERSHIPS)

READS = (
    *(
        f"districts.{name}"
        for name in (
            *("families", "one_served", "whole", "answered", "transfers", "direct", "direct_paid", "pool_out"),
            *("need", "coverage", "known", "duplication", "coordination", "quality"),
        )
    ),
    *(
        f"organisations.{name}"
        for name in (
            *("kind", "role", "alive", "active", "vacant", "n_informal", "n_formal", "staff", "volunteers"),
            *("spending", "income", "practice", "transparency", "load", "experience", "goods_used", "hours"),
            *("spent", "line", "paid", "paid_year", "served"),
        )
    ),
    *(
        f"relations.{name}"
        for name in (
            *("a", "b", "forgotten", "cooperating", "mandated", "formal", "strain", "distance", "loan"),
            *("personal_a", "personal_b", "institutional_a", "institutional_b"),
        )
    ),
    *(f"partnerships.{name}" for name in ("n_members", "innovations", "governance", "progress", "signed")),
    "maintenance.personal_weight",
)

DISTANT = 0.4  # cultures farther apart than this are called distant
OLD = 60  # months
_PAYERS = len(PAYERS)
_AGENCY, _LEAD = int(Kind.AGENCY), int(Role.LEAD_AGENCY)
_PHILANTHROPY = PAYERS.index("philanthropy")


@compiled
def of_rows(column: Floats, rows: Rows, room: Floats) -> float:
    """Return the sum of a column over some rows; ``room`` is written over."""
    for k in range(rows.size):
        room[k] = column[rows[k]]
    return pairwise_sum(room[: rows.size])


@compiled
def times(a: Floats, b: Floats, n: int, room: Floats) -> float:
    """Return the sum of the products of two columns of districts; ``room`` is written over."""
    for k in range(n):
        room[k] = a[k] * b[k]
    return pairwise_sum(room[:n])


@compiled
def add_districts(w: View, t: Any) -> None:
    """Add up families, needs and pools."""
    d, n, funders = w.districts, w.districts.n, w.districts.pool_out.shape[1]
    room = np.empty(n * funders)
    t.families, t.one_served = pairwise_sum(d.families[:n]), pairwise_sum(d.one_served[:n])
    t.transfers, t.direct = pairwise_sum(d.transfers[:n]), pairwise_sum(d.direct[:n])
    t.direct_paid = pairwise_sum(d.direct_paid[:n])
    t.whole_families = times(d.whole, d.families, n, room)
    t.answered = times(d.answered, d.families, n, room)
    for k in range(n):
        for f in range(funders):
            room[k * funders + f] = d.pool_out[k, f]
    t.pool_out = pairwise_sum(room[: n * funders])
    add_needs(w, t)


@compiled
def add_needs(w: View, t: Any) -> None:
    """Add up needs over districts and fields, and what is weighted by them."""
    d, n, fields = w.districts, w.districts.n, w.fields
    size = n * fields
    need, met, unmet, asked = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    known, duplication, coordination, quality = np.empty(size), np.empty(size), np.empty(size), np.empty(size)
    for k in range(n):
        for f in range(fields):
            at, weight = k * fields + f, d.need[k, f]
            need[at], met[at], unmet[at] = weight, d.coverage[k, f] * weight, (1.0 - d.coverage[k, f]) * weight
            asked[at] = max(d.known[k, f], d.coverage[k, f]) * weight
            known[at], duplication[at] = d.known[k, f] * weight, d.duplication[k, f] * weight
            coordination[at], quality[at] = d.coordination[k, f] * weight, d.quality[k, f] * weight
    t.need, t.needs_met, t.unmet, t.asked = (
        pairwise_sum(need),
        pairwise_sum(met),
        pairwise_sum(unmet),
        pairwise_sum(asked),
    )
    t.known, t.duplication = pairwise_sum(known), pairwise_sum(duplication)
    t.coordination, t.quality = pairwise_sum(coordination), pairwise_sum(quality)


@compiled
def add_organisations(w: View, t: Any) -> None:
    """Add up the organisations that exist, and those of them that are active."""
    o = w.organisations
    for i in range(o.n):
        if not o.alive[i]:
            continue
        degree = o.n_informal[i] + o.n_formal[i]
        t.organisations += 1.0
        t.isolates += 1.0 if degree == 0 else 0.0
        t.degree += degree
        t.staff += o.staff[i]
        t.volunteers += o.volunteers[i]
        t.spending += o.spending[i]
        t.income += o.income[i]
        if not o.active[i]:
            continue
        t.active += 1.0
        t.vacant += 1.0 if o.vacant[i] > 0 else 0.0
        t.practice += o.practice[i]
        t.transparency += o.transparency[i]
        t.load += o.load[i]
        t.experience += o.experience[i]
        t.overloaded += 1.0 if o.load[i] > 1.0 else 0.0


@compiled
def existing(w: View) -> Rows:
    """Return the rows of the organisations that exist."""
    o, n = w.organisations, 0
    rows = np.empty(o.n, np.int64)
    for i in range(o.n):
        if o.alive[i]:
            rows[n] = i
            n += 1
    return rows[:n]


@compiled
def add_money(w: View, t: Any) -> None:
    """Add up what organisations use and spend, and what the lead agencies may."""
    o, rows, room = w.organisations, existing(w), np.empty(w.organisations.n * w.organisations.spent.shape[1])
    t.goods, t.hours = of_rows(o.goods_used, rows, room), of_rows(o.hours, rows, room)
    t.accountable = of_rows(o.spending, rows, room)
    agencies = 0
    for k in range(rows.size):
        room[k] = o.spending[rows[k]] * o.transparency[rows[k]]
    t.accounted = pairwise_sum(room[: rows.size])
    for k in range(rows.size):
        if o.kind[rows[k]] == _AGENCY:
            room[agencies] = o.staff[rows[k]]
            agencies += 1
    t.agency_staff = pairwise_sum(room[:agencies])
    t.spent_by_lead, t.ceiling_of_lead = of_leads(w, o.spent, room), of_leads(w, o.line, room)


@compiled
def of_leads(w: View, values: Floats, room: Floats) -> float:
    """Return the sum over the lead agencies and the lines of their budget; ``room`` is written over."""
    o, n = w.organisations, 0
    for i in range(o.n):
        if o.role[i] == _LEAD:
            for k in range(values.shape[1]):
                room[n] = values[i, k]
                n += 1
    return pairwise_sum(room[:n])


@compiled
def by_payer(w: View, money: Floats, served: Floats) -> None:
    """Add up what each payer puts into services, and the needs met by whose money: by who paid for a year."""
    o, d = w.organisations, w.districts
    for i in range(o.n):
        whole = pairwise_sum(o.paid_year[i])
        for k in range(_PAYERS):
            if o.alive[i]:
                money[k] += o.paid[i, k]
            if whole > 0.0:
                served[k] += o.paid_year[i, k] / whole * o.served[i]
    money[_PHILANTHROPY] += pairwise_sum(d.direct_paid[: d.n])
    served[_PHILANTHROPY] += pairwise_sum(d.direct[: d.n])


@compiled
def add_pairs(w: View, t: Any) -> None:
    """Add up the tied pairs."""
    o, r, weight = w.organisations, w.relations, w.maintenance.personal_weight
    for x in range(r.n):
        if r.forgotten[x] or not (r.cooperating[x] or r.formal[x] > 0):
            continue
        if not (o.alive[r.a[x]] and o.alive[r.b[x]]):
            continue
        personal = 0.5 * (r.personal_a[x] + r.personal_b[x])
        institutional = 0.5 * (r.institutional_a[x] + r.institutional_b[x])
        t.ties += 1.0
        t.formal += 1.0 if r.formal[x] > 0 else 0.0
        t.informal += 0.0 if r.formal[x] > 0 else 1.0
        t.trust += weight * personal + (1.0 - weight) * institutional
        t.institutional_trust += institutional
        t.strain += r.strain[x]
        t.distance += r.distance[x]
        if r.distance[x] > DISTANT:
            t.strain_of_distant += r.strain[x]
            t.distant += 1.0
        t.lent += r.loan[x]
        t.mandated += r.mandated[x]


@compiled
def add_partnerships(w: View, t: Any) -> None:
    """Add up the running partnerships."""
    p, n, now = w.partnerships, 0, w.month - 1
    governance, progress = np.empty(p.n), np.empty(p.n)
    for x in range(p.n):
        if p.n_members[x] <= 0:
            continue
        governance[n], progress[n] = p.governance[x], min(p.progress[x], 1.0)
        n += 1
        t.members += p.n_members[x]
        t.innovations += p.innovations[x]
        t.age += now - p.signed[x]
        t.old += 1.0 if now - p.signed[x] > OLD else 0.0
    t.partnerships = n
    t.governance, t.progress = pairwise_sum(governance[:n]), pairwise_sum(progress[:n])


@compiled
def add_up(w: View, t: Any, money: Floats, served: Floats) -> None:
    """Add up all of a world at the end of a month."""
    add_districts(w, t)
    add_organisations(w, t)
    add_money(w, t)
    by_payer(w, money, served)
    add_pairs(w, t)
    add_partnerships(w, t)


_RULE = Rule("indicators", READS, (), add_up)
_KIND: Named = numbers_type("indicators.totals", TOTALS, set(TOTALS), writable=True)

# The numbers of a month: the sums, the totals that rules counted, and one, to which whatever stands alone is related.
NUMBERS = (*TOTALS, *MONEY, *SERVED, *COUNTS, "one")
POSITIONS = {name: k for k, name in enumerate(NUMBERS)}
_MONEY, _SERVED, _COUNTS = (POSITIONS[names[0]] for names in (MONEY, SERVED, COUNTS))


def numbers(world: World) -> Floats:
    """Return the sums over a world at the end of a month and what happened in it, shape ``(len(NUMBERS),)``."""
    values = np.zeros(len(NUMBERS))
    money, served = values[_MONEY:_SERVED], values[_SERVED:_COUNTS]
    values[_COUNTS:-1] = world.counts.directory
    values[-1] = 1.0
    if INTERPRETED:
        sums: Any = SimpleNamespace(**dict.fromkeys(TOTALS, 0.0))
        _RULE(world, sums, money, served)
        values[:_MONEY] = [vars(sums)[name] for name in TOTALS]
    else:
        _RULE(world, Handle(_KIND, values.ctypes.data), money, served)
    return values
