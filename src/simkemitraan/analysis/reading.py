"""Reads result folders for the analysis: only the columns and rows that are asked for.

A result is whatever :func:`simkemitraan.load` returns; of it this room uses ``dataset(table)``, ``scenarios`` and
``provenance``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from ..errors import ResultError
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

    def dataset(self, table: str) -> Any:
        """Return a table as a pyarrow dataset; raises ``ResultError`` or ``KeyError`` where it was not kept."""


def opened(result: Result | str | Path) -> Result:
    """Return a loaded result, reading the folder if a path is given."""
    if isinstance(result, (str, Path)):
        from ..runs import load

        loaded: Result = load(result)
        return loaded
    return result


def has(result: Result, table: str) -> bool:
    """Tell whether a table was kept."""
    try:
        result.dataset(table)
    except (ResultError, KeyError, FileNotFoundError):
        return False
    return True


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
    import pyarrow.dataset as ds

    condition = None
    for name, wanted in (where or {}).items():
        field = ds.field(name)
        one = field == wanted if isinstance(wanted, (int, str)) else field.isin(list(wanted))
        condition = one if condition is None else condition & one
    chosen = list(columns) if columns is not None else None
    frame: pd.DataFrame = result.dataset(table).to_table(columns=chosen, filter=condition).to_pandas()
    return frame


def spec_of(result: Result, arm: int) -> Spec:
    """Return what the engine ran in one arm."""
    spec: Spec = result.scenarios[arm].spec()
    return spec
