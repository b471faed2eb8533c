"""Agreements: terms without off-by-one, pairs counted once, spells closed with their reasons."""

from __future__ import annotations

import numpy as np
import pytest
from tests.handmade import call
from tests.worlds import district, median_place, place

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.formation.agreements import invite_later, sign_pair, start_agreements
from simkemitraan.world import ledger
from simkemitraan.world.compiling import compiled
from simkemitraan.world.partnerships import partnership_type
from simkemitraan.world.relations import introduce_pairs
from simkemitraan.world.schema import Origin, PartnershipType, Reason
from simkemitraan.world.spec import Spec
from simkemitraan.world.world import World

PLAIN = {
    "withdrawal": 0.0,
    "renewal_trust": 0.0,
    "renewal_experience": 0.0,
    "renewal_progress": 0.0,
    "renewal_governance": 0.0,
    "renewal_funding": 0.0,
    "renewal_leader": 0.0,
    "partnership_frailty": 0.0,
}
RULES = {"growth": 0.0, "later_growth": 0.0, "max_members": 6, "fixed_term": 12}
FROM_COOPERATION = int(Origin.FROM_COOPERATION)


@compiled
def sign_pairs(w, p, a, b):
    """Let each pair sign."""
    first = w.partnerships.n
    for x in range(a.size):
        sign_pair(w, p, a[x], b[x], FROM_COOPERATION, 2)
    start_agreements(w, p, first)


def sign(world: World, a: np.ndarray, b: np.ndarray, rules: dict[str, float]) -> None:
    """Let each pair of rows sign under these numbers of *formation*."""
    for name, value in rules.items():
        world.params["formation"].set(name, value)
    call("formation", sign_pairs, world, np.ascontiguousarray(a, np.int32), np.ascontiguousarray(b, np.int32))


def carry_out(function, world: World, *more: object) -> None:
    """Carry out what the ledger does for *dissolution*."""
    call("dissolution", function, world, *more, numbers=False)


def agreed(pairs: int, rules: dict[str, float] = RULES, seed: int = 1, **params: float) -> World:
    where = place(district((0, 2 * pairs, 0, 0, 0), 3401, 100_000.0))
    spec = Spec(
        where, months=600, burn_in=0, params={"dissolution": PLAIN | params}, off=frozenset(BY_NAME) - {"dissolution"}
    )
    world = engine.start(spec, seed)
    world.organisations.live("active")[...] = 1
    world.rebuild_graph()
    rows = np.arange(2 * pairs, dtype=np.int32).reshape(pairs, 2)
    sign(world, rows[:, 0], rows[:, 1], rules)
    return world


def live(world: World) -> int:
    return int((world.partnerships.live("n_members") > 0).sum())


def test_a_term_of_12_months_ends_at_12_and_nowhere_else(interpreted: bool) -> None:
    pairs = 60 if interpreted else 3_000
    renewal = 0.7
    world = agreed(pairs, renewal=float(np.log(renewal / (1 - renewal))))
    alive = []
    for _ in range(38):
        alive.append(live(world))  # alive[t]: running when month t begins
        engine.advance(world)
    assert alive[:13] == [pairs] * 13
    assert len(set(alive[13:25])) == 1
    assert len(set(alive[25:37])) == 1
    for k, t in ((1, 13), (2, 25), (3, 37)):
        p = renewal**k
        assert abs(alive[t] / pairs - p) < 4 * np.sqrt(p * (1 - p) / pairs)
    ended = world.ended_partnerships
    ages = ended.live("end") - ended.live("start")
    assert set(ages.tolist()) == {12, 24, 36}
    assert set(ended.live("reason").tolist()) == {Reason.TERM}


def test_withdrawal_is_a_constant_hazard(interpreted: bool) -> None:
    pairs, rate = (60, 1.0) if interpreted else (3_000, 1.0)
    long = RULES | {"fixed_term": 120, "term_extra": 60}
    world = agreed(pairs, long, withdrawal=rate)
    for _ in range(12):
        engine.advance(world)
    p = np.exp(-rate)
    assert abs(live(world) / pairs - p) < 4 * np.sqrt(p * (1 - p) / pairs)


def test_honeymoon_protects_the_young(interpreted: bool) -> None:
    pairs = 60 if interpreted else 2_000
    long = RULES | {"fixed_term": 120, "term_extra": 60}
    worlds = [agreed(pairs, long, withdrawal=1.0, honeymoon=h) for h in (0.0, 24.0)]
    for world in worlds:
        for _ in range(6):
            engine.advance(world)
    assert live(worlds[1]) > live(worlds[0])


def test_renewals_that_follow_renewals_make_the_hazard_fall(interpreted: bool) -> None:
    if interpreted:
        pytest.skip("needs a large sample; compiled only")
    pairs = 4_000
    world = agreed(pairs, renewal=0.5, renewal_experience=1.4)
    counts = []
    for _ in range(40):
        counts.append(live(world))
        engine.advance(world)
    hazards = [1 - counts[t + 1] / counts[t] for t in (12, 24, 36)]
    expected = [1 / (1 + np.exp(0.5 + 1.4 * (1 - np.exp(-k / 2)))) for k in range(3)]
    for seen, p, at_risk in zip(hazards, expected, (counts[12], counts[24], counts[36]), strict=True):
        assert abs(seen - p) < 4 * np.sqrt(p * (1 - p) / at_risk)


def consortium(members: int) -> World:
    world = agreed(1)
    for name in ("partnerships", "relations"):
        getattr(world, name).clear()
    o = world.organisations
    assert o.n == 2
    world = engine.start(
        Spec(
            place(district((0, members, 0, 0, 0))),
            burn_in=0,
            off=frozenset(BY_NAME) - {"dissolution"},
            params={"dissolution": PLAIN},
        ),
        2,
    )
    world.organisations.live("active")[...] = 1
    world.rebuild_graph()
    rows = np.arange(members, dtype=np.int32)
    pair_a, pair_b = np.triu_indices(members, 1)
    where = introduce_pairs(world, rows[pair_a], rows[pair_b])
    world.relations["cooperating"][where] = 1
    world.rebuild_graph()
    sign(world, rows[:1], rows[1:2], {"growth": 0.95, "max_members": members, "fixed_term": 24})
    world.rebuild_graph()
    return world


@pytest.mark.parametrize("members", [2, 3, 5])
def test_an_agreement_of_s_members_makes_each_pair_share_one(members: int) -> None:
    world = consortium(members)
    assert world.partnerships["n_members"][0] == members
    formal = world.relations.live("formal")
    assert formal.sum() == members * (members - 1) // 2
    assert formal.max() == 1


def test_one_of_three_withdraws_and_one_pair_remains() -> None:
    world = consortium(3)
    world.partnerships["withdraws"][0], world.partnerships["withdraw_reason"][0] = 1, Reason.CAPACITY
    carry_out(ledger.withdraw_members, world)
    assert world.counts["members_withdrew"] == 1
    assert world.relations.live("formal").sum() == 1
    assert world.partnerships["n_members"][0] == 2
    assert world.ended_memberships.live("reason").tolist() == [Reason.CAPACITY]
    world.partnerships["ending"][0] = Reason.TERM
    carry_out(ledger.end_partnerships, world, True)
    assert world.counts["partnerships_ended"] == 1
    assert world.relations.live("formal").sum() == 0
    assert world.ended_memberships.n == 3


def test_the_end_of_an_agreement_ends_no_cooperation() -> None:
    world = consortium(2)
    world.partnerships["ending"][0] = Reason.TERM
    carry_out(ledger.end_partnerships, world, True)
    assert world.ended_ties.n == 0
    assert world.relations.live("cooperating").sum() == 1


def test_a_closing_organisation_closes_every_open_spell() -> None:
    world = consortium(3)
    world.organisations["alive"][0] = 0
    ledger.end_month(world)
    assert world.ended_ties.live("reason").tolist() == [Reason.CLOSURE] * 2
    assert world.ended_memberships.live("reason").tolist() == [Reason.CLOSURE]
    assert world.partnerships["n_members"][0] == 2
    assert world.partnerships["lead"][0] == world.partnerships["member"][0, 0] != 0
    world.organisations["alive"][1] = 0
    ledger.end_month(world)
    assert live(world) == 0
    assert world.ended_partnerships.live("reason").tolist() == [Reason.CLOSURE]
    assert world.relations.live("forgotten").all()


def test_vacant_posts_extend_a_term_by_at_most_the_acting_months() -> None:
    world = agreed(1, renewal=-50.0)
    world.organisations.live("vacant")[...] = 100
    while live(world):
        engine.advance(world)
    assert world.month - 1 == 12 + 6


TYPES = [
    ([4, 4], PartnershipType.INDIVIDUAL),
    ([1, 4], PartnershipType.INDIVIDUAL),
    ([0, 4], PartnershipType.INDIVIDUAL),
    ([0, 1, 4, 4], PartnershipType.INDIVIDUAL),
    ([0, 1], PartnershipType.PUBLIC_PRIVATE),
    ([0, 2], PartnershipType.PUBLIC_PRIVATE),
    ([0, 1, 3], PartnershipType.PUBLIC_PRIVATE),
    ([1, 3], PartnershipType.COMMUNITY),
    ([0, 3], PartnershipType.COMMUNITY),
    ([1, 2, 3], PartnershipType.COMMUNITY),
    ([3, 3], PartnershipType.COMMUNITY),
    ([0, 1, 4], PartnershipType.PUBLIC_PRIVATE),
    ([0, 0], PartnershipType.INTER_ORGANISATIONAL),
    ([1, 2], PartnershipType.INTER_ORGANISATIONAL),
    ([1, 1], PartnershipType.INTER_ORGANISATIONAL),
    ([0, 0, 4], PartnershipType.OTHER),
    ([1, 1, 4], PartnershipType.OTHER),
]


@pytest.mark.parametrize(("kinds", "expected"), TYPES)
def test_the_type_follows_from_the_members(kinds: list[int], expected: PartnershipType) -> None:
    members = np.arange(len(kinds), dtype=np.int32)
    assert partnership_type(members, len(kinds), np.array(kinds, np.int8)) == expected


@pytest.mark.compiled
def test_a_pair_pressed_by_a_call_signs_once() -> None:
    """A pair that begins this month and signs because a funder demands it does not also sign out of cooperation."""
    for seed in (5, 6, 14, 28):
        world = engine.start(
            Spec(
                median_place(),
                burn_in=24,
                params={
                    "funding": {"partnership_required": 1.0},
                    "formation": {"formalising": 5.0, "call_search": 5.0},
                },
            ),
            seed,
        )
        for _ in range(24):
            engine.advance(world)
            ids = world.partnerships.live("id")[world.partnerships.live("n_members") > 0]
            assert np.unique(ids).size == ids.size


def test_only_a_lead_with_further_partners_invites_later() -> None:
    alone, with_a_third = agreed(1), agreed(2)
    both, third = np.array([0, 1], np.int32), np.array([2, 2], np.int32)  # whichever leads knows the third
    sign(with_a_third, both, third, RULES)
    for world, members in ((alone, 2), (with_a_third, 3)):
        world.month = 1  # an agreement of this month does not invite yet
        world.relations.live("cooperating")[...] = 1
        world.rebuild_graph()
        world.params["formation"].set("later_growth", 2.0)
        for _ in range(60):  # each month has its own draw
            call("formation", invite_later, world)
            world.month += 1
        assert world.partnerships["n_members"][0] == members
