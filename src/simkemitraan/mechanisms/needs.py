"""Need evolves: families by profile grow or shrink, need in each field drifts, disasters make it surge.

Need in a field is the number of families whose profile contains it, times a drift, times one plus the surge left by
disasters:

    need[d, f] = sum over profiles with f of families[d, profile] x exp(drift[d, f] - variance / 2) x (1 + surge[d, f])

The drift is a stationary first-order autoregression on the log scale, one independent draw a month for each district and
field; the half variance keeps mean need at its norm. A disaster strikes a district at a yearly rate; its size is
exponential. It adds to the surge of *disaster response* (the last field if there is none by that name), and a part of it
to *poverty and food*; surges fade with a half-life.

National transfers (PKH, sembako) meet a part of the need for food outside the district's hands. Need is what today's
transfers leave; where they are cut it rises by what they met.

Families in need grow only within the horizon, so that the place's own figures hold at its first month.

Sources: numbers of families from the poverty count of the place (BPS); sizes and time scales of drift and disasters are
assumptions.
"""

from __future__ import annotations

import math

from ..declare import Param, Text
from ..world.compiling import compiled
from ..world.draws import Purpose, draw, draw2, monthly, normal
from ..world.events import note
from ..world.named import Numbers, View
from ..world.schema import Event

TITLE = Text("kebutuhan keluarga", "needs of families")
READS: tuple[str, ...] = ("districts.code",)
WRITES: tuple[str, ...] = (
    "districts.families",
    "districts.profile",
    "districts.drift",
    "districts.surge",
    "districts.need",
    "districts.transfers",
    "events.*",
)
PARAMS: tuple[Param, ...] = (
    Param(
        "transfers",
        1.0,
        0.0,
        1.0,
        "1",
        "policy lever of the ministry; the district does not set it",
        Text(
            "transfer nasional (PKH, sembako) dibanding sekarang",
            "national transfers (PKH, sembako) relative to today's",
        ),
        role="lever",
    ),
    Param(
        "transfer_share",
        0.4,
        0.0,
        0.9,
        "share",
        "with all payers 29-85 % of those registered are reached, with the district's own money a few [reach]",
        Text(
            "bagian kebutuhan pangan yang dipenuhi transfer nasional",
            "share of need for food that national transfers meet",
        ),
    ),
    Param(
        "growth_per_year",
        0.0,
        -0.2,
        0.2,
        "share/year",
        "assumption: population grows about 1 % a year while the poor share falls as fast [bps]",
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


_DISASTER = int(Event.DISASTER)


@compiled
def halved(times: float) -> float:
    """Return 0.5 to the power of ``times`` (> 0).

    The half is computed, since for a constant base compilers take another function, which differs in the last bit.
    """
    half = times / (times + times)
    return float(half**times)


@compiled
def _drift(w: View, p: Numbers, d: int) -> None:
    """Move the log deviations of district ``d`` by one month of their autoregression."""
    drift = w.districts.drift
    persistence = p.drift_persistence ** (1.0 / 12.0)
    innovation = p.drift_spread * math.sqrt(1.0 - persistence * persistence)
    for f in range(w.fields):
        shock = 0.0
        if innovation > 0.0:
            u = draw(w.seed, Purpose.NEED, w.month, 0, w.districts.code[d], w.field_codes[f])
            shock = innovation * normal(u)
        drift[d, f] = persistence * drift[d, f] + shock


@compiled
def _disaster(w: View, p: Numbers, d: int) -> None:
    """Let a disaster strike district ``d``, or not."""
    code, surge = w.districts.code, w.districts.surge
    u, v = draw2(w.seed, Purpose.DISASTER, w.month, 0, code[d], 0)
    if u >= monthly(p.disasters_per_year):
        return
    size = -p.disaster_size * math.log(v)
    surge[d, w.response_field] += size
    if w.food_field >= 0 and w.food_field != w.response_field:
        surge[d, w.food_field] += p.disaster_spill * size
    note(w, _DISASTER, 0, code[d], size)
    w.counts.disasters += 1


@compiled
def _need(w: View, p: Numbers, d: int) -> None:
    """Count those in need in each field of district ``d``, and let the surge fade for the next month."""
    t = w.districts
    half_variance = 0.5 * p.drift_spread * p.drift_spread
    fade = halved(1.0 / p.disaster_half_life)
    for f in range(w.fields):
        total = 0.0
        for q in range(w.profile_needs.shape[0]):
            if w.profile_needs[q, f]:
                total += t.profile[d, q]
        t.need[d, f] = total * math.exp(t.drift[d, f] - half_variance) * (1.0 + t.surge[d, f])
        if f == w.food_field:
            met = p.transfer_share / (1.0 - p.transfer_share) * t.need[d, f]
            t.transfers[d] = p.transfers * met
            t.need[d, f] += (1.0 - p.transfers) * met
        t.surge[d, f] *= fade


@compiled
def step(w: View, p: Numbers) -> None:
    """Advance need by one month."""
    t = w.districts
    growth = (1.0 + p.growth_per_year) ** (1.0 / 12.0) if w.month > 0 else 1.0
    for d in range(t.n):
        _drift(w, p, d)
        if p.disasters_per_year > 0.0 and p.disaster_size > 0.0:
            _disaster(w, p, d)
        t.families[d] *= growth
        for q in range(w.profile_needs.shape[0]):
            t.profile[d, q] *= growth
        _need(w, p, d)
