"""Files that extend others, what `scenario show` says, the starter and the schema."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML
from tests.strategies import documents, read, scenarios

from simkemitraan.cli import run_command
from simkemitraan.mechanisms import ORDER
from simkemitraan.scenario import Scenario, packaged
from simkemitraan.scenario.schema import json_schema
from simkemitraan.scenario.showing import ORIGINS, shown
from simkemitraan.scenario.starter import starter

PARENT = """name: parent
title: {id: induk, en: parent}
months: 60
place:
  districts:
    - {name: A, population: 30000}
    - {name: B, population: 40000}
levers:
  funding: {partnership_bonus: 0.1, small_quota: 0.2}
assumptions:
  staffing: off
timeline:
  - {month: 5, shock: disaster}
"""
CHILD = """name: child
extends: parent.yaml
levers:
  funding: {partnership_bonus: 0.3}
timeline:
  - {month: 2, shock: disaster, district: B}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
    (tmp_path / "child.yaml").write_text(CHILD, encoding="utf-8")
    return tmp_path


def test_a_child_changes_what_it_says_and_keeps_the_rest(folder: Path) -> None:
    child = Scenario.load(folder / "child.yaml")
    assert (child.name, child.title.en, child.months) == ("child", "parent", 60)
    assert child.value("funding", "partnership_bonus") == 0.3
    assert child.value("funding", "small_quota") == 0.2
    assert child.data["off"] == ["staffing"]
    assert [d["name"] for d in child.data["place"]["districts"]] == ["A", "B"]


def test_a_timeline_is_added_to_its_parents(folder: Path) -> None:
    rows = Scenario.load(folder / "child.yaml").data["timeline"]
    assert [row["month"] for row in rows] == [5, 2]


def test_other_lists_replace_their_parents(folder: Path) -> None:
    (folder / "other.yaml").write_text(
        "name: o\nextends: child.yaml\nplace: {districts: [{name: B, population: 9000}]}\n", encoding="utf-8"
    )
    other = Scenario.load(folder / "other.yaml")
    assert [d["population"] for d in other.data["place"]["districts"]] == [9000]


def test_a_child_can_switch_a_mechanism_on_again(folder: Path) -> None:
    (folder / "on.yaml").write_text("name: o\nextends: parent.yaml\nassumptions: {staffing: {}}\n", encoding="utf-8")
    assert Scenario.load(folder / "on.yaml").data["off"] == []


def test_every_value_knows_its_file_and_line(folder: Path) -> None:
    sources = Scenario.load(folder / "child.yaml").sources
    assert sources["levers", "funding", "partnership_bonus"].endswith("child.yaml:4")
    assert sources["levers", "funding", "small_quota"] == "parent.yaml:9"
    assert sources["timeline", 0, "month"] == "parent.yaml:13"
    assert sources["timeline", 1, "month"].endswith("child.yaml:6")
    assert sources["seed",] == "default"


def test_a_mistake_in_a_parent_names_the_parent(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "parent.yaml").write_text(PARENT.replace("months: 60", "months: sixty"), encoding="utf-8")
    assert run_command(["--lang", "en", "check", str(folder / "child.yaml")]) == 2
    assert "parent.yaml:3: months: must be a number" in capsys.readouterr().err


def test_a_changed_scenario_says_so(folder: Path) -> None:
    changed = Scenario.load(folder / "child.yaml").with_changes(
        {"levers.funding.small_quota": 0.4, "assumptions.learning": "off"}, months=70
    )
    for path in (("levers", "funding", "small_quota"), ("assumptions", "learning"), ("months",)):
        assert changed.sources[path] == "with_changes"
    assert changed.sources["levers", "funding", "partnership_bonus"].endswith("child.yaml:4")


def test_minus_nought_is_nought() -> None:
    files = [
        {"name": "nought", "extends": "package:tiny", "assumptions": {"funding": {"late_level": value}}}
        for value in (0.0, -0.0)
    ]
    plus, minus = (Scenario.from_dict(file) for file in files)
    assert plus.hash() == minus.hash()
    assert read(shown(minus, "en", origin=False)).hash() == minus.hash()


@settings(max_examples=30)  # each is written and read four times
@given(scenarios())
def test_what_is_shown_can_be_read_again(scenario: Scenario) -> None:
    for origin in (False, True):
        again = read(shown(scenario, "id", origin=origin))
        assert again.hash() == scenario.hash()
        assert (again.name, again.title, again.seed) == (scenario.name, scenario.title, scenario.seed)


@pytest.mark.parametrize("name", packaged())
def test_packaged_scenarios_can_be_shown_and_read_again(name: str) -> None:
    scenario = Scenario.load(f"package:{name}")
    again = read(shown(scenario, origin=True))
    assert again.hash() == scenario.hash()
    assert (again.title, again.use_when, again.notes) == (scenario.title, scenario.use_when, scenario.notes)


def test_with_origins_every_number_of_every_mechanism_is_said(folder: Path) -> None:
    text = shown(Scenario.load(folder / "child.yaml"), "id", origin=True)
    for mechanism in ORDER:
        for param in mechanism.params:
            if mechanism.name != "staffing":
                assert re.search(rf"^    {param.name}: .+ # (nilai bawaan|.*yaml:\d+)$", text, re.MULTILINE), param.name
    assert re.search(r"partnership_bonus: 0.3 +# .*child.yaml:4", text)
    assert re.search(r"staffing: off +# parent.yaml:11", text)


@pytest.mark.parametrize("name", packaged())
def test_every_origin_has_an_indonesian_wording(name: str) -> None:
    for source in Scenario.load(f"package:{name}").sources.values():
        assert source in ORIGINS or re.search(r":\d+$", source), source


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("stem", ["anggaran", "2026", "true", "-x", ".y", "a b'\"", "null", "x" * 200])
def test_the_starter_is_valid_whatever_the_file_is_called(lang: str, stem: str) -> None:
    assert read(starter(stem, lang)).months == 120


def test_new_writes_a_file_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "baru.yaml"
    assert run_command(["--lang", "id", "scenario", "new", str(file)]) == 0
    text = file.read_text(encoding="utf-8")
    assert run_command(["--lang", "id", "scenario", "new", str(file)]) == 2
    assert "sudah ada" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == text
    assert run_command(["--lang", "en", "scenario", "new", str(tmp_path / "nowhere" / "x.yaml")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_list_and_show_speak_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "en", "scenario", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [r["name"] for r in rows] == list(packaged())
    assert all(r["title"] and r["use_when"] for r in rows)
    assert run_command(["scenario", "show", "--json", str(folder / "child.yaml")]) == 0
    assert Scenario.from_resolved(capsys.readouterr().out) == Scenario.load(folder / "child.yaml")
    assert run_command(["--lang", "en", "scenario", "show", "--json", "--origin", str(folder / "child.yaml")]) == 0
    origins = json.loads(capsys.readouterr().out)["origin"]
    assert origins["levers.funding.small_quota"] == "parent.yaml:9"
    assert origins["seed"] == "default"


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Say whether a value fits a JSON Schema (as much of it as ours uses)."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": int | float, "boolean": bool}
    wanted = schema.get("type", [])
    names = [wanted] if isinstance(wanted, str) else wanted
    if names and not any(
        isinstance(value, kinds[n]) and (n == "boolean" or not isinstance(value, bool)) for n in names
    ):
        return False
    if "enum" in schema and not any(value == e and type(value) is type(e) for e in schema["enum"]):
        return False
    if "oneOf" in schema and sum(fits(value, one) for one in schema["oneOf"]) != 1:
        return False
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return False
    if isinstance(value, list):
        return all(fits(v, schema.get("items", {})) for v in value)
    return not isinstance(value, dict) or _fits_mapping(value, schema)


def _fits_mapping(value: dict[str, Any], schema: dict[str, Any]) -> bool:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    if set(schema.get("required", [])) - set(value):
        return False
    for key, inner in value.items():
        rule = known.get(key, others)
        if rule is False or (isinstance(rule, dict) and not fits(inner, rule)):
            return False
    return True


@pytest.mark.parametrize("name", packaged())
def test_packaged_scenarios_fit_the_schema(name: str) -> None:
    data = YAML(typ="safe", pure=True).load(packaged()[name].read_text(encoding="utf-8"))
    assert fits(data, json_schema("id"))


@given(documents())
def test_valid_scenarios_fit_the_schema(document: dict[str, Any]) -> None:
    assert fits(document, json_schema("en"))


@pytest.mark.parametrize(
    "change",
    [
        {"monthss": 3},
        {"months": 0},
        {"months": "3"},
        {"levers": {"funding": {"partnership_bonus": 99}}},
        {"assumptions": {"funding": {"partnership_bonus": 0.2}}},
        {"timeline": [{"month": 1}]},
        {"levers": {"leadership": "off"}},
        {"timeline": [{"month": 1, "shock": "rain"}]},
        {"place": {"districts": [{"name": "A"}]}},
    ],
    ids=str,
)
def test_mistakes_do_not_fit_the_schema(change: dict[str, Any]) -> None:
    assert not fits({"name": "x"} | change, json_schema("en"))


def test_the_schema_describes_every_number_in_both_languages() -> None:
    for m in ORDER:
        for p in m.params:
            section = "levers" if p.role == "lever" else "assumptions"
            for lang in ("id", "en"):
                found = json_schema(lang)["properties"][section]["properties"][m.name]
                rule = found.get("properties") or found["oneOf"][0]["properties"]
                assert p.text(lang) in rule[p.name]["description"]
