"""The comparison as a whole, on a made-up result with a known effect."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from tests.report.fake_result import FakeResult, fake

from simkemitraan.analysis.comparison import biography, subject
from simkemitraan.analysis.comparison.comparison import compare
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.analysis.comparison.precision import until_precise, wide_rows
from simkemitraan.analysis.comparison.rules import Rules
from simkemitraan.errors import InputError
from simkemitraan.indicators import REGISTRY
from simkemitraan.world.names import organisation_name


@pytest.fixture(scope="module")
def result() -> FakeResult:
    return fake(replicates=5)


@pytest.fixture(scope="module")
def placebo() -> FakeResult:
    return fake(replicates=3, effect=0)


def test_a_known_effect_is_found_in_its_direction():
    rows = compare(fake(replicates=5)).headline
    assert set(rows["indicator"]) == {n for n, i in REGISTRY.items() if i.headline}
    good = rows["indicator"].map(lambda n: REGISTRY[n].good)
    assert (rows.loc[good != 0, "verdict"] == "better").all()
    assert (rows.loc[good != 0, "probability_better"] == 1).all()


def test_headline_rows_come_in_the_order_of_the_registry(result):
    names = compare(result).effects["indicator"].tolist()
    assert names == [n for n in REGISTRY if n in set(names)]


def test_a_placebo_is_exactly_zero_and_says_so(placebo):
    comparison = compare(placebo)
    assert comparison.is_placebo(1)
    assert (comparison.effects["difference"] == 0).all()
    assert (comparison.effects["verdict"] == "same").all()
    assert comparison.enough()
    assert comparison.to_dict()["placebo"] == ["reformasi-1"]
    assert set(comparison.partnership_fates(1)["fate"]) == {"both"}


def test_a_difference_in_one_month_is_no_placebo(placebo):
    frames = dict(placebo.frames)
    readings = frames["indicators"].copy()
    readings.loc[(readings["arm"] == 1) & (readings["month"] == 3) & (readings["indicator"] == "trust"), "value"] += (
        1e-9
    )
    changed = FakeResult({**frames, "indicators": readings}, placebo.scenarios, placebo.provenance)
    assert not compare(changed).is_placebo(1)


def test_json_holds_every_headline_indicator_and_no_nan(result):
    data = compare(result).to_dict("en")
    text = json.dumps(data, allow_nan=False)
    assert {row["name"] for row in json.loads(text)["indicators"]} == {n for n, i in REGISTRY.items() if i.headline}
    assert {"baseline", "reform", "difference", "low", "high"} <= set(data["indicators"][0])


def test_one_scenario_cannot_be_compared():
    with pytest.raises(InputError) as caught:
        compare(fake(arms=1, replicates=2, months=12))
    assert "one scenario" in caught.value.en


def test_effect_per_million_needs_a_cost(result):
    comparison = compare(result)
    cost = comparison.costs[1]
    rows = comparison.effects
    if cost > 0:
        assert np.allclose(rows["per_million"], rows["difference"] / cost)
    else:
        assert rows["per_million"].isna().all()


def test_pairs_are_described_by_kind_and_district(result):
    table = compare(result).pair_fates(1)
    assert table["kinds"].str.contains("+", regex=False).all()
    assert set(table["district"]) <= {7101, 7102}


def test_survival_covers_ties_and_partnerships(result):
    overview = Overview(result)
    for which in ("partnerships", "ties"):
        curve = overview.survival(which, 0)
        assert 0 < curve.at(12) < 1
        assert np.allclose(curve.surviving + curve.ended.sum(axis=0), 1)


def test_the_typical_replicate_is_one_of_them(result):
    assert Overview(result).typical in range(5)


class Counted(FakeResult):
    """A result that keeps what was read of its indicators."""

    def __init__(self, **of: object) -> None:
        super().__init__(**of)  # type: ignore[arg-type]
        self.read: list[pd.DataFrame] = []

    def frame(self, table: str, columns: list[str] | None = None, **where: object) -> pd.DataFrame:
        found = super().frame(table, None, **where)
        if table == "indicators":
            self.read.append(found)
        return found[columns].copy() if columns else found


def test_no_reading_of_the_whole_place_is_read_twice(result):
    """Whatever is asked first: final values, the course, or what one district or group shows."""
    months = result.frames["indicators"]["month"]
    assert months.max() >= 24
    for asked in (("finals", "readings", "levels"), ("readings", "finals", "course")):
        counted = Counted(**vars(result))
        overview = Overview(counted)
        for name in asked:
            getattr(overview, name)
        whole = pd.concat(counted.read)
        assert not whole.duplicated(["arm", "replicate", "month", "indicator"]).any()
        assert set(whole["month"]) == set(months)
        counted.read.clear()
        assert len(overview.breakdown)
        assert counted.read[0]["month"].min() == overview.months - overview.rules.window
    assert len(Overview(fake(replicates=2, months=6)).readings) > 0


def test_rounds_go_on_until_the_precision_is_reached():
    asked: list[int] = []

    def run(n: int) -> FakeResult:
        asked.append(n)
        return fake(replicates=n, months=12)

    rounds = until_precise(run, 2, Rules(precision=0.01), 12)
    assert rounds.tried == tuple(asked)
    assert all(a < b for a, b in pairwise(asked))
    assert rounds.reached == wide_rows(rounds.comparison).empty
    assert rounds.reached or asked[-1] == 12


def test_rounds_stop_at_the_limit():
    rounds = until_precise(lambda n: fake(replicates=n, months=12), 2, Rules(precision=1e-6), 3)
    assert not rounds.reached
    assert rounds.tried == (2, 3)


def run_of(result: FakeResult) -> biography.Run:
    return biography.Run(result, 1, 0)


def test_an_organisation_has_a_biography(result):
    run = run_of(result)
    someone = int(run.table("ties")["a"].iloc[0])
    story = biography.organisation_story(run, someone)
    assert {"start", "now", "cooperations"} <= {m.key for m in story.moments}
    assert story.moments[0].key == "start"
    assert [m.month for m in story.moments[1:]] == sorted(m.month for m in story.moments[1:])
    assert len(story.courses["partners"]) == 4


def test_a_pair_tells_which_terms_spoke_for_it(result):
    run = run_of(result)
    trace = run.table("traces").iloc[0]
    story = biography.pair_story(run, int(trace["other"]), int(trace["proposer"]))
    began = next(m for m in story.moments if m.key == "began")
    assert began.values["proposer"] == trace["proposer"]
    terms = pd.Series({t: trace[t] for t in began.values["for"]})
    assert (terms > 0).all()


def test_a_partnership_tells_who_signed_and_why_it_ended(result):
    run = run_of(result)
    ledger = run.table("partnerships")
    ended = ledger.loc[ledger["end"] < 36].iloc[0]
    story = biography.partnership_story(run, int(ended["id"]))
    assert story.moments[0].key == "signed"
    assert story.moments[0].values["lead"] == ended["lead"]
    assert next(m for m in story.moments if m.key == "closed_partnership").values["reason"] == ended["reason"]


def test_subjects_are_found_by_id_and_by_name_and_misses_are_named(result):
    run, where = run_of(result), result.scenarios[0].spec().place
    ids = subject.organisations_of(run)
    name = organisation_name(where, ids[3], "id")
    assert subject.find_organisation(run, where, str(ids[3]), "id") == ids[3]
    assert subject.find_organisation(run, where, name.upper(), "id") == ids[3]
    with pytest.raises(InputError) as several:
        subject.find_organisation(run, where, "Wilayah 1", "en")
    assert "fits" in several.value.en
    with pytest.raises(InputError) as nobody:
        subject.find_organisation(run, where, name[:-3] + "???", "en")
    assert "Did you mean" in nobody.value.en
    with pytest.raises(InputError):
        subject.find_organisation(run, where, "", "en")


def test_a_replicate_that_is_not_there_is_refused(result):
    with pytest.raises(InputError) as caught:
        subject.stories_of(Overview(result), 99, "1", None, "en")
    assert "replicates 1 to 5" in caught.value.en
