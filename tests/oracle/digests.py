"""Runs the worlds of the oracle and digests their state, column by column."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from . import adapter

HERE = Path(__file__).resolve().parent
CHECKPOINTS = (1, 12, 60)
ALL, NONE = "all", "none"
State = dict[str, dict[str, str]]

WORLDS: dict[str, dict[str, Any]] = (
    json.loads((HERE / "worlds.json").read_text(encoding="utf-8")) if (HERE / "worlds.json").exists() else {}
)
SAVED = tuple(sorted(p.stem for p in HERE.glob("*.npz")))


def runs() -> list[str]:
    """Return what is run from the warmed world: nothing, each mechanism alone, each beside policy, all."""
    beside = [f"policy+{m}" for m in adapter.MECHANISMS if m != "policy"]
    return [NONE, *adapter.MECHANISMS, *beside, ALL]


def running(run: str) -> tuple[str, ...]:
    """Return the mechanisms that a run leaves on."""
    return {ALL: tuple(adapter.MECHANISMS), NONE: ()}.get(run, tuple(run.split("+")))


def digest(values: np.ndarray[Any, Any]) -> str:
    """Return eight hex digits of dtype, shape and bytes."""
    values = np.ascontiguousarray(values)
    head = f"{values.dtype.str}{values.shape}".encode()
    return hashlib.sha256(head + values.tobytes()).hexdigest()[:8]


class Tally:
    """Digest of all that was counted so far, month by month."""

    def __init__(self) -> None:
        self.sha = hashlib.sha256()

    def add(self, world: Any) -> None:
        counted = sorted((name, value.hex()) for name, value in adapter.counts(world))
        self.sha.update(json.dumps([int(world.month), counted]).encode())


def state(world: Any, tally: Tally) -> State:
    """Return the digest of every column of every table, and of what is beside the tables."""
    out = {
        table: {c: digest(adapter.live(world, table, c)) for c in columns.split()}
        for table, columns in adapter.COLUMNS.items()
    }
    out["world"] = {
        "month": str(int(world.month)),
        "counts": tally.sha.hexdigest()[:8],
        "numbers": digest(np.array([adapter.number(world, *key.split(".")) for key in numbers()])),
    }
    return out


@lru_cache(maxsize=1)
def numbers() -> list[str]:
    """Return all numbers of all mechanisms of the first version, ``mechanism.name``."""
    out: list[str] = json.loads((HERE / "numbers.json").read_text(encoding="utf-8"))
    return out


def whole(digests: State) -> str:
    """Return four hex digits of a whole state."""
    return hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:4]


@lru_cache(maxsize=2)
def warmed(name: str) -> tuple[Any, State, State, str]:
    """Return a world after its burn-in, the states at its beginning and end, and a trail of its months."""
    data = WORLDS[name]
    world, tally = adapter.start(adapter.spec_of(data), data["seed"]), Tally()
    built, trail = state(world, tally), ""
    for _ in range(data["burn_in"]):
        adapter.advance(world)
        tally.add(world)
        trail += whole(state(world, tally))
    end = state(world, tally)
    adapter.clear_ledger(world)
    return world, built, end, trail


def save(name: str) -> None:
    """Save the tables of a warmed world."""
    world = warmed(name)[0]
    tables = {
        f"{table}.{c}": adapter.live(world, table, c)
        for table, columns in adapter.COLUMNS.items()
        if table not in adapter.LEDGER
        for c in columns.split()
    }
    np.savez_compressed(HERE / f"{name}.npz", **tables)


def beginning(name: str, run: str) -> Any:
    """Return the world from which a run begins: saved, if that is to try one mechanism and not those before it."""
    if run == ALL or name not in SAVED:
        return adapter.copied(warmed(name)[0])
    data = WORLDS[name]
    world = adapter.start(adapter.spec_of(data), data["seed"])
    tables: dict[str, dict[str, Any]] = {}
    with np.load(HERE / f"{name}.npz") as saved:
        for key in saved.files:
            table, column = key.split(".")
            tables.setdefault(table, {})[column] = saved[key]
    adapter.restore(world, 0, tables)
    return world


def checkpoints(name: str, run: str) -> Iterator[tuple[str, State | str]]:
    """Run a world and yield its states, and at the end of a run of all mechanisms the trail of its months."""
    world, tally, trail = beginning(name, run), Tally(), ""
    adapter.run_only(world, running(run))
    last = CHECKPOINTS[-1]
    wanted = CHECKPOINTS if "+" not in run else (last,)
    for month in range(1, last + 1):
        adapter.advance(world)
        tally.add(world)
        now = state(world, tally) if run == ALL or month in wanted else {}
        trail += whole(now) if run == ALL else ""
        if month in wanted:
            if run == ALL:
                now["indicators"] = {c: digest(v) for c, v in adapter.measured(world).items()}
            yield str(month), now
    if run == ALL:
        yield "trail", trail


# --- how digests are written: only what differs from another state -----------------------------------------------------


def packed(digests: State, before: State) -> dict[str, str]:
    """Return a state by what differs from another one: one word a column, ``-`` for no difference."""
    out = {}
    for table, columns in digests.items():
        old = before.get(table, {})
        if columns != old:
            out[table] = " ".join("-" if old.get(c) == d else d for c, d in columns.items())
    return out


def unpacked(given: dict[str, str], before: State) -> State:
    """Return the state that :func:`packed` was given."""
    out = {table: dict(columns) for table, columns in before.items()}
    for table, words in given.items():
        for column, word in zip(columns_of(table), words.split(" "), strict=True):
            if word != "-":
                out.setdefault(table, {})[column] = word
    return out


def expected(told: dict[str, Any], run: str, key: str) -> State:
    """Return the state that was recorded of a world, at a checkpoint of a run."""
    state = unpacked(told["warmed"], unpacked(told["built"], {}))
    if run != NONE:
        state = unpacked(told[NONE].get(key, {}), state)
    return unpacked(told[run][key], state)


def columns_of(table: str) -> list[str]:
    more = {"world": ["month", "counts", "numbers"], "indicators": ["row", "value"]}
    return more.get(table) or adapter.COLUMNS[table].split()


def differences(found: State, expected: State) -> list[str]:
    """Return the columns that differ, ``table.column``."""
    return [
        f"{table}.{column}"
        for table, columns in expected.items()
        for column, value in columns.items()
        if found.get(table, {}).get(column) != value
    ]


def first_month(found: str, expected: str) -> int:
    """Return the number of the first month whose digest differs in two trails; 0 if none does."""
    for k in range(0, len(expected), 4):
        if found[k : k + 4] != expected[k : k + 4]:
            return k // 4 + 1
    return 0
