"""Begins early what is needed later: the process that workers are forked from, and what reads their results."""

from __future__ import annotations

import signal
import sys
import threading
from importlib import import_module

RUNNING = ("run", "compare", "sweep")  # commands that hand out runs


def start_early(arguments: list[str]) -> None:
    """Start it without waiting if a command is going to hand out runs; who does so finds it running.

    Loading the rules takes longer than all that the command itself does before its first run, so this comes first. As in
    :func:`simkemitraan.runs.workers.prepare`, which is too heavy to import first. Nothing to do where systems cannot fork.
    """
    if sys.platform == "win32" or arguments[:1] not in [[name] for name in RUNNING] or "--help" in arguments:
        return
    from multiprocessing import forkserver, resource_tracker, set_forkserver_preload

    resource_tracker.ensure_running()  # first, since it undoes the next line
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        set_forkserver_preload(["simkemitraan.cli.unless_cold", "simkemitraan.warm"])
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def load_meanwhile(module: str) -> None:
    """Load a module of this package while workers do the first runs."""
    threading.Thread(target=import_module, args=(module, __package__), daemon=True).start()
