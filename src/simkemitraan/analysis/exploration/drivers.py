"""An experiment in the shape that other people's methods take it: a SALib problem, an EMA Workbench model.

The outcome at a point is what :func:`.sensitivity.outcomes` reads off a sweep: the mean over replicates of the last year.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ...errors import InputError, MissingExtraError
from ...indicators import NAMES, REGISTRY
from ...runs.experiment import Experiment, changes
from ...runs.simulate import Columns, simulate
from ...world.draws import replicate_seed
from ..comparison.rules import WINDOW
from .factors import is_lever


class Evaluator:
    """Numbers in, outcomes out, always with the same luck; can be sent to other processes.

    Parameters
    ----------
    experiment : Experiment
        What is varied, how often it is repeated, what is looked at; its design is not used.
    arm : int
        Which of its scenarios.
    """

    def __init__(self, experiment: Experiment, arm: int = 0) -> None:
        self.scenario = experiment.arms[arm]
        self.names = tuple(f.name for f in experiment.factors)
        self.outcomes = experiment.outcomes
        self.seeds = [replicate_seed(experiment.seed, r) for r in range(experiment.replicates)]

    def __call__(self, **numbers: float) -> dict[str, float]:
        """Return the outcomes at one point; a number's dots may be written ``__``.

        Raises
        ------
        InputError
            If a number is missing or not varied.
        ScenarioError
            If one is out of bounds.
        """
        given = {name.replace("__", "."): float(value) for name, value in numbers.items()}
        if set(given) != set(self.names):
            names = ", ".join(sorted(set(given) ^ set(self.names)))
            raise InputError(f"angka kurang atau tidak diubah-ubah: {names}", f"numbers missing or not varied: {names}")
        spec = self.scenario.with_changes(changes(self.names, [given[name] for name in self.names])).spec(trace=False)
        runs = [simulate(spec, seed, "indicators")["indicators"] for seed in self.seeds]
        return {name: _mean([_late(run, name, spec.months) for run in runs]) for name in self.outcomes}


def _late(run: Columns, name: str, months: int) -> float:
    whole = (run["district"] == 0) & (run["group"] == -1) & (run["month"] >= months - WINDOW)
    return _mean(run["value"][whole & (run["indicator"] == NAMES.index(name))])


def _mean(values: ArrayLike) -> float:
    known = np.asarray(values, np.float64)
    known = known[~np.isnan(known)]
    return float(known.mean()) if known.size else float("nan")


def salib_problem(experiment: Experiment) -> dict[str, Any]:
    """Return an experiment's numbers and bounds as SALib's methods take them."""
    bounds = [[min(f.levels), max(f.levels)] if f.levels else [f.low, f.high] for f in experiment.factors]
    return {"num_vars": len(bounds), "names": [f.name for f in experiment.factors], "bounds": bounds}


def ema_model(experiment: Experiment, arm: int = 0) -> Any:
    """Return an experiment as a model of the EMA Workbench: levers are its levers, assumptions its uncertainties.

    Names carry ``__`` for dots, since the workbench wants them so. Outcomes of which more is better are to be maximised,
    those of which less is better minimised, so that its many-objective search (``evaluator.optimize``) can begin.

    Raises
    ------
    MissingExtraError
        If the workbench is not installed.
    """
    try:
        from ema_workbench import CategoricalParameter, Model, RealParameter, ScalarOutcome
    except ImportError:
        raise MissingExtraError(
            "EMA Workbench belum terpasang: pip install ema-workbench",
            "the EMA Workbench is not installed: pip install ema-workbench",
        ) from None
    model = Model("simkemitraan", function=Evaluator(experiment, arm))
    found: dict[bool, list[Any]] = {True: [], False: []}
    for f in experiment.factors:
        name = f.name.replace(".", "__")
        made = CategoricalParameter(name, list(f.levels)) if f.levels else RealParameter(name, f.low, f.high)
        found[is_lever(f.name)].append(made)
    model.levers, model.uncertainties = found[True], found[False]
    kinds = {1: ScalarOutcome.MAXIMIZE, -1: ScalarOutcome.MINIMIZE, 0: ScalarOutcome.INFO}
    model.outcomes = [ScalarOutcome(name, kind=kinds[REGISTRY[name].good]) for name in experiment.outcomes]
    return model
