"""A room full of phones that speak at once: the trainer is heard first, work is done once for many messages, nothing is lost."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.live.rooms import NAMES, place_of, setup, small_session

from simkemitraan.live.client import Client
from simkemitraan.live.commands import CommandHandler
from simkemitraan.live.opened import Opened
from simkemitraan.live.room import SLICE, Room
from simkemitraan.live.session import Session
from simkemitraan.live.session_file import SessionFile, read_session_file
from simkemitraan.live.sources import ModelSource
from simkemitraan.live.waiting import EACH_LIMIT, WHOLE_LIMIT, Queue
from simkemitraan.web.messages import Command
from simkemitraan.web.refusal import RefusedError

PHONES = 24
TICK = SLICE / 10


class Ticking:
    """A clock that a tenth of a slice passes on at each look, so that slices are the same on every machine."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += TICK
        return self.now


@dataclass
class Crowd:
    """A room in role play with an open round, and all that was said and done in it."""

    room: Room
    handler: CommandHandler
    file: SessionFile
    trainer: Client
    phones: list[Client]
    heard: dict[int, list[dict[str, Any]]]
    followed: list[tuple[int, str]] = field(default_factory=list)
    then: Callable[[int], None] = lambda count: None

    async def follow(self, client: Client, command: Command) -> None:
        self.followed.append((client.number, command.do))
        await self.handler.follow(client, command)
        self.then(len(self.followed))

    def decisions(self, each: int) -> list[tuple[Client, Command]]:
        """Return so many answers of every phone, each phone's in turn."""
        desk, found = self.handler.stage._desk[1], []  # type: ignore[index]
        numbers = self.room.session.node_index.by_id()
        for k in range(each):
            for phone in self.phones:
                part = self.room.roles.parts[phone.seat.number]  # type: ignore[union-attr]
                offered = self.room.roles.items(part, desk)
                items = [i for i in offered if i.decision != 2] or offered[:1]  # who is asked nothing invites somebody
                item = items[k % len(items)]
                other = numbers[item.other] if item.decision in (1, 2, 3) else item.other
                said = {"round": 1, "decision": int(item.decision), "other": other, "answer": item.options[0][0]}
                found.append((phone, Command("decide", said)))
        return found

    async def quiet(self) -> None:
        """Wait until nothing is left to be followed or told."""
        for _ in range(2000):
            await asyncio.sleep(0)
            if not len(self.room._queue) and not self.handler.stage._owed and not self.room._wake.is_set():
                break
        for _ in range(50):
            await asyncio.sleep(0)


def crowded(path: Path, act: Callable[[Crowd], Awaitable[None]]) -> None:
    """Let a crowd act in a room whose loop runs."""

    async def morning() -> None:
        shown = setup(*place_of(120), months=24, burn_in=24)
        file = SessionFile(path, {}, "d")
        room = Room(Opened("", Session(shown, ModelSource(shown)), {}), NAMES, file, clock=Ticking())
        heard: dict[int, list[dict[str, Any]]] = {}

        def joined(role: Any) -> Client:
            async def send(text: str) -> None:
                message = json.loads(text)
                heard[client.number].append(message)
                if message["is"] in ("picture", "frames"):
                    client.painted(room.session.broadcast.number)

            seat = room.seats.claim("", "127.0.0.1") if role == "watcher" else None
            client = room.join(send, role, seat)
            heard[client.number] = []
            return client

        trainer, phones = joined("trainer"), [joined("watcher") for _ in range(PHONES)]
        crowd = Crowd(room, CommandHandler(room), file, trainer, phones, heard)
        running = asyncio.create_task(room.run(crowd.follow))
        room.take(trainer, Command("roles", {"months": 3, "seconds": 0}))
        for k, phone in enumerate(phones):
            room.take(phone, Command("part", {"kind": k % 5}))
        room.take(trainer, Command("round", {}))
        while room.roles.phase != "deciding" or len(room.roles.parts) < PHONES or not crowd.handler.stage._desk:
            await asyncio.sleep(0.01)
        await crowd.quiet()
        crowd.followed.clear()
        for messages in heard.values():
            messages.clear()
        await act(crowd)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for client in (trainer, *phones):
            client.close()

    asyncio.run(morning())


def test_the_trainer_is_answered_before_a_burst_is_worked_off(tmp_path: Path) -> None:
    """What the trainer says in the middle of 192 messages of phones is followed next, and answered within a slice."""
    said_after = answered_after = 0

    async def act(crowd: Crowd) -> None:
        nonlocal said_after, answered_after

        def then(count: int) -> None:
            nonlocal said_after, answered_after
            if count == 30:
                crowd.room.take(crowd.trainer, Command("debrief", {"ask": 1}))
                said_after = count
            if not answered_after and any(m["is"] == "debrief" for m in crowd.heard[crowd.trainer.number]):
                answered_after = count

        crowd.then = then
        for phone, command in crowd.decisions(8):
            crowd.room.take(phone, command)
        await crowd.quiet()
        assert crowd.followed[30] == (crowd.trainer.number, "debrief")
        assert sum(do == "decide" for _, do in crowd.followed) == 8 * PHONES

    crowded(tmp_path / "room.json", act)
    assert said_after < answered_after <= said_after + 2 + SLICE / TICK


def test_a_burst_is_written_and_told_once_a_slice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """192 answers: a few writings, a few messages for each phone, and nobody is sent the whole picture again."""
    written = 0
    write = SessionFile.write

    def counting(self: SessionFile, *more: Any) -> None:
        nonlocal written
        written += 1
        write(self, *more)

    async def act(crowd: Crowd) -> None:
        nonlocal written
        monkeypatch.setattr(SessionFile, "write", counting)
        decisions = crowd.decisions(8)
        for phone, command in decisions:
            crowd.room.take(phone, command)
        await crowd.quiet()
        slices = len(decisions) / (SLICE / TICK - 1) + 2
        assert written <= 2 * slices  # and one a second besides, on a clock that runs while it is looked at
        for phone in crowd.phones:
            told = Counter(m["is"] for m in crowd.heard[phone.number])
            assert told["refused"] == told["picture"] == 0
            assert 1 <= told["role"] <= slices
            assert told["room"] <= slices
            assert not phone.lagging
            last = [m for m in crowd.heard[phone.number] if m["is"] == "role"][-1]
            part = crowd.room.roles.parts[phone.seat.number]  # type: ignore[union-attr]
            assert sum(item["answer"] is not None for item in last["items"]) == len(part.answers)

    crowded(tmp_path / "room.json", act)
    assert written


def test_what_a_phone_is_shown_is_kept_already(tmp_path: Path) -> None:
    """A server killed at any moment knows every answer that was confirmed."""
    path = tmp_path / "room.json"

    async def act(crowd: Crowd) -> None:
        for phone, command in crowd.decisions(2):
            crowd.room.take(phone, command)
        shown: dict[int, int] = {}
        for _ in range(3000):
            await asyncio.sleep(0)
            kept = read_session_file(path, "d")
            assert kept is not None
            known = {seat: len(answers) for seat, _, _, answers in kept.room["roles"]["parts"]}
            for phone in crowd.phones:
                roles = [m for m in crowd.heard[phone.number] if m["is"] == "role"]
                if roles:
                    number = phone.seat.number  # type: ignore[union-attr]
                    shown[number] = sum(item["answer"] is not None for item in roles[-1]["items"])
                    assert known[number] >= shown[number]
            if len(shown) == PHONES and not len(crowd.room._queue):
                break
        assert len(shown) == PHONES

    crowded(path, act)


def test_a_round_is_closed_after_what_was_answered_before(tmp_path: Path) -> None:
    """The trainer is heard first, but never takes back what phones had said when the round was closed."""

    async def act(crowd: Crowd) -> None:
        decisions = crowd.decisions(1)
        for phone, command in decisions:
            crowd.room.take(phone, command)
        crowd.room.take(crowd.trainer, Command("close", {}))
        crowd.room.take(crowd.phones[0], Command("done", {"round": 1}))
        while crowd.room.roles.phase == "deciding":
            await asyncio.sleep(0.01)
        assert [do for _, do in crowd.followed][: PHONES + 1] == ["decide"] * PHONES + ["close"]
        assert len(crowd.room.roles.history) == PHONES

    crowded(tmp_path / "room.json", act)


def test_who_floods_the_room_has_few_waiting(tmp_path: Path) -> None:
    """One browser's further messages are refused; others, and the trainer, are heard all the same."""

    async def act(crowd: Crowd) -> None:
        flood, honest = crowd.phones[:2]
        for _ in range(EACH_LIMIT):
            crowd.room.take(flood, Command("done", {"round": 9}))
        with pytest.raises(RefusedError) as told:
            crowd.room.take(flood, Command("done", {"round": 9}))
        assert told.value.code == "queue-full"
        crowd.room.take(honest, Command("done", {"round": 1}))
        crowd.room.take(crowd.trainer, Command("debrief", {"ask": 1}))
        await crowd.quiet()
        assert crowd.room.roles.parts[honest.seat.number].done  # type: ignore[union-attr]
        assert any(m["is"] == "debrief" for m in crowd.heard[crowd.trainer.number])
        crowd.room.take(flood, Command("done", {"round": 1}))  # what waited is forgotten

    crowded(tmp_path / "room.json", act)


def test_the_trainer_is_heard_when_the_room_cannot_be() -> None:
    """What cannot be followed now keeps its place; a full line of phones is not the trainer's."""

    async def look() -> None:
        async def send(text: str) -> None: ...

        room = Room(Opened("", small_session(months=2), {}), NAMES)
        queue, trainer = Queue(), room.join(send, "trainer")
        for _ in range(-(-WHOLE_LIMIT // EACH_LIMIT)):
            phone = room.join(send)
            for k in range(EACH_LIMIT):
                if len(queue) < WHOLE_LIMIT:
                    queue.add(phone, Command("who", {"ask": k}))
        with pytest.raises(RefusedError):
            queue.add(room.join(send), Command("who", {}))
        for do in ("step", "speed", "reveal"):
            queue.add(trainer, Command(do, {}))
        none = queue.take(lambda command: False)
        assert none is None
        assert not queue.ready(lambda command: False)
        taken = [queue.take(lambda command: command.do in ("speed", "reveal")) for _ in range(2)]
        assert [w and w.command.do for w in taken] == ["speed", "reveal"]
        taken = [queue.take(lambda command: True) for _ in range(2)]
        assert [(w and w.command.do) for w in taken] == ["step", "who"]
        for client in list(room.clients.values()):
            client.close()

    asyncio.run(look())
