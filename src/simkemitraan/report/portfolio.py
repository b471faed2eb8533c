"""Several policies in one table that the page sorts, and the terminal, the workbook and the JSON show alike."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..analysis.comparison.places import named
from ..analysis.comparison.portfolio import INDICATORS, MEASURES, Cell, Standing
from ..indicators import REGISTRY
from ..wording import interval
from .blocks import Block, Paragraph, Table
from .context import Context, listed
from .formats import MARKS, MISSING, NARROW, IndicatorFormat, decimals, number, plain, signed, unit_text

NAMED = 2
"""Up to how many policies that share the first rank are called by their names."""


@dataclass(frozen=True, slots=True)
class Written:
    """One cell in words.

    Attributes
    ----------
    main, below : str
        The difference with its mark and star, and its interval or what it is about.
    key : float
        By which a column is sorted; NaN goes last.
    """

    main: str
    below: str
    key: float

    @property
    def text(self) -> str:
        """Both lines."""
        return f"{self.main}\n{self.below}" if self.below else self.main


def blocks(context: Context) -> list[Block]:
    """Return the table of all policies, and how to read it."""
    assert context.comparison is not None
    w, standings = context.word, context.comparison.portfolio
    head = (w("portfolio.policy"), *(heading(context, m) for m in MEASURES))
    rows, keys = [], []
    for standing in standings:
        cells = [write(context, standing.cells[m]) for m in MEASURES]
        rows.append((f"{standing.rank}. {context.titles[standing.arm]}", *(c.text for c in cells)))
        keys.append((float(standing.rank), *(c.key for c in cells)))
    numeric = tuple(range(1, len(head)))
    table = Table(w("portfolio.title"), head, tuple(rows), numeric, keys=tuple(keys))
    told = f"{note(context)} {w('portfolio.sort')}"
    return [Paragraph(sentence(context, standings)), table, Paragraph(told, "small")]


def sentence(context: Context, standings: tuple[Standing, ...]) -> str:
    """Say which policy reaches most families, and whether that is sure."""
    first = [s for s in standings if s.rank == 1]
    best = context.titles[standings[0].arm]
    gap = context.shown("families_served").difference(standings[0].cells["families_served"].difference, unit=True)
    if standings[0].cells["families_served"].verdict != "better":
        return context.word("portfolio.none", n=number(len(standings), context.lang, 0))
    if len(first) == 1:
        return context.word("portfolio.best", best=best, difference=gap)
    return context.word("portfolio.shared", best=best, difference=gap, others=_others(context, first[1:]))


def _others(context: Context, standings: list[Standing]) -> str:
    """Name the policies that share the first rank, their number where there are many."""
    if len(standings) > NAMED:
        return context.word("portfolio.others", n=number(len(standings), context.lang, 0))
    return listed([f"“{context.titles[s.arm]}”" for s in standings], context.lang)


def note(context: Context) -> str:
    """Say how the table is to be read."""
    assert context.comparison is not None
    least = f"{plain(100 * context.overview.rules.least, context.lang)}{NARROW}%"
    several = len(context.place.districts) > 1
    area = context.word("portfolio.a_district" if several else "portfolio.a_kecamatan")
    told = context.word("portfolio.note", level=context.level, least=least, area=area)
    return told if several or named(context.place) else f"{told} {context.word('portfolio.order')}"


def heading(context: Context, measure: str) -> str:
    """Name a measure with its unit, unless its name says it: Families served."""
    if measure not in INDICATORS:
        several = measure == "place" and len(context.place.districts) > 1
        return context.word("portfolio.district" if several else f"portfolio.{measure}")
    indicator = REGISTRY[measure]
    text = indicator.text(context.lang)
    unit = context.word("points") if indicator.unit == "share" else unit_text(indicator.unit, context.lang)
    return text if unit.lower() in text.lower() else f"{text} ({unit})"


def write(context: Context, cell: Cell) -> Written:
    """Write one cell."""
    writers: dict[str, Callable[[Context, Cell], Written]] = {
        "cost": _cost,
        "price": _price,
        "field": _least,
        "place": _least,
    }
    return writers.get(cell.measure, _effect)(context, cell)


def _effect(context: Context, cell: Cell) -> Written:
    """Write an indicator's difference."""
    return _marked(context.shown(cell.measure), cell, "")


def _marked(shown: IndicatorFormat, cell: Cell, name: str) -> Written:
    """Write a difference with its mark, its star and its interval; a name stands before the interval."""
    if math.isnan(cell.difference):
        return Written(MISSING, "", math.nan)
    star = "*" if cell.remains and cell.verdict in ("better", "worse", "changed") else ""
    gap = shown.difference(cell.difference, (cell.low, cell.high))
    interval = shown.interval(cell.low, cell.high)
    return Written(f"{MARKS[cell.verdict]} {gap}{star}", f"{name}\n{interval}" if name else interval, cell.difference)


def in_points(context: Context, cell: Cell) -> bool:
    """Tell whether a cell's numbers are shares, whose differences are written in percentage points."""
    if cell.measure in INDICATORS:
        return REGISTRY[cell.measure].unit == "share"
    return cell.measure == "field" or (cell.measure == "place" and len(context.place.districts) > 1)


def where(context: Context, cell: Cell) -> str:
    """Name the field, the kecamatan or the district that gains least; empty where there is none."""
    if not cell.where:
        return ""
    if cell.measure == "field":
        return context.place.fields[cell.where[0]].text(context.lang)
    several = len(context.place.districts) > 1
    return context.district(cell.where[0]) if several else kecamatan(context, cell.where[1], cell.of)


def _least(context: Context, cell: Cell) -> Written:
    """Write the field, the kecamatan or the district that gains least."""
    shown = context.shown("access" if in_points(context, cell) else "unmet_needs")
    return _marked(shown, cell, where(context, cell))


def kecamatan(context: Context, index: int, of: int) -> str:
    """Name a kecamatan by its number, or by its order at the start in a made-up place."""
    key = "portfolio.kecamatan_named" if named(context.place) else "portfolio.kecamatan"
    return context.word(key, k=index + 1, n=of)


def _cost(context: Context, cell: Cell) -> Written:
    """Write what the levers cost."""
    if not cell.difference:
        return Written(MISSING, "", math.nan)
    return Written(signed(cell.difference, context.lang, decimals(cell.difference, 2)), "", cell.difference)


def _price(context: Context, cell: Cell) -> Written:
    """Write what one family more costs, or what one family less saves."""
    if math.isnan(cell.difference):
        return Written(MISSING, context.word("portfolio.no_price"), math.nan)
    digits = decimals(cell.difference, 2)
    low, high = (number(x, context.lang, digits) for x in (cell.low, cell.high))
    ends = interval(low, high, context.lang)
    main = number(cell.difference, context.lang, digits)
    return Written(context.word("portfolio.saved", price=main) if cell.saved else main, ends, cell.difference)
