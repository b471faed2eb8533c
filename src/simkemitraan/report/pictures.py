"""Chooses what is drawn: from the analysis to galleries with captions."""

from __future__ import annotations

import pandas as pd

from ..analysis.comparison import paired, winners
from ..indicators import REGISTRY
from .answer import FIRST
from .blocks import Block, Gallery
from .context import Context
from .figures import classes, flows, lasting, series
from .formats import month_words, shorten, unit_text
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
    blocks: list[Block] = [
        level,
        Gallery((gap,), context.word("caption.difference", level=context.level), stamp, "one"),
    ]
    if context.replicates > 1:
        dots = series.replicates(_by_replicate(context, name), indicator, context.titles, context.lang, stamp)
        blocks.append(Gallery((dots,), context.word("caption.futures"), stamp, "one"))
    return blocks


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
    lines, layers = [], []
    names = context.titles if context.overview.arms > 1 else ("",)
    for which in ("partnerships", "ties"):
        curves = [context.overview.survival(which, arm) for arm in range(context.overview.arms)]
        title = context.word(f"figure.survival_{which}")
        lines.append(lasting.survival(f"survival-{which}", title, curves, context.titles, context.lang, context.stamp))
        title, order = context.word(f"figure.reasons_{which}"), lasting.reason_order(curves)
        layers += [
            lasting.reasons(f"reasons-{which}-{arm}", title, c, names[arm], order, context.lang, context.stamp)
            for arm, c in enumerate(curves)
        ]
    size = "third" if context.overview.arms > 2 else "half"
    return [
        Gallery(tuple(lines), context.word("caption.lasting", level=context.level), context.stamp),
        Gallery(tuple(layers), context.word("caption.reasons"), context.stamp, size),
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


def breakdowns(context: Context, arm: int) -> list[Block]:
    """Draw the difference in access by district and by field, where the result has them."""
    assert context.comparison is not None
    frame = context.comparison.breakdown
    frame = frame.loc[(frame["arm"] == arm) & (frame["indicator"] == "access")]
    drawn = []
    if len(context.place.districts) > 1:
        part = _widest(frame.loc[(frame["district"] != 0) & (frame["group"] == -1)])
        drawn.append(
            _dots(
                context,
                f"districts-{arm}",
                "districts",
                arm,
                part,
                [context.district(int(c)) for c in part["district"]],
            )
        )
    part = _widest(frame.loc[(frame["district"] == 0) & (frame["group"] >= 0)])
    names = [f.text(context.lang) for f in context.place.fields]
    drawn.append(
        _dots(context, f"fields-{arm}", "fields", arm, part, [names[int(g)] for g in part["group"] if g < len(names)])
    )
    kept = tuple(p for p in drawn if p is not None)
    return [Gallery(kept, context.word("caption.districts", level=context.level), context.stamp)] if kept else []


def _widest(part: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that move most, in order of their difference."""
    order = part["difference"].abs().sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
    return part.loc[order].sort_values("difference", ascending=False, kind="stable")


def _alike(part: pd.DataFrame) -> bool:
    """Tell whether all rows differ from each other by less than a twentieth of their intervals."""
    half = (part["high"] - part["low"]).mean() / 2
    return len(part) > 1 and bool(part["difference"].max() - part["difference"].min() < half / 20)


def _dots(context: Context, key: str, figure: str, arm: int, part: pd.DataFrame, labels: list[str]) -> Picture | None:
    """Draw one breakdown, unless there is nothing to draw or all rows say the same."""
    if part.empty or len(labels) != len(part) or _alike(part):
        return None
    indicator = REGISTRY["access"]
    title = _titled(context, context.word(f"figure.{figure}", indicator=context.label("access")), arm)
    unit = "poin persen" if context.lang == "id" else "percentage points"
    share = indicator.unit == "share"
    return classes.dots(
        key,
        title,
        part,
        labels,
        unit if share else unit_text(indicator.unit, context.lang),
        100.0 if share else 1.0,
        context.lang,
        context.stamp,
    )
