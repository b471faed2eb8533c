"""A scenario that starts from known organisations and ties starts from them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from tests.worlds import district, median_place, place, spec, tied_pairs

from simkemitraan import engine
from simkemitraan.runs.simulate import simulate
from simkemitraan.world.known import known_rows
from simkemitraan.world.names import organisation_name
from simkemitraan.world.registry import install
from simkemitraan.world.schema import Kind, Role
from simkemitraan.world.spec import KnownOrganisation, KnownTie, Registry


def registered() -> Registry:
    organisations = (
        KnownOrganisation("Dinas Sosial", 0, 0, staff=30.0),
        KnownOrganisation("Panti A", 1, 0, staff=8.0, active=True),
        KnownOrganisation("Panti B", 1, 0, staff=3.0, volunteers=12.0, active=True, place=1),
        KnownOrganisation("Gereja", 3, 0, active=True, priority=(0.5, 0.1, 0.1, 0.1, 0.1, 0.1)),
    )
    ties = (
        KnownTie(0, 1, True, 30, 0.8),
        KnownTie(1, 2, False, 12),
        KnownTie(0, 1, False, 40),
        KnownTie(2, 3, True, 5),
    )
    return Registry(organisations, ties)


def test_known_organisations_survive_the_burn_in_and_start_with_their_ties() -> None:
    where = dataclasses.replace(place(), registry=registered())
    world = engine.start(dataclasses.replace(spec(burn_in=240), place=where), 5)
    engine.run_to(world, 0)
    assert (known_rows(world) >= 0).all()
    engine.advance(world)
    rows = known_rows(world)
    ids = world.organisations["id"][rows]
    among = {(min(a, b), max(a, b)) for a, b in tied_pairs(world) if a in ids and b in ids}
    wanted = {tuple(sorted((int(ids[a]), int(ids[b])))) for a, b in ((0, 1), (1, 2), (2, 3))}
    # one month has passed: a tie may have ended or begun, most stand
    assert len(among & wanted) >= 2
    assert organisation_name(where, int(ids[2]), "en") == "Panti B"
    assert world.organisations["place"][rows[2]] == 1
    running = world.partnerships.live("signed")[world.partnerships.live("n_members") > 0]
    assert (running < 0).any()
    np.testing.assert_allclose(world.organisations["priority"][rows[3]].sum(), 1.0)


def test_the_result_begins_with_what_was_imported_and_the_run_is_the_same() -> None:
    """Until now the state before the first month was the one before the registry was put in."""
    where = dataclasses.replace(place(), registry=registered())
    plan = dataclasses.replace(spec(burn_in=24), place=where, months=12)
    tables = simulate(plan, 5)
    world = engine.start(plan, 5)
    engine.run_to(world, 0)
    engine.advance(world)
    ids = world.known
    first = tables["relations"]["month"] == -1
    pairs = zip(tables["relations"]["a"][first].tolist(), tables["relations"]["b"][first].tolist(), strict=True)
    among = {tuple(sorted(p)) for p in pairs if set(p) <= set(ids.tolist())}
    assert among == {tuple(sorted((int(ids[a]), int(ids[b])))) for a, b in ((0, 1), (1, 2), (2, 3))}
    organisations = tables["organisations"]
    there = (organisations["month"] == -1) & (organisations["id"] == ids[0])
    assert organisations["staff"][there].tolist() == [30.0]
    assert organisations["n_formal"][there].tolist() >= [1]
    engine.run_to(world, 12)
    last = organisations["month"] == 11
    assert (
        organisations["id"][last].tolist()
        == world.organisations.live("id")[world.organisations.live("alive") == 1].tolist()
    )


def coordinators_of(individuals: int, named: tuple[bool, ...]) -> tuple[list[bool], list[int]]:
    """Return who of the individuals is a coordinator, and where, with the first of them known to a registry."""
    known = tuple(KnownOrganisation(f"R{k}", int(Kind.INDIVIDUAL), 1, coordinator=c) for k, c in enumerate(named))
    two = (district((2, 1, 0, 0, 4), code=3500), district((2, 1, 0, 0, individuals), code=3401))
    world = engine.start(
        dataclasses.replace(spec(), place=dataclasses.replace(place(*two), registry=Registry(known))), 1
    )
    o = world.organisations
    here = (o.live("kind") == Kind.INDIVIDUAL) & (world.districts["code"][o.live("district")] == 3401)
    chosen = o.live("role")[here] == Role.COORDINATOR
    assert (o.live("role")[(o.live("kind") == Kind.INDIVIDUAL) & ~here] == [Role.COORDINATOR] * 3 + [0]).all()
    return chosen.tolist(), o.live("place")[here][chosen].tolist()


def test_only_individuals_that_the_registry_names_are_coordinators() -> None:
    assert coordinators_of(5, ()) == ([True, True, True, False, False], [0, 1, 2])
    assert coordinators_of(3, (False, False, False)) == ([False] * 3, [])
    assert coordinators_of(3, (True, False, False)) == ([True, False, False], [0])
    assert coordinators_of(7, (False, True, False)) == ([False, True, False, True, True, False, False], [0, 1, 2])
    assert coordinators_of(4, (True, True, True, True)) == ([True] * 4, [0, 1, 2, 0])


def begun(registry: Registry, burn_in: int = 120) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Reach and appeal of the known organisations before and after they get what is known of them."""
    where = dataclasses.replace(median_place(), registry=registry)
    world = engine.start(dataclasses.replace(spec(burn_in=burn_in), place=where), 5)
    engine.run_to(world, 0)
    assert (known_rows(world) >= 0).all()
    before = {name: world.organisations[name][known_rows(world)].copy() for name in ("reach", "appeal")}
    install(world)
    return {name: (held, world.organisations[name][known_rows(world)]) for name, held in before.items()}


@pytest.mark.compiled  # long when interpreted
def test_who_has_many_ties_in_a_registry_is_somebody_who_makes_and_draws_many() -> None:
    n = 12
    organisations = tuple(KnownOrganisation(f"Yayasan {k}", 1, 0, active=True) for k in range(n))
    star = Registry(organisations, tuple(KnownTie(0, k, False, 12) for k in range(1, n)))
    for name, (before, after) in begun(star).items():
        assert after[0] > after[1:].max(), name  # all others have one tie
        np.testing.assert_allclose(after[1:], after[1], rtol=1e-12, err_msg=name)
        assert not np.allclose(before, after), name


def test_without_ties_or_without_a_past_both_stay() -> None:
    for registry, burn_in in ((dataclasses.replace(registered(), ties=()), 12), (registered(), 0)):
        for name, (before, after) in begun(registry, burn_in).items():
            np.testing.assert_array_equal(before, after, err_msg=name)


@pytest.mark.compiled  # long when interpreted
def test_ties_of_a_registry_get_on_as_ties_that_lasted() -> None:
    """Each takes how well it gets on from a tie of the simulated place; without a past each pair has its own."""
    organisations = tuple(KnownOrganisation(f"Yayasan {k}", 1, 0, active=True) for k in range(24))
    ring = Registry(organisations, tuple(KnownTie(k, (k + 1) % 24, False, 12) for k in range(24)))
    for burn_in, lent in ((120, True), (0, False)):
        where = dataclasses.replace(median_place(), registry=ring)
        world = engine.start(dataclasses.replace(spec(burn_in=burn_in), place=where), 5)
        engine.run_to(world, 0)
        r = world.relations
        lived = set(r.live("affinity")[r.live("cooperating") == 1].tolist())
        install(world)
        ids, known = world.organisations["id"], world.known
        ours = np.isin(ids[r.live("a")], known) & np.isin(ids[r.live("b")], known) & (r.live("cooperating") == 1)
        assert ours.sum() == 24
        assert (set(r.live("affinity")[ours].tolist()) <= lived) == lent


def test_known_organisations_live_in_the_subdistrict_that_the_registry_names() -> None:
    """Whoever looks for somebody near by finds them there: addresses go with the subdistrict."""
    names = [KnownOrganisation(f"Yayasan {k}", 1, 0, active=True, place=k % 2) for k in range(12)]
    where = dataclasses.replace(place(), registry=Registry(tuple(names)))
    world = engine.start(dataclasses.replace(spec(), place=where, burn_in=12), 3)
    engine.run_to(world, 1)
    o, d = world.organisations, world.districts
    rows = known_rows(world)
    rows = rows[rows >= 0]
    home = o["district"][rows]
    assert o["place"][rows].tolist() == [k % 2 for k in range(12)][: len(rows)]
    np.testing.assert_array_equal(
        (o["address"][rows] - d["first_address"][home]) // d["addresses"][home], o["place"][rows]
    )
