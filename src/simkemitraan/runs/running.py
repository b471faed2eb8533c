"""The short way: run or compare scenarios and read the result."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

from ..scenario import Scenario
from .executing import Report, execute, silent
from .plan import plan_arms
from .result import Result, load
from .store import free


def default_folder(name: str) -> Path:
    """Return ``results/NAME-<UTC stamp>``; a partial folder of that name from an earlier try is resumed."""
    stamped = re.compile(re.escape(name) + r"-\d{8}T\d{6}Z(-\d+)?\.partial")
    partial = sorted(path for path in Path("results").glob("*.partial") if stamped.fullmatch(path.name))
    if partial:
        return partial[-1].with_name(partial[-1].name.removesuffix(".partial"))
    return free(Path("results") / f"{name}-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}")


def run(
    scenario: Scenario,
    *,
    replicates: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    keep: str = "all",
    progress: Report | None = None,
    **more: Any,
) -> Result:
    """Run a scenario and return its result.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    replicates, seed : int, optional
        As the scenario says by default.
    out : path, optional
        Result folder; ``results/<name>-<stamp>`` by default.
    workers : int, optional
        Processes.
    keep : {"all", "indicators"}
        Which tables to keep.
    progress : callable, optional
        Told ``(what, done, total)`` as it goes: ``"compile"`` once, ``"run"`` after each run.
    """
    told: dict[str, Any] = {"out": out, "workers": workers, "keep": keep, "progress": progress}
    return compare(scenario, replicates=replicates, seed=seed, command="run", **told, **more)


def compare(
    baseline: Scenario,
    *reforms: Scenario,
    replicates: int | None = None,
    seed: int | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    keep: str = "all",
    command: str = "compare",
    progress: Report | None = None,
    **more: Any,
) -> Result:
    """Run a baseline and reforms with the same luck and return the result (arm 0 is the baseline); see :func:`run`."""
    plan = plan_arms(
        [baseline, *reforms],
        baseline.replicates if replicates is None else replicates,
        baseline.seed if seed is None else seed,
        keep,
        command,
    )
    folder = Path(out) if out is not None else default_folder(baseline.name or command)
    return load(execute(plan, folder, workers=workers, report=progress or silent, **more).folder)
