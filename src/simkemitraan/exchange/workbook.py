"""XLSX workbooks: read row by row, never computed, refused when they would burst.

Formulas come as their text; merged cells are filled from their first one, and both are reported.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..errors import ImportDataError, MissingExtraError
from . import xmlsafe
from .cells import Cell, Formula, is_formula
from .log import Log
from .sheets import Row, Sheet

MAX_UNPACKED = 400 * 1024 * 1024
MAX_RATIO, RATIO_FROM = 200, 20 * 1024 * 1024
MAX_PARTS, MAX_ROWS, MAX_COLUMNS, MAX_MERGES = 5_000, 1_048_576, 256, 20_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


@dataclass(frozen=True, slots=True)
class Merge:
    """A block of merged cells: rows from 1, columns from 0."""

    top: int
    bottom: int
    left: int
    right: int


def open_workbook(path: Path, log: Log, stack: ExitStack) -> list[Sheet]:
    """Return the sheets of a workbook; their rows are read when they are asked for.

    Parameters
    ----------
    path : Path
        The workbook.
    log : Log
        Where to report.
    stack : ExitStack
        Closes the workbook when all has been read.

    Raises
    ------
    ImportDataError
        If it is damaged, would unpack to too much, or holds XML that no workbook needs.
    MissingExtraError
        If the package that reads workbooks is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError(
            "untuk membaca .xlsx: pip install 'simkemitraan[import]'; atau simpan sebagai CSV",
            "to read .xlsx: pip install 'simkemitraan[import]'; or save it as CSV",
        ) from error
    _inspect(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = stack.enter_context(path.open("rb"))
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            stack.callback(book.close)
    except Exception as error:  # damaged workbooks raise whatever their damage provokes
        raise _damaged(path) from error
    sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or list(book.worksheets)
    if not sheets:
        raise _damaged(path)
    alone = len(sheets) == 1
    return [Sheet(path.name if alone else f"{path.name} [{s.title}]", s.title, _rows(path, s, log)) for s in sheets]


def _damaged(path: Path) -> ImportDataError:
    return ImportDataError(
        f"{path.name}: buku kerja rusak; buka di Excel atau LibreOffice lalu simpan ulang sebagai .xlsx",
        f"{path.name}: the workbook is damaged; open it in Excel or LibreOffice and save it again as .xlsx",
    )


def _inspect(path: Path) -> None:
    """Refuse what would burst or harm, before anything is unpacked into memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(path, parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and part.file_size:
                    with archive.open(part) as file:
                        xmlsafe.check(file)  # type: ignore[arg-type]
    except xmlsafe.UnsafeXMLError as error:
        raise ImportDataError(
            f"{path.name}: isinya bukan XML yang aman dari sebuah buku kerja; simpan ulang dari Excel atau LibreOffice",
            f"{path.name}: its content is not the safe XML of a workbook; save it again from Excel or LibreOffice",
        ) from error
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _damaged(path) from error


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(p.file_size for p in parts)
    bursts = any(p.file_size > RATIO_FROM and p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts)
    if unpacked > MAX_UNPACKED or bursts or len(parts) > MAX_PARTS:
        raise ImportDataError(
            f"{path.name}: bila dibuka menjadi {unpacked // 2**20} MB; hapus baris kosong berformat, atau bagi berkasnya",
            f"{path.name}: unpacks to {unpacked // 2**20} MB; remove formatted blank rows, or split the file",
        )


def _rows(path: Path, sheet: Any, log: Log) -> Iterator[Row]:
    """Give the rows of a sheet with merged cells filled."""
    number = 0
    merges = _merges(sheet)
    if (sheet.max_column or 0) > MAX_COLUMNS:
        log.add("too_wide", "noted", path.name, 0, read=MAX_COLUMNS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sheet.reset_dimensions()
            for number, values in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1):
                if number > MAX_ROWS:
                    raise ValueError("more rows than a sheet can have")
                yield merges.fill(number, _trimmed(values))
    except GeneratorExit:
        raise
    except Exception as error:  # as above: whatever the damage provokes
        raise ImportDataError(
            f"{path.name}: rusak setelah baris {number}; buka di Excel atau LibreOffice lalu simpan ulang",
            f"{path.name}: damaged after row {number}; open it in Excel or LibreOffice and save it again",
        ) from error


def _trimmed(values: tuple[Any, ...]) -> list[Cell]:
    """Return the cells of a row up to the last that holds something."""
    if values.count(None) == len(values):
        return []
    end = len(values)
    while end and values[end - 1] is None:
        end -= 1
    return [_cell(v) for v in values[:end]]


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        bare = value.strip()
        return Formula(bare) if is_formula(bare) else bare
    if value is None or isinstance(value, bool | int | float | date):
        return value
    formula = getattr(value, "text", None) or getattr(value, "ref", None)
    return Formula(f"={str(formula).lstrip('=')}") if formula else str(value)


class _Merges:
    """Fills merged cells while rows go by."""

    def __init__(self, blocks: list[Merge]) -> None:
        self.waiting = sorted(blocks, key=lambda m: m.top, reverse=True)
        self.active: list[tuple[Merge, Cell]] = []

    def fill(self, number: int, cells: list[Cell]) -> Row:
        """Return the row with the values of merged cells repeated below their first."""
        fixed = []
        self.active = [(m, value) for m, value in self.active if m.bottom >= number]
        for block, value in self.active:
            if value is not None and (block.left >= len(cells) or cells[block.left] is None):
                cells += [None] * (block.left + 1 - len(cells))
                cells[block.left] = value
                fixed.append(("merged", block.left, str(value)))
        while self.waiting and self.waiting[-1].top <= number:
            block = self.waiting.pop()
            value = cells[block.left] if block.left < len(cells) else None
            if block.right > block.left:
                fixed.append(("merged_across", block.left, f"{block.left + 1}-{block.right + 1}"))
            if block.bottom > number:
                self.active.append((block, value))
        return Row(number, tuple(cells), tuple(fixed))


def _merges(sheet: Any) -> _Merges:
    """Return the merged blocks of a sheet, found by a scan of its XML (a sheet read row by row does not tell)."""
    blocks: list[Merge] = []
    with suppress(Exception), sheet._get_source() as file:  # damage is reported when the rows are read
        tail = b""
        while piece := file.read(1 << 20):
            text = tail + piece
            found = list(_MERGE.finditer(text))
            blocks += [_block(m) for m in found]
            tail = text[max(found[-1].end() if found else 0, len(text) - 200) :]
            if len(blocks) > MAX_MERGES:
                break
    return _Merges(blocks[:MAX_MERGES])


def _block(match: re.Match[bytes]) -> Merge:
    return Merge(int(match[2]), int(match[4]), _column(match[1]), _column(match[3]))


def _column(letters: bytes) -> int:
    """Return the number, from 0, of the column with these letters."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number - 1
