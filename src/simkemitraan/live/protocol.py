"""What a browser may say: every command with its fields, their types and bounds, and who may say it."""

from __future__ import annotations

from ..declare import Text
from ..web.messages import BAD, Command, Form, number, parse, shaped, text, texts, whole
from ..web.refusal import RefusedError

MONTH_LIMIT = 2400
TABLES = 12
NUMBER_LIMIT = 10_000_000

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
    "part": Form(True, {"kind": whole(0, 4), "node": _NODE}, frozenset({"kind", "node"})),
    "rise": Form(True, {}),
    "decide": Form(
        True,
        {"round": _ORDER, "decision": whole(1, 6), "other": whole(0, 2**53), "answer": whole(0, 2**53)},
        frozenset({"answer"}),
    ),
    "done": Form(True, {"round": _ORDER}),
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
    "roles": Form(False, {"months": whole(1, 12), "seconds": whole(0, 3600)}),
    "round": Form(False, {}),
    "close": Form(False, {}),
    "curtain": Form(False, {}),
}

_RIGHTS = Text("Hanya pelatih yang dapat melakukan ini.", "Only the trainer can do this.")


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
    found = parse(message)
    form = FORMS.get(found["do"])
    if form is None:
        raise RefusedError("unknown-command", BAD)
    if not (form.anyone or trainer):
        raise RefusedError("not-the-trainer", _RIGHTS)
    return shaped(found, form)
