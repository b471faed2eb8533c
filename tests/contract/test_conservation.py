"""Conservation on random worlds: the ledger, people and money add up every month."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import config
from tests.worlds import district, spec

from simkemitraan import engine
from simkemitraan.world.schema import Reason
from simkemitraan.world.world import LEDGER, World

MANY, FEW = (2, 1) if config.DISABLE_JIT else (25, 15)  # interpreted, a month takes a thousand times as long

counts = st.tuples(*[st.integers(0, 7)] * 5)
worlds = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**62),
        "districts": st.lists(counts, min_size=1, max_size=2),
        "hazard": st.floats(0.0, 0.9),
        "informal": st.floats(0.0, 3.0),
        "chances": st.floats(0.0, 30.0),
        "formalising": st.floats(0.0, 3.0),
        "required": st.floats(0.0, 1.0),
    }
)


def make(w: dict) -> World:  # type: ignore[type-arg]
    places = [district(c, 1000 + k, 20_000.0) for k, c in enumerate(w["districts"])]
    params = {
        "leadership": {"hazard_per_year": w["hazard"]},
        "dissolution": {"informal_hazard": w["informal"], "withdrawal": w["informal"] / 2},
        "formation": {"chances": w["chances"], "formalising": w["formalising"], "later_growth": 0.5},
        "funding": {"partnership_required": w["required"]},
        "finance": {"close_level": -1.5},
    }
    return engine.start(spec(*places, burn_in=0, months=40, params=params), w["seed"])


def cooperating(world: World) -> int:
    return int((world.relations.live("cooperating") == 1).sum())


def running(world: World) -> int:
    return int((world.partnerships.live("n_members") > 0).sum())


@settings(max_examples=MANY)
@given(worlds)
def test_what_stands_is_what_stood_plus_formed_less_ended(w: dict) -> None:  # type: ignore[type-arg]
    world = make(w)
    for _ in range(36):
        ties, agreements = cooperating(world), running(world)
        for name in LEDGER:
            getattr(world, name).clear()
        engine.advance(world)
        formed = world.counts.get("cooperation_formed", 0.0)
        assert cooperating(world) == ties + formed - world.ended_ties.n
        signed = world.counts.get("partnerships_formed", 0.0)
        assert running(world) == agreements + signed - world.ended_partnerships.n
        _shared_agreements_are_counted(world)
        assert (world.ended_ties.live("reason") > Reason.NONE).all()
        assert (world.ended_partnerships.live("reason") > Reason.NONE).all()
        assert (world.ended_ties.live("end") >= world.ended_ties.live("start")).all()


def _shared_agreements_are_counted(world: World) -> None:
    """Each relation's count of shared agreements is the number of running partnerships that both sides are in."""
    p, r = world.partnerships, world.relations
    expected: dict[tuple[int, int], int] = {}
    for row in np.flatnonzero(p.live("n_members") > 0):
        members = sorted(p["member"][row, : p["n_members"][row]].tolist())
        assert len(set(members)) == len(members) >= 2
        assert all(world.organisations["alive"][m] for m in members)
        for x in range(len(members)):
            for y in range(x + 1, len(members)):
                key = (members[x], members[y])
                expected[key] = expected.get(key, 0) + 1
    known = {
        (int(a), int(b)): int(f)
        for a, b, f, gone in zip(r.live("a"), r.live("b"), r.live("formal"), r.live("forgotten"), strict=True)
        if not gone
    }
    assert {k: v for k, v in known.items() if v} == expected


@settings(max_examples=MANY)
@given(worlds)
def test_money_adds_up_for_every_organisation_every_month(w: dict) -> None:  # type: ignore[type-arg]
    world = make(w)
    for _ in range(24):
        engine.advance(world)
        o = world.organisations
        alive = o.live("alive") == 1
        left = (o.live("opening") + o.live("income") - o.live("spending"))[alive]
        np.testing.assert_allclose(o.live("reserves")[alive], left, rtol=1e-9, atol=1e-6)
        assert (o.live("reserves")[alive] >= -1e-9).all()


@settings(max_examples=FEW)
@given(worlds)
def test_nothing_is_nan_or_out_of_its_range(w: dict) -> None:  # type: ignore[type-arg]
    from simkemitraan.indicators import ALL, measure

    world = make(w)
    for _ in range(24):
        engine.advance(world)
    for table in (world.organisations, world.relations, world.partnerships, world.districts):
        for column in table.columns:
            values = np.asarray(table.live(column.name), np.float64)
            assert np.isfinite(values).all(), column.name
            if column.unit in ("0-1", "share") and column.name not in ("supply", "surge", "applied", "trustor"):
                assert (values >= -1e-12).all(), column.name
                assert (values <= 1 + 1e-9).all(), column.name
    m = measure(world, yearly=True)
    for index, value in zip(m.indicator, m.value, strict=True):
        assert np.isfinite(value)
        if ALL[index].share:
            assert -1e-12 <= value <= 1 + 1e-9, ALL[index].name
        elif ALL[index].name not in ("assortativity", "size_gap"):
            assert value >= -1e-9, ALL[index].name
