"""Run one small comparison in every environment the package promises: the same key of a result means the same bytes.

``python tools/environments.py [FOLDER]`` makes environments from the locks (Python 3.12 with the lowest and the newest versions, 3.13
with the newest) in FOLDER, runs in each with the rules compiled and interpreted, and prints a line for each: its key, a digest of
the bytes and one of the values. It ends with 1 if two environments have one key and other bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"lowest": ROOT / "requirements-lowest.txt", "newest": ROOT / "requirements.txt"}
ENVIRONMENTS = (("3.12", "lowest"), ("3.12", "newest"), ("3.13", "newest"))
MODES = ("compiled", "interpreted")
PROBE = """
import hashlib, json, sys, tempfile
from pathlib import Path
from simkemitraan import Scenario, compare
base = Scenario.load("package:tiny").with_changes(months=18, burn_in=12)
row = {"month": 6, "set": "levers.formation.forum_share", "to": 0.5}
with tempfile.TemporaryDirectory() as folder:
    result = compare(base, base.with_changes(timeline=[row], name="forum"), replicates=2, out=Path(folder) / "r", workers=1, cache=False)
    made, values = hashlib.sha256(), hashlib.sha256()
    for part in sorted(result.folder.rglob("*.parquet")):
        if part.is_file():
            made.update(part.name.encode() + part.read_bytes())
    for table in result.tables:
        frame = result.frame(table)
        for name in frame.columns:
            values.update(repr((table, name, frame[name].tolist())).encode())
    print(json.dumps({"key": result.provenance["key"], "bytes": made.hexdigest(), "values": values.hexdigest()}))
"""


def python(version: str) -> str:
    """Return an interpreter of a version; ends with a sentence where there is none."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHON"}
    found = subprocess.run([ROOT / "tools" / "find-python", version], env=environment, capture_output=True, text=True)
    path = found.stdout.strip()
    told = subprocess.run([path, "--version"], capture_output=True, text=True).stdout if path else ""
    if not told.startswith(f"Python {version}."):
        sys.exit(f"there is no Python {version} on this machine")
    return path


def installed(version: str, lock: str, folder: Path) -> Path:
    """Make an environment with the built wheel, unless it is there, and return its interpreter."""
    uv, home = Path(sys.executable).with_name("uv"), folder / f"{version}-{lock}"
    own = home / "bin" / "python"
    if not (home / ".made").is_file():
        into = [uv, "pip", "install", "--quiet", "--python", own, "--no-deps"]
        wheels = folder / f"{version}-{lock}-wheel"
        for command in (
            [uv, "venv", "--quiet", "--clear", "--no-project", "--python", python(version), home],
            [*into, "--require-hashes", "-r", LOCKS[lock]],
            [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", wheels],
        ):
            subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        subprocess.run([*into, *wheels.glob("*.whl")], check=True)
        (home / ".made").touch()
    return own


def probed(own: Path, mode: str, folder: Path) -> dict[str, str]:
    """Run the comparison in an environment."""
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "NUMBA_DISABLE_JIT")}
    environment |= {"SIMKEMITRAAN_CACHE": str(folder / "cache")} | (
        {"NUMBA_DISABLE_JIT": "1"} if mode == "interpreted" else {}
    )
    done = subprocess.run([own, "-c", PROBE], env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{own.parents[1].name}, {mode}: ended with {done.returncode}:\n{done.stderr}")
    told: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return told


def all_of(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what every environment came to, by its name."""
    for version, lock in ENVIRONMENTS:
        own = installed(version, lock, folder)
        for mode in MODES:
            yield f"{version} {lock} {mode}", probed(own, mode, folder)


def broken(found: Iterable[tuple[str, dict[str, str]]]) -> list[str]:
    """Return the pairs of environments that have one key and other bytes."""
    pairs: Any = combinations(list(found), 2)
    return [
        f"{a} and {b}: one key, other bytes"
        for (a, x), (b, y) in pairs
        if x["key"] == y["key"] and x["bytes"] != y["bytes"]
    ]


def main(folder: Path) -> int:
    """Run all, print, and compare."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for name, told in all_of(folder):
        found.append((name, told))
        print(f"{name:24} key {told['key'][:12]}  bytes {told['bytes'][:12]}  values {told['values'][:12]}", flush=True)
    wrong = broken(found)
    print("\n".join(wrong) or "one key, the same bytes; other bytes, another key")
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1]).resolve()))
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(Path(scratch)))
