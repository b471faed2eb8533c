"""How long a planner waits at the desk: ``python benchmarks/desk.py [PLACE [POLICY ...]]``.

A desk with two processes is served and warms up, as it does while its planner looks for a place; then it is asked for thirty
replicates of ten years of a place (by default the median regency) with each policy in turn: seconds to the first figures,
and to the last. With a cold cache the first policy waits for the run-up of thirty worlds. Read on an idle machine; the
figures hold for it alone.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.desk.desks import Planner, served

from simkemitraan.desk.serving import warm

POLICIES = ["forum", "handover", "longer_agreements", "shared_hub"]


def waits(planner: Planner, place: str, policy: str) -> tuple[float, float]:
    """Return seconds to the first and to the last figures of thirty replicates of ten years."""
    began = time.perf_counter()
    asked = planner.ask(
        do="answer", place={"name": place}, arms=[[{"name": policy}]], costs={}, months=120, replicates=30
    )
    first = 0.0
    while True:
        message = planner.until("answer", "ended", "mistakes")
        if message["is"] == "mistakes":
            raise SystemExit(str(message))
        if message["to"] == asked:
            first = first or time.perf_counter() - began
            if message["is"] == "ended":
                return first, time.perf_counter() - began


def main(place: str = "package:baseline", *policies: str) -> None:
    with served(workers=2) as server:
        began = time.perf_counter()
        planner = Planner(server)
        print(f"welcome {time.perf_counter() - began:24.2f} s")
        began = time.perf_counter()
        warm()
        print(f"warm {time.perf_counter() - began:27.2f} s")
        for policy in policies or POLICIES:
            first, last = waits(planner, place, policy)
            print(f"{policy:18} first {first:5.2f} s   last {last:5.2f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
