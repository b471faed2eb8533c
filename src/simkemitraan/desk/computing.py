"""Runs of a comparison, as many as are needed: the first few give an answer, and the others join while one looks.

A round is a result folder as ``compare`` writes it, of the first replicates of the plan. Runs are kept for the life of the
desk, so that a further round, a policy more or a policy less costs only what has not been run yet.
"""

from __future__ import annotations

import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from ..declare import LANGS
from ..errors import RunFailedError
from ..runs.ahead import compile_rules
from ..runs.executing import Answer, Tasks, execute, groups_of, in_workers
from ..runs.plan import Plan, Run, model_version, plan_arms
from ..runs.saved import SavedWorlds
from ..runs.spool import Spool
from ..runs.workers import Limits
from ..scenario import Scenario
from ..wording import word
from ..world.compiling import is_cold

FIRST = 2
GROWTH = 2
Key = tuple[str, int]


def milestones(target: int) -> list[int]:
    """Return after how many replicates an answer is told: 2, 4, 8 ... and at last all of them."""
    out, n = [], FIRST
    while n < target:
        out.append(n)
        n *= GROWTH
    return [*out, target]


_COMPILING = threading.Lock()


def compiled(stop: threading.Event) -> bool:
    """Compile the rules if that was never done on this computer; returns false where it was told to stop meanwhile."""
    if is_cold():
        work = threading.Thread(target=_compile, daemon=True)
        work.start()
        while work.is_alive() and not stop.wait(0.1):
            pass
    return not stop.is_set()


def _compile() -> None:
    with _COMPILING:  # who comes second finds it done
        if is_cold():
            compile_rules()


class Computer:
    """Runs what is missing, in worker processes, and writes rounds.

    Parameters
    ----------
    folder : Path
        Where runs and rounds lie.
    workers : int, optional
        Processes; as many as cores by default.
    """

    def __init__(self, folder: Path, workers: int | None = None) -> None:
        self.folder = folder
        self.workers = workers or os.cpu_count() or 1
        folder.mkdir(parents=True, exist_ok=True)
        self._spool = Spool(folder / "runs", model_version())
        self._numbers: dict[Key, int] = {}
        self._held: dict[int, set[int]] = {}
        self._failed: dict[tuple[int, int], str] = {}
        self._rounds = 0

    def rounds(self, scenarios: list[Scenario], seed: int, target: int, stop: threading.Event) -> Iterator[Path]:
        """Yield a result folder after 2, 4, 8 ... replicates and at the end; where more of them were run before, begin with those."""
        if not compiled(stop):
            return
        plan = plan_arms(scenarios, target, seed, "all", "compare")
        numbers = [self._number(scenario, seed) for scenario in scenarios]
        done: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        running = threading.Thread(target=self._run, args=(plan, numbers, stop, done), daemon=True)
        running.start()
        try:
            for n, following in pairwise([*milestones(target), 0]):
                while not stop.is_set() and not self._all_of(numbers, n):
                    if not self._take(numbers, done):
                        raise RunFailedError(*(word("desk.not_run", lang) for lang in LANGS))
                if stop.is_set():
                    return
                if not following or not self._all_of(numbers, following):  # else a narrower one is there
                    yield self._written(scenarios, seed, n, numbers)
        finally:
            stop.set()
            while self._take(numbers, done):  # what came back meanwhile is kept too
                pass
            running.join()

    def drop(self, folder: Path) -> None:
        """Delete a round that nobody looks at any more."""
        shutil.rmtree(folder, ignore_errors=True)

    def _number(self, scenario: Scenario, seed: int) -> int:
        """Return the number under which runs of a scenario are kept."""
        return self._numbers.setdefault((scenario.hash(), seed), len(self._numbers))

    def _all_of(self, numbers: list[int], n: int) -> bool:
        return all(self._known(number, r) for number in numbers for r in range(n))

    def _known(self, number: int, replicate: int) -> bool:
        return replicate in self._held.get(number, ()) or (number, replicate) in self._failed

    def _take(self, numbers: list[int], done: queue.SimpleQueue[Answer | None]) -> bool:
        """Keep the next run that has come back; false if there will be none."""
        answer = done.get()
        if answer is None:
            done.put(None)  # whoever asks again is told the same
            return False
        run, tables, trace = answer
        number = numbers[run.arm]
        if tables is None:
            self._failed[number, run.replicate] = trace
        else:
            self._spool.put(number, run.replicate, tables)
            self._held.setdefault(number, set()).add(run.replicate)
        return True

    def _run(
        self, plan: Plan, numbers: list[int], stop: threading.Event, done: queue.SimpleQueue[Answer | None]
    ) -> None:
        """Do the runs that are missing, replicate by replicate (in a thread of its own)."""
        missing = [r for r in plan.runs if not self._known(numbers[r.arm], r.replicate)]
        missing.sort(key=lambda r: (r.replicate, r.arm))
        by_index = {r.index: r for r in missing}
        try:
            if missing:
                saved = SavedWorlds()
                groups = groups_of(plan, missing, self.workers, alone=False)
                limits = Limits()
                for index, tables, trace in in_workers(
                    groups, Tasks(plan, by_index, None, saved), self.workers, limits, stop.is_set
                ):
                    done.put((by_index[index], tables, trace))
                saved.tidy()
        finally:
            done.put(None)

    def _written(self, scenarios: list[Scenario], seed: int, n: int, numbers: list[int]) -> Path:
        """Write the result folder of the first ``n`` replicates."""
        self._rounds += 1
        target = self.folder / f"round-{self._rounds}"
        each: Callable[[Plan, list[Run]], Iterator[Answer]] = lambda plan, runs: self._kept(runs, numbers)  # noqa: E731
        return execute(plan_arms(scenarios, n, seed, "all", "compare"), target, each=each).folder

    def _kept(self, runs: list[Run], numbers: list[int]) -> Iterator[Answer]:
        """Yield kept runs as an executor does."""
        tables = {number: self._spool.take(number) for number in set(numbers)}
        for run in runs:
            number = numbers[run.arm]
            trace = self._failed.get((number, run.replicate), "")
            yield run, None if trace else tables[number][run.replicate], trace
