"""Write the tables of what has changed since the first version: ``python docs/make_changes.py``.

The made parts of ``docs/explanation/from-the-first-version.en.md`` and its Indonesian sister come from the code: names that are
answered with today's word, numbers that are gone, and defaults that are others now.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from simkemitraan.mechanisms import BY_NAME
from simkemitraan.runs.rules import with_parts
from simkemitraan.scenario import earlier
from simkemitraan.scenario.hints import plain

FOLDER = Path(__file__).resolve().parent / "explanation"
FIRST_DEFAULTS = {
    "maintenance.trust_step": 0.02,
    "maintenance.meetings_log": -0.64,
    "maintenance.meetings_spread": 0.63,
    "maintenance.hours_per_tie": 3.0,
    "maintenance.convenor_discount": 0.5,
    "dissolution.informal_hazard": 0.19,
    "dissolution.informal_shared": 0.39,
    "dissolution.informal_popularity": 0.59,
    "dissolution.informal_leader": 1.2,
    "dissolution.informal_frailty": 0.78,
    "dissolution.informal_overload": 2.0,
    "dissolution.informal_cover": 5.0,
    "dissolution.withdrawal": 0.093,
    "dissolution.renewal_experience": 1.43,
    "formation.chances": 4.84,
    "formation.chances_size": 0.76,
    "formation.shared": 0.5,
    "formation.past": 1.3,
    "formation.same_kind": 0.4,
    "formation.formalising": 0.037,
    "formation.formalising_past": 1.1,
    "formation.repeat": 0.35,
    "formation.growth": 0.18,
    "service_delivery.hours_per_need": 12.0,
    "finance.buffer_months": 3.0,
    "finance.release": 0.2,
    "staffing.payroll_share": 0.65,
    "staffing.plan_speed": 0.08,
    "funding.apply_chance": 0.5,
    "funding.request_share": 1.0,
    "formation.outside_option": 2.8,
}
HEADS = {
    "names": {"id": ("dulu", "kini"), "en": ("was", "is now")},
    "removed": {"id": ("dulu", "tulis gantinya"), "en": ("was", "write instead")},
    "defaults": {"id": ("angka", "dulu", "kini", "satuan"), "en": ("number", "was", "is now", "unit")},
}


def page(lang: str) -> Path:
    """Return the page in one language."""
    return FOLDER / f"from-the-first-version.{lang}.md"


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return rows as a table."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (heads, *rows)]
    return "\n".join([lines[0], "|" + " --- |" * len(heads), *lines[1:]])


def names(lang: str) -> str:
    """Return the numbers that are called otherwise now."""
    rows = [(f"`{old}`", f"`{new}`") for old, new in earlier.renamed().items()]
    return table(HEADS["names"][lang], rows)


def removed(lang: str) -> str:
    """Return the numbers that are gone, with what to write instead."""
    return table(HEADS["removed"][lang], [(f"`{old}`", told(lang)) for old, told in earlier.REMOVED.items()])


def defaults(lang: str) -> str:
    """Return the numbers whose default is another now."""
    rows = []
    for name, was in FIRST_DEFAULTS.items():
        mechanism, _, key = name.partition(".")
        param = BY_NAME[mechanism].param(key)
        if param.default != was:
            told = tuple(plain(v).replace(".", "," if lang == "id" else ".") for v in (was, param.default))
            rows.append((f"`{name}`", *told, param.unit))
    return table(HEADS["defaults"][lang], rows)


PARTS: dict[str, Callable[[str], str]] = {"names": names, "removed": removed, "defaults": defaults}


def filled(text: str, lang: str) -> str:
    """Return a page with its made parts as the code has them."""
    return with_parts(text, {name: part(lang) for name, part in PARTS.items()})


def main() -> None:
    """Fill both pages."""
    for lang in ("id", "en"):
        path = page(lang)
        path.write_text(filled(path.read_text(encoding="utf-8"), lang), encoding="utf-8")


if __name__ == "__main__":
    main()
