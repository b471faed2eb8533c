"""The data-quality page: one file, both languages, no network; what was read, fixed, filled, set aside, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from ..declare import LANGS
from ..wording import number, word
from .columns import MEMBERS, ORGANISATIONS, SURVEY, TIES, Column
from .log import Found
from .problems import OUTCOMES
from .survey import TRUST, VALUE

if TYPE_CHECKING:
    from jinja2 import Template

    from .importing import Imported
    from .tables import TableReader


_OF_TIES = ("formal", "start", "end", "reason", "trust", "type")


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of one column was stated, filled, or left to the model."""

    title: dict[str, str]
    stated: int
    imputed: int
    left: int
    share: float


@dataclass(frozen=True, slots=True)
class Part:
    """One table that was read: its file, its rows, what became of them."""

    role: str
    source: str
    rows: int
    accepted: int
    aside: int
    columns: list[Completeness]


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    text = resources.files("simkemitraan.exchange").joinpath("quality.html.j2").read_text(encoding="utf-8")
    return environment.from_string(text)


def write(path: Path, done: Imported, as_of: date) -> None:
    """Write the page.

    Parameters
    ----------
    path : Path
        The file.
    done : Imported
        What was imported.
    as_of : date
        Reference date.
    """
    page = _template().render(
        langs=LANGS,
        word=lambda key, lang, **more: word(f"exchange.{key}", lang, **more),
        number=lambda n, lang: number(n, lang, 0),
        parts=list(_parts(done)),
        groups=_groups(done),
        totals=done.totals(),
        as_of=as_of.isoformat(),
        outcomes=OUTCOMES,
        hidden=done.organisations.pseudonyms is not None,
    )
    path.write_text(page, encoding="utf-8")


def _parts(done: Imported) -> Iterator[Part]:
    organisations = done.organisations
    yield _part(
        "organisations", organisations, len(organisations.names), ORGANISATIONS[2:10], organisations.imputed, done
    )
    if done.ties and done.ties.rows:
        columns = tuple(c for c in TIES if c.name in (*_OF_TIES, "agreement"))
        yield _part("ties", done.ties, done.counts("ties")[1], columns, done.ties.imputed, done)
    if done.ties and done.ties.members:
        columns = tuple(c for c in MEMBERS if c.name in _OF_TIES)
        yield _part("members", done.ties.members, done.counts("members")[1], columns, {}, done)
    if done.survey:
        asked = tuple(c for c in SURVEY if c.name in (*TRUST, *VALUE))
        yield _part("survey", done.survey, len(done.survey.answers), asked, {}, done)


def _part(
    role: str, table: TableReader, accepted: int, columns: tuple[Column, ...], imputed: dict[str, int], done: Imported
) -> Part:
    rows = [
        _completeness(c, table.stated[c.name], imputed.get({"start": "age_months"}.get(c.name, c.name), 0), accepted)
        for c in columns
    ]
    return Part(role, table.source, table.rows, accepted, done.log.set_aside_rows[table.source], rows)


def _completeness(column: Column, stated: int, imputed: int, accepted: int) -> Completeness:
    stated = min(stated, accepted)
    left = max(0, accepted - stated - imputed)
    title = {"id": column.text.id, "en": column.text.en}
    return Completeness(title, stated, imputed, left, stated / accepted if accepted else 0.0)


def _groups(done: Imported) -> list[tuple[str, int, list[Found]]]:
    """Return problems grouped by outcome and kind: rows set aside first, then what was fixed, filled and noted."""
    order = {"set_aside": 0, "fixed": 1, "imputed": 2, "skipped": 3, "noted": 4}
    keys = sorted(done.log.counts, key=lambda k: (order[k[2]], -done.log.counts[k], k))
    groups: list[tuple[str, int, list[Found]]] = []
    for key in keys:
        examples = done.log.examples[key]
        if key[2] == "noted":  # of headings and whole files: each says something else
            said = dict.fromkeys(f.what.en for f in examples)
            groups += [("noted", len(same), same) for w in said if (same := [f for f in examples if f.what.en == w])]
        else:
            groups.append((key[2], done.log.counts[key], examples))
    return groups
