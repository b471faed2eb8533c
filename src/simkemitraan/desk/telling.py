"""A round of a comparison as the page shows it: the figures as they are, and each written in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..analysis.comparison.comparison import Comparison, compare
from ..analysis.comparison.portfolio import MEASURES
from ..declare import LANGS
from ..indicators import ALL, THEMES
from ..report import answer, portfolio
from ..report.blocks import Bullets, Paragraph
from ..report.context import Context
from ..report.formats import MARKS, change_percent, unit_text
from ..runs import load

Row = Mapping[Any, Any]


def indicators() -> list[dict[str, Any]]:
    """Return every indicator as it is declared."""
    return [
        {
            "name": i.name,
            "text": [i.text.id, i.text.en],
            "about": [i.about.id, i.about.en],
            "unit": [unit_text(i.unit, lang) for lang in LANGS],
            "theme": [THEMES[i.benefit].id, THEMES[i.benefit].en] if i.benefit in THEMES else [i.benefit, i.benefit],
            "good": i.good,
            "headline": i.headline,
        }
        for i in ALL
    ]


def signs() -> dict[str, str]:
    """Return the mark of every verdict."""
    return dict(MARKS)


def _closing(context: Context) -> list[str]:
    """Return what holds for all policies together; at the desk nobody gives commands."""
    return [block.text for block in answer.closing_blocks(context, commands=False) if isinstance(block, Paragraph)]


class Round:
    """One result folder, compared: read off once, told in both languages.

    Parameters
    ----------
    folder : Path
        A result of ``compare``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.result = load(folder)
        self.comparison: Comparison = compare(self.result)
        self.contexts = [Context(self.comparison.overview, self.comparison, lang) for lang in LANGS]

    @property
    def replicates(self) -> int:
        """Replicates that every arm has."""
        return len(self.comparison.overview.replicates)

    def told(self) -> dict[str, Any]:
        """Return what the page shows of the answer."""
        return {
            "figures": self.comparison.to_dict("en"),
            "titles": [[t.id, t.en] for t in self.comparison.titles],
            "arms": [self._arm(arm) for arm in self.comparison.reforms],
            "rows": [self._row(row) for row in self.comparison.effects.to_dict("records")],
            "portfolio": self._portfolio(),
            "closing": self._pairs(_closing),
            "failed": len(self.comparison.overview.provenance()["failed"]),
        }

    def _pairs(self, write: Callable[[Context], list[str]]) -> list[list[str]]:
        """Return what a function writes in each language, item by item."""
        return [list(pair) for pair in zip(*(write(c) for c in self.contexts), strict=True)]

    def _arm(self, arm: int) -> dict[str, Any]:
        """Return the sentences about one policy, each with its mark."""
        told = [answer.answer_blocks(context, arm) for context in self.contexts]
        leads = [[b.text for b in blocks if isinstance(b, Paragraph)] for blocks in told]
        points = [[item for b in blocks if isinstance(b, Bullets) for item in b.items] for blocks in told]
        marks = [mark for mark, _ in points[0]]
        texts = [[text for _, text in one] for one in points]
        return {
            "arm": arm,
            "name": self.comparison.names[arm],
            "lead": [list(pair) for pair in zip(*leads, strict=True)],
            "points": [
                {"mark": m, "text": list(pair)} for m, pair in zip(marks, zip(*texts, strict=True), strict=True)
            ],
        }

    def _row(self, row: Row) -> dict[str, Any]:
        """Return one difference, written."""
        star = bool(row["remains"]) and row["verdict"] in ("better", "worse", "changed")
        return {
            "arm": int(row["arm"]),
            "indicator": row["indicator"],
            "headline": bool(row["headline"]),
            "verdict": row["verdict"],
            "star": star,
            "written": [self._written(context, row) for context in self.contexts],
            "share": self._relative(row),
        }

    def _written(self, context: Context, row: Row) -> dict[str, str]:
        shown = context.shown(row["indicator"])
        ends = (row["low"], row["high"])
        return {
            "baseline": shown.value(row["baseline"]),
            "reform": shown.value(row["reform"]),
            "difference": shown.difference(row["difference"], ends, unit=True),
            "interval": shown.interval(row["low"], row["high"]),
            "relative": change_percent(row["difference"], row["baseline"], context.lang),
        }

    def _relative(self, row: Row) -> list[float] | None:
        """Return difference, low and high in per cent of the baseline, for the drawn interval; None where that means nothing."""
        base = abs(float(row["baseline"]))
        values = [100 * float(row[k]) / base if base else float("nan") for k in ("difference", "low", "high")]
        return values if all(v == v and abs(v) != float("inf") for v in values) else None

    def _portfolio(self) -> dict[str, Any]:
        """Return the table of all policies: headings, rows in their order, by what each column is sorted."""
        standings = self.comparison.portfolio
        heads = [[portfolio.heading(c, m) for c in self.contexts] for m in MEASURES]
        rows = []
        for s in standings:
            cells = []
            for m in MEASURES:
                written = [portfolio.write(c, s.cells[m]) for c in self.contexts]
                key = written[0].key
                cells.append(
                    {
                        "main": [w.main for w in written],
                        "below": [w.below for w in written],
                        "key": key if key == key else None,
                        "verdict": s.cells[m].verdict,
                    }
                )
            rows.append({"arm": s.arm, "rank": s.rank, "cells": cells})
        return {
            "heads": heads,
            "measures": list(MEASURES),
            "rows": rows,
            "sentence": [portfolio.sentence(c, standings) for c in self.contexts],
            "note": [portfolio.note(c) for c in self.contexts],
        }
