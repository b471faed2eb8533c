"""What somebody is like who was founded this month (ODD 5): everything is drawn from the own id."""

from __future__ import annotations

import math
from typing import Any

from tests.twin.luck import draw, normal
from tests.twin.people import Organisation, People

from simkemitraan.world.attributes import FIGURES
from simkemitraan.world.draws import Purpose
from simkemitraan.world.identity import pack
from simkemitraan.world.schema import FUNDERS, LINES, ORGANISATIONS, PAYERS, Kind


class Luck:
    """The draws of one id that build it."""

    def __init__(self, people: People, own: int) -> None:
        self.people, self.own = people, own

    def uniform(self, slot: int) -> float:
        return draw(self.people.seed_of_draws, Purpose.BUILD, 0, slot, self.own)

    def normal(self, slot: int) -> float:
        return float(normal(self.uniform(slot)))

    def share(self, middle: float, spread: float, slot: int) -> float:
        return min(1.0, max(0.0, middle + spread * self.normal(slot)))


def newcomer(people: People, district: int, kind: Kind, k: int) -> Organisation:
    d = people.districts[district]
    own = pack(people.month, d["code"], kind, k)
    luck = Luck(people, own)
    place, spot = int(luck.uniform(1) * d["subdistricts"]), int(luck.uniform(2) * d["addresses"])
    values = _blank(people) | _size(luck, kind) | _leader(luck, kind) | _interests(luck, kind, d["need"])
    values |= {
        "id": own,
        "kind": int(kind),
        "alive": 1,
        "active": 1,
        "district": district,
        "place": place,
        "founded": people.month,
        "address": d["first_address"] + place * d["addresses"] + spot,
        "leader_no": 1,
        "record": 0.7,
        "staff": 0.0,
        "founder_led": int(kind in (Kind.NONPROFIT, Kind.COMMUNITY)),
    }
    return Organisation(people, values)


def _blank(people: People) -> dict[str, Any]:
    """Columns that start empty."""
    widths = {
        "fields": people.fields,
        "culture": 4,
        "funders": len(FUNDERS),
        "payers": len(PAYERS),
        "lines": len(LINES),
    }
    empty = {c.name: int(c.fill) if c.dtype.startswith("i") else float(c.fill) for c in ORGANISATIONS}
    return {c.name: [empty[c.name]] * widths[c.width] if c.width else empty[c.name] for c in ORGANISATIONS}


def _size(luck: Luck, kind: Kind) -> dict[str, Any]:
    figures, z = FIGURES[kind], luck.normal(10)
    staff = figures.staff * math.exp(figures.staff_spread * (0.8 * z + 0.6 * luck.normal(11)))
    volunteers = figures.volunteers * math.exp(figures.volunteers_spread * (0.8 * z + 0.6 * luck.normal(12)))
    income = (figures.income_per_staff * staff + figures.income_floor) * math.exp(
        figures.income_spread * luck.normal(13)
    )
    if kind == Kind.COMPANY:
        income = 2.8 * math.exp(1.2 * z)  # what it gives
    registered = luck.uniform(15) < figures.registered
    reserves = income * (1.0 + 5.0 * luck.uniform(16))
    return {
        "reach": figures.offset + 0.9 * z,
        "size": figures.offset + 0.9 * z,
        "staff_wanted": staff,
        "posts": staff,
        "goods": 2.6 * staff + 0.2,
        "volunteers": volunteers,
        "capacity_start": staff + 0.15 * volunteers,
        "own_income": income,
        "income_year": 12.0 * income,
        "income_past": 12.0 * income,
        "reserves": reserves,
        "opening": reserves,
        "registered": int(registered),
        "accredited": int(registered and luck.uniform(17) < figures.accredited),
    }


def _leader(luck: Luck, kind: Kind) -> dict[str, Any]:
    return {
        "skill": luck.share(0.5, 0.15, 20),
        "openness": luck.normal(21),
        "appeal": luck.normal(27),
        "trustor": 0.12 * luck.normal(22),
        "reputation": luck.share(0.5, 0.12, 23),
        "transparency": luck.share(0.55 if kind == Kind.AGENCY else 0.45, 0.12, 24),
        "practice": luck.share(0.35, 0.1, 25),
        "experience": luck.share(0.3, 0.1, 26),
    }


def _interests(luck: Luck, kind: Kind, need: list[float]) -> dict[str, Any]:
    figures, codes = FIGURES[kind], [field.code for field in luck.people.place.fields]
    weight = [max(n / max(sum(need), 1e-9), 1e-3) for n in need]
    wish = [w * math.exp(figures.focus * luck.normal(65536 + code)) for w, code in zip(weight, codes, strict=True)]
    relative = [w / max(wish) for w in wish]
    knack = [luck.normal(131072 + code) for code in codes]
    culture = [mean * math.exp(0.7 * luck.normal(40 + c)) for c, mean in enumerate(figures.culture)]
    return {
        "priority": [w / sum(wish) for w in wish],
        "culture": [c / sum(culture) for c in culture],
        "capability": [1.0 / (1.0 + math.exp(0.6 - 1.4 * r - 0.5 * z)) for r, z in zip(relative, knack, strict=True)],
    }
