"""The log of an import: every problem by row into files, counts and the first few of each kind in memory."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ..declare import Text
from .cells import neutral, shown
from .problems import PROBLEMS, Outcome

EXAMPLES, MOST_LEFT_OUT = 20, 2000


@dataclass(frozen=True, slots=True)
class Found:
    """One problem where it was found: file and sheet, row and column as the user sees them (row 0: the whole file)."""

    code: str
    outcome: Outcome
    source: str
    row: int
    column: Text
    value: str
    what: Text
    how: Text


def _in(value: object, lang: str) -> object:
    return value(lang) if isinstance(value, Text) else value


def _shown(words: dict[str, object], lang: str) -> dict[str, str]:
    return {k: shown(_in(v, lang)) for k, v in words.items()}


class Log:
    """Writes problems to a file as they come; keeps counts and the first few of each kind.

    Parameters
    ----------
    folder : Path, optional
        Where ``problems.csv`` and ``set-aside.csv`` are written; none: nowhere.
    page : bool
        Whether a page is read, which has no options of the command line.

    Attributes
    ----------
    left_out : dict
        Rows of each source that were skipped or set aside, the first two thousand.
    """

    def __init__(self, folder: Path | None, page: bool = False) -> None:
        self._page = page
        self.counts: Counter[tuple[str, str, Outcome]] = Counter()
        self.examples: dict[tuple[str, str, Outcome], list[Found]] = {}
        self.set_aside_rows: Counter[str] = Counter()
        self.left_out: dict[str, list[Found]] = {}
        self._files: list[TextIO] = []
        self._problems = self._open(
            folder and folder / "problems.csv",
            [
                "source",
                "row",
                "column",
                "outcome",
                "code",
                "value",
                "apa",
                "perbaikan",
                "what",
                "how",
            ],
        )
        self._aside = self._open(
            folder and folder / "set-aside.csv", ["source", "row", "apa", "perbaikan", "what", "how", "cells"]
        )

    def _open(self, path: Path | None, header: Sequence[str]) -> Callable[[Iterable[object]], object]:
        if path is None:
            return lambda row: None
        file = path.open("w", encoding="utf-8-sig", newline="")
        self._files.append(file)
        writer = csv.writer(file)
        writer.writerow(header)
        return writer.writerow

    def add(
        self,
        code: str,
        outcome: Outcome,
        source: str,
        row: int = 0,
        column: str | Text = "",
        value: object = "",
        **words: object,
    ) -> Found:
        """Write one problem down and return it.

        Parameters
        ----------
        code : str
            Key into :data:`PROBLEMS`.
        outcome : {"noted", "fixed", "imputed", "set_aside"}
            What happened to the row or value.
        source, row, column : str, int, str or Text
            Where; a column that is not in the file is named in both languages.
        value : object
            What stood there.
        **words
            What else the wording needs; a :class:`~.declare.Text` is shown in the reader's language.
        """
        problem, text = PROBLEMS[code], shown(_in(value, "en"))
        id, en = ({"value": _in(value, lang), "column": _in(column, lang), **words} for lang in ("id", "en"))
        what, how = (
            Text(t.id.format(**_shown(id, "id")), t.en.format(**_shown(en, "en")))
            for t in (problem.what, (problem.page if self._page else None) or problem.how)
        )
        title = column if isinstance(column, Text) else Text(column, column)
        found = Found(code, outcome, source, row, title, text, what, how)
        key = (source, code, outcome)
        self.counts[key] += 1
        examples = self.examples.setdefault(key, [])
        if len(examples) < EXAMPLES:
            examples.append(found)
        where = title.en if title.id == title.en else f"{title.id} / {title.en}"
        cells = (source, row or "", where, outcome, code, text, what.id, how.id, what.en, how.en)
        self._problems([neutral(c) for c in cells])
        return found

    def skip(self, code: str, source: str, row: int, value: object) -> None:
        """Write down a row that holds no data."""
        self._leave_out(self.add(code, "skipped", source, row, "", value))

    def _leave_out(self, found: Found) -> None:
        out = self.left_out.setdefault(found.source, [])
        if len(out) < MOST_LEFT_OUT:
            out.append(found)

    def set_aside(self, found: Found, cells: Sequence[object]) -> None:
        """Write a row that is not taken over, with the problem that kept it out."""
        self.set_aside_rows[found.source] += 1
        self._leave_out(found)
        row = (found.source, found.row, found.what.id, found.how.id, found.what.en, found.how.en, *cells)
        self._aside([neutral(c) for c in row])

    def total(self, outcome: Outcome) -> int:
        """Return how many problems had this outcome."""
        return sum(n for (_, _, o), n in self.counts.items() if o == outcome)

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()
