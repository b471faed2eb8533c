"""The pool: simulations at points drawn from the prior, measured by the contract, kept by the one runner and store."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ResultExistsError
from ...runs import Outcome, Plan, Result, Run, execute, load
from ...runs.experiment import Points
from ...runs.simulate import Columns, Keep
from ...world.draws import replicate_seed
from ...world.spec import Spec
from ..validation.sheet import Row
from ..validation.whole import ROWS, measure_whole
from .file import Calibration
from .priors import latin_hypercube

Floats = NDArray[np.float64]
Report = Callable[[str, int, int], None]
FUNCTIONS = tuple(dict.fromkeys(row.of.__name__ for row in ROWS))  # of the contract, in the order of the sheet
SPAN = 1000  # codes of items kept for each of them


def measured(
    spec: Spec, seed: int, keep: Keep, first: int, last: int, rows: tuple[str, ...]
) -> tuple[dict[str, Columns] | None, str]:
    """Run and measure one replicate in a worker; a failure comes back as its traceback."""
    try:
        found = measure_whole(seed, spec, first, last, [row for row in ROWS if row.name in rows])
        items = [_code(name) + np.arange(values.size) for name, values in found.items()]
        return {"statistics": {"item": np.concatenate(items), "value": np.concatenate(list(found.values()))}}, ""
    except Exception:
        return None, traceback.format_exc()


def prior_points(calibration: Calibration) -> Floats:
    """Return the values of the pool, a Latin hypercube of the priors, shape (simulations, numbers)."""
    u = latin_hypercube(calibration.simulations, len(calibration.priors), calibration.seed)
    return np.stack([p.at(u[:, k]) for k, p in enumerate(calibration.priors)], axis=1)


def plan_points(calibration: Calibration, values: Floats, replicates: int, seed: int) -> Plan:
    """Return the plan that measures ``replicates`` runs at each point (rows of ``values``).

    Every run has its own luck, unlike a sweep's: a likelihood is about differences that luck makes too, and one luck
    shared by all points would be taken for the world's.
    """
    scenario = calibration.scenario.with_changes(months=calibration.months[1])
    points = Points((scenario,), tuple(p.name for p in calibration.priors), values)
    order = [(p, r, p * replicates + r) for p in range(len(values)) for r in range(replicates)]
    runs = tuple(Run(k, 0, p, r, p, replicate_seed(seed, k)) for p, r, k in order)
    return Plan(points, runs, seed, "statistics", "calibrate", (0,))


def carry_out(
    calibration: Calibration,
    values: Floats,
    folder: Path,
    replicates: int,
    seed: int,
    report: Report,
    workers: int | None = None,
) -> Outcome | None:
    """Measure points into a result folder; one that is complete is left as it is, a partial one is resumed.

    Raises
    ------
    ResultExistsError
        If the folder holds simulations of other points.
    """
    first, last = calibration.months
    plan = plan_points(calibration, values, replicates, seed)
    described: dict[str, Any] = {
        "names": [p.name for p in calibration.priors],
        "values": values.tolist(),
        "window": [first, last],
    }
    if (folder / "provenance.json").exists():
        told = load(folder).provenance
        if (told["points"], told["hashes"], told["seed"], told["runs"]) != (
            described,
            plan.hashes(),
            seed,
            len(plan.runs),
        ):
            raise _others(folder)
        return None
    rows = tuple(t.name for t in calibration.targets)
    work = partial(measured, first=first, last=last, rows=rows)
    return execute(plan, folder, workers=workers, report=report, points=described, work=work)


def _others(folder: Path) -> ResultExistsError:
    return ResultExistsError(
        f"{folder} berisi simulasi dari kalibrasi lain; pilih folder lain dengan --out (hasil tidak pernah ditimpa).",
        f"{folder} holds the simulations of another calibration; choose another folder with --out (results are never overwritten).",
    )


def _code(name: str) -> int:
    """Return the number of the first item of a function of the contract; the others follow it."""
    return SPAN * FUNCTIONS.index(name)


class Pool:
    """Measured points, read back.

    Parameters
    ----------
    folder : Path
        A complete result of :func:`carry_out`; every byte is compared with what was written.
    """

    def __init__(self, folder: Path) -> None:
        self.result: Result = load(folder, whole=True)
        told = self.result.provenance["points"]
        self.names: tuple[str, ...] = tuple(told["names"])
        self.points: Floats = np.array(told["values"], np.float64).reshape(-1, len(self.names))
        self._statistics = self._read()

    def _read(self) -> dict[str, Floats]:
        """Return the statistics by function of the contract, each (points, replicates, items); nan where a run failed."""
        frame = self.result.frame("statistics", ["point", "replicate", "item", "value"])
        function, item = np.divmod(frame["item"].to_numpy(np.int64), SPAN)
        replicates = int(self.result.provenance["replicates"])
        out = {}
        for k, name in enumerate(FUNCTIONS):
            rows = function == k
            if not rows.any():  # no target asks for it
                continue
            table = np.full((len(self.points), replicates, int(item[rows].max(initial=0)) + 1), np.nan)
            table[frame["point"].to_numpy()[rows], frame["replicate"].to_numpy()[rows], item[rows]] = frame[
                "value"
            ].to_numpy()[rows]
            out[name] = table
        return out

    def values(self, rows: Sequence[Row]) -> Floats:
        """Return the value of each row at each point, as the sheet reduces replicates, shape (points, rows)."""
        return np.array(
            [[_reduced(row, self._statistics[row.of.__name__][k]) for row in rows] for k in range(len(self.points))]
        )

    def replicates(self, point: int) -> list[dict[str, Floats]]:
        """Return the statistics of the replicates of one point, as :func:`.measurement.score` takes them."""
        tables = {name: table[point] for name, table in self._statistics.items()}
        whole = np.isfinite(tables[FUNCTIONS[0]]).any(axis=1)
        return [{name: table[r] for name, table in tables.items()} for r in np.flatnonzero(whole)]


def _reduced(row: Row, table: Floats) -> float:
    table = table[np.isfinite(table).any(axis=1)]
    if not len(table):
        return np.nan
    if row.pooled:
        return row.reduce(table.sum(axis=0))
    each = np.array([row.reduce(s) for s in table])
    return float(np.median(each[np.isfinite(each)])) if np.isfinite(each).any() else np.nan
