"""Survival curves and incidences agree with lifelines, with late entry and with competing reasons."""

from __future__ import annotations

import numpy as np
import pytest

from simkemitraan.analysis.comparison.survival import count_spells, curve
from simkemitraan.world.codes import OPEN

MONTHS = 120


def spells(n: int = 400, seed: int = 2):
    luck = np.random.default_rng(seed)
    start = luck.integers(-80, MONTHS, n)
    end = start + luck.geometric(0.02, n)
    kept = end >= 0
    start, end = start[kept], end[kept]
    reason = luck.choice(np.array(["term", "leader"]), kept.sum())
    end = np.where(end >= MONTHS, OPEN, end)
    return start, end, reason, luck.integers(0, 5, kept.sum())


def lifelines_data():
    start, end, reason, _ = spells()
    open_ = end == OPEN
    age = np.where(open_, MONTHS - 1, end) - start
    entry = np.where(start >= 0, 0, -1 - start)
    ok = age > entry  # lifelines counts nobody at risk at age 0
    return age[ok], entry[ok], ~open_[ok], reason[ok]


def test_kaplan_meier_agrees_with_lifelines():
    lifelines = pytest.importorskip("lifelines")
    age, entry, closed, _ = lifelines_data()
    fitted = lifelines.KaplanMeierFitter().fit(age, closed, entry=entry)
    start, end, reason, replicate = spells()
    ours = curve(count_spells(start, end, reason, replicate, MONTHS), least=1)
    theirs = fitted.survival_function_at_times(ours.age).to_numpy()
    assert np.allclose(ours.surviving, theirs, atol=1e-12)


def test_aalen_johansen_agrees_with_lifelines_without_late_entry():
    lifelines = pytest.importorskip("lifelines")
    start, end, reason, replicate = spells()
    new = start >= 0
    start, end, reason, replicate = start[new], end[new], reason[new], replicate[new]
    ours = curve(count_spells(start, end, reason, replicate, MONTHS), least=1)
    open_ = end == OPEN
    age = np.where(open_, MONTHS - 1, end) - start
    code = np.where(open_, 0, np.where(reason == "leader", 1, 2))
    small = np.random.default_rng(0).uniform(-1e-6, 0, len(age)) * (code > 0)  # events just before censorings
    fitted = lifelines.AalenJohansenFitter(calculate_variance=False).fit(np.maximum(age + small, 0), code, 1)
    times = fitted.cumulative_density_.index.to_numpy()
    values = fitted.cumulative_density_.iloc[:, 0].to_numpy()
    theirs = values[np.searchsorted(times, ours.age + 0.5) - 1]
    assert ours.reasons[0] == "leader"
    assert np.allclose(ours.ended[0], theirs, atol=1e-9)


def test_what_survives_and_what_ended_sum_to_one():
    start, end, reason, replicate = spells()
    got = curve(count_spells(start, end, reason, replicate, MONTHS))
    assert np.allclose(got.surviving + got.ended.sum(axis=0), 1.0)
    assert (got.low <= got.surviving).all()
    assert (got.high >= got.surviving).all()


def test_band_covers_the_true_curve_of_independent_spells():
    start, end, reason, _ = spells(4000)
    got = curve(count_spells(start, end, reason, np.arange(len(start)) % 40, MONTHS))
    truth = (1 - 0.02) ** got.age
    inside = (got.low[:60] <= truth[:60]) & (truth[:60] <= got.high[:60])
    assert inside.mean() > 0.8


def test_no_spells_and_no_endings_do_no_harm():
    nothing = np.array([], dtype=np.int64)
    assert curve(count_spells(nothing, nothing, np.array([], dtype=str), nothing, 12, np.arange(3))).surviving[0] == 1.0
    still = curve(count_spells(np.array([0]), np.array([OPEN]), np.array(["none"]), np.array([0]), 12), least=1)
    assert still.surviving.tolist() == [1.0] * 12
    assert np.isnan(still.median())
