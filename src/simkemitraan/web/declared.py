"""How a page is told of numbers that mechanisms declare: whatever is declared appears, nothing is listed by hand."""

from __future__ import annotations

from typing import Any

from ..declare import Param
from ..wording import word


def described(p: Param) -> dict[str, Any]:
    """Return the declaration of a number as a page takes it."""
    return {
        "name": p.name,
        "low": p.low,
        "high": p.high,
        "default": p.default,
        "unit": p.unit,
        "form": p.form,
        "choices": list(p.choices),
        "text": [p.text.id, p.text.en],
        "source": p.source,
        "informed": p.informed,
        "cost": p.cost,
    }


def unit_words(unit: str, lang: str) -> str:
    """Return a unit in words; files write shares as 0 to 1, not in per cent."""
    from ..report.formats import unit_text

    return word("cli.share", lang) if unit == "share" else unit_text(unit, lang)


def number_unit(p: Param, lang: str) -> str:
    """Return the unit of a number that mechanisms declare, in words; a relative lever says what 1 is."""
    from ..report.declared import is_relative, unit_of

    return unit_of(p, lang) if is_relative(p) else unit_words(p.unit, lang)
