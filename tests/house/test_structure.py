"""The drawn structure: counted from the imports, and every room of the package is in it."""

from __future__ import annotations

import runpy
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def drawing() -> dict[str, object]:
    pytest.importorskip("grimp")
    return runpy.run_path(str(ROOT / "docs" / "make_structure.py"))


def test_the_picture_holds_every_room() -> None:
    rooms = drawing()["sizes"](ROOT / "src")  # type: ignore[operator]
    picture = (ROOT / "docs" / "pictures" / "structure.svg").read_text(encoding="utf-8")
    assert len(rooms) > 15
    missing = [room for room in rooms if f">{room}</text>" not in picture]
    assert not missing, f"{missing}: run python docs/make_structure.py"


def test_an_import_upwards_is_drawn_in_another_colour() -> None:
    drawn = drawing()["drawn"]
    size = {"world": (1, 10), "runs": (1, 10)}
    down = drawn(Counter({("runs", "world"): 2}), size)  # type: ignore[operator]
    up = drawn(Counter({("world", "runs"): 2}), size)  # type: ignore[operator]
    assert "#b2182b" not in down
    assert "#b2182b" in up
