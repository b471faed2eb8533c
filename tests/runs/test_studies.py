"""Studies in code: scenarios, policies and experiments without files, frames that know their design, labelled arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simkemitraan import Experiment, Policy, Scenario, compare, load, run, sweep
from simkemitraan.declare import Text
from simkemitraan.errors import ExperimentError, InputError, ScenarioError
from simkemitraan.runs import workers
from simkemitraan.runs.executing import Tasks, execute, in_workers
from simkemitraan.runs.plan import plan_arms
from simkemitraan.runs.result import Result
from simkemitraan.runs.workers import Limits

SHORT = {"name": "short", "extends": "package:tiny", "months": 12, "burn_in": 12}
BONUS = "levers.funding.partnership_bonus"
HAZARD = "assumptions.leadership.hazard_per_year"


@pytest.fixture(scope="module")
def short() -> Scenario:
    return Scenario.from_dict(SHORT)


def experiment(short: Scenario, **more: Any) -> Experiment:
    said: dict[str, Any] = {
        "vary": {BONUS: (0.0, 0.3), HAZARD: np.array([0.1, 0.2])},
        "replicates": 2,
        "outcomes": ["trust"],
    }
    return Experiment(short, **(said | more))


def test_a_scenario_of_a_dict_is_that_of_a_file(short: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("name: short\nextends: package:tiny\nmonths: 12\nburn_in: 12\n", encoding="utf-8")
    assert short == Scenario.load(file)
    title = {**SHORT, "title": Text("pendek", "short"), "fields": None}
    del title["fields"]
    assert Scenario.from_dict(title).title.en == "short"


def test_mistakes_in_code_are_told_like_those_of_a_file() -> None:
    with pytest.raises(ScenarioError, match=r"from_dict: mnths: unknown key; did you mean `months`"):
        Scenario.from_dict({**SHORT, "mnths": 3})
    with pytest.raises(ScenarioError, match=r"place.districts.*`object` is not known here"):
        Scenario.from_dict({"name": "x", "place": {"districts": object()}})
    with pytest.raises(ScenarioError, match=r"Policy\('p'\): levers.funding.partnership_bonos"):
        Policy("p", levers={"funding": {"partnership_bonos": 1}})
    with pytest.raises(ExperimentError, match=r"(?s)vary.*outcomes.*`acess` is not known; did you mean `access`"):
        Experiment("package:tiny", vary={BONUS: [0, 9]}, outcomes=["acess"])


def test_policies_of_code_are_laid_and_joined(short: Scenario) -> None:
    bonus = Policy("bonus", levers={"funding": {"partnership_bonus": 0.3}}, month=3)
    handover = Policy("handover", timeline=[{"month": 6, "set": "levers.leadership.handover_share", "to": 0.5}])
    both = bonus + handover
    laid = short.with_policy(both)
    assert (both.name, laid.name) == ("bonus+handover", "bonus+handover")
    assert [row["month"] for row in laid.data["timeline"]] == [3, 6]
    with pytest.raises(ScenarioError, match="named twice"):
        _ = bonus + bonus
    with pytest.raises(ScenarioError, match="changes it in month 3 too"):
        _ = bonus + Policy("more", levers={"funding": {"partnership_bonus": 0.5}}, month=3)


def test_an_experiment_of_code_is_that_of_a_file(short: Scenario, tmp_path: Path) -> None:
    """The same plan, hence the same run key and bytes."""
    from simkemitraan.runs.sweep import plan_experiment

    (tmp_path / "s.yaml").write_text("name: short\nextends: package:tiny\nmonths: 12\nburn_in: 12\n")
    file = tmp_path / "e.yaml"
    file.write_text(
        f"name: experiment\nscenario: s.yaml\nvary:\n  {BONUS}: [0, 0.3]\n  {HAZARD}: [0.1, 0.2]\n"
        "replicates: 2\noutcomes: [trust]\n"
    )
    there, here = Experiment.load(file), experiment(short)
    assert plan_experiment(there).key() == plan_experiment(here).key()
    frame = pd.DataFrame({BONUS: [0.0, 0.2], HAZARD: [0.1, 0.1]})
    listed = experiment(short, design=frame, reforms=[Policy("bonus", levers={"funding": {"partnership_bonus": 0.3}})])
    assert listed.values.tolist() == frame.to_numpy().tolist()
    assert [arm.name for arm in listed.arms] == ["short", "bonus"]
    assert len(experiment(short, design={"kind": "latin_hypercube", "n": 5}, vary={BONUS: {}}).values) == 5


@pytest.fixture(scope="module")
def swept(short: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Result:
    told: list[tuple[str, int, int]] = []
    out = tmp_path_factory.mktemp("swept") / "r"
    made = sweep(experiment(short), out=out, workers=1, progress=lambda *what: told.append(what))
    assert told[-1] == ("run", 8, 8)
    return made


def test_frames_know_their_design(swept: Result) -> None:
    assert swept.design.index.name == "point"
    assert swept.design.columns.tolist() == [BONUS, HAZARD]
    frame = swept.indicators(indicator="trust", district=0, group=-1, design=True)
    assert set(frame["scenario"]) == {"short"}
    for point, part in frame.groupby("point"):
        assert part[BONUS].unique().tolist() == [swept.design[BONUS][point]]


def test_a_result_without_a_design_has_frames_all_the_same(short: Scenario, tmp_path: Path) -> None:
    reform = short.with_changes({BONUS: 0.3}, name="bonus")
    made = compare(short, reform, replicates=1, out=tmp_path / "r", workers=1, keep="indicators")
    frame = made.indicators(design=True)
    assert made.design.columns.tolist() == []
    assert frame.groupby("arm")["scenario"].unique().map(list).tolist() == [["short"], ["bonus"]]


def test_labelled_arrays_hold_what_the_frames_hold(swept: Result) -> None:
    pytest.importorskip("xarray")
    data = swept.to_xarray()
    assert dict(data.sizes) == {"arm": 1, "point": 4, "replicate": 2, "month": 12}
    assert data[BONUS].dims == ("point",)
    assert data["trust"].attrs["units"]
    frame = swept.indicators(indicator="trust", district=0, group=-1)
    for row in frame.sample(10, random_state=1).itertuples():
        at = data["trust"].sel(arm="short", point=row.point, replicate=row.replicate, month=row.month)
        assert float(at) == row.value
    assert int(data["trust"].notnull().sum()) == len(frame)
    assert "district" in swept.to_xarray(districts=True).dims
    assert list(swept.to_xarray(["trust"])) == ["trust"]
    with pytest.raises(InputError, match="there is no indicator `acess`"):
        swept.to_xarray(["acess"])


def test_a_worker_that_loaded_another_model_is_refused(
    short: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sources edited while a sweep runs must never mix two models in one result."""
    from simkemitraan.errors import ResultError

    plan = plan_arms([short], 2, 1, "indicators")
    monkeypatch.setattr(workers, "model_version", lambda: "another")
    tasks = Tasks(plan, {r.index: r for r in plan.runs}, None, None)
    with pytest.raises(ResultError, match="loaded another model"):
        list(in_workers([[0], [1]], tasks, 1, Limits()))
    monkeypatch.undo()
    assert not execute(plan, tmp_path / "r", workers=1).failed
    assert load(tmp_path / "r").provenance["outside"] == []


def test_run_tells_how_far_it_is(short: Scenario, tmp_path: Path) -> None:
    told: list[int] = []
    run(short, replicates=3, out=tmp_path / "r", workers=1, progress=lambda what, done, total: told.append(done))
    assert told[-1] == 3


@pytest.fixture(scope="module")
def opened(short: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run(short, replicates=1, workers=1, out=tmp_path_factory.mktemp("opened") / "r")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"indicator": "acess"}, "indicators: there is no indicator `acess`; did you mean `access`?"),
        ({"indicator": ["trust", "acess"]}, "there is no indicator `acess`"),
        ({"distict": 0}, "there is no column `distict`; did you mean `district`?"),
        ({"arm": 5}, "there is no arm `5`; known are 0"),
        ({"replicate": 9}, "there is no replicate `9`; known are 0"),
        ({"district": 7}, "there is no district `7`; known are 0, 1"),
        ({"arm": "short"}, "arm and district are numbers"),
    ],
)
def test_what_a_result_does_not_hold_is_named_and_never_an_empty_frame(
    where: dict[str, Any], said: str, opened: Result
) -> None:
    with pytest.raises(InputError) as caught:
        opened.indicators(**where)
    assert said in caught.value.words("en")


def test_a_column_that_is_not_there_is_named(opened: Result) -> None:
    with pytest.raises(InputError, match="there is no column `strat`; did you mean `start`"):
        opened.frame("ties", ["a", "strat"])


def test_labelled_arrays_take_one_name_and_name_a_wrong_one(opened: Result) -> None:
    pytest.importorskip("xarray")
    assert list(opened.to_xarray("access").data_vars) == ["access"]
    with pytest.raises(InputError, match="did you mean `access`"):
        opened.to_xarray(["trust", "acess"])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"replicates": 0}, "replicates=0: must be a whole number, 1 or more"),
        ({"replicates": 2.5}, "replicates=2.5: must be"),
        ({"replicates": "3"}, "replicates='3': must be"),
        ({"workers": 0}, "workers=0: must be"),
        ({"seed": -1}, "seed=-1: must be a whole number, 0 or more"),
    ],
)
def test_numbers_that_cannot_be_are_refused_by_name(more: dict[str, Any], said: str, short: Scenario) -> None:
    with pytest.raises(InputError, match=said):
        run(short, **more)


def test_an_option_that_is_not_there_is_named(short: Scenario) -> None:
    with pytest.raises(InputError, match=r"there is no option `replicate`; did you mean `replicates`\?"):
        run(short, replicate=1)
    with pytest.raises(InputError, match="there is no option `plan`"):
        run(short, plan=1)


def test_a_name_is_no_scenario_and_a_scenario_no_experiment(short: Scenario) -> None:
    with pytest.raises(InputError, match=r"load it first: Scenario.load\('package:tiny'\)"):
        run("package:tiny")  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"sweep\(Experiment\(scenario"):
        sweep(short)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="workers=0"):
        sweep(experiment(short), workers=0)
