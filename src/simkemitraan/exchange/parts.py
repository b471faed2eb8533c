"""Which file, and which sheet of it, holds organisations, ties, members of agreements or projects, and survey answers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from .cells import plain
from .columns import TABLES
from .delimited import open_csv
from .graphfiles import open_graph
from .headings import LEVELS, LOOK, WEIGHTS, Heading, locate, match, titles_of
from .problems import Log
from .sheets import Sheet, kind_of
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
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {  # one of each group must be there
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


def gather(files: Files, log: Log, stack: ExitStack) -> dict[str, Sheet]:
    """Return the sheet for each part; a file of its own wins over a sheet of the first file."""
    parts: dict[str, Sheet] = {}
    for asked, path in (("organisations", files.organisations), ("ties", files.ties), ("survey", files.survey)):
        if path is None:
            continue
        sheets = [(role_of(sheet), sheet) for sheet in _open(path, log, stack)]
        wanted = (
            ("ties", "members")
            if asked == "ties"
            else ("organisations", "members")
            if asked == "organisations"
            else (asked,)
        )
        role, chosen = next((s for w in wanted for s in sheets if s[0] == w), (asked, sheets[0][1]))
        parts[role] = chosen
        for other, sheet in sheets:
            if sheet is chosen or other == "guide":
                continue
            if other in TABLES and other not in parts and asked != "survey":
                parts[other] = sheet
            else:
                log.add("sheet_unused", "noted", path.name, value=sheet.title)
    return parts


def role_of(sheet: Sheet) -> str:
    """Return which table a sheet is by its title, else by its headings; empty if neither tells."""
    title = plain(sheet.title)
    found = [role for role, names in _TITLES.items() if title in names]
    near = [role for role, names in _TITLES.items() if any(name in title for name in names)]
    return (found or near or [_by_headings(sheet)])[0]


def _by_headings(sheet: Sheet) -> str:
    rows = [row.cells for row in sheet.head(LOOK + LEVELS)]
    scores: dict[str, int] = {}
    for role, groups in _NEEDED.items():
        top, bottom, _ = locate(role, rows)
        if rows and has(heading := match(role, titles_of(rows, top, bottom), rows[bottom + 1 :], {}), groups):
            scores[role] = sum(WEIGHTS[t.how] for t in heading.taken if t.column)
    return max(scores, key=lambda role: scores[role]) if scores else ""


def has(heading: Heading, groups: tuple[tuple[str, ...], ...]) -> bool:
    """Return whether one column of each group was found."""
    return all(any(name in heading.at for name in group) for group in groups)


def _open(path: Path, log: Log, stack: ExitStack) -> list[Sheet]:
    readers: dict[str, Callable[[], list[Sheet]]] = {
        "xlsx": lambda: open_workbook(path, log, stack),
        "xml": lambda: open_graph(path),
        "text": lambda: [open_csv(path, log)],
    }
    kind = kind_of(path)
    usual = {"xlsx": (".xlsx", ".xlsm"), "xml": (".graphml", ".gexf", ".xml"), "text": (".csv", ".tsv", ".txt")}
    if path.suffix.lower() not in usual[kind]:
        names = {"xlsx": "XLSX", "xml": "XML", "text": "CSV"}
        log.add("other_format", "mended", path.name, read=names[kind])
    return readers[kind]()
