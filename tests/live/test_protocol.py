"""Messages: only whole, well-formed commands from those who may give them."""

from __future__ import annotations

import json
import random
import socket
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simkemitraan.live.access import AccessControl, matrix, new_keys
from simkemitraan.live.protocol import FORMS, read
from simkemitraan.web.address import TRIES, TRIES_SECONDS, WrongCodes, own_addresses
from simkemitraan.web.refusal import RefusedError


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("", "not-json"),
        ("{", "not-json"),
        ("[" * 2000, "not-json"),
        ("null", "not-a-command"),
        ("[1]", "not-a-command"),
        ('{"do": 3}', "not-a-command"),
        ('{"do": "dance"}', "unknown-command"),
        ('{"do": "seek"}', "missing-month"),
        ('{"do": "seek", "month": true}', "bad-month"),
        ('{"do": "seek", "month": 1.5}', "bad-month"),
        ('{"do": "seek", "month": -1}', "bad-month"),
        ('{"do": "seek", "month": 1e9}', "bad-month"),
        ('{"do": "seek", "month": 3, "more": 1}', "unknown-field"),
        ('{"do": "speed", "value": NaN}', "not-json"),
        ('{"do": "speed", "value": 1e999}', "bad-value"),
        ('{"do": "speed", "value": "4"}', "bad-value"),
        ('{"do": "lesson", "name": "a\\u0000b", "step": 0}', "bad-name"),
        ('{"do": "ack", "n": ' + "9" * 5000 + "}", "too-long"),
        ('{"do": "speed", "value": ' + "9" * 400 + "}", "bad-value"),
        ('{"do": "seek", "month": ' + "9" * 400 + "}", "bad-month"),
        ('{"do": "ack", "do": "play", "n": 1}', "not-json"),
        ('{"do": "seek", "month": 3, "month": 4}', "not-json"),
        ('{"do": "set", "lane": 2, "mechanism": "a", "param": "b", "value": 1}', "bad-lane"),
    ],
)
def test_bad_messages_are_refused_with_a_word(message: str, code: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(message, trainer=True)
    assert refused.value.code == code
    assert refused.value.why.id
    assert refused.value.why.en


def test_watchers_watch_and_guess_and_nothing_else() -> None:
    may = set()
    for do in FORMS:
        try:
            read(json.dumps({"do": do}), trainer=False)
            may.add(do)
        except RefusedError as refused:
            if refused.code != "not-the-trainer":
                may.add(do)
    assert may == {"join", "ack", "who", "tie", "guess", "table", "differs", "part", "rise", "decide", "done"}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda x: (
            st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(["do", "month", "value", "lane"]), x, max_size=3)
        ),
    )
)
def test_any_json_is_read_or_refused(message: object) -> None:
    try:
        read(json.dumps(message), trainer=True)
    except RefusedError as refused:
        assert refused.code


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(message: str) -> None:
    with pytest.raises(RefusedError):
        read(message, trainer=True)


def test_keys_decide_and_guessing_them_is_slowed() -> None:
    access = AccessControl("127.0.0.1", 8000, new_keys())
    assert access.role(access.keys["trainer"]) == "trainer"
    assert access.role(access.keys["projector"]) == "projector"
    assert access.role(access.keys["watcher"].lower()) == "watcher"
    assert access.role("WRONGX") is None
    waits = [access.delay("10.0.0.5") for _ in range(TRIES + 1)]
    assert waits[:TRIES] == [0.0] * TRIES
    assert waits[TRIES] > 0
    assert access.role(access.keys["watcher"]) == "watcher"


def test_wrong_codes_are_forgotten_after_a_minute_and_do_not_pile_up() -> None:
    now = 0.0
    wrong = WrongCodes(lambda: now)
    assert [wrong.add(f"10.0.{k // 250}.{k % 250}") for k in range(1000)] == [1] * 1000
    now = TRIES_SECONDS + 1
    assert wrong.add("10.0.0.1") == 1
    assert len(wrong._times) == 1


def test_hosts_and_origins() -> None:
    access = AccessControl("192.168.1.7", 8000, new_keys())
    assert access.known_host("192.168.1.7:8000")
    assert access.known_host("localhost:8000")
    assert not access.known_host("evil.example:8000")
    assert not access.known_host("192.168.1.7:8001")
    assert not access.known_host("")
    assert access.known_origin("http://192.168.1.7:8000", "192.168.1.7:8000")
    assert not access.known_origin("http://evil.example", "192.168.1.7:8000")
    assert not access.known_origin("", "192.168.1.7:8000")
    assert access.room_link.startswith("http://192.168.1.7:8000/#")


def test_every_address_of_the_machine_is_accepted_and_one_is_shown() -> None:
    """A hotspot without a gateway is an address like any other; the trainer chooses which one the room types."""
    access = AccessControl("0.0.0.0", 8000, new_keys(), addresses_of=lambda: ["192.168.1.7", "192.168.137.1"])
    assert access.shared
    assert access.host == "192.168.1.7"
    assert access.known_host("192.168.1.7:8000")
    assert access.known_host("192.168.137.1:8000")
    assert not access.known_host("192.168.99.1:8000")
    assert access.choose("192.168.137.1")
    assert not access.choose("evil.example")
    assert access.room_link.startswith("http://192.168.137.1:8000/#")
    assert access.invitation()["addresses"] == ["192.168.1.7", "192.168.137.1"]


def test_an_address_is_found_without_a_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simkemitraan.web.address._routed_address", lambda: "")
    entry = SimpleNamespace(family=socket.AF_INET, address="192.168.137.1")
    lone = SimpleNamespace(family=socket.AF_INET, address="169.254.3.3")
    loop = SimpleNamespace(family=socket.AF_INET, address="127.0.0.1")
    monkeypatch.setattr("psutil.net_if_addrs", lambda: {"lo": [loop], "x": [lone], "wlan0": [entry]})
    assert own_addresses() == ["192.168.137.1", "169.254.3.3"]


def test_the_qr_code_is_a_square() -> None:
    pytest.importorskip("qrcode")
    rows = matrix("http://192.168.1.7:8000/#ABCDEF")
    assert len({len(row) for row in rows}) == 1
    assert len(rows[0]) == len(rows) >= 21
    assert set("".join(rows)) == {"0", "1"}


def test_ten_thousand_random_messages_are_read_or_refused() -> None:
    """Fields of every command with values of every kind, cut, doubled and glued: a command or a refusal, never an error."""
    rng = random.Random(5)
    values = [
        0,
        -1,
        1,
        2**70,
        10**400,
        0.5,
        1e308,
        True,
        None,
        "",
        "x" * 300,
        "\x00",
        [],
        ["a"] * 9,
        {},
        {"do": "play"},
    ]
    names = sorted({name for form in FORMS.values() for name in form.fields} | {"more"})
    read_at_all = 0
    for _ in range(10_000):
        do = rng.choice([*FORMS, "dance"])
        body = {"do": do} | {name: rng.choice(values) for name in rng.sample(names, rng.randrange(5))}
        text = json.dumps(body)
        if rng.random() < 0.3:
            at = rng.randrange(len(text))
            text = text[:at] + rng.choice(["", text[at:] * 2, ",", "}", '"do":"play",']) + text[at:][1:]
        try:
            read(text, trainer=rng.random() < 0.5)
            read_at_all += 1
        except RefusedError:
            pass
    assert 10 < read_at_all < 9000
