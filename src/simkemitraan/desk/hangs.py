"""What an answer hangs on: it is repeated in many worlds that differ in what no data, or only few data, say.

Numbers that patterns inform are drawn from the interval that calibration left (the posterior that ships with the package);
those that no pattern informs from half to one and a half times their value, within their declared bounds.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..analysis.calibration.known import known_posterior
from ..analysis.comparison.portfolio import FIRST
from ..analysis.exploration.factors import name_of
from ..analysis.exploration.robustness import Verdict, under
from ..declare import LANGS
from ..indicators import ALL, REGISTRY
from ..mechanisms import ORDER
from ..report.formats import IndicatorFormat
from ..runs.experiment import Experiment
from ..scenario import Scenario
from ..wording import number, word
from .asked import Asked

WIDTH = 0.5
REPLICATES = 2
Report = Callable[[str, int, int], None]


def factors(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Return the numbers that are drawn, each with its range: whatever is declared as an assumption without a pattern, and the posterior's."""
    known = known_posterior()
    out = {name: (n.low, n.high) for name, n in known.items()}
    off = scenario.data["off"]
    for m in ORDER:
        for p in m.params if m.name not in off else ():
            name, value = f"assumptions.{m.name}.{p.name}", scenario.value(m.name, p.name)
            if p.informed or p.role != "assumption" or p.form != "number" or name in known or not value:
                continue
            low, high = sorted((value * (1 - WIDTH), value * (1 + WIDTH)))
            out[name] = max(p.low, low), min(p.high, high)
    return out


def repeated(
    asked: Asked, draws: int, folder: Path, report: Report, stop: threading.Event, workers: int
) -> dict[str, Any]:
    """Repeat a comparison in so many worlds and say in how many of them each policy helps, and what that hangs on.

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
    chosen = factors(asked.base)
    experiment = Experiment(
        asked.base,
        name="worlds",
        vary={name: {"low": low, "high": high} for name, (low, high) in chosen.items()},
        design={"kind": "latin_hypercube", "n": draws, "seed": asked.seed % 2**31},
        replicates=REPLICATES,
        seed=asked.seed,
        outcomes=[i.name for i in ALL if i.headline and i.good],
    )
    shutil.rmtree(folder, ignore_errors=True)
    try:
        verdicts = under(experiment, tuple(asked.scenarios), folder, report=report, stop=stop.is_set, workers=workers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    informed = len(known_posterior())
    about = [word("desk.worlds", lang, draws=draws, informed=informed, others=len(chosen) - informed) for lang in LANGS]
    return {
        "draws": draws,
        "about": about,
        "arms": [_arm(arm, verdicts) for arm in range(1, len(asked.scenarios))],
    }


def _arm(arm: int, verdicts: list[Verdict]) -> dict[str, Any]:
    """Return what the worlds say of one policy, the indicator that comes first before the others."""
    own = sorted((v for v in verdicts if v.arm == arm), key=lambda v: v.outcome != FIRST)
    return {"arm": arm, "outcomes": [_told(v) for v in own]}


def _told(verdict: Verdict) -> dict[str, Any]:
    """Return in how many worlds a policy helps, how far the differences reach, and what they hang on."""
    shown = [IndicatorFormat(REGISTRY[verdict.outcome], lang) for lang in LANGS]
    count = round(verdict.holds * verdict.points)
    return {
        "indicator": verdict.outcome,
        "count": [word("desk.of", lang, count=count, points=verdict.points) for lang in LANGS],
        "range": [s.interval(verdict.low, verdict.high) for s in shown],
        "hangs": [_hangs(verdict, lang) for lang in LANGS],
    }


def _hangs(verdict: Verdict, lang: str) -> str:
    """Say which number the difference hangs on most, and where the policy stops helping, as far as the worlds tell."""
    parts = []
    if verdict.driver is not None:
        parts.append(
            word("cli.under.driver", lang, name=name_of(verdict.driver[0], lang), rho=number(verdict.driver[1], lang))
        )
    if verdict.rule.limits:
        parts.append(word("cli.under.stops", lang, rule=verdict.rule.sentence(lang)))
    return " ".join(parts) or word("desk.hangs_open", lang)
