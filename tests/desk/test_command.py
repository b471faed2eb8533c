"""The command: says its link, serves until it is stopped, and explains what is missing or wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")

from simkemitraan.cli import run_command
from simkemitraan.desk import serving
from simkemitraan.errors import MissingExtraError


def test_it_serves_until_it_is_stopped() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "simkemitraan",
        "--lang",
        "en",
        "plan",
        "sabang",
        "--no-browser",
        "--port",
        str(port),
    ]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().startswith(f"Planner's desk: http://127.0.0.1:{port}/#")
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                        assert b"desk.js" in answer.read()
                        break
                except OSError:
                    time.sleep(0.1)
            server.send_signal(signal.SIGINT)
            _, errors = server.communicate(timeout=60)
        finally:
            server.kill()
    assert server.returncode in (0, 130, -signal.SIGINT)
    assert "Traceback" not in errors


def test_a_place_that_there_is_not_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "en", "plan", "garud", "--no-browser"]) == 2
    assert "Kabupaten Garut" in capsys.readouterr().err
    assert run_command(["--lang", "en", "plan", "bandung", "--no-browser"]) == 2
    assert "Kota Bandung" in capsys.readouterr().err
    assert run_command(["--lang", "en", "plan", "mine.yaml", "--no-browser"]) == 2
    assert "mine.yaml" in capsys.readouterr().err


def test_a_port_in_use_is_a_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "warm", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run_command(["--lang", "en", "plan", "--no-browser", "--port", str(port)]) == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "NEEDS", ("starlette", "no_such_package_anywhere"))
    with pytest.raises(MissingExtraError) as missing:
        serving.check_extra()
    assert "simkemitraan[live]" in missing.value.id
    assert "simkemitraan[live]" in missing.value.en
