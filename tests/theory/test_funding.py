"""Equal applicants win as often as the declared rule of fitting says, whatever they ask for."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from tests.handmade import add, call, empty, set_params

from simkemitraan.mechanisms.funding import awards
from simkemitraan.mechanisms.funding.ranking import Call, score
from simkemitraan.world.world import World

FIELDS = ("a", "b", "c")


def equals(n: int, noise: float = 0.15) -> World:
    """``n`` applicants who do not differ."""
    world = empty(FIELDS)
    set_params(world, "funding", noise=noise)
    for _ in range(n):
        add(world, 1.0, capability=0.4, reputation=0.5)
    return world


def luck(world: World, seeds: range) -> np.ndarray:
    """Scores of equal applicants for each seed: what differs is noise."""

    def scores(w: Any, p: Any) -> np.ndarray:
        out = np.empty((len(seeds), world.organisations.n))
        for row, seed in enumerate(seeds):
            world.seed = seed
            out[row] = [score(w, p, 0, i, -1) for i in range(world.organisations.n)]
        return out

    found: np.ndarray = call("funding", scores, world)
    return found


def call_for(request: np.ndarray, scores: np.ndarray, pools: tuple[int, ...] = ()) -> Call:
    """A call with applications that ask for this, all from one pool unless told."""
    m = request.size
    rows, alone = np.arange(m, dtype=np.int32), np.full(m, -1, np.int32)
    pool = np.array(pools or (0,) * m, np.int32)
    return Call(0, rows, alone, pool, request, scores, np.zeros(m, np.int8), np.zeros(m, np.int8))


def winners(rankings: np.ndarray, request: np.ndarray, pool: float) -> np.ndarray:
    """How often each wins, over all these rankings, where nothing is reserved."""

    def won(w: Any, p: Any) -> np.ndarray:
        out = np.zeros(request.size)
        for ranking in rankings:
            listed = call_for(request, out)
            assert awards.award_pool(p, listed, ranking, pool) <= pool
            out += listed.won
        return out

    found: np.ndarray = call("funding", won, empty())
    return found


def played(request: np.ndarray, pool: float, rounds: int) -> np.ndarray:
    """How often each of equal applicants wins."""
    scores = luck(equals(request.size), range(rounds))
    return winners(np.argsort(-scores, axis=1), request, pool) / rounds


def expected(request: np.ndarray, pool: float) -> np.ndarray:
    """How often each wins if all rankings are equally likely: every ranking, counted, by the rule in plain words."""
    won = np.zeros(request.size)
    rankings = list(itertools.permutations(range(request.size)))
    for ranking in rankings:
        left = pool
        for i in ranking:
            if request[i] <= left:
                won[i] += 1
                left -= request[i]
    return won / len(rankings)


@pytest.mark.parametrize(
    ("request_sizes", "pool"),
    [
        ((10.0, 40.0, 70.0, 80.0), 80.0),  # sizes matter at the margin
        ((60.0, 70.0, 80.0, 90.0), 95.0),  # only one fits, whoever it is
        ((30.0, 31.0, 32.0, 33.0, 34.0), 100.0),  # three fit, whoever they are
        ((10.0, 20.0, 30.0, 40.0), 100.0),  # all fit
    ],
)
def test_equal_applicants_win_as_the_rule_says(
    request_sizes: tuple[float, ...], pool: float, interpreted: bool
) -> None:
    request, rounds = np.array(request_sizes), 400 if interpreted else 4000
    share, theory = played(request, pool, rounds), expected(request, pool)
    se = np.sqrt(np.maximum(theory * (1 - theory), 1e-12) / rounds)
    assert (np.abs(share - theory) <= 4 * se + 1e-12).all()


@pytest.mark.parametrize(
    ("request_sizes", "pool", "places"),
    [
        ((60.0, 70.0, 80.0, 90.0), 95.0, 1),
        ((30.0, 31.0, 32.0, 33.0), 65.0, 2),
        ((20.0, 35.0, 45.0), 100.0, 3),
    ],
)
def test_size_does_not_matter_where_any_set_of_that_many_fits(
    request_sizes: tuple[float, ...], pool: float, places: int
) -> None:
    """If any ``places`` requests fit and no more do, equal applicants win equally often whatever they ask for."""
    np.testing.assert_allclose(expected(np.array(request_sizes), pool), places / len(request_sizes))


def test_the_gain_of_asking_for_less_is_bounded_by_the_margin(interpreted: bool) -> None:
    """Skipping favours small requests only at the end of the money: the gap closes as requests become small to the pool."""
    rounds = 150 if interpreted else 1500
    gaps = []
    for n in (6, 24, 96):
        request = np.where(np.arange(n) % 2 == 0, 10.0, 30.0)
        share = played(request, 10.0 * n, rounds)
        gaps.append(share[::2].mean() - share[1::2].mean())
    assert gaps[0] > gaps[1] > gaps[2] > -0.02
    assert gaps[2] < 0.1


def test_without_noise_ties_go_to_the_smaller_id() -> None:
    world = equals(4, noise=0.0)
    (scores,) = luck(world, range(1, 2))
    assert np.ptp(scores) == 0.0
    order = awards.ranked(call_for(np.full(4, 10.0), scores), np.array([4, 3, 2, 1]))
    assert list(order) == [3, 2, 1, 0]
    assert list(winners(order[None], np.full(4, 10.0), 20.0)) == [0, 0, 1, 1]


def test_pools_are_ranked_apart() -> None:
    world = empty(FIELDS, districts=2)
    for _ in range(4):
        add(world, 1.0)
    world.districts.live("pool")[:, 0] = (10.0, 15.0)
    listed = call_for(np.full(4, 10.0), np.array([0.9, 0.1, 0.5, 0.7]), (1, 0, 1, 0))
    assert list(call("funding", awards.award, world, listed)) == [10.0, 10.0]
    assert list(listed.won) == [1, 0, 0, 1]
