"""Outreach finds families, capacity serves them, partners coordinate, refer and lend; partnerships cost hours.

**Hours.** Staff and volunteers give hours, less overhead (a shared-service hub saves part of it for those with partners),
less the hours that ties cost. An organisation whose ties cost more than it has serves nobody. Communities and individuals
spend a share on finding families. A share lies idle (rooms, vehicles, people between tasks): it helps only where it is
lent to a cooperating partner, trusted partners first, and what is lent is no longer the lender's. Companies do not serve;
they lend part of the time of their social staff.

**Reach.** In each field a provider could serve ``s = min(1, hours x priority x (floor + (1 - floor) x merit) x 3 / (hours
per need x need))`` of the families in need within a quarter, merit being capability and practice. Members of an agreement
serve the hours they pledged with the best capability among them, discounted for poor governance: badly governed, joint
work is worse than work alone.

**Coverage** lies between chance overlap and full coordination (:mod:`simkemitraan.world.coverage`), and cannot exceed the
share of families that are *known*: outreach finds them, time forgets them.

**Referral.** Known families that were not served have knocked at some door (doors open in proportion to service hours).
That provider passes them to its partners, one hop a month; it succeeds more with trust, and only as far as the receiver
wastes capacity on families that others serve already. A referral costs the receiver extra hours.

**Joint needs.** Whether a family with several needs has all of them met depends on the share of services across fields
that are joint: of one house, of partners, of a partnership with two fields.

Source: equations items 1 and 9 (coverage, strengths of coordination 0.3 and 0.8 x governance, referral 0.2 + 0.6 x trust);
hours are assumptions set so that a median regency serves about half of its families in need.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world.compiling import compiled
from ..world.coverage import (
    FREE,
    LAYERS,
    LINKED,
    MERIT,
    REFERRED,
    SEARCH,
    SQUARES,
    SUPPLY,
    blend,
    coordinate,
    joint_chances,
    joint_share,
    reach,
)
from ..world.referral import pass_on, record, serve
from ..world.schema import Kind
from ..world.ties import Ties, live_ties, memberships
from ..world.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

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
)
WRITES: tuple[str, ...] = (
    "organisations.hours",
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
        "assumption: about 0.15 of a full-time post (equations item 1)",
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
        "hours_per_need",
        12.0,
        0.1,
        1000.0,
        "hours/quarter",
        "set so that about half of the families are served",
        Text(
            "jam untuk melayani satu kebutuhan satu keluarga selama satu triwulan",
            "hours to serve one need of one family for a quarter",
        ),
        informed=False,
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
        "equations item 9",
        Text("kuatnya koordinasi lewat kerjasama", "strength of coordination by cooperation"),
        informed=False,
    ),
    Param(
        "coordination_formal",
        0.8,
        0.0,
        1.0,
        "0-1",
        "equations item 9",
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
        "equations item 9",
        Text("keberhasilan rujukan tanpa kepercayaan", "success of a referral without trust"),
        informed=False,
    ),
    Param(
        "referral_trust",
        0.6,
        0.0,
        1.0,
        "probability",
        "equations item 9; trust carries referrals (fact 23)",
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
        Text("meja rujukan yang menindaklanjuti setiap rujukan", "referral desk that follows up every referral"),
        role="lever",
        informed=False,
        cost=400.0,
    ),
)

_COMPANY, _COMMUNITY = int(Kind.COMPANY), int(Kind.COMMUNITY)
_NO_NEED = 1e-9  # families; below it there is nobody to serve, and shares of it would overflow


@compiled
def _work(
    n: int,
    kind: Codes,
    active: Codes,
    staff: Floats,
    volunteers: Floats,
    tie_hours: Floats,
    n_informal: Ints,
    n_formal: Ints,
    serves: Codes,
    hours: Floats,
    search: Floats,
    idle: Floats,
    p: Floats,
) -> None:
    """Share out each organisation's hours: service, outreach, and what lies idle."""
    hours_per_staff, hours_per_volunteer, overhead, hub, lend_share, company, outreach = (
        p[0],
        p[1],
        p[2],
        p[3],
        p[4],
        p[5],
        p[6],
    )
    for i in range(n):
        serves[i] = 0
        hours[i] = 0.0
        search[i] = 0.0
        idle[i] = 0.0
        if not active[i]:
            continue
        saved = hub if n_informal[i] + n_formal[i] > 0 else 0.0
        gross = staff[i] * hours_per_staff + volunteers[i] * hours_per_volunteer
        net = max(0.0, gross * (1.0 - overhead * (1.0 - saved)) - tie_hours[i])
        if kind[i] == _COMPANY:
            idle[i] = company * net
            continue
        serves[i] = 1
        if kind[i] >= _COMMUNITY:
            search[i] = outreach * net
        idle[i] = lend_share * (net - search[i])
        hours[i] = net - search[i] - idle[i]


@compiled
def _lend(
    n: int,
    k: int,
    row: Ints,
    ends: Ints,
    trust: Floats,
    bond: Codes,
    serves: Codes,
    idle: Floats,
    hours: Floats,
    weight: Floats,
    loan: Floats,
) -> None:
    """Lend idle hours along cooperation: to each partner in proportion to trust, never more than there is."""
    for i in range(n):
        weight[i] = 1.0  # the part nobody calls for
    for t in range(k):
        for side in range(2):
            if bond[t] & 1 and serves[ends[t, 1 - side]]:
                weight[ends[t, side]] += trust[t, side]
    for t in range(k):
        for side in range(2):
            i = ends[t, side]
            j = ends[t, 1 - side]
            if bond[t] & 1 and serves[j]:
                lent = idle[i] * trust[t, side] / weight[i]
                hours[j] += lent
                loan[row[t]] += lent


@compiled
def _combine(
    k: int,
    n: Ints,
    member: Ints,
    pledge: Floats,
    field: Ints,
    second: Ints,
    governance: Floats,
    serves: Codes,
    hours: Floats,
    capability: Floats,
    able: Floats,
    discount: float,
) -> None:
    """Serve pledged hours with the best capability among the members, discounted for poor governance."""
    for p in range(k):
        kept = 1.0 - discount * (1.0 - governance[p])
        for which in range(2):
            f = field[p] if which == 0 else second[p]
            if n[p] == 0 or f < 0:
                continue
            best = 0.0
            for s in range(n[p]):
                best = max(best, capability[member[p, s], f])
            for s in range(n[p]):
                i = member[p, s]
                if serves[i] and hours[i] > 0.0:
                    able[i, f] += min(1.0, pledge[p, s] / hours[i]) * (kept * best - able[i, f])


@compiled
def _cover(
    districts: int,
    fields: int,
    need: Floats,
    sums: Floats,
    crossing: Floats,
    known: Floats,
    coverage: Floats,
    supply: Floats,
    duplication: Floats,
    coordination: Floats,
    quality: Floats,
    refused: Floats,
    joint: Floats,
) -> None:
    """Turn the sums over providers into coverage, duplication, quality and families refused."""
    for d in range(districts):
        for f in range(fields):
            total = sums[SUPPLY, d, f]
            c, k = blend(sums[FREE, d, f], total, sums[SQUARES, d, f], sums[LINKED, d, f])
            supply[d, f] = total
            coordination[d, f] = k
            duplication[d, f] = max(0.0, 1.0 - c / total) if total > 0.0 else 0.0
            quality[d, f] = sums[MERIT, d, f] / total if total > 0.0 else 0.0
            coverage[d, f] = min(c, known[d, f])
            refused[d, f] = max(0.0, known[d, f] - c) * need[d, f]
        joint[d] = joint_share(fields, supply[d], crossing[d])


@compiled
def _find(
    districts: int,
    fields: int,
    need: Floats,
    sums: Floats,
    remoteness: Floats,
    known: Floats,
    coverage: Floats,
    referred: Floats,
    p: Floats,
) -> None:
    """Add referrals to coverage; find new families by outreach and by referral, lose sight of others."""
    per_hour, walk_in, lost, remote, per_referral = p[0], p[1], p[2], p[3], p[4]
    for d in range(districts):
        passed = 0.0
        needs = 0.0
        for f in range(fields):
            passed += sums[REFERRED, d, f]
            needs += need[d, f]
        for f in range(fields):
            referred[d, f] = sums[REFERRED, d, f]
            if need[d, f] <= _NO_NEED:
                continue
            coverage[d, f] = min(1.0, coverage[d, f] + referred[d, f] / need[d, f])
            rate = walk_in + per_referral * passed / needs
            rate += per_hour * sums[SEARCH, d, f] / (need[d, f] * (1.0 + remote * remoteness[d]))
            known[d, f] += (1.0 - known[d, f]) * -math.expm1(-rate) - lost * known[d, f]


@compiled
def _families(
    districts: int,
    fields: int,
    profile_needs: Codes,
    profile: Floats,
    coverage: Floats,
    joint: Floats,
    whole: Floats,
    one_served: Floats,
    all_served: Floats,
) -> None:
    """Count families with at least one, and with all, of their needs met."""
    for d in range(districts):
        one_served[d] = 0.0
        all_served[d] = 0.0
        several = 0.0
        met = 0.0
        for q in range(profile_needs.shape[0]):
            one, every, needs = joint_chances(fields, profile_needs[q], coverage[d], joint[d])
            one_served[d] += profile[d, q] * one
            all_served[d] += profile[d, q] * every
            if needs > 1:
                several += profile[d, q]
                met += profile[d, q] * every
        whole[d] = met / several if several > 0.0 else 0.0


@compiled
def _advance(
    k: int,
    n: Ints,
    member: Ints,
    field: Ints,
    second: Ints,
    governance: Floats,
    goal: Floats,
    served: Floats,
    progress: Floats,
) -> int:
    """Move each partnership towards its goal by what its members serve in its fields; returns how many arrive."""
    reached = 0
    for p in range(k):
        if goal[p] <= 0.0 or progress[p] >= 1.0:
            continue
        needs = 0.0
        for s in range(n[p]):
            needs += served[member[p, s], field[p]]
            if second[p] >= 0 and second[p] != field[p]:
                needs += served[member[p, s], second[p]]
        progress[p] = min(1.0, progress[p] + governance[p] * needs / (3.0 * goal[p]))
        if progress[p] >= 1.0:
            reached += 1
    return reached


def _hours(world: World, p: Values, ties: Ties) -> tuple[Codes, Floats]:
    """Write service hours and loans; returns who serves, and hours of outreach by organisation."""
    o, r = world.organisations, world.relations
    serves, search, idle = np.empty(o.n, np.int8), np.empty(o.n), np.empty(o.n)
    numbers = np.array(
        [
            p.hours_per_staff,
            p.hours_per_volunteer,
            p.overhead,
            p.hub_share,
            p.lend_share,
            p.company_share,
            p.outreach_share,
        ]
    )
    _work(
        o.n,
        o["kind"],
        o["active"],
        o["staff"],
        o["volunteers"],
        o["tie_hours"],
        o["n_informal"],
        o["n_formal"],
        serves,
        o["hours"],
        search,
        idle,
        numbers,
    )
    r.live("loan")[...] = 0.0
    _lend(o.n, ties.n, ties.row, ties.ends, ties.trust, ties.bond, serves, idle, o["hours"], np.empty(o.n), r["loan"])
    return serves, search


def _reached(
    world: World, p: Values, ties: Ties, serves: Codes, search: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return providers' shares, the sums over providers, joint pairs of services, and service hours by district."""
    o, q, d = world.organisations, world.partnerships, world.districts
    share = o.live("capability").copy()
    _combine(
        q.n,
        q["n_members"],
        q["member"],
        q["pledge"],
        q["field"],
        q["second"],
        q["governance"],
        serves,
        o["hours"],
        o["capability"],
        share,
        p.poor_governance_loss,
    )
    per_hour = 3.0 / (p.hours_per_need * (1.0 + p.remote_cost * d.live("remoteness")))
    need = d.live("need")
    rate = np.divide(per_hour[:, None], need, out=np.zeros_like(need), where=need > _NO_NEED)
    sums = np.zeros((LAYERS, *need.shape))
    sums[FREE] = 1.0
    totals, doors, crossing = np.empty(o.n), np.zeros(d.n), np.zeros(d.n)
    reach(
        o.n,
        world.fields,
        serves,
        o["district"],
        o["hours"],
        search,
        o["priority"],
        o["practice"],
        share,
        rate,
        sums,
        totals,
        doors,
        crossing,
        p.practice_weight,
        p.floor,
    )
    first, partnership = memberships(world)
    coordinate(
        ties.n,
        world.fields,
        ties.ends,
        ties.bond,
        serves,
        o["district"],
        share,
        totals,
        first,
        partnership,
        q["field"],
        q["second"],
        q["governance"],
        np.zeros((world.fields, world.fields)),
        sums,
        crossing,
        p.coordination_informal,
        p.coordination_formal,
    )
    return share, sums, crossing, doors


def _refer(world: World, p: Values, ties: Ties, serves: Codes, share: Floats, sums: Floats, doors: Floats) -> None:
    """Write what each provider serves, with the families that its partners pass on."""
    o, r, d = world.organisations, world.relations, world.districts
    inflow, taken, flow = np.empty(o.n), np.empty(o.n), np.empty((ties.n, 2))
    pass_on(
        o.n,
        ties.n,
        ties.ends,
        ties.trust,
        serves,
        o["district"],
        o["hours"],
        doors,
        np.empty(o.n),
        inflow,
        flow,
        np.array([p.referral_share, p.referral_base, p.referral_trust, p.referral_desk]),
    )
    serve(
        o.n,
        world.fields,
        serves,
        o["district"],
        share,
        d["need"],
        d["coverage"],
        d["supply"],
        d["refused"],
        inflow,
        taken,
        o["served"],
        sums,
        p.referral_cost,
    )
    r.live("referrals")[...] = 0.0
    record(ties.n, ties.row, ties.ends, flow, inflow, taken, r["referrals"])


def step(world: World, p: Values, seed: int) -> None:
    """Serve families for a month."""
    d, q = world.districts, world.partnerships
    ties = live_ties(world)
    serves, search = _hours(world, p, ties)
    share, sums, crossing, doors = _reached(world, p, ties, serves, search)
    joint = np.empty(d.n)
    _cover(
        d.n,
        world.fields,
        d["need"],
        sums,
        crossing,
        d["known"],
        d["coverage"],
        d["supply"],
        d["duplication"],
        d["coordination"],
        d["quality"],
        d["refused"],
        joint,
    )
    _refer(world, p, ties, serves, share, sums, doors)
    _find(
        d.n,
        world.fields,
        d["need"],
        sums,
        d["remoteness"],
        d["known"],
        d["coverage"],
        d["referred"],
        np.array([1.0 / p.hours_per_found, p.walk_in, p.lost_from_view, p.remote_cost, p.found_per_referral]),
    )
    _families(
        d.n,
        world.fields,
        world.profile_needs,
        d["profile"],
        d["coverage"],
        joint,
        d["whole"],
        d["one_served"],
        d["all_served"],
    )
    reached = _advance(
        q.n, q["n_members"], q["member"], q["field"], q["second"], q["governance"], q["goal"], share, q["progress"]
    )
    world.count("goals_reached", reached)
