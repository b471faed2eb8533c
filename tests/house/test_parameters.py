"""No function of the rules takes more arguments than a reader can hold."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "simkemitraan"
MOST = 8
RULES = sorted(path for room in ("mechanisms", "world") for path in (PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_function_of_the_rules_takes_more_than_eight_parameters(path: Path) -> None:
    long = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            arguments = node.args
            count = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
            if count > MOST:
                long.append(f"{node.name} ({count})")
    assert not long
