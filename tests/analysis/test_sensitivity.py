"""Indices and rules, through the whole pipeline: experiment file, design, runner, store, analysis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.results import BARE, flat

from simkemitraan.analysis.exploration.discovery import Limit, Rule, chances, prim, pruned
from simkemitraan.analysis.exploration.sensitivity import indices, outcomes
from simkemitraan.analysis.exploration.trees import tree
from simkemitraan.errors import ExperimentError, InputError
from simkemitraan.runs import load
from simkemitraan.runs.experiment import Experiment
from simkemitraan.runs.plan import Plan
from simkemitraan.runs.sweep import carry_out

EXPERIMENT = """
name: known
scenario: base.yaml
vary:
  assumptions.leadership.hazard_per_year: {low: 0, high: 1}
  levers.leadership.handover_share: {low: 0, high: 1}
  assumptions.leadership.priority_shift: {low: 0, high: 1}
design: DESIGN
replicates: 1
outcomes: [access]
"""
A = (0.0, 1.0, 9.0)  # Sobol's g-function: the smaller a, the more the input matters


def g(x: np.ndarray) -> float:
    return float(np.prod([(abs(4 * v - 2) + a) / (1 + a) for v, a in zip(x, A, strict=True)]))


def total_indices() -> np.ndarray:
    v = np.array([1 / (3 * (1 + a) ** 2) for a in A])
    total = np.prod(1 + v) - 1
    return np.array([v[k] * np.prod([1 + v[j] for j in range(3) if j != k]) / total for k in range(3)])


def by_formula(plan: Plan, runs: list) -> Iterator:  # type: ignore[type-arg]
    """An executor that knows the answer."""
    for r in runs:
        yield r, flat("access", g(plan.scenarios.values[r.point])), ""  # type: ignore[attr-defined]


def experiment(folder: Path, design: str) -> Experiment:
    (folder / "base.yaml").write_text(BARE)
    path = folder / "experiment.yaml"
    path.write_text(EXPERIMENT.replace("DESIGN", design))
    return Experiment.load(path)


def test_known_sobol_indices_come_out_within_their_intervals(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    carry_out(experiment(tmp_path, "{kind: sobol, n: 1024, seed: 3}"), tmp_path / "r", each=by_formula)
    table = indices(load(tmp_path / "r")).set_index("factor")
    for name, true in zip(load(tmp_path / "r").provenance["points"]["names"], total_indices(), strict=True):
        assert table.loc[name, "low"] <= true <= table.loc[name, "high"]
    assert table["enough"].all()
    assert table.index[0] == "assumptions.leadership.hazard_per_year"


def test_morris_orders_the_inputs(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    carry_out(experiment(tmp_path, "{kind: morris, n: 40}"), tmp_path / "r", each=by_formula)
    effects = indices(load(tmp_path / "r"))
    assert effects["effect"].is_monotonic_decreasing
    assert effects["factor"].iloc[-1] == "assumptions.leadership.priority_shift"


def test_a_result_that_is_no_sweep_or_has_no_indices_says_so(tmp_path: Path) -> None:
    carry_out(experiment(tmp_path, "{kind: latin_hypercube, n: 8}"), tmp_path / "r", each=by_formula)
    with pytest.raises(InputError, match="gives no indices"):
        indices(load(tmp_path / "r"))
    assert len(outcomes(load(tmp_path / "r"))) == 8


@pytest.mark.parametrize(
    ("design", "points"),
    [
        ("{kind: factorial, levels: 3}", 27),
        ("{kind: latin_hypercube, n: 11}", 11),
        (
            "{kind: listed, points: [{assumptions.leadership.hazard_per_year: 0.1, levers.leadership.handover_share: 0.2, "
            "assumptions.leadership.priority_shift: 0.3}]}",
            1,
        ),
    ],
)
def test_designs_have_the_points_they_promise(tmp_path: Path, design: str, points: int) -> None:
    made = experiment(tmp_path, design)
    assert len(made.values) == points
    assert made.runs == points
    scenario = made.points[points - 1]
    assert scenario.value("leadership", "hazard_per_year") == pytest.approx(made.values[-1, 0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "scenario: base.yaml\nname: x\nvary: {levers.funding.cycle_month: [1]}\n",
            "did you mean `levers.funding.cycle_months`",
        ),
        ("scenario: nowhere.yaml\nname: x\nvary: {levers.funding.cycle_months: [1]}\n", "not found"),
        (
            "scenario: base.yaml\nname: x\nvary: {levers.leadership.handover_share: {low: 0.5, high: 0.2}}\n",
            "must be smaller",
        ),
        (
            "scenario: base.yaml\nname: x\nvary: {levers.leadership.handover_share: {low: 0, high: 3}}\n",
            "out of bounds",
        ),
        (
            "scenario: base.yaml\nname: x\nvary: {levers.leadership.handover_share: [0.1]}\ndesign: {kind: sobl}\n",
            "did you mean `sobol`",
        ),
        (
            "scenario: base.yaml\nname: x\nvary: {levers.leadership.handover_share: [0.1]}\noutcomes: [acces]\n",
            "did you mean `access`",
        ),
        ("scenario: base.yaml\nname: x\n", "at least one number must be varied"),
    ],
)
def test_mistakes_in_experiments_are_named(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "base.yaml").write_text(BARE)
    (tmp_path / "experiment.yaml").write_text(text)
    with pytest.raises(ExperimentError, match=expected):
        Experiment.load(tmp_path / "experiment.yaml")


def test_prim_finds_the_box_that_was_hidden() -> None:
    rng = np.random.default_rng(4)
    x = pd.DataFrame(rng.random((2_000, 3)), columns=["levers.a.x", "levers.b.y", "assumptions.c.z"])
    good = ((x["levers.a.x"] > 0.6) & (x["assumptions.c.z"] < 0.5)).to_numpy()
    rule = prim(x, good)
    assert {limit.factor for limit in rule.limits} == {"levers.a.x", "assumptions.c.z"}
    assert rule.density > 0.85
    assert rule.coverage > 0.8
    by_name = {limit.factor: limit for limit in rule.limits}
    assert by_name["levers.a.x"].low == pytest.approx(0.6, abs=0.05)
    assert by_name["assumptions.c.z"].high == pytest.approx(0.5, abs=0.05)
    assert "“a.x” above 0.6" in rule.sentence("en").replace("0.59", "0.6").replace("0.61", "0.6")
    assert "di atas" in rule.sentence("id")


def test_chance_does_not_support_a_limit_that_does_nothing() -> None:
    rng = np.random.default_rng(5)
    x = pd.DataFrame(rng.random((400, 2)), columns=["levers.a.x", "levers.b.y"])
    good = (x["levers.a.x"] > 0.6).to_numpy()
    rule = Rule((Limit("levers.a.x", 0.6, np.inf), Limit("levers.b.y", 0.5, np.inf)), 0.5, 1.0, 0.2, 0.4)
    real, idle = chances(x, good, rule)
    assert real < 1e-20
    assert idle == 1.0
    kept, dropped = pruned(x, good, rule)
    assert [limit.factor for limit in kept.limits] == ["levers.a.x"]
    assert [limit.factor for limit in dropped] == ["levers.b.y"]
    assert kept.coverage == 1.0


def test_a_tree_cuts_where_the_outcome_changes() -> None:
    pytest.importorskip("sklearn")
    rng = np.random.default_rng(6)
    x = pd.DataFrame(rng.random((800, 3)), columns=["levers.a.x", "levers.b.y", "assumptions.c.z"])
    good = ((x["levers.a.x"] > 0.6) & (x["assumptions.c.z"] < 0.5)).to_numpy()
    best, *others = tree(x, good)
    assert best.density == 1.0
    assert best.coverage > 0.95
    assert {limit.factor: (limit.low, limit.high) for limit in best.limits} == {
        "levers.a.x": (pytest.approx(0.6, abs=0.02), np.inf),
        "assumptions.c.z": (-np.inf, pytest.approx(0.5, abs=0.02)),
    }
    assert sum(r.mass for r in (best, *others)) == pytest.approx(1.0)
    assert all(r.density < 0.1 for r in others)
    assert tree(x, np.ones(800, bool)) == []


def test_prim_of_nothing_interesting_is_everywhere() -> None:
    x = pd.DataFrame({"levers.a.x": np.linspace(0, 1, 50)})
    assert prim(x, np.zeros(50, bool)).limits == ()
