"""Sheets, headings and words of an exported workbook in the reader's language, such that an import knows them again."""

from __future__ import annotations

from functools import cache

from ..declare import Column, Text
from ..wording import word
from ..world import schema
from .columns import column as known

_TABLES: dict[str, tuple[Column, ...]] = {
    "organisations": schema.ORGANISATIONS,
    "relations": schema.RELATIONS,
    "ties": schema.ENDED_TIES,
    "partnerships": schema.ENDED_PARTNERSHIPS,
    "memberships": schema.ENDED_MEMBERSHIPS,
}
# columns that an import reads have the headings of its template
_IMPORTED: dict[tuple[str, str], tuple[str, str]] = {
    **{("organisations", name): ("organisations", name) for name in ("id", "name", "kind", "district", "place")},
    **{("organisations", name): ("organisations", name) for name in ("staff", "volunteers", "active")},
    ("organisations", "income_year"): ("organisations", "income"),
    ("relations", "a"): ("ties", "a"),
    ("relations", "b"): ("ties", "b"),
    ("relations", "form"): ("ties", "formal"),
    ("relations", "trust"): ("ties", "trust"),
    ("relations", "age_months"): ("ties", "age"),
    ("memberships", "partnership"): ("members", "agreement"),
    ("memberships", "organisation"): ("members", "organisation"),
    ("memberships", "age_months"): ("members", "age"),
    ("memberships", "ended_months_ago"): ("members", "ago"),
}
_CODES: dict[str, dict[str, Text]] = {
    "kind": schema.KIND_TEXTS,
    "reason": schema.REASON_TEXTS,
    "origin": schema.ORIGIN_TEXTS,
    "type": schema.TYPE_TEXTS,
    "form": {
        "agreement": Text("kemitraan", "agreement"),
        "cooperation": Text("kerjasama", "cooperation"),
        "both": Text("keduanya", "both"),
    },
    "role": {
        "lead_agency": Text("dinas sosial", "social agency"),
        "coordinator": Text("koordinator kecamatan", "subdistrict coordinator"),
    },
}


def sheet(table: str, lang: str) -> str:
    """Return what a sheet is called."""
    return word(f"exchange.export.sheet.{table}", lang)


@cache
def column(table: str, name: str, lang: str) -> str:
    """Return the heading of a column, with its unit where it has one."""
    if (table, name) in _IMPORTED:
        return known(*_IMPORTED[table, name]).text(lang)
    found = next((c for c in _TABLES.get(table, ()) if c.name == name), None)
    if found is not None:
        text = found.text(lang)
        return text[:1].upper() + text[1:]
    bare = name.removesuffix("_name")
    if bare != name:
        return word("exchange.export.name_of", lang, what=column(table, bare, lang).lower())
    return word(f"exchange.export.column.{name}", lang)


def cell(name: str, value: object, lang: str) -> object:
    """Return a cell with its code in words."""
    text = _CODES.get(name, {}).get(value) if isinstance(value, str) else None
    return text(lang) if text else value
