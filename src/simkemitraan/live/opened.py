"""What a room plays, and what its trainer points at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .session import Session
from .session_file import SessionState

Record = Callable[[SessionState], str]


@dataclass(frozen=True)
class Opened:
    """A session ready to be played.

    Attributes
    ----------
    name : str
        Lesson whose own scenario it is; empty for what the room was opened with.
    session : Session
        What is played.
    greeting : dict
        What every browser is told first.
    record : callable or None
        Saves the session as a result folder and returns its path; runs in a thread.
    """

    name: str
    session: Session
    greeting: dict[str, Any] = field(default_factory=dict)
    record: Record | None = None


@dataclass
class Display:
    """What the trainer points at, on every page that follows.

    Attributes
    ----------
    charts : list of str
        Headline indicators shown.
    lane : int
        Future in which something is chosen.
    node : int
        Organisation chosen, -1 for none.
    tie : tuple of (int, int) or None
        Pair chosen.
    code : bool
        Whether the projector shows the room code and nothing else.
    """

    charts: list[str] = field(default_factory=list)
    lane: int = 0
    node: int = -1
    tie: tuple[int, int] | None = None
    code: bool = False

    def public(self) -> dict[str, Any]:
        """Return it as it is sent."""
        tie = None if self.tie is None else list(self.tie)
        return {"charts": self.charts, "lane": self.lane, "node": self.node, "tie": tie, "code": self.code}
