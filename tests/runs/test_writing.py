"""Chunks are written beside the runs: in order, none forgotten, and what goes wrong is told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from simkemitraan.errors import ResultError
from simkemitraan.runs.writing import BEHIND, ChunkWriter


class Kept:
    """A store that only notes what it is asked to write; ``wait`` holds the writer up until it is set."""

    def __init__(self, folder: Path, fails_at: int = -1) -> None:
        self.partial = folder
        self.written: list[int] = []
        self.wait = threading.Event()
        self.fails_at = fails_at

    def complete(self, chunk: int) -> list[int]:
        self.wait.wait(10)
        if chunk == self.fails_at:
            raise ResultError("tidak dapat ditulis", "cannot be written")
        self.written.append(chunk)
        return []


def test_whoever_hands_over_a_chunk_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    store: Any = Kept(tmp_path)
    with ChunkWriter(store) as writer:
        for chunk in range(BEHIND):
            writer.write(chunk)
        assert store.written == []
        store.wait.set()
        for chunk in range(BEHIND, 10):
            writer.write(chunk)
    assert store.written == list(range(10))


def write(store: Any, chunks: range, then: BaseException | None = None) -> None:
    """Hand over chunks, and leave with an exception if there is one."""
    with ChunkWriter(store) as writer:
        for chunk in chunks:
            writer.write(chunk)
        store.wait.set()
        if then is not None:
            raise then


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    store = Kept(tmp_path, fails_at=1)
    with pytest.raises(ResultError, match="cannot be written"):
        write(store, range(BEHIND))


@pytest.mark.parametrize("fails_at", [-1, 1])
def test_a_stop_leaves_no_whole_chunk_unwritten(fails_at: int, tmp_path: Path) -> None:
    store = Kept(tmp_path, fails_at)
    with pytest.raises(KeyboardInterrupt):
        write(store, range(BEHIND), KeyboardInterrupt())
    assert store.written == [chunk for chunk in range(BEHIND) if chunk != fails_at]
