"""The command: serves, says its links, keeps the session, and explains what is missing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")

from simkemitraan.cli import run_command
from simkemitraan.errors import MissingExtraError
from simkemitraan.live import serving
from simkemitraan.web import running

TINY = Path(__file__).resolve().parents[2] / "scenarios" / "tiny.yaml"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


COMPILING = 600.0
"""Seconds that a server is waited for: where nothing is compiled yet, a weak machine takes minutes before it listens."""


def answers(port: int, server: subprocess.Popen[Any], said: Path | None = None) -> None:
    """Wait until a server listens at a port of this machine, as long as it lives; ``said`` is where its words are kept."""

    def words() -> str:
        return said.read_text(encoding="utf-8") if said else ""

    deadline = time.monotonic() + COMPILING
    while time.monotonic() < deadline:
        assert server.poll() is None, f"the server ended with {server.returncode}:\n{words()}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens at {port}:\n{words()}")


def test_it_serves_until_it_is_stopped(tmp_path: Path) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "simkemitraan",
        "--lang",
        "en",
        "live",
        str(TINY),
        "--no-browser",
        "--port",
        str(port),
        "--out",
        str(tmp_path / "room"),
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith(f"Trainer: http://127.0.0.1:{port}/#")
            answers(port, server)  # where Ctrl-C is ignored at first, only the running server hears it
            server.send_signal(signal.SIGINT)
            _, errors = server.communicate(timeout=30)
        finally:
            server.kill()
    assert server.returncode in (0, 130, -signal.SIGINT)
    assert "Traceback" not in errors


def test_a_port_in_use_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code = run_command(
            [
                "live",
                str(TINY),
                "--no-browser",
                "--bands",
                "0",
                "--port",
                str(port),
                "--out",
                str(tmp_path),
                "--lang",
                "en",
            ]
        )
    assert code == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


def test_a_wrong_scenario_writes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run_command(["live", str(tmp_path / "none.yaml"), "--out", str(tmp_path / "room")]) == 2
    assert not (tmp_path / "room").exists()
    assert capsys.readouterr().err


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "NEEDS", ("starlette", "no_such_package_anywhere"))
    with pytest.raises(MissingExtraError) as missing:
        serving.check_extra()
    assert "simkemitraan[live]" in missing.value.id
    assert "simkemitraan[live]" in missing.value.en
    assert missing.value.exit_code == 2


def test_a_long_preparation_says_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first start on a computer says that it takes a minute, and goes on saying so."""
    monkeypatch.setattr(running, "is_cold", lambda: True)
    with running.told_why_it_waits("en", every=0.05):
        time.sleep(0.3)
    said = capsys.readouterr().err
    assert "First time on this computer" in said
    assert said.count("still preparing") >= 2
