"""Writes the numbers of a report as a workbook: one table a sheet, numbers as numbers, no text ever a formula."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..analysis.comparison import ties
from ..analysis.comparison.portfolio import MEASURES, Cell
from ..declare import Text
from ..indicators import REGISTRY, THEMES
from ..scenario.official import province_of
from ..wording.palette import palette
from ..wording.references import source_words
from ..world.codes import OPEN
from ..world.schema import KIND_TEXTS, ORIGIN_TEXTS, REASON_TEXTS, TYPE_TEXTS
from . import portfolio
from .answer import cost_origin
from .context import Context
from .declared import unit_of
from .formats import unit_text
from .limits import unvalidated
from .reform import steps, warnings

MOST = 100_000
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
ILLEGAL = {c: None for c in range(32) if c not in (9, 10, 13)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, a line that says what it is, column heads and rows."""

    name: str
    note: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]


def write_workbook(context: Context, path: Path) -> Path:
    """Write the workbook and return its path.

    Parameters
    ----------
    context : Context
        The result being told.
    path : Path
        Where to write; replaced if it exists.
    """
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": " / ".join(context.titles)[:250], "comments": context.stamp})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        quiet = book.add_format({"italic": True, "font_color": palette()["text"]["faint"]})
        for sheet in sheets(context):
            _write(book.add_worksheet(sheet.name[:31]), sheet, bold, quiet, context)
    return path


def _write(page: Any, sheet: Sheet, bold: Any, quiet: Any, context: Context) -> None:
    """Write one sheet: note, heads, rows."""
    note = sheet.note
    if len(sheet.rows) > MOST:
        note = f"{note} {context.word('sheet.cut', n=MOST)}"
    page.write_string(0, 0, note, quiet)
    for column, text in enumerate(sheet.head):
        page.write_string(2, column, str(text), bold)
        page.set_column(column, column, 30 if column == 0 else 16)
    for row, values in enumerate(sheet.rows[:MOST], start=3):
        for column, value in enumerate(values):
            write_cell(page, row, column, value)
    page.freeze_panes(3, 1)
    if sheet.rows:
        page.autofilter(2, 0, 2 + min(len(sheet.rows), MOST), max(len(sheet.head) - 1, 0))


def write_cell(page: Any, row: int, column: int, value: Any) -> None:
    """Write one value: text as text whatever it looks like, finite numbers as numbers, the rest as an empty cell."""
    if isinstance(value, str):
        page.write_string(row, column, value.translate(ILLEGAL)[:32_000])
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif value is not None and math.isfinite(value):
        page.write_number(row, column, float(value))


def sheets(context: Context) -> Iterator[Sheet]:
    """Return the sheets of a result, the most asked-for first."""
    yield _about(context)
    if context.comparison is None:
        yield _frame(context, "indicators", context.overview.levels.drop(columns=["district", "group"]))
    else:
        yield from _comparison(context)
    yield _frame(context, "flows", context.overview.flows) if context.overview.has_ledger else _units(context)
    yield _unvalidated(context)
    if context.overview.has_ledger:
        yield _units(context)


def _comparison(context: Context) -> Iterator[Sheet]:
    """Return the sheets that only a comparison has."""
    comparison = context.comparison
    assert comparison is not None
    effects = comparison.effects.drop(columns=["sd", "target"])
    if len(comparison.reforms) > 1:
        yield _portfolio(context)
    yield _frame(context, "headline", effects.loc[effects["headline"]].drop(columns="headline"))
    yield _frame(context, "indicators", effects.drop(columns="headline"))
    yield _frame(context, "over_time", comparison.over_time)
    yield _frame(context, "breakdown", comparison.breakdown.drop(columns=["sd", "target", "needed"]))
    if len(comparison.provinces):
        yield _provinces(context)
    yield _changes(context)
    if any(comparison.lever_costs):
        yield _costs(context)
    if context.overview.has_ledger:
        yield _fates(context, "partnerships")
        yield _fates(context, "pairs")
        yield _endings(context)
        yield _organisations(context)


def _provinces(context: Context) -> Sheet:
    """List differences by province, by name."""
    assert context.comparison is not None
    frame = context.comparison.provinces
    names = {d.code // 100: province_of(d.code) for d in context.place.districts}
    named = frame.assign(province=[names[int(code)] for code in frame["district"]])
    columns = [
        c if c != "district" else "province" for c in frame.columns if c not in ("sd", "target", "needed", "group")
    ]
    return _frame(context, "provinces", named[columns])


def _portfolio(context: Context) -> Sheet:
    """Put all policies into one table, a row each, numbers as numbers."""
    assert context.comparison is not None
    w = context.word
    head = [w("portfolio.rank"), w("portfolio.policy")]
    parts = ("difference", "low", "high")
    for measure in MEASURES:
        name = portfolio.heading(context, measure)
        head += [name] if measure == "cost" else [name, *(f"{name}: {w('sheet.' + part)}" for part in parts[1:])]
        head += [f"{name}: {w('table.verdict')}"] if measure not in ("cost", "price") else []
        head += [f"{name}: {w('sheet.which')}"] if measure in ("field", "place") else []
    rows = [
        (s.rank, context.titles[s.arm], *(x for m in MEASURES for x in _cell(context, s.cells[m])))
        for s in context.comparison.portfolio
    ]
    return Sheet(w("sheet.portfolio"), portfolio.note(context), tuple(head), rows)


def _cell(context: Context, cell: Cell) -> list[Any]:
    """Return one measure of one policy as the columns it takes."""
    if cell.measure == "cost":
        return [cell.difference]
    factor = 100.0 if portfolio.in_points(context, cell) else 1.0
    out: list[Any] = [factor * x for x in (cell.difference, cell.low, cell.high)]
    if cell.measure == "price":
        return out
    star = "*" if cell.remains else ""
    out.append(context.word(f"verdict.{cell.verdict}") + star if cell.verdict else "")
    return [*out, portfolio.where(context, cell)] if cell.measure in ("field", "place") else out


def _frame(context: Context, key: str, frame: pd.DataFrame) -> Sheet:
    """Turn a frame into a sheet; arms and indicators get their names in words beside them."""
    columns: dict[str, list[Any]] = {}
    for name in frame.columns:
        values = frame[name].tolist()
        if name == "arm":
            columns["scenario"] = [context.titles[int(a)] for a in values]
        elif name != "scenario":
            columns[name] = values
        if name == "indicator":
            columns["text"] = [REGISTRY[n].text(context.lang) for n in values]
            columns["unit"] = [unit_text(REGISTRY[n].unit, context.lang) for n in values]
        if name == "district":
            columns["district_name"] = [context.district(int(c)) if c else "" for c in values]
            columns |= _provinces_of(values)
        if name == "group" and "indicator" in columns:
            columns[name] = [_group(context, *one) for one in zip(columns["indicator"], values, strict=True)]
        if name in ("organisation", "id") and key == "organisations":
            columns["name"] = [context.organisation(int(i)) for i in values]
            columns[name] = [str(int(i)) for i in values]
    told = [[_told(context, name, value) for value in values] for name, values in columns.items()]
    head = tuple(heading(context, name) for name in columns)
    return Sheet(context.word(f"sheet.{key}"), context.stamp, head, list(zip(*told, strict=True)))


def _provinces_of(codes: Sequence[int]) -> dict[str, list[Any]]:
    """Return the provinces of districts as a column; none where no district has one."""
    found = [province_of(int(code)) for code in codes]
    return {"province": found} if any(found) else {}


def _group(context: Context, indicator: str, code: int) -> str:
    """Name a group of an indicator's breakdown: a field of service, a kind of organisation, a type of partnership."""
    if code < 0:
        return ""
    by = [b for b in REGISTRY[indicator].by if b != "district"]
    texts: Mapping[str, Sequence[Text]] = {
        "field": tuple(field.text for field in context.place.fields),
        "kind": tuple(KIND_TEXTS.values()),
        "type": tuple(TYPE_TEXTS.values()),
    }
    return texts[by[0]][int(code)](context.lang)


SIDES = ("baseline", "reform", "change", "low", "high")


def heading(context: Context, name: str) -> str:
    """Return a column's name in the reader's language: ``income_year_reform`` is *income of a year: with the policy*."""
    stem, _, side = name.rpartition("_")
    if stem and side in SIDES:
        return f"{context.word(f'column.{stem}')}: {context.word(f'column.{side}').lower()}"
    return context.word(f"column.{name}")


def _told(context: Context, name: str, value: Any) -> Any:
    """Return a cell in the reader's language: codes in words, numbers as they are."""
    texts: dict[str, Mapping[str, Text]] = {
        "reason": REASON_TEXTS,
        "reason_baseline": REASON_TEXTS,
        "reason_reform": REASON_TEXTS,
        "type": TYPE_TEXTS,
        "origin": ORIGIN_TEXTS,
        "kind": KIND_TEXTS,
    }
    if not isinstance(value, str):
        return value
    if name in texts:
        return texts[name][value](context.lang) if value in texts[name] else value
    if name == "kinds":
        return " – ".join(context.word(f"kind.{k}") for k in value.split("+"))
    groups = {"verdict": "verdict", "fate": "figure", "table": "sheet"}
    return context.word(f"{groups[name]}.{'pairs' if value == 'ties' else value}") if name in groups else value


def _about(context: Context) -> Sheet:
    """Say what the workbook holds and where it comes from."""
    rows: list[tuple[Any, ...]] = [("", context.word("sheet.note"))]
    rows += [(f"{arm}", title) for arm, title in enumerate(context.titles)]
    rows += [
        (context.word(f"provenance.{key}"), value)
        for key, value in (
            ("hash", context.fingerprint),
            ("seed", str(context.provenance.get("seed", ""))),
            ("replicates", context.replicates),
            ("months", context.overview.months),
        )
    ]
    rows.append((context.word("provenance.intervals"), context.level))
    return Sheet(context.word("sheet.about"), context.stamp, ("", ""), rows)


def _units(context: Context) -> Sheet:
    """Say what every indicator means and in which unit it is."""
    rows = [
        (
            n,
            i.text(context.lang),
            unit_text(i.unit, context.lang),
            THEMES[i.benefit](context.lang),
            i.good,
            i.about(context.lang),
        )
        for n, i in REGISTRY.items()
    ]
    head = tuple(heading(context, n) for n in ("indicator", "text", "unit", "theme", "good", "about"))
    return Sheet(context.word("sheet.units"), context.stamp, head, rows)


def _unvalidated(context: Context) -> Sheet:
    """List the numbers that no observed pattern informs."""
    rows = [
        (
            p.text(context.lang),
            f"{m.name}.{p.name}",
            float(context.specs[0].params.get(m.name, {}).get(p.name, p.default)),
            unit_of(p, context.lang),
            source_words(p.source, context.lang),
        )
        for m, p in unvalidated(context)
    ]
    head = tuple(heading(context, n) for n in ("number", "key", "value", "unit", "source"))
    return Sheet(context.word("sheet.unvalidated"), context.stamp, head, rows)


def _changes(context: Context) -> Sheet:
    """List what each reform changes: what, from what, to what, when."""
    assert context.comparison is not None
    w = context.word
    rows = [
        (context.titles[arm], w(f"reform.{s.sort}"), s.what, s.before, s.after, s.when, s.why)
        for arm in context.comparison.reforms
        for s in steps(context, arm)
    ]
    rows += [
        (context.titles[arm], "", text, "", "", "", "")
        for arm in context.comparison.reforms
        for text in warnings(context, arm)
    ]
    head = [heading(context, n) for n in ("scenario", "sort")]
    head += [w(f"reform.{key}") for key in ("what", "before", "after", "when", "why")]
    return Sheet(w("sheet.changes"), context.stamp, tuple(head), rows)


def _costs(context: Context) -> Sheet:
    """List what every lever costs that a policy moves, and whose cost it is."""
    assert context.comparison is not None
    rows = [
        (
            context.titles[arm],
            cost.param().text(context.lang),
            unit_of(cost.param(), context.lang),
            cost.per_unit,
            cost_origin(cost, context.lang),
            cost.change,
            cost.total,
        )
        for arm in context.comparison.reforms
        for cost in context.comparison.lever_costs[arm]
    ]
    names = ("scenario", "lever", "unit", "per_unit", "cost_origin", "units", "cost")
    return Sheet(context.word("sheet.costs"), context.stamp, tuple(heading(context, n) for n in names), rows)


def _fates(context: Context, key: str) -> Sheet:
    """List every partnership, or cooperating pair, and where it exists."""
    comparison = context.comparison
    assert comparison is not None
    parts = []
    for arm in comparison.reforms:
        table = comparison.partnership_fates(arm) if key == "partnerships" else comparison.pair_fates(arm)
        parts.append(table.assign(arm=arm))
    frame = pd.concat(parts, ignore_index=True)
    for side in ("baseline", "reform"):
        frame[f"end_{side}"] = frame[f"end_{side}"].where(frame[f"end_{side}"] < OPEN)
    for name in ("id", "lead", "a", "b"):
        if name in frame:
            frame[name] = frame[name].astype(object).map(lambda x: str(int(x)))
    first = ["arm", "replicate"]
    return _frame(context, key, frame[first + [c for c in frame.columns if c not in first]])


def _endings(context: Context) -> Sheet:
    """Count endings by reason, of partnerships and of cooperations."""
    parts = []
    for which, spells in (("partnerships", context.overview.partnerships), ("ties", context.overview.spells)):
        table = ties.endings(spells, context.overview.months, context.overview.replicates, context.overview.rules.level)
        parts.append(table.assign(table=which))
    return _frame(context, "reasons", pd.concat(parts, ignore_index=True))


def _organisations(context: Context) -> Sheet:
    """List what every organisation of the replicate shown gains and loses."""
    comparison = context.comparison
    assert comparison is not None
    parts = []
    for arm in comparison.reforms:
        table = comparison.organisation_changes(arm)
        parts.append(table.loc[table["replicate"] == context.overview.typical].assign(arm=arm))
    frame = pd.concat(parts, ignore_index=True)
    first = ["arm", "replicate", "id", "kind", "district", "size", "size_class"]
    return _frame(context, "organisations", frame[first + [c for c in frame.columns if c not in first]])
