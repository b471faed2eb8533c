"""Speed and memory, each beside its baseline in the same run; appended to ``benchmarks/history.jsonl``.

``make bench`` prints, for worlds of 300 to 100,000 organisations (``--large``: a million, and the nation of 514 regencies):
organisation-months a second on one core with monthly indicators, nanoseconds by mechanism, bytes an organisation holds,
and the time the same bytes would take at numpy's copy bandwidth. Figures are ratios on this machine, not promises.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from pathlib import Path

import numpy as np

from simkemitraan import engine
from simkemitraan.declare import Text
from simkemitraan.indicators import measure
from simkemitraan.mechanisms import ORDER
from simkemitraan.runs.plan import model_version
from simkemitraan.runs.saved import SavedWorlds
from simkemitraan.runs.simulate import burn_in
from simkemitraan.scenario import Scenario
from simkemitraan.world import ledger
from simkemitraan.world.draws import replicate_seed
from simkemitraan.world.spec import District, Field, Place, Profile, Spec, stable_code
from simkemitraan.world.world import LEDGER, World

FIELDS = ("child_protection", "older_people", "disability", "poverty_food", "family_mental_health", "disaster_response")
MEDIAN = (7, 28, 58, 30, 24)
HISTORY = Path(__file__).with_name("history.jsonl")


def place(organisations: int) -> Place:
    """A place of about so many organisations: one median regency, or several of 234 organisations."""
    per = min(organisations, 234)
    count = max(1, round(organisations / per))
    scale = organisations / count / sum(MEDIAN)
    districts = tuple(
        District(
            f"D{k}", 1000 + k, 306_000 * scale, 32_000 * scale, 12, tuple(max(1, round(c * scale)) for c in MEDIAN)
        )  # type: ignore[arg-type]
        for k in range(count)
    )
    fields = tuple(Field(n, Text(n, n), stable_code(n, 16)) for n in FIELDS)
    profiles = (
        Profile((3,), 0.5),
        Profile((0, 3), 0.2),
        Profile((1,), 0.15),
        Profile((2, 4), 0.1),
        Profile((5,), 0.05),
    )
    return Place("benchmark", districts, fields, profiles)


def bandwidth() -> float:
    """Bytes a second that numpy copies (read and write counted), best of five over 256 MB."""
    a, b = np.ones(32_000_000), np.empty(32_000_000)
    best = min(_timed(lambda: np.copyto(b, a)) for _ in range(5))
    return 2 * a.nbytes / best


def _timed(call: object) -> float:
    began = time.perf_counter()
    call()  # type: ignore[operator]
    return time.perf_counter() - began


def one_month(world: World, spent: dict[str, float]) -> None:
    """One month as the engine does it, with the clock beside every step."""
    spent["begin"] = spent.get("begin", 0.0) + _timed(world.begin_month)
    for m in ORDER:
        spent[m.name] = spent.get(m.name, 0.0) + _timed(lambda m=m: m.step(world))
    spent["end"] = spent.get("end", 0.0) + _timed(lambda: ledger.end_month(world))
    world.month += 1
    spent["indicators"] = spent.get("indicators", 0.0) + _timed(lambda: measure(world, yearly=False))
    for name in LEDGER:
        getattr(world, name).clear()


def throughput(organisations: int, months: int, warm: int, copy: float) -> dict[str, object]:
    """Measure one size: warm up to a stationary state, then time ``months`` months."""
    world = engine.start(Spec(place(organisations), burn_in=0, months=10_000), 1)
    engine.run_to(world, warm)
    spent: dict[str, float] = {}
    done = 0
    for _ in range(months):
        done += world.organisations.n
        one_month(world, spent)
    total = sum(spent.values())
    size = world.bytes()
    return {
        "organisations": world.organisations.n,
        "per_second": done / total,
        "ns": {k: round(v / done * 1e9, 1) for k, v in spent.items()},
        "bytes_per_organisation": size / world.organisations.n,
        "copies_of_state": total / months / (2 * size / copy),
    }


def nation() -> dict[str, object]:
    """Ten years of ``package:indonesia`` on one core, from the start of its horizon, when ties are as many as they stay.

    The fifty years before are taken from the cache folder if they were simulated before.
    """
    spec, seed, kept = Scenario.load("package:indonesia").spec(), replicate_seed(1, 0), SavedWorlds()
    world = kept.read(spec, seed)
    if world is None:
        world = engine.start(spec, seed)
        burn_in(world, 0)
        kept.write(world)
    spent: dict[str, float] = {}
    done, began = 0, time.perf_counter()
    for _ in range(120):
        done += world.organisations.n
        one_month(world, spent)
    seconds = time.perf_counter() - began
    shares = {name: round(v / done * 1e9, 1) for name, v in spent.items()}
    return {"organisation_months": done, "seconds": round(seconds, 1), "per_second": done / seconds, "ns": shares}


def main() -> None:
    """Run the benchmarks and append them to the history."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="a million organisations, and the nation, too")
    parser.add_argument("--no-history", action="store_true", help="print only")
    arguments = parser.parse_args()
    throughput(300, 3, 12, 1e10)  # compile
    copy = bandwidth()
    print(f"numpy copies {copy / 1e9:.1f} GB/s here; {platform.machine()}, Python {platform.python_version()}\n")
    print(f"{'organisations':>14} {'million/s':>10} {'ns each':>8} {'bytes each':>11} {'copies of state':>16}")
    plan = [(300, 240, 120), (3_000, 48, 60), (10_000, 24, 60), (30_000, 24, 60), (100_000, 12, 36)] + [
        (1_000_000, 6, 24)
    ] * arguments.large
    rows = []
    for organisations, months, warm in plan:
        row = throughput(organisations, months, warm, copy)
        rows.append(row)
        print(
            f"{row['organisations']:>14,} {row['per_second'] / 1e6:>10.2f} {1e9 / row['per_second']:>8.0f} "  # type: ignore[operator]
            f"{row['bytes_per_organisation']:>11.0f} {row['copies_of_state']:>16.1f}"
        )
        print(" " * 15 + ", ".join(f"{k} {v:.0f}" for k, v in row["ns"].items()))  # type: ignore[attr-defined]
    result = {"when": time.strftime("%Y-%m-%d"), "model": model_version(), "copy": copy, "rows": rows}
    if arguments.large:
        result["nation"] = nation()
        print("\nnation:", result["nation"])
    if not arguments.no_history:
        with HISTORY.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
