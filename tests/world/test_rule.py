"""What a rule sees: the types made of its declarations, tables that grow, a world that tells its rules what was replaced."""

from __future__ import annotations

import copy
import pickle
from types import SimpleNamespace

import numpy as np
import pytest
from tests.handmade import call, run, set_params
from tests.worlds import small_world, spec

from simkemitraan import engine
from simkemitraan.declare import Column, Text
from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.world import rule as rules
from simkemitraan.world.compiler import type_of
from simkemitraan.world.compiling import Compiled
from simkemitraan.world.named import Handle, _grow, add_rows
from simkemitraan.world.relations import introduce_strangers, pair_key, pair_table
from simkemitraan.world.rule import Rule, numbers_type, view_type
from simkemitraan.world.schema import Event
from simkemitraan.world.tables import Table, table_type
from simkemitraan.world.trust import mean_trust_of


@pytest.mark.parametrize("mechanism", ORDER, ids=lambda m: m.name)
def test_a_rule_has_the_names_that_it_declares_and_no_other(mechanism) -> None:
    layout = engine.start(spec(), 1).layout
    view = view_type(mechanism.name, mechanism.reads, mechanism.writes, layout)
    for entry in (*mechanism.reads, *mechanism.writes):
        table, _, column = entry.partition(".")
        part = view.at[table].part
        assert column == "*" or column in part.at
    declared = {entry.partition(".")[0] for entry in (*mechanism.reads, *mechanism.writes)}
    always = {"seed", "month", "fields", "calendar", "trace", "graph", "counts"}
    parts = {name for name, field in view.at.items() if field.form == "part"}
    assert parts <= declared | always


def test_what_is_only_read_is_read_only_and_what_is_not_declared_has_no_name() -> None:
    layout = engine.start(spec(), 1).layout
    view = view_type("one", ("organisations.staff", "finance.wage"), ("organisations.vacant",), layout)
    columns = view.at["organisations"].part.at
    assert not type_of(columns["staff"]).mutable
    assert type_of(columns["vacant"]).mutable
    assert "reserves" not in columns
    assert set(view.at["finance"].part.at) == {"wage"}
    assert type_of(view.at["organisations"]) is view.at["organisations"].part.compiled_type
    assert str(type_of(view.at["seed"])) == "int64"
    assert not view.at["counts"].part.steady
    grows = view_type("two", (), ("events.*",), layout).at["events"].part
    assert not grows.steady
    assert grows.at["month"].writable


def test_two_types_are_one_if_they_name_the_same_and_stay_so_when_sent() -> None:
    """Compiled code in the cache holds them."""
    layout = engine.start(spec(), 1).layout
    one, same = (view_type("one", ("organisations.staff",), (), layout) for _ in range(2))
    other = view_type("one", ("organisations.vacant",), (), layout)
    assert one == same == pickle.loads(pickle.dumps(one))
    assert hash(one) == hash(same)
    assert one != other
    assert one != one.name


def test_a_rule_makes_its_types_once_for_each_layout_and_is_never_pickled() -> None:
    world = engine.start(spec(), 1)
    rule = Rule(
        "leadership", BY_NAME["leadership"].reads, BY_NAME["leadership"].writes, lambda w, p: None, numbers=True
    )
    assert rule.types(world.layout) is rule.types(world.layout)
    assert [len(rule.types(world.layout)), rule(world)] == [2, None]
    assert (
        rule.types(world.layout)[1].fields
        == numbers_type("leadership.numbers", tuple(world.params["leadership"]), set(world.params["leadership"])).fields
    )
    assert Handle(rule.types(world.layout)[0], world.address).address == world.address
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(rule)


def test_a_table_grows_when_a_rule_asks_for_room(interpreted: bool) -> None:
    table = Table((Column("x", "f8", "1", Text("", ""), fill=0.5),), {}, capacity=1)
    seen = table if interpreted else Handle(table_type("table", table.columns, (), {"*"}), table.base)
    assert add_rows(seen, 0) == 0
    assert add_rows(seen, 3) == 0
    assert [table.n, table.version, table.x[: table.n].tolist()] == [3, 1, [0.5] * 3]
    assert _grow(id(table), 100) == 0
    assert table.capacity >= 103
    assert _grow(-1, 1) == 1  # nobody is there


def test_a_column_cannot_take_the_name_of_an_attribute() -> None:
    with pytest.raises(ValueError, match="attributes of these names"):
        Table((Column("capacity", "f8", "1", Text("", "")),), {})


def test_counts_are_known_by_name() -> None:
    world = engine.start(spec(), 1)
    counts = world.counts
    counts.closed = 2.0
    assert [counts.closed, counts["closed"], dict(counts)["closed"], len(counts)] == [2.0, 2.0, 2.0, len(list(counts))]
    again = pickle.loads(pickle.dumps(counts))
    assert again["closed"] == copy.deepcopy(counts)["closed"] == 2.0
    with pytest.raises(AttributeError):
        _ = counts.nothing
    with pytest.raises(KeyError):
        _ = counts["nothing"]


def test_whoever_replaces_a_part_of_the_world_has_it_told_to_the_rules() -> None:
    world = small_world(months=6)
    before = world.directory.copy()
    world.grants = world.grants.copy()
    assert (world.directory != before).sum() == 1
    world.known = np.zeros(0, np.int64)
    world.timeline = []  # no rule looks at it
    world.month = 3
    assert world.directory[1] == 3
    twin = pickle.loads(pickle.dumps(world))
    engine.advance(world)
    engine.advance(twin)
    assert twin.relations.live("personal_a").tolist() == world.relations.live("personal_a").tolist()
    assert copy.deepcopy(world.graph).start.tolist() == world.graph.start.tolist()


def test_mean_trust_of_many_pairs_is_that_of_each() -> None:
    r = small_world(months=6).relations
    mixed = mean_trust_of(r, slice(0, r.n), 0.25)
    personal = (r.live("personal_a") + r.live("personal_b")) / 2
    institutional = (r.live("institutional_a") + r.live("institutional_b")) / 2
    np.testing.assert_allclose(mixed, 0.25 * personal + 0.75 * institutional)


def test_the_popular_are_chosen_where_popularity_counts() -> None:
    world = small_world(months=3)
    set_params(world, "formation", popularity=3.0, chances=60.0, outside_option=-5.0)
    run(world, "maintenance")
    run(world, "formation", 2)
    assert world.relations.live("cooperating").sum() > 0


def test_without_a_district_no_call_is_held() -> None:
    world = engine.start(spec(), 1)
    world.districts.clear()
    BY_NAME["funding"].step(world)
    assert world.grants.n == 0


def test_compiled_rules_get_an_address_and_a_type_for_each_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    world = engine.start(spec(), 1)
    monkeypatch.setattr(rules, "INTERPRETED", False)
    alone = Rule("alone", ("organisations.id",), (), lambda w: None)
    declared = BY_NAME["learning"]
    both = Rule("learning", declared.reads, declared.writes, lambda w, p: None, numbers=True)
    assert [h.address for h in alone._bound(world).args] == [world.address]
    assert [h.address for h in both._bound(world).args] == [world.address, world.params["learning"].base]


def test_what_was_compiled_for_the_types_of_a_rule_is_called_without_asking_for_them_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, made = engine.start(spec(), 1), []
    monkeypatch.setattr(rules, "INTERPRETED", False)
    whole, more = Compiled(lambda w: None, "never"), Compiled(lambda w, extra: None, "never")
    whole.dispatcher = SimpleNamespace(compile=lambda kinds: made.append(kinds) or len)  # type: ignore[func-returns-value]
    rule = Rule("whole", ("organisations.id",), (), whole)
    assert [rule._bound(world).func for _ in range(2)] == [len, len]
    assert made == [tuple(kind.compiled_type for kind in rule.types(world.layout))]
    assert Rule("more", (), (), more)._bound(world).func is more


def test_strangers_of_two_agreements_of_one_month_meet_once() -> None:
    world = small_world(months=3)
    known = set(zip(world.relations.live("a").tolist(), world.relations.live("b").tolist(), strict=True))
    n = world.organisations.n
    i, j = next((i, j) for i in range(n) for j in range(i + 1, n) if (i, j) not in known)
    before = world.relations.n
    keys = np.array([pair_key(i, j), pair_key(j, i)], np.int64)
    call("formation", introduce_strangers, world, keys, 2, pair_table(4), numbers=False)
    assert world.relations.n == before + 1


def test_no_row_is_no_event() -> None:
    world = engine.start(spec(), 1)
    world.note(Event.CLOSED, np.zeros(0, np.int64))
    assert world.events.n == 0
