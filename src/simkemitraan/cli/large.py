"""What ``run`` and ``compare`` do before a large world: choose what is kept, and say what it will take."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..wording import number, word

if TYPE_CHECKING:
    from ..runs import Plan
    from ..scenario import Scenario

KEEP = ("all", "indicators")


def keep_for(scenarios: list[Scenario], asked: str | None, lang: str) -> str:
    """Return the tables to keep: as asked; by default all, and of a large world the indicators.

    Raises
    ------
    InputError
        If there is nothing of the name asked for.
    """
    from ..errors import InputError
    from ..runs.large import LARGE, organisations

    if asked is not None:
        if asked not in KEEP:
            raise InputError(*(word("cli.large.no_keep", each, name=asked) for each in ("id", "en")))
        return asked
    if max(organisations(scenario) for scenario in scenarios) < LARGE:
        return "all"
    print(word("cli.large.indicators", lang), file=sys.stderr)
    return "indicators"


def tell(plan: Plan, workers: int | None, lang: str) -> int | None:
    """Say what a large plan will take; returns the number of processes that fit."""
    from ..runs.large import LARGE, expected, organisations

    if max(organisations(plan.scenarios[arm]) for arm in plan.arms) < LARGE:
        return workers
    print(word("cli.large.measuring", lang), file=sys.stderr, flush=True)
    told = expected(plan, workers)
    shown = {
        "organisations": number(told.organisations, lang, 0),
        "runs": told.runs,
        "workers": told.workers,
        "minutes": number(max(0.1, told.seconds / 60), lang, 1),
        "gigabytes": number(told.gigabytes, lang, 1),
        "megabytes": number(max(0.1, told.megabytes), lang, 1),
    }
    print(word("cli.large.expected", lang, **shown), file=sys.stderr, flush=True)
    return told.workers
