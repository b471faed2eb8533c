"""The whole month, in the order of the ODD (section 3), over ordinary objects."""

from __future__ import annotations

from collections.abc import Callable

from tests.twin import (
    budgets,
    closing,
    dissolution,
    finance,
    formation,
    funding,
    leadership,
    learning,
    maintenance,
    needs,
    policy,
    service_delivery,
    staffing,
)
from tests.twin.people import People

from simkemitraan.world.world import World

STEPS: dict[str, Callable[[People], None]] = {
    "policy": policy.step,
    "needs": needs.step,
    "budgets": budgets.step,
    "leadership": leadership.step,
    "staffing": staffing.step,
    "funding": funding.step,
    "maintenance": maintenance.step,
    "dissolution": dissolution.step,
    "formation": formation.step,
    "service_delivery": service_delivery.step,
    "learning": learning.step,
    "finance": finance.step,
}


def advance(people: People) -> None:
    """Live through one month."""
    people.begin_month()
    for name, step in STEPS.items():
        if name not in people.off:
            step(people)
    closing.close_out(people)
    people.end_month()


def run(world: World, months: int) -> People:
    """Copy a world into objects, let them live so many months, and return them; the world is left as it is."""
    people = People(world)
    for _ in range(months):
        advance(people)
    return people
