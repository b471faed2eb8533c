"""A result made again from its own folder: the same scenarios, seed and replicates, hence the same bytes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from .executing import Tasks, groups_of, in_workers
from .experiment import Points
from .plan import Plan, model_version, plan_arms
from .result import Result
from .simulate import Columns
from .store import MANIFEST, encoded, sha256
from .sweep import plan_points
from .tables import kept
from .workers import Limits


def plan_again(result: Result) -> Plan:
    """Return the plan that a result was made by.

    Raises
    ------
    InputError
        If it is no run, comparison or sweep.
    """
    about = result.provenance
    if about["command"] == "sweep":
        points = about["points"]
        made = Points(result.scenarios, tuple(points["names"]), np.array(points["values"], dtype=np.float64))
        return plan_points(made, about["replicates"], about["seed"], about["keep"])
    if about["command"] not in ("run", "compare"):
        raise InputError(
            f"{result.folder} dibuat oleh `{about['command']}`; yang dapat diulang dari foldernya hanya `run`, `compare`, dan `sweep`.",
            f"{result.folder} was made by `{about['command']}`; only `run`, `compare` and `sweep` can be made again from their folder.",
        )
    return plan_arms(list(result.scenarios), about["replicates"], about["seed"], about["keep"], about["command"])


def same_model(result: Result) -> bool:
    """Say whether a result was made by the model, and with the libraries, that are installed now."""
    return bool(result.provenance["model"] == model_version())


def same_bytes(folder: Path, other: Path) -> bool:
    """Say whether two results hold the same data, byte by byte (what provenance says of time and machine aside)."""
    parts = [json.loads((f / MANIFEST).read_text(encoding="utf-8"))["parts"] for f in (folder, other)]
    hashes = [{name: part["sha256"] for name, part in one.items()} for one in parts]
    return hashes[0] == hashes[1]


def some(chunks: int, most: int) -> list[int]:
    """Return up to ``most`` of the numbers of chunks, evenly spread, the first and the last among them."""
    return sorted({round(k) for k in np.linspace(0, chunks - 1, min(chunks, most))})


def differing(
    result: Result,
    chunks: Sequence[int],
    workers: int | None = None,
    report: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> list[str]:
    """Run some chunks of a result again and return the names of the parts that came out differently.

    Parameters
    ----------
    result : Result
        A whole result; runs that failed in it are left out.
    chunks : sequence of int
        Which chunks of its plan.
    workers : int, optional
        Processes.
    report : callable
        Told ``("run", done, total)``.
    """
    plan = plan_again(result)
    failed = {int(index) for index in result.manifest["failed"]}
    chunk_of = {r.index: k for k in chunks for r in plan.chunks[k] if r.index not in failed}
    waiting = Counter(chunk_of.values())
    made: dict[int, dict[int, dict[str, Columns]]] = {k: {} for k in chunks}
    found: list[str] = []
    for done, (index, tables) in enumerate(_answers(plan, chunk_of, workers), 1):
        k = chunk_of[index]
        made[k][index] = tables
        report("run", done, len(chunk_of))
        if len(made[k]) == waiting[k]:
            found += _unlike(result, plan, k, made.pop(k))
    return sorted(found)


def _answers(plan: Plan, wanted: dict[int, int], workers: int | None) -> Iterator[tuple[int, Any]]:
    runs = [r for r in plan.runs if r.index in wanted]
    count = max(1, workers or 2)
    groups = groups_of(plan, runs, count, alone=False)
    for index, tables, _ in in_workers(groups, Tasks(plan, {r.index: r for r in runs}, None, None), count, Limits()):
        yield index, tables or {}


def _unlike(result: Result, plan: Plan, chunk: int, made: dict[int, dict[str, Columns]]) -> list[str]:
    parts = result.manifest["parts"]
    again = (encoded(plan, chunk, made, table) for table in kept(plan.keep))
    return [name for name, data in again if sha256(data) != parts.get(name, {}).get("sha256")]
