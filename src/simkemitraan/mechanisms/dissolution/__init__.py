"""What no longer holds ends, and for a reason.

**Cooperation** (kerjasama) ends with a yearly hazard ``informal_hazard`` x exp(z), where z falls with trust, shared
partners, the popularity of the better-connected side and (slightly) age, and rises with strain, overload, diverging
priorities, a leader change within twelve months on either side, and a frailty fixed for the pair. Under an agreement it
hardly ends at all (98 % of financial ties also share information; fact 29).

**Agreements** (kemitraan) end early when a member withdraws (it lives on with two or more; the withdrawal of the lead
ends it), and at their term unless renewed. Renewal is a logit in trust, renewals so far, progress towards the goal,
funding lost and recent leader changes: a term decision, so the hazard falls with age because those that renewed once
renew again (facts 7, 26). Where members have left the field an agreement is for, they withdraw sooner and renew less.
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
        0.145,
        0.0,
        5.0,
        "rate/year",
        "fitted to the targets (fact 1 is an upper bound)",
        Text("laju berakhirnya kerjasama rata-rata", "rate at which an average cooperation ends"),
    ),
    Param(
        "informal_trust",
        2.6,
        0.0,
        6.0,
        "1",
        "prototype; no pattern informs it",
        Text("pengaruh kepercayaan pada berakhirnya kerjasama", "effect of trust on ending a cooperation"),
        informed=False,
    ),
    Param(
        "informal_shared",
        0.55,
        0.0,
        2.0,
        "1",
        "fitted to the targets (fact 15)",
        Text("pengaruh mitra bersama", "effect of shared partners"),
    ),
    Param(
        "informal_popularity",
        0.45,
        0.0,
        2.0,
        "1",
        "fitted to the targets (fact 16)",
        Text("pengaruh banyaknya mitra", "effect of popularity"),
    ),
    Param(
        "informal_age",
        0.08,
        0.0,
        1.0,
        "1",
        "prototype",
        Text("pengaruh umur kerjasama", "effect of the age of the cooperation"),
    ),
    Param(
        "informal_leader",
        1.1,
        0.0,
        4.0,
        "1",
        "prototype; direction: Broschak & Block 2014 (fact 20)",
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
        0.78,
        0.0,
        2.0,
        "1",
        "fitted to the targets",
        Text("keragaman kerapuhan pasangan", "spread of pair frailty"),
    ),
    Param(
        "informal_cover",
        8.0,
        0.0,
        10.0,
        "1",
        "prototype: agreements rest on cooperation (fact 29)",
        Text("perlindungan oleh kemitraan", "protection by an agreement"),
    ),
    Param(
        "withdrawal",
        0.06,
        0.0,
        2.0,
        "rate/year",
        "fitted to the targets (facts 3, 19)",
        Text("laju pengunduran diri dari kemitraan", "rate at which an agreement sees a withdrawal"),
    ),
    Param(
        "withdrawal_leader",
        0.1,
        0.0,
        3.0,
        "1",
        "prototype; direction: fact 20",
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
        "fitted to the targets",
        Text("kecenderungan memperpanjang kemitraan", "inclination to renew an agreement"),
    ),
    Param(
        "renewal_trust",
        1.15,
        0.0,
        6.0,
        "1",
        "prototype; no pattern informs it",
        Text("pengaruh kepercayaan pada perpanjangan", "effect of trust on renewal and withdrawal"),
        informed=False,
    ),
    Param(
        "renewal_experience",
        2.2,
        0.0,
        8.0,
        "1",
        "prototype fitted to the falling hazard (fact 7)",
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
        "prototype; direction: fact 20",
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
        "prototype",
        Text("keragaman kerapuhan kemitraan", "spread of frailty of agreements"),
    ),
    Param(
        "honeymoon",
        0.0,
        0.0,
        60.0,
        "months",
        "switch: Fichman & Levinthal 1991; 0 is off (fact 8)",
        Text("masa bulan madu kemitraan", "honeymoon: months in which withdrawal is rare"),
    ),
    Param(
        "acting_extension",
        6,
        0,
        12,
        "months",
        "acting heads take no strategic decision (Law 30/2014 art. 14(7))",
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
