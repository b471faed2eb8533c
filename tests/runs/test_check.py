"""`check` of experiments: runs, time and size, whatever the file is called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.results import SMALL

from simkemitraan.cli import run_command

EXPERIMENT = """
name: small
scenario: small.yaml
vary: {levers.leadership.handover_share: [0.1, 0.3, 0.5]}
replicates: 4
outcomes: [trust]
"""


def test_time_and_size_have_the_decimal_mark_of_the_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    (tmp_path / "experiment.yaml").write_text(EXPERIMENT)
    for lang, told in (("id", r"\d,\d menit di komputer ini, sekitar \d,\d MB"), ("en", r"\d\.\d minutes.* \d\.\d MB")):
        assert run_command(["check", str(tmp_path / "experiment.yaml"), "--lang", lang]) == 0
        assert re.search(told, capsys.readouterr().out)


@pytest.mark.parametrize("name", ["experiment.yaml", "levers.yaml"])
def test_an_experiment_is_one_by_what_it_says(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    (tmp_path / name).write_text(EXPERIMENT)
    assert run_command(["check", str(tmp_path / name), str(tmp_path / "small.yaml"), "--lang", "en"]) == 0
    first, second = capsys.readouterr().out.strip().splitlines()
    assert "3 points, 12 runs" in first
    assert "1 district," in second


def test_a_mistake_in_an_experiment_of_any_name_is_told_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "levers.yaml").write_text(EXPERIMENT.replace("handover_share", "handover_shar"))
    (tmp_path / "small.yaml").write_text(SMALL.format(months=12))
    assert run_command(["check", str(tmp_path / "levers.yaml"), "--lang", "en"]) == 2
    assert "did you mean `levers.leadership.handover_share`" in capsys.readouterr().err
