"""Families are served: hours are shared out, providers overlap or coordinate, families are referred, needs meet.

**Hours.** An active organisation has the hours of its staff and volunteers, less overhead (a shared-service hub saves part
of it for those who have partners), less the hours its ties cost. An overloaded one serves nobody. Companies do not serve;
they lend. A kerjasama lends hours from the larger side to the smaller; hours are moved, never made.

**Coverage** (per district, field and quarter). Provider *i* could reach the share s_i = min(1, S_i / N). Without
coordination providers overlap, C0 = 1 - prod(1 - s_i); fully coordinated they add up, C1 = min(1, sum s_i); coverage lies
between them by the share k of *pairs*, weighted by s_i s_j, that coordinate: 0.3 for a kerjasama, 0.8 x governance for an
agreement in that field. Never by components: one link is not full coordination. Only families that outreach has found
can be served. Whom a first provider cannot serve is referred along ties, one hop a month, into capacity that would
otherwise overlap, with success rising in trust.

**Quality** is the capability and practice behind the service received. Members of an agreement approach the best
member's capability in its field in proportion to governance, and lose by poor governance.

**Needs meet in families**: with several needs, all are met with a chance between the product of coverages (strangers) and
their minimum (one joint programme), by how far providers coordinate across fields.

Sources: equations item 9 (coverage, coordination, referral success; working values); hours are assumptions.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world.compiling import compiled
from ..world.graph import find
from ..world.schema import Kind
from ..world.world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]

TITLE = Text("pelayanan kepada keluarga", "service delivery")
READS: tuple[str, ...] = (
    "organisations.kind", "organisations.active", "organisations.staff", "organisations.volunteers", "organisations.tie_hours",
    "organisations.n_informal", "organisations.n_formal", "organisations.priority", "organisations.capability",
    "organisations.practice", "organisations.district", "relations.a", "relations.b", "relations.cooperating",
    "relations.formal", "relations.personal_a", "relations.personal_b", "relations.institutional_a",
    "relations.institutional_b", "partnerships.n", "partnerships.member", "partnerships.governance", "partnerships.goal",
    "districts.need", "districts.profile", "districts.families",
)
WRITES: tuple[str, ...] = (
    "organisations.hours", "organisations.served", "relations.loan", "relations.referrals", "partnerships.progress",
    "districts.known", "districts.coverage", "districts.supply", "districts.duplication", "districts.coordination",
    "districts.quality", "districts.refused", "districts.referred", "districts.whole", "districts.one_served",
    "districts.all_served",
)
PARAMS: tuple[Param, ...] = (
    Param("hours_per_staff", 140.0, 1.0, 250.0, "hours/month", "assumption: a full-time month",
          Text("jam kerja staf sebulan", "hours of one full-time post in a month"), informed=False),
    Param("hours_per_volunteer", 10.0, 0.0, 100.0, "hours/month", "assumption",
          Text("jam relawan sebulan", "hours of one volunteer in a month"), informed=False),
    Param("hours_per_need", 16.0, 0.5, 400.0, "hours", "assumption, set so that about half of families are served",
          Text("jam untuk melayani satu kebutuhan keluarga selama satu triwulan", "hours to serve one need for a quarter"),
          informed=False),
    Param("overhead", 0.30, 0.0, 0.95, "share", "assumption",
          Text("bagian jam untuk urusan umum", "share of hours that goes into overhead"), informed=False),
    Param("hub_share", 0.0, 0.0, 1.0, "share", "policy lever",
          Text("bagian urusan umum organisasi bermitra yang ditangani pusat layanan bersama",
               "share of partnered organisations' overhead that a shared-service hub saves"), role="lever", informed=False, cost=900.0),
    Param("lend_share", 0.05, 0.0, 0.5, "share", "assumption: idle hours lent within a cooperation",
          Text("bagian jam yang dipinjamkan dalam kerjasama", "share of hours lent within a cooperation"), informed=False),
    Param("coordination_informal", 0.3, 0.0, 1.0, "share", "equations item 9 (working value)",
          Text("koordinasi oleh kerjasama", "coordination by a cooperation"), informed=False),
    Param("coordination_formal", 0.8, 0.0, 1.0, "share", "equations item 9 (working value)",
          Text("koordinasi oleh kemitraan dengan tata kelola sempurna", "coordination by an agreement with perfect governance"),
          informed=False),
    Param("outreach_share", 0.25, 0.0, 1.0, "share", "assumption: community organisations and volunteers find families",
          Text("bagian jam komunitas dan relawan untuk menjangkau keluarga", "share of hours of communities and volunteers for outreach"),
          informed=False),
    Param("outreach_others", 0.03, 0.0, 1.0, "share", "assumption",
          Text("bagian jam organisasi lain untuk menjangkau keluarga", "share of hours of other organisations for outreach"),
          informed=False),
    Param("hours_per_found", 1.0, 0.1, 100.0, "hours", "assumption",
          Text("jam untuk menemukan satu kebutuhan", "hours to find one need"), informed=False),
    Param("lost_from_view", 0.06, 0.0, 1.0, "1/month", "assumption: families move and needs change",
          Text("bagian keluarga yang luput lagi tiap bulan", "share of families lost from view each month"), informed=False),
    Param("referral_base", 0.2, 0.0, 1.0, "share", "equations item 9 (working value)",
          Text("keberhasilan rujukan tanpa kepercayaan", "success of a referral without trust"), informed=False),
    Param("referral_trust", 0.6, 0.0, 1.0, "share", "equations item 9 (working value); direction: fact 23",
          Text("tambahan keberhasilan rujukan oleh kepercayaan", "gain of referral success by trust"), informed=False),
    Param("referral_desk", 0.0, 0.0, 1.0, "share", "policy lever: a referral desk (Puskesos, SLRT)",
          Text("meja rujukan terpadu", "integrated referral desk"), role="lever", informed=False, cost=400.0),
    Param("poor_governance_loss", 0.25, 0.0, 1.0, "share", "assumption: badly governed joint work loses quality",
          Text("kerugian mutu oleh tata kelola buruk", "loss of quality by poor governance"), informed=False),
)


@compiled
def _hours(
    n: int, kind: Codes, active: Codes, staff: Floats, volunteers: Floats, tie_hours: Floats, n_informal: Ints, n_formal: Ints,
    hours: Floats, per_staff: float, per_volunteer: float, overhead: float, saved: float,
) -> None:
    """Hours left after overhead and ties, never below zero."""
    for i in range(n):
        hours[i] = 0.0
        if active[i]:
            share = overhead * (1.0 - saved) if n_informal[i] + n_formal[i] > 0 else overhead
            hours[i] = max(0.0, (per_staff * staff[i] + per_volunteer * volunteers[i]) * (1.0 - share) - tie_hours[i])


@compiled
def _lend(
    m: int, kind: Codes, a: Ints, b: Ints, cooperating: Codes, n_informal: Ints, n_formal: Ints, hours: Floats, before: Floats,
    loan: Floats, share: float,
) -> None:
    """Move hours within each cooperation from the larger side to the smaller (never to a company)."""
    for r in range(m):
        loan[r] = 0.0
        if not cooperating[r]:
            continue
        i, j = a[r], b[r]
        if before[i] < before[j]:
            i, j = j, i
        if kind[j] == Kind.COMPANY or before[j] <= 0.0:
            continue
        # each tie may take at most its part of what the larger side can spare, so that nobody lends more than it has
        loan[r] = share * (before[i] - before[j]) / max(1, n_informal[i] + n_formal[i])
        hours[i] -= loan[r]
        hours[j] += loan[r]


@compiled
def _joint_capability(
    k: int, n: Ints, member: Ints, field: Ints, second: Ints, governance: Floats, capability: Floats, joint: Floats, loss: float
) -> None:
    """Write each member's capability in the fields of its agreements: towards the best, as far as governance goes."""
    for p in range(k):
        for f in (field[p], second[p]):
            if n[p] == 0 or f < 0:
                continue
            best = 0.0
            for s in range(n[p]):
                best = max(best, capability[member[p, s], f])
            for s in range(n[p]):
                i = member[p, s]
                own = capability[i, f]
                value = (own + governance[p] * (best - own)) * (1.0 - loss * max(0.0, 0.5 - governance[p]))
                joint[i, f] = value if joint[i, f] < 0.0 else max(joint[i, f], value)


@compiled
def _supply(
    n: int, fields: int, kind: Codes, hours: Floats, district: Ints, priority: Floats, capability: Floats, joint: Floats,
    practice: Floats, need: Floats, per_need: float, share: Floats, sums: tuple[Floats, Floats, Floats, Floats],
) -> None:
    """Share of a field's need that each provider could reach; per district and field: prod(1 - s), sum, squares, quality."""
    product, total, squares, quality = sums
    for i in range(n):
        if hours[i] <= 0.0 or kind[i] == Kind.COMPANY:
            for f in range(fields):
                share[i, f] = 0.0
            continue
        d = district[i]
        for f in range(fields):
            skill = joint[i, f] if joint[i, f] >= 0.0 else capability[i, f]
            good = 0.5 * skill + 0.5 * practice[i]
            reach = 3.0 * hours[i] * priority[i, f] * (0.5 + good) / per_need
            s = min(1.0, reach / need[d, f]) if need[d, f] > 0.0 else 0.0
            share[i, f] = s
            product[d, f] *= 1.0 - s
            total[d, f] += s
            squares[d, f] += s * s
            quality[d, f] += s * good


@compiled
def _coordinate(
    m: int, k: int, fields: int, a: Ints, b: Ints, cooperating: Codes, district: Ints, share: Floats, n: Ints, member: Ints,
    field: Ints, second: Ints, governance: Floats, start: Ints, neighbour: Ints, relation: Ints, informal: float, formal: float,
    linked: Floats,
) -> None:
    """Sum over coordinating pairs of s_i s_j x strength, per district and field."""
    for r in range(m):
        if not cooperating[r] or district[a[r]] != district[b[r]]:
            continue
        for f in range(fields):
            linked[district[a[r]], f] += informal * share[a[r], f] * share[b[r], f]
    for p in range(k):
        for f in (field[p], second[p]):
            if f < 0:
                continue
            for s in range(n[p]):
                for t in range(s + 1, n[p]):
                    i, j = member[p, s], member[p, t]
                    if district[i] != district[j]:
                        continue
                    r = find(i, j, start, neighbour, relation)
                    base = informal if r >= 0 and cooperating[r] else 0.0
                    linked[district[i], f] += max(0.0, formal * governance[p] - base) * share[i, f] * share[j, f]


@compiled
def _cover(
    districts: int, fields: int, sums: tuple[Floats, Floats, Floats, Floats], linked: Floats, known: Floats, coverage: Floats,
    supply: Floats, duplication: Floats, coordination: Floats, quality: Floats,
) -> None:
    """Coverage between independent and coordinated, among the families that are known."""
    product, total, squares, good = sums
    for d in range(districts):
        for f in range(fields):
            possible = 0.5 * (total[d, f] * total[d, f] - squares[d, f])
            k = min(1.0, linked[d, f] / possible) if possible > 1e-15 else 0.0
            apart = 1.0 - product[d, f]
            reached = (1.0 - k) * apart + k * min(1.0, total[d, f])
            coordination[d, f] = k
            supply[d, f] = total[d, f]
            coverage[d, f] = min(reached, known[d, f])
            duplication[d, f] = max(0.0, 1.0 - reached / total[d, f]) if total[d, f] > 0.0 else 0.0
            quality[d, f] = good[d, f] / total[d, f] if total[d, f] > 0.0 else 0.0


@compiled
def _refer(
    m: int, fields: int, a: Ints, b: Ints, cooperating: Codes, formal: Ints, district: Ints, ties: Ints, share: Floats,
    trust: tuple[Floats, Floats, Floats, Floats], need: Floats, known: Floats, coverage: Floats, supply: Floats, refused: Floats,
    referred: Floats, referrals: Floats, base: float, gain: float, weight: float,
) -> None:
    """Refer families whom a first provider could not serve along ties, into capacity that would otherwise overlap."""
    for r in range(m):
        referrals[r] = 0.0
        i, j = a[r], b[r]
        if not (cooperating[r] or formal[r] > 0) or district[i] != district[j]:
            continue
        level = 0.5 * weight * (trust[0][r] + trust[1][r]) + 0.5 * (1.0 - weight) * (trust[2][r] + trust[3][r])
        success = min(1.0, base + gain * level)
        d = district[i]
        for f in range(fields):
            if supply[d, f] <= 0.0 or refused[d, f] <= 0.0:
                continue
            spare = max(0.0, supply[d, f] - coverage[d, f]) * need[d, f]
            x, y = share[i, f] / supply[d, f], share[j, f] / supply[d, f]
            there = min(refused[d, f] * x / ties[i], spare * y / ties[j])
            back = min(refused[d, f] * y / ties[j], spare * x / ties[i])
            moved = success * (there + back)
            referred[d, f] += moved
            referrals[r] += moved / 3.0


@compiled
def _families(
    districts: int, fields: int, profile_needs: Codes, profile: Floats, coverage: Floats, across: Floats, one: Floats, all_: Floats,
    whole: Floats,
) -> None:
    """Families with at least one need met, with all met, and the share of multi-need families with all met."""
    for d in range(districts):
        one[d], all_[d], whole[d] = 0.0, 0.0, 0.0
        several = 0.0
        for q in range(profile_needs.shape[0]):
            miss, both, low, high, count = 1.0, 1.0, 1.0, 0.0, 0
            for f in range(fields):
                if profile_needs[q, f]:
                    c = coverage[d, f]
                    miss *= 1.0 - c
                    both *= c
                    low, high = min(low, c), max(high, c)
                    count += 1
            if count == 0:
                continue
            met = (1.0 - across[d]) * both + across[d] * low
            one[d] += profile[d, q] * ((1.0 - across[d]) * (1.0 - miss) + across[d] * high)
            all_[d] += profile[d, q] * met
            if count > 1:
                several += profile[d, q]
                whole[d] += profile[d, q] * met
        whole[d] = whole[d] / several if several > 0.0 else 0.0


@compiled
def _served(
    n: int, fields: int, district: Ints, share: Floats, need: Floats, coverage: Floats, supply: Floats, served: Floats
) -> None:
    """Needs each provider serves in the quarter: its share of what is covered."""
    for i in range(n):
        total = 0.0
        d = district[i]
        for f in range(fields):
            if share[i, f] > 0.0:
                total += share[i, f] * need[d, f] * min(1.0, coverage[d, f] / supply[d, f])
        served[i] = total


@compiled
def _progress(
    k: int, n: Ints, member: Ints, field: Ints, second: Ints, governance: Floats, goal: Floats, priority: Floats, served: Floats,
    progress: Floats,
) -> None:
    """Progress towards the goal: this month's service in the partnership's fields, as far as governance directs it."""
    for p in range(k):
        if n[p] == 0 or goal[p] <= 0.0:
            continue
        done = 0.0
        for s in range(n[p]):
            i = member[p, s]
            part = priority[i, field[p]] + (priority[i, second[p]] if second[p] >= 0 else 0.0)
            done += served[i] / 3.0 * part
        progress[p] = min(1.0, progress[p] + governance[p] * done / goal[p])


def _outreach(world: World, p: Values) -> None:
    """Families are found by those who go out, and lost from view again."""
    o, d = world.organisations, world.districts
    near = (o.live("kind") == Kind.COMMUNITY) | (o.live("kind") == Kind.INDIVIDUAL)
    out = o.live("hours") * np.where(near, p.outreach_share, p.outreach_others) * (o.live("kind") != Kind.COMPANY)
    priority, district = o.live("priority"), o.live("district")
    hours = np.stack([np.bincount(district, out * priority[:, f], d.n) for f in range(world.fields)], axis=1)
    cost = np.maximum(d.live("need"), 1e-9) * p.hours_per_found * (1.0 + d.live("remoteness"))[:, None]
    known = d.live("known")
    known += -np.expm1(-hours / cost) * (1.0 - known) - p.lost_from_view * known
    np.clip(known, 0.0, 1.0, out=known)


def _across(world: World, hours: Floats) -> Floats:
    """How far providers of a district coordinate across fields: hours in two-field agreements, or mean coordination."""
    o, q, d = world.organisations, world.partnerships, world.districts
    joint = np.zeros(o.n)
    live = np.flatnonzero((q.live("n") > 0) & (q.live("second") >= 0))
    members = q["member"][live]
    inside = members >= 0
    np.maximum.at(joint, members[inside], np.repeat(q["governance"][live], inside.sum(axis=1)))
    total = np.maximum(np.bincount(o.live("district"), hours, d.n), 1e-9)
    share = np.bincount(o.live("district"), hours * joint, d.n) / total
    return np.asarray(np.clip(np.maximum(share, d.live("coordination").mean(axis=1)), 0.0, 1.0))


def step(world: World, p: Values, seed: int) -> None:
    """Serve families for a month."""
    o, r, q, d, g = world.organisations, world.relations, world.partnerships, world.districts, world.graph
    n, fields = o.n, world.fields
    _hours(
        n, o["kind"], o["active"], o["staff"], o["volunteers"], o["tie_hours"], o["n_informal"], o["n_formal"], o["hours"],
        p.hours_per_staff, p.hours_per_volunteer, p.overhead, p.hub_share,
    )
    _lend(
        r.n, o["kind"], r["a"], r["b"], r["cooperating"], o["n_informal"], o["n_formal"], o["hours"], o["hours"].copy(), r["loan"],
        p.lend_share,
    )
    _outreach(world, p)
    joint, share = np.full((n, fields), -1.0), np.empty((n, fields))
    _joint_capability(
        q.n, q["n"], q["member"], q["field"], q["second"], q["governance"], o["capability"], joint, p.poor_governance_loss
    )
    shape = (d.n, fields)
    sums = (np.ones(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape))
    _supply(
        n, fields, o["kind"], o["hours"], o["district"], o["priority"], o["capability"], joint, o["practice"], d["need"],
        p.hours_per_need, share, sums,
    )
    linked = np.zeros(shape)
    _coordinate(
        r.n, q.n, fields, r["a"], r["b"], r["cooperating"], o["district"], share, q["n"], q["member"], q["field"], q["second"],
        q["governance"], g.start, g.neighbour, g.relation, p.coordination_informal, p.coordination_formal, linked,
    )
    _cover(
        d.n, fields, sums, linked, d["known"], d["coverage"], d["supply"], d["duplication"], d["coordination"], d["quality"]
    )
    _referrals(world, p, share)
    _families(
        d.n, fields, world.profile_needs, d["profile"], d["coverage"], _across(world, o.live("hours")), d["one_served"],
        d["all_served"], d["whole"],
    )
    _served(n, fields, o["district"], share, d["need"], d["coverage"], d["supply"], o["served"])
    _progress(
        q.n, q["n"], q["member"], q["field"], q["second"], q["governance"], q["goal"], o["priority"], o["served"], q["progress"]
    )


def _referrals(world: World, p: Values, share: Floats) -> None:
    """Refer families along ties and add those who are served to the coverage."""
    o, r, d = world.organisations, world.relations, world.districts
    need = d.live("need")
    d.live("refused")[...] = np.maximum(0.0, d.live("known") - d.live("coverage")) * need
    d.live("referred")[...] = 0.0
    ties = np.maximum(o["n_informal"] + o["n_formal"], 1)
    _refer(
        r.n, world.fields, r["a"], r["b"], r["cooperating"], r["formal"], o["district"], ties, share,
        (r["personal_a"], r["personal_b"], r["institutional_a"], r["institutional_b"]), d["need"], d["known"], d["coverage"],
        d["supply"], d["refused"], d["referred"], r["referrals"], p.referral_base + (1.0 - p.referral_base) * 0.5 * p.referral_desk,
        p.referral_trust * (1.0 - 0.5 * p.referral_desk), world.params["maintenance"].personal_weight,
    )
    added = np.where(need > 0, d.live("referred") / np.where(need > 0, need, 1.0), 0.0)
    d.live("coverage")[...] = np.minimum(np.minimum(1.0, d.live("known")), d.live("coverage") + added)
