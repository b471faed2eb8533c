"""The desk over real connections, without a browser: who comes in, what is answered, what is refused and in which words."""

from __future__ import annotations

import io
import json
import logging
import os
import shlex
import threading
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")

from tests.desk.desks import TINY, Planner, Served, served
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from simkemitraan.cli import run_command
from simkemitraan.desk import computing, session
from simkemitraan.indicators import ALL
from simkemitraan.mechanisms import ORDER
from simkemitraan.runs.again import same_bytes
from simkemitraan.scenario.building import packaged_policies

OWN = [
    {
        "name": "mine",
        "title": {"id": "Milik saya", "en": "Mine"},
        "rows": [{"month": 6, "set": "levers.service_delivery.hub_share", "to": 0.4}],
    }
]


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.fixture(scope="module")
def planner(server: Served) -> Iterator[Planner]:
    one = Planner(server)
    yield one
    one.close()


def test_the_page_asks_nobody_else(server: Served) -> None:
    for path in ("", "assets/desk.js", "palette.css"):
        with urllib.request.urlopen(server.page + path) as answer:
            assert answer.headers["content-security-policy"].startswith("default-src 'self'")
            text = answer.read().decode()
        assert "https://" not in text
        assert "http://" not in text.replace("http://www.w3.org", "")


def test_foreign_hosts_and_origins_stay_outside(server: Served, planner: Planner) -> None:
    foreign = urllib.request.Request(server.page, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(foreign)
    refused.value.close()
    assert refused.value.code == 403
    with pytest.raises(InvalidStatus), connect(server.socket, origin="http://evil.example"):  # type: ignore[arg-type]
        raise AssertionError
    assert planner.file("registry?name=a.csv", b"x", origin="http://evil.example")[0] == 403


def test_without_the_key_the_door_stays_shut(
    server: Served, planner: Planner, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), connect(server.socket, origin=server.page.rstrip("/")) as socket:  # type: ignore[arg-type]
        socket.send('{"do": "join", "token": "wrong"}')
        assert json.loads(socket.recv())["is"] == "refused"
        with pytest.raises(ConnectionClosed):
            socket.recv()
        assert socket.close_code == 4401
    assert planner.file("take/tables.xlsx", authorization="Bearer wrong")[0] == 403
    assert planner.file("take/tables.xlsx", **{"x-desk": "another"})[0] == 403


def test_nonsense_is_refused_and_the_desk_goes_on(server: Served, caplog: pytest.LogCaptureFixture) -> None:
    one = Planner(server)
    bad: list[str | bytes] = [
        os.urandom(50),
        "{}",
        '{"do":"dance"}',
        '{"do":"find","words":1,"ask":1}',
        '{"do":"join","token":"x"}',
    ]
    with caplog.at_level(logging.WARNING, "simkemitraan.desk"):
        for message in bad:
            one.socket.send(message)
            assert one.until("refused")["why"]
    assert one.reply(do="find", words="garut")["count"] == 1
    one.close()


def test_all_that_is_declared_is_on_the_page(planner: Planner) -> None:
    """A mechanism's new lever, a new indicator and a new policy appear without a line for them."""
    told = planner.welcome
    levers = {(g["mechanism"], p["name"]) for g in told["levers"] for p in g["params"]}
    assert levers == {(m.name, p.name) for m in ORDER for p in m.params if p.role == "lever"}
    assert [i["name"] for i in told["indicators"]] == [i.name for i in ALL]
    assert {p["name"] for p in told["policies"]} == set(packaged_policies())
    assert all(row["lever"] or "shock" in row["given"] for p in told["policies"] for row in p["rows"])


def test_levers_choices_and_events_are_told_in_words_not_by_their_keys(planner: Planner) -> None:
    """In both languages: the unit of every lever, what a relative one multiplies, the words of a choice, what happens."""
    levers = {f"{g['mechanism']}.{p['name']}": p for g in planner.welcome["levers"] for p in g["params"]}
    assert [name for name, p in levers.items() if not all(p["units"])] == []
    assert levers["budgets.aid"]["units"] == ["kali biasanya; 1 = seperti biasanya", "times the usual; 1 = as usual"]
    assert levers["budgets.cut_rule"]["said"][2] == ["semua pos sama rata", "every line alike"]
    cards = {card["name"]: card for card in planner.welcome["policies"]}
    assert cards["disaster"]["rows"][0]["shock"] == ["bencana", "disaster"]
    told = json.dumps([[card[key] for key in ("title", "use_when", "notes")] for card in cards.values()])
    assert "levers." not in told
    assert "`" not in told
    assert "“pemotongan anggaran instansi”" in cards["budget_cut"]["notes"][0]


def test_every_district_is_found_and_a_slip_is_helped(planner: Planner) -> None:
    assert planner.reply(do="find", words="")["count"] == 514
    assert [row["key"] for row in planner.reply(do="find", words="garut")["rows"]] == ["kabupaten_garut"]
    bali = planner.reply(do="find", words="bali")
    assert [row["title"] for row in bali["regions"]] == [["Provinsi Bali", "Bali Province"]]
    assert planner.reply(do="place", place={"name": "provinsi_bali"})["argument"] == "package:provinsi_bali"
    assert planner.reply(do="find", words="")["regions"] == []
    slip = planner.reply(do="find", words="garud")
    assert slip["none"]
    assert "kabupaten_garut" in [row["key"] for row in slip["near"]]
    place = planner.reply(do="place", place={"name": "package:kabupaten_garut"})
    assert place["title"] == ["Kabupaten Garut", "Garut Regency"]
    derived = [f["text"][1] for f in place["districts"][0]["figures"] if f["derived"]]
    assert len(derived) >= 5  # nobody has counted the organisations, and it is said


def test_a_form_is_a_place_and_two_readings_of_a_number_are_refused(planner: Planner) -> None:
    form = {
        "name": "Kabupaten Saya",
        "population": "30000",
        "poor": "",
        "subdistricts": "3",
        "villages": "",
        "organisations": {"nonprofit": "4"},
    }
    place = planner.reply(do="place", place={"form": form})
    assert place["is"] == "place"
    assert {f["text"][1]: f["value"][1] for f in place["districts"][0]["figures"]}["People"] == "30,000"
    wrong = planner.reply(do="place", place={"form": {**form, "population": "306.000", "subdistricts": "many"}})
    assert wrong["is"] == "mistakes"
    said = {m["key"]: m["text"] for m in wrong["list"]}
    assert any("306000" in text[1] and "306" in text[1] for text in said.values()), said
    assert len(said) == 2
    assert planner.reply(do="place", place={"form": {"name": ""}})["is"] == "mistakes"
    assert planner.reply(do="place", place={})["is"] == "mistakes"


def test_the_answer_is_that_of_compare_to_the_last_digit(
    planner: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page and the command line show one set of numbers, and the command that is handed out makes the same bytes."""
    told = planner.answer("shared_hub", OWN, [{"name": "shared_hub"}, {"name": "forum"}], replicates=3)
    status, body = planner.file("take/session.zip")
    assert status == 200
    zipfile.ZipFile(io.BytesIO(body)).extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert told["command"] in Path("command.txt").read_text(encoding="utf-8")
    assert (
        run_command(["--lang", "en", *shlex.split(told["command"])[1:], "--json", "--no-report", "--workers", "1"]) == 0
    )
    assert json.loads(capsys.readouterr().out) == told["figures"]
    status, body = planner.file("take/result.zip")
    zipfile.ZipFile(io.BytesIO(body)).extractall(tmp_path / "desk")
    assert same_bytes(tmp_path / "result", tmp_path / "desk" / "result")


def test_a_place_of_ones_own_is_taken_away_whole(
    planner: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scenario that extends another goes along as one file that makes the same result."""
    (tmp_path / "base.yaml").write_text("name: base\nextends: package:tiny\nburn_in: 24\n", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(
        "name: mine\nextends: base.yaml\nlevers:\n  funding: {partnership_bonus: 0.1}\n", encoding="utf-8"
    )
    told = planner.answer("shared_hub", place={"name": str(tmp_path / "mine.yaml")}, months=12)
    for what in ("session", "result"):
        zipfile.ZipFile(io.BytesIO(planner.file(f"take/{what}.zip")[1])).extractall(tmp_path / what)
    monkeypatch.chdir(tmp_path / "session")
    assert run_command([*shlex.split(told["command"])[1:], "--no-report", "--workers", "1"]) == 0
    assert same_bytes(tmp_path / "session" / "result", tmp_path / "result" / "result")


def test_an_answer_narrows_while_one_looks(server: Served) -> None:
    one = Planner(server)
    one.answer("shared_hub", replicates=5)
    rounds = [m for m in one.heard if m["is"] == "answer"]
    assert [m["replicates"] for m in rounds] == [2, 4, 5]
    widths = [next(r for r in m["figures"]["indicators"] if r["name"] == "families_served") for m in rounds]
    assert widths[-1]["high"] - widths[-1]["low"] < widths[0]["high"] - widths[0]["low"]
    again = one.answer("shared_hub", "forum", replicates=2)
    assert again["figures"]["replicates"] == 2
    one.heard.clear()
    one.answer("shared_hub", replicates=5, costs={"service_delivery.hub_share": 1})
    assert [m["replicates"] for m in one.heard if m["is"] == "answer"] == [
        5
    ]  # a cost changes no run: nothing is waited for
    one.close()


def test_a_change_takes_the_place_of_what_was_being_computed(server: Served) -> None:
    one = Planner(server)
    first = one.ask(do="answer", place=TINY, arms=[[{"name": "shared_hub"}]], costs={}, months=240, replicates=1000)
    one.until("begun")
    began = time.monotonic()
    last = one.answer("forum", months=12)
    assert time.monotonic() - began < 30
    assert last["to"] != first
    one.ask(do="answer", place=TINY, arms=[[{"name": "forum"}]], costs={}, months=240, replicates=1000)
    one.until("begun")
    one.say(do="stop")
    assert one.until("ended")["whole"] is False
    one.close()


@pytest.mark.parametrize(
    ("arm", "key"),
    [
        ([{"name": "mine", "rows": [{"month": 6, "set": "levers.service_delivery.hub_share", "to": 8.5}]}], "to"),
        (
            [{"name": "mine", "rows": [{"month": "soon", "set": "levers.service_delivery.hub_share", "to": 0.5}]}],
            "month",
        ),
        ([{"name": "mine", "rows": [{"month": 6, "set": "levers.service_delivery.hub_shar", "to": 0.5}]}], "set"),
        ([{"name": "mine", "rows": []}], ""),
        ([{"name": "no_such_policy"}], ""),
        ([{"name": "../mine", "rows": []}], ""),
        ([{"name": "forum"}, {"name": "forum"}], ""),
        ("forum", ""),
        ([], ""),
    ],
)
def test_a_policy_that_cannot_be_meant_is_answered_in_words(planner: Planner, arm: object, key: str) -> None:
    ask = planner.ask(do="answer", place=TINY, arms=[arm], costs={}, months=24, replicates=2)
    told = planner.until("mistakes", "answer")
    assert told["is"] == "mistakes"
    assert told["to"] == ask
    assert key in told["list"][0]["key"]
    assert all(text and "Traceback" not in text for text in told["list"][0]["text"])


def test_what_comes_after_the_end_is_said(planner: Planner) -> None:
    planner.answer(
        [{"name": "late", "rows": [{"month": 100, "set": "levers.service_delivery.hub_share", "to": 0.4}]}], months=24
    )
    assert "100" in next(m for m in reversed(planner.heard) if m["is"] == "begun")["notes"][0][1]


def test_a_cost_of_ones_own_gives_a_price(planner: Planner) -> None:
    """What a lever costs is the planner's to say: it is never grown to the size of the place, and no run is done again for it."""
    told = planner.answer("shared_hub", replicates=4, months=36, costs={"service_delivery.hub_share": "1000"})
    row = told["figures"]["portfolio"][0]["measures"]
    assert row["cost"]["difference"] == pytest.approx(400.0)
    assert "--policy policies/shared_hub.yaml" in told["command"]
    declared = planner.answer("shared_hub", replicates=4, months=36)
    shown = planner.reply(do="place", place=TINY)["costs"]["service_delivery.hub_share"]
    assert shown["value"] == pytest.approx(900 * 30_000 / 306_000, rel=1e-3)  # tiny has a tenth of the people
    assert "people" in shown["origin"][1]
    cost = declared["figures"]["portfolio"][0]["measures"]["cost"]["difference"]
    assert cost == pytest.approx(0.4 * shown["value"], rel=1e-3)
    wrong = planner.ask(
        do="answer",
        place=TINY,
        arms=[[{"name": "shared_hub"}]],
        costs={"service_delivery.hub_share": "a lot"},
        months=36,
        replicates=2,
    )
    assert planner.until("mistakes")["to"] == wrong


def test_partnerships_that_differ_and_their_story(planner: Planner) -> None:
    planner.answer("joint_required", replicates=4, months=60)
    told = planner.reply(do="why", arm=1)
    assert told["is"] == "why"
    one = next(p for side in told["sides"].values() for p in side["list"])
    story = planner.reply(do="story", subject=str(one["id"]))
    assert story["arms"][0]["sentences"]
    assert planner.reply(do="why", arm=7)["is"] == "mistakes"
    assert planner.reply(do="story", subject="nobody")["is"] == "mistakes"


def test_who_gains_where_is_drawn_with_its_tables(planner: Planner) -> None:
    """Fields and kecamatan in the pictures of the report, in either language, each readable as a table too."""
    planner.answer("shared_hub", "forum", replicates=2, months=24)
    for lang, word_ in (("en", "Policy"), ("id", "Kebijakan")):
        parts = planner.reply(do="where", lang=lang)["parts"]
        drawn = [p for part in parts if part["is"] == "pictures" for p in part["pictures"]]
        assert len(drawn) == 2
        assert all(p["image"].startswith("data:image/svg+xml") and p["alt"] for p in drawn)
        tables = [part for part in parts if part["is"] == "table"]
        assert len(tables) == 2
        assert all(word_ in t["head"] and t["rows"] for t in tables)


@pytest.mark.parametrize(
    ("what", "begins"),
    [("brief.docx", b"PK"), ("brief.pptx", b"PK"), ("tables.xlsx", b"PK"), ("report.html", b"<!doc")],
)
def test_what_is_taken_away(planner: Planner, what: str, begins: bytes) -> None:
    planner.answer("shared_hub", months=12)
    for lang in ("id", "en"):
        status, body = planner.file(f"take/{what}?lang={lang}")
        assert status == 200, body
        assert body.lower().startswith(begins.lower())


def test_there_is_nothing_to_take_away_before_an_answer(server: Served) -> None:
    one = Planner(server)
    for what in ("brief.docx", "session.zip"):
        status, body = one.file(f"take/{what}")
        assert status == 409
        assert len(json.loads(body)["text"]) == 2
    one.answer("shared_hub", months=12)
    assert one.file("take/passwords")[0] == 409
    one.close()


def test_an_answer_is_repeated_in_other_worlds(planner: Planner) -> None:
    """Every assumption that no pattern informs is drawn, and the posterior together; it says where a policy helps, and what was left out."""
    ask = planner.ask(do="under", place=TINY, arms=[[{"name": "shared_hub"}]], costs={}, months=12, draws=8)
    told = planner.until("under", "mistakes")
    assert told["to"] == ask
    first = told["arms"][0]["outcomes"][0]
    assert first["indicator"] == "families_served"
    assert " of 8, worse in " in first["count"][1]
    assert all(text for row in told["arms"][0]["outcomes"] for text in (*row["range"], *row["hangs"]))
    assert any(m["is"] == "progress" and m["total"] == 32 for m in planner.heard)
    assert told["draws"] == 8
    assert f"these patterns allow: {told['left_out']}." in told["about"][1] or "not measured" in told["about"][1]


def test_the_first_time_is_said_and_can_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is compiled yet the page says why it waits, and what is asked next need not wait for it."""
    cold, told = threading.Event(), threading.Event()
    monkeypatch.setattr(computing, "is_cold", lambda: not cold.is_set())
    monkeypatch.setattr(session, "is_cold", lambda: not cold.is_set())
    monkeypatch.setattr(computing, "compile_rules", lambda: (told.set(), cold.wait(60)))
    with served() as running:
        one = Planner(running)
        one.ask(do="answer", place=TINY, arms=[[{"name": "forum"}]], costs={}, months=12, replicates=2)
        assert "First time" in one.until("begun")["notes"][0][1]
        assert told.wait(30)
        one.say(do="stop")
        assert one.until("ended")["whole"] is False
        cold.set()
        assert one.answer("forum", months=12)["figures"]["replicates"] == 2
        one.close()
