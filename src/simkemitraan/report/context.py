"""What every part of a report needs at hand: the numbers, the language, names and the line of provenance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..analysis.comparison.comparison import Comparison, title_of
from ..analysis.comparison.overview import Overview
from ..analysis.reading import spec_of
from ..declare import Text
from ..indicators import REGISTRY, Indicator
from ..scenario.official import words_of
from ..wording import word
from ..world.names import organisation_name
from ..world.spec import Place, Spec
from .formats import NARROW, IndicatorFormat, number, plain, shorten

FEW = 200  # replicate-months of a baseline below which a report draws only its first figures


@dataclass(frozen=True)
class Context:
    """A result about to be told.

    Attributes
    ----------
    overview : Overview
        What every arm shows.
    comparison : Comparison or None
        What reforms change; None for a single scenario.
    lang : str
        Language.
    longest : int
        At how many signs titles are cut where room is short; 0 for never.
    """

    overview: Overview
    comparison: Comparison | None
    lang: str
    longest: int = 0

    def word(self, key: str, **values: object) -> str:
        """Return a wording of the report."""
        return word(f"report.{key}", self.lang, **values)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """Titles by arm."""
        titles = tuple(title_of(s)(self.lang) for s in self.overview.result.scenarios)
        return tuple(shorten(t, self.longest) for t in titles) if self.longest else titles

    @cached_property
    def specs(self) -> tuple[Spec, ...]:
        """What the engine ran, by arm."""
        return tuple(spec_of(self.overview.result, arm) for arm in range(self.overview.arms))

    @property
    def place(self) -> Place:
        """Where it happens."""
        return self.specs[0].place

    @cached_property
    def level(self) -> str:
        """The level of the intervals in words: 95 %."""
        return f"{plain(100 * self.overview.rules.level, self.lang)}{NARROW}%"

    @cached_property
    def span(self) -> str:
        """The horizon in words."""
        months = self.overview.months
        if months == 12:
            return self.word("year")
        if months % 12 == 0:
            return self.word("years", n=number(months // 12, self.lang, 0))
        return self.word("months", n=number(months, self.lang, 0))

    @cached_property
    def replicates(self) -> int:
        """Number of replicates."""
        return len(self.overview.replicates)

    @cached_property
    def few(self) -> bool:
        """Whether this is a small trial of one scenario that deserves only the first figures; a comparison drops nothing."""
        return self.comparison is None and self.replicates * self.overview.months < FEW

    @cached_property
    def provenance(self) -> Mapping[str, Any]:
        """Where the numbers come from."""
        return self.overview.provenance()

    @cached_property
    def stamp(self) -> str:
        """The line that stands under every figure."""
        names = [shorten(str(s.name), 24) for s in self.overview.result.scenarios]
        scenarios = (
            names[0]
            if len(names) == 1
            else self.word("versus", reform=", ".join(names[1:3] + ["…"][: len(names) > 3]), baseline=names[0])
        )
        return self.word(
            "stamp",
            scenarios=scenarios,
            hash=self.fingerprint,
            seed=self.provenance.get("seed", "?"),
            replicates=number(self.replicates, self.lang, 0),
            version=version_of(self.provenance),
        )

    @cached_property
    def fingerprint(self) -> str:
        """The first characters of the hash of every scenario (of the first three)."""
        return "/".join(str(s.hash())[:8] for s in self.overview.result.scenarios[:3])

    def shown(self, name: str) -> IndicatorFormat:
        """Return how an indicator's values are written."""
        return IndicatorFormat(REGISTRY[name], self.lang)

    def indicator(self, name: str) -> Indicator:
        """Return an indicator's declaration."""
        return REGISTRY[name]

    def label(self, name: str) -> str:
        """Return an indicator's name as it stands inside a sentence."""
        return in_sentence(REGISTRY[name].text(self.lang))

    def organisation(self, id_: int) -> str:
        """Return the name of an organisation."""
        return organisation_name(self._spoken, int(id_), self.lang)

    @cached_property
    def _spoken(self) -> Place:
        """The place with its districts named in the language of the report."""
        districts = tuple(replace(d, name=words_of(d.name)(self.lang)) for d in self.place.districts)
        return replace(self.place, districts=districts)

    @cached_property
    def place_words(self) -> Text:
        """The place's name in both languages: Kota Sabang, City of Sabang."""
        return words_of(self.place.name)

    def district(self, code: int) -> str:
        """Return the name of a district; its code where it is not known."""
        return next((words_of(d.name)(self.lang) for d in self.place.districts if d.code == code), str(code))


def in_sentence(text: str) -> str:
    """Lower the first letter, unless the word is an abbreviation."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def version_of(provenance: Mapping[str, Any]) -> str:
    """Return the version of the package that ran."""
    versions = provenance.get("versions")
    found = versions.get("simkemitraan") if isinstance(versions, Mapping) else None
    return str(found or provenance.get("version", "?"))


def listed(items: list[str], lang: str) -> str:
    """Join items into one phrase: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return word("report.and", lang, first=", ".join(items[:-1]), last=items[-1])
