"""Starts the process that workers are forked from while this one still loads: both load much the same."""

from __future__ import annotations

import sys


def start_early() -> None:
    """Start it without waiting (nothing to do where systems cannot fork); who hands out runs finds it running."""
    if sys.platform != "win32":
        from multiprocessing import forkserver, set_forkserver_preload

        set_forkserver_preload(["simkemitraan.runs.warm"])
        forkserver.ensure_running()
