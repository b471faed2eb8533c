"""The two pages: as PDF, document and slides, with native tables, in both languages, and the same bytes again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.report.fake_result import fake

from simkemitraan.report import write_report
from simkemitraan.report.pdf import browser as installed
from simkemitraan.wording.palette import palette

LANGS = ("id", "en")
RESULTS = {"run": (1, 9), "one": (2, 4), "several": (5, 3)}


@pytest.fixture(scope="module", params=RESULTS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    arms, replicates = RESULTS[request.param]
    result = fake(arms=arms, replicates=replicates, months=24, title="Bonus " + "yang panjang " * 12)
    out = {lang: tmp_path_factory.mktemp(f"{request.param}-{lang}") for lang in LANGS}
    for lang, folder in out.items():
        write_report(folder, lang, ("docx", "pptx", "brief"), result=result)
    return out


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
