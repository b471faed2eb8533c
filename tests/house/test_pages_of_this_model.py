"""Pages that print results belong to the rules as they are: each carries their version (``make evidence`` makes them again)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simkemitraan import Scenario, load, run
from simkemitraan.errors import ResultError
from simkemitraan.runs import Result, rules
from simkemitraan.runs.rules import MARK, PART, as_made, kept, mark_of, marked, rules_version

ROOT = Path(__file__).resolve().parents[2]
MADE = [
    *(
        f"docs/{name}.{lang}.md"
        for name in ("gallery", *(f"explanation/{page}" for page in ("ablation", "sanity", "evidence", "signs")))
        for lang in ("id", "en")
    ),
    *sorted(
        page.relative_to(ROOT).as_posix()
        for page in ROOT.glob("experiments/*/README.md")
        if "\n|" in page.read_text("utf-8")
    ),
    "paper/paper.md",
]


@pytest.mark.parametrize("page", MADE)
def test_a_page_is_of_this_model(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    mark = mark_of(text)
    assert mark == rules_version(), f"{page} is of rules {mark}: make it again (make evidence, or as it says itself)"
    assert as_made(text), f"{page} was changed by hand where a command had made it: make it again"


def test_a_mark_is_replaced_and_not_added() -> None:
    once = marked("# A page\n\nwords\n")
    assert marked(once) == once
    assert mark_of(once) == rules_version()
    assert mark_of("# A page\n") is None


def test_a_line_changed_by_hand_is_noticed_and_words_around_it_are_free() -> None:
    whole = marked("# A page\n\n| 4 | 5 |\n")
    assert as_made(whole)
    assert not as_made(whole.replace("| 5 |", "| 6 |"))
    parted = marked("words\n\n<!-- made: table -->\n| 4 | 5 |\n<!-- end -->\n\nmore words\n")
    assert as_made(parted.replace("more words", "other words"))
    assert not as_made(parted.replace("| 5 |", "| 6 |"))
    assert not as_made("# A page\n")


def test_words_may_change_and_numbers_may_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from simkemitraan.runs import rules

    room = tmp_path / "mechanisms"
    room.mkdir()
    (tmp_path / "world").mkdir()
    monkeypatch.setattr(rules, "SOURCE", tmp_path)
    versions = []
    for code in (
        'X = Param("wage", 2.6, 0, 9, "money", "assumption", Text("upah", "wage"))\ndef rule(): pass\n',
        '"""Told."""\n# why\nX = Param("wage", 2.6, 0, 9, "money", "a survey", Text("gaji", "pay"))\ndef rule(): "Told."; pass\n',
        'X = Param("wage", 2.7, 0, 9, "money", "assumption", Text("upah", "wage"))\ndef rule(): pass\n',
    ):
        (room / "rule.py").write_text(code, encoding="utf-8")
        versions.append(rules.rules_version())
    assert versions[0] == versions[1] != versions[2]


def test_what_another_version_of_the_model_left_is_not_taken_for_a_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[Path] = []

    def make(out: Path) -> Result:
        made.append(out)
        return run(Scenario.load("package:tiny"), replicates=1, out=out, workers=1, keep="indicators")

    assert (
        kept(tmp_path / "page", make).folder == kept(tmp_path / "page", make).folder == load(tmp_path / "page").folder
    )
    assert made == [tmp_path / "page"]
    monkeypatch.setattr(rules, "model_version", lambda: "another")
    with pytest.raises(ResultError, match="another version of the model"):
        kept(tmp_path / "page", make)


def test_the_paper_has_no_figure_that_no_command_made() -> None:
    """Beside the made part, the years of its front matter and the names of programs, and every work it cites is listed."""
    text = (ROOT / "paper" / "paper.md").read_text(encoding="utf-8")
    words = PART.sub("", MARK.sub("", text.split("---\n", 2)[2]))
    assert not re.findall(r"(?<![@\w])\d[\d.,]*", words)
    cited = set(re.findall(r"@(\w+)", words))
    assert cited <= set(re.findall(r"^@\w+\{(\w+),", (ROOT / "paper" / "paper.bib").read_text("utf-8"), re.MULTILINE))
