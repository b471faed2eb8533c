"""What each policy changes, before anything is said of its results: what, from what, to what, when, a line each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.report.fake_result import fake

from simkemitraan.analysis.comparison.comparison import compare
from simkemitraan.declare import Text
from simkemitraan.report import reform, workbook
from simkemitraan.report.blocks import Table
from simkemitraan.report.context import Context
from simkemitraan.report.document import document
from simkemitraan.world.spec import Change


def told(*changes: Change, lang: str = "en", arms: int = 2, **spec: Any) -> Context:
    """Return a comparison whose policies make these changes."""
    result = fake(arms=arms, replicates=2, months=36)
    made = replace(result.scenarios[0].spec(), timeline=changes, **spec)
    for one in result.scenarios[1:]:
        one.spec = lambda: made
    comparison = compare(result)
    return Context(comparison.overview, comparison, lang)


def lines(context: Context) -> list[tuple[str, str, str, str]]:
    return [(s.what, s.before, s.after, s.when) for s in reform.steps(context, 1)]


def test_a_lever_is_told_with_the_value_in_force_before_and_after():
    first = Change(12, "set", "funding", "partnership_bonus", 0.3)
    second = Change(24, "multiply", "funding", "partnership_bonus", 0.5, until=30)
    found = lines(told(first, second))
    assert found == [
        ("bonus in the score for joint proposals", "0", "0.3 (score)", "from year 2, month 1"),
        (
            "bonus in the score for joint proposals",
            "0.3",
            "0.15 (score)",
            "from year 3, month 1 until before year 3, month 7",
        ),
    ]


def test_relative_levers_choices_and_switches_are_told_in_words():
    context = told(
        Change(6, "multiply", "budgets", "aid", 0.6),
        Change(6, "set", "budgets", "cut_rule", 2.0),
        lang="id",
        params={"funding": {"no_repeat": 1.0}},
    )
    assert lines(context) == [
        ("hibah daerah tidak boleh dua kali berturut-turut", "mati", "hidup", "sejak sebelum simulasi"),
        (
            "pos bantuan dan program instansi, dibanding biasanya",
            "100\u202f%",
            "60\u202f%",
            "mulai tahun 1, bulan 7",
        ),
        (
            "siapa yang dilindungi saat anggaran dipotong",
            "seperti lazimnya: barang dan jasa dahulu, lalu bantuan, gaji terakhir",
            "semua pos sama rata",
            "mulai tahun 1, bulan 7",
        ),
    ]


def test_an_event_has_no_before_and_names_whom_it_meets():
    shock = Change(12, "shock", shock="leadership_wave", value=0.85, kinds=(0,), why=Text("mutasi", "moved"))
    assert lines(told(shock)) == [
        (
            "wave of leader changes (government agency)",
            "—",
            "85\u202f% of posts fall vacant",
            "in year 2, month 1",
        )
    ]


def test_what_comes_after_the_end_is_told_as_it_is_written():
    assert lines(told(Change(48, "multiply", "budgets", "aid", 0.6)))[0][1:3] == ("100\u202f%", "60\u202f%")


def test_one_line_holds_what_happens_together():
    context = told(
        Change(12, "multiply", "budgets", "aid", 0.6),
        Change(12, "multiply", "budgets", "services", 0.6),
        Change(24, "set", "funding", "partnership_bonus", 0.3),
    )
    assert reform.told_at_once(context, 1) == (
        "line for aid and programmes of agencies, relative to the usual: 100\u202f% → 60\u202f%; "
        "line for goods and services of agencies, relative to the usual: 100\u202f% → 60\u202f%, from year 2, month 1; "
        "bonus in the score for joint proposals: 0 → 0.3 (score), from year 3, month 1"
    )


@pytest.mark.parametrize("arms", [2, 4])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_report_begins_with_a_line_for_every_change(arms, lang):
    context = told(Change(12, "multiply", "budgets", "aid", 0.6), arms=arms, lang=lang)
    section = document(context).sections[0]
    assert section.key == "tested"
    table = section.blocks[0]
    assert isinstance(table, Table)
    assert len(table.rows) == arms - 1
    assert all("60\u202f%" in row for row in table.rows)
    assert len(table.head) == (5 if arms == 2 else 6)
    sheet = next(s for s in workbook.sheets(context) if s.name == context.word("sheet.changes"))
    assert [row[0] for row in sheet.rows] == list(context.titles[1:])
    assert all("60\u202f%" in row for row in sheet.rows)
