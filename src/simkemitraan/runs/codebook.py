"""The codebook of results: every column and indicator with its unit and meaning, in both languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from typing import Any

from ..indicators import REGISTRY
from .asked import param_of
from .columns import TABLES
from .meanings import TABLE_TEXTS, meaning
from .tables import LEADING, WORDS

FILE = "codebook.csv"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line.

    Attributes
    ----------
    kind : {"column", "indicator", "varied"}
        What it tells of: a column of a table, an indicator, a number that an experiment varied.
    table, name, unit : str
        Where, its name, its unit.
    id, en : str
        What it means.
    words : str
        What a column of words may hold, separated by bars.
    """

    kind: str
    table: str
    name: str
    unit: str
    id: str
    en: str
    words: str = ""


def entries(kept: tuple[str, ...] = tuple(TABLES), varied: tuple[str, ...] = ()) -> Iterator[Entry]:
    """Yield the lines for the tables of a result and for the numbers that it varied."""
    for table in kept:
        for name in (*LEADING, *TABLES[table]):
            column = meaning(table, name)
            words = "|".join(WORDS.get(name, ())) if name != "indicator" else ""
            yield Entry("column", table, name, column.unit, column.text.id, column.text.en, words)
    for indicator in REGISTRY.values() if "indicators" in kept else ():
        about = indicator.about
        yield Entry("indicator", "indicators", indicator.name, indicator.unit, about.id, about.en)
    for name in varied:
        param = param_of(name)
        yield Entry("varied", "", name, param.unit, param.text.id, param.text.en)


def as_csv(lines: Iterator[Entry]) -> bytes:
    """Return lines as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Entry)])
    writer.writerows(astuple(line) for line in lines)
    return out.getvalue().encode()


def of_result(kept: tuple[str, ...], points: dict[str, Any]) -> bytes:
    """Return the codebook of a result as CSV, for its folder."""
    return as_csv(entries(kept, tuple(points.get("names", ()))))


__all__ = ["FILE", "TABLE_TEXTS", "Entry", "as_csv", "entries", "of_result"]
