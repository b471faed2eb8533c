"""Agreements come to be: who leads, who is invited, what it is about, what type it is, and what its pairs now share.

Called by *formation*, which decides that two organisations sign.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .draws import Purpose, draw, gumbel, monthly, normal
from .graph import find_rows as find
from .identity import partnership_id
from .relations import introduce
from .schema import MEMBERS, NEVER, Origin, PartnershipType
from .world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

_SIMILAR = 0.5
_TERMS = ((0.248, 12), (0.692, 24), (0.92, 36), (1.0, 60))


@dataclass(frozen=True, slots=True)
class Rules:
    """How agreements are made: chances to invite, bounds on members, terms, hours pledged."""

    growth: float
    later_growth: float
    most: int
    least: int
    fixed_term: int
    term_extra: int
    pledge: float


@compiled
def partnership_type(members: Ints, n: int, kind: Codes, priority: Floats, fields: int) -> int:
    """Return the type that follows from the members, first match wins (see :class:`.schema.PartnershipType`)."""
    count = np.zeros(5, np.int64)
    for s in range(n):
        count[kind[members[s]]] += 1
    agencies, nonprofits, companies = count[0], count[1], count[2]
    communities, individuals = count[3], count[4]
    if individuals == n:
        return PartnershipType.INDIVIDUAL
    if individuals > 0 and agencies == 0 and n - individuals == 1:
        return PartnershipType.INDIVIDUAL
    if agencies > 0 and nonprofits + companies > 0:
        return PartnershipType.PUBLIC_PRIVATE
    if communities > 0 and agencies + nonprofits > 0 and companies == 0:
        return PartnershipType.COMMUNITY
    if nonprofits == n:
        for s in range(n):
            for t in range(s + 1, n):
                if cosine(priority, members[s], members[t], fields) < _SIMILAR:
                    return PartnershipType.OTHER
        return PartnershipType.INTER_ORGANISATIONAL
    return PartnershipType.OTHER


@compiled
def cosine(priority: Floats, i: int, j: int, fields: int) -> float:
    """Return the cosine of two priority profiles."""
    dot, left, right = 0.0, 0.0, 0.0
    for f in range(fields):
        dot += priority[i, f] * priority[j, f]
        left += priority[i, f] ** 2
        right += priority[j, f] ** 2
    return dot / math.sqrt(left * right) if left > 0.0 and right > 0.0 else 0.0


@compiled
def _invitee(
    seed: int,
    month: int,
    step: int,
    lead: int,
    other: int,
    members: Ints,
    n: int,
    ids: Ids,
    key: int,
    active: Codes,
    vacant: Ints,
    start: Ints,
    mid: Ints,
    neighbour: Ints,
    relation: Ints,
    cooperating: Codes,
    a: Ints,
    personal_a: Floats,
    personal_b: Floats,
) -> int:
    """Return whom the lead invites: a logit in trust and in whether the other member cooperates with them; -1 for nobody."""
    best = -1
    top = -1e300
    for e in range(start[lead], mid[lead]):
        k = neighbour[e]
        r = relation[e]
        if not cooperating[r] or not active[k] or vacant[k] > 0:
            continue
        inside = False
        for s in range(n):
            if members[s] == k:
                inside = True
        if inside:
            continue
        trust = personal_a[r] if a[r] == lead else personal_b[r]
        weight = 0.2 + trust
        q = find(other, k, start, neighbour, relation)
        if q >= 0 and cooperating[q]:
            weight *= 3.0
        value = math.log(weight) + gumbel(draw(seed, Purpose.GROW_WHOM, month, step, key, ids[k]))
        if value > top:
            top = value
            best = k
    return best


@compiled
def _assemble(
    count: int,
    seed: int,
    month: int,
    fields: int,
    ids: Ids,
    kind: Codes,
    size: Floats,
    priority: Floats,
    active: Codes,
    vacant: Ints,
    a: Ints,
    b: Ints,
    keys: Ids,
    start: Ints,
    mid: Ints,
    neighbour: Ints,
    relation: Ints,
    cooperating: Codes,
    rel_a: Ints,
    personal_a: Floats,
    personal_b: Floats,
    growth: float,
    most: int,
    least: Ints,
    members: Ints,
    n: Ints,
    types: Codes,
    main: Ints,
    second: Ints,
) -> None:
    """For each signing pair: the lead and further members, the type, the fields."""
    weight = np.zeros(fields)
    for x in range(count):
        i, j = a[x], b[x]
        lead, other = (i, j) if size[i] >= size[j] else (j, i)
        members[x, 0], members[x, 1] = lead, other
        n[x] = 2
        while n[x] < most:
            if n[x] >= least[x] and draw(seed, Purpose.GROW, month, n[x], keys[x], 0) >= growth:
                break
            k = _invitee(
                seed,
                month,
                n[x],
                lead,
                other,
                members[x],
                n[x],
                ids,
                keys[x],
                active,
                vacant,
                start,
                mid,
                neighbour,
                relation,
                cooperating,
                rel_a,
                personal_a,
                personal_b,
            )
            if k < 0:
                break
            members[x, n[x]] = k
            n[x] += 1
        types[x] = partnership_type(members[x], n[x], kind, priority, fields)
        weight[:] = 0.0
        for s in range(n[x]):
            for f in range(fields):
                weight[f] += priority[members[x, s], f]
        main[x] = np.argmax(weight)
        second[x] = -1
        top = 0.6 * weight[main[x]]
        for f in range(fields):
            if f != main[x] and weight[f] > top:
                top = weight[f]
                second[x] = f


@compiled
def _find_many(a: Ints, b: Ints, start: Ints, neighbour: Ints, relation: Ints, rows: Ints) -> None:
    """Write the relation row of each pair as the index knows it, -1 otherwise."""
    for x in range(a.size):
        rows[x] = find(a[x], b[x], start, neighbour, relation)


def _relation_rows(world: World, a: Ints, b: Ints) -> Ints:
    """Return the relation row of each pair, introducing those who do not know each other yet."""
    r, g = world.relations, world.graph
    rows = np.empty(a.size, np.int32)
    _find_many(a, b, g.start, g.neighbour, g.relation, rows)
    if not (rows < 0).any():
        return rows
    # pairs that met this month are not in the index yet
    key = np.minimum(a, b).astype(np.int64) << 32 | np.maximum(a, b)
    fresh = np.arange(int(np.searchsorted(r.live("met"), world.month)), r.n)  # rows come in the order of meeting
    known = r["a"][fresh].astype(np.int64) << 32 | r["b"][fresh]
    order = np.argsort(known)
    missing = np.flatnonzero(rows < 0)
    if fresh.size:
        place = np.minimum(np.searchsorted(known[order], key[missing]), fresh.size - 1)
        hit = known[order][place] == key[missing]
        rows[missing[hit]] = fresh[order][place[hit]]
    missing = np.flatnonzero(rows < 0)
    if missing.size:
        _, first, inverse = np.unique(key[missing], return_index=True, return_inverse=True)
        where = introduce(world, a[missing[first]], b[missing[first]])
        rows[missing] = where.start + inverse
    return rows


def _share(world: World, a: Ints, b: Ints) -> Ints:
    """Count one more agreement shared by each pair; return the relation rows."""
    r = world.relations
    rows = _relation_rows(world, a, b)
    np.add.at(r["formal"], rows, 1)
    np.add.at(r["joint"], rows, 1)
    r["last_active"][rows] = world.month
    return rows


def _pairs(members: Ints, n: Ints) -> tuple[NDArray[np.intp], Ints, Ints]:
    """Return all pairs of members of each partnership, in order: which partnership, one member, the other."""
    width = members.shape[1]
    s, t = np.triu_indices(width, 1)
    inside = t[None, :] < n[:, None]
    which, pair = np.nonzero(inside)
    return which, members[which, s[pair]], members[which, t[pair]]


def _terms(seed: int, keys: Ids, rules: Rules) -> Ints:
    """Draw the term of each agreement, in months."""
    terms = np.empty(keys.size, np.int32)
    for x, key in enumerate(keys):
        u = draw(seed, int(Purpose.TERM), 0, 0, key, 0)
        terms[x] = next(months for edge, months in _TERMS if u <= edge)
    if rules.fixed_term > 0:
        terms[:] = rules.fixed_term
    return terms + rules.term_extra


def sign(world: World, seed: int, a: Ints, b: Ints, origin: Codes, rules: Rules) -> None:
    """Let each pair of rows sign an agreement, invite further members, and start.

    Parameters
    ----------
    a, b : ndarray of int32, shape (agreements,)
        The signing pairs, in a canonical order.
    origin : ndarray of int8
        Why each begins (:class:`.schema.Origin`); those demanded by a call have at least ``rules.least`` members if the
        lead knows enough.
    """
    o, r, q, g = world.organisations, world.relations, world.partnerships, world.graph
    low, high = np.minimum(a, b), np.maximum(a, b)
    keys = np.array(
        [partnership_id(int(o["id"][i]), world.month, int(o["id"][j])) for i, j in zip(low, high, strict=True)],
        np.int64,
    )
    count = a.size
    members, n = np.full((count, MEMBERS), -1, np.int32), np.zeros(count, np.int32)
    types, main, second = np.zeros(count, np.int8), np.zeros(count, np.int32), np.zeros(count, np.int32)
    least = np.where(origin == Origin.CALL, rules.least, 2).astype(np.int32)
    _assemble(
        count,
        seed,
        world.month,
        world.fields,
        o["id"],
        o["kind"],
        o["size"],
        o["priority"],
        o["active"],
        o["vacant"],
        low.astype(np.int32),
        high.astype(np.int32),
        keys,
        g.start,
        g.mid,
        g.neighbour,
        g.relation,
        r["cooperating"],
        r["a"],
        r["personal_a"],
        r["personal_b"],
        rules.growth,
        rules.most,
        least,
        members,
        n,
        types,
        main,
        second,
    )
    which, pair_a, pair_b = _pairs(members, n)
    trust = _mean_trust(world, which, _share(world, pair_a, pair_b), count)
    terms = _terms(seed, keys, rules)
    inside = np.arange(MEMBERS)[None, :] < n[:, None]
    lead = members[:, 0]
    q.add(
        count,
        id=keys,
        lead=lead,
        type=types,
        origin=origin,
        field=main,
        second=second,
        district=o["district"][lead],
        signed=world.month,
        term=terms,
        term_end=world.month + terms,
        review=world.month + terms,
        n_members=n,
        member=members,
        joined=np.where(inside, world.month, 0),
        pledge=np.where(inside, rules.pledge, 0.0),
        governance=0.2 + 0.5 * o["skill"][lead] + 0.3 * o["experience"][lead],
        lost=NEVER,
        frailty=[normal(draw(seed, int(Purpose.BUILD_PARTNERSHIP), 0, 0, key, 0)) for key in keys],
        trust=trust,
        trust_start=trust,
        goal=0.25 * np.where(inside, o["served"][members], 0.0).sum(axis=1) * terms / 3.0,
    )
    world.count("partnerships_formed", count)


def _mean_trust(world: World, which: NDArray[np.intp], rows: Ints, count: int) -> Floats:
    """Return the mean trust over the pairs of each new partnership, both ways."""
    r, weight = world.relations, world.params["maintenance"].personal_weight
    personal = 0.5 * (r["personal_a"][rows] + r["personal_b"][rows])
    institutional = 0.5 * (r["institutional_a"][rows] + r["institutional_b"][rows])
    level = weight * personal + (1.0 - weight) * institutional
    return np.asarray(np.bincount(which, level, count) / np.bincount(which, minlength=count))


@compiled
def _who_invites(
    m: int,
    seed: int,
    month: int,
    ids: Ids,
    keys: Ids,
    n: Ints,
    member: Ints,
    active: Codes,
    vacant: Ints,
    start: Ints,
    mid: Ints,
    neighbour: Ints,
    relation: Ints,
    cooperating: Codes,
    rel_a: Ints,
    personal_a: Floats,
    personal_b: Floats,
    chance: float,
    most: int,
    invited: Ints,
) -> int:
    """Write whom each running partnership invites this month, -1 for nobody. Returns how many join."""
    joined = 0
    for p in range(m):
        invited[p] = -1
        if n[p] == 0 or n[p] >= most or vacant[member[p, 0]] > 0:
            continue
        if draw(seed, Purpose.GROW, month, 0, keys[p], 1) >= chance:
            continue
        invited[p] = _invitee(
            seed,
            month,
            0,
            member[p, 0],
            member[p, 1],
            member[p],
            n[p],
            ids,
            keys[p],
            active,
            vacant,
            start,
            mid,
            neighbour,
            relation,
            cooperating,
            rel_a,
            personal_a,
            personal_b,
        )
        if invited[p] >= 0:
            joined += 1
    return joined


def invite_later(world: World, seed: int, rules: Rules) -> None:
    """Let running partnerships invite one more member; the type follows the members."""
    o, r, q, g = world.organisations, world.relations, world.partnerships, world.graph
    if rules.later_growth <= 0.0 or q.n == 0:
        return
    invited = np.empty(q.n, np.int32)
    older = int(np.count_nonzero(q.live("signed") < world.month))
    if not _who_invites(
        older,
        seed,
        world.month,
        o["id"],
        q["id"],
        q["n_members"],
        q["member"],
        o["active"],
        o["vacant"],
        g.start,
        g.mid,
        g.neighbour,
        g.relation,
        r["cooperating"],
        r["a"],
        r["personal_a"],
        r["personal_b"],
        monthly(rules.later_growth),
        rules.most,
        invited,
    ):
        return
    for p in np.flatnonzero(invited[:older] >= 0):
        n, k = int(q["n_members"][p]), invited[p]
        _share(world, q["member"][p, :n].copy(), np.full(n, k, np.int32))
        q["member"][p, n], q["joined"][p, n], q["pledge"][p, n] = k, world.month, rules.pledge
        q["n_members"][p] = n + 1
        q["type"][p] = partnership_type(q["member"][p], n + 1, o["kind"], o["priority"], world.fields)
        world.count("members_joined", 1)


def install(world: World, pairs: list[tuple[int, int]], ages: list[int]) -> None:
    """Start agreements that already exist in a registry, each ``ages`` months old, on the usual terms."""
    rules = Rules(0.0, 0.0, 2, 2, 0, 0, 10.0)
    first = world.partnerships.n
    a = np.array([x for x, _ in pairs], np.int32)
    b = np.array([y for _, y in pairs], np.int32)
    sign(world, world.seed, a, b, np.full(a.size, Origin.INITIAL, np.int8), rules)
    q = world.partnerships
    age = np.array(ages, np.int32)
    q["signed"][first : q.n] -= age
    past = age // np.maximum(q["term"][first : q.n], 1)
    q["renewals"][first : q.n] = past
    end = q["signed"][first : q.n] + (past + 1) * q["term"][first : q.n]
    q["term_end"][first : q.n] = end
    q["review"][first : q.n] = end
    q["joined"][first : q.n, :2] -= age[:, None]
