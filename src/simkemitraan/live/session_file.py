"""A session as data: what was steered, so that it can be continued, or run again as a scenario."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ..declare import Text
from ..world.spec import Change
from .trajectory import Intervention

VERSION = 1


@dataclass(frozen=True)
class SessionState:
    """Where a room is.

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
    """

    digest: str
    luck: int
    month: int
    branched_at: int | None
    origins: tuple[int, ...]
    posts: tuple[tuple[Intervention, ...], ...]


def to_plain(state: SessionState) -> dict[str, Any]:
    """Return a session as JSON can hold it."""
    plain = asdict(state)
    plain["version"] = VERSION
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


@dataclass
class SessionFile:
    """Keeps a session in one file, so that a restarted server goes on where it was.

    Attributes
    ----------
    path : Path
        ``room.json`` in the session's folder; readable by its owner only, as it holds the keys.
    keys : dict of str to str
        The trainer's and the room's key: browsers find back after a restart.
    """

    path: Path
    keys: dict[str, str]

    def write(self, state: SessionState) -> None:
        """Write the session; a full disk loses the keeping, not the session."""
        body = json.dumps({"session": to_plain(state), "keys": self.keys}, ensure_ascii=False, indent=1)
        temporary = self.path.with_name(self.path.name + ".new")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(body)
            temporary.replace(self.path)


def read_session_file(path: Path, digest: str) -> tuple[SessionState, dict[str, str]] | None:
    """Return the session kept at ``path`` and its keys; ``None`` if there is none, or one of other scenarios."""
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        state = from_plain(plain["session"])
        keys = {str(name): str(value) for name, value in plain["keys"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return (state, keys) if state.digest == digest else None
