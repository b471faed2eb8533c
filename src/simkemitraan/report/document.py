"""Puts a report together: the answer first, then pictures, tables, limits and provenance."""

from __future__ import annotations

import pandas as pd

from ..analysis.comparison.survival import Curve
from ..indicators import REGISTRY
from ..scenario.official import key_of
from ..wording.events import because
from ..world.schema import REASON_TEXTS
from . import answer, limits, panels, pictures, portfolio, reform, tables
from .blocks import Block, Document, Fold, Paragraph, Section, Tile, Tiles
from .context import Context, in_sentence, listed
from .formats import change_percent, duration, number

TILES = ("families_served", "access", "partnerships", "trust")
TRENDS = ("families_served", "partnerships", "cooperation", "trust")


def document(context: Context) -> Document:
    """Tell a result: a comparison if it has reforms, else a single scenario."""
    sections = [*_opening(context), *_pictures(context), *_closing(context)]
    kicker = context.word("kicker_compare" if context.comparison else "kicker_run")
    return Document(
        context.lang, kicker, title(context), facts(context), tuple(s for s in sections if s.blocks), context.stamp
    )


def title(context: Context) -> str:
    """Return the title: the reforms and what they are compared with."""
    if context.comparison is None:
        return context.titles[0]
    named = [f"“{t}”" for t in context.titles[1:]]
    many = context.word("policies", n=number(len(named), context.lang, 0))
    reforms = many if len(named) > 2 else listed(named, context.lang)
    if _baseline_is_the_place(context):
        place = context.place_words(context.lang).replace("City of", "the City of")
        return context.word("title_policies", reforms=reforms, place=place)
    return context.word("title_compare", reforms=reforms, baseline=f"“{context.titles[0]}”")


def _baseline_is_the_place(context: Context) -> bool:
    """Say whether policies were laid on a place that is called by its name, rather than one scenario beside another.

    A title counts in either language, however its letters and spaces are written.
    """
    title, place = context.overview.result.scenarios[0].title, context.place_words
    names = {key_of(name) for name in (place.id, place.en, context.place.name)} - {""}
    return bool(names & {key_of(title.id), key_of(title.en)})


def facts(context: Context) -> str:
    """Return place, span and replicates."""
    return context.word(
        "facts",
        place=context.place_words(context.lang),
        years=context.span,
        replicates=number(context.replicates, context.lang, 0),
    )


def _section(context: Context, key: str, blocks: tuple[Block, ...]) -> Section:
    """Return a section under its title."""
    return Section(key, context.word(f"section.{key}"), blocks)


def _opening(context: Context) -> list[Section]:
    """Return what is tested, the answer, and the effects at a glance."""
    if context.comparison is None:
        return [_section(context, "answer", tuple(run_answer(context)))]
    arms = context.comparison.reforms
    answers = [block for arm in arms for block in answer.answer_blocks(context, arm)]
    tiles = [_tiles(context)] if len(arms) == 1 else []
    ranking = portfolio.blocks(context) if len(arms) > 1 else []
    return [
        _section(context, "tested", tuple(reform.reform_blocks(context))),
        _section(context, "portfolio", tuple(ranking)),
        _section(context, "answer", (*answers[:1], *tiles, *answers[1:], *answer.closing_blocks(context))),
        _section(context, "glance", tuple(tables.glance(context))),
    ]


def _tiles(context: Context) -> Tiles:
    """Return the big numbers: the last arm's values, with the change for a comparison."""
    out = []
    for name in TILES:
        shown = context.shown(name)
        level = _level(context, name, context.overview.arms - 1)
        if level is None:
            continue
        below = shown.between(level["p10"], level["p90"])
        mark = ""
        if context.comparison is not None:
            rows = context.comparison.headline
            row = rows.loc[rows["indicator"] == name].iloc[0]
            relative = change_percent(row["difference"], row["baseline"], context.lang)
            below = f"{relative} · {context.word('verdict.' + row['verdict'])}"
            mark = str(row["verdict"])
        out.append(Tile(REGISTRY[name].text(context.lang), shown.value(level["mean"]), below, mark))
    return Tiles(tuple(out))


def _level(context: Context, name: str, arm: int) -> dict[str, float] | None:
    """Return one arm's final level of an indicator."""
    rows = context.overview.levels
    rows = rows.loc[(rows["indicator"] == name) & (rows["arm"] == arm)]
    return dict(rows.iloc[0]) if len(rows) else None


def run_answer(context: Context) -> list[Block]:
    """Say in sentences what a single scenario shows."""
    sentences = [_families(context), _standing(context), _turnover(context)]
    if context.overview.has_ledger:
        sentences.append(_lasting(context))
    sentences.append(_trend(context))
    lead, *others = [s for s in sentences if s]
    blocks: list[Block] = [Paragraph(lead, "lead"), _tiles(context), *(Paragraph(s) for s in others)]
    notes = [context.word("run.one")] if context.replicates < 2 else []
    return [*blocks, *(Paragraph(s, "small") for s in [*notes, context.word("answer.forecast")])]


def _families(context: Context) -> str:
    """Say how many families are served."""
    row, share = _level(context, "families_served", 0), _level(context, "access", 0)
    if row is None:
        return ""
    shown = context.shown("families_served")
    values = {
        "window": number(min(context.overview.rules.window, context.overview.months), context.lang, 0),
        "families": shown.value(row["mean"]),
        "low": shown.value(row["p10"]),
        "high": shown.value(row["p90"]),
    }
    if share is None:
        return context.word("run.families_plain", **values)
    return context.word("run.families", access=context.shown("access").value(share["mean"]), **values)


def _standing(context: Context) -> str:
    """Say how many partnerships and cooperations there are."""
    formal, informal = _level(context, "partnerships", 0), _level(context, "cooperation", 0)
    if formal is None or informal is None:
        return ""
    shown = context.shown("partnerships")
    return context.word(
        "run.partnerships",
        partnerships=shown.value(formal["mean"]),
        interval=shown.between(formal["p10"], formal["p90"]),
        cooperation=context.shown("cooperation").value(informal["mean"]),
    )


def _turnover(context: Context) -> str:
    """Say how many partnerships begin and end in a year."""
    formed, ended = _level(context, "partnerships_formed", 0), _level(context, "partnerships_ended", 0)
    if formed is None or ended is None:
        return ""
    return context.word(
        "run.turnover", formed=_rate(12 * formed["mean"], context.lang), ended=_rate(12 * ended["mean"], context.lang)
    )


def _rate(x: float, lang: str) -> str:
    """Write a count a year."""
    return number(x, lang, 0 if x >= 10 else 1)


def _lasting(context: Context) -> str:
    """Say how long ties last and what ends partnerships most often."""
    formal, informal = context.overview.survival("partnerships", 0), context.overview.survival("ties", 0)
    values = {"median": _median(context, formal), "informal": _median(context, informal)}
    if not len(formal.reasons):
        return context.word("run.lasting_plain", **values)
    most = formal.reasons[int(formal.ended[:, -1].argmax())]
    reason = because(most, REASON_TEXTS[most](context.lang), context.lang)
    return context.word("run.lasting", reason=reason, **values)


def _median(context: Context, curve: Curve) -> str:
    """Write a median length."""
    months = curve.median()
    return duration(months, context.lang) if months == months else context.word("run.never_half")


def _trend(context: Context) -> str:
    """Say what rises and falls from the first year to the last."""
    if context.overview.months < 36:
        return ""
    course, items = context.overview.course, []
    for name in TRENDS:
        rows = course.loc[(course["indicator"] == name) & (course["arm"] == 0)]
        item = _trend_item(context, name, rows)
        items += [item] if item else []
    return context.word("run.trend", years=context.span, list=listed(items, context.lang)) if items else ""


def _trend_item(context: Context, name: str, rows: pd.DataFrame) -> str:
    """Say one trend, if it moves by more than two per cent."""
    first = rows.loc[rows["month"] < 12, "mean"].mean()
    last = rows.loc[rows["month"] >= context.overview.months - 12, "mean"].mean()
    if not abs(last - first) > 0.02 * abs(first):
        return ""
    shown = context.shown(name)
    return context.word(
        "run.trend_item",
        indicator=in_sentence(REGISTRY[name].text(context.lang)),
        direction=context.word("run.trend_up" if last > first else "run.trend_down"),
        first=shown.value(first),
        last=shown.value(last, unit=True),
    )


def _pictures(context: Context) -> list[Section]:
    """Return the pictures; a small trial gets the first of them only."""
    ledger = context.overview.has_ledger
    note: list[Block] = [] if ledger else [Paragraph(context.word("no_ledger"), "small")]
    sections = [
        _section(context, "network", tuple(panels.network_blocks(context) if ledger else note)),
        _section(context, "families", tuple(pictures.families(context))),
        _section(context, "flows", tuple(pictures.partnership_flows(context)) if ledger else ()),
    ]
    if context.few:
        return sections
    sections.append(_section(context, "benefits", tuple(pictures.multiples(context))))
    if ledger:
        sections.append(_section(context, "lasting", tuple(pictures.survival(context))))
    return [*sections, *_people(context)]


def _people(context: Context) -> list[Section]:
    """Return who gains, where, and the partnerships that exist because of each reform."""
    if context.comparison is None:
        return []
    w, spread, winners, ties = context.word, pictures.places(context), [], []
    for arm in context.comparison.reforms:
        if context.comparison.is_placebo(arm):
            continue
        if context.overview.has_ledger:
            spread += pictures.who_gains(context, arm)
            winners += [
                *tables.winners_tables(context, arm),
                Paragraph(w("caption.winners", replicate=context.overview.typical + 1), "small"),
            ]
            ties += [
                *tables.fates_tables(context, arm),
                tables.endings_table(context, "partnerships", arm),
                tables.endings_table(context, "ties", arm),
            ]
    return [
        _section(context, "spread", tuple(spread)),
        _section(context, "winners", tuple(winners)),
        _section(context, "counterfactual", tuple(ties)),
    ]


def _closing(context: Context) -> list[Section]:
    """Return the tables, the limits and the provenance."""
    if context.comparison is None:
        full: list[Block] = [tables.levels_table(context)]
    else:
        full = [b for arm in context.comparison.reforms for b in _effects(context, arm)]
    return [
        _section(context, "tables", tuple(full)),
        _section(context, "limits", tuple(limits.limit_blocks(context))),
        _section(context, "provenance", tuple(limits.provenance_blocks(context))),
    ]


def _effects(context: Context, arm: int) -> list[Block]:
    """Return the full table of one reform, named where there are several."""
    table = tables.effects_table(context, arm)
    assert isinstance(table, Fold)
    several = context.overview.arms > 2
    return [Fold(f"{context.titles[arm]}: {in_sentence(table.summary)}", table.blocks) if several else table]
