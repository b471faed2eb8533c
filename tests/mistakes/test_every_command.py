"""Every command, whatever its name, answers a wrong argument in words: the commands and their options are read from the parser."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.main import get_command

from simkemitraan.cli import run_command
from simkemitraan.cli.frame import build
from simkemitraan.errors import reason

ANY_SIGN = {"--above", "--below"}  # thresholds of any indicator
DEVELOPERS_WORDS = ("Traceback", "Unexpected error", "Kesalahan yang tidak terduga", "Errno", "None", "None`")
ENGLISH = ("Usage:", "Error:", "Invalid value", "No such", "there is no", "must be", "is missing", "cannot be")


class Command(NamedTuple):
    """A command: its words, how many arguments it asks for, whether it takes any, its options by kind."""

    path: tuple[str, ...]
    least: int
    takes: bool
    options: dict[str, list[str]]


def commands(node: Any, path: tuple[str, ...] = ()) -> Iterator[Command]:
    inner = getattr(node, "commands", None)
    for name, one in (inner or {}).items():
        yield from commands(one, (*path, name))
    if inner:
        return
    arguments = [p for p in node.params if p.param_type_name == "argument"]
    options: dict[str, list[str]] = {"int": [], "float": [], "other": [], "flag": []}
    for param in node.params:
        if param.param_type_name == "option":
            kind = "flag" if param.is_flag else named(param)
            options[kind if kind in options else "other"].append(max(param.opts, key=len))
    yield Command(path, sum(p.required for p in arguments), bool(arguments), options)


def named(param: Any) -> str:
    """The kind of an option, which newer and older parsers note differently."""
    stated = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    older = {"integer": "int", "integer range": "int", "float range": "float"}
    name = str(getattr(getattr(param, "type", None), "name", ""))
    return str(getattr(stated, "__name__", "")) if stated is not None else older.get(name, name)


COMMANDS = list(commands(get_command(build("en"))))
NUMBERS = [(c, o, kind) for c in COMMANDS for kind in ("int", "float") for o in c.options[kind]]
VALUES = [(c, o) for c in COMMANDS for kind in ("int", "float", "other") for o in c.options[kind]]
WITH_ARGUMENTS = [c for c in COMMANDS if c.takes]
NAMES = ("zzzqqq", "no-such.yaml", "folder")
NAMED = [(c, n) for c in WITH_ARGUMENTS for n in NAMES if n == "folder" or c.path[-1] != "new"]  # "new" makes the file


def told(words: Any) -> str:
    return " ".join(words.path) if isinstance(words, Command) else str(words)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place to type in, with a folder where a file is wanted."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    return tmp_path


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Any:
    def asked(line: list[str], lang: str) -> str:
        code = run_command([*line, "--lang", lang])
        said = capsys.readouterr()
        assert code == 2, (line, code, said)
        assert not said.out
        assert said.err.strip()
        assert not [w for w in DEVELOPERS_WORDS if w in said.err], said.err
        if lang == "id":
            assert not [w for w in ENGLISH if w in said.err], said.err
        return said.err

    return asked


def test_all_commands_are_walked() -> None:
    assert len(COMMANDS) >= 30
    assert len(NUMBERS) >= 30


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("command", COMMANDS, ids=told)
def test_an_unknown_option(command: Command, lang: str, answer: Any) -> None:
    said = answer([*command.path, "--no-such-option"], lang)
    assert "--no-such-option" in said
    assert f"simkemitraan {' '.join(command.path)} --help" in said


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("command", [c for c in COMMANDS if c.least], ids=told)
def test_a_missing_argument(command: Command, lang: str, answer: Any) -> None:
    said = answer(list(command.path), lang)
    assert {"id": "belum diisi", "en": "is missing"}[lang] in said
    assert "--help" in said


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(("command", "option"), VALUES, ids=told)
def test_an_option_without_its_value(command: Command, option: str, lang: str, answer: Any) -> None:
    assert option in answer([*command.path, *["x"] * command.least, option], lang)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(("command", "option", "kind"), NUMBERS, ids=told)
def test_a_number_with_thousands_is_never_read_silently(
    command: Command, option: str, kind: str, lang: str, answer: Any
) -> None:
    said = answer([*command.path, *["x"] * command.least, option, "1.000"], lang)
    assert option in said
    assert {"id": "dapat dibaca 1 atau 1000", "en": "can be read as 1 or as 1000"}[lang] in said


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(
    ("command", "option"), [(c, o) for c, o, _ in NUMBERS if o not in ANY_SIGN and o != "--month"], ids=told
)
def test_a_negative_number(command: Command, option: str, lang: str, answer: Any) -> None:
    assert option in answer([*command.path, *["x"] * command.least, option, "-5"], lang)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(("command", "name"), NAMED, ids=told)
def test_a_name_that_is_not_there(command: Command, name: str, lang: str, answer: Any) -> None:
    extra = {"compare": ["--policy", "forum"], "discover": ["--outcome", "access", "--above", "1"]}
    said = answer([*command.path, *[name] * max(1, command.least), *extra.get(command.path[0], [])], lang)
    assert name in said


SAID = [
    ("validate --matrix m.csv", "--matrix hanya dipakai bersama --ablate", "--matrix is only used together with"),
    ("validate --ablate --wrong-worlds", "pilih salah satu", "choose one of --ablate and --wrong-worlds"),
    ("live package:tiny --host zzzqqq", "bukan alamat komputer ini", "not an address of this machine"),
    ("live package:tiny --host 203.0.113.7", "bukan alamat komputer ini", "not an address of this machine"),
    ("codebook --out folder", "folder, bukan berkas", "a folder, not a file"),
    ("codebook --out nowhere/x.csv", "berkas atau foldernya tidak ada", "the file or its folder is not there"),
    ("scenario new nowhere/x.yaml", "foldernya tidak ada", "its folder is not there"),
    (
        "merge nowhere",
        "buat dengan `sweep --shard 1/N --out nowhere`",
        "make them by `sweep --shard 1/N --out nowhere`",
    ),
    ("merge folder", "Pindahkan dahulu bila", "Move it away to merge"),
    ("import folder", "yang disebut itu folder, bukan berkas", "what is named is a folder, not a file"),
    ("import nowhere.csv", "berkas atau foldernya tidak ada", "the file or its folder is not there"),
    ("discover r --outcome x --above 1.125", "1.1250 atau 1125", "1.1250 or as 1125"),
]


@pytest.mark.parametrize(("line", "id", "en"), SAID, ids=lambda v: v if " " in v else "")
@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_the_walk_found(line: str, id: str, en: str, lang: str, answer: Any) -> None:
    assert {"id": id, "en": en}[lang] in answer(line.split(), lang)


def test_shares_below_one_are_no_thousands(answer: Any) -> None:
    assert "`place`" in answer(["compare", "--precision", "0.005"], "en")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_scheduler_that_is_no_address(lang: str, folder: Path, answer: Any) -> None:
    pytest.importorskip("distributed")
    text = "name: e\nscenario: package:tiny\nvary: {levers.funding.partnership_bonus: [0, 1]}\n"
    (folder / "e.yaml").write_text(text, encoding="utf-8")
    assert "tcp://" in answer(["sweep", "e.yaml", "--scheduler", "zzzqqq"], lang)


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENAMETOOLONG, errno.ENOSPC])
def test_reasons_of_the_system_are_told_in_both_languages(number: int) -> None:
    id, en = reason(OSError(number, os.strerror(number)))
    assert id != en
    assert os.strerror(number) not in (id, en)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_name_that_is_too_long_for_the_disk(lang: str, answer: Any) -> None:
    said = answer(["scenario", "new", "x" * 300 + ".yaml"], lang)
    assert {"id": "namanya terlalu panjang", "en": "the name is too long"}[lang] in said
