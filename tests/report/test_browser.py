"""The page in a real browser: silent, self-contained, and nothing runs over its edge on a phone or a desk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.report.fake_result import fake
from tests.report.test_hostile import EVIL

from simkemitraan.analysis.comparison.comparison import compare
from simkemitraan.report import write_report
from simkemitraan.report.context import Context
from simkemitraan.report.document import document
from simkemitraan.report.page import page as print_page
from simkemitraan.report.pdf import browser as installed
from simkemitraan.report.pdf import print_pdf

pytestmark = [pytest.mark.browser, pytest.mark.skipif(installed() is None, reason="no Chromium is installed")]

OVER_THE_EDGE = """() => [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('.scroll, pre, .skip') && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 120))"""
CUT = """() => [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('.scroll, pre, .skip') && e.scrollWidth > e.clientWidth + 1 && e.clientWidth && getComputedStyle(e).overflow != 'visible')
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("hasil")
    result = fake(arms=3, replicates=6, months=36, names=EVIL, title="Bonus " + "panjang" * 30)
    write_report(out, "id", ("html",), result=result)
    write_report(out, "en", ("html",), result=fake(arms=1, replicates=4, months=36))
    return out


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["report.html", "report.en.html"])
def test_silent_self_contained_and_inside_its_edges(folder: Path, name: str, width: int, browser: Any):
    said: list[str] = []
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    over, cut = page.evaluate(OVER_THE_EDGE), page.evaluate(CUT)
    broken = page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).length")
    scroll = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) == 1
    assert (over, cut, broken, scroll) == ([], [], 0, width)


def test_a_pdf_is_made_without_a_network(tmp_path: Path):
    written = write_report(tmp_path, "id", ("pdf",), result=fake(arms=1, replicates=2, months=12))
    assert written.notes == ()
    data = written.paths[1].read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(data) > 10_000


BROKEN = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll('th, td')) {
    if (!cell.checkVisibility()) continue;
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode())
      for (const word of node.textContent.matchAll(/[^\\s\\/._–-]{2,18}/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        const tops = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
        if (tops.size > 1) broken.push(word[0]);
      }
  }
  return broken;
}"""


def test_paper_breaks_no_word_and_wastes_no_pages(tmp_path: Path, browser: Any):
    """The report of a small comparison printed: whole words in every table, at most fourteen pages."""
    comparison = compare(fake(replicates=4, months=24, districts=1))
    html, pdf = tmp_path / "opened.html", tmp_path / "opened.pdf"
    html.write_text(print_page(document(Context(comparison.overview, comparison, "id")), opened=True), encoding="utf-8")
    print_pdf(html, pdf, installed() or "")
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf.read_bytes())) <= 14
    page = browser.new_page(viewport={"width": 688, "height": 1000})  # the paper between its margins
    page.emulate_media(media="print")
    page.goto(html.as_uri())
    broken = page.evaluate(BROKEN)
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.close()
    assert broken == []
    assert over <= 0


TITLE = "Kewajiban pengusulan bersama dan pendampingan tatakelola"
CUT_CAPTIONS = """() => [...document.querySelectorAll('caption')].filter((c) => c.checkVisibility())
    .filter((c) => { const all = document.createRange(); all.selectNodeContents(c); return all.getBoundingClientRect().right > innerWidth; })
    .map((c) => c.textContent)"""
TYPE_OF_FIGURES = """() => [...document.querySelectorAll('figure img')]
    .map((i) => [i.id, i.getBoundingClientRect().width / i.naturalWidth])"""


def test_a_phone_breaks_no_word_and_cuts_no_heading_of_a_table(browser: Any, tmp_path: Path):
    """Names of kinds stand in whole words, what a table holds can be read before it is moved, wide figures stay large enough."""
    write_report(tmp_path, "id", ("html",), result=fake(arms=3, replicates=4, months=24, districts=1, title=TITLE))
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((tmp_path / "report.html").as_uri())
    broken, captions = page.evaluate(BROKEN), page.evaluate(CUT_CAPTIONS)
    for width in (500, 700):  # larger phones, and small tablets
        page.set_viewport_size({"width": width, "height": 844})
        broken += page.evaluate(BROKEN)
    page.set_viewport_size({"width": 390, "height": 844})
    phone = page.evaluate(TYPE_OF_FIGURES)
    page.set_viewport_size({"width": 1366, "height": 768})
    desk = page.evaluate(TYPE_OF_FIGURES)
    page.close()
    assert [one for one in broken if not re.search(r"\d", one)] == []  # fingerprints may go on in the next line
    assert captions == []
    assert [one for one in phone if one[1] < 0.55] == []
    assert [one for one in desk if one[1] > 1.35] == []
