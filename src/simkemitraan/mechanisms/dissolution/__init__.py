"""What no longer holds ends, and for a reason.

**Cooperation** (kerjasama) ends with a yearly hazard ``informal_hazard`` x exp(z), where z falls with trust, shared
partners, the popularity of the better-connected side and (slightly) age, and rises with strain, overload, diverging
priorities, a leader change within twelve months on either side, and a frailty of the pair. Under an agreement it
hardly ends at all (98 % of financial ties also share information [tobacco]).

**Agreements** (kemitraan) end early when a member withdraws (it lives on with two or more; the withdrawal of the lead
ends it), and at their term unless renewed. Renewal is a logit in trust, renewals so far, progress towards the goal,
funding lost and recent leader changes: a term decision, so the hazard falls with age because those that renewed once
renew again [treaties] [isett-provan]. Where members have left the field an agreement is for, they withdraw sooner and renew less.
While a head's post is vacant, a term that ends is extended by up to six months.

The reason is one draw among competing risks, in proportion to what each adds to the hazard (for a term: to the log odds
against renewal); it does not depend on the order of the rules. Organisations that went dormant or closed take their
ties with them.
"""

from __future__ import annotations

from ...declare import Param, Text
from ...world import ledger
from ...world.compiling import compiled
from ...world.named import Numbers, View
from . import agreements, cooperation

TITLE = Text("berakhirnya hubungan", "dissolution")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.active",
    "organisations.alive",
    "organisations.leader_changed_at",
    "organisations.load",
    "organisations.priority",
    "organisations.vacant",
    "organisations.n_informal",
    "organisations.n_formal",
    "relations.a",
    "relations.b",
    "relations.origin",
    "relations.trust_start",
    "relations.personal_a",
    "relations.personal_b",
    "relations.institutional_a",
    "relations.institutional_b",
    "relations.strain",
    "relations.frailty",
    "relations.forgotten",
    "districts.code",
    "maintenance.personal_weight",
    "choices.*",
)
WRITES: tuple[str, ...] = (
    "relations.ending",
    "relations.cooperating",
    "relations.mandated",
    "relations.since",
    "relations.last_active",
    "relations.formal",
    "partnerships.*",
    "ended_ties.*",
    "ended_partnerships.*",
    "ended_memberships.*",
    "events.*",
    "asked.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "informal_hazard",
        0.22,
        0.0,
        5.0,
        "rate/year",
        "fitted [patterns]; the upper bound is in [estuary]",
        Text("laju berakhirnya kerjasama rata-rata", "rate at which an average cooperation ends"),
        informed=False,
    ),
    Param(
        "informal_trust",
        2.6,
        0.0,
        6.0,
        "1",
        "working value [working]; no pattern informs it",
        Text("pengaruh kepercayaan pada berakhirnya kerjasama", "effect of trust on ending a cooperation"),
        informed=False,
    ),
    Param(
        "informal_shared",
        0.95,
        0.0,
        2.0,
        "1",
        "fitted [patterns] to ties kept by shared partners [estuary]",
        Text("pengaruh mitra bersama", "effect of shared partners"),
    ),
    Param(
        "informal_popularity",
        0.45,
        0.0,
        2.0,
        "1",
        "fitted [patterns] to the pull of popular partners [estuary]",
        Text("pengaruh banyaknya mitra", "effect of popularity"),
    ),
    Param(
        "informal_age",
        0.08,
        0.0,
        1.0,
        "1",
        "working value [working]",
        Text("pengaruh umur kerjasama", "effect of the age of the cooperation"),
    ),
    Param(
        "informal_leader",
        1.1,
        0.0,
        4.0,
        "1",
        "working value [working]; direction: [broschak-block] [rogan]",
        Text("pengaruh pergantian pemimpin dalam 12 bulan", "effect of a leader change within twelve months"),
    ),
    Param(
        "informal_strain",
        0.5,
        0.0,
        4.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh ketegangan", "effect of strain"),
        informed=False,
    ),
    Param(
        "informal_overload",
        1.0,
        0.0,
        6.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh beban di atas kemampuan", "effect of load above capacity"),
        informed=False,
    ),
    Param(
        "informal_priorities",
        0.5,
        0.0,
        4.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh prioritas yang menjauh", "effect of diverging priorities"),
        informed=False,
    ),
    Param(
        "informal_frailty",
        1.1,
        0.0,
        2.0,
        "1",
        "fitted [patterns]",
        Text("keragaman kerapuhan pasangan", "spread of pair frailty"),
    ),
    Param(
        "informal_cover",
        8.0,
        0.0,
        10.0,
        "1",
        "working value [working]: agreements rest on cooperation [tobacco]",
        Text("perlindungan oleh kemitraan", "protection by an agreement"),
    ),
    Param(
        "withdrawal",
        0.055,
        0.0,
        2.0,
        "rate/year",
        "fitted [patterns] to how alliances end [brunell] [greve]",
        Text("laju pengunduran diri dari kemitraan", "rate at which an agreement sees a withdrawal"),
    ),
    Param(
        "withdrawal_leader",
        0.1,
        0.0,
        3.0,
        "1",
        "working value [working]; direction: [broschak-block] [rogan]",
        Text("pengaruh pemimpin baru pada pengunduran diri", "effect of each new leader on withdrawal"),
    ),
    Param(
        "withdrawal_priorities",
        2.5,
        0.0,
        6.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh prioritas yang ditinggalkan pada pengunduran diri", "effect of priorities lost on withdrawal"),
        informed=False,
    ),
    Param(
        "withdrawal_strain",
        0.2,
        0.0,
        4.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh ketegangan pada pengunduran diri", "effect of strain on withdrawal"),
        informed=False,
    ),
    Param(
        "renewal",
        1.4,
        -4.0,
        6.0,
        "logit",
        "fitted [patterns]",
        Text("kecenderungan memperpanjang kemitraan", "inclination to renew an agreement"),
    ),
    Param(
        "renewal_trust",
        1.15,
        0.0,
        6.0,
        "1",
        "working value [working]; no pattern informs it",
        Text("pengaruh kepercayaan pada perpanjangan", "effect of trust on renewal and withdrawal"),
        informed=False,
    ),
    Param(
        "renewal_experience",
        1.8,
        0.0,
        8.0,
        "1",
        "working value [working], set to the falling hazard [treaties]",
        Text("pengaruh banyaknya perpanjangan", "effect of renewals so far"),
        informed=False,
    ),
    Param(
        "renewal_progress",
        1.0,
        0.0,
        4.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh kemajuan menuju sasaran", "effect of progress towards the goal"),
        informed=False,
    ),
    Param(
        "renewal_governance",
        0.5,
        0.0,
        4.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh tata kelola", "effect of governance"),
        informed=False,
    ),
    Param(
        "renewal_funding",
        1.5,
        0.0,
        6.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh hilangnya dana", "effect of funding lost"),
        informed=False,
    ),
    Param(
        "renewal_leader",
        0.46,
        0.0,
        3.0,
        "1",
        "working value [working]; direction: [broschak-block] [rogan]",
        Text("pengaruh pemimpin baru pada perpanjangan", "effect of new leaders on renewal"),
    ),
    Param(
        "renewal_priorities",
        5.0,
        0.0,
        12.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh prioritas yang ditinggalkan pada perpanjangan", "effect of priorities lost on renewal"),
        informed=False,
    ),
    Param(
        "partnership_frailty",
        0.135,
        0.0,
        2.0,
        "1",
        "working value [working]",
        Text("keragaman kerapuhan kemitraan", "spread of frailty of agreements"),
    ),
    Param(
        "honeymoon",
        0.0,
        0.0,
        60.0,
        "months",
        "a switch; 0 is off [fichman-levinthal]",
        Text("masa bulan madu kemitraan", "honeymoon: months in which withdrawal is rare"),
    ),
    Param(
        "acting_extension",
        6,
        0,
        12,
        "months",
        "acting heads take no strategic decision [law-30-2014]",
        Text("perpanjangan sementara saat jabatan kosong", "extension while a head's post is vacant"),
        form="whole",
    ),
)


@compiled
def step(w: View, p: Numbers) -> None:
    """End what no longer holds, and write down why."""
    cooperation.mark_endings(w, p)
    ledger.end_cooperation(w, w.maintenance.personal_weight)
    agreements.mark_endings(w, p)
    ledger.withdraw_members(w)
    ledger.end_partnerships(w, True)
