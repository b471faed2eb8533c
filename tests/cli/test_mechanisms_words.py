"""`simkemitraan mechanisms` speaks the reader's language: no English rules, units or sources on an Indonesian page, no mark-up."""

from __future__ import annotations

import re

import pytest

from simkemitraan.cli import run_command
from simkemitraan.mechanisms import ORDER
from simkemitraan.wording import catalogue

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
