"""Which commands start the process that loads the rules, before anything else."""

from __future__ import annotations

import sys
from multiprocessing import forkserver

import pytest

from simkemitraan.cli import early, run_command


@pytest.mark.skipif(sys.platform == "win32", reason="systems that cannot fork")
@pytest.mark.parametrize(
    ("arguments", "starts"),
    [
        (["run", "no-such-file.yaml"], True),
        (["--lang", "en", "sweep", "no-such-file.yaml"], True),
        (["run", "--help"], False),
        (["check", "no-such-file.yaml"], False),
        ([], False),
    ],
)
def test_commands_that_hand_out_runs_start_it(
    arguments: list[str], starts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(forkserver, "ensure_running", lambda: started.append("process"))
    run_command(arguments)
    assert bool(started) == starts


def test_they_are_commands() -> None:
    from simkemitraan.cli import COMMANDS

    assert set(early.RUNNING) <= set(COMMANDS)
