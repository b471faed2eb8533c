"""Leaders: yearly rates are exact, waves neither double nor miss, handover keeps what it says."""

from __future__ import annotations

import numpy as np
import pytest
from tests.worlds import district, place

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME, leadership
from simkemitraan.world.spec import Spec
from simkemitraan.world.world import World

ALONE = frozenset(BY_NAME) - {"leadership", "policy"}


def leaders_only(counts: tuple[int, int, int, int, int], seed: int = 1, inaugurated: int = 0, **params: float) -> World:
    where = place(district(counts, 3401, 60_000.0, inaugurated=inaugurated))
    return engine.start(Spec(where, months=240, burn_in=0, params={"leadership": params}, off=ALONE), seed)


def changed_within(world: World, months: int) -> np.ndarray:
    o = world.organisations
    first = world.month
    touched = np.zeros(o.n, np.int64)
    for _ in range(months):
        engine.advance(world)
        touched += o.live("leader_changed_at") == world.month - 1
    assert world.month == first + months
    return touched


def test_a_yearly_chance_of_16_percent_is_16_percent_after_a_year(interpreted: bool) -> None:
    n = 400 if interpreted else 8_000
    world = leaders_only((0, n, 0, 0, 0), hazard_per_year=0.16, founder_hazard_per_year=0.16)
    share = (changed_within(world, 12) > 0).mean()
    se = np.sqrt(0.16 * 0.84 / n)
    assert abs(share - 0.16) < 3.5 * se
    if not interpreted:
        # power: a twelfth a month (0.1488 within a year) lies further off than the tolerance
        assert abs(share - (1 - (1 - 0.16 / 12) ** 12)) > 3.5 * se - abs(share - 0.16)


@pytest.mark.parametrize("shift", [0, 1, 17, 43, 59])
def test_waves_come_once_a_term_wherever_the_window_starts(shift: int, interpreted: bool) -> None:
    n = 150 if interpreted else 4_000
    world = leaders_only((n, 0, 0, 0, 0), inaugurated=-shift, government_hazard_per_year=0.0, wave_share=0.65)
    moved = changed_within(world, 60)
    assert moved.max() <= 2  # at most one in each of the two terms the window touches
    se = np.sqrt(0.65 * 0.35 / n)
    assert abs(moved.mean() - 0.65) < 4 * se


def test_no_head_moves_within_the_freeze() -> None:
    world = leaders_only((60, 0, 0, 0, 0), inaugurated=0, government_hazard_per_year=0.0, wave_share=1.0)
    assert changed_within(world, 6).sum() == 0
    assert changed_within(world, 12).sum() == 60


def test_the_month_of_the_wave_is_one_of_the_months_after_the_freeze() -> None:
    months = [m for m in range(120) if leadership.in_wave(m, 0, 6, 12, 60, 0.999)]
    assert months == [17, 77]
    assert not any(leadership.in_wave(m, 0, 6, 12, 0, 0.5) for m in range(120))


@pytest.mark.parametrize("kept", [0.0, 0.4, 1.0])
def test_personal_trust_falls_to_what_the_handover_keeps(kept: float) -> None:
    world = leaders_only((1, 0, 0, 0, 3), handover_share=kept, successor_trust=0.8)
    world.organisations.live("vacant")[...] = -1  # as the policy mechanism marks a leader who leaves
    r = world.relations
    r.live("personal_a")[...] = 0.9
    institutional = r.live("institutional_a").copy()
    engine.advance(world)
    np.testing.assert_allclose(r.live("personal_a"), kept * 0.9 + (1 - kept) * 0.8 * r.live("trust_start"))
    np.testing.assert_array_equal(r.live("institutional_a"), institutional)
    assert (world.organisations.live("vacant") >= 1).all()


def test_decline_raises_the_hazard_by_half(interpreted: bool) -> None:
    n = 400 if interpreted else 8_000
    worlds = [leaders_only((0, n, 0, 0, 0), hazard_per_year=0.16, founder_hazard_per_year=0.16) for _ in range(2)]
    worlds[1].organisations.live("income_past")[...] = 2.0 * worlds[1].organisations.live("income_year") + 1.0
    first, declined = ((changed_within(w, 12) > 0).mean() for w in worlds)
    expected = 1 - (1 - 0.16) ** 1.5
    assert abs(declined - expected) < 3.5 * np.sqrt(expected * (1 - expected) / n)
    assert declined > first  # same luck, higher hazard
