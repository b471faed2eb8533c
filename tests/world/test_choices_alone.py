"""A choice changes what it names and nothing else; one that says what would have happened anyway changes nothing at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest
from tests.worlds import small_world, state

from simkemitraan import engine
from simkemitraan.world import choices
from simkemitraan.world.choices import ALONE, Decision
from simkemitraan.world.spec import Choice
from simkemitraan.world.world import World

BUSY = {
    "formation": {"formalising": 0.5, "growth": 0.6, "later_growth": 1.0, "chances": 8.0},
    "funding": {"cycle_months": 4.0},
}
Agreements = dict[int, tuple[int, ...]]
Asked = list[tuple[int, ...]]


def agreements(world: World) -> Agreements:
    q, known = world.partnerships, world.organisations["id"]
    return {
        int(q.id[k]): tuple(int(known[i]) for i in q.member[k, : q.n_members[k]])
        for k in range(q.n)
        if q.n_members[k] > 0
    }


def joined(world: World, month: int) -> set[tuple[int, int]]:
    """The agreements and members that joined them in a month."""
    q, known = world.partnerships, world.organisations["id"]
    return {
        (int(q.id[k]), int(known[q.member[k, s]]))
        for k in range(q.n)
        for s in range(q.n_members[k])
        if q.joined[k, s] == month
    }


def cooperating(world: World) -> dict[frozenset[int], int]:
    """The month in which each pair that cooperates began."""
    r, known = world.relations, world.organisations["id"]
    return {
        frozenset((int(known[r.a[k]]), int(known[r.b[k]]))): int(r.since[k]) for k in range(r.n) if r.cooperating[k]
    }


def applied(world: World, funder: int) -> dict[int, float]:
    o = world.organisations
    return dict(zip(o.live("id").tolist(), o.live("applied")[:, funder].tolist(), strict=True))


def asked_now(world: World) -> Asked:
    everybody = [int(i) for i in world.organisations.live("id")]
    return [row[1:] for row in engine.foresee(world, everybody, 1)]


def next_month(world: World, made: list[Choice]) -> World:
    other = world.copy()
    choices.write(other, made)
    engine.advance(other)
    return other


def as_it_would_be(world: World, then: World, asked: Asked) -> Iterator[Choice]:
    """Say of all that is asked what chance is about to decide, as far as an answer says it without a reason of its own."""
    now, together, before, after = world.month, cooperating(then), agreements(world), agreements(then)
    signed = {
        frozenset(after[key][:2]) for key in after.keys() - before.keys()
    }  # two may also invite each other elsewhere
    fronts = {(who, funder) for kind, who, funder, key in asked if kind == Decision.APPLY and key != ALONE}
    inviting = {other for kind, _, other, _ in asked if kind == Decision.ACCEPT}
    invited = {(who, other) for kind, who, other, _ in asked if kind == Decision.ACCEPT}
    for kind, who, other, _ in asked:
        if kind == Decision.ACCEPT:
            if (other, who) not in invited:  # of two who invite each other nobody sees which of them was accepted
                yield Choice(now, kind, who, other, int(together.get(frozenset((who, other)), -1) == now))
        elif kind == Decision.SIGN:
            yield from [Choice(now, kind, who, other, 1)] if frozenset((who, other)) in signed else []
        elif kind == Decision.RENEW and after.get(other) == before[other]:
            yield Choice(now, kind, who, other, 1)
        elif kind == Decision.APPLY and (who, other) not in fronts:
            yield Choice(now, kind, who, other, int(applied(then, other)[who] > applied(world, other)[who]))
    for key in before.keys() & after.keys():
        back = joined(then, now)  # who left and was invited again within the month did leave
        yield from (
            Choice(now, Decision.LEAVE, i, key, 0) for i in before[key] if i in after[key] and (key, i) not in back
        )
    for i in world.organisations.live("id").tolist():
        if i not in inviting:
            yield Choice(now, Decision.INVITE, int(i), 0, 0)


@pytest.mark.compiled  # long when interpreted; the next test covers the same lines
@pytest.mark.parametrize("seed", [3, 8])
def test_five_years_of_saying_what_the_model_would_have_done_change_no_bit(seed: int) -> None:
    """Every organisation is played, and each player happens to decide as chance would have: the same world to the last bit."""
    world, straight = (small_world(seed, months=60, params=BUSY) for _ in range(2))
    said: defaultdict[tuple[int, int], int] = defaultdict(int)
    for _ in range(60):
        made = list(as_it_would_be(world, next_month(world, []), asked_now(world)))
        for choice in made:
            said[choice.decision, min(choice.answer, 1)] += 1
        choices.write(world, made)
        engine.advance(world)
        engine.advance(straight)
    choices.write(world, [])
    for name, values in state(straight).items():
        np.testing.assert_array_equal(values, state(world)[name], err_msg=name)
    answers = {(Decision.ACCEPT, 0), (Decision.ACCEPT, 1), (Decision.SIGN, 1), (Decision.RENEW, 1), (Decision.LEAVE, 0)}
    answers |= {(Decision.APPLY, 0), (Decision.APPLY, 1), (Decision.INVITE, 0)}
    assert set(said) == answers


def check(kind: int, who: int, other: int, left: World, laid: World) -> bool:
    """Hold two months against each other that differ by one answer; returns whether it made a difference."""
    pairs = set(cooperating(left)) ^ set(cooperating(laid))
    one, two = agreements(left), agreements(laid)
    signed = [key for key in one.keys() | two.keys() if one.get(key) != two.get(key)]
    if kind == Decision.APPLY:
        mine, theirs = applied(left, other), applied(laid, other)
        changed = {i for i in mine if mine[i] != theirs[i]}
        assert changed <= {who}
        return bool(changed)
    if kind in (Decision.RENEW, Decision.LEAVE):
        members = {*one.get(other, ()), *two.get(other, ())}
        # who is freed has time for others, meets partners more often, and may sign with one of them
        assert all(pair & members for pair in pairs)
        assert all(key == other or {*one.get(key, two.get(key, ()))[:2]} & members for key in signed)
    else:
        # whom a lead invites hangs on what it remembers, of this month's signing too: agreements of either of them may move
        assert all({who, other} & {*one.get(key, ()), *two.get(key, ())} for key in signed)
        assert pairs <= ({frozenset((who, other))} if kind == Decision.ACCEPT else set())
    return bool(pairs or signed)


@pytest.mark.parametrize("kind", [Decision.ACCEPT, Decision.SIGN, Decision.RENEW, Decision.LEAVE, Decision.APPLY])
def test_one_answer_changes_only_what_it_names(kind: Decision) -> None:
    """Each answer to all that is asked in a year, one at a time: only the ties, agreements and applications of those it names move."""
    world, differing = small_world(5, months=24, params=BUSY), 0
    for _ in range(12):
        asked = asked_now(world)
        several = {(who, funder) for k, who, funder, key in asked if k == Decision.APPLY and key != ALONE}
        mine = [(who, other) for k, who, other, _ in asked if k == kind and (who, other) not in several][:8]
        if kind == Decision.LEAVE:
            mine = [(members[-1], key) for key, members in sorted(agreements(world).items())][:8]
        left = next_month(world, [])
        for who, other in dict.fromkeys(mine):
            for word in (0, 1):
                laid = next_month(world, [Choice(world.month, kind, who, other, word)])
                differing += check(kind, who, other, left, laid)
        engine.advance(world)
    assert differing
