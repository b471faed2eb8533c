"""CSV as people have it: any of four delimiters, several encodings, quotation marks that nobody closed."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .cells import Cell, Formula, is_formula
from .log import Log
from .sheets import Row, Sheet

DELIMITERS = ";,\t|"
MOST_LINES, MOST_CHARACTERS = 200, 100_000  # a cell with line breaks may be this long; more is an unclosed quote
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PIECE = 1 << 20


def open_csv(path: Path, log: Log) -> Sheet:
    """Return the table in a delimited text file; how it was read is logged.

    Parameters
    ----------
    path : Path
        The file.
    log : Log
        Where to report.
    """
    encoding = detect_encoding(path)
    if encoding not in ("utf-8", "utf-8-sig"):
        log.add("encoding", "fixed", path.name, read=encoding)
    return Sheet(path.name, "", _rows(path, encoding, detect_dialect(path, encoding), log))


def detect_encoding(path: Path) -> str:
    """Return the encoding of a text file: by its mark, else UTF-8 if all of it is, else UTF-16 by its zeros, else cp1252."""
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        for name, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
            if len(head) > 8 and zeros.count(0) > 0.8 * len(zeros) and others.count(0) < 0.2 * len(others):
                return name
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


@dataclass(frozen=True)
class Dialect:
    """How a file is delimited: by what, and how many delimiters a line usually has."""

    delimiter: str
    usual: int

    @cached_property
    def quoted(self) -> re.Pattern[str]:
        """A cell that begins with a quotation mark: what is in it, and its closing mark or the end of the text."""
        return re.compile(rf'(?:^|{re.escape(self.delimiter)}) *"((?:[^"]|"")*)("|\Z)')

    def is_open(self, text: str) -> bool:
        """Return whether a quotation mark that begins a cell is not closed."""
        return '"' in text and any(m[2] == "" for m in self.quoted.finditer(text))

    def looks_whole(self, line: str) -> bool:
        """Return whether a line has as many delimiters as a row of its own."""
        return 0 < self.usual <= line.count(self.delimiter)


def detect_dialect(path: Path, encoding: str) -> Dialect:
    """Return the delimiter that stands in most of the first lines, outside quotation marks."""
    with path.open(encoding=encoding, errors="replace") as file:
        lines = [line for line in (file.readline(65_536) for _ in range(20)) if line.strip()]
    counts = {d: [_outside(line, d) for line in lines] for d in DELIMITERS}
    best = max(DELIMITERS, key=lambda d: (sum(n > 0 for n in counts[d]), max(counts[d], default=0)))
    return Dialect(best, Counter(counts[best]).most_common(1)[0][0] if lines else 0)


def _outside(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _rows(path: Path, encoding: str, dialect: Dialect, log: Log) -> Iterator[Row]:
    source = path.name
    for number, record, whole in _records(path, encoding, dialect):
        if "\x00" in record:
            log.add("nul", "fixed", source, number)
            record = record.replace("\x00", "")
        if whole:
            parsed = _parse(record, dialect.delimiter)
        else:
            log.add("quote", "fixed", source, number)
            parsed = [record.replace('"', "").split(dialect.delimiter)]
        for cells in parsed:
            yield Row(number, tuple(_cell(c) for c in cells))


def _parse(record: str, delimiter: str) -> list[list[str]]:
    limit = csv.field_size_limit(1 << 30)  # of the whole process: given back, so that other readers keep theirs
    try:
        return list(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, skipinitialspace=True)) or [[]]
    finally:
        csv.field_size_limit(limit)


def _cell(text: str) -> Cell:
    bare = text.strip()
    return Formula(bare) if is_formula(bare) else bare


def _records(path: Path, encoding: str, dialect: Dialect) -> Iterator[tuple[int, str, bool]]:
    """Give (line number, record, complete): lines are joined while a quotation mark is open, within limits.

    A quotation mark that is not closed within the limits, or only after a line that looks like a row of its own,
    belongs to its own line alone; the lines after it are read again, so that nothing is swallowed.
    """
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        lines = _Lines(file)
        for line in lines:
            number = lines.number
            if not dialect.is_open(line):
                yield number, line.rstrip("\n"), True
                continue
            more = _continuation(line, lines, dialect)
            if dialect.is_open(line + "".join(more)):
                lines.give_back(more)
                yield number, line.rstrip("\n"), False
            else:
                yield number, (line + "".join(more)).rstrip("\n"), True


def _continuation(line: str, lines: _Lines, dialect: Dialect) -> list[str]:
    """Take the lines that an open quotation mark runs over; stop where it closes or cannot be meant."""
    more: list[str] = []
    size = len(line)
    while len(more) < MOST_LINES and size < MOST_CHARACTERS:
        following = next(lines, None)
        if following is None:
            break
        more.append(following)
        size += len(following)
        if dialect.looks_whole(following) or not dialect.is_open(line + "".join(more)):
            break
    if more and dialect.looks_whole(more[-1]):
        lines.give_back(more)
        return []
    return more


class _Lines:
    """Lines with their numbers, which can be given back to be read again."""

    def __init__(self, file: Iterable[str]) -> None:
        self.file = iter(file)
        self.waiting: deque[str] = deque()
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else next(self.file)
        self.number += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        """Put lines back, the first of them to be read next."""
        self.waiting.extendleft(reversed(lines))
        self.number -= len(lines)
