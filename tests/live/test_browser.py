"""The page in Chromium: nobody else is asked, nothing is complained of, and a trainer's hour works."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from playwright import sync_api as playwright
from tests.live.rooms import Served, place_of, served, setup

from simkemitraan.live.session import Session
from simkemitraan.live.sources import ModelSource

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
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
PATIENCE = 20.0


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as p:
        chromium = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain for: {what}"
        time.sleep(0.03)


class Hand:
    """One page, its requests and complaints written down."""

    def __init__(
        self, browser: Any, server: Served, role: str = "trainer", width: int = 1366, height: int = 768
    ) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda r: None if r.url.startswith(server.address) else self.foreign.append(r.url))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.goto(server.access.trainer_link if role == "trainer" else server.access.room_link)
        self.page.wait_for_selector("body[data-painted]")

    def at(self, testid: str) -> Any:
        return self.page.get_by_test_id(testid)

    def data(self, name: str) -> str:
        return str(self.page.evaluate("name => document.body.dataset[name]", name))

    @property
    def month(self) -> int:
        return int(self.data("month"))

    def close(self) -> None:
        self.context.close()


@pytest.fixture(scope="module")
def session() -> Session:
    shown = setup(*place_of(300), months=120, burn_in=120)
    return Session(shown, ModelSource(shown))


@pytest.fixture
def server(session: Session) -> Iterator[Served]:
    session.rebuild(0)
    with served(session) as running:
        yield running


@pytest.fixture
def hand(browser: Any, server: Served) -> Iterator[Hand]:
    one = Hand(browser, server)
    yield one
    assert one.foreign == []
    assert one.complaints == []
    one.close()


def coloured(page: Any) -> int:
    """Count the pixels of the network that are the colour of a formal tie, roughly: a page that draws no ties has none."""
    return int(
        page.evaluate("""() => {
        const canvas = document.querySelector('[data-testid=network]');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let found = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i] < 130 && data[i + 2] > data[i] + 25 && data[i + 2] < 190) found++;
        return found;
    }""")
    )


def test_first_picture_play_pause_step_seek(hand: Hand) -> None:
    hand.page.wait_for_timeout(400)
    assert coloured(hand.page) > 2000
    hand.at("speed").select_option("20")
    hand.at("play").click()
    until(lambda: hand.month > 15, "months to pass")
    hand.at("play").click()
    until(lambda: hand.data("playing") == "false", "the pause")
    paused = hand.month
    hand.at("step").click()
    until(lambda: hand.month == paused + 1, "one step")
    hand.at("back").click()
    until(lambda: hand.month == paused, "one step back")
    hand.at("month").fill("7")
    until(lambda: hand.month == 7, "going back")
    hand.page.keyboard.press("Escape")
    hand.at("network").focus()
    hand.page.keyboard.press("ArrowRight")
    until(lambda: hand.month == 8, "the arrow key")
    assert "tahun ke-1" in hand.at("when").inner_text()


def test_nothing_moves_after_a_pause(hand: Hand) -> None:
    hand.at("speed").select_option("20")
    hand.at("play").click()
    until(lambda: hand.month > 10, "months to pass")
    hand.at("play").click()
    until(lambda: hand.data("playing") == "false", "the pause")
    hand.page.wait_for_timeout(2600)
    first = hand.at("network").screenshot()
    hand.page.wait_for_timeout(600)
    assert hand.at("network").screenshot() == first


def test_two_futures_and_a_shock(hand: Hand) -> None:
    hand.at("branch").click()
    until(lambda: hand.data("lanes") == "2", "the second future")
    hand.at("shock-leadership_wave").click()
    hand.at("tab-changes").click()
    until(lambda: hand.at("withdraw-1-0").count() == 1, "the change in the list")
    hand.at("tab-charts").click()
    for _ in range(6):
        hand.at("step").click()
    until(lambda: hand.month == 6, "six steps")
    until(lambda: hand.page.locator(".now .gap").count() == 4, "differences")
    hand.at("keep-1").click()
    until(lambda: hand.data("lanes") == "1", "one future")


def test_language_lessons_and_biography(hand: Hand) -> None:
    assert hand.at("play").inner_text() == "Jalankan"
    hand.at("language").click()
    assert hand.at("play").inner_text() == "Play"
    hand.at("search").fill("social agency")
    hand.at("found").locator("button").first.click()
    until(lambda: hand.at("biography-title").count() == 1, "the biography")
    assert "Social agency" in hand.at("biography-title").inner_text()
    hand.at("shock-leader_leaves").click()
    hand.at("step").click()
    until(lambda: "Its leader left" in hand.at("biography").inner_text(), "the departure in the story")
    hand.at("biography-close").click()
    hand.at("tab-lesson").click()
    hand.at("lesson-leader-leaves").click()
    until(lambda: hand.at("lesson-title").count() == 1, "the lesson")
    hand.at("lesson-do").click()
    until(lambda: hand.month == 12, "the lesson's month")


def test_a_slider_sets_a_number_from_next_month(hand: Hand, server: Served) -> None:
    hand.at("tab-lever").click()
    hand.at("set-leadership.handover_share").fill("0.6")
    until(lambda: server.room.session.trajectories[0].values()["leadership"]["handover_share"] == 0.6, "the number")
    hand.at("tab-assumption").click()
    assert hand.at("assumptions").locator("input").count() > 20
    assert hand.at("set-leadership.handover_share").count() == 0


def test_watchers_on_phones_guess_and_cannot_steer(browser: Any, server: Served, hand: Hand) -> None:
    phone = Hand(browser, server, "watcher", 390, 844)
    assert phone.at("play").count() == 0
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    hand.at("step").click()
    hand.at("tab-room").click()
    hand.at("ask").click()
    phone.at("guess-2").click()
    until(lambda: "1" in hand.at("guess-taken").inner_text(), "the guess")
    hand.at("speed").select_option("60")
    hand.at("reveal").click()
    until(lambda: "→" in phone.at("guess-said").inner_text(), "the answer on the phone")
    assert phone.foreign == []
    assert phone.complaints == []
    phone.close()


def test_a_sleeping_tab_and_a_lost_line_come_back(hand: Hand, server: Served) -> None:
    hand.at("speed").select_option("20")
    hand.at("play").click()
    until(lambda: hand.month > 5, "months to pass")
    hand.context.set_offline(True)
    for client in list(server.room.clients.values()):
        client._task.cancel()
    hand.page.wait_for_timeout(300)
    hand.context.set_offline(False)
    other = Hand(hand.context.browser, server)
    other.at("play").click()
    until(lambda: other.data("playing") == "false", "the pause")
    hand.page.reload()
    hand.page.wait_for_selector("body[data-painted]")
    until(lambda: hand.month == other.month, "the same month")
    assert other.complaints == []
    other.close()


def test_without_a_key_the_page_asks_for_the_code(browser: Any, server: Served) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(server.address)
    page.get_by_test_id("code").fill("wrong1")
    page.get_by_test_id("enter").click()
    page.wait_for_selector(".wrong")
    page.get_by_test_id("code").fill(server.access.keys["watcher"].lower())
    page.get_by_test_id("enter").click()
    page.wait_for_selector("body[data-painted]")
    page.context.close()


def test_pictures_of_the_page(browser: Any, server: Served, tmp_path: Path) -> None:
    for width, height in ((1366, 768), (1920, 1080), (390, 844)):
        hand = Hand(browser, server, width=width, height=height)
        hand.page.wait_for_timeout(500)
        path = tmp_path / f"{width}.png"
        hand.page.screenshot(path=path)
        assert path.stat().st_size > 40_000
        assert hand.page.evaluate("document.documentElement.scrollWidth") <= width
        with hand.page.expect_download() as download:
            hand.page.evaluate("document.querySelector('[data-testid=picture]').click()")
        assert download.value.suggested_filename == "test.png"
        hand.close()
