"""Loads the compiled rules: imported by the process from which workers are forked, so that each finds them loaded."""

from __future__ import annotations

import contextlib

from ..world.spec import Spec
from .ahead import PLACE
from .beginnings import together


def load_rules() -> None:
    """Run a little of everything that is compiled; what fails here is told by the run that meets it."""
    with contextlib.suppress(Exception):
        list(together([(0, Spec(PLACE, months=12, burn_in=12))], 1, "all"))


load_rules()
