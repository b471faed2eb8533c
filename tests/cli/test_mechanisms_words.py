"""`simkemitraan mechanisms` speaks the reader's language: no English rules, units or sources on an Indonesian page, no mark-up."""

from __future__ import annotations

import re
from typing import Any

import pytest

from simkemitraan.cli import run_command
from simkemitraan.mechanisms import ORDER
from simkemitraan.wording import catalogue
from simkemitraan.wording.references import keys_in

ENGLISH = re.compile(
    r"\b(the|of|and|with|share|a year|assumption|lever|fitted|months|probability|fact)\b", re.IGNORECASE
)


@pytest.mark.parametrize("name", [m.name for m in ORDER])
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_mechanism_is_told_in_plain_words(
    name: str, lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert run_command(["--lang", lang, "mechanisms", name]) == 0
    said = capsys.readouterr().out
    assert " ".join(said.split()).count(" ".join(catalogue(lang)[f"cli.mechanisms.about.{name}"].split())) == 1
    assert not re.search(r":\w+:`|``|\*\*", said)
    if lang == "id":
        assert not ENGLISH.findall(said)


@pytest.mark.parametrize("columns", ["80", "120"])
@pytest.mark.parametrize("mechanism", ORDER, ids=lambda m: m.name)
def test_names_and_keys_can_be_copied_from_a_usual_terminal(
    mechanism: Any, columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No name of a number and, in a narrow terminal, no key of a source is broken at the end of a line."""
    monkeypatch.setenv("COLUMNS", columns)
    assert run_command(["--lang", "en", "mechanisms", mechanism.name]) == 0
    said = capsys.readouterr().out
    begun = {line.split()[0] for line in said.splitlines() if line[:1].strip()}
    assert not {p.name for p in mechanism.params} - begun
    assert max(map(len, said.splitlines())) <= int(columns)
    if columns == "80":
        assert not [k for p in mechanism.params for k in keys_in(p.source) if f"[{k}]" not in said]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("mechanism", ORDER, ids=lambda m: m.name)
def test_switches_and_choices_are_told_by_their_words(
    mechanism: Any, lang: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands under default and bounds can be written into a scenario as it stands."""
    monkeypatch.setenv("COLUMNS", "400")
    assert run_command(["--lang", lang, "mechanisms", mechanism.name]) == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line.strip()}
    for p in mechanism.params:
        if p.form == "switch":
            assert ("true" if p.default else "false") + " " in rows[p.name]
            assert "true, false" in rows[p.name]
        elif p.form == "choice":
            assert ", ".join(p.choices) in rows[p.name]
