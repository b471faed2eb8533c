"""What levers cost in a place: as somebody states it, else as declared for a median regency, grown to the size of the place.

A declared cost is that of one unit of the lever in a regency of 306,000 people. It grows with what the lever pays for:
lines of agencies with the number of agencies, companions with poor people, all else with people; public money also with
the public money for each head (``budget_factor``). A cost that somebody states is that of the whole place, and never grows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ...declare import Param
from ...mechanisms import BY_NAME, ORDER
from ...world.spec import District, Place, Spec

Size = Literal["people", "poor", "agencies"]

MEDIAN_PEOPLE = 306_000.0
MEDIAN_OF: Mapping[Size, float] = {
    "people": MEDIAN_PEOPLE,
    "poor": 32_130.0,  # 10.5 %
    "agencies": 7.0,  # the social agency and six others
}
# What a declared cost grows with, and the share of it that goes with the public money for each head. All others: people, 0.
GROWS_WITH: Mapping[str, tuple[Size, float]] = {
    "budgets.pay": ("agencies", 0.0),
    "budgets.services": ("agencies", 1.0),
    "budgets.aid": ("agencies", 1.0),
    "budgets.cut": ("agencies", 0.5),  # of pay, which does not, and of services and aid, which do
    "budgets.disaster": ("people", 1.0),
    "funding.district_budget": ("people", 1.0),
    "service_delivery.companions": ("poor", 0.0),
}


@dataclass(frozen=True, slots=True)
class LeverCost:
    """What one unit of a lever costs in a place.

    Attributes
    ----------
    mechanism, name : str
        The lever.
    per_unit : float
        Million IDR a year for each unit of the lever, in the whole place.
    stated : bool
        Whether somebody states it; else it is the declared one, grown.
    grows_with : {"people", "poor", "agencies"}
        What the declared cost grows with.
    change : float
        By how many units a policy moves the lever, on average over the months that are looked at; 0 where no policy is.
    """

    mechanism: str
    name: str
    per_unit: float
    stated: bool
    grows_with: Size
    change: float = 0.0

    @property
    def lever(self) -> str:
        """Its key in files."""
        return f"{self.mechanism}.{self.name}"

    @property
    def total(self) -> float:
        """Million IDR a year."""
        return self.per_unit * self.change

    def param(self) -> Param:
        """Return the declaration of the lever."""
        return next(p for p in BY_NAME[self.mechanism].params if p.name == self.name)


def unit_costs(place: Place, stated: Mapping[str, float] | None = None) -> tuple[LeverCost, ...]:
    """Return what a unit of every lever with a cost costs in a place.

    Parameters
    ----------
    place : Place
        One district or several.
    stated : mapping of str to float, optional
        Million IDR a year for each unit of a lever (``funding.partnership_bonus``) in the whole place, where somebody states it.
    """
    return tuple(found for mechanism, param in _levers() if (found := _cost(place, mechanism, param, stated or {})))


def lever_costs(
    baseline: Spec, reform: Spec, window: int = 0, stated: Mapping[str, float] | None = None
) -> tuple[LeverCost, ...]:
    """Return the cost of every lever that a reform moves on average over the last ``window`` months (0: all of the horizon)."""
    from .differences import course

    out = []
    for cost in unit_costs(reform.place, stated):
        before, after = (course(s, cost.mechanism, cost.param())[-window:].mean() for s in (baseline, reform))
        if before != after:
            out.append(
                LeverCost(cost.mechanism, cost.name, cost.per_unit, cost.stated, cost.grows_with, float(after - before))
            )
    return tuple(out)


def yearly_cost(baseline: Spec, reform: Spec, window: int = 0, stated: Mapping[str, float] | None = None) -> float:
    """Return what the reform's levers cost more than the baseline's, in million IDR a year; negative for a saving.

    Parameters
    ----------
    baseline, reform : Spec
        The two scenarios.
    window : int
        Months at the end of the horizon to average over; 0 for all of it.
    stated : mapping of str to float, optional
        As :func:`unit_costs` takes it.
    """
    return sum((cost.total for cost in lever_costs(baseline, reform, window, stated)), 0.0)


def growth(place: Place, lever: str) -> float:
    """Return how many times its declared cost a lever costs in a place: 1 in a median regency."""
    size, with_money = GROWS_WITH.get(lever, ("people", 0.0))
    return sum(
        _of(district, size) / MEDIAN_OF[size] * (1.0 - with_money + with_money * district.budget_factor)
        for district in place.districts
    )


def people(place: Place) -> float:
    """Return how many people live in a place."""
    return float(np.sum([d.population for d in place.districts]))


def _levers() -> Iterator[tuple[str, Param]]:
    """Yield every lever with the name of its mechanism."""
    yield from ((m.name, p) for m in ORDER for p in m.params if p.role == "lever")


def _cost(place: Place, mechanism: str, param: Param, stated: Mapping[str, float]) -> LeverCost | None:
    """Return the cost of one lever; None where it is not known."""
    lever = f"{mechanism}.{param.name}"
    grows_with = GROWS_WITH.get(lever, ("people", 0.0))[0]
    if lever in stated:
        return LeverCost(mechanism, param.name, stated[lever], True, grows_with)
    if not param.cost:
        return None
    return LeverCost(mechanism, param.name, param.cost * growth(place, lever), False, grows_with)


def _of(district: District, size: Size) -> float:
    """Return the size of a district: people, poor people, or agencies."""
    if size == "agencies":
        return float(district.counts[0])
    return float(district.population if size == "people" else district.poor)
