"""Sweeps: an experiment carried out by the same runner as everything else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..scenario import Scenario
from ..world.draws import replicate_seed
from .executing import Outcome, Report, execute, silent
from .experiment import Experiment, Points
from .plan import Plan, Run
from .result import Result, load
from .running import whole


def plan_experiment(experiment: Experiment) -> Plan:
    """Return the plan of an experiment."""
    return plan_points(experiment.points, experiment.replicates, experiment.seed, experiment.keep)


def plan_points(points: Points, replicates: int, seed: int, keep: str) -> Plan:
    """Return the plan of a sweep: arm by arm, point by point, every replicate with its own luck at all points."""
    size, arms = len(points.values), len(points.arms)
    seeds = [replicate_seed(seed, r) for r in range(replicates)]
    runs = tuple(
        Run((arm * size + p) * replicates + r, arm, p, r, arm * size + p, seeds[r])
        for arm in range(arms)
        for p in range(size)
        for r in range(replicates)
    )
    return Plan(points, runs, seed, keep, "sweep", tuple(a * size for a in range(arms)))


def carry_out(experiment: Experiment, folder: Path, **more: Any) -> Outcome:
    """Carry out an experiment into a folder (see :func:`.execute.execute`)."""
    points = {
        "names": [f.name for f in experiment.factors],
        "values": experiment.values.tolist(),
        "design": experiment.kind,
        "outcomes": list(experiment.outcomes),
        "title": experiment.title,
        "question": experiment.question,
        "bounds": [[min(f.levels), max(f.levels)] if f.levels else [f.low, f.high] for f in experiment.factors],
    }
    return execute(plan_experiment(experiment), folder, points=points, **more)


def sweep(
    experiment: str | os.PathLike[str] | Experiment,
    *,
    out: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Report | None = None,
    **more: Any,
) -> Result:
    """Carry out an experiment and return its result.

    Parameters
    ----------
    experiment : Experiment or path
        What to vary, and how.
    out : path, optional
        Result folder; ``results/<name>`` by default, so that the same command goes on.
    workers : int, optional
        Local processes.
    scheduler : str, optional
        Address of an existing Dask cluster, ``tcp://…``.
    progress : callable, optional
        Told ``(what, done, total)`` as it goes.

    Raises
    ------
    InputError
        If what is given is a scenario, or ``workers`` is no number of processes.
    """
    if isinstance(experiment, Scenario):
        raise InputError(
            "sweep memerlukan percobaan, bukan skenario: sweep(Experiment(skenario, vary={…})); satu skenario dijalankan dengan run",
            "sweep needs an experiment, not a scenario: sweep(Experiment(scenario, vary={…})); run carries out one scenario",
        )
    workers = None if workers is None else whole("workers", workers, 1)
    chosen = experiment if isinstance(experiment, Experiment) else Experiment.load(experiment)
    if scheduler:
        from .cluster import on_cluster

        more["each"] = on_cluster(scheduler, cache=more.get("cache", True))
    folder = Path(out) if out is not None else Path("results") / chosen.name
    return load(carry_out(chosen, folder, workers=workers, report=progress or silent, **more).folder)
