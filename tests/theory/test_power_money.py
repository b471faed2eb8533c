"""Theory of goods and hours, budgets, effort, memory, time and pairs: each check passes for the model's rule and fails for wrong ones.

All but the last are exact: the tolerance is rounding error.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from tests.handmade import add, call, empty, run, set_params, tie
from tests.theory.power import Case, Rule, right, wrong
from tests.theory.test_pairs import world_of_pairs

from simkemitraan import engine
from simkemitraan.mechanisms.budgets import cut_lines
from simkemitraan.mechanisms.finance.giving import usual_effort
from simkemitraan.mechanisms.service_delivery.coverage import output
from simkemitraan.world.relations import introduce_pairs
from simkemitraan.world.schema import Kind, Role

pytestmark = pytest.mark.compiled

# --- 19: hours and goods -----------------------------------------------------------------------------------------------


def check_production(rule: Rule) -> None:
    """Constant returns; Cobb-Douglas at 0, the scarcer alone at minus infinity, in between in between; one alone at 0 and 1."""
    h, g = 0.3, 0.05
    for rho in (-4.0, -1.0, -0.5, 0.0, 0.5):
        for care in (0.0, 0.3, 0.8, 1.0):
            made = rule(h, g, care, rho)
            assert rule(2.0 * h, 2.0 * g, care, rho) == pytest.approx(2.0 * made, rel=1e-12)
            assert rule(h, h, care, rho) == pytest.approx(h, rel=1e-12)
            assert g - 1e-12 <= made <= h + 1e-12
        assert rule(h, g, 1.0, rho) == h
        assert rule(h, g, 0.0, rho) == g
        for alone in ((h, 0.0), (0.0, g)):
            made = rule(*alone, 0.3, rho)
            expected = (0.3 * h**rho if alone[0] else 0.7 * g**rho) ** (1.0 / rho) if rho > 0.0 else 0.0
            assert made == pytest.approx(expected, rel=1e-12)
    assert rule(h, g, 0.3, 0.0) == pytest.approx(h**0.3 * g**0.7, rel=1e-12)
    assert rule(h, g, 0.3, 1e-7) == pytest.approx(h**0.3 * g**0.7, rel=1e-6)
    assert rule(h, g, 0.3, -1.0) == pytest.approx(1.0 / (0.3 / h + 0.7 / g), rel=1e-12)
    assert rule(h, g, 0.3, -60.0) == pytest.approx(min(h, g), rel=0.01)
    made = [rule(h, g, 0.3, rho) for rho in np.linspace(-4.0, 0.5, 19)]
    assert (np.diff(made) > 0.0).all()  # the more one can stand in for the other, the more is made of both


WRONG_PRODUCTION = {
    "added-up": lambda h, g, care, rho: care * h + (1.0 - care) * g,
    "the-scarcer-always": lambda h, g, care, rho: min(h, g),
    "without-the-root": lambda h, g, care, rho: output(h, g, care, rho) ** rho if min(h, g) > 0.0 and rho else 0.0,
    "weights-changed-over": lambda h, g, care, rho: output(h, g, 1.0 - care, rho),
    "goods-can-be-left-out": lambda h, g, care, rho: output(h, max(g, 0.01 * h), care, rho),
    "the-same-for-all": lambda h, g, care, rho: output(h, g, care, -1.0),
}

# --- 20: cuts ------------------------------------------------------------------------------------------------------------

OBSERVED, PROGRAMMES, EVEN = 0.0, 1.0, 2.0


def check_cuts(rule: Rule) -> None:
    """What is left is 1 - cut of the whole, whoever bears it; nobody has less than nothing; the protected come last."""
    for pay, services, aid in ((10.0, 4.0, 6.0), (10.0, 0.0, 1.0), (1.0, 9.0, 0.0), (0.0, 0.0, 0.0)):
        whole = pay + services + aid
        for cut in (0.0, 0.05, 0.2, 0.5, 0.9):
            for name in (OBSERVED, PROGRAMMES, EVEN):
                left = rule(name, cut, pay, services, aid)
                assert min(left) >= -1e-12
                assert all(x <= y + 1e-12 for x, y in zip(left, (pay, services, aid), strict=True))
                missing = cut * whole if name != PROGRAMMES else min(cut * whole, services + aid)
                assert sum(left) == pytest.approx(whole - missing, abs=1e-12)
    assert rule(OBSERVED, 0.1, 10.0, 4.0, 6.0) == pytest.approx((10.0, 2.0, 6.0))
    assert rule(OBSERVED, 0.3, 10.0, 4.0, 6.0) == pytest.approx((10.0, 2.0, 2.0))
    assert rule(OBSERVED, 0.5, 10.0, 4.0, 6.0) == pytest.approx((8.0, 2.0, 0.0))
    assert rule(OBSERVED, 0.9, 1.0, 9.0, 0.0) == pytest.approx((0.0, 1.0, 0.0))
    assert rule(PROGRAMMES, 0.25, 10.0, 4.0, 6.0) == pytest.approx((10.0, 2.0, 3.0))
    assert rule(EVEN, 0.25, 10.0, 4.0, 6.0) == pytest.approx((7.5, 3.0, 4.5))


def forgets_the_rest(name: float, cut: float, pay: float, services: float, aid: float) -> tuple[float, float, float]:
    """What services and aid cannot bear is not missing from pay."""
    return (pay, *cut_lines(name, cut, pay, services, aid)[1:])


def aid_first(name: float, cut: float, pay: float, services: float, aid: float) -> tuple[float, float, float]:
    left = cut_lines(name, cut, pay, aid, services)
    return left[0], left[2], left[1]


def cuts_programmes_alone(name: float, cut: float, pay: float, services: float, aid: float) -> tuple[float, ...]:
    return (pay, (1.0 - cut) * services, (1.0 - cut) * aid) if name else cut_lines(name, cut, pay, services, aid)


# --- 21: effort of raising donations ---------------------------------------------------------------------------------------


def engine_effort(donations: float, grants: float, most: float, large: float) -> float:
    world = empty()
    set_params(world, "finance", crowding_out=most, large_fundraiser=large)
    return float(call("finance", lambda w, p: usual_effort(p, donations, grants), world))


def check_effort(rule: Rule) -> None:
    """Full without grants; half of all that is lost is lost at the size of reference; the small lose next to nothing."""
    assert rule(300.0, 0.0, 1.0, 300.0) == rule(0.0, 50.0, 1.0, 300.0) == 1.0
    for most in (0.4, 1.0):
        assert rule(300.0, 300.0, most, 300.0) == pytest.approx(1.0 - most / 2.0)
        assert rule(300.0, 9e9, most, 300.0) == pytest.approx(1.0 - most / 2.0)
        assert rule(300.0, 75.0, most, 300.0) == pytest.approx(1.0 - most / 8.0)
    assert rule(3.0, 3.0, 1.0, 300.0) > 0.9998
    assert rule(1e6, 1e6, 0.5, 300.0) == pytest.approx(0.5, abs=1e-6)
    assert rule(1e6, 1e6, 2.0, 300.0) == 0.2


def effort(x: float, y: float, most: float, large: float, power: float = 2.0, least: float = 0.2) -> float:
    if x <= 0.0 or y <= 0.0:
        return 1.0
    return max(least, 1.0 - most * x**power / (x**power + large**power) * min(1.0, y / x))


# --- 22: what is remembered --------------------------------------------------------------------------------------------------


def engine_memory(first: float, half_life: float, months: int, formal: bool = False) -> float:
    world = empty()
    for _ in range(2):
        add(world, 1.0)
    row = tie(world, 0, 1)
    world.relations["memory"][row], world.relations["formal"][row] = first, int(formal)
    set_params(world, "maintenance", memory_half_life=half_life)
    run(world, "maintenance", months)
    return float(world.relations["memory"][row])


def check_memory(rule: Rule) -> None:
    """Half is left after a half-life and a quarter after two; next to nothing is nothing; none fades under an agreement."""
    assert rule(0.8, 12.0, 12) == pytest.approx(0.4)
    assert rule(0.8, 12.0, 24) == pytest.approx(0.2)
    assert rule(0.8, 36.0, 18) == pytest.approx(0.8 * math.sqrt(0.5))
    assert rule(0.8, 2.0, 30) == 0.0
    assert rule(0.8, 2.0, 30, True) == 0.8


def memory(first: float, half_life: float, months: int, formal: bool = False, base: float = 0.5) -> float:
    left = first if formal else first * base ** (months / half_life)
    return left if left > 0.005 else 0.0


# --- 23: hours for ties ---------------------------------------------------------------------------------------------------


def engine_hours(ties: int, agreements: int, strain: float, role: int = Role.NONE) -> tuple[float, float]:
    """Load, and hours that ties cost, of a hub of 10 staff (1,400 hours, a quarter for ties), with so many ties."""
    world = empty()
    set_params(world, "service_delivery", hours_per_staff=140.0, overhead=0.5)
    set_params(world, "maintenance", hours_per_tie=10.0, formal_weight=2.0, tie_share=0.25, quarrel_hours=5.0)
    set_params(world, "maintenance", convenor_discount=0.5, coordinator_share=0.8)
    set_params(world, "maintenance", p_bad_experience=0.0, strain_half_life=60.0)
    hub = add(world, 20.0, Kind.AGENCY if role == Role.LEAD_AGENCY else Kind.NONPROFIT, role=int(role))
    for k in range(ties):
        row = tie(world, hub, add(world, 20.0))
        world.relations["formal"][row] = int(k < agreements)
        world.relations["mandated"][row] = int(role == Role.COORDINATOR and k >= agreements)
    world.relations.live("strain")[...] = strain / 0.5 ** (1.0 / 60.0)
    run(world, "maintenance")
    return float(world.organisations["load"][hub]), float(world.organisations["tie_hours"][hub])


def check_hours_of_ties(rule: Rule) -> None:
    """10 hours each, twice that under an agreement; 350 for ties at most, quarrels besides, 1,400 in all."""
    for got, expected in (
        (rule(0, 0, 0.0), (0.0, 0.0)),
        (rule(7, 0, 0.0), (70.0 / 350.0, 70.0)),
        (rule(7, 2, 0.0), (90.0 / 350.0, 90.0)),
        (rule(70, 0, 0.0), (2.0, 350.0)),
        (rule(7, 0, 2.0), (0.2, 70.0 + 7 * 5.0 * 2.0)),
        (rule(70, 0, 9.0), (2.0, 1400.0)),
        (rule(7, 0, 0.0, Role.LEAD_AGENCY), (0.1, 35.0)),
        (rule(7, 3, 0.0, Role.COORDINATOR), (60.0 / 1120.0, 60.0)),
    ):
        assert got == pytest.approx(expected, rel=1e-9)


def hours(
    ties: int, agreements: int, strain: float, role: int = Role.NONE, *, most: float = 1.0, free: bool = True
) -> tuple[float, float]:
    there = (0.8 if role == Role.COORDINATOR else 0.25) * 1400.0
    alone = 0 if role == Role.COORDINATOR and free else ties - agreements
    asked = 10.0 * (alone + 2.0 * agreements) * (0.5 if role == Role.LEAD_AGENCY else 1.0)
    load = min(10.0, asked / there)
    return load, min(1400.0, min(most, load) * there + 5.0 * strain * ties)


# --- 24: pairs that change with leaders ------------------------------------------------------------------------------------

PAIRS = 4000


def engine_renewal(share: float) -> tuple[np.ndarray, np.ndarray]:
    """Affinity of pairs before and after one side's leader has gone."""
    world = world_of_pairs(PAIRS, 7, {"leadership"}, leadership={"pair_renewal": share})
    rows = np.arange(2 * PAIRS, dtype=np.int32).reshape(PAIRS, 2)
    introduce_pairs(world, rows[:, 0].copy(), rows[:, 1].copy())
    before = world.relations.live("affinity").copy()
    world.organisations.live("vacant")[...] = 1_000  # nobody leaves by hazard
    world.organisations.live("vacant")[::2] = -1
    engine.advance(world)
    return before, world.relations.live("affinity").copy()


def plain_renewal(share: float, root: bool = True) -> tuple[np.ndarray, np.ndarray]:
    before, new = np.random.default_rng(5).standard_normal((2, PAIRS))
    old, fresh = (math.sqrt(1.0 - share), math.sqrt(share)) if root else (1.0 - share, share)
    return before, old * before + fresh * new


def check_renewal(sample: Rule) -> None:
    """What changes hands varies as before, and resembles what was by the root of what is kept (four standard errors).

    Power: shares instead of their roots leave a variance of a half, 16 standard errors off.
    """
    for share in (0.3, 0.7):
        before, after = sample(share)
        assert abs(after.var() - 1.0) < 4.0 * math.sqrt(2.0 / PAIRS)
        expected = math.sqrt(1.0 - share)
        assert abs(np.corrcoef(before, after)[0, 1] - expected) < 4.0 * share / math.sqrt(PAIRS)


CASES = [
    Case(19, check_production, {"engine": output}, WRONG_PRODUCTION),
    Case(
        20,
        check_cuts,
        {"engine": cut_lines},
        {
            "forgets-the-rest": forgets_the_rest,
            "aid-first": aid_first,
            "programmes-by-their-own-share": cuts_programmes_alone,
            "even-always": lambda name, *rest: cut_lines(EVEN, *rest),
        },
    ),
    Case(
        21,
        check_effort,
        {"engine": engine_effort, "plain": effort},
        {
            "linear": lambda *a: effort(*a, power=1.0),
            "no-floor": lambda *a: effort(*a, least=0.0),
            "whatever-its-size": lambda *a: effort(*a, power=0.0),
            "by-all-grants": lambda x, y, most, large: max(0.2, 1.0 - most * x * x / (x * x + large * large)),
        },
    ),
    Case(
        22,
        check_memory,
        {"engine": engine_memory, "plain": memory},
        {
            "e-fold": lambda *a: memory(*a, base=math.exp(-1.0)),
            "under-agreements-too": lambda first, half, months, formal=False: memory(first, half, months),
            "for-ever": lambda first, half, months, formal=False: first,
        },
    ),
    Case(
        23,
        check_hours_of_ties,
        {"engine": engine_hours, "plain": hours},
        {
            "as-many-as-asked": lambda *a: hours(*a, most=10.0),
            "appointments-too": lambda *a: hours(*a, free=False),
            "no-quarrels": lambda ties, agreements, strain, role=Role.NONE: hours(ties, agreements, 0.0, role),
        },
    ),
    Case(
        24,
        check_renewal,
        {"engine": engine_renewal, "plain": plain_renewal},
        {
            "shares-for-roots": lambda share: plain_renewal(share, root=False),
            "kept": lambda share: plain_renewal(0.0),
        },
    ),
]


@right(CASES)
def test_the_rule_passes(check: Callable[[Rule], None], rule: Rule) -> None:
    check(rule)


@wrong(CASES)
def test_a_wrong_rule_fails_the_same_check(check: Callable[[Rule], None], rule: Rule) -> None:
    with pytest.raises((AssertionError, ZeroDivisionError)):
        check(rule)
