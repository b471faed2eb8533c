"""Rivals of the model: terms by hand, an actor-oriented model that finds its own numbers, no pair judged by its own system."""

import math
from dataclasses import replace

import numpy as np
import pytest

from simkemitraan.analysis.panels.actors import Observed, fit, moments, predict, simulate
from simkemitraan.analysis.panels.dyads import Dyads, calibrated, calibration, compare, groups
from simkemitraan.analysis.panels.rivals import eight_terms, with_rivals
from simkemitraan.report.replayed import unmet


def seen_of(before, after, systems=1, directed=True):
    n = len(before)
    system = np.repeat(np.arange(systems), n // systems)
    return Observed(before, after, system, system, np.ones(n, bool), directed)


# --- terms ------------------------------------------------------------------------------------------------------------


def test_eight_terms_of_a_small_network_by_hand():
    """A pair's own tie counts in no degree, no shared partner and no distance."""
    named = np.zeros((5, 5), bool)
    for i, j in ((0, 1), (1, 0), (0, 2), (2, 1), (3, 1)):
        named[i, j] = True
    kind = np.array([1, 0, 1, 1, 1])
    a, b = np.array([0, 0, 3, 4]), np.array([1, 3, 1, 0])
    got = eight_terms(named, kind, a, b, directed=True)
    two = math.log(2)
    # 0 names 1, and 1 names 0: one partner in common (2); two others named 1; 0 named one other; by way of 2: two steps
    assert got[0] == pytest.approx([1, 1, two, math.log(3), two, 0, 1, 1 / 2])
    # 0 and 3 share 1; nobody named 3; 0 named two
    assert got[1] == pytest.approx([0, 0, math.log(3), 0, two, 1, 0, 1 / 2])
    # without its tie 3 reaches nobody
    assert got[2] == pytest.approx([1, 0, 0, math.log(3), 0, 0, 1, 0])
    assert got[3] == pytest.approx([0, 0, 0, two, 0, 1, 0, 0])


def test_terms_of_a_register_do_not_depend_on_who_comes_first():
    rng = np.random.default_rng(3)
    tied = np.triu(rng.random((9, 9)) < 0.3, 1)
    tied, kind = tied | tied.T, rng.integers(0, 3, 9)
    a, b = np.triu_indices(9, 1)
    assert eight_terms(tied, kind, a, b, False) == pytest.approx(eight_terms(tied, kind, b, a, False))


# --- the actor-oriented model ------------------------------------------------------------------------------------------


def test_without_chances_nothing_changes_and_a_register_stays_symmetric():
    rng = np.random.default_rng(1)
    tied = np.triu(rng.random((8, 8)) < 0.3, 1)
    seen = seen_of(tied | tied.T, tied | tied.T, directed=False)
    assert (simulate(np.array([-40.0, -1, 0, 0, 0]), seen, rng) == seen.before).all()
    after = simulate(np.array([1.5, -1, 0.5, 0.2, 0]), seen, rng)
    assert (after == after.T).all()
    assert (after != seen.before).any()
    assert not after.diagonal().any()


def test_an_organisation_that_did_not_answer_keeps_its_names_and_no_system_reaches_another():
    rng = np.random.default_rng(2)
    before = np.zeros((12, 12), bool)
    before[0, 3] = before[7, 9] = True
    moves = np.arange(12) != 7
    seen = replace(seen_of(before, before, systems=2), moves=moves)
    after = simulate(np.array([2.0, -0.5, 0, 0, 0]), seen, rng)
    assert (after[7] == before[7]).all()
    assert not after[:6, 6:].any()
    assert not after[6:, :6].any()


@pytest.mark.compiled
def test_the_method_of_moments_reproduces_what_it_was_fitted_to():
    """Fitted to a network of its own, the model makes networks with the same changes, ties, popularity and closure."""
    rng = np.random.default_rng(5)
    n, systems = 48, 4
    system = np.repeat(np.arange(systems), n // systems)
    before = (rng.random((n, n)) < 0.12) & (system[:, None] == system) & ~np.eye(n, dtype=bool)
    truth = np.array([1.2, -1.8, 0.7, 0.1, 0.5])
    seen = seen_of(before, before, systems)
    seen = replace(seen, after=simulate(truth, seen, rng))
    found = fit(seen, fold=9)
    rows = np.ones(n, bool)
    worlds = np.array([moments(simulate(found, seen, rng), seen, rows) for _ in range(400)])
    error = worlds.std(axis=0)
    assert np.abs(worlds.mean(axis=0) - moments(seen.after, seen, rows)) == pytest.approx(
        np.zeros(5), abs=0.35 * error.max()
    )
    assert (np.abs(worlds.mean(axis=0) - moments(seen.after, seen, rows)) < 0.35 * error).all()
    assert fit(seen, fold=9) == pytest.approx(found, abs=0.0)


@pytest.mark.compiled
def test_a_fit_never_sees_the_group_it_leaves_out():
    rng = np.random.default_rng(6)
    before = np.zeros((20, 20), bool)
    before[0, 1] = before[11, 12] = True
    seen = seen_of(before, before, systems=2)
    seen = replace(seen, after=simulate(np.array([1.0, -1.5, 0.3, 0, 0]), seen, rng))
    other = seen.after.copy()
    other[10:, 10:] = ~other[10:, 10:] & ~np.eye(10, dtype=bool)
    assert (fit(seen, fold=1) == fit(replace(seen, after=other), fold=1)).all()


def test_shares_of_worlds_rise_with_popularity():
    before = np.zeros((6, 6), bool)
    before[1:4, 0] = True
    seen = seen_of(before, before)
    chance = predict(np.array([0.7, -1.5, 1.5, 0, 0]), seen, worlds=300)
    assert chance[4, 0] > chance[4, 5] + 0.2
    assert (chance.diagonal() == 0).all()


# --- scoring ------------------------------------------------------------------------------------------------------------


def dice(systems, pairs, seed=4):
    rng = np.random.default_rng(seed)
    system = np.repeat(np.arange(systems), pairs)
    n = system.size
    again = rng.random(n) < 0.2
    return Dyads(system, np.arange(n), rng.random(n) < 0.3, again, rng.poisson(2, n), rng.random(n))


def test_groups_are_systems_or_five_of_organisations():
    assert groups(np.array([4, 4, 7, 9]), np.arange(4)).tolist() == [0, 0, 1, 2]
    assert groups(np.array([4, 4, 7, 7]), np.array([0, 5, 6, 9])).tolist() == [0, 0, 1, 4]


def test_a_rival_of_many_useless_terms_is_not_taken_for_one_that_knows():
    """What is fitted on the other systems has no AUC above chance where there is nothing to know."""
    d = dice(8, 150)
    noise = np.random.default_rng(9).normal(size=(1, d.again.size, 8))
    line = next(x for x in compare(d.beside({"noise": noise}), "all") if x.predictor == "noise")
    assert abs(line.auc - 0.5) < 0.06
    told = np.random.default_rng(9).normal(size=(1, d.again.size, 8)) + 2.0 * d.again[None, :, None]
    assert next(x for x in compare(d.beside({"told": told}), "all") if x.predictor == "told").auc > 0.95


def test_layers_are_read_by_the_group_left_out():
    """The layer of a group is what was fitted without it: only that one may judge its pairs."""
    d = dice(4, 100)
    layers = np.tile(np.random.default_rng(1).normal(size=(1, 400, 1)), (4, 1, 1))
    for g in range(4):
        layers[g, d.group == g, 0] = np.where(d.again[d.group == g], 1.0, -1.0)
    line = next(x for x in compare(d.beside({"own": layers}), "all") if x.predictor == "own")
    assert line.auc == 1.0


def test_parts_keep_the_groups_of_the_whole():
    d = dice(3, 20)
    tied = d.tied & (d.system < 2)
    part = replace(d, tied=tied).beside({"x": np.zeros((3, 60, 1))}).part("persistence")
    assert set(part.group.tolist()) == {0, 1}
    assert part.rivals["x"].shape == (3, int(tied.sum()), 1)


def test_calibration_of_honest_and_of_overstated_probabilities():
    rng = np.random.default_rng(7)
    odds = rng.normal(-1, 1, 20000)
    hit = rng.random(odds.size) < 1 / (1 + np.exp(-odds))
    slope, curve = calibration(1 / (1 + np.exp(-odds)), odds, hit)
    assert slope == pytest.approx(1.0, abs=0.08)
    assert [n for n, _, _ in curve] == [4000] * 5
    assert all(abs(p - share) < 4 * math.sqrt(0.25 / 4000) for _, p, share in curve)
    assert calibration(1 / (1 + np.exp(-2 * odds)), odds, hit)[0] == pytest.approx(0.5, abs=0.04)
    assert math.isnan(calibration(np.full(10, 0.2), np.zeros(10), np.arange(10) < 2)[0])


def test_several_terms_are_fitted_elsewhere():
    x = np.random.default_rng(2).normal(size=(1, 60, 3))
    hit, group = x[0, :, 0] > 0, np.repeat([0, 1, 2], 20)
    flipped = np.where(group == 2, ~hit, hit)
    got = [calibrated(x, h, group)[group == 2] for h in (hit, flipped)]
    assert got[0] == pytest.approx(got[1], abs=1e-12)


def test_with_rivals_names_three_and_scores_them_all():
    rng = np.random.default_rng(11)
    n = 24
    system = np.repeat(np.arange(3), 8)
    inside = (system[:, None] == system) & ~np.eye(n, dtype=bool)
    before, after = ((rng.random((n, n)) < 0.2) & inside for _ in range(2))
    a, b = np.nonzero(inside)
    d = Dyads(system[a], a, before[a, b], after[a, b], before.sum(axis=0)[b] - before[a, b], rng.random(a.size))
    d = with_rivals(d, np.stack([a, b], 1), before, rng.integers(0, 3, n), seen_of(before, after, 3), worlds=20)
    assert d.predictors[4:] == ("past_popularity", "logit", "actors")
    for part in ("formation", "persistence", "all"):
        lines = compare(d, part)
        assert [x.predictor for x in lines] == list(d.predictors)
        assert all(math.isfinite(x.log_score) and 0 <= x.auc <= 1 for x in lines)


# --- what is said first ---------------------------------------------------------------------------------------------------


class Said:
    """A replay with scores alone."""

    def __init__(self, d):
        self.lines = [x for part in ("formation", "persistence", "all") for x in compare(d, part)]
        self.fits = ()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_first_sentence_says_where_the_model_scores_below(lang):
    d = dice(8, 150)
    knows = np.where(d.again, 1.0, -1.0)[None, :, None] + np.random.default_rng(3).normal(size=(1, d.again.size, 1))
    rival = unmet(Said(d.beside({"logit": knows})), lang)
    assert ("logit of eight terms (AUC -0." if lang == "en" else "logit delapan suku (AUC -0,") in rival.replace(
        "−", "-"
    )
    assert "*" in rival
    model = replace(d, chance=np.where(d.again, 0.9, 0.1))
    assert "*" not in unmet(Said(model), lang)
    assert ("none" if lang == "en" else "tidak di bawah satu pun") in unmet(Said(model), lang)
