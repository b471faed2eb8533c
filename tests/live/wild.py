"""Messages that nobody should send: broken JSON, deep nesting, huge numbers, keys that come twice, right commands with wrong values.

``python -m tests.live.wild SOCKET ORIGIN KEY COUNT SEED`` sends so many of them to a running room, from another address of this
machine, and comes back whenever it is sent away.
"""

from __future__ import annotations

import contextlib
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from simkemitraan.live.protocol import FORMS

VALUES: list[Any] = [
    *(0, -1, 1, 2, 7, 2**31, 2**53, 2**70, 0.5, -1e12, 1e308, True, False, None),
    *("", "x", "x" * 300, "\x00", "‮", "trust", "1.000", "<b>", "'; drop table", [], ["a"] * 9, {}, {"do": "play"}),
]
NAMES = sorted({name for form in FORMS.values() for name in form.fields} | {"more", "do", "__proto__"})
STARTS = ("{", "[", '"', "\\", "nul", "NaN", "\ufeff", "{}", "{'do':'play'}", '{"do":}', "1e999", "\N{GRINNING FACE}")


def broken(rng: random.Random) -> str:
    """A whole command with something cut out of it, doubled or put in."""
    text = json.dumps(right(rng))
    at = rng.randrange(len(text))
    return text[:at] + rng.choice(["", text[at:] * 2, ",", "}", "\x00", '"do":"play",', "\u2028"]) + text[at:][1:]


def deep(rng: random.Random) -> str:
    """Nesting that a reader which calls itself would fall over."""
    depth = rng.choice([10, 200, 900, 2000])
    opened, closed = rng.choice([("[", "]"), ('{"do":', "}")])
    return opened * depth + rng.choice(["1", '"play"', ""]) + closed * rng.choice([depth, depth - 1])


def huge(rng: random.Random) -> str:
    """Numbers of hundreds of digits, and others that are none."""
    do, form = rng.choice(list(FORMS.items()))
    number = rng.choice(
        ["9" * 400, "-" + "9" * 4000, "1e999", "-1e999", "NaN", "Infinity", "0." + "1" * 500, "1" + "0" * 310]
    )
    return "{" + ",".join([f'"do":"{do}"', *(f'"{name}":{number}' for name in form.fields)]) + "}"


def twice(rng: random.Random) -> str:
    """A key that comes twice, with another value."""
    do, other = rng.choice(list(FORMS)), rng.choice([*FORMS, "ack"])
    rest = "".join(f',"{name}":{json.dumps(rng.choice(VALUES))}' for name in FORMS[other].fields)
    return f'{{"do":"{do}","do":"{other}"{rest}}}'


def wrong(rng: random.Random) -> str:
    """A command that there is, with fields and values of any kind."""
    body = {"do": rng.choice([*FORMS, "dance", ""])} | {
        n: rng.choice(VALUES) for n in rng.sample(NAMES, rng.randrange(6))
    }
    return json.dumps(body)


def right(rng: random.Random) -> dict[str, Any]:
    """A command of the right shape whose values are about nobody and nothing."""
    do = rng.choice(list(FORMS))
    return {"do": do, **{name: value_of(name, rng) for name in FORMS[do].fields}}


def value_of(name: str, rng: random.Random) -> Any:
    """A value that a field takes, by trying."""
    check: Callable[[object], bool] = next(form.fields[name] for form in FORMS.values() if name in form.fields)
    fitting = [v for v in (*VALUES, 3, 100, 9_999_999, ["trust"], "forum") if check(v)]
    return rng.choice(fitting)


def garbage(rng: random.Random) -> str:
    """No message at all."""
    return rng.choice(STARTS) + "".join(
        chr(rng.choice([rng.randrange(32, 127), rng.randrange(0x400, 0x2000)])) for _ in range(rng.randrange(40))
    )


def long(rng: random.Random) -> str:
    """Longer than any message is."""
    return json.dumps({"do": "join", "token": "x" * rng.choice([4000, 5000, 70_000])})


def whole(rng: random.Random) -> str:
    """A command of the right shape, as it is."""
    return json.dumps(right(rng))


def binary(rng: random.Random) -> bytes:
    """No text."""
    return rng.randbytes(rng.randrange(300))


MAKERS = (broken, deep, huge, twice, wrong, wrong, whole, garbage, long, binary)


def messages(count: int, seed: int) -> Iterator[str | bytes]:
    """So many of all kinds; the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        yield rng.choice(MAKERS)(rng)


def storm(socket: str, origin: str, key: str, count: int, seed: int) -> Counter[str]:
    """Send so many messages, each once the one before has arrived; return what came of them.

    Attackers sit at another address than the trainer's, as in a room; they keep their seat, and some forget to join.
    """
    rng, told, waiting = random.Random(-seed), Counter[str](), list(messages(count, seed))
    seat = ""
    while waiting:
        with (
            contextlib.suppress(ConnectionClosed, TimeoutError),
            connect(socket, origin=origin, max_size=None, max_queue=None, source_address=("127.0.0.2", 0)) as line,  # type: ignore[arg-type]
        ):
            told["connections"] += 1
            if rng.random() > 0.03:
                line.send(json.dumps({"do": "join", "token": key, "seat": seat}))
                seat = str(json.loads(line.recv(30)).get("seat", seat))
            while waiting:
                line.send(waiting[-1])
                waiting.pop()
                told["sent"] += 1
                line.ping(ack_on_close=True).wait(30)
                told["refused"] += refusals(line)
    return told


def refusals(line: ClientConnection) -> int:
    """Count the refusals among what has come, and forget it."""
    found = 0
    with contextlib.suppress(TimeoutError):
        while True:
            found += '"is":"refused"' in str(line.recv(0)).replace(" ", "")[:20]
    return found


if __name__ == "__main__":
    print(json.dumps(storm(*sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5]))))
