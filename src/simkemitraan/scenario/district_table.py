"""Districts from a CSV beside the scenario: one row a district, columns named as the keys, kinds of organisations too."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..world.schema import KIND_NAMES
from .hints import did_you_mean
from .notes import Notes
from .reading import TWO_READINGS, Document, Path_, Written

MAX_BYTES = 4 * 1024 * 1024
PATH: Path_ = ("place", "districts")


def read_table(
    notes: Notes, file: Path, name: str, columns: Sequence[str], sources: dict[Path_, str]
) -> list[dict[str, Any]]:
    """Return the rows of a table of districts; messages about them name its own lines.

    Parameters
    ----------
    notes : Notes
        Takes the mistakes, and learns which line each row came from.
    file, name : Path, str
        The file, and its name as the scenario writes it.
    columns : sequence of str
        Columns that may occur, besides the kinds of organisations.
    sources : dict
        Gets the file and line of every cell.
    """
    text = _text(notes, file, name)
    if text is None:
        return []
    doc = Document(name)
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[dict[str, Any]] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not _header(notes, doc, header, columns):
            return []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(_row(header, cells, doc, (*PATH, len(rows)), reader.line_num, sources))
                notes.origin[(*PATH, len(rows) - 1)] = doc
    except csv.Error:
        _unreadable(notes, name)
        return []
    return rows


def _text(notes: Notes, file: Path, name: str) -> str | None:
    try:
        with file.open("rb") as handle:
            raw = handle.read(MAX_BYTES + 1)
        if len(raw) <= MAX_BYTES:
            return raw.decode("utf-8-sig")
        notes.add(PATH, f"{name} terlalu besar (paling besar 4 MB)", f"{name} is too large (at most 4 MB)")
    except FileNotFoundError:
        notes.add(PATH, f"berkas {name} tidak ditemukan", f"file {name} not found")
    except (OSError, ValueError):
        _unreadable(notes, name)
    return None


def _unreadable(notes: Notes, name: str) -> None:
    notes.add(PATH, f"{name} tidak dapat dibaca sebagai CSV UTF-8", f"{name} cannot be read as UTF-8 CSV")


def _header(notes: Notes, doc: Document, header: list[str], columns: Sequence[str]) -> bool:
    """Note what is wrong with the header; the rows are worth reading if nothing is."""
    before = len(doc.mistakes)
    known = [c for c in columns if c != "organisations"] + list(KIND_NAMES)
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        doc.add(
            PATH,
            "pisahkan kolom dengan koma, bukan titik koma atau tab",
            "separate columns by commas, not semicolons or tabs",
            1,
        )
        header = []
    for k, column in enumerate(header):
        if column not in known:
            id, en = did_you_mean(column, known)
            doc.add((*PATH, column), f"kolom tidak dikenal{id}", f"unknown column{en}", 1, k + 1)
        elif column in header[:k]:
            doc.add((*PATH, column), "kolom ini ada dua kali", "this column occurs twice", 1, k + 1)
    for column in ("name", "population"):
        if header and column not in header:
            doc.add((*PATH, column), "kolom tidak ada", "column is missing", 1)
    if not header and len(doc.mistakes) == before:
        doc.add(PATH, "tabel kosong", "the table is empty", 1)
    notes.mistakes += doc.mistakes[before:]
    return len(doc.mistakes) == before


def _row(
    header: list[str], cells: list[str], doc: Document, path: Path_, line: int, sources: dict[Path_, str]
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    doc.where[path] = (line, 1)
    for k, (key, cell) in enumerate(zip(header, cells, strict=False)):
        if not cell.strip():
            continue
        kind = key in KIND_NAMES
        here: Path_ = (*path, "organisations", key) if kind else (*path, key)
        doc.where[here] = (line, k + 1)
        sources[here] = f"{doc.file}:{line}"
        into = out.setdefault("organisations", {}) if kind else out
        into[key] = cell.strip() if key == "name" else _plain(cell.strip())
    return out


def _plain(text: str) -> float | str:
    with contextlib.suppress(ValueError):
        return Written(text) if TWO_READINGS.fullmatch(text) else float(text)
    return text
