"""How many times fewer replicates the paired difference needs: ``python benchmarks/pairing.py [REPLICATES] [WORKERS]``.

For the headline indicators (named by the registry before anything is looked at) and three reforms: the replicates that
unpaired seeds would need for the interval that pairs give, over the replicates of the pairs. With independent arms the
variance of the difference is the sum of the arms' variances; with common luck it is the variance of the paired
differences; their ratio is the factor. A factor near one says that the reform itself reshuffles the luck: a chain of
changed ties that no longer resembles the baseline's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from simkemitraan import Scenario, compare
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.analysis.comparison.paired import CELL, pairs
from simkemitraan.indicators import REGISTRY

REFORMS = ("budget_cut", "handover", "longer_grants")
AIM = 5.0


def factors(replicates: int, workers: int, folder: Path) -> dict[str, list[float]]:
    """Return, for every headline indicator, the factor of each reform (NaN where a difference has no spread)."""
    scenarios = [Scenario.load(f"package:{name}") for name in ("baseline", *REFORMS)]
    result = compare(*scenarios, replicates=replicates, workers=workers, keep="indicators", out=folder)
    finals = Overview(result).finals
    out: dict[str, list[float]] = {n: [] for n, i in REGISTRY.items() if i.headline}
    for arm in range(1, len(scenarios)):
        before, after = pairs(finals.loc[finals["indicator"].isin(out)], arm, CELL)
        apart, together = before.var() + after.var(), (after - before).var()
        for (name, *_), value in (apart / together.replace(0.0, np.nan)).items():
            out[name].append(float(value))
    return out


def main() -> None:
    """Print the table and how many cells reach the aim."""
    given = [int(a) for a in sys.argv[1:]]
    replicates, workers = given[0] if given else 30, given[1] if len(given) > 1 else 1
    with tempfile.TemporaryDirectory() as temporary:
        table = factors(replicates, workers, Path(temporary) / "result")
    print(f"{replicates} replicates; times fewer replicates than unpaired seeds for the same width")
    print(f"{'indicator':24}" + "".join(f"{name:>16}" for name in REFORMS))
    for name, row in table.items():
        print(f"{name:24}" + "".join(f"{x:16.1f}" for x in row))
    cells = np.array([x for row in table.values() for x in row])
    cells = cells[np.isfinite(cells)]
    print(f"{(cells >= AIM).sum()} of {cells.size} cells reach {AIM:.0f}; median {np.median(cells):.1f}")


if __name__ == "__main__":
    main()
