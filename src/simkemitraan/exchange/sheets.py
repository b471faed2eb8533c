"""Tables as they come out of a file: rows of cells with the number the user sees, whatever the format.

The format is told by the first bytes, not by the ending of the name. Rows are read one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from ..errors import ImportDataError, reason
from .cells import Cell

MAX_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the user sees it (from 1), its cells, and what had to be done to read it.

    Attributes
    ----------
    number : int
        Row of the sheet, line of the text file, or number of the node or edge.
    cells : tuple
        Its cells.
    fixed : tuple
        (problem, place of the cell, how it was read) for each cell that was fixed while reading.
    given : mapping
        What a row above says for this one, by column: the subdistrict it is listed under, say.
    """

    number: int
    cells: tuple[Cell, ...]
    fixed: tuple[tuple[str, int, str], ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)


class Sheet:
    """A table of a file, read as its rows are asked for.

    Parameters
    ----------
    source : str
        File name, with the name of the sheet where there are several.
    title : str
        Name of the sheet; empty for a file that has none.
    rows : iterable of Row
        Its rows, blank ones too.

    Attributes
    ----------
    kinds : tuple of str
        Two kinds of nodes of a network of which it must be asked which are organisations; else empty.
    derived : bool
        It lists what another table of the file names.
    """

    def __init__(self, source: str, title: str, rows: Iterable[Row]) -> None:
        self.source, self.title = source, title
        self._rest = iter(rows)
        self._ahead: list[Row] = []
        self.kinds: tuple[str, ...] = ()
        self.derived = False

    def head(self, count: int) -> list[Row]:
        """Return the first rows without taking them."""
        self._ahead += islice(self._rest, max(0, count - len(self._ahead)))
        return self._ahead[:count]

    def __iter__(self) -> Iterator[Row]:
        """Give all rows, once."""
        return chain(self._ahead, self._rest)


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
    except OSError as error:
        id, en = reason(error)
        raise ImportDataError(
            f"{path.name}: tidak dapat dibaca ({id}); periksa nama dan letak berkasnya",
            f"{path.name}: cannot be read ({en}); check its name and place",
        ) from error
    except ValueError as error:  # a name with a zero in it
        raise ImportDataError(
            f"{path.name}: bukan nama berkas; periksa nama dan letak berkasnya",
            f"{path.name}: no name of a file; check its name and place",
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
