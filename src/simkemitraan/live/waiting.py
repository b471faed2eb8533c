"""Commands that wait to be followed: the trainer's before the room's, everybody's own in the order they came."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..declare import Text
from ..web.messages import Command
from ..web.refusal import RefusedError
from .client import Client

EACH_LIMIT = 60
WHOLE_LIMIT = 2000
AFTER_THE_ROOM = frozenset({"ask", "close", "dismiss", "merge", "reset", "reveal"})
"""What ends something the room answers: every answer given before it counts."""

_BUSY = Text("Terlalu banyak pesan; tunggu sebentar.", "Too many messages; wait a moment.")


@dataclass(frozen=True)
class Waiting:
    """One command that waits.

    Attributes
    ----------
    order : int
        Counts the commands as they came.
    client : Client
        Who gave it.
    command : Command
        What is to be done.
    """

    order: int
    client: Client
    command: Command


class Queue:
    """The commands of a room that wait.

    One browser may have a few waiting only, so that whoever floods the room keeps nobody else from being heard.
    """

    def __init__(self) -> None:
        self._count = 0
        self._trainers: deque[Waiting] = deque()
        self._others: deque[Waiting] = deque()
        self._each: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._trainers) + len(self._others)

    def add(self, client: Client, command: Command) -> None:
        """Let a command wait; refuses one of a browser that has many waiting already."""
        if self._each[client.number] >= EACH_LIMIT or (not client.trainer and len(self._others) >= WHOLE_LIMIT):
            raise RefusedError("queue-full", _BUSY)
        self._count += 1
        self._each[client.number] += 1
        line = self._trainers if client.trainer else self._others
        line.append(Waiting(self._count, client, command))

    def take(self, may: Callable[[Command], bool]) -> Waiting | None:
        """Return the next command of those that may be followed now, and let it wait no longer; ``None`` for none.

        Parameters
        ----------
        may : callable
            ``may(command)``: whether it may be followed now; what may not keeps its place.
        """
        mine = next(_allowed(self._trainers, may), None)
        if mine is None or mine.command.do in AFTER_THE_ROOM:
            theirs = next(_allowed(self._others, may), None)
            if theirs is not None and (mine is None or theirs.order < mine.order):
                return self._remove(self._others, theirs)
        return None if mine is None else self._remove(self._trainers, mine)

    def _remove(self, line: deque[Waiting], taken: Waiting) -> Waiting:
        line.remove(taken)
        self._each[taken.client.number] -= 1
        if not self._each[taken.client.number]:
            del self._each[taken.client.number]
        return taken

    def ready(self, may: Callable[[Command], bool]) -> bool:
        """Return whether there is a command that may be followed now."""
        return any(next(_allowed(line, may), None) is not None for line in (self._trainers, self._others))

    def trainer_seeks_on(self) -> bool:
        """Return whether the trainer's next command goes to a month: a slider being dragged."""
        return bool(self._trainers) and self._trainers[0].command.do == "seek"


def _allowed(line: deque[Waiting], may: Callable[[Command], bool]) -> Iterator[Waiting]:
    return (waiting for waiting in line if may(waiting.command))
