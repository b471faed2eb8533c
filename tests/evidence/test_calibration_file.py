"""The calibration file: what it means, and every mistake named with its line, in both languages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simkemitraan.analysis.calibration.file import Calibration
from simkemitraan.analysis.validation.whole import ROWS
from simkemitraan.errors import ExperimentError

ROOT = Path(__file__).resolve().parents[2]
GOOD = """name: mine
scenario: package:tiny
parameters:
  assumptions.dissolution.withdrawal: {prior: log_uniform, low: 0.02, high: 0.3}
  assumptions.formation.shared: {prior: normal, mean: 0.5, sd: 0.2, low: 0, high: 1.5}
"""


def load(folder: Path, text: str, targets: str = "") -> Calibration:
    (folder / "calibration.yaml").write_text(text, encoding="utf-8")
    if targets:
        (folder / "mine.csv").write_text(targets, encoding="utf-8")
    return Calibration.load(folder / "calibration.yaml")


def mistakes(folder: Path, text: str, targets: str = "") -> list[str]:
    with pytest.raises(ExperimentError) as found:
        load(folder, text, targets)
    assert all(m.id and m.en for m in found.value.mistakes)
    return [f"{m.line} {m.key} {m.en}" for m in found.value.mistakes]


def test_what_is_not_written_has_defaults(tmp_path: Path) -> None:
    c = load(tmp_path, GOOD)
    assert [t.name for t in c.targets] == [r.name for r in ROWS if r.scored]
    assert c.months == (60, 240)
    assert [p.shape for p in c.priors] == ["log_uniform", "normal"]
    assert [p.short for p in c.priors] == ["dissolution.withdrawal", "formation.shared"]


def test_an_agencys_own_targets(tmp_path: Path) -> None:
    c = load(tmp_path, GOOD + "targets: mine.csv\n", "row,low,high,centre\nT1.ended,0.05,0.15,0.1\nT2.ratio,1.5,,\n")
    assert [(t.name, t.low, t.high) for t in c.targets] == [("T1.ended", 0.05, 0.15), ("T2.ratio", 1.5, np.inf)]
    assert [t.pointed for t in c.targets] == [True, False]


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("withdrawal", "withdrawl"), 4, "unknown key; did you mean"),
        (("low: 0.02", "low: 0.4"), 4, "`low` must be smaller than `high`"),
        (("low: 0.02", "low: 0"), 4, "`log_uniform` needs `low` above 0"),
        (("high: 0.3", "high: 30"), 4, "out of bounds"),
        (("log_uniform", "lognormal"), 4, "is not known"),
        (("mean: 0.5, ", ""), 5, "formation.shared.mean"),
        (("package:tiny", "package:tinny"), 0, "there is no packaged scenario"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, change: tuple[str, str], line: int, words: str) -> None:
    found = mistakes(tmp_path, GOOD.replace(*change))
    assert any(words in m and m.startswith(f"{line} ") for m in found)


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("years: [6, 8]\n", "five years at least"),
        ("accept: 2\n", "between"),
        ("simulations: 2\n", "between"),
        ("targets: other.csv\n", "CSV"),
        ("targets: ../mine.csv\n", ""),
        ("design: x\n", "unknown key"),
    ],
)
def test_mistakes_of_the_rest(tmp_path: Path, extra: str, words: str) -> None:
    assert any(words in m for m in mistakes(tmp_path, GOOD + extra))


@pytest.mark.parametrize(
    "rows", ["T99.none,1,2,\n", "T1.ended,2,1,\n", "T1.ended,0.1,0.2,0.3\n", "T1.ended,a,b,\n", ""]
)
def test_mistakes_in_a_csv_name_its_line(tmp_path: Path, rows: str) -> None:
    found = mistakes(tmp_path, GOOD + "targets: mine.csv\n", "row,low,high,centre\n" + rows)
    assert any("mine.csv:2" in m for m in found) or (not rows and "there are no rows" in found[0])


def test_numbers_that_are_counted_or_switched_cannot_be_estimated(tmp_path: Path) -> None:
    text = GOOD.replace(
        "assumptions.formation.shared: {prior: normal, mean: 0.5, sd: 0.2, low: 0, high: 1.5}",
        "assumptions.formation.max_members: {low: 2, high: 9}",
    )
    assert "only fractional numbers" in mistakes(tmp_path, text)[0]


def test_the_calibration_of_the_repository_is_good() -> None:
    c = Calibration.load(ROOT / "experiments" / "calibration" / "calibration.yaml")
    assert all(
        v == p.low == 0.0 or p.place(v) == pytest.approx(np.clip(p.place(v), 0.01, 0.99))  # switched off by default
        for p, v in zip(c.priors, _defaults(c), strict=True)
    )


def _defaults(c: Calibration) -> list[float]:
    from simkemitraan.mechanisms import BY_NAME

    return [BY_NAME[p.name.split(".")[1]].param(p.name.split(".")[2]).default for p in c.priors]
