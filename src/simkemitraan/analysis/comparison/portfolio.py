"""Several policies in one table: what each does for families, at what price, who is left behind, and in which order.

Policies share their luck with each other as well as with the baseline, so that two of them are ranked by the paired
difference between them: a policy stands below another only where the interval of that difference leaves out zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ...wording import finite
from ..intervals import inside, intervals, ratio
from . import paired
from .bounds import bounds_of

if TYPE_CHECKING:
    from .comparison import Comparison

FIRST = "families_served"
INDICATORS = ("families_served", "access", "partnerships", "trust")
MEASURES = ("families_served", "access", "cost", "price", "field", "place", "partnerships", "trust")
NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one policy does to one measure.

    Attributes
    ----------
    measure : str
        One of :data:`MEASURES`: an indicator; ``cost`` of the levers (million IDR a year); ``price`` of one more family
        (million IDR a year); the ``field`` of service and the ``place`` (kecamatan of one district, else district)
        that gain least.
    difference, low, high : float
        Difference from the baseline and its interval; NaN where it cannot be given.
    verdict : str
        One of the words of :func:`.paired.effects`; empty for money.
    remains : bool
        Whether it remains after Holm's correction.
    where : tuple of int
        For ``field`` its index; for ``place`` district code and kecamatan (from 0, -1 for a whole district).
    of : int
        Among how many fields or places the one that gains least was chosen (0 elsewhere).
    saved : bool
        Whether a ``price`` is what is saved for one family less.
    """

    measure: str
    difference: float = NAN
    low: float = NAN
    high: float = NAN
    verdict: str = ""
    remains: bool = False
    where: tuple[int, ...] = ()
    of: int = 0
    saved: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """One policy's row.

    Attributes
    ----------
    arm, rank : int
        Which policy, and its place by families served: one more than the number of policies that surely do better.
    cells : mapping of str to Cell
        By measure, in the order of :data:`MEASURES`.
    """

    arm: int
    rank: int
    cells: Mapping[str, Cell]


def portfolio(comparison: Comparison) -> tuple[Standing, ...]:
    """Return every policy of a comparison, those that reach most families first."""
    ranks = _ranks(comparison)
    rows = [Standing(arm, ranks[arm], _cells(comparison, arm)) for arm in comparison.reforms]
    return tuple(sorted(rows, key=lambda r: (r.rank, -_number(r.cells[FIRST].difference), r.arm)))


def _number(x: float) -> float:
    """Put what is not known last."""
    return x if x == x else -np.inf


def _ranks(comparison: Comparison) -> dict[int, int]:
    """Return one more than the number of policies whose families surely exceed each one's."""
    values = comparison.overview.finals
    by_arm = values.loc[values["indicator"] == FIRST].pivot_table(index="replicate", columns="arm", values="value")
    out = {}
    for arm in comparison.reforms:
        others = [a for a in comparison.reforms if a != arm and {a, arm} <= set(by_arm)]
        gaps = by_arm[others].sub(by_arm[arm], axis=0).to_numpy(dtype=np.float64) if others else np.empty((0, 0))
        out[arm] = 1 + int((intervals(gaps, comparison.rules.level).low > 0).sum())
    return out


def _cells(comparison: Comparison, arm: int) -> dict[str, Cell]:
    """Return all measures of one policy."""
    effects = comparison.effects
    rows = effects.loc[(effects["arm"] == arm) & effects["indicator"].isin(INDICATORS)].to_dict("records")
    found = {n: Cell(n) for n in INDICATORS} | {str(r["indicator"]): _indicator(r) for r in rows}
    found["cost"] = Cell("cost", comparison.costs[arm])
    found["price"] = price(comparison, arm)
    found["field"] = _least(comparison, "field", _fields(comparison, arm))
    found["place"] = _least(comparison, "place", comparison.places.loc[comparison.places["arm"] == arm])
    return {name: found[name] for name in MEASURES}


def _indicator(row: Mapping[Any, Any]) -> Cell:
    """Take over an indicator's effect."""
    difference, low, high = (float(row[k]) for k in ("difference", "low", "high"))
    return Cell(str(row["indicator"]), difference, low, high, str(row["verdict"]), bool(row["remains"]))


def price(comparison: Comparison, arm: int) -> Cell:
    """Return what one more family costs a year (million IDR), or what is saved for one family less."""
    cost = comparison.costs[arm]
    values = comparison.overview.finals
    before, after = paired.pairs(values.loc[values["indicator"] == FIRST], arm, paired.CELL)
    gap = (after - before).to_numpy(dtype=np.float64).ravel()
    if not cost or not len(gap) or cost * gap.mean() <= 0:
        return Cell("price")
    return Cell("price", *ratio(np.full(len(gap), cost), gap, comparison.rules.level), saved=cost < 0)


def _fields(comparison: Comparison, arm: int) -> pd.DataFrame:
    """Return the effects on access by field of service."""
    frame = comparison.breakdown
    if frame.empty:
        return frame
    chosen = (frame["arm"] == arm) & (frame["indicator"] == "access") & (frame["district"] == 0) & (frame["group"] >= 0)
    return frame.loc[chosen]


def _least(comparison: Comparison, measure: str, rows: pd.DataFrame) -> Cell:
    """Return the row with the lowest difference; its interval is widened, since the least of several was picked."""
    if rows.empty:
        return Cell(measure)
    row = rows.iloc[int(rows["difference"].to_numpy().argmin())]
    n, error = int(row["n"]), float(row["sd"]) / np.sqrt(max(int(row["n"]), 1))
    share = 1 - (1 - comparison.rules.level) / len(rows)
    half = paired.half_width(n, error, share)
    difference = float(row["difference"])
    least, most = (np.array([bound - row["baseline"]]) for bound in bounds_of(str(row["indicator"])))
    middle, wide = np.array([difference]), np.array([half])
    low, high = (float(end[0]) for end in inside(middle, middle - wide, middle + wide, least, most))
    settled = low > 0 or high < 0
    verdict = str(row["verdict"]) if settled or row["verdict"] in ("same", "small") else "undecided"
    where = (int(row["group"]),) if measure == "field" else (int(row["district"]), int(row["group"]))
    return Cell(measure, difference, low, high, verdict, False, where, len(rows))


def as_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the portfolio as plain values for JSON."""
    rows = []
    for standing in comparison.portfolio:
        measures = {name: _plain(cell) for name, cell in standing.cells.items()}
        rows.append({"scenario": comparison.names[standing.arm], "rank": standing.rank, "measures": measures})
    return rows


def _plain(cell: Cell) -> dict[str, Any]:
    """Return one cell as plain values."""
    out: dict[str, Any] = {k: finite(getattr(cell, k)) for k in ("difference", "low", "high")}
    if cell.verdict:
        out |= {"verdict": cell.verdict, "remains_after_correction": cell.remains}
    return out | ({"where": list(cell.where), "of": cell.of} if cell.where else {})
