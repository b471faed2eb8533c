"""Chooses what is drawn: from the analysis to galleries with captions."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..analysis.comparison import paired, winners
from ..analysis.comparison.places import named
from ..indicators import REGISTRY
from ..scenario.official import OUTLINES_BY, province_of
from . import portfolio, tables
from .answer import FIRST
from .blocks import Block, Gallery
from .context import Context
from .figures import classes, flows, lasting, series
from .figures import places as where
from .formats import month_words, shorten, unit_text
from .outlines import outlines
from .picture import Picture

LETTERS = "ABCDEFGHIJ"
MOST_ROWS = 24


def dated_marks(context: Context) -> list[tuple[int, str, str]]:
    """Return month, letter and reason of the dated changes of all scenarios, by month; the first ten."""
    seen: dict[int, dict[str, None]] = {}
    for spec in context.specs:
        for change in spec.timeline:
            if 0 <= change.month < context.overview.months:
                seen.setdefault(change.month, {})[change.why(context.lang) or change.shock or change.param] = None
    first = sorted(seen.items())[: len(LETTERS)]
    return [(month, LETTERS[i], ", ".join(reasons)) for i, (month, reasons) in enumerate(first)]


def _letters(context: Context) -> list[tuple[int, str]]:
    return [(month, letter) for month, letter, _ in dated_marks(context)]


def _dated_caption(context: Context) -> str:
    """Say what the vertical lines are, after a space; empty without any."""
    items = [
        context.word("caption.dated_item", letter=letter, when=month_words(month, context.lang), why=why)
        for month, letter, why in dated_marks(context)
    ]
    return " " + context.word("caption.dated", list="; ".join(items)) if items else ""


def families(context: Context, name: str = FIRST) -> list[Block]:
    """Draw the course of the first indicator, and for a comparison its paired difference and every replicate's."""
    indicator, stamp, months = REGISTRY[name], context.stamp, context.overview.months
    course = context.overview.course.loc[context.overview.course["indicator"] == name]
    if course.empty:
        return []
    args = (indicator, context.titles, months, context.lang, stamp, _letters(context))
    key = "caption.families" if context.comparison else "caption.families_run"
    caption = context.word(key) + _dated_caption(context)
    level = Gallery((series.levels(course, *args),), caption, stamp, "one")
    if context.comparison is None:
        return [level]
    over_time = context.comparison.over_time
    gap = series.difference(over_time.loc[over_time["indicator"] == name], *args)
    size = "wide" if context.overview.arms > 2 else "one"
    blocks: list[Block] = [
        level,
        Gallery((gap,), difference_caption(context), stamp, size),
    ]
    if context.replicates > 1:
        dots = series.replicates(_by_replicate(context, name), indicator, context.titles, context.lang, stamp)
        blocks.append(Gallery((dots,), context.word("caption.futures"), stamp, "one"))
    return blocks


def difference_caption(context: Context) -> str:
    """Say how the paired difference over time is to be read, and what happens at its dated lines."""
    return context.word("caption.difference", level=context.level) + _dated_caption(context)


def _by_replicate(context: Context, name: str) -> pd.DataFrame:
    """Return every replicate's final difference of one indicator."""
    values = context.overview.finals.loc[context.overview.finals["indicator"] == name]
    parts = []
    for arm in range(1, context.overview.arms):
        before, after = paired.pairs(values, arm, paired.CELL)
        gap = (after - before).iloc[:, 0]
        parts.append(pd.DataFrame({"arm": arm, "replicate": gap.index, "difference": gap.to_numpy()}))
    return pd.concat(parts, ignore_index=True)


def multiples(context: Context) -> list[Block]:
    """Draw the headline indicators as small multiples."""
    course = context.overview.course
    names = [n for n, i in REGISTRY.items() if i.headline and n != FIRST and (course["indicator"] == n).any()]
    drawn = tuple(
        series.levels(
            course.loc[course["indicator"] == name],
            REGISTRY[name],
            context.titles,
            context.overview.months,
            context.lang,
            context.stamp,
            _letters(context),
            small=True,
        )
        for name in names
    )
    return [Gallery(drawn, context.word("caption.benefits") + _dated_caption(context), context.stamp, "third")]


def partnership_flows(context: Context) -> list[Block]:
    """Draw partnerships formed, ended and standing."""
    frame = context.overview.flows
    drawn = (
        flows.formed_and_ended(frame, context.titles, context.lang, context.stamp),
        flows.standing(frame, context.titles, context.lang, context.stamp),
    )
    return [Gallery(drawn, context.word("caption.flows"), context.stamp)]


def survival(context: Context) -> list[Block]:
    """Draw how long partnerships and cooperations last, and for which reasons they end."""
    lines, dots = [], []
    for which in ("partnerships", "ties"):
        curves = [context.overview.survival(which, arm) for arm in range(context.overview.arms)]
        args = (curves, context.titles, context.lang, context.stamp)
        lines.append(lasting.survival(f"survival-{which}", context.word(f"figure.survival_{which}"), *args))
        dots.append(lasting.reasons(f"reasons-{which}", context.word(f"figure.reasons_{which}"), *args))
    return [
        Gallery(tuple(lines), context.word("caption.lasting", level=context.level), context.stamp),
        Gallery(tuple(dots), context.word("caption.reasons"), context.stamp),
    ]


def who_gains(context: Context, arm: int) -> list[Block]:
    """Draw the shares of organisations that gain and lose, by kind and by size."""
    assert context.comparison is not None
    table = context.comparison.organisation_changes(arm)
    drawn: list[Picture] = []
    for key, by, measure in (
        ("gain_kind", "kind", "income_year"),
        ("gain_size", "size_class", "income_year"),
        ("gain_partners", "kind", "partners"),
    ):
        part = winners.by_class(table, by, measure, context.overview.replicates, context.overview.rules.level)
        labels = [class_label(context, by, group) for group in part[by]]
        drawn.append(
            classes.gainers(
                f"{key}-{arm}",
                _titled(context, context.word(f"figure.{key}"), arm),
                part,
                labels,
                context.lang,
                context.stamp,
            )
        )
    measures = " / ".join(context.word(f"measure.{m}") for m in ("income_year", "partners"))
    return [Gallery(tuple(drawn), context.word("caption.gainers", measure=measures), context.stamp, "third")]


def _titled(context: Context, title: str, arm: int) -> str:
    """Put the reform's name under a title."""
    return f"{title}\n{shorten(context.titles[arm], 40)}"


def class_label(context: Context, by: str, group: object) -> str:
    """Name a class of organisations."""
    if by == "kind":
        return context.word(f"kind.{group}")
    if by == "size_class":
        return context.word(f"size.{winners.SIZES[int(str(group))]}")
    return context.district(int(str(group)))


def places(context: Context) -> list[Block]:
    """Draw and list what all policies do by field of service, and by kecamatan or district."""
    assert context.comparison is not None
    blocks: list[Block] = []
    for key, found in (
        ("fields", by_field(context)),
        ("places", by_place(context)),
        ("provinces", by_province(context)),
    ):
        if not found.spots:
            continue
        names = {arm: context.titles[arm] for arm in found.arms}
        several = len(context.place.districts) > 1
        title = context.word(f"figure.{key if key != 'places' else 'districts' if several else 'kecamatan'}")
        drawn = [where.heat_map(key, title, found, names, context.stamp)] if len(found.labels) <= MOST_ROWS else []
        if key == "places" and several:
            drawn += _maps(context, found, names, title)
        large = len(found.labels) > where.MANY
        told = "fields" if key == "fields" else "map" if large else "places"
        caption = context.word(f"caption.{told}") + _numbered(context, key)
        if drawn:
            size = "wide" if large else "half" if len(drawn) > 1 or len(names) <= 3 else "wide"
            blocks.append(Gallery(tuple(drawn), caption, context.stamp, size))
        blocks.append(tables.places_table(context, title, found))
    return blocks


def _numbered(context: Context, key: str) -> str:
    """Say how kecamatan are numbered, and whose the outlines are."""
    if key != "places":
        return ""
    if len(context.place.districts) > 1:
        return f" {OUTLINES_BY(context.lang)}"
    return "" if named(context.place) else " " + context.word("portfolio.order")


def by_field(context: Context) -> where.Where:
    """Return differences in access by field of service."""
    assert context.comparison is not None
    frame = context.comparison.breakdown
    if len(frame):
        frame = frame.loc[(frame["indicator"] == "access") & (frame["district"] == 0) & (frame["group"] >= 0)]
    labels = [f.text(context.lang) for f in context.place.fields]
    return where.Where(_spots(frame, "group"), labels, context.shown("access"), context.word("points"))


def by_place(context: Context) -> where.Where:
    """Return differences in access by district, or in needs served by kecamatan where there is one district."""
    assert context.comparison is not None
    frame, districts = context.comparison.places, context.place.districts
    if len(districts) > 1:
        order = {d.code: k for k, d in enumerate(districts)}
        names = [context.district(d.code) for d in districts]
        return where.Where(_spots(frame, "district", order), names, context.shown("access"), context.word("points"))
    count = districts[0].subdistricts
    labels = [portfolio.kecamatan(context, k, count) for k in range(count)]
    unit = unit_text("needs/quarter", context.lang)
    return where.Where(_spots(frame, "group"), labels, context.shown("unmet_needs"), unit)


def by_province(context: Context) -> where.Where:
    """Return differences in access by province, where the districts are of several."""
    assert context.comparison is not None
    frame = context.comparison.provinces
    codes = sorted({int(code) for code in frame["district"]})
    names = {d.code // 100: province_of(d.code) for d in context.place.districts}
    order = {code: k for k, code in enumerate(codes)}
    labels = [names[code] for code in codes]
    return where.Where(_spots(frame, "district", order), labels, context.shown("access"), context.word("points"))


def _spots(frame: pd.DataFrame, column: str, order: Mapping[int, int] | None = None) -> tuple[where.Spot, ...]:
    """Turn effects into what the figures draw; ``order`` gives each code its place among the labels."""
    return tuple(
        where.Spot(
            arm=int(row["arm"]),
            where=order[int(row[column])] if order else int(row[column]),
            verdict=str(row["verdict"]),
            **{k: float(row[k]) for k in ("baseline", "reform", "difference", "low", "high")},
        )
        for row in frame.to_dict("records")
    )


def _maps(context: Context, found: where.Where, names: dict[int, str], title: str) -> list[Picture]:
    """Draw a map for every policy, if all districts have an outline."""
    codes = [d.code for d in context.place.districts]
    shapes = outlines(codes)
    if len(shapes) < len(codes):
        return []
    drawn = []
    for arm, name in names.items():
        args = (found.of(arm), shapes, codes, name, context.stamp)
        drawn.append(where.district_map(f"map-{arm}", f"{title}\n{shorten(name, 44)}", *args))
    return drawn
