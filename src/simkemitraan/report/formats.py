"""How numbers, months and units are written for readers of either language.

Indonesian writes 1.234,5 and English 1,234.5. A missing number is an em dash, never "nan". Shares are written in per
cent and their differences in percentage points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from ..declare import Text
from ..indicators import Indicator
from ..wording import NARROW as NARROW
from ..wording import alike, exact, interval, word
from ..wording.palette import palette

MISSING = "—"
MINUS = "\u2212"
MOST_DECIMALS = 6
MARKS: dict[str, str] = {name: look["sign"] for name, look in palette()["verdicts"].items()}

UNITS: dict[str, Text] = {
    "families": Text("keluarga", "families"),
    "share": Text("%", "%"),
    "0-1": Text("skala 0–1", "scale 0–1"),
    "0-": Text("skala mulai 0", "scale from 0"),
    "Gini": Text("Gini 0–1", "Gini 0–1"),
    "needs": Text("kebutuhan", "needs"),
    "needs/million IDR": Text("kebutuhan terlayani per juta rupiah", "needs served per million IDR"),
    "needs/quarter": Text("kebutuhan per triwulan", "needs a quarter"),
    "hours": Text("jam", "hours"),
    "hours/quarter": Text("jam per triwulan", "hours a quarter"),
    "families/referral": Text("keluarga per rujukan", "families per referral"),
    "hours/month": Text("jam per bulan", "hours a month"),
    "1/meeting": Text("per pertemuan", "a meeting"),
    "1/month": Text("per bulan", "a month"),
    "1/year": Text("per tahun", "a year"),
    "services": Text("layanan", "services"),
    "FTE": Text("setara penuh waktu", "full-time equivalents"),
    "FTE/month": Text("setara penuh waktu per bulan", "full-time equivalents a month"),
    "months": Text("bulan", "months"),
    "month": Text("bulan", "month"),
    "organisations": Text("organisasi", "organisations"),
    "partnerships": Text("kemitraan", "partnerships"),
    "pairs": Text("pasangan", "pairs"),
    "members": Text("anggota", "members"),
    "partners": Text("mitra", "partners"),
    "people": Text("orang", "people"),
    "steps": Text("langkah", "steps"),
    "components": Text("kelompok", "components"),
    "log": Text("log", "log"),
    "odds ratio": Text("rasio peluang", "odds ratio"),
    "-1 to 1": Text("−1 s.d. 1", "−1 to 1"),
    "0-10000": Text("skala 0–10.000", "scale 0–10,000"),
    "1-4": Text("skala 1–4", "scale 1–4"),
    "1-5": Text("skala 1–5", "scale 1–5"),
    "million IDR": Text("juta rupiah", "million IDR"),
    "million IDR/quarter": Text("juta rupiah per triwulan", "million IDR a quarter"),
    "people/1,000 families": Text("orang per 1.000 keluarga", "people for 1,000 families"),
    "people/100,000 people": Text("orang per 100.000 penduduk", "for 100,000 people"),
    "million IDR/need": Text("juta rupiah per kebutuhan", "million IDR a need"),
    "hours/need": Text("jam per kebutuhan", "hours a need"),
    "million IDR/month": Text("juta rupiah per bulan", "million IDR a month"),
    "million IDR/year": Text("juta rupiah per tahun", "million IDR a year"),
    "1": Text("", ""),
    "share/year": Text("bagian per tahun", "share a year"),
    "share/month": Text("bagian per bulan", "share a month"),
    "probability": Text("peluang", "probability"),
    "probability/year": Text("peluang per tahun", "probability a year"),
    "probability/month": Text("peluang per bulan", "probability a month"),
    "rate/year": Text("laju per tahun", "rate a year"),
    "million IDR/100,000 people/year": Text(
        "juta rupiah per 100.000 penduduk per tahun", "million IDR per 100,000 people a year"
    ),
    "switch": Text("hidup atau mati", "on or off"),
    "rule": Text("aturan", "rule"),
    "score": Text("nilai penilaian", "score"),
    "years of budget": Text("tahun anggaran", "years of budget"),
    "logit": Text("logit", "logit"),
    "logit/year": Text("logit per tahun", "logit a year"),
    "log 1/month": Text("log per bulan", "log a month"),
    "ties": Text("hubungan", "ties"),
    "1/member": Text("per anggota", "per member"),
    "utility": Text("kegunaan", "utility"),
    "needs/FTE/quarter": Text(
        "kebutuhan per setara penuh waktu per triwulan", "needs per full-time equivalent a quarter"
    ),
}
_MONTHS = {
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def unit_text(unit: str, lang: str) -> str:
    """Return a unit in words; one that is not known is written as it is declared."""
    text = UNITS.get(unit)
    return text(lang) if text else unit


def beside(unit: str, lang: str) -> str:
    """Return a unit as it stands after a number: scales in brackets, counted things after a space, nothing for none."""
    words = unit_text(unit, lang)
    if unit in ("1", "") or not words:
        return ""
    return f" ({words})" if unit.startswith(("0", "-1", "1-", "Gini")) or unit in ("score", "log") else f" {words}"


def decimals(x: float, significant: int = 3) -> int:
    """Return how many decimals show ``significant`` digits of ``x`` (0 to 6)."""
    if not math.isfinite(x) or x == 0:
        return 0
    return min(MOST_DECIMALS, max(0, significant - 1 - math.floor(math.log10(abs(x)))))


def number(x: float, lang: str, digits: int | None = None) -> str:
    """Write a number with the separators of the language.

    Parameters
    ----------
    x : float
        The number; not finite ones are written as a dash.
    lang : str
        ``"id"`` or ``"en"``.
    digits : int, optional
        Decimals; by default as many as show three significant digits.
    """
    if not math.isfinite(x):
        return MISSING
    places = decimals(x) if digits is None else digits
    plain = f"{abs(x):,.{places}f}"
    if lang == "id":
        plain = plain.replace(",", "\0").replace(".", ",").replace("\0", ".")
    return f"{MINUS}{plain}" if x < 0 and plain.strip("0.,") else plain


def plain(x: float, lang: str) -> str:
    """Write a number that was chosen, not measured: as short as it is, at most four significant digits."""
    digits = next((d for d in range(7) if abs(round(x, d) - x) <= 1e-9 * max(1.0, abs(x))), decimals(x, 4))
    return number(x, lang, digits)


def between(low: float, high: float, lang: str, beside: str = "") -> str:
    """Write an interval of measured numbers: both ends with the same decimals, ``beside`` after each, nothing as 0."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return MISSING
    digits = alike(low, high, decimals)
    one, other = (number(x, lang, digits if x else 0) + beside for x in (low, high))
    return interval(one, other, lang)


def chosen(low: float, high: float, lang: str) -> str:
    """Write a range that was chosen, not measured: exact, both ends with the same decimals."""
    digits = exact(low, high)
    one, other = (number(x, lang, digits if x else 0) for x in (low, high))
    return interval(one, other, lang)


def signed(x: float, lang: str, digits: int | None = None) -> str:
    """Write a number with its sign; zero has none."""
    text = number(x, lang, digits)
    return f"+{text}" if math.isfinite(x) and x > 0 and text.strip("0.,") else text


def percent(x: float, lang: str, digits: int | None = None) -> str:
    """Write a share in per cent: 0.423 is 42,3 %."""
    return f"{number(100 * x, lang, digits)}{NARROW}%" if math.isfinite(x) else MISSING


def change_percent(difference: float, baseline: float, lang: str) -> str:
    """Write a difference as a signed per cent of the baseline; a dash where that has no meaning."""
    if not (math.isfinite(difference) and math.isfinite(baseline)) or baseline == 0:
        return MISSING
    share = 100 * difference / abs(baseline)
    return f"{signed(share, lang, 0 if abs(share) >= 9.95 else 1)}{NARROW}%"


def day(value: date, lang: str) -> str:
    """Write a date: 24 November 2026."""
    return f"{value.day} {_MONTHS[lang][value.month - 1]} {value.year}"


def month_words(month: int, lang: str) -> str:
    """Write a month of the horizon as year and month: 24 is year 3, month 1."""
    year, within = divmod(month, 12)
    if month < 0:
        return "sebelum simulasi dimulai" if lang == "id" else "before the start"
    return f"tahun {year + 1}, bulan {within + 1}" if lang == "id" else f"year {year + 1}, month {within + 1}"


def duration(months: float, lang: str) -> str:
    """Write a length of time: months below two years, years above."""
    if not math.isfinite(months):
        return MISSING
    if months < 24:
        return f"{number(months, lang, 0)} " + ("bulan" if lang == "id" else "months")
    return f"{number(months / 12, lang, 1)} " + ("tahun" if lang == "id" else "years")


def shorten(text: str, most: int = 28) -> str:
    """Cut a text that is too long for a chart, with an ellipsis."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class IndicatorFormat:
    """Writes the values of one indicator, all with fitting decimals.

    Attributes
    ----------
    indicator : Indicator
        Whose values.
    lang : str
        Language.
    """

    indicator: Indicator
    lang: str

    @property
    def factor(self) -> float:
        """Per cent for shares, 1 otherwise."""
        return 100.0 if self.indicator.unit == "share" else 1.0

    @property
    def unit(self) -> str:
        """The unit in words."""
        return unit_text(self.indicator.unit, self.lang)

    def value(self, x: float, unit: bool = False) -> str:
        """Write a value, with its unit if asked for."""
        text = number(self.factor * x, self.lang)
        if self.factor != 1.0:
            return f"{text}{NARROW}%" if text != MISSING else text
        return f"{text} {self.unit}" if unit and text != MISSING and self._countable else text

    def between(self, low: float, high: float) -> str:
        """Write an interval of values."""
        return between(self.factor * low, self.factor * high, self.lang, "" if self.factor == 1.0 else f"{NARROW}%")

    def difference(self, x: float, ends: tuple[float, float] | None = None, unit: bool = False) -> str:
        """Write a difference with its sign, with as many decimals as the ``ends`` of its interval have."""
        digits = self._digits(*ends) if ends and all(map(math.isfinite, ends)) else decimals(self.factor * x, 2)
        text = self._signed(x, digits)
        if text == MISSING or not unit:
            return text
        if self.factor != 1.0:
            return f"{text} {word('report.points', self.lang)}"
        return f"{text} {self.unit}" if self._countable else text

    def interval(self, low: float, high: float) -> str:
        """Write an interval of a difference."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return MISSING
        ends = [self._signed(end, self._digits(low, high)) for end in (low, high)]
        return interval(ends[0], ends[1], self.lang)

    def _digits(self, low: float, high: float) -> int:
        """Return the decimals of the ends of an interval of a difference, and of its middle."""
        digits = alike(self.factor * low, self.factor * high, lambda x: decimals(x, 2))
        if low * high > 0:  # it leaves out zero: neither end may be written as nothing
            digits = max(digits, decimals(self.factor * min(abs(low), abs(high)), 1))
        return digits

    def _signed(self, x: float, digits: int) -> str:
        """Write a difference with its sign; one that is too small for the most decimals there are is nothing."""
        text = signed(self.factor * x, self.lang, digits)
        return "0" if digits == MOST_DECIMALS and text != MISSING and not text.strip("0.,+−") else text

    @property
    def _countable(self) -> bool:
        """Whether the unit reads well after a number."""
        return not self.indicator.unit.startswith(("0", "1-", "-1", "Gini")) and self.indicator.unit != "log"
