"""Registries as offices keep them: what an import makes of titles, totals, merged headings, and names that mislead."""

import csv
import io
import json
import random
from dataclasses import dataclass, field
from datetime import date

import pytest
from tests.exchange.damage import Case, write_csv, write_xlsx

from simkemitraan.cli import run_command
from simkemitraan.errors import InputError
from simkemitraan.exchange import corrections
from simkemitraan.exchange.headings import Title, match
from simkemitraan.exchange.importing import Settings, import_registry
from simkemitraan.exchange.parts import Files
from simkemitraan.exchange.understanding import take, understand
from simkemitraan.scenario import Scenario

AS_OF = date(2025, 6, 30)
HEAD = ["NO.", "NAMA LKS / PANTI", "JENIS", "KECAMATAN", "JUMLAH PEGAWAI"]
ROWS = [
    [1, "Yayasan Kasih Ibu", "LKS", "Melati", 7],
    [2, "Panti Asuhan Rekaan", "LKSA", "Melati", 12],
    [3, "PT Rekaan Jaya", "perusahaan", "Kenanga", 3],
]
TITLES = [["DAFTAR LEMBAGA KESEJAHTERAAN SOSIAL"], ["KABUPATEN CONTOH TAHUN 2024"], []]


@dataclass
class Mess:
    """A table as it is kept, and what an import must make of it.

    Attributes
    ----------
    rows : list
        The table.
    names : int
        How many organisations it holds.
    cells : dict
        (organisation, column) to what the registry must say.
    codes : set
        What must be reported.
    merges : list of str
        Merged cells, in the workbook.
    """

    rows: list[list[object]]
    names: int = 3
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    merges: list[str] = field(default_factory=list)


def kinds_of(**names: str) -> dict[tuple[str, str], str]:
    return {(name.replace("_", " "), "kind"): kind for name, kind in names.items()}


def named(*names: str) -> list[list[object]]:
    return [["No", "Nama Lembaga"], *([k, name] for k, name in enumerate(names, 1))]


STAFF = {("Yayasan Kasih Ibu", "staff"): "7", ("Panti Asuhan Rekaan", "kind"): "nonprofit"}
MESSES: dict[str, Mess] = {
    "titles above the headings": Mess([*TITLES, HEAD, *ROWS], cells=STAFF, codes={"title_rows"}),
    "titles merged over the table": Mess([*TITLES, HEAD, *ROWS], cells=STAFF, merges=["A1:E1", "A2:E2"]),
    "a row of totals": Mess([HEAD, *ROWS, [None, "JUMLAH", None, None, 22]], cells=STAFF, codes={"total_row"}),
    "totals in the first column": Mess([HEAD, *ROWS, ["TOTAL", None, None, None, 22]], codes={"total_row"}),
    "totals of a part": Mess(
        [
            HEAD,
            ROWS[0],
            [None, "Jumlah Kecamatan Melati", None, None, 7],
            *ROWS[1:],
            ["Sub Total", None, None, None, 15],
        ],
        codes={"total_row"},
    ),
    "an organisation whose name begins like a total": Mess(
        [HEAD, *ROWS, [4, "Total Peduli Anak", "LKS", "Melati", 2]], 4, {("Total Peduli Anak", "staff"): "2"}
    ),
    "headings in two rows": Mess(
        [
            ["NO", "NAMA LKS", "ALAMAT", None, "JUMLAH", None],
            [None, None, "Desa", "Kecamatan", "Pegawai", "Relawan"],
            [1, "Yayasan Kasih Ibu", "Karang", "Melati", 7, 20],
            [2, "Panti Rekaan", "Dalem", "Kenanga", 5, 3],
        ],
        2,
        {
            ("Yayasan Kasih Ibu", "staff"): "7",
            ("Yayasan Kasih Ibu", "volunteers"): "20",
            ("Panti Rekaan", "subdistrict"): "Kenanga",
        },
        merges=["A1:A2", "B1:B2", "C1:D1", "E1:F1"],
    ),
    "men and women apart": Mess(
        [
            ["NO", "NAMA LKS", "JUMLAH PEGAWAI", None],
            [None, None, "L", "P"],
            [1, "Yayasan Kasih Ibu", 4, 3],
            [2, "Panti Rekaan", None, 5],
        ],
        2,
        {("Yayasan Kasih Ibu", "staff"): "7", ("Panti Rekaan", "staff"): "5"},
    ),
    "men, women and both": Mess(
        [
            ["NO", "NAMA LKS", "JUMLAH PEGAWAI", None, None],
            [None, None, "L", "P", "JML"],
            [1, "Yayasan Kasih Ibu", 4, 3, 7],
        ],
        1,
        {("Yayasan Kasih Ibu", "staff"): "7"},
    ),
    "numbers of columns below the headings": Mess([HEAD, [1, 2, 3, 4, 5], *ROWS], cells=STAFF, codes={"number_row"}),
    "numbers of columns in brackets": Mess(
        [HEAD, ["(1)", "(2)", "(3)", "(4)", "(5)"], *ROWS], cells=STAFF, codes={"number_row"}
    ),
    "headings again on every page": Mess(
        [HEAD, ROWS[0], list(HEAD), *ROWS[1:]], cells=STAFF, codes={"repeated_heading"}
    ),
    "sources and signatures below": Mess(
        [
            HEAD,
            *ROWS,
            [],
            ["Sumber: Dinas Sosial, data diolah"],
            [None, None, None, "Contoh, 5 Januari 2024"],
            [None, None, None, "Kepala Dinas Sosial"],
            [None, None, None, "Drs. H. Rekaan"],
            [None, None, None, "NIP. 19700101 199003 1 001"],
        ],
        cells=STAFF,
        codes={"note_row"},
    ),
    "listed by subdistrict": Mess(
        [
            ["No", "Nama LKS", "Jenis"],
            ["KECAMATAN MELATI"],
            [1, "Yayasan Kasih Ibu", "LKS"],
            ["KECAMATAN KENANGA"],
            [1, "Panti Rekaan", "LKS"],
        ],
        2,
        {("Yayasan Kasih Ibu", "subdistrict"): "MELATI", ("Panti Rekaan", "subdistrict"): "KENANGA"},
        {"section_row"},
    ),
    "listed by kind": Mess(
        [
            ["No", "Nama", "Staf"],
            ["A. PERUSAHAAN"],
            [1, "Sumber Rejeki", 5],
            ["B. KARANG TARUNA"],
            [1, "Tunas Muda", 0],
        ],
        2,
        {("Sumber Rejeki", "kind"): "company", ("Tunas Muda", "kind"): "community"},
        {"section_row"},
    ),
    "foundations named after people": Mess(
        named("Yayasan Kasih Ibu", "Yayasan Bapak Darmo", "Panti Asuhan Ibu Fatmawati"),
        cells=kinds_of(
            Yayasan_Kasih_Ibu="nonprofit", Yayasan_Bapak_Darmo="nonprofit", Panti_Asuhan_Ibu_Fatmawati="nonprofit"
        ),
    ),
    "people": Mess(
        named("Ibu Rekaan", "Bpk. Contoh", "TKSK Melati"),
        cells={("Ibu Rekaan", "kind"): "individual", ("Bpk. Contoh", "kind"): "individual"},
    ),
    "villages": Mess(
        named("Desa Karangan", "Kelurahan Polagan", "Karang Taruna Desa Karangan"),
        cells=kinds_of(
            Desa_Karangan="government", Kelurahan_Polagan="government", Karang_Taruna_Desa_Karangan="community"
        ),
    ),
    "spellings of homes": Mess(
        named("LKSA Al Hikmah", "Ponpes Rekaan", "Rumah Singgah Contoh", "RSUD Contoh", "Posyandu Desa Melati"),
        5,
        {
            ("LKSA Al Hikmah", "kind"): "nonprofit",
            ("Ponpes Rekaan", "kind"): "nonprofit",
            ("RSUD Contoh", "kind"): "government",
            ("Posyandu Desa Melati", "kind"): "community",
        },
    ),
    "a number with points": Mess(
        [["Nama Panti", "Jumlah Relawan"], ["Panti A", "1.250"], ["Panti B", "1,250"], ["Panti C", "12"]],
        cells={("Panti A", "volunteers"): "1250", ("Panti B", "volunteers"): "1250", ("Panti C", "volunteers"): "12"},
    ),
    "rupiah by the heading": Mess(
        [["Nama Panti", "Anggaran (Rp)"], ["Panti A", "1.200.000.000"], ["Panti B", "12.000.000,00"], ["Panti C", "-"]],
        cells={("Panti A", "income"): "100", ("Panti B", "income"): "1"},
    ),
    "points and commas": Mess(
        [
            ["Nama Panti", "Pemasukan (juta rupiah)"],
            ["Panti A", "1.250,4"],
            ["Panti B", "1,250.4"],
            ["Panti C", "12.34,5"],
        ],
        cells={("Panti A", "income"): "104.2", ("Panti B", "income"): "104.2", ("Panti C", "income"): ""},
        codes={"not_number"},
    ),
    "a column of numbers that is no contact": Mess([HEAD, *ROWS], cells=STAFF),
    "a status that is not about activity": Mess(
        [
            ["Nama LKS", "Status"],
            ["Panti A", "Pusat"],
            ["Panti B", "Cabang"],
            ["Panti C", "Cabang"],
        ],
        cells={("Panti A", "active"): ""},
        codes={"heading_unlike"},
    ),
    "a name column nobody would guess": Mess(
        [["No", "Uraian Data", "Jml"], [1, "Yayasan Kasih Ibu", 2], [2, "Panti Rekaan", 1], [3, "LKS Contoh", 4]],
        cells={("Panti Rekaan", "kind"): "nonprofit"},
    ),
    "units below the headings in brackets": Mess(
        [["Nama LKS", "SDM (orang)", "Anggaran (juta rupiah)"], ["Panti A", 5, 120]],
        1,
        {("Panti A", "staff"): "5", ("Panti A", "income"): "10"},
    ),
    "leaders and telephones": Mess(
        [
            ["Nama Yayasan", "Nama Ketua", "No. Telp/HP", "Nama Pengurus"],
            ["Yayasan A", "Siti", "0812", "Budi"],
        ],
        1,
        {("Yayasan A", "name"): "Yayasan A"},
        {"personal_column"},
    ),
    "a place that is no district": Mess(
        [["Nama", "Lokasi"], ["Panti A", "Jl. Melati 3"], ["Panti B", "Gedung B"], ["Panti C", "Lt. 2"]],
        cells={("Panti A", "district"): "Contoh"},
    ),
    "a place that is a district": Mess(
        [["Nama", "Wilayah"], ["Panti A", "Kab. Satu"], ["Panti B", "Kabupaten Satu"], ["Panti C", "Kota Dua"]],
        cells={("Panti B", "district"): "Kab. Satu", ("Panti C", "district"): "Kota Dua"},
    ),
    "blank columns and rows between": Mess(
        [[], [None, "Nama LKS", None, "Pegawai"], [], [None, "Panti A", None, 4], [], [None, "Panti B", None, 6]],
        2,
        {("Panti A", "staff"): "4", ("Panti B", "staff"): "6"},
    ),
}


def case_of(mess: Mess) -> Case:
    return Case([list(r) for r in mess.rows], [["a", "b"]], random.Random(0), merges=list(mess.merges))


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
@pytest.mark.parametrize("name", list(MESSES))
def test_a_registry_as_it_is_kept(name, write, tmp_path):
    mess = MESSES[name]
    file = write(case_of(mess), tmp_path)[0]
    understood = understand(Files(file), Settings(AS_OF, "Contoh"))
    assert understood.ready
    done = take(understood, tmp_path / "out")
    found = {r["name"]: r for r in table(done.folder / "registry/organisations.csv")}
    assert len(found) == mess.names, list(found)
    assert {key: found[key[0]][key[1]] for key in mess.cells} == mess.cells
    assert mess.codes <= {code for _, code, _ in done.log.counts}
    assert sum(understood.kinds.values()) == mess.names
    assert not {"heading_unknown"} & {code for _, code, _ in done.log.counts}


def test_at_least_twenty_five_messes():
    assert len(MESSES) >= 25


# --- what was understood ----------------------------------------------------------------------------------------------


def write(folder, rows, name="o.csv"):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["" if c is None else c for c in row] for row in rows])
    (folder / name).write_text(out.getvalue(), encoding="utf-8")
    return folder / name


def columns_of(understood):
    return {c.title: c.column for c in understood.tables[0].columns}


def test_a_row_number_is_not_taken_for_a_contact(tmp_path):
    """Before, the hint for "NO." was the column of contacts."""
    understood = understand(Files(write(tmp_path, [HEAD, *ROWS])), Settings(AS_OF, "Contoh"))
    read = {c.title: c for c in understood.tables[0].columns}
    assert read["NO."].column == "number"
    assert not read["NO."].used
    assert read["NO."].meaning.id == "Nomor urut"


def test_a_column_of_its_own_name_is_taken_before_one_that_is_near():
    """Board members count as volunteers only where no column says `relawan`; the year of a budget is no part of its name."""
    titles = [Title("PENGURUS", "JUMLAH SDM"), Title("RELAWAN", "JUMLAH SDM"), Title("NAMA LKS/LKSA")]
    cells = [[3, 5, "Yayasan A", "75.500.000"]] * 3
    assert match("organisations", [*titles, Title("ANGGARAN TH 2025 (Rp.)")], cells, {}).at == {
        "volunteers": 1,
        "income": 3,
        "name": 2,
    }
    assert match("organisations", [titles[2], titles[0]], [["Yayasan A", 3]] * 3, {}).at == {"name": 0, "volunteers": 1}


def test_headings_that_were_seen_are_told_when_none_holds_names(tmp_path):
    file = write(
        tmp_path, [["DATA UMUM"], ["Kode X", "Warna", "Bentuk Z"], ["1", "merah", "bulat"], ["2", "biru", "kotak"]]
    )
    understood = understand(Files(file), Settings(AS_OF, "Contoh"))
    assert [q.key for q in understood.questions] == ["name"]
    for heading in ("Kode X", "Warna", "Bentuk Z"):
        assert heading in understood.questions[0].id
        assert heading in understood.questions[0].en
    with pytest.raises(InputError, match="Warna"):
        import_registry(file, tmp_path / "out", Settings(AS_OF, "Contoh"))


def test_a_correction_is_taken_over_what_was_understood(tmp_path):
    file = write(tmp_path, [["Sebutan", "Nama LKS", "Isi"], ["Panti A", "x", 3], ["Panti B", "y", 4]])
    understood = understand(Files(file), Settings(AS_OF, "Contoh"))
    assert columns_of(understood)["Nama LKS"] == "name"
    said = corrections.read({"columns": {"Sebutan": "name", "Nama LKS": "", "C": "Staf"}})
    done = take(understood, tmp_path / "out", said)
    found = {r["name"]: r["staff"] for r in table(done.folder / "registry/organisations.csv")}
    assert found == {"Panti A": "3", "Panti B": "4"}


def test_rows_that_look_like_totals_can_be_kept_and_kinds_can_be_said(tmp_path):
    file = write(tmp_path, [["Nama LKS", "Jenis"], ["Jumlah Jiwa Sehat", "Orsos Z"], ["Panti B", "Orsos Z"]])
    settings = Settings(AS_OF, "Contoh", corrections=corrections.read({"keep": [2], "kinds": {"Orsos Z": "komunitas"}}))
    done = import_registry(file, tmp_path / "out", settings)
    found = {r["name"]: r["kind"] for r in table(done.folder / "registry/organisations.csv")}
    assert found == {"Jumlah Jiwa Sehat": "community", "Panti B": "community"}


def test_a_table_without_headings_is_read_by_the_letters_of_its_columns(tmp_path):
    file = write(tmp_path, [["Panti A", 4], ["Panti B", 5]])
    said = corrections.read({"headings": {"organisations": 0}, "columns": {"A": "name", "B": "staff"}})
    done = import_registry(file, tmp_path / "out", Settings(AS_OF, "Contoh", corrections=said))
    assert [r["staff"] for r in table(done.folder / "registry/organisations.csv")] == ["4", "5"]


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"columns": {"Nama": "naem"}}, "name"),
        ({"kinds": {"Panti": "zzzz"}}, "LKS"),
        ({"keep": ["x"]}, "x"),
        ({"headings": {"organisation": 1}}, "organisations"),
        ({"projects": "agreement"}, "agreements"),
        ({"colums": {}}, "columns"),
        ({"columns": ["a"]}, "NAMA LKS"),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused(given, word):
    with pytest.raises(InputError) as caught:
        corrections.read(given)
    assert word in caught.value.id
    assert word in caught.value.en
    assert caught.value.id != caught.value.en


def test_corrections_come_from_a_file_too(tmp_path):
    (tmp_path / "c.yaml").write_text("columns:\n  NAMA X: name\nkeep: [3]\n", encoding="utf-8")
    assert corrections.load(tmp_path / "c.yaml").of("organisations") == {"nama x": "name"}
    for text in ("columns: [", "- a", "\x00"):
        (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            corrections.load(tmp_path / "bad.yaml")
    with pytest.raises(InputError):
        corrections.load(tmp_path / "nothing.yaml")


def test_understanding_is_json_in_both_languages_and_writes_nothing(tmp_path):
    file = write(tmp_path, [*TITLES, HEAD, *ROWS, [None, "JUMLAH", None, None, 22]])
    understood = understand(Files(file), Settings(AS_OF, "Contoh"))
    for lang, meaning in (("id", "Nama organisasi"), ("en", "Organisation")):
        said = json.loads(json.dumps(understood.as_dict(lang)))
        assert said["ready"]
        assert said["kinds"][0]["count"] == 2
        (read,) = said["tables"]
        assert read["heading_rows"] == [4, 4]
        assert [c["meaning"] for c in read["columns"]][1] == meaning
        assert read["columns"][1]["examples"] == ["Yayasan Kasih Ibu", "Panti Asuhan Rekaan", "PT Rekaan Jaya"]
        assert read["left_out"][0]["rows"] == [8]
    assert [p.name for p in tmp_path.iterdir()] == ["o.csv"]


def test_names_of_people_are_not_shown_as_examples(tmp_path):
    file = write(tmp_path, [["Nama LKS", "Nama Ketua"], ["Panti A", "Siti Rahayu"]])
    assert "Siti" not in json.dumps(understand(Files(file), Settings(AS_OF, "Contoh")).as_dict("id"))


def test_the_quality_page_names_each_missing_column_in_the_readers_language(tmp_path):
    """Before, it counted five missing columns as five times the first, by its name in the code."""
    done = import_registry(write(tmp_path, [["Nama"], ["Panti A"]]), tmp_path / "out", Settings(AS_OF, "Contoh"))
    page = (done.folder / "data-quality.html").read_text(encoding="utf-8")
    id, en = page.split('<article class="en"')
    for name in ("Jenis", "Staf", "Relawan", "Pemasukan setahun (juta rupiah)", "Aktif"):
        assert f"1 × kolom {name} tidak ada" in id
    assert "1 × there is no column Volunteers" in en
    assert "kolom kind" not in id
    assert "lembaga kesejahteraan sosial" in id
    assert "nonprofit" not in id


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "said"), [("id", "Nama organisasi"), ("en", "Organisation")])
def test_the_command_shows_what_it_understood_and_takes_it_only_when_told(lang, said, tmp_path, capsys):
    file = write(tmp_path, [*TITLES, HEAD, *ROWS])
    common = ["import", str(file), "--district-default", "Contoh", "--out", str(tmp_path / "out"), "--lang", lang]
    assert run_command([*common]) == 2  # nobody can be asked here
    shown = capsys.readouterr()
    assert said in shown.out
    assert "--yes" in shown.err
    assert not (tmp_path / "out").exists()
    assert run_command([*common, "--yes"]) == 0
    assert said in capsys.readouterr().out
    assert (tmp_path / "out/scenario.yaml").exists()


def test_an_answer_on_the_terminal_decides(tmp_path, monkeypatch, capsys):
    file = write(tmp_path, [HEAD, *ROWS])
    for answer, there in (("tidak\n", False), ("", False), ("ya\n", True)):
        typed = io.StringIO(answer)
        monkeypatch.setattr(typed, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", typed)
        assert run_command(["import", str(file), "--district-default", "X", "--out", str(tmp_path / "out")]) == 0
        assert (tmp_path / "out").exists() == there
    capsys.readouterr()


def test_the_command_takes_corrections(tmp_path, capsys):
    file = write(tmp_path, [["Sebutan", "Ket"], ["Aaa", 1], ["Jumlah Bbb", 2]])
    out = ["--district-default", "X", "--out", str(tmp_path / "out"), "--yes", "--lang", "en"]
    assert run_command(["import", str(file), *out]) == 2
    assert "Sebutan" in capsys.readouterr().err
    assert run_command(["import", str(file), *out, "--column", "Sebutan"]) == 2
    assert run_command(["import", str(file), *out, "--column", "Sebutan=nam"]) == 2
    assert run_command(["import", str(file), *out, "--column", "Sebutan=name", "--keep", "3"]) == 0
    assert len(table(tmp_path / "out/registry/organisations.csv")) == 2


def test_json_without_yes_is_for_a_page_that_asks(tmp_path, capsys):
    file = write(tmp_path, [HEAD, *ROWS])
    assert run_command(["import", str(file), "--district-default", "X", "--json", "--out", str(tmp_path / "out")]) == 0
    assert json.loads(capsys.readouterr().out)["ready"]
    assert not (tmp_path / "out").exists()


def test_what_the_registry_holds_cannot_be_read_as_thousands(tmp_path):
    """A share of three decimals in a workbook is written so that the scenario reads it as it was."""
    file = write_xlsx(
        Case([["Nama", "Relawan", "Staf"], ["Panti A", 7.125, 2.625]], [["a", "b"]], random.Random(0)), tmp_path
    )[0]
    done = import_registry(file, tmp_path / "out", Settings(AS_OF, "Contoh"))
    (known,) = Scenario.load(done.folder / "scenario.yaml").spec().place.registry.organisations
    assert (known.volunteers, known.staff) == (7.125, 2.625)


@pytest.mark.parametrize("code", ["32.05", "3205"])
def test_a_district_by_its_official_code_is_the_district(tmp_path, code):
    file = tmp_path / "daftar.csv"
    file.write_text(f"Nama organisasi,Kabupaten/kota\nYayasan Satu,{code}\nYayasan Dua,Kabupaten Garut\n")
    assert understand(Files(file), Settings(AS_OF)).districts == {"Kabupaten Garut": 2}
