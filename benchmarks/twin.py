"""The engine against its twin of ordinary objects: ``python benchmarks/twin.py [300 3000]``.

The twin (``tests/twin``) is the same model as Mesa agents and dataclasses, written to be read: what a careful modeller would
write without this engine, and the honest baseline. It looks partners up and goes over lists once, so its time grows with the
number of ties and not with its square; its random numbers are the engine's own, which are compiled. Both start from the same
world and live through the same months; that they come out equal is checked before anything is timed. The engine's time
includes the monthly indicators, the twin's does not. Processor time of one core, the best of several passes, so that other work on the
machine spoils little. The line appended to ``benchmarks/history.jsonl`` names the model.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.run import place
from tests.twin import month
from tests.twin.people import Ledger, People
from tests.twin.same import differences

from simkemitraan import engine
from simkemitraan.indicators import measure
from simkemitraan.runs.plan import model_version
from simkemitraan.world.spec import Spec
from simkemitraan.world.world import LEDGER, World

HISTORY = Path(__file__).with_name("history.jsonl")
AIM = 100.0
WARM = (
    360  # months before anything is compared, as the run-up of a scenario has by default: ties and agreements are there
)


def start(organisations: int) -> World:
    """A world some years on, with an empty ledger."""
    world = engine.start(Spec(place(organisations), burn_in=0, months=10_000), 1)
    engine.run_to(world, WARM)
    clear(world)
    world.begin_month()
    return world


def clear(world: World) -> None:
    for name in LEDGER:
        getattr(world, name).clear()


def check(world: World, months: int) -> None:
    """Both come out equal, or there is nothing to compare."""
    copy = world.copy()
    engine.run_to(copy, world.month + months)
    different = differences(copy, month.run(world, months))
    if different:
        raise SystemExit("the twin differs:\n" + "\n".join(different[:10]))


def of_engine(world: World, months: int) -> float:
    """Seconds of the processor a month of the engine takes, indicators included."""
    copy = world.copy()
    began = time.process_time()
    for _ in range(months):
        engine.advance(copy)
        measure(copy, yearly=False)
        clear(copy)
    return (time.process_time() - began) / months


def of_twin(world: World, months: int) -> float:
    """Seconds of the processor a month of the twin takes."""
    people = People(world)
    began = time.process_time()
    for _ in range(months):
        month.advance(people)
        people.ledger = Ledger()
    return (time.process_time() - began) / months


def best(one: Callable[[World, int], float], world: World, months: int, passes: int) -> float:
    return min(one(world, months) for _ in range(passes))


def compare(organisations: int, months: int, passes: int) -> dict[str, float]:
    """Measure one size, after a month of each to warm up."""
    world = start(organisations)
    check(world, months)
    for one in (of_engine, of_twin):
        one(world, 1)
    fast, slow = best(of_engine, world, months, 3 * passes), best(of_twin, world, months, passes)
    return {
        "organisations": world.organisations.n,
        "engine_ms": fast * 1e3,
        "twin_ms": slow * 1e3,
        "ratio": slow / fast,
    }


def main() -> None:
    """Print the table and append it to the history."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("organisations", type=int, nargs="*", default=[300, 3_000])
    parser.add_argument("--months", type=int, default=12, help="months of one pass")
    parser.add_argument(
        "--passes", type=int, default=3, help="passes of the twin; the engine takes three times as many"
    )
    parser.add_argument("--no-history", action="store_true", help="print only")
    arguments = parser.parse_args()
    print(f"{'organisations':>14} {'engine ms':>10} {'twin ms':>9} {'times':>7}   aim: {AIM:.0f} times or more")
    rows = []
    for organisations in arguments.organisations:
        row = compare(organisations, arguments.months, arguments.passes)
        rows.append(row)
        print(
            f"{row['organisations']:>14,} {row['engine_ms']:>10.2f} {row['twin_ms']:>9.0f} {row['ratio']:>7.0f}",
            flush=True,
        )
    if not arguments.no_history:
        result = {"when": time.strftime("%Y-%m-%d"), "model": model_version(), "twin": rows}
        with HISTORY.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
