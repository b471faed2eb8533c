"""The comparison in a terminal: the same numbers and sentences as the report's."""

from __future__ import annotations

from typing import Any

from ..indicators import REGISTRY
from . import answer, portfolio
from .blocks import Bullets, Paragraph
from .context import Context

EFFECTS = ("families_served", "access", "partnerships", "trust")
MONEY = ("cost", "price", "field", "place")


def show(context: Context, console: Any) -> None:
    """Print all policies in one table where there are several, then every reform: what it changes, its effects, the answer in sentences.

    Parameters
    ----------
    context : Context
        The comparison.
    console : rich.console.Console
        Where to print.
    """
    assert context.comparison is not None
    if len(context.comparison.reforms) > 1:
        for part in (EFFECTS, MONEY):
            console.print(_ranking(context, part))
        console.print(portfolio.sentence(context, context.comparison.portfolio), markup=False, highlight=False)
        console.print(portfolio.note(context) + "\n", markup=False, highlight=False)
    for arm in context.comparison.reforms:
        console.print(_table(context, arm))
        for text in texts(context, arm):
            console.print(text, markup=False, highlight=False)
        console.print()
    for block in answer.closing_blocks(context):
        if isinstance(block, Paragraph):
            console.print(block.text, markup=False, highlight=False)


def _ranking(context: Context, measures: tuple[str, ...]) -> Any:
    """Return some measures of all policies, those that reach most families first."""
    from rich.table import Table
    from rich.text import Text

    assert context.comparison is not None
    w = context.word
    title = w("portfolio.title") if measures is EFFECTS else None
    table = Table(title=title, box=None, title_justify="left", pad_edge=False)
    table.add_column(w("portfolio.rank"), justify="right")
    table.add_column(w("portfolio.policy"))
    for measure in measures:
        table.add_column(Text(portfolio.heading(context, measure)), justify="right", min_width=11)
    for standing in context.comparison.portfolio:
        cells = [portfolio.write(context, standing.cells[m]).text for m in measures]
        title = context.titles[standing.arm]
        table.add_row(str(standing.rank), Text(title), *(Text(cell) for cell in cells))
    return table


def texts(context: Context, arm: int) -> list[str]:
    """Return the warnings and the answer about one reform."""
    from .reform import warnings

    out = warnings(context, arm)
    for block in answer.answer_blocks(context, arm):
        if isinstance(block, Paragraph):
            out.append(block.text)
        elif isinstance(block, Bullets):
            out += [f"  · {text}" for _, text in block.items]
    return out


def _table(context: Context, arm: int) -> Any:
    """Return the headline effects of one reform."""
    from rich.table import Table
    from rich.text import Text

    assert context.comparison is not None
    w = context.word
    table = Table(title=Text(context.titles[arm]), box=None, title_justify="left", pad_edge=False)
    table.add_column(w("table.indicator"))
    for key in ("without", "with", "difference"):
        table.add_column(w(f"table.{key}"), justify="right", no_wrap=True)
    table.add_column(w("table.interval", level=context.level), justify="right", no_wrap=True)
    table.add_column(w("table.verdict"))
    rows = context.comparison.headline
    for row in rows.loc[rows["arm"] == arm].to_dict("records"):
        shown = context.shown(row["indicator"])
        star = "*" if row["remains"] and row["verdict"] in ("better", "worse", "changed") else ""
        table.add_row(
            REGISTRY[row["indicator"]].text(context.lang),
            shown.value(row["baseline"]),
            shown.value(row["reform"]),
            shown.difference(row["difference"], (row["high"] - row["low"]) / 2),
            shown.interval(row["low"], row["high"]),
            w(f"verdict.{row['verdict']}") + star,
        )
    return table
