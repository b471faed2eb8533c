"""Which file, and which sheet of it, holds organisations, ties, members of agreements or projects, and survey answers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from . import columns
from .cells import Cell, plain
from .columns import TABLES
from .corrections import Corrections
from .delimited import open_csv
from .graphfiles import open_graph
from .headings import WEIGHTS, Heading, locate, match, titles_of
from .log import Log
from .rows import Table
from .sheets import Row, Sheet, kind_of
from .values import is_empty, trouble
from .workbook import open_workbook

_TITLES = {
    "members": ("anggota", "peserta", "members", "memberships", "participants"),
    "organisations": (
        "organisasi",
        "organisations",
        "organizations",
        "lembaga",
        "lks",
        "nodes",
        "organisation",
        "elements",
    ),
    "ties": (
        "hubungan",
        "ties",
        "kerjasama",
        "kemitraan",
        "edges",
        "relations",
        "mitra",
        "jejaring",
        "kerja sama",
        "connections",
    ),
    "survey": ("survei", "survey", "kuesioner", "jawaban", "answers"),
    "guide": ("petunjuk", "guide", "pilihan", "choices", "tentang", "about"),
}
_WANTED = {"organisations": ("organisations", "members", "ties"), "ties": ("ties", "members"), "survey": ("survey",)}
REPEATS = 2000  # first rows in which names that come again are looked for
NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {  # one of each group must be there
    "organisations": (("name",),),
    "ties": (("a",), ("b",)),
    "members": (("organisation",), ("agreement", "project")),
    "survey": (("respondent",), ("mission", "openness", "reliability", "power", "involvement", "resources")),
}


@dataclass(frozen=True, slots=True)
class Files:
    """What is to be imported.

    Attributes
    ----------
    organisations : Path
        CSV, XLSX, GraphML or GEXF; a workbook or a network may hold ties and survey answers too.
    ties, survey : Path, optional
        Further files.
    """

    organisations: Path
    ties: Path | None = None
    survey: Path | None = None


def gather(files: Files, log: Log, stack: ExitStack, corrections: Corrections) -> dict[str, Sheet]:
    """Return the sheet for each part; a file of its own wins over a sheet of the first file.

    Where no sheet lists organisations, they are those that the ties or the members name.
    """
    parts: dict[str, Sheet] = {}
    for asked, path in (("organisations", files.organisations), ("ties", files.ties), ("survey", files.survey)):
        if path is None:
            continue
        roles = ("ties", "members", "survey") if asked == "ties" else tuple(TABLES)
        sheets = [(role_of(sheet, corrections, roles), sheet) for sheet in _open(path, log, stack, corrections)]
        role, chosen = next((s for w in _WANTED[asked] for s in sheets if s[0] == w), (asked, sheets[0][1]))
        parts[role] = chosen
        for other, sheet in sheets:
            if sheet is chosen or other == "guide":
                continue
            if other in TABLES and other not in parts and asked != "survey":
                parts[other] = sheet
            else:
                log.add("sheet_unused", "noted", path.name, value=sheet.title)
    if "organisations" not in parts:
        parts = {"organisations": _named(files, parts, stack, corrections), **parts}
    return parts


def role_of(sheet: Sheet, corrections: Corrections, roles: Collection[str] = tuple(TABLES)) -> str:
    """Return which of some tables a sheet is by its title, else by its headings; empty if neither tells."""
    title = plain(sheet.title)
    found = [role for role, names in _TITLES.items() if title in names]
    near = [role for role, names in _TITLES.items() if any(name in title for name in names)]
    return (found or near or [_by_headings(sheet, corrections, roles)])[0]


def _by_headings(sheet: Sheet, corrections: Corrections, roles: Collection[str]) -> str:
    """Return the table whose columns are there; not organisations if their names come again and again and it may be another."""
    rows = [row.cells for row in sheet.head(REPEATS)]
    scores: dict[str, int] = {}
    repeated = False
    for role in roles:
        top, bottom, _ = locate(role, rows)
        if not rows:
            break
        heading = match(role, titles_of(rows, top, bottom), rows[bottom + 1 :], corrections.of(role))
        if not missing(heading, role):
            scores[role] = sum(WEIGHTS[t.how] for t in heading.taken if t.column)
            if role == "organisations":
                by_cells = any(t.column == "name" and t.how == "cells" for t in heading.taken)
                repeated = by_cells or _repeats(heading, rows[bottom + 1 :])
    if repeated and len(scores) > 1:
        del scores["organisations"]
    return max(scores, key=lambda role: (scores[role], role == "organisations")) if scores else ""


def _repeats(heading: Heading, rows: list[tuple[Cell, ...]]) -> bool:
    """Return whether at least a tenth of the rows name an organisation that another row names."""
    names = [plain(cell) for cells in rows if not is_empty(cell := heading.cell(cells, "name"))]
    return len(names) > 4 and len(set(names)) <= 0.9 * len(names)


def _named(files: Files, parts: dict[str, Sheet], stack: ExitStack, corrections: Corrections) -> Sheet:
    """Return a table of the organisations that ties or members name, each once, with the row where it is first named."""
    path = files.organisations
    found: dict[str, Row] = {}
    quiet = Log(None)
    for sheet in _open(path, quiet, stack, corrections):
        role = role_of(sheet, corrections)
        if role not in ("ties", "members") or parts.get(role) is None:
            continue
        table = Table(sheet, role, quiet, corrections)
        for row in table:
            for name in ("a", "b", "third", "organisation"):
                cell = table.heading.cell(row.cells, name)
                if not is_empty(cell) and not trouble(cell):
                    found.setdefault(plain(cell), Row(row.number, (cell,)))
    out = Sheet(path.name, "", [Row(0, (columns.column("organisations", "name").text.id,)), *found.values()])
    out.derived = True
    return out


def missing(heading: Heading, role: str) -> list[tuple[str, ...]]:
    """Return the columns without which a table says nothing and that were not found; any of each will do."""
    return [group for group in NEEDED[role] if not any(name in heading.at for name in group)]


def _open(path: Path, log: Log, stack: ExitStack, corrections: Corrections) -> list[Sheet]:
    readers: dict[str, Callable[[], list[Sheet]]] = {
        "xlsx": lambda: open_workbook(path, log, stack),
        "xml": lambda: open_graph(path, corrections.nodes),
        "text": lambda: [open_csv(path, log)],
    }
    kind = kind_of(path)
    usual = {"xlsx": (".xlsx", ".xlsm"), "xml": (".graphml", ".gexf", ".xml"), "text": (".csv", ".tsv", ".txt")}
    if path.suffix.lower() not in usual[kind]:
        names = {"xlsx": "XLSX", "xml": "XML", "text": "CSV"}
        log.add("other_format", "fixed", path.name, read=names[kind])
    return readers[kind]()
