"""Runs that failed: kept with all that is needed to run them alone, tried again on request, forgotten when they succeed."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from ..errors import ResultError
from ..scenario import Scenario
from .folders import sync_write
from .plan import Plan, Run
from .simulate import Columns, Keep, simulate
from .store import Store

FOLDER = "quarantine"


def put(store: Store, plan: Plan, run: Run, trace: str) -> None:
    """Keep a failed run: its scenario, its seed and its traceback."""
    folder = store.partial / FOLDER
    folder.mkdir(exist_ok=True)
    content = {
        "run": [run.arm, run.point, run.replicate],
        "seed": run.seed,
        "keep": plan.keep,
        "scenario": plan.scenarios[run.scenario].data,
        "traceback": trace,
    }
    sync_write(_file(store, run.index), json.dumps(content, indent=1, ensure_ascii=False).encode())
    store.fail(run.index, trace.strip().splitlines()[-1])


def release(store: Store, indices: list[int]) -> None:
    """Throw away what was kept of runs that have succeeded since."""
    for index in indices:
        _file(store, index).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # there is none, or others are still in there
        (store.partial / FOLDER).rmdir()


def _file(store: Store, index: int) -> Path:
    return store.partial / FOLDER / f"run-{index:06d}.json"


def rerun(file: str | Path) -> dict[str, Columns]:
    """Run a quarantined run alone, in this process, so that a debugger can be at hand.

    Parameters
    ----------
    file : path
        ``RESULT/quarantine/run-NNNNNN.json``.

    Returns
    -------
    dict of str to dict of str to ndarray
        Its tables, if it succeeds this time.

    Raises
    ------
    ResultError
        If the file cannot be read.
    Exception
        Whatever made the run fail, if it fails again.
    """
    try:
        kept: dict[str, Any] = json.loads(Path(file).read_text(encoding="utf-8"))
        scenario, seed, keep = Scenario.from_resolved(kept["scenario"]), int(kept["seed"]), kept["keep"]
    except (OSError, ValueError, KeyError) as error:
        raise ResultError(
            f"{file}: bukan berkas run yang gagal ({error}); pilih satu dari folder quarantine sebuah hasil.",
            f"{file}: not the file of a failed run ({error}); choose one from the quarantine folder of a result.",
        ) from error
    tables: Keep = "all" if keep == "all" else "indicators"
    return simulate(scenario.spec(trace=keep == "all"), seed, tables)
