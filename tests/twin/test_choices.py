"""Recorded choices in both: whatever is decided for whomever, engine and twin agree, and what agrees with chance changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from tests.twin import month
from tests.twin.decided import Decided
from tests.twin.people import People
from tests.twin.same import differences
from tests.twin.test_people_and_money import world_of
from tests.twin.test_twin import rich_world

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.world import choices
from simkemitraan.world.choices import ALONE, Decision
from simkemitraan.world.spec import Choice
from simkemitraan.world.world import World

MONTHS = 12


def ids(world: World, *, active: bool = True) -> list[int]:
    o = world.organisations
    return [int(i) for i in o.live("id")[(o.live("active") == 1) | (not active)]]


def memberships(world: World) -> list[tuple[int, int]]:
    """Member and agreement of every membership."""
    q, known = world.partnerships, world.organisations["id"]
    return [(int(known[i]), int(q["id"][k])) for k in range(q.n) for i in q["member"][k, : q["n_members"][k]].tolist()]


def pairs(world: World) -> list[tuple[int, int]]:
    """Cooperating pairs, both ways round."""
    r, known = world.relations, world.organisations["id"]
    on = np.flatnonzero(r.live("cooperating") == 1).tolist()
    one_way = [(int(known[r["a"][k]]), int(known[r["b"][k]])) for k in on]
    return one_way + [(b, a) for a, b in one_way]


def at_will(world: World, luck: np.random.Generator, share: float) -> list[Choice]:
    """Decide of about a share of all that is asked this month, and of what nobody asked, by the toss of a coin."""
    now, found = world.month, []
    for _, decision, who, other, possible in engine.foresee(world, ids(world, active=False), 1):
        if luck.random() < share:
            yes = possible if decision == Decision.APPLY else 1
            found.append(Choice(now, decision, who, other, int(luck.choice([0, yes, yes]))))
    for who, key in memberships(world):
        if luck.random() < 0.1 * share:
            found.append(Choice(now, Decision.LEAVE, who, key, int(luck.integers(0, 2))))
    for a, b in pairs(world):
        if luck.random() < 0.2 * share:
            found.append(Choice(now, Decision.SIGN, a, b, int(luck.integers(0, 2))))
    everybody = ids(world, active=False)
    for who in everybody:
        if luck.random() < 0.3 * share:  # also itself, partners, the inactive and the unknown: void
            others = [0, *luck.choice([*everybody, 2**40], size=3).tolist()]
            found += [Choice(now, Decision.INVITE, who, int(i), int(i > 0)) for i in others[luck.integers(0, 2) :]]
        if luck.random() < 0.1 * share:
            found.append(Choice(now, Decision.APPLY, who, int(luck.integers(0, 5)), ALONE))
    return found


@pytest.mark.parametrize("maker", [rich_world, world_of])
@pytest.mark.parametrize("seed", [1, 2, 4])
def test_a_year_of_choices_by_the_toss_of_a_coin(maker: object, seed: int) -> None:
    world, luck = maker(seed), np.random.default_rng(seed)  # type: ignore[operator]
    world.spec = replace(world.spec, trace=True, off=world.spec.off | (frozenset(BY_NAME) - set(month.STEPS)))
    world.begin_month()
    people, decisions = People(world), Counter[int]()
    for _ in range(MONTHS):
        made = at_will(world, luck, 0.5)
        decisions.update(choice.decision for choice in made)
        choices.write(world, made)
        people.decided = Decided(made)
        engine.advance(world)
        month.advance(people)
        assert (different := differences(world, people)) == [], "\n".join(different)
    assert all(decisions[d] for d in Decision if d != Decision.WATCH)


def test_a_twin_that_hears_no_choices_is_found_out() -> None:
    """What is decided matters to what is compared."""
    world, luck = rich_world(1), np.random.default_rng(1)
    world.spec = replace(world.spec, trace=True, off=world.spec.off | (frozenset(BY_NAME) - set(month.STEPS)))
    world.begin_month()
    people = People(world)
    choices.write(world, at_will(world, luck, 0.5))
    engine.advance(world)
    month.advance(people)
    assert differences(world, people)
