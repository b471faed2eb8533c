"""Dated changes and shocks: whom they meet, and when."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import district, fields, place, spec

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world.schema import EVENT_NAMES, Kind
from simkemitraan.world.spec import Change
from simkemitraan.world.world import World

ALONE = frozenset(BY_NAME) - {"policy", "leadership"}


def shocked(change: Change, **more: object) -> World:
    world = engine.start(spec(burn_in=0, timeline=(change,), off=ALONE, **more), 3)
    for name in ("leadership",):
        for param in ("hazard_per_year", "founder_hazard_per_year", "government_hazard_per_year"):
            world.params[name].set(param, 0.0)
        world.params[name].set("wave_share", 0.0)
    engine.run_to(world, change.month + 1)
    return world


def left(world: World) -> np.ndarray:
    return world.organisations.live("leader_no") > 1


def test_a_wave_meets_the_kinds_and_the_share_it_names() -> None:
    world = shocked(Change(2, "shock", shock="leadership_wave", value=1.0, kinds=(int(Kind.AGENCY),)))
    np.testing.assert_array_equal(left(world), world.organisations.live("kind") == Kind.AGENCY)
    assert not left(shocked(Change(2, "shock", shock="leadership_wave", value=0.0))).any()


def test_a_shock_can_meet_one_organisation_or_one_district() -> None:
    world = shocked(Change(0, "shock", shock="leader_leaves", value=1.0))
    target = int(world.organisations.live("id")[4])
    assert left(shocked(Change(0, "shock", shock="leader_leaves", organisation=target))).sum() == 1
    districts = (district(code=1001), district(code=1002))
    world = engine.start(
        spec(
            *districts,
            burn_in=0,
            off=ALONE,
            timeline=(Change(0, "shock", shock="leader_leaves", value=1.0, district=1002),),
        ),
        3,
    )
    engine.advance(world)
    codes = world.districts["code"][world.organisations.live("district")]
    assert left(world)[codes == 1002].all()


def test_closing_ends_an_organisation_with_an_event() -> None:
    world = shocked(Change(0, "shock", shock="closure", value=1.0, kinds=(int(Kind.COMPANY),)))
    kind, alive = world.organisations.live("kind"), world.organisations.live("alive")
    assert (alive[kind == Kind.COMPANY] == 0).all()
    assert (alive[kind != Kind.COMPANY] == 1).all()
    closed = [e for e in world.events.live("event") if EVENT_NAMES[e] == "closed"]
    assert len(closed) == (kind == Kind.COMPANY).sum()


@pytest.mark.parametrize(("field", "hit"), [("", [3, 5]), ("disability", [2])])
def test_a_disaster_surges_in_its_field(field: str, hit: list[int]) -> None:
    world = shocked(Change(1, "shock", shock="disaster", value=2.0, field=field))
    surge = world.districts.live("surge")[0]
    assert np.flatnonzero(surge).tolist() == hit
    assert surge[hit[-1]] == 2.0
    far = engine.start(
        spec(
            district(code=1001),
            district(code=1002),
            burn_in=0,
            off=ALONE,
            timeline=(Change(0, "shock", shock="disaster", value=2.0, district=1002),),
        ),
        3,
    )
    engine.advance(far)
    assert far.districts.live("surge").any(axis=1).tolist() == [False, True]


def test_a_change_of_priority_pulls_out_of_one_field() -> None:
    change = Change(0, "shock", shock="priority_change", value=0.0, kinds=(int(Kind.AGENCY),), field="older_people")
    world, before = shocked(change), engine.start(spec(burn_in=0), 3).organisations.live("priority").copy()
    priority, agency = world.organisations.live("priority"), world.organisations.live("kind") == Kind.AGENCY
    assert (priority[agency, 1] == 0.0).all()
    np.testing.assert_allclose(priority.sum(axis=1), 1.0)
    np.testing.assert_array_equal(priority[~agency], before[~agency])


def test_with_one_field_there_is_nothing_to_pull_out_of() -> None:
    one = place(fields=fields(("only",)), profiles=())
    world = engine.start(spec(burn_in=0), 1)
    world = engine.start(
        world.spec.__class__(
            one, burn_in=0, months=12, off=ALONE, timeline=(Change(0, "shock", shock="priority_change", value=0.0),)
        ),
        1,
    )
    engine.advance(world)
    assert (world.organisations.live("priority") == 1.0).all()


def test_a_change_for_ever_is_told_once_in_its_month() -> None:
    change = Change(2, "set", "formation", "outside_option", 1.0)
    world = engine.start(spec(burn_in=2, timeline=(change,), off=ALONE), 3)
    engine.run_to(world, 4)
    told = world.events.live("month")[world.events.live("event") == EVENT_NAMES.index("lever")]
    assert told.tolist() == [2]
