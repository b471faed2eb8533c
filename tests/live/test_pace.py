"""How many months are due: by the clock, one at once, and never more than a stall leaves."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette")

from simkemitraan.live.pace import FRAMES_PER_SECOND, Pace


def test_months_come_as_fast_as_they_are_asked_for_and_a_stall_is_not_caught_up_with() -> None:
    now = [100.0]
    pace = Pace(lambda: now[0])
    pace.speed = 20.0
    pace.begin()
    assert pace.wait == 0.0
    shown = []
    for _ in range(40):
        due = pace.months()
        pace.passed(due)
        shown.append(due)
        assert pace.wait == pytest.approx(1 / FRAMES_PER_SECOND)
        now[0] += pace.wait
    assert shown[0] == 1
    assert sum(shown) == pytest.approx(40, abs=1)  # two seconds
    now[0] += 30.0
    assert pace.months() == 2  # not six hundred
