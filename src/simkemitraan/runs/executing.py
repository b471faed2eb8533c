"""Carries out a plan: in this process or in workers, chunk by chunk, resumable, never losing what was finished."""

from __future__ import annotations

import datetime
import importlib.metadata
import os
import platform
import subprocess
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import ResultError, RunFailedError
from ..world.compiling import is_cold
from ..world.spec import Spec
from . import quarantine
from .plan import Plan, Run, model_version
from .processes import processes
from .simulate import Columns, Keep, simulate
from .store import Lock, Store

Result = dict[str, Columns]
INLINE_SECONDS = 4.0  # less work than this is done here: starting workers would take longer
Report = Callable[[str, int, int], None]
Work = Callable[[Spec, int, Keep], tuple[Result | None, str]]


def _silent(what: str, done: int, total: int) -> None:
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
    """

    folder: Path
    failed: dict[int, str] = field(default_factory=dict)
    seconds: float = 0.0
    resumed: int = 0


def execute(
    plan: Plan,
    target: Path,
    *,
    workers: int | None = None,
    report: Report = _silent,
    points: dict[str, Any] | None = None,
    stop: Callable[[], bool] = lambda: False,
    each: Callable[[Plan, list[Run]], Iterator[tuple[Run, Result | None, str]]] | None = None,
    work: Work = task,
    retry: bool = False,
) -> Outcome:
    """Carry out a plan into a result folder.

    Parameters
    ----------
    plan : Plan
        What to run.
    target : Path
        Folder of the complete result; a partial one of the same plan is gone on with.
    workers : int, optional
        Processes; by default as many as cores, or none for little work.
    report : callable
        Told ``(what, done, total)``: ``"compile"``, ``"run"``.
    points : dict, optional
        Description of an experiment's points, written into the provenance.
    stop : callable
        Asked between runs; when true, the rest is left for another call.
    each : callable, optional
        Another executor: ``(plan, runs) -> iterator of (run, result or None, traceback)``.
    work : callable
        What is done for one run, in this process or a worker: ``(spec, seed, keep) -> (tables or None, traceback)``.
    retry : bool
        Try the runs that failed before again, also those of a complete result; the others are left as they are.

    Raises
    ------
    KeyboardInterrupt
        If stopped; whole chunks are kept.
    ResultError
        If the folder cannot be written, belongs to another plan, or is being worked on.
    """
    began = time.time()
    store = Store(target, plan, reopen=retry)
    with Lock(store.partial):
        todo = _todo(plan, store, retry)
        resumed = len(plan.runs) - sum(len(runs) for _, runs in todo)
        if todo and is_cold():
            report("compile", 0, 1)
        traces = _carry_out(plan, store, todo, report, stop, each or _choose(workers, work))
        failed = store.failed
        folder = store.finish(provenance(plan, began, failed, points))
    return Outcome(folder, {k: traces.get(k, last) for k, last in failed.items()}, time.time() - began, resumed)


def _todo(plan: Plan, store: Store, retry: bool) -> list[tuple[int, list[Run]]]:
    """Return what is left of each chunk: all of it, or of a chunk that is whole only the runs that failed, if they are tried again."""
    done, failed = store.done, store.failed if retry else {}
    left = [(k, [r for r in chunk if k not in done or r.index in failed]) for k, chunk in enumerate(plan.chunks)]
    return [(k, runs) for k, runs in left if runs]


def _carry_out(
    plan: Plan,
    store: Store,
    todo: list[tuple[int, list[Run]]],
    report: Report,
    stop: Callable[[], bool],
    each: Any,
) -> dict[int, str]:
    """Do what is left and return the traceback of each run that failed."""
    runs = [r for _, chunk in todo for r in chunk]
    traces: dict[int, str] = {}
    if not runs:
        return traces
    waiting = {k: {r.index for r in chunk} for k, chunk in todo}
    where = {r.index: k for k, chunk in todo for r in chunk}
    results: dict[int, dict[int, Result]] = {k: {} for k in waiting}
    done = len(plan.runs) - len(runs)
    for run, result, trace in each(plan, runs):
        k = where[run.index]
        waiting[k].discard(run.index)
        done += 1
        report("run", done, len(plan.runs))
        if result is None:
            traces[run.index] = trace
            quarantine.put(store, plan, run, trace)
        else:
            results[k][run.index] = result
        if not waiting[k]:
            _write(store, k, results.pop(k))
        if stop() and done < len(plan.runs):
            raise KeyboardInterrupt
    missing = sum(len(indices) for indices in waiting.values())
    if missing:
        raise ResultError(
            f"{missing} run tidak kembali dari pelaksana; jalankan lagi untuk melanjutkan.",
            f"{missing} runs did not come back from the executor; run again to go on.",
        )
    return traces


def _write(store: Store, chunk: int, results: dict[int, Result]) -> None:
    """Write a chunk; what was there already stays beside runs that were tried again."""
    whole = store.read_chunk(chunk) if chunk in store.done else {}
    mended = [index for index in results if store.manifest["failed"].pop(str(index), None) is not None]
    store.write_chunk(chunk, whole | results)
    quarantine.release(store, mended)


def _choose(workers: int | None, work: Work) -> Callable[[Plan, list[Run]], Iterator[tuple[Run, Result | None, str]]]:
    """Return an executor: the first run is done here and timed, which also compiles; then little work stays here."""
    count = max(1, workers if workers is not None else (os.cpu_count() or 1))

    def carry(plan: Plan, runs: list[Run]) -> Iterator[tuple[Run, Result | None, str]]:
        specs = (
            {k: s.spec(trace=plan.keep == "all") for k, s in enumerate(plan.scenarios)}
            if len(plan.scenarios) <= 64
            else {}
        )

        def spec_of(run: Run) -> Spec:
            return specs[run.scenario] if specs else plan.scenarios[run.scenario].spec(trace=plan.keep == "all")

        keep: Keep = "all" if plan.keep == "all" else "indicators"
        began = time.perf_counter()
        first, rest = runs[0], runs[1:]
        yield (first, *work(spec_of(first), first.seed, keep))
        if len(rest) > 1:
            began = time.perf_counter()
            second, rest = rest[0], rest[1:]
            yield (second, *work(spec_of(second), second.seed, keep))
        each = time.perf_counter() - began
        if count == 1 or each * len(rest) < INLINE_SECONDS:
            for run in rest:
                yield (run, *work(spec_of(run), run.seed, keep))
        else:
            yield from _in_processes(rest, spec_of, keep, count, work)

    return carry


def _in_processes(
    runs: list[Run], spec_of: Callable[[Run], Spec], keep: Keep, workers: int, work: Work
) -> Iterator[tuple[Run, Result | None, str]]:
    """Run in worker processes; a pool that a dying worker broke is rebuilt, and the suspects are tried alone."""
    queue = list(runs)
    deaths: dict[int, int] = {}
    started = False
    while queue:
        suspects: list[Run] = []
        alone = [r for r in queue if deaths.get(r.index)]
        batch = alone[:1] or queue
        finished: set[int] = set()
        with processes(1 if alone else workers) as pool:
            pending: dict[Future[Any], Run] = {}
            ahead = iter(batch)
            try:
                for run in ahead:
                    pending[pool.submit(work, spec_of(run), run.seed, keep)] = run
                    if len(pending) >= 2 * workers:
                        for run_done, result in _some(pending):
                            finished.add(run_done.index)
                            yield (run_done, *result)
                while pending:
                    for run_done, result in _some(pending):
                        finished.add(run_done.index)
                        yield (run_done, *result)
            except BrokenProcessPool:
                if not started and not finished:
                    break  # workers cannot even start here (a notebook or a piped script): do the work ourselves
                suspects = [r for r in batch if r.index not in finished][: 1 if alone else workers]
            except GeneratorExit:
                for future in pending:
                    future.cancel()
                raise
        started = started or bool(finished)
        for run in suspects:
            deaths[run.index] = deaths.get(run.index, 0) + 1
        lost = [r for r in suspects if deaths[r.index] >= 2]
        for run in lost:
            finished.add(run.index)
            yield run, None, "a worker process died while it ran (killed, or out of memory)"
        queue = [r for r in queue if r.index not in finished]
    for run in queue:
        yield (run, *work(spec_of(run), run.seed, keep))


def _some(pending: dict[Future[Any], Run]) -> Iterator[tuple[Run, tuple[Result | None, str]]]:
    """Yield the runs that have finished, waiting for the next."""
    done, _ = wait(pending, return_when=FIRST_COMPLETED)
    for future in sorted(done, key=lambda f: pending[f].index):
        result = future.result()
        yield pending.pop(future), result


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
