"""A trajectory goes back and forward to the same numbers, and a change acts from next month on."""

from __future__ import annotations

import numpy as np
import pytest
from tests.live.rooms import small_session
from tests.worlds import spec, state

from simkemitraan import engine
from simkemitraan.indicators import NAMES, measure
from simkemitraan.live import interventions
from simkemitraan.live.past import Checkpoints, Ledger
from simkemitraan.live.sources import HEADLINES, MODEL, first_world
from simkemitraan.live.trajectory import SimulatedTrajectory
from simkemitraan.web.refusal import RefusedError
from simkemitraan.world.draws import replicate_seed


@pytest.fixture(scope="module")
def base() -> SimulatedTrajectory:
    return SimulatedTrajectory(first_world(spec(months=60), replicate_seed(7, 0)), MODEL)


def fresh(base: SimulatedTrajectory) -> SimulatedTrajectory:
    return SimulatedTrajectory(base.world.copy(), MODEL)


def same(a: SimulatedTrajectory, b: SimulatedTrajectory) -> bool:
    x, y = state(a.world), state(b.world)
    return x.keys() == y.keys() and all(np.array_equal(x[k], y[k]) for k in x)


def test_going_back_and_on_is_the_run_that_never_went_back(base: SimulatedTrajectory) -> None:
    straight, wandering = fresh(base), fresh(base)
    straight.go_to(40)
    for month in (31, 5, 38, 12, 40):
        wandering.go_to(month)
    assert same(straight, wandering)
    assert sorted(straight.series) == sorted(wandering.series) == list(range(40))
    assert all(np.array_equal(straight.series[m], wandering.series[m], equal_nan=True) for m in range(40))
    ledger = [
        [(m, rows["a"].tolist()) for m, rows in trajectory.ledger.rows("ended_ties")]
        for trajectory in (straight, wandering)
    ]
    assert ledger[0] == ledger[1]
    assert ledger[0]


def test_a_post_acts_from_the_next_month_and_not_before(base: SimulatedTrajectory) -> None:
    plain, changed = fresh(base), fresh(base)
    plain.go_to(10)
    changed.go_to(10)
    changed.post(interventions.setting(10, "leadership", "hazard_per_year", 1.0))
    assert same(plain, changed)
    plain.advance()
    changed.advance()
    assert not same(plain, changed)
    assert changed.world.params["leadership"].hazard_per_year == 1.0


def test_post_after_going_back_equals_post_in_the_first_place(base: SimulatedTrajectory) -> None:
    early, late = fresh(base), fresh(base)
    early.go_to(8)
    early.post(interventions.shocking(8, "funding_cut", 0.5))
    early.go_to(30)
    late.go_to(30)
    late.go_to(8)
    late.post(interventions.shocking(8, "funding_cut", 0.5))
    late.go_to(30)
    assert same(early, late)


def test_withdrawing_makes_as_if_it_had_never_been(base: SimulatedTrajectory) -> None:
    plain, other = fresh(base), fresh(base)
    plain.go_to(20)
    other.go_to(6)
    other.post(interventions.shocking(6, "leadership_wave", None))
    other.go_to(20)
    assert not same(plain, other)
    other.withdraw(0)
    other.go_to(20)
    assert same(plain, other)


def test_a_slider_moved_twice_before_its_month_posts_once(base: SimulatedTrajectory) -> None:
    trajectory = fresh(base)
    trajectory.post(interventions.setting(0, "leadership", "hazard_per_year", 0.5))
    trajectory.post(interventions.setting(0, "leadership", "hazard_per_year", 0.7))
    assert len(trajectory.posts) == 1
    assert trajectory.values()["leadership"]["hazard_per_year"] == 0.7


def test_a_branch_shares_its_luck_and_its_past_only(base: SimulatedTrajectory) -> None:
    first = fresh(base)
    first.go_to(9)
    second = first.branch()
    first.go_to(15)
    second.go_to(15)
    assert same(first, second)
    second.post(interventions.shocking(15, "leadership_wave", 1.0))
    first.go_to(18)
    second.go_to(18)
    assert not same(first, second)
    assert first.posts == []


def test_series_are_the_headline_indicators_of_an_ordinary_run(base: SimulatedTrajectory) -> None:
    trajectory = fresh(base)
    trajectory.go_to(13)
    world = engine.start(spec(months=60), replicate_seed(7, 0))
    engine.run_to(world, 12)
    engine.advance(world)
    found = measure(world)
    whole = {
        NAMES[i]: v
        for i, d, g, v in zip(found.indicator, found.district, found.group, found.value, strict=True)
        if d == 0 and g == -1
    }
    shown = {i.name: v for i, v in zip(HEADLINES, trajectory.series[12], strict=True) if v == v}
    assert shown
    assert shown == {name: whole[name] for name in shown}


def test_checkpoints_stay_within_their_memory(base: SimulatedTrajectory) -> None:
    world = base.world.copy()
    marks = Checkpoints(world, spacing=2, budget=8 * world.bytes())
    for month in range(0, 400, 2):
        world.month = month
        marks.offer(world)
    assert len(marks) <= 9
    assert marks.before(399).month <= 399
    assert marks.before(1).month == 0


def test_the_chronicle_forgets_the_oldest_first() -> None:
    ledger = Ledger(limit=10)
    for month in range(8):
        ledger.add(month, {"events": {"month": np.full(4, month)}})
    assert [m for m, _ in ledger.rows("events")] == [6, 7]


@pytest.mark.parametrize(
    ("mechanism", "param", "value"),
    [
        ("leadership", "hazard_per_year", 1.5),
        ("leadership", "nothing", 0.5),
        ("nothing", "x", 0.0),
        ("leadership", "wave_freeze", 2.5),
    ],
)
def test_numbers_out_of_bounds_are_refused(mechanism: str, param: str, value: float) -> None:
    with pytest.raises(RefusedError):
        interventions.setting(0, mechanism, param, value)


def test_every_shock_button_posts_rows_the_policy_knows() -> None:
    session = small_session()
    trajectory = session.trajectories[0]
    id = session.node_index.id_of(0)
    for shock in interventions.SHOCKS:
        trajectory.post(interventions.shocking(0, shock, None, organisation=id))
    trajectory.advance()
    assert interventions.pools()
    assert trajectory.world.params["funding"]["district_budget"] == pytest.approx(
        0.6 * trajectory.world.base_value("funding", "district_budget")
    )
