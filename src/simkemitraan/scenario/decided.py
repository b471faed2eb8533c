"""``choices`` of a scenario file: what somebody decided for an organisation, as a saved session of role play keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..world.choices import Decision
from .notes import Notes

KEYS = ("month", "decision", "organisation", "other", "answer")
NAMES = {d.name.lower(): int(d) for d in Decision if d is not Decision.WATCH}
LARGEST = 2**53


def choices(notes: Notes, given: Any, months: int) -> list[list[int]]:
    """Return the rows of ``choices``: month, decision, organisation, other, answer; mistakes are noted."""
    return [_row(notes, row, k, months) for k, row in enumerate(notes.items(given, ("choices",)))]


def _row(notes: Notes, given: Any, k: int, months: int) -> list[int]:
    path = ("choices", k)
    row = notes.keys(given, path, KEYS)
    for key in KEYS:
        if key not in row:
            notes.add(path, f"`{key}` belum diisi", f"`{key}` is missing")
            return [0, 0, 0, 0, 0]
    decision = NAMES.get(notes.word(row["decision"], (*path, "decision"), NAMES), 0)
    highest = {"month": months - 1}
    rest = {
        key: int(notes.number(row[key], (*path, key), 0, highest.get(key, LARGEST), whole=True))
        for key in KEYS
        if key != "decision"
    }
    return [rest["month"], decision, rest["organisation"], rest["other"], rest["answer"]]


def choices_lines(rows: Sequence[Sequence[int]]) -> list[str]:
    """Return choices as a scenario file writes them."""
    names = {code: name for name, code in NAMES.items()}
    shown = [(month, names[decision], *rest) for month, decision, *rest in rows]
    lines = [", ".join(f"{key}: {value}" for key, value in zip(KEYS, row, strict=True)) for row in shown]
    return [*(["choices:"] if lines else []), *(f"  - {{{line}}}" for line in lines)]
