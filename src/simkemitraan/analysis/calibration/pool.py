"""The pool: simulations at points drawn from the prior, measured by the contract, kept by the one runner and store."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...runs import Outcome, Plan, Result, Run, execute, load
from ...runs.experiment import Points
from ...runs.simulate import Columns, Keep
from ...world.draws import replicate_seed
from ...world.spec import Spec
from ..measurement import measure_one
from ..sheet import ROWS, Row
from .file import Calibration
from .priors import latin_hypercube

Floats = NDArray[np.float64]
Report = Callable[[str, int, int], None]


def measured(spec: Spec, seed: int, keep: Keep, first: int, last: int) -> tuple[dict[str, Columns] | None, str]:
    """Run and measure one replicate in a worker; a failure comes back as its traceback."""
    try:
        values = np.concatenate(list(measure_one(seed, spec, first, last).values()))
        return {"statistics": {"item": np.arange(values.size), "value": values}}, ""
    except Exception:
        return None, traceback.format_exc()


def prior_points(calibration: Calibration) -> Floats:
    """Return the values of the pool, a Latin hypercube of the priors, shape (simulations, numbers)."""
    u = latin_hypercube(calibration.simulations, len(calibration.priors), calibration.seed)
    return np.stack([p.at(u[:, k]) for k, p in enumerate(calibration.priors)], axis=1)


def plan_points(calibration: Calibration, values: Floats, replicates: int, seed: int) -> Plan:
    """Return the plan that measures ``replicates`` runs at each point (rows of ``values``)."""
    first = calibration.scenario.with_changes(months=calibration.months[1])
    points = Points((first,), tuple(p.name for p in calibration.priors), values)
    seeds = [replicate_seed(seed, r) for r in range(replicates)]
    runs = tuple(Run(p * replicates + r, 0, p, r, p, seeds[r]) for p in range(len(values)) for r in range(replicates))
    return Plan(points, runs, seed, "statistics", "calibrate", (0,))


def carry_out(
    calibration: Calibration, values: Floats, folder: Path, replicates: int, seed: int, report: Report, workers: int | None = None,
) -> Outcome | None:
    """Measure points into a result folder; one that is complete is left as it is, a partial one is gone on with."""
    if (folder / "provenance.json").exists():
        return None
    first, last = calibration.months
    described: dict[str, Any] = {
        "names": [p.name for p in calibration.priors], "values": values.tolist(), "window": [first, last],
    }
    return execute(plan_points(calibration, values, replicates, seed), folder, workers=workers, report=report, points=described,
                   work=partial(measured, first=first, last=last))


def item_sizes() -> dict[str, int]:
    """Return how many items each function of the contract gives, in their order."""
    from .. import contract

    sizes = {"endings": 4, "ages": 2 * contract.AGES, "names": 13, "popularity": 1, "repeats": 10, "core": 13, "small_worlds": 2,
             "population": 5, "formality": 12, "mixing": 1, "tenures": 4, "money": 4, "trust": 3, "leader_changes": 8}
    return {of.__name__: sizes[of.__name__] for of in dict.fromkeys(row.of for row in ROWS)}


class Pool:
    """Measured points, read back.

    Parameters
    ----------
    folder : Path
        A complete result of :func:`carry_out`.
    """

    def __init__(self, folder: Path) -> None:
        self.result: Result = load(folder)
        told = self.result.provenance["points"]
        self.names: tuple[str, ...] = tuple(told["names"])
        self.points: Floats = np.array(told["values"], np.float64).reshape(-1, len(self.names))
        self._statistics = self._read()

    def _read(self) -> Floats:
        """Return the statistics, shape (points, replicates, items); nan where a run failed."""
        frame = self.result.frame("statistics", ["point", "replicate", "item", "value"])
        out = np.full((len(self.points), int(self.result.provenance["replicates"]), sum(item_sizes().values())), np.nan)
        out[frame["point"], frame["replicate"], frame["item"]] = frame["value"]
        return out

    def values(self, rows: Sequence[Row]) -> Floats:
        """Return the value of each row at each point, as the sheet reduces replicates, shape (points, rows)."""
        where = _slices()
        return np.array([[_reduced(row, table[:, where[row.of.__name__]]) for row in rows] for table in self._statistics])

    def replicates(self, point: int) -> list[dict[str, Floats]]:
        """Return the statistics of the replicates of one point, as :func:`.measurement.score` takes them."""
        whole = self._statistics[point][np.isfinite(self._statistics[point]).any(axis=1)]
        return [{name: items[part] for name, part in _slices().items()} for items in whole]


def _slices() -> dict[str, slice]:
    """Return where the items of each function of the contract stand."""
    ends = np.cumsum(list(item_sizes().values())).tolist()
    return {name: slice(end - size, end) for (name, size), end in zip(item_sizes().items(), ends, strict=True)}


def _reduced(row: Row, table: Floats) -> float:
    table = table[np.isfinite(table).any(axis=1)]
    if not len(table):
        return np.nan
    if row.pooled:
        return row.reduce(table.sum(axis=0))
    each = np.array([row.reduce(s) for s in table])
    return float(np.median(each[np.isfinite(each)])) if np.isfinite(each).any() else np.nan
