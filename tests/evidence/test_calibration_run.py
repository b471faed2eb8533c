"""A whole calibration, small: files, page, going on, and numbers of one's own data found again."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.results import flip

from simkemitraan.analysis.calibration import carrying, pool
from simkemitraan.analysis.calibration.checking import SEEDS
from simkemitraan.analysis.calibration.file import Calibration
from simkemitraan.analysis.calibration.writing import markdown
from simkemitraan.analysis.validation.measurement import measure_one
from simkemitraan.analysis.validation.whole import TIES
from simkemitraan.cli import run_command
from simkemitraan.errors import ResultDamagedError, ResultExistsError
from simkemitraan.report.calibration import write_page
from simkemitraan.runs.experiment import Experiment
from simkemitraan.world.draws import replicate_seed

TEXT = """name: small
title: {id: Kecil, en: Small}
scenario: package:tiny
parameters:
  assumptions.dissolution.informal_hazard: {prior: log_uniform, low: 0.05, high: 0.8}
  assumptions.formation.growth: {low: 0.02, high: 0.6}
targets: targets.csv
simulations: 50
replicates: 1
years: [1, 5]
held_out: 20
check: 4
"""
TARGETS = "row,low,high,centre\nT2.ended,0.1,0.39,0.3\nT8b.members,2.2,4,\nT13.jaccard,0.2,0.4,0.26\n"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calibration")
    (folder / "targets.csv").write_text(TARGETS, encoding="utf-8")
    (folder / "calibration.yaml").write_text(TEXT, encoding="utf-8")
    return folder / "calibration.yaml"


@pytest.fixture(scope="module")
def done(file: Path) -> carrying.Calibrated:
    return carrying.calibrate(Calibration.load(file), file.parent / "out", workers=1)


def test_the_pool_holds_what_the_contract_measures(done: carrying.Calibrated) -> None:
    c = done.estimate.calibration
    scenario = pool.plan_points(c, done.estimate.pool.points, c.replicates, c.seed).scenarios[7]
    direct = measure_one(replicate_seed(c.seed, 7), scenario.spec(trace=False), *c.months, TIES)
    (kept,) = done.estimate.pool.replicates(7)
    assert kept.keys() == direct.keys()
    for name, values in direct.items():
        np.testing.assert_array_equal(kept[name], values)


def test_every_simulation_has_its_own_luck(done: carrying.Calibrated) -> None:
    c = done.estimate.calibration
    seeds = [r.seed for r in pool.plan_points(c, done.estimate.pool.points, 2, c.seed).runs]
    assert len(set(seeds)) == len(seeds) == 2 * c.simulations


def test_what_is_done_is_not_done_again(done: carrying.Calibrated) -> None:
    told: list[str] = []
    before = (done.folder / "posterior.csv").read_bytes()
    again = carrying.calibrate(done.estimate.calibration, done.folder, report=lambda what, *_: told.append(what))
    assert told == []
    assert again.estimate.numbers == done.estimate.numbers
    assert (done.folder / "posterior.csv").read_bytes() == before


def test_numbers_are_estimated_from_nothing_but_what_was_simulated(done: carrying.Calibrated, tmp_path: Path) -> None:
    """A calibration goes on for days: a bit that changed meanwhile must not reach its numbers."""
    folder = Path(shutil.copytree(done.estimate.pool.result.folder, tmp_path / "pool"))
    flip(min((folder / "statistics.parquet").glob("*.parquet")))
    with pytest.raises(ResultDamagedError, match="part-00000"):
        pool.Pool(folder)


def test_another_calibration_is_refused(done: carrying.Calibrated) -> None:
    with pytest.raises(ResultExistsError):
        carrying.calibrate(replace(done.estimate.calibration, seed=2), done.folder)


def test_files_say_the_same(done: carrying.Calibrated) -> None:
    with (done.folder / "posterior.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    told = json.loads((done.folder / "calibration.json").read_text(encoding="utf-8"))
    for row, number, plain in zip(rows, done.estimate.numbers, told["numbers"], strict=True):
        assert row["name"] == number.name == plain["name"]
        assert float(row["median"]) == pytest.approx(number.median, rel=1e-5)
        assert number.low <= number.median <= number.high
        assert number.prior_low <= number.low <= number.high <= number.prior_high
    assert [c["row"] for c in told["rows"]] == ["T2.ended", "T8b.members", "T13.jaccard"]
    assert told["rows"][1]["centre"] is None
    assert told["met_at_medians"] == sum(c.met for c in done.checks)
    assert all(c.at_medians.n <= SEEDS for c in done.checks)


def test_draws_are_a_design_for_a_sweep(done: carrying.Calibrated, file: Path) -> None:
    text = "name: over\nscenario: package:tiny\nvary:\n" + "".join(
        f"  {p.name}: {{low: {p.low}, high: {p.high}}}\n" for p in done.estimate.calibration.priors
    )
    (done.folder / "over.yaml").write_text(text + "design: {kind: csv, file: draws.csv}\n", encoding="utf-8")
    swept = Experiment.load(done.folder / "over.yaml")
    assert len(swept.values) == 200
    fixed = [k for k, n in enumerate(done.estimate.numbers) if not n.informed]
    np.testing.assert_allclose(
        swept.values[:, fixed], np.broadcast_to(done.estimate.defaults[fixed], (200, len(fixed))), rtol=1e-5
    )


def test_a_number_that_moves_the_rows_is_informed(done: carrying.Calibrated) -> None:
    hazard = done.estimate.numbers[0]
    assert hazard.recovered < 0.95
    assert hazard.coverage >= 0.6


@pytest.mark.parametrize("lang", ["id", "en"])
def test_page_stands_alone(done: carrying.Calibrated, lang: str) -> None:
    html = write_page(done, lang).read_text(encoding="utf-8")
    assert {"id": "Kecil", "en": "Small"}[lang] in html
    assert html.count("<img") == 3
    assert html.count("<h2>") == 6
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert ">nan<" not in html


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "a calibration of 2 numbers on 3 targets; 114 simulations"),
        ("id", "kalibrasi 2 angka pada 3 sasaran; 114 simulasi"),
    ],
)
def test_check_tells_how_much_it_is(file: Path, capsys: pytest.CaptureFixture[str], lang: str, words: str) -> None:
    assert run_command(["--lang", lang, "check", str(file)]) == 0
    assert words in capsys.readouterr().out


def test_command_prints_a_table(done: carrying.Calibrated, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run_command(["calibrate", str(file), "--out", str(done.folder), "--table", "--lang", "en"])
    assert code == 0
    assert capsys.readouterr().out.strip() == markdown(done.estimate.numbers, "en")


def test_command_names_the_mistakes_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yaml").write_text("name: x\nscenario: package:tiny\nparameters: {}\n", encoding="utf-8")
    assert run_command(["calibrate", str(tmp_path / "bad.yaml"), "--lang", "en"]) == 2
    assert "at least one number" in capsys.readouterr().err
