"""A scenario is frozen, validated, hashable, and the same whatever file or memory it comes from."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from tests.strategies import documents, read, scenarios

from simkemitraan import engine
from simkemitraan.errors import ScenarioError
from simkemitraan.indicators import measure
from simkemitraan.mechanisms import ORDER
from simkemitraan.scenario import Scenario, packaged

BONUS = "levers.funding.partnership_bonus"


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return Scenario.load("package:tiny")


@given(scenarios())
def test_its_json_gives_it_back(scenario: Scenario) -> None:
    again = Scenario.from_resolved(scenario.json)
    assert again == scenario
    assert hash(again) == hash(scenario)
    assert again.hash() == scenario.hash()
    assert again.spec() == scenario.spec()
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_it_is_frozen(tiny: Scenario) -> None:
    with pytest.raises(AttributeError, match="frozen"):
        tiny.months = 1
    before = tiny.hash()
    tiny.data["months"] = 3
    tiny.data["place"]["districts"].clear()
    tiny.sources.clear()
    assert tiny.hash() == before
    assert tiny.months == 24


@pytest.mark.parametrize(
    "top", [{"title": "other"}, {"name": "other"}, {"notes": "n"}, {"seed": 9}, {"replicates": 2}], ids=str
)
def test_the_hash_ignores_wordings_and_how_it_is_run(tiny: Scenario, top: dict[str, Any]) -> None:
    other = tiny.with_changes(**top)
    assert other != tiny
    assert other.hash() == tiny.hash()


@pytest.mark.parametrize(
    "changes",
    [
        {"months": 23},
        {"burn_in": 23},
        {"params": {BONUS: 0.1}},
        {"params": {"assumptions.staffing": "off"}},
        {"timeline": [{"month": 3, "shock": "disaster"}]},
    ],
    ids=str,
)
def test_the_hash_minds_what_is_simulated(tiny: Scenario, changes: dict[str, Any]) -> None:
    assert tiny.with_changes(**changes).hash() != tiny.hash()


def test_the_hash_ignores_why_and_the_wordings_of_fields() -> None:
    document = {
        "name": "x",
        "fields": {"a": "A", "b": "B"},
        "timeline": [{"month": 1, "shock": "disaster", "why": "w"}],
    }
    other = document | {"fields": {"a": "Aa", "b": "Bb"}, "timeline": [{"month": 1, "shock": "disaster"}]}
    assert read(document).hash() == read(other).hash()


@given(scenarios())
def test_a_placebo_changes_nothing(scenario: Scenario) -> None:
    assert scenario.with_changes() == scenario
    said = {
        f"{'levers' if p.role == 'lever' else 'assumptions'}.{m.name}.{p.name}": _written(scenario, m.name, p)
        for m in ORDER
        if m.name not in scenario.data["off"]
        for p in m.params
    }
    placebo = scenario.with_changes(said)
    assert placebo.hash() == scenario.hash()


def _written(scenario: Scenario, mechanism: str, param: Any) -> Any:
    value = scenario.value(mechanism, param.name)
    return param.choices[int(value)] if param.form == "choice" else bool(value) if param.form == "switch" else value


@given(documents())
def test_every_number_of_a_file_arrives(document: dict[str, Any]) -> None:
    scenario = read(document)
    spec = scenario.spec()
    assert (spec.months, spec.burn_in, len(spec.timeline)) == (
        document["months"],
        document["burn_in"],
        len(document["timeline"]),
    )
    for row, district in zip(document["place"]["districts"], spec.place.districts, strict=True):
        assert (district.code, district.population, list(district.counts)) == (
            row["code"],
            row["population"],
            list(row["organisations"].values()),
        )
        assert district.poor == row["poverty_rate"] * row["population"]
    for section in ("levers", "assumptions"):
        for mechanism, values in document[section].items():
            if values == "off":
                assert mechanism in spec.off
                continue
            for m in ORDER:
                for p in m.params:
                    if m.name == mechanism and p.name in values:
                        assert _written(scenario, mechanism, p) == values[p.name]


@settings(max_examples=8)
@given(scenarios())
def test_any_valid_scenario_runs(interpreted_off: None, scenario: Scenario) -> None:
    world = engine.start(scenario.spec(), scenario.seed)
    engine.run_to(world, min(scenario.months, 3) - 1)
    engine.advance(world)
    measured = measure(world)
    assert len(measured.value)
    assert not np.isinf(measured.value).any()


@pytest.fixture(scope="module")
def interpreted_off(interpreted: bool) -> None:
    if interpreted:
        pytest.skip("a month takes a thousand times as long")


@pytest.mark.parametrize(
    ("changes", "key", "word"),
    [
        (
            {"params": {"levers.funding.partnership_bonu": 1}},
            "levers.funding.partnership_bonu",
            "did you mean `partnership_bonus`",
        ),
        (
            {"params": {"assumptions.formation.outside": 1}},
            "assumptions.formation.outside",
            "called `outside_option` now",
        ),
        ({"params": {BONUS: 99}}, BONUS, "out of bounds"),
        ({"params": {BONUS: float("nan")}}, BONUS, "NaN"),
        ({"params": {BONUS: "0,2"}}, BONUS, "decimal comma"),
        ({"params": {"funding.partnership_bonus": 0.2}}, "funding.partnership_bonus", "begin with"),
        (
            {"params": {"assumptions.funding.partnership_bonus": 0.2}},
            "assumptions.funding.partnership_bonus",
            "move it",
        ),
        ({"params": {"levers.funding": "off"}}, "levers.funding", "under `assumptions`"),
        ({"months": 0}, "months", "out of bounds"),
        ({"months": 2.5}, "months", "whole number"),
        ({"plaice": 1}, "plaice", "cannot be changed here"),
        ({"timeline": [{"month": 24, "shock": "disaster"}]}, "timeline[1].month", "after the end"),
    ],
    ids=lambda v: str(v)[:60],
)
def test_with_changes_validates(tiny: Scenario, changes: dict[str, Any], key: str, word: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        tiny.with_changes(**changes)
    assert [m.key for m in caught.value.mistakes] == [key]
    assert word in caught.value.words("en")


def test_what_the_timeline_changes_cannot_be_switched_off(tiny: Scenario) -> None:
    dated = tiny.with_changes(timeline=[{"month": 3, "shock": "disaster"}, {"month": 4, "set": BONUS, "to": 0.3}])
    with pytest.raises(ScenarioError) as caught:
        dated.with_changes({"assumptions.funding": "off"})
    assert [(m.key, m.en) for m in caught.value.mistakes] == [
        ("timeline[2].set", "mechanism `funding` is switched off")
    ]
    assert dated.with_changes({"assumptions.learning": "off"}).data["off"] == ["learning"]


def test_with_changes_takes_numbers_of_numpy_and_whole_mechanisms(tiny: Scenario) -> None:
    changed = tiny.with_changes(
        {BONUS: np.float64(0.2), "levers.funding.min_members": np.int64(4)}, months=np.int64(12)
    )
    assert changed == tiny.with_changes({"levers.funding": {"partnership_bonus": 0.2, "min_members": 4}}, months=12)
    given = {"partnership_bonus": 0.2}
    tiny.with_changes({"levers.funding": given, "levers.funding.min_members": 4})
    assert given == {"partnership_bonus": 0.2}


def test_with_changes_adds_to_the_timeline_and_leaves_the_original(tiny: Scenario) -> None:
    once = tiny.with_changes(timeline=[{"month": 3, "shock": "disaster"}])
    twice = once.with_changes(timeline=[{"month": 1, "set": BONUS, "to": 0.3}])
    assert [row["month"] for row in twice.data["timeline"]] == [3, 1]
    assert len(once.data["timeline"]) == 1
    assert not tiny.data["timeline"]


@pytest.mark.parametrize("name", packaged())
def test_packaged_scenarios_load_with_words_in_both_languages(name: str) -> None:
    scenario = Scenario.load(f"package:{name}")
    assert scenario.name == name
    for text in (scenario.title, scenario.use_when):
        assert text.id
        assert text.en
        assert text.id != text.en
    assert not set(scenario.data["off"])


@pytest.mark.parametrize("name", packaged())
def test_packaged_scenarios_run(name: str, interpreted_off: None) -> None:
    scenario = Scenario.load(f"package:{name}")
    spec = scenario.with_changes(burn_in=0).spec(trace=False)
    world = engine.start(spec, 1)
    engine.run_to(world, 2)
    assert world.organisations.n >= 0.8 * sum(sum(d.counts) for d in spec.place.districts)
