"""The page of what is proved where names only tests that exist, and every check of theory is on it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "explanation" / "verification.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
FULL = re.compile(r"@pytest\.mark\.full\n(?:@[^\n]*\n)*def (\w+)")


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall(PAGE)
    assert len(named) > 60
    assert PAGE.count("`tests/") == len(named)  # none is written in a way that goes unseen here
    missing = [f"{file}::{name}" for file, name in named if not re.search(rf"^def {name}\(", _read(file), re.MULTILINE)]
    assert not missing


def test_all_predictions_have_a_row() -> None:
    assert [int(k) for k in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)] == list(range(1, 25))


def test_every_check_with_mutants_is_on_the_page() -> None:
    named = {name for _, name in NAMED.findall(PAGE)}
    for file in sorted((ROOT / "tests" / "theory").glob("test_power_*.py")):
        assert {
            f"check_{c}" for c in re.findall(r"^def check_(\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
        } <= named


def test_the_long_ones_are_said_to_be_long() -> None:
    for line in PAGE.splitlines():
        for file, name in NAMED.findall(line):
            if name in FULL.findall(_read(file)):
                assert "*full*" in line, name


def _read(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")
