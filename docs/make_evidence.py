"""Write the tables of the evidence pages out of what calibration found and what the mechanisms declare.

``python docs/make_evidence.py`` fills the marked parts of ``docs/explanation/evidence.*.md``; the words between them are
written by hand.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

from simkemitraan.analysis.calibration.known import known_posterior
from simkemitraan.analysis.calibration.writing import markdown
from simkemitraan.analysis.validation.whole import ROWS
from simkemitraan.analysis.validation.wrong_worlds import WRONG_WORLDS
from simkemitraan.mechanisms import ORDER
from simkemitraan.runs.rules import fill
from simkemitraan.wording import number

ROOT = Path(__file__).resolve().parents[1]
CHECKS = ROOT / "experiments" / "calibration" / "checks.csv"
APART = ROOT / "experiments" / "calibration" / "wrong_worlds.json"
APART_HEADS = {
    "id": ("dunia yang diketahui salah", "baris terpenuhi", "baris yang membongkarnya"),
    "en": ("a world known to be wrong", "rows met", "rows that tell it apart"),
}
MODEL = {"id": "model ini", "en": "this model"}
HEADS = {
    "id": ("pola", "rentang", "prior", "posterior", "pada bawaan", "pada median"),
    "en": ("pattern", "range", "prior", "posterior", "at the defaults", "at the medians"),
}


def page(lang: str) -> Path:
    """Return the page of a language."""
    return ROOT / "docs" / "explanation" / f"evidence.{lang}.md"


def posterior(lang: str) -> str:
    """Return the table of estimated numbers beside their defaults."""
    return markdown(tuple(known_posterior().values()), lang)


def checks(lang: str) -> str:
    """Return the table of patterns: how often met before and after, and at the medians."""
    texts = {row.name: row.text(lang) for row in ROWS}
    lines = ["| " + " | ".join(HEADS[lang]) + " |", "|" + " --- |" * len(HEADS[lang])]
    with CHECKS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            share = [number(100 * float(row[k]), lang, 0) + " %" for k in ("prior_share", "posterior_share")]
            values = [
                judged(row[k], row[m] == "true", lang)
                for k, m in (("at_defaults", "met_before"), ("at_medians", "met"))
            ]
            cells = (f"{row['row']}: {texts[row['row']]}", span(row, lang), *share, *values)
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def judged(value: str, met: bool, lang: str) -> str:
    """Return a value; outside its range bold and crossed, with enough digits to see that it is outside."""
    x = float(value)
    return number(x, lang) if met else f"**{number(x, lang, 3 if abs(x) < 10 else None)} ✗**"


def span(row: dict[str, str], lang: str) -> str:
    """Return a range in words; an open side is left out."""
    low, high = (number(float(row[k]), lang) if row[k] else "" for k in ("low", "high"))
    if low and high:
        return f"{low} – {high}"
    return f"> {low}" if low else f"&lt; {high}"


def apart(lang: str) -> str:
    """Return the table of worlds known to be wrong on the sheet of ties, and the rows that they meet all."""
    told = json.loads(APART.read_text(encoding="utf-8"))
    texts = {w.name: w.text(lang) for w in WRONG_WORLDS}
    lines = ["| " + " | ".join(APART_HEADS[lang]) + " |", "|" + " --- |" * len(APART_HEADS[lang])]
    lines.append(f"| {MODEL[lang]} | {told['model']['met']} / {told['rows']} | |")
    for world in told["wrong_worlds"]:
        rows = world["told_apart_by"]
        lines.append(f"| {texts[world['name']]} | {world['met']} / {told['rows']} | {len(rows)}: {', '.join(rows)} |")
    return "\n".join(lines)


def unvalidated(lang: str) -> str:
    """Return the numbers that no pattern informs, mechanism by mechanism."""
    lines = []
    for mechanism in ORDER:
        names = [f"`{p.name}`" for p in mechanism.params if p.role == "assumption" and not p.informed]
        if names:
            lines.append(f"- **{mechanism.title(lang)}** (`{mechanism.name}`): {', '.join(names)}")
    return "\n".join(lines)


PARTS: dict[str, Callable[[str], str]] = {
    "posterior": posterior,
    "checks": checks,
    "apart": apart,
    "unvalidated": unvalidated,
}


def parts(lang: str) -> dict[str, str]:
    """Return the made parts of a page by name."""
    return {name: part(lang) for name, part in PARTS.items()}


def main() -> None:
    """Fill both pages."""
    for lang in ("id", "en"):
        fill(page(lang), parts(lang))


if __name__ == "__main__":
    main()
