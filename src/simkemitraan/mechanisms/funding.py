"""Calls open, organisations apply alone or together, proposals are ranked, and money is awarded; reports fall due.

**Money.** Five funders: the district's budget (hibah), the national ministry, the companies' CSR forum, zakat and
philanthropy, donors. A pool belongs to a district; ministry and donors compete across the place, and their one pool is
kept on the first district row. Money comes in when a call opens: a year's budget (million IDR per 100,000 people) times the
length of the cycle. What public funders have left lapses at their next call; others carry over at most a share of a
year's budget. Nothing else enters or leaves a pool but awards, grants that were stopped, and what the closed leave.

**Calls** open once in a cycle, spread over it; with the budget calendar both public ones open in March. Each eligible
organisation decides whether to apply: for the best partnership it fronts (quality: governance, trust, progress,
members; older ones win ties by id), or alone, more readily with a skilled leader. Who may front a joint proposal is a lever. A
request follows smoothed income, within bounds set by the pool, in whole millions; for a joint one it grows with members.

**Scores** are weights x (fit to local need, unmet need, reputation, transparency, practice, breadth, record) + noise of sd
0.15 (equations item 8). The ranking, the rule of fitting (skip, no part awards) and reserved shares: see
:mod:`~simkemitraan.world.calls`. Awards become monthly instalments, paid by *finance*.

**Rivalry.** Those who know each other and applied apart to one pool gain strain with how far it was oversubscribed, and more
if they are partners and one of them won. Each organisation's share of the calls it answered in three years is kept.

**Reports** fall due two months after the last instalment. They are late more often with little transparency, little skill
and much load; the record falls. A share of them is audited; a finding bars from applying for two years.

Sources: budgets are orders of magnitude of social grants in a median regency (assumption); re-funding 35 % (fact 51);
rules of hibah [M]; all weights are assumptions.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world import calls
from ..world.compiling import compiled
from ..world.draws import Purpose, draw2
from ..world.schema import FUNDERS, NEVER, Event
from ..world.world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

TITLE = Text("pendanaan", "funding")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.role",
    "organisations.alive",
    "organisations.active",
    "organisations.registered",
    "organisations.accredited",
    "organisations.district",
    "organisations.founded",
    "organisations.income_past",
    "organisations.priority",
    "organisations.capability",
    "organisations.practice",
    "organisations.skill",
    "organisations.load",
    "organisations.transparency",
    "relations.a",
    "relations.b",
    "relations.forgotten",
    "relations.cooperating",
    "relations.formal",
    "partnerships.id",
    "partnerships.n_members",
    "partnerships.member",
    "partnerships.governance",
    "partnerships.trust",
    "partnerships.progress",
    "partnerships.signed",
    "districts.population",
    "districts.budget_factor",
    "districts.need",
    "districts.coverage",
    "districts.remoteness",
)
WRITES: tuple[str, ...] = (
    "organisations.applied",
    "organisations.won_month",
    "organisations.won_from",
    "organisations.grants_won",
    "organisations.record",
    "organisations.reputation",
    "organisations.barred",
    "relations.strain",
    "grants.*",
    "partnerships.funded",
    "partnerships.lost",
    "districts.pool",
    "districts.pool_in",
    "districts.pool_out",
    "events.*",
)

_BUDGET = "million IDR/100,000 people/year"
_MAGNITUDE = "assumption: order of magnitude in a median regency"
_HUNDRED_THOUSANDS = 3.06  # of people in a median regency (fact 57): what one unit of a budget costs there


def _budget(name: str, default: float, of_id: str, of_en: str) -> Param:
    text = Text(f"anggaran setahun dari {of_id}", f"yearly budget of {of_en}")
    return Param(name, default, 0.0, 20000.0, _BUDGET, _MAGNITUDE, text, role="lever", cost=_HUNDRED_THOUSANDS)


def _share(name: str, default: float, of_id: str, of_en: str, cost: float = 0.0) -> Param:
    return Param(name, default, 0.0, 1.0, "share", "policy lever", Text(of_id, of_en), role="lever", cost=cost)


def _weight(name: str, default: float, of_id: str, of_en: str) -> Param:
    text = Text(f"bobot {of_id} dalam penilaian", f"weight of {of_en} in the score")
    return Param(name, default, 0.0, 2.0, "1", "assumption; no pattern informs it", text, informed=False)


PARAMS: tuple[Param, ...] = (
    _budget("district_budget", 400.0, "anggaran daerah (APBD)", "the district"),
    _budget("national_budget", 300.0, "kementerian", "the national ministry"),
    _budget("csr_budget", 250.0, "forum CSR", "the corporate responsibility forum"),
    _budget("philanthropy_budget", 350.0, "zakat dan filantropi", "zakat and philanthropy"),
    _budget("donor_budget", 150.0, "lembaga donor", "donors"),
    Param(
        "cycle_months",
        12,
        1,
        36,
        "months",
        "policy lever; budgets are yearly",
        Text("jarak antar-pembukaan permohonan", "months between calls"),
        role="lever",
        form="whole",
    ),
    Param(
        "grant_months",
        12,
        1,
        60,
        "months",
        "policy lever; 77-81 % of grants are for a year or less (fact 11)",
        Text("lama hibah", "term of a grant"),
        role="lever",
        form="whole",
    ),
    Param(
        "budget_calendar",
        0,
        0,
        1,
        "switch",
        "budget calendar: money from about March; off by default",
        Text("dana pemerintah mengikuti kalender anggaran", "public calls follow the budget calendar"),
        form="switch",
    ),
    Param(
        "partnership_bonus",
        0.0,
        0.0,
        2.0,
        "score",
        "policy lever",
        Text("tambahan nilai bagi usulan bersama", "bonus in the score for joint proposals"),
        role="lever",
    ),
    _share(
        "partnership_required", 0.0, "bagian dana yang hanya untuk usulan bersama", "share reserved for joint proposals"
    ),
    Param(
        "min_members",
        2,
        2,
        16,
        "members",
        "policy lever",
        Text("anggota minimal usulan bersama", "fewest members of a joint proposal"),
        role="lever",
        form="whole",
    ),
    Param(
        "lead_rule",
        0,
        0,
        2,
        "rule",
        "policy lever",
        Text("siapa yang boleh memimpin usulan bersama", "who may lead a joint proposal"),
        role="lever",
        form="choice",
        choices=("anyone", "government", "nonprofit"),
    ),
    _share(
        "seed_share",
        0.0,
        "bagian dana untuk rintisan (baru berdiri atau baru bermitra)",
        "share reserved for the newly founded and newly partnered",
    ),
    _share("small_quota", 0.0, "bagian dana untuk pemohon kecil", "share reserved for small applicants"),
    _share("remote_quota", 0.0, "bagian dana untuk daerah terpencil", "share reserved for remote applicants"),
    _share("overhead_cap", 0.30, "batas biaya operasional dari hibah", "cap on running costs paid from a grant"),
    _share("reporting_duty", 0.30, "ketatnya kewajiban lapor", "strictness of reporting duties", 100.0),
    _share("audit_share", 0.10, "bagian laporan yang diaudit", "share of reports that are audited", 150.0),
    Param(
        "no_repeat",
        0,
        0,
        1,
        "switch",
        "policy lever: hibah not continuously every year",
        Text("hibah daerah tidak boleh dua kali berturut-turut", "no district grant twice running"),
        role="lever",
        form="switch",
    ),
    Param(
        "carry_over",
        0.5,
        0.0,
        5.0,
        "years of budget",
        "assumption",
        Text("sisa dana nonpemerintah yang dibawa ke tahun berikut", "what other funders carry over"),
        informed=False,
    ),
    Param(
        "apply_chance",
        0.50,
        0.0,
        1.0,
        "probability",
        "assumption; re-funding 35 % (fact 51)",
        Text("peluang melamar sendiri bila memenuhi syarat", "chance to apply alone if eligible"),
    ),
    Param(
        "joint_chance",
        0.20,
        0.0,
        1.0,
        "probability",
        "assumption",
        Text("peluang melamar bersama bila punya kemitraan", "chance to apply jointly with a partnership"),
        informed=False,
    ),
    Param(
        "bonus_pull",
        2.0,
        0.0,
        10.0,
        "1",
        "assumption; no pattern informs it",
        Text("daya tarik tambahan nilai untuk melamar bersama", "pull of the bonus towards joint proposals"),
        informed=False,
    ),
    Param(
        "request_share",
        1.0,
        0.01,
        5.0,
        "share",
        "assumption",
        Text("besar permohonan dibanding pemasukan setahun", "request relative to a year's income"),
        informed=False,
    ),
    Param(
        "request_least",
        40.0,
        1.0,
        1000.0,
        "million IDR/year",
        "assumption",
        Text("permohonan terkecil", "smallest request"),
        informed=False,
    ),
    Param(
        "request_most",
        0.25,
        0.01,
        1.0,
        "share",
        "assumption",
        Text("permohonan terbesar dibanding dana tersedia", "largest request relative to the pool"),
        informed=False,
    ),
    Param(
        "request_member",
        0.5,
        0.0,
        2.0,
        "share",
        "assumption",
        Text("tambahan permohonan bersama per anggota", "what each further member adds to a request"),
        informed=False,
    ),
    _weight("weight_fit", 0.2, "kecocokan dengan kebutuhan daerah", "fit to local need"),
    _weight("weight_need", 0.15, "kebutuhan yang belum terlayani", "unmet need"),
    _weight("weight_reputation", 0.2, "reputasi", "reputation"),
    _weight("weight_transparency", 0.15, "keterbukaan", "transparency"),
    _weight("weight_practice", 0.1, "praktik baik", "practice"),
    _weight("weight_breadth", 0.15, "keluasan kemampuan", "breadth of capability"),
    _weight("weight_record", 0.25, "rekam jejak", "the record"),
    Param(
        "noise",
        0.15,
        0.0,
        2.0,
        "score",
        "equations item 8; re-funding 35 % (fact 51)",
        Text("kebetulan dalam penilaian", "chance in the score"),
    ),
    Param(
        "small_limit",
        60.0,
        0.0,
        10000.0,
        "million IDR/year",
        "assumption",
        Text("batas pemasukan pemohon kecil", "income below which an applicant is small"),
        informed=False,
    ),
    Param(
        "apart_strain",
        0.1,
        0.0,
        2.0,
        "1",
        "equations item 8 (working value)",
        Text("ketegangan bila melamar terpisah", "strain when applying apart"),
        informed=False,
    ),
    Param(
        "won_strain",
        0.2,
        0.0,
        2.0,
        "1",
        "equations item 8 (working value)",
        Text("tambahan ketegangan bila hanya satu mitra menang", "more strain when one of two partners won"),
        informed=False,
    ),
    Param(
        "late_level",
        -1.0,
        -6.0,
        6.0,
        "logit",
        "assumption: about a quarter of reports are late",
        Text("kecenderungan laporan terlambat", "inclination to report late"),
        informed=False,
    ),
    Param(
        "late_skill",
        3.0,
        0.0,
        10.0,
        "logit",
        "assumption; no pattern informs it",
        Text("pengaruh keterbukaan dan kecakapan", "effect of transparency and skill"),
        informed=False,
    ),
    Param(
        "late_load",
        1.0,
        0.0,
        10.0,
        "logit",
        "assumption; no pattern informs it",
        Text("pengaruh beban", "effect of load"),
        informed=False,
    ),
    Param(
        "finding_chance",
        0.5,
        0.0,
        1.0,
        "probability",
        "assumption; falls with transparency",
        Text("peluang temuan audit tanpa keterbukaan", "chance of a finding at no transparency"),
        informed=False,
    ),
    Param(
        "barred_months",
        24,
        0,
        120,
        "months",
        "assumption",
        Text("larangan melamar setelah temuan", "months barred after a finding"),
        form="whole",
        informed=False,
    ),
)

_BUDGETS = ("district_budget", "national_budget", "csr_budget", "philanthropy_budget", "donor_budget")
_PUBLIC = 2  # funders below this number are government: what they have left lapses
_MARCH = 2
_REPORT_MONTHS = 2
_MEMORY = 36.0  # months over which applications are remembered
_AGAIN = 36  # months within which an award of the same funder counts as re-funding
_MOST_PRESSURE = 3.0
_NEW_ORGANISATION, _NEW_PARTNERSHIP = 36, 24
_REMOTE = 0.5
_LATE, _FINDING = 1, 2


@compiled
def late_chance(level: float, skill: float, load: float, w_skill: float, w_load: float) -> float:
    """Return the chance that a report is late; ``skill`` is the mean of transparency and the leader's skill."""
    return 1.0 / (1.0 + math.exp(-(level - w_skill * (skill - 0.5) + w_load * max(0.0, load - 0.5))))


@compiled
def _report(
    m: int,
    seed: int,
    month: int,
    funder: Codes,
    holder: Ints,
    due: Ints,
    paid: Floats,
    ids: Ids,
    alive: Codes,
    transparency: Floats,
    skill: Floats,
    load: Floats,
    reputation: Floats,
    record: Floats,
    barred: Ints,
    w: Floats,
    outcome: Codes,
) -> int:
    """Reports that fall due: late or in time, audited or not. Returns how many have an outcome worth telling."""
    told = 0
    for g in range(m):
        outcome[g] = 0
        i = holder[g]
        if due[g] != month or i < 0 or not alive[i] or paid[g] <= 0.0:
            continue
        u, _ = draw2(seed, Purpose.REPORT, month, 0, ids[i], funder[g])
        if u < late_chance(w[0], 0.5 * (transparency[i] + skill[i]), load[i], w[1], w[2]):
            record[i] *= 0.7
            outcome[g] |= _LATE
        else:
            record[i] += 0.15 * (1.0 - record[i])
        x, y = draw2(seed, Purpose.AUDIT, month, 0, ids[i], funder[g])
        if x < w[3] and y < w[4] * (1.0 - transparency[i]):
            barred[i] = month + int(w[5])
            reputation[i] *= 0.8
            outcome[g] |= _FINDING
        told += outcome[g] != 0
    return told


def _reports(world: World, p: Values, seed: int) -> None:
    """Take in the reports of grants that ended, and audit a share of them."""
    o, g = world.organisations, world.grants
    if not (g.live("due") == world.month).any():
        return
    outcome = np.zeros(g.n, np.int8)
    w = np.array([p.late_level, p.late_skill, p.late_load, p.audit_share, p.finding_chance, p.barred_months])
    if not _report(
        g.n,
        seed,
        world.month,
        g["funder"],
        g["holder"],
        g["due"],
        g["paid"],
        o["id"],
        o["alive"],
        o["transparency"],
        o["skill"],
        o["load"],
        o["reputation"],
        o["record"],
        o["barred"],
        w,
        outcome,
    ):
        return
    for bit, event, name in (
        (_LATE, Event.REPORT_LATE, "reports_late"),
        (_FINDING, Event.AUDIT_FINDING, "audit_findings"),
    ):
        rows = np.flatnonzero(outcome & bit)
        world.note(event, g["holder"][rows], other=g["partnership"][rows], value=g["amount"][rows])
        world.count(name, rows.size)


def opens(clock: int, funder: int, cycle: int, calendar: bool) -> bool:
    """Return whether a funder's call opens in the month ``clock`` (counted from a January)."""
    offset = _MARCH if calendar and funder < _PUBLIC else funder * cycle // len(FUNDERS)
    return (clock - offset) % cycle == 0


def _fill_pool(world: World, p: Values, f: int) -> None:
    """Let what is left lapse or carry over, and pay in the budget of this cycle."""
    d = world.districts
    budget = p[_BUDGETS[f]] * d.live("population") / 1e5
    if f == 0:
        budget = budget * d.live("budget_factor")
    if calls.WHOLE_PLACE[f]:
        budget = np.concatenate([[budget.sum()], np.zeros(d.n - 1)])
    pool = d.live("pool")[:, f]
    kept = np.minimum(pool, 0.0 if f < _PUBLIC else p.carry_over * budget)
    coming = budget * p.cycle_months / 12.0 - (pool - kept)
    d.live("pool_in")[:, f] += coming
    pool += coming


class _Call:
    """One call of one funder, from who may apply to who was awarded.

    Arrays are by application: ``holder`` and ``joint`` (partnership row, -1 alone), ``pot`` (district row of the pool),
    ``request`` (whole million IDR), ``won``; ``application`` is by organisation.
    """

    holder: Ints
    joint: Ints

    def __init__(self, world: World, p: Values, seed: int, funder: int) -> None:
        self.world, self.p, self.seed, self.funder = world, p, seed, funder
        self.pool = world.districts.live("pool")[:, funder].copy()
        self.application = np.full(world.organisations.n, -1, np.int32)
        self.m = self._apply()
        self.holder, self.joint = self.holder[: self.m], self.joint[: self.m]
        district = world.organisations["district"][self.holder]
        self.pot = np.zeros(self.m, np.int32) if calls.WHOLE_PLACE[funder] else district
        self.won = np.zeros(self.m, np.int8)

    def _apply(self) -> int:
        """Find out who may apply, for which partnership, and who does."""
        world, p, f = self.world, self.p, self.funder
        o, q = world.organisations, world.partnerships
        may, best = np.zeros(o.n, np.int8), np.full(o.n, -1, np.int32)
        rest = int(p.cycle_months) + 1 if f == 0 and p.no_repeat else 0
        calls.eligible(
            o.n,
            world.month,
            calls.KINDS[f],
            calls.REGISTERED[f],
            calls.ACCREDITED[f],
            rest,
            o["kind"],
            o["role"],
            o["active"],
            o["registered"],
            o["accredited"],
            o["barred"],
            o["won_from"],
            f,
            may,
        )
        quality = 0.4 * q["governance"] + 0.3 * q["trust"] + 0.2 * q["progress"] + 0.02 * q["n_members"]
        calls.candidates(
            q.n,
            int(p.min_members),
            int(p.lead_rule),
            world.month,
            q["id"],
            q["n_members"],
            q["member"],
            o["active"],
            o["kind"],
            o["barred"],
            may,
            quality,
            best,
        )
        required = p.partnership_required
        chance = np.minimum(1.0, p.apply_chance * (1.0 - required) * (0.5 + o.live("skill")))
        together = p.joint_chance + (1.0 - p.joint_chance) * min(1.0, required + p.bonus_pull * p.partnership_bonus)
        self.holder, self.joint = np.zeros(o.n, np.int32), np.full(o.n, -1, np.int32)
        return calls.apply(
            o.n,
            self.seed,
            world.month,
            f,
            o["id"],
            may,
            best,
            q["n_members"],
            q["member"],
            o["active"],
            chance,
            together,
            self.holder,
            self.joint,
            self.application,
        )

    def decide(self) -> None:
        """Rank the applications and award."""
        world, p = self.world, self.p
        self.request = self._requests()
        order = np.lexsort((world.organisations["id"][self.holder], -self._scores(), self.pot))
        self.spent = np.zeros(world.districts.n)
        shares = np.array([p.partnership_required, p.seed_share, p.small_quota, p.remote_quota])
        flags = self._flags() if shares.any() else np.zeros(self.m, np.int8)
        calls.award(self.m, order, self.pot, self.request, flags, self.pool, shares, self.won, self.spent)

    def _requests(self) -> Floats:
        """Return what each applicant asks for: relative to income, within bounds, in whole millions."""
        p = self.p
        years = p.grant_months / 12.0
        income = self.world.organisations["income_past"][self.holder]
        joint = self.joint >= 0
        members = np.where(joint, self.world.partnerships["n_members"][self.joint], 1)
        request = (
            np.maximum(p.request_least, p.request_share * income) * (1.0 + p.request_member * (members - 1)) * years
        )
        return np.asarray(
            np.maximum(1.0, np.floor(np.minimum(request, p.request_most * self.pool[self.pot]) + calls.RUPIAH))
        )

    def _flags(self) -> Codes:
        """Return for which reserved shares each application counts, as bits."""
        world, o, q = self.world, self.world.organisations, self.world.partnerships
        joint = self.joint >= 0
        young = world.month - o["founded"][self.holder] < _NEW_ORGANISATION
        young |= joint & (world.month - q["signed"][self.joint] < _NEW_PARTNERSHIP)
        small = o["income_past"][self.holder] < self.p.small_limit
        remote = world.districts["remoteness"][o["district"][self.holder]] >= _REMOTE
        flags = joint * calls.JOINT + young * calls.SEED + small * calls.SMALL + remote * calls.REMOTE
        return np.asarray(flags, np.int8)

    def _scores(self) -> Floats:
        world, p, o, d = self.world, self.p, self.world.organisations, self.world.districts
        standing = (
            p.weight_reputation * o.live("reputation")
            + p.weight_transparency * o.live("transparency")
            + p.weight_practice * o.live("practice")
            + p.weight_record * o.live("record")
        )
        need = d.live("need")
        most, total = need.max(axis=1, keepdims=True), need.sum(axis=1, keepdims=True)
        local = np.stack(
            [need / np.maximum(most, 1e-9), 1.0 - d.live("coverage"), need / np.maximum(total, 1e-9)], axis=1
        )
        w = np.array([p.weight_fit, p.weight_need, p.weight_breadth, p.partnership_bonus, p.noise])
        scores = np.zeros(self.m)
        calls.score(
            self.m,
            self.seed,
            world.month,
            self.funder,
            self.holder,
            self.joint,
            o["id"],
            o["district"],
            world.partnerships["n_members"],
            world.partnerships["member"],
            standing,
            o["priority"],
            o["capability"],
            local,
            w,
            scores,
        )
        return scores

    def carry_out(self) -> None:
        """Take the money from the pools, write the grants, and remember who won what."""
        world, f, d = self.world, self.funder, self.world.districts
        o, q = world.organisations, world.partnerships
        d.live("pool")[:, f] = np.maximum(0.0, self.pool - self.spent)
        d.live("pool_out")[:, f] += self.spent
        winners = np.flatnonzero(self.won)
        rows, joint, amount = self.holder[winners], self.joint[winners], self.request[winners]
        together = joint[joint >= 0]
        again = np.count_nonzero(world.month - o["won_from"][rows, f] < _AGAIN)
        ids = np.where(joint >= 0, q["id"][joint], 0)
        term = int(self.p.grant_months)
        world.grants.add(
            winners.size,
            funder=f,
            district=o["district"][rows],
            holder=rows,
            partnership=ids,
            row=joint,
            monthly=amount / term,
            left=term,
            start=world.month + 1,
            due=world.month + term + 1 + _REPORT_MONTHS,
            amount=amount,
        )
        q["funded"][together] += 1
        q["lost"][together] = NEVER
        o["won_month"][rows] = world.month
        o["won_from"][rows, f] = world.month
        o["grants_won"][rows] += 1
        world.note(Event.AWARD, rows, other=ids, value=amount)
        for name, value in (("applications", self.m), ("awards", winners.size), ("awards_again", int(again))):
            world.count(name, value)

    def strain(self) -> None:
        """Rivals for one pool gain strain."""
        world, p, r = self.world, self.p, self.world.relations
        asked = np.bincount(self.pot, self.request, minlength=world.districts.n)
        pressure = np.minimum(_MOST_PRESSURE, asked / np.maximum(1.0, self.pool))
        calls.rivals(
            r.n,
            r["a"],
            r["b"],
            r["forgotten"],
            r["cooperating"],
            r["formal"],
            self.application,
            self.pot,
            self.won,
            pressure,
            r["strain"],
            p.apart_strain,
            p.won_strain,
        )

    def remember(self) -> None:
        """Keep each organisation's share of the calls (of all funders) that it answered in three years."""
        weight = 1.0 - math.exp(-self.p.cycle_months / _MEMORY)
        applied = self.world.organisations.live("applied")[:, self.funder]
        applied += weight * ((self.application >= 0) / len(FUNDERS) - applied)


def step(world: World, p: Values, seed: int) -> None:
    """Take in reports; open the calls of the month and award."""
    _reports(world, p, seed)
    for funder in range(len(FUNDERS)):
        if world.districts.n and opens(
            world.spec.calendar + world.month, funder, int(p.cycle_months), bool(p.budget_calendar)
        ):
            _fill_pool(world, p, funder)
            call = _Call(world, p, seed, funder)
            call.remember()
            if call.m:
                call.decide()
                call.carry_out()
                call.strain()
