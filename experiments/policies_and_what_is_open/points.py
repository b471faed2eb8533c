"""Write ``points.csv``: draws of the posterior beside draws from the ranges of what no pattern informs.

``python points.py DRAWS`` takes the ``draws.csv`` that ``simkemitraan calibrate`` leaves. The first rows of the posterior
are joined, row by row, with a Latin hypercube over ``OPEN``: from no effect, or a weak one, to about twice the default.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from scipy.stats import qmc

POINTS = 100
OPEN = {
    "leadership.successor_trust": (0.5, 1.0),
    "maintenance.culture_effect": (0.0, 2.0),
    "maintenance.governance_effect": (0.0, 1.6),
    "maintenance.hours_per_tie": (1.0, 9.0),
    "maintenance.erosion": (1.0, 5.0),
    "dissolution.informal_trust": (0.0, 4.0),
    "dissolution.renewal_trust": (0.0, 3.0),
    "dissolution.renewal_governance": (0.0, 1.5),
    "formation.trust": (0.0, 4.0),
    "formation.past": (0.0, 3.0),
    "formation.culture": (0.0, 1.5),
    "formation.rivalry": (0.0, 1.5),
    "formation.call_pull": (0.0, 2.0),
    "formation.forum_bonus": (0.0, 1.0),
    "service_delivery.coordination_informal": (0.1, 0.6),
    "service_delivery.coordination_formal": (0.4, 1.0),
    "service_delivery.poor_governance_loss": (0.0, 1.0),
    "service_delivery.overhead": (0.15, 0.45),
    "service_delivery.referral_share": (0.2, 0.8),
    "service_delivery.referral_trust": (0.0, 0.8),
    "learning.spread": (0.0, 0.05),
    "finance.tie_cost": (0.0, 0.2),
}


def main(draws: Path) -> None:
    """Join the draws with the open ranges, and write them beside this file."""
    with draws.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    low, high = zip(*OPEN.values(), strict=True)
    open_values = qmc.scale(qmc.LatinHypercube(len(OPEN), rng=7).random(POINTS), low, high)
    with Path(__file__).with_name("points.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header + [f"assumptions.{name}" for name in OPEN])
        writer.writerows(row + [f"{x:.4g}" for x in values] for row, values in zip(rows, open_values, strict=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
