"""Worker processes that runs are handed to, with limits: a run that hangs, eats memory or kills its process costs itself only.

Every worker has a pipe of its own, so it is known what it was doing when it died. Workers are forked from one process that
has loaded the rules (where systems fork; elsewhere each starts afresh), and leave when whoever started them is gone.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import statistics
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import connection, get_context, parent_process
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import ResultError, RunFailedError
from .plan import model_version

WARM = "simkemitraan.warm"
AHEAD = 2  # batches a worker holds where they are short, so that it need not wait for the next
SHORT = 0.1  # seconds
TRIES = 2  # times that a run may kill its process before it is given up: the first may have been somebody else's doing
PATIENCE = 50.0  # without a limit of its own a run may take so many times the usual
LEAST = 300.0  # and at least so many seconds
START = 900.0  # seconds in which a worker must have begun: the rules may have to be compiled first
ASKED = 0.1  # seconds between questions whether to stop
Task = Callable[[], Iterator[Any]]


@dataclass(frozen=True)
class Limits:
    """What one run may take.

    Attributes
    ----------
    seconds : float, optional
        Time; by default fifty times the usual run of the same plan, and at least five minutes.
    megabytes : float, optional
        Memory; by default the machine's, shared among the workers.
    """

    seconds: float | None = None
    megabytes: float | None = None


@dataclass
class Batch:
    """Runs handed out together.

    Attributes
    ----------
    indices : list of int
        Those that have not come back.
    work : callable
        Yields ``(index, tables or None, traceback)`` for each.
    alone : callable
        Makes the batch of one of them, for when the whole did not come back.
    """

    indices: list[int]
    work: Task
    alone: Callable[[int], Batch]


@dataclass
class _Worker:
    process: Any
    pipe: connection.Connection
    batches: deque[Batch] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False


def prepare() -> None:
    """Start the process that workers are forked from, without waiting for it (does nothing where there is none).

    It and its workers do not hear a signal that asks to stop: who started them does, and ends them.
    """
    context = _context()
    if context.get_start_method() == "forkserver":
        from multiprocessing import forkserver, resource_tracker

        resource_tracker.ensure_running()  # first, since it undoes the next line
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            context.set_forkserver_preload([WARM])
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _context() -> Any:
    return get_context("spawn" if sys.platform == "win32" else "forkserver")


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module: workers need nothing of it, and a script without a guard would be run again in each of them."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _serve(pipe: connection.Connection, megabytes: float) -> None:
    """Work until the pipe closes (in a worker)."""
    leave_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    _limit_memory(megabytes)
    tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()

    def receive() -> None:  # the pipe is always emptied, so that who hands out never waits for who works
        while True:
            try:
                tasks.put(pipe.recv())
            except (
                Exception
            ):  # the end of the pipe, or work that cannot be imported here: whoever waits is told by our end
                tasks.put(None)
                return

    threading.Thread(target=receive, daemon=True).start()
    pipe.send(model_version())
    while (task := tasks.get()) is not None:
        for answer in task():
            pipe.send(answer)
        pipe.send(None)


def leave_with_parent() -> None:
    """End this worker when the process that started it is gone: nobody would ever give it work or end it."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _limit_memory(megabytes: float) -> None:
    """Let allocations beyond the limit fail (a ``MemoryError``), where the system can do that."""
    if sys.platform == "win32" or not megabytes:
        return
    import resource

    held = int(megabytes * 1e6)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (held, held))


def share_of_memory(workers: int) -> float:
    """Return the megabytes that each of several workers may take, 0 where the machine's memory is not known."""
    try:
        found = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0.0
    with contextlib.suppress(OSError, ValueError):  # what a batch system or a container grants
        found = min(found, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return found * 0.9e-6 / workers


class Workers:
    """Worker processes at work on batches.

    Parameters
    ----------
    count : int
        How many.
    limits : Limits
        What one run may take.
    stop : callable, optional
        Asked a few times a second: once true, what is under way is given up.
    """

    def __init__(self, count: int, limits: Limits, stop: Callable[[], bool] | None = None) -> None:
        self.count = count
        self.limits = limits
        self.stop = stop
        self.megabytes = limits.megabytes or share_of_memory(count)
        self._workers: list[_Worker] = []
        self._deaths: dict[int, int] = {}
        self._taken: deque[float] = deque(maxlen=101)

    def carry(self, batches: Iterator[Batch]) -> Iterator[tuple[int, Any, str]]:
        """Yield ``(index, tables or None, traceback)`` of every run of the batches, as they come."""
        again: deque[Batch] = deque()
        prepare()
        try:
            while self._hand_out(batches, again):
                if self.stop is not None and self.stop():
                    return
                for worker in self._heard():
                    yield from self._listen(worker, again)
                yield from self._overdue(again)
        finally:
            for worker in self._workers:
                _end(worker)
            self._workers.clear()

    def _hand_out(self, batches: Iterator[Batch], again: deque[Batch]) -> bool:
        """Give every worker something to do, starting those that are missing; returns whether any is at work."""
        for depth in range(AHEAD if self._taken and statistics.median(self._taken) < SHORT else 1):
            for k in range(self.count):
                idle = self._workers[k] if k < len(self._workers) else None
                if idle is not None and len(idle.batches) > depth:
                    continue
                batch = again.popleft() if again else next(batches, None)
                if batch is None:
                    return any(w.batches for w in self._workers)
                self._give(idle, batch)
        return True

    def _give(self, worker: _Worker | None, batch: Batch) -> None:
        if worker is None:
            worker = self._started()
            self._workers.append(worker)
        if not worker.batches:
            worker.since = time.monotonic()
        worker.batches.append(batch)
        with contextlib.suppress(OSError):  # it has died: that is met when it is listened to
            worker.pipe.send(batch.work)

    def _started(self) -> _Worker:
        context = _context()
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.megabytes), daemon=True)
        with _without_main():
            process.start()
        theirs.close()
        return _Worker(process, ours)

    def _heard(self) -> list[_Worker]:
        """Return the workers that have something to say, waiting for the first, but no longer than a limit allows."""
        ready = connection.wait([w.pipe for w in self._workers], self._until_overdue())
        return [w for w in self._workers if w.pipe in ready]

    def _listen(self, worker: _Worker, again: deque[Batch]) -> Iterator[tuple[int, Any, str]]:
        try:
            answer = worker.pipe.recv()
        except Exception:  # the end of the pipe, or half an answer
            yield from self._died(worker, again)
            return
        now = time.monotonic()
        if not worker.ready:
            if answer != model_version():
                raise _another_model()
            worker.ready, worker.since = True, now
        elif answer is None:
            yield from self._missing(worker.batches.popleft())
        else:
            self._taken.append(now - worker.since)
            worker.batches[0].indices.remove(answer[0])
            yield answer
        worker.since = now

    def _missing(self, batch: Batch) -> Iterator[tuple[int, Any, str]]:
        yield from ((index, None, "it did not come back from its worker") for index in batch.indices)

    def _died(self, worker: _Worker, again: deque[Batch]) -> Iterator[tuple[int, Any, str]]:
        """Bury a worker: what it held is tried again, the runs it was at one by one."""
        _end(worker)
        self._workers.remove(worker)
        if not worker.ready:
            raise WorkersCannotStartError
        at, *rest = worker.batches
        again.extend(rest)
        if len(at.indices) > 1:
            again.extend(at.alone(index) for index in at.indices)
            return
        for index in at.indices:
            self._deaths[index] = self._deaths.get(index, 0) + 1
            if self._deaths[index] >= TRIES:
                yield index, None, "a worker process died while it ran (killed, or out of memory)"
            else:
                again.append(at.alone(index))

    def _limit(self) -> float:
        """Return the seconds that a run may take now."""
        if self.limits.seconds is not None:
            return self.limits.seconds
        return max(LEAST, PATIENCE * statistics.median(self._taken)) if self._taken else float("inf")

    def _until_overdue(self) -> float:
        """Return how long to wait for an answer: a minute, or until the first limit is reached."""
        left = [w.since + self._granted(w) - time.monotonic() for w in self._workers]
        longest = 60.0 if self.stop is None else ASKED
        return max(0.0, min([longest, *left])) + 0.01

    def _granted(self, worker: _Worker) -> float:
        return self._limit() if worker.ready else START

    def _overdue(self, again: deque[Batch]) -> Iterator[tuple[int, Any, str]]:
        """End the workers whose run has taken too long."""
        limit = self._limit()
        for worker in list(self._workers):
            if not worker.batches or time.monotonic() - worker.since <= self._granted(worker):
                continue
            if not worker.ready:
                raise WorkersCannotStartError
            _end(worker)
            self._workers.remove(worker)
            at, *rest = worker.batches
            again.extend(rest)
            if len(at.indices) > 1:
                again.extend(at.alone(index) for index in at.indices)
            else:
                yield at.indices[0], None, f"it took longer than the limit of {limit:.0f} seconds"


def _another_model() -> ResultError:
    return ResultError(
        "sumber model atau tambahan (--plugin) berubah selagi ini berjalan, sehingga pekerja baru memuat model yang lain; yang selesai "
        "disimpan. Jalankan ulang dengan sumber semula, atau ke folder lain.",
        "the sources of the model or of a plug-in changed while this ran, so that a new worker loaded another model; what was finished "
        "is kept. Run it again with the sources as they were, or into another folder.",
    )


class WorkersCannotStartError(Exception):
    """No worker process can be started here."""


def _end(worker: _Worker) -> None:
    """End a worker at once: whatever it was doing is wanted by nobody."""
    worker.process.kill()
    worker.pipe.close()
    worker.process.join()
    worker.process.close()


def batches_of(groups: Sequence[list[int]], work: Callable[[list[int]], Task]) -> Iterator[Batch]:
    """Return batches of the groups of indices; ``work`` makes what a worker does for some of them."""

    def batch(indices: list[int]) -> Batch:
        return Batch(list(indices), work(indices), lambda index: batch([index]))

    return (batch(group) for group in groups)


def spread[T, R](function: Callable[[T], R], items: Iterable[T], workers: int | None = None) -> list[R]:
    """Return what a function makes of each item, in their order, made by worker processes (``None``: one for each core).

    Parameters
    ----------
    function : callable
        Of a module, so that workers can import it.

    Raises
    ------
    RunFailedError
        If it fails for an item.
    """
    given = list(items)
    count = min(workers or os.cpu_count() or 1, len(given))
    if count <= 1:
        return [function(item) for item in given]
    made: dict[int, Any] = {}
    size = max(1, len(given) // (16 * count))
    groups = [list(range(k, min(k + size, len(given)))) for k in range(0, len(given), size)]
    batches = batches_of(groups, lambda indices: partial(_each, function, [(k, given[k]) for k in indices]))
    try:
        for index, answer, trace in Workers(count, Limits()).carry(batches):
            if answer is None:
                last = trace.strip().splitlines()[-1]
                raise RunFailedError(f"satu run gagal: {last}", f"a run failed: {last}")
            made[index] = answer[0]
    except WorkersCannotStartError:  # here, then
        made |= {k: function(given[k]) for k in range(len(given)) if k not in made}
    return [made[k] for k in range(len(given))]


def _each(function: Callable[[Any], Any], items: list[tuple[int, Any]]) -> Iterator[Any]:
    for index, item in items:
        try:
            yield index, (function(item),), ""
        except Exception:
            yield index, None, traceback.format_exc()
