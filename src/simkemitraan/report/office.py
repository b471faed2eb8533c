"""The two pages as a document or as slides: native headings, sentences and tables that can be edited, pictures as images."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..wording.palette import palette
from .blocks import Table
from .brief import Brief
from .formats import shorten

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
TABLE_ROWS = 8
TEXT_WIDTH = 17.2  # centimetres
PICTURES = 15.8  # centimetres that pictures may take of the second page, one below the other
WIDE = 1.6  # how many times as wide as high an image is that takes the width of a page
FIRST_COLUMN, OTHER_COLUMN = 3.6, 2.5  # centimetres: of names at least, of numbers
HEAD_SIZE = 98_425  # 7.75 points, so that the longest word of a heading fits its column


def _missing(error: ImportError) -> InputError:
    """Say what to install."""
    return InputError(
        "Dokumen dan salindia memerlukan paket tambahan; pasang dengan `pip install simkemitraan[office]`.",
        "Documents and slides need further packages; install them with `pip install simkemitraan[office]`.",
    )


def write_docx(told: Brief, path: Path) -> Path:
    """Write the two pages as a Word document.

    Raises
    ------
    InputError
        If python-docx is not installed.
    """
    try:
        from docx import Document
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm, Pt, RGBColor
    except ImportError as error:
        raise _missing(error) from error
    book = Document()
    page = book.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.PORTRAIT, Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.9)
    page.top_margin = page.bottom_margin = Cm(1.5)
    ink = RGBColor.from_string(palette()["text"]["ink"][1:])
    faint = RGBColor.from_string(palette()["text"]["faint"][1:])
    normal = book.styles["Normal"]
    normal.font.size, normal.font.name, normal.font.color.rgb = Pt(10), "Arial", ink
    normal.paragraph_format.space_after = Pt(4)
    for name in ("Heading 1", "Heading 2"):
        _in_arial(book.styles[name])
    _line(book, told.kicker, Pt(9), faint)
    heading = book.add_heading(shorten(told.title, 160), level=1)
    heading.paragraph_format.space_before = Pt(0)
    heading.runs[0].font.size, heading.runs[0].font.color.rgb = Pt(17), ink
    _line(book, told.facts, Pt(9), faint)
    _line(book, told.lead, Pt(12), ink)
    for point in told.points:
        book.add_paragraph(point, style="List Bullet").paragraph_format.space_after = Pt(2)
    if told.changes:
        _line(book, told.changes_title, Pt(10), ink, bold=True)
    for name, text in told.changes:
        _change(book, name, text, Pt(9))
    _docx_table(book, told.table, Pt(8.5))
    if told.key:
        _line(book, told.key, Pt(8), faint)
    _docx_pictures(book, told, ink)
    if told.note:
        _line(book, told.note, Pt(8.5), faint)
    book.add_heading(told.limits_title, level=2).runs[0].font.color.rgb = ink
    for sentence in told.limits:
        book.add_paragraph(sentence, style="List Bullet").paragraph_format.space_after = Pt(1)
    _line(book, told.stamp, Pt(7), faint)
    book.core_properties.title, book.core_properties.comments = told.title[:250], told.stamp
    book.core_properties.language = told.lang
    book.save(str(path))
    return _same_bytes(path)


def _docx_pictures(book: Any, told: Brief, ink: Any) -> None:
    """Add the pictures under their titles; those of the second page so small that it holds them all."""
    from docx.shared import Cm, Pt

    given = zip(told.pictures, (11.5, 13.0, 13.0), strict=False)
    widths = [width if _ratio(picture.png) > WIDE else 9.2 for (_, picture), width in given]
    heights = [width / _ratio(picture.png) for (_, picture), width in zip(told.pictures, widths, strict=True)]
    shrunk = min(1.0, PICTURES / max(sum(heights[told.early :]), 1.0))
    for number, ((title, picture), width) in enumerate(zip(told.pictures, widths, strict=True)):
        if number == told.early:
            book.add_page_break()
        _line(book, title, Pt(10), ink, bold=True)
        book.add_picture(io.BytesIO(picture.png), width=Cm(width * (shrunk if number >= told.early else 1.0)))
        _describe(book.inline_shapes[-1], picture.alt)


def _in_arial(style: Any) -> None:
    """Let a heading have the letters of the text instead of those of a theme."""
    fonts = style.element.rPr.rFonts
    fonts.attrib.clear()
    style.font.name = "Arial"


def _line(book: Any, text: str, size: Any, colour: Any, *, bold: bool = False) -> None:
    """Add a paragraph in one size and colour; a bold one is a title and stays with what follows."""
    paragraph = book.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb, run.bold = size, colour, bold
    paragraph.paragraph_format.keep_with_next = bold
    if bold:
        paragraph.paragraph_format.space_after = 0


def _change(book: Any, name: str, text: str, size: Any) -> None:
    """Add what a policy changes as an item, its name in bold."""
    item = book.add_paragraph(style="List Bullet")
    item.paragraph_format.space_after = 0
    for run, bold in ((item.add_run(name), True), (item.add_run(f": {text}"), False)):
        run.font.size, run.bold = size, bold


def _describe(shape: Any, text: str) -> None:
    """Give a picture its words, for those who cannot see it."""
    shape._inline.docPr.set("descr", text)


def _ratio(png: bytes) -> float:
    """Return how many times as wide as high an image is."""
    width, height = (int.from_bytes(png[k : k + 4], "big") for k in (16, 20))
    return width / height


def _docx_table(book: Any, table: Table, size: Any) -> None:
    """Add a native table, its heads repeated on a new page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    caption = book.add_paragraph()
    caption.add_run(table.title).bold = True
    caption.paragraph_format.keep_with_next = True
    grid = book.add_table(rows=0, cols=len(table.head), style="Light List Accent 1")
    grid.autofit = False
    widths = _column_widths(table)
    for drawn, width in zip(grid.columns, widths, strict=True):
        drawn.width = width
    for row, texts in enumerate((table.head, *table.rows)):
        for column, (cell, text) in enumerate(zip(grid.add_row().cells, texts, strict=True)):
            cell.width = widths[column]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = 0
            run = paragraph.add_run(text)
            run.font.size, run.bold = size if row else HEAD_SIZE, row == 0 or column == 0
            if row == 0:
                _docx_head(cell, run)
            if column in table.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head = grid.rows[0]._tr.get_or_add_trPr()
    head.append(head.makeelement(_W + "tblHeader", {_W + "val": "true"}))
    book.add_paragraph().paragraph_format.space_after = 0


def _column_widths(table: Table) -> list[Any]:
    """Return the widths of columns: the first as wide as names need, the others alike."""
    from docx.shared import Cm

    others = len(table.head) - 1
    first = max(FIRST_COLUMN, TEXT_WIDTH - OTHER_COLUMN * others)
    return [Cm(first), *[Cm((TEXT_WIDTH - first) / max(others, 1))] * others]


def _docx_head(cell: Any, run: Any) -> None:
    """Write the head of a column in light letters on the dark ground of links, readable on screen and paper."""
    from docx.shared import RGBColor

    properties = cell._tc.get_or_add_tcPr()
    ground = {_W + "val": "clear", _W + "color": "auto", _W + "fill": palette()["text"]["link"][1:]}
    properties.append(properties.makeelement(_W + "shd", ground))
    run.font.color.rgb = RGBColor.from_string(palette()["paper"]["page"][1:])


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def write_pptx(told: Brief, path: Path) -> Path:
    """Write the two pages as slides of 16:9: answer, table, one picture each, limits.

    Raises
    ------
    InputError
        If python-pptx is not installed.
    """
    try:
        from pptx import Presentation
        from pptx.util import Cm, Pt
    except ImportError as error:
        raise _missing(error) from error
    deck = Presentation()
    deck.slide_width, deck.slide_height = Cm(33.867), Cm(19.05)
    first = _slide(deck, told.title, told)
    _texts(first, [told.lead], Cm(4.0), Cm(4.0), Pt(22))
    _texts(first, [f"• {p}" for p in told.points], Cm(8.0), Cm(9.0), Pt(14))
    if told.changes:
        size = Pt(18 if sum(len(text) for _, text in told.changes) < 600 else 14 if len(told.changes) < 7 else 12)
        _texts(
            _slide(deck, told.changes_title, told),
            [(f"• {n}", f": {t}") for n, t in told.changes],
            Cm(4.0),
            Cm(13.5),
            size,
        )
    for start in range(0, max(len(told.table.rows), 1), TABLE_ROWS):
        part = told.table.rows[start : start + TABLE_ROWS]
        slide = _slide(deck, told.table.title, told)
        _pptx_table(slide, told.table, part)
        _texts(slide, [told.key] if told.key else [], Cm(16.6), Cm(1.2), Pt(9), "faint")
    for title, picture in told.pictures:
        slide = _slide(deck, title, told)
        _picture(slide, picture.png, picture.alt, deck)
        _texts(slide, [told.note] if told.note else [], Cm(16.6), Cm(1.2), Pt(9), "faint")
    _texts(_slide(deck, told.limits_title, told), [f"• {s}" for s in told.limits], Cm(4.0), Cm(13.0), Pt(18))
    deck.core_properties.title, deck.core_properties.comments = told.title[:250], told.stamp
    deck.save(str(path))
    return _same_bytes(path)


def _slide(deck: Any, title: str, told: Brief) -> Any:
    """Add a slide with its title, and place and provenance at its foot."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Cm, Pt

    slide = deck.slides.add_slide(deck.slide_layouts[5])
    box = slide.shapes.title
    box.left, box.top, box.width, box.height = Cm(1.5), Cm(0.9), Cm(30.8), Cm(2.6)
    box.text_frame.text, box.text_frame.word_wrap = shorten(title, 150), True
    run = box.text_frame.paragraphs[0]
    run.alignment, run.font.size, run.font.bold = PP_ALIGN.LEFT, Pt(26 if len(title) < 80 else 20), True
    _colour(run.font, "ink")
    _texts(slide, [f"{told.facts} · {told.stamp}"], Cm(18.0), Cm(0.9), Pt(8), "faint")
    return slide


def _colour(font: Any, name: str) -> None:
    """Give text a colour of the palette."""
    from pptx.dml.color import RGBColor

    font.color.rgb = RGBColor.from_string(palette()["text"][name][1:])


def _texts(
    slide: Any, texts: Sequence[str | tuple[str, str]], top: Any, height: Any, size: Any, colour: str = "ink"
) -> None:
    """Add paragraphs over the width of a slide; of two parts the first stands in bold."""
    if not texts:
        return
    from pptx.util import Cm, Pt

    frame = slide.shapes.add_textbox(Cm(1.5), top, Cm(30.8), height).text_frame
    frame.word_wrap = True
    for k, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if k == 0 else frame.add_paragraph()
        parts = ("", text) if isinstance(text, str) else text
        for part, bold in zip(parts, (True, False), strict=True):
            if part:
                run = paragraph.add_run()
                run.text, run.font.bold = part, bold
        paragraph.font.size, paragraph.space_after = size, Pt(6)
        _colour(paragraph.font, colour)


def _pptx_table(slide: Any, table: Table, rows: tuple[tuple[str, ...], ...]) -> None:
    """Add a native table."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Cm, Pt

    size = (len(rows) + 1, len(table.head))
    frame = slide.shapes.add_table(*size, Cm(1.5), Cm(3.9), Cm(30.8), Cm(1.2 * size[0]))
    frame.table.columns[0].width = Cm(8.0)
    for column in range(1, size[1]):
        frame.table.columns[column].width = Cm(22.8 / (size[1] - 1))
    for row, texts in enumerate((table.head, *rows)):
        for column, text in enumerate(texts):
            cell = frame.table.cell(row, column)
            cell.text = text
            for paragraph in cell.text_frame.paragraphs:
                paragraph.font.size = Pt(12)
                paragraph.alignment = PP_ALIGN.RIGHT if column in table.numeric else PP_ALIGN.LEFT


def _picture(slide: Any, png: bytes, alt: str, deck: Any) -> None:
    """Add an image as large as the slide allows, with its words."""
    from pptx.util import Cm

    shape = slide.shapes.add_picture(io.BytesIO(png), 0, Cm(3.6), height=Cm(12.7))
    most = deck.slide_width - Cm(3.0)
    if shape.width > most:
        shape.width, shape.height = most, int(shape.height * most / shape.width)
    shape.left = int((deck.slide_width - shape.width) / 2)
    shape._element._nvXxPr.cNvPr.set("descr", alt)


def _same_bytes(path: Path) -> Path:
    """Write a package again with fixed times, so that the same numbers give the same file."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), data, zipfile.ZIP_DEFLATED)
    return path
