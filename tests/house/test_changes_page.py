"""The page of what changed since the first version says what the code answers."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from docs import make_changes

from simkemitraan import load
from simkemitraan.cli import COMMANDS, run_command
from simkemitraan.errors import ResultError
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.runs.rules import PART
from simkemitraan.scenario import Scenario, earlier
from simkemitraan.world import schema

WORDS = {"id": ("kini bernama", "sudah tidak ada"), "en": ("is called", "is no longer there")}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_its_tables_are_those_of_the_code(lang: str) -> None:
    text = make_changes.page(lang).read_text(encoding="utf-8")
    assert make_changes.filled(text, lang) == text, "run python docs/make_changes.py"
    assert {name for _, name, _ in PART.findall(text)} == set(make_changes.PARTS)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_names_commands_and_columns_that_are_there(lang: str) -> None:
    text = make_changes.page(lang).read_text(encoding="utf-8")
    assert set(re.findall(r"`simkemitraan ([a-z]+)", text)) <= set(COMMANDS)
    row = next(line for line in text.splitlines() if "leader_changed_at" in line)
    columns = {c.name for table in (schema.ORGANISATIONS, schema.RELATIONS, schema.PARTNERSHIPS) for c in table}
    assert set(re.findall(r"`(\w+)`", row)) <= columns
    assert not {"changed", "gone", "n"} & columns


@pytest.mark.parametrize("old", [*earlier.renamed(), *earlier.REMOVED])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_old_number_is_answered_wherever_it_is_written(
    old: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mechanism, _, key = old.partition(".")
    section = "levers" if old == "funding.csr_budget" else "assumptions"
    head = "name: old\nextends: package:tiny\n"
    (tmp_path / "set.yaml").write_text(f"{head}{section}: {{{mechanism}: {{{key}: 1}}}}\n", encoding="utf-8")
    dated = f"timeline: [{{month: 2, set: {section}.{old}, to: 1}}]\n"
    (tmp_path / "dated.yaml").write_text(head + dated, encoding="utf-8")
    for name in ("set.yaml", "dated.yaml"):
        assert run_command(["check", str(tmp_path / name), "--lang", lang]) == 2
        said = capsys.readouterr().err
        assert WORDS[lang][old in earlier.REMOVED] in said
        assert f"{name}:3" in said


def test_what_is_offered_instead_exists_and_what_is_gone_does_not() -> None:
    for old, told in earlier.REMOVED.items():
        mechanism, _, key = old.partition(".")
        assert key not in {p.name for p in BY_NAME[mechanism].params}
        for words in (told.id, told.en):
            for offered, name in re.findall(r"`(\w+)\.(\w+)`", words):
                assert BY_NAME[offered].param(name)
    for old, new in earlier.renamed().items():
        mechanism, _, key = new.partition(".")
        assert BY_NAME[mechanism].param(key)
        assert old != new


def test_a_result_of_the_first_version_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its scenarios did not say which needs are met by hours; tables can still be read."""
    folder = tmp_path / "result"
    small = ["--replicates", "1", "--months", "2", "--workers", "1", "--no-report", "--out", str(folder)]
    assert run_command(["run", "package:tiny", *small]) == 0
    capsys.readouterr()
    result = load(folder)
    told = json.loads(json.dumps(result.provenance))
    for field in told["scenarios"][0]["fields"]:
        del field["care"]
    result.__dict__["provenance"] = told
    with pytest.raises(ResultError, match="earlier version"):
        _ = result.scenarios
    assert len(result.frame("indicators"))
    assert isinstance(load(folder).scenarios[0], Scenario)
