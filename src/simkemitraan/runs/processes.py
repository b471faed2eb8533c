"""Worker processes, wherever they are needed: started afresh, and gone when whoever started them is gone."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process


def processes(workers: int | None = None) -> ProcessPoolExecutor:
    """Return a pool of ``workers`` processes (``None``: one for each core).

    They are spawned, since a fork after threads or compiled code may hang.
    """
    return ProcessPoolExecutor(
        workers or os.cpu_count(), mp_context=get_context("spawn"), initializer=leave_with_parent
    )


def leave_with_parent() -> None:
    """End this worker when the process that started it is gone: nobody would ever give it work or end it."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
