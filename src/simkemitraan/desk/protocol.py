"""What the page may say: every command with its fields, their types and bounds."""

from __future__ import annotations

from ..web.messages import BAD, Check, Command, Form, parse, shaped, text, whole
from ..web.refusal import RefusedError

MESSAGE_LIMIT = 200_000
MOST_REPLICATES = 1000
MOST_MONTHS = 1200
MOST_DRAWS = 500


def _object(x: object) -> bool:
    return isinstance(x, dict)


def _list(x: object) -> bool:
    return isinstance(x, list)


_ASK: Check = whole(0, 2**31)
_ASKED = {
    "place": _object,
    "arms": _list,
    "costs": _object,
    "months": whole(1, MOST_MONTHS),
    "seed": whole(0, 2**53),
    "ask": _ASK,
}

FORMS: dict[str, Form] = {
    "join": Form(True, {"token": text(64)}),
    "find": Form(False, {"words": text(120), "ask": _ASK}),
    "place": Form(False, {"place": _object, "ask": _ASK}),
    "answer": Form(False, {**_ASKED, "replicates": whole(2, MOST_REPLICATES)}, frozenset({"seed", "months"})),
    "stop": Form(False, {}),
    "where": Form(False, {"lang": text(2), "ask": _ASK}),
    "why": Form(False, {"arm": whole(1, 100), "ask": _ASK}),
    "story": Form(False, {"subject": text(120), "ask": _ASK}),
    "under": Form(False, {**_ASKED, "draws": whole(8, MOST_DRAWS)}, frozenset({"seed", "months"})),
    "registry": Form(False, {"file": text(40), "said": _object, "ask": _ASK}),
}


def read(message: str, *, joined: bool) -> Command:
    """Return the command in a message; raises :class:`.RefusedError` if it is none, or comes before ``join``."""
    found = parse(message, MESSAGE_LIMIT)
    form = FORMS.get(found["do"])
    if form is None or form.anyone is joined:
        raise RefusedError("unknown-command", BAD)
    return shaped(found, form)
