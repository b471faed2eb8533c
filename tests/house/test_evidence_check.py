"""Pages that commands make are compared with what the commands make now."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from matplotlib.image import imsave
from tests.browsers import CHROMIUM
from tests.scripts import load

ROOT = Path(__file__).resolve().parents[2]
TABLE = "# A page\n\nwords\n\n<!-- made: table -->\n| 1 | 2 |\n<!-- end -->\n"
WHOLE = "| 3 |\n\n<!-- rules: abc, made: def -->\n"
SCRIPT = """
from pathlib import Path
page = Path("docs/page.md")
page.write_text(page.read_text().replace("<!-- made: table -->\\n", "<!-- made: table -->\\n| 1 | 2 |\\n"))
Path("docs/whole.md").write_text("| 3 |\\n\\n<!-- rules: abc, made: def -->\\n")
print("printed")
"""


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The tool, over a small tree whose pages are as their command makes them."""
    module = load(ROOT / "tools" / "pages.py")
    for name in ("docs", "experiments", "paper"):
        (tmp_path / name).mkdir()
    for name, text in (("make.py", SCRIPT), ("page.md", TABLE), ("whole.md", WHOLE)):
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    maker = module.Maker(("docs/make.py",), ("docs/*.md",), True)
    printing = module.Maker(("docs/make.py",), ("docs/printed.txt",), True, prints=True)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "MAKERS", {"small": maker, "printed": printing})
    return module


def test_pages_as_their_command_makes_them_are_let_pass(pages: ModuleType, tmp_path: Path) -> None:
    assert pages.checked("small", tmp_path, None) == []


@pytest.mark.parametrize(
    ("name", "was", "now", "told"),
    [
        ("page.md", "| 1 | 2 |", "| 1 | 9 |", "-| 1 | 9 |\n+| 1 | 2 |"),
        ("whole.md", "| 3 |", "| 4 |", "-| 4 |\n+| 3 |"),
        ("whole.md", "made: def", "made: xyz", "-<!-- rules: abc, made: xyz -->"),
        ("make.py", 'Path("docs/whole.md")', 'Path("other.md")', "docs/whole.md: is not made"),
        ("make.py", 'Path("docs/whole.md")', 'Path("docs/new.md")', "docs/new.md: is not there"),
        ("make.py", "print(", "raise SystemExit(", "ended with 1:\nprinted"),
    ],
)
def test_what_differs_is_shown(pages: ModuleType, tmp_path: Path, name: str, was: str, now: str, told: str) -> None:
    """A line changed by hand, a mark, a page that is no longer made, a command that fails."""
    file = tmp_path / "docs" / name
    file.write_text(file.read_text(encoding="utf-8").replace(was, now), encoding="utf-8")
    before = {path: path.read_bytes() for path in (tmp_path / "docs").iterdir()}
    assert told in "\n".join(pages.checked("small", tmp_path, None))
    assert before == {path: path.read_bytes() for path in (tmp_path / "docs").iterdir()}


def test_words_around_made_parts_are_free(pages: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "page.md"
    page.write_text(TABLE.replace("words", "other words"), encoding="utf-8")
    assert pages.checked("small", tmp_path, None) == []


def test_what_a_command_prints_is_compared_too(pages: ModuleType, tmp_path: Path) -> None:
    printed = tmp_path / "docs" / "printed.txt"
    printed.write_text("printed\n", encoding="utf-8")
    assert pages.checked("printed", tmp_path, None) == []
    printed.write_text("otherwise\n", encoding="utf-8")
    assert pages.checked("printed", tmp_path, None) != []


def test_pictures_differ_by_what_is_coloured_and_not_by_letters(pages: ModuleType, tmp_path: Path) -> None:
    picture = np.ones((60, 60, 3))
    picture[10:30, 10:30] = (0.1, 0.4, 0.7)
    letters, moved = picture.copy(), np.roll(picture, 4, axis=0)
    letters[40:50, 5:55] = 0.2
    for name, drawn in (("one", picture), ("letters", letters), ("moved", moved), ("wide", np.ones((60, 70, 3)))):
        imsave(tmp_path / f"{name}.png", drawn)
    assert not pages.unlike(tmp_path / "one.png", tmp_path / "letters.png")
    assert pages.unlike(tmp_path / "one.png", tmp_path / "moved.png")
    assert pages.unlike(tmp_path / "one.png", tmp_path / "wide.png")


def test_every_page_with_a_mark_has_a_command_that_is_compared() -> None:
    module = load(ROOT / "tools" / "pages.py")
    made = {page for maker in module.MAKERS.values() for pattern in maker.pages for page in ROOT.glob(pattern)}
    marked = {
        page
        for folder in ("docs", "experiments", "paper")
        for page in (ROOT / folder).rglob("*.md")
        if "\n<!-- rules: " in page.read_text(encoding="utf-8")
    }
    assert {page.relative_to(ROOT).as_posix() for page in marked - made} == {"experiments/replay/README.md"}
    for maker in module.MAKERS.values():
        assert any(any(ROOT.glob(pattern)) for pattern in maker.pages), maker
        assert maker.command[0] == "-m" or (ROOT / maker.command[0]).is_file()


@pytest.mark.full
@pytest.mark.compiled
@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no browser")
@pytest.mark.parametrize(
    "name", ["evidence", "changes", "wrong_worlds", "pictures", "sanity", "ablation", "kept", "paper"]
)
def test_quick_pages_are_what_their_commands_make_now(name: str, tmp_path: Path) -> None:
    module = load(ROOT / "tools" / "pages.py")
    assert {n for n, m in module.MAKERS.items() if m.quick} >= {name}
    assert module.checked(name, tmp_path, None) == []
