"""A conclusion over a sample of assumptions: where a reform helps, and under which it stops."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.results import flat, flip

from simkemitraan.analysis.exploration.discovery import driver, stops_helping
from simkemitraan.analysis.exploration.robustness import under
from simkemitraan.cli import run_command
from simkemitraan.errors import InputError, ResultDamagedError
from simkemitraan.runs.experiment import Experiment
from simkemitraan.runs.plan import Plan

EXPERIMENT = """
name: worlds
scenario: package:tiny
vary:
  assumptions.leadership.hazard_per_year: {low: 0, high: 1}
  assumptions.leadership.priority_shift: {low: 0, high: 1}
design: {kind: latin_hypercube, n: 200, seed: 5}
replicates: 1
outcomes: [access]
"""


def helps_while_leaders_stay(plan: Plan, runs: list) -> Iterator:  # type: ignore[type-arg]
    """An executor whose reform adds 0.1 to access where the hazard is below 0.7, and takes 0.1 away above."""
    for r in runs:
        hazard = plan.scenarios.values[r.point, 0]  # type: ignore[attr-defined]
        y = 0.4 + (0.0 if r.arm == 0 else 0.1 if hazard < 0.7 else -0.1)
        yield r, flat("access", y, 24), ""


@pytest.fixture
def experiment(tmp_path: Path) -> Experiment:
    (tmp_path / "experiment.yaml").write_text(EXPERIMENT)
    return Experiment.load(tmp_path / "experiment.yaml")


def test_it_says_where_the_reform_stops_helping(experiment: Experiment, tmp_path: Path) -> None:
    base = experiment.arms[0]
    reform = base.with_changes({"levers.leadership.handover_share": 0.5}, name="reform")
    verdict = under(experiment, (base, reform), tmp_path / "r", each=helps_while_leaders_stay)[0]
    assert verdict.holds == pytest.approx(0.7, abs=0.02)
    assert (verdict.low, verdict.high) == (pytest.approx(-0.1), pytest.approx(0.1))
    (limit,) = verdict.rule.limits
    assert limit.factor == "assumptions.leadership.hazard_per_year"
    assert limit.low == pytest.approx(0.7, abs=0.05)
    assert (
        "stops helping when “chance that a leader outside government leaves within a year” above"
        in verdict.sentence("R", "en")
    )
    assert "depends most on “chance that a leader outside government leaves within a year”" in verdict.sentence(
        "R", "en"
    )
    assert "70\u202f%" in verdict.sentence("R", "id")


def test_a_complete_result_is_read_only_if_it_is_what_was_written(experiment: Experiment, tmp_path: Path) -> None:
    """Asked again, nothing is run again: a bit that changed meanwhile must not be told as a finding."""
    under(experiment, experiment.arms * 2, tmp_path / "r", each=helps_while_leaders_stay)
    flip(min((tmp_path / "r" / "indicators.parquet").glob("*.parquet")))
    with pytest.raises(ResultDamagedError, match="part-00000"):
        under(experiment, experiment.arms * 2, tmp_path / "r")


def test_outcomes_that_are_neither_good_nor_bad_are_refused(experiment: Experiment, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none of the outcomes"):
        under(experiment.changed(outcomes=("members",)), experiment.arms * 2, tmp_path / "r")


def test_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "experiment.yaml"
    file.write_text(EXPERIMENT.replace("n: 200", "n: 3"))
    code = run_command(
        [
            "--lang",
            "en",
            "compare",
            "package:tiny",
            "package:tiny",
            "--under",
            str(file),
            "--workers",
            "1",
            "--out",
            str(tmp_path / "r"),
        ]
    )
    assert code == 0
    assert "changes nothing in" in capsys.readouterr().out
    assert (
        run_command(
            [
                "compare",
                "package:tiny",
                "package:tiny",
                "--under",
                str(file),
                "--workers",
                "1",
                "--json",
                "--out",
                str(tmp_path / "s"),
            ]
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)["verdicts"][0]["points"] == 3


def test_json_has_no_infinite_sides(experiment: Experiment, tmp_path: Path) -> None:
    verdict = under(experiment, experiment.arms * 2, tmp_path / "r", each=helps_while_leaders_stay)[0]
    (limit,) = json.loads(json.dumps(verdict.to_dict(), allow_nan=False))["rule"]["limits"]
    assert limit["high"] is None
    assert limit["low"] == pytest.approx(0.7, abs=0.05)


def test_chance_alone_gives_hardly_ever_a_rule_or_a_driver() -> None:
    """A difference that hangs on nothing, twenty assumptions, 60 samples.

    A driver is to be named in at most one of twenty: nine or more of sixty would then come by chance once in 350. A rule has to
    pass the same, and its box must be dense besides.
    """
    draws = np.random.default_rng(3)
    named = ruled = 0
    for _ in range(60):
        values = pd.DataFrame(draws.random((100, 20)), columns=[f"assumptions.x.{k}" for k in range(20)])
        difference = pd.Series(draws.normal(size=100))
        named += driver(values, difference) is not None
        ruled += bool(stops_helping(values, difference, 1)[1].limits)
    assert named < 9
    assert ruled < 9


def test_the_driver_is_found() -> None:
    draws = np.random.default_rng(4)
    values = pd.DataFrame(draws.random((100, 20)), columns=[f"assumptions.x.{k}" for k in range(20)])
    name, rho = driver(values, -(values["assumptions.x.7"] ** 3)) or ("", 0.0)
    assert (name, rho) == ("assumptions.x.7", pytest.approx(-1.0))
    assert driver(values, pd.Series(np.zeros(100))) is None
    assert driver(values[:3], pd.Series([1.0, 2.0, 3.0])) is None  # of three points nothing can be said
