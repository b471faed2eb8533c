"""A shorter horizon from the command line says what of the timeline it leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from simkemitraan.cli import run_command

LATE = "name: late\nextends: package:tiny\ntimeline:\n  - {month: 6, set: levers.funding.partnership_bonus, to: 0.3}\n"


@pytest.mark.parametrize(("months", "told"), [(4, True), (7, False)])
def test_changes_beyond_the_horizon_are_told(
    months: int, told: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "late.yaml").write_text(LATE, encoding="utf-8")
    for lang, words in (("en", "month 6 or later does not happen"), ("id", "bulan ke-6 atau sesudahnya tidak terjadi")):
        assert (
            run_command(
                [
                    "--lang",
                    lang,
                    "compare",
                    "package:tiny",
                    str(tmp_path / "late.yaml"),
                    "--months",
                    str(months),
                    "--replicates",
                    "2",
                    "--workers",
                    "1",
                    "--no-report",
                    "--out",
                    str(tmp_path / f"{lang}{months}"),
                ]
            )
            == 0
        )
        assert (words in capsys.readouterr().err) is told
