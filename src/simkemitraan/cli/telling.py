"""What ``simkemitraan validate --wrong-worlds`` shows: which rows of the sheet tell the model from worlds known to be wrong."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..wording import finite, number, word

if TYPE_CHECKING:
    from ..analysis.validation.measurement import TargetRow
    from ..analysis.validation.wrong_worlds import ToldApart


def show(
    right: "Sequence[TargetRow]", wrong: "Mapping[str, Sequence[TargetRow]]", told: "ToldApart", lang: str
) -> None:
    """Print a row for each scored pattern with its value in every world, and what each world sums to."""
    from rich.console import Console
    from rich.table import Table

    from ..analysis.validation.wrong_worlds import WRONG_WORLDS

    texts = {w.name: w.text(lang) for w in WRONG_WORLDS}
    table = Table(box=None)
    table.add_column(word("replay.ablate.row", lang), overflow="fold")
    table.add_column(word("replay.wrong.model", lang), justify="right")
    for k, _ in enumerate(told.wrong, 1):
        table.add_column(str(k), justify="right")
    table.add_column("")
    sheets = {name: {r.name: r for r in rows} for name, rows in (("", right), *wrong.items())}
    for name in told.names:
        cells = [told_value(sheets[world][name], told, world, lang) for world in sheets]
        table.add_row(name, *cells, standing(told, name, lang))
    counts = [str(sum(each)) for each in told.wrong.values()]
    table.add_row(word("replay.ablate.met", lang), f"{sum(told.right)}/{len(told.names)}", *counts, "")
    console = Console()
    for sentence in sentences(told, texts, lang):
        console.print(sentence, markup=False, highlight=False)
    console.print(table)
    console.print(word("replay.wrong.note", lang), markup=False, highlight=False)


def told_value(row: "TargetRow", told: "ToldApart", world: str, lang: str) -> str:
    """Return a value with its mark: ✓ within the range, ✗ outside, = where this world leaves the row as it is."""
    left = row.name in told.untouched.get(world, frozenset())
    return f"{number(row.value, lang)} {'=' if left else _mark(row.met)}"


def _mark(met: bool) -> str:
    return "✓" if met else "✗"


def standing(told: "ToldApart", name: str, lang: str) -> str:
    """Return what a row is worth: evidence (by how many wrong worlds it fails), sanity, or missed by the model."""
    if name in told.sanity:
        return word("replay.wrong.sanity", lang)
    if name not in told.evidence:
        return word("replay.wrong.missed", lang)
    k = told.names.index(name)
    failed = sum(not each[k] for each in told.wrong.values())
    return word("replay.wrong.tells", lang, failed=failed, worlds=len(told.wrong))


def sentences(told: "ToldApart", texts: Mapping[str, str], lang: str) -> list[str]:
    """Return the sum in words: rows that tell anything, and for each wrong world what it meets and what gives it away."""
    rows = len(told.names)
    said = [
        word("replay.wrong.sum", lang, met=sum(told.right), rows=rows, tell=len(told.evidence), sanity=len(told.sanity))
    ]
    for k, (name, met) in enumerate(told.wrong.items(), 1):
        away, could = len(told.telling(name)), len(told.could_tell(name))
        values = {"k": k, "world": texts[name], "met": sum(met), "rows": rows, "away": away, "could": could}
        said.append(word("replay.wrong.world" if 3 * away >= rows else "replay.wrong.hardly", lang, **values))
    return said


def as_json(right: "Sequence[TargetRow]", wrong: "Mapping[str, Sequence[TargetRow]]", told: "ToldApart") -> str:
    """Return everything as JSON, with the version of the rules."""
    from ..runs.rules import rules_version

    return json.dumps(
        {
            "rules": rules_version(),
            "rows": len(told.names),
            "model": {
                "met": sum(told.right),
                "values": {r.name: finite(r.value) for r in right},
                "intervals": {r.name: [finite(x) for x in r.interval] for r in right},
            },
            "wrong_worlds": [
                {
                    "name": name,
                    "met": sum(told.wrong[name]),
                    "told_apart_by": told.telling(name),
                    "could_tell": told.could_tell(name),
                    "values": {r.name: finite(r.value) for r in rows},
                }
                for name, rows in wrong.items()
            ],
            "evidence": told.evidence,
            "sanity": told.sanity,
        },
        indent=1,
    )
