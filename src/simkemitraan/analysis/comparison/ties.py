"""Which ties exist because of a reform: the counterfactual, tie by tie.

Arms share their luck and their ids, so a partnership (by id) or a cooperating pair (by its two organisations) of one
replicate can be looked up in the other arm: it exists in both, only with the reform, or only without it. A single tie
that differs need not be the reform's own doing, since one changed tie changes what its neighbours do next; the *counts*
over replicates are what the reform changes, and they carry intervals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ...world.identity import DISTRICT_BITS, K_BITS, KIND_BITS
from ...world.schema import KIND_NAMES
from ..intervals import Floats, change_of_count

FATES = ("both", "only_reform", "only_baseline")
PARTNERSHIP_KEY = ("replicate", "id")
PAIR_KEY = ("replicate", "a", "b")


def pair_spells(ties: pd.DataFrame) -> pd.DataFrame:
    """Join the spells of a pair: first start, last end, reason of the last ending, number of spells.

    Returns
    -------
    DataFrame
        One row per arm, replicate and pair with ``start, end, reason, origin, mandated, spells``.
    """
    ordered = ties.sort_values(["arm", "replicate", "a", "b", "start"], kind="stable")
    ordered = ordered.assign(reason=ordered["reason"].astype(str), origin=ordered["origin"].astype(str))
    grouped = ordered.groupby(["arm", "replicate", "a", "b"], sort=True)
    return grouped.agg(
        start=("start", "first"),
        end=("end", "last"),
        reason=("reason", "last"),
        origin=("origin", "first"),
        mandated=("mandated", "max"),
        spells=("start", "size"),
    ).reset_index()


def fates(spells: pd.DataFrame, arm: int, key: Sequence[str], describe: Sequence[str]) -> pd.DataFrame:
    """Look every tie of the baseline and one reform up in the other.

    Parameters
    ----------
    spells : DataFrame
        One row per arm and key with ``start, end, reason`` and the columns in ``describe``.
    arm : int
        Which reform.
    key : sequence of str
        What makes it the same tie: :data:`PARTNERSHIP_KEY` or :data:`PAIR_KEY`.
    describe : sequence of str
        Columns that describe a tie whichever arm it is found in.

    Returns
    -------
    DataFrame
        The key, ``fate`` (one of :data:`FATES`), the descriptions (of the baseline where it exists there), and
        ``start, end, reason`` of each arm as ``start_baseline`` ...; end is :data:`.survival.OPEN` while it goes on and
        ``reason`` is empty where the tie does not exist.
    """
    names = list(key)
    before = _one_arm(spells, 0, names, describe)
    after = _one_arm(spells, arm, names, describe)
    merged = before.merge(after, on=names, how="outer", suffixes=("_baseline", "_reform"), indicator="where")
    words = {"both": "both", "left_only": "only_baseline", "right_only": "only_reform"}
    merged["fate"] = merged.pop("where").astype(str).map(words)
    for name in describe:
        first = merged.pop(f"{name}_baseline")
        merged[name] = first.where(first.notna(), merged.pop(f"{name}_reform"))
    for name in ("reason_baseline", "reason_reform"):
        merged[name] = merged[name].fillna("")
    return merged.sort_values(names, kind="stable").reset_index(drop=True)


def _one_arm(spells: pd.DataFrame, arm: int, key: list[str], describe: Sequence[str]) -> pd.DataFrame:
    """Return the columns of one arm that :func:`fates` needs, codes as words."""
    chosen = spells.loc[spells["arm"] == arm, [*key, "start", "end", "reason", *describe]].copy()
    for name in ("reason", *describe):
        if not pd.api.types.is_numeric_dtype(chosen[name]):
            chosen[name] = chosen[name].astype(object)
    return chosen


def count_fates(table: pd.DataFrame, replicates: Sequence[int], by: str = "", level: float = 0.95) -> pd.DataFrame:
    """Count ties of each fate per replicate and give the mean over replicates with its interval.

    Parameters
    ----------
    table : DataFrame
        What :func:`fates` returns.
    replicates : sequence of int
        All replicates there are; one without any tie counts as zero.
    by : str
        A describing column to break the counts down by; empty for the whole.

    Returns
    -------
    DataFrame
        ``by`` (if given), then for each fate its mean, and ``net`` (only with the reform minus only without) with
        ``low`` and ``high``, ordered by the size of the group.
    """
    groups = sorted(table[by].dropna().unique()) if by else [""]
    rows = []
    for group in groups:
        part = table.loc[table[by] == group] if by else table
        counts = part.groupby(["replicate", "fate"], observed=True).size().unstack(fill_value=0)
        counts = counts.reindex(index=list(replicates), columns=list(FATES), fill_value=0)
        rows.append({by: group, **_fate_row(counts, level)} if by else _fate_row(counts, level))
    frame = pd.DataFrame(rows)
    if by and len(frame):
        size = frame[list(FATES)].sum(axis=1)
        frame = frame.iloc[np.argsort(-size.to_numpy(), kind="stable")].reset_index(drop=True)
    return frame


def _fate_row(counts: pd.DataFrame, level: float) -> dict[str, float]:
    """Summarise one group's counts, replicate by replicate."""
    net = (counts["only_reform"] - counts["only_baseline"]).to_numpy(dtype=np.float64)
    row = {fate: float(counts[fate].mean()) for fate in FATES}
    mean, low, high = change_of_count(net, row["both"] + row["only_baseline"], level)
    return row | {"net": mean, "low": low, "high": high}


def endings(spells: pd.DataFrame, months: int, replicates: Sequence[int], level: float = 0.95) -> pd.DataFrame:
    """Count endings within the horizon by reason, in every arm, with the paired difference from the baseline.

    Returns
    -------
    DataFrame
        ``arm, reason, mean, difference, low, high``: endings per replicate; the baseline's difference is zero.
    """
    ended = spells.loc[(spells["end"] >= 0) & (spells["end"] < months)]
    counts = ended.assign(reason=ended["reason"].astype(str)).groupby(["arm", "replicate", "reason"]).size()
    reasons = sorted(counts.index.get_level_values("reason").unique())
    rows = []
    for arm in sorted(int(a) for a in spells["arm"].unique()):
        for reason in reasons:
            x, base = (_counted(counts, a, reason, replicates) for a in (arm, 0))
            difference, low, high = change_of_count(x - base, float(base.mean()), level)
            rows.append((arm, reason, float(x.mean()), difference, low, high))
    return pd.DataFrame(rows, columns=["arm", "reason", "mean", "difference", "low", "high"])


def _counted(counts: pd.Series, arm: int, reason: str, replicates: Sequence[int]) -> Floats:
    """Return one count per replicate, zero where none ended for that reason."""
    return np.array([float(counts.get((arm, r, reason), 0)) for r in replicates])


def flows(
    spells: pd.DataFrame, months: int, replicates: Sequence[int], arms: Sequence[int] | None = None
) -> pd.DataFrame:
    """Count what began and ended in every year of the horizon, and what stood at its end.

    Parameters
    ----------
    spells : DataFrame
        ``arm, replicate, start, end``, one row a partnership.
    months : int
        Length of the horizon.
    replicates : sequence of int
        All replicates there are.
    arms : sequence of int, optional
        All arms there are, also those without a partnership; default those that occur.

    Returns
    -------
    DataFrame
        ``arm, year, formed, formed_low, formed_high, ended, ended_low, ended_high, standing, standing_low,
        standing_high``: means over replicates with the middle 80 % of them; years count from 1.
    """
    years = [(y, 12 * (y - 1), min(12 * y, months)) for y in range(1, -(-months // 12) + 1)]
    rows = []
    for arm in sorted(int(a) for a in (spells["arm"].unique() if arms is None else arms)):
        part = spells.loc[spells["arm"] == arm]
        start, end, owner = (part[c].to_numpy() for c in ("start", "end", "replicate"))
        for year, first, after in years:
            masks = {
                "formed": (start >= first) & (start < after),
                "ended": (end >= first) & (end < after),
                "standing": (start < after) & (end >= after),
            }
            row: dict[str, float] = {"arm": arm, "year": year}
            for name, mask in masks.items():
                row |= _spread(name, _per_replicate(owner[mask], replicates))
            rows.append(row)
    return pd.DataFrame(rows)


def _per_replicate(owner: np.ndarray, replicates: Sequence[int]) -> Floats:
    """Count rows by replicate, in the order of ``replicates``."""
    labels = np.asarray(replicates)
    counts = np.zeros(len(labels))
    np.add.at(counts, np.searchsorted(labels, owner), 1.0)
    return counts


def _spread(name: str, x: Floats) -> dict[str, float]:
    """Return mean and middle 80 % of one count."""
    low, high = np.quantile(x, [0.1, 0.9])
    return {name: float(x.mean()), f"{name}_low": float(low), f"{name}_high": float(high)}


def kinds_of_pair(a: pd.Series, b: pd.Series) -> list[str]:
    """Return the kinds of both ends in one word, ``government+nonprofit``, whichever end is which (kinds in their order)."""
    first, second = _kind_code(a), _kind_code(b)
    low, high = np.minimum(first, second), np.maximum(first, second)
    return [f"{KIND_NAMES[x]}+{KIND_NAMES[y]}" for x, y in zip(low, high, strict=True)]


def _kind_code(ids: pd.Series) -> np.ndarray:
    """Read the kind off organisation ids."""
    return (ids.to_numpy(dtype=np.int64) >> K_BITS) & ((1 << KIND_BITS) - 1)


def district_of(ids: pd.Series) -> np.ndarray:
    """Read the district code off organisation ids."""
    return (ids.to_numpy(dtype=np.int64) >> (K_BITS + KIND_BITS)) & ((1 << DISTRICT_BITS) - 1)
