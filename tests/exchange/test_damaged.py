"""Two hundred damaged spreadsheets: a message for every row that is not taken over, never a traceback, never a silent drop."""

import csv
import io
import random
import zipfile
from datetime import date

import pytest
from tests.exchange import damage
from tests.exchange.damage import Case, csv_bytes, repacked, sound, write_csv, write_xlsx, xlsx_bytes

from simkemitraan.errors import InputError
from simkemitraan.exchange import sheets, workbook
from simkemitraan.exchange.cells import DANGEROUS, neutral
from simkemitraan.exchange.importing import Imported, Settings, import_registry
from simkemitraan.scenario import Scenario

AS_OF = date(2025, 6, 30)


def bring(organisations, folder, ties=None, **settings):
    return import_registry(organisations, folder / "out", Settings(AS_OF, **settings), ties)


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def codes(done: Imported) -> set[str]:
    return {code.replace("unlisted_", "unknown_") for _, code, _ in done.log.counts}  # with or without a suggestion


def check_nothing_is_lost(done: Imported) -> None:
    """Every row read was accepted, joined to another, or set aside with its words; the scenario can start from it."""
    out = done.folder
    organisations, ties = table(out / "registry/organisations.csv"), done.ties
    aside = done.log.set_aside_rows
    assert done.organisations.rows == len(organisations) + aside[done.organisations.source]
    if ties:
        past = out / "registry/past-ties.csv"
        kept = len(table(out / "registry/ties.csv")) + (len(table(past)) if past.exists() else 0)
        assert ties.rows == kept + ties.joined + aside[ties.source]
    rows = table(out / "set-aside.csv")
    assert len(rows) == sum(aside.values())
    for row in (*rows, *table(out / "problems.csv")):
        assert all(row[k] for k in ("apa", "perbaikan", "what", "how"))
        assert not any("{" in row[k] for k in ("apa", "what"))
    for path in out.rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row if cell.startswith(DANGEROUS)]
        assert all(neutral(cell) == cell for cell in cells), path  # only numbers may begin with a sign
    known = Scenario.load(out / "scenario.yaml").spec().place.registry
    assert len(known.organisations) == len(organisations)
    assert len(known.ties) == (len(ties.live) if ties else 0)


def check(case: Case, organisations, ties, folder) -> None:
    if case.refused:
        with pytest.raises(InputError) as caught:
            bring(organisations, folder, ties)
        assert caught.value.exit_code == 2
        assert caught.value.id
        assert caught.value.en
        assert caught.value.id != caught.value.en
        assert not (folder / "out").exists()
        assert not list(folder.glob(".out*"))
        return
    done = bring(organisations, folder, ties)
    assert case.codes <= codes(done), case.codes - codes(done)
    check_nothing_is_lost(done)


# 30 damages of rows and 11 of tables, in CSV and in XLSX, twice: 164 files
DAMAGES = [
    (d, write, seed) for d in (*damage.ROWS, *damage.TABLES) for write in (write_csv, write_xlsx) for seed in (1, 2)
]


@pytest.mark.parametrize(("hurt", "write", "seed"), DAMAGES, ids=lambda x: getattr(x, "__name__", str(x)))
def test_damaged_rows_and_tables(hurt, write, seed, tmp_path):
    case = sound(seed)
    hurt(case)
    check(case, *write(case, tmp_path), tmp_path)


# --- encodings and delimiters: 16 files -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encodings_and_delimiters(encoding, delimiter, tmp_path):
    case = sound(3)
    case.organisations[1][1] = "Yayasan Café Señor"
    case.delimiter, case.encoding = delimiter, encoding
    done = bring(*write_csv(case, tmp_path)[:1], tmp_path, write_csv(case, tmp_path)[1])
    assert ("encoding" in codes(done)) == (encoding in ("cp1252", "utf-16"))
    assert "Yayasan Café Señor" in done.organisations.names
    check_nothing_is_lost(done)


# --- broken text: 8 files ---------------------------------------------------------------------------------------------


def broken_text() -> dict[str, tuple[bytes, bool, set[str]]]:
    good = csv_bytes(sound(4).organisations)
    lines = good.splitlines(keepends=True)
    return {
        "nul": (good.replace(b"Lembaga Rekaan 3", b"Lembaga\x00 Rekaan 3"), False, {"nul"}),
        "unclosed quote": (
            b"".join([*lines[:5], lines[5].replace(b";Lembaga", b';"Lembaga'), *lines[6:]]),
            False,
            {"quote"},
        ),
        "unclosed quotes in two rows": (
            b"".join(x.replace(b";Lembaga", b';"Lembaga') if k in (5, 9) else x for k, x in enumerate(lines)),
            False,
            {"quote"},
        ),
        "line break in a cell": (
            b"".join(
                [
                    *lines[:5],
                    lines[5]
                    .replace(b"Lembaga Rekaan", b'"Lembaga\nRekaan')
                    .replace(b";pem", b'";pem')
                    .replace(b";per", b'";per')
                    .replace(b";LKS", b'";LKS')
                    .replace(b";kom", b'";kom')
                    .replace(b";rel", b'";rel'),
                    *lines[6:],
                ]
            ),
            False,
            set(),
        ),
        "old line ends": (good.replace(b"\r\n", b"\r"), False, set()),
        "random bytes": (random.Random(1).randbytes(5000), True, set()),
        "empty": (b"", True, set()),
        "only zeros": (bytes(4096), True, set()),
    }


@pytest.mark.parametrize("name", list(broken_text()))
def test_broken_text(name, tmp_path):
    data, refused, expected = broken_text()[name]
    file = tmp_path / "organisasi.csv"
    file.write_bytes(data)
    case = Case([], [], random.Random(0), expected, refused)
    check(case, file, None, tmp_path)
    if not refused:
        assert len(table(tmp_path / "out/registry/organisations.csv")) == 20


# --- broken workbooks: 14 files ---------------------------------------------------------------------------------------


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(60 * 2**20))
    return out.getvalue()


def entities(name: str, content: bytes) -> bytes:
    if not name.endswith("sheet1.xml"):
        return content
    head, _, tail = content.partition(b"<worksheet")
    attack = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return (head or b'<?xml version="1.0"?>') + attack + b"<worksheet" + tail


def far_row(name: str, content: bytes) -> bytes:
    return content.replace(b'<row r="5"', b'<row r="999999999999"') if name.endswith("sheet1.xml") else content


def bad_string(name: str, content: bytes) -> bytes:
    return content.replace(b't="inlineStr"><is><t>K003</t></is>', b't="s"><v>99999</v>')


BROKEN = {
    "no zip": (lambda good: b"PK\x03\x04 not really a workbook", True),
    "cut short": (lambda good: good[: len(good) // 2], True),
    "bytes changed": (lambda good: good[:800] + bytes(400) + good[1200:], True),
    "bomb": (lambda good: bomb(), True),
    "entities": (lambda good: repacked(good, entities), True),
    "row beyond the last": (lambda good: repacked(good, far_row), True),
    "strings out of range": (lambda good: repacked(good, bad_string), True),
    "no sheets": (lambda good: repacked(good, lambda n, c: None if "worksheets" in n else c), True),
    "no workbook part": (lambda good: repacked(good, lambda n, c: None if n == "xl/workbook.xml" else c), True),
    "sheet is no xml": (lambda good: repacked(good, lambda n, c: b"hello" if n.endswith("sheet1.xml") else c), True),
    "old format": (lambda good: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), True),
    "web page": (lambda good: b"<html><table><tr><td>Nama</td></tr></table></html>", True),
    "picture": (lambda good: b"\x89PNG\r\n\x1a\n" + bytes(100), True),
    "no styles": (lambda good: repacked(good, lambda n, c: None if n == "xl/styles.xml" else c), None),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_broken_workbooks(name, tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 5_000)
    hurt, refused = BROKEN[name]
    file = tmp_path / "registri.xlsx"
    file.write_bytes(hurt(xlsx_bytes(sound(5))))
    if refused is None:  # either is right, as long as it is one of the two
        try:
            check_nothing_is_lost(bring(file, tmp_path))
        except InputError:
            assert not (tmp_path / "out").exists()
    else:
        check(Case([], [], random.Random(0), refused=refused), file, None, tmp_path)


# --- merged cells and names that lie: 4 files -------------------------------------------------------------------------


def test_merged_cells_are_filled_from_their_first(tmp_path):
    case = sound(6)
    for row in (5, 6, 7):
        case.organisations[row][3] = "Daerah Gabungan"
    case.merges = ["D6:D8", "F10:G10"]
    done = bring(*write_xlsx(case, tmp_path)[:1], tmp_path)
    rows = {r["code"]: r for r in table(done.folder / "registry/organisations.csv")}
    assert [rows[f"K{k:03d}"]["district"] for k in (4, 5, 6)] == ["Daerah Gabungan"] * 3
    assert {"merged", "merged_across"} <= codes(done)
    check_nothing_is_lost(done)


def test_text_named_xlsx_and_a_workbook_named_csv_are_told_by_their_content(tmp_path):
    case = sound(7)
    (tmp_path / "a.xlsx").write_bytes(csv_bytes(case.organisations))
    (tmp_path / "b.csv").write_bytes(xlsx_bytes(case))
    for name in ("a.xlsx", "b.csv"):
        done = import_registry(tmp_path / name, tmp_path / name[0], Settings(AS_OF))
        assert "other_format" in codes(done)
        check_nothing_is_lost(done)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        check(Case([], [], random.Random(0), refused=True), path, None, tmp_path)


def test_files_beyond_the_limit_are_refused_before_they_are_read(tmp_path, monkeypatch):
    file, _ = write_xlsx(sound(8), tmp_path)
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1000)
    check(Case([], [], random.Random(0), refused=True), file, None, tmp_path)
    monkeypatch.setattr(sheets, "MAX_BYTES", 1000)
    check(Case([], [], random.Random(0), refused=True), file, None, tmp_path)


def test_there_are_two_hundred_damaged_files():
    assert len(DAMAGES) + 16 + len(broken_text()) + len(BROKEN) + 4 >= 200
