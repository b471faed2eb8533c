"""Paired differences on frames small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simkemitraan.analysis.comparison import paired
from simkemitraan.analysis.comparison.rules import Rules


def frame(values: dict[int, list[float]], indicator: str = "x", months: int = 12) -> pd.DataFrame:
    """Constant readings: one value per arm and replicate."""
    rows = [
        (arm, r, m, indicator, 0, -1, v) for arm, vs in values.items() for r, v in enumerate(vs) for m in range(months)
    ]
    return pd.DataFrame(rows, columns=["arm", "replicate", "month", "indicator", "district", "group", "value"])


def effects(values: dict[int, list[float]], good: int = 1, **rules: float) -> pd.Series:
    finals = paired.final_values(frame(values), 12)
    return paired.effects(finals, {"x": good}, Rules(**rules)).iloc[0]


def test_the_final_value_is_the_mean_of_the_last_year():
    readings = frame({0: [0.0]}, months=24)
    readings["value"] = readings["month"].astype(float)
    assert paired.final_values(readings, 24)["value"].tolist() == [np.arange(12, 24).mean()]


def test_a_shift_shared_by_all_pairs_is_certain():
    row = effects({0: [10.0, 20.0, 30.0], 1: [12.0, 22.0, 32.0]})
    assert (row["difference"], row["low"], row["high"]) == (2.0, 2.0, 2.0)
    assert row["verdict"] == "better"
    assert (row["better"], row["worse"], row["probability_better"]) == (3, 0, 1.0)


@pytest.mark.parametrize(
    ("good", "reform", "verdict"),
    [
        (1, [12.0, 22.1, 32.0], "better"),
        (-1, [12.0, 22.1, 32.0], "worse"),
        (0, [12.0, 22.1, 32.0], "changed"),
        (1, [10.0, 20.0, 30.0], "same"),
        (1, [10.1, 19.9, 30.0], "small"),
        (1, [30.0, 20.0, 10.0], "undecided"),
    ],
)
def test_verdicts(good, reform, verdict):
    assert effects({0: [10.0, 20.0, 30.0], 1: reform}, good)["verdict"] == verdict


@pytest.mark.parametrize(("gap", "verdict"), [(0.05, "small"), (0.2, "better")])
def test_a_sure_difference_counts_only_from_the_smallest_size_on(gap, verdict):
    """Twenty times 0.5 % is 0.1: a certain +0.05 is no change worth the name, a certain +0.2 is one."""
    row = effects({0: [10.0, 20.0, 30.0], 1: [10.0 + gap, 20.0 + gap * 1.01, 30.0 + gap * 0.99]})
    assert row["low"] > 0
    assert row["verdict"] == verdict


def test_an_open_difference_is_small_only_if_its_whole_interval_is():
    """Half-width 0.9 of a target of 1, but the interval reaches to 1.5: not settled."""
    row = effects({0: [20.0] * 12, 1: [20.6 + 1.4 * (-1) ** k for k in range(12)]})
    assert row["low"] < 0 < row["high"]
    assert (row["high"] - row["low"]) / 2 < row["target"] < row["high"]
    assert row["verdict"] == "undecided"
    assert row["needed"] > 12


def test_intervals_name_no_impossible_value():
    """Three replicates of a share between 0 and 1 that differ much: the interval stays between 0 and 1."""
    values = frame({0: [0.05, 0.9, 0.6], 1: [0.9, 0.95, 0.1]}, "access")
    finals = paired.final_values(values, 12)
    levels = paired.levels(finals, Rules())
    assert ((levels["low"] > 0) & (levels["high"] < 1)).all()
    row = paired.effects(finals, {"access": 1}, Rules()).iloc[0]
    assert 0 <= row["baseline"] + row["low"] < row["baseline"] + row["high"] <= 1
    counts = paired.levels(paired.final_values(frame({0: [0.0, 1.0, 9.0]}, "partnerships"), 12), Rules()).iloc[0]
    assert 0 < counts["low"] < counts["mean"] < counts["high"]


def test_ties_between_arms_count_half():
    row = effects({0: [1.0, 1.0, 1.0, 1.0], 1: [2.0, 1.0, 1.0, 0.5]})
    assert row["probability_better"] == 0.5


def test_no_direction_has_no_probability():
    assert np.isnan(effects({0: [1.0, 1.0], 1: [2.0, 2.0]}, good=0)["probability_better"])


def test_only_replicates_that_both_arms_have_are_paired():
    row = effects({0: [1.0, 2.0, 3.0], 1: [2.0, 3.0]})
    assert row["n"] == 2
    assert row["baseline"] == 1.5


def test_an_undefined_reading_drops_its_pair():
    readings = frame({0: [1.0, 2.0, 3.0], 1: [2.0, np.nan, 5.0]})
    row = paired.effects(paired.final_values(readings, 12), {"x": 1}, Rules()).iloc[0]
    assert (row["n"], row["baseline"], row["reform"]) == (2, 2.0, 3.5)


def test_replicates_needed_follow_the_precision():
    wide = effects({0: [10.0, 20.0, 30.0], 1: [13.0, 21.0, 31.0]}, precision=0.05)
    narrow = effects({0: [10.0, 20.0, 30.0], 1: [13.0, 21.0, 31.0]}, precision=0.01)
    assert wide["target"] == 1.0
    assert narrow["needed"] > 10 * wide["needed"]


def test_pairing_removes_the_luck_that_arms_share():
    luck = np.random.default_rng(4).normal(100, 20, 30)
    row = effects({0: luck.tolist(), 1: (luck + 1 + np.random.default_rng(5).normal(0, 0.5, 30)).tolist()})
    assert row["low"] > 0
    assert row["high"] - row["low"] < 0.6


def test_holm_keeps_what_is_strong_and_drops_what_is_weak():
    table = paired.correct(pd.DataFrame({"p": [0.001, 0.03, 0.04, 0.5]}))
    assert table["remains"].tolist() == [True, False, False, False]


def test_over_time_gives_one_row_a_month():
    got = paired.over_time(frame({0: [1.0, 2.0], 1: [3.0, 4.0]}), Rules())
    assert len(got) == 12
    assert (got["difference"] == 2.0).all()


def test_monthly_counts_are_averaged_over_a_year_run_by_run():
    readings = frame({0: [0.0, 0.0]}, months=24)
    readings["value"] = np.where(readings["month"] % 12 == 0, 12.0, 0.0) + readings["replicate"]
    got = paired.smoothed(readings, {"x"})
    late = got.loc[got["month"] >= 11]
    assert np.allclose(late["value"], 1.0 + late["replicate"])
    untouched = paired.smoothed(readings, set())
    assert untouched["value"].sum() == readings["value"].sum()


def test_levels_show_mean_and_middle():
    got = paired.levels(paired.final_values(frame({0: list(range(11))}), 12), Rules()).iloc[0]
    assert (got["mean"], got["p10"], got["p50"], got["p90"]) == (5.0, 1.0, 5.0, 9.0)
