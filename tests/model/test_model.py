"""The Mesa face works with Mesa's own tools, and shows the numbers of the engine."""

from __future__ import annotations

import copy
import pickle

import mesa
import numpy as np
import pytest
from mesa.datacollection import DataCollector
from mesa.time import Schedule
from tests.worlds import spec, state

from simkemitraan import engine
from simkemitraan.agents import Organisation, Partnership
from simkemitraan.indicators import NAMES, measure
from simkemitraan.model import PartnershipModel
from simkemitraan.world.draws import replicate_seed
from simkemitraan.world.schema import KIND_NAMES, TYPE_NAMES
from simkemitraan.world.spec import Change


@pytest.fixture
def model() -> PartnershipModel:
    made = PartnershipModel(spec(months=24), rng=3)
    for _ in range(6):
        made.step()
    return made


def staff_of(agent: Organisation) -> float:
    return float(agent.staff) if isinstance(agent, Organisation) else 0.0


def test_its_numbers_are_those_of_the_engine_with_the_seed_of_the_replicate() -> None:
    model = PartnershipModel(spec(months=24), rng=7, replicate=2)
    world = engine.start(spec(months=24), replicate_seed(7, 2))
    engine.run_to(world, 0)
    for _ in range(12):
        model.step()
        engine.advance(world)
    for name, values in state(world).items():
        np.testing.assert_array_equal(values, state(model.world)[name], err_msg=name)
    m = measure(world, yearly=True)
    known = {
        NAMES[i]: v for i, g, d, v in zip(m.indicator, m.group, m.district, m.value, strict=True) if g == -1 and d == 0
    }
    assert model.indicator("partnerships") == known["partnerships"]
    assert len(model.datacollector.get_model_vars_dataframe()) == 12
    with pytest.raises(KeyError, match="did you mean `access`"):
        model.indicator("acess")


def test_agents_refuse_to_be_written_and_say_what_to_do(model: PartnershipModel) -> None:
    """What was written to a window once was kept there, and the world went on as if nothing had been said."""
    organisations = model.agents_by_type[Organisation]
    agent = next(iter(organisations))
    before = agent.staff
    for write in (lambda: setattr(agent, "staff", 99.0), lambda: organisations.set("staff", 99.0)):
        with pytest.raises(AttributeError, match=r"model\.set.*model\.shock"):
            write()
    with pytest.raises(AttributeError, match="by unique_id"):
        agent.my_own = 1
    assert agent.staff == before


def test_agents_list_their_columns_and_speak_names(model: PartnershipModel) -> None:
    agent = next(iter(model.agents_by_type[Organisation]))
    assert {"staff", "kind", "partners", "name"} <= set(dir(agent))
    kinds = {a.kind for a in model.agents_by_type[Organisation]}
    assert kinds <= set(KIND_NAMES)
    assert "nonprofit" in kinds
    assert agent.role in {"none", "lead_agency", "coordinator"}


def test_a_seed_is_given_in_every_way_mesa_knows() -> None:
    """None draws one, a Generator or SeedSequence gives one, and each can be read and given again."""
    first, second = PartnershipModel(spec(months=3), rng=None), PartnershipModel(spec(months=3), rng=None)
    assert first.seed != second.seed
    made = [PartnershipModel(spec(months=3), rng=np.random.default_rng(5)) for _ in range(2)]
    made += [PartnershipModel(spec(months=3), rng=np.random.SeedSequence(5)), PartnershipModel(spec(months=3), rng=[5])]
    again = PartnershipModel(spec(months=3), seed=first.seed)
    for model in (first, second, again, *made):
        model.step()
    assert made[0].seed == made[1].seed
    assert again.seed == first.seed
    for name, values in state(first.world).items():
        np.testing.assert_array_equal(values, state(again.world)[name], err_msg=name)
    assert PartnershipModel(spec(months=3), rng=np.int64(4)).seed == 4
    with pytest.raises(TypeError, match="rng must be a whole number"):
        PartnershipModel(spec(months=3), rng="seven")
    with pytest.raises(TypeError, match="takes no months"):
        PartnershipModel(spec(months=3), months=4)


def test_luck_cannot_begin_again_half_way(model: PartnershipModel) -> None:
    with pytest.raises(TypeError, match="fixed by its seed"):
        model.reset_rng(3)


def test_agents_are_windows_on_rows(model: PartnershipModel) -> None:
    o = model.world.organisations
    by_type = model.agents_by_type
    assert len(by_type[Organisation]) == int((o.live("alive") == 1).sum())
    assert len(by_type[Partnership]) == int((model.world.partnerships.live("n_members") > 0).sum())
    assert len(model.agents) == len(by_type[Organisation]) + len(by_type[Partnership])
    ids = {a.unique_id for a in by_type[Organisation]}
    assert ids == set(o.live("id")[o.live("alive") == 1].tolist())
    total = by_type[Organisation].agg("staff", np.sum)
    assert total == pytest.approx(o.live("staff")[o.live("alive") == 1].sum())
    agencies = by_type[Organisation].select(lambda a: a.kind == "government")
    assert 0 < len(agencies) < len(by_type[Organisation])
    there = np.unique(o.live("kind")[o.live("alive") == 1])
    assert set(by_type[Organisation].groupby("kind").groups) == {KIND_NAMES[k] for k in there}
    assert model.agent_types == [Organisation, Partnership]


def test_partners_and_members_agree(model: PartnershipModel) -> None:
    organisation = max(model.agents_by_type[Organisation], key=lambda a: a.n_informal + a.n_formal)
    assert len(organisation.partners) == organisation.n_informal + organisation.n_formal
    assert all(organisation in partner.partners for partner in organisation.partners)
    for partnership in organisation.partnerships:
        assert organisation in partnership.members
        assert partnership.type in TYPE_NAMES
    assert organisation.name
    with pytest.raises(AttributeError, match="has no 'budgt'"):
        _ = organisation.budgt


def test_a_closed_organisation_leaves_and_its_window_says_so(model: PartnershipModel) -> None:
    victim = next(iter(model.agents_by_type[Organisation]))
    victim.remove()
    before = len(model.agents_by_type[Organisation])
    model.step()
    assert victim.unique_id not in {a.unique_id for a in model.agents}
    assert len(model.agents_by_type[Organisation]) < before + 2
    with pytest.raises(AttributeError, match="no longer exists"):
        _ = victim.staff
    with pytest.raises(TypeError, match="cannot be removed"):
        Partnership(model, 1).remove()


@pytest.mark.parametrize("again", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_continue_exactly(model: PartnershipModel, again: object) -> None:
    _ = model.agents
    other = again(model)  # type: ignore[operator]
    for _ in range(6):
        model.step()
        other.step()
    for name, values in state(model.world).items():
        np.testing.assert_array_equal(values, state(other.world)[name], err_msg=name)


@pytest.mark.parametrize("priority", [mesa.time.Priority.HIGH, mesa.time.Priority.DEFAULT, mesa.time.Priority.LOW])
def test_a_scheduled_event_takes_effect_in_the_next_month_whatever_its_priority(priority: mesa.time.Priority) -> None:
    model = PartnershipModel(spec(months=24), rng=3)

    def leave() -> None:
        model.shock("leader_leaves", share=1.0)

    model.schedule_event(leave, at=4.0, priority=priority)
    for _ in range(8):
        model.step()
    posted = [c for c in model.world.timeline if c.verb == "shock"]
    assert [c.month for c in posted] == [4]
    o = model.world.organisations
    there = (o.live("alive") == 1) & (o.live("founded") < 4)
    assert (o.live("leader_no")[there] >= 2).all()


def test_an_event_and_the_timeline_of_a_file_give_the_same_tables() -> None:
    change = Change(4, "shock", shock="leader_leaves", value=1.0)
    filed = PartnershipModel(spec(months=24, timeline=(change,)), rng=3)
    posted = PartnershipModel(spec(months=24), rng=3)
    posted.schedule_event(posted_leave := _Leave(posted), at=4.0)
    for _ in range(8):
        filed.step()
        posted.step()
    assert posted_leave.called
    for name, values in state(filed.world).items():
        np.testing.assert_array_equal(values, state(posted.world)[name], err_msg=name)


class _Leave:
    def __init__(self, model: PartnershipModel) -> None:
        self.model, self.called = model, False

    def __call__(self) -> None:
        self.called = True
        self.model.shock("leader_leaves", share=1.0)


def test_recurring_events_and_levers(model: PartnershipModel) -> None:
    def cheaper() -> None:
        model.set("funding", "district_budget", 100.0)

    model.schedule_recurring(cheaper, Schedule(interval=12, start=model.time + 1))
    model.step()
    model.step()
    assert model.world.params["funding"].district_budget == 100.0
    with pytest.raises(ValueError, match="outside"):
        model.set("leadership", "wave_share", 3.0)
    with pytest.raises(KeyError, match="did you mean `wave_share`"):
        model.set("leadership", "wave_shar", 0.3)
    with pytest.raises(KeyError, match="did you mean `leadership`"):
        model.set("leaderships", "wave_share", 0.3)
    with pytest.raises(ValueError, match="unknown shock"):
        model.shock("meteor")
    with pytest.raises(ValueError, match="already"):
        model.post(Change(0, "shock", shock="leader_leaves"))


def test_it_stops_at_the_end_of_the_horizon() -> None:
    model = PartnershipModel(spec(months=5), rng=1)
    while model.running:
        model.step()
    assert model.month == 5


def test_data_collector_with_plain_functions(model: PartnershipModel) -> None:
    collector = DataCollector(agent_reporters={"staff": staff_of})
    collector.collect(model)
    frame = collector.get_agent_vars_dataframe()
    assert frame["staff"].sum() == pytest.approx(sum(staff_of(a) for a in model.agents))


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_batch_run_drives_it() -> None:
    rows = mesa.batch_run(
        PartnershipModel,
        parameters={"scenario": ["package:tiny"]},
        number_processes=1,
        max_steps=3,
        display_progress=False,
        data_collection_period=1,
        rng=[1, 2],
    )
    assert len(rows) == 6
    assert len({row["partnerships"] for row in rows} | {row["trust"] for row in rows}) > 2


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_batch_run_repeats_with_luck_of_its_own() -> None:
    """``iterations`` hands over ``rng=None`` each time."""
    rows = mesa.batch_run(
        PartnershipModel,
        parameters={"scenario": ["package:tiny"]},
        number_processes=1,
        iterations=2,
        max_steps=3,
        display_progress=False,
    )
    assert [row["iteration"] for row in rows] == [0, 1]
    assert rows[0]["trust"] != rows[1]["trust"]


def test_what_is_no_scenario_is_refused_with_advice() -> None:
    with pytest.raises(TypeError, match=r"pass \[scenario\]"):
        PartnershipModel(("x", 1))  # type: ignore[arg-type]
