"""Figures in what a mechanism tells of itself agree with the numbers it declares.

A figure that is a declared number's stands right after its name: ``hazard_per_year`` 0.16. Any other figure is one of an
observation, of a formula or of a name, and is listed here; a new one has to be bound to its number or listed.
"""

from __future__ import annotations

import re

import pytest

from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.wording import catalogue

BOUND = re.compile(r"``(\w+)``,?\s+(?:of\s+)?(-?\d+(?:\.\d+)?)")
FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
# Figures that are nobody's default: observed ranges, constants that a formula shows, ends of an interval.
OTHER = {
    "needs": {"2", "1"},
    "budgets": {"0.25", "0.65", "0.40", "2.7", "73", "17"},
    "leadership": {"13", "20", "16"},
    "staffing": {"1", "2", "3"},
    "funding": {"35", "100"},
    "maintenance": {"0.4", "0.5", "1"},
    "dissolution": {"98"},
    "service_delivery": {"1"},
    "learning": {"1"},
}


def figures(text: str) -> set[str]:
    text = re.sub(r"\[[a-z][a-z0-9-]*\]", "", text)  # keys of sources
    return set(FIGURE.findall(BOUND.sub("", text.replace("100,000", "100"))))


@pytest.mark.parametrize("mechanism", ORDER, ids=lambda m: m.name)
def test_a_figure_bound_to_a_number_is_its_default(mechanism: object) -> None:
    params = {p.name: p for p in mechanism.params}  # type: ignore[attr-defined]
    for name, figure in BOUND.findall(mechanism.about):  # type: ignore[attr-defined]
        assert name in params, f"``{name}`` {figure}: no number of that name"
        assert float(figure) == params[name].default, f"``{name}`` {figure}: the default is {params[name].default:g}"


@pytest.mark.parametrize("mechanism", ORDER, ids=lambda m: m.name)
def test_every_other_figure_is_known_to_be_none_of_its_numbers(mechanism: object) -> None:
    name, about = mechanism.name, mechanism.about  # type: ignore[attr-defined]
    texts = [about, *(catalogue(lang).get(f"cli.mechanisms.about.{name}", "") for lang in ("id", "en"))]
    told = {figure for text in texts for figure in figures(text)}
    assert OTHER.get(name, set()) <= told, f"{name} no longer tells {OTHER[name] - told}"
    loose = told - OTHER.get(name, set())
    assert not loose, f"{name} tells {loose}: write them after the name of their number, or list them here"


def test_a_wrong_figure_would_be_noticed() -> None:
    """What was wrong once: organisations were told to wake at a rate of 0.05, where 0.06 is declared."""
    told = "dormant ones wake (``revival_rate`` 0.05)"
    ((name, figure),) = BOUND.findall(told)
    rate = next(p.default for p in BY_NAME["finance"].params if p.name == name)
    assert rate == 0.06 != float(figure)
    assert figures("dormant ones wake (0.05)") == {"0.05"}
