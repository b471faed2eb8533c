"""Partners work together: they meet, trust each other more or less, quarrel and make up, and pay for it in hours.

Each month every tied pair has, on each side and at most once, a good or a bad experience (they exclude each other):

* good, with chance ``good``: trust rises by a step of the distance to 1;
* bad, with chance ``bad`` x exp(``culture_effect`` x (culture distance - 0.4) - ``governance_effect`` x (governance -
  0.5)): trust falls by ``erosion`` times the step, and strain rises. Misunderstandings therefore grow with the distance
  of cultures and shrink with governance; contact speeds up both sides alike.

Personal trust moves at the full step; institutional trust at a third of it outside an agreement and at the full step
within one, so that an agreement is what stores trust in the institution. Strain halves in six months. A pair without a
tie drifts back towards the trust it began with, and its meetings fade. Governance of an agreement follows the skill and
experience of its lead, less for each further member, and is nobody's while the lead's post is vacant.

Every tie costs hours, more for each further one, in proportion to load: a hub with capacity can hold many, a small one
cannot. The convenor of the district pays half for each.

Sources: working values of a fitted to the targets (trust step, good, bad, meetings); the ratio of erosion
(3) and the time scales are assumptions.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world import counting
from ..world.compiling import compiled
from ..world.draws import Purpose, draw2
from ..world.graph import find_rows as find
from ..world.schema import Role
from ..world.world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]

TITLE = Text("merawat kemitraan", "maintenance")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.size",
    "organisations.role",
    "organisations.skill",
    "organisations.experience",
    "organisations.vacant",
    "relations.a",
    "relations.b",
    "relations.forgotten",
    "relations.cooperating",
    "relations.formal",
    "relations.distance",
    "relations.affinity",
    "relations.trust_start",
    "partnerships.n_members",
    "partnerships.member",
)
WRITES: tuple[str, ...] = (
    "organisations.n_informal",
    "organisations.n_formal",
    "organisations.load",
    "organisations.tie_hours",
    "relations.personal_a",
    "relations.personal_b",
    "relations.institutional_a",
    "relations.institutional_b",
    "relations.strain",
    "relations.meetings",
    "relations.governance",
    "relations.last_active",
    "partnerships.governance",
    "partnerships.trust",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "trust_start",
        0.51,
        0.05,
        0.95,
        "0-1",
        "fitted to the targets",
        Text("kepercayaan rata-rata antara yang baru kenal", "mean trust between strangers"),
    ),
    Param(
        "trust_start_spread",
        0.094,
        0.0,
        0.4,
        "0-1",
        "fitted to the targets",
        Text("keragaman kepercayaan awal", "spread of trust between strangers"),
    ),
    Param(
        "trust_step",
        0.02,
        0.0,
        0.2,
        "1",
        "fitted to the targets (survey spread and persistence)",
        Text("langkah kepercayaan per pengalaman", "step of trust at one experience"),
    ),
    Param(
        "good",
        0.74,
        0.0,
        1.0,
        "probability/month",
        "fitted to the targets",
        Text("peluang pengalaman baik dalam sebulan", "chance of a good experience in a month"),
    ),
    Param(
        "bad",
        0.038,
        0.0,
        1.0,
        "probability/month",
        "fitted to the targets",
        Text("peluang pengalaman buruk dalam sebulan", "chance of a bad experience in a month"),
    ),
    Param(
        "erosion",
        3.0,
        1.0,
        5.0,
        "1",
        "assumption: trust falls about three times as fast as it grows",
        Text("berapa kali lebih cepat kepercayaan turun", "how many times faster trust falls than it grows"),
        informed=False,
    ),
    Param(
        "outside_share",
        0.3,
        0.0,
        1.0,
        "share",
        "equations working value",
        Text("kecepatan kepercayaan lembaga di luar kemitraan", "speed of institutional trust outside an agreement"),
    ),
    Param(
        "personal_weight",
        0.68,
        0.0,
        1.0,
        "share",
        "fitted to the targets",
        Text("bobot kepercayaan pribadi dalam keputusan", "weight of personal trust in decisions"),
    ),
    Param(
        "culture_effect",
        0.88,
        0.0,
        5.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh jarak budaya pada salah paham", "effect of culture distance on misunderstandings"),
        informed=False,
    ),
    Param(
        "governance_effect",
        0.8,
        0.0,
        5.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh tata kelola dalam mencegah konflik", "effect of governance in preventing conflict"),
        informed=False,
    ),
    Param(
        "strain_step",
        0.3,
        0.0,
        2.0,
        "1",
        "assumption; no pattern informs it",
        Text("kenaikan ketegangan per pengalaman buruk", "rise of strain at a bad experience"),
        informed=False,
    ),
    Param(
        "strain_half_life",
        6.0,
        0.5,
        60.0,
        "months",
        "assumption: six months",
        Text("waktu paruh ketegangan", "half-life of strain"),
        informed=False,
    ),
    Param(
        "forgetting",
        0.01,
        0.0,
        1.0,
        "1/month",
        "equations working value",
        Text("kembalinya kepercayaan ke awal tanpa hubungan", "return of trust to where it began, when apart"),
    ),
    Param(
        "memory_months",
        60,
        6,
        600,
        "months",
        "assumption; keeps the past that still matters",
        Text("lama pasangan tanpa hubungan masih diingat", "how long a pair without a tie is remembered"),
        form="whole",
    ),
    Param(
        "meetings_log",
        -0.64,
        -4.0,
        3.0,
        "log 1/month",
        "fitted to the targets",
        Text("log pertemuan per bulan pasangan rata-rata", "log of meetings a month of an average pair"),
    ),
    Param(
        "meetings_size",
        0.25,
        0.0,
        2.0,
        "1",
        "equations working value",
        Text("pengaruh ukuran pada pertemuan", "effect of size on meetings"),
    ),
    Param(
        "meetings_spread",
        0.63,
        0.0,
        2.0,
        "1",
        "fitted to the targets",
        Text("keragaman pertemuan antarpasangan", "spread of meetings between pairs"),
    ),
    Param(
        "meetings_formal",
        1.6,
        1.0,
        5.0,
        "1",
        "assumption: agreements bring meetings (causality assumed)",
        Text("kelipatan pertemuan di bawah kemitraan", "multiple of meetings under an agreement"),
    ),
    Param(
        "tie_capacity",
        28.0,
        1.0,
        500.0,
        "ties",
        "fitted to the targets",
        Text(
            "jumlah hubungan yang mampu dirawat organisasi rata-rata", "ties an organisation of average size can hold"
        ),
    ),
    Param(
        "tie_capacity_exponent",
        0.63,
        0.0,
        2.0,
        "1",
        "fitted to the targets",
        Text("pengaruh ukuran pada daya tampung hubungan", "effect of size on the capacity for ties"),
    ),
    Param(
        "formal_weight",
        1.5,
        1.0,
        5.0,
        "ties",
        "prototype",
        Text("beban satu kemitraan dibanding satu kerjasama", "weight of an agreement relative to a cooperation"),
    ),
    Param(
        "hours_per_tie",
        3.0,
        0.0,
        40.0,
        "hours/month",
        "assumption",
        Text("jam kerja per hubungan per bulan", "hours a tie costs in a month"),
        informed=False,
    ),
    Param(
        "convenor_discount",
        0.5,
        0.0,
        1.0,
        "share",
        "assumption: a mandated convenor pays less for each tie",
        Text("bagian biaya yang ditanggung penyelenggara forum", "share of the cost that the convenor bears"),
        informed=False,
    ),
    Param(
        "governance_speed",
        0.1,
        0.0,
        1.0,
        "1/month",
        "assumption",
        Text("kecepatan tata kelola menyesuaikan", "speed at which governance adjusts"),
        informed=False,
    ),
    Param(
        "governance_size_cost",
        0.05,
        0.0,
        0.5,
        "1/member",
        "assumption: coordination cost grows with members",
        Text("penurunan tata kelola per anggota di atas tiga", "loss of governance for each member above three"),
        informed=False,
    ),
    Param(
        "facilitation",
        0.0,
        0.0,
        1.0,
        "0-1",
        "policy lever",
        Text("pendampingan tata kelola kemitraan", "facilitation of the governance of partnerships"),
        role="lever",
        informed=False,
        cost=600.0,
    ),
)


@compiled
def experience_step(trust: float, u: float, good: float, bad: float, step: float, erosion: float) -> float:
    """Return trust after this month: bad if ``u`` is below ``bad``, good if it is in the ``good`` above it."""
    if u < bad:
        return trust - erosion * step * trust
    if u < bad + good:
        return trust + step * (1.0 - trust)
    return trust


@compiled
def _govern(
    m: int,
    n: Ints,
    member: Ints,
    skill: Floats,
    experience: Floats,
    vacant: Ints,
    governance: Floats,
    speed: float,
    size_cost: float,
    facilitation: float,
) -> None:
    """Move the governance of each partnership towards what its lead can give."""
    for p in range(m):
        if n[p] == 0:
            continue
        lead = member[p, 0]
        target = 0.2 + 0.5 * skill[lead] + 0.3 * experience[lead] - size_cost * max(0, n[p] - 3)
        if vacant[lead] > 0:
            target *= 0.5
        target += facilitation * (0.95 - target)
        governance[p] += speed * (min(1.0, max(0.0, target)) - governance[p])


@compiled
def _spread_governance(
    m: int,
    k: int,
    n: Ints,
    member: Ints,
    governance: Floats,
    start: Ints,
    neighbour: Ints,
    relation: Ints,
    pair: Floats,
) -> None:
    """Write on each relation the best governance of the agreements it shares."""
    for r in range(m):
        pair[r] = 0.0
    for p in range(k):
        for s in range(n[p]):
            for t in range(s + 1, n[p]):
                r = find(member[p, s], member[p, t], start, neighbour, relation)
                if r >= 0 and governance[p] > pair[r]:
                    pair[r] = governance[p]


@compiled
def _work_together(
    m: int,
    seed: int,
    month: int,
    a: Ints,
    b: Ints,
    gone: Codes,
    cooperating: Codes,
    formal: Ints,
    ids: NDArray[np.int64],
    distance: Floats,
    pair: Floats,
    fixed: Floats,
    rates: Floats,
    trust: tuple[Floats, Floats, Floats, Floats],
    strain: Floats,
    last_active: Ints,
) -> None:
    """One month of joint work for every tied pair, and of drifting apart for the others."""
    good, bad, step, erosion = rates[0], rates[1], rates[2], rates[3]
    outside, culture, order, strain_step, fade, drift = rates[4], rates[5], rates[6], rates[7], rates[8], rates[9]
    for r in range(m):
        if gone[r]:
            continue
        strain[r] *= fade
        if not cooperating[r] and formal[r] == 0:
            for side in range(4):
                trust[side][r] += drift * (fixed[r] - trust[side][r])
            continue
        last_active[r] = month
        chance = bad * math.exp(culture * (distance[r] - 0.4) - (order * (pair[r] - 0.5) if formal[r] > 0 else 0.0))
        chance = min(chance, 1.0 - good)
        u, v = draw2(seed, Purpose.JOINT_WORK, month, 0, ids[a[r]], ids[b[r]])
        share = 1.0 if formal[r] > 0 else outside
        trust[0][r] = experience_step(trust[0][r], u, good, chance, step, erosion)
        trust[1][r] = experience_step(trust[1][r], v, good, chance, step, erosion)
        trust[2][r] = experience_step(trust[2][r], u, good, chance, step * share, erosion)
        trust[3][r] = experience_step(trust[3][r], v, good, chance, step * share, erosion)
        if u < chance:
            strain[r] += strain_step
        if v < chance:
            strain[r] += strain_step


@compiled
def _meet(
    m: int,
    a: Ints,
    b: Ints,
    gone: Codes,
    cooperating: Codes,
    formal: Ints,
    size: Floats,
    affinity: Floats,
    meetings: Floats,
    base: float,
    by_size: float,
    spread: float,
    boost: float,
) -> None:
    """Meetings a month relax to what the pair is like, and fade without a tie."""
    for r in range(m):
        if gone[r]:
            continue
        if cooperating[r] or formal[r] > 0:
            target = math.exp(base + by_size * (size[a[r]] + size[b[r]]) + spread * affinity[r])
            if formal[r] > 0:
                target *= boost
            meetings[r] += 0.25 * (min(target, 30.0) - meetings[r])
        else:
            meetings[r] = 0.85 * meetings[r] if meetings[r] > 0.02 else 0.0


@compiled
def _cost(
    n: int,
    role: Codes,
    n_informal: Ints,
    n_formal: Ints,
    load: Floats,
    tie_hours: Floats,
    hours: float,
    weight: float,
    discount: float,
    convenor: int,
) -> None:
    """Hours a month that ties cost: hours x (informal + weight x formal) x (1 + load)."""
    for i in range(n):
        share = discount if role[i] == convenor else 1.0
        tie_hours[i] = share * hours * (n_informal[i] + weight * n_formal[i]) * (1.0 + load[i])


@compiled
def _mean_trust(
    k: int,
    n: Ints,
    member: Ints,
    start: Ints,
    neighbour: Ints,
    relation: Ints,
    personal_a: Floats,
    personal_b: Floats,
    institutional_a: Floats,
    institutional_b: Floats,
    trust: Floats,
    weight: float,
) -> None:
    """Mean trust over the pairs of each partnership, both ways."""
    for p in range(k):
        total = 0.0
        pairs = 0
        for s in range(n[p]):
            for t in range(s + 1, n[p]):
                r = find(member[p, s], member[p, t], start, neighbour, relation)
                total += 0.5 * weight * (personal_a[r] + personal_b[r])
                total += 0.5 * (1.0 - weight) * (institutional_a[r] + institutional_b[r])
                pairs += 1
        if pairs > 0:
            trust[p] = total / pairs


def step(world: World, p: Values, seed: int) -> None:
    """Partners meet and work together; governance, trust and strain move; hours are paid."""
    o, r, q, g = world.organisations, world.relations, world.partnerships, world.graph
    counting.count_ties(world)
    _govern(
        q.n,
        q["n_members"],
        q["member"],
        o["skill"],
        o["experience"],
        o["vacant"],
        q["governance"],
        p.governance_speed,
        p.governance_size_cost,
        p.facilitation,
    )
    _spread_governance(
        r.n, q.n, q["n_members"], q["member"], q["governance"], g.start, g.neighbour, g.relation, r["governance"]
    )
    rates = np.array(
        [
            p.good,
            p.bad,
            p.trust_step,
            p.erosion,
            p.outside_share,
            p.culture_effect,
            p.governance_effect,
            p.strain_step,
            0.5 ** (1.0 / p.strain_half_life),
            p.forgetting,
        ]
    )
    _work_together(
        r.n,
        seed,
        world.month,
        r["a"],
        r["b"],
        r["forgotten"],
        r["cooperating"],
        r["formal"],
        o["id"],
        r["distance"],
        r["governance"],
        r["trust_start"],
        rates,
        (r["personal_a"], r["personal_b"], r["institutional_a"], r["institutional_b"]),
        r["strain"],
        r["last_active"],
    )
    _meet(
        r.n,
        r["a"],
        r["b"],
        r["forgotten"],
        r["cooperating"],
        r["formal"],
        o["size"],
        r["affinity"],
        r["meetings"],
        p.meetings_log,
        p.meetings_size,
        p.meetings_spread,
        p.meetings_formal,
    )
    _cost(
        o.n,
        o["role"],
        o["n_informal"],
        o["n_formal"],
        o["load"],
        o["tie_hours"],
        p.hours_per_tie,
        p.formal_weight,
        p.convenor_discount,
        int(Role.LEAD_AGENCY),
    )
    _mean_trust(
        q.n,
        q["n_members"],
        q["member"],
        g.start,
        g.neighbour,
        g.relation,
        r["personal_a"],
        r["personal_b"],
        r["institutional_a"],
        r["institutional_b"],
        q["trust"],
        p.personal_weight,
    )
