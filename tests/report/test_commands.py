"""``compare``, ``report`` and ``explain`` from the command line, on a real but tiny result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simkemitraan.cli import run_command

BASELINE = """
name: dasar
title: {id: Keadaan sekarang, en: As it is}
months: 24
burn_in: 24
replicates: 3
place:
  name: Contoh
  districts: [{name: Contoh, population: 60000, poor: 6000, subdistricts: 3}]
"""
REFORM = """
extends: dasar.yaml
name: bonus
title: {id: Bonus kemitraan, en: Partnership bonus}
timeline:
  - {month: 12, set: levers.funding.partnership_bonus, to: 0.8, why: {id: perda baru, en: new bylaw}}
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("skenario")
    (folder / "dasar.yaml").write_text(BASELINE, encoding="utf-8")
    (folder / "bonus.yaml").write_text(REFORM, encoding="utf-8")
    (folder / "plasebo.yaml").write_text(
        "extends: dasar.yaml\nname: plasebo\ntitle: {id: Plasebo, en: Placebo}\n", encoding="utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def result(files: Path) -> Path:
    out = files / "hasil"
    code = run_command(
        [
            "compare",
            str(files / "dasar.yaml"),
            str(files / "bonus.yaml"),
            "--out",
            str(out),
            "--workers",
            "1",
            "--no-report",
            "--lang",
            "en",
        ]
    )
    assert code == 0
    return out


def test_compare_prints_json(files: Path, capsys: pytest.CaptureFixture[str]):
    code = run_command(
        [
            "compare",
            str(files / "dasar.yaml"),
            str(files / "plasebo.yaml"),
            "--out",
            str(files / "p"),
            "--json",
            "--workers",
            "1",
            "--replicates",
            "2",
        ]
    )
    data = json.loads(capsys.readouterr().out)
    assert code == 0
    assert data["placebo"] == ["plasebo"]
    assert all(row["difference"] == 0 for row in data["indicators"])
    assert (files / "p" / "report.html").exists()


def test_the_difference_begins_in_the_month_of_the_change(result: Path):
    from simkemitraan.analysis.comparison.comparison import compare

    over_time = compare(result).over_time
    moved = over_time.loc[over_time["difference"] != 0, "month"]
    assert moved.min() >= 12


def test_precision_runs_rounds_and_keeps_the_last(files: Path, capsys: pytest.CaptureFixture[str]):
    out = files / "teliti"
    code = run_command(
        [
            "compare",
            str(files / "dasar.yaml"),
            str(files / "bonus.yaml"),
            "--out",
            str(out),
            "--workers",
            "1",
            "--no-report",
            "--replicates",
            "2",
            "--precision",
            "0.05",
            "--max-replicates",
            "4",
            "--json",
        ]
    )
    captured = capsys.readouterr()
    assert code == 0
    assert json.loads(captured.out)["replicates"] <= 4
    assert out.exists()
    assert [p.name for p in files.glob("teliti.*")] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["compare", "{f}/dasar.yaml"], "kebijakan"),
        (["compare", "{f}/dasar.yaml", "{f}/tiada.yaml"], "tiada.yaml"),
        (["compare", "{f}/dasar.yaml", "{f}/bonus.yaml", "--method", "bayes"], "bootstrap"),
        (["compare", "{f}/dasar.yaml", "{f}/bonus.yaml", "--out", "{f}/hasil", "--precision", "0.1"], "--out"),
        (["report", "{f}/hasil", "--format", "odt"], "xlsx"),
        (["explain", "{f}/hasil", "Yayasan Tiada"], "Yayasan Tiada"),
        (["explain", "{f}/hasil", "1", "--replicate", "9"], "1"),
    ],
)
def test_mistakes_get_a_sentence_and_code_two(files, result, capsys, arguments, words):
    code = run_command([*(a.replace("{f}", str(files)) for a in arguments), "--lang", "id"])
    assert code == 2
    assert words in capsys.readouterr().err


def test_report_is_written_again_in_the_other_language(result: Path, capsys: pytest.CaptureFixture[str]):
    assert run_command(["report", str(result), "--lang", "en", "--format", "html", "--format", "xlsx"]) == 0
    assert capsys.readouterr().out.split() == [str(result / "report.en.html"), str(result / "report.en.xlsx")]


def test_explain_tells_an_organisation_and_a_pair(result: Path, capsys: pytest.CaptureFixture[str]):
    from simkemitraan import load

    ties = load(result).frame("ties", arm=0, replicate=0)
    a, b = str(ties["a"].iloc[0]), str(ties["b"].iloc[0])
    assert run_command(["explain", str(result), a, "--replicate", "1", "--lang", "en"]) == 0
    assert "partners" in capsys.readouterr().out
    assert run_command(["explain", str(result), a, b, "--replicate", "1", "--lang", "id"]) == 0
    assert "kerjasama" in capsys.readouterr().out.lower()
    assert list((result / "explain").glob(f"*{b}*.html"))
