"""Long sessions: memory stays flat over ten thousand months, and a large place keeps its pace of memory too."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from tests.live.rooms import small_stage

from simkemitraan.live import posting

MONTHS = 10_000
ROUND = 250


def play_round(stage: object) -> None:
    """Play, go back, branch, shock, merge, start again: what a class does all day."""
    stage.rebuild(0)  # type: ignore[attr-defined]
    for month in range(ROUND // 2):
        stage.advance()  # type: ignore[attr-defined]
        stage.frame()  # type: ignore[attr-defined]
        if month == 40:
            stage.go_to(20)  # type: ignore[attr-defined]
            stage.branch()  # type: ignore[attr-defined]
            stage.lane(1).post(posting.shocking(stage.month, "leadership_wave", None))  # type: ignore[attr-defined]
        stage.picture(0)  # type: ignore[attr-defined]
    stage.merge(1)  # type: ignore[attr-defined]
    gc.collect()


@pytest.mark.full
def test_memory_is_flat_over_ten_thousand_months() -> None:
    stage = small_stage(months=ROUND)
    for _ in range(6):
        play_round(stage)
    tracemalloc.start()
    play_round(stage)
    early, _ = tracemalloc.get_traced_memory()
    months = 0
    while months < MONTHS:
        play_round(stage)
        months += ROUND
    late, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # newcomers of other months are cast anew only when they never were before: nothing else may stay
    assert late - early < 500_000


@pytest.mark.full
def test_one_long_run_keeps_a_bounded_past() -> None:
    stage = small_stage(months=2400)
    lane = stage.lanes[0]
    held = []
    for month in range(2400):
        stage.advance()
        if month % 400 == 399:
            stage.frame()
            held.append(sum(world.bytes() for world in lane._checkpoints._worlds.values()))  # type: ignore[attr-defined]
    budget = lane._checkpoints.budget  # type: ignore[attr-defined]
    assert max(held) < 1.2 * budget
    assert len(lane.series) <= 2400
    stage.go_to(100)
    assert stage.month == 100
