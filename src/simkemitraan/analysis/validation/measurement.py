"""Reads the sheet of targets off a set of replicates: value, interval, range, met or not.

>>> from simkemitraan.analysis.validation.measurement import measure_targets  # doctest: +SKIP
>>> rows = measure_targets(spec, seeds=range(30))  # doctest: +SKIP

The steps can be taken apart: :meth:`History.collect` runs one replicate, :func:`statistics` measures it, and
:func:`score` makes the sheet from the statistics of any number of replicates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ...declare import Text
from ...world.spec import Spec
from .history import FIRST, LAST, Floats, History
from .sheet import ROWS, Row

__all__ = ["History", "Statistics", "TargetRow", "measure_one", "measure_targets", "score", "statistics"]

Statistics = Mapping[str, Floats]
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One line of the sheet.

    Attributes
    ----------
    name, text : str, Text
        Key and what is measured.
    value : float
        Median over replicates, or the pooled value where the contract pools.
    low, high, centre : float
        Range that it should lie in (infinite where open), and its middle (nan where there is none).
    met : bool
        Whether the value lies in the range.
    scored : bool
        False for a row that is reported and not judged.
    n : int
        Replicates that have a value.
    count : float
        Observations behind the value, over all replicates; nan where the replicates are the observations.
    interval : tuple of float
        90 % interval of the value, from resampling replicates.
    spread : tuple of float
        10th and 90th percentile over replicates.
    null : float
        The same figure in the degree-preserving rewiring; nan where none is made.
    pooled : bool
        Counts were summed over replicates before the value was formed.
    sources : str
        Keys of the sources it rests on (``wording/references.toml``), with commas.
    """

    name: str
    text: Text
    value: float
    low: float
    high: float
    centre: float
    met: bool
    scored: bool
    n: int
    count: float
    interval: tuple[float, float]
    spread: tuple[float, float]
    null: float
    pooled: bool
    sources: str


def statistics(history: History, rows: Sequence[Row] = ROWS) -> dict[str, Floats]:
    """Return the statistics of one replicate, by the name of the contract's function.

    Parameters
    ----------
    history : History
        The replicate.
    rows : sequence of Row
        Rows that will be made of them.
    """
    return {of.__name__: of(history) for of in dict.fromkeys(row.of for row in rows)}


def measure_one(
    seed: int, spec: Spec, first: int = FIRST, last: int = LAST, rows: Sequence[Row] = ROWS
) -> dict[str, Floats]:
    """Run one replicate and return its statistics (a plain function, so that worker processes can call it)."""
    return statistics(History.collect(spec, seed, first, last), rows)


def measure_targets(
    spec: Spec,
    seeds: Iterable[int],
    first: int = FIRST,
    last: int = LAST,
    each: Callable[[Callable[[int], dict[str, Floats]], Iterable[int]], Iterable[dict[str, Floats]]] = map,
) -> list[TargetRow]:
    """Run ``spec`` once for each seed and return the sheet.

    Parameters
    ----------
    spec : Spec
        What to run.
    seeds : iterable of int
        One replicate for each.
    first, last : int
        Window in months of the horizon.
    each : callable
        ``map``, or the ``map`` of a pool of processes.
    """
    return score(list(each(partial(measure_one, spec=spec, first=first, last=last), seeds)))


def score(replicates: Sequence[Statistics], rows: Sequence[Row] = ROWS, seed: int = 1) -> list[TargetRow]:
    """Return the sheet from the statistics of replicates.

    Parameters
    ----------
    replicates : sequence of mapping
        Results of :func:`statistics`.
    rows : sequence of Row
        The sheet.
    seed : int
        Seed of the resampling: the same replicates give the same intervals.
    """
    picks = np.random.default_rng(seed).integers(0, len(replicates), (RESAMPLES, len(replicates)))
    return [_line(row, np.array([r[row.of.__name__] for r in replicates]), picks) for row in rows]


def _line(row: Row, table: Floats, picks: np.ndarray) -> TargetRow:
    each = np.array([row.reduce(s) for s in table])
    value = row.reduce(table.sum(axis=0)) if row.pooled else _median(each)
    drawn = [row.reduce(table[p].sum(axis=0)) for p in picks] if row.pooled else [_median(each[p]) for p in picks]
    return TargetRow(
        row.name,
        row.text,
        value,
        row.low,
        row.high,
        row.centre,
        bool(row.low <= value <= row.high),
        row.scored,
        int(np.isfinite(each).sum()),
        row.count(table.sum(axis=0)) if row.count else np.nan,
        _percentiles(np.array(drawn), 5.0, 95.0),
        _percentiles(each, 10.0, 90.0),
        _median(np.array([row.null(s) for s in table])) if row.null else np.nan,
        row.pooled,
        row.sources,
    )


def _median(values: Floats) -> float:
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if seen.size else np.nan


def _percentiles(values: Floats, low: float, high: float) -> tuple[float, float]:
    seen = values[np.isfinite(values)]
    if not seen.size:
        return np.nan, np.nan
    return float(np.percentile(seen, low)), float(np.percentile(seen, high))
