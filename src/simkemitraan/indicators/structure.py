"""Ties, the network they make, money, and the scales that planners know from surveys."""

from __future__ import annotations

import numpy as np

from ..declare import Text
from ..world.schema import KIND_NAMES, TYPE_NAMES, Kind
from .network import gini, hhi
from .registry import Groups, Indicator
from .snapshot import Snapshot, mean, of, ratio, total
from .totals import Floats


def _nonprofit_income(s: Snapshot) -> Floats:
    """Income of a year of all nonprofits and community organisations, zeros for the inactive."""
    kind = s.organisation("kind")
    chosen = (kind == Kind.NONPROFIT) | (kind == Kind.COMMUNITY)
    return np.asarray((s.organisation("income_year") * (s.organisation("active") > 0))[chosen])


def _types(s: Snapshot) -> Groups:
    count = np.bincount(s.partnership("type").astype(np.int64), minlength=len(TYPE_NAMES)).astype(np.float64)
    share = count / count.sum() if count.sum() else np.full(count.size, np.nan)
    return np.zeros(count.size, np.int32), np.arange(count.size, dtype=np.int16), share


def _typed(s: Snapshot) -> float:
    kinds = s.partnership("type")
    return ratio(float((kinds < TYPE_NAMES.index("other")).sum()), float(kinds.size))


def _degree_by_kind(s: Snapshot) -> Groups:
    degree = s.organisation("n_informal") + s.organisation("n_formal")
    kind = s.organisation("kind")
    value = np.array([mean(degree[kind == k]) for k in range(len(KIND_NAMES))])
    return np.zeros(value.size, np.int32), np.arange(value.size, dtype=np.int16), value


def _same_kind(s: Snapshot) -> float:
    """Odds ratio of a tie within one kind against between kinds, among organisations with a tie."""
    net = s.network
    if net.n < 3:
        return float("nan")
    kind = s.world.organisations["kind"][net.nodes]
    same = float((kind[net.a] == kind[net.b]).sum())
    sizes = np.bincount(kind, minlength=5).astype(np.float64)
    possible = float((sizes * (sizes - 1) / 2).sum())
    others = net.n * (net.n - 1) / 2 - possible
    within, between = (same + 0.5) / (possible - same + 0.5), (net.m - same + 0.5) / (others - net.m + same + 0.5)
    return within / between if between > 0 else float("nan")


def _small_share(s: Snapshot) -> float:
    """Share of running grants' money held by organisations below the median capacity."""
    g, o = s.world.grants, s.world.organisations
    running = (g.live("left") > 0) & (g.live("holder") >= 0)
    running[running] = s.alive[g.live("holder")[running]]  # who closed this month holds nothing any more
    if not running.any():
        return float("nan")
    capacity = o.live("staff") + 0.15 * o.live("volunteers")
    holders = g.live("holder")[running]
    money = g.live("monthly")[running]
    small = capacity[holders] <= np.median(capacity[s.alive])
    return ratio(float(money[small].sum()), float(money.sum()))


def _answer(s: Snapshot) -> float:
    """Reported trust: one answer per organisation with a tie; mean trust in partners plus the trustor's own tendency."""
    r, o = s.world.relations, s.world.organisations
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    if not tied.any():
        return float("nan")
    w = s.world.params["maintenance"].personal_weight
    total, count = np.zeros(o.n), np.zeros(o.n)
    for end, personal, institutional in (
        ("a", "personal_a", "institutional_a"),
        ("b", "personal_b", "institutional_b"),
    ):
        rows = r.live(end)[tied]
        np.add.at(total, rows, w * r.live(personal)[tied] + (1 - w) * r.live(institutional)[tied])
        np.add.at(count, rows, 1.0)
    some = (count > 0) & s.alive
    return mean(np.clip(total[some] / count[some] + o.live("trustor")[some], 0.0, 1.0))


def _scale4(value: float) -> float:
    """Map 0-1 to the 1-4 scale of partnership surveys."""
    return 1.0 + 3.0 * value


def _scale5(value: float) -> float:
    """Map 0-1 to the 1-5 scale of collaboration inventories."""
    return 1.0 + 4.0 * value


def _shared_mission(s: Snapshot) -> float:
    """Mean overlap of priorities over tied pairs."""
    r, o = s.world.relations, s.world.organisations
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    p = o.live("priority")
    return mean(np.minimum(p[r.live("a")[tied]], p[r.live("b")[tied]]).sum(axis=1))


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "partnerships",
        Text("Kemitraan berjalan", "Running partnerships"),
        Text("Kemitraan formal yang sedang berjalan.", "Formal partnerships that are running."),
        "partnerships",
        "network",
        total("partnerships"),
        good=1,
        headline=True,
    ),
    Indicator(
        "partnerships_formed",
        Text("Kemitraan baru", "Partnerships formed"),
        Text("Kemitraan yang ditandatangani bulan ini.", "Partnerships signed this month."),
        "1/month",
        "network",
        total("partnerships_formed"),
        good=1,
        headline=True,
    ),
    Indicator(
        "cooperation",
        Text("Kerjasama informal", "Informal cooperation"),
        Text("Pasangan yang bekerja sama tanpa kemitraan formal.", "Pairs that cooperate without an agreement."),
        "pairs",
        "network",
        total("informal"),
        good=1,
        headline=True,
    ),
    Indicator(
        "cooperation_formed",
        Text("Kerjasama baru", "Cooperation formed"),
        Text("Kerjasama yang dimulai bulan ini.", "Cooperation that began this month."),
        "1/month",
        "network",
        total("cooperation_formed"),
        good=1,
    ),
    Indicator(
        "formal_share",
        Text("Bagian hubungan formal", "Formal share of ties"),
        Text("Bagian pasangan terhubung yang berkemitraan formal.", "Share of tied pairs with an agreement."),
        "share",
        "network",
        of("formal", "ties"),
        share=True,
    ),
    Indicator(
        "members",
        Text("Anggota per kemitraan", "Members per partnership"),
        Text("Rata-rata jumlah anggota kemitraan.", "Mean number of members of a partnership."),
        "members",
        "network",
        of("members", "partnerships"),
    ),
    Indicator(
        "typed_share",
        Text("Kemitraan dari empat jenis", "Partnerships of the four types"),
        Text(
            "Bagian kemitraan yang termasuk empat jenis dokumen sumber; rincian per jenis.",
            "Share of partnerships of one of the four types of the source document; broken down by type.",
        ),
        "share",
        "network",
        _typed,
        every="year",
        by=("type",),
        groups=_types,
        share=True,
    ),
    Indicator(
        "trust",
        Text("Kepercayaan", "Trust"),
        Text("Rata-rata kepercayaan antar organisasi yang terhubung.", "Mean trust between tied organisations."),
        "0-1",
        "network",
        of("trust", "ties"),
        share=True,
        good=1,
        headline=True,
    ),
    Indicator(
        "mean_degree",
        Text("Mitra per organisasi", "Partners per organisation"),
        Text("Rata-rata mitra organisasi terdaftar.", "Mean number of partners of registered organisations."),
        "partners",
        "network",
        of("degree", "organisations"),
        by=("kind",),
        groups=_degree_by_kind,
    ),
    Indicator(
        "isolates",
        Text("Organisasi tanpa mitra", "Organisations without partners"),
        Text("Bagian organisasi terdaftar tanpa mitra.", "Share of registered organisations without a partner."),
        "share",
        "network",
        of("isolates", "organisations"),
        share=True,
        good=-1,
    ),
    Indicator(
        "active_share",
        Text("Organisasi aktif", "Active organisations"),
        Text("Bagian organisasi terdaftar yang aktif.", "Share of registered organisations that are active."),
        "share",
        "network",
        of("active", "organisations"),
        share=True,
        good=1,
    ),
    Indicator(
        "organisations",
        Text("Organisasi terdaftar", "Registered organisations"),
        Text("Organisasi yang terdaftar.", "Organisations on the register."),
        "organisations",
        "network",
        total("organisations"),
    ),
    Indicator(
        "density",
        Text("Kepadatan jaringan", "Network density"),
        Text(
            "Bagian pasangan yang terhubung di antara organisasi bermitra.",
            "Share of pairs that are tied, among organisations with a tie.",
        ),
        "share",
        "network",
        lambda s: s.network.density(),
        every="year",
        share=True,
    ),
    Indicator(
        "centralisation",
        Text("Pemusatan jaringan", "Centralisation"),
        Text(
            "Pemusatan derajat menurut Freeman, di antara organisasi bermitra.",
            "Freeman degree centralisation, among organisations with a tie.",
        ),
        "0-1",
        "network",
        lambda s: s.network.centralisation(),
        every="year",
        share=True,
        source="Freeman 1978",
    ),
    Indicator(
        "centralisation_all",
        Text("Pemusatan seluruh jaringan", "Centralisation of the whole network"),
        Text(
            "Pemusatan derajat menurut Freeman, di antara semua organisasi terdaftar, juga yang tanpa mitra.",
            "Freeman degree centralisation among all registered organisations, those without a tie included.",
        ),
        "0-1",
        "network",
        lambda s: s.network.centralisation(int(s.totals["organisations"])),
        every="year",
        share=True,
        source="Freeman 1978",
    ),
    Indicator(
        "transitivity",
        Text("Ketertutupan segitiga", "Transitivity"),
        Text("Bagian mitra dari mitra yang juga bermitra.", "Share of partners of partners who are partners too."),
        "share",
        "network",
        lambda s: s.network.transitivity(),
        every="year",
        share=True,
    ),
    Indicator(
        "path_length",
        Text("Jarak jaringan", "Path length"),
        Text(
            "Rata-rata langkah antar organisasi yang saling terjangkau.",
            "Mean steps between organisations that can reach each other.",
        ),
        "steps",
        "network",
        lambda s: s.network.path_length(),
        every="year",
    ),
    Indicator(
        "components",
        Text("Kelompok terpisah", "Components"),
        Text("Kelompok organisasi yang tidak saling terhubung.", "Groups of organisations with no tie between them."),
        "components",
        "network",
        lambda s: float(s.network.components()),
        every="year",
        good=-1,
    ),
    Indicator(
        "giant_share",
        Text("Kelompok terbesar", "Largest component"),
        Text(
            "Bagian organisasi terdaftar dalam kelompok terbesar.",
            "Share of registered organisations in the largest component.",
        ),
        "share",
        "network",
        lambda s: ratio(float(s.network.giant()), s.totals["organisations"]),
        every="year",
        share=True,
    ),
    Indicator(
        "degree_gini",
        Text("Ketimpangan jumlah mitra", "Inequality of partners"),
        Text(
            "Gini jumlah mitra di antara organisasi bermitra.", "Gini of the number of partners among those with any."
        ),
        "Gini",
        "network",
        lambda s: gini(s.network.degree),
        every="year",
        share=True,
    ),
    Indicator(
        "assortativity",
        Text("Asortativitas derajat", "Degree assortativity"),
        Text(
            "Korelasi jumlah mitra di kedua ujung hubungan.",
            "Correlation of the number of partners at both ends of a tie.",
        ),
        "-1 to 1",
        "network",
        lambda s: s.network.assortativity(),
        every="year",
        source="Newman 2002",
    ),
    Indicator(
        "brokers",
        Text("Perantara penting", "Brokers"),
        Text(
            "Organisasi yang bila hilang memecah jaringan (titik kegagalan tunggal).",
            "Organisations whose loss splits the network (single points of failure).",
        ),
        "organisations",
        "network",
        lambda s: float(s.network.brokers()),
        every="year",
        good=-1,
        source="Hopcroft & Tarjan 1973; Bohnett et al. 2022",
    ),
    Indicator(
        "same_kind",
        Text("Kecenderungan sesama jenis", "Mixing within kinds"),
        Text(
            "Rasio peluang hubungan sesama jenis terhadap antarjenis.",
            "Odds ratio of a tie within one kind against between kinds.",
        ),
        "odds ratio",
        "network",
        _same_kind,
        every="year",
    ),
    Indicator(
        "income",
        Text("Pemasukan organisasi", "Income of organisations"),
        Text("Pemasukan seluruh organisasi bulan ini.", "Income of all organisations this month."),
        "million IDR/month",
        "money",
        total("income"),
    ),
    Indicator(
        "spending",
        Text("Belanja organisasi", "Spending of organisations"),
        Text("Belanja seluruh organisasi bulan ini.", "Spending of all organisations this month."),
        "million IDR/month",
        "money",
        total("spending"),
    ),
    Indicator(
        "staff",
        Text("Staf", "Staff"),
        Text("Staf berbayar seluruh organisasi.", "Paid staff of all organisations."),
        "FTE",
        "money",
        total("staff"),
        good=1,
    ),
    Indicator(
        "volunteers",
        Text("Relawan", "Volunteers"),
        Text("Relawan seluruh organisasi.", "Volunteers of all organisations."),
        "people",
        "money",
        total("volunteers"),
        good=1,
    ),
    Indicator(
        "awarded",
        Text("Dana diberikan", "Money awarded"),
        Text("Dana hibah yang diberikan bulan ini.", "Grant money awarded this month."),
        "million IDR/month",
        "money",
        total("pool_out"),
    ),
    Indicator(
        "awards",
        Text("Hibah diberikan", "Awards"),
        Text("Hibah yang diberikan bulan ini.", "Grants awarded this month."),
        "1/month",
        "money",
        total("awards"),
    ),
    Indicator(
        "refunded_share",
        Text("Penerima berulang", "Re-funded share"),
        Text(
            "Bagian hibah bulan ini kepada yang pernah menerima.", "Share of this month's awards to earlier grantees."
        ),
        "share",
        "money",
        of("awards_again", "awards"),
        share=True,
    ),
    Indicator(
        "funding_gini",
        Text("Ketimpangan dana", "Inequality of funding"),
        Text(
            "Gini pemasukan LKS dan organisasi komunitas terdaftar, nol ikut dihitung.",
            "Gini of the income of registered nonprofits and community organisations, zeros in.",
        ),
        "Gini",
        "money",
        lambda s: gini(_nonprofit_income(s)),
        every="year",
        share=True,
        good=-1,
        source="Seaman, Wilsker & Young 2014",
    ),
    Indicator(
        "funding_hhi",
        Text("Pemusatan dana", "Concentration of funding"),
        Text(
            "Indeks Herfindahl-Hirschman pemasukan LKS dan organisasi komunitas.",
            "Herfindahl-Hirschman index of the income of nonprofits and community organisations.",
        ),
        "0-10000",
        "money",
        lambda s: hhi(_nonprofit_income(s)),
        every="year",
        good=-1,
    ),
    Indicator(
        "small_share",
        Text("Dana untuk organisasi kecil", "Money to small organisations"),
        Text(
            "Bagian hibah berjalan di organisasi yang kapasitasnya di bawah median.",
            "Share of running grants held by organisations below the median capacity.",
        ),
        "share",
        "money",
        _small_share,
        every="year",
        share=True,
        good=1,
    ),
    Indicator(
        "survey_trust",
        Text("Kepercayaan menurut survei", "Trust as a survey would find it"),
        Text(
            "Jawaban kepercayaan per organisasi (keandalan), skala 1-4.",
            "Trust answers per organisation (reliability), scale 1-4.",
        ),
        "1-4",
        "survey",
        lambda s: _scale4(_answer(s)),
        every="year",
        good=1,
        source="PARTNER",
    ),
    Indicator(
        "survey_mission",
        Text("Kesamaan misi menurut survei", "Shared mission as a survey would find it"),
        Text("Kesamaan prioritas mitra, skala 1-4.", "Overlap of partners' priorities, scale 1-4."),
        "1-4",
        "survey",
        lambda s: _scale4(_shared_mission(s)),
        every="year",
        good=1,
        source="PARTNER",
    ),
    Indicator(
        "survey_openness",
        Text("Keterbukaan menurut survei", "Openness as a survey would find it"),
        Text("Keterbukaan organisasi aktif, skala 1-4.", "Transparency of active organisations, scale 1-4."),
        "1-4",
        "survey",
        lambda s: _scale4(ratio(s.totals["transparency"], s.totals["active"])),
        every="year",
        good=1,
        source="PARTNER",
    ),
    Indicator(
        "survey_value",
        Text("Nilai mitra menurut survei", "Value of partners as a survey would find it"),
        Text(
            "Sumbangan sumber daya mitra: pengalaman dan reputasi, skala 1-4.",
            "Partners' contribution: experience and reputation, scale 1-4.",
        ),
        "1-4",
        "survey",
        lambda s: _scale4(0.5 * mean(s.organisation("experience")) + 0.5 * mean(s.organisation("reputation"))),
        every="year",
        good=1,
        source="PARTNER",
    ),
    Indicator(
        "factor_governance",
        Text("Faktor proses dan struktur", "Process and structure factor"),
        Text(
            "Tata kelola kemitraan pada skala 1-5 inventaris kolaborasi.",
            "Governance of partnerships on the 1-5 scale of collaboration inventories.",
        ),
        "1-5",
        "survey",
        lambda s: _scale5(ratio(s.totals["governance"], s.totals["partnerships"])),
        every="year",
        good=1,
        source="Collaboration Factors Inventory",
    ),
    Indicator(
        "factor_purpose",
        Text("Faktor tujuan", "Purpose factor"),
        Text("Kemajuan menuju sasaran pada skala 1-5.", "Progress towards goals on the 1-5 scale."),
        "1-5",
        "survey",
        lambda s: _scale5(ratio(s.totals["progress"], s.totals["partnerships"])),
        every="year",
        good=1,
        source="Collaboration Factors Inventory",
    ),
)
