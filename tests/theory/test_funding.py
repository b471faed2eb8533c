"""Equal applicants win as often as the declared rule of fitting says, whatever they ask for."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from simkemitraan.world import calls
from simkemitraan.world.schema import MEMBERS

FIELDS = 3


def luck(n: int, seed: int, noise: float = 0.15) -> np.ndarray:
    """Scores of ``n`` equal applicants: what is left is noise."""
    scores = np.zeros(n)
    ids = np.arange(1000, 1000 + n, dtype=np.int64)
    calls.score(
        n,
        seed,
        0,
        0,
        np.arange(n, dtype=np.int32),
        np.full(n, -1, np.int32),
        ids,
        np.zeros(n, np.int32),
        np.zeros(1, np.int32),
        np.full((1, MEMBERS), -1, np.int32),
        np.full(n, 0.5),
        np.full((n, FIELDS), 1 / FIELDS),
        np.full((n, FIELDS), 0.4),
        np.full((1, 3, FIELDS), 0.5),
        np.array([0.2, 0.1, 0.1, 0.0, noise]),
        scores,
    )
    return scores


def winners(order: np.ndarray, request: np.ndarray, pool: float) -> np.ndarray:
    n = request.size
    won, spent = np.zeros(n, np.int8), np.zeros(1)
    calls.award(
        n,
        order.astype(np.int64),
        np.zeros(n, np.int32),
        request,
        np.zeros(n, np.int8),
        np.array([pool]),
        np.zeros(4),
        won,
        spent,
    )
    assert spent[0] <= pool
    return won


def played(request: np.ndarray, pool: float, rounds: int) -> np.ndarray:
    """How often each of equal applicants wins."""
    won = np.zeros(request.size)
    for seed in range(rounds):
        won += winners(np.argsort(-luck(request.size, seed)), request, pool)
    return won / rounds


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
    scores = luck(4, 1, noise=0.0)
    assert np.ptp(scores) == 0.0
    order = np.lexsort((np.arange(4), -scores))
    assert list(winners(order, np.full(4, 10.0), 20.0)) == [1, 1, 0, 0]


def test_pools_are_ranked_apart() -> None:
    pot = np.array([1, 0, 1, 0], np.int32)
    order = np.lexsort((np.arange(4), -np.array([0.9, 0.1, 0.5, 0.7]), pot))
    won, spent = np.zeros(4, np.int8), np.zeros(2)
    calls.award(4, order, pot, np.full(4, 10.0), np.zeros(4, np.int8), np.array([10.0, 15.0]), np.zeros(4), won, spent)
    assert list(won) == [1, 0, 0, 1]
    assert list(spent) == [10.0, 10.0]
