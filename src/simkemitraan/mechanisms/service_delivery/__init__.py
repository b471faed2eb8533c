"""Outreach finds families, capacity serves them, partners coordinate, refer and lend; partnerships cost hours.

**Hours.** Staff and volunteers give hours, less overhead (a shared-service hub saves part of it for those with partners),
less the hours that ties and quarrels cost. Communities and individuals spend a share on finding families. A share lies
idle (rooms, vehicles, people between tasks): it helps only where it is lent to a cooperating partner, trusted partners
first, and what is lent is no longer the lender's. Companies lend part of the time of their social staff, and serve with
what nobody calls for and the goods they give themselves.

**Reach.** Serving takes hours and goods: in each field a provider could serve ``A x output(hours, goods)`` of the needs
within a quarter, with constant elasticity of substitution, weights by field (advice and care: hours; food, aids, house
repair: goods), and ``A = floor + (1 - floor) x merit``, merit being capability and practice. Goods at hand are used up
within some months. Finding, answering and referring take hours alone. Members of an agreement
serve the hours they pledged with the best capability among them, discounted for poor governance: badly governed, joint
work is worse than work alone.

**Coverage** lies between chance overlap and full coordination (:mod:`.coverage`), and cannot exceed the
share of families that are *known*: outreach finds them, time forgets them.

**Referral.** Known families that were not served have knocked at some door (doors open in proportion to service hours).
That provider passes them to its partners, one hop a month; it succeeds more with trust, and only as far as the receiver
wastes capacity on families that others serve already. A referral costs the receiver extra hours.

**Joint needs.** Whether a family with several needs has all of them met depends on the share of services across fields
that are joint: of one house, of partners, of a partnership with two fields.

Sources: working values [working] of coordination (``coordination_informal`` 0.3, ``coordination_formal`` 0.8 x governance)
and of referral (``referral_base`` 0.2 + ``referral_trust`` 0.6 x trust); unit costs [unit-costs]; hours are assumptions
set so that a median regency serves about half of its families in need.
"""

from __future__ import annotations

from ...declare import Param, Text
from ...world.compiling import compiled
from ...world.named import Numbers, View
from .coverage import add_outsiders, combine, coordinate, cover, new_offer, reach
from .families import advance, answer, count_families, find
from .hours import lend, share_out
from .referral import pass_on, record, serve
from .ties import list_memberships, list_ties

TITLE = Text("pelayanan kepada keluarga", "service to families")
READS: tuple[str, ...] = (
    "organisations.kind",
    "organisations.active",
    "organisations.district",
    "organisations.staff",
    "organisations.volunteers",
    "organisations.tie_hours",
    "organisations.n_informal",
    "organisations.n_formal",
    "organisations.priority",
    "organisations.capability",
    "organisations.practice",
    "relations.a",
    "relations.b",
    "relations.forgotten",
    "relations.cooperating",
    "relations.formal",
    "relations.personal_a",
    "relations.personal_b",
    "relations.institutional_a",
    "relations.institutional_b",
    "partnerships.n_members",
    "partnerships.member",
    "partnerships.pledge",
    "partnerships.field",
    "partnerships.second",
    "partnerships.governance",
    "partnerships.goal",
    "districts.need",
    "districts.profile",
    "districts.remoteness",
    "districts.families",
    "districts.population",
    "districts.surge",
    "districts.direct_paid",
    "maintenance.personal_weight",
)
WRITES: tuple[str, ...] = (
    "organisations.hours",
    "organisations.goods",
    "organisations.goods_used",
    "organisations.served",
    "relations.loan",
    "relations.referrals",
    "partnerships.progress",
    "districts.known",
    "districts.coverage",
    "districts.supply",
    "districts.duplication",
    "districts.coordination",
    "districts.quality",
    "districts.refused",
    "districts.referred",
    "districts.whole",
    "districts.one_served",
    "districts.all_served",
    "districts.direct",
    "districts.answered",
)
_ASSUMED = "assumption"
PARAMS: tuple[Param, ...] = (
    Param(
        "hours_per_staff",
        140.0,
        0.0,
        250.0,
        "hours/month",
        "assumption: full-time work less leave and training",
        Text("jam kerja satu staf penuh waktu sebulan", "hours a full-time member of staff works in a month"),
        informed=False,
    ),
    Param(
        "hours_per_volunteer",
        20.0,
        0.0,
        160.0,
        "hours/month",
        "assumption: about 0.15 of a full-time post [working]",
        Text("jam satu relawan sebulan", "hours a volunteer gives in a month"),
        informed=False,
    ),
    Param(
        "overhead",
        0.3,
        0.0,
        0.95,
        "share",
        _ASSUMED,
        Text("bagian jam untuk administrasi", "share of hours that administration takes"),
        informed=False,
    ),
    Param(
        "hub_share",
        0.0,
        0.0,
        1.0,
        "share",
        "policy lever",
        Text(
            "bagian administrasi organisasi bermitra yang ditangani pusat layanan bersama",
            "share of the administration of partnered organisations that a shared-service hub takes over",
        ),
        role="lever",
        informed=False,
        cost=900.0,
    ),
    Param(
        "hub_same_work",
        0.5,
        0.0,
        1.0,
        "share",
        "assumption; no figure found: the hub frees hours only as far as the pooled work is the same",
        Text("bagian administrasi yang pekerjaannya sama", "share of administration that is the same work"),
        informed=False,
    ),
    Param(
        "hours_per_need",
        11.0,
        0.1,
        1000.0,
        "hours/quarter",
        "assumption: set so that about half of the families are served",
        Text(
            "jam untuk melayani satu kebutuhan satu keluarga selama satu triwulan",
            "hours to serve one need of one family for a quarter",
        ),
        informed=False,
    ),
    Param(
        "goods_per_need",
        0.33,
        0.001,
        100.0,
        "million IDR/quarter",
        "unit costs of 0.06 (orphans) to 1.45 (meals) a quarter [unit-costs]",
        Text("barang dan bantuan per kebutuhan per triwulan", "goods and aid for one need of one family for a quarter"),
    ),
    Param(
        "substitution",
        -1.0,
        -4.0,
        0.5,
        "1",
        "assumption: from nearly fixed proportions to mild substitutes",
        Text("tergantikannya jam oleh barang", "substitution of hours and goods (rho)"),
        informed=False,
    ),
    Param(
        "goods_speed",
        0.25,
        0.01,
        1.0,
        "1/month",
        "assumption: what is bought reaches families within a few months",
        Text("bagian barang yang dibagikan dalam sebulan", "share of goods at hand that is handed out in a month"),
        informed=False,
    ),
    Param(
        "companions",
        3.3,
        0.0,
        50.0,
        "people/1,000 families",
        "250-540 families a companion, paid nationally [companions]",
        Text("pendamping PKH per 1.000 keluarga", "PKH companions per 1,000 families"),
        role="lever",
        cost=340.0,
    ),
    Param(
        "companion_finding",
        0.25,
        0.0,
        1.0,
        "share",
        _ASSUMED,
        Text("bagian jam pendamping untuk menemukan keluarga", "share of companions' hours for finding families"),
        informed=False,
    ),
    Param(
        "disaster_volunteers",
        10.0,
        0.0,
        1000.0,
        "people/100,000 people",
        "assumption: Tagana of a district",
        Text("relawan tanggap bencana (Tagana)", "volunteers of the disaster service (Tagana)"),
        informed=False,
    ),
    Param(
        "answer_share",
        0.042,
        0.0,
        1.0,
        "share",
        "assumption; about 0.9 of requests get an answer [desks]",
        Text("jam setara layanan untuk menjawab permintaan", "hours for answering requests, relative to service"),
    ),
    Param(
        "hours_per_answer",
        1.5,
        0.01,
        100.0,
        "hours",
        "assumption; about 0.9 of requests get an answer [desks]",
        Text("jam untuk menjawab satu permintaan", "hours to answer one request"),
        informed=False,
    ),
    Param(
        "desk_gain",
        0.4,
        0.0,
        4.0,
        "share",
        "assisted against informed 1.0-1.7, centre 1.4 [finkelstein] [gottlieb]",
        Text("kenaikan rujukan tuntas oleh meja rujukan", "rise of completed referrals by a desk"),
    ),
    Param(
        "desk_inflow",
        0.02,
        0.0,
        1.0,
        "1/month",
        "45-400 requests a month at a district's desk [desks]",
        Text("keluarga yang datang karena ada meja rujukan", "rate at which unknown families come to a desk"),
    ),
    Param(
        "remote_cost",
        0.5,
        0.0,
        5.0,
        "1",
        _ASSUMED,
        Text("tambahan jam di daerah paling terpencil", "extra hours in the remotest district, relative"),
        informed=False,
    ),
    Param(
        "floor",
        0.5,
        0.0,
        1.0,
        "share",
        _ASSUMED,
        Text(
            "hasil per jam tanpa kemampuan, dibanding kemampuan penuh",
            "output per hour without any capability, relative to full capability",
        ),
        informed=False,
    ),
    Param(
        "practice_weight",
        0.4,
        0.0,
        1.0,
        "share",
        _ASSUMED,
        Text("bobot praktik baik dalam mutu, sisanya kemampuan", "weight of practice in merit; the rest is capability"),
        informed=False,
    ),
    Param(
        "poor_governance_loss",
        0.5,
        0.0,
        1.0,
        "share",
        _ASSUMED,
        Text("kemampuan bersama yang hilang bila tata kelola nihil", "joint capability lost without any governance"),
        informed=False,
    ),
    Param(
        "lend_share",
        0.05,
        0.0,
        0.5,
        "share",
        _ASSUMED,
        Text("bagian jam yang menganggur dan bisa dipinjamkan", "share of hours that lies idle and can be lent"),
        informed=False,
    ),
    Param(
        "company_share",
        0.25,
        0.0,
        1.0,
        "share",
        _ASSUMED,
        Text(
            "bagian jam staf sosial perusahaan yang bisa dipinjamkan",
            "share of a company's social staff time it can lend",
        ),
        informed=False,
    ),
    Param(
        "coordination_informal",
        0.3,
        0.0,
        1.0,
        "0-1",
        "working value [working]",
        Text("kuatnya koordinasi lewat kerjasama", "strength of coordination by cooperation"),
        informed=False,
    ),
    Param(
        "coordination_formal",
        0.8,
        0.0,
        1.0,
        "0-1",
        "working value [working]",
        Text(
            "kuatnya koordinasi lewat kemitraan dengan tata kelola penuh",
            "strength of coordination by an agreement with full governance",
        ),
        informed=False,
    ),
    Param(
        "outreach_share",
        0.2,
        0.0,
        1.0,
        "share",
        "policy lever; default an assumption",
        Text(
            "bagian jam komunitas dan relawan untuk menjangkau keluarga",
            "share of the hours of communities and individuals spent on finding families",
        ),
        role="lever",
        informed=False,
    ),
    Param(
        "hours_per_found",
        2.5,
        0.05,
        100.0,
        "hours",
        _ASSUMED,
        Text("jam untuk menemukan satu kebutuhan keluarga", "hours to find one need of a family"),
        informed=False,
    ),
    Param(
        "found_per_referral",
        0.2,
        0.0,
        5.0,
        "families/referral",
        _ASSUMED,
        Text("kebutuhan lain yang terungkap per rujukan", "other needs that come to light with each referral"),
        informed=False,
    ),
    Param(
        "walk_in",
        0.03,
        0.0,
        1.0,
        "1/month",
        _ASSUMED,
        Text("laju keluarga datang sendiri", "rate at which unknown families come by themselves"),
        informed=False,
    ),
    Param(
        "lost_from_view",
        0.03,
        0.0,
        1.0,
        "share/month",
        "assumption: families move and their needs change",
        Text("bagian keluarga yang tak lagi dikenal tiap bulan", "share of known families lost sight of in a month"),
        informed=False,
    ),
    Param(
        "referral_share",
        0.5,
        0.0,
        1.0,
        "share",
        _ASSUMED,
        Text("bagian keluarga tak terlayani yang dirujuk", "share of families not served who are referred"),
        informed=False,
    ),
    Param(
        "referral_base",
        0.2,
        0.0,
        1.0,
        "probability",
        "working value [working]",
        Text("keberhasilan rujukan tanpa kepercayaan", "success of a referral without trust"),
        informed=False,
    ),
    Param(
        "referral_trust",
        0.6,
        0.0,
        1.0,
        "probability",
        "working value [working]; trust carries referrals [bunger]",
        Text("tambahan keberhasilan rujukan dengan kepercayaan penuh", "rise of that success with full trust"),
        informed=False,
    ),
    Param(
        "referral_cost",
        0.15,
        0.0,
        5.0,
        "share",
        _ASSUMED,
        Text("tambahan jam untuk keluarga rujukan", "extra hours for a referred family, relative"),
        informed=False,
    ),
    Param(
        "referral_desk",
        0.0,
        0.0,
        1.0,
        "0-1",
        "policy lever",
        Text(
            "meja rujukan yang menerima keluarga dan menindaklanjuti rujukan (Puskesos/SLRT)",
            "desk that draws families and follows referrals up (Puskesos/SLRT)",
        ),
        role="lever",
        informed=False,
        cost=400.0,
    ),
)


@compiled
def step(w: View, p: Numbers) -> None:
    """Serve families for a month."""
    ties = list_ties(w)
    effort = share_out(w, p)
    lend(w, ties, effort)
    offer = new_offer(w, p)
    combine(w, p, effort, offer)
    reach(w, p, effort, offer)
    add_outsiders(w, p, offer)
    coordinate(w, p, ties, list_memberships(w), effort, offer)
    cover(w, offer)
    flows = pass_on(w, p, ties, effort, offer)
    serve(w, p, effort, offer, flows)
    record(w, ties, flows)
    answer(w, p, offer)
    find(w, p, offer)
    count_families(w, offer)
    w.counts.goals_reached += advance(w, offer)
