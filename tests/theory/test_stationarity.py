"""After burn-in nothing drifts: last term less first is nothing beside its standard error over seeds, for what targets measure.

Fifteen years are split into three whole terms of district heads, so that every phase of the election cycle counts alike.
Seeds are independent, so the mean difference over its standard error is Student's t. Power: a drift of one between-seed
standard deviation is found out, as is a world that is watched from its first month on.

The formal share is the exception, and said to be: agreements that were renewed are renewed again, and pairs sign again while they
remember, so their stock is still growing after thirty years (0.30, 0.34 fifteen years later) and settles near 0.36 after sixty.
Both arms of a comparison share that course.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from tests.worlds import district, median_place, place

from simkemitraan import engine
from simkemitraan.indicators import NAMES, measure
from simkemitraan.world.spec import Place, Spec

pytestmark = pytest.mark.compiled
WATCHED = ("density", "isolates", "active_share", "practice", "trust", "formal_share")
STEADY = WATCHED[:5]
YEARS = 15  # three terms of district heads, so that every phase of the election cycle counts alike
Table = np.ndarray  # shape (seeds, years, indicators)


def readings(where: Place, burn_in: int, seeds: range) -> Table:
    """Yearly means of what is watched, by seed."""
    return np.array([_one(where, burn_in, seed) for seed in seeds])


def _one(where: Place, burn_in: int, seed: int) -> list[list[float]]:
    world = engine.start(Spec(where, months=12 * YEARS, burn_in=burn_in), seed)
    engine.run_to(world, 0)
    rows = []
    for _ in range(YEARS):
        months = []
        for _ in range(4):
            engine.run_to(world, world.month + 3)
            m = measure(world, yearly=True)
            values = {
                NAMES[i]: v
                for i, v, d, g in zip(m.indicator, m.value, m.district, m.group, strict=True)
                if d == 0 and g == -1
            }
            months.append([values[name] for name in WATCHED])
        rows.append(list(np.mean(months, axis=0)))
    return rows


def steps(table: Table) -> np.ndarray:
    """Last term less first, mean over seeds in its standard errors, by indicator."""
    third = table.shape[1] // 3
    gap = table[:, -third:].mean(axis=1) - table[:, :third].mean(axis=1)
    return np.asarray(gap.mean(axis=0) / (gap.std(axis=0, ddof=1) / np.sqrt(len(gap))))


def check_stationary(table: Table, names: tuple[str, ...] = STEADY, limit: float = 2.0) -> None:
    found = dict(zip(WATCHED, steps(table).round(2).tolist(), strict=True))
    assert all(abs(found[name]) < limit for name in names), found


def with_drift(table: Table) -> Table:
    """Add to each indicator a drift of one between-seed standard deviation from the first term to the last."""
    spread = table.mean(axis=1).std(axis=0, ddof=1)
    return np.asarray(table + spread * np.repeat([-0.5, 0.0, 0.5], YEARS // 3)[None, :, None])


def bonferroni(seeds: int) -> float:
    """Student's limit at one in a hundred over all that is watched: two standard errors would be a coin toss."""
    return float(stats.t.ppf(1 - 0.005 / len(STEADY), seeds - 1))


SMALL = place(district((4, 12, 12, 12, 8), 3401, 120_000.0, subdistricts=4))


def test_a_small_district_does_not_drift() -> None:
    table = readings(SMALL, 360, range(101, 113))
    check_stationary(table, limit=bonferroni(12))


def test_a_world_without_burn_in_fails_the_same_check() -> None:
    table = readings(SMALL, 0, range(101, 113))
    with pytest.raises(AssertionError):
        check_stationary(table, limit=bonferroni(12))


@pytest.fixture(scope="module")
def median() -> Table:
    return readings(median_place(), 360, range(1, 31))


@pytest.mark.full
def test_a_median_regency_does_not_drift(median: Table) -> None:
    check_stationary(median, limit=bonferroni(30))
    with pytest.raises(AssertionError):
        check_stationary(with_drift(median), limit=bonferroni(30))


@pytest.mark.full
def test_the_formal_share_of_a_median_regency_grows_slowly(median: Table) -> None:
    """By less than 0.06 from the first term to the last; it has not settled yet after a burn-in of thirty years."""
    share = median[:, :, WATCHED.index("formal_share")]
    third = share.shape[1] // 3
    assert abs(share[:, -third:].mean() - share[:, :third].mean()) < 0.06
