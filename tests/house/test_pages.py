"""Every code block of README and docs runs, in the order of its page, or says why it does not."""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from simkemitraan.cli import run_command

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"^(?P<before>[^\n]*)\n```(?P<kind>[a-z]*)(?P<rest>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
TITLE = re.compile(r'title="([^"]+)"')
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
RUN = {"sh", "python"}
SHOWN = {"text", "yaml", "csv"}

TWINS = {
    "docs/id/how-to/uang.md": "docs/en/how-to/money.md",
    "docs/id/how-to/panel.md": "docs/en/how-to/panels.md",
    "docs/id/tutorials/perencana.md": "docs/en/tutorials/planner.md",
    "docs/id/tutorials/peneliti.md": "docs/en/tutorials/researcher.md",
    "docs/id/tutorials/pelatih.md": "docs/en/tutorials/trainer.md",
    "docs/id/tutorials/meja.md": "docs/en/tutorials/desk.md",
    "docs/id/tutorials/bermain-peran.md": "docs/en/tutorials/role-play.md",
    "docs/id/how-to/skenario.md": "docs/en/how-to/scenarios.md",
    "docs/id/how-to/data-sendiri.md": "docs/en/how-to/own-data.md",
    "docs/id/how-to/hasil.md": "docs/en/how-to/results.md",
    "docs/id/how-to/penggerak.md": "docs/en/how-to/drivers.md",
    "docs/id/how-to/percobaan.md": "docs/en/how-to/sweeps.md",
    "docs/id/how-to/kajian.md": "docs/en/how-to/studies.md",
    "docs/id/how-to/mekanisme-sendiri.md": "docs/en/how-to/own-mechanism.md",
    "README.id.md": "README.md",
}


@dataclass(frozen=True)
class Block:
    kind: str
    file: str
    body: str
    skipped: bool


def pages() -> list[Path]:
    made = {ROOT / "docs" / "reference"}
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "experiments").rglob("*.md")]
    return sorted(p for p in found if not made & set(p.parents))


def blocks(page: Path) -> Iterator[Block]:
    for match in BLOCK.finditer("\n" + page.read_text(encoding="utf-8")):
        title = TITLE.search(match["rest"])
        yield Block(
            match["kind"], title[1] if title else "", match["body"], match["before"].startswith("<!-- not run: ")
        )


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# What may differ between twins: the language asked for, comments, and how things are called.
OWN = re.compile(
    r" --lang \w+|  # [^\n]*|[\w/]+(?=\.(?:yaml|csv|xlsx|zip)\b)|(?<=results/)\w+|(?<=--(?:out|arm) )\S+"
    r'|(?<=--author )"[^"]*"|(?<=why=)"[^"]*"|(?<=^policy: )\S+|(?<=^name: )\S+',
    re.MULTILINE,
)
CALLED = {"system", "id", "a", "b"}  # columns of a panel that hold names
HOURS = ("docs/en/tutorials/researcher.md", "docs/id/tutorials/peneliti.md")  # read twice, below


def numbered(body: str) -> str:
    """A panel with its names replaced by numbers, in the order in which they come; another table as it is."""
    head, *rows = csv.reader(body.splitlines())
    if head[:1] != ["system"]:
        return body
    order: dict[str, int] = {}
    named = [
        [f"{order.setdefault(cell, len(order))}" if head[k] in CALLED else cell for k, cell in enumerate(row)]
        for row in rows
    ]
    return "\n".join(",".join(row) for row in [head, *named])


def said(page: Path) -> list[tuple[str, str, bool]]:
    """What a page does, whatever language it is asked in and whatever it calls its files and those it tells of."""
    told = ((b, numbered(b.body) if b.file.endswith(".csv") else b.body) for b in blocks(page))
    return [(Path(b.file).suffix, OWN.sub("", body), b.skipped) for b, body in told]


def only_in_full(page: Path) -> list[Any]:
    """The mark of a page that does the very same as its twin in English: the full suite runs it as well."""
    twin = TWINS.get(name(page))
    same = twin is not None and said(page) == said(ROOT / twin)
    return [pytest.mark.full] if same else []


def with_blocks() -> Iterator[Any]:
    """Pages with something to run."""
    for page in pages():
        if name(page) not in HOURS and any(b.kind in RUN and not b.skipped for b in blocks(page)):
            yield pytest.param(page, id=name(page), marks=only_in_full(page))


BEYOND = re.compile(r"[|&;<>$`\\*]|--plugin")  # what needs a shell, or a process of its own


def commands(body: str) -> list[list[str]]:
    """The arguments of each line, where a block only calls this program; else none."""
    lines = [shlex.split(line, comments=True) for line in body.splitlines() if line.strip()]
    if BEYOND.search(body) or any(words[:1] != ["simkemitraan"] for words in lines):
        return []
    return [words[1:] for words in lines]


def run_here(body: str) -> None:
    """Run the lines of a block as its commands do, in this process: nothing is imported anew for each."""
    for arguments in commands(body):
        assert run_command(list(arguments)) == 0, arguments


def run_sh(body: str) -> None:
    scripts = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": scripts + os.pathsep + os.environ["PATH"], "COLUMNS": "120"}
    done = subprocess.run(["sh", "-e", "-c", body], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{body}\n{done.stdout}{done.stderr}"


@pytest.mark.filterwarnings("ignore:ipyparallel not installed")  # EMA Workbench says so whenever it is imported
@pytest.mark.parametrize("page", list(with_blocks()))
def test_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that only call the program are run in this process; twins, in the full suite, wholly by a shell."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    by_shell = bool(only_in_full(page))
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.skipped:
            continue
        if block.file:
            Path(block.file).write_text(block.body, encoding="utf-8")
        elif block.kind == "sh":
            (run_sh if by_shell or not commands(block.body) else run_here)(block.body)
        elif block.kind == "python":
            exec(compile(block.body, name(page), "exec"), namespace)


@pytest.mark.parametrize("page", [pytest.param(page, marks=only_in_full(ROOT / page)) for page in HOURS])
def test_the_researchers_hour_runs_twice_and_its_shock_shows(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second reading in the same folder meets what the first one left there."""
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        namespace: dict[str, Any] = {"__name__": "__main__"}
        for block in blocks(ROOT / page):
            if block.kind != "python" or block.skipped:
                continue
            exec(compile(block.body, page, "exec"), namespace)
            shown = capsys.readouterr().out.splitlines()
            if "model.shock(" in block.body:
                without, shocked = shown
                assert without != shocked
    assert len(list((tmp_path / "results").iterdir())) == 2


@pytest.mark.parametrize("page", pages(), ids=name)
def test_blocks_are_of_known_kinds(page: Path) -> None:
    assert {b.kind for b in blocks(page)} <= RUN | SHOWN


@pytest.mark.parametrize("page", pages(), ids=name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    targets = [
        t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t and not t.startswith("mailto:")
    ]
    made = ROOT / "docs" / "reference"
    lost = [t for t in targets if not (page.parent / t).exists() and made not in (page.parent / t).resolve().parents]
    assert not lost


def test_pages_in_both_languages_have_the_same_blocks() -> None:
    for indonesian, english in TWINS.items():
        assert [b.kind for b in blocks(ROOT / english)] == [b.kind for b in blocks(ROOT / indonesian)]


BUTTON = re.compile(r"\[([^\]`]+)\](?!\()")
CLICKED = (
    *("en/tutorials/desk", "en/tutorials/role-play", "en/tutorials/trainer", "en/how-to/facilitate"),
    *("id/tutorials/meja", "id/tutorials/bermain-peran", "id/tutorials/pelatih", "id/how-to/memandu"),
)


@pytest.mark.parametrize("page", CLICKED)
def test_what_a_tutorial_asks_to_press_stands_on_the_page(page: str) -> None:
    """Names in square brackets are words of the interface; a gap in one (a figure, a name) is written as …"""
    words = [*(ROOT / "page" / "src").rglob("words.ts"), *(ROOT / "src" / "simkemitraan" / "live").glob("*.py")]
    known = " ".join(path.read_text(encoding="utf-8") for path in words)
    known = re.sub(r"\{\d\}", "…", known)
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    named = {" ".join(found.split()) for found in BUTTON.findall(text)}
    assert len(named) > 5
    lost = [name for name in named if f'"{name}' not in known]
    assert not lost
