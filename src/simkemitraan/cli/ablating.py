"""What ``simkemitraan validate --ablate`` shows: one line for each thing switched off, and the whole matrix as CSV."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..wording import finite, number, word

if TYPE_CHECKING:
    from ..analysis.validation.ablation import Effect
    from ..analysis.validation.measurement import TargetRow

Result = tuple[list["TargetRow"], list["Effect"]]


def show(result: Result, lang: str) -> None:
    """Print which rows break without what: surely, perhaps (in brackets), and which are met only then (after a plus)."""
    from rich.console import Console
    from rich.table import Table

    as_is, effects = result
    table = Table(box=None)
    for key in ("without", "met", "breaks"):
        table.add_column(word(f"replay.ablate.{key}", lang), overflow="fold")
    table.add_row(word("replay.ablate.nothing", lang), _met(as_is), "")
    for effect in effects:
        table.add_row(effect.ablation.text(lang), _met(effect.rows), breaks(effect))
    console = Console()
    console.print(table)
    console.print(word("replay.ablate.note", lang), markup=False)


def _met(rows: "Sequence[TargetRow]") -> str:
    scored = [r for r in rows if r.scored]
    return f"{sum(r.met for r in scored)}/{len(scored)}"


def breaks(effect: "Effect") -> str:
    """Return the rows that break, perhaps break, and are fixed."""
    perhaps = [name for name in effect.broken if name not in effect.surely]
    parts = [*effect.surely, *(f"({name})" for name in perhaps), *(f"+{name}" for name in effect.fixed)]
    return ", ".join(parts)


def as_json(result: Result) -> str:
    """Return everything as JSON."""
    as_is, effects = result
    return json.dumps(
        {
            "as_is": _values(as_is),
            "without": [
                {
                    "name": e.ablation.name,
                    "broken": e.broken,
                    "surely": e.surely,
                    "fixed": e.fixed,
                    "values": _values(e.rows),
                }
                for e in effects
            ],
        },
        indent=1,
    )


def _values(rows: "Sequence[TargetRow]") -> dict[str, Any]:
    return {r.name: finite(r.value) for r in rows}


def write_matrix(result: Result, path: Path, lang: str) -> None:
    """Write the value of every row under every ablation, with whether it is met (CSV); as ``.md``, what :func:`show` shows."""
    if path.suffix == ".md":
        path.write_text(markdown(result, lang), encoding="utf-8")
        return
    as_is, effects = result
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["row", "low", "high", "as_is", *(e.ablation.name for e in effects)])
        for k, row in enumerate(as_is):
            cells = [_cell(r, lang) for r in (row, *(e.rows[k] for e in effects))]
            out.writerow([row.name, row.low, row.high, *cells])


def markdown(result: Result, lang: str) -> str:
    """Return the table of what breaks without what, and its reverse: without what each row breaks."""
    as_is, effects = result
    heads = [word(f"replay.ablate.{key}", lang) for key in ("without", "met", "breaks")]
    lines = [
        [word("replay.ablate.nothing", lang), _met(as_is), ""],
        *([e.ablation.text(lang), _met(e.rows), breaks(e)] for e in effects),
    ]
    reverse = [[row.name, row.text(lang), "; ".join(_needed(row.name, effects, lang))] for row in as_is if row.scored]
    rows_heads = [word(f"replay.ablate.{key}", lang) for key in ("row", "pattern", "needs")]
    return _markdown(heads, lines) + "\n" + _markdown(rows_heads, reverse)


def _needed(name: str, effects: "Sequence[Effect]", lang: str) -> list[str]:
    """Return what a row breaks without: surely first, perhaps in brackets."""
    surely = [e.ablation.text(lang) for e in effects if name in e.surely]
    return [*surely, *(f"({e.ablation.text(lang)})" for e in effects if name in e.broken and name not in e.surely)]


def _markdown(heads: list[str], lines: list[list[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _cell(row: "TargetRow", lang: str) -> str:
    mark = "" if not row.scored else " ✓" if row.met else " ✗"
    return f"{number(row.value, lang)}{mark}"
