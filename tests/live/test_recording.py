"""A session saved is an ordinary result with the numbers the room saw, and plays back without the model."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("starlette")
pytest.importorskip("qrcode")

from tests.live.test_stream import Viewer, equal

from simkemitraan import Scenario, load
from simkemitraan.errors import InputError, ResultDamagedError, ResultError
from simkemitraan.live import posting, tape
from simkemitraan.live.opening import HEADLINES, ModelOpening
from simkemitraan.live.record import Recorder, recorded_scenarios
from simkemitraan.live.refusal import RefusedError
from simkemitraan.live.running import Options, prepare, scene_of
from simkemitraan.live.stage import Stage
from simkemitraan.live.welcome import welcome

TINY = Path(__file__).resolve().parents[2] / "scenarios" / "tiny.yaml"
NAMES = [i.name for i in HEADLINES]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load(TINY).with_changes(months=30, burn_in=24)


@pytest.fixture(scope="module")
def played(scenario: Scenario) -> Stage:
    """A session with a second future, posts in both, and some going back."""
    scene = scene_of([scenario], None)
    stage = Stage(scene, ModelOpening(scene))
    stage.go_to(6)
    stage.lanes[0].post(posting.setting(6, "leadership", "handover_share", 0.7))
    stage.go_to(20)
    stage.go_to(9)
    stage.branch()
    stage.lanes[1].post(posting.shocking(9, "funding_cut", 0.6))
    stage.lanes[1].post(
        posting.shocking(9, "leader_leaves", None, organisation=stage.cast.id_of(int(stage.shown()[0].nodes[0])))
    )
    stage.go_to(30)
    return stage


@pytest.fixture(scope="module")
def saved(scenario: Scenario, played: Stage, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "session"
    greeting = welcome(played.scene, HEADLINES, [])
    where = Recorder((scenario,), played.scene, greeting, replicates=2, folder=folder)(played.session())
    assert where == str(folder)
    return folder


def test_the_numbers_are_those_of_the_room(played: Stage, saved: Path) -> None:
    result = load(saved)
    result.verify()
    frame = result.indicators()
    frame = frame[(frame["replicate"] == 0) & (frame["district"] == 0) & (frame["group"] == -1)]
    for arm, lane in enumerate(played.lanes):
        values = frame[frame["arm"] == arm].set_index(["indicator", "month"])["value"]
        seen = 0
        for month, row in lane.series.items():
            for name, value in zip(NAMES, row, strict=True):
                if value == value:
                    assert values[name, month] == value
                    seen += 1
        assert seen > 200
    assert [s.name for s in result.scenarios] == [f"{played.scene.name}-a", f"{played.scene.name}-b"]
    assert result.provenance["command"] == "compare"


def test_a_session_of_one_future_is_a_run(scenario: Scenario, played: Stage) -> None:
    session = played.session()
    one = replace(session, origins=session.origins[:1], posts=session.posts[:1])
    (only,) = recorded_scenarios((scenario,), one)
    assert only.name == scenario.name
    assert len(only.data["timeline"]) == len(scenario.data["timeline"]) + 1
    assert only.spec().timeline[-1] == session.posts[0][0][0]


def test_a_longer_session_is_a_longer_scenario(scenario: Scenario, played: Stage) -> None:
    (first, _) = recorded_scenarios((scenario,), replace(played.session(), month=50))
    assert first.months == 50


def test_a_recording_plays_back_without_the_model(played: Stage, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the model ran")

    monkeypatch.setattr("simkemitraan.engine.advance", forbidden)
    monkeypatch.setattr("simkemitraan.engine.start", forbidden)
    show = prepare(Options(str(saved), browser=False))
    stage = show.room.stage
    assert stage.scene.tape
    viewer = Viewer()
    viewer.picture(stage.picture(0))
    while stage.month < 30:
        stage.advance()
        viewer.frame(stage.frame().text)
    assert all(equal(a, b) for a, b in zip(viewer.pictures, played.shown(), strict=True))
    for lane, original in zip(stage.lanes, played.lanes, strict=True):
        assert all(np.allclose(lane.series[m], original.series[m], rtol=1e-8, equal_nan=True) for m in range(30))
    stage.advance()
    assert stage.month == 30
    stage.go_to(7)
    again = stage.shown()
    stage.go_to(25)
    stage.go_to(7)
    assert all(equal(a, b) for a, b in zip(stage.shown(), again, strict=True))
    assert [len(marks) for marks in stage.marks()] == [len(marks) for marks in played.marks()]
    for refused in (stage.branch, lambda: stage.lanes[0].post(()), lambda: stage.lanes[0].withdraw(0)):
        with pytest.raises(RefusedError):
            refused()


def test_a_damaged_recording_is_named(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(ResultError):
        tape.Tape(tmp_path)
    path = tmp_path / tape.NAME
    path.parent.mkdir()
    path.write_bytes((saved / tape.NAME).read_bytes()[:-40])
    with pytest.raises(ResultDamagedError):
        tape.Tape(tmp_path)
    with gzip.open(path, "wt") as file:
        file.write(json.dumps({"version": 99}))
    with pytest.raises(ResultDamagedError):
        tape.Tape(tmp_path)


def test_two_scenarios_need_one_place(scenario: Scenario) -> None:
    other = Scenario.load(TINY.with_name("kabupaten_sampang.yaml"))
    with pytest.raises(InputError) as wrong:
        scene_of([scenario, other], None)
    assert "place" in wrong.value.en
    both = scene_of([scenario, scenario.with_changes({"levers.leadership.handover_share": 0.9})], 5)
    assert len(both.specs) == 2
    assert both.seed == 5


def test_a_session_is_kept_and_continued(tmp_path: Path) -> None:
    options = Options(str(TINY), out=tmp_path / "room", bands=0, browser=False)
    first = prepare(options)
    first.room.stage.go_to(4)
    assert first.room.keeper is not None
    first.room.keeper.write(first.room.stage.session())
    second = prepare(options)
    assert second.room.stage.month == 4
    assert second.door.keys == first.door.keys
    assert prepare(replace(options, fresh=True)).room.stage.month == 0
    assert prepare(replace(options, seed=99)).room.stage.month == 0
    shared = prepare(replace(options, host="0.0.0.0"))
    assert shared.bind == "0.0.0.0"
    assert shared.door.host != "0.0.0.0"


def test_a_registry_is_there_when_the_room_opens() -> None:
    from tests.live.rooms import scene
    from tests.worlds import spec

    from simkemitraan.world.spec import KnownOrganisation, Registry

    plain = spec(months=12)
    place = replace(plain.place, registry=Registry((KnownOrganisation("Yayasan Harapan", 1, 0, active=True),)))
    shown = scene(specs=(replace(plain, place=place),))
    stage = Stage(shown, ModelOpening(shown))
    assert stage.month == shown.opens_at == 1
    assert any(row[3] == "Yayasan Harapan" for row in stage.cast.rows)
