"""What ``run`` prints and what the report writes are the same words for the same number."""

from __future__ import annotations

from tests.report.fake_result import fake

from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.cli.run import headline, show_headline
from simkemitraan.report import tables
from simkemitraan.report.context import Context


def test_run_prints_the_form_of_the_report(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    result = fake(arms=1, replicates=4, months=24)
    context = Context(Overview(result), None, "en")
    show_headline(result, "en", as_json=False)
    printed = capsys.readouterr().out
    rows = {row[0]: row for row in tables.levels_table(context).blocks[0].rows}
    for row in headline(result):
        name, _, mean, interval, _ = rows[context.indicator(row["indicator"]).text("en")]
        assert name in printed
        assert mean in printed
        assert interval in printed
    assert "%" in printed
