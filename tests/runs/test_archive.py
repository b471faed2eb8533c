"""An archive holds all that is needed to make a result again, and proves it; every change of it is noticed."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.house.test_pages import ROOT

from simkemitraan import Experiment, Scenario, compare, load, run, sweep
from simkemitraan.cli import run_command
from simkemitraan.errors import InputError, ResultExistsError
from simkemitraan.runs.again import differing, plan_again, some
from simkemitraan.runs.archive import archive
from simkemitraan.runs.codebook import entries
from simkemitraan.runs.columns import TABLES
from simkemitraan.runs.meanings import meaning
from simkemitraan.runs.result import Result
from simkemitraan.runs.tables import LEADING

SHORT = {"name": "short", "extends": "package:tiny", "months": 12, "burn_in": 12}
BONUS = "levers.funding.partnership_bonus"


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Result:
    experiment = Experiment(
        Scenario.from_dict(SHORT), vary={BONUS: [0.1, 0.3], "assumptions.leadership.hazard_per_year": [0.1, 0.2]},
        reforms=[Scenario.from_dict(SHORT | {"name": "forum", "levers": {"formation": {"forum_share": 0.5}}})],
        replicates=9, keep="indicators",
    )  # fmt: skip
    return sweep(experiment, out=tmp_path_factory.mktemp("s") / "swept", workers=1)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Result:
    base = Scenario.from_dict(SHORT)
    return compare(base, base.with_policy("forum"), replicates=2, out=tmp_path_factory.mktemp("c") / "r", workers=1)


@pytest.fixture(scope="module")
def packed(compared: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(compared, tmp_path_factory.mktemp("a") / "r.zip", authors=["A. Author"], license="CC-BY-4.0")


def test_chunks_of_a_sweep_come_out_the_same_again(swept: Result) -> None:
    """A sweep is made again from its folder alone, without its experiment file."""
    plan = plan_again(swept)
    assert len(plan.chunks) == 2
    assert differing(swept, range(2), workers=1) == []
    assert some(10, 3) == [0, 4, 9]
    assert some(2, 3) == [0, 1]


def test_what_comes_out_differently_is_named(compared: Result, tmp_path: Path) -> None:
    """As when somebody edits a number of a scenario in the provenance."""
    from simkemitraan.runs.journal import sealed, unsealed

    other = tmp_path / "other"
    shutil.copytree(compared.folder, other)
    told = unsealed((other / "provenance.json").read_bytes())
    (other / "provenance.json").write_bytes(sealed(told | {"seed": told["seed"] + 1}))
    assert "indicators.parquet/part-00000.parquet" in differing(load(other), [0], workers=1)
    assert run_command(["verify", str(other)]) == 1


def test_an_archive_holds_everything_and_proves_itself(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(packed) as file:
        names = set(file.namelist())
        file.extractall(tmp_path / "unpacked")
    wheel = next(name for name in names if name.startswith("source/"))
    assert {"README.md", "archive.json", "ro-crate-metadata.json", "manifest-sha256.txt"} <= names
    assert {"result/provenance.json", "result/codebook.csv", "scenarios/0-short.json"} <= names
    assert "numpy==" in (tmp_path / "unpacked" / "environment" / "requirements.txt").read_text(encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "unpacked" / wheel) as inside:
        held = set(inside.namelist())
    assert {"simkemitraan/engine.py", "simkemitraan/_scenarios/tiny.yaml"} <= held
    for what in (packed, tmp_path / "unpacked"):
        assert run_command(["--lang", "en", "verify", str(what), "--all"]) == 0
        assert "1 of 1 chunk, the same to the last byte" in capsys.readouterr().out


def test_its_metadata_is_a_whole_graph(packed: Path) -> None:
    """Every reference within the RO-Crate leads to an entity, and every file is one."""
    with zipfile.ZipFile(packed) as file:
        graph = json.loads(file.read("ro-crate-metadata.json"))["@graph"]
        files = set(file.namelist()) - {"ro-crate-metadata.json", "manifest-sha256.txt"}
    by_id = {entity["@id"]: entity for entity in graph}
    assert len(by_id) == len(graph)
    assert by_id["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    root = by_id["./"]
    assert root["license"].endswith("CC-BY-4.0")
    assert by_id[root["author"][0]["@id"]]["name"] == "A. Author"
    assert {part["@id"] for part in root["hasPart"]} == files
    assert files <= set(by_id)
    for entity in graph:
        for value in entity.values():
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and not one["@id"].startswith("http"):
                    assert one["@id"] in by_id


def test_every_change_of_an_archive_is_noticed(packed: Path, tmp_path: Path) -> None:
    chance = random.Random(5)
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(packed) as file:
        file.extractall(folder)
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    for path in (*chance.sample(files, 6), folder / "manifest-sha256.txt"):
        before = path.read_bytes()
        damaged = bytearray(before or b"x")
        damaged[chance.randrange(len(damaged))] ^= 8
        path.write_bytes(damaged)
        assert run_command(["verify", str(folder), "--chunks", "0"]) == 1, path
        path.write_bytes(before)
    assert run_command(["verify", str(folder), "--chunks", "0"]) == 0
    data = packed.read_bytes()
    (tmp_path / "half.zip").write_bytes(data[: len(data) // 2])
    assert run_command(["verify", str(tmp_path / "half.zip")]) == 1


def _told(arguments: list[str], capsys: pytest.CaptureFixture[str], what: object) -> str:
    """Return what a command said that refused a damaged archive."""
    capsys.readouterr()
    assert run_command(["--lang", "en", *arguments]) == 1, what
    said = capsys.readouterr().err
    assert "fault of the program" not in said, (what, said)
    return " ".join(said.split())


def test_a_damaged_zip_is_never_a_fault_of_the_program(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Packed bytes that no longer unpack, and a file that says it is encrypted."""
    good = packed.read_bytes()
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(packed) as file:
        deflated = [one for one in file.infolist() if one.compress_type == zipfile.ZIP_DEFLATED][:6]
        directory = file.start_dir
    places = [one.header_offset + 30 + len(one.filename) + one.compress_size // 2 for one in deflated]
    for place, change in [*((place, 255) for place in places), (directory + 8, 1)]:
        bad.write_bytes(good[:place] + bytes([good[place] ^ change]) + good[place + 1 :])
        assert "bad.zip" in _told(["verify", str(bad), "--chunks", "0"], capsys, place)


def test_files_and_lists_of_an_archive_cannot_be_changed_unseen(
    packed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(packed) as file:
        file.extractall(folder)
    verify = ["verify", str(folder), "--chunks", "0"]
    sums = (folder / "manifest-sha256.txt").read_text()
    for text in ("", sums.split("\n", 1)[1], "a  " + "x" * 300 + "\n" + sums, "a  b\0c\n" + sums):
        (folder / "manifest-sha256.txt").write_text(text)
        _told(verify, capsys, text[:20])
    (folder / "manifest-sha256.txt").write_text(sums)
    about = (folder / "archive.json").read_text()
    for text in ("[]", '{"plugins": 5}', '{"plugins": [5]}', '{"plugins": null}'):
        (folder / "archive.json").write_text(text)
        assert "archive.json" in _told(verify, capsys, text)
    (folder / "archive.json").write_text(about)
    for name in ("result/more.txt", "source/more.whl", "plugins/more.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
        assert "is not listed in" in _told(verify, capsys, name)
        (folder / name).unlink()
    (folder / "env").mkdir()  # as README.md says to make
    (folder / "env" / "more.txt").write_text("x")
    assert run_command(verify) == 0


def test_what_cannot_be_proved_here_is_not_archived(compared: Result, packed: Path, tmp_path: Path) -> None:
    from simkemitraan.runs.journal import sealed, unsealed

    with pytest.raises(ResultExistsError):
        archive(compared, packed)
    other = tmp_path / "other"
    shutil.copytree(compared.folder, other)
    told = unsealed((other / "provenance.json").read_bytes())
    (other / "provenance.json").write_bytes(sealed(told | {"model": "another"}))
    with pytest.raises(InputError, match="another version of the model"):
        archive(load(other), tmp_path / "x.zip")
    assert run_command(["verify", str(other)]) == 2
    (other / "provenance.json").write_bytes(sealed(told | {"command": "calibrate"}))
    with pytest.raises(InputError, match="only `run`, `compare` and `sweep`"):
        archive(load(other), tmp_path / "x.zip")


def test_an_archive_takes_its_plug_ins_along(tmp_path: Path) -> None:
    own = tmp_path / "own.py"
    own.write_text(
        "from simkemitraan.declare import indicator\n\n"
        '@indicator("Dua", "Two", unit="1")\ndef two(s):\n    "Two."\n    return 2.0\n'
        'from pathlib import Path\nPath("executed").touch()\n',
        encoding="utf-8",
    )
    scenario = tmp_path / "s.yaml"
    scenario.write_text("name: s\nextends: package:tiny\nmonths: 2\nburn_in: 2\n", encoding="utf-8")
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT / "src")}

    def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "simkemitraan", "--lang", "en", *map(str, words)]
        return subprocess.run(line, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)

    done = command("run", scenario, "--replicates", 1, "--out", "r", "--no-report", "--plugin", own)
    assert done.returncode == 0, done.stderr
    assert command("archive", "r", "--plugin", own).returncode == 0
    own.unlink()
    (tmp_path / "executed").unlink()
    done = command("verify", "r.zip")
    assert done.returncode == 2
    assert "brings code of its own: plugins/own.py. It was not executed" in done.stderr
    assert command("verify", "r.zip", "--chunks", "0").returncode == 0
    assert not (tmp_path / "executed").exists()
    done = command("verify", "r.zip", "--trust-plugins")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the same to the last byte" in done.stdout
    assert (tmp_path / "executed").exists()
    assert command("verify", "r").returncode == 2  # here it is missing


def test_a_plug_in_that_lies_outside_of_the_archive_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from simkemitraan.cli.verify import _plug_in

    monkeypatch.setenv("SIMKEMITRAAN_PLUGINS", "")
    (tmp_path / "a").mkdir()
    (tmp_path / "other.py").touch()
    (tmp_path / "a" / "archive.json").write_text('{"plugins": ["../other.py", "plugins/../../other.py"]}')
    _plug_in(tmp_path / "a")
    assert os.environ["SIMKEMITRAAN_PLUGINS"] == ""


def test_every_column_of_every_table_has_a_unit_and_a_meaning(compared: Result) -> None:
    for table, names in TABLES.items():
        for name in (*LEADING, *names):
            column = meaning(table, name)
            assert column.text.id, (table, name)
            assert column.text.en, (table, name)
    schema = pq.ParquetFile(next(compared.folder.glob("partnerships.parquet/*"))).schema_arrow
    assert schema.field("trust_end").metadata[b"unit"] == b"0-1"
    assert all(field.metadata[b"meaning"] for field in schema)


def test_the_codebook_tells_tables_indicators_and_what_was_varied(
    swept: Result, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = list(entries(swept.tables, tuple(swept.design.columns)))
    assert {line.table for line in lines if line.kind == "column"} == {"indicators"}
    assert [line.name for line in lines if line.kind == "varied"] == list(swept.design.columns)
    out = tmp_path / "c.csv"
    assert run_command(["codebook", str(swept.folder), "--out", str(out)]) == 0
    assert out.read_bytes() == (swept.folder / "codebook.csv").read_bytes()
    capsys.readouterr()
    assert run_command(["--lang", "id", "codebook"]) == 0
    assert "buku induk kemitraan formal" in capsys.readouterr().out


def test_a_run_of_another_scenario_is_made_again(tmp_path: Path) -> None:
    made = run(Scenario.from_dict(SHORT), replicates=2, out=tmp_path / "r", workers=1, keep="all")
    assert differing(made, [0], workers=2) == []
