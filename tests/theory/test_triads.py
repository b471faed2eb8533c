"""Triads: introductions by common partners, meetings of those who share partners or are near, and lasting appeal, against theory."""

from __future__ import annotations

import numpy as np
import pytest
from tests.handmade import call, set_params
from tests.theory.test_pairs import PLAIN_FORMATION, world_of_pairs
from tests.worlds import district, place, small_world

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.formation.introductions import pick_met
from simkemitraan.mechanisms.leadership import LEAVES
from simkemitraan.world import choices
from simkemitraan.world.choices import Decision
from simkemitraan.world.compiling import compiled
from simkemitraan.world.draws import Purpose, base_word
from simkemitraan.world.graph import count_shared, shared
from simkemitraan.world.named import View
from simkemitraan.world.relations import introduce_pairs
from simkemitraan.world.spec import Choice, Spec
from simkemitraan.world.world import World


def open_triads(triads: int, seed: int, only: set[str], meetings: tuple[float, float], **params: object) -> World:
    """Districts of three active organisations, the first tied to both others, which do not know each other."""
    districts = [district((0, 3, 0, 0, 0), 1000 + k, 10_000.0, subdistricts=1) for k in range(triads)]
    off = frozenset(BY_NAME) - only
    world = engine.start(Spec(place(*districts), months=1000, burn_in=0, params=params, off=off), seed)
    o, r = world.organisations, world.relations
    o.live("active")[...] = 1
    o.live("size")[...] = 0.0
    o.live("openness")[...] = 0.0
    home = o.live("district")
    rows = np.argsort(home, kind="stable").reshape(triads, 3)
    for partner, often in ((1, meetings[0]), (2, meetings[1])):
        a, b = np.sort(rows[:, [0, partner]], axis=1).T.astype(np.int32)
        where = introduce_pairs(world, a.copy(), b.copy())
        r["cooperating"][where] = 1
        r["meetings"][where] = often
    return world


def introducing(triads: int, seed: int, **formation: float) -> World:
    params = PLAIN_FORMATION | {"chances": 0.0, "outside_option": 60.0} | formation
    return open_triads(triads, seed, {"formation"}, (1.5, 0.5), formation=params, maintenance={"hours_per_tie": 0.0})


@pytest.mark.parametrize(
    ("outside", "level"), [(-60.0, 60.0), (-60.0, -0.4), (0.7, 60.0)], ids=["always", "consent", "choice"]
)
def test_common_partners_bring_two_together_at_a_rate_for_each_meeting(
    interpreted: bool, outside: float, level: float
) -> None:
    """Poisson introductions, each wanted by one (b) and accepted by the other (a): after M meetings 1 - exp(-q M a b)."""
    triads, q = (60 if interpreted else 4_000), 0.1
    world = introducing(triads, 5, introductions=q, consent=0.0, consent_level=level, outside_option=outside)
    before = world.relations.n
    engine.advance(world)
    both = 1 / (1 + np.exp(-level)) / (1 + np.exp(outside))
    p = 1 - np.exp(-q * 2.0 * both)
    se = np.sqrt(p * (1 - p) / triads)
    share = (world.relations.n - before) / triads
    assert abs(share - p) < 4 * se
    if not interpreted:  # a rule that counts triads instead of meetings would be found out
        assert abs(share - (1 - np.exp(-q * both))) > 6 * se
    if not interpreted and both < 0.9:  # and one that asks nobody
        assert abs(share - (1 - np.exp(-q * 2.0))) > 6 * se


def test_whoever_decides_itself_whom_to_invite_takes_up_no_introduction() -> None:
    world = introducing(20, 5, introductions=0.1, consent=1.0, outside_option=-60.0)
    left, ids = world.copy(), world.organisations.live("id").tolist()
    choices.write(world, [Choice(world.month, Decision.INVITE, int(i), 0, 0) for i in ids])
    before = world.relations.n
    for one in (world, left):
        engine.advance(one)
    assert world.relations.n == before
    assert left.relations.n > before


def test_whom_the_introducer_never_meets_is_introduced_to_nobody() -> None:
    params = PLAIN_FORMATION | {"chances": 0.0, "outside_option": -60.0, "introductions": 0.1}
    world = open_triads(20, 5, {"formation"}, (3.0, 0.0), formation=params, maintenance={"hours_per_tie": 0.0})
    before = world.relations.n
    engine.advance(world)
    assert world.relations.n == before


def test_nobody_is_introduced_where_there_is_no_common_partner() -> None:
    world = world_of_pairs(30, 2, {"formation"}, formation=PLAIN_FORMATION | {"chances": 0.0, "introductions": 1.0})
    engine.advance(world)
    assert world.relations.n == 0


def hub(rates: list[float]) -> World:
    """One organisation tied to others with so many meetings a month."""
    start = Spec(place(district((0, 1 + len(rates), 0, 0, 0), 1000, 10_000.0)), burn_in=0, off=frozenset(BY_NAME))
    world = engine.start(start, 3)
    n = len(rates)
    world.organisations.live("active")[...] = 1
    where = introduce_pairs(world, np.zeros(n, np.int32), np.arange(1, n + 1, dtype=np.int32))
    world.relations["cooperating"][where] = 1
    world.relations["meetings"][where] = rates
    world.rebuild_graph()
    return world


@compiled
def _pick(w: View, month: int, but: int) -> int:
    return int(pick_met(w, base_word(7, Purpose.INTRODUCED, month, 0, 1), 0, but))


def picked(world: World, months: int, but: int = -1) -> np.ndarray:
    return np.array([call("formation", _pick, world, month, but, numbers=False) for month in range(months)])


def test_whom_one_thinks_of_goes_with_meetings_and_others_stay_when_one_goes(interpreted: bool) -> None:
    rates = [1.0, 2.0, 4.0]
    world, months = hub(rates), 150 if interpreted else 4_000
    first = picked(world, months)
    for j, rate in enumerate(rates):
        p = rate / sum(rates)
        assert abs((first == j + 1).mean() - p) < 4 * np.sqrt(p * (1 - p) / months)
    without = picked(world, months, but=3)
    stayed = first != 3
    assert (without[stayed] == first[stayed]).all()
    world.organisations.live("active")[3] = 0
    assert (picked(world, months) == without).all()


def test_whoever_is_alone_or_never_met_is_not_picked() -> None:
    assert picked(hub([0.0, 0.0]), 3).tolist() == [-1, -1, -1]


@pytest.mark.parametrize("effect", [0.0, 0.9])
def test_meetings_settle_where_the_number_of_shared_partners_puts_them(effect: float) -> None:
    """A closed triad has one partner in common for each pair; meetings relax to exp(log) ((1 + 1) / 4)^effect."""
    numbers = {
        "meetings_shared": effect,
        "meetings_near": 0.0,
        "meetings_log": 0.3,
        "meetings_spread": 0.0,
        "hours_per_tie": 0.0,
    }
    world = open_triads(1, 4, {"maintenance"}, (1.0, 1.0), maintenance=numbers)
    for _ in range(70):
        engine.advance(world)
    assert world.relations.live("meetings") == pytest.approx(np.exp(0.3) * 0.25**effect)
    where = introduce_pairs(world, np.array([1], np.int32), np.array([2], np.int32))
    world.relations["cooperating"][where] = 1
    for _ in range(70):
        engine.advance(world)
    assert world.relations.live("meetings") == pytest.approx(np.exp(0.3) * 0.5**effect)


@pytest.mark.parametrize("effect", [0.0, 2.0])
def test_meetings_settle_where_size_and_nearness_put_them(effect: float) -> None:
    """Meetings relax to exp(log + size), and exp(effect) times that within one subdistrict of one district."""
    numbers = {
        "meetings_near": effect,
        "meetings_shared": 0.0,
        "meetings_log": -0.3,
        "meetings_size": 0.2,
        "meetings_spread": 0.0,
        "hours_per_tie": 0.0,
    }
    world = open_triads(2, 4, {"maintenance"}, (1.0, 1.0), maintenance=numbers)
    o, r = world.organisations, world.relations
    o.live("size")[...] = 0.5
    o.live("place")[...] = np.where(np.arange(o.n) == r.live("a")[0], 0, 1)
    o.live("place")[r.live("b")[0]] = 0
    for _ in range(70):
        engine.advance(world)
    a, b = r.live("a"), r.live("b")
    near = o.live("place")[a] == o.live("place")[b]
    assert near.any()
    assert not near.all()
    assert r.live("meetings") == pytest.approx(np.exp(-0.3 + 0.2 * 1.0 + effect * near))
    o.live("place")[...] = 0
    o.live("district")[b[0]] = 1 - o.live("district")[a[0]]  # another district's first subdistrict is not near
    for _ in range(70):
        engine.advance(world)
    assert r.live("meetings")[0] == pytest.approx(np.exp(-0.3 + 0.2))


@compiled
def _shared(w: View, i: int, j: int) -> int:
    return int(shared(w.graph, i, j))


def test_shared_partners_are_counted_once_for_all_as_for_each_pair() -> None:
    world = small_world(months=3)
    r = world.relations
    world.rebuild_graph()
    common = np.full(r.n, -1, np.int32)
    call("maintenance", count_shared, world, common, numbers=False)
    tied = ((r.live("cooperating") == 1) | (r.live("formal") > 0)) & (r.live("forgotten") == 0)
    partners: dict[int, set[int]] = {i: set() for i in range(world.organisations.n)}
    for a, b in zip(r.live("a")[tied], r.live("b")[tied], strict=True):
        partners[int(a)].add(int(b))
        partners[int(b)].add(int(a))
    pairs = list(zip(r.live("a").tolist(), r.live("b").tolist(), strict=True))
    expected = [len(partners[a] & partners[b]) if t else -1 for (a, b), t in zip(pairs, tied, strict=True)]
    assert max(expected) > 0
    assert common.tolist() == expected
    assert [
        call("maintenance", _shared, world, a, b, numbers=False) for (a, b), t in zip(pairs, tied, strict=True) if t
    ] == [x for x in expected if x >= 0]


def test_an_index_of_another_month_names_no_row_that_is_not_there() -> None:
    """Whoever calls the rule by itself, with pairs forgotten since, gets no number written past the end."""
    world = small_world(months=3)
    world.rebuild_graph()
    room = np.full(4, -1, np.int32)
    call("maintenance", count_shared, world, room[:2], numbers=False)
    assert room[2:].tolist() == [-1, -1]


def test_lasting_appeal_moves_the_logit_share_of_a_candidate(interpreted: bool) -> None:
    pairs = 40 if interpreted else 3_000
    rate, outside, weight = 12.0, 2.0, 0.8
    numbers = PLAIN_FORMATION | {"chances": rate, "outside_option": outside, "appeal": weight}
    world = world_of_pairs(pairs, 4, {"formation"}, formation=numbers)
    world.organisations.live("appeal")[...] = 1.5
    world.organisations.live("size")[...] = 1.0
    engine.advance(world)
    share = world.relations.n / pairs
    choose = 1 / (1 + np.exp(outside - weight * (1.5 + 0.5)))
    p = 1 - np.exp(-2 * rate / 12 * 7 / 8 * choose)
    assert abs(share - p) < 4 * np.sqrt(p * (1 - p) / pairs)


def test_half_of_what_is_appealing_goes_with_the_leader(interpreted: bool) -> None:
    n = 60 if interpreted else 4_000
    world = world_of_pairs(n // 2, 6, {"leadership"})
    o = world.organisations
    before = o.live("appeal").copy()
    assert abs(before.mean()) < 4 / np.sqrt(n)
    o.live("vacant")[...] = LEAVES
    engine.advance(world)
    after = o.live("appeal")
    r = np.sqrt(0.5)
    assert abs(np.corrcoef(before, after)[0, 1] - r) < 4 * (1 - r**2) / np.sqrt(n)
    assert abs(after.std() - 1.0) < 4 / np.sqrt(2 * n)
    kept = after.copy()
    o.live("vacant")[...] = 12
    engine.advance(world)
    assert (o.live("appeal") == kept).all()


def test_switched_off_they_cost_no_luck() -> None:
    """With all three at nothing, whatever appeal anybody has, the world runs as without them."""
    worlds = [small_world(months=3), small_world(months=3)]
    worlds[1].organisations.live("appeal")[...] = 3.0
    for world in worlds:
        set_params(world, "formation", appeal=0.0, introductions=0.0)
        set_params(world, "maintenance", meetings_shared=0.0, meetings_near=0.0)
        for _ in range(3):
            engine.advance(world)
    assert worlds[0].relations.live("meetings").tolist() == worlds[1].relations.live("meetings").tolist()
