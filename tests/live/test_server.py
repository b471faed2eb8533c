"""The server and the room, over real connections."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")

from tests.live.rooms import NAMES, Served, served, small_session
from tests.live.talkers import Talker, until
from tests.live.test_stream import agrees
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from simkemitraan.declare import Text
from simkemitraan.live import biography, interventions
from simkemitraan.live.keeping import restore
from simkemitraan.live.opened import Opened
from simkemitraan.live.questions import Band, Question, scores, unmoved
from simkemitraan.live.replicates import Replicates, curve_bands, scored
from simkemitraan.live.room import Room
from simkemitraan.live.seats import Seats
from simkemitraan.live.serving import Options, Programme, prepare
from simkemitraan.live.session import trajectories_of
from simkemitraan.live.session_file import SessionFile, from_plain, read_session_file, to_plain
from simkemitraan.web import PAGE
from simkemitraan.web.address import TRIES


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
    lock = json.loads((folder / "package-lock.json").read_text())["packages"]
    assert all(entry.get("integrity", "").startswith("sha512-") for name, entry in lock.items() if name)
    assert not any("resolved" in entry for entry in lock.values())
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
    "first", ['{"do": "join", "token": "XXXXXX"}', '{"do": "play"}', "\x00", '{"do": "ack", "n": 1}']
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
    trainer.say(do="branch")
    trainer.say(do="shock", lane=1, shock="funding_cut")
    trainer.say(do="ask", text_id="Beda?", text_en="Differs?", indicator="partnerships", months=12, window=6)
    until(lambda: all(w.room.get("question") for w in watchers))
    number = trainer.room["question"]["number"]
    for w, value in zip(watchers, (-2.5, 2, 0), strict=True):
        w.say(do="guess", question=number, value=1)
        w.say(do="guess", question=number, value=value)
    until(lambda: trainer.room["question"]["taken"] == 3)
    until(lambda: watchers[0].last("mine")["value"] == -2.5)
    assert trainer.room["question"]["guesses"] == []
    trainer.say(do="play")
    until(lambda: any(m["is"] == "refused" for m in trainer.heard))
    trainer.say(do="speed", value=100)
    trainer.say(do="reveal")
    until(lambda: trainer.room["question"]["answer"] is not None)
    question = trainer.room["question"]
    assert sorted(v for v, _ in question["guesses"]) == [-2.5, 0, 2]
    until(lambda: trainer.viewer.month == 24)
    column = NAMES.index("partnerships")
    means = [np.mean([t.series[m][column] for m in range(18, 24)]) for t in server.room.session.trajectories]
    assert question["values"] == pytest.approx(means)
    assert question["answer"] == pytest.approx(means[1] - means[0])
    watchers[0].say(do="guess", question=number, value=1)
    until(lambda: any(m["is"] == "refused" for m in watchers[0].heard))
    for w in watchers:
        w.close()


def test_a_question_with_one_future_compares_before_and_after(server: Served, trainer: Talker) -> None:
    trainer.say(do="step", months=12)
    trainer.say(do="ask", text_id="Berubah?", text_en="Changes?", indicator="trust", months=6)
    trainer.say(do="reveal")
    until(lambda: (trainer.room.get("question") or {}).get("answer") is not None)
    column, series = NAMES.index("trust"), server.room.session.trajectories[0].series
    means = [np.mean([series[m][column] for m in months]) for months in (range(6, 12), range(12, 18))]
    assert trainer.room["question"]["values"] == pytest.approx(means)


def test_a_reload_keeps_the_guess_and_a_second_tab_has_the_same_seat(server: Served, trainer: Talker) -> None:
    """One browser is one voice: its seat, guess and table come back, and do not count twice."""
    phone = Talker(server, "watcher")
    trainer.say(do="ask", text_id="?", text_en="?", options_id=["a", "b"], options_en=["a", "b"])
    until(lambda: phone.room.get("question"))
    number = phone.room["question"]["number"]
    seat = phone.last("welcome")["seat"]
    phone.say(do="guess", question=number, value=1)
    phone.say(do="table", table=3)
    until(lambda: trainer.room["question"]["taken"] == 1 and phone.last("mine")["table"] == 3)
    phone.close()
    again, tab = (Talker(server, "watcher", seat=seat) for _ in range(2))
    until(lambda: again.pictures and tab.pictures)
    assert again.last("mine") == {"is": "mine", "question": number, "value": 1.0, "table": 3}
    tab.say(do="guess", question=number, value=0)
    until(lambda: tab.last("mine")["value"] == 0.0)
    assert trainer.room["question"]["taken"] == 1
    for talker in (again, tab):
        talker.close()


def test_one_address_has_a_few_seats_only() -> None:
    seats = Seats(each=3)
    mine = [seats.claim("", "10.0.0.7") for _ in range(10)]
    assert sum(seat is not None for seat in mine) == 3
    assert seats.claim("", "10.0.0.8") is not None
    assert mine[0] is not None
    assert seats.claim(mine[0].token, "10.0.0.9") is mine[0]
    assert Seats.from_plain(json.loads(json.dumps(seats.plain()))).claim(mine[0].token, "") == mine[0]


def test_guesses_at_a_table_are_scored_by_the_band() -> None:
    """Within the band nobody can know better; away from it the marks fall, and no difference is told as well."""
    band = Band.of([4.0, 5.0, 6.0, 5.0, 5.5, 4.5])
    assert band.exceeded()
    assert band.points(5.0) == band.points(band.low) == band.points(band.high) == 10
    assert 10 > band.points(band.high + band.width) > band.points(band.high + 1.5 * band.width) > 0
    assert band.points(0.0) == 0
    assert not Band.of([-1.0, 1.0, 0.5, 2.0]).exceeded()
    question = Question(1, Text("", ""), indicator="trust", guesses={1: 5.0, 2: 0.0, 3: 5.2}, open=False)
    question.values, question.band = [1.0, 6.0], band
    tables = {1: 1, 2: 2, 3: 1}
    assert scores([question], lambda seat: tables[seat]) == [[1, 10.0, 2], [2, 0.0, 1]]
    loose = replace(question, number=2, values=[1.0, 1.0], band=Band(-1.0, 1.0, 0.0, 12))
    assert unmoved([]) is unmoved([replace(question, band=None)]) is None
    assert unmoved([question, loose]) == 5.0
    assert Question.from_plain(json.loads(json.dumps(question.plain()))) == replace(question, options=())


def test_going_far_does_not_block_the_room(server: Served, trainer: Talker) -> None:
    """On the way to a far month guesses are taken, another month can be chosen, and commands wait for arrival."""
    phone = Talker(server, "watcher")
    trainer.say(do="seek", month=2400)
    until(lambda: trainer.room.get("goal") == 2400)
    began = time.monotonic()
    phone.say(do="table", table=4)
    until(lambda: phone.last("mine")["table"] == 4)
    assert time.monotonic() - began < 3
    trainer.say(do="seek", month=7)
    trainer.say(do="branch")
    until(lambda: len(trainer.viewer.pictures) == 2)
    assert trainer.viewer.month == 7
    assert server.room.session.branched_at == 7
    phone.close()


def test_a_prankster_slows_down_nobody_else(server: Served) -> None:
    """Wrong codes are counted by address, and a right code always counts."""
    for _ in range(2 * TRIES):
        server.access.wrong.add("10.0.0.66")
    assert server.access.delay("10.0.0.66") > 0
    assert server.access.delay("10.0.0.67") == 0
    assert server.access.role(server.access.keys["watcher"]) == "watcher"
    guest = Talker(server, "watcher")
    until(lambda: guest.pictures)
    guest.close()


def test_commands_in_disguise_are_counted_too(server: Served, trainer: Talker) -> None:
    """The allowance is decided by what a message is, not by how it begins."""
    trainer.socket.send('{"do":"ack","do":"who","lane":0,"node":0,"ask":1}')
    until(lambda: sum(m["is"] == "refused" for m in trainer.heard) == 1)
    nuisance = Talker(server, "watcher")
    until(lambda: nuisance.pictures)
    with contextlib.suppress(ConnectionClosed):
        for k in range(90):
            nuisance.socket.send(f'{{"ask":{k},"do":"who","lane":0,"node":0}}')
    until(lambda: nuisance.closed is not None or any(m["is"] == "refused" for m in nuisance.heard))
    assert sum(m["is"] == "answer" for m in nuisance.heard) < 90
    nuisance.close()


def test_notes_are_sent_to_the_trainer_only(server: Served, trainer: Talker) -> None:
    guest, wall = Talker(server, "watcher"), Talker(server, "projector")
    until(lambda: guest.pictures and wall.pictures)
    notes = [
        any(note for lesson in t.last("welcome")["lessons"] for step in lesson["steps"] for note in step["notes"])
        for t in (trainer, guest, wall)
    ]
    assert notes == [True, False, False]
    assert "join" in wall.last("welcome")
    assert "links" not in wall.last("welcome")
    assert "join" not in guest.last("welcome")
    wall.say(do="step", months=1)
    until(lambda: any(m["is"] == "refused" for m in wall.heard))
    for talker in (guest, wall):
        talker.close()


def test_what_the_trainer_points_at_is_told_to_all(server: Served, trainer: Talker) -> None:
    guest = Talker(server, "watcher")
    trainer.say(do="display", charts=["trust"], node=3, lane=0)
    until(lambda: guest.room.get("display", {}).get("node") == 3)
    assert guest.room["display"]["charts"] == ["trust"]
    trainer.say(do="display", a=1, b=2)
    until(lambda: guest.room["display"]["tie"] == [1, 2] and guest.room["display"]["node"] == -1)
    trainer.say(do="display", clear=1)
    until(lambda: guest.room["display"]["tie"] is None)
    guest.close()


def test_what_differs_says_why(server: Served, trainer: Talker) -> None:
    trainer.say(do="step", months=6)
    trainer.say(do="branch")
    trainer.say(do="shock", lane=1, shock="leadership_wave", strength=1.0)
    trainer.say(do="step", months=30)
    until(lambda: trainer.viewer.month == 36)
    trainer.say(do="differs", ask=5)
    until(lambda: any(m["is"] == "differs" for m in trainer.heard))
    told = trainer.last("differs")
    pairs = [set(view.pairs.tolist()) for view in trainer.viewer.pictures]
    assert [part["count"] for part in told["only"]] == [len(pairs[0] - pairs[1]), len(pairs[1] - pairs[0])]
    assert all(tie[3] and tie[4] for part in told["only"] + told["ended"] for tie in part["ties"])
    assert sum(n for _, _, n in told["ended"][0]["reasons"]) == told["ended"][0]["count"]


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
    trainer.say(do="shock", lane=0, shock="leader_leaves", node=int(a))
    until(lambda: trainer.last("desk")["marks"][0])
    assert trainer.last("desk")["marks"][0][0]["label"][0] == f"Pemimpin pergi: {who['title'][0]}"
    trainer.say(do="who", lane=0, node=999_999, ask=3)
    until(lambda: any(m["is"] == "refused" for m in trainer.heard))


@pytest.mark.parametrize(
    ("staff", "said"),
    [
        (0.0, "0 staf, 4 relawan"),
        (2.54, "2,5 staf, 4 relawan"),
        (9.97, "10 staf, 4 relawan"),
        (54.4, "54 staf, 4 relawan"),
    ],
)
def test_parts_of_a_post_are_told_where_there_are_few(staff: float, said: str) -> None:
    assert biography._people(staff, 4.0).id == said


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
    keys = {"trainer": "t" * 24, "watcher": "ABCDEF", "projector": "p" * 16}
    with served(small_session(), session_file=SessionFile(path, keys, "d")) as running:
        talker = Talker(running)
        until(lambda: talker.pictures)
        talker.say(do="step", months=5)
        talker.say(do="shock", lane=0, shock="funding_cut")
        talker.say(do="step", months=5)
        talker.say(do="branch")
        talker.say(do="shock", lane=1, shock="leadership_wave")
        talker.say(do="step", months=2)
        talker.say(do="ask", text_id="?", text_en="?", indicator="trust", months=12)
        until(lambda: talker.room.get("question") and talker.viewer.month == 12)
        phone = Talker(running, "watcher")
        until(lambda: phone.pictures)
        phone.say(do="guess", question=1, value=0.25)
        until(lambda: talker.room["question"]["taken"] == 1)
        last = running.room.session
        until(
            lambda: (
                (k := read_session_file(path, "d")) and k.state == last.state() and k.room["questions"][0]["guesses"]
            )
        )
        phone.close()
        talker.close()
    assert path.stat().st_mode & 0o077 == 0
    found = read_session_file(path, "d")
    assert found is not None
    assert found.keys == keys
    assert read_session_file(path, "another scenario") is None
    again = small_session()
    again.restore(found.state)
    assert again.state() == last.state()
    assert all(
        np.array_equal(a.series[11], b.series[11], equal_nan=True)
        for a, b in zip(again.trajectories, last.trajectories, strict=True)
    )
    assert from_plain(json.loads(json.dumps(to_plain(found.state)))) == found.state
    room = Room(Opened("", again), NAMES)
    restore(room, found.room)
    assert room.question is not None
    assert room.question.open
    assert list(room.question.guesses.values()) == [0.25]
    assert len(room.seats) == 1


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"session": {"version": 2}, "keys": {}}', '{"session": 3, "keys": {}}', "\x00"]
)
def test_a_damaged_keeping_is_no_session(tmp_path: Path, content: str) -> None:
    path = tmp_path / "room.json"
    path.write_text(content)
    assert read_session_file(path, "d") is None


def test_bands_are_quantiles_of_extra_replicates() -> None:
    session = small_session(months=4)
    room = Room(Opened("", session), NAMES)

    async def gather() -> None:
        background = Replicates(room, 6)
        while await background.work():
            pass

    asyncio.run(gather())
    message = json.loads(room.audience.bands or "{}")
    assert message["runs"] == 6
    assert len(message["low"]) == len(message["high"]) == 4
    low, high = (np.array(message[k], float)[:, NAMES.index("trust")] for k in ("low", "high"))
    assert (low <= high).all()
    assert (low < high).any()
    nothing = curve_bands([np.full((2, 3), np.nan)] * 2)
    assert nothing["low"] == [[None] * 3] * 2


def test_the_band_of_a_difference_is_that_of_paired_replicates() -> None:
    """The band under a guess comes from both futures, each replicate paired with itself, and never from the one shown."""
    session = small_session(months=36)
    session.go_to(6)
    session.branch()
    session.trajectory(1).post(interventions.shocking(6, "funding_cut", 0.9))
    room = Room(Opened("", session), NAMES)
    question = Question(1, Text("", ""), indicator="partnerships", asked_at=6, until=18, window=6, open=False)
    room.question = question

    async def gather() -> None:
        background = Replicates(room, 4)
        while question.band is None:
            await background.work()

    asyncio.run(gather())
    column, differences = NAMES.index("partnerships"), []
    for luck in range(1, 5):
        a, b = trajectories_of(session.source, session.state(), luck)
        for future in (a, b):
            future.go_to(18)
        means = [np.mean([t.series[m][column] for m in range(12, 18)]) for t in (a, b)]
        differences.append(means[1] - means[0])
    assert question.band == Band.of(differences)


def test_a_question_left_before_its_band_is_there_is_scored_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The band is that of the futures in which it was answered, whatever the room did since; everybody is told."""
    session, elsewhere = small_session(months=36), small_session(months=24)
    session.go_to(6)
    session.branch()
    session.trajectory(1).post(interventions.shocking(6, "funding_cut", 0.9))
    room = Room(Opened("", session), NAMES)
    said: list[dict[str, object]] = []
    monkeypatch.setattr(room.audience, "tell", said.append)
    asked = Text("Berapa?", "How many?")
    question = Question(1, asked, indicator="partnerships", asked_at=6, until=18, window=6, open=False)
    question.guesses[1] = 1e6
    room.question, room.questions = question, [question]
    session.go_to(18)
    room.settle()
    state = session.state()

    async def leave() -> None:
        background = Replicates(room, 4)
        await background.work()
        room.question = None
        room.opened = Opened("lesson", elsewhere)
        while question.band is None:
            assert await background.work()
        assert not room.unscored
        await background.work()  # the curves of what is shown now

    asyncio.run(leave())
    differences = []
    for luck in range(1, 5):
        a, b = trajectories_of(session.source, state, luck)
        for future in (a, b):
            future.go_to(18)
        means = [np.mean([t.series[m][NAMES.index("partnerships")] for m in range(12, 18)]) for t in (a, b)]
        differences.append(means[1] - means[0])
    assert question.band == Band.of(differences)
    assert room.state()["scores"] == [[0, 0.0, 1]]
    (notice,) = [m["text"] for m in said if m["is"] == "notice"]
    assert notice == scored(question, Band.of(differences))
    assert "“Berapa?” Pita" in notice[0]
    assert "“How many?” Band" in notice[1]
    assert "0 of 1" in notice[1]


def test_a_lesson_resets_the_room_and_opens_its_own_place(tmp_path: Path) -> None:
    """Nothing of what went before is left in a lesson, whatever place the room was opened with; a restart finds it again."""
    tiny = Path(__file__).resolve().parents[2] / "scenarios" / "tiny.yaml"
    options = Options(str(tiny), out=tmp_path, bands=0, browser=False)
    programme = Programme(options)
    opened = programme.open("")
    path = tmp_path / "room.json"
    kept = SessionFile(path, {"trainer": "t" * 24, "watcher": "ABCDEF", "projector": "p" * 16}, programme.base().digest)
    with served(opened.session, opener=programme.open, session_file=kept) as running:
        trainer = Talker(running)
        until(lambda: trainer.pictures)
        trainer.say(do="shock", lane=0, shock="funding_cut")
        trainer.say(do="step", months=3)
        trainer.say(do="lesson", name="keeping-it-going", step=0)
        until(lambda: any(m["is"] == "reload" for m in trainer.heard))
        until(lambda: trainer.viewer.month == 0 and trainer.room["opening"] is False)
        assert running.room.session.setup.name == "teaching_keeping_it_going"
        assert running.room.session.marks() == [[]]
        again = Talker(running)
        until(lambda: again.pictures)
        assert again.last("welcome")["scene"]["name"] == "teaching_keeping_it_going"
        trainer.say(do="step", months=2)
        until(lambda: (k := read_session_file(path, kept.digest)) and k.state.month == 2)
        for talker in (trainer, again):
            talker.close()
    resumed = prepare(options)
    assert resumed.room.session.setup.name == "teaching_keeping_it_going"
    assert resumed.room.session.month == 2
    assert resumed.room.lesson == ("keeping-it-going", 0)


def test_when_a_lesson_is_over_the_room_begins_again_in_its_own_place(tmp_path: Path) -> None:
    """Whoever ends the lessons and plays roles does so in the place that the room was opened with; guesses are kept."""
    tiny = Path(__file__).resolve().parents[2] / "scenarios" / "tiny.yaml"
    programme = Programme(Options(str(tiny), out=tmp_path, bands=0, browser=False))
    with served(programme.open("").session, opener=programme.open) as running:
        trainer = Talker(running)
        until(lambda: trainer.pictures)
        trainer.say(do="lesson", name="keeping-it-going", step=0)
        until(lambda: running.room.opened.name == "keeping-it-going" and not running.room.busy)
        trainer.say(do="ask", indicator="trust", text_id="a", text_en="b")
        trainer.say(do="reset")
        until(lambda: running.room.questions and trainer.room["question"] is None)
        assert running.room.opened.name == "keeping-it-going"  # within a lesson its own beginning
        trainer.say(do="lesson", name="", step=0)
        trainer.say(do="reset", luck=1)
        until(lambda: running.room.session.luck == 1)
        assert running.room.opened.name == "keeping-it-going"  # another replicate of what is looked at
        trainer.say(do="reset", luck=1)
        until(lambda: running.room.opened.name == "" and not running.room.busy)
        assert running.room.session.setup.name == "tiny"
        assert len(running.room.questions) == 1
        trainer.close()


def test_a_session_is_saved_where_the_user_said(tmp_path: Path) -> None:
    tiny = Path(__file__).resolve().parents[2] / "scenarios" / "tiny.yaml"
    opened = Programme(Options(str(tiny), out=tmp_path, replicates=1)).open("")
    assert opened.record is not None
    places = [Path(opened.record(opened.session.state())) for _ in range(2)]
    assert places == [tmp_path / "saved", tmp_path / "saved-2"]
    assert all((place / "provenance.json").is_file() for place in places)
