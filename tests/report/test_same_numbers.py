"""The terminal, the page, the workbook, the JSON and the Python API show the same numbers."""

from __future__ import annotations

import json
import re
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from tests.report.fake_result import FakeResult

from simkemitraan.analysis.comparison.comparison import Comparison, compare
from simkemitraan.report.context import Context
from simkemitraan.report.terminal import show
from simkemitraan.wording import word


@pytest.fixture(scope="module")
def comparison(quick: FakeResult) -> Comparison:
    return compare(quick)


@pytest.fixture(params=["id", "en"])
def written(request: pytest.FixtureRequest, folders: dict[str, Path]) -> tuple[str, Path]:
    return request.param, folders[request.param]


def shown(comparison: Comparison, lang: str) -> list[tuple[str, str, str]]:
    """Return baseline, reform and interval of every headline indicator, as written."""
    context = Context(comparison.overview, comparison, lang)
    out = []
    for row in comparison.headline.to_dict("records"):
        style = context.shown(row["indicator"])
        out.append((style.value(row["baseline"]), style.value(row["reform"]), style.interval(row["low"], row["high"])))
    return out


def test_page_and_terminal_show_what_the_api_says(comparison, written):
    lang, folder = written
    name = "report.html" if lang == "id" else f"report.{lang}.html"
    page = unescape(re.sub(r"[ \n]+", " ", (folder / name).read_text(encoding="utf-8")))
    out = StringIO()
    from rich.console import Console

    show(Context(comparison.overview, comparison, lang), Console(file=out, width=250))
    for baseline, reform, interval in shown(comparison, lang):
        assert f"{baseline} → {reform}" in page
        assert f"({interval})" in page
        assert re.search(rf"{re.escape(baseline)}\s+{re.escape(reform)}\s.*{re.escape(interval)}", out.getvalue())


def test_workbook_and_json_hold_the_api_numbers_exactly(comparison, written):
    openpyxl = pytest.importorskip("openpyxl")
    lang, folder = written
    name = "report.xlsx" if lang == "id" else f"report.{lang}.xlsx"
    sheet = openpyxl.load_workbook(folder / name).worksheets[1]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    table = [dict(zip(rows[0], values, strict=True)) for values in rows[1:]]
    data = json.loads(json.dumps(comparison.to_dict(lang)))["indicators"]
    for row, cells, item in zip(comparison.headline.to_dict("records"), table, data, strict=True):
        words = {
            k: word(f"report.column.{k}", lang)
            for k in ("indicator", "baseline", "reform", "difference", "low", "high")
        }
        assert row["indicator"] == cells[words["indicator"]] == item["name"]
        for key in ("baseline", "reform", "difference", "low", "high"):
            assert item[key] == row[key]
            assert cells[words[key]] == pytest.approx(row[key], rel=1e-14)
