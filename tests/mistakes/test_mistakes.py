"""Every mistake gets where, what and how to fix it, in both languages, all at once, and never a traceback.

Each file of this folder is wrong in one way; its first lines hold the words that its message must contain.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simkemitraan.cli import run_command
from simkemitraan.errors import ScenarioError
from simkemitraan.scenario import Scenario
from simkemitraan.scenario.reading import MAX_BYTES, Document, parse

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*.yaml"))


def expected(path: Path) -> tuple[str, str, int]:
    lines = path.read_text(encoding="utf-8").splitlines()[:3]
    values = [line.partition(": ")[2] for line in lines]
    return values[0], values[1], int(values[2])


def problems(path: Path | str) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(path)
    return caught.value


def test_there_are_many() -> None:
    assert len(FILES) >= 80


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_message_says_where_what_and_how_to_mend(path: Path) -> None:
    id, en, line = expected(path)
    error = problems(path)
    assert id in error.words("id")
    assert en in error.words("en")
    if line:
        assert any(m.line == line and en in m.en for m in error.mistakes), [(m.line, m.en) for m in error.mistakes]
    assert error.exit_code == 2


@pytest.mark.parametrize("path", FILES[::6], ids=lambda p: p.stem)
def test_the_command_exits_with_2_and_prints_nothing_to_stdout(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "id", "check", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert expected(path)[0] in err
    assert "Traceback" not in err


def test_all_mistakes_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text(
        "name: x\nmonthss: 3\nlevers:\n  funding: {partnership_bonus: '0,2', district_budge: 1}\n  leadership: {hazard_per_year: .nan}\n"
        "place: {districts: [{name: A, population: 30000}]}\nfamilies:\n  - {needs: [poverty_food], share: 0.5}\n"
        "timeline:\n  - {month: 999, shock: disaster}\n"
    )
    lines = [m.line for m in problems(file).mistakes]
    assert lines == sorted(lines)
    assert len(lines) == 6


@pytest.mark.parametrize(
    ("content", "id", "en"),
    [
        (b"", "berkas kosong", "the file is empty"),
        (b"# only a comment\n", "berkas kosong", "the file is empty"),
        ("name: x\n".encode("utf-16"), "bukan teks UTF-8", "not UTF-8 text"),
        (b"name: x\n\x00", "bukan teks UTF-8", "not UTF-8 text"),
        (b"name: caf\xe9\n", "bukan UTF-8", "not UTF-8"),
        (b"name: x\na: " + b"[" * 50 + b"]" * 50, "terlalu dalam", "nested too deeply"),
        (b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "jangkar", "anchors"),
        (b"x" * (MAX_BYTES + 1), "terlalu besar", "too large"),
    ],
)
def test_files_that_are_no_scenarios_are_refused(tmp_path: Path, content: bytes, id: str, en: str) -> None:
    file = tmp_path / "file.yaml"
    file.write_bytes(content)
    error = problems(file)
    assert id in error.words("id")
    assert en in error.words("en")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "not found" in problems(tmp_path / "nowhere.yaml").words("en")
    assert "this is a folder" in problems(tmp_path).words("en")


def test_a_packaged_scenario_that_is_not_there() -> None:
    assert "maksudnya `package:baseline`?" in problems("package:basline").words("id")


def test_a_chain_of_files_has_an_end(tmp_path: Path) -> None:
    for k in range(12):
        (tmp_path / f"{k}.yaml").write_text(f"name: x\nextends: {k + 1}.yaml\n", encoding="utf-8")
    assert "at most 8 levels" in problems(tmp_path / "0.yaml").words("en")


@pytest.mark.parametrize(
    ("text", "id", "en"),
    [
        (
            "fields: {" + ", ".join(f"f{k}: x" for k in range(201)) + "}",
            "paling banyak 200 bidang",
            "at most 200 fields",
        ),
        ("fields: [a, b]", "untuk tiap bidang", "for each field"),
        ("fields: {f11: x, f285: y}", "bertabrakan dengan `f11`", "collides with `f11`"),
        (
            "place: {districts: [" + "{name: A, population: 9}, " * 2001 + "]}",
            "paling banyak 2000 daerah",
            "at most 2000 districts",
        ),
        (f"name: {'x' * 81}", "terlalu panjang", "too long"),
        (f"title: {'x' * 301}", "terlalu panjang", "too long"),
        ("place: {districts: [{name: A, population: 9, code: 35.27}]}", "tanpa titik: 3527", "without the dot: 3527"),
        ("place: {districts: [{name: A, population: 9, code: 35.10}]}", "tanpa titik: 3510", "without the dot: 3510"),
        (f"place: {{districts: {'x' * 201}.csv}}", "nama berkas terlalu panjang", "the name of the file is too long"),
    ],
)
def test_too_much_of_something(tmp_path: Path, text: str, id: str, en: str) -> None:
    file = tmp_path / "much.yaml"
    file.write_text(text if text.startswith("name") else f"name: x\n{text}\n", encoding="utf-8")
    error = problems(file)
    assert id in error.words("id")
    assert en in error.words("en")


@pytest.mark.skipif(os.name == "nt", reason="symbolic links")
def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("name,population\nA,30000\n")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside.csv").symlink_to(outside)
    file = folder / "s.yaml"
    file.write_text("name: x\nplace: {districts: inside.csv}\n")
    assert "leaves the folder" in problems(file).words("en")


@given(st.binary(max_size=400))
def test_random_bytes_never_give_a_traceback(raw: bytes) -> None:
    doc = parse(raw, Document("random"))
    assert doc.mistakes or isinstance(doc.data, dict)


@given(st.text(alphabet="nametimelvrs: []{}\n-0123456789.,#'\"&*!%|>", max_size=200))
def test_random_yaml_like_text_never_gives_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("t") / "t.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        Scenario.load(file)
    except ScenarioError as error:
        assert error.mistakes
