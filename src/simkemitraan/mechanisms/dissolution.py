"""What no longer holds ends, and for a reason.

**Cooperation** (kerjasama) ends with a yearly hazard ``informal_hazard`` x exp(z), where z falls with trust, shared
partners, the popularity of the better-connected side and (slightly) age, and rises with strain, overload, diverging
priorities, a leader change within twelve months on either side, and a frailty fixed for the pair. Under an agreement it
hardly ends at all (98 % of financial ties also share information; fact 29).

**Agreements** (kemitraan) end early when a member withdraws (it lives on with two or more; the withdrawal of the lead
ends it), and at their term unless renewed. Renewal is a logit in trust, renewals so far, progress towards the goal,
funding lost and recent leader changes: a term decision, so the hazard falls with age because those that renewed once
renew again (facts 7, 26). While a head's post is vacant, a term that ends is extended by up to six months.

The reason is one draw among competing risks, in proportion to what each adds to the hazard (for a term: to the log odds
against renewal); it does not depend on the order of the rules. Organisations that went dormant or closed take their
ties with them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world import ledger
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, draw2, gumbel, monthly
from ..world.graph import shared_rows as shared
from ..world.schema import Event, Reason
from ..world.world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]

TITLE = Text("berakhirnya hubungan", "dissolution")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.active",
    "organisations.alive",
    "organisations.leader_changed_at",
    "organisations.load",
    "organisations.priority",
    "organisations.vacant",
    "organisations.n_informal",
    "organisations.n_formal",
    "relations.personal_a",
    "relations.personal_b",
    "relations.institutional_a",
    "relations.institutional_b",
    "relations.strain",
    "relations.frailty",
    "partnerships.trust",
    "partnerships.progress",
    "partnerships.lost",
    "partnerships.frailty",
    "partnerships.governance",
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
)
PARAMS: tuple[Param, ...] = (
    Param(
        "informal_hazard",
        0.19,
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
        0.39,
        0.0,
        2.0,
        "1",
        "fitted to the targets (fact 15)",
        Text("pengaruh mitra bersama", "effect of shared partners"),
    ),
    Param(
        "informal_popularity",
        0.59,
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
        1.2,
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
        2.0,
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
        5.0,
        0.0,
        10.0,
        "1",
        "prototype: agreements rest on cooperation (fact 29)",
        Text("perlindungan oleh kemitraan", "protection by an agreement"),
    ),
    Param(
        "withdrawal",
        0.093,
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
        1.43,
        0.0,
        4.0,
        "1",
        "prototype fitted to the falling hazard (fact 7)",
        Text("pengaruh banyaknya perpanjangan", "effect of renewals so far"),
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

_WINDOW = 12
_DORMANT, _LEAD_WITHDREW = int(Reason.DORMANT), int(Reason.LEAD_WITHDREW)


@compiled
def pick_reason(u: float, weights: Floats, reasons: Ints) -> int:
    """Return one reason with probability proportional to its weight (negative weights count as 0)."""
    total = 0.0
    for k in range(weights.size):
        total += max(0.0, weights[k])
    mark = u * total
    for k in range(weights.size):
        mark -= max(0.0, weights[k])
        if mark <= 0.0 and weights[k] > 0.0:
            return int(reasons[k])
    return int(reasons[0])


@compiled
def apart(priority: Floats, i: int, j: int, fields: int) -> float:
    """Return how far two priority profiles are apart: 1 - sum of the smaller shares."""
    common = 0.0
    for f in range(fields):
        common += min(priority[i, f], priority[j, f])
    return 1.0 - common


@compiled
def _end_informal(
    m: int,
    seed: int,
    month: int,
    fields: int,
    ids: NDArray[np.int64],
    active: Codes,
    alive: Codes,
    changed: Ints,
    load: Floats,
    priority: Floats,
    a: Ints,
    b: Ints,
    cooperating: Codes,
    mandated: Codes,
    formal: Ints,
    since: Ints,
    trust: tuple[Floats, Floats, Floats, Floats],
    strain: Floats,
    frailty: Floats,
    degree: Ints,
    start: Ints,
    mid: Ints,
    neighbour: Ints,
    stamp: NDArray[np.int64],
    token: int,
    w: Floats,
    ending: Codes,
) -> int:
    """Mark each cooperation that ends this month with its reason. Returns the last token used for stamping."""
    weights = np.zeros(6)
    reasons = np.array(
        [Reason.DRIFT, Reason.LEADER, Reason.CONFLICT, Reason.CAPACITY, Reason.DISTRUST, Reason.PRIORITIES], np.int32
    )
    for r in range(m):
        if not cooperating[r]:
            continue
        i, j = a[r], b[r]
        if not (alive[i] and alive[j]):
            ending[r] = Reason.CLOSURE
            continue
        if not (active[i] and active[j]):
            ending[r] = Reason.DORMANT
            continue
        if mandated[r]:
            continue
        level = 0.5 * w[1] * (trust[0][r] + trust[1][r]) + 0.5 * (1.0 - w[1]) * (trust[2][r] + trust[3][r])
        distrust = -w[2] * (level - 0.6)
        leader = w[6] * (
            (1.0 if month - changed[i] < _WINDOW else 0.0) + (1.0 if month - changed[j] < _WINDOW else 0.0)
        )
        conflict = w[7] * strain[r]
        overload = w[8] * (max(0.0, load[i] - 1.0) + max(0.0, load[j] - 1.0))
        z = distrust + leader + conflict + overload + w[10] * frailty[r]
        z -= w[4] * (math.log(1.0 + max(degree[i], degree[j])) - 2.5)
        z -= w[5] * math.log((6.0 + month - since[r]) / 30.0)
        if formal[r] > 0:
            z -= w[11]
        u = draw(seed, Purpose.INFORMAL_ENDS, month, 0, ids[i], ids[j])
        # most luck is good enough whatever the two terms that are dearer to compute (both bounded) would say
        if u > w[0] / 12.0 * math.exp(z + 0.5 * w[9]):
            continue
        diverging = w[9] * (apart(priority, i, j, fields) - 0.5)
        token += 1
        z += diverging - w[3] * math.log(1.0 + shared(i, j, start, mid, neighbour, stamp, token))
        if u >= monthly(w[0] * math.exp(z)):
            continue
        weights[0] = 1.0
        weights[1] = math.exp(leader) - 1.0
        weights[2] = math.exp(conflict) - 1.0
        weights[3] = math.exp(overload) - 1.0
        weights[4] = math.exp(distrust) - 1.0
        weights[5] = math.exp(diverging) - 1.0
        ending[r] = pick_reason(draw(seed, Purpose.REASON, month, 0, ids[i], ids[j]), weights, reasons)
    return token


@compiled
def _new_leaders(p: int, n: Ints, member: Ints, changed: Ints, vacant: Ints, month: int) -> tuple[int, int]:
    """Return how many members changed their leader within a year, and how many posts are vacant."""
    new = 0
    empty = 0
    for s in range(n[p]):
        if month - changed[member[p, s]] < _WINDOW:
            new += 1
        if vacant[member[p, s]] > 0:
            empty += 1
    return new, empty


@compiled
def _who_withdraws(
    seed: int, month: int, p: int, n: Ints, member: Ints, ids: NDArray[np.int64], key: int, load: Floats
) -> int:
    """Return the slot of the member who withdraws: a logit in load above capacity."""
    best = -1
    top = -1e300
    for s in range(n[p]):
        i = member[p, s]
        value = 2.0 * max(0.0, load[i] - 1.0) + gumbel(draw(seed, Purpose.WITHDRAWS, month, 1, ids[i], key))
        if value > top:
            top = value
            best = s
    return best


@compiled
def _inactive_slot(p: int, n: Ints, member: Ints, active: Codes) -> int:
    """Return the slot of a member that is no longer active, -1 if all are."""
    for s in range(n[p]):
        if not active[member[p, s]]:
            return s
    return -1


@compiled
def _leave(p: int, slot: int, reason: int, of_lead: int, n: Ints, ending: Codes, withdraws: Ints, why: Codes) -> None:
    """Let a member leave; all ends if it was one of two, or the lead (then with the reason ``of_lead``)."""
    if n[p] <= 2:
        ending[p] = reason
    elif slot == 0:
        ending[p] = of_lead
    else:
        withdraws[p] = slot
        why[p] = reason


@compiled
def _withdrawal_rate(unhappy: float, new: int, frailty: float, age: int, w: Floats) -> float:
    """Return the yearly rate at which a member withdraws; lower in the honeymoon."""
    rate = float(w[0] * math.exp(unhappy + w[1] * new + w[8] * frailty))
    if w[9] > 0.0:
        rate *= -math.expm1(-age / w[9])
    return rate


@compiled
def _weigh_withdrawal(unhappy: float, new: int, over: float, broke: float, w: Floats, weights: Floats) -> None:
    """Weigh why a member withdraws: priorities, distrust, leader, capacity, funding."""
    weights[0], weights[1] = 1.0, math.exp(unhappy) - 1.0
    weights[2], weights[3] = math.exp(w[1] * new) - 1.0, math.exp(2.0 * over) - 1.0
    weights[4], weights[5] = broke, 0.0


@compiled
def _renewal(
    unhappy: float, new: int, broke: float, renewals: int, progress: float, governance: float, frailty: float, w: Floats
) -> float:
    """Return the chance that an agreement is renewed at its term."""
    logit = w[3] - unhappy + w[4] * math.log(1.0 + renewals) + w[5] * (progress - 0.5)
    logit += w[11] * (governance - 0.5) - w[6] * broke - w[7] * new - w[8] * frailty
    return 1.0 / (1.0 + math.exp(-logit))


@compiled
def _weigh_refusal(
    unhappy: float, new: int, broke: float, progress: float, governance: float, w: Floats, weights: Floats
) -> None:
    """Weigh why an agreement is not renewed: term, funding, leader, distrust, goal reached, conflict."""
    weights[0], weights[1], weights[2] = 1.0, w[6] * broke, w[7] * new
    weights[3], weights[4] = unhappy, 2.0 if progress >= 1.0 else 0.0
    weights[5] = -w[11] * (governance - 0.5)


@compiled
def _end_agreements(
    k: int,
    seed: int,
    month: int,
    ids: NDArray[np.int64],
    active: Codes,
    changed: Ints,
    vacant: Ints,
    load: Floats,
    n: Ints,
    member: Ints,
    key: NDArray[np.int64],
    signed: Ints,
    review: Ints,
    term_end: Ints,
    term: Ints,
    renewals: Ints,
    lost: Ints,
    scores: tuple[Floats, Floats, Floats, Floats],
    w: Floats,
    ending: Codes,
    withdraws: Ints,
    why: Codes,
) -> int:
    """Mark each agreement that ends and each member that leaves; renew the others at their term. Returns renewals."""
    trust, progress, governance, frailty = scores
    weights = np.zeros(6)
    early = np.array(
        [Reason.PRIORITIES, Reason.DISTRUST, Reason.LEADER, Reason.CAPACITY, Reason.FUNDING, Reason.FUNDING], np.int32
    )
    late = np.array(
        [Reason.TERM, Reason.FUNDING, Reason.LEADER, Reason.DISTRUST, Reason.GOAL_REACHED, Reason.CONFLICT], np.int32
    )
    renewed = 0
    for p in range(k):
        if n[p] == 0:
            continue
        slot = _inactive_slot(p, n, member, active)
        if slot >= 0:
            _leave(p, slot, _DORMANT, _DORMANT, n, ending, withdraws, why)
            continue
        new, empty = _new_leaders(p, n, member, changed, vacant, month)
        unhappy = -w[2] * (trust[p] - 0.6)
        broke = 1.0 if month - lost[p] < _WINDOW else 0.0
        u, v = draw2(seed, Purpose.WITHDRAWS, month, 0, key[p], 0)
        if u < monthly(_withdrawal_rate(unhappy, new, frailty[p], month - signed[p], w)):
            slot = _who_withdraws(seed, month, p, n, member, ids, key[p], load)
            _weigh_withdrawal(unhappy, new, max(0.0, load[member[p, slot]] - 1.0), broke, w, weights)
            _leave(p, slot, pick_reason(v, weights, early), _LEAD_WITHDREW, n, ending, withdraws, why)
            continue
        if month < term_end[p]:
            continue
        if empty > 0 and month < review[p] + int(w[10]):
            term_end[p] = month + 1
            continue
        u, v = draw2(seed, Purpose.RENEWS, month, 0, key[p], 0)
        if u < _renewal(unhappy, new, broke, renewals[p], progress[p], governance[p], frailty[p], w):
            renewals[p] += 1
            term_end[p] = month + term[p]
            review[p] = term_end[p]
            progress[p] = 0.0
            renewed += 1
        else:
            _weigh_refusal(unhappy, new, broke, progress[p], governance[p], w, weights)
            ending[p] = pick_reason(v, weights, late)
    return renewed


def _informal(world: World, p: Values, seed: int) -> None:
    o, r, g = world.organisations, world.relations, world.graph
    w = np.array(
        [
            p.informal_hazard,
            world.params["maintenance"].personal_weight,
            p.informal_trust,
            p.informal_shared,
            p.informal_popularity,
            p.informal_age,
            p.informal_leader,
            p.informal_strain,
            p.informal_overload,
            p.informal_priorities,
            p.informal_frailty,
            p.informal_cover,
        ]
    )
    degree = o["n_informal"] + o["n_formal"]
    g.token = _end_informal(
        r.n,
        seed,
        world.month,
        world.fields,
        o["id"],
        o["active"],
        o["alive"],
        o["leader_changed_at"],
        o["load"],
        o["priority"],
        r["a"],
        r["b"],
        r["cooperating"],
        r["mandated"],
        r["formal"],
        r["since"],
        (r["personal_a"], r["personal_b"], r["institutional_a"], r["institutional_b"]),
        r["strain"],
        r["frailty"],
        degree,
        g.start,
        g.mid,
        g.neighbour,
        g.stamp,
        g.token,
        w,
        r["ending"],
    )
    ledger.end_cooperation(world)


def _formal(world: World, p: Values, seed: int) -> None:
    o, q = world.organisations, world.partnerships
    w = np.array(
        [
            p.withdrawal,
            p.withdrawal_leader,
            p.renewal_trust,
            p.renewal,
            p.renewal_experience,
            p.renewal_progress,
            p.renewal_funding,
            p.renewal_leader,
            p.partnership_frailty,
            p.honeymoon,
            p.acting_extension,
            p.renewal_governance,
        ]
    )
    before = q.live("renewals").copy()
    renewed = _end_agreements(
        q.n,
        seed,
        world.month,
        o["id"],
        o["active"],
        o["leader_changed_at"],
        o["vacant"],
        o["load"],
        q["n_members"],
        q["member"],
        q["id"],
        q["signed"],
        q["review"],
        q["term_end"],
        q["term"],
        q["renewals"],
        q["lost"],
        (q["trust"], q["progress"], q["governance"], q["frailty"]),
        w,
        q["ending"],
        q["withdraws"],
        q["withdraw_reason"],
    )
    if renewed:
        rows = np.flatnonzero(q.live("renewals") > before)
        world.note(Event.RENEWED, q["lead"][rows], other=q["id"][rows])
        world.count("renewed", renewed)
    ledger.withdraw_members(world)
    ledger.end_partnerships(world)


def step(world: World, p: Values, seed: int) -> None:
    """End what no longer holds, and write down why."""
    _informal(world, p, seed)
    _formal(world, p, seed)
