"""Random valid scenarios: no figure of a run, of a comparison or of a report is missing, negative or above its bounds.

Scenarios are drawn from what the mechanisms declare (:mod:`tests.strategies`). Every month of a run is checked, indicators
and conservation alike; then what a report is made of: levels, courses, effects, flows and survival; then its page.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from tests.extremes.sane import TINY, months, sane_value
from tests.strategies import scenarios

from simkemitraan import engine
from simkemitraan.analysis.comparison.comparison import Comparison
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.analysis.comparison.survival import Curve
from simkemitraan.report.context import Context
from simkemitraan.report.document import document
from simkemitraan.report.page import page
from simkemitraan.runs import compare
from simkemitraan.scenario import Scenario

pytestmark = pytest.mark.compiled
NOT_SHOWN = re.compile(r"(?<![a-zA-Z])(nan|NaN|None|inf)(?![a-zA-Z])")
MIDDLE = ("mean", "p10", "p50", "p90")  # figures that lie where the values lie; an interval of a mean may reach further


def sane_run(scenario: Scenario) -> None:
    months(engine.start(scenario.spec(), scenario.seed), scenario.burn_in + scenario.months)


@settings(max_examples=50)
@given(scenarios())
def test_no_figure_of_a_run_is_out_of_its_bounds(scenario: Scenario) -> None:
    sane_run(scenario)


@pytest.mark.full
@settings(max_examples=1000)
@given(scenarios())
def test_no_figure_of_a_thousand_runs_is_out_of_its_bounds(scenario: Scenario) -> None:
    sane_run(scenario)


def with_result(scenario: Scenario, check: Callable[[Comparison], None]) -> None:
    """Run the scenario and the same after half of all leaders left, and check the comparison."""
    reform = scenario.with_changes(timeline=[{"month": 0, "shock": "leader_leaves", "share": 0.5}])
    with tempfile.TemporaryDirectory() as folder:
        check(Comparison(Overview(compare(scenario, reform, replicates=2, workers=1, out=f"{folder}/result"))))


def sane_comparison(c: Comparison) -> None:
    o = c.overview
    for frame in (o.levels, o.course):
        for column in MIDDLE:
            _sane_column(frame, column)
        assert (frame["p10"] <= frame["p50"] + TINY).all()
        assert (frame["p50"] <= frame["p90"] + TINY).all()
    for frame in (c.effects, c.over_time, c.breakdown):
        for column in ("baseline", "reform") if len(frame) else ():
            _sane_column(frame, column)
        if len(frame):
            np.testing.assert_allclose(frame["reform"] - frame["baseline"], frame["difference"], rtol=1e-9, atol=1e-9)
    assert np.isfinite(c.costs).all()
    _sane_flows(o.flows, o.months, o.arms)
    for which in ("partnerships", "ties"):
        for arm in range(o.arms):
            _sane_curve(o.survival(which, arm))


def _sane_column(frame: pd.DataFrame, column: str) -> None:
    for name, value in zip(frame["indicator"], frame[column], strict=True):
        sane_value(str(name), float(value))


def _sane_flows(flows: pd.DataFrame, months_: int, arms: int) -> None:
    """What stands at the end of a year is what stood, plus formed, less ended; every arm has every year."""
    assert len(flows) == arms * -(-months_ // 12)
    assert (flows.drop(columns=["arm", "year"]) >= 0.0).all(axis=None)
    for _, part in flows.groupby("arm"):
        change = part["standing"].diff().dropna()
        np.testing.assert_allclose(change, (part["formed"] - part["ended"])[change.index], atol=1e-9)


def _sane_curve(curve: Curve) -> None:
    for values in (curve.surviving, curve.low, curve.high, curve.ended):
        assert ((values >= -TINY) & (values <= 1.0 + TINY)).all()
    assert (np.diff(curve.surviving) <= TINY).all()
    np.testing.assert_allclose(curve.surviving + curve.ended.sum(axis=0), 1.0, atol=1e-9)


@settings(max_examples=8)
@given(scenarios())
def test_no_number_that_a_report_is_made_of_is_out_of_its_bounds(scenario: Scenario) -> None:
    with_result(scenario, sane_comparison)


def sane_page(c: Comparison) -> None:
    sane_comparison(c)
    for lang in ("id", "en"):
        html = page(document(Context(c.overview, c, lang)))
        html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
        words = re.sub(r"<[^>]+>", " ", re.sub(r'src="[^"]*"', "", html))
        assert not NOT_SHOWN.search(words)


@pytest.mark.full
@settings(max_examples=100)
@given(scenarios())
def test_no_page_of_a_hundred_reports_shows_a_missing_number(scenario: Scenario) -> None:
    with_result(scenario, sane_page)


def test_a_report_of_a_scenario_without_partnerships_is_written() -> None:
    """Nobody signs anything: flows are zero, not missing, and the page is made."""
    quiet = Scenario.load("package:tiny").with_changes(
        {"assumptions.formation": "off"},
        months=6,
        burn_in=0,
        replicates=2,
    )
    with_result(quiet, sane_page)
