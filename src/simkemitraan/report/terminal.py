"""The comparison in a terminal: the same numbers and sentences as the report's."""

from __future__ import annotations

from typing import Any

from ..indicators import REGISTRY
from . import answer
from .blocks import Bullets, Paragraph
from .context import Context


def show(context: Context, console: Any) -> None:
    """Print every reform: what it changes, its effects, the answer in sentences.

    Parameters
    ----------
    context : Context
        The comparison.
    console : rich.console.Console
        Where to print.
    """
    assert context.comparison is not None
    for arm in context.comparison.reforms:
        console.print(_table(context, arm))
        for text in texts(context, arm):
            console.print(text, markup=False, highlight=False)
        console.print()
    for block in answer.closing_blocks(context):
        if isinstance(block, Paragraph):
            console.print(block.text, markup=False, highlight=False)


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
