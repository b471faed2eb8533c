"""What was understood of the user's files, before anything is taken over.

:func:`understand` reads the files as an import would and says what each column was taken for, which rows hold no data or
cannot be used, and how many organisations of each kind there are. :func:`take` imports them, with what the user corrected.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..declare import Text
from ..errors import ImportDataError
from ..world.schema import KIND_TEXTS
from .cells import shown
from .columns import column as column_of
from .corrections import Corrections
from .headings import How, letter
from .importing import Imported, Question, Settings, fill, import_registry, prepare, questions
from .log import Found, Log
from .parts import Files
from .privacy import HIDDEN
from .rows import Table
from .starting import figures_of
from .values import is_empty

EXAMPLES = 3
KEPT = ("total_row", "note_row", "section_row")  # rows that look like no data


@dataclass(frozen=True, slots=True)
class ColumnRead:
    """One column: its letter and heading, what it was taken for (``""``: not used) and how, and some of its cells."""

    letter: str
    title: str
    column: str
    meaning: Text
    how: How
    examples: tuple[str, ...]
    used: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows that are no data or cannot be used, for one reason: how many, and the numbers of the first.

    ``keep`` says whether they can be kept as data after all.
    """

    why: Text
    how: Text
    data: bool
    count: int
    rows: tuple[int, ...]
    keep: bool = False


@dataclass(frozen=True, slots=True)
class TableRead:
    """One table: what it was taken for, where its headings stand, its columns and the rows that are left out.

    ``derived`` is one that lists what another table names.
    """

    role: str
    source: str
    headings: tuple[int, int]
    rows: int
    taken: int
    columns: tuple[ColumnRead, ...]
    derived: bool = False
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What files were understood to hold.

    Attributes
    ----------
    files, settings : Files, Settings
        What was read, and how.
    tables : tuple of TableRead
        Each table.
    kinds, districts : dict
        Organisations of each kind, and in each district.
    ties : dict
        Ties by what they are: agreements, cooperation, those that have ended, agreements of many.
    unknown : tuple of str
        Districts of which no official figures are known: they get those of a median regency, to be replaced.
    questions : tuple of Question
        What must be answered first; empty: it can be taken.
    """

    files: Files
    settings: Settings
    tables: tuple[TableRead, ...]
    kinds: dict[str, int] = field(default_factory=dict)
    districts: dict[str, int] = field(default_factory=dict)
    ties: dict[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether it can be taken over as it is."""
        return not self.questions

    def as_dict(self, lang: str) -> dict[str, Any]:
        """Return it as plain data in the reader's language, for JSON."""
        return {
            "ready": self.ready,
            "questions": [
                {"key": q.key, "text": q.id if lang == "id" else q.en, "answers": list(q.answers)}
                for q in self.questions
            ],
            "kinds": [{"kind": k, "name": KIND_TEXTS[k](lang), "count": n} for k, n in self.kinds.items()],
            "districts": self.districts,
            "districts_without_figures": list(self.unknown),
            "ties": self.ties,
            "tables": [_table_dict(table, lang) for table in self.tables],
        }


def _table_dict(table: TableRead, lang: str) -> dict[str, Any]:
    return {
        "role": table.role,
        "source": table.source,
        "heading_rows": list(table.headings),
        "rows": table.rows,
        "taken": table.taken,
        "columns": [
            {
                "letter": c.letter,
                "heading": c.title,
                "column": c.column,
                "meaning": c.meaning(lang),
                "how": c.how,
                "used": c.used,
                "examples": list(c.examples),
            }
            for c in table.columns
        ],
        "left_out": [
            {
                "why": r.why(lang),
                "how": r.how(lang),
                "data": r.data,
                "count": r.count,
                "rows": list(r.rows),
                "keep": r.keep,
            }
            for r in table.left_out
        ],
    }


def understand(files: Files, settings: Settings) -> Understanding:
    """Read files as an import would, and say what was understood; nothing is written.

    Parameters
    ----------
    files : Files
        CSV, XLSX, GraphML or GEXF.
    settings : Settings
        How to import, with what the user has corrected so far.

    Raises
    ------
    ImportDataError
        If a file cannot be read at all.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        tables, log = prepare(files, Path(folder), settings, stack)
        columns = {role: _columns(table, settings) for role, table in tables.items()}
        asked = questions(tables, settings)
        done = None
        if not asked:
            try:
                done = fill(tables, Path(folder), log, settings)
            except ImportDataError as error:
                asked = [Question("problem", error.id, error.en)]
        read = tuple(_table(table, columns[role], done, log) for role, table in tables.items())
        kinds, districts, ties = _counts(done)
        unknown = tuple(name for name in districts if figures_of(name) is None)
        return Understanding(files, settings, read, kinds, districts, ties, unknown, tuple(asked))


def take(understood: Understanding, out: Path, corrections: Corrections | None = None) -> Imported:
    """Import what was understood, with further corrections.

    Parameters
    ----------
    understood : Understanding
        From :func:`understand`.
    out : Path
        Folder to make; it must not exist.
    corrections : Corrections, optional
        Added to those that were in the settings.

    Raises
    ------
    ImportDataError
        If something must still be answered, or nothing can be used.
    ResultExistsError
        If ``out`` exists.
    """
    settings, files = understood.settings, understood.files
    if corrections is not None:
        settings = replace(settings, corrections=settings.corrections.joined(corrections))
    return import_registry(files.organisations, out, settings, files.ties, files.survey)


def _columns(table: Table, settings: Settings) -> tuple[ColumnRead, ...]:
    hidden = {"name", "id"} if settings.pseudonyms is not None else set()
    out = []
    for taken in table.heading.taken:
        known = column_of(table.role, taken.column) if taken.column else None
        secret = known is not None and (known.personal or taken.column in hidden)
        cells = [HIDDEN] if secret else _examples(table, taken.place)
        meaning = known.text if known else Text("tidak dipakai", "not used")
        used = known is not None and not (known.personal or known.spare)
        out.append(ColumnRead(letter(taken.place), taken.title, taken.column, meaning, taken.how, tuple(cells), used))
    return tuple(out)


def _examples(table: Table, place: int) -> list[str]:
    """Return the first different cells of a column."""
    rows = [r.cells for r in table.sample() if table.heading.width == 1 or sum(not is_empty(c) for c in r.cells) > 1]
    cells = (row[place] for row in rows if place < len(row))
    return list(dict.fromkeys(shown(c)[:40] for c in cells if not is_empty(c)))[:EXAMPLES]


def _table(table: Table, columns: tuple[ColumnRead, ...], done: Imported | None, log: Log) -> TableRead:
    rows, taken = done.counts(table.role) if done else (0, 0)
    left_out = _left_out(table.source, log) if done else ()
    return TableRead(table.role, table.source, table.heading.rows, rows, taken, columns, table.sheet.derived, left_out)


def _left_out(source: str, log: Log) -> tuple[LeftOut, ...]:
    groups: dict[str, list[Found]] = {}
    for each in log.left_out.get(source, []):
        groups.setdefault(each.code, []).append(each)
    return tuple(
        LeftOut(
            same[0].what,
            same[0].how,
            same[0].outcome == "set_aside",
            log.counts[source, code, same[0].outcome],
            tuple(f.row for f in same),
            code in KEPT,
        )
        for code, same in groups.items()
    )


def _counts(done: Imported | None) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    if done is None:
        return {}, {}, {}
    kinds: Counter[str] = Counter()
    for district in done.organisations.districts.values():
        kinds.update(district.counts)
    districts = {d.name: d.counts.total() for d in done.organisations.districts.values()}
    return {k: kinds[k] for k in KIND_TEXTS if kinds[k]}, districts, done.tie_counts()
