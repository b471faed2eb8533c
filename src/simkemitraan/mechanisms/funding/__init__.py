"""Calls open, organisations apply alone or together, proposals are ranked, and money is awarded; reports fall due.

**Money.** Five funders: the district's budget (hibah), the national ministry, the companies' CSR forum (what
companies give through it, see *finance*), zakat and philanthropy, donors. A pool belongs to a district; ministry and
donors compete across the place, and their one pool is kept on the first district row. Money comes in when a call
opens: a year's budget (million IDR per 100,000 people) times the length of the cycle. What public funders have left
lapses at their next call; others carry over at most a share of a year's budget. Nothing else enters or leaves a pool
but awards, grants that were stopped, and what the closed leave.

**Calls** open once in a cycle, spread over it; with the budget calendar both public ones open in March. Each eligible
organisation decides whether to apply: for the best partnership it fronts (quality: governance, trust, progress,
members; older ones win ties by id), or alone, more readily with a skilled leader. Who may front a joint proposal is a lever. A
request follows smoothed income, within bounds set by the pool, in whole millions; for a joint one it grows with members.

**Scores** are weights x (fit to local need, unmet need, reputation, transparency, practice, breadth, record) + noise of
standard deviation ``noise`` 0.15 [working]. The ranking, the rule of fitting (skip, no part awards) and reserved shares: see
:mod:`.awards`. Awards become monthly instalments, paid by *finance*.

**Rivalry.** Those who know each other and applied apart to one pool gain strain with how far it was oversubscribed, and more
if they are partners and one of them won. Each organisation's share of the calls it answered in three years is kept.

**Reports** fall due two months after the last instalment. They are late more often with little transparency, little skill
and much load; the record falls. A share of them is audited; a finding bars from applying for two years.

Sources: budgets are orders of magnitude of social grants in a median regency (assumption); re-funding 35 %
[covid-grants]; rules of hibah [hibah-rule]; all weights are assumptions.
"""

from __future__ import annotations

from ...declare import Param, Text
from ...world.codes import FUNDERS
from ...world.compiling import compiled
from ...world.named import Numbers, View
from .awards import award, carry_out, pressures, strain_rivals
from .calls import apply, remember
from .pools import fill_pool, opens
from .ranking import judge
from .reports import take_in_reports

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
    "choices.*",
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
    "asked.*",
)

_BUDGET = "million IDR/100,000 people/year"
_MAGNITUDE = "assumption: order of magnitude in a median regency"
_HUNDRED_THOUSANDS = 3.06  # of people in a median regency [bps]: what one unit of a budget costs there


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
        "policy lever; 77-81 % of grants are for a year or less [covid-grants]",
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
        "money from about March [budget-calendar]; off by default",
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
        "policy lever: not continuously every year [hibah-rule]",
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
        0.38,
        0.0,
        1.0,
        "probability",
        "assumption; re-funding 35 % [covid-grants]",
        Text("peluang mengajukan usulan sendiri bila memenuhi syarat", "chance to apply alone if eligible"),
    ),
    Param(
        "joint_chance",
        0.20,
        0.0,
        1.0,
        "probability",
        "assumption",
        Text("peluang mengajukan usulan bersama bila punya kemitraan", "chance to apply jointly with a partnership"),
        informed=False,
    ),
    Param(
        "bonus_pull",
        2.0,
        0.0,
        10.0,
        "1",
        "assumption; no pattern informs it",
        Text("daya tarik tambahan nilai untuk mengajukan usulan bersama", "pull of the bonus towards joint proposals"),
        informed=False,
    ),
    Param(
        "request_share",
        0.55,
        0.01,
        5.0,
        "share",
        "assumption: half a year of income, so that grants overlap; chosen by responses to a loss [urban-institute]",
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
        "working value [working]; re-funding 35 % [covid-grants]",
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
        "working value [working]",
        Text("ketegangan bila mengajukan usulan terpisah", "strain when applying apart"),
        informed=False,
    ),
    Param(
        "won_strain",
        0.2,
        0.0,
        2.0,
        "1",
        "working value [working]",
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
        Text("larangan mengajukan usulan setelah temuan", "months barred after a finding"),
        form="whole",
        informed=False,
    ),
)

_FUNDERS = len(FUNDERS)


@compiled
def hold_call(w: View, p: Numbers, funder: int) -> None:
    """Hold the call of one funder, from the money that comes in to the grants that go out."""
    fill_pool(w, p, funder)
    applications = apply(w, p, funder)
    remember(w, p, funder, applications)
    if applications.holder.size:
        call = judge(w, p, funder, applications)
        pressure = pressures(call, w.districts.pool[: w.districts.n, funder].copy())
        carry_out(w, p, call, award(w, p, call))
        strain_rivals(w, p, call, applications.covering, pressure)


@compiled
def step(w: View, p: Numbers) -> None:
    """Take in reports; open the calls of the month and award."""
    take_in_reports(w, p)
    if w.districts.n == 0:
        return
    for funder in range(_FUNDERS):
        if opens(w.clock, funder, int(p.cycle_months), p.budget_calendar > 0):
            hold_call(w, p, funder)
