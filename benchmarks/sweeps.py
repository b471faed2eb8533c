"""How well sweeps use a machine: ``python benchmarks/sweeps.py [--runs N] [--tiny N] [--only NAME ...]``.

Each question is answered by a ratio measured within one run of this program, so that the machine's speed cancels:

- ``local``: N runs of about 300 organisations over ten years, in two processes against one; efficiency is the speed-up over
  the number of processes, both taken after warm-up (the first fifth of the runs). And what share of the time of the
  one-process sweep goes into encoding and writing.
- ``dask``: the same runs on a Dask cluster on loopback (a scheduler and two workers) against two local processes.
- ``tiny``: very many tiny runs; the memory of this process at a tenth of the way and at the end, the rate over the second and
  the last tenth, and the bytes of the journal for each run.

Results are appended to ``benchmarks/history.jsonl``. Other work on the machine spoils them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from simkemitraan import Scenario
from simkemitraan.runs import execute, plan_arms
from simkemitraan.runs.plan import Plan, model_version
from simkemitraan.runs.store import JOURNAL, Store

HISTORY = Path(__file__).resolve().parent / "history.jsonl"
WORKERS = 2
WARM = 0.2  # share of the runs that count as warm-up
AIMS = {
    "efficiency": (">=", 0.9),
    "storage": ("<=", 0.1),
    "dask_over_local": ("<=", 1.15),
    "memory_growth": ("<=", 1.05),
    "rate_kept": (">=", 0.9),
}
TINY = """
name: tiny-runs
months: 12
burn_in: 0
place:
  districts:
    - {name: A, population: 3000, organisations: {government: 1, nonprofit: 2, company: 1, community: 1, individual: 0}}
"""


class Clock:
    """Notes when each run was finished, and how much memory this process holds now and then."""

    def __init__(self, total: int, folder: Path) -> None:
        self.at: list[float] = []
        self.memory: list[tuple[int, int]] = []
        self.journal = 0
        self._journal = folder.with_name(f"{folder.name}.partial") / JOURNAL
        self.every = max(1, total // 20)

    def __call__(self, what: str, done: int, total: int) -> None:
        if what == "run":
            self.at.append(time.perf_counter())
            if done % self.every == 0:
                self.memory.append((done, psutil.Process().memory_info().rss))
                self.journal = self._journal.stat().st_size

    def rate(self, first: float, last: float = 1.0) -> float:
        """Runs a second between two shares of the way."""
        a, b = int(first * (len(self.at) - 1)), int(last * (len(self.at) - 1))
        return (b - a) / (self.at[b] - self.at[a])


@contextmanager
def written() -> Iterator[list[float]]:
    """Collect the seconds that storing takes."""
    spent: list[float] = []
    original = Store.write_chunk

    def timed(self: Store, *arguments: Any) -> None:
        began = time.perf_counter()
        original(self, *arguments)
        spent.append(time.perf_counter() - began)

    Store.write_chunk = timed  # type: ignore[method-assign]
    try:
        yield spent
    finally:
        Store.write_chunk = original  # type: ignore[method-assign]


def carry(plan: Plan, folder: Path, **more: Any) -> Clock:
    """Carry out a plan under a clock."""
    clock = Clock(len(plan.runs), folder)
    execute(plan, folder, report=clock, **more)
    return clock


def local(plan: Plan, folder: Path) -> dict[str, float]:
    """One process, then two: efficiency and the share of storage."""
    with written() as spent:
        began = time.perf_counter()
        one = carry(plan, folder / "one", workers=1)
        whole = time.perf_counter() - began
    two = carry(plan, folder / "two", workers=WORKERS)
    return {
        "one": one.rate(WARM),
        "two": two.rate(WARM),
        "efficiency": two.rate(WARM) / one.rate(WARM) / WORKERS,
        "storage": sum(spent) / whole,
    }


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start a scheduler and two workers on loopback; the name of the scheduler's file."""
    file = folder / "scheduler.json"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    start = [sys.executable, "-m"]
    processes = [
        subprocess.Popen(
            [
                *start,
                "distributed.cli.dask_scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--no-dashboard",
                "--scheduler-file",
                str(file),
            ],
            **quiet,
        )
    ]
    processes += [
        subprocess.Popen(
            [
                *start,
                "distributed.cli.dask_worker",
                "--scheduler-file",
                str(file),
                "--nthreads",
                "1",
                "--no-nanny",
                "--no-dashboard",
                "--local-directory",
                str(folder),
            ],
            **quiet,
        )
        for _ in range(WORKERS)
    ]
    try:
        yield str(file)
    finally:
        for process in processes:
            process.kill()
            process.wait()


def on_dask(plan: Plan, folder: Path) -> dict[str, float]:
    """Dask on loopback against local processes: how much longer it takes, after warm-up."""
    from simkemitraan.runs.cluster import on_cluster

    two = carry(plan, folder / "local", workers=WORKERS)
    with cluster(folder) as file:
        far = carry(plan, folder / "dask", each=on_cluster(file))
    return {"local": two.rate(WARM), "dask": far.rate(WARM), "dask_over_local": two.rate(WARM) / far.rate(WARM)}


def tiny(count: int, folder: Path) -> dict[str, float]:
    """Very many tiny runs in this process: memory and rate from a tenth of the way to the end."""
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    plan = plan_arms([Scenario.load(folder / "tiny.yaml")], count, 1, keep="indicators", command="sweep")
    clock = carry(plan, folder / "tiny", workers=1)
    early, late = clock.memory[1][1], clock.memory[-1][1]
    return {
        "runs": count,
        "megabytes": late / 1e6,
        "memory_growth": late / early,
        "journal_bytes": clock.journal / count,
        "per_second": clock.rate(0.1),
        "rate_kept": clock.rate(0.9) / clock.rate(0.1, 0.2),
    }


def show(found: dict[str, float]) -> None:
    """Print numbers beside their aims."""
    for name, value in found.items():
        aim = AIMS.get(name)
        met = (
            ""
            if aim is None
            else f"   aim {aim[0]} {aim[1]:g}: {'met' if (value >= aim[1]) == (aim[0] == '>=') else 'MISSED'}"
        )
        print(f"  {name:<16} {value:>10.3f}{met}", flush=True)


def main() -> None:
    """Measure, print, append to the history."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000, help="runs of ~300 organisations over ten years")
    parser.add_argument("--tiny", type=int, default=100_000, help="tiny runs")
    parser.add_argument(
        "--only",
        nargs="*",
        choices=("local", "dask", "tiny"),
        default=("local", "dask", "tiny"),
        help="what to measure",
    )
    parser.add_argument("--no-history", action="store_true", help="print only")
    arguments = parser.parse_args()
    plan = plan_arms(
        [Scenario.load("package:baseline").with_changes(months=120)],
        arguments.runs,
        1,
        keep="indicators",
        command="sweep",
    )
    measures: dict[str, Callable[[Path], dict[str, float]]] = {
        "local": lambda folder: local(plan, folder),
        "dask": lambda folder: on_dask(plan, folder),
        "tiny": lambda folder: tiny(arguments.tiny, folder),
    }
    result: dict[str, Any] = {
        "when": time.strftime("%Y-%m-%d"),
        "model": model_version(),
        "what": "sweeps",
        "runs": arguments.runs,
    }
    with tempfile.TemporaryDirectory() as scratch:
        for name in arguments.only:
            folder = Path(scratch) / name
            folder.mkdir()
            print(f"{name}:", flush=True)
            result[name] = measures[name](folder)
            show(result[name])
    if not arguments.no_history:
        with HISTORY.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
