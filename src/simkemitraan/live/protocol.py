"""What a browser may say: every command with its fields, their types and bounds, and who may say it.

A message is one JSON object in a text frame, ``{"do": "seek", "month": 12}``. Anything else is refused with one word
for the log: unknown commands, missing or further fields, wrong types, numbers out of bounds or not finite, a key that comes twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from ..declare import Text
from .refusal import RefusedError

MESSAGE_LIMIT = 4096
MONTH_LIMIT = 2400
TABLES = 12
NUMBER_LIMIT = 10_000_000

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


_LANE = whole(0, 1)
_NODE = whole(0, NUMBER_LIMIT)
_ORDER = whole(0, NUMBER_LIMIT)

FORMS: dict[str, Form] = {
    # everybody
    "join": Form(True, {"token": text(64), "seat": text(64)}, frozenset({"seat"})),
    "ack": Form(True, {"n": whole(0, 2**53)}),
    "who": Form(True, {"lane": _LANE, "node": _NODE, "ask": _ORDER}),
    "tie": Form(True, {"lane": _LANE, "a": _NODE, "b": _NODE, "ask": _ORDER}),
    "guess": Form(True, {"question": _ORDER, "value": number(-1e12, 1e12)}),
    "table": Form(True, {"table": whole(0, TABLES)}),
    "differs": Form(True, {"ask": _ORDER}),
    # the trainer
    "play": Form(False, {"months": whole(1, MONTH_LIMIT)}, frozenset({"months"})),
    "pause": Form(False, {}),
    "step": Form(False, {"months": whole(1, 120)}),
    "speed": Form(False, {"value": number(0.25, 200.0)}),
    "seek": Form(False, {"month": whole(0, MONTH_LIMIT)}),
    "reset": Form(False, {"luck": whole(0, 1000)}, frozenset({"luck"})),
    "branch": Form(False, {}),
    "merge": Form(False, {"keep": _LANE}),
    "set": Form(False, {"lane": _LANE, "mechanism": text(40), "param": text(60), "value": number(-1e12, 1e12)}),
    "shock": Form(
        False,
        {"lane": _LANE, "shock": text(40), "strength": number(0.0, 1.0), "node": _NODE, "district": whole(0, 2**20)},
        frozenset({"strength", "node", "district"}),
    ),
    "withdraw": Form(False, {"lane": _LANE, "index": whole(0, 1000)}),
    "ask": Form(
        False,
        {
            "text_id": text(300),
            "text_en": text(300),
            "options_id": texts(6, 120),
            "options_en": texts(6, 120),
            "indicator": text(60),
            "months": whole(1, 120),
            "window": whole(1, 60),
        },
        frozenset({"options_id", "options_en", "indicator", "months", "window"}),
    ),
    "reveal": Form(False, {}),
    "dismiss": Form(False, {}),
    "lesson": Form(False, {"name": text(60), "step": whole(0, 100)}),
    "display": Form(
        False,
        {
            "charts": texts(4, 60),
            "lane": _LANE,
            "node": _NODE,
            "a": _NODE,
            "b": _NODE,
            "code": whole(0, 1),
            "clear": whole(0, 1),
        },
        frozenset({"charts", "lane", "node", "a", "b", "code", "clear"}),
    ),
    "invite": Form(False, {"address": text(64)}, frozenset({"address"})),
    "seats": Form(False, {"each": whole(1, 200)}),
    "debrief": Form(False, {"ask": _ORDER}),
    "record": Form(False, {}),
}


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


_BAD = Text("Pesan tidak dikenali.", "The message was not understood.")
_RIGHTS = Text("Hanya pelatih yang dapat melakukan ini.", "Only the trainer can do this.")


def _not_finite(word: str) -> NoReturn:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object whose keys each come once: of two equal keys nobody could say which one counts."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key comes twice")
    return found


def _parse(message: str) -> dict[str, Any]:
    if len(message) > MESSAGE_LIMIT:
        raise RefusedError("too-long", _BAD)
    try:
        found = json.loads(message, parse_constant=_not_finite, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise RefusedError("not-json", _BAD) from error
    if not isinstance(found, dict) or not isinstance(found.get("do"), str):
        raise RefusedError("not-a-command", _BAD)
    return found


def read(message: str, trainer: bool) -> Command:
    """Return the command in a text message.

    Parameters
    ----------
    message : str
        What the browser sent.
    trainer : bool
        Whether the sender steers.

    Raises
    ------
    RefusedError
        If it is not a command, not a whole one, or not one that the sender may give.
    """
    found = _parse(message)
    do = found.pop("do")
    form = FORMS.get(do)
    if form is None:
        raise RefusedError("unknown-command", _BAD)
    if not (form.anyone or trainer):
        raise RefusedError("not-the-trainer", _RIGHTS)
    for name in form.fields.keys() - form.optional - found.keys():
        raise RefusedError(f"missing-{name}", _BAD)
    for name, value in found.items():
        check = form.fields.get(name)
        if check is None:
            raise RefusedError("unknown-field", _BAD)
        if not check(value):
            raise RefusedError(f"bad-{name}", _BAD)
    return Command(do, found)
