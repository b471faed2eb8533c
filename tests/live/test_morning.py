"""A morning with twenty-five phones: some drop out, one is late, one cheats, the server dies and comes back."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")

from tests.live.rooms import Served, served, small_session
from tests.live.talkers import Talker, until
from websockets.sync.client import connect

from simkemitraan.live.keeping import restore
from simkemitraan.live.session_file import SessionFile, read_session_file

KEYS = {"trainer": "t" * 24, "watcher": "ABCDEF", "projector": "p" * 16}
PHONES = 25


def cheat(server: Served, tries: int) -> None:
    """Try room codes as fast as they are refused."""
    for k in range(tries):
        with contextlib.suppress(Exception), connect(server.socket, origin=server.address.rstrip("/")) as socket:  # type: ignore[arg-type]
            socket.send(json.dumps({"do": "join", "token": f"WRONG{k}"}))
            socket.recv(timeout=1)


def test_a_morning(tmp_path: Path) -> None:
    path = tmp_path / "room.json"
    session = small_session(months=60)
    with served(session, session_file=SessionFile(path, KEYS, "d")) as running:
        running.access.keys.update(KEYS)
        trainer, wall = Talker(running), Talker(running, "projector")
        phones = [Talker(running, "watcher") for _ in range(PHONES - 1)]
        until(lambda: all(t.pictures for t in (trainer, wall, *phones)))
        seats = [phone.last("welcome")["seat"] for phone in phones]
        for k, phone in enumerate(phones):
            phone.say(do="table", table=1 + k % 5)
        trainer.say(do="step", months=6)
        trainer.say(do="branch")
        trainer.say(do="shock", lane=1, shock="leadership_wave")
        trainer.say(do="ask", text_id="?", text_en="?", indicator="trust", months=12)
        until(lambda: all(p.room.get("question") for p in phones))
        for phone in phones[:2]:
            phone.close()
        cheat(running, 35)
        late = Talker(running, "watcher")
        until(lambda: late.pictures and late.room.get("question"))
        seats.append(late.last("welcome")["seat"])
        for k, phone in enumerate((*phones[2:], late)):
            phone.say(do="guess", question=1, value=-k / 100)
        back = [Talker(running, "watcher", seat=seat) for seat in seats[:2]]
        until(lambda: all(p.room.get("question") for p in back))
        for phone in back:
            phone.say(do="guess", question=1, value=0.5)
        until(lambda: trainer.room["question"]["taken"] == PHONES)
        until(lambda: (k := read_session_file(path, "d")) and len(k.room["questions"][0]["guesses"]) == PHONES)
        for talker in (trainer, wall, late, *phones[2:], *back):
            talker.close()
    kept = read_session_file(path, "d")
    assert kept is not None
    again = small_session(months=60)
    again.restore(kept.state)
    with served(again, session_file=SessionFile(path, KEYS, "d")) as running:
        running.access.keys.update(KEYS)
        restore(running.room, kept.room)
        trainer, phone = Talker(running), Talker(running, "watcher", seat=seats[3])
        until(lambda: trainer.room.get("question") and phone.pictures)
        assert trainer.room["question"]["taken"] == PHONES
        assert phone.last("mine")["value"] == -0.01
        assert phone.last("mine")["table"] == 4
        trainer.say(do="speed", value=100)
        trainer.say(do="reveal")
        until(lambda: trainer.room["question"]["answer"] is not None)
        assert len(trainer.room["question"]["guesses"]) == PHONES
        for talker in (trainer, phone):
            talker.close()
    straight = small_session(months=60)
    straight.restore(kept.state)
    straight.go_to(18)
    assert [t.series[17].tolist() for t in straight.trajectories] == [t.series[17].tolist() for t in again.trajectories]
