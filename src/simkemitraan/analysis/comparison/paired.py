"""What a reform changes: paired differences between arms that share their luck.

Replicate r of every arm reads the same draws, so the difference of two arms within a replicate is the policy's doing,
and its spread over replicates is far smaller than that of either arm. Everything here works on plain frames with the
columns of the store's ``indicators`` table; :mod:`.comparison` brings them together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from ..intervals import Floats, Intervals, holm, inside, intervals, replicates_needed
from .bounds import bounds_by_name
from .rules import WINDOW, Rules

CELL = ["indicator", "district", "group"]


def by_arm(frame: pd.DataFrame) -> list[tuple[int, pd.DataFrame]]:
    """Split a frame by arm, the baseline first."""
    return [(arm, frame.loc[frame["arm"] == arm]) for arm in sorted(int(a) for a in frame["arm"].unique())]


def smoothed(readings: pd.DataFrame, names: Collection[str], window: int = WINDOW) -> pd.DataFrame:
    """Average the readings of some indicators over the last ``window`` months, run by run.

    Counts of rare events a month jump from reading to reading; what they tell is their rate over a year. The first
    months are averaged over as many as there are.
    """
    ordered = readings.sort_values(["arm", "replicate", "indicator", "month"], kind="stable").reset_index(drop=True)
    chosen = ordered["indicator"].isin(names)
    runs = ordered.loc[chosen].groupby(["arm", "replicate", "indicator"], observed=True)["value"]
    means = runs.rolling(window, min_periods=1).mean().reset_index(level=[0, 1, 2], drop=True)
    return ordered.assign(value=ordered["value"].where(~chosen, means))


def final_values(indicators: pd.DataFrame, months: int, window: int = WINDOW) -> pd.DataFrame:
    """Average every cell over the last ``window`` months of the horizon.

    Returns
    -------
    DataFrame
        ``arm, replicate, indicator, district, group, value``. Indicators read once a year give their last reading.
    """
    late = indicators.loc[indicators["month"] >= months - window]
    keys = ["arm", "replicate", *CELL]
    return late.groupby(keys, observed=True, sort=True)["value"].mean().reset_index()


def wide(values: pd.DataFrame, arm: int, columns: list[str]) -> pd.DataFrame:
    """Turn one arm into a matrix with a row per replicate and a column per cell."""
    chosen = values.loc[values["arm"] == arm, ["replicate", *columns, "value"]].copy()
    if "indicator" in chosen:
        chosen["indicator"] = chosen["indicator"].astype(str)
    return chosen.set_index(["replicate", *columns])["value"].unstack(columns).sort_index(axis=0).sort_index(axis=1)


def pairs(values: pd.DataFrame, arm: int, columns: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return baseline and reform as matrices over the replicates and cells that both have."""
    before, after = wide(values, 0, columns), wide(values, arm, columns)
    rows = before.index.intersection(after.index)
    cells = before.columns.intersection(after.columns)
    return before.loc[rows, cells], after.loc[rows, cells]


def effects(values: pd.DataFrame, good: Mapping[str, int], rules: Rules) -> pd.DataFrame:
    """Compare every reform with the baseline, cell by cell, at the end of the horizon.

    Parameters
    ----------
    values : DataFrame
        What :func:`final_values` returns.
    good : mapping of str to int
        +1 where more of an indicator is better, -1 where less is, 0 where neither.
    rules : Rules
        How differences are judged.

    Returns
    -------
    DataFrame
        One row per reform and cell: ``arm, indicator, district, group, n, baseline, reform, difference, low, high, sd,
        p, better, worse, probability_better, same, target, needed, verdict``. ``better`` counts replicates in which
        the reform is better (``probability_better`` is its share, ties counting half; NaN where neither direction is
        good), ``same`` says that every pair is exactly equal.
    """
    reforms = sorted(int(arm) for arm in values["arm"].unique() if arm > 0)
    parts = [_effects_of(values, arm, good, rules) for arm in reforms]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["arm", *CELL])


def _effects_of(values: pd.DataFrame, arm: int, good: Mapping[str, int], rules: Rules) -> pd.DataFrame:
    """Compare one reform with the baseline."""
    before, after = pairs(values, arm, CELL)
    a, b = _matched(before, after)
    both = np.isfinite(a)
    interval = intervals(b - a, rules.level, rules.method)
    direction = np.array([good.get(str(name), 0) for name in before.columns.get_level_values("indicator")])
    frame = before.columns.to_frame(index=False)
    frame.insert(0, "arm", arm)
    frame["n"], frame["baseline"], frame["reform"] = interval.n, _mean(a), _mean(b)
    frame["difference"] = interval.mean
    frame["low"], frame["high"] = _possible(frame, interval)
    frame["sd"], frame["p"] = interval.sd, interval.p
    signed = np.where(both, (b - a) * direction, 0.0)
    frame["better"], frame["worse"] = (signed > 0).sum(axis=0), (signed < 0).sum(axis=0)
    frame["probability_better"] = _probability(frame, direction)
    frame["same"] = np.where(both, a == b, True).all(axis=0) & (interval.n > 0)
    frame["target"] = rules.precision * np.abs(frame["baseline"])
    frame["verdict"] = _verdicts(frame, direction, rules)
    frame["needed"] = replicates_needed(interval.sd, _half_width_wanted(frame), rules.level)
    return frame.loc[frame["n"] > 0].reset_index(drop=True)


def _possible(frame: pd.DataFrame, interval: Intervals) -> tuple[Floats, Floats]:
    """Return the ends of differences such that the baseline and a difference together are a possible value."""
    least, most = bounds_by_name(frame["indicator"])
    base = frame["baseline"].to_numpy(dtype=np.float64)
    return inside(interval.mean, interval.low, interval.high, least - base, most - base)


def _matched(before: pd.DataFrame, after: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return both matrices with NaN wherever either has no value, so that all figures are over the same replicates."""
    a, b = before.to_numpy(dtype=np.float64), after.to_numpy(dtype=np.float64)
    both = np.isfinite(a) & np.isfinite(b)
    return np.where(both, a, np.nan), np.where(both, b, np.nan)


def _mean(matrix: Floats) -> Floats:
    """Return the mean of every column, ignoring NaN, NaN for an empty one."""
    known = np.isfinite(matrix)
    count = known.sum(axis=0)
    total = np.where(known, matrix, 0.0).sum(axis=0)
    mean: Floats = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    return mean


def _probability(frame: pd.DataFrame, direction: np.ndarray) -> np.ndarray:
    """Share of replicates in which the reform is better; ties count half; NaN where no direction is good."""
    n = frame["n"].to_numpy(dtype=np.float64)
    ties = n - frame["better"].to_numpy() - frame["worse"].to_numpy()
    share = np.divide(frame["better"].to_numpy() + ties / 2, n, out=np.full(len(n), np.nan), where=n > 0)
    return np.where(direction == 0, np.nan, share)


def _verdicts(frame: pd.DataFrame, direction: np.ndarray, rules: Rules) -> np.ndarray:
    """Put every difference into one of six words.

    ``same`` (exactly zero in every replicate), ``better``, ``worse`` or ``changed`` (the interval leaves out zero, and
    the difference is at least as large as what counts as a change), ``small`` (smaller than that, or an interval that
    holds zero and lies within the precision wanted: no difference worth the name), ``undecided`` (the interval holds
    zero and reaches further: more replicates are needed).
    """
    low, high, gap = (frame[name].to_numpy() for name in ("low", "high", "difference"))
    settled, counts = _settled(frame), np.abs(gap) >= rules.least * np.abs(frame["baseline"].to_numpy())
    signed = gap * direction
    reach = np.maximum(np.abs(low), np.abs(high))
    word = np.where(np.where(settled, ~counts, reach <= frame["target"].to_numpy()), "small", "undecided")
    moved = np.where(signed > 0, "better", np.where(signed < 0, "worse", "changed"))
    return np.where(frame["same"].to_numpy(), "same", np.where(settled & counts, moved, word))


def _settled(frame: pd.DataFrame) -> np.ndarray:
    """Tell which intervals leave out zero."""
    settled: np.ndarray = ((frame["low"] > 0) | (frame["high"] < 0)).to_numpy()
    return settled


def _half_width_wanted(frame: pd.DataFrame) -> Floats:
    """Return the half-width at which each row is decided: the target, or what tells an open difference from zero."""
    target, gap = frame["target"].to_numpy(), np.abs(frame["difference"].to_numpy())
    decides = np.minimum(target, np.maximum(target - gap, gap))
    return np.where(frame["verdict"] == "undecided", decides, target)


def half_width(n: int, error: float, level: float) -> float:
    """Return the half-width of Student's interval of a mean with this standard error over ``n`` values."""
    return float(stdtrit(n - 1, (1 + level) / 2)) * error if n > 1 else float("nan")


def correct(frame: pd.DataFrame) -> pd.DataFrame:
    """Add ``p_holm`` (Holm's correction over all rows) and ``remains`` (below one in twenty after it)."""
    adjusted = holm(frame["p"].to_numpy(dtype=np.float64))
    return frame.assign(p_holm=adjusted, remains=adjusted < 0.05)


def over_time(indicators: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return, for every reform, indicator and month, the paired difference with its interval.

    Parameters
    ----------
    indicators : DataFrame
        Rows of the whole place (one district code and one group).

    Returns
    -------
    DataFrame
        ``arm, indicator, month, n, baseline, reform, difference, low, high``.
    """
    parts = []
    for arm in sorted(int(a) for a in indicators["arm"].unique() if a > 0):
        before, after = pairs(indicators, arm, ["indicator", "month"])
        a, b = _matched(before, after)
        interval = intervals(b - a, rules.level, "t")
        frame = before.columns.to_frame(index=False)
        frame.insert(0, "arm", arm)
        frame["n"], frame["baseline"], frame["reform"] = interval.n, _mean(a), _mean(b)
        frame["difference"] = interval.mean
        frame["low"], frame["high"] = _possible(frame, interval)
        parts.append(frame.loc[frame["n"] > 0])
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def levels(values: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return every arm's own final values: mean, its interval, and the spread of replicates.

    Returns
    -------
    DataFrame
        ``arm, indicator, district, group, n, mean, low, high, p10, p50, p90``.
    """
    arms = sorted(int(a) for a in values["arm"].unique())
    parts = [_level_frame(wide(values, arm, CELL), arm, rules) for arm in arms]
    return pd.concat(parts, ignore_index=True)


def levels_over_time(indicators: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return every arm's course: mean with its interval and the middle 80 % of replicates, month by month."""
    arms = sorted(int(a) for a in indicators["arm"].unique())
    parts = [_level_frame(wide(indicators, arm, ["indicator", "month"]), arm, rules) for arm in arms]
    return pd.concat(parts, ignore_index=True)


def _level_frame(matrix: pd.DataFrame, arm: int, rules: Rules) -> pd.DataFrame:
    """Summarise the columns of a matrix of replicates."""
    x = matrix.to_numpy(dtype=np.float64)
    interval = intervals(x, rules.level, "t")
    frame = matrix.columns.to_frame(index=False)
    frame.insert(0, "arm", arm)
    frame["n"], frame["mean"] = interval.n, interval.mean
    least, most = bounds_by_name(frame["indicator"])
    frame["low"], frame["high"] = inside(interval.mean, interval.low, interval.high, least, most)
    known = frame["n"].to_numpy() > 0
    spread = np.full((3, x.shape[1]), np.nan)
    if known.any():
        spread[:, known] = np.nanquantile(x[:, known], [0.1, 0.5, 0.9], axis=0)
    frame["p10"], frame["p50"], frame["p90"] = spread
    return frame.loc[known].reset_index(drop=True)
