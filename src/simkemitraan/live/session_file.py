"""A session as data: what was steered, so that it can be continued, or run again as a scenario."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

from ..declare import Text
from ..world.spec import Change, Choice
from .access import new_keys
from .trajectory import Intervention

VERSION = 2


@dataclass(frozen=True)
class SessionState:
    """Where a session is.

    Attributes
    ----------
    digest : str
        Of the scenarios it was opened with.
    luck : int
        Replicate whose luck is shown.
    month : int
        Month to be simulated next.
    branched_at : int or None
        Where the second future began.
    origins : tuple of int
        Scenario of each future.
    posts : tuple of tuple of Intervention
        What was posted to each future.
    choices : tuple of tuple of Choice
        What was decided in the room in each future; empty for none in any.
    """

    digest: str
    luck: int
    month: int
    branched_at: int | None
    origins: tuple[int, ...]
    posts: tuple[tuple[Intervention, ...], ...]
    choices: tuple[tuple[Choice, ...], ...] = ()

    def choices_of(self, lane: int) -> tuple[Choice, ...]:
        """Return what was decided in the room in one future."""
        return self.choices[lane] if lane < len(self.choices) else ()


def to_plain(state: SessionState) -> dict[str, Any]:
    """Return a session as JSON can hold it."""
    plain = asdict(replace(state, choices=()))
    plain["version"] = VERSION
    plain["choices"] = [[astuple(choice) for choice in made] for made in state.choices]
    return plain


def from_plain(plain: dict[str, Any]) -> SessionState:
    """Return the session in what :func:`to_plain` made; raises ``ValueError`` if it is not one."""
    try:
        if plain["version"] != VERSION:
            raise ValueError("version")
        posts = tuple(tuple(tuple(_change(c) for c in posting) for posting in posted) for posted in plain["posts"])
        state = SessionState(
            str(plain["digest"]),
            int(plain["luck"]),
            int(plain["month"]),
            plain["branched_at"],
            tuple(int(origin) for origin in plain["origins"]),
            posts,
            tuple(tuple(Choice(*(int(n) for n in row)) for row in made) for made in plain.get("choices", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a session") from error
    if not len(state.origins) == len(state.posts) in (1, 2):
        raise ValueError("not a session")
    return state


def _change(plain: dict[str, Any]) -> Change:
    known = {f.name for f in fields(Change)}
    values = {name: value for name, value in plain.items() if name in known}
    values["kinds"] = tuple(values.get("kinds", ()))
    values["why"] = Text(**values.get("why", {"id": "", "en": ""}))
    return Change(**values)


@dataclass(frozen=True)
class Kept:
    """What a session file holds.

    Attributes
    ----------
    state : SessionState
        Where the session is.
    keys : dict of str to str
        Keys of the room: browsers find back after a restart.
    room : dict
        Seats, questions, lesson and display, as the room writes them.
    """

    state: SessionState
    keys: dict[str, str]
    room: dict[str, Any]


@dataclass
class SessionFile:
    """Keeps a session in one file, so that a restarted server goes on where it was.

    Attributes
    ----------
    path : Path
        ``room.json`` in the session's folder; readable by its owner only, as it holds the keys.
    keys : dict of str to str
        Keys of the room.
    digest : str
        Of the scenarios the room was opened with; a lesson may have opened others since.
    """

    path: Path
    keys: dict[str, str]
    digest: str

    def write(self, state: SessionState, room: dict[str, Any]) -> None:
        """Write the session; a full disk loses the keeping, not the session."""
        whole = {"digest": self.digest, "session": to_plain(state), "keys": self.keys, "room": room}
        body = json.dumps(whole, ensure_ascii=False, indent=1)
        temporary = self.path.with_name(self.path.name + ".new")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(body)
            temporary.replace(self.path)


def read_session_file(path: Path, digest: str) -> Kept | None:
    """Return what is kept at ``path``; ``None`` if there is nothing, or a session of other scenarios."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        state = from_plain(plain["session"])
        keys = new_keys() | {str(name): str(value) for name, value in plain["keys"].items()}
        room = dict(plain["room"])
        same = plain["digest"] == digest
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Kept(state, keys, room) if same else None
