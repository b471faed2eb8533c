"""Draws the worlds of the oracle as plain data; used once, against the first version (see ``record.py``)."""

from __future__ import annotations

import math
import random
from typing import Any

from simkemitraan.declare import Param
from simkemitraan.mechanisms import ORDER
from simkemitraan.world.spec import stable_code

from . import adapter

SEEDS = (11, 23, 37, 41, 59, 61, 73, 89, 97, 101, 113, 127, 131, 149, 151, 163, 179, 181, 197, 211)
SIZES = (8, 14, 22, 35, 45, 60, 60, 80, 100, 120, 120, 150, 160, 180, 220, 260, 300, 400, 600, 1000)
MONTHS = 60
SHOCKS = ("leadership_wave", "leader_leaves", "disaster", "priority_change", "closure")
FIELDS = (
    "child_protection",
    "older_people",
    "disability",
    "poverty_food",
    "family_mental_health",
    "disaster_response",
    "street_life",
    "addiction",
)


class Luck:
    """Draws from nothing but ``random.Random(seed).random()``, which no version of Python changes."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed).random

    def between(self, low: float, high: float) -> float:
        return round(low + (high - low) * self.random(), 6)

    def whole(self, low: int, high: int) -> int:
        return low + min(int((high - low + 1) * self.random()), high - low)

    def one[T](self, of: list[T] | tuple[T, ...]) -> T:
        return of[self.whole(0, len(of) - 1)]

    def some[T](self, of: list[T], n: int) -> list[T]:
        left = list(of)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(min(n, len(left)))]


def worlds() -> dict[str, dict[str, Any]]:
    """Return the twenty random worlds, three at the edges, and the four scenarios, by name."""
    out = {f"random{k:02}": _random(k) for k in range(len(SEEDS))}
    out |= {"edges": _edges(), "low": _bound("low"), "high": _bound("high")}
    for name in ("tiny", "kabupaten_maluku_barat_daya", "kabupaten_sampang", "kota_surabaya"):
        out[name] = _scenario(name, stable_code(name, 16))
    return out


def _random(k: int) -> dict[str, Any]:
    luck = Luck(SEEDS[k])
    fields = [[name, stable_code(name, 16)] for name in luck.some(list(FIELDS), (6, 1, 3, 5, 8)[k % 5])]
    districts = _districts(luck, SIZES[k], 1 + k % 4)
    data: dict[str, Any] = {
        "seed": luck.whole(0, 2**53),
        "months": MONTHS,
        "burn_in": (60, 48, 36, 72)[k % 4],
        "calendar": k % 12,
        "trace": k % 2 == 0,
        "params": _params(luck, k),
        "place": {
            "districts": districts,
            "fields": fields,
            "profiles": _profiles(luck, len(fields)),
            "known": [],
            "ties": [],
        },
        "timeline": [],
    }
    if k % 4 == 1:
        data["place"] |= _registry(luck, districts, len(fields))
    data["timeline"] = _timeline(luck, data, k, [d["code"] for d in districts], [f[0] for f in fields])
    return data


def _edges() -> dict[str, Any]:
    """Return a world in which what usually happens does not: no need, nobody to appoint, no terms, no disasters."""
    data = _random(5)
    first, second = data["place"]["districts"]
    first["poor"] = 0.0
    second["counts"] = [2, 12, 9, 6, 0]
    data["place"]["known"].append(
        {**data["place"]["known"][0], "kind": 4, "name": "coordinator", "priority": None, "coordinator": True}
    )
    data["params"] |= {
        "leadership.wave_period": 0.0,
        "leadership.vacancy_months": 1.0,
        "needs.disasters_per_year": 0.0,
        "learning.spread": 0.4,
        "dissolution.honeymoon": 12.0,
        "funding.cycle_months": 1.0,
        "formation.max_members": 16.0,
        "formation.growth": 0.9,
        "formation.later_growth": 1.5,
    }
    return data


def _bound(which: str) -> dict[str, Any]:
    """Return a world with every number at one of its bounds."""
    data = _random(4)
    data["params"] = {f"{m.name}.{p.name}": float(getattr(p, which)) for m in ORDER for p in m.params}
    data["burn_in"] = 24
    return data


def _scenario(name: str, seed: int) -> dict[str, Any]:
    luck = Luck(seed)
    data: dict[str, Any] = {
        "scenario": f"package:{name}",
        "seed": luck.whole(0, 2**53),
        "months": MONTHS,
        "burn_in": 60,
        "trace": True,
        "params": {},
        "timeline": [],
    }
    data["timeline"] = _timeline(luck, data, seed, [0], list(FIELDS[:6]))
    return data


def _districts(luck: Luck, size: int, n: int) -> list[dict[str, Any]]:
    rows = []
    for k in range(n):
        shares = [0.05 + luck.random() for _ in range(5)]
        counts = [round(size / n * s / sum(shares)) for s in shares]
        counts[luck.whole(1, 4)] *= luck.whole(0, 1) if size > 30 else 1  # some places have none of a kind
        counts[0] = max(counts[0], 1)
        population = luck.between(80.0, 2500.0) * max(sum(counts), 3)
        rows.append(
            {
                "name": f"D{k}",
                "code": 1101 + 100 * luck.whole(0, 80) + k,
                "population": population,
                "poor": round(population * luck.between(0.02, 0.3), 3),
                "subdistricts": luck.whole(1, 9),
                "counts": counts,
                "remoteness": luck.between(0.0, 1.0),
                "budget_factor": luck.between(0.3, 2.0),
                "inaugurated": luck.whole(-60, 40),
            }
        )
    return rows


def _profiles(luck: Luck, fields: int) -> list[Any]:
    needs = [sorted(luck.some(list(range(fields)), luck.whole(1, min(3, fields)))) for _ in range(luck.whole(2, 8))]
    needs += [[f] for f in range(fields)]
    weights = [0.1 + luck.random() for _ in needs]
    return [[n, w / sum(weights)] for n, w in zip(needs, weights, strict=True)]


def _registry(luck: Luck, districts: list[dict[str, Any]], fields: int) -> dict[str, Any]:
    known = [_known(luck, k, districts, fields) for k in range(luck.whole(3, 12))]
    pairs = {(a, b) for a in range(len(known)) for b in range(a + 1, len(known)) if luck.random() < 0.35}
    ties = [
        {
            "a": a,
            "b": b,
            "formal": luck.random() < 0.4,
            "age": luck.whole(0, 80),
            "trust": luck.between(0.1, 0.9) if luck.random() < 0.5 else None,
        }
        for a, b in sorted(pairs)
    ]
    return {"known": known, "ties": ties}


def _known(luck: Luck, k: int, districts: list[dict[str, Any]], fields: int) -> dict[str, Any]:
    def maybe(value: Any) -> Any:
        return value if luck.random() < 0.6 else None

    weights = [0.1 + luck.random() for _ in range(fields)]
    where = luck.whole(0, len(districts) - 1)
    return {
        "name": f"organisation {k}",
        "kind": luck.whole(1, 3),
        "district": where,
        "place": maybe(luck.whole(0, districts[where]["subdistricts"] - 1)),
        "staff": maybe(luck.between(0.0, 20.0)),
        "volunteers": maybe(luck.between(0.0, 50.0)),
        "income": maybe(luck.between(0.0, 80.0)),
        "active": maybe(luck.random() < 0.8),
        "priority": maybe([w / sum(weights) for w in weights]),
    }


def _params(luck: Luck, k: int) -> dict[str, float]:
    """Return numbers away from their defaults: near them in most worlds, anywhere within bounds in every fifth."""
    chance, draw = (0.15, _anywhere) if k % 5 == 3 else (0.4, _near)
    out = {f"{m.name}.{p.name}": draw(luck, p) for m in ORDER for p in m.params if luck.random() < chance}
    chosen = {
        "formation.consent": k % 3,
        "formation.season": k % 2,
        "formation.forum_share": (0.4, 0.0, 0.8, 0.15)[k % 4],
        "formation.fixed_term": (0, 18, 60)[k % 3],
        "formation.term_extra": (0, 12)[k // 2 % 2],
        "funding.partnership_required": (0.0, 0.5, 1.0)[k // 2 % 3],
        "funding.partnership_bonus": (0.0, 0.3)[k % 2],
        "funding.budget_calendar": k // 2 % 2,
        "funding.lead_rule": k // 3 % 3,
        "funding.no_repeat": k // 4 % 2,
        "funding.small_quota": (0.0, 0.4)[k // 3 % 2],
        "funding.remote_quota": (0.0, 0.3)[k // 5 % 2],
        "funding.seed_share": (0.0, 0.25)[k // 4 % 2],
        "service_delivery.hub_share": (0.0, 0.3)[k // 2 % 2],
        "service_delivery.referral_desk": (0.0, 0.5)[k // 3 % 2],
        "maintenance.facilitation": (0.0, 0.4)[k % 2],
        "dissolution.honeymoon": (0.0, 9.0)[k // 2 % 2],
    }
    return {**out, **{name: float(value) for name, value in chosen.items()}}


def _anywhere(luck: Luck, p: Param) -> float:
    whole = p.form != "number"
    return float(luck.whole(int(p.low), int(p.high))) if whole else luck.between(p.low, p.high)


def _near(luck: Luck, p: Param) -> float:
    if p.form in ("switch", "choice"):
        return _anywhere(luck, p)
    if p.default:
        value = p.default * math.exp(luck.between(-0.7, 0.7))
    else:
        value = luck.between(0.0, 0.3) * p.high
    value = min(p.high, max(p.low, round(value, 6)))
    return float(round(value)) if p.form == "whole" else value


def _timeline(luck: Luck, data: dict[str, Any], k: int, codes: list[int], fields: list[str]) -> list[dict[str, Any]]:
    world = adapter.start(adapter.spec_of(data), data["seed"])
    ids = [int(i) for i in adapter.live(world, "organisations", "id")]
    codes = [int(c) for c in adapter.live(world, "districts", "code")] if codes == [0] else codes
    rows = [_shock(luck, SHOCKS[(k + j) % 5], codes, fields, ids) for j in range(10)]
    rows[0]["month"] = rows[1]["month"] = 0
    for _ in range(8):
        rows += _lever(luck)
    return sorted(rows, key=lambda r: luck.random())


def _month(luck: Luck) -> int:
    """Return a month of the horizon, rather an early one."""
    return int(MONTHS * luck.random() ** 2)


def _shock(luck: Luck, shock: str, codes: list[int], fields: list[str], ids: list[int]) -> dict[str, Any]:
    row: dict[str, Any] = {"month": _month(luck), "verb": "shock", "shock": shock, "value": luck.between(0.05, 0.6)}
    if shock == "closure":
        row["value"] = luck.between(0.02, 0.2)
    if luck.random() < 0.3 and shock != "disaster":
        row["organisation"] = luck.one(ids)
    if luck.random() < 0.4:
        row["kinds"] = sorted(luck.some(list(range(5)), luck.whole(1, 3)))
    if luck.random() < 0.4:
        row["district"] = luck.one(codes)
    if luck.random() < 0.6:
        row["field"] = luck.one(fields)
    return row


def _lever(luck: Luck) -> list[dict[str, Any]]:
    """Return one change of a number, or two of the same number that overlap."""
    mechanism = luck.one([m for m in ORDER if m.params])
    param = luck.one(mechanism.params)
    first = _month(luck)
    rows = [{"month": first, "verb": "set", "value": _near(luck, param), "until": 0}]
    if luck.random() < 0.5:
        rows[0]["until"] = first + luck.whole(1, 20)
    if param.form == "number" and luck.random() < 0.5:
        rows.append(
            {"month": first + luck.whole(0, 9), "verb": "multiply", "value": luck.between(0.5, 1.5), "until": 0}
        )
        if luck.random() < 0.5:
            rows[1]["until"] = rows[1]["month"] + luck.whole(1, 12)
    return [{**row, "mechanism": mechanism.name, "param": param.name} for row in rows]
