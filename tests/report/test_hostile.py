"""Names and titles that try to be markup, formulas or nothing at all pass through every output as plain text."""

from __future__ import annotations

import html
import json
import re
import zipfile
from pathlib import Path

import pytest
from tests.report.fake_result import FakeResult, fake

from simkemitraan.analysis.comparison.comparison import compare
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.report import biography, write_report
from simkemitraan.report.context import Context
from simkemitraan.report.page import page
from simkemitraan.report.picture import stamped
from simkemitraan.report.terminal import show

EVIL = (
    "<script>alert('x')</script>",
    '=HYPERLINK("http://evil.example","klik")',
    "+SUM(1+1)*cmd|'/c calc'!A0",
    "@import",
    "-2+3",
    "\"'><img src=x onerror=alert(1)>",
    "x" * 300,
    "社会福利组织",
    "مؤسسة الرعاية",
    "מוסד רווחה",
    "$\\frac{1}{2}$",
    "[bold red]gawat[/]",
    "nama\nbaru\tbaris\x07",
    "{{ 7 * 7 }} {0} %s",
)


@pytest.fixture(scope="module")
def result() -> FakeResult:
    return fake(replicates=6, months=36, names=EVIL, title=EVIL[0] + " $x_1$ " + EVIL[6], word=EVIL[1], why=EVIL[5])


@pytest.fixture(scope="module")
def folder(result: FakeResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("hasil")
    write_report(out, "id", ("html", "xlsx"), result=result)
    return out


def test_the_page_holds_no_markup_of_theirs(folder: Path):
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert "<script" not in text
    assert not re.search(r"<img(?! src=\"data:)", text)
    assert "&lt;script&gt;" in text
    assert "49" not in re.findall(r"\{\{ 7 \* 7 \}\}|49 \{0\}", text)
    shown = html.unescape(text)
    assert sum(name in shown for name in EVIL[:12]) >= 7


def test_pictures_are_well_formed_and_inert(result: FakeResult):
    from xml.etree import ElementTree

    from simkemitraan.report.document import document

    comparison = compare(result)
    for picture in document(Context(comparison.overview, comparison, "id")).pictures():
        tree = ElementTree.fromstring(stamped(picture))
        tags = {element.tag.rpartition("}")[2] for element in tree.iter()}
        assert not tags & {"script", "image", "foreignObject", "a"}


def test_the_workbook_has_no_formula_and_no_link(folder: Path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(folder / "report.xlsx")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    names = {cell.value for row in book["Organisasi"].iter_rows() for cell in row}
    assert EVIL[1] in names
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        assert not [n for n in archive.namelist() if "rels" in n and b"hyperlink" in archive.read(n)]


def test_the_terminal_prints_them_as_they_are(result: FakeResult):
    from io import StringIO

    from rich.console import Console

    comparison = compare(result)
    out = StringIO()
    show(Context(comparison.overview, comparison, "id"), Console(file=out, width=600))
    assert "<script>alert('x')</script>" in out.getvalue()


def test_json_is_json(result: FakeResult):
    assert json.loads(json.dumps(compare(result).to_dict("id"), allow_nan=False))["reforms"] == ["reformasi-1"]


def test_biographies_escape_too(result: FakeResult):
    from simkemitraan.analysis.comparison.subject import stories_of

    context = Context(Overview(result), None, "id")
    for name in (EVIL[0], EVIL[5]):
        stories = stories_of(context.overview, 0, name, None, "id")
        text = page(biography.document(context, stories))
        assert "<script" not in text
        assert "onerror=alert(1)>" not in text
        assert html.escape(name, quote=True).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in text
