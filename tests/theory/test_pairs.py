"""Pairs: the chain of forming and ending, trust, choice and consent, against theory."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import numpy as np
import pytest
from tests.handmade import call, set_params
from tests.worlds import district, place

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME, maintenance
from simkemitraan.mechanisms.dissolution.reasons import pick_reason
from simkemitraan.mechanisms.formation.consent import accepts
from simkemitraan.mechanisms.formation.proposals import PROPOSAL
from simkemitraan.world.draws import monthly
from simkemitraan.world.relations import introduce_pairs
from simkemitraan.world.spec import Spec
from simkemitraan.world.world import World

PLAIN_FORMATION = {
    "chances_size": 0.0,
    "chances_openness": 0.0,
    "complement": 0.0,
    "shared": 0.0,
    "popularity": 0.0,
    "appeal": 0.0,
    "introductions": 0.0,
    "trust": 0.0,
    "past": 0.0,
    "near": 0.0,
    "same_kind": 0.0,
    "culture": 0.0,
    "rivalry": 0.0,
    "load": 0.0,
    "outside_option": -60.0,
    "consent": 1.0,
    "cross_district": 0.0,
    "formalising": 0.0,
    "later_growth": 0.0,
}
PLAIN_ENDING = {
    "informal_trust": 0.0,
    "informal_shared": 0.0,
    "informal_popularity": 0.0,
    "informal_age": 0.0,
    "informal_leader": 0.0,
    "informal_strain": 0.0,
    "informal_overload": 0.0,
    "informal_priorities": 0.0,
    "informal_frailty": 0.0,
}


def world_of_pairs(pairs: int, seed: int, only: set[str], **params: dict[str, float]) -> World:
    """Many districts of two active organisations each."""
    districts = [district((0, 2, 0, 0, 0), 1000 + k, 10_000.0, subdistricts=1) for k in range(pairs)]
    off = frozenset(BY_NAME) - only
    world = engine.start(Spec(place(*districts), months=1000, burn_in=0, params=params, off=off), seed)
    world.organisations.live("active")[...] = 1
    return world


def test_share_of_tied_pairs_and_spell_lengths_are_those_of_the_chain(interpreted: bool) -> None:
    pairs, months = (12, 150) if interpreted else (500, 400)
    rate, ends = 6.0, 3.0  # often enough that p x h matters
    world = world_of_pairs(
        pairs,
        3,
        {"formation", "dissolution"},
        formation=PLAIN_FORMATION | {"chances": rate},
        dissolution=PLAIN_ENDING | {"informal_hazard": ends},
        maintenance={"hours_per_tie": 0.0},
    )
    tied = []
    for month in range(months):
        engine.advance(world)
        if month >= months // 4:
            tied.append(world.relations.live("cooperating").sum() / pairs)
    # either of the two may use a chance, and who has been a partner is always come across (slot of past partners)
    p = 1 - np.exp(-2 * rate / 12)
    h = monthly(ends)
    expected = p / (p + h)  # decided on the ties at the start of the month: a pair re-forms from the next month on
    correlation = 1 - h - p
    n = pairs * len(tied) * (1 - correlation) / (1 + correlation)
    se = np.sqrt(expected * (1 - expected) / n)
    assert abs(np.mean(tied) - expected) < 4 * se
    if not interpreted:
        again_at_once = p / (p + h - p * h)
        assert abs(np.mean(tied) - again_at_once) > 4 * se
        ended = world.ended_ties
        length = (ended.live("end") - ended.live("start"))[ended.live("start") < months - 120]
        assert length.min() == 1
        assert abs(length.mean() - 1 / h) < 4 * np.sqrt(1 - h) / h / np.sqrt(length.size)


def trusting(pairs: int, months: int, seed: int = 1, **params: float) -> tuple[np.ndarray, World]:
    world = world_of_pairs(pairs, seed, {"maintenance"}, maintenance={"culture_effect": 0.0} | params)
    rows = np.arange(2 * pairs, dtype=np.int32).reshape(pairs, 2)
    where = introduce_pairs(world, rows[:, 0].copy(), rows[:, 1].copy())
    world.relations["cooperating"][where] = 1
    path = []
    for _ in range(months):
        engine.advance(world)
        path.append(np.concatenate([world.relations.live("personal_a"), world.relations.live("personal_b")]).copy())
    return np.array(path), world


def test_trust_has_the_mean_spread_and_memory_of_the_event_process(interpreted: bool) -> None:
    pairs, months = (30, 60) if interpreted else (2_000, 260)
    a, good, bad = 0.06, 0.5, 0.08
    path, _ = trusting(pairs, months, trust_step=a, p_good_experience=good, p_bad_experience=bad, outside_share=0.3)
    mean = good / (good + 3 * bad)
    shrink = 1 - a * (good + 3 * bad)
    # second moment at rest: E[T'^2] = E[T^2] with T' = T + a(1-T) (good), T - 3aT (bad), T (neither)
    b = good * (1 - a) ** 2 + bad * (1 - 3 * a) ** 2 + 1 - good - bad
    second = (good * a**2 + 2 * good * a * (1 - a) * mean) / (1 - b)
    sd = np.sqrt(second - mean**2)
    late = path[months // 2 :]
    n = late.size * (1 - shrink) / (1 + shrink)
    assert abs(late.mean() - mean) < 4 * sd / np.sqrt(n)
    if interpreted:
        return
    assert abs(late.std() / sd - 1) < 5 / np.sqrt(n)
    r = np.corrcoef(path[-25], path[-1])[0, 1]
    expected = shrink**24
    assert abs(r - expected) < 4 * (1 - expected**2) / np.sqrt(path.shape[1])
    # power: with the two events applied one after the other the memory would be another
    other = ((1 - a * good) * (1 - 3 * a * bad)) ** 24
    assert abs(other - expected) > 0.01 or abs(r - other) > 0


def test_a_step_is_good_bad_or_neither() -> None:
    step = maintenance.experience_step
    assert step(0.5, 0.05, 0.5, 0.1, 0.1, 3.0) == pytest.approx(0.5 - 0.3 * 0.5)
    assert step(0.5, 0.30, 0.5, 0.1, 0.1, 3.0) == pytest.approx(0.5 + 0.1 * 0.5)
    assert step(0.5, 0.90, 0.5, 0.1, 0.1, 3.0) == 0.5


def test_misunderstandings_grow_with_culture_distance_and_shrink_with_governance(interpreted: bool) -> None:
    pairs = 60 if interpreted else 4_000
    world = world_of_pairs(pairs, 5, {"maintenance"}, maintenance={"culture_effect": 3.0, "p_bad_experience": 0.1})
    rows = np.arange(2 * pairs, dtype=np.int32).reshape(pairs, 2)
    introduce_pairs(world, rows[:, 0].copy(), rows[:, 1].copy())
    r = world.relations
    r.live("cooperating")[...] = 1
    r.live("distance")[: pairs // 2], r.live("distance")[pairs // 2 :] = 0.1, 0.6
    engine.advance(world)
    quarrels = r.live("strain") > 0.0
    near, far = quarrels[: pairs // 2].mean(), quarrels[pairs // 2 :].mean()
    expect = [1 - (1 - 0.1 * np.exp(3 * (d - 0.4))) ** 2 for d in (0.1, 0.6)]
    for seen, p in zip((near, far), expect, strict=True):
        assert abs(seen - p) < 4 * np.sqrt(p * (1 - p) / (pairs // 2))
    assert far > near


def test_strain_halves_in_its_half_life() -> None:
    _, world = trusting(2, 1, p_good_experience=0.0, p_bad_experience=0.0, strain_half_life=6.0)
    world.relations.live("strain")[...] = 1.0
    for _ in range(6):
        engine.advance(world)
    np.testing.assert_allclose(world.relations.live("strain"), 0.5)


def test_reasons_come_in_proportion_to_their_hazards_whatever_their_order() -> None:
    u = (np.arange(4_000) + 0.5) / 4_000
    for order in ([0, 1, 2], [2, 0, 1]):
        weights = np.array([0.5, 0.3, 0.2])[order]
        reasons = np.array([4, 7, 9], np.int32)[order]
        picked = np.array([pick_reason(x, weights, reasons) for x in u])
        for reason, share in ((4, 0.5), (7, 0.3), (9, 0.2)):
            assert abs((picked == reason).mean() - share) < 1e-3
    assert pick_reason(0.7, np.array([1.0, -5.0]), np.array([3, 4], np.int32)) == 3
    assert pick_reason(0.7, np.zeros(2), np.array([3, 4], np.int32)) == 3


def test_a_falling_hazard_appears_from_frailty_alone(interpreted: bool) -> None:
    if interpreted:
        pytest.skip("needs a large sample; compiled only")
    pairs, sigma, rate = 6_000, 1.0, 1.0
    world = world_of_pairs(
        pairs,
        11,
        {"dissolution"},
        dissolution=PLAIN_ENDING
        | {
            "informal_hazard": rate,
            "informal_frailty": sigma,
        },
    )
    rows = np.arange(2 * pairs, dtype=np.int32).reshape(pairs, 2)
    where = introduce_pairs(world, rows[:, 0].copy(), rows[:, 1].copy())
    world.relations["cooperating"][where] = 1
    world.relations["since"][where] = 0
    alive = []
    for _ in range(24):
        alive.append(world.relations.live("cooperating").sum())
        engine.advance(world)
    alive.append(world.relations.live("cooperating").sum())
    x, w = np.polynomial.hermite_e.hermegauss(60)
    w = w / w.sum()
    survival = [float((w * np.exp(-rate / 12 * np.exp(sigma * x)) ** t).sum()) for t in range(25)]
    for t in (6, 12, 24):
        s = survival[t]
        assert abs(alive[t] / pairs - s) < 4 * np.sqrt(s * (1 - s) / pairs)
    first, last = 1 - alive[3] / alive[0], 1 - alive[24] / alive[21]
    assert first > 1.3 * last  # each pair's hazard is constant, the population's is not


def test_consent_is_symmetric_in_the_two_sides(interpreted: bool) -> None:
    """With equal organisations, who has the smaller id neither proposes nor accepts more often."""
    pairs = 90 if interpreted else 3_000
    world = world_of_pairs(
        pairs,
        9,
        {"formation"},
        formation=PLAIN_FORMATION | {"chances": 3.0, "consent": 0.0, "consent_level": -0.5},
    )
    world.organisations.live("size")[...] = 0.0
    world.organisations.live("openness")[...] = 0.0
    world = _with_trace(world)
    engine.advance(world)
    t = world.traces
    n = t.n
    assert n > 5
    smaller = (t.live("proposer") < t.live("other")).sum()
    assert abs(smaller - n / 2) < 4 * np.sqrt(n / 4)


def _with_trace(world: World) -> World:
    world.spec = dataclasses.replace(world.spec, trace=True)
    return world


def test_acceptance_is_the_logit_it_says(interpreted: bool) -> None:
    world = world_of_pairs(1, 1, {"formation"}, formation={"shared": 0.0, "outside_option": 0.0})
    o, proposal = world.organisations, np.zeros(1, PROPOSAL)[0]
    o["size"][0], o["load"][1], o["openness"][1] = 0.4, 0.3, 0.2
    proposal["who"], proposal["whom"], proposal["utility"], proposal["theirs"] = 0, 1, 1.0, 0.7

    def answers(rule: float, draws: Iterable[float]) -> list[bool]:
        set_params(world, "formation", consent=rule, consent_level=-0.45, consent_load=1.5, trust=2.5)
        return [call("formation", accepts, world, proposal, -0.1, float(x)) for x in draws]

    u = (np.arange(60 if interpreted else 2_000) + 0.5) / (60 if interpreted else 2_000)
    p = np.mean(answers(0, u))
    value = -0.45 + 2.5 * 0.2 - 0.1 + 0.5 * 0.4 + 0.3 * 0.2 - 1.5 * 0.3
    assert p == pytest.approx(1 / (1 + np.exp(-value)), abs=1.5 / u.size)
    assert all(answers(1, (0.01, 0.99)))
    assert np.mean(answers(2, u)) == pytest.approx(1 / (1 + np.exp(-(value + 1.0) / 2)), abs=1.5 / u.size)


def test_one_candidate_is_chosen_with_the_logit_share(interpreted: bool) -> None:
    pairs = 40 if interpreted else 3_000
    rate, outside = 12.0, 0.7
    world = world_of_pairs(
        pairs, 4, {"formation"}, formation=PLAIN_FORMATION | {"chances": rate, "outside_option": outside}
    )
    engine.advance(world)
    share = world.relations.n / pairs
    choose = 1 / (1 + np.exp(outside))
    # a candidate met in several slots keeps its one Gumbel number: it is chosen with the logit share once found
    p = 1 - np.exp(-2 * rate / 12 * 7 / 8 * choose)
    assert abs(share - p) < 4 * np.sqrt(p * (1 - p) / pairs)
