"""Reading single values the way people write them: numbers, dates and yes or no, in Indonesian and English habits.

Each reader returns a :class:`Reading`: the value, or nothing; whether it was written plainly; and which problem to
report where it was not.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from .cells import Cell, Formula, plain

EPOCH = date(1899, 12, 30)  # day 0 of spreadsheet serial dates
FIRST_YEAR, LAST_YEAR = 1900, 2100
_SERIALS = (15_000, 80_000)  # 1941 to 2119: other numbers are not taken for dates
_LONGEST = 60  # characters that a number or a date may take

_EMPTY = {
    "",
    "-",
    "--",
    "n/a",
    "na",
    "nan",
    "null",
    "none",
    "?",
    "tidak ada",
    "tidak tahu",
    "unknown",
    "kosong",
    "belum ada",
    "#n/a",
    "tba",
}
_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
_SCALES = {
    "ribu": 1e3,
    "rb": 1e3,
    "thousand": 1e3,
    "k": 1e3,
    "juta": 1e6,
    "jt": 1e6,
    "million": 1e6,
    "mio": 1e6,
    "miliar": 1e9,
    "milyar": 1e9,
    "milyard": 1e9,
    "billion": 1e9,
    "triliun": 1e12,
    "trillion": 1e12,
}
_UNITS = {
    "orang",
    "org",
    "people",
    "persons",
    "staf",
    "staff",
    "relawan",
    "volunteers",
    "rp",
    "idr",
    "rupiah",
    "fte",
    "kali",
}
_ABOUT = re.compile(
    r"^(kurang lebih|kira-kira|sekitar|about|approx\.?|ca\.?|±|~|<=|>=|<|>|lebih dari|kurang dari)\s*", re.I
)
_RANGE = re.compile(r"^(\d[\d.,]*)\s*(?:-|–|—|s/?d|sampai|hingga|to)\s*(\d[\d.,]*)\s*(.*)$", re.I)
_DIGITS = re.compile(r"^([+-]?\d[\d.,\s'\u00a0]*)\s*([a-z]*)\s*([a-z]*)\.?$", re.I)
_YES = {"ya", "y", "yes", "true", "benar", "1", "aktif", "active", "iya", "x", "v", "ada"}
_NO = {
    "tidak",
    "t",
    "n",
    "no",
    "false",
    "salah",
    "0",
    "tidak aktif",
    "nonaktif",
    "non aktif",
    "inactive",
    "tdk",
    "tutup",
}
_OPEN = {
    "sekarang",
    "masih",
    "masih berjalan",
    "berjalan",
    "now",
    "ongoing",
    "current",
    "sampai sekarang",
    "aktif",
    "active",
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb pebruari peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu aug ags agt",
            "september sep sept",
            "oktober october okt oct",
            "november nov nop nopember",
            "desember december des dec",
        ),
        1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True)
class Reading[T]:
    """What a cell says.

    Attributes
    ----------
    value : T or None
        The value; ``None`` where there is none.
    code : str
        Problem to report, empty where the cell was plain or empty.
    read : object
        How it was read, for the message.
    """

    value: T | None = None
    code: str = ""
    read: object = ""


def is_empty(cell: Cell) -> bool:
    """Return whether a cell says nothing."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return cell.strip().lower() in _EMPTY
    return isinstance(cell, float) and math.isnan(cell)


def trouble(cell: Cell) -> str:
    """Return the problem of a cell that cannot say anything whatever its column, empty if there is none."""
    if isinstance(cell, Formula):
        return "formula"
    if isinstance(cell, str) and cell.strip().upper() in _ERRORS:
        return "error_value"
    return ""


def number(cell: Cell) -> Reading[float]:
    """Read a number: ``12``, ``1.250``, ``1,5``, ``Rp 3 juta``, ``5-10``, ``±20``, ``20 orang``."""
    if is_empty(cell):
        return Reading()
    if bad := trouble(cell):
        return Reading(code=bad)
    if isinstance(cell, bool):
        return Reading(code="not_number")
    if isinstance(cell, int | float):
        return Reading(float(cell)) if math.isfinite(cell) else Reading(code="not_number")
    if isinstance(cell, date):
        return Reading(code="date_for_number")
    return _number_in_words(str(cell).strip())


def _number_in_words(text: str) -> Reading[float]:
    if len(text) > _LONGEST:
        return Reading(code="not_number")
    bare = _ABOUT.sub("", text)
    between = _RANGE.match(bare)
    if between:
        low, high = (_figure(f"{between[k]} {between[3]}") for k in (1, 2))
        if low is None or high is None or low > high:
            return Reading(code="not_number")
        return Reading((low + high) / 2.0, "number_read", (low + high) / 2.0)
    value = _figure(bare)
    if value is None:
        return Reading(code="not_number")
    plainly = bare == text and re.fullmatch(r"[+-]?\d+([.,]\d{1,2})?", text) is not None
    return Reading(value) if plainly else Reading(value, "number_read", value)


def _figure(text: str) -> float | None:
    """Return the number in ``text``, with a currency before it, a scale or a unit after it."""
    text = re.sub(r"^(rp|idr)\.?\s*", "", text.strip(), flags=re.I)
    match = _DIGITS.match(text.removesuffix(",-").removesuffix(",00").strip())
    if not match:
        return None
    factor = 1.0
    for word in (match[2].lower(), match[3].lower()):
        if word in _SCALES:
            factor *= _SCALES[word]
        elif word and word not in _UNITS:
            return None
    value = _separators(re.sub(r"[\s'\u00a0]", "", match[1]))
    return None if value is None else value * factor


def _separators(digits: str) -> float | None:
    """Return the number written with points and commas: a lone separator before exactly three digits is of thousands."""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
        whole, fraction = digits.split(decimal)[0], digits.split(decimal)[1:]
        grouped = _thousands(whole.split("," if decimal == "." else "."))
        return _float(f"{grouped}.{fraction[0]}") if grouped and len(fraction) == 1 else None
    parts = re.split(r"[.,]", digits)
    if len(parts) > 2 or (len(parts) == 2 and len(parts[1]) == 3 and parts[0].lstrip("+-") not in ("", "0")):
        grouped = _thousands(parts)
        return _float(grouped) if grouped else None
    return _float(digits.replace(",", "."))


def _thousands(parts: list[str]) -> str:
    """Return the digits of groups of three, the first of one to three; empty if they are not."""
    first = parts[0].lstrip("+-")
    return "".join(parts) if 1 <= len(first) <= 3 and all(len(p) == 3 for p in parts[1:]) else ""


def _float(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def flag(cell: Cell) -> Reading[bool]:
    """Read yes or no: ``ya``, ``tidak``, ``aktif``, ``1``, ``false``."""
    if is_empty(cell):
        return Reading()
    if bad := trouble(cell):
        return Reading(code=bad)
    if isinstance(cell, bool):
        return Reading(cell)
    word = plain(f"{cell:g}" if isinstance(cell, float) else cell)
    if word in _YES:
        return Reading(True)
    return Reading(False) if word in _NO else Reading(code="not_word")


def is_open(cell: Cell) -> bool:
    """Return whether a cell says that something still goes on."""
    return isinstance(cell, str) and plain(cell) in _OPEN


def day(cell: Cell) -> Reading[date]:
    """Read a date: ``31/12/2024``, ``2024-12-31``, ``31 Desember 2024``, ``Des 2024``, ``2024``, a spreadsheet serial."""
    if is_empty(cell) or is_open(cell):
        return Reading()
    if bad := trouble(cell):
        return Reading(code=bad)
    if isinstance(cell, datetime):
        return Reading(cell.date())
    if isinstance(cell, date):
        return Reading(cell)
    if isinstance(cell, bool):
        return Reading(code="not_date")
    if isinstance(cell, int | float):
        return _day_in_number(float(cell))
    return _day_in_words(str(cell).strip())


def _day_in_number(value: float) -> Reading[date]:
    if not math.isfinite(value):
        return Reading(code="not_date")
    if value.is_integer() and FIRST_YEAR <= value <= LAST_YEAR:
        return _approximate(_date(int(value), 7, 1))
    if value.is_integer() and 19_000_101 <= value <= 21_001_231:
        whole = int(value)
        return _approximate(_date(whole // 10_000, whole // 100 % 100, whole % 100))
    if _SERIALS[0] <= value <= _SERIALS[1]:
        return _approximate(EPOCH + timedelta(days=int(value)))
    return Reading(code="not_date")


def _approximate(found: date | None) -> Reading[date]:
    return Reading(found, "date_read", found) if found else Reading(code="not_date")


def _day_in_words(text: str) -> Reading[date]:
    """Read a written date; the time of day after it, and the name of the day before it, do not matter."""
    if len(text) > _LONGEST:
        return Reading(code="not_date")
    bare = re.sub(r"[T\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|WIB|WITA|WIT)?$", "", text)
    bare = re.sub(r"^[a-z']+,\s*", "", bare, flags=re.I)
    if re.fullmatch(r"\d+([.,]0+)?", bare):
        return _day_in_number(float(bare.replace(",", ".")))
    parts = [p for p in re.split(r"[\s/.,-]+", bare) if p]
    if len(parts) == 3:
        return _three_parts(parts)
    return _month_and_year(parts) if len(parts) == 2 else Reading(code="not_date")


def _month(word: str) -> int | None:
    return _MONTHS.get(word.lower()) or (int(word) if word.isdecimal() and len(word) <= 2 else None)


def _three_parts(parts: list[str]) -> Reading[date]:
    """Read year-month-day, day-month-year or (only where nothing else fits) month-day-year."""
    if len(parts[0]) == 4 and parts[0].isdecimal():
        year, month, last = parts
        if (number_of := _month(month)) is None or not last.isdecimal():
            return Reading(code="not_date")
        found = _date(int(year), number_of, int(last))
        return Reading(found) if found else Reading(code="not_date")
    first, second, third = parts
    if not third.isdecimal() or (month_no := _month(second)) is None:
        swapped = _MONTHS.get(first.lower())
        if swapped and second.isdecimal() and third.isdecimal():
            return _approximate(_date(_full_year(third), swapped, int(second)))
        return Reading(code="not_date")
    if not first.isdecimal():
        return Reading(code="not_date")
    found = _date(_full_year(third), month_no, int(first))
    if found is None and second.isdecimal():
        return _approximate(_date(_full_year(third), int(first), int(second)))
    if found and len(third) == 2:
        return _approximate(found)
    return Reading(found) if found else Reading(code="not_date")


def _month_and_year(parts: list[str]) -> Reading[date]:
    for month, year in (parts, parts[::-1]):
        number_of = _month(month)
        if number_of and year.isdecimal() and len(year) == 4:
            return _approximate(_date(int(year), number_of, 1))
    return Reading(code="not_date")


def _full_year(text: str) -> int:
    year = int(text)
    return year + (2000 if year < 70 else 1900) if len(text) == 2 else year


def _date(year: int, month: int, day_of: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day_of)
    except ValueError:
        return None


def months_between(start: date, end: date) -> int:
    """Return whole months from ``start`` to ``end``."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def text(cell: Cell, limit: int = 160) -> Reading[str]:
    """Read a short text; a longer one is cut and reported."""
    if is_empty(cell):
        return Reading()
    if bad := trouble(cell):
        return Reading(code=bad)
    written = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    whole = " ".join(written.split())
    if len(whole) > limit:
        return Reading(whole[:limit].rstrip(), "too_long", len(whole))
    return Reading(whole)
