"""Adds replicates until the main intervals are as narrow as wanted.

A first round shows how much the paired differences spread; the number that Student's t then asks for, and a little more,
is run next, and so on until it suffices or the limit is reached. Rounds repeat the replicates of the round before (the
same seeds give the same runs), so the last round is exactly what asking for its number at once would have given.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ..reading import Result
from .comparison import Comparison, compare
from .rules import Rules

SPARE = 1.1


@dataclass(frozen=True, slots=True)
class Rounds:
    """How a search for precision ended.

    Attributes
    ----------
    comparison : Comparison
        Of the last round.
    tried : tuple of int
        Replicates of each round.
    reached : bool
        Whether every main interval is as narrow as wanted.
    """

    comparison: Comparison
    tried: tuple[int, ...]
    reached: bool


def wide_rows(comparison: Comparison) -> pd.DataFrame:
    """Return the headline rows whose half-width exceeds the target (all of them with a single replicate)."""
    rows = comparison.headline
    half = (rows["high"] - rows["low"]) / 2
    return rows.loc[~(half <= rows["target"]) & ~rows["same"] & (rows["target"] > 0)]


def until_precise(
    run: Callable[[int], Result],
    start: int,
    rules: Rules,
    most: int,
    tell: Callable[[int, int, int], None] = lambda n, left, following: None,
) -> Rounds:
    """Run a comparison with more and more replicates until its intervals are narrow enough.

    Parameters
    ----------
    run : callable
        ``run(replicates) -> Result``.
    start : int
        Replicates of the first round (at least 2).
    rules : Rules
        Holds the precision wanted.
    most : int
        Never more replicates than this.
    tell : callable
        Told ``(replicates, rows still too wide, replicates of the next round)`` between rounds.
    """
    n = max(2, min(start, most))
    tried: list[int] = []
    while True:
        comparison = compare(run(n), rules)
        tried.append(n)
        wide = wide_rows(comparison)
        if wide.empty or n >= most:
            return Rounds(comparison, tuple(tried), bool(wide.empty))
        following = min(most, max(n + 2, math.ceil(SPARE * float(wide["needed"].max()))))
        tell(n, len(wide), following)
        n = following
