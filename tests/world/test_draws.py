"""Keyed draws: known answers, uniformity, independence across keys, argument types, quantiles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simkemitraan.world import draws
from simkemitraan.world.compiling import compiled
from simkemitraan.world.draws import (
    RETIRED,
    Purpose,
    block,
    draw,
    draw2,
    draw_pairs,
    gumbel,
    monthly,
    normal,
    selection_key,
    threefry2x64,
)

# Bonferroni over the battery of this file: with 60 checks at fixed seeds, a sound generator fails one in a thousand
ALPHA = 1e-3 / 60

# Known answers of Threefry-2x64-20 as published with the generator: counter, key, result
KNOWN = [
    ((0, 0), (0, 0), (0xC2B6E3A8C2C69865, 0x6F81ED42F350084D)),
    ((2**64 - 1, 2**64 - 1), (2**64 - 1, 2**64 - 1), (0xE02CB7C4D95D277A, 0xD06633D0893B8B68)),
    (
        (0x243F6A8885A308D3, 0x13198A2E03707344),
        (0xA4093822299F31D0, 0x082EFA98EC4E6C89),
        (0x263C7D30BB0F0AF1, 0x56BE8361D3311526),
    ),
]


def plain_threefry(c0: int, c1: int, k0: int, k1: int) -> tuple[int, int]:
    """The published algorithm in plain Python integers."""
    mask = 2**64 - 1
    ks = [k0, k1, 0x1BD11BDAA9FC1A22 ^ k0 ^ k1]
    x = [(c0 + ks[0]) & mask, (c1 + ks[1]) & mask]
    rotations = [16, 42, 12, 31, 16, 32, 24, 21]
    for i in range(20):
        x[0] = (x[0] + x[1]) & mask
        r = rotations[i % 8]
        x[1] = ((x[1] << r) | (x[1] >> (64 - r))) & mask
        x[1] ^= x[0]
        if i % 4 == 3:
            s = i // 4 + 1
            x[0] = (x[0] + ks[s % 3]) & mask
            x[1] = (x[1] + ks[(s + 1) % 3] + s) & mask
    return x[0], x[1]


@compiled
def _many(seed: int, purpose: int, month: int, slot: int, first: int, n: int, b: int, out: np.ndarray) -> None:
    for i in range(n):
        out[i] = draw(seed, purpose, month, slot, first + i, b)


def many(
    n: int, seed: int = 7, purpose: int = 60, month: int = 5, slot: int = 0, first: int = 1, b: int = 3
) -> np.ndarray:
    out = np.empty(n)
    _many(seed, purpose, month, slot, first, n, b, out)
    return out


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_known_answers(counter: tuple[int, int], key: tuple[int, int], expected: tuple[int, int]) -> None:
    args = [np.uint64(v) for v in (*counter, *key)]
    assert tuple(int(x) for x in threefry2x64(*args)) == expected
    assert plain_threefry(*counter, *key) == expected


def test_equals_the_plain_algorithm_with_the_documented_key() -> None:
    for i in range(300):
        seed, purpose, month, slot, a, b = 123456789 + i, 60 + i % 5, i % 40 - 20, i % 7, 10**12 + i, i * i
        key = purpose << 48 | (month & 0xFFFF) << 32 | slot
        word, _ = plain_threefry(a, b, seed, key)
        assert draw(seed, purpose, month, slot, a, b) == ((word >> 12) + 0.5) * 2.0**-52


def test_argument_types_do_not_matter() -> None:
    wanted = draw(1, 2, 3, 4, 5, 6)
    assert draw(np.uint64(1), np.int32(2), np.int64(3), np.uint32(4), np.int64(5), np.int32(6)) == wanted
    assert many(5, 1, 2, 3, 4, 5, 6)[0] == wanted


def test_enumerated_purposes_are_unique_and_fit() -> None:
    values = [int(p) for p in Purpose]
    assert len(set(values)) == len(values)
    assert max(values) < 1000  # from there on they belong to mechanisms of one's own
    assert not RETIRED & set(values)


def test_every_purpose_is_read_somewhere() -> None:
    source = Path(draws.__file__).resolve().parents[1]
    text = "".join(p.read_text(encoding="utf-8") for p in source.rglob("*.py"))
    assert not [p.name for p in Purpose if f"Purpose.{p.name}" not in text]


@pytest.mark.parametrize(
    "where",
    [
        {"first": 1},
        {"first": 2**40},
        {"seed": 0},
        {"seed": 2**63 - 1},
        {"month": -300},
        {"slot": 2**31},
        {"b": 2**50},
    ],
)
def test_uniform_over_consecutive_ids(where: dict[str, int], interpreted: bool) -> None:
    u = many(2_000 if interpreted else 200_000, **where)
    assert u.min() > 0.0
    assert u.max() < 1.0
    assert np.unique(u).size == u.size
    assert stats.kstest(u, "uniform").pvalue > ALPHA
    counts = np.histogram(u, bins=100, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > ALPHA


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 8},
        {"month": 6},
        {"purpose": 61},
        {"slot": 1},
        {"b": 4},
        {"first": 2},
        {"b": 3 + 2**51},
        {"month": -5},
    ],
)
def test_independent_of_the_neighbouring_key(other: dict[str, int], interpreted: bool) -> None:
    n = 2_000 if interpreted else 100_000
    u, v = many(n), many(n, **other)
    z = np.corrcoef(u, v)[0, 1] * np.sqrt(n)
    assert abs(stats.norm.sf(abs(z)) * 2) > ALPHA
    table = np.histogram2d(u, v, bins=16, range=((0, 1), (0, 1)))[0]
    assert stats.chisquare(table.ravel()).pvalue > ALPHA


def test_the_two_words_of_a_block_are_independent(interpreted: bool) -> None:
    n = 1_000 if interpreted else 20_000
    pairs = np.array([draw2(3, 60, 1, 0, i, 9) for i in range(n)])
    assert abs(np.corrcoef(pairs.T)[0, 1]) < 4.5 / np.sqrt(n)


def test_order_of_the_pair_matters_and_no_two_pairs_share_a_number() -> None:
    square = {draw(1, 60, 0, 0, a, b) for a in range(60) for b in range(60)}
    assert len(square) == 3_600


def test_many_pairs_at_once_are_those_drawn_one_by_one() -> None:
    """A rule may draw for all its pairs together; not one of their numbers may differ for it."""
    a, b = np.arange(1000, 1037, dtype=np.int64), np.arange(37, 0, -1, dtype=np.int64) << 40
    u, v = np.zeros(37), np.zeros(37)
    draw_pairs(5, 41, -7, 2, a, b, u, v)
    assert list(zip(u, v, strict=True)) == [draw2(5, 41, -7, 2, x, y) for x, y in zip(a, b, strict=True)]


def test_every_input_bit_flips_half_of_the_output() -> None:
    base = block(11, 60, 3, 1, 12345, 678)[0]
    keys = [
        (11 ^ (x == 0) << bit, 60, 3, 1, 12345 ^ (x == 1) << bit, 678 ^ (x == 2) << bit)
        for bit in range(48)
        for x in range(3)
    ]
    flips = [bin(int(block(*key)[0]) ^ int(base)).count("1") for key in keys]
    assert min(flips) >= 32 - 4 * 4.5  # sd of a binomial (64, 1/2) is 4; 144 trials
    assert max(flips) <= 32 + 4 * 4.5
    assert abs(np.mean(flips) - 32) < 4.5 * 4 / np.sqrt(len(flips))


def test_order_of_evaluation_does_not_matter() -> None:
    forward = [draw(5, 70, m, 0, i, 0) for m in range(5) for i in range(20)]
    backward = [draw(5, 70, m, 0, i, 0) for m in reversed(range(5)) for i in reversed(range(20))]
    assert forward == backward[::-1]


def test_normal_quantile_agrees_with_scipy() -> None:
    u = np.concatenate([np.linspace(1e-9, 0.03, 300), np.linspace(0.001, 0.999, 500), 1 - np.linspace(1e-9, 0.03, 300)])
    ours = np.array([normal(x) for x in u])
    np.testing.assert_allclose(ours, stats.norm.ppf(u), rtol=2e-9, atol=2e-9)


def test_poisson_and_geometric_are_quantiles() -> None:
    u = np.linspace(0.0005, 0.9995, 400)
    for mean in (0.05, 0.7, 4.0):
        assert [draws.poisson(x, mean) for x in u] == stats.poisson.ppf(u, mean).astype(int).tolist()
    for mean in (1.5, 3.0, 12.0):
        ours = np.array([draws.geometric(x, mean) for x in u])
        assert (np.abs(ours - stats.geom.ppf(u, 1 / mean)) <= 0).all()
    assert draws.geometric(0.9, 1.0) == 1


def test_gumbel_max_is_a_logit() -> None:
    utilities = np.array([0.0, 0.7, -0.4])
    n = 4_000
    wins = np.zeros(3)
    for i in range(n):
        wins[np.argmax([u + gumbel(draw(1, 78, 0, 0, i, k)) for k, u in enumerate(utilities)])] += 1
    share = np.exp(utilities) / np.exp(utilities).sum()
    se = np.sqrt(share * (1 - share) / n)
    assert (np.abs(wins / n - share) < 4 * se).all()


def test_lots_are_fair_and_a_new_option_takes_only_what_it_wins() -> None:
    n, options = 6_000, 5
    wins = np.zeros(options + 1)
    changed = 0
    for i in range(n):
        base = np.uint64(draws.base_word(1, 71, 0, 0, i))
        values = [int(selection_key(base, 100 + k)) for k in range(options + 1)]
        before, after = int(np.argmax(values[:options])), int(np.argmax(values))
        wins[after] += 1
        changed += before != after
        assert after in (before, options)
    p = 1 / (options + 1)
    assert abs(changed / n - p) < 4 * np.sqrt(p * (1 - p) / n)
    assert (np.abs(wins / n - p) < 4 * np.sqrt(p * (1 - p) / n)).all()


def test_yearly_rates_are_converted_exactly() -> None:
    p = 0.16
    survive = (1 - monthly(draws.yearly_rate(p))) ** 12
    assert survive == pytest.approx(1 - p, abs=1e-14)


def test_the_seed_of_a_replicate_is_the_first_word_of_its_block() -> None:
    """It is reckoned without compiled code, bit by bit as compiled code reckons it."""
    keys = np.random.default_rng(5).integers(0, 2**63 - 1, (500, 2), endpoint=True).tolist()
    for seed, replicate in [(0, 0), (2**63 - 1, 2**63 - 1), (7, 2), *keys]:
        assert draws.replicate_seed(seed, replicate) == int(block(seed, 1, 0, 0, replicate, 0)[0]) >> 1


def test_replicates_have_their_own_seeds() -> None:
    seeds = {draws.replicate_seed(1, r) for r in range(2_000)} | {draws.replicate_seed(2, r) for r in range(2_000)}
    assert len(seeds) == 4_000
