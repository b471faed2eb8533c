"""Commands beside an earlier version: ``python benchmarks/beside.py CHECKOUT [--repeat N] [--only NAME ...] [--no-history]``.

CHECKOUT is a folder with the sources of the earlier version; its rules are compiled and its commands run with the
environment of this one. Every command is carried out by both versions in turn, once to warm up and then N times; what
counts is the quickest of each, in wall time and in processor time of the command and all its processes.

- ``run``: ``run package:baseline --replicates 30``
- ``compare``: ``compare package:baseline`` with one policy, 30 replicates
- ``timelines``: a sweep of twenty timelines, 5 replicates
- ``tiny``: 1,000 runs of ``package:tiny``

Results are appended to ``benchmarks/history.jsonl``, with the load of the machine before and after.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from months import environment

HERE = Path(__file__).resolve().parent
HISTORY = HERE / "history.jsonl"
AIMS = {"run": 6.0, "compare": 10.0, "timelines": 15.0, "tiny": 10.0}
POLICY = """
name: earlier
extends: package:baseline
timeline:
  - {month: 12, set: levers.funding.partnership_bonus, to: 0.3, why: {id: x, en: x}}
"""
ROW = "  - {{month: {month}, set: levers.funding.partnership_bonus, to: 0.{share}, why: {{id: x, en: x}}}}"


def write_files(folder: Path) -> dict[str, list[str]]:
    """Write what the commands read; returns their arguments."""
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    names = []
    for k in range(20):
        row = ROW.format(month=6 + 3 * k, share=1 + k % 5)
        names.append(f"t{k}.yaml")
        text = f"name: t{k}\nextends: package:baseline\ntimeline:\n{row}\n"
        (folder / names[-1]).write_text(text, encoding="utf-8")
    sweep = f"name: timelines\nscenario: t0.yaml\nreforms: [{', '.join(names[1:])}]\nreplicates: 5\noutcomes: [trust]\n"
    sweep += "vary: {levers.leadership.handover_share: [0.3]}\n"
    (folder / "timelines.yaml").write_text(sweep, encoding="utf-8")
    quiet = ["--no-report"]
    return {
        "run": ["run", "package:baseline", "--replicates", "30", *quiet],
        "compare": ["compare", "package:baseline", "policy.yaml", "--replicates", "30", *quiet],
        "timelines": ["sweep", "timelines.yaml"],
        "tiny": ["run", "package:tiny", "--replicates", "1000", *quiet],
    }


def carry(version: Path, arguments: list[str], folder: Path, cache: Path) -> tuple[float, float]:
    """Carry a command out; returns its wall time and the processor time of all its processes."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "simkemitraan", *arguments, "--out", str(out)]
    began = time.perf_counter()
    process = psutil.Popen(
        command, cwd=folder, env=environment(version, cache), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    spent: dict[int, float] = {}
    while process.poll() is None:
        for each in (process, *_below(process)):
            try:
                told = each.cpu_times()
                spent[each.pid] = told.user + told.system
            except psutil.Error:
                continue
        time.sleep(0.2)
    wall = time.perf_counter() - began
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return wall, sum(spent.values())


def _below(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.Error:
        return []


def content(folder: Path) -> dict[str, bytes]:
    """All data of a result."""
    parts = sorted(p for p in folder.rglob("*.parquet") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in parts}


def main() -> None:
    """Measure, print, append to the history."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("earlier", type=Path, help="checkout of the earlier version")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=tuple(AIMS), default=tuple(AIMS))
    parser.add_argument("--no-history", action="store_true", help="print only")
    chosen = parser.parse_args()
    versions = {"earlier": chosen.earlier.resolve(), "now": HERE.parent}
    result: dict[str, Any] = {"when": time.strftime("%Y-%m-%d"), "what": "beside", "load": [os.getloadavg()[0]]}
    with tempfile.TemporaryDirectory() as scratch:
        folder, cache = Path(scratch), Path(os.environ.get("SIMKEMITRAAN_CACHE", scratch))
        commands = write_files(folder)
        for name in chosen.only:
            best: dict[str, tuple[float, float]] = {}
            bytes_of = {}
            for k in range(chosen.repeat + 1):
                for version, checkout in versions.items():
                    took = carry(checkout, commands[name], folder, cache / version)
                    bytes_of[version] = content(folder / "out")
                    if k:
                        before = best.get(version, took)
                        best[version] = min(before[0], took[0]), min(before[1], took[1])
            (wall, cpu), (wall_now, cpu_now) = best["earlier"], best["now"]
            same = bytes_of["earlier"] == bytes_of["now"]
            result[name] = {
                "wall": [round(wall, 2), round(wall_now, 2), round(wall / wall_now, 2)],
                "cpu": [round(cpu, 2), round(cpu_now, 2), round(cpu / cpu_now, 2)],
                "same_bytes": same,
            }
            print(f"{name:<10} aim {AIMS[name]:>4.0f}x", result[name], flush=True)
    result["load"].append(os.getloadavg()[0])
    if not chosen.no_history:
        with HISTORY.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
