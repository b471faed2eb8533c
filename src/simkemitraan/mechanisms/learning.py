"""Organisations improve, invent and learn from each other; what is not kept up is lost.

**Practice** spreads along ties with trust, from the better to the worse, best at middle distance of capability (an inverted
U: nothing to learn from one's like, nothing to grasp from the very different). It wears off as knowledge ages and people
leave; without that every learning policy would end at 1. **Invention** needs slack and diverse partners. Agreements whose
members complement each other invent *joint services*. **Capability** in a field grows with service and joint services, and
fades. **Experience** at partnering grows with each partnership and leaves with staff.

Sources: working values [working]: ``spread`` 0.02 a month, ``obsolescence`` 0.006 a month, ``invention`` 0.01 x slack x
diversity.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text
from ..world.compiling import compiled
from ..world.draws import Purpose, draw
from ..world.events import note
from ..world.named import Numbers, View
from ..world.schema import KIND_NAMES, Event
from ..world.trust import trust_of_a, trust_of_b

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

TITLE = Text("belajar dan inovasi", "learning and innovation")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.active",
    "organisations.load",
    "organisations.priority",
    "relations.a",
    "relations.b",
    "relations.forgotten",
    "relations.cooperating",
    "relations.formal",
    "relations.personal_a",
    "relations.personal_b",
    "relations.institutional_a",
    "relations.institutional_b",
    "partnerships.id",
    "partnerships.lead",
    "partnerships.n_members",
    "partnerships.member",
    "partnerships.field",
    "partnerships.second",
    "partnerships.governance",
    "maintenance.personal_weight",
)
WRITES: tuple[str, ...] = (
    "organisations.practice",
    "organisations.experience",
    "organisations.capability",
    "partnerships.innovations",
    "events.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "spread",
        0.02,
        0.0,
        0.5,
        "1/month",
        "working value [working]",
        Text("penyebaran praktik baik lewat hubungan", "spread of practice along a tie"),
        informed=False,
    ),
    Param(
        "obsolescence",
        0.006,
        0.0,
        0.2,
        "1/month",
        "working value: 5-10 % a year [working]",
        Text("praktik yang usang atau hilang", "practice that ages or is lost"),
        informed=False,
    ),
    Param(
        "invention",
        0.01,
        0.0,
        0.5,
        "1/month",
        "working value [working]",
        Text("laju penemuan praktik baru", "rate of new practice, at full slack and diversity"),
        informed=False,
    ),
    Param(
        "invention_step",
        0.15,
        0.0,
        1.0,
        "0-1",
        "assumption",
        Text("kenaikan praktik oleh satu penemuan", "rise of practice at one invention"),
        informed=False,
    ),
    Param(
        "own_improvement",
        0.002,
        0.0,
        0.1,
        "1/month",
        "assumption: learning by doing",
        Text("perbaikan sendiri", "improvement by doing"),
        informed=False,
    ),
    Param(
        "joint_service",
        0.02,
        0.0,
        1.0,
        "1/month",
        "assumption: needs members of complementary capability",
        Text("laju layanan bersama baru per kemitraan", "rate of new joint services of an agreement"),
        informed=False,
    ),
    Param(
        "complement_threshold",
        0.25,
        0.0,
        1.0,
        "0-1",
        "assumption",
        Text("beda kemampuan agar saling melengkapi", "difference of capability that counts as complementary"),
        informed=False,
    ),
    Param(
        "capability_gain",
        0.05,
        0.0,
        0.5,
        "0-1",
        "assumption",
        Text("kenaikan kemampuan oleh layanan bersama", "rise of capability by a joint service"),
        informed=False,
    ),
    Param(
        "capability_drift",
        0.004,
        0.0,
        0.1,
        "1/month",
        "assumption",
        Text("kemampuan mengikuti prioritas", "capability follows priority"),
        informed=False,
    ),
    Param(
        "experience_gain",
        0.02,
        0.0,
        0.5,
        "1/month",
        "working value [working]",
        Text("pengalaman per kemitraan sebulan", "experience from one partnership in a month"),
        informed=False,
    ),
    Param(
        "experience_loss",
        0.004,
        0.0,
        0.5,
        "1/month",
        "working value: 0.15 x share of staff replaced, 0.30 a year [working] [casey]",
        Text("pengalaman yang hilang bersama staf", "experience that leaves with staff"),
        informed=False,
    ),
)


_INVENTION = int(Event.INVENTION)
_KINDS = len(KIND_NAMES)
_MOST_PARTNERSHIPS = 3  # more than these teach no more


class Lessons(NamedTuple):
    """What the month teaches each organisation.

    ``gain`` of practice from partners, the ``kinds`` among them (as bits), and the number of its ``partnerships``.
    """

    gain: Floats
    kinds: Ints
    partnerships: Ints


@compiled
def inverted_u(capability: Floats, i: int, j: int, fields: int) -> float:
    """Return 4 x (1 - x), x the mean absolute difference of capability, doubled and capped at 1."""
    x = 0.0
    for f in range(fields):
        x += abs(capability[i, f] - capability[j, f])
    x = min(1.0, 2.0 * x / fields)
    return 4.0 * x * (1.0 - x)


@compiled
def _meet_partners(w: View, p: Numbers, lessons: Lessons) -> None:
    """Sum what each side of a tie learns from the other, and collect the kinds among partners."""
    o, r, weight = w.organisations, w.relations, w.maintenance.personal_weight
    for k in range(r.n):
        i, j = r.a[k], r.b[k]
        tied = not r.forgotten[k] and (r.cooperating[k] or r.formal[k] > 0)
        if not tied or not o.active[i] or not o.active[j]:
            continue
        lessons.kinds[i] |= 1 << o.kind[j]
        lessons.kinds[j] |= 1 << o.kind[i]
        ahead = o.practice[j] - o.practice[i]
        if ahead == 0.0:
            continue
        pull = p.spread * inverted_u(o.capability, i, j, w.fields)
        if ahead > 0.0:
            lessons.gain[i] += pull * trust_of_a(r, k, weight) * ahead
        else:
            lessons.gain[j] -= pull * trust_of_b(r, k, weight) * ahead


@compiled
def _count_partnerships(w: View, partnerships: Ints) -> None:
    """Count the partnerships of each organisation."""
    q = w.partnerships
    for k in range(q.n):
        for s in range(q.n_members[k]):
            partnerships[q.member[k, s]] += 1


@compiled
def invention_chance(p: Numbers, load: float, kinds: int) -> float:
    """Return the chance of an invention this month: it needs slack, and partners of diverse kinds (as bits)."""
    diverse = 0
    for k in range(_KINDS):
        diverse += (kinds >> k) & 1
    return float(p.invention * max(0.0, 1.0 - load) * diverse / _KINDS)


@compiled
def _improve(w: View, p: Numbers, lessons: Lessons, i: int) -> None:
    """Move practice and experience of ``i`` by a month; it may invent something."""
    o, learned, grown = w.organisations, 0.0, 0.0
    if o.active[i]:
        learned = lessons.gain[i] + p.own_improvement * (1.0 - o.practice[i])
        chance = invention_chance(p, o.load[i], lessons.kinds[i])
        if chance > 0.0 and draw(w.seed, Purpose.INVENT, w.month, 0, o.id[i], 0) < chance:
            learned += p.invention_step * (1.0 - o.practice[i])
            w.counts.invented += 1
            note(w, _INVENTION, o.id[i], 0, 0.0)
        grown = p.experience_gain * min(lessons.partnerships[i], _MOST_PARTNERSHIPS) * (1.0 - o.experience[i])
    o.practice[i] = min(1.0, max(0.0, o.practice[i] + learned - p.obsolescence * o.practice[i]))
    o.experience[i] = min(1.0, max(0.0, o.experience[i] + grown - p.experience_loss * o.experience[i]))


@compiled
def _follow_priorities(w: View, p: Numbers, i: int) -> None:
    """Let the capability of ``i`` drift towards what it works on: high where priority is, low elsewhere."""
    o, top = w.organisations, 0.0
    for f in range(w.fields):
        top = max(top, o.priority[i, f])
    for f in range(w.fields):
        target = 0.35 + 0.35 * o.priority[i, f] / top if top > 0.0 else 0.35
        o.capability[i, f] += p.capability_drift * (target - o.capability[i, f])


@compiled
def _gap(w: View, k: int, f: int) -> float:
    """Return how far the most capable member of partnership ``k`` is ahead of the least in field ``f``."""
    q, capability = w.partnerships, w.organisations.capability
    low, high = 1.0, 0.0
    for s in range(q.n_members[k]):
        own = capability[q.member[k, s], f]
        low, high = min(low, own), max(high, own)
    return high - low


@compiled
def _joint_service(w: View, p: Numbers, k: int) -> None:
    """Partnership ``k`` may create a joint service, and its members learn from it.

    They must complement each other: their capabilities differ enough in a field of the agreement.
    """
    q, o = w.partnerships, w.organisations
    chance = p.joint_service * q.governance[k]
    if q.n_members[k] < 2 or chance <= 0.0:
        return
    f = q.field[k]
    gap = _gap(w, k, f)
    if q.second[k] >= 0 and _gap(w, k, q.second[k]) > gap:
        f = q.second[k]
        gap = _gap(w, k, f)
    if gap < p.complement_threshold or draw(w.seed, Purpose.INVENT, w.month, 1, q.id[k], 0) >= chance:
        return
    q.innovations[k] += 1
    for s in range(q.n_members[k]):
        i = q.member[k, s]
        o.capability[i, f] += p.capability_gain * (1.0 - o.capability[i, f])
    w.counts.joint_services += 1
    note(w, _INVENTION, o.id[q.lead[k]], q.id[k], 0.0)


@compiled
def step(w: View, p: Numbers) -> None:
    """Learn for a month."""
    o = w.organisations
    lessons = Lessons(np.zeros(o.n), np.zeros(o.n, np.int32), np.zeros(o.n, np.int32))
    _meet_partners(w, p, lessons)
    _count_partnerships(w, lessons.partnerships)
    for i in range(o.n):
        _improve(w, p, lessons, i)
        if o.active[i]:
            _follow_priorities(w, p, i)
    for k in range(w.partnerships.n):
        _joint_service(w, p, k)
