"""A month, and a cold start, beside an earlier version; ratios are appended to ``benchmarks/history.jsonl``.

    python benchmarks/months.py CHECKOUT [--rounds 3] [--only month,cold]

(``benchmarks/beside.py`` does the same for whole commands.) CHECKOUT is a folder with an earlier version of this
repository (``git worktree add``). Both versions run in processes of their own, in turn, so that what else the machine
does meets both; of several rounds the least time counts. Compiled code is warm, but for ``cold``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HISTORY = Path(__file__).with_name("history.jsonl")

MONTH = """
import json, sys, time
sys.path.insert(0, {benchmarks!r})
from simkemitraan import engine
from simkemitraan.scenario import Scenario
from simkemitraan.world.spec import Spec
size = {size}
if size == 160:
    spec = Scenario.load("package:baseline").spec()
else:
    from run import place
    spec = Spec(place(size), burn_in=0, months=10_000)
world = engine.start(spec, 5)
engine.run_to(world, world.month + {warm})
best, done = 1e9, 0
for _ in range({repeats}):
    began = time.perf_counter()
    engine.run_to(world, world.month + {months})
    best = min(best, (time.perf_counter() - began) / {months})
print(json.dumps({{"seconds": best, "organisations": world.organisations.n}}))
"""
SIZES = ((160, 360, 24, 20), (323, 120, 24, 10), (3_000, 60, 6, 5), (30_000, 24, 2, 3), (100_000, 18, 1, 3))


# What a user's machine has not: slow linear algebra, and modules that are parsed anew by every command.
_UNUSUAL = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONDONTWRITEBYTECODE")


def environment(version: Path, cache: Path) -> dict[str, str]:
    """Return the environment in which that version runs, as on a user's machine, with a cache of its own."""
    keep = {k: v for k, v in os.environ.items() if k not in _UNUSUAL}
    return {**keep, "PYTHONPATH": str(version / "src"), "SIMKEMITRAAN_CACHE": str(cache), "MPLBACKEND": "Agg"}


def timed(command: list[str], version: Path, cache: Path, folder: Path) -> float:
    """Return the seconds that a command takes, start and imports included; raises if it fails."""
    began = time.perf_counter()
    done = subprocess.run(
        command, env=environment(version, cache), cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:4])} failed in {version}:\n{done.stdout}\n{done.stderr}")
    return time.perf_counter() - began


def month(version: Path, cache: Path, size: tuple[int, int, int, int]) -> tuple[float, int]:
    """Return the least seconds of a month, and how many organisations there are."""
    number, warm, months, repeats = size
    code = MONTH.format(size=number, warm=warm, months=months, repeats=repeats, benchmarks=str(version / "benchmarks"))
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(version, cache), capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    return found["seconds"], found["organisations"]


def cold(version: Path, scratch: Path) -> float:
    """Return the seconds to the first result of a version of which nothing is compiled."""
    folder, cache = scratch / f"run{time.monotonic_ns()}", scratch / f"cache{time.monotonic_ns()}"
    folder.mkdir()
    cache.mkdir()
    words = ["run", "package:tiny", "--replicates", "1", "--out", "first", "--no-report"]
    return timed([sys.executable, "-m", "simkemitraan", *words], version, cache, folder)


def main() -> None:
    """Measure both versions in turn, print and keep the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("earlier", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="month,cold")
    arguments = parser.parse_args()
    versions = {"now": ROOT, "earlier": arguments.earlier.resolve()}
    found: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        caches = {name: scratch / name for name in versions}
        wanted = arguments.only.split(",")
        if "month" in wanted:
            for size in SIZES:
                seconds: dict[str, float] = {}
                for name, version in [*versions.items()] * arguments.rounds:
                    one, organisations = month(version, caches[name], size)
                    seconds[name] = min(one, seconds.get(name, 1e9))
                show(found, f"month of {organisations}", seconds, organisations)
        if "cold" in wanted:
            seconds = {}
            for name, version in [*versions.items()] * arguments.rounds:
                seconds[name] = min(cold(version, scratch), seconds.get(name, 1e9))
            show(found, "cold start", seconds)
    line = {"when": time.strftime("%Y-%m-%d"), "what": "months", "earlier": revision(versions["earlier"]), **found}
    with HISTORY.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")


def revision(version: Path) -> str:
    """Return the commit that a checkout holds."""
    done = subprocess.run(["git", "-C", str(version), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    return done.stdout.strip()


def show(found: dict[str, object], what: str, seconds: dict[str, float], organisations: int = 0) -> None:
    """Print one line and keep it."""
    ratio = seconds["earlier"] / seconds["now"]
    rate = f", {organisations / seconds['now'] / 1e6:.2f} million organisation-months/s" if organisations else ""
    found[what] = {**{name: round(s, 6) for name, s in seconds.items()}, "times": round(ratio, 2)}
    print(f"{what:>20}: {seconds['earlier']:.4g} s -> {seconds['now']:.4g} s, {ratio:.1f} times{rate}", flush=True)


if __name__ == "__main__":
    main()
