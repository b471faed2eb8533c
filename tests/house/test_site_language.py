"""What stands around a page of the site (search, contents, buttons) speaks the language of the page."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from docs import hooks


@pytest.mark.parametrize(
    ("source", "lang"),
    [
        ("id/tutorials/perencana.md", "id"),
        ("gallery.id.md", "id"),
        ("explanation/sanity.id.md", "id"),
        ("index.md", "id"),
        ("en/tutorials/planner.md", "en"),
        ("gallery.en.md", "en"),
    ],
)
def test_an_indonesian_page_has_an_indonesian_search(source: str, lang: str) -> None:
    config = SimpleNamespace(theme={"language": "xx"})
    page = SimpleNamespace(file=SimpleNamespace(src_uri=source))
    assert hooks.on_page_context({"a": 1}, page, config, None) == {"a": 1}
    assert config.theme["language"] == lang


def test_the_theme_knows_both_languages() -> None:
    material = pytest.importorskip("material")
    folder = Path(material.__file__).parent / "templates" / "partials" / "languages"
    assert '"Cari"' in (folder / "id.html").read_text(encoding="utf-8")
