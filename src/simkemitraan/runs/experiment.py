"""Experiments: one file says what to vary, how, how often, and what to look at.

``experiments/<name>/experiment.yaml``::

    name: which-levers
    title: {id: …, en: …}
    question: {id: …, en: …}
    scenario: package:baseline          # or a file beside the experiment
    reforms: [reform.yaml]              # optional: further arms with the same luck
    vary:
      levers.funding.partnership_bonus: {low: 0, high: 0.5}
      assumptions.leadership.hazard_per_year: {low: 0.10, high: 0.20}
      levers.formation.term_extra: [0, 12, 24]
    design: {kind: sobol, n: 64}        # factorial, latin_hypercube, sobol, morris, listed, csv
    replicates: 10
    seed: 1
    outcomes: [access, partnerships]
    keep: indicators                    # or all

In code: ``Experiment(scenario, vary={...}, design={...})``, with the same words.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..declare import Text
from ..errors import ExperimentError, MissingExtraError
from ..indicators import REGISTRY
from ..mechanisms import BY_NAME
from ..scenario import Scenario
from ..scenario import numbers as _numbers
from ..scenario.notes import Notes
from ..scenario.places import inside
from ..scenario.policies import Policy
from ..scenario.reading import Document, Path_, given
from ..wording import number, word
from .asked import bounds_at, load_asked, numbers_at, param_of, scenario_at

KEYS = ("name", "title", "question", "scenario", "reforms", "vary", "design", "replicates", "seed", "outcomes", "keep")
KINDS = ("factorial", "latin_hypercube", "sobol", "morris", "listed", "csv")
MAX_POINTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Factor:
    """A number that is varied: either over a list of levels or between bounds (uniform, or log-uniform)."""

    name: str
    levels: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 1.0
    log: bool = False

    def at(self, u: float) -> float:
        """Return the value at ``u`` in 0-1."""
        if self.levels:
            return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)]
        if self.log:
            return float(np.exp(np.log(self.low) + u * (np.log(self.high) - np.log(self.low))))
        return self.low + u * (self.high - self.low)


class Points(Sequence[Scenario]):
    """Scenarios of all arms at all points, made when asked for: a sweep of a million points stays small.

    Parameters
    ----------
    arms : tuple of Scenario
        Base scenario of each arm.
    names : tuple of str
        Dotted names of the varied numbers.
    values : ndarray, shape (points, names)
        Their values.
    """

    def __init__(self, arms: tuple[Scenario, ...], names: tuple[str, ...], values: np.ndarray[Any, Any]) -> None:
        self.arms, self.names, self.values = arms, names, values

    def __len__(self) -> int:
        return len(self.arms) * len(self.values)

    def __getitem__(self, k: Any) -> Any:
        if isinstance(k, slice):
            return [self[i] for i in range(*k.indices(len(self)))]
        arm, point = divmod(k, len(self.values))
        return self.arms[arm].with_changes(changes(self.names, self.values[point]))

    def __iter__(self) -> Iterator[Scenario]:
        return (self[k] for k in range(len(self)))

    def digest(self) -> list[str]:
        """Return what identifies these scenarios."""
        body = json.dumps([self.names, self.values.tolist()])
        return [*(s.hash() for s in self.arms), hashlib.sha256(body.encode()).hexdigest()]


def changes(names: Sequence[str], values: Sequence[float] | np.ndarray[Any, Any]) -> dict[str, Any]:
    """Return the numbers of one point as :meth:`Scenario.with_changes` takes them."""
    out: dict[str, Any] = {}
    for name, value in zip(names, values, strict=True):
        _, mechanism, param = name.split(".")
        out[name] = _numbers.written(BY_NAME[mechanism].param(param), float(value))
    return out


@dataclass(frozen=True, init=False)
class Experiment:
    """A checked experiment: read from a file (:meth:`load`), or made in code.

    Parameters
    ----------
    scenario : Scenario, path or ``package:NAME``
        What is varied.
    vary, design, name, title, question, replicates, seed, outcomes, keep
        As an experiment file has them. ``design`` may be only its kind, or a frame of points with a column for each number.
    reforms : sequence of Scenario, Policy, path or name
        Further arms with the same luck.

    Raises
    ------
    ExperimentError
        With every mistake at once.

    Attributes
    ----------
    name : str
        Short name.
    title, question : dict
        Wordings.
    arms : tuple of Scenario
        Base scenario and reforms.
    factors : tuple of Factor
        What is varied.
    kind : str
        Design.
    values : ndarray, shape (points, factors)
        The design.
    replicates, seed : int
        Repetitions of every point, all with the same luck.
    outcomes : tuple of str
        Indicators looked at.
    keep : str
        Tables kept.
    """

    name: str
    title: dict[str, str]
    question: dict[str, str]
    arms: tuple[Scenario, ...]
    factors: tuple[Factor, ...]
    kind: str
    values: np.ndarray[Any, Any]
    replicates: int
    seed: int
    outcomes: tuple[str, ...]
    keep: str

    def __init__(
        self,
        scenario: Scenario | str | os.PathLike[str],
        *,
        vary: Mapping[str, Any],
        design: Any = "factorial",
        reforms: Sequence[Any] = (),
        name: str = "experiment",
        **more: Any,
    ) -> None:
        base = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
        said = {"name": name, "vary": vary, "design": _design_of(design), **more}
        self._take(_made(given(said, f"Experiment({name!r})"), [base, *(_reform(base, r) for r in reforms)]))

    def _take(self, fields: dict[str, Any]) -> None:
        for key, value in fields.items():
            object.__setattr__(self, key, value)

    def changed(self, **fields: Any) -> Experiment:
        """Return the same experiment with other ``arms``, ``outcomes`` ..., as they are kept here."""
        other = Experiment.__new__(Experiment)
        other._take({**vars(self), **fields})
        return other

    @property
    def points(self) -> Points:
        """The scenarios."""
        return Points(self.arms, tuple(f.name for f in self.factors), self.values)

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.points) * self.replicates

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Experiment:
        """Read an experiment file; raises :class:`ExperimentError` with every mistake at once."""
        made = cls.__new__(cls)
        made._take(load_asked(path, "vary", _check))
        return made


def _made(doc: Document, arms: list[Scenario]) -> dict[str, Any]:
    """Check what was said in code."""
    notes = Notes({(): doc}, doc)
    fields = _check(doc, notes, Path(), arms)
    found = [*doc.mistakes, *notes.mistakes]
    if found or fields is None:
        raise ExperimentError(tuple(found))
    return fields


def _design_of(design: Any) -> Any:
    """Return a design as a file has it: of its kind alone, or of a frame of points."""
    if isinstance(design, str):
        return {"kind": design}
    return {"kind": "listed", "points": design.to_dict("records")} if hasattr(design, "to_dict") else design


def _reform(base: Scenario, reform: Any) -> Scenario:
    """Return a further arm: a scenario, a policy laid on the base, or what a path or name of a scenario stands for."""
    if isinstance(reform, Scenario):
        return reform
    return base.with_policy(reform) if isinstance(reform, Policy) else Scenario.load(reform)


def _check(doc: Document, notes: Notes, folder: Path, arms: list[Scenario] | None = None) -> dict[str, Any] | None:
    """Return the fields of an experiment (meaningful only if no mistake was noted)."""
    given = notes.keys(doc.data, (), KEYS)
    arms = _arms(notes, given, folder) if arms is None else arms
    factors = _factors(notes, given.get("vary"))
    outcomes = [
        notes.word(o, ("outcomes", k), REGISTRY)
        for k, o in enumerate(notes.items(given.get("outcomes"), ("outcomes",)))
    ]
    replicates = int(notes.number(given.get("replicates", 10), ("replicates",), 1, 100_000, whole=True, default=1))
    seed = int(notes.number(given.get("seed", 1), ("seed",), 0, 2**53, whole=True, default=1))
    keep = notes.word(given.get("keep", "indicators"), ("keep",), ("indicators", "all"))
    kind, values = _design(notes, given.get("design"), factors, folder)
    name = notes.word(given.get("name"), ("name",), most=80)
    if notes.mistakes or not arms:
        return None
    headline = [n for n, i in REGISTRY.items() if i.headline]
    return {
        "name": name,
        "title": notes.text(given.get("title", name), ("title",)),
        "question": notes.text(given.get("question", ""), ("question",)),
        "arms": tuple(arms),
        "factors": tuple(factors),
        "kind": kind,
        "values": values,
        "replicates": replicates,
        "seed": seed,
        "outcomes": tuple(outcomes) or tuple(headline),
        "keep": keep,
    }


def _arms(notes: Notes, given: dict[str, Any], folder: Path) -> list[Scenario]:
    wanted: list[tuple[Path_, Any]] = [(("scenario",), given.get("scenario"))]
    wanted += [(("reforms", k), r) for k, r in enumerate(notes.items(given.get("reforms"), ("reforms",)))]
    return [scenario for path, value in wanted if (scenario := scenario_at(notes, path, value, folder))]


def _factors(notes: Notes, given: Any) -> list[Factor]:
    nothing = Text("sedikitnya satu angka harus diubah-ubah", "at least one number must be varied")
    return [_factor(notes, name, value) for name, value in numbers_at(notes, "vary", given, nothing).items()]


def _factor(notes: Notes, name: str, value: Any) -> Factor:
    path: Path_ = ("vary", name)
    param = param_of(name)
    if isinstance(value, list):
        levels = [_numbers.number(notes, v, (*path, k), param) for k, v in enumerate(value)]
        if not levels:
            notes.add(path, "daftar kosong", "the list is empty")
        return Factor(name, tuple(levels) or (param.default,))
    row = notes.keys(value, path, ("low", "high", "distribution"))
    log = (
        notes.word(row.get("distribution", "uniform"), (*path, "distribution"), ("uniform", "log_uniform"))
        == "log_uniform"
    )
    low, high = bounds_at(notes, path, row, param, log=log)
    if param.form in ("whole", "switch", "choice"):
        steps = np.arange(round(low), round(high) + 1, dtype=float)
        return Factor(name, tuple(steps[:: max(1, len(steps) // 200)]))
    return Factor(name, (), low, high, log)


def _design(notes: Notes, given: Any, factors: list[Factor], folder: Path) -> tuple[str, np.ndarray[Any, Any]]:
    path: Path_ = ("design",)
    row = notes.keys(given or {"kind": "factorial"}, path, ("kind", "n", "levels", "seed", "points", "file"))
    kind = notes.word(row.get("kind"), (*path, "kind"), KINDS)
    nothing = np.zeros((0, len(factors)))
    if not kind or not factors or notes.mistakes:
        return kind, nothing
    n = int(notes.number(row.get("n", 32), (*path, "n"), 1, MAX_POINTS, whole=True, default=1))
    seed = int(notes.number(row.get("seed", 1), (*path, "seed"), 0, 2**31, whole=True, default=1))
    if kind == "listed":
        return kind, _listed(notes, row.get("points"), factors)
    if kind == "csv":
        return kind, _from_csv(notes, row.get("file"), factors, folder)
    if kind == "factorial":
        steps = int(notes.number(row.get("levels", 3), (*path, "levels"), 2, 100, whole=True, default=2))
        axes = [f.levels or tuple(f.at(u) for u in np.linspace(0, 1, steps)) for f in factors]
        if np.prod([len(a) for a in axes]) > MAX_POINTS:
            notes.add(
                path,
                f"rancangan terlalu besar (paling banyak {MAX_POINTS} titik)",
                f"the design is too large (at most {MAX_POINTS} points)",
            )
            return kind, nothing
        return kind, np.array(list(itertools.product(*axes)))
    units = _units(kind, n, seed, len(factors))
    return kind, np.array([[f.at(u) for f, u in zip(factors, line, strict=True)] for line in units])


def _units(kind: str, n: int, seed: int, d: int) -> np.ndarray[Any, Any]:
    """Return the design in the unit cube."""
    if kind == "latin_hypercube":
        from scipy.stats import qmc

        return np.asarray(qmc.LatinHypercube(d, seed=seed).random(n))
    problem = {"num_vars": d, "names": [str(k) for k in range(d)], "bounds": [[0.0, 1.0]] * d}
    try:
        if kind == "sobol":
            from SALib.sample import sobol

            return np.asarray(sobol.sample(problem, n, calc_second_order=False, seed=seed))
        from SALib.sample import morris

        return np.asarray(morris.sample(problem, n, num_levels=4, seed=seed))
    except ImportError:
        raise MissingExtraError(
            "Rancangan Sobol dan Morris memerlukan tambahan: pip install 'simkemitraan[analysis]'",
            "Sobol and Morris designs need an extra: pip install 'simkemitraan[analysis]'",
        ) from None


def _listed(notes: Notes, given: Any, factors: list[Factor]) -> np.ndarray[Any, Any]:
    rows = notes.items(given, ("design", "points"))
    return np.array([_point(notes, row, ("design", "points", k), factors) for k, row in enumerate(rows)]).reshape(
        -1, len(factors)
    )


def _point(notes: Notes, row: Any, path: Path_, factors: list[Factor]) -> list[float]:
    names = [f.name for f in factors]
    given = notes.keys(row, path, names)
    out = []
    for name in names:
        param = param_of(name)
        if name not in given:
            notes.add(path, f"`{name}` belum diisi", f"`{name}` is missing")
        out.append(_numbers.number(notes, given.get(name, param.default), (*path, name), param))
    return out


def _from_csv(notes: Notes, name: Any, factors: list[Factor], folder: Path) -> np.ndarray[Any, Any]:
    path: Path_ = ("design", "file")
    file = inside(notes, path, notes.word(name, path), folder) if name else None
    if file is None or not file.is_file():
        notes.add(path, "berkas CSV tidak ditemukan", "the CSV file was not found")
        return np.zeros((0, len(factors)))
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows: list[Mapping[str, Any]] = list(csv.DictReader(handle))
    cells = [_cells(notes, path, row, line) for line, row in enumerate(rows, 2)]
    good = [_point(notes, row, path, factors) for row in cells if row is not None]
    return np.array(good).reshape(-1, len(factors))


def _cells(notes: Notes, path: Path_, row: Mapping[str, Any], line: int) -> dict[str, float] | None:
    """Return the numbers of a row of a CSV file; of the first cell that is no number it is noted where it stands."""
    numbers = {}
    for name, cell in row.items():
        try:
            numbers[name] = float(cell)
        except (TypeError, ValueError):
            named = name if isinstance(name, str) else "?"
            notes.add(
                path,
                f"baris {line}, kolom `{named}`: {cell!r} bukan angka (sel dipisahkan koma, pecahan ditulis dengan titik)",
                f"line {line}, column `{named}`: {cell!r} is no number (cells are separated by commas, decimals written with a point)",
            )
            return None
    return numbers


def describe(path: str, lang: str) -> str:
    """Return one line about an experiment file: runs, and how long and large they will be (from some of them, run here and now)."""
    from .forecast import forecast
    from .sweep import plan_experiment

    experiment = Experiment.load(path)
    told = forecast(plan_experiment(experiment))
    return word(
        "cli.sweep.good",
        lang,
        file=path,
        points=len(experiment.values),
        runs=experiment.runs,
        minutes=number(max(0.1, told.seconds / 60), lang, 1),
        megabytes=number(told.megabytes, lang, 1),
    )
