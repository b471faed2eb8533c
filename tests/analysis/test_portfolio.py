"""Several policies in one table: ranks, prices, and whoever gains least."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from tests.report.fake_result import fake

from simkemitraan.analysis.comparison import places, portfolio
from simkemitraan.analysis.comparison.comparison import compare
from simkemitraan.analysis.comparison.portfolio import MEASURES
from simkemitraan.analysis.comparison.rules import Rules
from simkemitraan.analysis.intervals import ratio


@pytest.fixture(scope="module")
def comparison():
    return compare(fake(arms=4, replicates=6, months=36))


def test_every_policy_has_every_measure(comparison):
    assert {s.arm for s in comparison.portfolio} == {1, 2, 3}
    assert all(tuple(s.cells) == MEASURES for s in comparison.portfolio)


def test_a_cell_says_what_the_table_of_effects_says(comparison):
    rows = comparison.effects.set_index(["arm", "indicator"])
    for standing in comparison.portfolio:
        for name in ("families_served", "access", "partnerships", "trust"):
            row, cell = rows.loc[(standing.arm, name)], standing.cells[name]
            assert (cell.difference, cell.low, cell.high, cell.verdict) == tuple(
                row[k] for k in ("difference", "low", "high", "verdict")
            )


def test_policies_that_cannot_be_told_apart_share_a_rank():
    made = fake(arms=4, replicates=6, months=36)
    frame = made.frames["indicators"]
    better = (frame["arm"] == 3) & (frame["indicator"] == "families_served")
    frame.loc[better, "value"] *= 1.5
    standings = compare(made).portfolio
    assert (standings[0].arm, standings[0].rank) == (3, 1)
    assert {s.rank for s in standings[1:]} == {2}


def test_a_price_is_the_cost_over_the_difference_and_needs_a_clear_one(monkeypatch):
    comparison = compare(fake(replicates=6, months=36))
    for cost, shown in ((50.0, True), (-50.0, False), (0.0, False)):
        monkeypatch.setitem(comparison.__dict__, "costs", (0.0, cost))
        comparison.__dict__.pop("portfolio", None)
        cell = comparison.portfolio[0].cells["price"]
        assert (cell.difference == cell.difference) == shown
        if shown:
            families = comparison.portfolio[0].cells["families_served"]
            assert cell.difference == pytest.approx(cost / families.difference)
            assert cell.low < cell.difference < cell.high


def test_a_ratio_is_not_given_where_the_divisor_spans_zero():
    assert np.isnan(ratio(np.full(4, 10.0), np.array([1.0, -1.0, 2.0, -2.0]))).all()
    assert np.isnan(ratio(np.full(1, 10.0), np.array([1.0]))).all()


def test_a_known_price_turns_the_interval_of_the_difference_around():
    gaps = np.array([9.0, 10.0, 11.0, 12.0])
    from simkemitraan.analysis.intervals import intervals

    plain = intervals(gaps[:, None])
    middle, low, high = ratio(np.full(4, 60.0), gaps)
    assert (middle, low, high) == pytest.approx((60 / 10.5, 60 / plain.high[0], 60 / plain.low[0]))


def test_the_interval_of_a_ratio_holds_the_true_one_nineteen_times_in_twenty():
    """2,000 experiments of 20 pairs; the tolerance is three standard errors of a share of 0.95."""
    luck = np.random.default_rng(20261)
    held = 0
    for _ in range(2000):
        bottom = luck.normal(10.0, 3.0, 20)
        top = 2.0 * bottom + luck.normal(0.0, 4.0, 20)
        _, low, high = ratio(top, bottom)
        held += low <= 2.0 <= high
    assert abs(held / 2000 - 0.95) < 3 * np.sqrt(0.95 * 0.05 / 2000)


def test_whoever_gains_least_is_named_with_a_wider_interval():
    comparison = compare(fake(replicates=6, months=36))
    rows = comparison.places
    cell = comparison.portfolio[0].cells["place"]
    lowest = rows.iloc[int(rows["difference"].to_numpy().argmin())]
    assert cell.where == (lowest["district"], lowest["group"])
    assert cell.of == len(rows) == 2
    assert cell.low < lowest["low"] < lowest["high"] < cell.high


def panel(order: list[list[float]]) -> pd.DataFrame:
    """One organisation in each kecamatan of one district; ``order`` holds what each serves, by replicate."""
    rows = [
        (arm, replicate, month, 7, k, 1, served * (2.0 if arm and month > 0 else 1.0))
        for replicate, values in enumerate(order)
        for arm in (0, 1)
        for month in (-1, 11)
        for k, served in enumerate(values)
    ]
    return pd.DataFrame(rows, columns=["arm", "replicate", "month", "district", "place", "alive", "served"])


def where(known: int | None) -> SimpleNamespace:
    district = SimpleNamespace(code=7, subdistricts=3)
    return SimpleNamespace(
        districts=(district,), registry=SimpleNamespace(organisations=(SimpleNamespace(place=known),))
    )


def test_kecamatan_of_a_made_up_place_are_compared_by_their_order_at_the_start():
    got = places.by_kecamatan(panel([[5.0, 1.0], [1.0, 5.0]]), where(None), 12)
    by_order = got.loc[got["arm"] == 0].pivot_table(index="replicate", columns="group", values="value")
    assert by_order.to_numpy().tolist() == [[0.0, 1.0, 5.0], [0.0, 1.0, 5.0]]


def test_kecamatan_with_known_organisations_keep_their_number():
    got = places.by_kecamatan(panel([[5.0, 1.0], [1.0, 5.0]]), where(1), 12)
    by_number = got.loc[got["arm"] == 1].pivot_table(index="replicate", columns="group", values="value")
    assert by_number.to_numpy().tolist() == [[10.0, 2.0, 0.0], [2.0, 10.0, 0.0]]


def test_whoever_gains_least_cannot_lose_more_than_there_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few replicates and a small beginning: the widened interval ends at nothing, not below; without the bound it would."""
    made = fake(replicates=3, months=36, districts=1)
    panel = made.frames["organisations"]
    panel["served"] = np.where(panel["arm"] == 1, panel["replicate"] % 2, 1.0)
    comparison = compare(made)
    lowest = comparison.places.iloc[int(comparison.places["difference"].to_numpy().argmin())]
    cell = comparison.portfolio[0].cells["place"]
    assert lowest["indicator"] == places.SERVED
    assert -lowest["baseline"] <= cell.low < cell.difference < cell.high
    monkeypatch.setattr(portfolio, "bounds_of", lambda name: (-np.inf, np.inf))
    free = portfolio._least(SimpleNamespace(rules=comparison.rules), "place", comparison.places)
    assert free.low < -lowest["baseline"]


def test_access_in_a_field_stays_a_share():
    """Near 99 % access cannot rise by more than the rest, however wide the interval of few replicates is."""
    field = {"indicator": "access", "district": 0, "group": 2, "n": 3, "baseline": 0.99}
    rows = pd.DataFrame([field | {"difference": -0.03, "sd": 0.04, "verdict": "undecided"}])
    cell = portfolio._least(SimpleNamespace(rules=Rules()), "field", rows)
    assert cell.difference == -0.03
    assert -0.99 < cell.low < -0.03 < cell.high < 0.01
