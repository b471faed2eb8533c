"""Worlds that differ in all that is not known: what is drawn, what is left out, and that every page says the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.results import flat

from simkemitraan.analysis.calibration.known import known_draws, known_posterior
from simkemitraan.analysis.exploration import worlds
from simkemitraan.analysis.exploration.robustness import under
from simkemitraan.analysis.exploration.worlds import (
    Worlds,
    drawn,
    estimated,
    in_place,
    known_worlds,
    over_worlds,
    uninformed,
)
from simkemitraan.cli import run_command
from simkemitraan.mechanisms import ORDER
from simkemitraan.report.worlds import about, write_worlds
from simkemitraan.runs import load
from simkemitraan.runs.asked import param_of
from simkemitraan.runs.plan import Plan
from simkemitraan.scenario import Scenario


def test_the_worlds_of_the_package_are_those_of_the_declared_numbers_and_the_posterior() -> None:
    """Whoever declares another number, or calibrates again, draws them again (make signs)."""
    made, kept = drawn(), known_worlds()
    assert made.names == kept.names
    np.testing.assert_allclose(made.values, kept.values, rtol=1e-4)


def test_everything_that_is_not_known_is_drawn() -> None:
    """What no pattern informs, what calibration could not tell (unless it is nothing), and what it could tell within an interval."""
    open_ = {
        f"assumptions.{m.name}.{p.name}"
        for m in ORDER
        for p in m.params
        if not p.informed and p.role == "assumption" and p.form == "number" and p.default
    }
    kept = known_worlds()
    told = {name for name, number in known_posterior().items() if number.informed or number.default}
    assert set(kept.names) >= open_ | told
    assert (np.ptp(kept.values, axis=0) > 0).all()
    assert not set(estimated()) & set(uninformed())


def test_numbers_of_the_posterior_are_drawn_together() -> None:
    """Two numbers that only together fit what was observed are not drawn apart from each other."""
    names, draws = known_draws()
    found = estimated()
    own = {tuple(row) for row in draws[:, [names.index(name) for name in found]]}
    assert {tuple(row) for row in drawn().values[:, : len(found)]} <= own


def test_a_number_stated_in_the_place_is_what_multiples_are_taken_of() -> None:
    name = uninformed()[0]
    _, mechanism, _ = name.split(".")
    param = param_of(name)
    own = 0.5 * (param.default + param.high)
    scenario = Scenario.load("package:tiny").with_changes({name: own})
    names, values = in_place(known_worlds(), scenario)
    column = values[:, names.index(name)]
    assert param.low <= column.min() < own < column.max() <= param.high
    off = Scenario.load("package:tiny").with_changes({f"assumptions.{mechanism}": "off"})
    assert name not in in_place(known_worlds(), off)[0]


def some(plausible: list[bool]) -> Worlds:
    """A few of the worlds, some of which miss the sheet."""
    made, n = drawn(), len(plausible)
    return Worlds(made.names, made.values[:n], np.where(plausible, 3, 20), np.array(plausible))


def test_worlds_that_miss_the_sheet_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A world unlike any district must not decide whether a policy holds."""
    monkeypatch.setattr(worlds, "known_worlds", lambda: some([True, False, False, True, True, False]))
    asked = over_worlds(Scenario.load("package:tiny"), 2, 1)
    assert (asked.draws, asked.left_out) == (2, 2)
    everything = over_worlds(Scenario.load("package:tiny"), 50, 1)
    assert (everything.draws, everything.left_out) == (3, 3)
    for lang in ("id", "en"):
        assert "6;" in about(everything, lang)
        assert "3 " in about(everything, lang)
    monkeypatch.setattr(worlds, "known_worlds", lambda: drawn(3))
    assert "not measured" in about(over_worlds(Scenario.load("package:tiny"), 2, 1), "en")
    first = asked.experiment.factors[0].name
    at = [f.name for f in asked.experiment.factors].index(first)
    assert asked.experiment.values[:, at].tolist() == pytest.approx(drawn().values[[0, 3], 0].tolist())


def helps(plan: Plan, runs: list) -> Iterator:  # type: ignore[type-arg]
    """An executor whose policy adds to families in most worlds."""
    for r in runs:
        gain = 0.0 if r.arm == 0 else -5.0 if r.point == 0 else 10.0
        yield r, flat("families_served", 100.0 + gain, 24), ""


def test_page_workbook_and_json_say_the_same_and_a_whole_result_is_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import openpyxl

    monkeypatch.setattr(worlds, "known_worlds", lambda: some([True, False, True, True, True]))
    base = Scenario.load("package:tiny")
    arms = (base, base.with_policy("shared_hub"))
    asked = over_worlds(base, 4, 1, ["families_served"])
    verdicts = under(asked.experiment, arms, tmp_path / "r", each=helps)
    assert verdicts[0].count == 3
    again = under(asked.experiment, arms, tmp_path / "r", each=lambda *_: pytest.fail("nothing is to be run again"))
    assert json.dumps([v.to_dict() for v in again]) == json.dumps([v.to_dict() for v in verdicts])
    page, book = write_worlds(load(tmp_path / "r"), verdicts, ["None", "Hub"], asked, "en")
    text = page.read_text(encoding="utf-8")
    assert "3 of 4" in text
    assert "these patterns allow: 1." in text
    rows = list(openpyxl.load_workbook(book).active.iter_rows(values_only=True))
    assert "these patterns allow: 1." in rows[0][0]
    assert rows[3][:7] == ("Hub", "Families served", 3, 1, 4, -5, 10)


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One command repeats policies in other worlds, goes on where it was stopped, and leaves a page and a workbook."""
    command = ["--lang", "en", "compare", "package:tiny", "--policy", "shared_hub", "--months", "12"]
    command += ["--under", "worlds", "--draws", "2", "--workers", "1", "--out", str(tmp_path / "r")]
    assert run_command(command) == 0
    assert "2 worlds" in capsys.readouterr().out
    assert {p.name for p in (tmp_path / "r").glob("worlds.en.*")} == {"worlds.en.html", "worlds.en.xlsx"}
    assert run_command([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["worlds"]["worlds"] == 2
    assert {v["reform"] for v in told["verdicts"]} != set()
