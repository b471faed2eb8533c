"""Need evolves: families by profile grow or shrink, need in each field drifts, disasters make it surge.

Need in a field is the number of families whose profile contains it, times a drift, times one plus the surge left by
disasters:

    need[d, f] = sum over profiles with f of families[d, profile] x exp(drift[d, f] - variance / 2) x (1 + surge[d, f])

The drift is a stationary first-order autoregression on the log scale, one independent draw a month for each district and
field; the half variance keeps mean need at its norm. A disaster strikes a district at a yearly rate; its size is
exponential. It adds to the surge of *disaster response* (the last field if there is none by that name), and a part of it
to *poverty and food*; surges fade with a half-life.

Families in need grow only within the horizon, so that the place's own figures hold at its first month.

Sources: numbers of families from the poverty count of the place (BPS); sizes and time scales of drift and disasters are
assumptions.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..declare import Param, Text, Values
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, draw2, normal
from ..world.schema import Event
from ..world.world import World

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Codes = NDArray[np.int8]

TITLE = Text("kebutuhan keluarga", "needs of families")
READS: tuple[str, ...] = ("districts.code",)
WRITES: tuple[str, ...] = (
    "districts.families",
    "districts.profile",
    "districts.drift",
    "districts.surge",
    "districts.need",
    "events.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "growth_per_year",
        0.0,
        -0.2,
        0.2,
        "share/year",
        "assumption: population grows about 1 % a year while the poor share falls as fast (BPS)",
        Text(
            "pertumbuhan jumlah keluarga yang membutuhkan dalam setahun",
            "yearly growth of the number of families in need",
        ),
        informed=False,
    ),
    Param(
        "drift_spread",
        0.1,
        0.0,
        1.0,
        "log",
        "assumption",
        Text(
            "simpangan baku log kebutuhan di sekitar tingkat wajarnya", "standard deviation of log need around its norm"
        ),
        informed=False,
    ),
    Param(
        "drift_persistence",
        0.7,
        0.0,
        0.999,
        "1/year",
        "assumption",
        Text(
            "korelasi kebutuhan dengan kebutuhan setahun sebelumnya", "correlation of need with that of a year before"
        ),
        informed=False,
    ),
    Param(
        "disasters_per_year",
        0.2,
        0.0,
        12.0,
        "1/year",
        "assumption: one large disaster in five years in each district",
        Text("bencana besar per kabupaten/kota dalam setahun", "large disasters in a district and year"),
        informed=False,
    ),
    Param(
        "disaster_size",
        1.0,
        0.0,
        20.0,
        "share",
        "assumption: need for disaster response doubles on average",
        Text("rata-rata kenaikan kebutuhan tanggap bencana", "mean rise of need for disaster response"),
        informed=False,
    ),
    Param(
        "disaster_spill",
        0.1,
        0.0,
        1.0,
        "share",
        "assumption",
        Text(
            "bagian kenaikan yang menjalar ke kebutuhan pangan", "part of the rise that spills over to poverty and food"
        ),
        informed=False,
    ),
    Param(
        "disaster_half_life",
        4.0,
        0.25,
        60.0,
        "months",
        "assumption",
        Text("waktu paruh lonjakan setelah bencana", "half-life of the surge after a disaster"),
        informed=False,
    ),
)


@compiled
def _drift(
    districts: int,
    fields: int,
    seed: int,
    month: int,
    code: Ints,
    field_codes: NDArray[np.int64],
    drift: Floats,
    persistence: float,
    innovation: float,
) -> None:
    """Move each log deviation by one month of its autoregression."""
    for d in range(districts):
        for f in range(fields):
            shock = 0.0
            if innovation > 0.0:
                shock = innovation * normal(draw(seed, Purpose.NEED, month, 0, code[d], field_codes[f]))
            drift[d, f] = persistence * drift[d, f] + shock


@compiled
def _disasters(
    districts: int,
    seed: int,
    month: int,
    code: Ints,
    surge: Floats,
    struck: Floats,
    chance: float,
    size: float,
    response: int,
    food: int,
    spill: float,
) -> int:
    """Let disasters strike; writes the size of each district's to ``struck`` and returns how many strike."""
    if chance <= 0.0 or size <= 0.0:
        return 0
    count = 0
    for d in range(districts):
        u, v = draw2(seed, Purpose.DISASTER, month, 0, code[d], 0)
        if u >= chance:
            continue
        struck[d] = -size * math.log(v)
        surge[d, response] += struck[d]
        if food >= 0:
            surge[d, food] += spill * struck[d]
        count += 1
    return count


@compiled
def _need(
    districts: int,
    fields: int,
    profile_needs: Codes,
    families: Floats,
    profile: Floats,
    drift: Floats,
    surge: Floats,
    need: Floats,
    growth: float,
    half_variance: float,
    fade: float,
) -> None:
    """Grow families, count those in need of each field, and let the surge fade for the next month."""
    for d in range(districts):
        families[d] *= growth
        for q in range(profile_needs.shape[0]):
            profile[d, q] *= growth
        for f in range(fields):
            total = 0.0
            for q in range(profile_needs.shape[0]):
                if profile_needs[q, f]:
                    total += profile[d, q]
            need[d, f] = total * math.exp(drift[d, f] - half_variance) * (1.0 + surge[d, f])
            surge[d, f] *= fade


def disaster_fields(world: World) -> tuple[int, int]:
    """Return the field that a disaster hits and the one it spills over to (-1: none)."""
    names = [field.name for field in world.spec.place.fields]
    response = names.index("disaster_response") if "disaster_response" in names else len(names) - 1
    food = names.index("poverty_food") if "poverty_food" in names else -1
    return response, food if food != response else -1


def step(world: World, p: Values, seed: int) -> None:
    """Advance need by one month."""
    d = world.districts
    persistence = p.drift_persistence ** (1.0 / 12.0)
    _drift(
        d.n,
        world.fields,
        seed,
        world.month,
        d["code"],
        world.field_codes,
        d["drift"],
        persistence,
        p.drift_spread * math.sqrt(1.0 - persistence * persistence),
    )
    struck = np.zeros(d.n)
    response, food = disaster_fields(world)
    count = _disasters(
        d.n,
        seed,
        world.month,
        d["code"],
        d["surge"],
        struck,
        -math.expm1(-p.disasters_per_year / 12.0),
        p.disaster_size,
        response,
        food,
        p.disaster_spill,
    )
    if count:
        hit = np.flatnonzero(struck)
        world.note(Event.DISASTER, np.full(count, -1), other=d["code"][hit], value=struck[hit])
        world.count("disasters", count)
    _need(
        d.n,
        world.fields,
        world.profile_needs,
        d["families"],
        d["profile"],
        d["drift"],
        d["surge"],
        d["need"],
        (1.0 + p.growth_per_year) ** (1.0 / 12.0) if world.month > 0 else 1.0,
        0.5 * p.drift_spread * p.drift_spread,
        0.5 ** (1.0 / p.disaster_half_life),
    )
