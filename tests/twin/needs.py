"""Families grow in number, needs drift, disasters strike (ODD 7.2)."""

from __future__ import annotations

import math
from typing import Any

from tests.twin.luck import draw, draw2, monthly, normal
from tests.twin.people import People

from simkemitraan.world.draws import Purpose
from simkemitraan.world.schema import Event


def step(people: People) -> None:
    for d in people.districts:
        _drift(people, d)
    for d in people.districts:
        _disaster(people, d)
    p = people.params["needs"]
    growth = (1.0 + p.growth_per_year) ** (1.0 / 12.0) if people.month > 0 else 1.0
    for d in people.districts:
        d["families"] *= growth
        d["profile"] = [families * growth for families in d["profile"]]
        for f in range(people.fields):
            total = sum(n for n, profile in zip(d["profile"], people.place.profiles, strict=True) if f in profile.needs)
            d["need"][f] = total * math.exp(d["drift"][f] - p.drift_spread**2 / 2) * (1.0 + d["surge"][f])
        _transfer(people, d)
        d["surge"] = [surge * 0.5 ** (1.0 / p.disaster_half_life) for surge in d["surge"]]


def _transfer(people: People, d: dict[str, Any]) -> None:
    """National transfers meet needs outside the district's hands; what they do not meet is left to it."""
    p, names = people.params["needs"], [field.name for field in people.place.fields]
    d["transfers"] = 0.0
    if "poverty_food" in names:
        f = names.index("poverty_food")
        met = p.transfer_share / (1.0 - p.transfer_share) * d["need"][f]
        d["transfers"] = p.transfers * met
        d["need"][f] += (1.0 - p.transfers) * met


def _drift(people: People, d: dict[str, Any]) -> None:
    p = people.params["needs"]
    kept = p.drift_persistence ** (1.0 / 12.0)
    for f, field in enumerate(people.place.fields):
        luck = normal(draw(people.seed_of_draws, Purpose.NEED, people.month, 0, d["code"], field.code))
        d["drift"][f] = kept * d["drift"][f] + p.drift_spread * math.sqrt(1.0 - kept * kept) * luck


def _disaster(people: People, d: dict[str, Any]) -> None:
    p, names = people.params["needs"], [field.name for field in people.place.fields]
    u, v = draw2(people.seed_of_draws, Purpose.DISASTER, people.month, 0, d["code"])
    if u >= monthly(p.disasters_per_year):
        return
    size = -p.disaster_size * math.log(v)
    response = names.index("disaster_response") if "disaster_response" in names else len(names) - 1
    d["surge"][response] += size
    if "poverty_food" in names and names.index("poverty_food") != response:
        d["surge"][names.index("poverty_food")] += p.disaster_spill * size
    people.ledger.events.append(
        {"month": people.month, "event": int(Event.DISASTER), "organisation": 0, "other": d["code"], "value": size}
    )
