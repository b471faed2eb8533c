"""Staff leave, look for work and are hired; people are moved, never made.

The labour market is the district. Each month, in every active organisation with paid staff, a share leaves (yearly rate
0.30, fact 46; half as much again where income has fallen by a fifth; far less in government posts). Organisations that
went dormant or closed release all. The month runs in this order:

1. posts are planned: organisations that live on donations and grants move the staff they want towards what their
   smoothed income carries; the others keep their establishment. A post counts as vacant only if reserves cover its
   wages for some months (agencies and companies have a budget for it);
2. vacancies are filled from the district's job seekers first: a share of the posts, at most a share of the seekers;
3. of those who leave, each is drawn to a remaining vacancy ``v`` with weight ``v x (1 + 2 [partner])`` against other
   work; the others become job seekers. Posts that were filled meanwhile send the surplus to the job seekers too.

People are counted in expected full-time equivalents with keyed noise, so flows are fractions, and the sum of staff and
job seekers of a district changes only if rows do. Whether a known organisation *poached* somebody is an event: it
happens with the probability that a whole person moved, and costs the loser's trust in the hirer (0.05) and strain.

Volunteers drift with reputation and the leader's openness around the organisation's size at its start. Size, as it
counts for partnering, follows the capacity of staff and volunteers.

Sources: leaving rate Casey Family Programs (fact 46); weights and the loss of trust are equations item 8 (working
values); everything else is assumed, and no pattern informs it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, draw2, monthly
from ..world.population import VOLUNTEER
from ..world.schema import Event, Kind, Role
from ..world.world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

TITLE = Text("staf dan relawan", "staff and volunteers")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.role",
    "organisations.alive",
    "organisations.active",
    "organisations.district",
    "organisations.reserves",
    "organisations.income_year",
    "organisations.income_past",
    "organisations.reputation",
    "organisations.openness",
    "organisations.reach",
    "organisations.capacity_start",
    "relations.a",
    "relations.b",
    "relations.forgotten",
    "relations.cooperating",
    "relations.formal",
)
WRITES: tuple[str, ...] = (
    "organisations.staff",
    "organisations.staff_wanted",
    "organisations.volunteers",
    "organisations.size",
    "districts.jobless",
    "relations.personal_a",
    "relations.personal_b",
    "relations.institutional_a",
    "relations.institutional_b",
    "relations.strain",
    "events.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "leave_rate",
        0.30,
        0.0,
        2.0,
        "rate/year",
        "Casey Family Programs: 20-40 % a year, mean 30 (fact 46)",
        Text("laju staf keluar per tahun", "rate at which staff leave in a year"),
    ),
    Param(
        "leave_agency",
        0.25,
        0.0,
        2.0,
        "1",
        "assumption: posts in government last longer",
        Text("laju staf pemerintah keluar, dibanding yang lain", "rate in government, relative to others"),
        informed=False,
    ),
    Param(
        "leave_decline",
        0.5,
        0.0,
        5.0,
        "1",
        "prediction stated beforehand: a cut raises turnover 1.5 times",
        Text(
            "kenaikan laju keluar bila pemasukan turun seperlima", "rise of the rate when income has fallen by a fifth"
        ),
        informed=False,
    ),
    Param(
        "payroll_share",
        0.65,
        0.05,
        1.0,
        "share",
        "assumption: wages in the spending of human services",
        Text("bagian pemasukan untuk upah", "share of income planned for wages"),
        informed=False,
    ),
    Param(
        "plan_speed",
        0.08,
        0.0,
        1.0,
        "1/month",
        "assumption: plans follow income within a year",
        Text("kecepatan rencana staf mengikuti pemasukan", "speed at which staff plans follow income"),
        informed=False,
    ),
    Param(
        "cover_months",
        3.0,
        0.5,
        24.0,
        "months",
        "assumption",
        Text("bulan upah yang harus tersedia sebelum merekrut", "months of wages in reserve before hiring"),
        informed=False,
    ),
    Param(
        "fill_share",
        0.4,
        0.0,
        1.0,
        "share/month",
        "assumption: a post stays open two to three months",
        Text("bagian lowongan yang terisi dalam sebulan", "share of vacancies that can be filled in a month"),
        informed=False,
    ),
    Param(
        "match_share",
        0.3,
        0.0,
        1.0,
        "share/month",
        "assumption",
        Text(
            "bagian pencari kerja yang dapat diterima dalam sebulan", "share of job seekers who can be hired in a month"
        ),
        informed=False,
    ),
    Param(
        "partner_pull",
        2.0,
        0.0,
        10.0,
        "1",
        "equations item 8 (working value)",
        Text("tambahan daya tarik lowongan di organisasi mitra", "extra pull of a vacancy at a partner"),
        informed=False,
    ),
    Param(
        "other_work",
        0.1,
        0.0,
        5.0,
        "share",
        "assumption: posts elsewhere, relative to the district's staff",
        Text("pekerjaan lain dibanding jumlah staf daerah", "other work, relative to the district's staff"),
        informed=False,
    ),
    Param(
        "poached_trust",
        0.05,
        0.0,
        0.5,
        "0-1",
        "equations item 8 (working value)",
        Text("kepercayaan yang hilang bila staf dibajak", "trust lost when somebody is poached"),
        informed=False,
    ),
    Param(
        "poached_strain",
        0.1,
        0.0,
        1.0,
        "1",
        "assumption; no pattern informs it",
        Text("ketegangan bila staf dibajak", "strain when somebody is poached"),
        informed=False,
    ),
    Param(
        "volunteer_speed",
        0.3,
        0.0,
        5.0,
        "1/year",
        "assumption",
        Text("kecepatan perubahan jumlah relawan", "speed at which volunteers come and go"),
        informed=False,
    ),
    Param(
        "volunteer_openness",
        0.1,
        0.0,
        1.0,
        "1",
        "assumption",
        Text("pengaruh keterbukaan pemimpin pada relawan", "effect of the leader's openness on volunteers"),
        informed=False,
    ),
    Param(
        "size_elasticity",
        0.5,
        0.0,
        2.0,
        "1",
        "assumption",
        Text("pengaruh kapasitas pada ukuran untuk bermitra", "effect of capacity on size for partnering"),
        informed=False,
    ),
)

_AGENCY, _COMPANY = int(Kind.AGENCY), int(Kind.COMPANY)
_NONPROFIT, _COMMUNITY = int(Kind.NONPROFIT), int(Kind.COMMUNITY)
_LEAST_POST = 0.05  # a smaller part of a post is not advertised
_FIRST_TOOK, _SECOND_TOOK = 1, 2  # bits: the first organisation of a pair hired from the second, and the reverse


@compiled
def declining(income_year: float, income_past: float) -> bool:
    """Return whether income has fallen by a fifth against its three-year level."""
    return income_year < 0.8 * income_past


@compiled
def vacant_posts(kind: int, wanted: float, staff: float, reserves: float, cover: float) -> float:
    """Return the posts that are open and can be paid; ``cover`` is the money a post must have in reserve."""
    gap = wanted - staff
    if kind != _AGENCY and kind != _COMPANY:
        gap = min(gap, reserves / cover)
    return gap if gap > _LEAST_POST else 0.0


@compiled
def _plan(
    n: int,
    seed: int,
    month: int,
    ids: Ids,
    kind: Codes,
    active: Codes,
    district: Ints,
    staff: Floats,
    wanted: Floats,
    reserves: Floats,
    income_year: Floats,
    income_past: Floats,
    vacancy: Floats,
    leaving: Floats,
    totals: Floats,
    rates: Floats,
) -> None:
    """Plan posts, count vacancies and those who leave; ``totals`` (districts, 2) gets vacancies and staff."""
    rate, agency, decline, payroll, speed, cover = rates[0], rates[1], rates[2], rates[3], rates[4], rates[5]
    for i in range(n):
        vacancy[i] = 0.0
        leaving[i] = 0.0
        if not active[i]:
            leaving[i] = staff[i]
            continue
        if kind[i] == _NONPROFIT or kind[i] == _COMMUNITY:
            wanted[i] += speed * (payroll * income_year[i] - wanted[i])
        vacancy[i] = vacant_posts(kind[i], wanted[i], staff[i], reserves[i], cover)
        totals[district[i], 0] += vacancy[i]
        totals[district[i], 1] += staff[i]
        if staff[i] <= 0.0 or rate <= 0.0:
            continue
        own = rate * agency if kind[i] == _AGENCY else rate
        if declining(income_year[i], income_past[i]):
            own *= 1.0 + decline
        u = draw(seed, Purpose.STAFF_LEAVES, month, 0, ids[i], 0)
        leaving[i] = min(staff[i], staff[i] * monthly(own) * (0.5 + u))


@compiled
def _hire(n: int, district: Ints, vacancy: Floats, staff: Floats, filled: Floats) -> None:
    """Fill the share ``filled`` of each district's vacancies from its job seekers."""
    for i in range(n):
        if vacancy[i] > 0.0:
            hired = vacancy[i] * filled[district[i]]
            staff[i] += hired
            vacancy[i] -= hired


@compiled
def _attract(
    m: int,
    a: Ints,
    b: Ints,
    gone: Codes,
    cooperating: Codes,
    formal: Ints,
    district: Ints,
    vacancy: Floats,
    pull: Floats,
    bonus: float,
) -> None:
    """Add to each organisation's ``pull`` the extra weight of vacancies at its partners in the district."""
    for r in range(m):
        if gone[r] or (not cooperating[r] and formal[r] == 0):
            continue
        i, j = a[r], b[r]
        if district[i] == district[j]:
            pull[i] += bonus * vacancy[j]
            pull[j] += bonus * vacancy[i]


@compiled
def _choose(
    n: int,
    active: Codes,
    district: Ints,
    vacancy: Floats,
    leaving: Floats,
    pull: Floats,
    totals: Floats,
    flow: Floats,
    flows: Floats,
    other: float,
) -> None:
    """Share out those who leave: ``flow`` is what moves to a vacancy of weight 1; ``flows`` sums it by district."""
    for i in range(n):
        flow[i] = 0.0
        if leaving[i] <= 0.0 or not active[i]:
            continue
        d = district[i]
        weight = max(0.0, totals[d, 0] - vacancy[i]) + pull[i]
        if weight > 0.0:
            flow[i] = leaving[i] / (weight + other * totals[d, 1])
            flows[d] += flow[i]


@compiled
def _poach(
    m: int,
    seed: int,
    month: int,
    a: Ints,
    b: Ints,
    gone: Codes,
    cooperating: Codes,
    formal: Ints,
    ids: Ids,
    district: Ints,
    vacancy: Floats,
    flow: Floats,
    extra: Floats,
    taken: Codes,
    bonus: float,
) -> int:
    """Add the extra inflow between partners; mark pairs in which a whole person was poached. Returns how many."""
    marked = 0
    for r in range(m):
        taken[r] = 0
        i, j = a[r], b[r]
        if gone[r] or district[i] != district[j]:
            continue
        to_first, to_second = flow[j] * vacancy[i], flow[i] * vacancy[j]
        if to_first <= 0.0 and to_second <= 0.0:
            continue
        if cooperating[r] or formal[r] > 0:
            extra[i] += bonus * flow[j]
            extra[j] += bonus * flow[i]
            to_first *= 1.0 + bonus
            to_second *= 1.0 + bonus
        u, v = draw2(seed, Purpose.HIRING, month, 0, ids[i], ids[j])
        if u < to_first:
            taken[r] |= _FIRST_TOOK
        if v < to_second:
            taken[r] |= _SECOND_TOOK
        marked += taken[r] > 0
    return marked


@compiled
def _move(
    n: int,
    district: Ints,
    staff: Floats,
    vacancy: Floats,
    leaving: Floats,
    flow: Floats,
    flows: Floats,
    extra: Floats,
    jobless: Floats,
) -> None:
    """Carry out the moves: nobody takes more people than it has vacancies; the others look for work."""
    for i in range(n):
        d = district[i]
        joined = min(vacancy[i], vacancy[i] * max(0.0, flows[d] - flow[i] + extra[i]))
        staff[i] = staff[i] - leaving[i] + joined
        jobless[d] += leaving[i] - joined


@compiled
def drifted(volunteers: float, reputation: float, openness: float, growth: float, speed: float, taste: float) -> float:
    """Return volunteers a month on; ``growth`` is the log of capacity against the start and holds them back."""
    change = speed * (reputation - 0.5 + taste * openness - growth)
    return volunteers * (1.0 + min(0.1, max(-0.1, change)))


@compiled
def _grow(
    n: int,
    alive: Codes,
    active: Codes,
    role: Codes,
    staff: Floats,
    volunteers: Floats,
    reputation: Floats,
    openness: Floats,
    reach: Floats,
    start: Floats,
    size: Floats,
    speed: float,
    taste: float,
    elasticity: float,
    coordinator: int,
) -> None:
    """Volunteers come and go; size for partnering follows capacity."""
    for i in range(n):
        if not alive[i]:
            continue
        growth = math.log((staff[i] + VOLUNTEER * volunteers[i] + 0.5) / (start[i] + 0.5))
        size[i] = reach[i] + elasticity * growth
        if active[i] and role[i] != coordinator:
            volunteers[i] = drifted(volunteers[i], reputation[i], openness[i], growth, speed, taste)


def _bear(world: World, taken: Codes, p: Values) -> None:
    """Losers trust the hirer less, strain rises, and the event is written."""
    r, o = world.relations, world.organisations
    for bit, loser, hirer, side in ((_FIRST_TOOK, "b", "a", "b"), (_SECOND_TOOK, "a", "b", "a")):
        rows = np.flatnonzero(taken & bit)
        for name in (f"personal_{side}", f"institutional_{side}"):
            r[name][rows] = np.maximum(0.0, r[name][rows] - p.poached_trust)
        r["strain"][rows] += p.poached_strain
        world.note(Event.POACHED, r[loser][rows], other=o["id"][r[hirer][rows]], value=1.0)
        world.count("staff_poached", rows.size)


def _fill_from_seekers(jobless: Floats, open_posts: Floats, p: Values) -> Floats:
    """Return the share of each district's open posts that its job seekers fill, and take them off the list."""
    hired = np.minimum(p.fill_share * open_posts, p.match_share * jobless)
    jobless -= hired
    return np.divide(hired, open_posts, out=np.zeros_like(hired), where=open_posts > 0.0)


def step(world: World, p: Values, seed: int) -> None:
    """Staff leave, are hired and poached; volunteers drift; size follows."""
    o, r, d = world.organisations, world.relations, world.districts
    n, m, wage = o.n, r.n, world.params["finance"].wage
    vacancy, leaving, pull, flow, extra = (np.zeros(n) for _ in range(5))
    totals, flows, taken = np.zeros((d.n, 2)), np.zeros(d.n), np.zeros(m, np.int8)
    rates = np.array(
        [
            p.leave_rate,
            p.leave_agency,
            p.leave_decline,
            p.payroll_share / (12.0 * wage),
            p.plan_speed,
            p.cover_months * wage,
        ]
    )
    _plan(
        n,
        seed,
        world.month,
        o["id"],
        o["kind"],
        o["active"],
        o["district"],
        o["staff"],
        o["staff_wanted"],
        o["reserves"],
        o["income_year"],
        o["income_past"],
        vacancy,
        leaving,
        totals,
        rates,
    )
    filled = _fill_from_seekers(d.live("jobless"), totals[:, 0], p)
    _hire(n, o["district"], vacancy, o["staff"], filled)
    totals[:, 0] *= 1.0 - filled
    _attract(
        m, r["a"], r["b"], r["forgotten"], r["cooperating"], r["formal"], o["district"], vacancy, pull, p.partner_pull
    )
    _choose(n, o["active"], o["district"], vacancy, leaving, pull, totals, flow, flows, p.other_work)
    if _poach(
        m,
        seed,
        world.month,
        r["a"],
        r["b"],
        r["forgotten"],
        r["cooperating"],
        r["formal"],
        o["id"],
        o["district"],
        vacancy,
        flow,
        extra,
        taken,
        p.partner_pull,
    ):
        _bear(world, taken, p)
    _move(n, o["district"], o["staff"], vacancy, leaving, flow, flows, extra, d["jobless"])
    np.maximum(d.live("jobless"), 0.0, out=d.live("jobless"))  # sums in another order can miss zero by a rounding
    _grow(
        n,
        o["alive"],
        o["active"],
        o["role"],
        o["staff"],
        o["volunteers"],
        o["reputation"],
        o["openness"],
        o["reach"],
        o["capacity_start"],
        o["size"],
        p.volunteer_speed / 12.0,
        p.volunteer_openness,
        p.size_elasticity,
        int(Role.COORDINATOR),
    )
