"""Interface words in Indonesian and English: one pair of TOML catalogues for each room, ``<room>.id.toml`` and ``.en.toml``."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
LANGS = ("id", "en")
NARROW = "\u202f"
_COUNTED = """
    answer change chunk comparison cooperation core district draw grant indicator individual minute month nonprofit number one
    organisation pair part partner partnership pattern point question replicate row run scenario second seed set simulation
    system target tie time value volunteer way world year
"""
_SINGULAR = {"companies": "company", "families": "family", "policies": "policy", "processes": "process"} | {
    f"{one}s": one for one in _COUNTED.split()
}
_ONE = re.compile(rf"(?<![\w.,–-])1 ((?:\w+ )?)({'|'.join(_SINGULAR)})\b")  # a word may come before it: 1 formal pairs


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return all words of a language by dotted key; the room's name comes first (``report.title``)."""
    out: dict[str, str] = {}
    for path in sorted(FOLDER.glob(f"*.{lang}.toml")):
        room = path.name.split(".")[0]
        with path.open("rb") as file:
            _flatten(tomllib.load(file), room, out)
    return out


def _flatten(table: dict[str, Any], path: str, out: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(value, f"{path}.{key}", out)
        else:
            out[f"{path}.{key}"] = str(value)


def word(key: str, lang: str, **values: object) -> str:
    """Return a word of the catalogue with ``{placeholders}`` filled in; raises ``KeyError`` for an unknown key.

    Where a value is one, English counts in the singular: ``1 month``. Indonesian has no plural of this kind. What is drafted in one
    language only is said in that one (see :func:`drafts`).
    """
    chosen, other = ("en", "id") if lang == "en" else ("id", "en")
    words = catalogue(chosen)
    text = (words if key in words else catalogue(other))[key].format(**values)
    alone = lang == "en" and any(str(value) == "1" for value in values.values())
    return _ONE.sub(lambda m: f"1 {m[1]}{_SINGULAR[m[2]]}", text) if alone else text


def drafts() -> dict[str, list[str]]:
    """Return the keys that each language lacks: they are said in the other until they are translated; no release has any."""
    words = {lang: set(catalogue(lang)) for lang in LANGS}
    everything = set.union(*words.values())
    return {lang: sorted(everything - held) for lang, held in words.items() if everything - held}


def language(argument: str | None = None) -> str:
    """Return the language to speak: as asked, else the locale's, else Indonesian.

    ``LANG=C.UTF-8`` and the like name no language, so Indonesian applies.
    """
    if argument in LANGS:
        return argument
    for name in ("SIMKEMITRAAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value.startswith("en"):
            return "en"
        if value.startswith(("id", "in_")):
            return "id"
    return "id"


def number(value: float, lang: str, digits: int | None = None) -> str:
    """Return a number as people of that language write it: ``1.234,5`` or ``1,234.5``.

    Parameters
    ----------
    value : float
        The number.
    lang : str
        Language.
    digits : int, optional
        Digits after the decimal mark; by default as many as three significant figures need.
    """
    if value != value:
        return "–"
    text = f"{value:,.{_digits(value) if digits is None else digits}f}"
    text = text if text.strip("-0.,") else text.removeprefix("-")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def _digits(value: float) -> int:
    size = abs(value)
    return 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 0.1 else 3


def percent(share: float, lang: str) -> str:
    """Return a share in whole per cent, with a narrow space before the sign: 0.93 is 93 %."""
    return f"{number(100 * share, lang, 0)}{NARROW}%"


def alike(low: float, high: float, needed: Callable[[float], int] = _digits) -> int:
    """Return the decimals of both ends of an interval: as many as the larger needs, one more where the smaller would be nothing."""
    small, large = sorted((abs(low), abs(high)))
    digits = needed(large)
    return digits + 1 if 0.05 <= small * 10.0**digits < 0.5 else digits


def interval(low: str, high: str, lang: str) -> str:
    """Return an interval by its written ends, the one way it is written everywhere: ``+1 s.d. +5`` or ``+1 to +5``."""
    return word("report.interval", lang, low=low, high=high)


def between(low: float, high: float, lang: str, sign: bool = False) -> str:
    """Return an interval of numbers that were measured: both ends with the same decimals, nothing as 0.

    Parameters
    ----------
    low, high : float
        Its ends; where one is not known a dash is returned.
    lang : str
        Language.
    sign : bool
        Numbers above nothing have a plus.
    """
    if low != low or high != high:
        return number(math.nan, lang)
    digits = alike(low, high)
    ends = [number(x, lang, digits if x else 0) for x in (low, high)]
    plus = ["+" if sign and x > 0 and text.strip("0.,") else "" for x, text in zip((low, high), ends, strict=True)]
    return interval(plus[0] + ends[0], plus[1] + ends[1], lang)


def exact(low: float, high: float, digits: int = 4) -> int:
    """Return the fewest decimals that write both ends of a range as they were chosen, at most ``digits``."""
    shortest = (n for n in range(digits) if all(abs(round(x, n) - x) <= 1e-9 * max(1.0, abs(x)) for x in (low, high)))
    return next(shortest, digits)


def bounds(low: float, high: float, lang: str) -> str:
    """Return a range that was chosen, not measured: exact, both ends with the same decimals, without an end that is open."""
    digits = exact(low if math.isfinite(low) else 0.0, high if math.isfinite(high) else 0.0)
    ends = [number(x, lang, digits if x else 0) for x in (low, high)]
    if math.isinf(high):
        return f"> {ends[0]}"
    return interval(ends[0], ends[1], lang) if math.isfinite(low) else f"< {ends[1]}"


def finite(value: float) -> float | None:
    """Return a number as JSON and empty cells know it: ``None`` for what is open or not known."""
    return value if math.isfinite(value) else None
