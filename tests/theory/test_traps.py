"""The dangerous traps of a model of partnership, each shown to be avoided.

1. fitting by definition: the measurement contract is frozen;
2. policy answers from numbers that no pattern informs: reports name them;
3. structure from degrees: the rewired null stands beside every figure of structure;
4. artefacts of the calendar and of cohorts: whole election cycles, exact yearly rates, no edge on a term;
5. benefits that are built in: coordination costs hours, one link is not a component, practice decays, poor governance lowers
   joint quality, a single provider does not duplicate itself.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict

import numpy as np
import pytest
from tests.evidence.made_histories import history
from tests.handmade import add, agree, empty, run, set_params, tie
from tests.report.fake_result import fake

from simkemitraan.analysis.comparison.comparison import Comparison
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.analysis.validation import aside, instruments
from simkemitraan.analysis.validation import counting_rules as contract
from simkemitraan.analysis.validation.history import FIRST, LAST
from simkemitraan.analysis.validation.instruments import NameGenerator
from simkemitraan.analysis.validation.measurement import score
from simkemitraan.analysis.validation.sheet import ROWS
from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.report.context import Context
from simkemitraan.report.document import document
from simkemitraan.report.limits import unvalidated
from simkemitraan.report.page import page
from simkemitraan.world.draws import monthly, yearly_rate
from simkemitraan.world.world import World

# --- 1: the contract is frozen ----------------------------------------------------------------------------------------

FROZEN = "31538931ba453492"  # repeats given activity, income by a multiple of equal shares (see the evidence page)


def declared() -> dict[str, object]:
    """All settings that the numbers of the sheet hang on."""
    return {
        "window": (FIRST, LAST),
        "names": asdict(NameGenerator()),
        "contact": instruments.CONTACT_EDGES,
        "ages": contract.AGES,
        "nulls": contract.NULLS,
        "repeats": (contract.REPEAT_MONTHS, contract.REPEAT_GAP, contract.ACTIVITY),
        "tenures": (contract.ELEVEN_YEARS, contract.TWO_YEARS),
        "structure": contract.STRUCTURE,
        "rows": [
            (r.name, r.of.__name__, repr(r.low), repr(r.high), r.pooled, r.scored, r.null is not None) for r in ROWS
        ],
    }


FROZEN_ASIDE = "e051af7ecf8d71a1"


def test_rows_kept_aside_are_frozen() -> None:
    """They were written before they were read: nobody widens a range, or drops a row, because the model misses it."""
    text = json.dumps([(r.name, r.of.__name__, repr(r.low), repr(r.high), r.pooled, r.scored) for r in aside.ROWS])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == FROZEN_ASIDE, text


def test_the_measurement_contract_is_frozen() -> None:
    """Ranges, instruments, edges and windows were fixed before fitting. Who changes one says so here, and why in the docs."""
    text = json.dumps(declared(), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == FROZEN, text


# --- 2: what no pattern informs is said ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["id", "en"])
def test_reports_name_every_number_that_no_pattern_informs(lang: str) -> None:
    overview = Overview(fake(replicates=3, months=12))
    context = Context(overview, Comparison(overview), lang)
    blind = [p for m in ORDER for p in m.params if not p.informed]
    assert len(blind) > 50
    assert {p.name for _, p in unvalidated(context)} == {p.name for p in blind}
    html = page(document(context))
    assert all(f"{m.name}.{p.name}" in html for m in ORDER for p in m.params if not p.informed)


def test_levers_on_trust_and_governance_are_said_to_be_assumptions() -> None:
    """The policies whose effects no target moves (handover, facilitation) are among them."""
    for mechanism, name in (
        ("leadership", "handover_share"),
        ("maintenance", "facilitation"),
        ("formation", "trust"),
        ("formation", "culture"),
        ("formation", "rivalry"),
        ("dissolution", "informal_trust"),
    ):
        assert not BY_NAME[mechanism].param(name).informed


# --- 3: structure from degrees -------------------------------------------------------------------------------------------


def test_the_rewired_null_stands_beside_every_figure_of_structure() -> None:
    rows = [r for r in ROWS if r.name.startswith("T6.") and r.of is contract.core]
    assert {r.name.split(".")[1] for r in rows} >= {"density", "centralisation", "transitivity", "path"}
    assert all(r.null is not None for r in rows if r.name != "T6.n")
    statistics = np.r_[30.0, np.linspace(0.1, 0.6, 6), np.linspace(0.2, 0.7, 6)]
    lines = score([{"core": statistics}] * 3, rows)
    shown = [line.null for line, row in zip(lines, rows, strict=True) if row.null is not None]
    assert np.isfinite(shown).all()
    assert any(line.null != line.value for line in lines)


# --- 4: calendar and cohorts -----------------------------------------------------------------------------------------------


def test_the_window_holds_whole_election_cycles() -> None:
    assert (LAST - FIRST) % BY_NAME["leadership"].param("wave_period").default == 0
    assert FIRST % 12 == 0


@pytest.mark.parametrize("yearly", [0.03, 0.16, 0.65, 0.99])
def test_yearly_rates_and_probabilities_are_exact_over_twelve_months(yearly: float) -> None:
    """Neither is a twelfth a month: a rate r leaves exp(-r), a probability p leaves 1 - p."""
    assert (1 - monthly(yearly)) ** 12 == pytest.approx(math.exp(-yearly), rel=1e-12)
    assert (1 - monthly(yearly_rate(yearly))) ** 12 == pytest.approx(1 - yearly, rel=1e-12)
    assert {"rate/year", "probability/year"} <= {p.unit for m in ORDER for p in m.params}


def test_no_term_sits_on_an_edge_of_the_classes_of_age() -> None:
    """Classes are closed on the right: an ending at the term of 24 or 60 months is in the class that the term is in."""
    for term, early in ((12, 1.0), (24, 1.0), (36, 0.0), (60, 0.0)):
        ages = contract.ages(history(agreements=[(k + 1, 60 + k, 60 + k + term) for k in range(20)]))
        assert ages[:24].sum() == 20 * early
        assert ages[60:120].sum() == 0


# --- 5: benefits that are built in -------------------------------------------------------------------------------------------


def house(**params: float) -> World:
    """One field with 1,000 families in need."""
    world = empty(("a",))
    set_params(world, "service_delivery", **params)
    world.districts.live("need")[...] = 1000.0
    return world


def served(world: World) -> float:
    run(world, "service_delivery")
    return float(world.districts["coverage"][0, 0])


def test_coordination_costs_hours() -> None:
    """Every tie costs hours, as far as there are any for ties; they come off service, so that partnership can lower it."""
    assert hub_hours(6.0, 0.0) == pytest.approx((48.0, 6.0))
    assert hub_hours(40.0, 0.0) == pytest.approx((175.0, 40.0))  # a quarter of its hours, and no more
    assert min(hub_hours(6.0, 40.0)) > 40.0  # quarrels take hours besides
    coverage = [served(_with_ties(cost)) for cost in (0.0, 300.0)]
    alone = served(_with_ties(0.0, tied=False))
    assert coverage[0] > alone > coverage[1]


def hub_hours(cost: float, quarrel: float) -> tuple[float, float]:
    """Hours that ties cost the hub of a star of nine with 700 hours each, and one of the others."""
    world = empty(("a",))
    set_params(world, "service_delivery", hours_per_staff=140.0)
    set_params(world, "maintenance", hours_per_tie=cost, tie_share=0.25, quarrel_hours=quarrel, strain_half_life=60.0)
    set_params(world, "maintenance", p_bad_experience=0.0)
    rows = [add(world, 5.0) for _ in range(9)]
    for other in rows[1:]:
        tie(world, rows[0], other)
    world.relations.live("strain")[...] = 1.0
    run(world, "maintenance")
    hours = world.organisations.live("tie_hours")
    return float(hours[0]), float(hours[1])


def _with_ties(cost: float, tied: bool = True) -> World:
    world = house(coordination_informal=0.3)
    for _ in range(3):
        add(world, 300.0, tie_hours=cost if tied else 0.0)
    for a, b in ((0, 1), (0, 2), (1, 2)) if tied else ():
        tie(world, a, b)
    return world


def test_one_link_does_not_coordinate_a_component() -> None:
    """A chain of n links n - 1 of n (n - 1) / 2 pairs, and gains their share of what full coordination would."""
    n = 12
    worlds = [house(coordination_informal=1.0) for _ in range(3)]
    for world, links in zip(
        worlds, ([], [(i, i + 1) for i in range(n - 1)], [(i, j) for j in range(n) for i in range(j)]), strict=True
    ):
        for _ in range(n):
            add(world, 70.0)
        for a, b in links:
            tie(world, a, b)
    alone, chain, everybody = (served(w) for w in worlds)
    assert (chain - alone) / (everybody - alone) == pytest.approx(2 / n)


def test_practice_decays() -> None:
    """Without learning practice fades; with it the level is a balance below one, from below and from above."""
    for own, expected in ((0.0, None), (0.004, 0.4)):
        world = empty(("a",))
        set_params(world, "learning", invention=0.0, spread=0.0, own_improvement=own, obsolescence=0.006)
        for start in (0.1, 0.95):
            add(world, 1.0, practice=start)
        run(world, "learning", 900)
        practice = world.organisations.live("practice")
        assert practice.max() < 0.01 if expected is None else practice == pytest.approx(expected, abs=0.01)
    assert BY_NAME["learning"].param("obsolescence").default > 0.0


def test_joint_quality_has_a_governance_discount() -> None:
    """Members' best capability counts only as far as governance allows: badly governed it is worse than apart."""
    quality = []
    for governance in (None, 0.1, 1.0):
        world = house(practice_weight=0.0)
        for own in (0.8, 0.4):
            add(world, 300.0, capability=[own])
        tie(world, 0, 1)
        if governance is not None:
            agree(world, [0, 1], governance, pledge=1000.0)
        run(world, "service_delivery")
        quality.append(float(world.districts["quality"][0, 0]))
    apart, badly, well = quality
    assert badly < apart < well
    assert BY_NAME["service_delivery"].param("poor_governance_loss").default > 0.0


@pytest.mark.parametrize("capacity", [100.0, 600.0, 1000.0, 2500.0])
def test_a_single_provider_does_not_duplicate_itself(capacity: float) -> None:
    world = house()
    add(world, capacity)
    assert served(world) == pytest.approx(min(1.0, capacity / 1000.0))
    assert world.districts["duplication"][0, 0] == pytest.approx(0.0, abs=1e-12)
    assert served(world) != pytest.approx(1.0 - math.exp(-capacity / 1000.0), rel=1e-3)
