"""The month's money is settled; organisations fall asleep, wake, close and are founded (ODD 7.11)."""

from __future__ import annotations

from tests.twin import accounts, founding, instalments
from tests.twin.people import People


def step(people: People) -> None:
    instalments.pay(people)
    short = accounts.settle(people)
    founding.live_on(people, short)
    founding.found(people)
