"""The method of calibration on models whose posterior is known, and its parts against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simkemitraan.analysis.calibration import adjusting, priors, recovery, targets
from simkemitraan.analysis.validation.whole import ROWS

BY_NAME = {r.name: r for r in ROWS}
POINTED = targets.Target(BY_NAME["T1.ended"], 0.1, 0.3, 0.2)
OPEN = targets.Target(BY_NAME["T2.ratio"], 1.2, np.inf, np.nan)


def gaussian_pool(n: int = 4000, noise: float = 0.5, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """A number with a standard normal prior, seen with a normal error: the posterior is normal and known."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=n)
    return stats.norm.cdf(theta)[:, None], (theta + noise * rng.normal(size=n))[:, None]


def test_posterior_of_a_gaussian_is_the_known_one() -> None:
    u, s = gaussian_pool()
    observed = 0.8
    draws = adjusting.posterior(u, s, np.array([observed]), np.array([True]), 0.3)
    theta = stats.norm.ppf(draws.u[:, 0])
    mean = draws.weights @ theta
    sd = np.sqrt(draws.weights @ (theta - mean) ** 2)
    shrunk, known_sd = observed / 1.25, np.sqrt(0.25 / 1.25)
    size = 1.0 / (draws.weights**2).sum()
    assert abs(mean - shrunk) < 4.0 * known_sd / np.sqrt(size)
    assert abs(sd / known_sd - 1.0) < 4.0 / np.sqrt(2.0 * size)


def test_adjustment_does_what_rejection_alone_does_not() -> None:
    u, s = gaussian_pool()
    at = np.array([0.8])
    rejected = adjusting.posterior(u, s, at, np.array([False]), 0.5)
    adjusted = adjusting.posterior(u, s, at, np.array([True]), 0.5)
    assert adjusted.sd()[0] < 0.8 * rejected.sd()[0]


def test_spread_that_changes_is_followed() -> None:
    rng = np.random.default_rng(5)
    s = rng.uniform(-1.0, 1.0, (6000, 1))
    theta = np.exp(s[:, 0]) * 0.3 * rng.normal(size=6000)
    u = priors.bounded(theta)[:, None]
    draws = adjusting.posterior(u, s, np.array([-0.8]), np.array([True]), 0.9)
    x = priors.unbounded(draws.u[:, 0])
    sd = np.sqrt(draws.weights @ (x - draws.weights @ x) ** 2)
    assert abs(sd / (0.3 * np.exp(-0.8)) - 1.0) < 0.1


def test_recovery_covers_and_names_what_is_not_informed() -> None:
    u, s = gaussian_pool(1500)
    nothing = np.random.default_rng(9).random((1500, 1))
    found = recovery.recover(np.hstack([u, nothing]), s, np.array([True]), 0.3, 300)
    assert found.informed.tolist() == [True, False]
    assert found.honest.all()
    assert found.spread[0] < 0.6


def test_overconfident_intervals_are_not_called_honest() -> None:
    empty = np.zeros((400, 1))
    narrow = recovery.Recovery(np.array([0.7]), np.array([0.3]), empty, empty, empty, empty)
    assert not narrow.honest[0]


@pytest.mark.parametrize(
    "prior",
    [
        priors.Prior("assumptions.a.b", "uniform", -1.0, 3.0),
        priors.Prior("assumptions.a.b", "log_uniform", 0.02, 0.3),
        priors.Prior("assumptions.a.b", "normal", 0.0, 1.5, mean=0.5, sd=0.2),
    ],
    ids=lambda p: p.shape,
)
def test_priors_go_there_and_back(prior: priors.Prior) -> None:
    u = np.linspace(0.001, 0.999, 41)
    values = prior.at(u)
    assert np.all((values >= prior.low) & (values <= prior.high))
    np.testing.assert_allclose(prior.place(values), u, atol=1e-9)
    np.testing.assert_allclose(priors.bounded(priors.unbounded(u)), u, atol=1e-12)


def test_a_log_uniform_prior_has_its_median_at_the_geometric_mean() -> None:
    assert priors.Prior("assumptions.a.b", "log_uniform", 0.01, 1.0).at(0.5) == pytest.approx(0.1)


def test_latin_hypercube_fills_every_row_of_every_dimension() -> None:
    u = priors.latin_hypercube(50, 3, 1)
    for column in u.T:
        assert sorted(np.floor(50 * column).astype(int)) == list(range(50))


def test_weighted_quantiles_of_equal_weights_are_the_ordinary_ones() -> None:
    x = np.random.default_rng(1).random(1001)
    found = adjusting.weighted_quantiles(x, np.full(1001, 1 / 1001), (0.05, 0.5, 0.95))
    np.testing.assert_allclose(found, np.quantile(x, (0.05, 0.5, 0.95), method="hazen"), atol=1e-12)


def test_a_heavier_half_pulls_the_median() -> None:
    x, w = np.array([0.0, 1.0, 2.0]), np.array([0.1, 0.1, 0.8])
    assert adjusting.weighted_quantiles(x, w, (0.5,))[0] > 1.0


def test_resampling_keeps_the_weights() -> None:
    draws = adjusting.Draws(np.arange(3), np.zeros((3, 1)), np.array([0.5, 0.3, 0.2]))
    counts = np.bincount(draws.sample(100, 1), minlength=3)
    assert np.abs(counts - [50, 30, 20]).max() <= 1


def test_statistics_are_zero_at_the_centre_and_inside_an_open_range() -> None:
    values = np.array([[0.2, 5.0], [0.3, 1.2], [0.1, 1.0], [np.nan, 0.2]])
    s = targets.summaries((POINTED, OPEN), values, 0.0, 1)
    spread = np.subtract(*np.percentile(values[:, 1], [75, 25]))
    np.testing.assert_allclose(s[:, 0], [0.0, 0.5, -0.5, 0.0], atol=1e-12)  # no value: the mean of the others
    np.testing.assert_allclose(s[:, 1], [0.0, 0.0, -0.2 / spread, -1.0 / spread])


def test_errors_have_the_width_that_was_asked_for() -> None:
    s = targets.summaries((POINTED,), np.full((4000, 1), 0.2), 0.25, 2)
    assert abs(s.std() - 0.25) < 4 * 0.25 / np.sqrt(8000)


def test_a_target_beyond_all_simulations_is_out_of_reach() -> None:
    rng = np.random.default_rng(4)
    s = np.stack([rng.normal(size=500), rng.uniform(0.5, 1.0, 500), np.zeros(500)], axis=1)
    assert targets.within_reach(s).tolist() == [True, False, False]
