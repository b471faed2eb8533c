"""After burn-in nothing drifts: late terms less early ones are nothing beside their standard error over seeds.

Looked at are levels of ties, of money, staff and service. What is compared are whole terms of district heads, so that every
phase of the election cycle counts alike. Seeds are independent, so the mean difference over its standard error is Student's
t. Power: a drift of one between-seed standard deviation is found out, as is a world that is watched from its first month on.

Fifty years of burn-in are needed: trust in institutions and what is remembered of agreements feed each other, and a world
of strangers takes about so long to fill with both (formal share after 20 years 0.24, after 30 0.28, after 50 0.33 and still).
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
TIES = ("density", "isolates", "active_share", "practice", "trust", "formal_share", "partnerships")
MONEY = ("money_all", "staff_agencies", "families_served", "requests_met")
WATCHED = TIES + MONEY
BURN_IN = 600
TERM = 5
Table = np.ndarray  # shape (seeds, years, indicators)


def readings(where: Place, burn_in: int, seeds: range, years: int) -> Table:
    """Yearly means of what is watched, by seed."""
    return np.array([_one(where, burn_in, seed, years) for seed in seeds])


def _one(where: Place, burn_in: int, seed: int, years: int) -> list[list[float]]:
    world = engine.start(Spec(where, months=12 * years, burn_in=burn_in), seed)
    engine.run_to(world, 0)
    rows = []
    for _ in range(years):
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
    """Last terms less first ones (a third of all), mean over seeds in its standard errors, by indicator."""
    part = TERM * max(1, table.shape[1] // TERM // 3)
    gap = table[:, -part:].mean(axis=1) - table[:, :part].mean(axis=1)
    return np.asarray(gap.mean(axis=0) / (gap.std(axis=0, ddof=1) / np.sqrt(len(gap))))


def check_stationary(table: Table) -> None:
    """Fail where something drifts; the limit is Student's at one in a hundred over all that is watched."""
    limit = float(stats.t.ppf(1 - 0.005 / len(WATCHED), len(table) - 1))
    found = dict(zip(WATCHED, steps(table).round(2).tolist(), strict=True))
    assert all(abs(t) < limit for t in found.values()), (limit, found)


def with_drift(table: Table) -> Table:
    """Add to each indicator a drift of one between-seed standard deviation over the years."""
    spread = table.mean(axis=1).std(axis=0, ddof=1)
    return np.asarray(table + spread * np.linspace(-0.75, 0.75, table.shape[1])[None, :, None])


SMALL = place(district((4, 12, 12, 12, 8), 3401, 120_000.0, subdistricts=4))


def test_a_small_district_does_not_drift() -> None:
    check_stationary(readings(SMALL, BURN_IN, range(101, 113), 15))


def test_a_world_without_burn_in_fails_the_same_check() -> None:
    table = readings(SMALL, 0, range(101, 113), 15)
    with pytest.raises(AssertionError):
        check_stationary(table)


@pytest.mark.full
def test_a_median_regency_does_not_drift_over_fifty_years() -> None:
    table = readings(median_place(), BURN_IN, range(1, 31), 50)
    check_stationary(table)
    with pytest.raises(AssertionError):
        check_stationary(with_drift(table))
