"""Every regency and city of Indonesia is there by name, on its official figures, and says where each number came from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from simkemitraan.cli import run_command
from simkemitraan.errors import ScenarioError
from simkemitraan.scenario import Scenario, official, packaged
from simkemitraan.scenario.showing import ORIGINS, shown

TABLE = official.table()


def test_the_table_is_the_whole_country() -> None:
    """Sums are those that the ministry and BPS print."""
    assert len(TABLE) == 514
    assert sum(one.population for one in TABLE.values()) == 284_973_643
    assert sum(one.poor for one in TABLE.values()) == 23_854_910
    assert len({one.code for one in TABLE.values()}) == 514
    assert sum(one.name.startswith("Kota ") for one in TABLE.values()) == 98


def test_no_spelling_means_two_districts() -> None:
    aliases = [a for one in TABLE.values() for a in one.more["aliases"].split("|") if a]
    spelt = [official.key_of(a) for a in aliases]
    assert len(set(spelt)) == len(spelt)
    assert all(official.find(a) is not None for a in aliases)
    assert all(TABLE.get(official.key_of(a)) is official.find(a) for a in aliases if official.key_of(a) in TABLE)


@pytest.mark.parametrize("key", [*list(TABLE)[::37], "kota_administrasi_jakarta_pusat", "kabupaten_fak_fak"])
def test_a_district_is_a_scenario_on_its_own_figures(key: str) -> None:
    one = TABLE[key]
    scenario = Scenario.load(f"package:{key}")
    (district,) = scenario.data["place"]["districts"]
    assert scenario.title == one.title
    assert district["population"] == one.population
    assert district["poor"] == pytest.approx(one.population * one.poverty_rate)
    assert (district["subdistricts"], district["code"]) == (one.subdistricts, int(one.code.replace(".", "")))
    assert all(n >= 0 for n in district["counts"])


def test_every_district_can_be_loaded() -> None:
    loaded = [Scenario.load(f"package:{key}") for key in TABLE if key not in packaged()]
    assert len({s.hash() for s in loaded}) == len(loaded) == 511


def test_an_older_spelling_is_the_same_place() -> None:
    assert Scenario.load("package:kabupaten_toba_samosir") == Scenario.load("package:kabupaten_toba")
    assert Scenario.load("package:kota_jakarta_pusat") == Scenario.load("package:kota_administrasi_jakarta_pusat")


@pytest.mark.parametrize("code", ["32.05", "3205", "package:32.05"])
def test_a_district_is_found_by_its_official_code(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["place", code, "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("Garut Regency")
    assert Scenario.load(f"package:{code.removeprefix('package:')}").data["place"]["name"] == "Kabupaten Garut"


def test_a_file_can_build_on_a_district(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("name: own\nextends: package:kabupaten_garut\nmonths: 60\n", encoding="utf-8")
    own = Scenario.load(tmp_path / "own.yaml")
    assert own.months == 60
    assert own.place() == Scenario.load("package:kabupaten_garut").place()


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("sampang", ["kabupaten_sampang"]),
        ("bandung", ["kabupaten_bandung", "kota_bandung"]),
        ("surabya", ["kota_surabaya"]),
        ("kab. garut", ["kabupaten_garut"]),
        ("banyumas regency", ["kabupaten_banyumas"]),
        ("wonogri", ["kabupaten_wonogiri"]),
        ("???", []),
    ],
)
def test_the_nearest_names_are_offered(word: str, expected: list[str]) -> None:
    assert official.near(word) == expected


@pytest.mark.parametrize("name", ["package:bandung", "bandung"])
def test_an_incomplete_name_is_answered_with_the_right_words(name: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(name)
    assert "maksudnya `package:kabupaten_bandung` atau `package:kota_bandung`?" in caught.value.words("id")
    assert "did you mean `package:kabupaten_bandung` or `package:kota_bandung`?" in caught.value.words("en")


def test_what_nobody_counted_is_marked_without_being_asked() -> None:
    text = shown(Scenario.load("package:kabupaten_garut"), "en")
    assert re.search(r"nonprofit: \d+ +# derived: 9 per 100,000", text)
    assert re.search(r"remoteness: 0.2 +# default", text)
    assert not re.search(r"population: .*#", text)
    assert "# Dukcapil, 31 December 2024" in shown(Scenario.load("package:kabupaten_garut"), "en", origin=True)


def test_the_provenance_keeps_where_the_figures_came_from() -> None:
    origins = Scenario.load("package:kabupaten_garut").origins()
    assert origins["place.districts[1].population"].startswith("Dukcapil")
    assert origins["place.districts[1].organisations.nonprofit"] == "derived: 9 per 100,000"


def test_every_origin_of_a_district_has_an_indonesian_wording() -> None:
    scenario = Scenario.load("package:kabupaten_garut")
    assert not [s for s in scenario.sources.values() if s not in ORIGINS]


def test_outlines_have_the_codes_of_the_table() -> None:
    shapes = json.loads(official.OUTLINES.read_text(encoding="utf-8"))["objects"]["districts"]["geometries"]
    assert {shape["properties"]["code"] for shape in shapes} == {one.code for one in TABLE.values()}
    assert official.OUTLINES_BY.id in (official.FOLDER / "README.md").read_text(encoding="utf-8").replace("\n", " ")


def test_one_district_is_shown_with_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "id", "place", "kabupaten", "garut"]) == 0
    said = capsys.readouterr().out
    assert "Kabupaten Garut, Jawa Barat: package:kabupaten_garut" in said
    assert "BPS, Susenas Maret 2025" in said


def test_districts_are_found_by_province_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "en", "place", "maluku", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert "package:kabupaten_maluku_barat_daya" in {r["key"] for r in rows}
    assert {r["province"] for r in rows} <= {"Maluku", "Maluku Utara"}
    assert run_command(["--lang", "en", "place", "jawa", "timur"]) == 0
    assert "38 found" in capsys.readouterr().out


def test_a_district_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "en", "place", "sampng"]) == 2
    assert "did you mean `Kabupaten Sampang`?" in capsys.readouterr().err


def test_the_country_and_its_provinces_are_worlds_of_all_their_districts() -> None:
    nation = Scenario.load("package:indonesia")
    rows = nation.data["place"]["districts"]
    assert len(rows) == 514
    assert sum(row["population"] for row in rows) == sum(one.population for one in TABLE.values())
    assert 110_000 < sum(sum(row["counts"]) for row in rows) < 140_000
    one = Scenario.load("package:kabupaten_garut").data["place"]["districts"][0]
    assert next(row for row in rows if row["code"] == one["code"]) == one
    assert nation.origins()["place.districts[514].population"] == official.PEOPLE.en
    regions = official.regions()
    assert len(regions) == 39
    assert sum(len(region.districts) for key, region in regions.items() if key != official.NATION) == 514
    bali = Scenario.load("package:provinsi_bali")
    assert (len(bali.data["place"]["districts"]), bali.title.en) == (9, "Bali Province")
    assert official.province_of(3527) == "Jawa Timur"
    assert official.province_of(1) == ""
    for word, meant in (("indonesa", "indonesia"), ("provinsi_bal", "provinsi_bali")):
        with pytest.raises(ScenarioError, match=f"did you mean `package:{meant}`"):
            Scenario.load(f"package:{word}")


@pytest.mark.parametrize("key", sorted(set(packaged()) & set(TABLE)))
def test_a_place_with_a_file_of_its_own_has_the_same_official_figures(key: str) -> None:
    """The three places that the package describes itself are on the newest figures too, and name their sources."""
    one, scenario = TABLE[key], Scenario.load(f"package:{key}")
    (district,) = scenario.data["place"]["districts"]
    assert district["population"] == one.population
    assert district["poor"] == pytest.approx(one.population * one.poverty_rate)
    assert (district["subdistricts"], district["code"]) == (one.subdistricts, int(one.code.replace(".", "")))
    text = packaged()[key].read_text(encoding="utf-8")
    assert f"villages: {one.villages}" in text
    assert "March 2025" in text
    assert "2021" not in text
