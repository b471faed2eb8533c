"""What a browser may say: one JSON object in a text frame, ``{"do": "seek", "month": 12}``, of a known shape.

Anything else is refused with one word for the log: unknown commands, missing or further fields, wrong types, numbers out
of bounds or not finite, a key that comes twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from ..declare import Text
from .refusal import RefusedError

MESSAGE_LIMIT = 4096

Check = Callable[[object], bool]


def whole(low: int, high: int) -> Check:
    """Return a check for a whole number within bounds (``true`` is not one)."""
    return lambda x: isinstance(x, int) and not isinstance(x, bool) and low <= x <= high


def number(low: float, high: float) -> Check:
    """Return a check for a number within bounds; comparing refuses what is not finite, however many digits it has."""
    return lambda x: isinstance(x, int | float) and not isinstance(x, bool) and low <= x <= high


def text(limit: int) -> Check:
    """Return a check for a text of at most ``limit`` characters, none of them a control character."""
    return lambda x: isinstance(x, str) and len(x) <= limit and x.isprintable()


def texts(count: int, limit: int) -> Check:
    """Return a check for one to ``count`` texts."""
    one = text(limit)
    return lambda x: isinstance(x, list) and 1 <= len(x) <= count and all(one(y) for y in x)


@dataclass(frozen=True, slots=True)
class Form:
    """The shape of one command: who may say it, and its fields; those in ``optional`` may be left out."""

    anyone: bool
    fields: Mapping[str, Check]
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Command:
    """A valid message."""

    do: str
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field that may have been left out."""
        return self.values.get(name, default)


BAD = Text("Pesan tidak dikenali.", "The message was not understood.")


def _not_finite(word: str) -> NoReturn:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose keys each come once: of two equal keys nobody could say which one counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found


def parse(message: str, limit: int = MESSAGE_LIMIT) -> dict[str, Any]:
    """Return the object in a message; raises :class:`.RefusedError` if it is none that names a command."""
    if len(message) > limit:
        raise RefusedError("too-long", BAD)
    try:
        found = json.loads(message, parse_constant=_not_finite, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise RefusedError("not-json", BAD) from error
    if not isinstance(found, dict) or not isinstance(found.get("do"), str):
        raise RefusedError("not-a-command", BAD)
    return found


def shaped(found: dict[str, Any], form: Form) -> Command:
    """Return what was said as a command of a known shape; raises :class:`.RefusedError` for another shape."""
    do = found.pop("do")
    for name in form.fields.keys() - form.optional - found.keys():
        raise RefusedError(f"missing-{name}", BAD)
    for name, value in found.items():
        check = form.fields.get(name)
        if check is None:
            raise RefusedError("unknown-field", BAD)
        if not check(value):
            raise RefusedError(f"bad-{name}", BAD)
    return Command(do, found)
