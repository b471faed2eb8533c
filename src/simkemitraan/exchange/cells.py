"""Cells: what a spreadsheet cell can hold, and how it is shown and written without doing harm."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 80
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*([eE][+-]?\d+)?%?")
_WORD = re.compile(r"[\W_]+")


class Formula(str):
    """A cell that holds a formula: its text, never its result."""

    __slots__ = ()


Cell = str | int | float | bool | datetime | date | Formula | None


def neutral(value: object) -> object:
    """Return ``value`` so that no spreadsheet program runs it: an apostrophe before what would be a formula.

    Parameters
    ----------
    value : object
        Numbers pass unchanged, also written as text (``-5``); everything else is text.
    """
    if value is None or isinstance(value, int | float):
        return value
    text = clean(str(value))
    if text.startswith(DANGEROUS) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet program would run this text."""
    if text.startswith(("=", "@")):
        return len(text) > 1
    return text.startswith(("+", "-")) and not _NUMBER.fullmatch(text) and any(c in text for c in "(!|")


def clean(text: str) -> str:
    """Return ``text`` without control characters (tab, newline and carriage return stay)."""
    return _CONTROLS.sub("", text)


def shown(value: object) -> str:
    """Return a cell as it is quoted in a message: one short line."""
    if isinstance(value, datetime):
        value = value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, float):
        value = f"{value:.6g}"
    text = " ".join(clean(str(value)).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def plain(value: object) -> str:
    """Return a word reduced to what matters when words are compared: no case, accents, signs or spare spaces."""
    text = unicodedata.normalize("NFKD", str(value))
    bare = "".join(c for c in text if not unicodedata.combining(c)) if not text.isascii() else text
    return _WORD.sub(" ", bare.casefold()).strip()


def nearest(word: str, known: Iterable[str], cutoff: float = 0.72) -> str:
    """Return the known word that is most like ``word``, empty if none is."""
    found = get_close_matches(plain(word), list(known), 1, cutoff)
    return found[0] if found else ""
