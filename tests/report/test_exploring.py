"""The pages of an experiment say what its numbers say, in both languages, and need nothing from outside."""

from __future__ import annotations

import builtins
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.results import BARE, flat, flip

from simkemitraan.analysis.exploration.factors import name_of
from simkemitraan.cli import run_command
from simkemitraan.errors import InputError
from simkemitraan.report.discovery import write_discovery
from simkemitraan.report.sensitivity import write_sensitivity
from simkemitraan.runs import Result, load
from simkemitraan.runs.experiment import Experiment
from simkemitraan.runs.plan import Plan
from simkemitraan.runs.sweep import carry_out

EXPERIMENT = """
name: known
title: {id: Judul <b>, en: Title <b>}
question: {id: Yang mana?, en: Which one?}
scenario: base.yaml
vary:
  assumptions.leadership.hazard_per_year: {low: 0, high: 1}
  levers.leadership.handover_share: {low: 0, high: 1}
  levers.funding.partnership_bonus: {low: 0, high: 1}
design: DESIGN
replicates: 2
outcomes: [partnerships]
"""
LANGS = ("id", "en")
HAZARD = {lang: name_of("assumptions.leadership.hazard_per_year", lang) for lang in LANGS}


def sweep(folder: Path, design: str, formula: Callable[[Any], float], fail: int = -1) -> Result:
    """A sweep whose outcome is a formula of the three numbers; all runs of one point may fail."""

    def each(plan: Plan, runs: list) -> Iterator:  # type: ignore[type-arg]
        for r in runs:
            value = formula(plan.scenarios.values[r.point]) + 0.01 * r.replicate  # type: ignore[attr-defined]
            yield (r, None, "boom") if r.point == fail else (r, flat("partnerships", value), "")

    (folder / "base.yaml").write_text(BARE)
    (folder / "experiment.yaml").write_text(EXPERIMENT.replace("DESIGN", design))
    carry_out(Experiment.load(folder / "experiment.yaml"), folder / "r", each=each)
    return load(folder / "r")


def text_of(path: Path) -> str:
    html = path.read_text(encoding="utf-8")
    assert "http" not in re.sub(r'src="data:[^"]*"', "", html).replace("http-equiv", "")
    assert "<script" not in html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("design", ["{kind: sobol, n: 128}", "{kind: morris, n: 20}"])
def test_the_strongest_number_leads(tmp_path: Path, design: str, lang: str) -> None:
    pytest.importorskip("SALib")
    result = sweep(tmp_path, design, lambda x: 30 * x[0] + 3 * x[1])
    path = write_sensitivity(result, lang)
    assert path.name == ("sensitivity.html" if lang == "id" else "sensitivity.en.html")
    text = text_of(path)
    assert f"“{HAZARD[lang][0].upper() + HAZARD[lang][1:]}” " + ("paling" if lang == "id" else "") in text
    if "morris" in design:
        assert ("rata-rata sebesar 30,0 kemitraan" if lang == "id" else "by 30.0 partnerships (") in text
    assert ("Judul &lt;b&gt;" if lang == "id" else "Title &lt;b&gt;") in text
    assert 'class="warning"' not in path.read_text()
    assert path.read_text().count("data:image/svg+xml") == 1


def test_what_cannot_be_told_apart_is_said(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    result = sweep(tmp_path, "{kind: morris, n: 6}", lambda x: 30 * x[0] * x[1])
    text = text_of(write_sensitivity(result, "en"))
    assert "not to be told apart from it" in text
    assert "too small to trust the order" in text


def test_an_outcome_that_nothing_moves_and_points_that_are_missing(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    result = sweep(tmp_path, "{kind: morris, n: 10}", lambda x: 4.0)
    assert "Nothing that was varied changes" in text_of(write_sensitivity(result, "en"))
    (tmp_path / "again").mkdir()
    gap = sweep(tmp_path / "again", "{kind: morris, n: 10}", lambda x: x[0], fail=3)
    with pytest.raises(InputError, match=r"1 points have no outcome.*--retry-failed"):
        write_sensitivity(gap, "en")


@pytest.mark.parametrize("lang", LANGS)
def test_the_box_is_told_and_drawn(tmp_path: Path, lang: str) -> None:
    pytest.importorskip("sklearn")
    result = sweep(tmp_path, "{kind: latin_hypercube, n: 300}", lambda x: 10.0 if x[0] > 0.6 and x[2] < 0.5 else 0.0)
    text = text_of(write_discovery(result, lang, "partnerships", above=5.0))
    assert re.search(rf"“{HAZARD[lang]}” (di atas|above) 0[.,](59|6)", text)
    assert ("pohon klasifikasi" if lang == "id" else "classification tree") in text.lower()
    html = (result.folder / ("discovery.html" if lang == "id" else "discovery.en.html")).read_text()
    assert html.count("data:image/svg+xml") == 2
    assert "nan" not in re.sub(r'src="data:[^"]*"', "", html).lower().replace("pelaksana", "").split()


def test_a_rule_from_noise_is_not_sold_as_one(tmp_path: Path) -> None:
    luck = np.random.default_rng(7)
    result = sweep(tmp_path, "{kind: latin_hypercube, n: 60}", lambda x: float(luck.random() > 0.85))
    text = text_of(write_discovery(result, "en", "partnerships", above=0.5))
    assert "is a hint, not a finding" in text


@pytest.mark.parametrize(
    ("above", "said"), [(99.0, "None of the 40 points qualifies"), (-9.0, "All 40 points qualify")]
)
def test_a_limit_that_divides_nothing(
    tmp_path: Path, above: float, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = sweep(tmp_path, "{kind: latin_hypercube, n: 40}", lambda x: x[0])
    assert said in text_of(write_discovery(result, "en", "partnerships", above=above))
    command = ["discover", str(result.folder), "--outcome", "partnerships", "--no-report"]
    assert run_command([*command, f"--above={above}", "--lang", "en"]) == 0
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGS)
def test_the_terminal_writes_per_cent_as_the_page_does(
    tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    result = sweep(tmp_path, "{kind: latin_hypercube, n: 60}", lambda x: 10.0 if x[0] > 0.6 else 0.0)
    command = ["discover", str(result.folder), "--outcome", "partnerships", "--above", "5", "--no-report"]
    assert run_command([*command, "--lang", lang]) == 0
    told = capsys.readouterr().out
    assert len(re.findall(r"\d\u202f%", told)) == told.count("%") == 3


def test_without_scikit_learn_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = sweep(tmp_path, "{kind: latin_hypercube, n: 40}", lambda x: x[0])
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("sklearn"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert "simkemitraan[analysis]" in text_of(write_discovery(result, "en", "partnerships", above=0.5))


def test_the_commands_say_where_the_pages_lie(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("SALib")
    result = sweep(tmp_path, "{kind: morris, n: 10}", lambda x: 30 * x[0])
    folder = str(result.folder)
    assert run_command(["sensitivity", folder, "--lang", "en"]) == 0
    shown = capsys.readouterr()
    assert "bonus in the score" in shown.out
    assert "sensitivity.en.html" in shown.err
    assert (
        run_command(
            [
                "discover",
                folder,
                "--outcome",
                "partnerships",
                "--above",
                "15",
                "--out",
                str(tmp_path / "pages"),
                "--lang",
                "id",
            ]
        )
        == 0
    )
    assert (tmp_path / "pages" / "discovery.html").is_file()
    capsys.readouterr()
    assert (
        run_command(["discover", folder, "--outcome", "partnerships", "--above", "15", "--json", "--lang", "en"]) == 0
    )
    json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert run_command(["discover", folder, "--outcome", "partnerships", "--lang", "en"]) == 2
    assert not list(result.folder.glob("discovery*"))


@pytest.mark.parametrize("command", [["sensitivity"], ["discover", "--outcome", "partnerships", "--above", "15"]])
def test_no_page_of_an_experiment_is_written_from_a_damaged_result(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sweep(tmp_path, "{kind: morris, n: 4}", lambda x: 30 * x[0]).folder
    flip(next(iter(sorted((folder / "indicators.parquet").glob("*.parquet")))))
    assert run_command([command[0], str(folder), *command[1:], "--lang", "en"]) == 1
    assert "its content changed" in capsys.readouterr().err
    assert not list(folder.glob("*.html"))
