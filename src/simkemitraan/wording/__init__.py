"""Interface words in Indonesian and English: one pair of TOML catalogues for each room, ``<room>.id.toml`` and ``.en.toml``."""

from __future__ import annotations

import math
import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
LANGS = ("id", "en")
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
    if digits is None:
        size = abs(value)
        digits = 0 if size >= 100 or size == 0 else 1 if size >= 10 else 2 if size >= 0.1 else 3
    text = f"{value:,.{digits}f}"
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))


def interval(low: str, high: str, lang: str) -> str:
    """Return an interval by its written ends, the one way it is written everywhere: ``+1 s.d. +5`` or ``+1 to +5``."""
    return word("report.interval", lang, low=low, high=high)


def between(low: float, high: float, lang: str) -> str:
    """Return an interval of numbers as :func:`number` writes them; a dash where one of its ends is not known."""
    return (
        number(math.nan, lang) if low != low or high != high else interval(number(low, lang), number(high, lang), lang)
    )


def finite(value: float) -> float | None:
    """Return a number as JSON and empty cells know it: ``None`` for what is open or not known."""
    return value if math.isfinite(value) else None
