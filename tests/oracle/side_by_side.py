"""Says where two versions part: the month, the mechanism, the columns, the rows.

    PYTHONPATH=<new>/src python tests/oracle/side_by_side.py <first>/src WORLD [RUN]

``RUN`` is ``all`` unless given: a mechanism, ``policy+MECHANISM``, ``none`` or ``all`` (burn-in included, except where a
saved world stands for it). Both versions run the world month by month; in the first month that differs they run with
the first mechanism alone, then with the first two, and so on.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))


def _months(name: str, run: str) -> Any:
    """Yield the world before each month: burn-in, then the run."""
    from tests.oracle import adapter, digests

    if run == digests.ALL or name not in digests.SAVED:
        data = digests.WORLDS[name]
        world = adapter.start(adapter.spec_of(data), data["seed"])
        for _ in range(data["burn_in"]):
            yield world, digests.ALL
            adapter.advance(world)
        adapter.clear_ledger(world)
    else:
        world = digests.beginning(name, run)
    adapter.run_only(world, digests.running(run))
    for _ in range(digests.CHECKPOINTS[-1] + 1):
        yield world, run
        adapter.advance(world)


def trail(name: str, run: str) -> list[str]:
    """Return the digest of the world before each month."""
    from tests.oracle import digests

    return [digests.whole(digests.state(world, digests.Tally())) for world, _ in _months(name, run)]


def steps(name: str, run: str, month: int, folder: Path) -> None:
    """Save the world after one month with ever more mechanisms."""
    from tests.oracle import adapter, digests

    world, running = next(itertools.islice(_months(name, run), month, None))
    order = [m for m in adapter.MECHANISMS if m in digests.running(running)]
    for n in range(len(order) + 1):
        tried = adapter.copied(world)
        adapter.run_only(tried, tuple(order[:n]))
        adapter.advance(tried)
        columns = {
            f"{table}.{c}": adapter.live(tried, table, c)
            for table, names in adapter.COLUMNS.items()
            for c in names.split()
        }
        columns |= {f"count.{name}": np.array([value]) for name, value in adapter.counts(tried)}
        np.savez(folder / f"{n:02}-{order[n - 1] if n else 'none'}.npz", **columns)


def compare(new: Path, first: Path) -> list[str]:
    """Return the columns that differ between two saved worlds, with the first row in which they do."""
    out = []
    with np.load(new) as a, np.load(first) as b:
        for key in sorted({*a.files, *b.files}):
            if key not in a.files or key not in b.files:
                out.append(f"{key}: only in the {'new' if key in a.files else 'first'}")
                continue
            x, y = a[key], b[key]
            if x.dtype != y.dtype or x.shape != y.shape:
                out.append(f"{key}: {x.dtype}{x.shape}, was {y.dtype}{y.shape}")
            elif x.tobytes() != y.tobytes():
                same = np.array([p.tobytes() == q.tobytes() for p, q in zip(x, y, strict=True)])
                row = int(np.flatnonzero(~same)[0])
                out.append(f"{key}: {int((~same).sum())} of {len(x)} rows; row {row} is {x[row]!r}, was {y[row]!r}")
    return out


def _child(source: str, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": source}
    command = [sys.executable, str(Path(__file__).resolve()), "--child", *words]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


def main(first: str, name: str, run: str = "all") -> int:
    """Print where they part; return 1 if they do."""
    new = os.environ["PYTHONPATH"]
    a, b = (json.loads(_child(source, "trail", name, run)) for source in (new, first))
    month = next((k for k in range(len(b)) if a[k] != b[k]), -1)
    if month <= 0:
        print("the same throughout" if month < 0 else "different before the first month (population, saved world)")
        return int(month == 0)
    print(f"{run}, {name}: the same for {month - 1} months (burn-in included), then not")
    with tempfile.TemporaryDirectory() as folder:
        for side, source in (("new", new), ("first", first)):
            (Path(folder) / side).mkdir()
            _child(source, "steps", name, run, str(month - 1), str(Path(folder) / side))
        for file in sorted((Path(folder) / "first").iterdir()):
            found = compare(Path(folder) / "new" / file.name, file)
            if found:
                print(f"with the mechanisms up to `{file.stem[3:]}`:", *found[:40], sep="\n  ")
                return 1
    print("  it shows only in numbers, or in what is not yet copied (World.copy)")
    return 1


if __name__ == "__main__":
    if sys.argv[1] != "--child":
        sys.exit(main(*sys.argv[1:]))
    if sys.argv[2] == "trail":
        print(json.dumps(trail(*sys.argv[3:])))
    else:
        steps(sys.argv[3], sys.argv[4], int(sys.argv[5]), Path(sys.argv[6]))
