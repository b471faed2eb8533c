"""What every browser is told first and never again: the place, what is measured, what may be steered, the lessons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..declare import Text
from ..indicators import THEMES, Indicator
from ..world import schema
from . import interventions
from .lesson import Lesson
from .roles.words import BRIEFINGS
from .session import Setup


def _pair(text: Text) -> list[str]:
    return [text.id, text.en]


def welcome(setup: Setup, indicators: Sequence[Indicator], lessons: Sequence[Lesson]) -> dict[str, Any]:
    """Return the greeting.

    Parameters
    ----------
    setup : Setup
        What is shown.
    indicators : sequence of Indicator
        In the order of the series.
    lessons : sequence of Lesson
        Lessons on offer.
    """
    spec = setup.specs[0]
    return {
        "scene": {
            "name": setup.name,
            "titles": [_pair(t) for t in setup.titles],
            "months": setup.months,
            "limit": setup.limit,
            "calendar": spec.calendar,
            "tape": setup.recorded,
        },
        "districts": [{"name": d.name, "code": d.code, "places": d.subdistricts} for d in spec.place.districts],
        "fields": [_pair(f.text) for f in spec.place.fields],
        "briefs": [_pair(text) for text in BRIEFINGS],
        "kinds": [_pair(schema.KIND_TEXTS[name]) for name in schema.KIND_NAMES],
        "indicators": [_indicator(i) for i in indicators],
        "panel": interventions.panel(),
        "shocks": interventions.buttons(),
        "lessons": [lesson.public() for lesson in lessons],
    }


def _indicator(i: Indicator) -> dict[str, Any]:
    theme = THEMES.get(i.benefit, Text(i.benefit, i.benefit))
    return {
        "name": i.name,
        "text": _pair(i.text),
        "about": _pair(i.about),
        "unit": i.unit,
        "share": i.share,
        "good": i.good,
        "theme": _pair(theme),
        "yearly": i.every == "year",
    }
