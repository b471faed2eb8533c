"""What a restarted room needs besides the session: lesson, questions, seats, what the trainer points at."""

from __future__ import annotations

import contextlib
from typing import Any, Protocol

from .opened import Display, Opened
from .questions import Question
from .roles.play import RolePlay
from .seats import Seats


class Keepable(Protocol):
    """What is kept of a room."""

    opened: Opened
    names: list[str]
    lesson: tuple[str, int]
    questions: list[Question]
    question: Question | None
    seats: Seats
    roles: RolePlay
    display: Display


def to_plain(room: Keepable) -> dict[str, Any]:
    """Return what a restarted room needs besides the session: lesson, questions, seats, display."""
    return {
        "opened": room.opened.name,
        "lesson": list(room.lesson),
        "questions": [question.plain() for question in room.questions],
        "asked": room.question is not None,
        "seats": room.seats.plain(),
        "roles": room.roles.plain(),
        "display": room.display.public(),
    }


def restore(room: Keepable, plain: dict[str, Any]) -> None:
    """Give a room what :func:`to_plain` made; what cannot be read is left out."""
    with contextlib.suppress(KeyError, TypeError, ValueError, IndexError, AttributeError):
        room.seats = Seats.from_plain(plain["seats"])
        room.questions = [Question.from_plain(q) for q in plain["questions"]]
        room.question = room.questions[-1] if plain["asked"] and room.questions else None
        room.lesson = (str(plain["lesson"][0]), int(plain["lesson"][1]))
        shown = plain["display"]
        tie = None if shown["tie"] is None else (int(shown["tie"][0]), int(shown["tie"][1]))
        charts = [str(name) for name in shown["charts"] if name in room.names]
        room.display = Display(charts, int(shown["lane"]), int(shown["node"]), tie, bool(shown["code"]))
        room.roles = RolePlay.from_plain(plain["roles"])
