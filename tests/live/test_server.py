"""The server and the room, over real connections."""

from __future__ import annotations

import json
import logging
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")

from tests.live.rooms import NAMES, Served, served, setup, small_session
from tests.live.talkers import Talker, until
from tests.live.test_stream import agrees
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from simkemitraan.live.bands import Bands, band
from simkemitraan.live.room import Room
from simkemitraan.live.server import PAGE
from simkemitraan.live.session import Session
from simkemitraan.live.session_file import SessionFile, from_plain, read_session_file, to_plain
from simkemitraan.live.sources import ModelSource


@pytest.fixture
def server() -> Iterator[Served]:
    with served(small_session(months=120)) as running:
        yield running


@pytest.fixture
def trainer(server: Served) -> Iterator[Talker]:
    talker = Talker(server)
    until(lambda: talker.pictures and talker.room)
    yield talker
    talker.close()


def test_the_page_asks_nobody_else(server: Served) -> None:
    with urllib.request.urlopen(server.address) as answer:
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        page = answer.read().decode()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_the_page_is_built_from_exact_versions() -> None:
    folder = Path(__file__).resolve().parents[2] / "page"
    if not folder.is_dir():
        pytest.skip("the page's sources are not in this installation")
    package = json.loads((folder / "package.json").read_text())
    versions = [v for group in ("dependencies", "devDependencies") for v in package[group].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", v) for v in versions)
    assert not (folder / "package-lock.json").exists()
    assert "uplot" in (PAGE / "licences.txt").read_text()


def test_foreign_hosts_and_origins_stay_outside(server: Served, caplog: pytest.LogCaptureFixture) -> None:
    foreign = urllib.request.Request(server.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(foreign)
    refused.value.close()
    assert refused.value.code == 403
    caplog.clear()
    with (
        caplog.at_level(logging.WARNING, "simkemitraan.live"),
        pytest.raises(InvalidStatus),
        connect(server.socket, origin="http://evil.example"),
    ):  # type: ignore[arg-type]
        raise AssertionError
    assert len(caplog.records) == 1
    assert "evil.example" in caplog.text


@pytest.mark.parametrize(
    "first", ['{"do": "join", "token": "XXXXXX", "me": "a"}', '{"do": "play"}', "\x00", '{"do": "ack", "n": 1}']
)
def test_without_a_key_the_door_stays_shut(server: Served, first: str, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.WARNING, "simkemitraan.live"),
        connect(server.socket, origin=server.address.rstrip("/")) as socket,
    ):  # type: ignore[arg-type]
        socket.send(first)
        assert json.loads(socket.recv())["is"] == "refused"
        with pytest.raises(ConnectionClosed):
            socket.recv()
        assert socket.close_code == 4401
    assert len(caplog.records) == 1
    assert not server.room.clients


def test_bad_messages_are_logged_in_a_line_and_the_session_goes_on(
    server: Served, trainer: Talker, caplog: pytest.LogCaptureFixture
) -> None:
    bad: list[str | bytes] = [
        os.urandom(200),
        "x" * 5000,
        "{}",
        '{"do":"dance"}',
        '{"do":"seek","month":"soon"}',
        '{"do":"withdraw","lane":0,"index":3}',
        '{"do":"merge","keep":1}',
    ]
    with caplog.at_level(logging.WARNING, "simkemitraan.live"):
        for message in bad:
            trainer.socket.send(message)
        until(lambda: sum(m["is"] == "refused" for m in trainer.heard) == len(bad))
    assert len(caplog.records) == len(bad)
    assert all("\n" not in record.getMessage() for record in caplog.records)
    trainer.say(do="step", months=3)
    until(lambda: trainer.viewer.month == 3)


def test_a_watcher_cannot_steer(server: Served, trainer: Talker) -> None:
    watcher = Talker(server, "watcher")
    until(lambda: watcher.pictures)
    watcher.say(do="step", months=3)
    until(lambda: any(m["is"] == "refused" for m in watcher.heard))
    assert server.room.session.month == 0
    until(lambda: trainer.room["people"] == 1)
    watcher.close()
    until(lambda: trainer.room["people"] == 0)


def test_who_talks_nonsense_all_the_time_is_sent_away(server: Served) -> None:
    nuisance = Talker(server, "watcher")
    until(lambda: nuisance.pictures)
    try:
        for _ in range(40):
            nuisance.say(do="dance")
    except ConnectionClosed:
        pass
    until(lambda: nuisance.closed is not None)
    until(lambda: not server.room.clients)


def test_play_pause_seek_branch_merge(server: Served, trainer: Talker) -> None:
    trainer.say(do="speed", value=100)
    trainer.say(do="play")
    until(lambda: trainer.viewer.month > 20)
    trainer.say(do="pause")
    until(lambda: trainer.room["playing"] is False)
    until(lambda: agrees(trainer.viewer, server.room.session))
    trainer.say(do="seek", month=9)
    until(lambda: trainer.viewer.month == 9)
    trainer.say(do="branch")
    until(lambda: len(trainer.viewer.pictures) == 2)
    trainer.say(do="shock", lane=1, shock="leadership_wave")
    trainer.say(do="set", lane=1, mechanism="leadership", param="handover_share", value=0.9)
    until(lambda: len(trainer.last("desk")["marks"][1]) == 2)
    assert trainer.last("desk")["values"][1]["leadership"]["handover_share"] == 0.9
    trainer.say(do="step", months=12)
    until(lambda: trainer.viewer.month == 21)
    assert agrees(trainer.viewer, server.room.session)
    trainer.say(do="withdraw", lane=1, index=1)
    until(lambda: len(trainer.last("desk")["marks"][1]) == 1)
    trainer.say(do="merge", keep=1)
    until(lambda: len(trainer.viewer.pictures) == 1)
    assert agrees(trainer.viewer, server.room.session)


def test_ten_rapid_resets_while_it_plays(server: Served, trainer: Talker) -> None:
    trainer.say(do="speed", value=60)
    for _ in range(10):
        trainer.say(do="play")
        trainer.say(do="reset")
    until(lambda: trainer.epoch == server.room.session.broadcast.epoch >= 11 and trainer.viewer.month == 0)
    assert trainer.room["playing"] is False
    trainer.say(do="step", months=5)
    until(lambda: trainer.viewer.month == 5)
    assert agrees(trainer.viewer, server.room.session)


def test_a_slider_moved_during_play(server: Served, trainer: Talker) -> None:
    trainer.say(do="speed", value=40)
    trainer.say(do="play")
    for k in range(10):
        trainer.say(do="set", lane=0, mechanism="leadership", param="handover_share", value=k / 10)
    until(lambda: trainer.viewer.month > 10)
    trainer.say(do="pause")
    until(lambda: trainer.room["playing"] is False)
    until(lambda: agrees(trainer.viewer, server.room.session))
    assert server.room.session.trajectories[0].values()["leadership"]["handover_share"] == 0.9


def test_twenty_browsers_of_which_some_are_slow_or_dead(server: Served, trainer: Talker) -> None:
    silent = Talker(server, "watcher", acknowledges=False)
    dead = Talker(server, "watcher", reads=False)
    watchers = [Talker(server, "watcher") for _ in range(18)]
    until(lambda: all(w.pictures for w in [*watchers, silent]))
    trainer.say(do="speed", value=30)
    trainer.say(do="play")
    until(lambda: trainer.viewer.month >= 60)
    # who keeps up is never sent the whole again, and is never far behind
    assert all(w.pictures == 1 for w in watchers)
    until(lambda: trainer.room["playing"] is False)
    until(lambda: all(w.viewer.month == 120 for w in watchers))
    assert silent.viewer.month < 120
    assert silent.frames <= 3
    silent._acknowledges = True
    silent.say(do="ack", n=silent.viewer.number)
    until(lambda: silent.viewer.month == 120)
    assert silent.pictures == 2
    for talker in [*watchers, silent, dead]:
        talker.close()
    until(lambda: len(server.room.clients) == 1)


def test_a_dropped_connection_comes_back_to_the_right_month(server: Served) -> None:
    first = Talker(server)
    until(lambda: first.pictures)
    first.say(do="step", months=17)
    until(lambda: first.viewer.month == 17)
    first.say(do="play")
    first.close()
    until(lambda: not server.room.clients)
    until(lambda: server.room.playing is False, "the pause of a room left by everybody")
    second = Talker(server)
    until(lambda: second.pictures)
    assert second.viewer.month == server.room.session.month >= 17
    second.close()


def test_guess_first(server: Served, trainer: Talker) -> None:
    watchers = [Talker(server, "watcher") for _ in range(3)]
    until(lambda: all(w.room for w in watchers))
    trainer.say(do="step", months=12)
    trainer.say(do="ask", text_id="Naik?", text_en="Up?", indicator="partnerships", months=12)
    until(lambda: all(w.room.get("question") for w in watchers))
    number = trainer.room["question"]["number"]
    for w, value in zip(watchers, (2, 2, 0), strict=True):
        w.say(do="guess", question=number, value=1)
        w.say(do="guess", question=number, value=value)
    until(lambda: trainer.room["question"]["taken"] == 3)
    assert trainer.room["question"]["counts"] == []
    trainer.say(do="play")
    until(lambda: any(m["is"] == "refused" for m in trainer.heard))
    trainer.say(do="speed", value=100)
    trainer.say(do="reveal")
    until(lambda: trainer.room["question"]["answers"])
    question = trainer.room["question"]
    assert question["counts"] == [1, 0, 2]
    assert trainer.viewer.month == 24
    column = NAMES.index("partnerships")
    series = server.room.session.trajectories[0].series
    assert question["before"] == [series[11][column]]
    assert question["after"] == [series[23][column]]
    watchers[0].say(do="guess", question=number, value=1)
    until(lambda: any(m["is"] == "refused" for m in watchers[0].heard))
    for w in watchers:
        w.close()


def test_biographies(server: Served, trainer: Talker) -> None:
    trainer.say(do="step", months=30)
    until(lambda: trainer.viewer.month == 30)
    a, b, _ = trainer.viewer.pictures[0].pairs[:1][0] >> 32, trainer.viewer.pictures[0].pairs[:1][0] & 0xFFFFFFFF, 0
    trainer.say(do="who", lane=0, node=int(a), ask=1)
    trainer.say(do="tie", lane=0, a=int(a), b=int(b), ask=2)
    until(lambda: sum(m["is"] == "answer" for m in trainer.heard) == 2)
    who, tie = (m for m in trainer.heard if m["is"] == "answer")
    assert who["to"] == 1
    assert any(partner[0] == b for partner in who["partners"])
    assert all(all(text for text in fact) for fact in who["facts"] + tie["facts"])
    assert who["title"][0] in tie["title"][0]
    trainer.say(do="who", lane=0, node=999_999, ask=3)
    until(lambda: any(m["is"] == "refused" for m in trainer.heard))


def test_a_failing_model_pauses_the_room_and_loses_nothing(
    server: Served, trainer: Talker, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer.say(do="step", months=4)
    until(lambda: trainer.viewer.month == 4)
    advance = server.room.session.advance
    monkeypatch.setattr(server.room.session, "advance", lambda: 1 / 0)
    trainer.say(do="play")
    until(lambda: any(m["is"] == "notice" for m in trainer.heard))
    assert server.room.playing is False
    monkeypatch.setattr(server.room.session, "advance", advance)
    trainer.say(do="step", months=1)
    until(lambda: trainer.viewer.month == 5)


def test_a_restarted_server_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "room.json"
    keys = {"trainer": "t" * 24, "watcher": "ABCDEF"}
    with served(small_session(), session_file=SessionFile(path, keys)) as running:
        talker = Talker(running)
        until(lambda: talker.pictures)
        talker.say(do="step", months=5)
        talker.say(do="shock", lane=0, shock="funding_cut")
        talker.say(do="step", months=5)
        talker.say(do="branch")
        talker.say(do="shock", lane=1, shock="leadership_wave")
        talker.say(do="step", months=2)
        until(lambda: talker.viewer.month == 12)
        last = running.room.session
        until(lambda: (found := read_session_file(path, "d")) is not None and found[0] == last.state())
        talker.close()
    assert path.stat().st_mode & 0o077 == 0
    found = read_session_file(path, "d")
    assert found is not None
    assert found[1] == keys
    assert read_session_file(path, "another scenario") is None
    again = small_session()
    again.restore(found[0])
    assert again.state() == last.state()
    assert all(
        np.array_equal(a.series[11], b.series[11], equal_nan=True)
        for a, b in zip(again.trajectories, last.trajectories, strict=True)
    )
    assert from_plain(json.loads(json.dumps(to_plain(found[0])))) == found[0]


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"session": {"version": 1}, "keys": {}}', '{"session": 3, "keys": {}}', "\x00"]
)
def test_a_damaged_keeping_is_no_session(tmp_path: Path, content: str) -> None:
    path = tmp_path / "room.json"
    path.write_text(content)
    assert read_session_file(path, "d") is None


def test_bands_are_quantiles_of_other_lucks() -> None:
    shown = setup(months=4)
    source = ModelSource(shown)

    async def gather() -> None:
        await Bands(room, source, 6).run()

    import asyncio

    room = Room(Session(shown, ModelSource(shown)), NAMES)
    asyncio.run(gather())
    message = json.loads(room.bands or "{}")
    assert message["runs"] == 6
    assert len(message["low"]) == len(message["high"]) == 4
    low, high = (np.array(message[k], float)[:, NAMES.index("trust")] for k in ("low", "high"))
    assert (low <= high).all()
    assert (low < high).any()
    nothing = band([np.full((2, 3), np.nan)] * 2)
    assert nothing["low"] == [[None] * 3] * 2
