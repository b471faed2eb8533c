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

from ...declare import Param, Text
from ...world.population import add_newcomers
from ...world.rule import Rule
from ...world.units import WAGE
from ...world.world import World
from .founding import equip
from .grants import forget_grants
from .month import month

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
    "districts.subdistricts",
    "districts.addresses",
    "districts.first_address",
    "funding.reporting_duty",
    "funding.overhead_cap",
    "maintenance.formal_weight",
    "service_delivery.hours_per_need",
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
# What changes for those who are there: no row is added or dropped, so that compiled code need not look for moved columns.
_OF_THE_MONTH: tuple[str, ...] = (
    *(f"organisations.{name}" for name in ("alive", "active", "staff", "reputation", "transparency")),
    *(f"organisations.{name}" for name in ("opening", "income", "spending", "reserves", "own_income", "grant_income")),
    *(f"organisations.{name}" for name in ("income_year", "income_past")),
    *(f"grants.{name}" for name in ("row", "left", "paid")),
    *(entry for entry in WRITES if entry not in ("organisations.*", "grants.*")),
)
_OF_NEWCOMERS = ("organisations.staff", "organisations.opening", "districts.jobless")


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
        "closure_rate_insolvent",
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

OLD_NAMES: dict[str, str] = {"close_broke": "closure_rate_insolvent"}

_month = Rule("finance", READS, _OF_THE_MONTH, month, numbers=True)
_equip = Rule(
    "finance.equip",
    ("organisations.district", "organisations.staff_wanted", "organisations.reserves"),
    _OF_NEWCOMERS,
    equip,
)


def step(world: World) -> None:
    """Pay grants, settle accounts, move standing; organisations sleep, wake, close and are founded."""
    sites, done = _month(world)
    if len(sites):
        first = world.organisations.n
        add_newcomers(world, world.seed, *sites.T)
        _equip(world, first)
    forget_grants(world, done)
