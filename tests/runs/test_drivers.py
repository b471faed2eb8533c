"""Other people's drivers drive the model: SALib, EMA Workbench and Mesa's batch runner, with the numbers of the own runner."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pytest

from simkemitraan import Experiment, PartnershipModel, Scenario, run, sweep
from simkemitraan.analysis.exploration.drivers import Evaluator, ema_model, salib_problem
from simkemitraan.analysis.exploration.sensitivity import indices, outcomes
from simkemitraan.errors import InputError

OUTCOME = "partnerships"
NUMBERS = {
    "bonus": "levers.funding.partnership_bonus",
    "hazard": "assumptions.leadership.hazard_per_year",
    "founding": "assumptions.finance.founding_community",
}
PLACE = """
name: no-communities
months: 12
burn_in: 12
place:
  districts:
    - {name: A, population: 60000, organisations: {government: 4, nonprofit: 12, company: 8, community: 0, individual: 6}}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    path = tmp_path_factory.mktemp("place") / "place.yaml"
    path.write_text(PLACE)
    return Scenario.load(path)


def at(base: Scenario, **numbers: float) -> Scenario:
    return base.with_changes({NUMBERS[name]: float(value) for name, value in numbers.items()})


def last_year(scenario: Scenario) -> float:
    """Run the model to its end, always with the same luck."""
    model = PartnershipModel(scenario, rng=1)
    while model.running:
        model.step()
    return float(model.datacollector.get_model_vars_dataframe()[OUTCOME].tail(12).mean())


def own_runner(scenario: Scenario, folder: Path) -> float:
    frame = run(scenario, replicates=1, seed=1, out=folder, workers=1, keep="indicators").indicators(
        indicator=OUTCOME, district=0, group=-1
    )
    return float(frame["value"].mean())


def test_salib(base: Scenario) -> None:
    pytest.importorskip("SALib")
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    problem = {"num_vars": 3, "names": list(NUMBERS), "bounds": [[0.0, 1.0], [0.05, 0.6], [0.0, 0.5]]}
    x = sampling.sample(problem, 4, seed=1)
    y = np.array([last_year(at(base, **dict(zip(NUMBERS, row, strict=True)))) for row in x])
    effect = dict(zip(NUMBERS, analysis.analyze(problem, x, y, seed=1)["mu_star"], strict=True))
    assert effect["hazard"] > 0
    assert effect["founding"] == 0  # there is nothing to found: with the same luck the difference is exactly nothing


def test_ema_workbench(base: Scenario, tmp_path: Path) -> None:
    pytest.importorskip("ema_workbench", exc_type=ImportError)
    from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator

    model = Model("simkemitraan", function=lambda **numbers: {OUTCOME: last_year(at(base, **numbers))})
    model.uncertainties = [RealParameter("hazard", 0.05, 0.6)]
    model.levers = [RealParameter("bonus", 0.0, 1.0)]
    model.outcomes = [ScalarOutcome(OUTCOME)]
    with SequentialEvaluator(model) as evaluator:
        x, y = evaluator.perform_experiments(scenarios=3, policies=2)
    assert x.groupby("policy", observed=True).size().tolist() == [3, 3]
    assert len(set(y[OUTCOME])) > 1
    last = x.iloc[-1]
    assert y[OUTCOME][-1] == pytest.approx(
        own_runner(at(base, hazard=last["hazard"], bonus=last["bonus"]), tmp_path / "r")
    )


def test_batch_run(base: Scenario, tmp_path: Path) -> None:
    scenarios = [at(base, bonus=bonus) for bonus in (0.0, 1.0)]
    rows = mesa.batch_run(
        PartnershipModel,
        parameters={"scenario": scenarios},
        number_processes=1,
        rng=[1, 2],
        max_steps=12,
        data_collection_period=1,
        display_progress=False,
    )
    assert len(rows) == 2 * 2 * 12
    second = [r[OUTCOME] for r in rows if r["scenario"] is scenarios[1] and r["rng"] == 1]
    assert np.mean(second) == pytest.approx(own_runner(scenarios[1], tmp_path / "r"))


def experiment(base: Scenario, **more: Any) -> Experiment:
    vary = {NUMBERS["hazard"]: {"low": 0.05, "high": 0.6}, NUMBERS["bonus"]: {"low": 0.0, "high": 1.0}}
    return Experiment(base, vary=vary, replicates=2, outcomes=[OUTCOME], **more)


def test_salib_finds_on_our_model_what_our_sweep_finds(base: Scenario, tmp_path: Path) -> None:
    """The same design, the same outcomes, the same indices, whoever drives."""
    pytest.importorskip("SALib")
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    ours = experiment(base, design={"kind": "morris", "n": 4, "seed": 1})
    problem, evaluate = salib_problem(ours), Evaluator(ours)
    x = sampling.sample(problem, 4, num_levels=4, seed=1)
    np.testing.assert_allclose(x, ours.values)
    y = np.array([evaluate(**dict(zip(problem["names"], row, strict=True)))[OUTCOME] for row in x])
    made = sweep(ours, out=tmp_path / "r", workers=1)
    np.testing.assert_allclose(y, outcomes(made)[OUTCOME])
    theirs = analysis.analyze(problem, x, y, num_levels=4, seed=1)
    found = indices(made).set_index("factor")["effect"]
    np.testing.assert_allclose([found[name] for name in problem["names"]], theirs["mu_star"], rtol=1e-9)


def test_the_ema_workbench_gets_from_an_experiment_what_our_sweep_gets(base: Scenario, tmp_path: Path) -> None:
    pytest.importorskip("ema_workbench", exc_type=ImportError)
    from ema_workbench import SequentialEvaluator

    model = ema_model(experiment(base))
    assert [lever.name for lever in model.levers] == ["levers__funding__partnership_bonus"]
    with SequentialEvaluator(model) as evaluator:
        x, y = evaluator.perform_experiments(scenarios=2, policies=2)
    frame = x[[name.replace(".", "__") for name in NUMBERS.values() if name != NUMBERS["founding"]]].astype(float)
    frame.columns = [name.replace("__", ".") for name in frame.columns]
    made = sweep(experiment(base, design=frame), out=tmp_path / "r", workers=1)
    np.testing.assert_allclose(y[OUTCOME], outcomes(made)[OUTCOME])


def test_its_many_objective_search_takes_an_experiment(base: Scenario, tmp_path: Path) -> None:
    """More partnerships and less strain at once: what it finds is not worse in both than anything else it found."""
    pytest.importorskip("ema_workbench", exc_type=ImportError)
    from ema_workbench import Sample, SequentialEvaluator

    levers = (NUMBERS["bonus"], "levers.formation.forum_share")
    vary = {name: {"low": 0.0, "high": 0.6} for name in (*levers, NUMBERS["hazard"])}
    asked = Experiment(base, vary=vary, replicates=1, outcomes=[OUTCOME, "strain"])
    usual = {NUMBERS["hazard"].replace(".", "__"): 0.2}
    model = ema_model(asked)
    assert [outcome.kind for outcome in model.outcomes] == [1, -1]
    with SequentialEvaluator(model) as evaluator:
        asked_for = {"epsilons": [0.01, 0.001], "population_size": 6, "filename": "search.tar.gz"}
        asked_for["reference"] = Sample("usual", **usual)
        found = evaluator.optimize(nfe=12, searchover="levers", directory=str(tmp_path), rng=1, **asked_for)
    found = found[0] if isinstance(found, tuple) else found
    evaluate = Evaluator(asked)
    for row in found.itertuples():
        point = {name.replace(".", "__"): getattr(row, name.replace(".", "__")) for name in levers}
        assert evaluate(**point, **usual)[OUTCOME] == pytest.approx(getattr(row, OUTCOME))
        better = (found[OUTCOME] > getattr(row, OUTCOME)) & (found["strain"] < row.strain)
        assert not better.any()


def test_numbers_that_are_not_varied_are_named(base: Scenario) -> None:
    with pytest.raises(InputError, match="numbers missing or not varied: levers\\.funding"):
        Evaluator(experiment(base))(**{NUMBERS["hazard"]: 0.1, NUMBERS["bonus"]: 0.1, "levers__funding__cycle": 3})
