"""Names, the forum, meeting strangers, the calendar, copies: the small rooms of the world."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.handmade import call
from tests.worlds import district, place, small_world, spec

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.formation.choice_set import draw_choice_set
from simkemitraan.world import identity
from simkemitraan.world.known import known_rows
from simkemitraan.world.names import kind_name, organisation_name
from simkemitraan.world.population import _check_unique
from simkemitraan.world.schema import REASON_NAMES, Kind
from simkemitraan.world.spec import Change, KnownOrganisation, KnownTie, Registry


def test_names_tell_kind_number_and_place() -> None:
    one, two = place(district()), place(district(), district(code=3500))
    lead = identity.pack(None, 3401, 0, 0)
    assert organisation_name(one, lead, "id") == "Dinas Sosial"
    assert organisation_name(one, lead, "en") == "Social agency"
    assert organisation_name(one, identity.pack(None, 3401, 1, 4), "id") == "LKS 5"
    assert organisation_name(two, identity.pack(None, 3500, 2, 0), "en") == "Company 1 (D3500)"
    assert organisation_name(one, identity.pack(-3, 3401, 3, 0), "en") == "Community N-3-1"
    assert kind_name(identity.pack(None, 3401, 4, 0), "id") == "relawan dan kelompok pendukung"


@given(st.integers(-600, 1200), st.integers(1, 9999), st.sampled_from(Kind), st.integers(0, 999))
def test_newcomers_have_the_ids_of_their_sites(month: int, district: int, kind: Kind, k: int) -> None:
    wanted = identity.pack(month, district, kind, k)
    narrow = np.int32(district), np.int32(kind), np.int32(k)  # as they stand in columns
    assert int(identity.newcomer_id(month, district, int(kind), k)) == wanted
    assert int(identity.newcomer_id(month, *narrow)) == wanted


def test_raising_the_forum_only_adds_members_and_they_meet() -> None:
    members = []
    for share in (0.0, 0.3, 0.8):
        world = engine.start(
            spec(burn_in=0, trace=True, params={"formation": {"forum_share": share, "chances": 20.0}}), 2
        )
        for _ in range(8):
            engine.advance(world)
        ids = world.organisations.live("id")
        members.append(set(ids[world.organisations.live("forum") == 1].tolist()))
    assert members[0] == set()
    assert members[1] <= members[2]
    assert world.traces.n > 0
    assert np.isfinite(world.traces.live("term")).all()


def test_nobody_is_come_across_where_nobody_lives() -> None:
    world = engine.start(spec(burn_in=0), 1)
    world.organisations.live("active")[...] = 0
    world.rebuild_graph()
    world.graph.inhabitant[...] = -1
    found = np.zeros(9, np.int32)
    call("formation", draw_choice_set, world, 0, 0, found)
    assert (found == -1).all()


def test_the_calendar_follows_the_start() -> None:
    world = engine.start(dataclasses.replace(spec(burn_in=2), calendar=3), 1)
    assert [world.calendar, world.month] == [1, -2]


def test_memory_is_told_and_two_equal_ids_are_refused() -> None:
    world = small_world(months=6)
    assert world.bytes() > world.organisations.bytes() > 0
    with pytest.raises(ValueError, match="district codes must differ"):
        _check_unique(np.array([1, 1], np.int64))


def test_an_unknown_number_of_a_mechanism_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        BY_NAME["policy"].param("nothing")
    with pytest.raises(KeyError):
        engine.start(spec(params={"formation": {"nothing": 1.0}}), 1)


def test_a_lively_world_sees_every_way_of_beginning_and_ending() -> None:
    """Agreements invite, members and leads withdraw, closed ones take their ties along; then nobody has a chance any more."""
    lively = {
        "formation": {"chances": 60.0, "formalising": 5.0, "later_growth": 2.0, "outside_option": -5.0},
        "dissolution": {"withdrawal": 2.0},
    }
    gone = tuple(Change(m, "shock", shock="closure", value=0.3) for m in (10, 14))
    quiet = Change(16, "set", "formation", "chances", 0.0)
    world = engine.start(spec(burn_in=0, params=lively, timeline=(*gone, quiet)), 4)
    engine.run_to(world, 20)
    reasons = {REASON_NAMES[r] for r in world.ended_partnerships.live("reason")}
    assert {"lead_withdrew", "closure"} <= reasons
    assert {REASON_NAMES[r] for r in world.ended_ties.live("reason")} >= {"closure"}
    joined, signed = world.partnerships["joined"], world.partnerships["signed"]
    live = world.partnerships.live("n_members") > 0
    assert live.sum() == 0 or (joined[: live.size][live].max(axis=1) >= signed[: live.size][live]).all()


def test_a_known_organisation_without_a_place_in_the_counts_is_left_out() -> None:
    registry = Registry((KnownOrganisation("A", 1, 0), KnownOrganisation("B", 3, 0)), (KnownTie(0, 1, False),))
    where = dataclasses.replace(place(district((1, 2, 0, 0, 0))), registry=registry)
    world = engine.start(dataclasses.replace(spec(burn_in=0), place=where), 1)
    assert known_rows(world).tolist()[1] == -1
    engine.advance(world)
