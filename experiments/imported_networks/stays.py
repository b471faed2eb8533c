"""Imports public networks as they are, runs each three years, and writes what became of it into README.md.

``python experiments/imported_networks/stays.py DATA [REPLICATES]``: DATA holds the folders of the six networks (not part of this
project), with the files of their archives turned into tables: ``tobacco_control_indiana`` (collaboration.csv, organisations.csv),
``dhhs_tobacco`` (ties.csv, people.csv) and ``emergency_networks`` (organisations.csv, ties.csv).
"""

from __future__ import annotations

import contextlib
import csv
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simkemitraan import Scenario, engine
from simkemitraan.cli import run_command
from simkemitraan.indicators.network import Network, gini
from simkemitraan.runs.rules import fill
from simkemitraan.wording import interval
from simkemitraan.world import registry
from simkemitraan.world.draws import replicate_seed
from simkemitraan.world.world import World

HERE = Path(__file__).resolve().parent
MONTHS = 36
HALVES = 400  # random halves of the organisations
FEWEST = 4  # organisations of a half that has the measures
MEASURES = ("density", "centralisation", "transitivity", "Gini of degrees", "assortativity")


class Source(NamedTuple):
    """One network of the data: its name on the page, and its files."""

    name: str
    organisations: Path
    ties: Path
    label: str = ""  # of the network, where a file holds several


def sources(data: Path) -> list[Source]:
    """Return the six networks."""
    indiana, federal, emergency = (data / n for n in ("tobacco_control_indiana", "dhhs_tobacco", "emergency_networks"))
    several = (emergency / "organisations.csv", emergency / "ties.csv")
    return [
        Source("Indiana", indiana / "organisations.csv", indiana / "collaboration.csv"),
        Source("federal", federal / "people.csv", federal / "ties.csv"),
        Source("Cheyenne", *several, "Cheyenne"),
        Source("Lake Pomona", *several, "LakePomona"),
        Source("Texas", *several, "Texas"),
        Source("Wichita", *several, "Wichita"),
    ]


def rows(path: Path, label: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one network."""
    with path.open(encoding="utf-8", newline="") as handle:
        yield from (row for row in csv.DictReader(handle) if not label or row["network"] == label)


def kind(row: dict[str, str]) -> str:
    """Return what sort of organisation a row tells of: privately sponsored ones are nonprofits, all others agencies."""
    return "nonprofit" if row.get("Sponsorship") == "Private" else "agency"


def imported(source: Source, folder: Path) -> Path:
    """Import a network by the command line; returns the scenario."""
    files = folder / "organisations.csv", folder / "ties.csv"
    listed = list(rows(source.organisations, source.label))
    names = {r["id"]: f"{r['id']} {r['vertex.names']}" for r in listed}
    pairs = sorted({tuple(sorted((int(r["tail"]), int(r["head"])))) for r in rows(source.ties, source.label)})
    known = "".join(f'"{names[r["id"]]}",{kind(r)}\n' for r in listed)
    files[0].write_text("name,kind\n" + known, encoding="utf-8")
    ties = "".join(f'"{names[str(a)]}","{names[str(b)]}",informal\n' for a, b in pairs)
    files[1].write_text("a,b,type\n" + ties, encoding="utf-8")
    out = folder / "imported"
    place = ["--district-default", "Kabupaten Sampang", "--out", str(out), "--yes", "--lang", "en"]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        done = run_command(["import", *map(str, files), *place])
    if done != 0:
        raise SystemExit(f"{source.name}: could not be imported\n{said.getvalue()}")
    return out / "scenario.yaml"


def among_known(world: World) -> Network:
    """Return the ties among the organisations of the registry; all of them are nodes."""
    r, ids = world.relations, world.organisations["id"]
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    order = np.sort(world.known)
    ends = [np.searchsorted(order, ids[r.live(side)]) for side in "ab"]
    inside = tied & np.all(
        [order[np.minimum(e, order.size - 1)] == ids[r.live(s)] for e, s in zip(ends, "ab", strict=True)], axis=0
    )
    a, b = (e[inside].astype(np.int32) for e in ends)
    return Network(np.arange(order.size), a, b)


def measures(network: Network) -> np.ndarray:
    """Return the five measures."""
    return np.array(
        [
            network.density(),
            network.centralisation(),
            network.transitivity(),
            gini(network.degree.astype(np.float64)),
            network.assortativity(),
        ]
    )


def halves(network: Network, rng: np.random.Generator) -> np.ndarray:
    """Return the measures of random halves, shape (halves, 5)."""
    found = []
    for _ in range(HALVES):
        kept = np.sort(rng.choice(network.n, max(FEWEST, network.n // 2), replace=False))
        place = np.full(network.n, -1)
        place[kept] = np.arange(kept.size)
        inside = (place[network.a] >= 0) & (place[network.b] >= 0)
        half = Network(kept, place[network.a[inside]].astype(np.int32), place[network.b[inside]].astype(np.int32))
        found.append(measures(half))
    return np.array(found)


def one_run(scenario: Path, seed: int) -> tuple[Network, float, Network]:
    """Return the network as installed, the share of its ties ended in the first month, and what it is after three years."""
    world = engine.start(Scenario.load(str(scenario)).with_changes(months=MONTHS).spec(trace=False), seed)
    engine.run_to(world, 0)
    begun = world.copy()
    registry.install(begun)
    first = among_known(begun)
    engine.run_to(world, 1)
    early = among_known(world)
    held = {(int(a), int(b)) for a, b in zip(first.a, first.b, strict=True)}
    lost = held - {(int(a), int(b)) for a, b in zip(early.a, early.b, strict=True)}
    engine.run_to(world, MONTHS)
    return first, len(lost) / max(len(held), 1), among_known(world)


def line(source: Source, replicates: int) -> tuple[str, int]:
    """Return the row of a network, and how many of its measures stay within its halves."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = imported(source, Path(folder))
        runs = [one_run(scenario, replicate_seed(1, k)) for k in range(replicates)]
        number = Scenario.load(str(scenario)).spec().params["formation"].get("outside_option", "none")
    first = runs[0][0]
    before, after = measures(first), np.median([measures(r[2]) for r in runs], axis=0)
    low, high = np.nanpercentile(halves(first, np.random.default_rng(1)), (5, 95), axis=0)
    inside = (low <= after) & (after <= high)
    cells = [
        f"{b:.2f} → {a:.2f}" if ok else f"{b:.2f} → **{a:.2f}** ({interval(f'{lo:.2f}', f'{hi:.2f}', 'en')})"
        for b, a, ok, lo, hi in zip(before, after, inside, low, high, strict=True)
    ]
    lost = f"{100 * np.median([r[1] for r in runs]):.1f} %"
    return f"| {source.name} | {number} | {lost} | {' | '.join(cells)} |", int(inside.sum())


def main(data: Path, replicates: int = 16) -> None:
    """Fill the page."""
    found = []
    for source in sources(data):
        found.append(line(source, replicates))
        print(found[-1][0], flush=True)
    head = ["| network | number set | ended in month 1 | " + " | ".join(MEASURES) + " |", "|" + "---|" * 8]
    total = sum(inside for _, inside in found)
    said = f"{replicates} runs each, medians after {MONTHS} months; {total} of {5 * len(found)} values lie within the half-samples."
    fill(HERE / "README.md", {"networks": "\n".join([said, "", *head, *(row for row, _ in found)])})


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
