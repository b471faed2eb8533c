"""Who gains where: by field, by subdistrict of one district, by district with a map; and who really gains at all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.report.fake_result import FakeResult, fake

from simkemitraan.analysis.comparison import winners
from simkemitraan.analysis.comparison.comparison import compare
from simkemitraan.report import answer, pictures, tables, workbook
from simkemitraan.report.blocks import Fold, Gallery
from simkemitraan.report.context import Context
from simkemitraan.report.outlines import outlines


def context_of(result: FakeResult, lang: str = "en") -> Context:
    comparison = compare(result)
    return Context(comparison.overview, comparison, lang)


def with_fields(result: FakeResult) -> FakeResult:
    """Add readings of access by field: the reform helps the first and harms the second."""
    frame = result.frames["indicators"]
    base = frame.loc[(frame["indicator"] == "access") & (frame["district"] == 0) & (frame["month"] % 12 == 11)]
    parts = [
        base.assign(group=field, value=base["value"] * np.where(base["arm"] > 0, factor, 1.0))
        for field, factor in ((0, 1.2), (1, 0.7))
    ]
    return FakeResult({**result.frames, "indicators": pd.concat([frame, *parts])}, result.scenarios, result.provenance)


def test_fields_and_kecamatan_are_drawn_and_listed():
    context = context_of(with_fields(fake(replicates=4, months=24, districts=1)))
    blocks = pictures.places(context)
    keys = [p.key for b in blocks if isinstance(b, Gallery) for p in b.pictures]
    assert keys == ["fields", "places"]
    rows = [row for b in blocks if isinstance(b, Fold) for row in b.blocks[0].rows]
    assert {row[0] for row in rows if row[0].startswith("subdistrict")} == {
        f"subdistrict no. {k} of 6" for k in range(1, 7)
    }
    verdicts = {row[0]: row[-1] for row in rows}
    assert (verdicts["poverty and food"], verdicts["disability"]) == ("better", "worse")
    alt = next(p.alt for b in blocks if isinstance(b, Gallery) for p in b.pictures if p.key == "fields")
    assert "most in poverty and food ▲" in alt


def test_districts_with_outlines_get_a_map_with_its_source():
    made = fake(replicates=4, months=24, districts=2)  # 7101 and 7102 are districts of Sulawesi Utara
    blocks = pictures.places(context_of(made, "id"))
    gallery = next(b for b in blocks if isinstance(b, Gallery))
    assert [p.key for p in gallery.pictures] == ["places", "map-1"]
    assert "CC BY 3.0 IGO" in gallery.caption
    assert "Wilayah 1" in gallery.pictures[1].alt


def test_maps_of_several_policies_have_one_scale() -> None:
    """They stand below each other: the same colour must be the same difference, or a policy that does nothing looks strong."""
    made = fake(arms=3, replicates=4, months=24, districts=2)
    found = pictures.by_place(context_of(made))
    assert {found.of(arm).reach for arm in found.arms} == {found.reach}


def test_the_workbook_names_fields_and_provinces() -> None:
    """A number for a field, or a code for a province, is nothing that can be sorted or read."""
    made = with_fields(fake(replicates=4, months=24, districts=2))
    sheets = {sheet.name: sheet for sheet in workbook.sheets(context_of(made))}
    parts = sheets["Districts and fields"]
    columns = {name: [row[k] for row in parts.rows] for k, name in enumerate(parts.head)}
    assert {"poverty and food", ""} <= set(columns["Group"])
    assert all(isinstance(value, str) for value in columns["Group"])
    assert "Sulawesi Utara" in columns["Province"]


def test_outlines_lie_where_the_districts_lie():
    rings = outlines([3578, 1])
    assert list(rings) == [3578]
    middle = np.mean([r.mean(axis=0) for r in rings[3578]], axis=0)
    assert middle == pytest.approx([112.7, -7.3], abs=0.2)
    assert all((r[0] == r[-1]).all() for r in rings[3578])


def change(before: list[float], after: list[float]) -> pd.DataFrame:
    """A table of changes of one replicate."""
    frame = pd.DataFrame({"replicate": 0, "id": range(len(before)), "kind": "nonprofit"})
    for measure in winners.MEASURES:
        frame[f"{measure}_baseline"], frame[f"{measure}_reform"] = before, after
        frame[f"{measure}_change"] = np.subtract(after, before)
    return frame


def test_whoever_hardly_moves_neither_gains_nor_loses():
    table = change([1079.0, 0.0, 100.0, 100.0, 100.0], [1079.4, 0.0, 104.0, 120.0, 50.0])
    gainers, losers = winners.most_changed(table, 0, "income_year")
    assert (gainers["id"].tolist(), losers["id"].tolist()) == ([3], [4])


def test_a_measure_that_reads_the_same_is_written_once():
    row = change([1079.0, 5.0], [1079.4, 50.0]).to_dict("records")
    assert tables._move(row[0], "served", "en") == "1,079 (unchanged)"
    assert tables._move(row[1], "served", "en") == "5.0 → 50.0"


@pytest.mark.parametrize(
    ("cost", "said"), [(50.0, "One more family served costs about"), (-50.0, "more families are served")]
)
def test_the_price_of_a_family_is_said_with_its_interval(monkeypatch, cost, said):
    context = context_of(fake(replicates=6, months=36))
    monkeypatch.setitem(context.comparison.__dict__, "costs", (0.0, cost))
    sentence = answer.cost_sentence(context, 1)
    assert said in sentence
    assert ("interval" in sentence) == (cost > 0)


def test_no_price_is_given_where_the_difference_spans_zero(monkeypatch):
    made = fake(replicates=6, months=36)
    frame = made.frames["indicators"]
    families = frame["indicator"] == "families_served"
    base = frame.loc[families & (frame["arm"] == 0), "value"].to_numpy()
    noise = np.where(frame.loc[families & (frame["arm"] == 1), "replicate"] % 2, 1.1, 0.9)
    frame.loc[families & (frame["arm"] == 1), "value"] = base * noise
    context = context_of(made)
    monkeypatch.setitem(context.comparison.__dict__, "costs", (0.0, 50.0))
    assert "not shown" in answer.cost_sentence(context, 1)


def test_provinces_weigh_their_districts_by_poor_people():
    """Two districts of one province and one of another; a comparison of one province has no such table."""
    from simkemitraan.analysis.comparison.places import by_province
    from simkemitraan.world.spec import District, Place

    codes, poor = (3527, 3528, 5171), (3_000.0, 1_000.0, 500.0)
    districts = tuple(District(str(c), c, 50_000.0, p, 3, (1, 1, 1, 1, 1)) for c, p in zip(codes, poor, strict=True))
    rows = [(0, 0, "access", code, -1, value) for code, value in zip(codes, (0.2, 0.6, 0.5), strict=True)]
    rows += [(0, 0, "access", 0, -1, 0.9), (0, 0, "trust", 3527, -1, 0.9), (0, 0, "access", 3527, 2, 0.9)]
    frame = pd.DataFrame(rows, columns=["arm", "replicate", "indicator", "district", "group", "value"])
    found = by_province(frame, Place("", districts, (), ()))
    assert dict(zip(found["district"], found["value"], strict=True)) == {35: pytest.approx(0.3), 51: 0.5}
    assert by_province(frame, Place("", districts[:2], (), ())).empty


def test_a_map_of_many_districts_stands_without_signs():
    from simkemitraan.report.figures import places as where

    codes = sorted(outlines(range(1100, 9700)))
    assert len(codes) == 514
    spots = tuple(where.Spot(1, k, 0.5, 0.51, 0.01, 0.0, 0.02, "better") for k in range(514))
    context = context_of(fake(replicates=4, months=24, districts=2))
    found = where.Where(spots, [str(c) for c in codes], context.shown("access"), "points")
    drawn = where.district_map("map-1", "Title", found, outlines(codes), codes, "Policy", "")
    assert "▲" not in drawn.svg
    assert drawn.svg.count("<path") >= 514


def test_a_report_says_whose_costs_it_took_and_to_what_size_they_were_grown():
    context = context_of(fake(replicates=6, months=36))
    assert "declared for a regency of 306,000 people" in answer.cost_sentence(context, 1)
    assert "400,000 people" in answer.cost_sentence(context, 1)
    told = context.comparison.to_dict("en")
    of_arm = told["lever_costs"][context.comparison.names[1]]
    assert sum(row["million_idr_per_year"] for row in of_arm) == pytest.approx(context.comparison.costs[1])
    assert all(row["stated"] is False and row["grows_with"] for row in of_arm)
    assert any(sheet.name == "Cost of levers" for sheet in workbook.sheets(context))
