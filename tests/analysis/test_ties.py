"""The tie-level counterfactual, counted by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simkemitraan.analysis.comparison import ties, winners
from simkemitraan.world.codes import OPEN
from simkemitraan.world.identity import pack

COLUMNS = ["arm", "replicate", "id", "type", "start", "end", "reason"]
LEDGER = pd.DataFrame(
    [
        (0, 0, 1, "community", -5, 10, "term"),
        (1, 0, 1, "community", -5, 20, "leader"),
        (0, 0, 2, "other", 3, OPEN, "none"),
        (1, 0, 3, "community", 4, OPEN, "none"),
        (1, 0, 4, "community", 4, 8, "funding"),
        (0, 1, 1, "community", 0, OPEN, "none"),
        (1, 1, 1, "community", 0, OPEN, "none"),
    ],
    columns=COLUMNS,
)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return ties.fates(LEDGER, 1, ties.PARTNERSHIP_KEY, ("type",))


def test_every_partnership_has_one_fate(table):
    assert table[["replicate", "id", "fate"]].to_numpy().tolist() == [
        [0, 1, "both"],
        [0, 2, "only_baseline"],
        [0, 3, "only_reform"],
        [0, 4, "only_reform"],
        [1, 1, "both"],
    ]


def test_both_sides_keep_their_own_ending(table):
    first = table.iloc[0]
    assert (first["end_baseline"], first["reason_baseline"], first["end_reform"], first["reason_reform"]) == (
        10,
        "term",
        20,
        "leader",
    )
    assert table.iloc[1]["reason_reform"] == ""


def test_counts_are_means_over_all_replicates(table):
    row = ties.count_fates(table, [0, 1, 2]).iloc[0]
    assert (row["both"], row["only_reform"], row["only_baseline"]) == (2 / 3, 2 / 3, 1 / 3)
    assert row["net"] == pytest.approx(1 / 3)
    assert row["low"] < 0 < row["high"]


def test_counts_by_type_add_up(table):
    parts = ties.count_fates(table, [0, 1], "type")
    whole = ties.count_fates(table, [0, 1]).iloc[0]
    for fate in ties.FATES:
        assert parts[fate].sum() == whole[fate]
    assert parts["type"].tolist() == ["community", "other"]


def test_endings_are_compared_with_the_baseline():
    got = ties.endings(LEDGER, 12, [0, 1]).set_index(["arm", "reason"])
    assert got.loc[(0, "term"), "mean"] == 0.5
    assert got.loc[(1, "funding"), "difference"] == 0.5
    assert "leader" not in got.index.get_level_values("reason")  # it ended after the horizon


def test_flows_count_by_year_and_balance():
    got = ties.flows(LEDGER, 24, [0, 1]).set_index(["arm", "year"])
    assert got.loc[(1, 1), "formed"] == 1.5
    assert got.loc[(1, 1), "ended"] == 0.5
    change = got["standing"].groupby("arm").diff().dropna()
    flow = (got["formed"] - got["ended"]).groupby("arm").nth(1)
    assert change.to_numpy().tolist() == flow.to_numpy().tolist()


def test_spells_of_a_pair_are_joined():
    spells = pd.DataFrame(
        {
            "arm": 0,
            "replicate": 0,
            "a": [1, 1, 2],
            "b": [9, 9, 9],
            "start": [5, -3, 0],
            "end": [OPEN, 2, 4],
            "reason": ["none", "drift", "leader"],
            "origin": ["past", "friend", "near"],
            "mandated": 0,
        }
    )
    got = ties.pair_spells(spells)
    assert got[["a", "start", "end", "reason", "origin", "spells"]].to_numpy().tolist() == [
        [1, -3, OPEN, "none", "friend", 2],
        [2, 0, 4, "leader", "near", 1],
    ]


def test_kind_and_district_are_read_off_the_ids():
    a, b = pack(None, 7101, 1, 4), pack(-30, 7102, 2, 0)
    assert ties.kinds_of_pair(pd.Series([a, b]), pd.Series([b, a])) == ["nonprofit+company"] * 2
    assert ties.district_of(pd.Series([a, b])).tolist() == [7101, 7102]


def organisations() -> pd.DataFrame:
    rows = []
    for arm in (0, 1):
        for month in (-1, 11, 23):
            for i in range(10):
                income = 100.0 * (i + 1) * (1.2 if arm and i < 5 and month > 0 else 1.0)
                rows.append(
                    (arm, 0, month, i, "nonprofit" if i % 2 else "company", 7101, 1, float(i), 0.0, income, 1.0, 1, 0)
                )
    columns = [
        "arm",
        "replicate",
        "month",
        "id",
        "kind",
        "district",
        "alive",
        "staff",
        "volunteers",
        "income_year",
        "served",
        "n_informal",
        "n_formal",
    ]
    return pd.DataFrame(rows, columns=columns)


def test_winners_are_found_and_classes_add_up():
    table = winners.changes(organisations(), 1)
    assert np.allclose(table["income_year_change"].head(5), 20.0 * (np.arange(5) + 1))
    sizes = winners.by_class(table, "size_class", "income_year", [0])
    assert sizes["organisations"].sum() == 10
    assert sizes["gain"].tolist() == [1.0, 1.0, 0.5, 0.0, 0.0]
    gainers, losers = winners.most_changed(table, 0, "income_year", 3)
    assert gainers["id"].tolist() == [4, 3, 2]
    assert losers.empty


def test_an_organisation_that_closed_counts_as_zero_afterwards():
    panel = organisations()
    panel = panel.loc[~((panel["arm"] == 1) & (panel["id"] == 9) & (panel["month"] == 23))]
    row = winners.changes(panel, 1).set_index("id").loc[9]
    assert row["income_year_reform"] == row["income_year_baseline"] / 2


def test_endings_and_partnerships_cannot_become_fewer_than_none():
    ledger = pd.DataFrame(
        [(arm, r, 1, "community", 0, 5 if arm == 0 or r == 0 else OPEN, "term") for arm in (0, 1) for r in range(3)],
        columns=COLUMNS,
    )
    row = ties.endings(ledger, 36, range(3)).query("arm == 1").iloc[0]
    assert row["difference"] == pytest.approx(-2 / 3)
    assert -1 <= row["low"] < row["difference"] < row["high"]
    gone = ledger.loc[(ledger["arm"] == 0) | (ledger["replicate"] == 0)]
    fates = ties.count_fates(ties.fates(gone, 1, ties.PARTNERSHIP_KEY, ("type",)), range(3)).iloc[0]
    assert fates["net"] == pytest.approx(-2 / 3)
    assert -1 <= fates["low"] < fates["high"]
