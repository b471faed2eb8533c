"""In how many worlds a policy helps, and on what that depends: one wording for the desk, the terminal, a page and a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..analysis.comparison.portfolio import FIRST
from ..analysis.exploration.factors import name_of
from ..analysis.exploration.robustness import Verdict
from ..analysis.exploration.worlds import WIDTH, WorldSample
from ..indicators import REGISTRY
from ..runs import Result
from ..runs.folders import sync_write
from ..wording import number, word
from .blocks import Block, Paragraph, Table
from .exploring import ExperimentContext, write
from .formats import IndicatorFormat, percent
from .workbook import OPTIONS, write_cell


@dataclass(frozen=True, slots=True)
class VerdictInWords:
    """One verdict in words.

    Attributes
    ----------
    count, range, hangs : str
        In how many worlds the policy helps; from the smallest to the largest difference; what the difference depends on.
    """

    count: str
    range: str
    hangs: str


def told(verdict: Verdict, lang: str) -> VerdictInWords:
    """Return a verdict in words."""
    shown = IndicatorFormat(REGISTRY[verdict.outcome], lang)
    worse = round(verdict.harms * verdict.points)
    count = word("exploring.worlds.of", lang, count=verdict.count, points=verdict.points, worse=worse)
    return VerdictInWords(count, shown.interval(verdict.low, verdict.high), _hangs(verdict, lang))


def _hangs(verdict: Verdict, lang: str) -> str:
    """Say which number the difference depends on most, and where the policy stops helping, as far as the worlds tell."""
    parts = []
    if verdict.driver is not None:
        name, rho = verdict.driver
        parts.append(word("cli.under.driver", lang, name=name_of(name, lang), rho=number(rho, lang)))
    if verdict.rule.limits:
        parts.append(word("cli.under.stops", lang, rule=verdict.rule.sentence(lang)))
    return " ".join(parts) or word("exploring.worlds.open", lang)


def about(asked: WorldSample, lang: str) -> str:
    """Say which worlds these are, and how many were left out."""
    drawn = {"drawn": asked.draws + asked.left_out, "left_out": asked.left_out}
    sorted_out = word(f"exploring.worlds.{'left' if asked.measured else 'unmeasured'}", lang, **drawn)
    which = word(
        "exploring.worlds.about",
        lang,
        draws=asked.draws,
        informed=asked.informed,
        others=asked.others,
        low=percent(1 - WIDTH, lang, 0),
        high=percent(1 + WIDTH, lang, 0),
    )
    return f"{which} {sorted_out}"


def in_order(verdicts: Sequence[Verdict], arm: int) -> list[Verdict]:
    """Return the verdicts on one policy, families served first."""
    return sorted((v for v in verdicts if v.arm == arm), key=lambda v: v.outcome != FIRST)


def table(verdicts: Sequence[Verdict], titles: Sequence[str], lang: str, title: str = "") -> Table:
    """Return all verdicts as a table, a row for each policy and indicator; ``titles`` by arm."""
    head = [word(f"exploring.worlds.{key}", lang) for key in ("policy", "outcome", "helps", "range", "hangs")]
    rows = []
    for arm in range(1, len(titles)):
        for verdict in in_order(verdicts, arm):
            one = told(verdict, lang)
            rows.append((titles[arm], REGISTRY[verdict.outcome].text(lang), one.count, one.range, one.hangs))
    return Table(title, tuple(head), tuple(rows), (2, 3))


def write_worlds(
    result: Result,
    verdicts: Sequence[Verdict],
    titles: Sequence[str],
    asked: WorldSample,
    lang: str,
    out: Path | None = None,
) -> list[Path]:
    """Write ``worlds.html`` and ``worlds.xlsx`` (``worlds.en...``) beside a result, or into ``out``; returns their paths."""
    context = ExperimentContext(result, lang)
    parts: dict[str, list[Block]] = {
        "answer": [Paragraph(about(asked, lang))],
        "table": [table(verdicts, titles, lang)],
        "reading": [Paragraph(word("exploring.worlds.read", lang))],
    }
    page = write(context, "worlds", word("exploring.worlds.title", lang), parts, out)
    return [page, _workbook(page.with_suffix(".xlsx"), verdicts, titles, asked, lang)]


def _workbook(path: Path, verdicts: Sequence[Verdict], titles: Sequence[str], asked: WorldSample, lang: str) -> Path:
    """Write the same as a workbook, numbers as numbers."""
    import io

    import xlsxwriter

    keys = ("policy", "outcome", "helps", "harms", "worlds", "least", "most", "driver", "rho", "hangs")
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, OPTIONS) as book:
        sheet = book.add_worksheet(word("exploring.worlds.sheet", lang))
        write_cell(sheet, 0, 0, about(asked, lang))
        lines: list[Sequence[Any]] = [[word(f"exploring.worlds.{key}", lang) for key in keys]]
        for arm in range(1, len(titles)):
            lines += [_line(titles[arm], verdict, lang) for verdict in in_order(verdicts, arm)]
        for row, values in enumerate(lines, start=2):
            for column, value in enumerate(values):
                write_cell(sheet, row, column, value)
        sheet.freeze_panes(3, 2)
    sync_write(path, held.getvalue())
    return path


def _line(title: str, v: Verdict, lang: str) -> list[Any]:
    name, rho = v.driver or ("", None)
    driver = name_of(name, lang) if name else ""
    outcome = REGISTRY[v.outcome].text(lang)
    return [
        title,
        outcome,
        v.count,
        round(v.harms * v.points),
        v.points,
        v.low,
        v.high,
        driver,
        rho,
        told(v, lang).hangs,
    ]


def terminal(verdicts: Sequence[Verdict], titles: Sequence[str], lang: str) -> str:
    """Return the verdicts as sentences, policy by policy."""
    sentences = [v.sentence(titles[arm], lang) for arm in range(1, len(titles)) for v in in_order(verdicts, arm)]
    return "\n\n".join(sentences)
