"""Loads the compiled rules: imported by the process from which workers are forked, so that each finds them loaded."""

from __future__ import annotations

import contextlib

from ..declare import Text
from ..world.spec import District, Field, Place, Profile, Spec
from .beginnings import together

_NAMES = ("child_protection", "disaster_response", "poverty_food")
_FIELDS = tuple(Field(name, Text(name, name), code + 1) for code, name in enumerate(_NAMES))
_PROFILES = (Profile((0,), 0.5), Profile((0, 1), 0.3), Profile((2,), 0.2))
PLACE = Place("", (District("", 1, 20_000.0, 2_000.0, 2, (2, 4, 3, 3, 3)),), _FIELDS, _PROFILES)


def load_rules() -> None:
    """Run a little of everything that is compiled; what fails here is told by the run that meets it."""
    with contextlib.suppress(Exception):
        list(together([(0, Spec(PLACE, months=12, burn_in=12))], 1, "all"))


load_rules()
