"""What each command does to the room. Checked for shape and rights before it comes here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ..declare import Text
from . import biography, interventions
from .broadcast import encode
from .client import Client
from .past import Past
from .protocol import Command
from .questions import DIRECTIONS, Question
from .refusal import RefusedError
from .room import Room

_OPEN = Text("Tebakan masih dibuka: ungkap atau tutup dahulu.", "Guesses are open: reveal or dismiss them first.")
_NONE = Text("Tidak ada pertanyaan.", "There is no question.")
_NO_INDICATOR = Text("Indikator itu tidak ada.", "There is no such indicator.")
_NO_NODE = Text("Organisasi itu tidak ada.", "There is no such organisation.")
_NO_POST = Text("Perubahan itu tidak ada.", "There is no such change.")
_NO_RECORD = Text("Sesi ini tidak dapat disimpan.", "This session cannot be saved.")
_SAVED = Text("Sesi tersimpan di {0}", "Session saved in {0}")
_OPTIONS = Text("Pilihan harus sama banyak dalam kedua bahasa.", "Give the same number of options in both languages.")


class CommandHandler:
    """Follows commands for a room.

    Parameters
    ----------
    room : Room
        The room.
    """

    def __init__(self, room: Room) -> None:
        self._room = room
        self._saving: asyncio.Task[None] | None = None
        self._acts: dict[str, Callable[[Client, Command], Awaitable[None]]] = {
            "play": self._play,
            "pause": self._pause,
            "step": self._step,
            "speed": self._speed,
            "seek": self._seek,
            "reset": self._reset,
            "branch": self._branch,
            "merge": self._merge,
            "set": self._set,
            "shock": self._shock,
            "withdraw": self._withdraw,
            "ask": self._ask,
            "guess": self._guess,
            "reveal": self._reveal,
            "dismiss": self._dismiss,
            "lesson": self._lesson,
            "record": self._record,
            "who": self._who,
            "tie": self._tie,
        }

    async def follow(self, client: Client, command: Command) -> None:
        """Carry out one command; raises ``RefusedError`` if it cannot be followed now."""
        act = self._acts.get(command.do)
        if act is not None:
            await act(client, command)

    # --- time

    async def _play(self, client: Client, command: Command) -> None:
        self._no_open_question()
        months = command.get("months")
        self._room.play(None if months is None else self._room.session.month + months)
        self._room.tell_room()

    async def _pause(self, client: Client, command: Command) -> None:
        self._room.playing = False
        self._room.tell_room()

    async def _step(self, client: Client, command: Command) -> None:
        self._no_open_question()
        room = self._room
        room.playing = False
        await room.pass_months(command["months"])
        room.settle()
        room.tell_room()

    async def _speed(self, client: Client, command: Command) -> None:
        self._room.speed = float(command["value"])
        self._room.tell_room()

    async def _seek(self, client: Client, command: Command) -> None:
        self._no_open_question()
        room = self._room
        room.playing = False
        await asyncio.to_thread(room.session.go_to, max(command["month"], room.session.setup.opens_at))
        self._anew()

    async def _reset(self, client: Client, command: Command) -> None:
        room = self._room
        room.playing, room.question = False, None
        await asyncio.to_thread(room.session.rebuild, command.get("luck", room.session.luck))
        self._anew()

    def _anew(self) -> None:
        """Tell everybody that the baseline is another one; pictures follow with the next delivery."""
        self._room.tell(self._room.desk())
        self._room.tell_room()

    # --- futures

    async def _branch(self, client: Client, command: Command) -> None:
        self._room.playing = False
        await asyncio.to_thread(self._room.session.branch)
        self._anew()

    async def _merge(self, client: Client, command: Command) -> None:
        self._room.playing, self._room.question = False, None
        await asyncio.to_thread(self._room.session.merge, command["keep"])
        self._anew()

    async def _set(self, client: Client, command: Command) -> None:
        trajectory = self._room.session.trajectory(command["lane"])
        trajectory.post(
            interventions.setting(trajectory.month, command["mechanism"], command["param"], float(command["value"]))
        )
        self._room.tell(self._room.desk())

    async def _shock(self, client: Client, command: Command) -> None:
        room = self._room
        trajectory = room.session.trajectory(command["lane"])
        organisation = self._organisation(command["node"]) if "node" in command.values else 0
        strength = command.get("strength")
        trajectory.post(
            interventions.shocking(
                trajectory.month, command["shock"], strength, organisation, command.get("district", 0)
            )
        )
        room.tell(room.desk())

    async def _withdraw(self, client: Client, command: Command) -> None:
        room = self._room
        trajectory, index = room.session.trajectory(command["lane"]), command["index"]
        if index >= len(trajectory.posts):
            raise RefusedError("no-such-post", _NO_POST)
        room.playing = False
        await asyncio.to_thread(trajectory.withdraw, index)
        room.session.new_baseline()
        self._anew()

    # --- guess first

    def _no_open_question(self) -> None:
        if self._room.question and self._room.question.open:
            raise RefusedError("guesses-open", _OPEN)

    def _asked(self) -> Question:
        if self._room.question is None:
            raise RefusedError("no-question", _NONE)
        return self._room.question

    async def _ask(self, client: Client, command: Command) -> None:
        room = self._room
        indicator = command.get("indicator", "")
        if indicator and indicator not in room.names:
            raise RefusedError("unknown-indicator", _NO_INDICATOR)
        options = _options(command)
        room.playing, room.asked = False, room.asked + 1
        text = Text(command["text_id"], command["text_en"])
        if indicator:
            until = room.session.month + command.get("months", 12)
            room.question = Question(room.asked, text, DIRECTIONS, indicator, until, room.latest(indicator))
        else:
            room.question = Question(room.asked, text, options or DIRECTIONS)
        room.tell_room()

    async def _guess(self, client: Client, command: Command) -> None:
        question = self._asked()
        if question.number != command["question"]:
            raise RefusedError("another-question", _NONE)
        question.guess(client.person, command["value"])
        self._room.tell_room()

    async def _reveal(self, client: Client, command: Command) -> None:
        question = self._asked()
        question.open = False
        if question.indicator:
            self._room.play(question.until)
            self._room.settle()
        self._room.tell_room()

    async def _dismiss(self, client: Client, command: Command) -> None:
        self._room.question = None
        self._room.tell_room()

    async def _lesson(self, client: Client, command: Command) -> None:
        self._room.lesson = (command["name"], command["step"])
        self._room.tell_room()

    # --- take home

    async def _record(self, client: Client, command: Command) -> None:
        if self._room.record is None or (self._saving and not self._saving.done()):
            raise RefusedError("cannot-record", _NO_RECORD)
        self._saving = asyncio.create_task(self._save())

    async def _save(self) -> None:
        room = self._room
        assert room.record is not None
        try:
            where = await asyncio.to_thread(room.record, room.session.state())
            text = Text(_SAVED.id.format(where), _SAVED.en.format(where))
        except Exception as error:
            room.log_failure(error)
            text = _NO_RECORD
        room.tell({"is": "notice", "text": [text.id, text.en]})

    # --- biographies

    def _organisation(self, node: int) -> int:
        try:
            return self._room.session.node_index.id_of(node)
        except IndexError as error:
            raise RefusedError("no-such-organisation", _NO_NODE) from error

    def _told(self, client: Client, command: Command, told: biography.Told) -> None:
        client.say(encode({"is": "answer", "to": command["ask"], **told}))

    def _past(self, command: Command) -> Past | None:
        """Return what biographies are told from; a recording has none."""
        return self._room.session.trajectory(command["lane"]).past()

    async def _who(self, client: Client, command: Command) -> None:
        past, organisation = self._past(command), self._organisation(command["node"])
        if past is not None:
            self._told(client, command, biography.organisation(past, self._room.session.node_index, organisation))

    async def _tie(self, client: Client, command: Command) -> None:
        past = self._past(command)
        a, b = self._organisation(command["a"]), self._organisation(command["b"])
        if past is not None:
            self._told(client, command, biography.tie(past, self._room.session.node_index, a, b))


def _options(command: Command) -> list[Text]:
    first, second = command.get("options_id", []), command.get("options_en", [])
    if len(first) != len(second):
        raise RefusedError("options-differ", _OPTIONS)
    return [Text(a, b) for a, b in zip(first, second, strict=True)]
