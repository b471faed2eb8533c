"""What is left to test beside the contract: the rule itself."""

import numpy as np
from simkemitraan_mentoring.indicators import practice_gap

from simkemitraan import engine
from simkemitraan.indicators.snapshot import Snapshot
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.testing.contract import spec


def test_partners_come_closer_and_nobody_loses():
    world = engine.start(spec(), 1)
    engine.run_to(world, 24)
    world.params["mentoring"].set("rate", 1.0)
    before, gap = world.organisations.live("practice").copy(), practice_gap.value(Snapshot(world))
    BY_NAME["mentoring"].step(world)
    after = world.organisations.live("practice")
    assert (after >= before).all()
    assert after.max() == before.max()
    assert practice_gap.value(Snapshot(world)) < gap


def test_without_a_rate_nothing_moves():
    world = engine.start(spec(), 1)
    engine.run_to(world, 12)
    world.params["mentoring"].set("rate", 0.0)
    before = world.organisations.live("practice").copy()
    BY_NAME["mentoring"].step(world)
    np.testing.assert_array_equal(world.organisations.live("practice"), before)
