"""Gives known organisations their known figures and ties, when the horizon begins.

What a registry does not say of a tie, but every tie that has lasted has (how well the two get on, how often they meet,
what they trust each other), it takes from a tie of the same simulated place, which has been through thirty years and more.
And who has many ties in the registry makes many and draws many: lasting reach and appeal of an organisation are what those with
as many ties have in the simulated place (regression on the logarithm of ties within a kind, which shrinks towards the
mean of the kind). Without both, an imported network would fall apart in the first months and regrow as somebody else's.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from . import partnerships
from .draws import Purpose, draw
from .identity import partnership_id
from .known import known_rows
from .relations import introduce_pairs
from .schema import NEVER, Kind, Origin
from .units import VOLUNTEER
from .world import World

_LIVED = ("affinity", "frailty", "meetings")
_TRUST = ("personal_a", "personal_b", "institutional_a", "institutional_b")


def install(world: World) -> None:
    """At the start of the horizon, give known organisations their known figures and ties (and no others)."""
    registry = world.spec.place.registry
    if not registry.organisations:
        return
    rows = known_rows(world)
    _known_figures(world, rows)
    _known_ties(world, rows)


def _known_figures(world: World, rows: NDArray[np.int64]) -> None:
    o = world.organisations
    for row, known in zip(rows, world.spec.place.registry.organisations, strict=True):
        if row < 0:
            continue
        for name, value in (
            ("staff", known.staff),
            ("staff_wanted", known.staff),
            ("posts", known.staff),
            ("volunteers", known.volunteers),
            ("own_income", known.income),
            ("place", known.place),
            ("active", known.active),
        ):
            if value is not None:
                o[name][row] = value
        if known.priority is not None:
            o["priority"][row] = known.priority
        o["capacity_start"][row] = o["staff"][row] + VOLUNTEER * o["volunteers"][row]
    _move_in(world, rows[rows >= 0])


def _move_in(world: World, rows: NDArray[np.int64]) -> None:
    """Let organisations live at the same spot of the subdistrict that the registry names."""
    o, d = world.organisations, world.districts
    home = o["district"][rows]
    spot = (o["address"][rows] - d["first_address"][home]) % d["addresses"][home]
    o["address"][rows] = d["first_address"][home] + o["place"][rows] * d["addresses"][home] + spot


def _known_ties(world: World, rows: NDArray[np.int64]) -> None:
    """Replace the ties among known organisations by those of the registry."""
    o, r, p = world.organisations, world.relations, world.partnerships
    lived = _lived_ties(world)
    _lasting_effects(world, rows)
    known = np.zeros(o.n, np.bool_)
    known[rows[rows >= 0]] = True
    inside = known[r.live("a")] & known[r.live("b")] & (r.live("mandated") == 0)
    members = np.where(p.live("member") >= 0, known[np.maximum(p.live("member"), 0)], False).any(axis=1)
    p.live("n_members")[members] = 0
    r.live("forgotten")[inside] = 1
    r.live("cooperating")[inside] = 0
    r.live("formal")[known[r.live("a")] | known[r.live("b")]] = 0
    r.keep(r.live("forgotten") == 0)
    p.keep(p.live("n_members") > 0)
    _add_known_ties(world, rows, lived)


def _lived_ties(world: World) -> dict[str, NDArray[np.float64]]:
    """Return what ties have that the simulated place has come to, in the order of ids."""
    r, ids = world.relations, world.organisations["id"]
    tied = (r.live("cooperating") == 1) & (r.live("mandated") == 0) & (r.live("forgotten") == 0)
    rows = np.flatnonzero(tied)
    rows = rows[np.lexsort((ids[r["b"][rows]], ids[r["a"][rows]]))]
    return {name: r[name][rows].copy() for name in (*_LIVED, *_TRUST)}


def _lasting_effects(world: World, rows: NDArray[np.int64]) -> None:
    """Give known organisations the reach and the appeal that go with their ties, among the simulated ones as they are."""
    o, known = world.organisations, world.spec.place.registry
    pairs = {(t.a, t.b) for t in known.ties} | {p for m in known.agreements for p in combinations(sorted(m.members), 2)}
    if not pairs:
        return
    ties = np.bincount(np.array(sorted(pairs)).ravel(), minlength=len(rows))
    there = rows[rows >= 0]
    reach = _as_with_ties(world, "reach", there, ties[rows >= 0])
    appeal = _as_with_ties(world, "appeal", there, ties[rows >= 0])
    o["size"][there] += reach - o["reach"][there]
    o["reach"][there], o["appeal"][there] = reach, appeal


def _as_with_ties(world: World, name: str, rows: NDArray[np.int64], ties: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what simulated organisations of the same kind with so many ties have, by a regression; shape (rows,)."""
    o = world.organisations
    degree = np.log1p(o.live("n_informal") + o.live("n_formal"))
    use, kind, value = o.live("active") == 1, o.live("kind"), o.live(name)
    count = np.maximum(np.bincount(kind[use], minlength=len(Kind)), 1)
    means = [np.bincount(kind[use], weights=x[use], minlength=len(Kind)) / count for x in (degree, value)]
    x, y = (column - mean[kind] for column, mean in zip((degree, value), means, strict=True))
    spread = float((x[use] ** 2).sum())
    if spread == 0.0:  # nobody has lived here yet
        return np.asarray(value[rows])
    slope = float((x[use] * y[use]).sum()) / spread
    return np.asarray(means[1][kind[rows]] + slope * (np.log1p(ties) - means[0][kind[rows]]))


def _as_lived(world: World, where: list[int], lived: dict[str, NDArray[np.float64]]) -> None:
    """Give ties what a tie of the simulated place has, each from one picked by the luck of the pair."""
    r, ids = world.relations, world.organisations["id"]
    if not lived["affinity"].size:
        return
    for row in where:
        u = draw(world.seed, Purpose.PAIR, 0, 2, ids[r["a"][row]], ids[r["b"][row]])
        for name, values in lived.items():
            r[name][row] = values[int(u * values.size)]


def _add_known_ties(world: World, rows: NDArray[np.int64], lived: dict[str, NDArray[np.float64]]) -> None:
    r, known = world.relations, world.spec.place.registry
    ties = sorted(
        (min(rows[t.a], rows[t.b]), max(rows[t.a], rows[t.b]), t.formal, t.age, t.trust)
        for t in known.ties
        if rows[t.a] >= 0 and rows[t.b] >= 0 and t.a != t.b
    )
    many = sorted((_there(rows, m.members), m.age, m.trust) for m in known.agreements)
    past = sorted((_there(rows, p.members), p.ago, p.formal) for p in known.past)
    where = _introduce(world, {(int(a), int(b)) for a, b, *_ in ties})
    r["cooperating"][where] = 1
    r["origin"][where] = Origin.INITIAL
    r["meetings"][where] = 1.0
    r["since"][where] = world.month
    _introduce(world, {pair for members, *_ in (*many, *past) for pair in combinations(sorted(members), 2)})
    rows_of = {(int(a), int(b)): row for row, (a, b) in enumerate(zip(r.live("a"), r.live("b"), strict=True))}
    _remember(world, past, rows_of)
    tied = {pair for members, *_ in many for pair in combinations(sorted(members), 2)}
    _as_lived(world, [*range(where.start, where.stop), *(rows_of[pair] for pair in sorted(tied))], lived)
    for a, b, _, age, trust in ties:
        row = rows_of[int(a), int(b)]
        r["since"][row] = min(int(r["since"][row]), world.month - age)
        _trust(world, [row], trust)
    world.rebuild_graph()
    formal = [((int(a), int(b)), age, None) for a, b, is_formal, age, _ in ties if is_formal]
    _start(world, [*formal, *(m for m in many if len(m[0]) > 1)], rows_of)


def _there(rows: NDArray[np.int64], members: tuple[int, ...]) -> tuple[int, ...]:
    """Return the rows of the members that are there, in their order."""
    return tuple(int(rows[m]) for m in members if rows[m] >= 0)


def _introduce(world: World, pairs: set[tuple[int, int]]) -> slice:
    """Introduce the pairs that do not know each other yet; returns their rows."""
    r = world.relations
    tied = {(int(a), int(b)) for a, b in zip(r.live("a"), r.live("b"), strict=True)}
    new = np.array(sorted(pairs - tied), np.int32).reshape(-1, 2)
    return introduce_pairs(world, new[:, 0].copy(), new[:, 1].copy()) if len(new) else slice(r.n, r.n)


def _trust(world: World, rows: list[int], trust: float | None) -> None:
    if trust is not None:
        for name in _TRUST:
            world.relations[name][rows] = trust


def _remember(world: World, past: list[tuple[tuple[int, ...], int, bool]], rows_of: dict[tuple[int, int], int]) -> None:
    """Let pairs remember ties that ended before: agreements they shared, and when they last worked together."""
    r, numbers = world.relations, world.params["maintenance"]
    ended = {row: NEVER for members, *_ in past for row in _rows_of(members, rows_of)}
    for members, ago, formal in past:
        for row in _rows_of(members, rows_of):
            ended[row] = max(ended[row], world.month - ago)
            r["joint"][row] += int(formal)
            if formal:
                left = 1.0 - r["memory"][row]  # of each agreement what is left by now
                r["memory"][row] += numbers.memory_gain * left * 0.5 ** (ago / numbers.memory_half_life)
    for row, month in ended.items():
        if not r["cooperating"][row]:
            r["last_active"][row] = month


def _rows_of(members: tuple[int, ...], rows_of: dict[tuple[int, int], int]) -> list[int]:
    return [rows_of[pair] for pair in combinations(sorted(set(members)), 2)]


def _start(
    world: World, signed: list[tuple[tuple[int, ...], int, float | None]], rows_of: dict[tuple[int, int], int]
) -> None:
    """Start agreements that exist already; each is signed by its first two members, the others are in it from then on."""
    if not signed:
        return
    o, r, q = world.organisations, world.relations, world.partnerships
    first = q.n
    partnerships.install(world, [(members[0], members[1]) for members, *_ in signed], [age for _, age, _ in signed])
    used: set[int] = set()
    for p, (members, age, trust) in enumerate(signed, first):
        n = len(members)
        low, high = sorted(members[:2])
        later = 0
        while int(q["id"][p]) in used:  # the same two have another agreement
            later += 1
            q["id"][p] = partnership_id(int(o["id"][low]), world.month - later, int(o["id"][high]))
        used.add(int(q["id"][p]))
        if n == 2:
            continue
        q["member"][p, 2:n] = members[2:]
        q["joined"][p, 2:n] = world.month - age
        q["pledge"][p, 2:n] = q["pledge"][p, 0]
        q["n_members"][p] = n
        q["type"][p] = partnerships.partnership_type(q["member"][p], n, o["kind"])
        shared = [row for row in _rows_of(members, rows_of) if row != rows_of[low, high]]
        for name in ("formal", "joint"):
            r[name][shared] += 1
        r["memory"][shared] += world.params["maintenance"].memory_gain * (1.0 - r["memory"][shared])
        r["last_active"][shared] = world.month
        _trust(world, [*shared, rows_of[low, high]], trust)
