"""The small tools that everything else stands on: the search for an interpreter, the environment, the locks, the news."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from tests.scripts import load
from typer.main import get_command

from simkemitraan.cli.frame import build

ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script")


def tool(name: str) -> ModuleType:
    return load(ROOT / "tools" / f"{name}.py")


def find(folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Search with only the programs of one folder (and the shell's own) at hand."""
    environment = {"PATH": str(folder), "HOME": str(folder / "home"), **more}
    return subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "find-python")], env=environment, capture_output=True, text=True, check=False
    )


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@posix
def test_a_shim_that_fails_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "python3.13", "echo 'command not found' >&2; exit 127")
    program(tmp_path / "python3.12", f'exec {sys.executable} "$@"')
    assert Path(find(tmp_path).stdout.strip()).exists()


@posix
def test_real_interpreters_below_a_shim_are_found(tmp_path: Path) -> None:
    program(tmp_path / "home/.pyenv/versions/3.12.1/bin/python", f'exec {sys.executable} "$@"')
    assert find(tmp_path).returncode == 0


@posix
def test_none_is_said_plainly_in_both_languages(tmp_path: Path) -> None:
    program(tmp_path / "cat", 'exec /bin/cat "$@"')
    program(tmp_path / "python3", "exit 1")
    done = find(tmp_path)
    assert done.returncode == 1
    assert "No Python 3.12 or newer" in done.stderr
    assert "Tidak ada Python 3.12" in done.stderr


@posix
def test_a_named_interpreter_that_does_not_run_is_not_replaced_silently(tmp_path: Path) -> None:
    done = find(tmp_path, PYTHON="/nowhere/python")
    assert done.returncode == 1
    assert "/nowhere/python" in done.stderr


def test_an_environment_that_is_up_to_date_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = tool("environment")
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "pip", lambda folder, *arguments: asked.append(arguments))
    monkeypatch.setattr(environment, "uv", lambda folder, lock: False)
    monkeypatch.setattr(environment, "usable", lambda folder: True)
    environment.main("dev", tmp_path)
    assert len(asked) == 2
    assert "--require-hashes" in asked[0]
    environment.main("dev", tmp_path)
    environment.main("runtime", tmp_path)  # the larger set holds it
    assert len(asked) == 2


def test_the_lock_for_developers_brings_its_own_fast_installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is installed by its own entry of the lock, hashes and all; where it cannot go on, pip does."""
    environment = tool("environment")
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "pip", lambda folder, *arguments: asked.append(arguments))
    begun: list[list[str]] = []

    def fails(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        begun.append(command)
        return subprocess.CompletedProcess(command, 2)

    monkeypatch.setattr(environment.subprocess, "run", fails)
    assert not environment.uv(tmp_path, environment.LOCKS["runtime"])  # has none: nothing is tried
    assert (asked, begun) == ([], [])
    environment.install_locked("dev", tmp_path)
    own = (tmp_path / ".installer.txt").read_text(encoding="ascii")
    assert re.match(r"uv==[\d.]+ \\\n", own)
    assert own.count("--hash=sha256:") == len(own.splitlines()) - 1 > 5
    assert str(environment.LOCKS["dev"]) in begun[0]
    assert [arguments[-1] for arguments in asked] == [str(tmp_path / ".installer.txt"), str(environment.LOCKS["dev"])]


def test_a_folder_without_an_interpreter_is_not_usable(tmp_path: Path) -> None:
    assert not tool("environment").usable(tmp_path)


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-lowest.txt"])
def test_locks_hold_everything_declared_with_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    pins = re.findall(r"^([\w.-]+)==", text, re.MULTILINE)
    entries = re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [r for name, part in project["optional-dependencies"].items() if name != "solara" for r in part]
    wanted = {re.split(r"[^\w.-]", r)[0].lower().replace(".", "-") for r in [*project["dependencies"], *extras]}
    assert wanted <= set(pins)


def test_news_moves_into_the_changelog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    news = tool("news")
    monkeypatch.setattr(news, "ROOT", tmp_path)
    (tmp_path / "changelog.d").mkdir()
    (tmp_path / "changelog.d" / "x.fixed.md").write_text("A thing\nworks again.\n", encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{news.WAITING}", encoding="utf-8")
    monkeypatch.setattr(news, "drafts", lambda: {"id": ["cli.new"]})
    with pytest.raises(SystemExit, match=r"not translated yet.*cli\.new"):
        news.main("0.2.0", "2030-01-01")
    monkeypatch.setattr(news, "drafts", dict)
    news.main("0.2.0", "2030-01-01")
    assert "## 0.2.0 (2030-01-01)\n\n### Fixed\n\n- A thing works again." in (tmp_path / "CHANGELOG.md").read_text(
        encoding="utf-8"
    )
    assert not list((tmp_path / "changelog.d").glob("*.fixed.md"))
    with pytest.raises(SystemExit, match="no news"):
        news.main("0.3.0", "2030-01-02")


def test_every_make_target_is_explained() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=False, env=dict(os.environ))
    if done.returncode:
        pytest.skip("no make")
    for target in ("demo", "test", "test-full", "lint", "bench", "docs", "clean", "lock"):
        assert f"make {target}" in done.stdout


def test_the_demo_names_commands_that_can_be_typed() -> None:
    """What `make demo` says at its end works as written: the command is found, and every line parses."""
    text = (ROOT / "tools" / "demo").read_text(encoding="utf-8")
    lines = re.findall(r"^  \$command (.+?)(?: {3,}.*)?$", text, re.MULTILINE)
    assert len(lines) == 8
    assert "command=.venv/bin/simkemitraan" in text
    program = get_command(build("en"))
    for line in lines:
        room, *rest = line.split()
        program.commands[room].make_context(room, list(rest), resilient_parsing=False)


@pytest.mark.parametrize(
    "page", ["README.md", "README.id.md", "docs/en/tutorials/planner.md", "docs/id/tutorials/perencana.md"]
)
def test_pages_say_how_the_command_is_found(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for words in (
        ".venv/bin/simkemitraan",
        ". .venv/bin/activate",
        r"py -m venv .venv",
        r".venv\Scripts\pip",
    ):
        assert words in text


def test_one_key_with_other_bytes_is_found_and_another_key_may_have_any() -> None:
    environments = tool("environments")
    alike = [("3.12 newest", {"key": "a", "bytes": "x"}), ("3.13 newest", {"key": "a", "bytes": "x"})]
    assert environments.broken([*alike, ("3.12 lowest", {"key": "b", "bytes": "y"})]) == []
    assert environments.broken([*alike, ("3.12 interpreted", {"key": "a", "bytes": "y"})]) == [
        "3.12 newest and 3.12 interpreted: one key, other bytes",
        "3.13 newest and 3.12 interpreted: one key, other bytes",
    ]


@posix
@pytest.mark.full
@pytest.mark.compiled
def test_every_promised_environment_gives_the_same_bytes_or_another_key(tmp_path: Path) -> None:
    """Six of them: makes three environments from the locks and runs in each compiled and interpreted."""
    line = [sys.executable, str(ROOT / "tools" / "environments.py"), str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if "there is no Python" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("  values ") == 6
