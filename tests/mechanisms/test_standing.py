"""Reputation follows whom one serves, a company's also what it lends; open books of partners lift transparency."""

from __future__ import annotations

import numpy as np
import pytest
from tests.handmade import add, agree, call, empty, set_params
from tests.worlds import median_place, small_world

from simkemitraan import engine
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.mechanisms.finance.standing import move_standing, open_books, results
from simkemitraan.world.schema import Kind
from simkemitraan.world.spec import Spec
from simkemitraan.world.world import World


def needs_met(world: World) -> np.ndarray:
    return np.asarray(call("finance", results, world, numbers=False))


def lending_world() -> World:
    world = small_world(months=48)
    assert (world.relations.live("loan") > 0).any()
    return world


def test_only_companies_are_credited_with_what_they_lend() -> None:
    world = lending_world()
    o, r = world.organisations, world.relations
    met, company = needs_met(world), o.live("kind") == Kind.COMPANY
    np.testing.assert_array_equal(met[~company], o.live("served")[~company])
    lent = [r.live("loan")[(r.live("a") == i) | (r.live("b") == i)].sum() for i in np.flatnonzero(company)]
    besides = 3.0 * np.array(lent) / world.params["service_delivery"].hours_per_need
    np.testing.assert_allclose(met[company], o.live("served")[company] + besides)
    assert besides.max() > 0.0
    assert met[company].max() > 0.0


def test_nobody_lends_to_a_company() -> None:
    """So that the loans of its relations are its own: where nobody else is active, no hour is lent at all."""
    world = lending_world()
    o = world.organisations
    o.live("active")[o.live("kind") != Kind.COMPANY] = 0
    assert o.live("active").any()
    BY_NAME["service_delivery"].step(world)
    assert not world.relations.live("loan").any()


@pytest.mark.compiled  # long when interpreted
def test_a_company_that_lends_and_serves_keeps_its_name_and_one_that_does_neither_loses_it() -> None:
    reputation = []
    for share in (0.25, 0.0):
        params = {"service_delivery": {"company_share": share}}
        world = engine.start(Spec(median_place(), months=72, burn_in=0, params=params), 1)
        engine.run_to(world, 72)
        o = world.organisations
        company = (o.live("kind") == Kind.COMPANY) & (o.live("active") == 1) & (o.live("founded") <= 0)
        assert company.sum() >= 3
        assert (needs_met(world)[company] > 0.0).all() == (share > 0.0)
        reputation.append(o.live("reputation")[company])
    assert reputation[0].mean() > 2.0 * reputation[1].mean()
    assert reputation[0].mean() > 0.1


def test_open_books_lift_towards_the_most_open_member_as_governance_allows() -> None:
    world = empty()
    for transparency in (0.2, 0.5, 0.9):
        add(world, 1.0, transparency=transparency)
    agree(world, [0, 1], governance=0.5)
    agree(world, [0, 2], governance=1.0)
    set_params(world, "finance", open_books=0.1)
    np.testing.assert_allclose(call("finance", open_books, world), [0.1 * 0.7, 0.1 * 0.5 * 0.0, 0.0], atol=1e-15)
    set_params(world, "finance", open_books=0.0)
    assert not call("finance", open_books, world).any()


def test_transparency_stays_a_share_whatever_is_lifted() -> None:
    """All at once: books fully open under perfect governance, beside a duty that alone would make it nearly complete."""
    world = empty()
    for transparency in (0.5, 1.0):
        add(world, 1.0, transparency=transparency, skill=1.0, record=1.0)
    agree(world, [0, 1], governance=1.0)
    set_params(world, "finance", open_books=1.0, transparency_speed=1.0)
    call("finance", move_standing, world)
    transparency = world.organisations.live("transparency")
    assert ((transparency >= 0.0) & (transparency <= 1.0)).all()
