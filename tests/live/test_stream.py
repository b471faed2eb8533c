"""What is sent replays to the model exactly: with shocks, a late joiner, a second future, a reset."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.live.rooms import place_of, setup, small_session
from tests.worlds import spec

from simkemitraan.live import interventions
from simkemitraan.live.network_view import EMPTY, NetworkView, apply, difference, view_of
from simkemitraan.live.session import Session


class Viewer:
    """A browser's copy, in plain Python."""

    def __init__(self) -> None:
        self.pictures: list[NetworkView] = []
        self.series: list[list[Any]] = []
        self.nodes: list[Any] = []
        self.number = -1
        self.month = -1

    def picture(self, text: str) -> None:
        message = json.loads(text)
        self.nodes[message["first"] :] = message["cast"]
        self.pictures = [apply(EMPTY, part) for part in message["lanes"]]
        self.series = [part["series"] for part in message["lanes"]]
        self.number, self.month = message["n"], message["month"]

    def frame(self, text: str) -> None:
        message = json.loads(text)
        self.nodes += message.get("cast", [])
        self.pictures = [apply(old, part) for old, part in zip(self.pictures, message["lanes"], strict=True)]
        for mine, part in zip(self.series, message["lanes"], strict=True):
            mine += part["series"]
        self.number, self.month = message["n"], message["month"]


def equal(a: NetworkView, b: NetworkView) -> bool:
    return all(np.array_equal(getattr(a, f), getattr(b, f)) for f in ("nodes", "size", "flags", "pairs", "state"))


def agrees(viewer: Viewer, session: Session) -> bool:
    worlds = [trajectory.world for trajectory in session.trajectories]  # type: ignore[attr-defined]
    pictures = all(equal(p, view_of(w, session.node_index)) for p, w in zip(viewer.pictures, worlds, strict=True))
    return pictures and viewer.nodes == session.node_index.rows and viewer.month == session.month


def test_a_stream_replays_to_the_model() -> None:
    session = small_session(months=48)
    early, late = Viewer(), Viewer()
    early.picture(session.broadcast.picture(0))
    assert agrees(early, session)
    for month in range(30):
        if month == 6:
            session.trajectories[0].post(interventions.shocking(session.month, "funding_cut", 0.7))
        if month == 10:
            late.picture(session.broadcast.picture(0))  # must not move the baseline of the other
        if month == 14:
            session.trajectories[0].post(interventions.shocking(session.month, "leadership_wave", 1.0))
        session.advance()
        if month % 4 == 3:
            session.advance()
        text = session.broadcast.frame().text
        early.frame(text)
        if late.pictures:
            late.frame(text)
    assert agrees(early, session)
    assert agrees(late, session)
    assert early.series[0][10:] == late.series[0][10:]
    assert len(early.series[0]) == session.month
    session.rebuild(0)
    early.picture(session.broadcast.picture(len(early.nodes)))
    assert agrees(early, session)
    assert session.month == 0


def test_two_futures_come_in_one_frame() -> None:
    session = small_session()
    session.advance()
    session.branch()
    viewer = Viewer()
    viewer.picture(session.broadcast.picture(0))
    session.trajectory(1).post(interventions.shocking(session.month, "leadership_wave", 1.0))
    for _ in range(12):
        session.advance()
        viewer.frame(session.broadcast.frame().text)
    assert agrees(viewer, session)
    assert not equal(*viewer.pictures)
    session.merge(1)
    viewer.picture(session.broadcast.picture(len(viewer.nodes)))
    assert agrees(viewer, session)


def test_two_scenarios_open_with_two_futures() -> None:
    shown = setup(specs=(spec(months=24), spec(months=24, params={"leadership": {"hazard_per_year": 0.9}})))
    from simkemitraan.live.sources import ModelSource

    session = Session(shown, ModelSource(shown))
    assert len(session.trajectories) == 2
    assert session.branched_at == 0
    assert (
        session.trajectories[0].values()["leadership"]["hazard_per_year"]
        != session.trajectories[1].values()["leadership"]["hazard_per_year"]
    )


def test_going_back_shows_the_earlier_picture() -> None:
    session = small_session()
    shown = {}
    for _ in range(20):
        session.advance()
        session.broadcast.frame()
        shown[session.month] = session.broadcast.shown()[0]
    for month in (7, 19, 2):
        session.go_to(month)
        assert equal(session.broadcast.shown()[0], shown[month])


def test_numbers_of_the_cast_outlive_a_reset() -> None:
    session = small_session()
    before = list(session.node_index.rows)
    for _ in range(20):
        session.advance()
    session.rebuild(1)
    assert session.node_index.rows[: len(before)] == before


def test_the_picture_does_not_grow_with_the_length_of_the_session() -> None:
    session = small_session(months=2000)
    session.trajectories[0].series = {m: np.zeros(12) for m in range(1500)}  # type: ignore[assignment]
    session.broadcast._shown_series = [1500]
    assert len(json.loads(session.broadcast.picture(0))["lanes"][0]["series"]) == 600


def test_difference_and_apply_are_inverse() -> None:
    rng = np.random.default_rng(4)

    def random() -> NetworkView:
        nodes = np.sort(rng.choice(60, 40, replace=False)).astype(np.int32)
        a, b = rng.integers(0, 60, (2, 80))
        pairs = np.unique((np.minimum(a, b).astype(np.int64) << 32) | np.maximum(a, b))
        return NetworkView(
            nodes,
            rng.integers(0, 9, 40).astype(np.int32),
            rng.integers(0, 64, 40).astype(np.int32),
            pairs,
            rng.integers(0, 48, pairs.size).astype(np.int32),
        )

    now = EMPTY
    for _ in range(50):
        new = random()
        assert equal(apply(now, json.loads(json.dumps(difference(now, new)))), new)
        assert difference(new, new) == {}
        now = new


@pytest.mark.full
def test_replay_at_two_thousand() -> None:
    shown = setup(*place_of(2000), months=60)
    from simkemitraan.live.sources import ModelSource

    session = Session(shown, ModelSource(shown))
    viewer = Viewer()
    viewer.picture(session.broadcast.picture(0))
    for _ in range(40):
        session.advance()
        viewer.frame(session.broadcast.frame().text)
    assert agrees(viewer, session)
