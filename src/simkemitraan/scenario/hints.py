"""Guesses at what somebody meant, for messages that say how to fix a mistake."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable
from decimal import Decimal
from numbers import Real
from typing import Any


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like ``word``, if any is like it."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return match[0] if match else None


def did_you_mean(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return the ends of a message about an unknown word, in Indonesian and English."""
    known = list(known)
    guess = nearest(word, known)
    if guess:
        return f"; maksudnya `{guess}`?", f"; did you mean `{guess}`?"
    if 0 < len(known) <= 30:
        return f"; yang dikenal: {', '.join(known)}", f"; known are {', '.join(known)}"
    return "", ""


def meant(guesses: list[str]) -> tuple[str, str]:
    """Return the ends of a message that offer one or more right words, in Indonesian and English."""
    if not guesses:
        return "", ""
    first = [f"`{guess}`" for guess in guesses]
    several = ", ".join(first[:-1])
    id = f"{several} atau {first[-1]}" if several else first[-1]
    en = f"{several} or {first[-1]}" if several else first[-1]
    return f"; maksudnya {id}?", f"; did you mean {en}?"


def plain(value: float) -> str:
    """Return a number as it is written in a scenario."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def as_number(value: Any) -> tuple[float | None, tuple[str, str]]:
    """Return (number, nothing) or (``None``, what is wrong in both languages and how to write it)."""
    if isinstance(value, bool):
        return None, ("harus berupa angka, bukan ya/tidak", "must be a number, not yes/no")
    if isinstance(value, Real):
        number = _float(value)
        if not math.isfinite(number):
            return None, (
                "harus berupa angka terhingga, bukan NaN atau tak hingga",
                "must be a finite number, not NaN or infinity",
            )
        return number, ("", "")
    if value is None:
        return None, (
            "belum diisi; tuliskan angkanya atau hapus barisnya",
            "is empty; write a number or delete the line",
        )
    if isinstance(value, str):
        return None, _number_hint(value.strip())
    return None, ("harus berupa angka", "must be a number")


def two_readings(text: str, *, whole: bool = True) -> tuple[str, str]:
    """Say that a number such as ``306.000`` can be read in two ways, and how to write each (that are meaningful)."""
    less, more = plain(float(text)), text.replace(".", "").lstrip("+")
    if whole and not float(text).is_integer():
        return f"pemisah ribuan: tulis {more}", f"thousands separators: write {more}"
    return (
        f"`{text}` dapat dibaca {less} atau {more}; tulis salah satu, tanpa pemisah ribuan: {less} atau {more}",
        f"`{text}` can be read as {less} or as {more}; write one of them, without thousands separators: {less} or {more}",
    )


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer of hundreds of digits
        return math.inf


def _number_hint(text: str) -> tuple[str, str]:
    if re.fullmatch(r"-?\d+,\d+", text) and not re.fullmatch(r"-?[1-9]\d{0,2}(,\d{3})+", text):
        right = text.replace(",", ".")
        return f"koma desimal: tulis {right}", f"decimal comma: write {right}"
    if re.fullmatch(r"-?\d{1,3}([., \u00a0\u202f_]\d{3})+(,\d+)?", text):
        right = re.sub(r"[., \u00a0\u202f_](?=\d{3}(\D|$))", "", text).replace(",", ".")
        return f"pemisah ribuan: tulis {right}", f"thousands separators: write {right}"
    percent = re.fullmatch(r"(-?\d+(?:[.,]\d+)?)\s*%", text)
    if percent:
        right = plain(float(percent[1].replace(",", ".")) / 100)
        return f"persen: tulis sebagai bagian, {right}", f"percent: write it as a share, {right}"
    if text.lower() in ("off", "on", "yes", "no", "ya", "tidak", "mati", "nyala"):
        return "harus berupa angka, bukan ya/tidak", "must be a number, not yes/no"
    if re.fullmatch(r"[-+]?\d+(\.\d+)?[eE][-+]?\d{1,3}", text):
        return _in_powers_of_ten(text)
    if math.isfinite(bare := _bare(text)):
        return f"angka tidak perlu tanda kutip: tulis {plain(bare)}", f"numbers need no quotes: write {plain(bare)}"
    return f"harus berupa angka, bukan `{text[:40]}`", f"must be a number, not `{text[:40]}`"


def _in_powers_of_ten(text: str) -> tuple[str, str]:
    """Say what a number such as ``3e5`` is read as, and how to write it."""
    right = format(Decimal(text), "f").lstrip("+")
    if len(right) > 20:
        return f"tulis semua angkanya, bukan `{text}`", f"write all its digits, not `{text}`"
    return (
        f"`{text}` dibaca {right} (notasi ilmiah); tulis semua angkanya: {right}",
        f"`{text}` is read as {right} (scientific notation); write all its digits: {right}",
    )


def _bare(text: str) -> float:
    """Return the number that a text holds, NaN if it holds none."""
    try:
        return float(text)
    except ValueError:
        return math.nan
