"""The answer in sentences: what a reform does, how sure that is, and whether the replicates suffice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..analysis.comparison import costs, portfolio, ties
from ..analysis.comparison.comparison import Comparison
from ..wording import interval, word
from .blocks import Block, Bullets, Paragraph
from .context import Context, listed
from .formats import MISSING, NARROW, change_percent, decimals, number, plain
from .formats import signed as signed_number

Row = Mapping[Any, Any]
FIRST = "families_served"
MANY = 1000  # partnerships from which on a tenth of one says nothing
GROUPS = (
    ("better", "better", "up"),
    ("worse", "worse", "down"),
    ("changed", "changed", "other"),
    ("unmoved", "small same", "flat"),
    ("open", "undecided", "open"),
)


def answer_blocks(context: Context, arm: int) -> list[Block]:
    """Return the answer about one reform, first things first."""
    comparison = _comparison(context)
    if comparison.is_placebo(arm):
        placebo = context.word("answer.placebo", reform=context.titles[arm], baseline=context.titles[0])
        return [Paragraph(placebo, "lead")]
    rows = comparison.headline.loc[comparison.headline["arm"] == arm].to_dict("records")
    blocks: list[Block] = [Paragraph(effect_sentence(context, _first(rows)), "lead")] if rows else []
    items = _groups(context, rows)
    if context.overview.has_ledger:
        items.append(("", ties_sentence(context, arm)))
    items.append(("", cost_sentence(context, arm)))
    return [*blocks, Bullets(tuple(items))]


def closing_blocks(context: Context, commands: bool = True) -> list[Block]:
    """Return what holds for all reforms together: sufficiency, many comparisons, what kind of number this is.

    ``commands`` says whether the reader gives commands, and is told which option asks for more replicates.
    """
    texts = [sufficiency_sentence(context, commands)]
    if len(_comparison(context).headline) > 1:
        texts.append(many_sentence(context))
    window = number(min(context.overview.rules.window, context.overview.months), context.lang, 0)
    texts += [
        context.word("answer.final", window=window, years=context.span, baseline=context.titles[0]),
        context.word("answer.forecast"),
    ]
    return [Paragraph(text, "small") for text in texts]


def _comparison(context: Context) -> Comparison:
    """Return the comparison, which must be there."""
    assert context.comparison is not None
    return context.comparison


def _first(rows: list[dict[Any, Any]]) -> Row:
    """Return the row that the answer opens with."""
    return next((r for r in rows if r["indicator"] == FIRST), rows[0])


def effect_sentence(context: Context, row: Row) -> str:
    """Say one effect in full."""
    shown = context.shown(row["indicator"])
    ends = (row["low"], row["high"])
    values: dict[str, object] = {
        "reform": context.titles[int(row["arm"])],
        "indicator": context.label(row["indicator"]),
        "level": context.level,
        "baseline": shown.value(row["baseline"]),
        "value": shown.value(row["reform"], unit=True),
        "difference": shown.difference(row["difference"], ends, unit=True),
        "relative": change_percent(row["difference"], row["baseline"], context.lang),
        "interval": shown.interval(row["low"], row["high"]),
    }
    if row["verdict"] in ("same", "small", "undecided"):
        return context.word(f"answer.{row['verdict']}", **values)
    agree = max(int(row["better"]), int(row["worse"]))
    verb = context.word("answer.up" if row["difference"] > 0 else "answer.down")
    return context.word(
        "answer.settled", verb=verb, n=number(row["n"], context.lang, 0), agree=number(agree, context.lang, 0), **values
    )


def first_sentence(context: Context, arm: int) -> str:
    """Say in full what a reform does to the indicator that comes first."""
    comparison = _comparison(context)
    rows = comparison.headline.loc[comparison.headline["arm"] == arm].to_dict("records")
    return effect_sentence(context, _first(rows)) if rows else ""


def _groups(context: Context, rows: list[dict[Any, Any]]) -> list[tuple[str, str]]:
    """List indicators by verdict, each with its change in per cent."""
    items = []
    for name, verdicts, mark in GROUPS:
        chosen = [_item(context, r) for r in rows if r["verdict"] in verdicts.split()]
        if chosen:
            items.append((mark, context.word(f"answer.{name}", list=listed(chosen, context.lang))))
    return items


def _item(context: Context, row: Row) -> str:
    """Name an indicator with its change, in per cent unless it was nothing before; a star if it remains after correction."""
    if row["verdict"] == "same":
        return context.label(row["indicator"])
    key = "answer.item_star" if row["remains"] and row["verdict"] in ("better", "worse", "changed") else "answer.item"
    relative = change_percent(row["difference"], row["baseline"], context.lang)
    if relative == MISSING:
        relative = context.shown(row["indicator"]).difference(row["difference"], unit=True)
    return context.word(key, indicator=context.label(row["indicator"]), relative=relative)


def ties_sentence(context: Context, arm: int) -> str:
    """Say how many partnerships exist because of the reform."""
    table = _comparison(context).partnership_fates(arm)
    row = ties.count_fates(table, context.overview.replicates, level=context.overview.rules.level).iloc[0]
    if row["only_reform"] == row["only_baseline"] == 0:
        return context.word("answer.ties_same", reform=context.titles[arm], years=context.span)
    more = context.word("answer.many" if row["net"] >= 0 else "answer.few")
    digits = int(max(row[fate] for fate in ties.FATES) < MANY)
    low, high = (signed_number(row[end], context.lang, digits) for end in ("low", "high"))
    span = MISSING if math.isnan(row["low"]) else interval(low, high, context.lang)
    counts = {fate: number(row[fate], context.lang, digits) for fate in ties.FATES}
    return context.word(
        "answer.ties",
        reform=context.titles[arm],
        years=context.span,
        net=number(abs(row["net"]), context.lang, digits),
        more=more,
        level=context.level,
        interval=span,
        **counts,
    )


def cost_sentence(context: Context, arm: int) -> str:
    """Say what the levers cost and what one more family costs, or what is saved for one family less, and whose costs these are."""
    if _comparison(context).costs[arm] == 0:
        return context.word("answer.no_cost")
    return f"{_price_sentence(context, arm)} {basis_sentence(context, arm)}".strip()


def basis_sentence(context: Context, arm: int) -> str:
    """Say to what size declared costs were grown; nothing where all are stated, or the place is of the size they are declared for."""
    declared = [c for c in _comparison(context).lever_costs[arm] if not c.stated]
    if not declared or all(costs.growth(context.place, c.lever) == 1.0 for c in declared):
        return ""
    sizes = [context.word(f"answer.grows_{size}") for size in dict.fromkeys(c.grows_with for c in declared)]
    return context.word(
        "answer.cost_basis",
        sizes=listed(sizes, context.lang),
        median=number(costs.MEDIAN_PEOPLE, context.lang, 0),
        people=number(costs.people(context.place), context.lang, 0),
    )


def cost_origin(cost: costs.LeverCost, lang: str) -> str:
    """Say whose cost of a lever it is, and what a declared one grows with."""
    if cost.stated:
        return word("report.answer.cost_stated", lang)
    return word("report.answer.cost_declared", lang, size=word(f"report.answer.grows_{cost.grows_with}", lang))


def _price_sentence(context: Context, arm: int) -> str:
    comparison = _comparison(context)
    cost = comparison.costs[arm]
    price = portfolio.price(comparison, arm)
    key, amount = "cost" if cost > 0 else "saving", number(abs(cost), context.lang)
    if price.low == price.low:
        digits = decimals(price.difference, 2)
        middle, low, high = (number(x, context.lang, digits) for x in (price.difference, price.low, price.high))
        return context.word(
            f"answer.{key}", cost=amount, price=middle, level=context.level, interval=interval(low, high, context.lang)
        )
    rows = comparison.headline
    families = rows.loc[(rows["arm"] == arm) & (rows["indicator"] == FIRST)]
    spans = families.empty or not (families["low"].iloc[0] > 0 or families["high"].iloc[0] < 0)
    return context.word(f"answer.{key}_{'open' if spans else 'lost' if cost > 0 else 'won'}", cost=amount)


def sufficiency_sentence(context: Context, commands: bool = True) -> str:
    """Say whether the replicates suffice, how many would, and with which option of a command if that is wanted."""
    comparison = _comparison(context)
    n = number(context.replicates, context.lang, 0)
    if context.replicates < 2:
        return context.word("answer.too_few", n=n)
    precision = f"{plain(100 * context.overview.rules.precision, context.lang)}{NARROW}%"
    if comparison.enough():
        return context.word("answer.enough", n=n, precision=precision)
    rows = comparison.headline.loc[comparison.headline["verdict"] == "undecided"]
    names = list(dict.fromkeys(context.label(r) for r in rows["indicator"]))
    needed = number(float(rows["needed"].max()), context.lang, 0)
    how = context.word("answer.more_by") if commands else ""
    return context.word(
        "answer.more", n=n, precision=precision, needed=needed, list=listed(names, context.lang), how=how
    )


def many_sentence(context: Context) -> str:
    """Warn of many comparisons."""
    count = len(_comparison(context).headline)
    key = "answer.multiple_one" if count < 30 else "answer.multiple"
    return context.word(key, n=number(count, context.lang, 0), chance=number(count / 20, context.lang, 0))
