"""Reads result folders for the analysis: only the columns and rows that are asked for.

A result is whatever :func:`simkemitraan.load` returns; of it this room uses ``frame``, ``tables``, ``scenarios`` and
``provenance``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from ..world.spec import Spec

Where = Mapping[str, int | Sequence[int]]


class Scenario(Protocol):
    """What the analysis needs of a scenario."""

    name: str

    def spec(self) -> Spec:
        """Return what the engine ran."""


class Result(Protocol):
    """What the analysis needs of a loaded result folder."""

    @property
    def scenarios(self) -> Sequence[Any]:
        """Scenarios by arm, the baseline first."""

    @property
    def provenance(self) -> Mapping[str, Any]:
        """Seed, replicates, versions, hash."""

    @property
    def tables(self) -> Sequence[str]:
        """Names of the tables that were kept."""

    def frame(self, table: str, columns: list[str] | None = None, **where: Any) -> pd.DataFrame:
        """Return the rows of a table whose columns have the given values."""


def opened(result: Result | str | Path) -> Result:
    """Return a loaded result; a folder is opened, and every byte of it compared with what was written."""
    if isinstance(result, (str, Path)):
        from ..runs import load

        loaded: Result = load(result, whole=True)
        return loaded
    return result


def has(result: Result, table: str) -> bool:
    """Tell whether a table was kept."""
    return table in result.tables


def read(result: Result, table: str, columns: Sequence[str] | None = None, where: Where | None = None) -> pd.DataFrame:
    """Read a table's columns and rows as a frame.

    Parameters
    ----------
    result : Result
        Loaded result folder.
    table : str
        ``indicators``, ``partnerships`` ...
    columns : sequence of str, optional
        Which columns; default all.
    where : mapping, optional
        Column to the value, or the values, it must have.
    """
    return result.frame(table, list(columns) if columns is not None else None, **(where or {}))


def spec_of(result: Result, arm: int) -> Spec:
    """Return what the engine ran in one arm."""
    spec: Spec = result.scenarios[arm].spec()
    return spec
