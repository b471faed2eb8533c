"""Theory of choice, ledgers, services and money: each check passes for the model's rule and fails for wrong ones."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from tests.evidence.made_histories import history, random_pairs, wave
from tests.handmade import call, run
from tests.theory.power import Case, Rule, right, wrong
from tests.theory.test_agreements import carry_out, consortium
from tests.theory.test_diffusion import line
from tests.theory.test_funding import winners
from tests.theory.test_pairs import PLAIN_ENDING, PLAIN_FORMATION, world_of_pairs
from tests.worlds import district, place

from simkemitraan import engine
from simkemitraan.analysis.validation import counting_rules as contract
from simkemitraan.analysis.validation.instruments import NameGenerator
from simkemitraan.indicators.network import gini, hhi
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.formation.choice_set import pick_neighbour
from simkemitraan.mechanisms.formation.consent import accepts
from simkemitraan.mechanisms.formation.proposals import PROPOSAL
from simkemitraan.mechanisms.service_delivery.coverage import blend
from simkemitraan.world import ledger
from simkemitraan.world.draws import Purpose, base_word, draw, gumbel, selection_key
from simkemitraan.world.schema import Reason
from simkemitraan.world.spec import Spec
from simkemitraan.world.world import World

pytestmark = pytest.mark.compiled

# --- 7: the multinomial logit -----------------------------------------------------------------------------------------

UTILITY, OUTSIDE, IDS, TRIES = (0.4, -0.3, 1.1), 0.7, (11, 25, 40), 12_000


def gumbel_max(utility: dict[int, float], outside: float, seed: int) -> int:
    """As the mechanism does: a Gumbel number keyed by who chooses and whom; doing nothing is keyed by oneself."""
    best, top = -1, outside + gumbel(draw(seed, Purpose.CHOOSE, 0, 0, 7, 7))
    for i, u in utility.items():
        value = u + gumbel(draw(seed, Purpose.CHOOSE, 0, 0, 7, i))
        if value > top:
            best, top = i, value
    return best


def by_index(utility: dict[int, float], outside: float, seed: int) -> int:
    """Right shares, but the luck belongs to the place in the list."""
    weights = np.cumsum(np.exp([outside, *utility.values()]))
    return [-1, *utility][int(np.searchsorted(weights, draw(seed, Purpose.CHOOSE, 0, 0, 7, 0) * weights[-1]))]


def normal_max(utility: dict[int, float], outside: float, seed: int) -> int:
    luck = np.random.default_rng(seed).normal(size=1 + len(utility))
    return [-1, *utility][int(np.argmax(np.array([outside, *utility.values()]) + luck))]


def first_above(utility: dict[int, float], outside: float, seed: int) -> int:
    """Take the first candidate that beats doing nothing, not the best."""
    top = outside + gumbel(draw(seed, Purpose.CHOOSE, 0, 0, 7, 7))
    return next((i for i, u in utility.items() if u + gumbel(draw(seed, Purpose.CHOOSE, 0, 0, 7, i)) > top), -1)


def check_choice(rule: Rule) -> None:
    """Shares of three candidates are the logit's; a twin splits its share; order and relabelling change no pick.

    Power: a probit with the same utilities is off by 0.03 in one share, seven standard errors.
    """
    three = dict(zip(IDS, UTILITY, strict=True))
    _has_shares(rule, three)
    _has_shares(rule, {11: 0.4})
    _has_shares(rule, {11: 0.4, 12: 0.4})
    for seed in range(200):
        turned = dict(reversed(three.items()))
        assert rule(three, OUTSIDE, seed) == rule(turned, OUTSIDE, seed)


def _has_shares(rule: Rule, utility: dict[int, float]) -> None:
    picks = np.array([rule(utility, OUTSIDE, seed) for seed in range(TRIES)])
    total = math.exp(OUTSIDE) + sum(math.exp(u) for u in utility.values())
    for who, u in {-1: OUTSIDE, **utility}.items():
        share = math.exp(u) / total
        assert abs((picks == who).mean() - share) < 4 * math.sqrt(share * (1 - share) / TRIES)


# --- 8: consent -----------------------------------------------------------------------------------------------------------


def consents(i: int, j: int, seed: int) -> bool:
    """Whether ``j`` accepts ``i``: equal organisations, so only luck differs."""
    world, proposal = equals()
    proposal["who"], proposal["whom"], proposal["theirs"] = i, j, 0.5
    return bool(call("formation", accepts, world, proposal, 0.0, draw(seed, Purpose.CONSENT, 0, 0, i, j)))


@functools.cache
def equals() -> tuple[World, np.void]:
    """Ten equal organisations, and an empty proposal."""
    world = engine.start(Spec(place(district((0, 10, 0, 0, 0))), burn_in=0), 1)
    for name in ("size", "openness", "load"):
        world.organisations.live(name)[...] = 0.0
    world.params["formation"].set("consent_level", -0.5)
    return world, np.zeros(1, PROPOSAL)[0]


def check_consent(rule: Rule) -> None:
    """Equal sides: the one with the larger id accepts as often as the other, and as the logit says."""
    share, n = 1 / (1 + math.exp(0.5)), 10_000
    for i, j in ((3, 8), (8, 3)):
        seen = np.mean([rule(i, j, seed) for seed in range(n)])
        assert abs(seen - share) < 4 * math.sqrt(share * (1 - share) / n)


# --- 9: coverage ------------------------------------------------------------------------------------------------------------


def check_coverage(rule: Rule) -> None:
    """One provider, equal ones, bounds, and one link of many: exact."""

    def covered(s: list[float], linked: float = 0.0) -> float:
        return float(rule(math.prod(1 - x for x in s), sum(s), sum(x * x for x in s), linked)[0])

    for s in (0.1, 0.5, 1.0):
        assert covered([s]) == pytest.approx(s)
    for k in (2, 5, 40):
        s = [0.8 / k] * k
        alone, pairs = 1 - (1 - 0.8 / k) ** k, k * (k - 1) / 2
        assert covered(s) == pytest.approx(alone)
        assert covered(s, (0.8 / k) ** 2) == pytest.approx(alone + (0.8 - alone) / pairs)
        assert covered(s, pairs * (0.8 / k) ** 2) == pytest.approx(0.8)


# --- 10, 11: what is counted --------------------------------------------------------------------------------------------------


def engine_pairs_of(members: int, withdraw: bool) -> int:
    world = consortium(members)
    if withdraw:
        world.partnerships["withdraws"][0], world.partnerships["withdraw_reason"][0] = members - 1, Reason.CAPACITY
        carry_out(ledger.withdraw_members, world)
    return int(world.relations.live("formal").sum())


def check_pairs_of_an_agreement(rule: Rule) -> None:
    for members in (2, 3, 5, 6):
        assert rule(members, False) == members * (members - 1) // 2
    for members in (3, 5):
        assert rule(members, True) == (members - 1) * (members - 2) // 2


def busy_world() -> World:
    return world_of_pairs(
        200,
        8,
        {"formation", "dissolution"},
        formation=PLAIN_FORMATION | {"chances": 12.0},
        dissolution=PLAIN_ENDING | {"informal_hazard": 5.0},
        maintenance={"hours_per_tie": 0.0},
    )


def balance(every: int = 0) -> tuple[float, float, int]:
    """Ties ended, ties formed less standing, and pairs that ended and formed again within one month.

    Endings are those of the ledger or, with ``every``, those seen between states read every so many months.
    """
    world, formed, seen, before = busy_world(), 0.0, 0, np.zeros(0)
    for month in range(24):
        engine.advance(world)
        formed += world.counts.get("cooperation_formed", 0.0)
        if every and month % every == every - 1:
            now = world.relations.live("cooperating").copy()
            seen += int((before > now[: before.size]).sum())
            before = now
    e = world.ended_ties
    begun = set(zip(e.live("a").tolist(), e.live("start").tolist(), strict=True))
    at_once = sum(pair in begun for pair in zip(e.live("a").tolist(), e.live("end").tolist(), strict=True))
    return (seen if every else e.n), formed - world.relations.live("cooperating").sum(), at_once


def check_every_ending_is_in_the_ledger(rule: Rule) -> None:
    """Every spell is closed once; a pair forms again from the next month on (decisions read the start of the month)."""
    ended, expected, at_once = rule()
    assert ended == expected > 1000
    assert at_once == 0


# --- 12: the null world -----------------------------------------------------------------------------------------------------


def random_ties(closure: float = 0.0) -> float:
    """Log odds ratio of a new tie with a shared partner against without, in a growing network; its standard error."""
    rng, n, cells = np.random.default_rng(12), 40, np.full((2, 2), 0.5)
    for _ in range(40):
        tied = np.triu(rng.random((n, n)) < 0.04, 1)
        tied |= tied.T
        shared = (tied.astype(int) @ tied) > 0
        upper = np.triu(~tied, 1)
        new = rng.random((n, n)) < 0.05 * (1 + closure * shared)
        for s, t in itertools.product((0, 1), (0, 1)):
            cells[s, t] += (upper & (shared == s) & (new == t)).sum()
    return _standardised(cells)


def friend_slots() -> float:
    """The engine with every coefficient at zero: what meeting friends of partners makes by itself."""
    cells = np.full((2, 2), 0.5)
    params = {"formation": PLAIN_FORMATION | {"chances": 1.5}, "maintenance": {"hours_per_tie": 0.0}}
    where = place(district((0, 40, 0, 0, 0), subdistricts=1))
    for seed in range(12):
        world = engine.start(Spec(where, burn_in=0, params=params, off=frozenset(BY_NAME) - {"formation"}), seed)
        world.organisations.live("active")[...] = 1
        for _ in range(6):
            before = _matrix(world)
            engine.advance(world)
            after = _matrix(world)
            shared = (before.astype(int) @ before) > 0
            upper = np.triu(~before, 1)
            for s, t in itertools.product((0, 1), (0, 1)):
                cells[s, t] += (upper & (shared == s) & (after == t)).sum()
    return _standardised(cells)


def _matrix(world: World) -> np.ndarray:
    r, n = world.relations, world.organisations.n
    out = np.zeros((n, n), bool)
    tied = r.live("cooperating") == 1
    out[r.live("a")[tied], r.live("b")[tied]] = True
    return out | out.T


def _standardised(cells: np.ndarray) -> float:
    """Log odds ratio over its standard error (Woolf)."""
    return float(math.log(cells[1, 1] * cells[0, 0] / (cells[1, 0] * cells[0, 1])) / math.sqrt((1 / cells).sum()))


def check_no_closure(rule: Rule) -> None:
    """Without preferences and friend slots, shared partners do not matter. Friend slots alone do: by many standard errors."""
    assert abs(rule()) < 4


# --- 14: money --------------------------------------------------------------------------------------------------------------


def engine_award(request: np.ndarray, order: np.ndarray, pool: float) -> list[float]:
    return list(request * winners(order[None, :], request, pool))


def ends_at_the_first_misfit(request: np.ndarray, order: np.ndarray, pool: float) -> list[float]:
    out = np.zeros(request.size)
    for i in order:
        if request[i] > pool:
            break
        out[i], pool = request[i], pool - request[i]
    return list(out)


def cuts_the_last(request: np.ndarray, order: np.ndarray, pool: float) -> list[float]:
    out = np.zeros(request.size)
    for i in order:
        out[i] = min(request[i], pool)
        pool -= out[i]
    return list(out)


def check_award(rule: Rule) -> None:
    """The declared rule: in order of rank, a request that does not fit is skipped, none is cut."""
    assert rule(np.array([60.0, 50.0, 30.0]), np.array([0, 1, 2]), 100.0) == [60.0, 0.0, 30.0]
    assert rule(np.array([60.0, 50.0, 30.0]), np.array([1, 0, 2]), 85.0) == [0.0, 50.0, 30.0]


def check_inequality(rule: Rule) -> None:
    """Two classes: Gini is the share that has nothing, HHI the inverse of who has; linear incomes: (n - 1) / 3n."""
    unequal, concentrated = rule
    for n, poor in ((10, 4), (100, 90)):
        x = np.r_[np.zeros(poor), np.full(n - poor, 3.0)]
        assert unequal(x) == pytest.approx(poor / n)
        assert concentrated(x) == pytest.approx(10_000 / (n - poor))
    for n in (2, 9, 50):
        x = np.arange(1.0, n + 1)
        assert unequal(x) == pytest.approx((n - 1) / (3 * n))
        assert concentrated(x) == pytest.approx(10_000 * (2 * (2 * n + 1)) / (3 * n * (n + 1)))
    # no Gini of n incomes is above (n - 1) / n, and no HHI below that of equals
    assert unequal(np.r_[np.zeros(9), 1.0]) == pytest.approx(0.9)


def small_sample_gini(x: np.ndarray) -> float:
    return gini(x) * x.size / (x.size - 1)


# --- 15: diffusion ----------------------------------------------------------------------------------------------------------

PRACTICE, ABLE, SPREAD = [0.9, 0.2, 0.4, 0.1], [0.2, 0.5, 0.6, 0.35], 0.3


def engine_diffusion() -> np.ndarray:
    world = line(PRACTICE, ABLE, spread=SPREAD)
    run(world, "learning", 12)
    return world.organisations.live("practice").copy()


def recursion(sequential: bool = False, parts: int = 1, mutual: bool = False) -> np.ndarray:
    p, n = np.array(PRACTICE), 4
    x = np.minimum(1.0, 2.0 * np.abs(np.subtract.outer(ABLE, ABLE)))
    pull = np.zeros((n, n))
    for i in range(n - 1):
        pull[i, i + 1], pull[i + 1, i] = 0.3 + 0.1 * i, 0.8
    pull *= SPREAD * 4.0 * x * (1.0 - x) / parts
    for _ in range(12 * parts):
        old = p if sequential else p.copy()
        for i in range(n):
            gaps = old - old[i] if mutual else np.maximum(0.0, old - old[i])
            p[i] += (pull[i] * gaps).sum()
    return p


def check_diffusion(rule: Rule) -> None:
    """The exact monthly recursion, all at once: not one after the other, not in continuous time."""
    np.testing.assert_allclose(rule(), recursion(), rtol=1e-10)


# --- 16: the instrument -----------------------------------------------------------------------------------------------------


def check_instrument(rule: Rule) -> None:
    """On a frozen network two answers differ only by recall: without noise and with fixed numbers they are the same."""
    rng = np.random.default_rng(4)
    pairs = random_pairs(30, 0.3, rng)
    meetings = rng.uniform(0.1, 3.0, len(pairs))
    kept, dropped, new = contract.names(
        history([wave(30, pairs, 59 + 12 * k, meetings=meetings) for k in range(16)]), rule
    )[8:11]
    assert kept > 0
    assert kept / (kept + dropped + new) == 1.0


# --- 18: draws --------------------------------------------------------------------------------------------------------------


def pick_by_lot(ids: list[int], active: list[int], seed: int) -> int:
    world, _ = equals()
    o, g = world.organisations, world.graph
    o["id"][: len(ids)], o["active"][: len(ids)] = ids, active
    g.reserve(o.capacity, 10, 1)
    g.neighbour[: len(ids)] = np.arange(len(ids))
    base = np.uint64(base_word(seed, Purpose.WALK_PARTNER, 0, 0, 5))
    return ids[call("formation", pick_neighbour, world, base, 0, len(ids), numbers=False)]


def pick_by_index(ids: list[int], active: list[int], seed: int) -> int:
    start = int(draw(seed, Purpose.WALK_PARTNER, 0, 0, 5, 0) * len(ids))
    return next(ids[(start + k) % len(ids)] for k in range(len(ids)) if active[(start + k) % len(ids)])


def idle_ones_count(ids: list[int], active: list[int], seed: int) -> int:
    best = max(
        range(len(ids)),
        key=lambda k: int(selection_key(np.uint64(base_word(seed, Purpose.WALK_PARTNER, 0, 0, 5)), ids[k])),
    )
    return ids[best]


def check_newcomers_change_nothing(rule: Rule) -> None:
    """One more who is idle changes no pick; one who is active takes only what it wins; everybody is picked equally often."""
    ids, picks = [3, 8, 21, 34, 55], []
    for seed in range(4000):
        before = rule(ids, [1] * 5, seed)
        assert rule([3, 8, 13, 21, 34, 55], [1, 1, 0, 1, 1, 1], seed) == before
        assert rule([3, 8, 13, 21, 34, 55], [1] * 6, seed) in (before, 13)
        picks.append(before)
    share = np.unique(picks, return_counts=True)[1] / len(picks)
    assert (np.abs(share - 0.2) < 4 * math.sqrt(0.16 / len(picks))).all()


PERFECT = NameGenerator(mean=math.inf, most=3, noise=0.0)
CASES = [
    Case(
        7,
        check_choice,
        {"engine": gumbel_max},
        {"by-index": by_index, "probit": normal_max, "first-above": first_above},
    ),
    Case(
        8,
        check_consent,
        {"engine": consents},
        {
            "smaller-id-decides": lambda i, j, seed: i < j or consents(i, j, seed),
            "both-must": lambda i, j, seed: consents(i, j, seed) and consents(j, i, seed),
        },
        long=frozenset({"both-must"}),
    ),
    Case(
        9,
        check_coverage,
        {"engine": blend},
        {
            "duplicates-itself": lambda free, s, q, linked: (1 - math.exp(-s), 0.0),
            "components": lambda free, s, q, linked: blend(free, s, q, math.inf if linked > 0 else 0.0),
            "links-for-nothing": lambda free, s, q, linked: blend(free, s, q, 0.0),
        },
    ),
    Case(
        10,
        check_pairs_of_an_agreement,
        {"engine": engine_pairs_of},
        {
            "star": lambda m, w: m - 1 - w,
            "ordered": lambda m, w: 2 * engine_pairs_of(m, w),
            "nobody-withdraws": lambda m, w: engine_pairs_of(m, False),
        },
    ),
    Case(11, check_every_ending_is_in_the_ledger, {"engine": balance}, {"read-every-quarter": lambda: balance(3)}),
    Case(
        12,
        check_no_closure,
        {"random": random_ties},
        {"closure": lambda: random_ties(0.8), "friend-slots": friend_slots},
    ),
    Case(14, check_award, {"engine": engine_award}, {"stops": ends_at_the_first_misfit, "cuts": cuts_the_last}),
    Case(
        14,
        check_inequality,
        {"engine": (gini, hhi)},  # type: ignore[dict-item]
        {"small-sample": (small_sample_gini, hhi), "fractions": (gini, lambda x: hhi(x) / 1e4)},
    ),  # type: ignore[dict-item]
    Case(
        15,
        check_diffusion,
        {"engine": engine_diffusion, "plain": recursion},
        {
            "one-after-another": lambda: recursion(sequential=True),
            "continuous": lambda: recursion(parts=50),
            "unlearning": lambda: recursion(mutual=True),
        },
    ),
    Case(
        16,
        check_instrument,
        {"engine": PERFECT},  # type: ignore[dict-item]
        {
            "recall": NameGenerator(mean=math.inf, most=3, noise=0.5),
            "numbers": NameGenerator(mean=1.8, most=7, noise=0.0),
        },
    ),  # type: ignore[dict-item]
    Case(
        18,
        check_newcomers_change_nothing,
        {"engine": pick_by_lot},
        {"by-index": pick_by_index, "idle-ones": idle_ones_count},
    ),
]


@right(CASES)
def test_the_rule_passes(check: Callable[[Rule], None], rule: Rule) -> None:
    check(rule)


@wrong(CASES)
def test_a_wrong_rule_fails_the_same_check(check: Callable[[Rule], None], rule: Rule) -> None:
    with pytest.raises(AssertionError):
        check(rule)
