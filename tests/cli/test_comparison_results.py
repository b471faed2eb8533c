"""What is done with the result of a comparison: exported arm by arm, and made again to the last byte."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from tests.results import content

from simkemitraan.cli import run_command
from simkemitraan.runs.journal import sealed, unsealed

TIME = ["--replicates", "2", "--months", "18", "--workers", "1", "--no-report"]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("compared") / "result"
    asked = ["compare", "package:tiny", "--policy", "joint_required", "--policy", "forum+handover"]
    assert run_command([*asked, *TIME, "--out", str(out)]) == 0
    return out


def test_an_export_asks_which_arm_is_meant(compared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "network")
    assert run_command(["--lang", "en", "export", str(compared), "--to", "csv", "--out", out]) == 2
    said = capsys.readouterr().err
    assert "--arm forum+handover" in said
    assert "tiny (A small example), joint_required (Joint proposals required)" in said
    assert not Path(out).exists()
    assert run_command(["--lang", "id", "export", str(compared), "--arm", "forun", "--out", out]) == 2
    assert "pembanding `forun` tidak ada" in capsys.readouterr().err


@pytest.mark.parametrize(("arm", "title"), [("joint_required", "Joint proposals required"), ("0", "A small example")])
def test_an_export_says_which_arm_it_is(
    compared: Path, tmp_path: Path, arm: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "network"
    assert run_command(["--lang", "en", "export", str(compared), "--to", "csv", "--arm", arm, "--out", str(out)]) == 0
    assert f"“{title}”" in capsys.readouterr().out


def test_what_still_goes_on_has_no_end(compared: Path, tmp_path: Path) -> None:
    """A spreadsheet must not see a month in the year 4756."""
    out = tmp_path / "network"
    assert run_command(["export", str(compared), "--to", "csv", "--arm", "0", "--out", str(out)]) == 0
    for table, column in (("ties", "end"), ("partnerships", "end"), ("memberships", "left")):
        with next(out.glob(f"*{table}.csv")).open(encoding="utf-8-sig", newline="") as file:
            ends = [row[column] for row in csv.DictReader(file)]
        assert "32767" not in ends
        assert table != "ties" or "" in ends


def test_a_result_is_made_again_from_its_folder(
    compared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = tmp_path / "again"
    asked = ["rerun", str(compared), "--no-report", "--workers", "1", "--out", str(again)]
    assert run_command(["--lang", "en", *asked]) == 0
    assert "The same to the last byte." in capsys.readouterr().out
    assert content(again) == content(compared)
    assert run_command(["--lang", "en", *asked]) == 2  # results are never overwritten


def test_what_cannot_be_made_again_says_what_to_do(
    compared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    shutil.copytree(compared, other)
    about = unsealed((compared / "provenance.json").read_bytes()) | {"command": "calibrate"}
    (other / "provenance.json").write_bytes(sealed(about))
    assert run_command(["--lang", "id", "rerun", str(other)]) == 2
    assert "hanya `run`, `compare`, dan `sweep`" in capsys.readouterr().err
    assert run_command(["--lang", "en", "rerun", str(tmp_path / "nowhere")]) == 2
    assert "there is no result" in capsys.readouterr().err
