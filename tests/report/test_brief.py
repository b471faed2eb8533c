"""The two pages: as PDF, document and slides, with native tables, in both languages, and the same bytes again."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from tests.report.fake_result import fake

from simkemitraan.report import write_report
from simkemitraan.report.blocks import Table
from simkemitraan.report.brief import PAGE, SHORTEST, Brief
from simkemitraan.report.pdf import browser as installed
from simkemitraan.wording.palette import palette

LANGS = ("id", "en")
HALF_WAY = "300\u202f%"  # of the lever that a made-up policy moves half the way to its bound
RESULTS = {"run": (1, 9), "one": (2, 4), "two": (3, 2), "six": (7, 2)}


@pytest.fixture(scope="module", params=RESULTS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    arms, replicates = RESULTS[request.param]
    result = fake(arms=arms, replicates=replicates, months=24, title="Bonus " + "yang panjang " * 12)
    out = {lang: tmp_path_factory.mktemp(f"{request.param}-{lang}") for lang in LANGS}
    for lang, folder in out.items():
        write_report(folder, lang, ("docx", "pptx", "brief"), result=result)
    return {"kind": request.param, **out}


def name(lang: str, kind: str) -> str:
    return f"brief.{kind}" if lang == "id" else f"brief.{lang}.{kind}"


@pytest.mark.skipif(installed() is None, reason="no Chromium is installed")
@pytest.mark.parametrize("lang", LANGS)
def test_the_pdf_has_two_pages(made, lang):
    data = (made[lang] / name(lang, "pdf")).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page[^s]", data)) == 2


@pytest.mark.skipif(installed() is None, reason="no Chromium is installed")
def test_nothing_is_cut_off_the_two_pages(made, browser):
    page = browser.new_page(viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    for lang in LANGS:
        page.goto((made[lang] / name(lang, "html")).as_uri())
        sizes = page.evaluate(
            "[...document.querySelectorAll('.sheet')].map(s => [s.scrollHeight - s.clientHeight, s.scrollWidth - s.clientWidth])"
        )
        assert sizes == [[0, 0], [0, 0]]
        foot = page.evaluate(
            "[...document.querySelectorAll('.sheet')].map(s => s.querySelector('.stamp').getBoundingClientRect().top"
            " - [...s.children].filter(e => !e.matches('.stamp')).at(-1).getBoundingClientRect().bottom)"
        )
        assert min(foot) > 0
        broken = page.evaluate(
            "[...document.querySelectorAll('td.n')].filter(cell => { const all = document.createRange();"
            " all.selectNodeContents(cell);"
            " const lines = new Set([...all.getClientRects()].filter(r => r.width).map(r => Math.round(r.top)));"
            " return lines.size > 2 * cell.textContent.split('\\n').length; }).map(cell => cell.textContent)"
        )
        assert not broken
        room = page.evaluate(
            "document.querySelector('.lead').getBoundingClientRect().right"
            " - document.querySelector('table').getBoundingClientRect().right"
        )
        assert room > -1
    page.close()


@pytest.mark.parametrize("lang", LANGS)
def test_every_form_says_what_each_policy_changes(made, lang):
    """The lever, from what to what and when: a line for each policy."""
    docx, pptx = pytest.importorskip("docx"), pytest.importorskip("pptx")
    document = [p.text for p in docx.Document(str(made[lang] / name(lang, "docx"))).paragraphs]
    deck = pptx.Presentation(str(made[lang] / name(lang, "pptx")))
    slides = [
        p.text for slide in deck.slides for s in slide.shapes if s.has_text_frame for p in s.text_frame.paragraphs
    ]
    html = unescape((made[lang] / name(lang, "html")).read_text(encoding="utf-8"))
    page = [re.sub("<[^>]*>", "", line) for line in html.split("\n") if line.startswith("<li>")]
    policies = {"run": 0, "one": 1, "two": 2, "six": 6}[made["kind"]]
    for told in (document, slides, page):
        found = [line for line in told if f"100\u202f% → {HALF_WAY}" in line]
        assert len(found) == policies
    titles = [" ".join(slide.shapes.title.text_frame.text.split()) for slide in deck.slides]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("lang", LANGS)
def test_a_title_stands_once(tmp_path: Path, lang, monkeypatch):
    """Papers write the titles of their pictures as text: no picture has one within it, as it has in the report."""
    drawn = []
    monkeypatch.setattr(Figure, "suptitle", lambda self, text, **more: drawn.append(text))
    result = fake(arms=3, replicates=2, months=24)
    write_report(tmp_path, lang, ("pptx",), result=result)
    assert drawn == []
    write_report(tmp_path, lang, ("html",), result=result)
    assert len(drawn) > 5


def brief_of(**more: object) -> Brief:
    """Return a brief of eight policies with as many words as there may be."""
    names = [f"{'Kebijakan bersama ' * 3}{k}" for k in range(8)]
    table = Table("", ("",) * 7, tuple((n, *("+1",) * 6) for n in names))
    changes = tuple((n, "pos bantuan dan program instansi, dibanding biasanya: 100 % → 60 %; " * 6) for n in names)
    given = {
        "lang": "id", "kicker": "", "title": "x" * 60, "facts": "", "lead": "x" * 200, "points": ("y" * 200,) * 3,
        "changes": changes, "changes_title": "", "table": table, "pictures": (), "limits": (), "limits_title": "",
        "key": "z" * 240, "note": "", "stamp": "", "many": True,
    }  # fmt: skip
    return Brief(**{**given, **more})  # type: ignore[arg-type]


def test_many_words_are_cut_until_the_first_page_holds_them():
    long = brief_of()
    short = long.fitted()
    assert long.height > PAGE >= short.height
    assert short.points == ()
    assert len(short.changes) == 8
    assert all(
        0.8 * SHORTEST < len(text) < 100 < len(whole)
        for (_, text), (_, whole) in zip(short.changes, long.changes, strict=True)
    )
    few = brief_of(changes=long.changes[:2], table=replace(long.table, rows=long.table.rows[:2]))
    assert few.fitted() == few


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_has_native_text_and_table_and_described_pictures(made, lang):
    docx = pytest.importorskip("docx")
    book = docx.Document(str(made[lang] / name(lang, "docx")))
    (table,) = book.tables
    assert len(table.rows) > 1
    assert all(cell.text for cell in table.rows[0].cells)
    assert 2 <= len(book.inline_shapes) <= 3
    assert all(len(s._inline.docPr.get("descr")) > 20 for s in book.inline_shapes)
    text = "\n".join(p.text for p in book.paragraphs)
    assert ("bukan ramalan" if lang == "id" else "does not forecast") in text or "meramalkan" in text


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_of_several_policies_is_readable_and_explained(tmp_path: Path, lang):
    """Light heads on dark ground, names in a wide column, what each sign means below it, a picture on the same page."""
    docx = pytest.importorskip("docx")
    write_report(tmp_path, lang, ("docx",), result=fake(arms=3, replicates=4, months=24))
    book = docx.Document(str(tmp_path / name(lang, "docx")))
    (table,) = book.tables
    head = table.rows[0].cells[0]
    assert head.paragraphs[0].runs[0].font.color.rgb == docx.shared.RGBColor(255, 255, 255)
    assert f'w:fill="{palette()["text"]["link"][1:]}"' in head._tc.xml
    assert table.rows[1].cells[0].width > 1.4 * table.rows[1].cells[1].width
    assert table.columns[0].width == table.rows[1].cells[0].width  # LibreOffice goes by the columns, Word by the cells
    body = book.element.body.xml
    key = body.index("▲ membaik, ▼ memburuk" if lang == "id" else "▲ better, ▼ worse")
    assert body.index("<w:tbl>") < key < body.index("<pic:pic") < body.index('w:type="page"')


@pytest.mark.parametrize("lang", LANGS)
def test_the_slides_have_native_tables_and_nothing_leaves_them(made, lang):
    pptx = pytest.importorskip("pptx")
    deck = pptx.Presentation(str(made[lang] / name(lang, "pptx")))
    assert any(s.has_table for slide in deck.slides for s in slide.shapes)
    for slide in deck.slides:
        assert slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_same_result_gives_the_same_bytes(tmp_path: Path):
    pytest.importorskip("docx")
    pytest.importorskip("pptx")
    for folder in ("a", "b"):
        write_report(tmp_path / folder, "en", ("docx", "pptx"), result=fake(replicates=2, months=12))
    for kind in ("docx", "pptx"):
        one, other = ((tmp_path / folder / name("en", kind)).read_bytes() for folder in ("a", "b"))
        assert one == other
