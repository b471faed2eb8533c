"""Recorded choices are laid over the draws: they change what they decide and nobody else's luck."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from tests.worlds import district, small_world, spec, state

from simkemitraan import engine
from simkemitraan.world import choices
from simkemitraan.world.choices import Decision
from simkemitraan.world.rule import Rule
from simkemitraan.world.schema import Origin, Reason
from simkemitraan.world.spec import Choice
from simkemitraan.world.world import World

PLACE = district((3, 12, 10, 12, 6))
SURE = {"formation": {"consent_level": 6.0, "chances": 40.0}}
NEVER = {"formation": {"consent_level": -6.0, "chances": 40.0}}


def ids(world: World) -> list[int]:
    return [int(i) for i in world.organisations.live("id")]


def with_choices(world: World, rows: Iterable[Choice]) -> World:
    """A copy of a world after one more month in which these choices hold."""
    other = world.copy()
    choices.write(other, rows)
    engine.advance(other)
    return other


def cooperating(world: World) -> set[tuple[int, int]]:
    r, known = world.relations, world.organisations["id"]
    on = r.live("cooperating") == 1
    return {(int(known[a]), int(known[b])) for a, b in zip(r.live("a")[on], r.live("b")[on], strict=True)}


def staying(world: World) -> list[int]:
    """Ids of those active now and after the coming month."""
    now, then = (w.organisations for w in (world, with_choices(world, [])))
    on = {int(i) for i in then.live("id")[then.live("active") == 1]}
    return [int(i) for i in now.live("id")[now.live("active") == 1] if int(i) in on]


def agreements(world: World) -> dict[int, list[int]]:
    q, known = world.partnerships, world.organisations["id"]
    return {
        int(q.id[k]): [int(known[i]) for i in q.member[k, : q.n_members[k]]] for k in range(q.n) if q.n_members[k] > 0
    }


def asked(world: World, decision: Decision, months: int = 1) -> list[tuple[int, int, int]]:
    """Month, who and what of everything of one kind that anybody would be asked."""
    found = engine.foresee(world, ids(world), months)
    return [(month, who, what) for month, kind, who, what, _ in found if kind == decision]


def until_asked(world: World, decision: Decision, most: int = 48) -> tuple[int, int]:
    """Go on until somebody is asked something in the coming month; returns who and about what."""
    for _ in range(most):
        found = asked(world, decision)
        if found:
            return found[0][1:]
        engine.advance(world)
    raise AssertionError(f"nobody was asked about {decision.name}")


def test_a_choice_that_concerns_nobody_changes_no_bit() -> None:
    world = small_world(3)
    straight = with_choices(world, [])
    laid = with_choices(world, [Choice(world.month, Decision.ACCEPT, 1, 2, 1), Choice(world.month, 4, 1, 2, 0)])
    for name, values in state(straight).items():
        np.testing.assert_array_equal(values, state(laid)[name], err_msg=name)


def test_foreseeing_changes_no_bit() -> None:
    """What a seat will be asked is read off a copy: world and luck stay as they are."""
    world = small_world(3)
    before = state(world)
    straight = with_choices(world, [])
    assert engine.foresee(world, ids(world), 6)
    assert world.asked.n == world.choices.n == 0
    for name, values in before.items():
        np.testing.assert_array_equal(values, state(world)[name], err_msg=name)
    for name, values in state(with_choices(world, [])).items():
        np.testing.assert_array_equal(values, state(straight)[name], err_msg=name)


@pytest.mark.parametrize(("params", "word"), [(SURE, 0), (NEVER, 1)])
def test_an_invitation_is_answered_as_decided(params: dict[str, dict[str, float]], word: int) -> None:
    """Where nearly everybody accepts it refuses, where nearly nobody does it accepts; no other pair changes."""
    world = small_world(5, params=params)
    invited, by = until_asked(world, Decision.ACCEPT)
    left = with_choices(world, [])
    said = [Choice(world.month, Decision.ACCEPT, i, j, word) for i, j in ((invited, by), (by, invited))]
    laid = with_choices(world, said)  # the invited one may ask back in the same month
    pair = (min(invited, by), max(invited, by))
    assert (pair in cooperating(laid)) == bool(word)
    assert cooperating(left) ^ cooperating(laid) <= {pair}


def test_whom_it_decides_to_invite_is_invited_and_nobody_else() -> None:
    world = small_world(5, params=SURE)
    active = staying(world)
    who = active[0]
    strangers = [i for i in active[1:] if (min(who, i), max(who, i)) not in cooperating(world)][:2]
    rows = [Choice(world.month, Decision.INVITE, who, 0, 0)]
    rows += [Choice(world.month, Decision.INVITE, who, i, 1) for i in strangers]
    rows += [Choice(world.month, Decision.ACCEPT, i, who, 1) for i in strangers]
    laid = with_choices(world, rows)
    new = {pair for pair in cooperating(laid) - cooperating(world) if who in pair}
    invited_by_others = {(w, i) for _, w, i in asked(world, Decision.ACCEPT) if w == who}
    assert {(min(who, i), max(who, i)) for i in strangers} <= new
    assert len(new) <= 2 + len(invited_by_others)
    nobody = with_choices(world, rows[:1])
    assert {b for a, b in invited_by_others} >= {
        a if b == who else b for a, b in cooperating(nobody) - cooperating(world) if who in (a, b)
    }
    r, known = laid.relations, laid.organisations["id"]
    chosen = set(strangers)
    told = {
        int(r.origin[k])
        for k in range(r.n)
        if {int(known[r.a[k]]), int(known[r.b[k]])} - {who} <= chosen and r.since[k] == world.month
    }
    assert told == {int(Origin.DECISION)}


def test_whom_nobody_can_invite_is_passed_over() -> None:
    """Oneself, a partner, and nobody at all: the choice is void, and the month goes on."""
    world = small_world(5, params=SURE)
    a, b = sorted(cooperating(world))[0]
    rows = [Choice(world.month, Decision.INVITE, a, other, 1) for other in (a, b, 999)]
    laid = with_choices(world, rows)
    assert {p for p in cooperating(laid) - cooperating(world) if a in p} <= {
        (min(a, i), max(a, i)) for _, who, i in asked(world, Decision.ACCEPT) if who == a
    }


def test_signing_is_vetoed_and_agreed() -> None:
    world = small_world(4, params={"formation": {"formalising": 1.0}})
    who, other = until_asked(world, Decision.SIGN)
    left = with_choices(world, [])
    refused = with_choices(world, [Choice(world.month, Decision.SIGN, who, other, 0)])
    fresh = [m for key, m in agreements(left).items() if key not in agreements(world)]
    assert any(set(m) >= {who, other} for m in fresh)
    assert not any(
        (m[0] == other and who in m) or (m[0] == who and m[1] == other)
        for key, m in agreements(refused).items()
        if key not in agreements(world)
    )
    never = small_world(4, params={"formation": {"formalising": 0.0}})
    a, b = next(
        p for p in sorted(cooperating(never)) if p not in {tuple(sorted(m[:2])) for m in agreements(never).values()}
    )
    o = never.organisations
    o.vacant[: o.n] = 0
    rows = [Choice(never.month, Decision.SIGN, a, b, 1), Choice(never.month, Decision.SIGN, b, a, 1)]
    signed = [m for key, m in agreements(with_choices(never, rows)).items() if key not in agreements(never)]
    if {(int(o["id"][i]), int(o["active"][i])) for i in range(o.n)} >= {(a, 1), (b, 1)}:
        assert [set(m) for m in signed] == [{a, b}]
    assert len(agreements(with_choices(never, rows[:1]))) <= len(agreements(never))


def test_a_term_is_renewed_and_ended_as_decided() -> None:
    sure, never = (
        {"dissolution": {"renewal": 6.0, "withdrawal": 0.0}},
        {"dissolution": {"renewal": -4.0, "withdrawal": 0.0}},
    )
    for params, word in ((sure, 0), (never, 1)):
        world = small_world(4, params=params | {"formation": {"formalising": 1.0}})
        _, key = until_asked(world, Decision.RENEW)
        members = agreements(world)[key]
        rows = [Choice(world.month, Decision.RENEW, i, key, word) for i in (members if word else members[:1])]
        assert (key in agreements(with_choices(world, rows))) == bool(word)
        left, laid = with_choices(world, []), with_choices(world, rows)
        one, two = agreements(left), agreements(laid)
        moved = [set(one.get(k, two.get(k, ()))) for k in one.keys() ^ two.keys() if k != key]
        assert all(m & set(members) for m in moved)  # who is freed has time for others


ANSWERS = Rule("answers", ("choices.*",), ("asked.*",), choices.answer)
AGREE = Rule("agree", ("choices.*",), ("asked.*",), choices.both_agree)


def test_one_yes_takes_that_member_s_part_out_of_the_chance() -> None:
    """With a recorded yes of one of two, the pair agrees with the square root of its chance."""
    world = small_world(4)
    rows = [Choice(world.month, Decision.SIGN, 10, 20, 1), Choice(world.month, Decision.SIGN, 30, 40, 0)]
    choices.write(world, rows)
    sign = int(Decision.SIGN)
    assert ANSWERS(world, sign, 10, 20) == 1
    assert ANSWERS(world, sign, 20, 10) == -1
    assert [AGREE(world, sign, *pair, 0.25) for pair in ((20, 10), (40, 30), (50, 60))] == [0.5, 0.0, 0.25]


def test_leaving_and_staying() -> None:
    world = small_world(4, params={"formation": {"formalising": 1.0}, "dissolution": {"withdrawal": 2.0}})
    while not any(len(m) == 2 for m in agreements(world).values()):
        engine.advance(world)
    key, members = next((k, m) for k, m in sorted(agreements(world).items()) if len(m) == 2)
    gone = with_choices(world, [Choice(world.month, Decision.LEAVE, members[1], key, 1)])
    assert key not in agreements(gone)
    e = gone.ended_partnerships
    assert int(e.reason[np.flatnonzero(e.live("id") == key)[0]]) == Reason.DECISION
    for _ in range(24):
        stays = [Choice(world.month, Decision.LEAVE, i, k, 0) for k, m in agreements(world).items() for i in m]
        stays += [Choice(world.month, Decision.RENEW, i, k, 1) for k, m in agreements(world).items() for i in m]
        kept, left = with_choices(world, stays), with_choices(world, [])
        inactive = {int(i) for i in kept.organisations.live("id")[kept.organisations.live("active") == 0]}
        assert all(k in agreements(kept) or set(m) & inactive for k, m in agreements(world).items())
        if agreements(world).keys() & agreements(kept).keys() - agreements(left).keys():
            return
        engine.advance(world)
    raise AssertionError("nobody would have left")


def applicants(world: World, funder: int) -> np.ndarray:
    return world.organisations.live("applied")[:, funder].copy()


def test_calls_are_answered_as_decided() -> None:
    for chance, word in ((0.0, 1), (1.0, 0)):
        world = small_world(4, params={"funding": {"apply_chance": chance, "joint_chance": 0.0}})
        who, funder = until_asked(world, Decision.APPLY)
        row = ids(world).index(who)
        before = applicants(world, funder)[row]
        rows = [Choice(world.month, Decision.APPLY, who, funder, word)]
        left, laid = with_choices(world, []), with_choices(world, rows)
        rose = applicants(laid, funder)[row] > before
        assert rose == bool(word)
        assert np.flatnonzero(applicants(left, funder) != applicants(laid, funder)).tolist() == [row]


def test_a_partnership_applies_when_who_speaks_for_it_decides_so() -> None:
    world = small_world(
        4, params={"formation": {"formalising": 1.0}, "funding": {"apply_chance": 0.0, "joint_chance": 0.0}}
    )
    for _ in range(24):
        calls = asked(world, Decision.APPLY)
        led = {m[0]: (key, m) for key, m in agreements(world).items()}
        found = [(who, funder) for _, who, funder in calls if who in led]
        if found:
            break
        engine.advance(world)
    who, funder = found[0]
    key, members = led[who]
    laid = with_choices(world, [Choice(world.month, Decision.APPLY, who, funder, key)])
    left = with_choices(world, [])
    differ = np.flatnonzero(applicants(left, funder) != applicants(laid, funder))
    assert {ids(world)[i] for i in differ} <= set(members)
    assert who in {ids(world)[i] for i in differ}


def test_choices_of_a_scenario_are_those_of_its_world() -> None:
    """The same choices told with the scenario or as the months pass give the same bits."""
    world = small_world(5, months=24, params=SURE)
    found = asked(world, Decision.ACCEPT, 3)
    rows = [Choice(month, Decision.ACCEPT, who, by, 0) for month, who, by in found]
    later = world.copy()
    choices.write(later, rows)
    engine.run_to(later, later.month + 6)
    told = engine.start(spec(params=SURE, choices=tuple(rows)), 5)
    assert choices.held(told) == sorted(rows, key=lambda c: (c.month, c.decision, c.organisation, c.other))
    engine.run_to(told, later.month)
    for name, values in state(later).items():
        np.testing.assert_array_equal(values, state(told)[name], err_msg=name)


def test_both_sign_once_however_long_they_say_so() -> None:
    """Who said for a whole round that it signs does not sign a second agreement in its second month."""
    world = small_world(4, params={"formation": {"formalising": 0.0, "later_growth": 0.0}})
    world.organisations.vacant[: world.organisations.n] = 0
    active = set(staying(world))
    together = {frozenset(m[:2]) for m in agreements(world).values()}
    a, b = next(p for p in sorted(cooperating(world)) if set(p) <= active and frozenset(p) not in together)
    months = range(world.month, world.month + 4)
    choices.write(world, [Choice(m, Decision.SIGN, *pair, 1) for m in months for pair in ((a, b), (b, a))])
    engine.run_to(world, months.stop)
    assert sum(set(m[:2]) == {a, b} for m in agreements(world).values()) == 1


def known(world: World) -> set[frozenset[int]]:
    r, names = world.relations, world.organisations["id"]
    return {frozenset((int(names[r.a[k]]), int(names[r.b[k]]))) for k in range(r.n) if not r.forgotten[k]}


def test_a_stranger_can_be_invited() -> None:
    world = small_world(5, params=SURE)
    active = staying(world)
    met = known(world)
    a, b = next((i, j) for i in active for j in active if i < j and frozenset((i, j)) not in met)
    rows = [Choice(world.month, Decision.INVITE, a, b, 1), Choice(world.month, Decision.ACCEPT, b, a, 1)]
    assert (a, b) in cooperating(with_choices(world, rows))
    assert (a, b) not in cooperating(with_choices(world, [*rows[:1], Choice(world.month, Decision.ACCEPT, b, a, 0)]))


def fresh_agreements(world: World, after: World) -> list[list[int]]:
    return [members for key, members in agreements(after).items() if key not in agreements(world)]


def test_who_refuses_is_not_drawn_into_an_agreement_of_several() -> None:
    world = small_world(4, params={"formation": {"formalising": 1.0, "growth": 0.95}})
    for _ in range(24):
        several = [m for m in fresh_agreements(world, with_choices(world, [])) if len(m) > 2]
        if several:
            break
        engine.advance(world)
    lead, _, third = several[0][:3]
    assert (world.month, third, lead) in asked(world, Decision.SIGN)
    laid = fresh_agreements(world, with_choices(world, [Choice(world.month, Decision.SIGN, third, lead, 0)]))
    assert not any(m[0] == lead and third in m[2:] for m in laid)
    assert any(m[:2] == several[0][:2] for m in laid)


def test_who_refuses_to_sign_is_not_pressed_into_it_by_a_call() -> None:
    demand = {
        "funding": {"partnership_required": 1.0},
        "formation": {"call_search": 5.0, "formalising": 0.0, **SURE["formation"]},
    }
    world = small_world(4, params=demand)
    for _ in range(24):
        signed = fresh_agreements(world, with_choices(world, []))
        if signed:
            break
        engine.advance(world)
    a, b = signed[0][:2]
    for who, other in ((a, b), (b, a)):
        laid = fresh_agreements(world, with_choices(world, [Choice(world.month, Decision.SIGN, who, other, 0)]))
        assert not any(set(m[:2]) == {a, b} for m in laid)


def test_a_member_of_several_that_refuses_to_renew_leaves_alone() -> None:
    lasting = {"formation": {"formalising": 1.0, "growth": 0.95}, "dissolution": {"renewal": 6.0, "withdrawal": 0.0}}
    world = small_world(4, params=lasting)
    for _ in range(72):
        due = [key for _, _, key in asked(world, Decision.RENEW) if len(agreements(world).get(key, [])) > 2]
        if due:
            break
        engine.advance(world)
    key, members = due[0], agreements(world)[due[0]]
    laid = agreements(with_choices(world, [Choice(world.month, Decision.RENEW, members[-1], key, 0)]))
    assert laid[key] == members[:-1]
    assert key not in agreements(with_choices(world, [Choice(world.month, Decision.RENEW, members[0], key, 0)]))
