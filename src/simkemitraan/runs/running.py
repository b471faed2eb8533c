"""The short way: run or compare scenarios and read the result."""

from __future__ import annotations

import datetime
import inspect
import operator
import re
from pathlib import Path
from typing import Any

from ..declare import Text
from ..errors import InputError
from ..scenario import Scenario
from .executing import Report, execute, silent
from .plan import plan_arms
from .result import Result, load, refuse_unknown
from .store import free


def default_folder(name: str) -> Path:
    """Return ``results/NAME-<UTC stamp>``; a partial folder of that name from an earlier try is resumed."""
    stamped = re.compile(re.escape(name) + r"-\d{8}T\d{6}Z(-\d+)?\.partial")
    partial = sorted(path for path in Path("results").glob("*.partial") if stamped.fullmatch(path.name))
    if partial:
        return partial[-1].with_name(partial[-1].name.removesuffix(".partial"))
    return free(Path("results") / f"{name}-{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%SZ}")


def whole(name: str, value: Any, low: int) -> int:
    """Return a whole number of a caller; raises InputError, with its name, for any other value or one below ``low``."""
    try:
        number = operator.index(value)
    except TypeError:
        number = low - 1
    if number < low:
        raise InputError(
            f"{name}={value!r}: harus bilangan bulat, {low} atau lebih",
            f"{name}={value!r}: must be a whole number, {low} or more",
        )
    return number


def _options() -> list[str]:
    """Return what :func:`run` and :func:`compare` can be told."""
    own = {*inspect.signature(compare).parameters, *inspect.signature(execute).parameters}
    return sorted(own - {"baseline", "reforms", "command", "more", "plan", "target", "report"})


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
    **more
        ``stop``, ``each``, ``retry``, ``limits``, ``cache``, ``work``, ``points`` and ``shard`` of :func:`.executing.execute`.

    Raises
    ------
    InputError
        If the scenario is none (:meth:`Scenario.load` reads one from a path or a name), a number cannot be, or there is no
        such option.
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
    for arm in (baseline, *reforms):
        if not isinstance(arm, Scenario):
            raise InputError(
                f"{arm!r} bukan skenario; muat dahulu: Scenario.load({arm!r})",
                f"{arm!r} is no scenario; load it first: Scenario.load({arm!r})",
            )
    refuse_unknown(Text("pilihan", "option"), more, _options())
    workers = None if workers is None else whole("workers", workers, 1)
    plan = plan_arms(
        [baseline, *reforms],
        baseline.replicates if replicates is None else whole("replicates", replicates, 1),
        baseline.seed if seed is None else whole("seed", seed, 0),
        keep,
        command,
    )
    folder = Path(out) if out is not None else default_folder(baseline.name or command)
    return load(execute(plan, folder, workers=workers, report=progress or silent, **more).folder)
