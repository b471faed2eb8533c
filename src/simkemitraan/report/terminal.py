"""The comparison in a terminal: the same numbers and sentences as the report's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..indicators import REGISTRY
from . import answer, portfolio
from .blocks import Bullets, Paragraph
from .context import Context

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

EFFECTS = ("families_served", "access", "partnerships", "trust")
MONEY = ("cost", "price", "field", "place")


def show(context: Context, console: Console) -> None:
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


def _ranking(context: Context, measures: tuple[str, ...]) -> Table:
    """Return some measures of all policies, those that reach most families first."""
    from rich.table import Table
    from rich.text import Text

    assert context.comparison is not None
    w = context.word
    title = w("portfolio.title") if measures is EFFECTS else None
    table = Table(title=title, box=None, title_justify="left", pad_edge=False)
    table.add_column(w("portfolio.policy"))
    for measure in measures:
        heading = portfolio.heading(context, measure)
        table.add_column(Text(heading), justify="right", min_width=max(11, _longest(heading)))
    for standing in context.comparison.portfolio:
        cells = [portfolio.write(context, standing.cells[m]).text for m in measures]
        name = f"{standing.rank}. {context.titles[standing.arm]}"
        table.add_row(Text(name), *(Text(cell) for cell in cells))
    return table


def _longest(*texts: str) -> int:
    """Return the width of the longest word, 0 of none: a column so wide breaks none."""
    return max((len(word) for text in texts for word in text.split()), default=0)


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


def _table(context: Context, arm: int) -> Table:
    """Return the headline effects of one reform."""
    from rich.table import Table
    from rich.text import Text

    assert context.comparison is not None
    w = context.word
    table = Table(title=Text(context.titles[arm]), box=None, title_justify="left", pad_edge=False)
    rows = context.comparison.headline
    rows = rows.loc[rows["arm"] == arm]
    names = [REGISTRY[name].text(context.lang) for name in rows["indicator"]]
    table.add_column(w("table.indicator"), min_width=_longest(*names))
    for key in ("without", "with", "difference"):
        table.add_column(w(f"table.{key}"), justify="right", no_wrap=True)
    table.add_column(w("table.interval", level=context.level), justify="right")
    verdicts = [w(f"verdict.{verdict}") for verdict in rows["verdict"]]
    table.add_column(w("table.verdict"), min_width=_longest(w("table.verdict"), *verdicts) + 1)
    for name, row in zip(names, rows.to_dict("records"), strict=True):
        shown = context.shown(row["indicator"])
        star = "*" if row["remains"] and row["verdict"] in ("better", "worse", "changed") else ""
        table.add_row(
            name,
            shown.value(row["baseline"]),
            shown.value(row["reform"]),
            shown.difference(row["difference"], (row["low"], row["high"])),
            shown.interval(row["low"], row["high"]),
            w(f"verdict.{row['verdict']}") + star,
        )
    return table
