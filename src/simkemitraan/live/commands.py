"""What each command does to the room. Checked for shape and rights before it comes here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ..declare import Text
from ..indicators import REGISTRY
from ..web.messages import Command
from ..web.refusal import RefusedError
from . import biography, differences, interventions
from .access import AccessControl
from .broadcast import encode
from .client import Client
from .past import Past
from .questions import WINDOW, Question, scale, scores
from .roles.stage import Stage
from .room import Room

_OPEN = Text("Tebakan masih dibuka: ungkap atau tutup dahulu.", "Guesses are open: reveal or dismiss them first.")
_NONE = Text("Tidak ada pertanyaan.", "There is no question.")
_NO_INDICATOR = Text("Indikator itu tidak ada.", "There is no such indicator.")
_NO_NODE = Text("Organisasi itu tidak ada.", "There is no such organisation.")
_NO_POST = Text("Perubahan itu tidak ada.", "There is no such change.")
_NO_RECORD = Text("Sesi ini tidak dapat disimpan.", "This session cannot be saved.")
_NO_SEAT = Text(
    "Dari alamat ini sudah banyak peserta; mintalah pelatih menambah kursi.",
    "There are many participants at this address already; ask the trainer for more seats.",
)
_NOT_SHARED = Text("Alamat itu bukan alamat komputer ini.", "That is not an address of this computer.")
_SAVED = Text("Sesi tersimpan di {0}", "Session saved in {0}")
_OPTIONS = Text(
    "Berikan pilihan jawaban, sama banyak dalam kedua bahasa.", "Give options, the same number in both languages."
)


class CommandHandler:
    """Follows commands for a room.

    Parameters
    ----------
    room : Room
        The room.
    access : AccessControl or None
        Whose addresses the trainer may choose from.
    """

    def __init__(self, room: Room, access: AccessControl | None = None) -> None:
        self._room, self._access = room, access
        self.stage = stage = Stage(room)
        room.turns.append(stage.turn)
        room.roles_told = stage.state
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
            "table": self._table,
            "display": self._display,
            "invite": self._invite,
            "seats": self._seats,
            "differs": self._differs,
            "debrief": self._debrief,
            "roles": stage.begin,
            "part": stage.take,
            "rise": stage.rise,
            "decide": stage.decide,
            "done": stage.done,
            "round": stage.open_round,
            "close": stage.close,
            "curtain": stage.end,
        }

    async def follow(self, client: Client, command: Command) -> None:
        """Carry out one command; raises ``RefusedError`` if it cannot be followed now."""
        self.stage.refuse_others(command)
        act = self._acts.get(command.do)
        if act is not None:
            await act(client, command)

    # --- time

    async def _play(self, client: Client, command: Command) -> None:
        self._no_open_question()
        months = command.get("months")
        self._room.play(None if months is None else self._room.session.month + months)
        self._room.audience.tell_room()

    async def _pause(self, client: Client, command: Command) -> None:
        self._room.playing = False
        self._room.arrive()
        self._room.audience.tell_room()

    async def _step(self, client: Client, command: Command) -> None:
        self._no_open_question()
        self._room.go(self._room.session.month + command["months"], shows_the_way=True)

    async def _speed(self, client: Client, command: Command) -> None:
        self._room.pace.speed = float(command["value"])
        self._room.audience.tell_room()

    async def _seek(self, client: Client, command: Command) -> None:
        self._no_open_question()
        self._room.go(command["month"])
        self._room.audience.tell_room()

    async def _reset(self, client: Client, command: Command) -> None:
        room, luck = self._room, command.get("luck", self._room.session.luck)
        if room.opened.name and not room.lesson[0] and luck == room.session.luck:
            room.open("")  # the lesson is over: back to the place that the room was opened with
            return
        await asyncio.to_thread(room.session.rebuild, luck)
        room.begin_again()

    # --- futures

    async def _branch(self, client: Client, command: Command) -> None:
        self._room.playing = False
        await asyncio.to_thread(self._room.session.branch)
        self._room.announce()

    async def _merge(self, client: Client, command: Command) -> None:
        self._room.playing, self._room.question = False, None
        await asyncio.to_thread(self._room.session.merge, command["keep"])
        self._room.announce()

    async def _set(self, client: Client, command: Command) -> None:
        trajectory = self._room.session.trajectory(command["lane"])
        change = interventions.setting(
            trajectory.month, command["mechanism"], command["param"], float(command["value"])
        )
        trajectory.post(change)
        self._room.audience.tell(self._room.desk())

    async def _shock(self, client: Client, command: Command) -> None:
        room = self._room
        trajectory = room.session.trajectory(command["lane"])
        organisation = self._organisation(command["node"]) if "node" in command.values else 0
        change = interventions.shocking(
            trajectory.month, command["shock"], command.get("strength"), organisation, command.get("district", 0)
        )
        trajectory.post(change)
        room.audience.tell(room.desk())

    async def _withdraw(self, client: Client, command: Command) -> None:
        room = self._room
        trajectory, index = room.session.trajectory(command["lane"]), command["index"]
        if index >= len(trajectory.posts):
            raise RefusedError("no-such-post", _NO_POST)
        now = room.session.month
        trajectory.withdraw(index)
        room.go(now)
        room.announce()

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
        text, options = Text(command["text_id"], command["text_en"]), _options(command)
        if not indicator and not options:
            raise RefusedError("options-missing", _OPTIONS)
        room.playing = False
        question = Question(len(room.questions) + 1, text, options)
        if indicator:
            question.indicator, question.options = indicator, ()
            question.asked_at = room.session.month
            question.until = question.asked_at + command.get("months", WINDOW)
            question.window = min(command.get("window", WINDOW), question.until - question.asked_at)
            question.span = scale(room.latest(indicator), REGISTRY[indicator].share)
        room.question = question
        room.questions.append(question)
        self._tell_guesses()

    async def _guess(self, client: Client, command: Command) -> None:
        question = self._asked()
        if question.number != command["question"]:
            raise RefusedError("another-question", _NONE)
        if client.seat is None:
            raise RefusedError("no-seat", _NO_SEAT)
        question.guess(client.seat.number, command["value"])
        self._tell_guesses()

    async def _table(self, client: Client, command: Command) -> None:
        if client.seat is None:
            raise RefusedError("no-seat", _NO_SEAT)
        client.seat.table = command["table"]
        self._tell_guesses()

    def _tell_guesses(self) -> None:
        self._room.audience.tell_room()
        for client in self._room.clients.values():
            self._room.audience.tell_mine(client)

    async def _reveal(self, client: Client, command: Command) -> None:
        question = self._asked()
        question.open = False
        if question.indicator:
            self._room.play(question.until)
            self._room.settle()
        self._room.audience.tell_room()

    async def _dismiss(self, client: Client, command: Command) -> None:
        self._room.question = None
        self._room.audience.tell_room()

    # --- guiding

    async def _lesson(self, client: Client, command: Command) -> None:
        room, name = self._room, command["name"]
        starts = name != "" and name != room.lesson[0]
        room.lesson = (name, command["step"])
        if starts:
            room.open(name)
        room.audience.tell_room()

    async def _display(self, client: Client, command: Command) -> None:
        display = self._room.display
        charts = command.get("charts")
        if charts is not None and not set(charts) <= set(self._room.names):
            raise RefusedError("unknown-indicator", _NO_INDICATOR)
        display.charts = charts or display.charts
        if command.get("clear"):
            display.node, display.tie = -1, None
        if "node" in command.values:
            display.node, display.tie = command["node"], None
        if "a" in command.values and "b" in command.values:
            display.node, display.tie = -1, (command["a"], command["b"])
        display.lane = command.get("lane", display.lane)
        display.code = bool(command.get("code", display.code))
        self._room.audience.tell_room()

    async def _invite(self, client: Client, command: Command) -> None:
        if self._access is None:
            raise RefusedError("not-shared", _NOT_SHARED)
        if "address" in command.values and not self._access.choose(command["address"]):
            raise RefusedError("not-an-address", _NOT_SHARED)
        invitation = encode({"is": "invitation", "join": self._access.invitation()})
        for other in self._room.clients.values():
            if other.role != "watcher":
                other.say(invitation)

    async def _seats(self, client: Client, command: Command) -> None:
        self._room.seats.each = command["each"]
        self._room.audience.tell_room()

    # --- take home

    async def _record(self, client: Client, command: Command) -> None:
        if self._room.opened.record is None or (self._saving and not self._saving.done()):
            raise RefusedError("cannot-record", _NO_RECORD)
        self._saving = asyncio.create_task(self._save())

    async def _save(self) -> None:
        room = self._room
        record = room.opened.record
        assert record is not None
        try:
            where = await asyncio.to_thread(record, room.session.state())
            text = Text(_SAVED.id.format(where), _SAVED.en.format(where))
        except Exception as error:
            room.log_failure(error)
            text = _NO_RECORD
        room.audience.tell({"is": "notice", "text": [text.id, text.en]})

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

    async def _differs(self, client: Client, command: Command) -> None:
        room = self._room
        pasts = [trajectory.past() for trajectory in room.session.trajectories]
        known = [past for past in pasts if past is not None]
        told = differences.between(known, room.session.node_index, room.session.branched_at or 0)
        client.say(encode({"is": "differs", "to": command["ask"], **told}))

    async def _debrief(self, client: Client, command: Command) -> None:
        room = self._room
        told = {
            "questions": [q.public(room.seats.table) for q in room.questions],
            "scores": scores(room.questions, room.seats.table),
            "marks": room.session.marks(),
            "decisions": self.stage.decisions(),
        }
        client.say(encode({"is": "debrief", "to": command["ask"], **told}))


def _options(command: Command) -> list[Text]:
    first, second = command.get("options_id", []), command.get("options_en", [])
    if len(first) != len(second):
        raise RefusedError("options-differ", _OPTIONS)
    return [Text(a, b) for a, b in zip(first, second, strict=True)]
