"""The rows of a table below its headings: which hold data, and which are totals, notes, headings again or sections.

A row that is no data is skipped and reported by its number. A section ("KECAMATAN MELATI" alone in a row) says for the
rows below it what their own cells do not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from .cells import Cell, plain, shown
from .columns import Column, column
from .corrections import Corrections
from .headings import LEVELS, LOOK, Heading, Title, fit, locate, match, titles_of
from .log import Log
from .sheets import Row, Sheet
from .words import KINDS

SAMPLE = 200  # rows of data that are looked at when columns are matched
_TOTAL = re.compile(
    r"(sub|grand|rata rata|jumlah|total)?( ?(jumlah|total|rata rata|average)\b)( (total|seluruh\w*|keseluruhan|semua|umum|besar|"
    r"lksa?|lembaga|organisasi|panti|data|akhir|(per )?(kecamatan|kec|kabupaten|kab|kota|provinsi|halaman)\b.*))*"
)
_NOTE = re.compile(
    r"(sumber|catatan|keterangan|source|note|notes|mengetahui|nip|tanda tangan|ttd|data per|per tanggal)\b.*"
)
_SIGNED = re.compile(r"[A-Za-z .]{3,40},\s*\d{1,2}\s+[A-Za-z]+\s+\d{4}\s*$")
_NUMBERING = re.compile(r"^\s*(?:[ivxlc]{1,5}|[a-z]|\d{1,2})[.)]\s*", re.I)
_PLACE = re.compile(r"^(kecamatan|kec)\b\.?\s*:?\s*(?P<name>\w.*)$", re.I)
_DISTRICT = re.compile(r"^(kabupaten|kab|kota)\b\.?\s*:?\s*\w.*$", re.I)


class Table:
    """A sheet with its headings found: rows of data in the order of the file.

    Parameters
    ----------
    sheet : Sheet
        The sheet.
    role : str
        Which table it is (:data:`.columns.TABLES`).
    log : Log
        Where problems go.
    corrections : Corrections
        What the user said of headings, columns and rows.
    """

    def __init__(self, sheet: Sheet, role: str, log: Log, corrections: Corrections) -> None:
        self.sheet, self.role, self.log = sheet, role, log
        self.keep: Collection[int] = corrections.keep
        self._notes = False
        self._given: dict[str, str] = {}
        first = sheet.head(LOOK + LEVELS + SAMPLE)
        stated = corrections.headings.get(role)
        rows = [row.cells for row in first]
        if stated is None:
            top, bottom, _ = locate(role, rows)
        else:
            top, bottom = _stated(first, stated)
        titles: list[Title | None] = [None] * max(map(len, rows), default=0)
        if bottom >= 0 and rows:
            titles = titles_of(rows, top, bottom)
        where = (first[top].number, first[bottom].number) if bottom >= 0 and first else (0, 0)
        self._skip = bottom + 1
        self._words = [{plain(t.group), plain(t.text), plain(str(t))} if t else set() for t in titles]
        self.heading: Heading = match(role, titles, [r.cells for r in self.sample()], corrections.of(role), where)

    @property
    def source(self) -> str:
        """File, with the sheet where there are several."""
        return self.sheet.source

    def sample(self) -> list[Row]:
        """Return the first rows below the headings, and below numbers of columns, without taking them."""
        rows = self.sheet.head(LOOK + LEVELS + SAMPLE)[self._skip :]
        return rows[1:] if rows and self._is_numbering(rows[0], _filled(rows[0])) else rows

    def gives(self, name: str) -> bool:
        """Return whether one of the first rows is a section that says this column for the rows below it."""
        alone = [row.cells[places[0]] for row in self.sample() if len(places := _filled(row)) == 1]
        return any(name in self._section_of(shown(cell)) for cell in alone)

    def report(self) -> None:
        """Log what was made of the headings."""
        heading, source = self.heading, self.source
        row = heading.rows[1]
        if row > 1:
            self.log.add("title_rows", "noted", source, 0, read=row)
        known = {t.column for t in heading.taken if t.column}
        for taken in heading.taken:
            found = _column(self.role, taken.column)
            if found is None:
                self._report_unused(taken.title, taken.near, row, known)
            elif found.personal:
                self.log.add("personal_column", "noted", source, row, taken.title, taken.title)
            elif taken.how == "near":
                self.log.add("heading_near", "fixed", source, row, taken.title, taken.title, read=found.text)

    def _report_unused(self, title: str, near: str, row: int, known: Collection[str]) -> None:
        found = _column(self.role, fit(self.role, Title(title))[0])
        hint = _column(self.role, near)
        if found is not None and found.personal:
            code = "personal_column"
        elif found is not None:
            code = "" if found.spare else "heading_twice" if found.name in known else "heading_unlike"
        else:
            code = "heading_unknown" if hint else "heading_unused"
        if code and title:
            read = found.text if found else ""
            self.log.add(code, "noted", self.source, row, title, title, near=hint.text if hint else "", read=read)

    def __iter__(self) -> Iterator[Row]:
        """Give the rows of data; blank ones are counted, those that are no data are reported."""
        blank = 0
        for count, row in enumerate(self.sheet):
            if count < self._skip:
                continue
            filled = _filled(row)
            if not filled:
                blank += 1
            elif row.number in self.keep or not self._skipped(row, filled, count):
                yield self._data(row)
        if blank:
            self.log.add("blank_rows", "noted", self.source, 0, read=blank)

    def _data(self, row: Row) -> Row:
        for code, place, read in row.fixed:
            self.log.add(code, "fixed", self.source, row.number, self.heading.titles.get(place, ""), read=read)
        extra = [cell for cell in row.cells[self.heading.width :] if cell is not None and str(cell).strip()]
        if extra:
            self.log.add("extra_cells", "noted", self.source, row.number, "", extra[0], read=len(extra))
        return replace(row, given=dict(self._given)) if self._given else row

    def _skipped(self, row: Row, filled: list[int], count: int) -> bool:
        """Report a row that holds no data and return whether it is one."""
        first = shown(row.cells[filled[0]])
        code = ""
        if count < self._skip + 2 and self._is_numbering(row, filled):
            code = "number_row"
        elif len(filled) > 1 and all(p < len(self._words) and plain(row.cells[p]) in self._words[p] for p in filled):
            code = "repeated_heading"
        elif self._is_total(row, filled):
            code = "total_row"
        elif self.role == "organisations" and len(filled) <= 1 + self._notes and self._is_note(row, filled[0], first):
            code = "note_row"
        elif self.role == "organisations" and len(filled) == 1 and self.heading.width > 1:
            code = self._section(first)
        if code:
            self.log.skip(code, self.source, row.number, first)
        return bool(code)

    @staticmethod
    def _is_numbering(row: Row, filled: list[int]) -> bool:
        """Return whether a row numbers the columns: 1, 2, 3 … or (1), (2), (3) …."""
        numbers = [plain(f"{c:.0f}" if isinstance(c, float) else c) for c in (row.cells[p] for p in filled)]
        return len(filled) > 2 and numbers == [str(k) for k in range(1, len(filled) + 1)]

    def _is_total(self, row: Row, filled: list[int]) -> bool:
        """Return whether the first words of a row, up to the name of the organisation, say that it adds up others."""
        names = [self.heading.at[n] for n in ("name", "a", "organisation", "respondent") if n in self.heading.at]
        last = max(names, default=filled[0])
        words = [plain(row.cells[p]) for p in filled if p <= last and isinstance(row.cells[p], str)]
        words = [w for w in words if not w.isdecimal()]
        return bool(words) and (_TOTAL.fullmatch(words[0]) is not None or words[0].startswith("jumlah "))

    def _is_note(self, row: Row, place: int, first: str) -> bool:
        """Return whether a row is a note or a signature below the table; what follows one is one too."""
        cell: Cell = row.cells[place]
        if not isinstance(cell, str):
            return False
        marked = (
            _NOTE.fullmatch(plain(cell)) is not None or cell.lstrip().startswith("*") or _SIGNED.match(cell.strip())
        )
        elsewhere = "name" in self.heading.at and place != self.heading.at["name"] and not self._section_of(first)
        self._notes = self._notes or bool(marked)
        return self._notes or elsewhere

    def _section(self, first: str) -> str:
        found = self._section_of(first)
        self._given.update(found)
        return "section_row" if found else ""

    def _section_of(self, text: str) -> dict[str, str]:
        """Return what a row with one cell says for the rows below it; empty if it is no section."""
        bare = _NUMBERING.sub("", text)
        numbered = bare != text or text.isupper()
        if place := _PLACE.match(bare):
            return {"place": place["name"]}
        if _DISTRICT.match(bare):
            return {"district": bare}
        return {"kind": bare} if numbered and plain(bare) in KINDS else {}


def _column(role: str, name: str) -> Column | None:
    return column(role, name) if name else None


def _filled(row: Row) -> list[int]:
    return [place for place, cell in enumerate(row.cells) if cell is not None and str(cell).strip()]


def _stated(first: list[Row], number: int) -> tuple[int, int]:
    """Return where the headings stand that the user said are in row ``number``; none for 0."""
    if number == 0:
        return 0, -1
    at = next((k for k, row in enumerate(first) if row.number == number), 0)
    return at, at
