"""A month with everything checked that holds in any world: numbers, people, money, pools, the ledger, indicators."""

from __future__ import annotations

import numpy as np

from simkemitraan import engine
from simkemitraan.indicators import ALL, REGISTRY, Measurement, measure
from simkemitraan.world.tables import Table
from simkemitraan.world.world import LEDGER, TABLES, World

TINY, BAND = 1e-9, 1e-9
SIGNED_UNITS = ("sd", "log", "utility", "month", "slot", "index", "row", "id", "")
SIGNED_COLUMNS = ("trustor", "pool_in", "row", "vacant")
ABOVE_ONE = ("supply", "surge", "applied")  # shares of something else than a whole: relative to need, to calls
SIGNED_INDICATORS = ("assortativity",)


def sane_table(name: str, table: Table) -> None:
    """Every number is finite; shares lie within 0 and 1; what cannot be negative is not."""
    for column in table.columns:
        values, where = np.asarray(table.live(column.name), np.float64), f"{name}.{column.name}"
        assert np.isfinite(values).all(), where
        if values.size == 0 or column.unit in SIGNED_UNITS or column.name in SIGNED_COLUMNS:
            continue
        assert values.min() >= -TINY, where
        if column.unit in ("0-1", "share", "0/1") and column.name not in ABOVE_ONE:
            assert values.max() <= 1.0 + TINY, where


def sane_measurement(m: Measurement) -> None:
    """Every indicator is finite, a share within 0 and 1, and not negative unless it may be."""
    for index, value in zip(m.indicator, m.value, strict=True):
        sane_value(ALL[index].name, float(value))


def sane_value(name: str, value: float) -> None:
    assert np.isfinite(value), name
    if REGISTRY[name].share:
        assert -TINY <= value <= 1.0 + TINY, name
    elif name not in SIGNED_INDICATORS:
        assert value >= -TINY, name


def people(world: World) -> np.ndarray:
    """Staff and job seekers of each district."""
    o, d = world.organisations, world.districts
    return np.bincount(o.live("district"), o.live("staff"), minlength=d.n) + d.live("jobless")


def owed(world: World) -> float:
    """Grant money awarded and not yet paid."""
    g = world.grants
    return float(((g.live("amount") - g.live("paid")) * (g.live("left") > 0)).sum())


class Before:
    """What stood when the month began."""

    def __init__(self, world: World) -> None:
        self.ties = int((world.relations.live("cooperating") == 1).sum())
        self.agreements = int((world.partnerships.live("n_members") > 0).sum())
        self.people, self.pools, self.owed = people(world), world.districts.live("pool").copy(), owed(world)


def conserved(world: World, before: Before) -> None:
    """What stands is what stood, plus what came, less what went: ties, agreements, people, pools, grants, accounts."""
    now, count = Before(world), world.counts.get
    assert now.ties == before.ties + count("cooperation_formed", 0.0) - world.ended_ties.n
    assert now.agreements == before.agreements + count("partnerships_formed", 0.0) - world.ended_partnerships.n
    if not {"staffing", "finance"} <= world.spec.off:  # either of them releases the staff of those who closed
        np.testing.assert_allclose(now.people, before.people, rtol=BAND, atol=BAND)
    o, d = world.organisations, world.districts
    np.testing.assert_allclose(
        now.pools,
        before.pools + d.live("pool_in") - d.live("pool_out"),
        rtol=BAND,
        atol=BAND * (1.0 + before.pools.max(initial=0.0)),
    )
    # a grant is paid, or owed, or back in its pool
    assert now.owed <= before.owed + d.live("pool_out").sum() - o.live("grant_income").sum() + 1e-6
    money = o.live("opening") + o.live("income")
    np.testing.assert_allclose(
        o.live("reserves"), money - o.live("spending"), rtol=BAND, atol=BAND * (1.0 + money.max(initial=0.0))
    )


def month(world: World) -> None:
    """Advance by a month and check what must hold after any."""
    for name in LEDGER:
        getattr(world, name).clear()
    before = Before(world)
    engine.advance(world)
    conserved(world, before)
    for name in (*TABLES, *LEDGER):
        sane_table(name, getattr(world, name))
    sane_measurement(measure(world, yearly=True))


def months(world: World, number: int) -> World:
    """Advance by ``number`` months, each checked."""
    for _ in range(number):
        month(world)
    return world
