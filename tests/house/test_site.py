"""The built documentation needs no network: it is opened from its folder, and the search works there too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (SITE / "index.html").is_file(), reason="`make docs` has not been run"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium"),
]


@pytest.mark.parametrize(("page", "search"), [("id", "Cari"), ("en", "Search")])
def test_what_stands_around_a_page_speaks_its_language(page: str, search: str) -> None:
    text = (SITE / page / "index.html").read_text(encoding="utf-8")
    assert f'<html lang="{page}"' in text
    assert f'placeholder="{search}"' in text


def test_search_from_the_folder_asks_for_nothing_outside() -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((SITE / "en" / "index.html").as_uri())
        page.click(".md-search__input")
        page.type(".md-search__input", "leadership")
        page.get_by_text("matching document").wait_for()
        browser.close()
    assert asked
    assert all(url.startswith("file:") for url in asked)
