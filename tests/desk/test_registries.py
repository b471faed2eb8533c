"""A registry as it is met in life is dropped on the desk: it is shown how it was read, corrected, and only then taken."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("websockets")
pytest.importorskip("openpyxl")

from tests.desk.desks import Planner, served

from simkemitraan.cli import run_command
from simkemitraan.exchange.problems import PROBLEMS

ROWS = [
    ("Yayasan Kasih Ibu", "Yayasan", "Sabang", 12, "755.500"),
    ("LKSA Harapan", "LKS", "Sabang", 8, "120"),
    ("Dinas Sosial Kota Sabang", "Pemerintah", "Sabang", 40, "9.000"),
    ("PT Pelabuhan Jaya", "Perusahaan", "Sabang", 200, "0"),
    ("Karang Taruna Ie Meulee", "Masyarakat", "Sabang", 0, ""),
]


def workbook(name: str = "NAMA LKS / PANTI") -> bytes:
    """A sheet with title rows, headings in two rows of which one is merged, and a row of totals."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["DAFTAR LEMBAGA KESEJAHTERAAN SOSIAL"])
    sheet.append(["Keadaan Juni 2025"])
    sheet.append([])
    sheet.append(["NO.", name, "JENIS", "KAB/KOTA", "JUMLAH STAF", "ANGGARAN"])
    for k, row in enumerate(ROWS):
        sheet.append([k + 1, *row])
    sheet.append(["", "JUMLAH", "", "", 260, ""])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.fixture(scope="module")
def planner() -> Iterator[Planner]:
    with served() as running:
        one = Planner(running)
        yield one
        one.close()


def dropped(planner: Planner, body: bytes, name: str = "daftar LKS.xlsx") -> str:
    status, answer = planner.file(f"registry?name={name.replace(' ', '%20')}", body)
    assert status == 200, answer
    return str(json.loads(answer)["file"])


def test_no_option_of_the_command_line_is_named_and_a_row_can_be_kept(planner: Planner) -> None:
    file = dropped(planner, workbook())
    for said in ({}, {"columns": {"organisations:B": ""}}, {"columns": {"organisations:D": ""}}):
        told = planner.reply(do="registry", file=file, said=said)["read"]
        for read in told:
            words = [q["text"] for q in read["questions"]] + [o["how"] for t in read["tables"] for o in t["left_out"]]
            assert words
            assert not [text for text in words if "--" in text]
    read = planner.reply(do="registry", file=file, said={})["read"][1]["tables"][0]
    (out,) = read["left_out"]
    assert (out["keep"], out["rows"]) == (True, [10])
    assert "press its row" in out["how"]
    kept = planner.reply(do="registry", file=file, said={"keep": [10]})["read"][1]["tables"][0]
    assert (kept["taken"], kept["left_out"]) == (read["taken"] + 1, [])


def test_every_hint_that_names_an_option_has_words_for_a_page() -> None:
    named = {key for key, problem in PROBLEMS.items() if "--" in problem.how.id + problem.how.en}
    assert named == {key for key, problem in PROBLEMS.items() if problem.page}
    assert not [key for key in named if "--" in PROBLEMS[key].page("id") + PROBLEMS[key].page("en")]  # type: ignore[misc]


def test_a_messy_registry_is_read_shown_and_taken(
    planner: Planner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = dropped(planner, workbook())
    told = planner.reply(do="registry", file=file, said={})
    assert told["name"] == "daftar LKS.xlsx"
    indonesian, english = told["read"]
    assert english["ready"]
    table = english["tables"][0]
    assert table["heading_rows"] == [4, 4]
    assert {c["heading"]: c["column"] for c in table["columns"]}["NAMA LKS / PANTI"] == "name"
    assert sum(k["count"] for k in english["kinds"]) == len(ROWS)  # the total is no organisation
    assert indonesian["tables"][0]["left_out"][0]["why"] != english["tables"][0]["left_out"][0]["why"]
    place = planner.reply(do="place", place={"registry": {"file": file, "said": {}}})
    assert place["is"] == "place"
    assert place["organisations"] == len(ROWS)
    status, page = planner.file("quality", json.dumps({"file": file, "said": {}}).encode())
    assert status == 200
    assert b"<html" in page
    told = planner.answer("shared_hub", place={"registry": {"file": file, "said": {}}}, months=12)
    status, body = planner.file("take/session.zip")
    zipfile.ZipFile(io.BytesIO(body)).extractall(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert "compare place/scenario.yaml" in told["command"]
    assert run_command(["--lang", "en", "check", "place/scenario.yaml"]) == 0


def test_what_was_read_wrongly_is_put_right(planner: Planner) -> None:
    file = dropped(planner, workbook("XXX"))
    asked = planner.reply(do="registry", file=file, said={})["read"][1]
    letter = next(c["letter"] for c in asked["tables"][0]["columns"] if c["heading"] == "XXX")
    right = planner.reply(do="registry", file=file, said={"columns": {f"organisations:{letter}": "name"}})["read"][1]
    assert right["ready"]
    assert {c["letter"]: c["column"] for c in right["tables"][0]["columns"]}[letter] == "name"
    unused = planner.reply(
        do="registry", file=file, said={"columns": {f"organisations:{letter}": "name", "organisations:E": ""}}
    )["read"][1]
    assert next(c for c in unused["tables"][0]["columns"] if c["letter"] == "E")["column"] == ""


def test_a_district_that_no_column_has_is_asked_for(planner: Planner) -> None:
    file = dropped(planner, b"nama,jenis\nYayasan A,yayasan\nYayasan B,yayasan\n", "lks.csv")
    told = planner.reply(do="registry", file=file, said={})["read"][1]
    assert not told["ready"]
    assert told["questions"][0]["key"] == "district"
    assert planner.reply(do="place", place={"registry": {"file": file, "said": {}}})["is"] == "mistakes"
    assert planner.reply(do="registry", file=file, said={"district": "Kota Sabang"})["read"][1]["ready"]


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"PK\x03\x04 not a workbook"])
def test_what_is_no_table_is_said_in_words(planner: Planner, body: bytes) -> None:
    told = planner.reply(do="registry", file=dropped(planner, body, "../../x.xlsx"), said={})
    assert told["is"] == "mistakes" or not told["read"][1]["ready"]


def test_files_and_corrections_that_there_are_not_are_said_in_words(planner: Planner) -> None:
    assert planner.reply(do="registry", file="nothing", said={})["is"] == "mistakes"
    file = dropped(planner, workbook())
    assert planner.reply(do="registry", file=file, said={"columns": {"organisations:A": "nme"}})["is"] == "mistakes"
    assert planner.reply(do="place", place={"registry": {"file": file, "said": {"columns": "x"}}})["is"] == "mistakes"
