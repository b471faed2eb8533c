"""Switches off every mechanism and rule and writes which patterns break into README.md and rows.csv.

``python experiments/ablation/write.py [REPLICATES]``: what ``simkemitraan validate --ablate`` shows, and the value of every row.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from simkemitraan import Scenario
from simkemitraan.analysis.validation.ablation import Effect, ablate
from simkemitraan.analysis.validation.history import LAST
from simkemitraan.cli import ablating
from simkemitraan.runs.rules import fill
from simkemitraan.runs.workers import spread
from simkemitraan.world.draws import replicate_seed

HERE = Path(__file__).resolve().parent
MOST = 6  # how many are named as those that most rows rest on


def main(replicates: int) -> None:
    """Measure and write."""
    spec = Scenario.load("package:baseline").with_changes(months=LAST).spec(trace=False)
    result = ablate(spec, [replicate_seed(1, r) for r in range(replicates)], each=partial(spread, workers=None))
    ablating.write_matrix(result, HERE / "rows.csv", "en")
    broken, needed = ablating.markdown(result, "en").rstrip().split("\n\n")
    fill(HERE / "README.md", {"broken": broken, "needed": needed, "said": said(result[1])})


def said(effects: list[Effect]) -> str:
    """Say which rules most rows rest on, and without which no row surely breaks."""
    most = sorted((e for e in effects if e.surely), key=lambda e: -len(e.surely))[:MOST]
    listed = ", ".join(f"{e.ablation.text('en')} ({len(e.surely)})" for e in most)
    idle = ", ".join(e.ablation.text("en") for e in effects if not e.surely)
    return f"- Most rows surely break without: {listed}.\n- No row surely breaks without: {idle}."


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
