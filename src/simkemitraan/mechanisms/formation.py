"""New ties: chances, proposals, consent, agreements, and consortia that grow.

*When* is separate from *what* (Snijders): each active organisation gets chances at a rate that rises with its size and
its leader's openness and falls steeply with load. At each chance it comes across a small choice set: three friends of
partners, one past partner, one neighbour of the same subdistrict, one well-connected organisation, two at random, and
one fellow member of the forum if there is one. It weighs them by a multinomial logit against doing nothing (Gumbel-max,
one draw an option) and invites the best; the other side must **consent** (rule ``consent``; default: initiative with
reciprocal confirmation). All decisions of a month are taken on the ties at its start and carried out together, so that
nobody's turn depends on the order of rows.

**Agreements** mostly grow out of a cooperation: the chance that a cooperating pair signs rises with meetings, trust,
past agreements and families referred between them, and with what funders demand; a cooperation that
began this month has to wait for the next. Where a funder requires partners,
organisations without one also look for someone to sign with at once; such agreements start with little trust. The
larger side leads and may invite further members, preferring those whom the other already knows; a running partnership
may invite later. A post that is vacant signs nothing.

Sources: Snijders, Steglich & van de Bunt on the split of rate and choice; facts 12-17, 27-29; working values of a
fitted to the targets. Complementarity, rivalry and load are assumptions.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world import agreements, counting, meeting
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, gumbel, monthly, poisson
from ..world.meeting import come_across
from ..world.relations import introduce
from ..world.schema import TERMS, Kind, Origin
from ..world.weighing import accepts, common_partners, glance, headroom, luck_needed, prospects, weigh
from ..world.world import World

Ints = NDArray[np.int32]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]
Ids = NDArray[np.int64]

TITLE = Text("terbentuknya hubungan", "formation")
READS: tuple[str, ...] = (
    "organisations.id",
    "organisations.kind",
    "organisations.active",
    "organisations.size",
    "organisations.openness",
    "organisations.load",
    "organisations.capability",
    "organisations.priority",
    "organisations.culture",
    "organisations.applied",
    "organisations.address",
    "organisations.place",
    "organisations.district",
    "organisations.vacant",
    "relations.meetings",
    "relations.joint",
    "relations.referrals",
    "districts.first_address",
    "districts.addresses",
    "districts.subdistricts",
)
WRITES: tuple[str, ...] = (
    "organisations.forum",
    "organisations.n_informal",
    "organisations.n_formal",
    "organisations.load",
    "relations.*",
    "partnerships.*",
    "traces.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "chances",
        4.84,
        0.0,
        60.0,
        "1/year",
        "fitted to the targets",
        Text("kesempatan mencari mitra per tahun", "chances to look for a partner in a year"),
    ),
    Param(
        "chances_size",
        0.76,
        0.0,
        2.0,
        "1",
        "fitted to the targets",
        Text("pengaruh ukuran pada kesempatan", "effect of size on chances"),
    ),
    Param(
        "chances_openness",
        0.3,
        0.0,
        2.0,
        "1",
        "prototype",
        Text("pengaruh keterbukaan pemimpin", "effect of the leader's openness"),
    ),
    Param(
        "season",
        0,
        0,
        1,
        "switch",
        "budget calendar (equations item 2); off by default",
        Text("musim anggaran memengaruhi kesempatan", "the budget calendar moves chances"),
        form="switch",
    ),
    Param(
        "outside",
        2.8,
        -5.0,
        10.0,
        "utility",
        "fitted to the targets",
        Text("nilai tidak berbuat apa-apa", "value of doing nothing"),
    ),
    Param(
        "complement",
        0.86,
        0.0,
        5.0,
        "utility",
        "assumption; no pattern informs it",
        Text("nilai kemampuan yang melengkapi", "value of complementary capability"),
        informed=False,
    ),
    Param(
        "shared",
        0.5,
        0.0,
        3.0,
        "utility",
        "fitted to the targets (fact 14)",
        Text("nilai mitra bersama", "value of shared partners"),
    ),
    Param(
        "popularity",
        0,
        0.0,
        3.0,
        "utility",
        "fitted to the targets (fact 16)",
        Text("nilai banyaknya mitra", "value of popularity"),
    ),
    Param(
        "trust",
        2.5,
        0.0,
        8.0,
        "utility",
        "fitted to the targets",
        Text("nilai kepercayaan", "value of trust"),
        informed=False,
    ),
    Param(
        "past",
        1.3,
        0.0,
        5.0,
        "utility",
        "prototype (facts 12, 13)",
        Text("nilai pernah bermitra", "value of a past tie"),
        informed=False,
    ),
    Param(
        "near",
        0.1,
        0.0,
        3.0,
        "utility",
        "prototype",
        Text("nilai satu kecamatan", "value of the same subdistrict"),
        informed=False,
    ),
    Param(
        "same_kind",
        0.4,
        -2.0,
        3.0,
        "utility",
        "fitted to the targets (fact 33)",
        Text("nilai jenis yang sama", "value of the same kind"),
    ),
    Param(
        "culture",
        0.4,
        0.0,
        5.0,
        "utility",
        "assumption; no pattern informs it",
        Text("penalti jarak budaya", "penalty of culture distance"),
        informed=False,
    ),
    Param(
        "rivalry",
        0.5,
        0.0,
        5.0,
        "utility",
        "assumption; direction: fact 19",
        Text("penalti persaingan dana", "penalty of rivalry for the same funders"),
        informed=False,
    ),
    Param(
        "load",
        0.5,
        0.0,
        5.0,
        "utility",
        "assumption; no pattern informs it",
        Text("penalti beban pihak lain", "penalty of the other's load"),
        informed=False,
    ),
    Param(
        "consent",
        0,
        0,
        2,
        "rule",
        "RSiena model types 3, 2 and 6 (initiative, forcing, joint)",
        Text("aturan persetujuan", "rule of consent"),
        form="choice",
        choices=("confirm", "forcing", "joint"),
    ),
    Param(
        "consent_level",
        -0.45,
        -6.0,
        6.0,
        "logit",
        "fitted to the targets",
        Text("kecenderungan menerima ajakan", "inclination to accept"),
    ),
    Param(
        "consent_load",
        1.5,
        0.0,
        6.0,
        "logit",
        "prototype",
        Text("pengaruh beban pada penerimaan", "effect of load on accepting"),
    ),
    Param(
        "cross_district",
        0.05,
        0.0,
        1.0,
        "share",
        "assumption",
        Text("bagian perjumpaan lintas daerah", "share of chance meetings across districts"),
        informed=False,
    ),
    Param(
        "forum_share",
        0.0,
        0.0,
        1.0,
        "share",
        "policy lever (Scott 2016, fact 22)",
        Text("bagian organisasi aktif yang ikut forum", "share of active organisations in a convening forum"),
        role="lever",
        cost=300.0,
    ),
    Param(
        "forum_bonus",
        0.5,
        0.0,
        4.0,
        "utility",
        "direction: fact 22",
        Text("nilai sesama anggota forum", "value of a fellow member of the forum"),
        informed=False,
    ),
    Param(
        "formalising",
        0.037,
        0.0,
        5.0,
        "rate/year",
        "fitted to the targets (facts 27, 28)",
        Text("laju kerjasama menjadi kemitraan", "rate at which a cooperation becomes an agreement"),
    ),
    Param(
        "formalising_meetings",
        0.49,
        0.0,
        2.0,
        "1",
        "fitted to the targets (fact 28)",
        Text("pengaruh pertemuan", "effect of meetings"),
    ),
    Param(
        "formalising_trust",
        0.95,
        0.0,
        6.0,
        "1",
        "prototype; no pattern informs it",
        Text("pengaruh kepercayaan", "effect of trust"),
        informed=False,
    ),
    Param(
        "formalising_past",
        1.1,
        0.0,
        2.0,
        "1",
        "fitted to the targets (fact 12)",
        Text("pengaruh kemitraan terdahulu", "effect of past agreements"),
    ),
    Param(
        "formalising_referral",
        0.2,
        0.0,
        3.0,
        "1",
        "assumption",
        Text("pengaruh rujukan keluarga", "effect of families referred between them"),
        informed=False,
    ),
    Param(
        "repeat",
        0.35,
        0.0,
        1.0,
        "share",
        "fitted to the targets (fact 12)",
        Text("laju kemitraan kedua pada pasangan yang sama", "rate of a second agreement of the same pair, relative"),
    ),
    Param(
        "call_pull",
        1.0,
        0.0,
        5.0,
        "1",
        "assumption; no pattern informs it",
        Text("pengaruh tuntutan penyandang dana", "effect of what funders demand"),
        informed=False,
    ),
    Param(
        "call_search",
        0.5,
        0.0,
        5.0,
        "rate/year",
        "assumption; no pattern informs it",
        Text("laju mencari mitra demi syarat dana", "rate of seeking a partner because a funder requires one"),
        informed=False,
    ),
    Param(
        "growth",
        0.18,
        0.0,
        0.95,
        "probability",
        "fitted to the targets (mean members 2.2-4)",
        Text("peluang mengundang satu anggota lagi", "chance to invite one more member"),
    ),
    Param(
        "later_growth",
        0.025,
        0.0,
        2.0,
        "rate/year",
        "assumption",
        Text("laju mengundang anggota kemudian", "rate of inviting a member later"),
        informed=False,
    ),
    Param("max_members", 6, 2, 16, "members", "prototype", Text("anggota paling banyak", "most members"), form="whole"),
    Param(
        "fixed_term",
        0,
        0,
        120,
        "months",
        "policy lever; 0 is the usual mix of 12, 24, 36 and 60 months (facts 59, 60)",
        Text("masa berlaku yang ditetapkan; 0 berarti campuran lazim", "prescribed term; 0 means the usual mix"),
        role="lever",
        form="whole",
    ),
    Param(
        "term_extra",
        0,
        0,
        60,
        "months",
        "policy lever",
        Text("tambahan masa berlaku kemitraan", "months added to the term of agreements"),
        role="lever",
        form="whole",
    ),
    Param(
        "pledge_hours",
        10.0,
        0.0,
        200.0,
        "hours/month",
        "assumption",
        Text("jam yang dijanjikan tiap anggota", "hours each member pledges"),
        informed=False,
    ),
)

_SEASON = (1.0, 1.5, 1.5, 1.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.6, 0.6)
_MOST = 6
_SLOTS = 9
_N_TERMS = len(TERMS)


@compiled
def _chances(
    n: int,
    seed: int,
    month: int,
    ids: Ids,
    active: Codes,
    size: Floats,
    openness: Floats,
    load: Floats,
    n_formal: Ints,
    kind: Codes,
    number: Ints,
    urgent: Codes,
    rate: float,
    by_size: float,
    by_openness: float,
    search: float,
) -> int:
    """Draw how many chances each organisation has this month, and who is pressed by a call. Returns their sum."""
    total = 0
    for i in range(n):
        number[i] = 0
        urgent[i] = 0
        if not active[i]:
            continue
        mean = rate * math.exp(by_size * size[i] + by_openness * openness[i]) / (1.0 + load[i] ** 4)
        if mean > 0.0:
            number[i] = min(_MOST, poisson(draw(seed, Purpose.CHANCE, month, 0, ids[i], 0), min(mean, 4.0)))
        pressed = search > 0.0 and n_formal[i] == 0 and kind[i] != Kind.COMPANY
        if pressed and draw(seed, Purpose.CHANCE, month, 1, ids[i], 0) < search:
            urgent[i] = 1
            number[i] = max(1, number[i])
        total += number[i]
    return total


@compiled
def _propose(
    n: int,
    seed: int,
    month: int,
    fields: int,
    ids: Ids,
    active: Codes,
    kind: Codes,
    place: Ints,
    district: Ints,
    forum: Codes,
    sizes: tuple[Floats, Floats, Floats],
    degree: Ints,
    capability: Floats,
    priority: Floats,
    culture: Floats,
    applied: Floats,
    known: tuple[Floats, Floats, Floats, Floats],
    a: Ints,
    start: Ints,
    mid: Ints,
    neighbour: Ints,
    relation: Ints,
    head: Ints,
    following: Ints,
    home: Ints,
    number: Ints,
    urgent: Codes,
    beta: Floats,
    rule: int,
    found: Ints,
    spot: Ints,
    stamp: NDArray[np.int64],
    token: int,
    who: Ints,
    whom: Ints,
    how: Codes,
    row: Ints,
    vouch: Floats,
    pressed: Codes,
    why: Floats,
) -> tuple[int, int]:
    """Let every organisation use its chances; write the invitations that were accepted. Returns (how many, last token)."""
    accepted = 0
    terms, best_terms = np.zeros(why.shape[1]), np.zeros(why.shape[1])
    origins = np.array([1, 1, 1, 2, 3, 5, 6, 6, 4], np.int8)
    popular = int(degree[:n].max())
    for i in range(n):
        if number[i] == 0:
            continue
        token += 1
        for e in range(start[i], start[i + 1]):
            stamp[neighbour[e]] = token
            spot[neighbour[e]] = e
        room = headroom(i, fields, mid[i] - start[i], capability, priority, beta)
        unknown, familiar = prospects(room, popular, forum[i], beta)
        for chance in range(number[i]):
            outside = beta[15] - (2.0 if urgent[i] and chance == 0 else 0.0)
            top = outside + gumbel(draw(seed, Purpose.CHOOSE, month, chance, ids[i], ids[i]))
            least, least_unknown = luck_needed(top - familiar), luck_needed(top - unknown)
            best, best_row, best_slot, best_common, best_utility, best_theirs = -1, -1, 0, 0, 0.0, 0.0
            come_across(
                chance,
                seed,
                month,
                i,
                ids,
                active,
                forum,
                home,
                start,
                mid,
                neighbour,
                head,
                following,
                beta[16],
                found,
            )
            for slot in range(found.size):
                j = found[slot]
                if j < 0 or j in (i, best):
                    continue
                u = draw(seed, Purpose.CHOOSE, month, chance, ids[i], ids[j])
                if u < least:
                    continue  # not even the dearest friend could win with so little luck
                r = -1
                if stamp[j] == token:
                    if spot[j] < mid[i]:
                        continue
                    r = relation[spot[j]]
                elif u < least_unknown:
                    continue
                luck = gumbel(u)
                seen, theirs = glance(i, j, r, kind, place, district, forum, sizes[1], degree, known, a, beta, terms)
                if seen + room + luck <= top:
                    continue  # whatever the other terms were, it could not win
                common = common_partners(i, j, start, mid, neighbour, spot, stamp, token)
                utility = weigh(i, j, fields, common, capability, priority, culture, applied, beta, terms)
                if utility + luck > top:
                    top = utility + luck
                    best, best_row, best_slot, best_common = j, r, slot, common
                    best_utility, best_theirs = utility, theirs
                    best_terms[:] = terms
            if best < 0:
                continue
            u = draw(seed, Purpose.CONSENT, month, chance, ids[i], ids[best])
            if not accepts(
                rule,
                u,
                best_utility,
                beta,
                best_common,
                best_theirs,
                best_terms[7],
                sizes[0][i],
                sizes[1][best],
                sizes[2][best],
            ):
                continue
            who[accepted], whom[accepted], how[accepted], row[accepted] = i, best, origins[best_slot], best_row
            vouch[accepted] = 0.05 * min(best_common, 3)
            pressed[accepted] = 1 if urgent[i] and chance == 0 else 0
            why[accepted, :] = best_terms
            accepted += 1
    return accepted, token


@compiled
def _sign(
    m: int,
    seed: int,
    month: int,
    ids: Ids,
    active: Codes,
    vacant: Ints,
    a: Ints,
    b: Ints,
    cooperating: Codes,
    mandated: Codes,
    since: Ints,
    formal: Ints,
    joint: Ints,
    meetings: Floats,
    referrals: Floats,
    trust: tuple[Floats, Floats, Floats, Floats],
    w: Floats,
    signs: Codes,
) -> int:
    """Mark the pairs that sign an agreement this month. Returns how many."""
    signed = 0
    ceiling = w[0] / 12.0 * math.exp(w[1] * math.log(31.0) + 0.4 * w[2] + w[5] + w[7])
    for r in range(m):
        signs[r] = 0
        if mandated[r] or not (cooperating[r] or formal[r] > 0) or formal[r] >= 2 or since[r] == month:
            continue
        i, j = a[r], b[r]
        if vacant[i] > 0 or vacant[j] > 0 or not (active[i] and active[j]):
            continue
        u = draw(seed, Purpose.FORMALISE, month, 0, ids[i], ids[j])
        if joint[r] == 0 and u > ceiling:
            continue
        level = 0.5 * w[6] * (trust[0][r] + trust[1][r]) + 0.5 * (1.0 - w[6]) * (trust[2][r] + trust[3][r])
        z = w[1] * math.log(meetings[r] + 0.02) + w[2] * (level - 0.6) + w[3] * math.log(1.0 + joint[r])
        z += w[5] * min(1.0, referrals[r]) + w[7]
        rate = w[0] * math.exp(z) * (w[4] if formal[r] > 0 else 1.0)
        if u < monthly(rate):
            signs[r] = 1
            signed += 1
    return signed


def _demand(world: World) -> float:
    """Return how strongly funders ask for joint proposals, 0 to about 1 (levers of *funding*, if it has them)."""
    funding = world.params["funding"]
    return min(1.0, funding.get("partnership_required", 0.0) + 0.5 * funding.get("partnership_bonus", 0.0))


def _join_forum(world: World, p: Values, seed: int) -> None:
    """Everybody has one lot for joining a forum, drawn once; raising the share only adds members."""
    o = world.organisations
    if p.forum_share <= 0.0:
        o.live("forum")[...] = 0
        return
    o.live("forum")[...] = [
        active and draw(seed, int(Purpose.FORUM_JOIN), 0, 0, i, 0) < p.forum_share
        for i, active in zip(o.live("id"), o.live("active") == 1, strict=True)
    ]


def _homes(world: World) -> Ints:
    """Return for each organisation: first address, addresses per subdistrict, subdistrict, subdistricts; shape (n, 4)."""
    o, d = world.organisations, world.districts
    row = o.live("district")
    columns = (d["first_address"][row], d["addresses"][row], o.live("place"), d["subdistricts"][row])
    return np.stack(columns, axis=1).astype(np.int32)


def _invite(world: World, p: Values, seed: int) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """Chances, proposals, consent; new cooperation begins. Returns the pairs pressed by a call, and their mask."""
    o, r, g, d = world.organisations, world.relations, world.graph, world.districts
    scale = (_SEASON[world.calendar] if p.season else 1.0) / 12.0
    number, urgent = np.zeros(o.n, np.int32), np.zeros(o.n, np.int8)
    search = monthly(p.call_search * _demand(world))
    total = _chances(
        o.n,
        seed,
        world.month,
        o["id"],
        o["active"],
        o["size"],
        o["openness"],
        o["load"],
        o["n_formal"],
        o["kind"],
        number,
        urgent,
        p.chances * scale,
        p.chances_size,
        p.chances_openness,
        search,
    )
    if total == 0:
        return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int8)
    addresses = int((d.live("addresses") * d.live("subdistricts")).sum())
    head, following = np.empty(addresses, np.int32), np.empty(o.n, np.int32)
    meeting.settle(o.n, o["active"], o["address"], head, following)
    beta = np.array(
        [
            p.complement,
            p.shared,
            p.popularity,
            p.trust,
            p.past,
            p.near,
            p.same_kind,
            p.culture,
            p.rivalry,
            p.load,
            p.forum_bonus,
            world.params["maintenance"].trust_start,
            world.params["maintenance"].personal_weight,
            p.consent_level,
            p.consent_load,
            p.outside,
            p.cross_district,
        ]
    )
    who, whom, row = np.empty(total, np.int32), np.empty(total, np.int32), np.empty(total, np.int32)
    how, pressed = np.empty(total, np.int8), np.empty(total, np.int8)
    vouch, why = np.empty(total), np.empty((total, _N_TERMS))
    accepted, g.token = _propose(
        o.n,
        seed,
        world.month,
        world.fields,
        o["id"],
        o["active"],
        o["kind"],
        o["place"],
        o["district"],
        o["forum"],
        (o["size"], o["load"], o["openness"]),
        o["n_informal"] + o["n_formal"],
        o["capability"],
        o["priority"],
        o["culture"],
        o["applied"],
        (r["personal_a"], r["personal_b"], r["institutional_a"], r["institutional_b"]),
        r["a"],
        g.start,
        g.mid,
        g.neighbour,
        g.relation,
        head,
        following,
        _homes(world),
        number,
        urgent,
        beta,
        int(p.consent),
        np.empty(_SLOTS if p.forum_share > 0.0 else _SLOTS - 1, np.int32),
        np.empty(o.n, np.int32),
        g.stamp,
        g.token,
        who,
        whom,
        how,
        row,
        vouch,
        pressed,
        why,
    )
    who, whom, row = who[:accepted], whom[:accepted], row[:accepted]
    how, pressed, vouch, why = how[:accepted], pressed[:accepted], vouch[:accepted], why[:accepted]
    key = np.minimum(who, whom).astype(np.int64) << 32 | np.maximum(who, whom)
    first = np.sort(np.unique(key, return_index=True)[1])
    _begin(world, who[first], whom[first], how[first], row[first], vouch[first], why[first])
    return who[first], whom[first], pressed[first]


def _begin(world: World, who: Ints, whom: Ints, how: NDArray[np.int8], row: Ints, vouch: Floats, why: Floats) -> None:
    """Begin cooperation for each accepted invitation (each pair once)."""
    r, o = world.relations, world.organisations
    new = row < 0
    where = introduce(world, who[new], whom[new], vouch[new])
    rows = row.copy()
    rows[new] = np.arange(where.start, where.stop)
    r["cooperating"][rows] = 1
    r["since"][rows] = world.month
    r["last_active"][rows] = world.month
    r["origin"][rows] = how
    r["meetings"][rows] = np.maximum(r["meetings"][rows], 0.1)
    world.count("cooperation_formed", rows.size)
    if world.spec.trace and rows.size:
        world.traces.add(rows.size, month=world.month, proposer=o["id"][who], other=o["id"][whom], origin=how, term=why)


def step(world: World, p: Values, seed: int) -> None:
    """Form cooperation, sign agreements, let consortia grow."""
    o, r = world.organisations, world.relations
    _join_forum(world, p, seed)
    counting.count_ties(world)
    who, whom, pressed = _invite(world, p, seed)
    funding = world.params["funding"]
    w = np.array(
        [
            p.formalising,
            p.formalising_meetings,
            p.formalising_trust,
            p.formalising_past,
            p.repeat,
            p.formalising_referral,
            world.params["maintenance"].personal_weight,
            p.call_pull * _demand(world),
        ]
    )
    signs = np.zeros(r.n, np.int8)
    signed = _sign(
        r.n,
        seed,
        world.month,
        o["id"],
        o["active"],
        o["vacant"],
        r["a"],
        r["b"],
        r["cooperating"],
        r["mandated"],
        r["since"],
        r["formal"],
        r["joint"],
        r["meetings"],
        r["referrals"],
        (r["personal_a"], r["personal_b"], r["institutional_a"], r["institutional_b"]),
        w,
        signs,
    )
    rows = np.flatnonzero(signs)
    open_posts = (o["vacant"][who] <= 0) & (o["vacant"][whom] <= 0) & (pressed == 1)
    rules = agreements.Rules(
        growth=p.growth,
        later_growth=p.later_growth,
        most=int(p.max_members),
        least=int(funding.get("min_members", 2)),
        fixed_term=int(p.fixed_term),
        term_extra=int(p.term_extra),
        pledge=p.pledge_hours,
    )
    if signed or open_posts.any():
        agreements.sign(
            world,
            seed,
            np.concatenate([r["a"][rows], who[open_posts]]),
            np.concatenate([r["b"][rows], whom[open_posts]]),
            np.concatenate(
                [
                    np.full(rows.size, Origin.FROM_COOPERATION, np.int8),
                    np.full(int(open_posts.sum()), Origin.CALL, np.int8),
                ]
            ),
            rules,
        )
    agreements.invite_later(world, seed, rules)
    counting.count_ties(world)
