"""How numbers that mechanisms declare are told to readers: their unit, a value in words, and titles where a text holds keys."""

from __future__ import annotations

import re
from functools import cache

from ..declare import Param
from ..mechanisms import ORDER
from ..wording import catalogue, word
from .formats import NARROW, beside, plain, unit_text

_KEY = re.compile(r"`?\b(?:levers|assumptions)\.(\w+)\.(\w+)\b`?|`(?:(\w+)\.)?(\w+)`")
_FIELDS = ("month", "until", "to", "by", "share")
OF_THE_USUAL = "1"
"""The unit of a lever that says how many times the usual something is."""


def is_relative(param: Param) -> bool:
    """Tell whether a number is a lever that says how many times the usual something is."""
    return param.role == "lever" and param.unit == OF_THE_USUAL


def unit_of(param: Param, lang: str) -> str:
    """Return the unit of a number in words; that of a relative lever says what 1 is."""
    return word("report.declared.relative", lang) if is_relative(param) else unit_text(param.unit, lang)


def choice_text(param: Param, code: float, lang: str) -> str:
    """Return a choice in words; one of somebody else's mechanism as it is declared."""
    name = param.choices[round(code)]
    return catalogue(lang).get(f"report.choice.{name}", name)


def value_of(param: Param, value: float, lang: str) -> str:
    """Return a value as its form asks: a choice in words, on or off, a share and a multiple of the usual in per cent."""
    if param.form == "choice":
        return choice_text(param, value, lang)
    if param.form == "switch":
        return word("report.reform.on" if value else "report.reform.off", lang)
    if param.unit == "share" or is_relative(param):
        return f"{plain(100 * value, lang)}{NARROW}%"
    return plain(value, lang)


def unit_beside(param: Param, lang: str) -> str:
    """Return the unit as it stands after :func:`value_of`; nothing where the value says it all."""
    plain_ones = param.form in ("choice", "switch") or param.unit == "share" or is_relative(param)
    return "" if plain_ones else beside(param.unit, lang)


@cache
def _titles(lang: str) -> dict[tuple[str, str], str]:
    """Return what every number is called, by mechanism and name, and by name alone where there is one of that name."""
    all_of_them = [(m.name, p) for m in ORDER for p in m.params]
    names = [p.name for _, p in all_of_them]
    found = {(mechanism, p.name): p.text(lang) for mechanism, p in all_of_them}
    alone = {("", p.name): p.text(lang) for _, p in all_of_them if names.count(p.name) == 1 and "_" in p.name}
    return found | alone


def titled(text: str, lang: str) -> str:
    """Return a text for readers: keys of numbers (``levers.budgets.cut``) and of a change (```by```) by what they are called."""

    def name(found: re.Match[str]) -> str:
        mechanism, key = (found[1], found[2]) if found[2] else (found[3] or "", found[4])
        if not mechanism and key in _FIELDS:
            return f"“{word(f'report.declared.{key}', lang)}”"
        title = _titles(lang).get((mechanism, key))
        return f"“{title}”" if title else found[0]

    return _KEY.sub(name, text)
