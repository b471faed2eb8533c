"""A horizon given on the command line, and what of a timeline it leaves out."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from ..wording import word

if TYPE_CHECKING:
    from ..scenario import Scenario


def within(scenario: Scenario, months: int | None, lang: str) -> Scenario:
    """Return the scenario over so many months (``None``: its own); dated changes that then never happen are told.

    Raises
    ------
    ScenarioError
        If the number of months is out of bounds.
    """
    if months is None:
        return scenario
    lost = [change.month for change in scenario.spec().timeline if change.month >= months]
    if lost:
        print(
            word("cli.horizon.lost", lang, title=scenario.title(lang), months=months, first=min(lost)), file=sys.stderr
        )
    return _with_months(scenario, months)


def _with_months(scenario: Scenario, months: int) -> Scenario:
    """Return the scenario over so many months; a mistake names the option that it was given by."""
    from ..errors import ScenarioError

    try:
        return scenario.with_changes(months=months)
    except ScenarioError as error:
        raise ScenarioError(tuple(replace(m, file="--months", key="") for m in error.mistakes)) from None
