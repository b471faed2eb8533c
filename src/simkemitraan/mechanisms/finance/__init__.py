"""The month's money is settled; organisations fall asleep, wake, close and are founded.

**Who pays.** Seven payers: the district (budgets of agencies by line, and its grants), the ministry, companies, zakat and
philanthropy, donor agencies, households and congregations, villages. Every rupiah that comes in is booked by payer
(``organisations.paid``) and every one that goes out by line (``organisations.spent``): pay, services, aid, disaster.

**Grants.** A running grant pays a fixed part each month. What was won for a partnership is shared by its active members
in proportion to the hours they pledged; agencies and companies take no share. When the partnership has ended meanwhile
the holder keeps the grant. A grant whose holder no longer works is stopped, and what is unspent returns to its pool.
When the last instalment is paid and no other grant runs for the partnership, its funding is *lost*.

**Giving** (:mod:`.giving`). A district's donors give so much a year, shared by pull, standing and effort; grants lower the
effort of those that raise much. Companies give late in the year, a tenth through the forum, the rest to partners they
trust and to families themselves. The zakat board makes grants and gives to families. Villages pay community
organisations.

**Agencies** (:mod:`.agencies`) spend their lines as the year goes, pay first; they pay partners to deliver a share of
their aid (swakelola). **Others** (:mod:`.accounts`) live on donations and grants. After a loss they freeze pay, put off
hiring (*staffing*), draw reserves, cut programmes, defer running costs and lay off staff, in this order. At least one minus
the overhead cap of each instalment goes to wages and programmes. Opening + income - spending = closing, and reserves are
never negative. What goes to programmes and aid is goods at hand, which *service_delivery* hands to families.

**Standing** (:mod:`.standing`). Reputation follows needs met per capacity; transparency follows reporting duties, the record
and the most open partner in a governed agreement.

**Life and death.** Active organisations fall asleep (``dormant_rate`` 0.08 a year, more without ties) and dormant ones
wake (``revival_rate`` 0.06): half of the registered population is active [lks-malang]. Active ones close with a yearly
logit [mcdonnell]: less with size and donations, more with government money, without ties (direction: [walker-mccarthy])
and without money for wages; some that are led by their founder end with the founder. Registers are cleared of dormant
ones slowly. Agencies and appointed coordinators never close. Each month has sites (district, kind, k) at which somebody may be
founded, with a chance that rises with unmet need and balances closings at the need of reference. Staff of the closed
look for work, what they own goes to the philanthropy pool; staff of newcomers come from the district's job seekers.
"""

from __future__ import annotations

from ...declare import Param, Text
from ...world.rule import Rule
from ...world.units import WAGE
from ...world.world import World
from .founding import found
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
    "organisations.line",
    "organisations.served",
    "organisations.skill",
    "organisations.record",
    "grants.*",
    "relations.a",
    "relations.b",
    "relations.forgotten",
    "relations.cooperating",
    "relations.formal",
    "relations.personal_a",
    "relations.personal_b",
    "relations.institutional_a",
    "relations.institutional_b",
    "relations.loan",
    "partnerships.id",
    "partnerships.n_members",
    "partnerships.member",
    "partnerships.pledge",
    "partnerships.governance",
    "districts.code",
    "districts.population",
    "districts.surge",
    "districts.need",
    "districts.coverage",
    "districts.subdistricts",
    "districts.addresses",
    "districts.first_address",
    "funding.reporting_duty",
    "funding.overhead_cap",
    "maintenance.formal_weight",
    "maintenance.personal_weight",
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
    "districts.direct_paid",
    "events.*",
)
# What changes for those who are there: no row is added or dropped, so that compiled code need not look for moved columns.
_OF_THE_MONTH: tuple[str, ...] = (
    *(f"organisations.{name}" for name in ("alive", "active", "staff", "reputation", "transparency")),
    *(
        f"organisations.{name}"
        for name in ("opening", "income", "spending", "reserves", "grant_income", "effort", "pay")
    ),
    *(f"organisations.{name}" for name in ("paid", "paid_year", "spent", "goods", "gifts", "own_income")),
    *(f"organisations.{name}" for name in ("income_year", "income_past")),
    *(f"grants.{name}" for name in ("row", "left", "paid")),
    *(entry for entry in WRITES if entry not in ("organisations.*", "grants.*")),
)


def _founding(name: str, default: float, of_id: str, of_en: str) -> Param:
    text = Text(
        f"pendirian {of_id} setahun, dibanding jumlah semula", f"foundings of {of_en} a year, relative to the start"
    )
    return Param(
        name, default, 0.0, 1.0, "1/year", "assumption: set to balance closings at the need of reference", text
    )


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
        6.0,
        0.0,
        36.0,
        "months",
        "assumption: half a year of costs kept",
        Text("cadangan yang dipertahankan", "reserves kept, in months of costs"),
        informed=False,
    ),
    Param(
        "release",
        0.03,
        0.0,
        1.0,
        "1/month",
        "fitted [patterns]",
        Text("bagian kelebihan cadangan yang dibelanjakan", "share of surplus reserves spent in a month"),
        informed=False,
    ),
    Param(
        "programme_share",
        0.30,
        0.0,
        1.0,
        "share",
        "assumption: what the planned payroll and running costs leave of income",
        Text("bagian pemasukan untuk program", "share of income planned for programmes"),
        informed=False,
    ),
    Param(
        "shared_running",
        0.05,
        0.0,
        0.5,
        "share",
        "assumption; no figure found",
        Text(
            "biaya operasional yang dihemat lewat kemitraan (gudang, administrasi)",
            "running costs that agreements save (stores, administration)",
        ),
        informed=False,
    ),
    Param(
        "pay_freeze",
        0.05,
        0.0,
        0.5,
        "share/year",
        "assumption: frozen pay falls behind by about inflation; freezing comes first [urban-institute]",
        Text("upah yang tertinggal setahun saat pemasukan turun", "what pay falls behind in a year of falling income"),
        informed=False,
    ),
    Param(
        "donations",
        1150.0,
        0.0,
        100000.0,
        "million IDR/100,000 people/year",
        "set to what organisations of a median regency raise; alms outside boards are half of all [zakat]",
        Text("sumbangan rumah tangga dan jemaah setahun", "what households and congregations give in a year"),
    ),
    Param(
        "crowding_out",
        1.0,
        0.0,
        2.0,
        "1",
        "-0.75 of a grant for large fundraisers [andreoni-payne]",
        Text("upaya galang dana yang surut karena hibah", "effort of raising donations that a grant replaces"),
    ),
    Param(
        "large_fundraiser",
        300.0,
        1.0,
        100000.0,
        "million IDR/year",
        "assumption: small ones are not crowded out [andreoni-smith]",
        Text("sumbangan setahun penggalang dana besar", "donations of a year that make a large fundraiser"),
        informed=False,
    ),
    Param(
        "company_giving",
        1.0,
        0.0,
        10.0,
        "1",
        "policy lever",
        Text("pemberian perusahaan dibanding biasanya", "giving of companies relative to the usual"),
        role="lever",
    ),
    Param(
        "forum_share",
        0.1,
        0.0,
        1.0,
        "share",
        "Kabupaten Tegal 2023: 9.5 % [csr-districts]",
        Text("bagian pemberian perusahaan lewat forum", "share of companies' giving that goes through the forum"),
        role="lever",
    ),
    Param(
        "zakat_direct",
        200.0,
        0.0,
        20000.0,
        "million IDR/100,000 people/year",
        "5.9 thousand rupiah a head, half to the poor directly [zakat]",
        Text("zakat yang langsung diberikan kepada keluarga setahun", "zakat given to families directly in a year"),
        role="lever",
        cost=3.06,
    ),
    Param(
        "village_money",
        100.0,
        0.0,
        20000.0,
        "million IDR/100,000 people/year",
        "assumption: village budgets for posts and cadres; the largest seen is in [agency-budgets]",
        Text("dana desa untuk organisasi komunitas setahun", "village money for community organisations in a year"),
        role="lever",
        informed=False,
        cost=3.06,
    ),
    Param(
        "swakelola_share",
        0.1,
        0.0,
        1.0,
        "share",
        "policy lever; default an assumption",
        Text(
            "bagian bantuan instansi yang dijalankan mitra (swakelola tipe III)",
            "share of agencies' aid that partners deliver (swakelola type III)",
        ),
        role="lever",
        informed=False,
    ),
    Param(
        "field_share",
        0.5,
        0.0,
        1.0,
        "share",
        "assumption: the rest is office cost",
        Text("bagian barang dan jasa yang sampai ke lapangan", "share of goods and services that reaches families"),
        informed=False,
    ),
    Param(
        "open_books",
        0.01,
        0.0,
        1.0,
        "1/month",
        "assumption; no figure found",
        Text("keterbukaan yang ditularkan mitra", "transparency taken from the most open partner"),
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
        "set for half of the register active [lks-malang] [lks-fictive]",
        Text("laju organisasi aktif menjadi tidak aktif", "rate at which active organisations fall asleep"),
    ),
    Param(
        "dormant_no_ties",
        1.1,
        0.0,
        10.0,
        "1",
        "direction: [walker-mccarthy]",
        Text("kelipatan laju itu tanpa mitra", "multiple of that rate without ties"),
        informed=False,
    ),
    Param(
        "dormant_company",
        1.2,
        0.0,
        10.0,
        "1",
        "most companies give once rather than partner [csr-kulonprogo]",
        Text("kelipatan laju itu bagi perusahaan", "multiple of that rate for companies"),
        informed=False,
    ),
    Param(
        "revival_rate",
        0.06,
        0.0,
        2.0,
        "rate/year",
        "set for half of the register active [lks-malang] [lks-fictive]",
        Text("laju organisasi tidak aktif menjadi aktif lagi", "rate at which dormant organisations wake"),
    ),
    Param(
        "close_level",
        -3.3,
        -10.0,
        5.0,
        "logit/year",
        "set to give 1-6.5 % a year [walker-mccarthy] [charity-registers]",
        Text("kecenderungan tutup", "inclination to close"),
    ),
    Param(
        "close_size",
        0.17,
        -2.0,
        2.0,
        "logit",
        "registered charities [mcdonnell]",
        Text("penurunan per satuan log anggaran", "fall per log unit of the budget"),
    ),
    Param(
        "close_government",
        0.37,
        -3.0,
        3.0,
        "logit",
        "registered charities [mcdonnell]",
        Text("kenaikan bila bergantung pada dana pemerintah", "rise when government is the main funder"),
    ),
    Param(
        "close_donations",
        0.23,
        -3.0,
        3.0,
        "logit",
        "registered charities [mcdonnell]",
        Text("penurunan bila hidup dari donasi", "fall when donations are the main income"),
    ),
    Param(
        "close_no_ties",
        0.5,
        -3.0,
        3.0,
        "logit",
        "direction: [walker-mccarthy]",
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
        "working value [working]",
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
_found = Rule("finance.found", READS, ("organisations.*", "districts.jobless", "events.*"), found)


def step(world: World) -> None:
    """Pay grants, settle accounts, move standing; organisations sleep, wake, close and are founded."""
    sites, done = _month(world)
    if len(sites):
        _found(world, sites)
    forget_grants(world, done)
