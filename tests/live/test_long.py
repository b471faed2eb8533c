"""Long sessions: memory stays flat over ten thousand months, and a large place keeps its pace of memory too."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from tests.live.rooms import small_session

from simkemitraan.live import interventions

MONTHS = 10_000
ROUND = 250


def play_round(session: object) -> None:
    """Play, go back, branch, shock, merge, start again: what a class does all day."""
    session.rebuild(0)  # type: ignore[attr-defined]
    for month in range(ROUND // 2):
        session.advance()  # type: ignore[attr-defined]
        session.broadcast.frame()  # type: ignore[attr-defined]
        if month == 40:
            session.go_to(20)  # type: ignore[attr-defined]
            session.branch()  # type: ignore[attr-defined]
            session.trajectory(1).post(interventions.shocking(session.month, "leadership_wave", None))  # type: ignore[attr-defined]
        session.broadcast.picture(0)  # type: ignore[attr-defined]
    session.merge(1)  # type: ignore[attr-defined]
    gc.collect()


@pytest.mark.full
def test_memory_is_flat_over_ten_thousand_months() -> None:
    session = small_session(months=ROUND)
    for _ in range(6):
        play_round(session)
    tracemalloc.start()
    play_round(session)
    early, _ = tracemalloc.get_traced_memory()
    months = 0
    while months < MONTHS:
        play_round(session)
        months += ROUND
    late, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # newcomers of other months are cast anew only when they never were before: nothing else may stay
    assert late - early < 500_000


@pytest.mark.full
def test_one_long_run_keeps_a_bounded_past() -> None:
    session = small_session(months=2400)
    trajectory = session.trajectories[0]
    held = []
    for month in range(2400):
        session.advance()
        if month % 400 == 399:
            session.broadcast.frame()
            held.append(sum(world.bytes() for world in trajectory._checkpoints._worlds.values()))  # type: ignore[attr-defined]
    budget = trajectory._checkpoints.budget  # type: ignore[attr-defined]
    assert max(held) < 1.2 * budget
    assert len(trajectory.series) <= 2400
    session.go_to(100)
    assert session.month == 100
