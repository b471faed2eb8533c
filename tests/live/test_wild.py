"""Thousands of messages that nobody should send: nothing fails, the honest are not locked out, the trainer is answered."""

from __future__ import annotations

import json
import logging
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")

from tests.live.rooms import Elsewhere, Served, served, small_session
from tests.live.talkers import PATIENCE, Talker, until
from tests.live.test_command import answers, free_port
from tests.live.wild import storm

from simkemitraan.live.access import AccessControl

ROOT = Path(__file__).resolve().parents[2]


class Honest:
    """A trainer and a phone who go on with their morning while others misbehave."""

    def __init__(self, server: Served | Elsewhere) -> None:
        self.server = server
        self.trainer, self.phone = Talker(server), Talker(server, "watcher")
        until(lambda: self.trainer.pictures and self.phone.pictures and self.phone.room)
        self.delays: list[float] = []
        self.rounds = 0

    def ask(self) -> None:
        """Wait for an answer to the trainer, and remember how long it took."""
        number, before, began = len(self.delays), len(self.trainer.heard), time.perf_counter()
        self.trainer.say(do="debrief", ask=number)
        while not any(m["is"] == "debrief" and m["to"] == number for m in self.trainer.heard[before:]):
            assert time.perf_counter() - began < PATIENCE
            time.sleep(0.001)
        self.delays.append(1000 * (time.perf_counter() - began))

    def morning(self) -> None:
        """A month passes, a question is asked, guessed and taken back, and somebody comes late: all as if nobody else were there."""
        month = self.trainer.viewer.month
        self.trainer.say(do="step", months=1)
        until(lambda: self.trainer.viewer.month == self.phone.viewer.month == month + 1, "a month")
        self.trainer.say(do="ask", text_id="?", text_en="?", indicator="trust", months=12)
        until(lambda: asked(self.phone) > self.rounds and asked(self.trainer) > self.rounds, "the question")
        self.rounds = asked(self.phone)
        self.phone.say(do="guess", question=self.rounds, value=0.25)
        until(lambda: self.trainer.room["question"]["taken"], "the guess")
        self.trainer.say(do="dismiss")
        late = Talker(self.server, "watcher", seat=self.phone.last("welcome")["seat"])
        until(lambda: late.pictures, "who comes back")
        late.close()

    def while_true(self, going_on: Callable[[], bool]) -> None:
        """Go on until the others have finished."""
        while going_on():
            for _ in range(5):
                self.ask()
                time.sleep(0.07)  # a trainer too has an allowance
            if self.trainer.viewer.month < 100:
                self.morning()

    def unharmed(self) -> None:
        """Nobody was sent away, refused, or told of a failure."""
        for talker in (self.trainer, self.phone):
            assert talker.closed is None
            assert not [m for m in talker.heard if m["is"] == "refused"]
            talker.close()

    def told(self) -> str:
        middle, late = statistics.median(self.delays), np.quantile(self.delays, 0.99)
        return f"the trainer waited {middle:.1f} ms (median of {len(self.delays)}), {late:.1f} ms (99 %)"


def asked(talker: Talker) -> int:
    """The number of the question that is open, 0 for none."""
    return int((talker.room.get("question") or {"number": 0})["number"])


def test_a_few_hundred_wild_messages(caplog: pytest.LogCaptureFixture) -> None:
    with served(small_session(months=120)) as server, caplog.at_level(logging.WARNING):
        honest, told = Honest(server), Counter[str]()
        origin, key = server.address.rstrip("/"), server.access.keys["watcher"]
        attack = threading.Thread(target=lambda: told.update(storm(server.socket, origin, key, 400, 1)))
        attack.start()
        honest.while_true(attack.is_alive)
        assert told["sent"] == 400
        assert told["refused"] > 100
        assert [
            record.getMessage() for record in caplog.records if record.exc_info or record.levelno > logging.WARNING
        ] == []
        honest.unharmed()


@pytest.mark.full
def test_ten_thousand_wild_messages(tmp_path: Path) -> None:
    """Two attackers against the command itself, each in a process of its own; how long the trainer waited is printed (``-s``)."""
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "simkemitraan", "live", "package:tiny", "--no-browser", "--bands", "0"]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*command, "--port", str(port), "--out", str(tmp_path / "room")], stdout=errors, stderr=errors
        ) as room,
    ):
        try:
            answers(port, room, log)
            honest = Honest(server := room_at(port, tmp_path / "room"))
            wild = [
                sys.executable,
                "-m",
                "tests.live.wild",
                server.socket,
                server.address.rstrip("/"),
                server.access.keys["watcher"],
            ]
            attacks = [
                subprocess.Popen([*wild, "5000", str(seed)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
                for seed in (1, 2)
            ]
            honest.while_true(lambda: any(attack.poll() is None for attack in attacks))
            told: Counter[str] = sum((Counter(json.loads(attack.communicate()[0])) for attack in attacks), Counter())
            honest.unharmed()
        finally:
            room.kill()
    print(f"{told['sent']} messages, {told['refused']} refused, {told['connections']} connections; {honest.told()}")
    assert told["sent"] == 10_000
    assert "Traceback" not in log.read_text()
    assert "failed at month" not in log.read_text()


def room_at(port: int, folder: Path) -> Elsewhere:
    until(lambda: (folder / "room.json").exists(), "the keys")
    keys: dict[str, Any] = json.loads((folder / "room.json").read_text(encoding="utf-8"))["keys"]
    return Elsewhere(f"http://127.0.0.1:{port}/", f"ws://127.0.0.1:{port}/ws", AccessControl("127.0.0.1", port, keys))
