"""Stopping and waiting: signals end with a word and an order, logs and forecasts tell the time that it really takes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.results import SMALL

from simkemitraan.cli.progress import Progress
from simkemitraan.runs import execute, forecast, plan_arms
from simkemitraan.runs.stopping import Terminated, ending_in_order
from simkemitraan.scenario import Scenario

EXPERIMENT = """
name: small
scenario: small.yaml
vary: {levers.leadership.handover_share: {low: 0.1, high: 0.5}}
design: {kind: latin_hypercube, n: 500}
replicates: 20
outcomes: [trust]
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("number", "wait", "code"),
    [(signal.SIGINT, "imports", 130), (signal.SIGINT, "runs", 130), (signal.SIGTERM, "runs", 143)],
)
def test_a_signal_to_all_processes_ends_with_a_sentence(
    number: signal.Signals, wait: str, code: int, tmp_path: Path
) -> None:
    """As a terminal's Ctrl-C and a batch system's notice do; no traceback, no warning, nothing left behind."""
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    (tmp_path / "experiment.yaml").write_text(EXPERIMENT)
    command = [sys.executable, "-m", "simkemitraan", "--lang", "en", "sweep", "experiment.yaml"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        spool = tmp_path / "results" / "small.partial" / "spool"
        deadline = time.monotonic() + 240
        while wait == "runs" and time.monotonic() < deadline and not (spool.is_dir() and any(spool.iterdir())):
            time.sleep(0.1)
        begun = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while wait == "imports" and time.monotonic() < deadline and begun.exists() and not begun.read_text():
            time.sleep(0.01)  # the process that loads the rules is the first thing of a command
        if wait == "imports":
            time.sleep(0.2 if begun.exists() else 2.0)
        os.killpg(process.pid, number)
        told = process.communicate(timeout=240)[1]
    assert process.returncode == code
    assert "Stopped. What was finished is kept" in told
    assert "Traceback" not in told
    assert "Warning" not in told
    assert "leaked" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_while_a_text_is_executed_ends_with_the_code_too(tmp_path: Path) -> None:
    """``python -m`` ends by the signal after one of Python's own class, as may come while the module of a data class is loaded."""
    inside = "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(9)"
    code = f"from simkemitraan import cli; cli.run_command = lambda _: exec({inside!r}); cli.main()"
    (tmp_path / "command.py").write_text(code)
    ended = subprocess.run([sys.executable, "-m", "command"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 130, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_request_to_end_is_an_interrupt_only_while_runs_are_done() -> None:
    with pytest.raises(Terminated), ending_in_order():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1.0)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_log_gets_lines_that_become_rarer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A sweep whose output goes to a file must not be mute for hours."""
    now = 1000.0
    monkeypatch.setattr("simkemitraan.cli.progress.time.monotonic", lambda: now)
    progress = Progress("en")
    for k in range(2001):
        progress("run", k, 2000)
        now += 1.0
    lines = capsys.readouterr().err.splitlines()
    assert 5 < len(lines) < 20
    assert "10 of 2000 runs, 1.00 a second, about 33.2 minutes left" in lines[0]


@pytest.mark.parametrize("compiled", [False, True])
def test_what_the_first_of_long_runs_took_counts(
    compiled: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Runs with a shared beginning come back three together: by the seconds between those all would seem quick."""
    now = 1000.0
    monkeypatch.setattr("simkemitraan.cli.progress.time.monotonic", lambda: now)
    progress = Progress("en")
    if compiled:
        progress("compile", 0, 1)
    for k in range(1, 13):
        now += 600.0 if k % 3 == 1 else 15.0
        progress("run", k, 12)
    first = next(line for line in capsys.readouterr().err.splitlines() if " of 12 runs" in line)
    told = "one in 15 seconds, about 2.5 minutes left" if compiled else "one in 308 seconds, about 51.2 minutes left"
    assert told in first


def test_a_forecast_is_reckoned_from_the_pace_of_all_workers_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine two workers are not twice as fast as one: cores must not be taken for free."""
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    plan = plan_arms([Scenario.load(tmp_path / "small.yaml")], 1000, 1, "indicators")
    now = 0.0

    def slow(groups: list[list[int]], *_: Any) -> Iterator[Any]:
        nonlocal now
        now += 30.0  # until the first comes, workers load
        for (index,) in groups:
            yield index, {"indicators": {}}, ""
            now += 2.0

    monkeypatch.setattr(forecast, "in_workers", slow)
    monkeypatch.setattr("simkemitraan.runs.forecast.time.perf_counter", lambda: now)
    assert forecast.forecast(plan, 4).seconds == pytest.approx(2000.0)


def test_a_forecast_really_runs_some(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    plan = plan_arms([Scenario.load(tmp_path / "small.yaml")], 3, 1, "indicators")
    told = forecast.forecast(plan, 2)
    assert told.seconds > 0
    assert told.megabytes > 0
    assert execute(plan, tmp_path / "r", workers=1).failed == {}
