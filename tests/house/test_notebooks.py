"""The notebooks of the documentation run from the first cell to the last, in a kernel of their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from docs.hooks import notebook_files
from docs.make_notebooks import executed

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAIRS = (("en/tutorials/sweep", "id/tutorials/percobaan"),)
BOOKS = [DOCS / f"{name}.ipynb" for pair in PAIRS for name in pair]


def read(path: Path) -> dict[str, Any]:
    book: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return book


def code(path: Path) -> list[str]:
    return ["".join(c["source"]) for c in read(path)["cells"] if c["cell_type"] == "code"]


def test_every_notebook_is_known_here() -> None:
    assert sorted(DOCS.rglob("*.ipynb")) == sorted(BOOKS)


@pytest.mark.filterwarnings("ignore")
def test_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MPLBACKEND", raising=False)  # let the kernel show pictures
    book = executed(Path(shutil.copy(BOOKS[0], tmp_path)), tmp_path)
    shown = [o for c in book.cells if c.cell_type == "code" for o in c.outputs]
    assert not [o for o in shown if o.output_type == "error"]
    assert sum("image/png" in o.get("data", {}) for o in shown) == 1
    assert (tmp_path / "results" / "handover" / "provenance.json").is_file()
    assert next(o for c in book.cells[-3:] if c.cell_type == "code" for o in c.outputs).text == "True\n"


@pytest.mark.parametrize(("english", "indonesian"), PAIRS)
def test_both_languages_run_the_same_code(english: str, indonesian: str) -> None:
    assert code(DOCS / f"{english}.ipynb") == code(DOCS / f"{indonesian}.ipynb")


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.stem)
def test_what_it_keeps_is_short_and_says_nothing_of_the_machine(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) < 60_000
    assert str(Path.home()) not in text
    assert "/tmp/" not in text
    assert all(
        cell["outputs"]
        for cell in read(path)["cells"]
        if cell["cell_type"] == "code" and "write_text" not in "".join(cell["source"])
    )


def test_the_page_shows_text_code_and_pictures() -> None:
    from pathlib import PurePosixPath

    *pictures, (uri, page) = notebook_files(PurePosixPath("en/tutorials/sweep.ipynb"), read(BOOKS[0]))
    assert uri == "en/tutorials/sweep.md"
    assert [name for name, _ in pictures] == ["en/tutorials/sweep-0.png"]
    assert pictures[0][1][:4] == b"\x89PNG"  # type: ignore[comparison-overlap]
    assert isinstance(page, str)
    assert "![](sweep-0.png)" in page
    assert page.count("```python") == len(code(BOOKS[0]))
