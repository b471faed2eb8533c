"""Partners work together: they meet, trust each other more or less, quarrel and make up, and pay for it in hours.

Each month every tied pair has, on each side and at most once, a good or a bad experience (they exclude each other):

* good, with chance ``p_good_experience``: trust rises by a step of the distance to 1;
* bad, with chance ``p_bad_experience`` x exp(``culture_effect`` x (culture distance - 0.4) - ``governance_effect`` x (governance -
  0.5)): trust falls by ``erosion`` times the step, and strain rises. Misunderstandings therefore grow with the distance
  of cultures and shrink with governance; contact speeds up both sides alike.

How often they meet follows their sizes, what the pair is like, whether both work in the same subdistrict and how many
partners they have in common; an agreement brings more meetings, overload fewer.

Personal trust moves at the full step; institutional trust at a third of it outside an agreement and at the full step
within one, so that an agreement is what stores trust in the institution. Strain halves in ``strain_half_life`` 6 months.
A pair without a tie drifts back towards the trust it began with, and its meetings fade. What is remembered of an agreement halves in some
years from its end. Governance of an agreement follows the skill and
experience of its lead, less for each further member, and is nobody's while the lead's post is vacant.

There is one budget of time: every tie asks for hours, an agreement for more, and an organisation gives them a share of its
own at most; load is what is asked relative to that. Beyond it partners meet less, nobody new is taken on and ties are let
go, but nobody gives more than it has. Appointments are work, not ties. The convenor of the district pays half for each.
Quarrels cost hours too, with strain.

Sources: trust step, chances of experiences and meetings are fitted [patterns]; the ratio of ``erosion`` 3 and the time
scales are assumptions.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text
from ..world.compiling import compiled
from ..world.counting import count_ties, own_hours, time_for_ties
from ..world.draws import Purpose, draw2
from ..world.graph import count_shared, find
from ..world.named import Numbers, View

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

TITLE = Text("merawat kemitraan", "maintenance")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.size",
    "organisations.role",
    "organisations.district",
    "organisations.place",
    "organisations.staff",
    "organisations.volunteers",
    "organisations.skill",
    "organisations.experience",
    "organisations.vacant",
    "relations.a",
    "relations.b",
    "relations.forgotten",
    "relations.cooperating",
    "relations.formal",
    "relations.mandated",
    "relations.distance",
    "relations.affinity",
    "relations.trust_start",
    "partnerships.n_members",
    "partnerships.member",
    "service_delivery.hours_per_staff",
    "service_delivery.hours_per_volunteer",
    "service_delivery.overhead",
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
    "relations.memory",
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
        "fitted [patterns]",
        Text("kepercayaan rata-rata antara yang baru kenal", "mean trust between strangers"),
    ),
    Param(
        "trust_start_spread",
        0.094,
        0.0,
        0.4,
        "0-1",
        "fitted [patterns]",
        Text("keragaman kepercayaan awal", "spread of trust between strangers"),
    ),
    Param(
        "trust_step",
        0.014,
        0.0,
        0.2,
        "1",
        "fitted [patterns] to spread and persistence in the survey [estuary]",
        Text("langkah kepercayaan per pengalaman", "step of trust at one experience"),
    ),
    Param(
        "p_good_experience",
        0.74,
        0.0,
        1.0,
        "probability/month",
        "fitted [patterns]",
        Text("peluang pengalaman baik dalam sebulan", "chance of a good experience in a month"),
    ),
    Param(
        "p_bad_experience",
        0.038,
        0.0,
        1.0,
        "probability/month",
        "fitted [patterns]",
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
        "working value [working]",
        Text("kecepatan kepercayaan lembaga di luar kemitraan", "speed of institutional trust outside an agreement"),
    ),
    Param(
        "personal_weight",
        0.68,
        0.0,
        1.0,
        "share",
        "fitted [patterns]",
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
        "working value [working]",
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
        -0.9,
        -4.0,
        3.0,
        "log 1/month",
        "fitted [patterns]",
        Text("log pertemuan per bulan pasangan rata-rata", "log of meetings a month of an average pair"),
    ),
    Param(
        "meetings_size",
        0.25,
        0.0,
        2.0,
        "1",
        "working value [working]",
        Text("pengaruh ukuran pada pertemuan", "effect of size on meetings"),
    ),
    Param(
        "meetings_spread",
        0.55,
        0.0,
        2.0,
        "1",
        "fitted [patterns]",
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
        "meetings_shared",
        0.18,
        0.0,
        2.0,
        "1",
        "fitted [patterns]",
        Text("pengaruh mitra bersama pada pertemuan", "effect of shared partners on meetings"),
    ),
    Param(
        "meetings_near",
        2.2,
        0.0,
        4.0,
        "log",
        "fitted [patterns]",
        Text("pengaruh kecamatan yang sama pada pertemuan", "effect of the same subdistrict on meetings"),
    ),
    Param(
        "tie_share",
        0.25,
        0.01,
        1.0,
        "share",
        "assumption, 0.1-0.4; no figure found",
        Text(
            "bagian jam sendiri yang paling banyak diberikan untuk hubungan", "share of own hours given to ties at most"
        ),
    ),
    Param(
        "coordinator_share",
        0.8,
        0.01,
        1.0,
        "share",
        "assumption: cooperation is what subdistrict coordinators are for",
        Text("bagian itu bagi TKSK", "that share for subdistrict coordinators"),
        informed=False,
    ),
    Param(
        "memory_half_life",
        36.0,
        1.0,
        240.0,
        "months",
        "to be estimated within 18-84 months [arena]",
        Text(
            "waktu paruh ingatan akan kemitraan yang berakhir", "half-life of what is remembered of an ended agreement"
        ),
        informed=False,
    ),
    Param(
        "memory_gain",
        0.5,
        0.0,
        1.0,
        "share",
        "odds of a further joint project 3 to 25 times higher after one, given both sides' activity; 6 to 10 in the data [horizon-2020]",
        Text("ingatan yang ditambah satu kemitraan", "what an agreement adds to what is still to be remembered"),
    ),
    Param(
        "quarrel_hours",
        4.0,
        0.0,
        100.0,
        "hours/month",
        "assumption; no figure found",
        Text("jam yang habis untuk pertengkaran per satuan ketegangan", "hours that a unit of strain costs each side"),
        informed=False,
    ),
    Param(
        "formal_weight",
        1.5,
        1.0,
        5.0,
        "ties",
        "working value [working]",
        Text("beban satu kemitraan dibanding satu kerjasama", "weight of an agreement relative to a cooperation"),
    ),
    Param(
        "hours_per_tie",
        4.5,
        0.0,
        40.0,
        "hours/month",
        "fitted [patterns]",
        Text("jam kerja per hubungan per bulan", "hours a tie costs in a month"),
    ),
    Param(
        "convenor_discount",
        0.8,
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


_FORGOTTEN = 0.01  # what is remembered of an agreement below this is nothing
_USUAL = 4.0  # one more than the partners that an average pair has in common; there `meetings_log` applies as it is

# Keys of scenario files that have another name now.
OLD_NAMES = {"good": "p_good_experience", "bad": "p_bad_experience"}


@compiled
def experience_step(trust: float, u: float, p_good: float, p_bad: float, step: float, erosion: float) -> float:
    """Return trust after this month: bad if ``u`` is below ``p_bad``, good if it is in the ``p_good`` above it."""
    if u < p_bad:
        return trust - erosion * step * trust
    if u < p_bad + p_good:
        return trust + step * (1.0 - trust)
    return trust


@compiled
def _govern(w: View, p: Numbers) -> None:
    """Move the governance of each partnership towards what its lead can give."""
    o, q = w.organisations, w.partnerships
    for k in range(q.n):
        if q.n_members[k] == 0:
            continue
        lead = q.member[k, 0]
        target = 0.2 + 0.5 * o.skill[lead] + 0.3 * o.experience[lead]
        target -= p.governance_size_cost * max(0, q.n_members[k] - 3)
        if o.vacant[lead] > 0:
            target *= 0.5
        target += p.facilitation * (0.95 - target)
        q.governance[k] += p.governance_speed * (min(1.0, max(0.0, target)) - q.governance[k])


@compiled
def _member_pairs(w: View) -> Ints:
    """Return the relation row of each pair of members (-1: none), partnership by partnership, in the order of members."""
    q, pairs, x = w.partnerships, 0, 0
    for k in range(q.n):
        pairs += q.n_members[k] * (q.n_members[k] - 1) // 2
    found = np.empty(pairs, np.int32)
    for k in range(q.n):
        for s in range(q.n_members[k]):
            for t in range(s + 1, q.n_members[k]):
                found[x] = find(w.graph, q.member[k, s], q.member[k, t])
                x += 1
    return found


@compiled
def _spread_governance(w: View, pairs: Ints) -> None:
    """Write on each relation the best governance of the agreements it shares (``pairs``: of :func:`_member_pairs`)."""
    r, q, x = w.relations, w.partnerships, 0
    for k in range(r.n):
        r.governance[k] = 0.0
    for k in range(q.n):
        for _ in range(q.n_members[k] * (q.n_members[k] - 1) // 2):
            if pairs[x] >= 0 and q.governance[k] > r.governance[pairs[x]]:
                r.governance[pairs[x]] = q.governance[k]
            x += 1


@compiled
def _chance_of_bad(r: View, p: Numbers, k: int) -> float:
    """Return the chance of a bad experience this month: more with distance of cultures, less with governance."""
    calmed = p.governance_effect * (r.governance[k] - 0.5) if r.formal[k] > 0 else 0.0
    chance = p.p_bad_experience * math.exp(p.culture_effect * (r.distance[k] - 0.4) - calmed)
    return float(min(chance, 1.0 - p.p_good_experience))


@compiled
def _work_together(w: View, p: Numbers, k: int) -> None:
    """Let both sides of a tied pair have this month's experience."""
    o, r = w.organisations, w.relations
    r.last_active[k] = w.month
    bad = _chance_of_bad(r, p, k)
    u, v = draw2(w.seed, Purpose.JOINT_WORK, w.month, 0, o.id[r.a[k]], o.id[r.b[k]])
    good, erosion = p.p_good_experience, p.erosion
    step = p.trust_step
    lasting = step * (1.0 if r.formal[k] > 0 else p.outside_share)
    r.personal_a[k] = experience_step(r.personal_a[k], u, good, bad, step, erosion)
    r.personal_b[k] = experience_step(r.personal_b[k], v, good, bad, step, erosion)
    r.institutional_a[k] = experience_step(r.institutional_a[k], u, good, bad, lasting, erosion)
    r.institutional_b[k] = experience_step(r.institutional_b[k], v, good, bad, lasting, erosion)
    if u < bad:
        r.strain[k] += p.strain_step
    if v < bad:
        r.strain[k] += p.strain_step


@compiled
def _drift_apart(r: View, p: Numbers, k: int) -> None:
    """Let the trust of a pair without a tie return to where it began."""
    r.personal_a[k] += p.forgetting * (r.trust_start[k] - r.personal_a[k])
    r.personal_b[k] += p.forgetting * (r.trust_start[k] - r.personal_b[k])
    r.institutional_a[k] += p.forgetting * (r.trust_start[k] - r.institutional_a[k])
    r.institutional_b[k] += p.forgetting * (r.trust_start[k] - r.institutional_b[k])


@compiled
def _meet(w: View, p: Numbers, k: int, tied: bool, shared: float) -> None:
    """Let meetings a month relax to what the pair is like, how near and whom both know (``shared``), or fade without a tie."""
    o, r = w.organisations, w.relations
    if not tied:
        r.meetings[k] = 0.85 * r.meetings[k] if r.meetings[k] > 0.02 else 0.0
        return
    i, j = r.a[k], r.b[k]
    near = p.meetings_near if o.district[i] == o.district[j] and o.place[i] == o.place[j] else 0.0
    sizes = o.size[i] + o.size[j]
    target = math.exp(p.meetings_log + p.meetings_size * sizes + p.meetings_spread * r.affinity[k] + near)
    if r.formal[k] > 0:
        target *= p.meetings_formal
    target *= shared
    target /= max(1.0, max(o.load[i], o.load[j]))
    r.meetings[k] += 0.25 * (min(target, 30.0) - r.meetings[k])


@compiled
def _more_meetings(p: Numbers, common: Ints) -> Floats:
    """Return by what meetings are multiplied with 0 partners in common, 1, and so on up to the most there are."""
    factors = np.ones(common.max() + 1 if common.size else 1)
    for n in range(factors.size if p.meetings_shared > 0.0 else 0):
        factors[n] = ((1.0 + n) / _USUAL) ** p.meetings_shared
    return factors


@compiled
def _care(w: View, p: Numbers) -> None:
    """One month of joint work for every tied pair, and of drifting apart for the others."""
    r = w.relations
    common = np.zeros(r.n, np.int32)
    if p.meetings_shared > 0.0:
        count_shared(w, common)
    shared = _more_meetings(p, common)
    fade, forget = 0.5 ** (1.0 / p.strain_half_life), 0.5 ** (1.0 / p.memory_half_life)
    for k in range(r.n):
        if r.forgotten[k]:
            continue
        r.strain[k] *= fade
        tied = r.cooperating[k] == 1 or r.formal[k] > 0
        if tied:
            _work_together(w, p, k)
        else:
            _drift_apart(r, p, k)
        if r.formal[k] == 0:
            r.memory[k] *= forget if r.memory[k] > _FORGOTTEN else 0.0
        _meet(w, p, k, tied, shared[common[k]])


@compiled
def _pay_hours(w: View, p: Numbers) -> None:
    """Write the hours a month that ties cost, within what there is for them, and that quarrels cost."""
    o, r = w.organisations, w.relations
    for i in range(o.n):
        o.tie_hours[i] = min(1.0, o.load[i]) * time_for_ties(w, p, i)
    for k in range(r.n):
        if not r.forgotten[k] and (r.cooperating[k] == 1 or r.formal[k] > 0):
            o.tie_hours[r.a[k]] += p.quarrel_hours * r.strain[k]
            o.tie_hours[r.b[k]] += p.quarrel_hours * r.strain[k]
    for i in range(o.n):
        o.tie_hours[i] = min(o.tie_hours[i], own_hours(w, i))


@compiled
def _average_trust(w: View, p: Numbers, pairs: Ints) -> None:
    """Write the mean trust over the pairs of each partnership, both ways (``pairs``: of :func:`_member_pairs`)."""
    r, q, x = w.relations, w.partnerships, 0
    for k in range(q.n):
        total, count = 0.0, q.n_members[k] * (q.n_members[k] - 1) // 2
        for pair in pairs[x : x + count]:
            total += 0.5 * p.personal_weight * (r.personal_a[pair] + r.personal_b[pair])
            total += 0.5 * (1.0 - p.personal_weight) * (r.institutional_a[pair] + r.institutional_b[pair])
        x += count
        if count > 0:
            q.trust[k] = total / count


@compiled
def step(w: View, p: Numbers) -> None:
    """Partners meet and work together; governance, trust and strain move; hours are paid."""
    count_ties(w, p)
    _govern(w, p)
    pairs = _member_pairs(w)
    _spread_governance(w, pairs)
    _care(w, p)
    _pay_hours(w, p)
    _average_trust(w, p, pairs)
