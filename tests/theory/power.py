"""A check with the rule it is true of and wrong rules that it must find out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

Rule = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """``check(rule)`` passes for the rules in ``right`` and raises ``AssertionError`` for each in ``wrong``."""

    number: int  # of the list in docs/explanation/verification.md
    check: Callable[[Rule], None]
    right: Mapping[str, Rule]
    wrong: Mapping[str, Rule]
    long: frozenset[str] = frozenset()  # wrong rules that take long to fail: left to the full suite


def right(cases: list[Case]) -> pytest.MarkDecorator:
    """Parametrise over all right rules."""
    return pytest.mark.parametrize(
        ("check", "rule"),
        [pytest.param(c.check, rule, id=f"{c.number}-{name}") for c in cases for name, rule in c.right.items()],
    )


def wrong(cases: list[Case]) -> pytest.MarkDecorator:
    """Parametrise over all wrong rules."""
    return pytest.mark.parametrize(
        ("check", "rule"),
        [
            pytest.param(c.check, rule, id=f"{c.number}-{name}", marks=[pytest.mark.full] if name in c.long else [])
            for c in cases
            for name, rule in c.wrong.items()
        ],
    )
