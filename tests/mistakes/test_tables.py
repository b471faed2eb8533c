"""Mistakes in the tables that a scenario names are reported with the table's own lines, as those of the scenario are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simkemitraan.errors import ScenarioError
from simkemitraan.scenario import Scenario
from simkemitraan.scenario.district_table import MAX_BYTES


def problems(folder: Path, place: str) -> ScenarioError:
    file = folder / "s.yaml"
    file.write_text(f"name: x\nplace: {place}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(file)
    return caught.value


@pytest.mark.parametrize(
    ("table", "line", "id", "en"),
    [
        ('name,population,poverty_rate\nA,30000,"0,12"\n', 2, "koma desimal: tulis 0.12", "decimal comma: write 0.12"),
        (
            "name,population\nA,30.000.000\n",
            2,
            "pemisah ribuan: tulis 30000000",
            "thousands separators: write 30000000",
        ),
        ("name,population\nA,30000\n\nB,many\n", 4, "harus berupa angka", "must be a number, not `many`"),
        ("name,population\nA,nan\n", 2, "bukan NaN", "not NaN"),
        ("name,population,nonprofit\nA,30000,-1\n", 2, "di luar batas", "out of bounds"),
        ("name,population,nonprofits\nA,30000,1\n", 1, "maksudnya `nonprofit`?", "did you mean `nonprofit`?"),
        ("name,population,population\nA,1,2\n", 1, "ada dua kali", "occurs twice"),
        ("name\nA\n", 1, "kolom tidak ada", "column is missing"),
        ("name;population\nA;30000\n", 1, "pisahkan kolom dengan koma", "separate columns by commas"),
        ("name,population\nA,\n", 2, "`population` (jumlah penduduk) belum diisi", "`population` is missing"),
        (
            "name,population,code\nA,30000,7\nB,30000,7\n",
            3,
            "kode daerah ini sudah dipakai",
            "another district has this code",
        ),
        ("", 1, "tabel kosong", "the table is empty"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_a_bad_table_of_districts(tmp_path: Path, table: str, line: int, id: str, en: str) -> None:
    (tmp_path / "d.csv").write_text(table, encoding="utf-8")
    first = problems(tmp_path, "{districts: d.csv}").mistakes[0]
    assert (first.file, first.line) == ("d.csv", line)
    assert id in first.words("id")
    assert en in first.words("en")


@pytest.mark.parametrize(
    ("content", "en"),
    [
        (b"name,population\n\xff,3\n", "cannot be read as UTF-8 CSV"),
        (b"x" * (MAX_BYTES + 1), "too large"),
        (b'name,population\n"' + b"a" * 200_000 + b'",3\n', "cannot be read"),
    ],
)
def test_a_table_that_is_none(tmp_path: Path, content: bytes, en: str) -> None:
    (tmp_path / "d.csv").write_bytes(content)
    assert en in problems(tmp_path, "{districts: d.csv}").words("en")


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    assert "cannot be read" in problems(tmp_path, "{districts: d}").words("en")


@pytest.mark.parametrize(
    ("organisations", "ties", "line", "id", "en"),
    [
        ("name,kind\nA,nonprofit\n", "", 1, "kolom tidak ada", "column is missing"),
        ("name,kind,district\nA,nonprofits,D\n", "", 2, "maksudnya `nonprofit`?", "did you mean `nonprofit`?"),
        ("name,kind,district\nA,nonprofit,E\n", "", 2, "`E` tidak dikenal", "`E` is not known"),
        ("name,kind,district\nA,nonprofit,D\nA,company,D\n", "", 3, "sudah dipakai", "already used"),
        (
            'name,kind,district,staff\nA,nonprofit,D,"1,5"\n',
            "",
            2,
            "koma desimal: tulis 1.5",
            "decimal comma: write 1.5",
        ),
        ("name,kind,district,place\nA,nonprofit,D,99\n", "", 2, "harus antara 1 dan", "must lie between 1 and"),
        ("name,kind,district,priorities\nA,nonprofit,D,food\n", "", 2, "tulis `bidang:porsi", "write `field:share"),
        ("name,kind,district,priorities\nA,nonprofit,D,food:1\n", "", 2, "bidang tidak dikenal", "unknown field"),
        ("name,kind,district,role\nA,individual,D,chief\n", "", 2, "`chief` tidak dikenal", "`chief` is not known"),
        ("name,kind,district,role\nA,nonprofit,D,coordinator\n", "", 2, "hanya `individual`", "only an `individual`"),
        (
            "name,kind,district\nA,nonprofit,D\nB,company,D\n",
            "a,b,formal\nA,A,1\n",
            2,
            "dirinya sendiri",
            "tied to itself",
        ),
        (
            "name,kind,district\nA,nonprofit,D\nB,company,D\n",
            "a,b,formal\nA,C,1\n",
            2,
            "`C` tidak dikenal",
            "`C` is not known",
        ),
        (
            "name,kind,district\nA,nonprofit,D\nB,company,D\n",
            "a,b,formal,trust\nA,B,1,7\n",
            2,
            "antara 0 dan 1",
            "between 0 and 1",
        ),
    ],
)
def test_a_bad_registry(tmp_path: Path, organisations: str, ties: str, line: int, id: str, en: str) -> None:
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "organisations.csv").write_text(organisations, encoding="utf-8")
    if ties:
        (folder / "ties.csv").write_text(ties, encoding="utf-8")
    first = problems(tmp_path, "{districts: [{name: D, population: 30000}], registry: registry}").mistakes[0]
    assert first.file == ("ties.csv" if ties else "organisations.csv")
    assert first.line == line
    assert id in first.words("id")
    assert en in first.words("en")


def test_a_registry_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be read" in problems(tmp_path, "{registry: nowhere}").words("en")


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_a_link_in_a_registry_does_not_lead_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("name,kind,district\nA,nonprofit,D\n", encoding="utf-8")
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "organisations.csv").symlink_to(tmp_path / "outside.csv")
    assert "leaves the folder" in problems(tmp_path, "{registry: registry}").words("en")
