"""Intervals hold what they promise, and the number of replicates asked for is the number needed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from simkemitraan.analysis.intervals import change_of_count, holm, inside, intervals, replicates_needed


def test_t_interval_is_that_of_scipy():
    x = np.random.default_rng(3).normal(2.0, 3.0, (17, 4))
    got = intervals(x, 0.9)
    low, high = stats.t.interval(0.9, 16, x.mean(axis=0), stats.sem(x, axis=0))
    assert np.allclose([got.low, got.high], [low, high])
    assert np.allclose(got.p, stats.ttest_1samp(x, 0.0).pvalue)


def test_missing_values_are_left_out():
    x = np.array([[1.0, np.nan], [2.0, np.nan], [np.nan, np.nan], [3.0, 5.0]])
    got = intervals(x)
    assert got.n.tolist() == [3, 1]
    assert got.mean.tolist() == [2.0, 5.0]
    assert np.isnan(got.low[1])
    assert np.isnan(got.p[1])


def test_equal_differences_are_certain_and_exact():
    got = intervals(np.array([[0.1, 0.0]] * 3))
    assert got.mean.tolist() == got.low.tolist() == got.high.tolist() == [0.1, 0.0]
    assert got.p.tolist() == [0.0, 1.0]


@pytest.mark.parametrize("method", ["t", "bootstrap"])
def test_bootstrap_and_t_agree_on_a_large_normal_sample(method):
    x = np.random.default_rng(8).normal(10.0, 2.0, (400, 1))
    got = intervals(x, method=method)
    expected = 1.966 * x.std(ddof=1) / np.sqrt(400)
    assert (got.high[0] - got.low[0]) / 2 == pytest.approx(expected, rel=0.1)


def test_bootstrap_is_repeatable_and_leans_with_the_skew():
    x = np.random.default_rng(1).exponential(1.0, (30, 1))
    first, again = intervals(x, method="bootstrap"), intervals(x, method="bootstrap")
    assert first.high == again.high
    assert first.high[0] - first.mean[0] > first.mean[0] - first.low[0]


@pytest.mark.parametrize("ratio", [0.05, 0.5, 1.0, 4.0, 20.0])
def test_replicates_needed_is_the_smallest_number_that_fits(ratio):
    n = int(replicates_needed(np.array([ratio]), np.array([1.0]))[0])

    def half(k: int) -> float:
        return float(stats.t.ppf(0.975, k - 1) * ratio / np.sqrt(k))

    assert half(n) <= 1.0
    assert n == 2 or half(n - 1) > 1.0 or n > 100  # above a hundred it may step over by two per cent
    assert half(max(2, int(n / 1.03) - 1)) > 1.0 or n == 2


def test_replicates_needed_says_zero_where_it_cannot_tell():
    assert replicates_needed(np.array([np.nan, 1.0]), np.array([1.0, 0.0])).tolist() == [0, 0]


def test_holm_agrees_with_the_worked_example():
    assert holm(np.array([0.01, 0.04, np.nan, 0.03, 0.005])).tolist() == pytest.approx(
        [0.03, 0.06, np.nan, 0.06, 0.02], nan_ok=True
    )


@pytest.mark.full
@pytest.mark.parametrize("method", ["t", "bootstrap"])
@pytest.mark.parametrize("shape", ["normal", "skewed", "counts"])
def test_intervals_hold_a_known_effect_nineteen_times_in_twenty(method, shape):
    """1,000 small experiments of 20 replicates with a known effect; fixed seeds, so this is a fact and not a chance."""
    luck = np.random.default_rng(20260)
    draws = {
        "normal": lambda: luck.normal(1.0, 2.0, (20, 1000)),
        "skewed": lambda: 1.0 + luck.gamma(4.0, 0.5, (20, 1000)) - 2.0,
        "counts": lambda: luck.poisson(6.0, (20, 1000)) - 5.0,
    }[shape]()
    got = intervals(draws, method=method)
    held = ((got.low <= 1.0) & (got.high >= 1.0)).mean()
    assert 0.93 <= held <= 0.97


def test_intervals_moved_inside_a_range_are_those_of_the_scale_without_ends():
    one = np.array([0.25]), np.array([0.15]), np.array([0.35])
    low, high = inside(*one, np.array([0.0]), np.array([1.0]))
    half = 0.1 / (0.25 * 0.75)
    expected = [special.expit(special.logit(0.25) + sign * half) for sign in (-1, 1)]
    assert [low[0], high[0]] == pytest.approx(expected)
    low, high = inside(*one, np.array([0.0]), np.array([np.inf]))
    assert [low[0], high[0]] == pytest.approx([0.25 * np.exp(-0.4), 0.25 * np.exp(0.4)])
    low, high = inside(*one, np.array([-np.inf]), np.array([np.inf]))
    assert (low[0], high[0]) == (0.15, 0.35)


def test_an_interval_at_the_end_of_its_range_or_without_width_stays_what_it_is():
    mean, low, high = np.array([0.0, 0.4, np.nan]), np.array([-0.2, 0.4, np.nan]), np.array([0.2, 0.4, np.nan])
    got = inside(mean, low, high, np.zeros(3), np.ones(3))
    assert np.allclose(got[0], [0.0, 0.4, np.nan], equal_nan=True)
    assert np.allclose(got[1], [0.2, 0.4, np.nan], equal_nan=True)


@pytest.mark.parametrize("shape", ["share", "rare share", "count"])
def test_intervals_inside_a_range_hold_the_truth_nineteen_times_in_twenty(shape):
    """4,000 experiments of 20 replicates; the tolerance is three standard errors of a share of 0.95, and one point."""
    luck = np.random.default_rng(20262)
    draws, truth, most = {
        "share": (luck.beta(6.0, 14.0, (20, 4000)), 0.3, 1.0),
        "rare share": (luck.beta(3.0, 57.0, (20, 4000)), 0.05, 1.0),
        "count": (luck.poisson(4.0, (20, 4000)).astype(float), 4.0, np.inf),
    }[shape]
    plain = intervals(draws)
    low, high = inside(plain.mean, plain.low, plain.high, np.zeros(4000), np.full(4000, most))
    assert (low >= 0).all()
    assert (high <= most).all()
    held = ((low <= truth) & (truth <= high)).mean()
    assert abs(held - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 4000) + 0.01


def test_no_count_falls_below_nothing():
    """Three replicates that lose nearly all there was: the plain interval would end below nothing."""
    gaps = np.array([-1.0, -0.2, -1.0])
    mean, low, high = change_of_count(gaps, 0.9)
    assert intervals(gaps[:, None]).low[0] < -0.9 < low < mean < high
    assert change_of_count(np.array([100.0, 101.0, 102.0]), 1e6) == pytest.approx((101.0, 98.5159, 103.4841), abs=1e-3)


def test_a_wide_interval_reaches_to_its_open_side_a_few_times_as_far_and_no_more():
    """Three replicates of a count: 10 falls by 6, give or take 30."""
    low, high = inside(*(np.array([x]) for x in (-6.0, -36.0, 24.0, -10.0, np.inf)))
    assert -10.0 < low[0] < -9.0
    assert 24.0 < high[0] < 4 * 24.0
