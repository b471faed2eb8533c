"""The mechanisms and the order of a month, one line each with its reason."""

from __future__ import annotations

from pathlib import Path

from . import (
    budgets,
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
from .contract import Mechanism
from .registry import Registry

_REGISTRY = Registry()
for _module in (
    policy,  # what was decided takes effect before anybody acts
    needs,  # demand first: everything answers to it
    budgets,  # agencies know their year before they act
    leadership,  # who sits in the chair decides what follows
    staffing,  # people move before work is shared out
    funding,  # calls are answered with last month's partners
    maintenance,  # partners work together, trust moves
    dissolution,  # what no longer holds ends before new ties are sought
    formation,  # new ties, agreements, invitations
    service_delivery,  # families are served with the ties that now stand
    learning,  # practice spreads along those ties
    finance,  # the month's money is settled, some close, some are founded
):
    _REGISTRY.register(_module)
_REGISTRY.register_outside()

ORDER: tuple[Mechanism, ...] = tuple(_REGISTRY.order)
OUTSIDE: tuple[Path, ...] = tuple(_REGISTRY.outside)  # source files of those that are not of this package
BY_NAME: dict[str, Mechanism] = {mechanism.name: mechanism for mechanism in ORDER}

__all__ = ["BY_NAME", "ORDER", "OUTSIDE", "Mechanism"]
