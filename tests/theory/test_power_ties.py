"""Theory of ties and leaders: each check passes for the model's own rule and fails for wrong ones (mutants).

Where the rule lives inside a compiled month, the check takes a *sampler*: the engine's own, a plain right one, and wrong
ones. The plain right sampler shows that a mutant fails for its mistake and not for being plain. Tolerances are four
standard errors; each mutant's distance from the truth in standard errors is said at its case.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.theory.power import Case, Rule, right, wrong
from tests.theory.test_agreements import agreed, live
from tests.theory.test_leaders import changed_within, leaders_only
from tests.theory.test_pairs import PLAIN_ENDING, PLAIN_FORMATION, world_of_pairs

from simkemitraan import engine
from simkemitraan.mechanisms import leadership, maintenance
from simkemitraan.mechanisms.dissolution.reasons import pick_reason
from simkemitraan.world.draws import monthly
from simkemitraan.world.relations import introduce_pairs

pytestmark = pytest.mark.compiled
Sampler = Callable[..., np.ndarray]

# --- 1: a pair that forms with p and ends with h ----------------------------------------------------------------------

RATE, ENDS, PAIRS, MONTHS = 6.0, 3.0, 400, 160
P = 1 - np.exp(-2 * RATE / 12)  # either of the two may use a chance; who has been a partner is always come across
H = monthly(ENDS)


def engine_pairs() -> np.ndarray:
    world = world_of_pairs(
        PAIRS,
        3,
        {"formation", "dissolution"},
        formation=PLAIN_FORMATION | {"chances": RATE},
        dissolution=PLAIN_ENDING | {"informal_hazard": ENDS},
        maintenance={"hours_per_tie": 0.0},
    )
    tied = []
    for _ in range(MONTHS):
        engine.advance(world)
        tied.append(world.relations.live("cooperating").sum())
    return np.array(tied) / PAIRS


def plain_pairs(p: float = P, h: float = H, order: str = "at once") -> np.ndarray:
    luck, tied, share = np.random.default_rng(1), np.zeros(PAIRS, bool), []
    for _ in range(MONTHS):
        u, v = luck.random((2, PAIRS))
        if order == "at once":
            tied = np.where(tied, u >= h, v < p)
        else:
            tied = (tied & (u >= h)) | (v < p) if order == "end, form" else (tied | (v < p)) & (u >= h)
        share.append(tied.mean())
    return np.array(share)


def check_share_of_tied_pairs(sample: Rule) -> None:
    """Both are decided on the ties at the start of the month, so the share is p / (p + h): not that of any order of the two.

    Power: re-forming in the month of the ending gives 0.89, ending in the month of forming 0.69, instead of 0.74 (0.002).
    """
    share = sample()[MONTHS // 4 :]
    expected = P / (P + H)
    memory = 1 - H - P
    n = PAIRS * share.size * (1 - memory) / (1 + memory)
    assert abs(share.mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / n)


# --- 2, 3: leaders ----------------------------------------------------------------------------------------------------

HEADS = 60_000


def engine_leaders() -> np.ndarray:
    world = leaders_only((0, HEADS, 0, 0, 0), hazard_per_year=0.16, founder_hazard_per_year=0.16)
    return changed_within(world, 12) > 0


def plain_leaders(chance: float) -> np.ndarray:
    return np.random.default_rng(2).random((12, HEADS)).min(axis=0) < chance


def check_yearly_probability(sample: Rule) -> None:
    """0.16 a year as a twelfth a month gives 0.149: 7 standard errors off; as a rate 0.148."""
    assert abs(sample().mean() - 0.16) < 4 * np.sqrt(0.16 * 0.84 / HEADS)


def check_one_wave_a_term(rule: Rule) -> None:
    """In any 60 months each post has exactly one month of moving, never within the freeze."""
    for u in (0.0, 0.3, 0.999):
        for inaugurated in (-50, 0, 37):
            months = np.array([m for m in range(-240, 240) if rule(m, inaugurated, 6, 12, 60, u)])
            assert all(((months >= first) & (months < first + 60)).sum() == 1 for first in range(-240, 180))
            assert (np.mod(months - inaugurated, 60) >= 6).all()


def truncating(m: int, inaugurated: int, freeze: int, spread: int, period: int, u: float) -> bool:
    return int(np.fmod(m - inaugurated, period)) == freeze + int(
        u * spread
    )  # as C divides: nothing before inauguration


# --- 4: trust -----------------------------------------------------------------------------------------------------------

STEP, GOOD, BAD, EROSION = 0.06, 0.5, 0.08, 3.0


def check_trust_step(rule: Rule) -> None:
    """First and second moment of one month, by integration over luck: they decide mean, spread and memory at rest."""
    luck = (np.arange(20_000) + 0.5) / 20_000
    for trust in (0.0, 0.3, 0.61, 1.0):
        after = np.array([rule(trust, u, GOOD, BAD, STEP, EROSION) for u in luck])
        up, down = trust + STEP * (1 - trust), trust * (1 - EROSION * STEP)
        for power in (1, 2):
            expected = GOOD * up**power + BAD * down**power + (1 - GOOD - BAD) * trust**power
            assert np.mean(after**power) == pytest.approx(expected, abs=1e-6)


def one_after_the_other(trust: float, u: float, good: float, bad: float, step: float, erosion: float) -> float:
    trust = trust + step * (1 - trust) if u < good else trust
    v = u / good if u < good else (u - good) / (1 - good)  # independent of the first
    return trust * (1 - erosion * step) if v < bad else trust


TRUSTING, LEAVE = 1_500, 0.5


def engine_trust(kept: float = 0.0) -> np.ndarray:
    """Mean personal trust by month where leaders of both sides change often."""
    world = world_of_pairs(
        TRUSTING,
        6,
        {"maintenance", "leadership"},
        maintenance={
            "culture_effect": 0.0,
            "trust_step": STEP,
            "p_good_experience": GOOD,
            "p_bad_experience": BAD,
            "trust_start_spread": 0.0,
        },
        leadership={
            "hazard_per_year": LEAVE,
            "founder_hazard_per_year": LEAVE,
            "vacancy_months": 1.0,
            "handover_share": kept,
            "decline_effect": 0.0,
        },
    )
    rows = np.arange(2 * TRUSTING, dtype=np.int32).reshape(-1, 2)
    where = introduce_pairs(world, rows[:, 0].copy(), rows[:, 1].copy())
    world.relations["cooperating"][where] = 1
    means = []
    for _ in range(240):
        engine.advance(world)
        means.append(0.5 * (world.relations.live("personal_a").mean() + world.relations.live("personal_b").mean()))
    return np.array(means)


def trust_with_resets(successor: float = 0.8 * 0.51) -> float:
    """The stationary mean, from the chain of (post a vacant, post b vacant), solved exactly."""
    m = 1 - (1 - LEAVE) ** (1 / 12)
    side = np.array([[1 - m, m], [1.0, 0.0]])  # from in post, vacant; to in post, vacant (a vacancy lasts one month)
    chain = np.kron(side, side)
    resets = np.kron(side * [[0, 1], [0, 0]], side) + np.kron(side * [[1, 0], [1, 1]], side * [[0, 1], [0, 0]])
    vector = np.linalg.matrix_power(chain.T, 999) @ np.full(4, 0.25)
    shrink = 1 - STEP * (GOOD + EROSION * BAD)
    fixed = (resets.T @ vector) * successor * shrink + STEP * GOOD * (chain.T @ vector)
    return float(np.linalg.solve(np.eye(4) - shrink * (chain - resets).T, fixed).sum())


def check_trust_with_resets(sample: Rule) -> None:
    """Changing leaders pull the mean to where successors start: 0.56 instead of 0.68 (dozens of standard errors)."""
    late = sample()[120:]
    blocks = late.reshape(10, 12).mean(axis=1)  # a year apart, hardly correlated: half of all ties are reset each year
    assert abs(late.mean() - trust_with_resets()) < 4 * max(blocks.std(ddof=1) / np.sqrt(10), 0.001)


# --- 5: terms -----------------------------------------------------------------------------------------------------------

AGREEMENTS, RENEWAL = 3_000, 0.7


def engine_terms() -> np.ndarray:
    world = agreed(AGREEMENTS, renewal=float(np.log(RENEWAL / (1 - RENEWAL))))
    alive = []
    for _ in range(38):
        alive.append(live(world))
        engine.advance(world)
    return np.array(alive)


def plain_terms(term: int = 12, hazard: bool = False) -> np.ndarray:
    luck, alive, count = np.random.default_rng(4), np.ones(AGREEMENTS, bool), []
    for month in range(38):
        count.append(alive.sum())
        decide = hazard or (month > 0 and month % term == 0)
        stay = RENEWAL ** (1 / 12) if hazard else RENEWAL
        alive &= luck.random(AGREEMENTS) < stay if decide else True
    return np.array(count)


def check_terms(sample: Rule) -> None:
    """Survival is flat between terms and falls to r**k right after the k-th: exact in time, binomial in size."""
    alive = sample()
    assert [np.unique(alive[a:b]).size for a, b in ((0, 13), (13, 25), (25, 37))] == [1, 1, 1]
    for k, month in enumerate((0, 13, 25, 37)):
        share = RENEWAL**k
        assert abs(alive[month] / AGREEMENTS - share) <= 4 * np.sqrt(share * (1 - share) / AGREEMENTS)


# --- 6: competing reasons -----------------------------------------------------------------------------------------------


def competing(u: float, v: float, hazards: np.ndarray) -> int:
    """As the mechanism does: one draw for the ending at the summed rate, one for its reason."""
    if u >= monthly(12 * hazards.sum()):
        return -1
    return pick_reason(v, hazards, np.arange(hazards.size, dtype=np.int32))


def first_that_fires(u: float, v: float, hazards: np.ndarray) -> int:
    for k, (luck, hazard) in enumerate(zip((u, v), hazards, strict=True)):
        if luck < 1 - np.exp(-hazard):
            return k
    return -1


def check_reasons(rule: Rule) -> None:
    """Two hazards a : b give reasons a : b and endings 1 - exp(-(a + b)), in either order, also at half a month."""
    luck = np.random.default_rng(5).random((40_000, 2))
    for hazards in ([0.3, 0.2], [0.2, 0.3], [0.02, 0.08]):
        found = np.array([rule(u, v, np.array(hazards)) for u, v in luck])
        total = 1 - np.exp(-sum(hazards))
        ended = (found >= 0).mean()
        assert abs(ended - total) < 4 * np.sqrt(total * (1 - total) / len(luck))
        share = hazards[0] / sum(hazards)
        assert abs((found[found >= 0] == 0).mean() - share) < 4 * np.sqrt(share * (1 - share) / (found >= 0).sum())


# --- 13: frailty --------------------------------------------------------------------------------------------------------

FRAIL, SIGMA = 5_000, 1.0


def engine_frailty() -> np.ndarray:
    world = world_of_pairs(
        FRAIL, 11, {"dissolution"}, dissolution=PLAIN_ENDING | {"informal_hazard": 1.0, "informal_frailty": SIGMA}
    )
    rows = np.arange(2 * FRAIL, dtype=np.int32).reshape(-1, 2)
    where = introduce_pairs(world, rows[:, 0].copy(), rows[:, 1].copy())
    world.relations["cooperating"][where], world.relations["since"][where] = 1, 0
    alive = []
    for _ in range(25):
        alive.append(int(world.relations.live("cooperating").sum()))
        engine.advance(world)
    return np.array(alive)


def plain_frailty(sigma: float = SIGMA, fixed: bool = True) -> np.ndarray:
    luck = np.random.default_rng(7)
    frailty, alive, count = luck.normal(size=FRAIL), np.ones(FRAIL, bool), []
    for _ in range(25):
        count.append(int(alive.sum()))
        frailty = frailty if fixed else luck.normal(size=FRAIL)
        alive &= luck.random(FRAIL) >= 1 - np.exp(-np.exp(sigma * frailty) / 12)
    return np.array(count)


def check_frailty(sample: Rule) -> None:
    """Constant pair hazards with lognormal frailty: the known survival of the mixture, by Gauss-Hermite quadrature."""
    alive = sample()
    x, w = np.polynomial.hermite_e.hermegauss(60)
    for t in (6, 12, 24):
        s = float((w / w.sum() * np.exp(-np.exp(SIGMA * x) / 12) ** t).sum())
        assert abs(alive[t] / FRAIL - s) < 4 * np.sqrt(s * (1 - s) / FRAIL)


CASES = [
    Case(
        1,
        check_share_of_tied_pairs,
        {"engine": engine_pairs, "plain": plain_pairs},
        {
            "end-then-form": lambda: plain_pairs(order="end, form"),
            "form-then-end": lambda: plain_pairs(order="form, end"),
            "rate-as-chance": lambda: plain_pairs(h=ENDS / 12),
        },
    ),
    Case(
        2,
        check_yearly_probability,
        {"engine": engine_leaders, "plain": lambda: plain_leaders(1 - 0.84 ** (1 / 12))},
        {"twelfth": lambda: plain_leaders(0.16 / 12), "as-rate": lambda: plain_leaders(monthly(0.16))},
    ),
    Case(
        3,
        check_one_wave_a_term,
        {"engine": leadership.in_wave},
        {
            "truncating": truncating,
            "no-freeze": lambda m, i, f, s, p, u: (m - i) % p == int(u * s),
            "from-then-on": lambda m, i, f, s, p, u: (m - i) % p >= f + int(u * s),
            "period-of-61": lambda m, i, f, s, p, u: (m - i) % (p + 1) == f + int(u * s),
        },
    ),
    Case(
        4,
        check_trust_step,
        {"engine": maintenance.experience_step},
        {
            "one-after-the-other": one_after_the_other,
            "no-erosion": lambda t, u, g, b, s, e: maintenance.experience_step(t, u, g, b, s, 1.0),
        },
    ),
    Case(
        4,
        check_trust_with_resets,
        {"engine": engine_trust},
        {"nothing-is-lost": lambda: engine_trust(1.0), "half-is-kept": lambda: engine_trust(0.5)},
    ),
    Case(
        5,
        check_terms,
        {"engine": engine_terms, "plain": plain_terms},
        {
            "a-month-late": lambda: plain_terms(13),
            "a-month-early": lambda: plain_terms(11),
            "as-hazard": lambda: plain_terms(hazard=True),
        },
    ),
    Case(
        6,
        check_reasons,
        {"engine": competing},
        {
            "first-that-fires": first_that_fires,
            "the-larger": lambda u, v, h: -1 if u >= monthly(12 * h.sum()) else int(h.argmax()),
        },
    ),
    Case(
        13,
        check_frailty,
        {"engine": engine_frailty, "plain": plain_frailty},
        {"none": lambda: plain_frailty(0.0), "drawn-anew": lambda: plain_frailty(fixed=False)},
    ),
]


@right(CASES)
def test_the_rule_passes(check: Callable[[Rule], None], rule: Rule) -> None:
    check(rule)


@wrong(CASES)
def test_a_wrong_rule_fails_the_same_check(check: Callable[[Rule], None], rule: Rule) -> None:
    with pytest.raises(AssertionError):
        check(rule)
