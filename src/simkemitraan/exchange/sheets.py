"""Tables as they come out of a file: rows of cells with the number the user sees, whatever the format.

The format is told by the first bytes, not by the ending of the name. Rows are read one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from ..errors import ImportDataError
from .cells import Cell
from .columns import Column, Heading, count_known, match
from .problems import Log

MAX_BYTES = 200 * 1024 * 1024
LOOK_FOR_HEADINGS = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the user sees it (from 1), its cells, and what had to be done to read it.

    Attributes
    ----------
    number : int
        Row of the sheet, line of the text file, or number of the node or edge.
    cells : tuple
        Its cells.
    mended : tuple
        (problem, place of the cell, how it was read) for each cell that was mended while reading.
    """

    number: int
    cells: tuple[Cell, ...]
    mended: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file.

    Attributes
    ----------
    source : str
        File name, with the name of the sheet where there are several.
    title : str
        Name of the sheet; empty for a file that has none.
    rows : iterator of Row
        Its rows, blank ones too, read as they are asked for.
    """

    source: str
    title: str
    rows: Iterator[Row]


def kind_of(path: Path) -> str:
    """Return ``xlsx``, ``xml`` or ``text`` from the first bytes of a file.

    Raises
    ------
    ImportDataError
        If it cannot be read, is too large, is empty, or is of a kind that is not supported.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except (OSError, ValueError) as error:
        raise ImportDataError(
            f"{path.name}: tidak dapat dibaca; periksa nama dan letak berkasnya",
            f"{path.name}: cannot be read; check its name and place",
        ) from error
    if size > MAX_BYTES:
        raise ImportDataError(
            f"{path.name}: {size // 2**20} MB, paling besar {MAX_BYTES // 2**20} MB; bagi menjadi beberapa berkas",
            f"{path.name}: {size // 2**20} MB, at most {MAX_BYTES // 2**20} MB; split it into several files",
        )
    return _from_head(path, head)


def _from_head(path: Path, head: bytes) -> str:
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise ImportDataError(f"{path.name}: berkas kosong", f"{path.name}: the file is empty")
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportDataError(
            f"{path.name}: format Excel lama atau diberi sandi; simpan ulang sebagai .xlsx tanpa sandi",
            f"{path.name}: old Excel format, or locked with a password; save it again as .xlsx without a password",
        )
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z")):
        raise ImportDataError(
            f"{path.name}: bukan tabel; simpan sebagai .csv atau .xlsx",
            f"{path.name}: not a table; save it as .csv or .xlsx",
        )
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        raise ImportDataError(
            f"{path.name}: halaman web, bukan lembar kerja; buka di Excel lalu simpan sebagai .xlsx",
            f"{path.name}: a web page, no spreadsheet; open it in Excel and save it as .xlsx",
        )
    return "xml" if start.startswith((b"<?xml", b"<graphml", b"<gexf")) else "text"


def with_headings(sheet: Sheet, columns: tuple[Column, ...], log: Log) -> tuple[Heading, Iterator[Row]]:
    """Find the headings among the first rows and return them with the rows of data below.

    Blank rows are skipped and counted; rows above the headings are titles.

    Raises
    ------
    ImportDataError
        If the first rows hold no headings that are known.
    """
    first = list(islice(sheet.rows, LOOK_FOR_HEADINGS))
    scores = [count_known(row.cells, columns) for row in first]
    best = max(range(len(first)), key=lambda k: (scores[k], -k)) if first else -1
    if best < 0 or scores[best] == 0:
        wanted = ", ".join(f'"{c.text.id}" / "{c.text.en}"' for c in columns[:4])
        raise ImportDataError(
            f"{sheet.source}: judul kolom tidak ditemukan; baris pertama harus memuat judul seperti {wanted}",
            f"{sheet.source}: no headings found; the first row must hold headings such as {wanted}",
        )
    heading = match(first[best].cells, columns, log, sheet.source, first[best].number)
    if best:
        log.add("title_rows", "noted", sheet.source, 0, read=first[best].number)
    return heading, _data(chain(first[best + 1 :], sheet.rows), heading, sheet.source, log)


def _data(rows: Iterator[Row], heading: Heading, source: str, log: Log) -> Iterator[Row]:
    blank = 0
    for row in rows:
        if not any(cell is not None and str(cell).strip() for cell in row.cells):
            blank += 1
            continue
        for code, place, read in row.mended:
            log.add(code, "mended", source, row.number, heading.titles.get(place, ""), read=read)
        extra = [cell for cell in row.cells[heading.width :] if cell is not None and str(cell).strip()]
        if extra:
            log.add("extra_cells", "noted", source, row.number, "", extra[0], read=len(extra))
        yield row
    if blank:
        log.add("blank_rows", "noted", source, 0, read=blank)
