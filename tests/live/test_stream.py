"""What is sent replays to the model exactly: with shocks, a late joiner, a second future, a reset."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from tests.live.rooms import place_of, scene, small_stage
from tests.worlds import spec

from simkemitraan.live import posting
from simkemitraan.live.picture import EMPTY, Picture, apply, difference, look
from simkemitraan.live.stage import Stage


class Viewer:
    """A browser's copy, in plain Python."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.series: list[list[Any]] = []
        self.cast: list[Any] = []
        self.number = -1
        self.month = -1

    def picture(self, text: str) -> None:
        message = json.loads(text)
        self.cast[message["first"] :] = message["cast"]
        self.pictures = [apply(EMPTY, part) for part in message["lanes"]]
        self.series = [part["series"] for part in message["lanes"]]
        self.number, self.month = message["n"], message["month"]

    def frame(self, text: str) -> None:
        message = json.loads(text)
        self.cast += message.get("cast", [])
        self.pictures = [apply(old, part) for old, part in zip(self.pictures, message["lanes"], strict=True)]
        for mine, part in zip(self.series, message["lanes"], strict=True):
            mine += part["series"]
        self.number, self.month = message["n"], message["month"]


def equal(a: Picture, b: Picture) -> bool:
    return all(np.array_equal(getattr(a, f), getattr(b, f)) for f in ("nodes", "size", "flags", "pairs", "state"))


def agrees(viewer: Viewer, stage: Stage) -> bool:
    worlds = [lane.world for lane in stage.lanes]  # type: ignore[attr-defined]
    pictures = all(equal(p, look(w, stage.cast)) for p, w in zip(viewer.pictures, worlds, strict=True))
    return pictures and viewer.cast == stage.cast.rows and viewer.month == stage.month


def test_a_stream_replays_to_the_model() -> None:
    stage = small_stage(months=48)
    early, late = Viewer(), Viewer()
    early.picture(stage.picture(0))
    assert agrees(early, stage)
    for month in range(30):
        if month == 6:
            stage.lanes[0].post(posting.shocking(stage.month, "funding_cut", 0.7))
        if month == 10:
            late.picture(stage.picture(0))  # must not move the baseline of the other
        if month == 14:
            stage.lanes[0].post(posting.shocking(stage.month, "leadership_wave", 1.0))
        stage.advance()
        if month % 4 == 3:
            stage.advance()
        text = stage.frame().text
        early.frame(text)
        if late.pictures:
            late.frame(text)
    assert agrees(early, stage)
    assert agrees(late, stage)
    assert early.series[0][10:] == late.series[0][10:]
    assert len(early.series[0]) == stage.month
    stage.rebuild(0)
    early.picture(stage.picture(len(early.cast)))
    assert agrees(early, stage)
    assert stage.month == 0


def test_two_futures_come_in_one_frame() -> None:
    stage = small_stage()
    stage.advance()
    stage.branch()
    viewer = Viewer()
    viewer.picture(stage.picture(0))
    stage.lane(1).post(posting.shocking(stage.month, "leadership_wave", 1.0))
    for _ in range(12):
        stage.advance()
        viewer.frame(stage.frame().text)
    assert agrees(viewer, stage)
    assert not equal(*viewer.pictures)
    stage.merge(1)
    viewer.picture(stage.picture(len(viewer.cast)))
    assert agrees(viewer, stage)


def test_two_scenarios_open_with_two_futures() -> None:
    shown = scene(specs=(spec(months=24), spec(months=24, params={"leadership": {"hazard_per_year": 0.9}})))
    from simkemitraan.live.opening import ModelOpening

    stage = Stage(shown, ModelOpening(shown))
    assert len(stage.lanes) == 2
    assert stage.branched_at == 0
    assert (
        stage.lanes[0].values()["leadership"]["hazard_per_year"]
        != stage.lanes[1].values()["leadership"]["hazard_per_year"]
    )


def test_going_back_shows_the_earlier_picture() -> None:
    stage = small_stage()
    shown = {}
    for _ in range(20):
        stage.advance()
        stage.frame()
        shown[stage.month] = stage.shown()[0]
    for month in (7, 19, 2):
        stage.go_to(month)
        assert equal(stage.shown()[0], shown[month])


def test_numbers_of_the_cast_outlive_a_reset() -> None:
    stage = small_stage()
    before = list(stage.cast.rows)
    for _ in range(20):
        stage.advance()
    stage.rebuild(1)
    assert stage.cast.rows[: len(before)] == before


def test_the_picture_does_not_grow_with_the_length_of_the_session() -> None:
    stage = small_stage(months=2000)
    stage.lanes[0].series = {m: np.zeros(12) for m in range(1500)}  # type: ignore[assignment]
    stage._shown_series = [1500]
    assert len(json.loads(stage.picture(0))["lanes"][0]["series"]) == 600


def test_difference_and_apply_are_inverse() -> None:
    rng = np.random.default_rng(4)

    def random() -> Picture:
        nodes = np.sort(rng.choice(60, 40, replace=False)).astype(np.int32)
        a, b = rng.integers(0, 60, (2, 80))
        pairs = np.unique((np.minimum(a, b).astype(np.int64) << 32) | np.maximum(a, b))
        return Picture(
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
    shown = scene(*place_of(2000), months=60)
    from simkemitraan.live.opening import ModelOpening

    stage = Stage(shown, ModelOpening(shown))
    viewer = Viewer()
    viewer.picture(stage.picture(0))
    for _ in range(40):
        stage.advance()
        viewer.frame(stage.frame().text)
    assert agrees(viewer, stage)
