"""Carries out a plan: in this process or in workers, chunk by chunk, resumable, never losing what was finished."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import subprocess
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from ..errors import ResultError, RunFailedError
from ..world.compiling import is_cold
from ..world.spec import Spec
from . import quarantine
from .ahead import compile_rules
from .beginnings import families, months_of, together
from .folders import Lock
from .plan import Plan, Run, model_version, outside
from .saved import SavedWorlds
from .simulate import Columns, Keep, simulate
from .stopping import ending_in_order
from .store import Store
from .workers import Limits, Workers, WorkersCannotStartError, batches_of
from .writing import ChunkWriter

Result = dict[str, Columns]
FEW = 64  # scenarios that are held ready for their runs
KEPT = 1000  # beginnings of a plan that are kept for another time; of a larger plan none would last
Report = Callable[[str, int, int], None]
Work = Callable[[Spec, int, Keep], tuple[Result | None, str]]
Answer = tuple[Run, Result | None, str]


def silent(what: str, done: int, total: int) -> None:
    """Show nothing."""


def task(spec: Spec, seed: int, keep: Keep) -> tuple[Result | None, str]:
    """Run one replicate in a worker; a failure comes back as its traceback."""
    try:
        return simulate(spec, seed, keep), ""
    except Exception:
        return None, traceback.format_exc()


@dataclass
class Outcome:
    """What carrying out a plan came to.

    Attributes
    ----------
    folder : Path
        The complete result.
    failed : dict of int to str
        Traceback of each run that failed, by run index.
    seconds : float
        Wall time of this call.
    resumed : int
        Runs that were there already.
    aside : Path or None
        Where what lay there was moved to, if nothing of it could be read.
    """

    folder: Path
    failed: dict[int, str] = field(default_factory=dict)
    seconds: float = 0.0
    resumed: int = 0
    aside: Path | None = None


def execute(
    plan: Plan,
    target: Path,
    *,
    workers: int | None = None,
    report: Report = silent,
    points: dict[str, Any] | None = None,
    stop: Callable[[], bool] = lambda: False,
    each: Callable[[Plan, list[Run]], Iterator[tuple[Run, Result | None, str]]] | None = None,
    work: Work | None = None,
    retry: bool = False,
    limits: Limits | None = None,
    cache: bool = True,
    shard: tuple[int, int] | None = None,
) -> Outcome:
    """Carry out a plan into a result folder.

    Parameters
    ----------
    plan : Plan
        What to run.
    target : Path
        Folder of the complete result; a partial one of the same plan is resumed.
    workers : int, optional
        Processes, as many as cores by default; 1 without limits is this process.
    report : callable
        Told ``(what, done, total)``: ``"compile"``, ``"run"``, or ``"aside:PATH"`` where what lay in the folder could not be
        read and was moved there. Its method ``months``, if it has one, is told ``(done, total)`` months before each run.
    points : dict, optional
        Description of an experiment's points, written into the provenance.
    stop : callable
        Asked between runs; when true, the rest is left for another call.
    each : callable, optional
        Another executor: ``(plan, runs) -> iterator of (run, result or None, traceback)``.
    work : callable, optional
        What is done for one run instead of simulating it: ``(spec, seed, keep) -> (tables or None, traceback)``; of a
        module, so that workers can import it.
    retry : bool
        Try the runs that failed before again, also those of a complete result; the others are left as they are.
    limits : Limits, optional
        Time and memory that one run may take.
    cache : bool
        Keep worlds at the start of the horizon in the cache folder, and take them from there.
    shard : (int, int), optional
        Do the share of one of several machines only (its number from 1, and how many): :func:`.merging.merge` joins them.

    Raises
    ------
    KeyboardInterrupt
        If stopped; whole chunks are kept.
    ResultError
        If the folder cannot be written, belongs to another plan, or is being worked on.
    """
    began = time.time()
    store = Store(target, plan, reopen=retry, shard=shard)
    with ending_in_order(), Lock(store.partial):
        store.open()
        if store.aside is not None:
            report(f"aside:{store.aside}", 0, 0)
        todo = store.left(retry=retry)
        resumed = store.total - sum(len(runs) for runs in todo.values())
        if todo and is_cold():
            report("compile", 0, 1)
            compile_rules()
        saved = SavedWorlds() if cache and work is None and few_beginnings(plan) else None
        told = _telling(report, plan, todo, saved, each_alone=work is not None)
        traces = _carry_out(plan, store, todo, told, stop, each or _choose(workers, work, saved, limits))
        failed = store.failed
        folder = store.finish(provenance(plan, began, failed, points))
    return Outcome(
        folder, {k: traces.get(k, last) for k, last in failed.items()}, time.time() - began, resumed, store.aside
    )


def few_beginnings(plan: Plan) -> bool:
    """Return whether so few worlds begin the horizon of a plan that all of them may be kept."""
    return len({(r.scenario, r.seed) for r in plan.runs}) <= KEPT


def _carry_out(
    plan: Plan,
    store: Store,
    todo: dict[int, list[Run]],
    report: Callable[[Run, int, int], None],
    stop: Callable[[], bool],
    each: Callable[[Plan, list[Run]], Iterator[tuple[Run, Result | None, str]]],
) -> dict[int, str]:
    """Do what is left and return the traceback of each run that failed."""
    traces: dict[int, str] = {}
    where = {r.index: k for k, chunk in todo.items() for r in chunk}
    waiting = {k: {r.index for r in chunk} for k, chunk in todo.items()}
    total = store.total
    done = total - len(where)
    with ChunkWriter(store) as writer:
        for k in [k for k, indices in waiting.items() if not indices]:
            writer.write(k)
        for run, result, trace in each(plan, [r for chunk in todo.values() for r in chunk]) if where else ():
            k = where[run.index]
            waiting[k].discard(run.index)
            done += 1
            if result is None:
                traces[run.index] = trace
                quarantine.put(store, plan, run, trace)
            else:
                store.put(k, run.index, result)
            if not waiting[k]:
                writer.write(k)
            report(run, done, total)
            if stop() and done < total:
                raise KeyboardInterrupt
    missing = sum(len(indices) for indices in waiting.values())
    if missing:
        raise ResultError(
            f"{missing} run tidak kembali dari pelaksana; jalankan lagi untuk melanjutkan.",
            f"{missing} runs did not come back from the executor; run again to go on.",
        )
    return traces


def _telling(
    report: Report, plan: Plan, todo: dict[int, list[Run]], saved: SavedWorlds | None, *, each_alone: bool
) -> Callable[[Run, int, int], None]:
    """Return what is told of a run that came back: how many there are; months too, where asked for and where runs differ in them."""
    tell = getattr(report, "months", None)
    months: dict[int, int] = {}
    if tell is not None and not each_alone and (len(plan.arms) > 1 or saved is not None):
        for family in families([run for chunk in todo.values() for run in chunk]):
            jobs = [(run.index, plan.scenarios[run.scenario].spec()) for run in family]
            months |= months_of(jobs, family[0].seed, saved)
    simulated, all_months = 0, sum(months.values())

    def told(run: Run, done: int, total: int) -> None:
        nonlocal simulated
        if tell is not None and all_months:
            simulated += months[run.index]
            tell(simulated, all_months)
        report("run", done, total)

    return told


def _choose(
    workers: int | None, work: Work | None, saved: SavedWorlds | None, limits: Limits | None
) -> Callable[[Plan, list[Run]], Iterator[Answer]]:
    """Return an executor: this process, if it is the only worker and there are no limits; else worker processes."""
    here = workers == 1 and limits is None
    count = max(1, workers if workers is not None else (os.cpu_count() or 1))

    def carry(plan: Plan, runs: list[Run]) -> Iterator[Answer]:
        by_index = {r.index: r for r in runs}
        tasks = Tasks(plan, by_index, work, saved)
        groups = groups_of(plan, runs, 1 if here else count, alone=work is not None)
        try:
            answers = _in_this_process(groups, tasks) if here else in_workers(groups, tasks, count, limits or Limits())
            for index, result, trace in answers:
                yield by_index[index], result, trace
        finally:
            if saved is not None:
                saved.tidy()

    return carry


def groups_of(plan: Plan, runs: list[Run], workers: int, *, alone: bool) -> list[list[int]]:
    """Return the indices of the runs that are done together, cut so that every worker has something to do."""
    if alone or len(plan.arms) == 1:
        return [[r.index] for r in runs]
    found = [[r.index for r in family] for family in families(runs)]
    cuts = -(-workers // len(found)) if found else 1
    return [part for family in found for part in _cut(family, cuts)]


def _cut(items: list[int], parts: int) -> list[list[int]]:
    size = -(-len(items) // parts)
    return [items[k : k + size] for k in range(0, len(items), size)]


@dataclass(frozen=True)
class Tasks:
    """Makes what a worker is to do for some runs of a plan that share a seed."""

    plan: Plan
    runs: dict[int, Run]
    work: Work | None
    saved: SavedWorlds | None

    def __call__(self, indices: list[int]) -> partial[Iterator[Any]]:
        runs = [self.runs[index] for index in indices]
        jobs = [(r.index, self.spec(r.scenario)) for r in runs]
        keep: Keep = "all" if self.plan.keep == "all" else "indicators"
        if self.work is not None:
            return partial(_one_by_one, self.work, jobs, runs[0].seed, keep)
        return partial(together, jobs, runs[0].seed, keep, self.saved)

    def spec(self, scenario: int) -> Spec:
        """Return what a scenario of the plan simulates, made once where there are few."""
        made = self._made
        if scenario not in made:
            spec = self.plan.scenarios[scenario].spec(trace=self.plan.keep == "all")
            if len(self.plan.scenarios) > FEW:
                return spec
            made[scenario] = spec
        return made[scenario]

    @cached_property
    def _made(self) -> dict[int, Spec]:
        return {}


def _one_by_one(work: Work, jobs: list[tuple[int, Spec]], seed: int, keep: Keep) -> Iterator[Any]:
    for index, spec in jobs:
        try:
            answer = work(spec, seed, keep)
        except Exception:
            answer = None, traceback.format_exc()
        yield (index, *answer)


def _in_this_process(groups: list[list[int]], tasks: Tasks) -> Iterator[Any]:
    for group in groups:
        yield from tasks(group)()


def in_workers(
    groups: list[list[int]], tasks: Tasks, count: int, limits: Limits, stop: Callable[[], bool] | None = None
) -> Generator[Any]:
    """Run in worker processes, or here where none can be started; once ``stop`` says so, what is under way is given up."""
    left = {index for group in groups for index in group}
    try:
        for answer in Workers(min(count, len(groups)), limits, stop).carry(batches_of(groups, tasks)):
            left.discard(answer[0])
            yield answer
    except WorkersCannotStartError:
        yield from _in_this_process([rest for g in groups if (rest := [i for i in g if i in left])], tasks)


def provenance(plan: Plan, began: float, failed: dict[int, str], points: dict[str, Any] | None) -> dict[str, Any]:
    """Return what a result was made of: scenarios, seeds, versions, machine, times."""
    versions = {n: importlib.metadata.version(n) for n in ("numpy", "numba", "pyarrow", "mesa", "pandas")}
    return {
        "command": plan.command,
        "seed": plan.seed,
        "keep": plan.keep,
        "arms": list(plan.arms),
        "replicates": 1 + max((r.replicate for r in plan.runs), default=-1),
        "runs": len(plan.runs),
        "failed": {str(k): v for k, v in failed.items()},
        "scenarios": [plan.scenarios[k].data for k in plan.arms],
        "origins": plan.scenarios[plan.arms[0]].origins(),
        "hashes": plan.hashes(),
        "key": plan.key(),
        "points": points or {},
        "model": model_version(),
        "outside": outside(),
        "version": importlib.metadata.version("simkemitraan"),
        "versions": versions,
        "commit": _commit(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "began": datetime.datetime.fromtimestamp(began, datetime.UTC).isoformat(timespec="seconds"),
        "seconds": round(time.time() - began, 1),
    }


def _commit() -> str:
    """Return the commit of the sources, if they are a checkout."""
    here = Path(__file__).resolve().parent
    try:
        out = subprocess.run(
            ["git", "-C", str(here), "rev-parse", "--short=12", "HEAD"],
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return out.stdout.strip()


def failed_error(outcome: Outcome) -> RunFailedError:
    """Return what to say when some runs failed."""
    names = ", ".join(str(k) for k in sorted(outcome.failed)[:10])
    return RunFailedError(
        f"{len(outcome.failed)} run gagal (nomor {names}); sisanya disimpan di {outcome.folder}. Rincian di folder quarantine.",
        f"{len(outcome.failed)} runs failed (numbers {names}); the rest is kept in {outcome.folder}. Details lie in its quarantine folder.",
    )


__all__ = ["Outcome", "execute", "failed_error", "provenance", "task"]
