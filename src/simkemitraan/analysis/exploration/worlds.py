"""Worlds that differ in all that is not known: draws of the posterior, which vary together, beside what no pattern informs.

Numbers that calibration informed are those of a draw of its posterior; every assumption that nothing informs is drawn from half to
one and a half times its value, within its declared bounds. The draws ship with the package (:data:`FILE`, written by ``make
signs``), each with how many rows of the sheets of targets the median regency misses there. A world that misses more of them than
nineteen in twenty draws of the posterior do by themselves is left out: what is drawn beside them made such a place less like life
than the patterns allow.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ...indicators import ALL
from ...mechanisms import ORDER
from ...runs.asked import param_of
from ...runs.executing import execute
from ...runs.experiment import Experiment, Points
from ...runs.plan import Plan, Run
from ...scenario import Scenario
from ...world.draws import replicate_seed
from ..calibration.known import known_draws, known_posterior
from ..calibration.pool import Pool, measured
from ..calibration.priors import latin_hypercube
from ..validation.history import FIRST, LAST
from ..validation.whole import ROWS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Report = Callable[[str, int, int], None]

FILE = "worlds.csv"
WIDTH = 0.5
DRAWN, SEED = 160, 14
REPLICATES = 2
CONTROLS = 40  # further draws of the posterior by themselves, by which plausible is measured
OFTEN = 0.95  # of them miss no more rows than a world may


@dataclass(frozen=True)
class Worlds:
    """Draws of all that is not known.

    Attributes
    ----------
    names : tuple of str
        Dotted names: those of the posterior, then the others.
    values : ndarray of float, shape (worlds, names)
        Values of the posterior's numbers; of the others multiples of the scenario's own value.
    missed : ndarray of int, shape (worlds,)
        Rows of the sheet that the median regency misses there; -1 where that was not measured.
    plausible : ndarray of bool, shape (worlds,)
        Whether it is kept.
    """

    names: tuple[str, ...]
    values: Floats
    missed: NDArray[np.int64]
    plausible: Bools

    @property
    def informed(self) -> int:
        """How many numbers are the posterior's."""
        return len(set(estimated()) & set(self.names))


@dataclass(frozen=True)
class WorldSample:
    """An experiment over worlds, and what is said of them.

    Attributes
    ----------
    experiment : Experiment
        The worlds that were kept, as a design.
    left_out, informed, others : int
        Worlds left out on the way; numbers of the posterior; other numbers.
    measured : bool
        Whether the worlds were measured on the sheet at all.
    """

    experiment: Experiment
    left_out: int
    informed: int
    others: int
    measured: bool

    @property
    def draws(self) -> int:
        """Worlds that are run."""
        return len(self.experiment.values)

    def to_dict(self) -> dict[str, int | None]:
        """Return what is said of the worlds, for JSON."""
        left_out = self.left_out if self.measured else None
        return {"worlds": self.draws, "left_out": left_out, "posterior": self.informed, "uninformed": self.others}


def uninformed() -> list[str]:
    """Return the assumptions that no pattern informs, nor calibration, by dotted name."""
    known = known_posterior()
    names = (
        (f"assumptions.{m.name}.{p.name}", p)
        for m in ORDER
        for p in m.params
        if p.role == "assumption" and p.form == "number" and p.default
    )
    return [name for name, p in names if (not known[name].informed if name in known else not p.informed)]


def estimated() -> list[str]:
    """Return the numbers that calibration found to be informed, by dotted name."""
    return [name for name, number in known_posterior().items() if number.informed]


def drawn(n: int = DRAWN, seed: int = SEED) -> Worlds:
    """Draw worlds, not yet measured: draws of the posterior as they are, beside a Latin hypercube of all else."""
    names, draws = known_draws()
    chosen = np.random.default_rng(seed).permutation(len(draws))[:n]
    found, others = estimated(), uninformed()
    posterior = draws[np.ix_(chosen, [names.index(name) for name in found])]
    multiples = 1.0 - WIDTH + 2.0 * WIDTH * latin_hypercube(len(chosen), len(others), seed)
    return Worlds(
        (*found, *others), np.hstack([posterior, multiples]), np.full(len(chosen), -1), np.ones(len(chosen), np.bool_)
    )


def in_place(worlds: Worlds, scenario: Scenario) -> tuple[list[str], Floats]:
    """Return names and values for a scenario: multiples of its own values within declared bounds; what it has switched off stays away."""
    known, off = set(estimated()), scenario.data["off"]
    kept = [k for k, name in enumerate(worlds.names) if name.split(".")[1] not in off]
    columns = []
    for k in kept:
        _, mechanism, short = worlds.names[k].split(".")
        column = worlds.values[:, k]
        if worlds.names[k] not in known:
            param = param_of(worlds.names[k])
            column = np.clip(column * scenario.value(mechanism, short), param.low, param.high)
        columns.append(column)
    return [worlds.names[k] for k in kept], np.column_stack(columns)


def misses(worlds: Worlds, folder: Path, report: Report, workers: int | None = None) -> Worlds:
    """Measure every world on the sheet, in the median regency, and say which are plausible. Goes on where it was stopped.

    Parameters
    ----------
    worlds : Worlds
        As they were drawn.
    folder : Path
        Result folder of the measurement; one that is complete is read.
    report : callable
        Told ``(what, done, total)``.
    workers : int, optional
        Processes.
    """
    scenario = Scenario.load("package:baseline").with_changes(months=LAST)
    names, values = in_place(worlds, scenario)
    rows = [row for row in ROWS if row.scored]
    points = np.vstack([values, _alone(names, scenario)])
    if not (folder / "provenance.json").exists():
        told = {"names": names, "values": points.tolist(), "window": [FIRST, LAST]}
        asked = tuple(row.name for row in rows)
        work = partial(measured, first=FIRST, last=LAST, rows=asked)
        execute(_plan(scenario, names, points), folder, workers=workers, report=report, points=told, work=work)
    found = Pool(folder).values(rows)
    low, high = np.array([row.low for row in rows]), np.array([row.high for row in rows])
    missed = ((found < low) | (found > high)).sum(axis=1)
    most = np.quantile(missed[len(values) :], OFTEN, method="higher")
    return Worlds(worlds.names, worlds.values, missed[: len(values)], missed[: len(values)] <= most)


def _alone(names: Sequence[str], scenario: Scenario) -> Floats:
    """Return draws of the posterior that no world has, all other numbers as the scenario has them, shape (controls, names)."""
    known, draws = known_draws()
    rest = np.random.default_rng(SEED).permutation(len(draws))[DRAWN : DRAWN + CONTROLS]
    points = np.tile([scenario.value(*name.split(".")[1:]) for name in names], (len(rest), 1))
    for k, name in enumerate(names):
        if name in known:
            points[:, k] = draws[rest, known.index(name)]
    return np.asarray(points, np.float64)


def _plan(scenario: Scenario, names: Sequence[str], points: Floats) -> Plan:
    """Return the plan that measures every point with luck of its own."""
    runs = tuple(
        Run(k, 0, p, r, p, replicate_seed(SEED, k))
        for k, (p, r) in enumerate((p, r) for p in range(len(points)) for r in range(REPLICATES))
    )
    return Plan(Points((scenario,), tuple(names), points), runs, SEED, "statistics", "calibrate", (0,))


def written(worlds: Worlds) -> str:
    """Return the text of the file of worlds."""
    lines = [",".join(("missed", "plausible", *worlds.names))]
    for missed, plausible, row in zip(worlds.missed, worlds.plausible, worlds.values, strict=True):
        lines.append(",".join((str(missed), str(bool(plausible)).lower(), *(f"{x:.6g}" for x in row))))
    return "\n".join(lines) + "\n"


@cache
def known_worlds() -> Worlds:
    """Return the worlds that ship with the package."""
    return read((resources.files(__package__) / FILE).read_text(encoding="utf-8"))


def read(text: str) -> Worlds:
    """Return the worlds of a file as :func:`written` writes it."""
    head, *rows = list(csv.reader(text.splitlines()))
    return Worlds(
        tuple(head[2:]),
        np.array([[float(x) for x in row[2:]] for row in rows]),
        np.array([int(row[0]) for row in rows]),
        np.array([row[1] == "true" for row in rows]),
    )


def over_worlds(scenario: Scenario, draws: int, seed: int, outcomes: Sequence[str] = ()) -> WorldSample:
    """Return the experiment that repeats a comparison in the first ``draws`` plausible worlds, or in all where there are fewer.

    Parameters
    ----------
    scenario : Scenario
        The place as it is, without policies.
    draws : int
        Number of worlds.
    seed : int
        Seed of the luck.
    outcomes : sequence of str, optional
        Indicators; by default those that are shown first and of which more or less is better.
    """
    worlds = known_worlds()
    chosen = np.flatnonzero(worlds.plausible)[:draws]
    names, values = in_place(worlds, scenario)
    looked_at = int(chosen[-1]) + 1 if len(chosen) == draws else len(values)
    vary = {name: _range(name, column) for name, column in zip(names, values.T, strict=True)}
    design: Any = pd.DataFrame(values[chosen], columns=names)
    experiment = Experiment(
        scenario,
        name="worlds",
        vary=vary,
        design=design,
        replicates=REPLICATES,
        seed=seed,
        outcomes=list(outcomes) or [i.name for i in ALL if i.headline and i.good],
    )
    informed = len(set(estimated()) & set(names))
    measured = bool((worlds.missed >= 0).all())
    return WorldSample(experiment, looked_at - len(chosen), informed, len(names) - informed, measured)


def _range(name: str, column: Floats) -> dict[str, float]:
    """Return the bounds between which a number was drawn."""
    param = param_of(name)
    low, high = max(param.low, float(column.min())), min(param.high, float(column.max()))
    return {"low": low, "high": high} if low < high else {"low": param.low, "high": param.high}
