"""``simkemitraan codebook``: the same lines on the screen, as a table of commas and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from simkemitraan.cli import run_command
from simkemitraan.runs.codebook import entries


@pytest.mark.parametrize("lang", ["id", "en"])
def test_json_holds_every_line_in_both_languages(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["codebook", "--json", "--lang", lang]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == [asdict(line) for line in entries()]
    assert all(line["name"] and line["id"] and line["en"] for line in told)
