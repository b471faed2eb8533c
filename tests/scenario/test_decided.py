"""``choices`` of a scenario file: read, shown, refused with where it stands, and told to the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from simkemitraan.errors import ScenarioError
from simkemitraan.scenario import Scenario
from simkemitraan.scenario.showing import shown
from simkemitraan.world.spec import Choice

ROW = "  - {month: 3, decision: accept, organisation: 12345, other: 678, answer: 0}"


def load(folder: Path, *rows: str) -> Scenario:
    path = folder / "played.yaml"
    path.write_text("\n".join(["name: played", "extends: package:tiny", "choices:", *rows]), encoding="utf-8")
    return Scenario.load(path)


def test_choices_reach_the_engine_and_are_shown_as_written(tmp_path: Path) -> None:
    scenario = load(tmp_path, ROW)
    assert scenario.spec().choices == (Choice(3, 1, 12345, 678, 0),)
    assert ROW in shown(scenario, "en").splitlines()
    again = tmp_path / "again.yaml"
    again.write_text(shown(scenario, "en"), encoding="utf-8")
    assert Scenario.load(again).hash() == scenario.hash() != Scenario.load("package:tiny").hash()
    assert Scenario.from_resolved(scenario.json) == scenario


@pytest.mark.parametrize(
    ("row", "where", "word"),
    [
        ("  - {month: 3, decision: acept, organisation: 1, other: 2, answer: 0}", "choices[1].decision", "accept"),
        ("  - {month: 9999, decision: accept, organisation: 1, other: 2, answer: 0}", "choices[1].month", "between"),
        ("  - {month: 3, decision: accept, organisation: 1, other: 2}", "choices[1]", "answer"),
        ("  - {month: 3, decision: watch, organisation: 1, other: 2, answer: 0}", "choices[1].decision", "known"),
        ("  - 7", "choices[1]", "key: value"),
    ],
)
def test_a_wrong_row_is_told_with_its_place(tmp_path: Path, row: str, where: str, word: str) -> None:
    with pytest.raises(ScenarioError) as told:
        load(tmp_path, row)
    mistake = told.value.mistakes[0]
    assert mistake.key == where
    assert word in mistake.en
    assert mistake.line == 4
