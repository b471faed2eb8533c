"""The browser that page tests drive: where it is, how it is started, pages of which all is written down, and the marks of tests."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


PATIENCE = 60.0
"""Seconds that a page is waited for: only a page that never gets there takes them."""
SLOWDOWN = float(os.environ.get("BROWSER_SLOWDOWN", "1"))
"""How many times slower than this machine every page is to run: ``BROWSER_SLOWDOWN=6 pytest -m browser`` plays a weak laptop."""


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium, and end it with the block."""
    from playwright import sync_api as playwright

    with playwright.sync_playwright() as p:
        started = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def until(true: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until something holds."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"waited in vain for: {what}"
        time.sleep(0.03)


class WatchedPage:
    """One page, what it asked of others and what it complained of written down.

    Parameters
    ----------
    browser
        Chromium.
    own : tuple of str
        Beginnings of addresses that the page may ask.
    width, height : int
        Of its window.
    **more
        Of the context it is opened in.
    """

    def __init__(self, browser: Any, own: tuple[str, ...], width: int, height: int, **more: object) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, **more)
        self.context.set_default_timeout(1000 * PATIENCE)
        self.page = self.context.new_page()
        if SLOWDOWN > 1:
            self.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda r: None if r.url.startswith(own) else self.foreign.append(r.url))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def at(self, testid: str) -> Any:
        return self.page.get_by_test_id(testid)

    def close(self) -> None:
        self.context.close()

    def close_silent(self) -> None:
        """Close a page that asked nobody else and complained of nothing."""
        assert self.foreign == []
        assert self.complaints == []
        self.close()
