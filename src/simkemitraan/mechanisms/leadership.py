"""Leaders leave, posts stay vacant, successors come; personal trust goes with the person.

Each month a leader leaves with a hazard by kind of organisation: outside government ``hazard_per_year`` 0.16 (heads of
hospitals 13-20 %, mean 16 [ache]), far less for a founder at the head of a small organisation, and little inside
government, where most heads move at once after an election: new district heads may not rotate officials for six months
[law-10-2016], then move many together [officials-waves]. Waves happen once in every term, in a month drawn for each
organisation from the months after the freeze. Decline raises the hazard by ``decline_effect`` 0.5 after a loss of a
fifth of income [stewart-diebold].

A post stays vacant for a geometric number of months; an acting head signs nothing new. The successor brings another
skill, openness and partly other priorities. *Personal* trust on all relations of the post is reset to the share that a
handover keeps plus a fraction of the trust between strangers; *institutional* trust stays. Part of what pairs remember of
agreements, and of how well they get on, goes with the leader.
"""

from __future__ import annotations

import math

from ..declare import Param, Text
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, draw2, geometric, monthly, normal, yearly_rate
from ..world.events import note
from ..world.named import Numbers, View
from ..world.schema import Event, Kind

TITLE = Text("kepemimpinan", "leadership")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.alive",
    "organisations.founder_led",
    "organisations.district",
    "organisations.income_year",
    "organisations.income_past",
    "districts.inaugurated",
    "relations.a",
    "relations.b",
    "relations.forgotten",
    "relations.trust_start",
    "partnerships.id",
    "partnerships.member",
    "partnerships.n_members",
)
WRITES: tuple[str, ...] = (
    "organisations.tenure",
    "organisations.vacant",
    "organisations.leader_no",
    "organisations.leader_changed_at",
    "organisations.skill",
    "organisations.openness",
    "organisations.appeal",
    "organisations.founder_led",
    "organisations.priority",
    "organisations.trustor",
    "relations.personal_a",
    "relations.personal_b",
    "relations.memory",
    "relations.affinity",
    "relations.frailty",
    "partnerships.frailty",
    "events.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "hazard_per_year",
        0.16,
        0.0,
        1.0,
        "probability/year",
        "hospital heads 1981-2020: 13-20 %, mean 16 [ache]",
        Text(
            "peluang pemimpin di luar pemerintah berganti dalam setahun",
            "chance that a leader outside government leaves within a year",
        ),
    ),
    Param(
        "founder_hazard_per_year",
        0.03,
        0.0,
        1.0,
        "probability/year",
        "assumption: founders rarely leave",
        Text("peluang pendiri yang memimpin pergi dalam setahun", "chance that a leading founder leaves within a year"),
    ),
    Param(
        "government_hazard_per_year",
        0.03,
        0.0,
        1.0,
        "probability/year",
        "set so that base and waves together give the observed rate [ache] [officials-waves]",
        Text(
            "peluang kepala dinas berganti dalam setahun, di luar gelombang",
            "chance that a head of an agency leaves within a year, waves aside",
        ),
    ),
    Param(
        "wave_share",
        0.65,
        0.0,
        1.0,
        "share",
        "22 of 26 posts in one regency [officials-waves]; 0.5-0.85",
        Text("bagian kepala dinas yang dipindah setelah pilkada", "share of agency heads moved after an election"),
    ),
    Param(
        "wave_freeze",
        6,
        0,
        24,
        "months",
        "art. 162(3): six months [law-10-2016]",
        Text("bulan tanpa mutasi sejak pelantikan", "months without rotation after inauguration"),
        form="whole",
    ),
    Param(
        "wave_spread",
        12,
        1,
        36,
        "months",
        "assumption: months 7 to 18 after inauguration",
        Text("bulan selama mutasi berlangsung", "months over which the rotation takes place"),
        form="whole",
    ),
    Param(
        "wave_period",
        60,
        0,
        240,
        "months",
        "assumption: terms of five years; 0 means no elections",
        Text("masa jabatan kepala daerah; 0 berarti tanpa pilkada", "term of the district head; 0 means no elections"),
        form="whole",
    ),
    Param(
        "vacancy_months",
        3.0,
        1.0,
        24.0,
        "months",
        "assumption; 8 of 34 posts were vacant in one regency [officials-waves]",
        Text("rata-rata lama jabatan kosong", "mean length of a vacancy"),
    ),
    Param(
        "decline_effect",
        0.5,
        0.0,
        5.0,
        "1",
        "+50 % after -20 % [stewart-diebold]",
        Text("kenaikan peluang bila pemasukan turun seperlima", "rise of the hazard when income has fallen by a fifth"),
    ),
    Param(
        "handover_share",
        0.1,
        0.0,
        1.0,
        "share",
        "assumption; no pattern informs it",
        Text("bagian kepercayaan pribadi yang diserahterimakan", "share of personal trust that a handover keeps"),
        role="lever",
        informed=False,
        cost=120.0,
    ),
    Param(
        "successor_trust",
        0.8,
        0.0,
        1.0,
        "share",
        "assumption [working]",
        Text("kepercayaan kepada pengganti, dibanding orang baru", "trust in a successor, relative to a stranger"),
        informed=False,
    ),
    Param(
        "memory_loss",
        0.3,
        0.0,
        1.0,
        "share",
        "assumption",
        Text(
            "bagian ingatan akan kemitraan yang hilang bersama pemimpin",
            "share of what is remembered of agreements that goes with a leader",
        ),
    ),
    Param(
        "pair_renewal",
        0.5,
        0.0,
        1.0,
        "share",
        "assumption: half is the organisations', half the persons'",
        Text(
            "bagian kecocokan pasangan dan kekuatan kemitraan yang berubah bersama pemimpin",
            "share of the variance of how pairs get on, and agreements hold, that a new leader redraws",
        ),
        informed=False,
    ),
    Param(
        "priority_shift",
        0.25,
        0.0,
        1.0,
        "share",
        "assumption",
        Text("bagian prioritas yang diubah pemimpin baru", "share of priorities that a successor changes"),
        informed=False,
    ),
)

_AGENCY = int(Kind.AGENCY)
_HALF = math.sqrt(0.5)
_LEADER_LEFT = int(Event.LEADER_LEFT)
LEAVES = -1  # stands in ``vacant`` where a shock made the leader leave


@compiled
def in_wave(month: int, inaugurated: int, freeze: int, spread: int, period: int, u: float) -> bool:
    """Return whether ``month`` is the one that ``u`` picks for this post within the months after the freeze."""
    if period <= 0:
        return False
    since = (month - inaugurated) % period
    return since == freeze + int(u * spread)


@compiled
def yearly_hazard(o: View, p: Numbers, i: int) -> float:
    """Return the rate per year at which the leader of ``i`` leaves, waves aside."""
    chance = p.government_hazard_per_year if o.kind[i] == _AGENCY else p.hazard_per_year
    if o.founder_led[i]:
        chance = p.founder_hazard_per_year
    rate = yearly_rate(min(chance, 1.0 - 1e-12))
    if o.income_year[i] < 0.8 * o.income_past[i]:
        rate *= 1.0 + p.decline_effect
    return float(rate)


@compiled
def _moved_by_wave(w: View, p: Numbers, i: int) -> bool:
    """Return whether the wave after an election moves the head of agency ``i`` this month."""
    if p.wave_share <= 0.0 or p.wave_period <= 0.0:
        return False
    o, period = w.organisations, int(p.wave_period)
    inaugurated = w.districts.inaugurated[o.district[i]]
    term = inaugurated + ((w.month - inaugurated) // max(period, 1)) * period
    u, v = draw2(w.seed, Purpose.LEADER_WAVE, term, 0, o.id[i], 0)
    return in_wave(w.month, inaugurated, int(p.wave_freeze), int(p.wave_spread), period, u) and v < p.wave_share


@compiled
def _leave(w: View, p: Numbers) -> int:
    """Decide who leaves this month; the others grow older in office. Returns how many leave."""
    o, left = w.organisations, 0
    for i in range(o.n):
        if not o.alive[i]:
            continue
        o.tenure[i] += 1
        leaves = o.vacant[i] == LEAVES
        if o.vacant[i] > 0:
            o.vacant[i] -= 1
        else:
            rate = yearly_hazard(o, p, i)
            if rate > 0.0 and draw(w.seed, Purpose.LEADER_LEAVES, w.month, 0, o.id[i], 0) < monthly(rate):
                leaves = True
        if o.kind[i] == _AGENCY and not leaves:
            leaves = _moved_by_wave(w, p, i)
        if leaves:
            o.leader_changed_at[i] = w.month
            left += 1
    return left


@compiled
def _succeed(w: View, p: Numbers, i: int) -> None:
    """Give a post left this month its vacancy and its successor."""
    o = w.organisations
    u, v = draw2(w.seed, Purpose.SUCCESSOR, w.month, 0, o.id[i], 0)
    x, y = draw2(w.seed, Purpose.SUCCESSOR, w.month, 1, o.id[i], 0)
    o.skill[i] = min(1.0, max(0.0, 0.5 + 0.15 * normal(u)))
    o.openness[i] = normal(v)
    # half of what attracts partners is the organisation's, half the leader's
    z = normal(draw(w.seed, Purpose.APPEAL, w.month, 0, o.id[i], 0))
    o.appeal[i] = _HALF * o.appeal[i] + _HALF * z
    # half of the trustor effect is the organisation's, half the leader's
    o.trustor[i] = 0.5 * o.trustor[i] + 0.866 * 0.12 * normal(x)
    o.vacant[i] = geometric(y, p.vacancy_months)
    o.tenure[i] = 0
    o.leader_no[i] += 1
    o.founder_led[i] = 0
    total = 0.0
    for f in range(w.fields):
        taste = 0.05 + draw(w.seed, Purpose.SUCCESSOR, w.month, 2 + f, o.id[i], 0) ** 3
        o.priority[i, f] = (1.0 - p.priority_shift) * o.priority[i, f] + p.priority_shift * taste / w.fields
        total += o.priority[i, f]
    for f in range(w.fields):
        o.priority[i, f] /= total


@compiled
def _reset_trust(w: View, p: Numbers) -> None:
    """Reset personal trust, both ways, on every relation of a post that changed hands this month.

    A part of what the pair remembers goes with the person, and of how well they get on.
    """
    r, changed, ids = w.relations, w.organisations.leader_changed_at, w.organisations.id
    old, new = math.sqrt(1.0 - p.pair_renewal), math.sqrt(p.pair_renewal)
    for k in range(r.n):
        if r.forgotten[k] or (changed[r.a[k]] != w.month and changed[r.b[k]] != w.month):
            continue
        fresh = (1.0 - p.handover_share) * p.successor_trust * r.trust_start[k]
        r.personal_a[k] = p.handover_share * r.personal_a[k] + fresh
        r.personal_b[k] = p.handover_share * r.personal_b[k] + fresh
        r.memory[k] *= 1.0 - p.memory_loss
        u, v = draw2(w.seed, Purpose.PAIR_ANEW, w.month, 0, ids[r.a[k]], ids[r.b[k]])
        r.affinity[k] = old * r.affinity[k] + new * normal(u)
        r.frailty[k] = old * r.frailty[k] + new * normal(v)


@compiled
def _renew_agreements(w: View, p: Numbers) -> None:
    """Redraw a part of how fragile an agreement is when the leader of a member changes: nothing lasts for ever by birth."""
    q, changed = w.partnerships, w.organisations.leader_changed_at
    old, new = math.sqrt(1.0 - p.pair_renewal), math.sqrt(p.pair_renewal)
    for k in range(q.n):
        for s in range(q.n_members[k]):
            if changed[q.member[k, s]] == w.month:
                u = draw(w.seed, Purpose.PAIR_ANEW, w.month, 1, q.id[k], 0)
                q.frailty[k] = old * q.frailty[k] + new * normal(u)
                break


@compiled
def step(w: View, p: Numbers) -> None:
    """Leaders leave; successors come; personal trust is reset."""
    left = _leave(w, p)
    if left == 0:
        return
    w.counts.leaders_left += left
    o = w.organisations
    for i in range(o.n):
        if o.alive[i] and o.leader_changed_at[i] == w.month:
            note(w, _LEADER_LEFT, o.id[i], 0, o.tenure[i])
            _succeed(w, p, i)
    _reset_trust(w, p)
    _renew_agreements(w, p)
