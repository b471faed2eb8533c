"""Staff leave, look for work and are hired; people are moved, never made.

The labour market is the district. Each month, in every active organisation with paid staff, a share leaves (``leave_rate``
0.3 a year [casey]; half as much again where income has fallen by a fifth; far less in government posts). Organisations that
went dormant or closed release all. The month runs in this order:

1. posts are planned: organisations that live on donations and grants move the staff they want towards what their
   smoothed income carries; the others keep their establishment. A post counts as vacant only if reserves cover its
   wages for some months (agencies and companies have a budget for it), and most hiring is put off while the income of
   the year lies below what it was over three;
2. vacancies are filled from the district's job seekers first: a share of the posts, at most a share of the seekers;
3. of those who leave, each is drawn to a remaining vacancy ``v`` with weight ``v x (1 + 2 [partner])`` against other
   work; the others become job seekers. Posts that were filled meanwhile send the surplus to the job seekers too.

People are counted in expected full-time equivalents with keyed noise, so flows are fractions, and the sum of staff and
job seekers of a district changes only if rows do. Whether a known organisation *poached* somebody is an event: it
happens with the probability that a whole person moved, and costs the loser's trust in the hirer
(``poached_trust`` 0.05) and strain.

Volunteers drift with reputation and the leader's openness around the organisation's size at its start. Size, as it
counts for partnering, follows the capacity of staff and volunteers.

Sources: leaving rate [casey]; weights and the loss of trust are working values [working]; everything else is assumed, and
no pattern informs it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, draw_pairs, monthly
from ..world.events import note
from ..world.named import Numbers, View
from ..world.schema import Event, Kind, Role
from ..world.units import VOLUNTEER

Floats = NDArray[np.float64]

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
    "finance.wage",
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
        "child welfare: 20-40 % a year, mean 30 [casey]",
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
        "stated beforehand: a cut raises turnover 1.5 times [predictions]",
        Text(
            "kenaikan laju keluar bila pemasukan turun seperlima", "rise of the rate when income has fallen by a fifth"
        ),
        informed=False,
    ),
    Param(
        "payroll_share",
        0.53,
        0.05,
        1.0,
        "share",
        "assumption: what running costs and programmes leave of income; chosen by responses to a loss [urban-institute]",
        Text("bagian pemasukan untuk upah", "share of income planned for wages"),
        informed=False,
    ),
    Param(
        "plan_speed",
        0.05,
        0.0,
        1.0,
        "1/month",
        "assumption: half of a change of income within fourteen months; chosen by responses to a loss [urban-institute]",
        Text("kecepatan rencana staf mengikuti pemasukan", "speed at which staff plans follow income"),
        informed=False,
    ),
    Param(
        "put_off",
        0.82,
        0.0,
        1.0,
        "share",
        "assumption: 40 % put off hiring in a bad year [listening-post]; chosen by responses to a loss",
        Text("bagian lowongan yang ditunda saat pemasukan turun", "share of vacancies put off while income falls"),
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
        "working value [working]",
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
        "working value [working]",
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
_COORDINATOR = int(Role.COORDINATOR)
_POACHED = int(Event.POACHED)
_LEAST_POST = 0.05  # a smaller part of a post is not advertised


class Market(NamedTuple):
    """The labour market of the month.

    By organisation: posts that are ``vacant``, staff who are ``leaving``, the extra ``pull`` of vacancies at partners on
    them, the ``flow`` of them to a vacancy of weight 1, and the ``extra`` flow to own vacancies from partners. By
    district: ``posts`` that are vacant, ``employed`` staff, and the sum of ``flows``.
    """

    vacant: Floats
    leaving: Floats
    pull: Floats
    flow: Floats
    extra: Floats
    posts: Floats
    employed: Floats
    flows: Floats


class Moves(NamedTuple):
    """Pairs between which people move: the row of their relation, their ids, and how many are expected to move to each."""

    row: NDArray[np.int32]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    to_first: Floats
    to_second: Floats


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
def leaving_rate(o: View, p: Numbers, i: int) -> float:
    """Return the rate per year at which the staff of ``i`` leave."""
    rate = p.leave_rate * p.leave_agency if o.kind[i] == _AGENCY else p.leave_rate
    if declining(o.income_year[i], o.income_past[i]):
        rate *= 1.0 + p.leave_decline
    return float(rate)


@compiled
def _plan(w: View, p: Numbers, market: Market) -> None:
    """Plan posts, count vacancies and those who leave."""
    o, wage = w.organisations, w.finance.wage
    payroll, cover = p.payroll_share / (12.0 * wage), p.cover_months * wage
    for i in range(o.n):
        if not o.active[i]:
            market.leaving[i] = o.staff[i]
            continue
        plans = o.kind[i] == _NONPROFIT or o.kind[i] == _COMMUNITY
        if plans:
            o.staff_wanted[i] += p.plan_speed * (payroll * o.income_year[i] - o.staff_wanted[i])
        vacant = vacant_posts(o.kind[i], o.staff_wanted[i], o.staff[i], o.reserves[i], cover)
        if plans and o.income_year[i] < o.income_past[i]:
            vacant *= 1.0 - p.put_off
        market.vacant[i] = vacant
        market.posts[o.district[i]] += vacant
        market.employed[o.district[i]] += o.staff[i]
        if o.staff[i] > 0.0 and p.leave_rate > 0.0:
            u = draw(w.seed, Purpose.STAFF_LEAVES, w.month, 0, o.id[i], 0)
            market.leaving[i] = min(o.staff[i], o.staff[i] * monthly(leaving_rate(o, p, i)) * (0.5 + u))


@compiled
def _hire_seekers(w: View, p: Numbers, market: Market) -> None:
    """Fill a share of each district's vacancies from its job seekers."""
    o, jobless = w.organisations, w.districts.jobless
    filled = np.zeros(w.districts.n)
    for d in range(w.districts.n):
        hired = min(p.fill_share * market.posts[d], p.match_share * jobless[d])
        jobless[d] -= hired
        if market.posts[d] > 0.0:
            filled[d] = hired / market.posts[d]
        market.posts[d] *= 1.0 - filled[d]
    for i in range(o.n):
        if market.vacant[i] > 0.0:
            joined = market.vacant[i] * filled[o.district[i]]
            o.staff[i] += joined
            market.vacant[i] -= joined


@compiled
def _attract(w: View, p: Numbers, market: Market) -> None:
    """Add to each organisation's pull the extra weight of vacancies at its partners in the district."""
    r, district = w.relations, w.organisations.district
    for k in range(r.n):
        if r.forgotten[k] or not (r.cooperating[k] or r.formal[k]):
            continue
        i, j = r.a[k], r.b[k]
        if district[i] == district[j]:
            market.pull[i] += p.partner_pull * market.vacant[j]
            market.pull[j] += p.partner_pull * market.vacant[i]


@compiled
def _choose(w: View, p: Numbers, market: Market) -> None:
    """Share out those who leave among vacancies and other work."""
    o = w.organisations
    for i in range(o.n):
        if market.leaving[i] <= 0.0 or not o.active[i]:
            continue
        d = o.district[i]
        weight = max(0.0, market.posts[d] - market.vacant[i]) + market.pull[i]
        if weight > 0.0:
            market.flow[i] = market.leaving[i] / (weight + p.other_work * market.employed[d])
            market.flows[d] += market.flow[i]


@compiled
def _meet(w: View, p: Numbers, market: Market, moves: Moves) -> int:
    """List the pairs between which people move, and add the extra inflow between partners. Returns how many pairs."""
    o, r, n = w.organisations, w.relations, 0
    for k in range(r.n):
        i, j = r.a[k], r.b[k]
        if r.forgotten[k] or o.district[i] != o.district[j]:
            continue
        to_first, to_second = market.flow[j] * market.vacant[i], market.flow[i] * market.vacant[j]
        if to_first <= 0.0 and to_second <= 0.0:
            continue
        if r.cooperating[k] or r.formal[k] > 0:
            market.extra[i] += p.partner_pull * market.flow[j]
            market.extra[j] += p.partner_pull * market.flow[i]
            to_first *= 1.0 + p.partner_pull
            to_second *= 1.0 + p.partner_pull
        moves.row[n], moves.first[n], moves.second[n] = k, o.id[i], o.id[j]
        moves.to_first[n], moves.to_second[n] = to_first, to_second
        n += 1
    return n


@compiled
def _poach(w: View, p: Numbers, market: Market) -> None:
    """Find the pairs in which a whole person was poached: the loser trusts less, and strain rises."""
    r, m = w.relations, w.relations.n
    moves = Moves(np.empty(m, np.int32), np.empty(m, np.int64), np.empty(m, np.int64), np.empty(m), np.empty(m))
    n = _meet(w, p, market, moves)
    u, v = np.empty(n), np.empty(n)
    draw_pairs(w.seed, Purpose.HIRING, w.month, 0, moves.first, moves.second, u, v)
    for x in range(n):
        if u[x] < moves.to_first[x]:
            k = moves.row[x]
            r.personal_b[k] = max(0.0, r.personal_b[k] - p.poached_trust)
            r.institutional_b[k] = max(0.0, r.institutional_b[k] - p.poached_trust)
            _tell(w, p, k, moves.second[x], moves.first[x])
    for x in range(n):
        if v[x] < moves.to_second[x]:
            k = moves.row[x]
            r.personal_a[k] = max(0.0, r.personal_a[k] - p.poached_trust)
            r.institutional_a[k] = max(0.0, r.institutional_a[k] - p.poached_trust)
            _tell(w, p, k, moves.first[x], moves.second[x])


@compiled
def _tell(w: View, p: Numbers, k: int, loser: int, hirer: int) -> None:
    """Write down that somebody was poached, and let it strain the relation ``k``."""
    w.relations.strain[k] += p.poached_strain
    w.counts.staff_poached += 1
    note(w, _POACHED, loser, hirer, 1.0)


@compiled
def _move(w: View, market: Market) -> None:
    """Carry out the moves: nobody takes more people than it has vacancies; the others look for work."""
    o, jobless = w.organisations, w.districts.jobless
    for i in range(o.n):
        d, vacant = o.district[i], market.vacant[i]
        joined = min(vacant, vacant * max(0.0, market.flows[d] - market.flow[i] + market.extra[i]))
        o.staff[i] = o.staff[i] - market.leaving[i] + joined
        jobless[d] += market.leaving[i] - joined
    for d in range(w.districts.n):
        jobless[d] = max(jobless[d], 0.0)  # sums in another order can miss zero by a rounding


@compiled
def drifted(volunteers: float, reputation: float, openness: float, growth: float, speed: float, taste: float) -> float:
    """Return volunteers a month on; ``growth`` is the log of capacity against the start and holds them back."""
    change = speed * (reputation - 0.5 + taste * openness - growth)
    return volunteers * (1.0 + min(0.1, max(-0.1, change)))


@compiled
def _grow(w: View, p: Numbers) -> None:
    """Volunteers come and go; size for partnering follows capacity."""
    o, speed = w.organisations, p.volunteer_speed / 12.0
    for i in range(o.n):
        if not o.alive[i]:
            continue
        capacity = o.staff[i] + VOLUNTEER * o.volunteers[i]
        growth = math.log((capacity + 0.5) / (o.capacity_start[i] + 0.5))
        o.size[i] = o.reach[i] + p.size_elasticity * growth
        if o.active[i] and o.role[i] != _COORDINATOR:
            taste = p.volunteer_openness
            o.volunteers[i] = drifted(o.volunteers[i], o.reputation[i], o.openness[i], growth, speed, taste)


@compiled
def step(w: View, p: Numbers) -> None:
    """Staff leave, are hired and poached; volunteers drift; size follows."""
    n, m = w.organisations.n, w.districts.n
    market = Market(
        np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(m), np.zeros(m), np.zeros(m)
    )
    _plan(w, p, market)
    _hire_seekers(w, p, market)
    _attract(w, p, market)
    _choose(w, p, market)
    _poach(w, p, market)
    _move(w, market)
    _grow(w, p)
