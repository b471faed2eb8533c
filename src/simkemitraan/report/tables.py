"""The tables of a report: the same frames as the workbook, written for reading."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ..analysis.comparison import ties, winners
from ..indicators import REGISTRY, THEMES
from ..wording import interval, word
from ..wording.palette import colours
from ..world.schema import KIND_TEXTS, REASON_TEXTS, TYPE_TEXTS
from .blocks import Bar, Block, Effect, Effects, Fold, Paragraph, Table
from .context import Context
from .figures.places import Where
from .formats import MARKS, MISSING, NARROW, IndicatorFormat, change_percent, decimals, number, signed

Row = Mapping[Any, Any]
REACH = 12.0  # per cent of the baseline at which the bars of the glance end, unless an effect is larger


def glance(context: Context) -> list[Block]:
    """Return the headline effects at a glance, by theme, with an interval drawn for each."""
    assert context.comparison is not None
    rows = context.comparison.headline.to_dict("records")
    reach = _reach(rows)
    groups = []
    for theme, title in THEMES.items():
        chosen = [r for r in rows if REGISTRY[r["indicator"]].benefit == theme]
        chosen.sort(
            key=lambda r: (list(REGISTRY).index(r["indicator"]), r["arm"])
        )  # the same indicator of all reforms together
        if chosen:
            groups.append((title(context.lang), tuple(_effect(context, r, reach) for r in chosen)))
    scale = f"±{number(reach, context.lang, 0)}{NARROW}%"
    note = context.word("glance_note", level=context.level, scale=scale)
    if any(effect.bar and effect.bar.beyond for _, effects in groups for effect in effects):
        note = f"{note} {context.word('glance_beyond')}"
    return [Effects(tuple(groups), note)]


def _reach(rows: list[dict[Any, Any]]) -> float:
    """Return the relative effect (per cent) at the end of the bars: covers nine tenths of all intervals."""
    ends = [
        100 * abs(r[end] / r["baseline"])
        for r in rows
        for end in ("low", "high")
        if r["baseline"] and not math.isnan(r[end])
    ]
    if not ends:
        return REACH
    wanted = sorted(ends)[int(0.9 * (len(ends) - 1))]
    return next((s for s in (1, 2, 5, 10, 20, 30, 50, 100) if wanted <= s), 100.0)


def _effect(context: Context, row: Row, reach: float) -> Effect:
    """Write one effect and draw its interval."""
    shown = context.shown(row["indicator"])
    ends = (row["low"], row["high"])
    arm = int(row["arm"])
    return Effect(
        label=REGISTRY[row["indicator"]].text(context.lang) if arm == 1 else "",
        reform=context.titles[arm] if context.overview.arms > 2 else "",
        values=f"{shown.value(row['baseline'])} → {shown.value(row['reform'], unit=True)}",
        difference=_relative(row, shown, context.lang),
        interval=f"{shown.difference(row['difference'], ends, unit=True)} ({shown.interval(row['low'], row['high'])})",
        verdict=str(row["verdict"]),
        word=context.word(f"verdict.{row['verdict']}"),
        sign=MARKS[row["verdict"]],
        bar=_bar(row, reach, colours("verdicts")[row["verdict"]]),
        star=bool(row["remains"]) and row["verdict"] in ("better", "worse", "changed"),
    )


def _relative(row: Row, shown: IndicatorFormat, lang: str) -> str:
    """Write a difference in per cent of the baseline, as it is where there is no baseline to compare with."""
    text = change_percent(row["difference"], row["baseline"], lang)
    return shown.difference(row["difference"]) if text == MISSING else text


def _bar(row: Row, reach: float, colour: str) -> Bar | None:
    """Place an interval on a bar from -reach to +reach per cent of the baseline; an arrow for what lies beyond."""
    base = abs(float(row["baseline"]))
    if not base or math.isnan(row["low"]):
        return None

    def place(x: float) -> float:
        return 50 + 50 * (100 * x / base) / reach

    low, middle, high = (min(100.0, max(0.0, place(row[end]))) for end in ("low", "difference", "high"))
    at = place(row["difference"])
    return Bar(50.0, low, high, middle, colour, beyond=(at > 100) - (at < 0))


def effects_table(context: Context, arm: int) -> Block:
    """Return all indicators of one reform, folded away."""
    assert context.comparison is not None
    rows = context.comparison.effects
    rows = rows.loc[rows["arm"] == arm]
    w = context.word
    cost = context.comparison.costs[arm] > 0
    head = [
        w("table.indicator"),
        w("table.unit"),
        w("table.baseline"),
        w("table.reform"),
        w("table.difference"),
        w("table.interval", level=context.level),
        w("table.agree"),
        w("table.verdict"),
    ]
    head += [w("table.per_million")] if cost else []
    body = tuple(_effect_row(context, r, cost) for r in rows.to_dict("records"))
    table = Table(w("table.effects", reform=context.titles[arm]), tuple(head), body, (2, 3, 4, 5, 6, 8))
    return Fold(w("table.all_indicators", n=number(len(body), context.lang, 0)), (table,))


def _effect_row(context: Context, row: Row, cost: bool) -> tuple[str, ...]:
    """Write one line of the table of all indicators."""
    shown = context.shown(row["indicator"])
    n = int(row["n"])
    agree = MISSING
    if not math.isnan(row["probability_better"]):
        agree = context.word("table.agree_of", k=number(row["better"], context.lang, 0), n=number(n, context.lang, 0))
    cells = [
        REGISTRY[row["indicator"]].text(context.lang),
        shown.unit,
        shown.value(row["baseline"]),
        shown.value(row["reform"]),
        shown.difference(row["difference"], (row["low"], row["high"])),
        shown.interval(row["low"], row["high"]),
        agree,
        context.word(f"verdict.{row['verdict']}"),
    ]
    return (*cells, shown.difference(100 * row["per_million"])) if cost else tuple(cells)


def headline_table(context: Context, arm: int, names: Sequence[str]) -> Table:
    """Return some main indicators of one reform: without, with, difference, interval, verdict."""
    assert context.comparison is not None
    rows = context.comparison.headline
    rows = rows.loc[(rows["arm"] == arm) & rows["indicator"].isin(names)]
    w, body = context.word, []
    for row in rows.to_dict("records"):
        shown = context.shown(row["indicator"])
        star = "*" if row["remains"] and row["verdict"] in ("better", "worse", "changed") else ""
        body.append(
            (
                REGISTRY[row["indicator"]].text(context.lang),
                shown.value(row["baseline"]),
                shown.value(row["reform"]),
                shown.difference(row["difference"], (row["low"], row["high"]), unit=True),
                shown.interval(row["low"], row["high"]),
                f"{MARKS[row['verdict']]} {w('verdict.' + row['verdict'])}{star}",
            )
        )
    head = [w(f"table.{k}") for k in ("indicator", "baseline", "reform", "difference")]
    head += [w("table.interval", level=context.level), w("table.verdict")]
    return Table(context.titles[arm], tuple(head), tuple(body), (1, 2, 3, 4))


def levels_of(context: Context, names: Sequence[str]) -> Table:
    """Return some indicators of a single scenario."""
    table = levels_table(context).blocks[0]
    assert isinstance(table, Table)
    wanted = {REGISTRY[n].text(context.lang) for n in names}
    return replace(table, rows=tuple(row for row in table.rows if row[0] in wanted))


def levels_table(context: Context) -> Fold:
    """Return all indicators of a single scenario, folded away."""
    rows = context.overview.levels.to_dict("records")
    rows.sort(key=lambda r: list(REGISTRY).index(r["indicator"]))
    w = context.word
    body = tuple(_level_row(context, r) for r in rows)
    head = (
        w("table.indicator"),
        w("table.unit"),
        w("table.mean"),
        w("table.interval", level=context.level),
        w("table.middle"),
    )
    window = number(min(context.overview.rules.window, context.overview.months), context.lang, 0)
    table = Table(w("table.levels", window=window), head, body, (2, 3, 4))
    return Fold(w("table.all_indicators", n=number(len(body), context.lang, 0)), (table,))


def _level_row(context: Context, row: Row) -> tuple[str, ...]:
    """Write one indicator's level."""
    shown = context.shown(row["indicator"])
    return (
        REGISTRY[row["indicator"]].text(context.lang),
        shown.unit,
        shown.value(row["mean"]),
        shown.between(row["low"], row["high"]),
        shown.between(row["p10"], row["p90"]),
    )


def fates_tables(context: Context, arm: int) -> list[Block]:
    """Return partnerships and cooperations that exist in both arms or in one only, by type, district and kind."""
    assert context.comparison is not None
    partnerships, pairs = context.comparison.partnership_fates(arm), context.comparison.pair_fates(arm)
    blocks: list[Block] = [_fates(context, "fates_type", arm, partnerships, "type", TYPE_TEXTS)]
    if len(context.place.districts) > 1:
        blocks.append(_fates(context, "fates_district", arm, partnerships, "district", {}))
    kinds = _fates(context, "fates_kinds", arm, pairs, "kinds", {})
    return [*blocks, Fold(kinds.title, (kinds,))]


def _fates(context: Context, title: str, arm: int, table: pd.DataFrame, by: str, texts: Mapping[str, Any]) -> Table:
    """Count fates by one description."""
    lang = context.lang
    counts = ties.count_fates(table, context.overview.replicates, by, context.overview.rules.level)
    body = tuple(
        (
            _group(context, by, row[by], texts),
            *(number(row[f], lang, 1) for f in ties.FATES),
            signed(row["net"], lang, 1),
            _between(row, lang),
        )
        for row in counts.to_dict("records")
    )
    w = context.word
    head = (
        w("table.group"),
        w("table.both"),
        w("table.only_reform"),
        w("table.only_baseline"),
        w("table.net"),
        w("table.interval", level=context.level),
    )
    return Table(
        w(f"table.{title}", reform=context.titles[arm]),
        head,
        body,
        (1, 2, 3, 4, 5),
        w("table.rows_per_replicate"),
    )


def _between(row: Row, lang: str) -> str:
    """Write the interval of a difference in counts."""
    if math.isnan(row["low"]):
        return MISSING
    return interval(signed(row["low"], lang, 1), signed(row["high"], lang, 1), lang)


def _group(context: Context, by: str, value: Any, texts: Mapping[str, Any]) -> str:
    """Name a group of ties."""
    if by == "district":
        return context.district(int(value))
    if by == "kinds":
        return " – ".join(context.word(f"kind.{k}") for k in str(value).split("+"))
    return str(texts[value](context.lang)) if value in texts else str(value)


def endings_table(context: Context, which: str, arm: int) -> Table:
    """Return why partnerships (or ties) ended, with and without the reform."""
    spells = context.overview.partnerships if which == "partnerships" else context.overview.spells
    counts = ties.endings(spells, context.overview.months, context.overview.replicates, context.overview.rules.level)
    base = counts.loc[counts["arm"] == 0].set_index("reason")["mean"]
    lang = context.lang
    ordered = counts.loc[counts["arm"] == arm].sort_values("mean", ascending=False, kind="stable")
    body = tuple(
        (
            REASON_TEXTS[row["reason"]](lang),
            number(base.get(row["reason"], 0.0), lang, 1),
            number(row["mean"], lang, 1),
            signed(row["difference"], lang, 1),
            _between(row, lang),
        )
        for row in ordered.to_dict("records")
    )
    w = context.word
    title = "table.reasons" if which == "partnerships" else "table.reasons_ties"
    head = (
        w("table.reason"),
        w("table.without"),
        w("table.with"),
        w("table.difference"),
        w("table.interval", level=context.level),
    )
    return Table(w(title, reform=context.titles[arm]), head, body, (1, 2, 3, 4), w("table.rows_per_replicate"))


def winners_tables(context: Context, arm: int, measure: str = "income_year") -> list[Block]:
    """Return the organisations of the replicate shown that gain and lose most."""
    assert context.comparison is not None
    table = context.comparison.organisation_changes(arm)
    gainers, losers = winners.most_changed(table, context.overview.typical, measure)
    return [_winners(context, "winners", arm, gainers), _winners(context, "losers", arm, losers)]


def _winners(context: Context, title: str, arm: int, part: pd.DataFrame) -> Block:
    """Write organisations with what changes for each, or that there is none."""
    w, lang = context.word, context.lang
    if part.empty:
        return Paragraph(w(f"table.no_{title}", reform=context.titles[arm]))
    head = (w("table.organisation"), w("table.kind"), w("table.income"), w("table.served"), w("table.partners"))
    body = tuple(
        (
            context.organisation(row["id"]),
            KIND_TEXTS[row["kind"]](lang),
            *(_move(row, measure, lang) for measure in winners.MEASURES),
        )
        for row in part.to_dict("records")
    )
    return Table(w(f"table.{title}", reform=context.titles[arm]), head, body, (2, 3, 4), w("table.change_note"))


def _move(row: Row, measure: str, lang: str) -> str:
    """Write a measure without and with the reform; one that reads the same in both is written once."""
    before, after = row[f"{measure}_baseline"], row[f"{measure}_reform"]
    digits = 1 if measure == "partners" else decimals(max(abs(before), abs(after)))
    first, last = number(before, lang, digits), number(after, lang, digits)
    return f"{first} → {last}" if first != last else f"{first} {word('report.table.same', lang)}"


def places_table(context: Context, title: str, found: Where) -> Block:
    """Return the differences of all policies by field, kecamatan or district, folded away."""
    w, shown = context.word, found.shown
    body = [
        (
            found.labels[spot.where],
            context.titles[spot.arm],
            shown.value(spot.baseline),
            shown.value(spot.reform),
            shown.difference(spot.difference, (spot.low, spot.high)),
            shown.interval(spot.low, spot.high),
            w(f"verdict.{spot.verdict}"),
        )
        for spot in sorted(found.spots, key=lambda s: (s.where, s.arm))
    ]
    keys = ("group", "policy", "baseline", "reform", "difference")
    head = [w("portfolio.policy") if k == "policy" else w(f"table.{k}") for k in keys]
    head += [w("table.interval", level=context.level), w("table.verdict")]
    table = Table(f"{title} ({found.unit})", tuple(head), tuple(body), (2, 3, 4, 5))
    return Fold(w("table.see", title=title), (table,))
