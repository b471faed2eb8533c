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
from simkemitraan.live import interventions, recording
from simkemitraan.live.saving import SessionSaver, recorded_scenarios
from simkemitraan.live.serving import Options, prepare, setup_of
from simkemitraan.live.session import Session
from simkemitraan.live.sources import HEADLINES, ModelSource
from simkemitraan.live.welcome import welcome
from simkemitraan.web.refusal import RefusedError

TINY = Path(__file__).resolve().parents[2] / "scenarios" / "tiny.yaml"
NAMES = [i.name for i in HEADLINES]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.load(TINY).with_changes(months=30, burn_in=24)


@pytest.fixture(scope="module")
def played(scenario: Scenario) -> Session:
    """A session with a second future, posts in both, and some going back."""
    setup = setup_of([scenario], None)
    session = Session(setup, ModelSource(setup))
    session.go_to(6)
    session.trajectories[0].post(interventions.setting(6, "leadership", "handover_share", 0.7))
    session.go_to(20)
    session.go_to(9)
    session.branch()
    session.trajectories[1].post(interventions.shocking(9, "funding_cut", 0.6))
    session.trajectories[1].post(
        interventions.shocking(
            9, "leader_leaves", None, organisation=session.node_index.id_of(int(session.broadcast.shown()[0].nodes[0]))
        )
    )
    session.go_to(30)
    return session


@pytest.fixture(scope="module")
def saved(scenario: Scenario, played: Session, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "session"
    greeting = welcome(played.setup, HEADLINES, [])
    where = SessionSaver((scenario,), played.setup, greeting, replicates=2, folder=folder)(played.state())
    assert where == str(folder)
    return folder


def test_the_numbers_are_those_of_the_room(played: Session, saved: Path) -> None:
    result = load(saved)
    result.verify()
    frame = result.indicators()
    frame = frame[(frame["replicate"] == 0) & (frame["district"] == 0) & (frame["group"] == -1)]
    for arm, trajectory in enumerate(played.trajectories):
        values = frame[frame["arm"] == arm].set_index(["indicator", "month"])["value"]
        seen = 0
        for month, row in trajectory.series.items():
            for name, value in zip(NAMES, row, strict=True):
                if value == value:
                    assert values[name, month] == value
                    seen += 1
        assert seen > 200
    assert [s.name for s in result.scenarios] == [f"{played.setup.name}-a", f"{played.setup.name}-b"]
    assert result.provenance["command"] == "compare"


def test_a_session_of_one_future_is_a_run(scenario: Scenario, played: Session) -> None:
    session = played.state()
    one = replace(session, origins=session.origins[:1], posts=session.posts[:1])
    (only,) = recorded_scenarios((scenario,), one)
    assert only.name == scenario.name
    assert len(only.data["timeline"]) == len(scenario.data["timeline"]) + 1
    assert only.spec().timeline[-1] == session.posts[0][0][0]


def test_a_longer_session_is_a_longer_scenario(scenario: Scenario, played: Session) -> None:
    (first, _) = recorded_scenarios((scenario,), replace(played.state(), month=50))
    assert first.months == 50


def test_a_recording_plays_back_without_the_model(
    played: Session, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the model ran")

    monkeypatch.setattr("simkemitraan.engine.advance", forbidden)
    monkeypatch.setattr("simkemitraan.engine.start", forbidden)
    show = prepare(Options(str(saved), browser=False))
    session = show.room.session
    assert session.setup.recorded
    viewer = Viewer()
    viewer.picture(session.broadcast.picture(0))
    while session.month < 30:
        session.advance()
        viewer.frame(session.broadcast.frame().text)
    assert all(equal(a, b) for a, b in zip(viewer.pictures, played.broadcast.shown(), strict=True))
    for trajectory, original in zip(session.trajectories, played.trajectories, strict=True):
        assert all(np.allclose(trajectory.series[m], original.series[m], rtol=1e-8, equal_nan=True) for m in range(30))
    session.advance()
    assert session.month == 30
    session.go_to(7)
    again = session.broadcast.shown()
    session.go_to(25)
    session.go_to(7)
    assert all(equal(a, b) for a, b in zip(session.broadcast.shown(), again, strict=True))
    assert [len(marks) for marks in session.marks()] == [len(marks) for marks in played.marks()]
    for refused in (
        session.branch,
        lambda: session.trajectories[0].post(()),
        lambda: session.trajectories[0].withdraw(0),
    ):
        with pytest.raises(RefusedError):
            refused()


def test_a_damaged_recording_is_named(saved: Path, tmp_path: Path) -> None:
    with pytest.raises(ResultError):
        recording.Recording(tmp_path)
    path = tmp_path / recording.NAME
    path.parent.mkdir()
    path.write_bytes((saved / recording.NAME).read_bytes()[:-40])
    with pytest.raises(ResultDamagedError):
        recording.Recording(tmp_path)
    with gzip.open(path, "wt") as file:
        file.write(json.dumps({"version": 99}))
    with pytest.raises(ResultDamagedError):
        recording.Recording(tmp_path)


def test_two_scenarios_need_one_place(scenario: Scenario) -> None:
    other = Scenario.load(TINY.with_name("kabupaten_sampang.yaml"))
    with pytest.raises(InputError) as wrong:
        setup_of([scenario, other], None)
    assert "place" in wrong.value.en
    both = setup_of([scenario, scenario.with_changes({"levers.leadership.handover_share": 0.9})], 5)
    assert len(both.specs) == 2
    assert both.seed == 5


def test_a_session_is_kept_and_continued(tmp_path: Path) -> None:
    options = Options(str(TINY), out=tmp_path / "room", bands=0, browser=False)
    first = prepare(options)
    first.room.session.go_to(4)
    assert first.room.session_file is not None
    first.room.keep()
    second = prepare(options)
    assert second.room.session.month == 4
    assert second.access.keys == first.access.keys
    assert prepare(replace(options, fresh=True)).room.session.month == 0
    assert prepare(replace(options, seed=99)).room.session.month == 0
    shared = prepare(replace(options, host="0.0.0.0"))
    assert shared.bind == "0.0.0.0"
    assert shared.access.host != "0.0.0.0"


def test_a_registry_is_there_when_the_room_opens() -> None:
    from tests.live.rooms import setup
    from tests.worlds import spec

    from simkemitraan.world.spec import KnownOrganisation, Registry

    plain = spec(months=12)
    place = replace(plain.place, registry=Registry((KnownOrganisation("Yayasan Harapan", 1, 0, active=True),)))
    shown = setup(specs=(replace(plain, place=place),))
    session = Session(shown, ModelSource(shown))
    assert session.month == shown.opens_at == 1
    assert any(row[3] == "Yayasan Harapan" for row in session.node_index.rows)
