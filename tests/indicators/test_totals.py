"""The shared sums are those that numpy makes of the columns, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import district, median_place, spec

from simkemitraan import engine, indicators
from simkemitraan.indicators.snapshot import Snapshot
from simkemitraan.indicators.totals import DISTANT, NUMBERS, OLD
from simkemitraan.world.schema import COUNTS, PAYERS, Kind, Role
from simkemitraan.world.world import World


def expected(world: World) -> dict[str, float]:
    """What numpy makes of the columns; what has no order of its own is left to the other test."""
    s = Snapshot(world)
    d, o, p = s.district, s.organisation, world.partnerships
    need, lead = d("need"), world.organisations.live("role") == Role.LEAD_AGENCY
    year = world.organisations.live("paid_year")
    whole = year.sum(axis=1, keepdims=True)
    share = np.where(whole > 0.0, year / np.where(whole > 0.0, whole, 1.0), 0.0)
    served = (share * world.organisations.live("served")[:, None]).sum(axis=0)
    paid = world.organisations.live("paid")[s.alive].sum(axis=0)
    served[PAYERS.index("philanthropy")] += d("direct").sum()
    paid[PAYERS.index("philanthropy")] += d("direct_paid").sum()
    age = world.month - 1 - s.partnership("signed")
    return {
        **{
            name: d(name).sum() for name in ("families", "one_served", "transfers", "direct", "direct_paid", "pool_out")
        },
        **{name: (d(name) * need).sum() for name in ("known", "duplication", "coordination", "quality")},
        "whole_families": (d("whole") * d("families")).sum(),
        "answered": (d("answered") * d("families")).sum(),
        "need": need.sum(),
        "needs_met": (d("coverage") * need).sum(),
        "unmet": ((1.0 - d("coverage")) * need).sum(),
        "asked": (np.maximum(d("known"), d("coverage")) * need).sum(),
        "goods": o("goods_used").sum(),
        "hours": o("hours").sum(),
        "agency_staff": o("staff")[o("kind") == Kind.AGENCY].sum(),
        "accounted": (o("spending") * o("transparency")).sum(),
        "accountable": o("spending").sum(),
        "spent_by_lead": world.organisations.live("spent")[lead].sum(),
        "ceiling_of_lead": world.organisations.live("line")[lead].sum(),
        **{f"money_{name}": paid[k] for k, name in enumerate(PAYERS)},
        **{f"served_{name}": served[k] for k, name in enumerate(PAYERS)},
        "partnerships": (p.live("n_members") > 0).sum(),
        "members": s.partnership("n_members").sum(),
        "innovations": s.partnership("innovations").sum(),
        "governance": s.partnership("governance").sum(),
        "progress": np.minimum(s.partnership("progress"), 1.0).sum(),
        "age": age.sum(),
        "old": (age > OLD).sum(),
    }


def one_by_one(world: World) -> dict[str, float]:
    """What is added up row by row."""
    s, r = Snapshot(world), world.relations
    o, active = s.organisation, s.organisation("active") > 0
    degree = o("n_informal") + o("n_formal")
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    tied &= s.alive[r.live("a")] & s.alive[r.live("b")]
    formal, far = r.live("formal")[tied] > 0, r.live("distance")[tied] > DISTANT
    personal = 0.5 * (r.live("personal_a") + r.live("personal_b"))[tied]
    institutional = 0.5 * (r.live("institutional_a") + r.live("institutional_b"))[tied]
    weight = world.params["maintenance"].personal_weight
    rows = {
        "organisations": np.ones(o("alive").size),
        "isolates": degree == 0,
        "degree": degree,
        **{name: o(name) for name in ("staff", "volunteers", "spending", "income")},
        "active": active,
        "vacant": o("vacant")[active] > 0,
        **{name: o(name)[active] for name in ("practice", "transparency", "load", "experience")},
        "overloaded": o("load")[active] > 1.0,
        "ties": np.ones(int(tied.sum())),
        "formal": formal,
        "informal": ~formal,
        "trust": weight * personal + (1.0 - weight) * institutional,
        "institutional_trust": institutional,
        **{name: r.live(name)[tied] for name in ("strain", "distance", "mandated")},
        "strain_of_distant": r.live("strain")[tied][far],
        "distant": far,
        "lent": r.live("loan")[tied],
    }
    return {name: float(np.cumsum(np.append(0.0, values))[-1]) for name, values in rows.items()}


@pytest.mark.parametrize("months", [6, 18])
@pytest.mark.parametrize("several", [False, True])
def test_sums_are_those_of_numpy_to_the_bit(months: int, several: bool) -> None:
    """For one district and for several, and for more organisations than numpy adds up in one block."""
    places = (
        tuple(district((3, 40, 20, 40, 30), code=k) for k in (7101, 7102, 7103))
        if several
        else median_place().districts
    )
    world = engine.start(spec(*places, months=months, burn_in=12), 7)
    for month in (-6, 1, months):
        engine.run_to(world, month)
        found = Snapshot(world).totals
        wanted = {**expected(world), **one_by_one(world)}
        assert {name: found[name] for name in wanted} == wanted
    assert set(wanted) | {*COUNTS, "one"} == set(found) == set(NUMBERS)


def test_what_a_month_says_is_what_a_year_says_of_it() -> None:
    """The quick way to read a month and the full one of a year agree, row by row."""
    world = engine.start(spec(months=6, burn_in=6), 3)
    for month in (-5, 3):
        engine.run_to(world, month)
        monthly, yearly = indicators.measure(world, yearly=False), indicators.measure(world, yearly=True)
        every_month = [i.every == "month" for i in indicators.ALL]
        same = (yearly.group == -1) & (yearly.district == 0) & np.array(every_month)[yearly.indicator]
        for name in ("indicator", "district", "group", "value"):
            one, other = getattr(monthly, name), getattr(yearly, name)[same]
            assert one.dtype == other.dtype
            assert (one == other).all()


def test_what_is_read_at_once_is_what_each_indicator_says_alone() -> None:
    world = engine.start(spec(months=6, burn_in=6), 3)
    engine.run_to(world, 5)
    found = indicators.measure(world, yearly=True)
    whole = (found.district == 0) & (found.group == -1)
    told: dict[int, float] = {}
    for k, value in zip(found.indicator[whole].tolist(), found.value[whole].tolist(), strict=True):
        told.setdefault(k, value)  # the value of the whole stands before those of its groups
    alone = {k: i.value(Snapshot(world)) for k, i in enumerate(indicators.ALL)}
    assert told == {k: value for k, value in alone.items() if value == value}
