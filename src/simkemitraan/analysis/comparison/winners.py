"""Who gains and who loses: organisations of the two arms, one by one and by class.

The same id in the same replicate is the same organisation with the same luck. Across replicates an id stands for a
different draw of the population, so means over replicates are taken by *class* (kind, size, district); single
organisations are named from one replicate.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..intervals import change_of_count

MEASURES = ("income_year", "served", "partners")
SIZES = ("smallest", "small", "middle", "large", "largest")
TOUCHED = 0.05


def over_horizon(organisations: pd.DataFrame) -> pd.DataFrame:
    """Average every organisation's yearly readings over the horizon (the state before it is left out).

    Returns
    -------
    DataFrame
        ``arm, replicate, id, kind, district, income_year, served, partners, size``: a year in which an organisation
        does not exist counts as zero; ``size`` is its staff and volunteers in its first reading.
    """
    panel = organisations.assign(partners=organisations["n_informal"] + organisations["n_formal"])
    later = panel.loc[panel["month"] >= 0]
    years = max(1, later["month"].nunique())
    keys = ["arm", "replicate", "id"]
    gone = later["alive"] == 0
    sums = later.assign(**{m: later[m].where(~gone, 0.0) for m in MEASURES}).groupby(keys, sort=True)
    frame = sums[list(MEASURES)].sum() / years
    firsts = panel.sort_values("month", kind="stable").groupby(keys, sort=True)
    described = firsts.agg(
        kind=("kind", "first"),
        district=("district", "first"),
        staff=("staff", "first"),
        volunteers=("volunteers", "first"),
    )
    joined = frame.join(described)
    joined["kind"] = joined["kind"].astype(str)
    joined["size"] = joined.pop("staff") + 0.15 * joined.pop("volunteers")
    return joined.reset_index()


def changes(organisations: pd.DataFrame, arm: int) -> pd.DataFrame:
    """Set every organisation of a reform beside itself in the baseline.

    Returns
    -------
    DataFrame
        ``replicate, id, kind, district, size, size_class`` and, for each of :data:`MEASURES`, its baseline value
        (``income_year_baseline``), its value with the reform and the ``_change``. An organisation that exists in one
        arm only has zero in the other.
    """
    panel = over_horizon(organisations)
    keys = ["replicate", "id"]
    before = panel.loc[panel["arm"] == 0].drop(columns="arm")
    after = panel.loc[panel["arm"] == arm].drop(columns="arm")
    merged = before.merge(after, on=keys, how="outer", suffixes=("_baseline", "_reform"))
    for name in ("kind", "district", "size"):
        first = merged.pop(f"{name}_baseline")
        merged[name] = first.where(first.notna(), merged.pop(f"{name}_reform"))
    for name in MEASURES:
        for side in ("baseline", "reform"):
            merged[f"{name}_{side}"] = merged[f"{name}_{side}"].fillna(0.0)
        merged[f"{name}_change"] = merged[f"{name}_reform"] - merged[f"{name}_baseline"]
    merged["district"] = merged["district"].astype(np.int64)
    merged["size_class"] = size_class(merged["size"].to_numpy(dtype=np.float64), merged["replicate"].to_numpy())
    return merged.sort_values(keys, kind="stable").reset_index(drop=True)


def size_class(size: np.ndarray, replicate: np.ndarray) -> np.ndarray:
    """Return the fifth (0 smallest to 4 largest) of its replicate each organisation belongs to, by rank."""
    out = np.zeros(len(size), dtype=np.int64)
    for one in np.unique(replicate):
        rows = np.flatnonzero(replicate == one)
        rank = np.empty(len(rows), dtype=np.int64)
        rank[np.argsort(size[rows], kind="stable")] = np.arange(len(rows))
        out[rows] = rank * len(SIZES) // max(len(rows), 1)
    return out


def by_class(
    table: pd.DataFrame, by: str, measure: str, replicates: Sequence[int], level: float = 0.95
) -> pd.DataFrame:
    """Mean change of a measure per organisation in every class, with its interval over replicates.

    Returns
    -------
    DataFrame
        ``by, organisations`` (mean number), ``baseline, reform, difference, low, high``, and ``gain``, ``lose``,
        ``same``: shares of organisations whose measure rises, falls, or moves by less than a twentieth of its baseline
        value.
    """
    rows = []
    for group, part in table.groupby(by, sort=True, observed=True):
        sides = [f"{measure}_{side}" for side in ("baseline", "reform", "change")]
        means = part.groupby("replicate")[sides].mean().reindex(list(replicates))
        baseline = float(means[f"{measure}_baseline"].mean())
        difference, low, high = change_of_count(means[f"{measure}_change"].to_numpy(dtype=np.float64), baseline, level)
        change = part[f"{measure}_change"].to_numpy()
        least = TOUCHED * np.abs(part[f"{measure}_baseline"].to_numpy()) + 1e-12
        rows.append(
            {
                by: group,
                "organisations": len(part) / max(len(replicates), 1),
                "baseline": baseline,
                "reform": float(means[f"{measure}_reform"].mean()),
                "difference": difference,
                "low": low,
                "high": high,
                "gain": float((change > least).mean()),
                "lose": float((change < -least).mean()),
                "same": float((np.abs(change) <= least).mean()),
            }
        )
    return pd.DataFrame(rows)


def most_changed(
    table: pd.DataFrame, replicate: int, measure: str, count: int = 8
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the organisations of one replicate that gain most and lose most, most first.

    Those whose measure moves by less than a twentieth are neither.
    """
    part = table.loc[table["replicate"] == replicate].sort_values([f"{measure}_change", "id"], kind="stable")
    change, before = part[f"{measure}_change"], part[f"{measure}_baseline"].abs()
    least = TOUCHED * before + 1e-12
    losers = part.loc[change < -least].head(count)
    gainers = part.loc[change > least].iloc[::-1].head(count)
    return gainers.reset_index(drop=True), losers.reset_index(drop=True)
