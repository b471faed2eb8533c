"""What a page is told first: all that is declared, so that nothing on it is listed by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

from . import arms, places, registries, telling


@cache
def _declared() -> dict[str, Any]:
    return {
        "policies": arms.cards(),
        "levers": arms.levers(),
        "indicators": telling.indicators(),
        "signs": telling.signs(),
        "form": places.form_fields(),
        "columns": registries.columns(),
    }


def welcome(lang: str, place: dict[str, Any] | None) -> dict[str, Any]:
    """Return the greeting: policies, levers, indicators, the form, and the place to begin with if there is one."""
    return {"is": "welcome", "lang": lang, "place": place, **_declared()}
