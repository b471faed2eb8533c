"""Writes whole chunks beside the runs: encoding them and waiting for the disk keeps no worker idle."""

from __future__ import annotations

import contextlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from ..errors import ResultError
from . import quarantine
from .store import Store

BEHIND = 2  # chunks that may wait to be written: their runs are held in memory


class ChunkWriter:
    """One thread that writes the chunks of a store, in the order in which they are whole.

    As a context it leaves nothing unwritten, also when that is left by an exception: then what cannot be written stays in
    the spool, and the exception is what is told.

    Parameters
    ----------
    store : Store
        Where they go.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._thread = ThreadPoolExecutor(1, "chunks")
        self._pending: deque[Future[list[int]]] = deque()

    def __enter__(self) -> ChunkWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._thread, contextlib.suppress(*(() if kind is None else (ResultError,))):
            self._settle(0)

    def write(self, chunk: int) -> None:
        """Have a chunk written of which all runs are done; raises what went wrong with it or one before."""
        self._pending.append(self._thread.submit(self.store.complete, chunk))
        self._settle(BEHIND)

    def _settle(self, waiting: int) -> None:
        """Wait until no more than so many are left, and forget the failures of runs that have succeeded since."""
        while self._pending and (len(self._pending) > waiting or self._pending[0].done()):
            quarantine.release(self.store, self._pending.popleft().result())
