"""What the page on predictions says in words follows from its figures."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from tests.scripts import load

FOLDER = Path(__file__).resolve().parents[2] / "experiments" / "predictions"
FIGURE = re.compile(r"^\| (\w+) \| (.+?) \| (-?[\d.]+) \| (-?[\d.]+) to (-?[\d.]+) \|$", re.MULTILINE)
Found = tuple[float, float, float]


@pytest.fixture
def words() -> ModuleType:
    """The module that puts figures into words."""
    return load(FOLDER / "summary.py")


@pytest.fixture
def figures() -> dict[tuple[str, str], Found]:
    """The figures of the page."""
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    return {(m[1], m[2]): (float(m[3]), float(m[4]), float(m[5])) for m in FIGURE.finditer(page)}


def verdicts(table: str) -> list[str]:
    """The last cell of each row."""
    return [line.split(" | ")[-1] for line in table.splitlines() if line.startswith("| **")]


def test_the_verdicts_of_the_page_are_those_of_its_figures(
    words: ModuleType, figures: dict[tuple[str, str], Found]
) -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert verdicts(page.partition("<!-- made: figures")[0]) == verdicts(words.summary(figures))
    assert {which for which, _ in figures} == {"campaign", "election", "cut", "broker", "government"}


def test_other_figures_get_other_verdicts(words: ModuleType, figures: dict[tuple[str, str], Found]) -> None:
    told = verdicts(words.summary(dict.fromkeys(figures, (3.0, 2.5, 3.5))))
    assert told[0] == "survival yes; growth yes |"
    assert told[1] == "yes |"
    assert told[2] == "for two years: yes; less for formal ones: **no** |"
    assert told[3] == "turnover yes; ties **no**, not shown to be through leaders |"
    assert told[4] == "yes |"
