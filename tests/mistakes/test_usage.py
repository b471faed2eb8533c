"""A wrong command line is answered with a sentence in the language of the user, never with a traceback or the parser's own English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from simkemitraan.cli import run_command
from simkemitraan.cli.frame import build
from simkemitraan.wording import catalogue

WRONG = [
    (["run"], "`scenario` belum diisi", "`scenario` is missing"),
    (["run", "a", "b"], "`b` tidak dikenal di sini", "`b` is not known here"),
    (
        ["run", "a", "--replicates", "0"],
        "nilai `--replicates` keliru: harus 1 atau lebih",
        "`--replicates`: must be 1 or more",
    ),
    (["run", "a", "--replicates", "x"], "harus bilangan bulat", "must be a whole number"),
    (["run", "a", "--replicates"], "pilihan `--replicates` memerlukan nilai", "option `--replicates` needs a value"),
    (["run", "a", "--repliactes", "3"], "maksudnya `--replicates`?", "did you mean `--replicates`?"),
    (["rerun", "a", "--replicates", "5"], "pilihan `--replicates`\n", "option `--replicates`\n"),
    (["run", "a", "--sed", "5"], "maksudnya `--seed`?", "did you mean `--seed`?"),
    (["compare", "a", "b", "--precision", "x"], "dengan titik desimal", "with a decimal point"),
    (
        ["compare", "a", "b", "--report=3"],
        "pilihan `--report` tidak memerlukan nilai",
        "option `--report` takes no value",
    ),
    (["live", "a", "--port", "99999"], "harus 65535 atau kurang", "must be 65535 or less"),
    (["discover", "a"], "`--outcome` belum diisi", "`--outcome` is missing"),
    (
        ["scenario", "shw"],
        "tidak ada perintah `shw`; maksudnya `show`?",
        "there is no command `shw`; did you mean `show`?",
    ),
    (["scenario", "show"], "simkemitraan scenario show --help", "simkemitraan scenario show --help"),
    (["runn"], "maksudnya `run`?", "did you mean `run`?"),
]
PARSERS_OWN = re.compile(r"<(?:int|float|str|list)\b|\bx[<>]=|<=x|\bINTEGER\b|\bTEXT\b")


@pytest.mark.parametrize(("arguments", "id", "en"), WRONG, ids=lambda v: " ".join(v) if isinstance(v, list) else "")
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_wrong_command_line(
    arguments: list[str], id: str, en: str, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command([*arguments, "--lang", lang]) == 2
    said = capsys.readouterr()
    assert (id if lang == "id" else en) in said.err
    assert "Traceback" not in said.err
    assert not said.out


@pytest.mark.parametrize("arguments", [["run", "--lang", "xx"], ["--lang=xx", "run"], ["run", "--lang"]])
def test_a_language_that_is_not_spoken(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(arguments) == 2
    assert "--lang id" in capsys.readouterr().err


def every_command(node: Any, path: tuple[str, ...] = ()) -> Iterator[list[str]]:
    yield list(path)
    for name, inner in getattr(node, "commands", {}).items():
        yield from every_command(inner, (*path, name))


@pytest.mark.parametrize("command", list(every_command(get_command(build("en")))), ids=lambda c: " ".join(c) or "all")
def test_help_is_in_one_language(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    english = [
        catalogue("en")[f"cli.parser.{k}"] for k in ("usage", "options", "help", "arguments", "any_options", "required")
    ]
    assert run_command([*command, "--help", "--lang", "id"]) == 0
    spoken = capsys.readouterr().out
    assert "Pemakaian: simkemitraan" in spoken
    assert not [w for w in english if w in spoken]
    assert not PARSERS_OWN.findall(spoken)
    assert not re.findall(r"default:|\bor more|\bor less|<text>|<number>", spoken)
    assert run_command([*command, "--help", "--lang", "en"]) == 0
    spoken = capsys.readouterr().out
    assert "Usage: simkemitraan" in spoken
    assert not PARSERS_OWN.findall(spoken)


def test_help_tells_kinds_and_bounds_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["compare", "--help", "--lang", "id"]) == 0
    spoken = " ".join(capsys.readouterr().out.split())
    assert "--seed <angka> Benih acak [0 atau lebih]" in spoken
    assert "[0.0001 sampai 1]" in spoken
    assert "[bawaan: 500; 2 atau lebih]" in spoken


def test_without_arguments_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["scenario"]):
        assert run_command([*arguments, "--lang", "id"]) == 2
        assert capsys.readouterr().err.startswith("Pemakaian: simkemitraan")
