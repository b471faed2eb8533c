"""What an agreement is once its members are known: its type, its fields, its term, and what its pairs now share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .compiling import compiled
from .draws import Purpose, draw, normal
from .identity import partnership_id
from .named import View, add_rows
from .relations import introduce_strangers, met_this_month, pair_key, relation_of
from .rule import rule
from .schema import Origin, PartnershipType
from .trust import mean_trust

if TYPE_CHECKING:
    from .world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Keys = NDArray[np.int64]

_SECOND_FIELD = 0.6  # share of the main field's weight from which a second field is named
_INDIVIDUAL, _PUBLIC_PRIVATE = int(PartnershipType.INDIVIDUAL), int(PartnershipType.PUBLIC_PRIVATE)
_COMMUNITY, _OTHER = int(PartnershipType.COMMUNITY), int(PartnershipType.OTHER)
_INTER_ORGANISATIONAL = int(PartnershipType.INTER_ORGANISATIONAL)
_INITIAL = int(Origin.INITIAL)
_PLEDGE = 10.0  # hours a month that each member of a known agreement promises


@compiled
def partnership_type(members: Ints, n: int, kind: Codes) -> int:
    """Return the type that follows from the first ``n`` members, first match wins (:class:`.schema.PartnershipType`)."""
    count = np.zeros(5, np.int64)
    for s in range(n):
        count[kind[members[s]]] += 1
    agencies, nonprofits, companies, communities, individuals = count
    if 2 * individuals >= n:
        return _INDIVIDUAL
    if agencies > 0 and nonprofits + companies > 0:
        return _PUBLIC_PRIVATE
    if communities > 0:
        return _COMMUNITY
    return _INTER_ORGANISATIONAL if individuals == 0 else _OTHER


@compiled
def usual_term(seed: int, key: int) -> int:
    """Draw the term of an agreement in months: 12, 24, 36 or 60 with chances .248, .444, .228 and .08 [working]."""
    u = draw(seed, Purpose.TERM, 0, 0, key, 0)
    if u <= 0.248:
        return 12
    if u <= 0.692:
        return 24
    return 36 if u <= 0.92 else 60


@compiled
def found_partnership(w: View, i: int, j: int, origin: int) -> int:
    """Append the partnership that two organisations sign this month, the larger one leading; return its row.

    Its term, its type and what its pairs share follow when all members are known (:func:`settle`).
    """
    o = w.organisations
    low, high = min(i, j), max(i, j)
    lead, other = (low, high) if o.size[low] >= o.size[high] else (high, low)
    k = add_rows(w.partnerships, 1)
    q = w.partnerships
    q.id[k] = partnership_id(o.id[low], w.month, o.id[high])
    q.lead[k], q.origin[k], q.district[k], q.signed[k] = lead, origin, o.district[lead], w.month
    q.member[k, 0], q.member[k, 1], q.n_members[k] = lead, other, 2
    q.governance[k] = 0.2 + 0.5 * o.skill[lead] + 0.3 * o.experience[lead]
    q.frailty[k] = normal(draw(w.seed, Purpose.BUILD_PARTNERSHIP, 0, 0, q.id[k], 0))
    w.counts.partnerships_formed += 1
    return k


@compiled
def settle(w: View, first: int, term: int, extra: int, pledge: float) -> None:
    """Complete the partnerships from row ``first`` on: term, type, fields, pledges, goal, shared pairs, trust.

    Parameters
    ----------
    term, extra : int
        Prescribed term in months (0: the usual mix), and months added to it.
    pledge : float
        Hours a month that each member promises.
    """
    q = w.partnerships
    pairs = 0
    for k in range(first, q.n):
        _complete(w, k, term, extra, pledge)
        pairs += q.n_members[k] * (q.n_members[k] - 1) // 2
    met = met_this_month(w, pairs)
    strangers, count = np.empty(pairs, np.int64), 0
    for k in range(first, q.n):
        count = _list_strangers(w, k, -1, met, strangers, count)
    introduce_strangers(w, strangers, count, met)
    for k in range(first, q.n):
        q.trust[k] = _share(w, k, -1, met)
        q.trust_start[k] = q.trust[k]


@compiled
def _complete(w: View, k: int, term: int, extra: int, pledge: float) -> None:
    """Write what follows from the members of a new partnership."""
    o, q = w.organisations, w.partnerships
    q.term[k] = (term if term > 0 else usual_term(w.seed, q.id[k])) + extra
    q.term_end[k] = w.month + q.term[k]
    q.review[k] = q.term_end[k]
    q.type[k] = partnership_type(q.member[k], q.n_members[k], o.kind)
    for s in range(q.n_members[k]):
        q.joined[k, s], q.pledge[k, s] = w.month, pledge
    _name_fields(w, k)
    q.fit[k] = fit(w, k)
    q.goal[k] = 0.25 * _served(w, k) * q.term[k] / 3.0


@compiled
def join(w: View, k: int, newcomer: int, pledge: float) -> None:
    """Let one more organisation join a running partnership; its type and how well it fits follow the members."""
    o, q = w.organisations, w.partnerships
    slot = q.n_members[k]
    q.member[k, slot], q.joined[k, slot], q.pledge[k, slot] = newcomer, w.month, pledge
    q.n_members[k] = slot + 1
    q.type[k] = partnership_type(q.member[k], slot + 1, o.kind)
    q.fit[k] += (caring(w, k, newcomer) - q.fit[k]) / (slot + 1)
    met = met_this_month(w, slot)
    strangers = np.empty(slot, np.int64)
    introduce_strangers(w, strangers, _list_strangers(w, k, slot, met, strangers, 0), met)
    _share(w, k, slot, met)
    w.counts.members_joined += 1


@compiled
def _list_strangers(w: View, k: int, slot: int, met: Keys, strangers: Keys, count: int) -> int:
    """Append the keys of pairs of members (those of ``slot`` alone unless -1) that do not know each other."""
    q = w.partnerships
    for s in range(q.n_members[k]):
        for t in range(s + 1, q.n_members[k]):
            i, j = q.member[k, s], q.member[k, t]
            if (slot < 0 or slot == s or slot == t) and relation_of(w, i, j, met) < 0:
                strangers[count] = pair_key(i, j)
                count += 1
    return count


@compiled
def _share(w: View, k: int, slot: int, met: Keys) -> float:
    """Count one more agreement for pairs of members (those of ``slot`` alone unless -1); return their mean trust."""
    q, r, total, pairs = w.partnerships, w.relations, 0.0, 0
    for s in range(q.n_members[k]):
        for t in range(s + 1, q.n_members[k]):
            if slot < 0 or slot == s or slot == t:
                pair = relation_of(w, q.member[k, s], q.member[k, t], met)
                r.formal[pair] += 1
                r.joint[pair] += 1
                r.memory[pair] += w.maintenance.memory_gain * (1.0 - r.memory[pair])
                r.last_active[pair] = w.month
                total += mean_trust(r, pair, w.maintenance.personal_weight)
                pairs += 1
    return total / pairs


@compiled
def _name_fields(w: View, k: int) -> None:
    """Write the field that its members care about most, and a second one if it weighs nearly as much."""
    o, q = w.organisations, w.partnerships
    weight = np.zeros(w.fields)
    for s in range(q.n_members[k]):
        for f in range(w.fields):
            weight[f] += o.priority[q.member[k, s], f]
    main = np.argmax(weight)
    q.field[k] = main
    q.second[k] = -1
    top = _SECOND_FIELD * weight[main]
    for f in range(w.fields):
        if f != main and weight[f] > top:
            top = weight[f]
            q.second[k] = f


@compiled
def fit(w: View, k: int) -> float:
    """Return the mean priority, among its members, of what partnership ``k`` is for."""
    q, total = w.partnerships, 0.0
    for s in range(q.n_members[k]):
        total += caring(w, k, q.member[k, s])
    return float(total / q.n_members[k])


@compiled
def caring(w: View, k: int, i: int) -> float:
    """Return the priority of organisation ``i`` for what partnership ``k`` is for."""
    o, q = w.organisations, w.partnerships
    second = o.priority[i, q.second[k]] if q.second[k] >= 0 else 0.0
    return float(o.priority[i, q.field[k]] + second)


@compiled
def _served(w: View, k: int) -> float:
    """Return the needs that all members serve together (eight partial sums, as a vector unit adds sixteen numbers)."""
    q, served = w.partnerships, w.organisations.served
    part = np.zeros(8)
    for s in range(q.n_members[k]):
        part[s % 8] += served[q.member[k, s]]
    return float(((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7])))


# --- agreements of a registry ------------------------------------------------------------------------------------------


@rule(
    "known_agreements",
    reads=(
        "organisations.id",
        "organisations.kind",
        "organisations.size",
        "organisations.priority",
        "organisations.culture",
        "organisations.district",
        "organisations.skill",
        "organisations.experience",
        "organisations.served",
        "maintenance.personal_weight",
        "maintenance.memory_gain",
        "maintenance.trust_start",
        "maintenance.trust_start_spread",
    ),
    writes=("partnerships.*", "relations.*"),
)
def _sign_known(w: View, a: Ints, b: Ints, age: Ints) -> None:
    """Let each pair sign, as if it had so many months ago; past terms count as renewals."""
    first = w.partnerships.n
    for x in range(a.size):
        found_partnership(w, a[x], b[x], _INITIAL)
    settle(w, first, 0, 0, _PLEDGE)
    q = w.partnerships
    for x in range(a.size):
        k = first + x
        q.signed[k] -= age[x]
        q.renewals[k] = age[x] // max(q.term[k], 1)
        q.term_end[k] = q.signed[k] + (q.renewals[k] + 1) * q.term[k]
        q.review[k] = q.term_end[k]
        q.joined[k, 0] -= age[x]
        q.joined[k, 1] -= age[x]


def install(world: World, pairs: list[tuple[int, int]], ages: list[int]) -> None:
    """Start agreements that already exist in a registry, each ``ages`` months old, on the usual terms."""
    a, b = (np.array([pair[side] for pair in pairs], np.int32) for side in (0, 1))
    _sign_known(world, a, b, np.array(ages, np.int32))
