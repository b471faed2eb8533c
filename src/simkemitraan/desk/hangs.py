"""What an answer depends on: it is repeated in many worlds that differ in all that is not known; see :mod:`..analysis.exploration.worlds`."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..analysis.exploration.robustness import Verdict, under
from ..analysis.exploration.worlds import over_worlds
from ..declare import LANGS
from ..report import worlds
from .asked import Asked

Report = Callable[[str, int, int], None]


def repeated(
    asked: Asked, draws: int, folder: Path, report: Report, stop: threading.Event, workers: int
) -> dict[str, Any]:
    """Repeat a comparison in so many worlds and say in how many of them each policy helps, and what that depends on.

    Parameters
    ----------
    asked : Asked
        The comparison.
    draws : int
        Number of worlds.
    folder : Path
        Where the runs are kept meanwhile.
    report : callable
        Told ``(what, done, total)`` as runs come back.
    stop : Event
        Once set, ``KeyboardInterrupt`` is raised between runs.
    workers : int
        Processes.
    """
    found = over_worlds(asked.base, draws, asked.seed)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        verdicts = under(
            found.experiment, tuple(asked.scenarios), folder, report=report, stop=stop.is_set, workers=workers
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "draws": found.draws,
        "left_out": found.left_out,
        "about": [worlds.about(found, lang) for lang in LANGS],
        "arms": [_arm(arm, verdicts) for arm in range(1, len(asked.scenarios))],
    }


def _arm(arm: int, verdicts: list[Verdict]) -> dict[str, Any]:
    """Return what the worlds say of one policy, the indicator that comes first before the others."""
    return {"arm": arm, "outcomes": [_told(v) for v in worlds.in_order(verdicts, arm)]}


def _told(verdict: Verdict) -> dict[str, Any]:
    """Return one verdict in both languages."""
    told = [worlds.told(verdict, lang) for lang in LANGS]
    return {
        "indicator": verdict.outcome,
        "count": [t.count for t in told],
        "range": [t.range for t in told],
        "hangs": [t.hangs for t in told],
    }
