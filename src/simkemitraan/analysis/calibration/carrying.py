"""Carries out a whole calibration: pool, posterior, recovery, fresh checks, files. Every step can be resumed."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path

from ...runs.simulate import simulate
from ...wording import number, word
from ..validation.whole import measure_whole
from .checking import SEEDS, Check, check
from .estimate import Estimate
from .file import Calibration
from .pool import Pool, Report, carry_out, plan_points, prior_points
from .writing import write_files


@dataclass(frozen=True)
class Calibrated:
    """A finished calibration.

    Attributes
    ----------
    folder : Path
        Where its files and simulations lie.
    estimate : Estimate
        Posterior and recovery.
    checks : tuple of Check
        Every target, checked with fresh simulations.
    """

    folder: Path
    estimate: Estimate
    checks: tuple[Check, ...]


def _silent(what: str, done: int, total: int) -> None:
    """Show nothing."""


def calibrate(
    calibration: Calibration, folder: Path, workers: int | None = None, report: Report = _silent
) -> Calibrated:
    """Carry out a calibration into a folder; what is there already is not done again.

    Parameters
    ----------
    calibration : Calibration
        What to estimate from what.
    folder : Path
        Holds the simulations (``pool``, ``draws``, ``sheet``, each a result folder) and the files made of them.
    workers : int, optional
        Processes.
    report : callable
        Told ``(what, done, total)``.

    Raises
    ------
    ResultExistsError
        If the folder holds simulations of another calibration that was cut short.
    """
    carry_out(
        calibration,
        prior_points(calibration),
        folder / "pool",
        calibration.replicates,
        calibration.seed,
        report,
        workers,
    )
    estimate = Estimate(calibration, Pool(folder / "pool"))
    checks = check(estimate, folder, report, workers)
    write_files(estimate, checks, folder)
    return Calibrated(folder, estimate, checks)


def describe(path: str, lang: str) -> str:
    """Return one line about a calibration file: how much it estimates, and how long that takes (from a timed simulation)."""
    c = Calibration.load(path)
    spec = plan_points(c, prior_points(c)[:1], 1, c.seed).scenarios[0].spec(trace=False)
    simulate(
        replace(spec, months=12, burn_in=0, timeline=()), 1, "indicators"
    )  # so that loading compiled rules is not counted
    began = time.perf_counter()
    measure_whole(c.seed, spec, *c.months, [t.row for t in c.targets])
    seconds = time.perf_counter() - began
    runs = c.simulations * c.replicates + c.check + 2 * SEEDS
    return word(
        "calibrate.good",
        lang,
        file=path,
        numbers=len(c.priors),
        targets=len(c.targets),
        runs=runs,
        minutes=number(max(0.1, seconds * runs / (os.cpu_count() or 1) / 60), lang, 1),
    )
