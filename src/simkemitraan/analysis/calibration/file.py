"""The calibration file: which numbers, with which priors, against which targets.

``calibration.yaml``::

    name: median-regency
    title: {id: …, en: …}
    scenario: package:baseline             # or a file beside this one
    parameters:
      assumptions.dissolution.withdrawal: {prior: log_uniform, low: 0.02, high: 0.3}
      assumptions.formation.growth: {prior: uniform, low: 0.02, high: 0.6}
      assumptions.formation.shared: {prior: normal, mean: 0.5, sd: 0.2, low: 0, high: 1.5}
    targets: sheet                         # the built-in sheets, or a CSV beside this file: row,low,high,centre
    simulations: 1500                      # points drawn from the prior (Latin hypercube)
    replicates: 2                          # of each point
    years: [6, 20]                         # measured, after burn-in
    tolerance: 0.25                        # uncertainty of what was observed, in widths of its range
    accept: 0.5                            # share of the pool that is kept
    held_out: 300                          # simulations used to test the recovery of known numbers
    check: 60                              # posterior draws that are simulated anew
    seed: 1
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...declare import Text
from ...runs.asked import bounds_at, load_asked, numbers_at, param_of, scenario_at
from ...scenario import Scenario
from ...scenario.notes import Notes
from ...scenario.places import inside
from ...scenario.reading import Document, Path_
from ..validation.whole import ROWS
from .priors import SHAPES, Prior
from .targets import Target, sheet_targets

KEYS = (
    "name",
    "title",
    "question",
    "scenario",
    "parameters",
    "targets",
    "simulations",
    "replicates",
    "years",
    "tolerance",
    "accept",
    "held_out",
    "check",
    "seed",
)
COLUMNS = ("row", "low", "high", "centre")


@dataclass(frozen=True)
class Calibration:
    """A checked calibration.

    Attributes
    ----------
    name : str
        Short name.
    title : dict
        Wordings.
    scenario : Scenario
        What is calibrated; numbers that are not named keep its values.
    priors : tuple of Prior
        The numbers that are estimated.
    targets : tuple of Target
        What they are estimated from.
    simulations, replicates : int
        Points drawn from the prior, and repetitions of each (all with the same luck).
    years : tuple of int
        First and last year measured.
    tolerance : float
        Uncertainty of what was observed, in widths of its range.
    accept : float
        Share of the pool that is kept.
    held_out, check : int
        Simulations used to test recovery; posterior draws simulated anew.
    seed : int
        Seed.
    """

    name: str
    title: dict[str, str]
    scenario: Scenario
    priors: tuple[Prior, ...]
    targets: tuple[Target, ...]
    simulations: int
    replicates: int
    years: tuple[int, int]
    tolerance: float
    accept: float
    held_out: int
    check: int
    seed: int

    @property
    def months(self) -> tuple[int, int]:
        """The measured window, months ``first`` to ``last - 1``."""
        return 12 * (self.years[0] - 1), 12 * self.years[1]

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Calibration:
        """Read a calibration file; raises :class:`ExperimentError` with every mistake at once."""
        return load_asked(path, "parameters", _check)


def _check(doc: Document, notes: Notes, folder: Path) -> Calibration | None:
    given = notes.keys(doc.data, (), KEYS)
    name = notes.word(given.get("name"), ("name",), most=80)
    scenario = scenario_at(notes, ("scenario",), given.get("scenario"), folder)
    priors = _priors(notes, given.get("parameters"))
    targets = _targets(notes, given.get("targets", "sheet"), folder)

    def whole(key: str, default: int, low: int, high: int) -> int:
        return int(notes.number(given.get(key, default), (key,), low, high, whole=True, default=default))

    def share(key: str, default: float, low: float, high: float) -> float:
        return notes.number(given.get(key, default), (key,), low, high, default=default)

    sizes = {
        "simulations": whole("simulations", 1500, 50, 1_000_000),
        "replicates": whole("replicates", 2, 1, 1000),
        "held_out": whole("held_out", 300, 10, 100_000),
        "check": whole("check", 60, 0, 100_000),
        "seed": whole("seed", 1, 0, 2**31),
    }
    years = _years(notes, given.get("years", [6, 20]))
    tolerance, accept = share("tolerance", 0.25, 0.0, 5.0), share("accept", 0.5, 0.01, 1.0)
    title = notes.text(given.get("title", name), ("title",))
    if notes.mistakes or scenario is None:
        return None
    return Calibration(
        name=name,
        title=title,
        scenario=scenario,
        priors=priors,
        targets=targets,
        years=years,
        tolerance=tolerance,
        accept=accept,
        **sizes,
    )


def _years(notes: Notes, given: Any) -> tuple[int, int]:
    path: Path_ = ("years",)
    found = [
        int(notes.number(y, (*path, k), 1, 100, whole=True, default=1)) for k, y in enumerate(notes.items(given, path))
    ]
    if len(found) != 2 or found[1] - found[0] < 4:
        notes.add(
            path,
            "tulis tahun pertama dan terakhir, sedikitnya lima tahun: [6, 20]",
            "write the first and the last year, five years at least: [6, 20]",
        )
        return 6, 20
    return found[0], found[1]


def _priors(notes: Notes, given: Any) -> tuple[Prior, ...]:
    nothing = Text("sedikitnya satu angka harus diduga", "at least one number must be estimated")
    return tuple(_prior(notes, name, value) for name, value in numbers_at(notes, "parameters", given, nothing).items())


def _prior(notes: Notes, name: str, value: Any) -> Prior:
    path: Path_ = ("parameters", name)
    param = param_of(name)
    if param.form != "number":
        notes.add(path, "hanya bilangan pecahan yang dapat diduga", "only fractional numbers can be estimated")
    row = notes.keys(value, path, ("prior", "low", "high", "mean", "sd"))
    shape = notes.word(row.get("prior", "uniform"), (*path, "prior"), SHAPES) or "uniform"
    low, high = bounds_at(notes, path, row, param, log=shape == "log_uniform")
    made = Prior(name, next(s for s in SHAPES if s == shape), low, high)
    if shape != "normal":
        return made
    mean = notes.number(row.get("mean"), (*path, "mean"), param.low, param.high, default=low)
    return replace(made, mean=mean, sd=notes.number(row.get("sd"), (*path, "sd"), 1e-9, 1e9, default=1.0))


def _targets(notes: Notes, given: Any, folder: Path) -> tuple[Target, ...]:
    path: Path_ = ("targets",)
    name = notes.word(given, path)
    if not name or name == "sheet":
        return sheet_targets()
    file = inside(notes, path, name, folder)
    if file is None or not file.is_file():
        notes.add(
            path,
            "tulis `sheet`, atau nama berkas CSV (row,low,high,centre)",
            "write `sheet`, or the name of a CSV file (row,low,high,centre)",
        )
        return ()
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    found = tuple(t for k, row in enumerate(rows, 2) if (t := _target(notes, row, path, f"{name}:{k}")))
    if not found and not notes.mistakes:
        notes.add(path, f"{name}: tidak ada baris", f"{name}: there are no rows")
    return found


def _target(notes: Notes, row: dict[str, Any], path: Path_, where: str) -> Target | None:
    """Return one line of an agency's own targets; an empty bound is open, an empty centre unknown."""
    by_name = {r.name: r for r in ROWS}
    measured = by_name.get((row.get("row") or "").strip())
    if measured is None or not set(row) <= set(COLUMNS):
        notes.add(
            path,
            f"{where}: kolom row harus salah satu dari: {', '.join(by_name)}",
            f"{where}: column row must be one of: {', '.join(by_name)}",
        )
        return None
    empty = {"low": -np.inf, "high": np.inf, "centre": np.nan}
    try:
        low, high, centre = (float(text) if (text := (row.get(k) or "").strip()) else empty[k] for k in empty)
    except ValueError:
        notes.add(
            path,
            f"{where}: low, high dan centre harus angka (titik sebagai koma desimal)",
            f"{where}: low, high and centre must be numbers",
        )
        return None
    if not low < high or centre < low or centre > high:
        notes.add(
            path,
            f"{where}: harus low < high, dan centre di antaranya",
            f"{where}: low < high is needed, and centre between them",
        )
        return None
    return Target(measured, low, high, centre)
