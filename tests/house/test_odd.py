"""The ODD speaks of the code that is there: mechanisms, purposes of draws, parameters, columns."""

from __future__ import annotations

import re
from dataclasses import astuple
from pathlib import Path

import pytest

from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.world import schema
from simkemitraan.world.attributes import FIGURES
from simkemitraan.world.draws import Purpose

ROOT = Path(__file__).resolve().parents[2]
ODD = (ROOT / "docs" / "explanation" / "ODD.md").read_text(encoding="utf-8")
TABLES = {
    name: getattr(schema, name.upper())
    for name in ("organisations", "relations", "partnerships", "grants", "districts")
}
TEXT = re.sub(r"^```.*?^```$", "", ODD, flags=re.MULTILINE | re.DOTALL)
QUOTED = set(re.findall(r"`([^`\n]+)`", TEXT))
SUBMODEL = re.compile(r"^### 7\.(\d+) `(\w+)`\n(.*?)(?=^##)", re.MULTILINE | re.DOTALL)
READ = re.compile(r"\bPurpose\.([A-Z_]+)")
NUMBER = re.compile(r"\b[a-z]{2,}(?:_[a-z]{2,})+\b")  # s_i, sum_f are no numbers


def purposes_read() -> dict[str, set[str]]:
    """Purposes that each file or folder of mechanisms and world reads (surveys are read by no rule)."""
    source = ROOT / "src" / "simkemitraan"
    read: dict[str, set[str]] = {}
    for room in ("mechanisms", "world"):
        for path in (source / room).rglob("*.py"):
            name = path.relative_to(source / room).parts[0].removesuffix(".py")
            read.setdefault(name, set()).update(READ.findall(path.read_text(encoding="utf-8")))
    return read


def test_names_are_declared() -> None:
    wrong = set()
    for name in QUOTED:
        if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name) or name in ("mechanism.number", "table.column"):
            continue
        owner, part = name.split(".")
        known = [p.name for p in BY_NAME[owner].params] if owner in BY_NAME else [c.name for c in TABLES.get(owner, ())]
        if part not in known:
            wrong.add(name)
    assert not wrong


def test_purposes_exist() -> None:
    assert {n for n in QUOTED if re.fullmatch(r"[A-Z][A-Z_]+", n)} <= set(Purpose.__members__)


def test_every_purpose_that_is_read_is_named() -> None:
    read = set().union(*purposes_read().values())
    assert len(read) > 30
    assert read <= QUOTED


DESCRIBED = [name for _, name, _ in SUBMODEL.findall(ODD)]


def test_mechanisms_in_their_order() -> None:
    """Those that are described stand in the order of a month, numbered without a gap."""
    found = [(int(number), name) for number, name, _ in SUBMODEL.findall(ODD)]
    assert found == list(enumerate((m.name for m in ORDER if m.name in DESCRIBED), 1))
    listed = re.findall(r"^(\d+)\. `(\w+)`:", ODD, re.MULTILINE)
    assert [(int(number), name) for number, name in listed] == found


@pytest.mark.parametrize("name", [m.name for m in ORDER])
def test_every_mechanism_is_described(name: str) -> None:
    if name not in DESCRIBED:
        pytest.skip(f"`{name}` is not described yet: add its section 7.x and its line to docs/explanation/ODD.md")


def test_each_submodel_tabulates_its_own_draws() -> None:
    read = purposes_read()
    for _, name, body in SUBMODEL.findall(ODD):
        table = " ".join(line for line in body.splitlines() if line.startswith("|"))
        assert read[name] <= set(re.findall(r"`([A-Z_]+)`", table)), name


def test_words_of_equations_are_numbers_of_their_mechanism() -> None:
    """Every word with an underscore in an equation is one of the mechanism's own numbers."""
    for _, name, body in SUBMODEL.findall(ODD):
        declared = {p.name for p in BY_NAME[name].params}
        for block in re.findall(r"^```text\n(.*?)^```$", body, re.MULTILINE | re.DOTALL):
            words = set(NUMBER.findall(block))
            assert words <= declared, (name, words - declared)


def test_figures_of_kinds() -> None:
    """The table of what each kind is like, row by row, in the order of the fields of ``KindFigures``."""
    rows = re.search(r"^\| by kind .*\n\|[-|]+\n((?:\|.*\n)+)", ODD, re.MULTILINE)
    assert rows
    cells = [[one.strip() for one in line.split("|")[2:-1]] for line in rows[1].splitlines()]
    for kind, figures in enumerate(FIGURES):
        stated = [float(number) for row in cells for number in row[kind].split(",")]
        assert stated == pytest.approx([*astuple(figures)[:-1], *figures.culture]), kind
