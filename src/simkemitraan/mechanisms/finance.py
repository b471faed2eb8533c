"""The month's money is settled; organisations fall asleep, wake, close and are founded.

**Instalments.** A running grant pays a fixed part each month. What was won for a partnership is shared by its active
members in proportion to the hours they pledged; agencies and companies take no share. When the partnership has ended
meanwhile the holder keeps the grant. A grant whose holder no longer works is stopped, and what is unspent returns to
its pool. When the last instalment is paid and no other grant runs for the partnership, its funding is *lost*.

**Accounts.** Income is own income (donations and fees times 0.5 + reputation; for agencies and companies a budget that
follows their staff) plus instalments. Spending is wages, running costs, reporting, what ties cost in money, and
programmes. At least one minus the overhead cap of each instalment goes to wages and programmes; reserves above a buffer are
spent on programmes bit by bit. If money is short, programmes are dropped first, then running costs deferred, and only
then is staff laid off, for exactly what is missing. So opening + income - spending = closing to the last bit, and
reserves are never negative.

**Standing.** Reputation follows needs met per capacity (of companies: by the hours they lend); transparency follows reporting duties and the record.

**Life and death.** Active organisations fall asleep (0.08 a year, more without ties) and dormant ones wake (0.05):
half of the registered population is active (facts 53, 54). Active ones close with a yearly logit (McDonnell, Rutherford &
Cordery 2019, fact 49): less with size and donations, more with government money, without ties (direction: fact 47)
and without money for wages; some that are led by their founder end with the founder. Registers are cleared of dormant
ones slowly. Agencies and appointed coordinators never close. Each month has sites (district, kind, k) at which somebody may be
founded, with a chance that rises with unmet need and balances closings at the need of reference. Staff of the closed
look for work, their reserves go to the philanthropy pool; staff of newcomers come from the district's job seekers.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world import founding, grants
from ..world.compiling import compiled
from ..world.draws import Purpose, draw2, monthly, yearly_rate
from ..world.population import VOLUNTEER, WAGE
from ..world.schema import FUNDERS, Event, Kind, Role
from ..world.world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

TITLE = Text("keuangan dan kelangsungan", "finance and survival")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.role",
    "organisations.district",
    "organisations.founder_led",
    "organisations.n_informal",
    "organisations.n_formal",
    "organisations.volunteers",
    "organisations.served",
    "organisations.skill",
    "organisations.record",
    "grants.*",
    "relations.a",
    "relations.b",
    "relations.loan",
    "partnerships.id",
    "partnerships.n_members",
    "partnerships.member",
    "partnerships.pledge",
    "districts.code",
    "districts.need",
    "districts.coverage",
)
WRITES: tuple[str, ...] = (
    "organisations.*",
    "grants.*",
    "partnerships.funded",
    "partnerships.lost",
    "districts.jobless",
    "districts.pool",
    "districts.pool_in",
    "events.*",
)


def _founding(name: str, default: float, of_id: str, of_en: str) -> Param:
    text = Text(
        f"pendirian {of_id} setahun, dibanding jumlah semula", f"foundings of {of_en} a year, relative to the start"
    )
    return Param(name, default, 0.0, 1.0, "1/year", "set to balance closings at the need of reference", text)


PARAMS: tuple[Param, ...] = (
    Param(
        "wage",
        WAGE,
        0.1,
        100.0,
        "million IDR/month",
        "assumption: a regency minimum wage",
        Text("upah satu staf penuh waktu", "wage of one full-time post"),
        informed=False,
    ),
    Param(
        "overhead",
        0.30,
        0.0,
        2.0,
        "share",
        "assumption: running costs relative to wages",
        Text("biaya operasional dibanding upah", "running costs relative to wages"),
        informed=False,
    ),
    Param(
        "fixed_cost",
        0.2,
        0.0,
        20.0,
        "million IDR/month",
        "assumption",
        Text("biaya tetap organisasi aktif", "fixed cost of an active organisation"),
        informed=False,
    ),
    Param(
        "tie_cost",
        0.05,
        0.0,
        5.0,
        "million IDR/month",
        "assumption: travel and meetings",
        Text("biaya uang per hubungan", "money that a tie costs"),
        informed=False,
    ),
    Param(
        "report_cost",
        0.04,
        0.0,
        0.5,
        "share",
        "assumption",
        Text("biaya pelaporan dari dana hibah bila kewajiban penuh", "cost of reporting in grant money at full duty"),
        informed=False,
    ),
    Param(
        "buffer_months",
        3.0,
        0.0,
        36.0,
        "months",
        "assumption: a quarter of running costs kept",
        Text("cadangan yang dipertahankan", "reserves kept, in months of costs"),
        informed=False,
    ),
    Param(
        "release",
        0.2,
        0.0,
        1.0,
        "1/month",
        "assumption",
        Text("bagian kelebihan cadangan yang dibelanjakan", "share of surplus reserves spent in a month"),
        informed=False,
    ),
    Param(
        "reputation_speed",
        0.03,
        0.0,
        1.0,
        "1/month",
        "assumption",
        Text("kecepatan reputasi mengikuti hasil", "speed at which reputation follows results"),
        informed=False,
    ),
    Param(
        "served_norm",
        10.0,
        0.1,
        10000.0,
        "needs/FTE/quarter",
        "assumption: gives a reputation of one half",
        Text("layanan per kapasitas untuk reputasi sedang", "service per capacity for a middling reputation"),
        informed=False,
    ),
    Param(
        "transparency_speed",
        0.03,
        0.0,
        1.0,
        "1/month",
        "assumption",
        Text("kecepatan keterbukaan menyesuaikan", "speed at which transparency adjusts"),
        informed=False,
    ),
    Param(
        "transparency_duty",
        0.35,
        0.0,
        1.0,
        "0-1",
        "assumption; no pattern informs it",
        Text("pengaruh kewajiban lapor pada keterbukaan", "effect of the reporting duty on transparency"),
        informed=False,
    ),
    Param(
        "dormant_rate",
        0.08,
        0.0,
        2.0,
        "rate/year",
        "set for half of the register active (facts 53, 54)",
        Text("laju organisasi aktif menjadi tidak aktif", "rate at which active organisations fall asleep"),
    ),
    Param(
        "dormant_no_ties",
        1.1,
        0.0,
        10.0,
        "1",
        "direction: fact 47",
        Text("kelipatan laju itu tanpa mitra", "multiple of that rate without ties"),
        informed=False,
    ),
    Param(
        "dormant_company",
        1.2,
        0.0,
        10.0,
        "1",
        "most companies give once rather than partner (fact 58)",
        Text("kelipatan laju itu bagi perusahaan", "multiple of that rate for companies"),
        informed=False,
    ),
    Param(
        "revival_rate",
        0.06,
        0.0,
        2.0,
        "rate/year",
        "set for half of the register active (facts 53, 54)",
        Text("laju organisasi tidak aktif menjadi aktif lagi", "rate at which dormant organisations wake"),
    ),
    Param(
        "close_level",
        -3.3,
        -10.0,
        5.0,
        "logit/year",
        "equations item 11; gives 1-6.5 % a year (facts 47, 48)",
        Text("kecenderungan tutup", "inclination to close"),
    ),
    Param(
        "close_size",
        0.17,
        -2.0,
        2.0,
        "logit",
        "McDonnell, Rutherford & Cordery 2019 (fact 49)",
        Text("penurunan per satuan log anggaran", "fall per log unit of the budget"),
    ),
    Param(
        "close_government",
        0.37,
        -3.0,
        3.0,
        "logit",
        "McDonnell, Rutherford & Cordery 2019 (fact 49)",
        Text("kenaikan bila bergantung pada dana pemerintah", "rise when government is the main funder"),
    ),
    Param(
        "close_donations",
        0.23,
        -3.0,
        3.0,
        "logit",
        "McDonnell, Rutherford & Cordery 2019 (fact 49)",
        Text("penurunan bila hidup dari donasi", "fall when donations are the main income"),
    ),
    Param(
        "close_no_ties",
        0.5,
        -3.0,
        3.0,
        "logit",
        "direction: Walker & McCarthy 2010 (fact 47)",
        Text("kenaikan tanpa mitra", "rise without ties"),
    ),
    Param(
        "close_broke",
        0.25,
        0.0,
        12.0,
        "rate/year",
        "assumption",
        Text("tambahan laju tutup bila upah tak terbayar", "extra rate of closing when wages cannot be paid"),
        informed=False,
    ),
    Param(
        "founder_closes",
        0.01,
        0.0,
        1.0,
        "rate/year",
        "assumption: a third of founders leave nobody behind",
        Text("laju tutup karena pendiri pergi", "rate of closing with the founder"),
        informed=False,
    ),
    Param(
        "clearing_rate",
        0.02,
        0.0,
        1.0,
        "rate/year",
        "equations item 11",
        Text("laju penghapusan yang tidak aktif dari daftar", "rate at which registers are cleared of dormant ones"),
    ),
    _founding("founding_nonprofit", 0.033, "lembaga kesejahteraan sosial", "nonprofits"),
    _founding("founding_company", 0.027, "perusahaan", "companies"),
    _founding("founding_community", 0.040, "organisasi komunitas", "community organisations"),
    _founding("founding_individual", 0.025, "kelompok relawan", "groups of volunteers"),
    Param(
        "founding_need",
        0.5,
        0.0,
        4.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh kebutuhan yang belum terlayani", "effect of unmet need"),
        informed=False,
    ),
    Param(
        "unmet_reference",
        0.6,
        0.01,
        1.0,
        "share",
        "assumption: unmet need at which foundings balance closings",
        Text("kebutuhan belum terlayani acuan", "unmet need of reference"),
        informed=False,
    ),
)

_AGENCY, _COMPANY = int(Kind.AGENCY), int(Kind.COMPANY)
_COORDINATOR = int(Role.COORDINATOR)
_PUBLIC = 2  # funders below this number are government
_PHILANTHROPY = FUNDERS.index("philanthropy")
_STAYS, _CLOSES, _SLEEPS, _WAKES = 0, 1, 2, 3
_FOUNDING = ("", "founding_nonprofit", "founding_company", "founding_community", "founding_individual")  # by kind


# --- accounts ------------------------------------------------------------------------------------------------------


@compiled
def programme_money(surplus: float, buffer: float, release: float, tied: float) -> float:
    """Return what goes to programmes: what grants tie to them, and a part of what exceeds the buffer."""
    return tied + max(0.0, release * (surplus - tied - buffer))


@compiled
def _settle(
    n: int,
    kind: Codes,
    active: Codes,
    staff: Floats,
    n_informal: Ints,
    n_formal: Ints,
    reputation: Floats,
    own_income: Floats,
    grants: Floats,
    opening: Floats,
    income: Floats,
    spending: Floats,
    reserves: Floats,
    short: Codes,
    laid_off: Floats,
    rates: Floats,
) -> int:
    """Settle the accounts of the month; returns how many had to lay off staff."""
    wage, overhead, fixed, tie, report = rates[0], rates[1], rates[2], rates[3], rates[4]
    buffer, release, cap, weight = rates[5], rates[6], rates[7], rates[8]
    layoffs = 0
    for i in range(n):
        opening[i] = reserves[i]
        short[i] = 0
        laid_off[i] = 0.0
        if not active[i]:
            income[i] = 0.0
            spending[i] = 0.0
            continue
        wages = wage * staff[i]
        must = wages * (1.0 + overhead) + fixed + tie * (n_informal[i] + weight * n_formal[i]) + report * grants[i]
        if kind[i] == _AGENCY or kind[i] == _COMPANY:
            own_income[i] = must
            income[i] = must + grants[i]
            spending[i] = income[i]
            reserves[i] = (opening[i] + income[i]) - spending[i]
            continue
        income[i] = own_income[i] * (0.5 + reputation[i]) + grants[i]
        available = opening[i] + income[i]
        tied = max(0.0, (1.0 - cap) * grants[i] - wages)
        spending[i] = must + programme_money(available - must, buffer * must, release, tied)
        if spending[i] > available:
            spending[i] = available
            short[i] = must > available
            if wages > available:
                laid_off[i] = min(staff[i], (wages - available) / wage)
                staff[i] -= laid_off[i]
                layoffs += 1
        reserves[i] = available - spending[i]
    return layoffs


@compiled
def _smooth(n: int, income: Floats, year: Floats, past: Floats) -> None:
    """Smooth yearly income over 12 and 36 months."""
    for i in range(n):
        year[i] += (12.0 * income[i] - year[i]) / 12.0
        past[i] += (12.0 * income[i] - past[i]) / 36.0


@compiled
def _regard(
    n: int,
    active: Codes,
    staff: Floats,
    volunteers: Floats,
    served: Floats,
    skill: Floats,
    record: Floats,
    grants: Floats,
    reputation: Floats,
    transparency: Floats,
    speed: float,
    norm: float,
    open_speed: float,
    duty: float,
) -> None:
    """Reputation follows results, transparency follows duties and record; both stay within 0 and 1."""
    for i in range(n):
        if not active[i]:
            continue
        result = served[i] / (norm * (staff[i] + VOLUNTEER * volunteers[i]) + 1e-9)
        reputation[i] += speed * (result / (1.0 + result) - reputation[i])
        target = 0.35 + 0.2 * skill[i] + 0.2 * (record[i] - 0.5) + (duty if grants[i] > 0.0 else 0.0)
        transparency[i] += open_speed * (min(1.0, max(0.0, target)) - transparency[i])


def _results(world: World) -> Floats:
    """Return the needs that each organisation meets; companies serve nobody, theirs are those that the hours they lend can meet."""
    o, r = world.organisations, world.relations
    lent = np.zeros(o.n)
    for end in ("a", "b"):
        lent += np.bincount(r.live(end), r.live("loan"), minlength=o.n)
    per_hour = 3.0 / world.params["service_delivery"].hours_per_need
    return np.where(o.live("kind") == _COMPANY, per_hour * lent, o.live("served"))


def _account(world: World, p: Values) -> Codes:
    """Settle everybody's month; returns who could not pay what was due."""
    o, d = world.organisations, world.districts
    funding = world.params["funding"]
    short, laid_off = np.zeros(o.n, np.int8), np.zeros(o.n)
    rates = np.array(
        [
            p.wage,
            p.overhead,
            p.fixed_cost,
            p.tie_cost,
            p.report_cost * funding.reporting_duty,
            p.buffer_months,
            p.release,
            funding.overhead_cap,
            world.params["maintenance"].formal_weight,
        ]
    )
    if _settle(
        o.n,
        o["kind"],
        o["active"],
        o["staff"],
        o["n_informal"],
        o["n_formal"],
        o["reputation"],
        o["own_income"],
        o["grant_income"],
        o["opening"],
        o["income"],
        o["spending"],
        o["reserves"],
        short,
        laid_off,
        rates,
    ):
        d.live("jobless")[...] += np.bincount(o.live("district"), laid_off, minlength=d.n)
    _smooth(o.n, o["income"], o["income_year"], o["income_past"])
    _regard(
        o.n,
        o["active"],
        o["staff"],
        o["volunteers"],
        _results(world),
        o["skill"],
        o["record"],
        o["grant_income"],
        o["reputation"],
        o["transparency"],
        p.reputation_speed,
        p.served_norm,
        p.transparency_speed,
        p.transparency_duty * funding.reporting_duty,
    )
    return short


# --- life and death ------------------------------------------------------------------------------------------------


@compiled
def closing_rate(budget: float, public: float, donated: float, tied: bool, w: Floats) -> float:
    """Return the yearly rate of closing; ``public`` and ``donated`` are shares of income, ``w`` the logit weights."""
    x = w[0] - w[1] * math.log(max(1.0, budget))
    if public > 0.5:
        x += w[2]
    if donated > 0.5:
        x -= w[3]
    if not tied:
        x += w[4]
    return -math.log1p(-1.0 / (1.0 + math.exp(-x)))


@compiled
def _fates(
    n: int,
    seed: int,
    month: int,
    ids: Ids,
    kind: Codes,
    role: Codes,
    alive: Codes,
    active: Codes,
    founder_led: Codes,
    short: Codes,
    income_year: Floats,
    public: Floats,
    grants: Floats,
    income: Floats,
    ties: Ints,
    w: Floats,
    fate: Codes,
) -> int:
    """Decide who closes, falls asleep or wakes. One block of luck: its first number closes, its second wakes."""
    changes = 0
    for i in range(n):
        fate[i] = _STAYS
        if not alive[i] or kind[i] == _AGENCY or role[i] == _COORDINATOR:
            continue
        u, v = draw2(seed, Purpose.CLOSE, month, 0, ids[i], 0)
        if not active[i]:
            if u < w[9]:
                fate[i] = _CLOSES
            elif v < w[10]:
                fate[i] = _WAKES
        else:
            asleep = w[7] * (1.0 if ties[i] > 0 else w[8]) * (w[11] if kind[i] == _COMPANY else 1.0)
            if v < monthly(asleep):
                fate[i] = _SLEEPS
            if u < w[12]:  # no rate is above this one: most organisations need no more than a look
                donated = 1.0 - grants[i] / income[i] if income[i] > 0.0 else 1.0
                rate = closing_rate(income_year[i], public[i], donated, ties[i] > 0, w)
                rate += (w[5] if short[i] else 0.0) + (w[6] if founder_led[i] else 0.0)
                if u < monthly(rate):
                    fate[i] = _CLOSES
        changes += fate[i] != _STAYS
    return changes


def _weights(p: Values) -> Floats:
    """Return the numbers of :func:`_fates`: logit weights, extra rates, activity, and an upper bound of closing."""
    logit = np.array([p.close_level, p.close_size, p.close_government, p.close_donations, p.close_no_ties])
    worst = logit[0] + max(0.0, logit[2]) + max(0.0, -logit[3]) + max(0.0, logit[4]) + max(0.0, -logit[1] * 20.0)
    bound = yearly_rate(1.0 / (1.0 + math.exp(-worst))) + p.close_broke + p.founder_closes
    extra = [p.close_broke, p.founder_closes, p.dormant_rate, p.dormant_no_ties]
    return np.concatenate(
        [logit, extra, [monthly(p.clearing_rate), monthly(p.revival_rate), p.dormant_company, monthly(bound)]]
    )


def _public_share(world: World) -> Floats:
    """Return the share of this month's income that comes from government grants."""
    o, g = world.organisations, world.grants
    running = (g.live("funder") < _PUBLIC) & (g.live("left") > 0) & (g.live("holder") >= 0)
    rows = g.live("holder")[running]
    money = np.bincount(rows, g.live("monthly")[running], minlength=o.n)[: o.n]
    return np.divide(money, o.live("income"), out=np.zeros(o.n), where=o.live("income") > 0.0)


def _live_on(world: World, p: Values, seed: int, short: Codes) -> None:
    """Let organisations close, fall asleep and wake."""
    o = world.organisations
    fate = np.zeros(o.n, np.int8)
    changes = _fates(
        o.n,
        seed,
        world.month,
        o["id"],
        o["kind"],
        o["role"],
        o["alive"],
        o["active"],
        o["founder_led"],
        short,
        o["income_year"],
        _public_share(world),
        o["grant_income"],
        o["income"],
        o["n_informal"] + o["n_formal"],
        _weights(p),
        fate,
    )
    if changes:
        _sleep_and_wake(world, fate)
        closed = np.flatnonzero(fate == _CLOSES)
        if world.month < 0 and world.known.size:
            closed = closed[~np.isin(o["id"][closed], world.known)]
        o["alive"][closed] = 0
        o["active"][closed] = 0
        world.note(Event.CLOSED, closed, value=o["income_year"][closed])
        world.count("closed", closed.size)
    _wind_up(world)


def _sleep_and_wake(world: World, fate: Codes) -> None:
    o = world.organisations
    asleep, awake = np.flatnonzero(fate == _SLEEPS), np.flatnonzero(fate == _WAKES)
    o["active"][asleep] = 0
    o["active"][awake] = 1
    _release_staff(world, asleep)
    for event, rows, name in ((Event.DORMANT, asleep, "dormant"), (Event.REVIVED, awake, "revived")):
        world.note(event, rows)
        world.count(name, rows.size)


def _release_staff(world: World, rows: NDArray[np.intp]) -> None:
    """Send the staff of the given organisations to the job seekers of their districts."""
    o = world.organisations
    np.add.at(world.districts["jobless"], o["district"][rows], o["staff"][rows])
    o["staff"][rows] = 0.0


def _wind_up(world: World) -> None:
    """Release the staff of closed organisations; what they own goes to the philanthropy pool of their district."""
    o, d = world.organisations, world.districts
    rows = np.flatnonzero((o.live("alive") == 0) & ((o.live("staff") > 0.0) | (o.live("reserves") > 0.0)))
    _release_staff(world, rows)
    for column in ("pool", "pool_in"):
        np.add.at(d[column][:, _PHILANTHROPY], o["district"][rows], o["reserves"][rows])
    o["spending"][rows] = o["opening"][rows] + o["income"][rows]
    o["reserves"][rows] = 0.0


def _found(world: World, p: Values, seed: int) -> None:
    """Found organisations where luck and unmet need meet."""
    urge = (founding.unmet_need(world) / p.unmet_reference) ** p.founding_need
    rates = np.array([p[name] if name else 0.0 for name in _FOUNDING])
    founding.found(world, seed, urge[:, None] * rates[None, :] / 12.0)


def step(world: World, p: Values, seed: int) -> None:
    """Pay grants, settle accounts, move standing; organisations sleep, wake, close and are founded."""
    grants.pay_grants(world)
    short = _account(world, p)
    _live_on(world, p, seed, short)
    _found(world, p, seed)
    grants.forget_grants(world)
