"""A long command that is piped or written to a file is not silent: it says how far it is, soon and then ever more rarely."""

from __future__ import annotations

import io
import sys

import pytest

from simkemitraan.cli import progress


def test_lines_are_written_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    said = io.StringIO()
    monkeypatch.setattr(sys, "stderr", said)
    with progress.Progress("en") as report:
        for done in range(0, 1001, 10):
            report("run", done, 1000)
            now[0] += 5.0
    lines = said.getvalue().splitlines()
    assert "20 of 1000 runs" in lines[0]
    assert len(lines) == 7
