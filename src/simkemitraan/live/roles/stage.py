"""A role play in a room: its clock, what each phone is told, and how rounds become choices of the run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from ... import engine
from ...declare import Text
from ...web.messages import Command
from ...web.refusal import RefusedError
from ...world.choices import Decision
from ...world.world import World
from .. import biography
from ..broadcast import encode
from ..client import Client
from ..room import SLICE, Room
from . import words
from .items import OF_ORGANISATIONS, Desk, public
from .play import Part, RolePlay

GRACE = 20.0  # seconds for which a phone that dropped out is still waited for
HELD = frozenset({"play", "step", "seek", "branch", "merge", "reset", "lesson", "withdraw", "ask", "reveal"})
"""What the trainer cannot do while a round is open or its months pass."""
FORKS = frozenset({"seek", "branch", "merge", "withdraw"})
"""What cannot be done during the whole play: rounds that are over were decided in this past."""


def _pair(text: Text) -> list[str]:
    return [text.id, text.en]


class Stage:
    """Follows the commands of role play and keeps its rounds going.

    Parameters
    ----------
    room : Room
        The room.
    clock : callable
        Seconds, for tests.
    """

    def __init__(self, room: Room, clock: Callable[[], float] = time.monotonic) -> None:
        self._room, self._clock = room, clock
        self._desk: tuple[object, Desk] | None = None
        self._ends: float | None = None
        self._seen: dict[int, float] | None = None
        self._heard: set[int] = set()
        self._owed: dict[int, Client] = {}
        self._kept = True
        self._cards: dict[int, dict[str, Any]] = {}
        self._paused = False

    @property
    def play(self) -> RolePlay:
        """The play of the room."""
        return self._room.roles

    # --- the world as it stands

    def _world(self) -> World:
        past = self._room.session.trajectories[0].past()
        if past is None:
            raise RefusedError("no-model", words.NO_MODEL)
        return past.world

    async def _open_desk(self) -> Desk:
        """Return what everybody may decide now; what will be asked is foreseen once for each round."""
        world, asked = self._world(), self.play.phase == "deciding"
        key = (id(world), world.month, asked)
        if self._desk is None or self._desk[0] != key:
            foreseen: list[tuple[int, ...]] = []
            if asked:
                everybody = [int(i) for i in world.organisations.live("id")[world.organisations.live("active") == 1]]
                foreseen = await asyncio.to_thread(engine.foresee, world, everybody, self.play.months)
            self._cards = {}
            self._desk = (key, Desk(world, self._room.session.node_index, foreseen))
        return self._desk[1]

    def _organisation(self, node: int) -> int:
        try:
            return self._room.session.node_index.id_of(node)
        except IndexError as error:
            raise RefusedError("no-such-organisation", words.INACTIVE) from error

    # --- commands

    def refuse_others(self, command: Command) -> None:
        """Refuse what would tear a round apart."""
        if self.play.phase in ("deciding", "passing") and command.do in HELD:
            if not (command.do == "play" and self.play.phase == "passing"):
                raise RefusedError("in-play", words.PLAYED)
            self._paused = False
        if command.do in FORKS and self.play.on:
            raise RefusedError("in-play", words.PLAYED)
        if command.do == "pause" and self.play.phase == "passing":
            self._paused = True

    async def begin(self, client: Client, command: Command) -> None:
        """Open the play (``roles``)."""
        self._world()
        if len(self._room.session.trajectories) != 1:
            raise RefusedError("two-futures", words.ONE_FUTURE)
        self._room.playing = False
        self.play.begin(self._room.session.month, command["months"], command["seconds"])
        self._set_clock()
        await self._open_desk()
        self._owe_everybody()

    async def take(self, client: Client, command: Command) -> None:
        """Give a phone its organisation (``part``)."""
        seat = self._seat(client)
        desk = await self._open_desk()
        if "node" in command.values:
            self.play.take(seat, self._organisation(command["node"]), desk)
        else:
            free = desk.free_by_kind(self.play.organisations())
            self.play.take_kind(seat, command.get("kind", free.index(max(free))), desk)
        self._confirm(client)
        self._room.audience.tell_room()

    async def rise(self, client: Client, command: Command) -> None:
        """Give an organisation back to the model (``rise``)."""
        self.play.part(self._seat(client))
        del self.play.parts[self._seat(client)]
        self._confirm(client)
        self._room.audience.tell_room()

    async def decide(self, client: Client, command: Command) -> None:
        """Take an answer (``decide``): kept before it is confirmed."""
        desk, decision = await self._open_desk(), command["decision"]
        other = self._organisation(command["other"]) if decision in OF_ORGANISATIONS else command["other"]
        self.play.decide(self._seat(client), command["round"], (decision, other), command.get("answer"), desk)
        self._confirm(client)
        if decision in (Decision.INVITE, Decision.SIGN):
            self._owe_player(other)  # it stands on the other's phone at once

    async def done(self, client: Client, command: Command) -> None:
        """Take that a phone is done (``done``)."""
        self.play.finish(self._seat(client), command["round"])
        self._confirm(client)
        self._room.audience.tell_room()

    async def open_round(self, client: Client, command: Command) -> None:
        """Open the next round (``round``)."""
        if self.play.phase != "between":
            raise RefusedError("another-round", words.ANOTHER_ROUND if self.play.on else words.NO_PLAY)
        self._room.playing = False
        self.play.open_round(self._room.session.month)
        self._set_clock()
        self._keep()
        self._owe_everybody()

    async def close(self, client: Client, command: Command) -> None:
        """Close the round, whoever is done (``close``)."""
        if self.play.phase != "deciding":
            raise RefusedError("another-round", words.ANOTHER_ROUND if self.play.on else words.NO_PLAY)
        await self._close()

    async def end(self, client: Client, command: Command) -> None:
        """End the play: the world in which the model played every seat is put beside the room's own (``curtain``)."""
        if self.play.phase != "between":
            raise RefusedError("another-round", words.ANOTHER_ROUND if self.play.on else words.NO_PLAY)
        self.play.phase = "over"
        month = self._room.session.month
        self._room.session.put_beside(self.play.began)
        self._room.go(month)
        self._owe_everybody()

    def _seat(self, client: Client) -> int:
        if client.seat is None:
            raise RefusedError("no-part", words.NO_PART)
        return client.seat.number

    # --- rounds

    def _set_clock(self) -> None:
        running = self.play.phase == "deciding" and self.play.seconds > 0
        self._ends = self._clock() + self.play.seconds if running else None

    async def _close(self) -> None:
        desk, trajectory = await self._open_desk(), self._room.session.trajectories[0]
        trajectory.choose((*trajectory.choices, *self.play.close(desk)))
        self._paused = False
        self._set_clock()
        self._keep()
        self._room.play(self.play.until)
        self._owe_everybody()

    async def turn(self) -> None:
        """Look whether a round is to be closed, or is over; called again and again."""
        now = self._clock()
        if self._seen is None:  # after a restart everybody is given the time to come back
            self._seen = dict.fromkeys(self.play.parts, now)
        self._greet(now, self._seen)
        if self.play.phase == "deciding":
            if self._ends is None and self.play.seconds:
                self._set_clock()  # the server was started anew
            desk = await self._open_desk()
            here = [seat for seat, at in self._seen.items() if now - at < GRACE and seat in self.play.parts]
            present = [seat for seat in here if desk.active(self.play.parts[seat].organisation)]
            if (self._ends is not None and now >= self._ends) or self.play.all_done(present):
                await self._close()
        elif self.play.phase == "passing":
            await self._pass()
        if not self._room.busy:
            await self._tell_owed()

    def _greet(self, now: float, seen: dict[int, float]) -> None:
        """Note who is there, and tell newcomers their part."""
        clients = [client for client in self._room.clients.values() if client.seat is not None]
        for client in clients:
            assert client.seat is not None
            seen[client.seat.number] = now
            if client.number not in self._heard and not self._room.busy:
                self._heard.add(client.number)
                self._owed[client.number] = client

    async def _pass(self) -> None:
        room = self._room
        if room.session.month >= self.play.until and not room.busy:
            room.playing = False
            self.play.arrived(await self._open_desk())
            self._keep()
            self._owe_everybody()
        elif not (room.playing or room.busy or self._paused) and room.clients:
            room.play(self.play.until)

    # --- what is said

    def _confirm(self, client: Client) -> None:
        """Let what a phone said be kept, and the phone be told once it is."""
        self._kept = False
        self._owed[client.number] = client

    def _keep(self) -> None:
        self._kept = True
        self._room.keep()

    async def _tell_owed(self) -> None:
        """Tell phones what they are owed: each once, however much it said, for a slice of time."""
        if not self._kept:
            self._keep()
        self._room.audience.tell_owed()
        end = self._clock() + SLICE
        try:
            while self._owed and self._clock() < end:
                client = self._owed.pop(next(iter(self._owed)))
                if client.number in self._room.clients:
                    await self._tell(client)
        finally:  # what cannot be told to one phone keeps no other waiting
            if self._owed:
                self._room.wake()

    async def _tell(self, client: Client) -> None:
        """Tell a phone its part: its card, what it may decide, what it answered, what came of the last round."""
        if client.seat is None or not self.play.on:
            client.say(encode({"is": "role", "node": -1}))
            return
        part = self.play.parts.get(client.seat.number)
        if part is None:
            client.say(encode({"is": "role", "node": -1}))
            return
        client.say(encode(self._told(part, await self._open_desk())))

    def _told(self, part: Part, desk: Desk) -> dict[str, Any]:
        session = self._room.session
        nodes, past = session.node_index, session.trajectories[0].past()
        assert past is not None
        if part.organisation not in self._cards:
            news = biography.since(past, nodes, part.organisation, self.play.opened) if self.play.round else []
            self._cards[part.organisation] = biography.card(past, nodes, part.organisation) | {"news": news}
        card = self._cards[part.organisation]
        items = self.play.items(part, desk) if self.play.phase == "deciding" else []
        known = {(item.decision, item.other) for item in items}
        invited = [(int(Decision.INVITE), other) for other in part.invited()] if self.play.phase == "deciding" else []
        return {
            "is": "role",
            "node": nodes.by_id()[part.organisation],
            "round": self.play.round,
            "done": part.done,
            "gone": not desk.active(part.organisation),
            "brief": _pair(words.BRIEFINGS[desk.kind(part.organisation)]),
            "glance": card["glance"],
            "facts": card["facts"],
            "partners": card["partners"],
            "items": [public(item, nodes, part.answers.get((item.decision, item.other))) for item in items],
            "added": [nodes.by_id()[other] for decision, other in invited if (decision, other) not in known],
            "left": self.play.months - len(part.invited()),
            "news": card["news"],
            "came": [[*_pair(d.text), d.came] for d in self.play.last(part.organisation)],
        }

    def _owe_player(self, organisation: int) -> None:
        seats = {seat for seat, part in self.play.parts.items() if part.organisation == organisation}
        for client in self._room.clients.values():
            if client.seat is not None and client.seat.number in seats:
                self._owed[client.number] = client

    def _owe_everybody(self) -> None:
        self._room.audience.tell_room()
        self._owed |= {client.number: client for client in self._room.clients.values() if client.seat is not None}

    def state(self) -> dict[str, Any] | None:
        """Return what everybody may know of the play: the round and who is done, never what was decided."""
        play = self.play
        if play.phase == "off":
            return None
        nodes = self._room.session.node_index
        here = {c.seat.number for c in self._room.clients.values() if c.seat is not None}
        parts = [
            [nodes.by_id().get(p.organisation, -1), int(p.done), int(seat in here)] for seat, p in play.parts.items()
        ]
        return {
            "phase": play.phase,
            "round": play.round,
            "months": play.months,
            "seconds": play.seconds,
            "left": None if self._ends is None else max(0, round(self._ends - self._clock())),
            "until": play.until,
            "parts": parts,
            "free": [] if self._desk is None else self._desk[1].free_by_kind(play.organisations()),
        }

    def decisions(self) -> list[list[Any]]:
        """Return all decisions of the play for the debrief: round, number of who decided, what (a pair), what came of it."""
        numbers = self._room.session.node_index.by_id()
        return [[d.round, numbers.get(d.organisation, -1), *_pair(d.text), d.came] for d in self.play.history]
