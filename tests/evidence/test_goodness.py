"""Goodness of fit: counts of textbook networks, the distance, and a p that is uniform where the model is right."""

import math
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from tests.evidence.made_panels import bare, baseline_spec, thrown

from simkemitraan.analysis.panels.goodness import ASPECTS, LABELS, Seen, aspects, fits, mahalanobis
from simkemitraan.analysis.panels.panel import PanelTie
from simkemitraan.analysis.panels.replaying import replicate, setting
from simkemitraan.report.figures.fitting import goodness
from simkemitraan.scenario.varying import with_numbers
from simkemitraan.world.draws import replicate_seed

NOTHING = np.zeros((0, 0), bool)


def seen(graph, before=NOTHING):
    tied = nx.to_numpy_array(graph, dtype=bool)
    return Seen(tied, np.ones(len(graph), bool), before)


def test_counts_of_a_star():
    found = aspects(seen(nx.star_graph(6)))
    assert found["degrees"].tolist() == [0, 6, 6, 6, 6, 6, 7, 7, 7]
    assert found["distances"].tolist() == [6, 21, 21, 21, 21]
    assert found["triads"].tolist() == [0, 15, 0]
    assert found["shared"].tolist() == [6, 0, 0, 0, 15, 0, 0]


def test_counts_of_a_clique_and_of_nothing():
    clique = aspects(seen(nx.complete_graph(5)))
    assert clique["triads"].tolist() == [0, 0, 10]
    assert clique["shared"].tolist() == [0, 0, 0, 10, 0, 0, 0]
    empty = aspects(Seen(np.zeros((3, 3), bool), np.zeros(3, bool), NOTHING))
    assert all((counts == 0).all() for counts in empty.values())


def test_triads_agree_with_the_census_of_networkx():
    graph = nx.gnp_random_graph(30, 0.15, seed=2)
    census = nx.triadic_census(graph.to_directed())
    assert aspects(seen(graph))["triads"].tolist() == [census["102"], census["201"], census["300"]]


def test_a_tie_named_by_either_side_counts_once_and_the_closed_are_left_out():
    tied = np.zeros((4, 4), bool)
    tied[0, 1] = tied[1, 0] = tied[2, 1] = tied[3, 0] = True
    found = aspects(Seen(tied, np.array([True, True, True, False]), NOTHING))
    assert found["degrees"][:3].tolist() == [0, 2, 3]


def test_ties_that_lasted_and_new_ones_with_an_entry_and_an_exit():
    before = np.zeros((3, 3), bool)
    before[0, 1] = before[1, 2] = True
    now = np.zeros((4, 4), bool)
    now[1, 0] = now[3, 0] = True  # one kept, one lost with its closed end, one with a newcomer
    assert aspects(Seen(now, np.array([True, True, False, True]), before))["lasting"].tolist() == [1, 1]


def test_the_distance_in_one_dimension_is_that_of_the_textbook():
    others = np.array([[1.0], [2.0], [4.0], [5.0]])
    distance, p = mahalanobis(np.array([8.0]), others)
    table = np.array([8.0, 1, 2, 4, 5])
    assert distance == pytest.approx((8 - table.mean()) / table.std(ddof=1))
    assert p == 1 / 5


def test_the_distance_does_not_depend_on_units_or_on_counts_that_say_the_same_twice():
    rng = np.random.default_rng(3)
    one, others = rng.normal(size=4), rng.normal(size=(60, 4))
    turn = rng.normal(size=(4, 4))
    plain = mahalanobis(one, others)
    assert mahalanobis(one @ turn, others @ turn) == pytest.approx(plain)
    twice = mahalanobis(np.concatenate([one, one]), np.hstack([others, others]))
    assert twice == pytest.approx(plain)


def test_counts_that_never_vary_decide_nothing():
    assert mahalanobis(np.ones(3), np.ones((10, 3))) == (0.0, 1.0)


def near_uniform(values, errors=3):
    """Whether the shares below a quarter, half and three quarters are within so many standard errors."""
    n = len(values)
    return all(
        abs(np.mean(np.asarray(values) <= q) - q) < errors * math.sqrt(q * (1 - q) / n) + 1e-9
        for q in (0.25, 0.5, 0.75)
    )


def test_p_is_uniform_for_networks_of_the_same_kind():
    found = {a: [] for a in ASPECTS[:4]}
    for k in range(120):
        graphs = [nx.gnp_random_graph(16, 0.2, seed=100 * k + s) for s in range(20)]
        for fit in fits(seen(graphs[0]), [seen(g) for g in graphs[1:]])[:4]:
            found[fit.aspect].append(fit.p)
    for aspect in ("degrees", "distances", "triads", "shared"):
        assert near_uniform(found[aspect]), aspect


def test_clustered_networks_are_told_from_random_ones_by_their_triads():
    clustered = nx.watts_strogatz_graph(30, 6, 0.05, seed=1)
    others = [seen(nx.gnm_random_graph(30, clustered.number_of_edges(), seed=s)) for s in range(39)]
    by_aspect = {f.aspect: f for f in fits(seen(clustered), others)}
    assert by_aspect["triads"].p == 1 / 40
    assert by_aspect["shared"].p == 1 / 40


def networks(count, spec, seed, instrument="names", systems=2):
    """Return simulated networks at the next wave of a small panel."""
    start = thrown(systems, seed=1)
    if instrument == "register":
        start = replace(bare(systems, "register"), ties=tuple(PanelTie(t.wave, t.a, t.b) for t in start.at("1")))
    plan = setting(start, *start.waves, spec)
    before = np.zeros((plan.rows.size,) * 2, bool)
    outcomes = [replicate(replicate_seed(seed, r), plan) for r in range(count)]
    return [Seen(o.network, o.nodes, before) for o in outcomes]


@pytest.mark.full
@pytest.mark.parametrize("instrument", ["names", "register"])
def test_p_is_uniform_where_the_observed_network_is_one_of_the_model_s(instrument):
    """Sixty networks, each against fresh ones, with organisations that close and newcomers.

    Thirty shares are asked for (two instruments, five aspects, three bounds): of thirty, one is three standard errors away
    in every twelfth test of a right model, and four in every five hundredth.
    """
    pool = networks(720, baseline_spec(), seed=11, instrument=instrument)
    if instrument == "register":
        assert len({s.nodes.sum() for s in pool}) > 3  # entries and exits
    for aspect in ASPECTS:
        found = [
            next(f.p for f in fits(pool[k], pool[k + 1 : k + 12]) if f.aspect == aspect) for k in range(0, 720, 12)
        ]
        assert near_uniform(found, errors=4), aspect


def test_a_world_in_which_few_look_for_partners_is_told_apart():
    spec = baseline_spec()
    idle = with_numbers(spec, [("formation", "chances", 0.1)])
    ours = networks(40, spec, seed=11, instrument="register", systems=6)
    by_aspect = {f.aspect: f for f in fits(networks(1, idle, seed=12, instrument="register", systems=6)[0], ours)}
    for aspect in ("degrees", "triads", "shared", "lasting"):
        assert by_aspect[aspect].p <= 2 / 41, aspect
    assert by_aspect["distances"].p <= 4 / 41  # two of forty worlds of the model lie further out in distances


def test_the_picture_shows_every_aspect_in_both_languages():
    graphs = [seen(nx.gnp_random_graph(14, 0.25, seed=s)) for s in range(12)]
    found = fits(graphs[0], graphs[1:])
    for lang in ("id", "en"):
        picture = goodness("fit", found, lang, "")
        assert picture.svg.count('id="axes_') == len(ASPECTS)
        assert picture.alt.count("Mahalanobis") == len(ASPECTS)
    assert all(len(f.labels) == f.observed.size == f.simulated.shape[1] for f in found)
    assert set(LABELS) == set(ASPECTS)
