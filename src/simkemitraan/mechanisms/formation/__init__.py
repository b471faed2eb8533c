"""New ties: chances, proposals, consent, agreements, and consortia that grow.

*When* is separate from *what* (Snijders): each active organisation gets chances at a rate that rises with its size and
its leader's openness and falls steeply with load. At each chance it comes across a small choice set: three friends of
partners, one past partner, one neighbour of the same subdistrict, one well-connected organisation, two at random, and
one fellow member of the forum if there is one. It weighs them by a multinomial logit against doing nothing (Gumbel-max,
one draw an option) and invites the best; the other side must **consent** (rule ``consent``; default: initiative with
reciprocal confirmation). All decisions of a month are taken on the ties at its start and carried out together, so that
nobody's turn depends on the order of rows.

**Agreements** mostly grow out of a cooperation: the chance that a cooperating pair signs rises with meetings, trust,
past agreements and families referred between them, and with what funders demand; a cooperation that
began this month has to wait for the next. Where a funder requires partners,
organisations without one also look for someone to sign with at once; such agreements start with little trust. The
larger side leads and may invite further members, preferring those whom the other already knows; a running partnership
may invite later. A post that is vacant signs nothing.

Sources: Snijders, Steglich & van de Bunt on the split of rate and choice; facts 12-17, 27-29; working values of a
fitted to the targets. Complementarity, rivalry and load are assumptions.
"""

from __future__ import annotations

from ...declare import Param, Text
from ...world.compiling import compiled
from ...world.counting import count_ties
from ...world.named import Numbers, View
from .agreements import invite_later, sign
from .chances import join_forum
from .proposals import invite

TITLE = Text("terbentuknya hubungan", "formation")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.active",
    "organisations.size",
    "organisations.openness",
    "organisations.skill",
    "organisations.experience",
    "organisations.served",
    "organisations.capability",
    "organisations.priority",
    "organisations.culture",
    "organisations.applied",
    "organisations.address",
    "organisations.place",
    "organisations.district",
    "organisations.vacant",
    "districts.first_address",
    "districts.addresses",
    "districts.subdistricts",
    "maintenance.trust_start",
    "maintenance.trust_start_spread",
    "maintenance.personal_weight",
    "maintenance.tie_capacity",
    "maintenance.tie_capacity_exponent",
    "maintenance.formal_weight",
    "funding.partnership_required",
    "funding.partnership_bonus",
    "funding.min_members",
    "choices.*",
)
WRITES: tuple[str, ...] = (
    "organisations.forum",
    "organisations.n_informal",
    "organisations.n_formal",
    "organisations.load",
    "relations.*",
    "partnerships.*",
    "traces.*",
    "asked.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "chances",
        4.84,
        0.0,
        60.0,
        "1/year",
        "fitted to the targets",
        Text("kesempatan mencari mitra per tahun", "chances to look for a partner in a year"),
    ),
    Param(
        "chances_size",
        0.76,
        0.0,
        2.0,
        "1",
        "fitted to the targets",
        Text("pengaruh ukuran pada kesempatan", "effect of size on chances"),
    ),
    Param(
        "chances_openness",
        0.3,
        0.0,
        2.0,
        "1",
        "prototype",
        Text("pengaruh keterbukaan pemimpin", "effect of the leader's openness"),
    ),
    Param(
        "season",
        0,
        0,
        1,
        "switch",
        "budget calendar (equations item 2); off by default",
        Text("musim anggaran memengaruhi kesempatan", "the budget calendar moves chances"),
        form="switch",
    ),
    Param(
        "outside_option",
        2.8,
        -5.0,
        10.0,
        "utility",
        "fitted to the targets",
        Text("nilai tidak berbuat apa-apa", "value of doing nothing"),
    ),
    Param(
        "complement",
        0.86,
        0.0,
        5.0,
        "utility",
        "assumption; no pattern informs it",
        Text("nilai kemampuan yang melengkapi", "value of complementary capability"),
        informed=False,
    ),
    Param(
        "shared",
        0.5,
        0.0,
        3.0,
        "utility",
        "fitted to the targets (fact 14)",
        Text("nilai mitra bersama", "value of shared partners"),
    ),
    Param(
        "popularity",
        0,
        0.0,
        3.0,
        "utility",
        "fitted to the targets (fact 16)",
        Text("nilai banyaknya mitra", "value of popularity"),
    ),
    Param(
        "trust",
        2.5,
        0.0,
        8.0,
        "utility",
        "fitted to the targets",
        Text("nilai kepercayaan", "value of trust"),
        informed=False,
    ),
    Param(
        "past",
        1.3,
        0.0,
        5.0,
        "utility",
        "prototype (facts 12, 13)",
        Text("nilai pernah bermitra", "value of a past tie"),
        informed=False,
    ),
    Param(
        "near",
        0.1,
        0.0,
        3.0,
        "utility",
        "prototype",
        Text("nilai satu kecamatan", "value of the same subdistrict"),
        informed=False,
    ),
    Param(
        "same_kind",
        0.4,
        -2.0,
        3.0,
        "utility",
        "fitted to the targets (fact 33)",
        Text("nilai jenis yang sama", "value of the same kind"),
    ),
    Param(
        "culture",
        0.4,
        0.0,
        5.0,
        "utility",
        "assumption; no pattern informs it",
        Text("penalti jarak budaya", "penalty of culture distance"),
        informed=False,
    ),
    Param(
        "rivalry",
        0.5,
        0.0,
        5.0,
        "utility",
        "assumption; direction: fact 19",
        Text("penalti persaingan dana", "penalty of rivalry for the same funders"),
        informed=False,
    ),
    Param(
        "load",
        0.5,
        0.0,
        5.0,
        "utility",
        "assumption; no pattern informs it",
        Text("penalti beban pihak lain", "penalty of the other's load"),
        informed=False,
    ),
    Param(
        "consent",
        0,
        0,
        2,
        "rule",
        "RSiena model types 3, 2 and 6 (initiative, forcing, joint)",
        Text("aturan persetujuan", "rule of consent"),
        form="choice",
        choices=("confirm", "forcing", "joint"),
    ),
    Param(
        "consent_level",
        -0.45,
        -6.0,
        6.0,
        "logit",
        "fitted to the targets",
        Text("kecenderungan menerima ajakan", "inclination to accept"),
    ),
    Param(
        "consent_load",
        1.5,
        0.0,
        6.0,
        "logit",
        "prototype",
        Text("pengaruh beban pada penerimaan", "effect of load on accepting"),
    ),
    Param(
        "cross_district",
        0.05,
        0.0,
        1.0,
        "share",
        "assumption",
        Text("bagian perjumpaan lintas daerah", "share of chance meetings across districts"),
        informed=False,
    ),
    Param(
        "forum_share",
        0.0,
        0.0,
        1.0,
        "share",
        "policy lever (Scott 2016, fact 22)",
        Text("bagian organisasi aktif yang ikut forum", "share of active organisations in a convening forum"),
        role="lever",
        cost=300.0,
    ),
    Param(
        "forum_bonus",
        0.5,
        0.0,
        4.0,
        "utility",
        "direction: fact 22",
        Text("nilai sesama anggota forum", "value of a fellow member of the forum"),
        informed=False,
    ),
    Param(
        "formalising",
        0.037,
        0.0,
        5.0,
        "rate/year",
        "fitted to the targets (facts 27, 28)",
        Text("laju kerjasama menjadi kemitraan", "rate at which a cooperation becomes an agreement"),
    ),
    Param(
        "formalising_meetings",
        0.49,
        0.0,
        2.0,
        "1",
        "fitted to the targets (fact 28)",
        Text("pengaruh pertemuan", "effect of meetings"),
    ),
    Param(
        "formalising_trust",
        0.95,
        0.0,
        6.0,
        "1",
        "prototype; no pattern informs it",
        Text("pengaruh kepercayaan", "effect of trust"),
        informed=False,
    ),
    Param(
        "formalising_past",
        1.1,
        0.0,
        2.0,
        "1",
        "fitted to the targets (fact 12)",
        Text("pengaruh kemitraan terdahulu", "effect of past agreements"),
    ),
    Param(
        "formalising_referral",
        0.2,
        0.0,
        3.0,
        "1",
        "assumption",
        Text("pengaruh rujukan keluarga", "effect of families referred between them"),
        informed=False,
    ),
    Param(
        "repeat",
        0.35,
        0.0,
        1.0,
        "share",
        "fitted to the targets (fact 12)",
        Text("laju kemitraan kedua pada pasangan yang sama", "rate of a second agreement of the same pair, relative"),
    ),
    Param(
        "call_pull",
        1.0,
        0.0,
        5.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh tuntutan penyandang dana", "effect of what funders demand"),
        informed=False,
    ),
    Param(
        "call_search",
        0.5,
        0.0,
        5.0,
        "rate/year",
        "assumption; no pattern informs it",
        Text("laju mencari mitra demi syarat dana", "rate of seeking a partner because a funder requires one"),
        informed=False,
    ),
    Param(
        "growth",
        0.18,
        0.0,
        0.95,
        "probability",
        "fitted to the targets (mean members 2.2-4)",
        Text("peluang mengundang satu anggota lagi", "chance to invite one more member"),
    ),
    Param(
        "later_growth",
        0.025,
        0.0,
        2.0,
        "rate/year",
        "assumption",
        Text("laju mengundang anggota kemudian", "rate of inviting a member later"),
        informed=False,
    ),
    Param("max_members", 6, 2, 16, "members", "prototype", Text("anggota paling banyak", "most members"), form="whole"),
    Param(
        "fixed_term",
        0,
        0,
        120,
        "months",
        "policy lever; 0 is the usual mix of 12, 24, 36 and 60 months (facts 59, 60)",
        Text("masa berlaku yang ditetapkan; 0 berarti campuran lazim", "prescribed term; 0 means the usual mix"),
        role="lever",
        form="whole",
    ),
    Param(
        "term_extra",
        0,
        0,
        60,
        "months",
        "policy lever",
        Text("tambahan masa berlaku kemitraan", "months added to the term of agreements"),
        role="lever",
        form="whole",
    ),
    Param(
        "pledge_hours",
        10.0,
        0.0,
        200.0,
        "hours/month",
        "assumption",
        Text("jam yang dijanjikan tiap anggota", "hours each member pledges"),
        informed=False,
    ),
)


# Keys of scenario files that have another name now.
OLD_NAMES = {"outside": "outside_option"}


@compiled
def step(w: View, p: Numbers) -> None:
    """Form cooperation, sign agreements, let consortia grow."""
    join_forum(w, p)
    count_ties(w, w.maintenance)
    pressed = invite(w, p)
    sign(w, p, pressed)
    invite_later(w, p)
    count_ties(w, w.maintenance)
