"""With several policies nothing is dropped, and one table ranks them in the page, the terminal, the workbook and the JSON."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from tests.report.fake_result import FakeResult, fake

from simkemitraan.analysis.comparison.comparison import Comparison, compare
from simkemitraan.report import portfolio, write_report
from simkemitraan.report.blocks import Document, Table
from simkemitraan.report.context import Context
from simkemitraan.report.document import document
from simkemitraan.report.page import page
from simkemitraan.report.pdf import browser as installed
from simkemitraan.report.terminal import show


@pytest.fixture(scope="module")
def several() -> FakeResult:
    made = fake(arms=4, replicates=3, months=24)
    readings = made.frames["indicators"]
    trust = readings["indicator"] == "trust"
    readings.loc[trust, "value"] *= 1 + 0.02 * readings.loc[trust, "arm"]
    return made


@pytest.fixture(scope="module")
def comparison(several: FakeResult) -> Comparison:
    return compare(several)


@pytest.fixture(scope="module")
def drawn(comparison: Comparison) -> dict[str, Document]:
    """The report by language: its figures are drawn once."""
    return {lang: document(Context(comparison.overview, comparison, lang)) for lang in ("id", "en")}


@pytest.fixture(scope="module")
def html(drawn: dict[str, Document]) -> str:
    return page(drawn["en"])


def test_nothing_is_dropped_for_several_policies_and_few_replicates(drawn):
    told = drawn["id"]
    sections = {s.key: s for s in told.sections}
    assert [s.key for s in told.sections[:2]] == ["tested", "portfolio"]
    assert {"benefits", "lasting", "spread", "winners", "counterfactual", "tables"} <= set(sections)
    keys = {p.key for p in told.pictures()}
    for arm in (1, 2, 3):
        assert {f"network-end-{arm}", f"gain_kind-{arm}"} <= keys
    assert {"reasons-partnerships", "survival-ties", "places"} <= keys
    titles = [b.title for b in sections["counterfactual"].blocks if isinstance(b, Table)]
    assert len([t for t in titles if t.startswith("Kemitraan menurut jenis")]) == 3


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_narrow_terminal_breaks_no_word_and_is_told_nothing_of_a_page(comparison, lang):
    from rich.console import Console

    out = StringIO()
    context = Context(comparison.overview, comparison, lang)
    show(context, Console(file=out, width=80))
    text = out.getvalue()
    assert max(len(line) for line in text.splitlines()) <= 80
    words = text.split()
    verdicts = {context.word(f"verdict.{v}") for v in comparison.headline["verdict"]}
    for said in [context.word("table.verdict"), *(word for verdict in verdicts for word in verdict.split())]:
        assert any(word.rstrip("*") == said for word in words)
    for measure in ("families_served", "partnerships"):
        assert all(word in words for word in portfolio.heading(context, measure).split())
    assert context.word("portfolio.sort") not in " ".join(words)


def test_a_column_of_nothing_has_no_longest_word():
    from simkemitraan.report.terminal import _longest

    assert _longest() == 0
    assert _longest("hampir tetap", "berubah*") == 8


@pytest.mark.parametrize("lang", ["id", "en"])
def test_page_terminal_and_workbook_show_the_same_table(comparison, several, drawn, lang, tmp_path: Path):
    openpyxl = pytest.importorskip("openpyxl")
    from rich.console import Console

    context = Context(comparison.overview, comparison, lang)
    out = StringIO()
    show(context, Console(file=out, width=250))
    write_report(tmp_path, lang, ("xlsx",), result=several)
    (path,) = tmp_path.glob("*.xlsx")
    sheet = list(openpyxl.load_workbook(path).worksheets[1].iter_rows(min_row=4, values_only=True))
    text = unescape(page(drawn[lang]))
    for standing, row in zip(comparison.portfolio, sheet, strict=True):
        cell = standing.cells["families_served"]
        written = portfolio.write(context, cell)
        assert written.main in text
        assert written.main in out.getvalue()
        assert row[:2] == (standing.rank, context.titles[standing.arm])
        assert row[2:5] == pytest.approx((cell.difference, cell.low, cell.high))


def test_json_holds_the_table(comparison):
    rows = comparison.to_dict("en")["portfolio"]
    assert [r["rank"] for r in rows] == [s.rank for s in comparison.portfolio]
    assert rows[0]["measures"]["trust"]["low"] == comparison.portfolio[0].cells["trust"].low


def test_changes_neither_good_nor_bad_carry_their_own_mark():
    from simkemitraan.report.answer import GROUPS

    style = (Path(portfolio.__file__).parent / "page" / "style.css").read_text(encoding="utf-8")
    marks = {name: mark for name, _, mark in GROUPS}
    assert marks["changed"] != marks["unmoved"]
    assert all(f".points .{mark}::before" in style for mark in marks.values())


def test_a_difference_beyond_the_scale_is_drawn_as_an_arrow_and_told():
    from simkemitraan.report.tables import _bar

    row = {"baseline": 100.0, "low": 30.0, "high": 40.0, "difference": 35.0}
    right = _bar(row, 20.0, "#000")
    left = _bar(row | {"low": -40.0, "high": -30.0, "difference": -35.0}, 20.0, "#000")
    inside = _bar(row | {"low": 5.0, "high": 15.0, "difference": 10.0}, 20.0, "#000")
    assert right is not None
    assert left is not None
    assert inside is not None
    assert (right.beyond, left.beyond, inside.beyond) == (1, -1, 0)
    assert (right.low, right.high, left.low, left.high) == (100.0, 100.0, 0.0, 0.0)
    assert (inside.low, inside.middle, inside.high) == (62.5, 75.0, 87.5)


def test_the_page_lets_only_its_own_script_run(html):
    import base64
    import hashlib

    (script,) = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in html


@pytest.mark.browser
@pytest.mark.skipif(installed() is None, reason="no Chromium is installed")
def test_the_reader_sorts_by_any_column(html, browser, tmp_path: Path):
    (tmp_path / "report.html").write_text(html, encoding="utf-8")
    said: list[str] = []
    shown = browser.new_page()
    shown.on("console", lambda message: said.append(message.text))
    shown.goto((tmp_path / "report.html").as_uri())
    keys = "[...document.querySelectorAll('table.sortable tbody tr')].map(r => Number(r.dataset.keys.split(' ')[8]))"
    shown.locator("table.sortable thead button").nth(8).press("Enter")
    down = shown.evaluate(keys)
    shown.locator("table.sortable thead button").nth(8).click()
    up = shown.evaluate(keys)
    state = shown.locator("table.sortable thead th").nth(8).get_attribute("aria-sort")
    shown.close()
    assert said == []
    assert down == sorted(down, reverse=True)
    assert up == sorted(up)
    assert state == "ascending"
    assert len(set(up)) > 1


def test_a_heading_says_its_unit_once(comparison):
    context = Context(comparison.overview, comparison, "en")
    assert portfolio.heading(context, "families_served") == "Families served"
    assert portfolio.heading(context, "trust").endswith("(scale 0–1)")


def test_policies_that_share_the_first_rank_are_named(comparison):
    for lang in ("id", "en"):
        context = Context(comparison.overview, comparison, lang)
        first = [replace(s, rank=1) for s in comparison.portfolio[:2]]
        said = portfolio.sentence(context, tuple(first))
        assert f"“{context.titles[first[1].arm]}”" in said
    many = portfolio.sentence(context, tuple(replace(comparison.portfolio[0], rank=1) for _ in range(5)))
    assert "from 4 other policies" in many
