"""The month's money is given, spent and settled; organisations fall asleep, wake, close and are founded (ODD 7.12)."""

from __future__ import annotations

from tests.twin import accounts, founding, giving, instalments, standing
from tests.twin.people import Organisation, People

from simkemitraan.world.schema import PAYERS


def step(people: People) -> None:
    short = money(people)
    founding.live_on(people, short)
    founding.found(people)


def money(people: People) -> list[Organisation]:
    """All but life and death; returns who could not pay what was due."""
    for i in people.everybody:
        i.paid, i.gifts = [0.0] * len(PAYERS), 0.0
    instalments.pay(people)
    short = accounts.settle(people, giving.give(people))
    standing.move(people)
    return short
