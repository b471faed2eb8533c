"""Organisations improve, invent and learn from each other; what is not kept up is lost.

**Practice** spreads along ties with trust, from the better to the worse, best at middle distance of capability (an inverted
U: nothing to learn from one's like, nothing to grasp from the very different). It wears off as knowledge ages and people
leave; without that every learning policy would end at 1. **Invention** needs slack and diverse partners. Agreements whose
members complement each other invent *joint services*. **Capability** in a field grows with service and joint services, and
fades. **Experience** at partnering grows with each partnership and leaves with staff.

Sources: equations item 10 (working values): spread .02 a month, loss .006 a month, invention .01 x slack x diversity.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world.compiling import compiled
from ..world.draws import Purpose, draw
from ..world.schema import Event
from ..world.ties import live_ties
from ..world.world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

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
        "equations item 10 (working value)",
        Text("penyebaran praktik baik lewat hubungan", "spread of practice along a tie"),
        informed=False,
    ),
    Param(
        "obsolescence",
        0.006,
        0.0,
        0.2,
        "1/month",
        "equations item 10 (working value): 5-10 % a year",
        Text("praktik yang usang atau hilang", "practice that ages or is lost"),
        informed=False,
    ),
    Param(
        "invention",
        0.01,
        0.0,
        0.5,
        "1/month",
        "equations item 10 (working value)",
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
        "equations item 10 (working value)",
        Text("pengalaman per kemitraan sebulan", "experience from one partnership in a month"),
        informed=False,
    ),
    Param(
        "experience_loss",
        0.004,
        0.0,
        0.5,
        "1/month",
        "equations item 10: .15 x share of staff replaced (.30 a year)",
        Text("pengalaman yang hilang bersama staf", "experience that leaves with staff"),
        informed=False,
    ),
)


@compiled
def inverted_u(capability: Floats, i: int, j: int, fields: int) -> float:
    """Return 4 x (1 - x), x the mean absolute difference of capability, doubled and capped at 1."""
    x = 0.0
    for f in range(fields):
        x += abs(capability[i, f] - capability[j, f])
    x = min(1.0, 2.0 * x / fields)
    return 4.0 * x * (1.0 - x)


@compiled
def _spread(
    k: int,
    fields: int,
    ends: Ints,
    trust: Floats,
    kind: Codes,
    capability: Floats,
    practice: Floats,
    rate: float,
    gain: Floats,
    kinds: Ints,
) -> None:
    """Sum what each side learns from its partners, and collect the kinds among them (as bits)."""
    for t in range(k):
        i, j = ends[t, 0], ends[t, 1]
        kinds[i] |= 1 << kind[j]
        kinds[j] |= 1 << kind[i]
        gap = practice[j] - practice[i]
        if gap == 0.0:
            continue
        pull = rate * inverted_u(capability, i, j, fields)
        if gap > 0.0:
            gain[i] += pull * trust[t, 0] * gap
        else:
            gain[j] -= pull * trust[t, 1] * gap


@compiled
def _improve(
    n: int,
    seed: int,
    month: int,
    ids: Ids,
    active: Codes,
    load: Floats,
    partnerships: Ints,
    kinds: Ints,
    gain: Floats,
    practice: Floats,
    experience: Floats,
    invented: Codes,
    w: Floats,
) -> int:
    """Move practice and experience by a month; mark who invented something. Returns how many did."""
    count = 0
    for i in range(n):
        invented[i] = 0
        learned = gain[i] if active[i] else 0.0
        if active[i]:
            learned += w[3] * (1.0 - practice[i])
            diverse = 0
            for k in range(5):
                diverse += (kinds[i] >> k) & 1
            chance = w[1] * max(0.0, 1.0 - load[i]) * diverse / 5.0
            if chance > 0.0 and draw(seed, Purpose.INVENT, month, 0, ids[i], 0) < chance:
                learned += w[2] * (1.0 - practice[i])
                invented[i] = 1
                count += 1
        practice[i] = min(1.0, max(0.0, practice[i] + learned - w[0] * practice[i]))
        grown = w[4] * min(partnerships[i], 3) * (1.0 - experience[i]) if active[i] else 0.0
        experience[i] = min(1.0, max(0.0, experience[i] + grown - w[5] * experience[i]))
    return count


@compiled
def _follow(n: int, fields: int, active: Codes, priority: Floats, capability: Floats, rate: float) -> None:
    """Capability drifts towards what is worked on: high where priority is, low elsewhere."""
    for i in range(n):
        if not active[i]:
            continue
        top = 0.0
        for f in range(fields):
            top = max(top, priority[i, f])
        for f in range(fields):
            target = 0.35 + 0.35 * priority[i, f] / top if top > 0.0 else 0.35
            capability[i, f] += rate * (target - capability[i, f])


@compiled
def _gap(p: int, f: int, n: Ints, member: Ints, capability: Floats) -> float:
    """Return how far the most capable member of a partnership is ahead of the least in field ``f``."""
    low, high = 1.0, 0.0
    for s in range(n[p]):
        own = capability[member[p, s], f]
        low, high = min(low, own), max(high, own)
    return high - low


@compiled
def _joint_services(
    k: int,
    seed: int,
    month: int,
    key: Ids,
    n: Ints,
    member: Ints,
    field: Ints,
    second: Ints,
    governance: Floats,
    capability: Floats,
    innovations: Ints,
    rate: float,
    threshold: float,
    gain: float,
    made: Codes,
) -> int:
    """Agreements of complementary members create joint services, and learn from them. Returns how many.

    Members complement each other when their capabilities differ enough in a field of the agreement.
    """
    count = 0
    for p in range(k):
        made[p] = 0
        if n[p] < 2 or rate * governance[p] <= 0.0:
            continue
        f = field[p]
        if second[p] >= 0 and _gap(p, second[p], n, member, capability) > _gap(p, f, n, member, capability):
            f = second[p]
        if _gap(p, f, n, member, capability) < threshold:
            continue
        if draw(seed, Purpose.INVENT, month, 1, key[p], 0) >= rate * governance[p]:
            continue
        made[p] = 1
        count += 1
        innovations[p] += 1
        for s in range(n[p]):
            i = member[p, s]
            capability[i, f] += gain * (1.0 - capability[i, f])
    return count


def step(world: World, p: Values, seed: int) -> None:
    """Learn for a month."""
    o, q = world.organisations, world.partnerships
    gain, kinds = np.zeros(o.n), np.zeros(o.n, np.int32)
    ties = live_ties(world)
    _spread(
        ties.n, world.fields, ties.ends, ties.trust, o["kind"], o["capability"], o["practice"], p.spread, gain, kinds
    )
    members = q.live("member")
    count = np.bincount(members[members >= 0], minlength=o.n).astype(np.int32)
    invented, made = np.zeros(o.n, np.int8), np.zeros(max(q.n, 1), np.int8)
    w = np.array(
        [p.obsolescence, p.invention, p.invention_step, p.own_improvement, p.experience_gain, p.experience_loss]
    )
    if _improve(
        o.n,
        seed,
        world.month,
        o["id"],
        o["active"],
        o["load"],
        count,
        kinds,
        gain,
        o["practice"],
        o["experience"],
        invented,
        w,
    ):
        world.note(Event.INVENTION, np.flatnonzero(invented))
        world.count("invented", int(invented.sum()))
    _follow(o.n, world.fields, o["active"], o["priority"], o["capability"], p.capability_drift)
    if _joint_services(
        q.n,
        seed,
        world.month,
        q["id"],
        q["n_members"],
        q["member"],
        q["field"],
        q["second"],
        q["governance"],
        o["capability"],
        q["innovations"],
        p.joint_service,
        p.complement_threshold,
        p.capability_gain,
        made,
    ):
        rows = np.flatnonzero(made[: q.n])
        world.note(Event.INVENTION, q["lead"][rows], other=q["id"][rows])
        world.count("joint_services", rows.size)
