"""Do quarrels cost families hours of service? The row of the source document that twenty replicates do not show, asked directly.

``python experiments/source_document/quarrels.py quarrels.csv`` (twenty-four replicates; some minutes).

Expected, before it was run: a unit of strain costs each side four hours a month, and a pair is strained by a tenth of a unit or so;
somebody with four partners loses one or two of some hundreds of hours. So

- the hours that quarrels take are below one per cent of all hours of those who serve (*hours*);
- without that price alone (``quarrel_hours`` 0) families served rise, by 0.0 to 0.6 per cent (*price*);
- without the strain of competition, a sixth of all strain, they would then rise by a sixth of that, 0.0 to 0.1 per cent, which is less than
  the standard error of the row's twenty replicates (0.3): its sign is luck (not run again);
- were a quarrel ten times as dear, families served would fall, by 0.5 to 6 per cent (*tenfold*).
"""

from __future__ import annotations

import csv
import sys

import numpy as np

from simkemitraan import Scenario, engine
from simkemitraan.indicators import NAMES, measure
from simkemitraan.scenario.varying import with_numbers
from simkemitraan.world.draws import replicate_seed
from simkemitraan.world.spec import Spec
from simkemitraan.world.world import World

REPLICATES, YEARS, LAST = 24, 10, 2
SERVED = NAMES.index("families_served")
ARMS: dict[str, tuple[tuple[str, str, float], ...]] = {
    "price": (("maintenance", "quarrel_hours", 0.0),),
    "tenfold": (("maintenance", "quarrel_hours", 40.0),),
}
BANDS = {"hours": (0.0, 1.0), "price": (0.0, 0.6), "tenfold": (-6.0, -0.5)}


def lost(world: World) -> float:
    """Return the share of all hours of active organisations that quarrels take, in per cent."""
    o, r = world.organisations, world.relations
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    price = world.params["maintenance"].quarrel_hours
    taken = 2.0 * price * float(r.live("strain")[tied].sum())
    service = world.params["service_delivery"]
    active = o.live("active") == 1
    staff, volunteers = (float(o.live(name)[active].sum()) for name in ("staff", "volunteers"))
    return 100.0 * taken / (service.hours_per_staff * staff + service.hours_per_volunteer * volunteers)


def live(spec: Spec, seed: int) -> tuple[float, float]:
    """Return families served and hours lost (per cent), means over the last two of ten years."""
    world = engine.start(spec, seed)
    served, hours = [], []
    while world.month < 12 * YEARS:
        engine.advance(world)
        if world.month > 12 * (YEARS - LAST):
            found = measure(world)
            served.append(float(found.value[(found.group < 0) & (found.indicator == SERVED)][0]))
            hours.append(lost(world))
    return float(np.mean(served)), float(np.mean(hours))


def main() -> None:
    """Run all arms, seed by seed, and write families served in each and the hours lost as it is."""
    spec = Scenario.load("package:baseline").spec(trace=False)
    with open(sys.argv[1], "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["replicate", "hours", "served", *ARMS])
        for r in range(REPLICATES):
            seed = replicate_seed(1, r)
            served, hours = live(spec, seed)
            others = [live(with_numbers(spec, numbers), seed)[0] for numbers in ARMS.values()]
            out.writerow([r, *(round(x, 4) for x in (hours, served, *others))])
            file.flush()


if __name__ == "__main__":
    main()
