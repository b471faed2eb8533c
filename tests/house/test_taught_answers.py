"""Examples teach: what the tutorial's comparison shows has a clear sign, and what ``discover`` finds is a part, not all or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.house.test_pages import ROOT, blocks

from simkemitraan.cli import run_command

pytestmark = pytest.mark.full


def typed(page: str, folder: Path, word: str) -> list[str]:
    """Write the files of a page, and return the words of its first command that has ``word`` in it."""
    found = list(blocks(ROOT / "docs" / page))
    for block in found:
        if block.file:
            (folder / block.file).write_text(block.body, encoding="utf-8")
    line = next(
        line for b in found if b.kind == "sh" and not b.skipped for line in b.body.splitlines() if f" {word} " in line
    )
    return line.split()[1:]


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert run_command([*arguments, "--json"]) == 0
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("page", ["en/tutorials/planner.md", "id/tutorials/perencana.md"])
def test_the_first_comparison_has_a_clear_answer(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = said([*typed(page, tmp_path, "compare"), "--no-report"], capsys)
    policies = {row["scenario"]: row["measures"] for row in told["portfolio"]}
    hub, joint = (policies[name] for name in told["reforms"])
    assert hub["families_served"]["verdict"] == "better"
    assert hub["families_served"]["remains_after_correction"]
    assert joint["partnerships"]["verdict"] == "better"
    assert joint["families_served"]["verdict"] != "better"  # more partnership is not more service


def test_what_is_discovered_is_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    typed("en/how-to/sweeps.md", tmp_path, "sweep")
    assert run_command(["sweep", "boxes.yaml", "--workers", "2"]) == 0
    told = said(typed("en/how-to/sweeps.md", tmp_path, "discover"), capsys)
    assert "leadership.handover_share" in " ".join(limit[0] for limit in told["limits"])
    assert 0.05 < told["base"] < 0.8
    assert told["density"] > told["base"] + 0.1
