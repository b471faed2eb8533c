"""Instruments on networks with known answers, and the contract's edges, one by one."""

import math
from dataclasses import replace
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pytest
from tests.evidence.made_histories import history, random_pairs, wave

from simkemitraan import engine
from simkemitraan.analysis.validation import counting_rules as contract
from simkemitraan.analysis.validation.history import History
from simkemitraan.analysis.validation.instruments import (
    NameGenerator,
    among,
    contact_class,
    generator,
    logit,
    odds_ratio,
    random_graph,
    reported_trust,
    rewired,
    small_world,
)
from simkemitraan.analysis.validation.measurement import measure_targets, score, statistics
from simkemitraan.analysis.validation.reductions import odds_given_activity
from simkemitraan.analysis.validation.sheet import ROWS, Row
from simkemitraan.declare import Text
from simkemitraan.world.schema import Kind
from simkemitraan.world.spec import District, Field, Place, Profile, Spec

ESTUARIES = Path(__file__).resolve().parents[2] / "../shared/evidence/data/estuary_panel/dyads.csv"
PERFECT = NameGenerator(mean=math.inf, most=3, noise=0.0)
BY_NAME = {row.name: row for row in ROWS}


def value(name, h):
    row = BY_NAME[name]
    return row.reduce(row.of(h))


def network(n, pairs):
    w = wave(n, pairs)
    return among(w, w.tied, np.arange(n))


# --- figures of a network ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "graph",
    [
        nx.karate_club_graph(),
        nx.gnp_random_graph(40, 0.2, seed=3),
        nx.barabasi_albert_graph(35, 4, seed=5),
    ],
    ids=["karate", "random", "preferential"],
)
def test_structure_agrees_with_networkx_and_igraph(graph):
    pairs = [tuple(sorted(e)) for e in graph.edges]
    found = dict(zip(contract.STRUCTURE, contract.structure(network(len(graph), pairs)), strict=True))
    twin = igraph.Graph(n=len(graph), edges=pairs)
    n, degree = len(graph), np.array(twin.degree())
    assert found["density"] == pytest.approx(nx.density(graph))
    assert found["transitivity"] == pytest.approx(nx.transitivity(graph))
    assert found["transitivity"] == pytest.approx(twin.transitivity_undirected())
    assert found["path"] == pytest.approx(nx.average_shortest_path_length(graph))
    assert found["path"] == pytest.approx(twin.average_path_length())
    assert found["assortativity"] == pytest.approx(nx.degree_pearson_correlation_coefficient(graph))
    assert found["assortativity"] == pytest.approx(twin.assortativity_degree(directed=False))
    assert found["centralisation"] == pytest.approx((degree.max() - degree).sum() / ((n - 1) * (n - 2)))
    assert found["gini"] == pytest.approx(np.abs(degree[:, None] - degree).sum() / (2 * n * degree.sum()))


def test_a_star_and_a_clique_have_their_textbook_values():
    star = contract.structure(network(10, [(0, k) for k in range(1, 10)]))
    clique = contract.structure(network(6, [(i, j) for i in range(6) for j in range(i)]))
    assert star[[1, 2, 3]] == pytest.approx([1.0, 0.0, 1.8])
    assert clique[:5] == pytest.approx([1.0, 0.0, 1.0, 1.0, 0.0])


def test_the_core_holds_active_organisations_with_five_or_more_ties():
    pairs = [(0, k) for k in range(1, 6)] + [(6, k) for k in range(7, 11)] + [(11, k) for k in range(12, 17)]
    active = np.ones(17, bool)
    active[11] = False
    assert wave(17, pairs, active=active).core.tolist() == [0]


def test_pairs_outside_the_core_do_not_count_inside_it():
    w = wave(8, [(0, 1), (0, 2), (1, 2), (2, 5), (5, 6)])
    inside = among(w, w.tied, np.array([0, 1, 2, 3]))
    assert (inside.n, inside.m, sorted(inside.degree)) == (4, 3, [0, 2, 2, 2])


def test_isolates_and_giant_component_are_shares_of_everybody_on_the_registers():
    w = wave(10, [(0, 1), (1, 2), (4, 5)], members=np.array([2, 4]))
    isolates, giant, degree, agreements, members = contract.population(history([w, w, w]))
    assert (isolates, giant, degree, agreements, members) == pytest.approx((0.5, 0.3, 0.6, 2, 3))


# --- null models ------------------------------------------------------------------------------------------------------


def test_rewiring_keeps_every_degree_and_makes_no_loop_and_no_double_tie():
    graph = network(34, [tuple(sorted(e)) for e in nx.karate_club_graph().edges])
    other = rewired(graph, np.random.default_rng(1))
    ties = {(min(i, j), max(i, j)) for i, j in zip(other.a.tolist(), other.b.tolist(), strict=True)}
    before = set(zip(graph.a.tolist(), graph.b.tolist(), strict=True))
    assert (other.degree == graph.degree).all()
    assert len(ties) == graph.m
    assert all(i != j for i, j in ties)
    assert len(ties & before) < 0.7 * graph.m


def test_rewiring_visits_the_simple_graphs_of_a_degree_sequence_equally_often():
    # a path of four ties has degrees 1 2 2 2 1; list all graphs with these degrees and compare frequencies
    start = network(5, [(0, 1), (1, 2), (2, 3), (3, 4)])
    seen = {}
    for k in range(1200):
        other = rewired(start, np.random.default_rng(k), sweeps=8)
        key = tuple(sorted((min(i, j), max(i, j)) for i, j in zip(other.a.tolist(), other.b.tolist(), strict=True)))
        seen[key] = seen.get(key, 0) + 1
    expected = 1200 / 7  # six paths with these ends, and the triangle beside a single tie
    assert len(seen) == 7
    assert sum((x - expected) ** 2 / expected for x in seen.values()) < 22.5  # chi-square, 6 df, p = 0.001


def test_a_random_graph_has_the_same_number_of_ties():
    other = random_graph(network(30, random_pairs(30, 0.2, np.random.default_rng(2))), np.random.default_rng(3))
    assert len(set(zip(other.a.tolist(), other.b.tolist(), strict=True))) == other.m


def test_small_world_q_is_high_for_a_lattice_and_one_for_a_random_graph():
    rngs = [generator(1, 0, k) for k in range(4)]
    lattice = network(40, [tuple(sorted(e)) for e in nx.watts_strogatz_graph(40, 6, 0.05, seed=1).edges])
    assert small_world(lattice, random_graph, rngs) > 1.5
    graphs = [network(60, random_pairs(60, 0.15, np.random.default_rng(k))) for k in range(20)]
    random = [small_world(g, rewired, [generator(k, 0, q) for q in range(4)]) for k, g in enumerate(graphs)]
    assert np.mean(random) == pytest.approx(1.0, abs=3.5 * np.std(random) / math.sqrt(20))


# --- the name generator -----------------------------------------------------------------------------------------------


def frozen(n=30, p=0.3, seed=4):
    rng = np.random.default_rng(seed)
    pairs = random_pairs(n, p, rng)
    meetings = rng.uniform(0.1, 3.0, len(pairs))
    return [wave(n, pairs, 59 + 12 * k, meetings=meetings) for k in range(16)]


def test_without_noise_the_same_network_gives_the_same_names():
    s = contract.names(history(frozen()), PERFECT)
    assert s[9] == s[10] == 0  # dropped, new
    assert s[8] == s[11] == 3 * s[12]  # kept, given, three each


def test_recall_noise_alone_makes_a_frozen_network_look_like_churn():
    waves = frozen()
    low, high = (
        np.mean([value_of_names(history(waves, seed), replace(PERFECT, noise=noise)) for seed in range(10)])
        for noise in (1.0, 0.2)
    )
    assert 0.0 < low < high < 1.0


def value_of_names(h, survey):
    s = contract.names(h, survey)
    return s[8] / s[8:11].sum()


def test_names_are_the_partners_met_most_often():
    w = wave(5, [(0, 1), (0, 2), (0, 3), (0, 4)], meetings=np.array([0.5, 3.0, 1.0, 2.0]))
    named = NameGenerator(mean=math.inf, most=2, noise=0.0).named(w, np.arange(5), 1)
    assert np.flatnonzero(named[0]).tolist() == [2, 4]
    assert named[1].tolist() == [True, False, False, False, False]


def test_nobody_is_named_who_is_not_a_partner_on_the_roster():
    w = frozen()[0]
    roster = np.arange(0, 30, 2)
    named = NameGenerator(mean=math.inf, most=7).named(w, roster, 1)
    tied = {(i, j) for i, j in zip(w.a.tolist(), w.b.tolist(), strict=True)}
    pairs = [(int(roster[i]), int(roster[j])) for i, j in np.argwhere(named)]
    assert pairs
    assert all((min(p), max(p)) in tied for p in pairs)


def test_the_number_of_names_has_the_stated_mean_and_is_drawn_anew():
    w = wave(40, [(i, j) for i in range(40) for j in range(i + 1, 40)])
    later = replace(w, month=83)
    counts = np.array(
        [[NameGenerator().named(x, np.arange(40), seed).sum(axis=1) for x in (w, later)] for seed in range(25)]
    )
    first, second = counts[:, 0].ravel(), counts[:, 1].ravel()
    assert first.mean() == pytest.approx(1.8, abs=4 * math.sqrt(1.8 / first.size))
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / math.sqrt(first.size)


def test_ties_that_form_at_random_have_odds_of_one():
    """Two waves that have nothing to do with each other: shared partners and popularity say nothing."""
    total, logs = np.zeros(13), []
    for seed in range(12):
        rng = np.random.default_rng(seed)
        waves = [wave(40, random_pairs(40, 0.3, rng), 59 + 12 * k) for k in range(16)]
        survey = NameGenerator(mean=math.inf, most=4)
        total += contract.names(history(waves, seed), survey)
        logs.append(contract.popularity(history(waves, seed), survey)[0])
    log_odds = math.log(odds_ratio(*total[:4]))
    assert abs(log_odds) < 4 * math.sqrt((1 / (total[:4] + 0.5)).sum())
    assert abs(np.mean(logs)) < 4 * np.std(logs) / math.sqrt(len(logs))


def test_closing_triangles_raises_the_odds_of_a_shared_partner():
    rng = np.random.default_rng(7)
    before = random_pairs(40, 0.15, rng)
    graph = nx.Graph(before)
    closing = [(i, j) for i, j in nx.non_edges(graph) if len(list(nx.common_neighbors(graph, i, j))) >= 2]
    after = before + [tuple(sorted(p)) for p in closing]
    h = history([wave(40, before if k % 4 < 2 else after, 59 + 12 * k) for k in range(16)])
    s = contract.names(h, NameGenerator(mean=math.inf, most=40, noise=0.0))
    assert odds_ratio(*s[:4]) > 20


def test_the_logit_gives_the_log_odds_of_a_two_by_two_table():
    table = {(1, 1): 30, (1, 0): 10, (0, 1): 20, (0, 0): 40}
    x = np.array([[1.0, a] for (a, _), n in table.items() for _ in range(n)])
    y = np.array([float(b) for (_, b), n in table.items() for _ in range(n)])
    assert logit(x, y) == pytest.approx([math.log(20 / 40), math.log(30 / 10 / (20 / 40))], abs=1e-4)


@pytest.mark.skipif(not ESTUARIES.exists(), reason="the evidence data are not here")
def test_the_estuary_panel_gives_popularity_above_one_in_the_logit_of_a_new_name():
    d = np.genfromtxt(ESTUARIES, delimiter=",", names=True)
    d = d[d["y1"] == 0]
    x = np.stack([np.ones(d.size), d["recip"], d["sp"], d["same"], np.log1p(d["pop"])], axis=1)
    assert logit(x, d["y2"])[-1] == pytest.approx(1.03, abs=0.02)


# --- trust ------------------------------------------------------------------------------------------------------------


def test_reported_trust_is_the_mean_of_an_organisations_own_side():
    w = wave(4, [(0, 1), (0, 2)], trust=np.array([[0.4, 0.9], [0.6, 0.1]]), trustor=np.array([0.1, 0.0, 0.0, 0.0]))
    found = reported_trust(w, 1, error=0.0)
    assert found[:3] == pytest.approx([0.6, 0.9, 0.1])
    assert np.isnan(found[3])


def test_survey_error_has_the_stated_spread_and_lowers_the_correlation():
    pairs = [(2 * k, 2 * k + 1) for k in range(400)]
    w = wave(800, pairs, trust=np.full((400, 2), 0.5))
    answers = np.concatenate([reported_trust(w, seed) for seed in range(5)])
    assert answers.std() == pytest.approx(0.13, abs=4 * 0.13 / math.sqrt(2 * answers.size))
    spread = np.random.default_rng(1).normal(0.5, 0.13, (400, 2))
    waves = [wave(800, pairs, 59 + 12 * k, trust=spread) for k in range(16)]
    correlation = contract.trust(history(waves))[2]
    assert correlation == pytest.approx(0.5, abs=0.05)  # equal variances of truth and error


# --- spells and hazards -----------------------------------------------------------------------------------------------


def agreements_of(term, count=50, first=60):
    """Agreements that begin month after month and all last ``term`` months."""
    return [(k + 1, first + k, first + k + term) for k in range(count)]


@pytest.mark.parametrize(("term", "early"), [(24, True), (25, False)])
def test_a_term_of_24_months_ends_in_the_first_class_of_age_and_one_of_25_does_not(term, early):
    s = contract.ages(history(agreements=agreements_of(term)))
    ended, risk = s[:120], s[120:]
    assert ended[term - 1] == 50
    assert ended[:24].sum() == (50 if early else 0)
    assert risk[:24].sum() == 24 * 50
    assert risk[term:].sum() == 0


def test_the_rate_of_ending_is_events_over_exposure():
    h = history(agreements=[(1, 59, 71), (2, 59, None), (3, 30, 60), (4, 239, None), (5, 10, 59)])
    s = contract.endings(h)
    # the first is at risk 12 months (60 to 71), the second 180, the third 1, the fourth none yet, the fifth ended before
    assert s[:2].tolist() == [2, 12 + 180 + 1]
    assert value("T1.ended", h) == pytest.approx(12 * 2 / 193)


def test_constant_hazards_give_a_ratio_of_one():
    rng = np.random.default_rng(5)
    start = rng.integers(-100, 240, 40_000)
    spells = [(k + 1, int(s), int(s + rng.geometric(0.02))) for k, s in enumerate(start)]
    spells = [x for x in spells if x[2] >= 60]
    h = history(agreements=spells)
    ended = contract.ages(h)[:120]
    error = math.sqrt(1 / ended[:24].sum() + 1 / ended[60:].sum())
    assert math.log(value("T3.hazard", h)) == pytest.approx(0.0, abs=4 * error)
    assert value("T3.smoothed", h) == pytest.approx(1.0, abs=0.1)


def test_formalising_censors_a_spell_and_does_not_end_it():
    """Cooperate from 60, sign at 70, the agreement ends at 82, they go on cooperating until 100."""
    h = history(
        ties=[(1, 2, 60, 100)],
        agreements=[(9, 70, 82)],
        memberships=[(9, 1, 70, 82), (9, 2, 70, 82)],
    )
    months = (np.flatnonzero(h.informal_at_risk[0]) + 60).tolist()
    assert months == [*range(61, 71), *range(83, 101)]
    assert contract.endings(h).tolist() == [1, 12, 1, 28]


def test_an_ending_under_an_agreement_is_no_informal_ending():
    h = history(ties=[(1, 2, 60, 80)], agreements=[(9, 70, 90)], memberships=[(9, 1, 70, 90), (9, 2, 70, 90)])
    assert contract.endings(h).tolist() == [1, 20, 0, 10]


def test_a_member_who_joins_late_is_covered_only_from_then_on():
    h = history(
        ties=[(1, 3, 59, None)],
        agreements=[(9, 70, None)],
        memberships=[(9, 1, 70, None), (9, 2, 70, None), (9, 3, 100, 120)],
    )
    assert h.shared_spells[:1] == [(1, 2, 70, 32767)]
    assert (~h.informal_at_risk[0]).sum() == 20


def test_appointments_are_no_choice_and_are_left_out():
    h = history(ties=[(1, 2, 59, None)])
    appointed = replace(h, spells=replace(h.spells, tie_mandated=np.array([True])))
    assert contract.endings(h)[3] == 180
    assert contract.endings(appointed)[3] == 0


def test_leader_changes_split_exposure_and_endings():
    """Organisation 2 changes its leader in month 100: months 100 to 111 are *after*, for its tie and its agreement."""
    h = history(
        ties=[(1, 2, 59, 105), (3, 4, 59, 130)],
        agreements=[(9, 90, 111), (8, 90, 95)],
        memberships=[(9, 2, 90, 111), (9, 5, 90, 111), (8, 6, 90, 95), (8, 7, 90, 95)],
        leaders=[(2, 100)],
    )
    informal, formal = np.split(contract.leader_changes(h), 2)
    assert informal.tolist() == [1, 6, 1, 40 + 71]
    assert formal.tolist() == [1, 12, 1, 9 + 5]


def test_a_leader_change_before_the_window_still_counts_within_it():
    h = history(ties=[(1, 2, 20, None)], leaders=[(1, 55)])
    assert contract.leader_changes(h)[:4].tolist() == [0, 7, 0, 173]


def test_repeat_agreements_are_counted_by_how_many_came_before():
    """1-2 begin two together and later one more; 1-3 begin one and no other; 4 begins nothing later and is left out."""
    spans = [(11, 60), (12, 70), (13, 80), (14, 85), (15, 110), (16, 120)]
    members = {11: (1, 2), 12: (1, 2), 13: (1, 3), 14: (1, 4), 15: (1, 2), 16: (3, 5)}
    h = history(
        agreements=[(p, s, s + 10) for p, s in spans],
        memberships=[(p, i, s, s + 10) for p, s in spans for i in members[p]],
    )
    one_window = replace(h, first=60, last=144)
    s = contract.repeats(one_window)
    assert s[:5].tolist() == [1, 1, 1, 0, 0]  # 2-3 none, 1-3 one, 1-2 two
    assert s[5:].tolist() == [0, 0, 1, 0, 0]
    given = contract.repeats_given_activity(one_window).reshape(contract.ACTIVITY, 2, 5)
    assert given[0].sum() == 4  # each began one agreement later: the class of least activity
    assert given.sum() == s.sum()


def test_activity_alone_makes_no_odds_of_meeting_again():
    """Pairs that meet again only because both are active have odds of one given activity, far above one without."""
    rng = np.random.default_rng(3)
    classes = np.repeat([0, 4, 8], [4000, 800, 300])
    chance = np.array([0.01, 0.1, 0.5])[classes // 4]
    k = np.minimum(rng.poisson(8 * chance), 4)
    table = np.zeros((contract.ACTIVITY, 2, 5))
    np.add.at(table, (classes, 0, k), 1.0)
    np.add.at(table, (classes, 1, k), rng.random(k.size) < chance)
    raw = table.sum(axis=0)
    odds = raw[1] / (raw[0] - raw[1])
    assert odds[1:].max() / odds[0] > 8
    for least, most in ((1, 1), (2, 4)):
        assert 0.6 < odds_given_activity(least, most)(table.ravel()) < 1.6


def test_odds_given_activity_are_those_within_classes():
    table = np.zeros((contract.ACTIVITY, 2, 5))
    table[0] = [[100, 30, 20, 0, 0], [10, 15, 16, 0, 0]]  # odds 1/9, 1, 4
    table[3] = [[100, 40, 8, 0, 0], [50, 36, 8 * 36 / 37, 0, 0]]  # odds 1, 9, 36
    assert odds_given_activity(1, 1)(table.ravel()) == pytest.approx(9.0)
    assert odds_given_activity(2, 4)(table.ravel()) == pytest.approx(36.0)


# --- shares, classes, money -------------------------------------------------------------------------------------------


def test_classes_of_contact_have_the_stated_edges():
    assert contact_class(np.array([0.0, 0.079, 0.08, 0.59, 0.6, 1.99, 2.0, 9.0])).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_formal_share_leaves_appointments_apart_and_strangers_have_no_contact():
    pairs = [(i, j) for i in range(6) for j in range(i + 1, 6)]
    m = len(pairs)
    formal, mandated = np.zeros(m, bool), np.zeros(m, bool)
    formal[:3], mandated[-1] = True, True
    w = wave(6, pairs, formal=formal, mandated=mandated, meetings=np.linspace(0.1, 3.0, m))
    s = contract.formality(history([w, w]))
    assert s[:2].tolist() == [3, m - 1]
    assert s[3:10:2].sum() == m - 1
    loose = replace(w, cooperating=np.arange(m) < 14, active=np.ones(6, bool))
    assert contract.formality(history([loose, loose]))[10:].tolist() == [3, 3]


def test_the_odds_of_a_tie_within_one_kind_are_one_when_ties_are_random():
    found = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        w = wave(40, random_pairs(40, 0.3, rng), kind=rng.integers(0, 5, 40))
        found.append(math.log(contract.mixing(history([w, w]))[0]))
    assert np.mean(found) == pytest.approx(0.0, abs=4 * np.std(found) / math.sqrt(30))


def test_tenure_classes_compare_degrees_and_leave_agencies_out():
    pairs = [(0, k) for k in range(3, 9)] + [(1, k) for k in range(3, 6)] + [(2, k) for k in range(3, 12)]
    tenure = np.full(12, 60)
    tenure[[0, 1, 2]] = 132, 23, 200
    kind = np.full(12, Kind.NONPROFIT)
    kind[2] = Kind.AGENCY
    h = history([wave(12, pairs, tenure=tenure, kind=kind)] * 2)
    assert contract.tenures(h).tolist() == [6, 1, 3, 1]
    assert value("T11.tenure", h) == 2.0


def test_closings_and_concentration_are_of_nonprofit_and_community_organisations():
    kind = np.array([Kind.NONPROFIT, Kind.COMMUNITY, Kind.COMPANY, Kind.NONPROFIT])
    w = wave(4, [], kind=kind, income=np.array([0.0, 0.0, 5.0, 10.0]), field=np.array([0, 0, 1, 1]))
    codes = (kind << 16).astype(int)
    h = history(
        [w] * 16, closings=[(int(codes[0]), 70), (int(codes[2]), 70), (int(codes[1]), 59), (int(codes[1]), 240)]
    )
    closings, years, gini, hhi = contract.money(h)
    assert (closings, years) == (1, 45)
    assert gini == pytest.approx(2 / 3)
    # of 5 and 10 in one field; the other has no income
    assert hhi == pytest.approx(2 * (1 / 9 + 4 / 9))


def test_concentration_does_not_rise_because_a_field_is_small():
    """Equal incomes are no concentration, in a field of two as in a field of forty."""
    for n in (2, 40):
        assert contract.money(history([wave(n, [], income=np.full(n, 3.0))] * 16))[3] == pytest.approx(1.0)


# --- the sheet --------------------------------------------------------------------------------------------------------


def test_pooled_rows_sum_before_dividing_and_the_others_take_the_median():
    counts = [np.array([1.0, 2.0]), np.array([1.0, 2.0]), np.array([0.0, 100.0])]

    def made(_history):
        raise AssertionError("only its name is used")

    rows = [
        Row(name, Text("", ""), made, lambda s: s[0] / s[1], 0.4, 0.6, 0.5, "1", pooled=pooled)
        for name, pooled in (("median", False), ("pooled", True))
    ]
    median, pooled = score([{"made": c} for c in counts], rows)
    assert (median.value, median.met, median.n) == (0.5, True, 3)
    assert (pooled.value, pooled.met) == (pytest.approx(2 / 104), False)
    assert pooled.interval[0] <= pooled.value <= pooled.interval[1]


def test_a_missing_value_is_not_met_and_is_not_counted():
    row = Row("x", Text("", ""), contract.trust, lambda s: s[0], 0.0, 1.0, 0.5, "1")
    (line,) = score([{"trust": np.array([np.nan])}] * 2, [row])
    assert (line.met, line.n) == (False, 0)


def test_every_row_of_the_sheet_has_words_in_both_languages_and_a_range():
    assert len({row.name for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert row.text.id
        assert row.text.en
        assert row.low <= row.high
        assert row.sources
    assert {name.split(".")[0].rstrip("b") for name in BY_NAME} == {f"T{k}" for k in range(1, 16)}


# --- a world ----------------------------------------------------------------------------------------------------------


def small_spec():
    fields = tuple(Field(n, Text(n, n), k) for k, n in enumerate(("child", "old"), 1))
    place = Place("x", (District("x", 3301, 60000.0, 8000.0, 3, (2, 8, 6, 6, 4)),), fields, (Profile((0,), 1.0),))
    off = frozenset({"staffing", "funding", "service_delivery", "learning", "finance"})
    return Spec(place, months=48, burn_in=24, off=off)


def test_exposure_from_the_ledger_equals_a_count_of_pairs_month_by_month():
    spec = small_spec()
    h = History.collect(spec, 5, first=12, last=48)
    world = engine.start(spec, 5)
    engine.run_to(world, 12)
    informal, formal = [], []
    for _ in range(36):
        r = world.relations
        known = r.live("forgotten") == 0
        informal.append(
            int((known & (r.live("cooperating") == 1) & (r.live("mandated") == 0) & (r.live("formal") == 0)).sum())
        )
        formal.append(int((world.partnerships.live("n_members") > 0).sum()))
        engine.advance(world)
    assert sum(informal) > 100
    assert h.informal_at_risk.sum(axis=0).tolist() == informal
    assert h.at_risk(h.spells.start, h.spells.end).sum(axis=0).tolist() == formal


def test_the_same_seed_gives_the_same_sheet_and_pools_of_seeds_differ_only_by_seed():
    spec = small_spec()
    first = measure_targets(spec, [1, 2], first=12, last=48)
    second = measure_targets(spec, [1, 2], first=12, last=48)
    assert [repr(row) for row in first] == [repr(row) for row in second]
    assert set(statistics(History.collect(spec, 1, 12, 48))) == {row.of.__name__ for row in ROWS}


def test_a_window_must_be_whole_years():
    with pytest.raises(ValueError, match="whole years"):
        History.collect(small_spec(), 1, first=0, last=30)
