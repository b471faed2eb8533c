"""The page in Chromium: nobody else is asked, nothing is complained of, and a trainer's hour works."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from playwright import sync_api as playwright
from tests.browsers import CHROMIUM, FLAGS, NEEDS_CHROMIUM
from tests.live.rooms import Served, place_of, served, setup

from simkemitraan.live import interventions
from simkemitraan.live.lesson import lessons
from simkemitraan.live.session import Session
from simkemitraan.live.sources import ModelSource

pytestmark = NEEDS_CHROMIUM

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
        self,
        browser: Any,
        server: Served,
        role: str = "trainer",
        width: int = 1366,
        height: int = 768,
        **more: object,
    ) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID", **more)
        self.page = self.context.new_page()
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda r: None if r.url.startswith(server.address) else self.foreign.append(r.url))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.goto(f"{server.access.address}#{server.access.keys[role]}")
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
        const canvas = document.querySelector('[data-testid=still]');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let found = 0;
        for (let i = 0; i < data.length; i += 4) if (data[i] < 150 && data[i + 2] < data[i] + 4 && data[i] < data[i + 2] + 30) found++;
        return found;
    }""")
    )


PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}


def fits(hand: Hand) -> None:
    """Nothing makes the page wider than the screen, and what must be touched can be seen."""
    width = hand.page.viewport_size["width"]
    assert hand.page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [width, width]


SMALL = """(least) => [...document.querySelectorAll('button, select, input, summary, [role=tab]')]
    .filter((e) => e.checkVisibility() && !e.closest('[hidden]'))
    .map((e) => [e, (e.type === 'checkbox' ? e.closest('label, .slider') : e).getBoundingClientRect()])
    .filter(([e, box]) => box.width > 0 && (box.height < least || box.width < Math.min(least, 40)))
    .map(([e, box]) => `${e.dataset.testid || e.className}: ${box.width}x${box.height}`)"""


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
    hand.at("lesson-leadership-and-governance").click()
    until(lambda: hand.at("lesson-title").count() == 1, "the lesson")
    hand.at("lesson-do").click()
    until(lambda: hand.month == 6, "the lesson's month")


def test_a_slider_sets_a_number_from_next_month(hand: Hand, server: Served) -> None:
    hand.at("tab-lever").click()
    hand.at("set-leadership.handover_share").fill("0.6")
    until(lambda: server.room.session.trajectories[0].values()["leadership"]["handover_share"] == 0.6, "the number")
    hand.at("tab-assumption").click()
    assert hand.at("assumptions").locator("input").count() > 20
    assert hand.at("set-leadership.handover_share").count() == 0


def test_watchers_on_phones_guess_and_cannot_steer(browser: Any, server: Served, hand: Hand) -> None:
    """A phone guesses the difference with a finger, keeps its guess through a reload, and sees the answer over its band."""
    phone = Hand(browser, server, "watcher", **PHONE)
    assert phone.at("play").count() == 0
    fits(phone)
    hand.at("step").click()
    hand.at("branch").click()
    until(lambda: hand.data("lanes") == "2", "the second future")
    hand.at("shock-leadership_wave").click()
    hand.at("tab-room").click()
    hand.at("ask").click()
    phone.at("table").select_option("2")
    phone.at("guess-less").tap()
    phone.at("guess-send").tap()
    until(lambda: "1" in hand.at("guess-taken").inner_text(), "the guess")
    fits(phone)
    phone.page.reload()
    phone.page.wait_for_selector("body[data-painted]")
    until(lambda: "Tebakan Anda" in phone.at("guess-said").inner_text(), "the guess after a reload")
    assert phone.at("table").input_value() == "2"
    assert hand.at("guess-send").count() == 0
    hand.at("speed").select_option("60")
    hand.at("reveal").click()
    until(lambda: "B − A" in phone.at("guess-outcome").inner_text(), "the answer on the phone")
    fits(phone)
    assert phone.foreign == []
    assert phone.complaints == []
    phone.close()


def test_a_change_after_the_end_of_the_timeline_does_not_widen_a_phone(browser: Any, server: Served) -> None:
    trainer, phone = Hand(browser, server), Hand(browser, server, "watcher", **PHONE)
    server.room.session.trajectories[0].post(interventions.shocking(190, "funding_cut", None))
    trainer.at("shock-disaster").click()
    until(lambda: phone.page.locator(".marks i").count() == 2, "both changes on the timeline")
    trainer.at("tab-room").click()
    trainer.at("ask").click()
    until(lambda: phone.at("guess-slider").is_visible(), "the question")
    fits(phone)
    box = phone.at("guess-send").bounding_box()
    assert box["y"] + box["height"] <= 844
    for one in (trainer, phone):
        one.close()


@pytest.mark.parametrize("lang", ["id", pytest.param("en", marks=pytest.mark.full)])
def test_every_step_of_every_lesson_fits_phone_tablet_and_projector(browser: Any, server: Served, lang: str) -> None:
    """Carry each step out and look at it on every kind of screen: nothing runs off the side, fingers find every button."""
    trainer = Hand(browser, server)
    phone = Hand(browser, server, "watcher", **PHONE)
    tablet = Hand(browser, server, width=820, height=1180, has_touch=True)
    wall = Hand(browser, server, "projector", 1920, 1080)
    for one in (trainer, phone, tablet, wall):
        if (one.page.evaluate("document.documentElement.lang")) != lang:
            one.at("language").click()
    trainer.at("tab-lesson").click()
    for lesson in lessons():
        trainer.at(f"lesson-{lesson.name}").click()
        for k, step in enumerate(lesson.steps):
            trainer.at("lesson-step").select_option(str(k))
            said = step.title.id if lang == "id" else step.title.en
            until(
                lambda said=said: said == phone.at("lesson-title").inner_text() == wall.at("lesson-title").inner_text(),
                said,
            )
            if step.actions:
                trainer.at("lesson-do").click()
            asked = [action[f"text_{lang}"] for action in step.actions if action["do"] == "ask"]
            if asked:
                until(
                    lambda text=asked[0]: phone.page.evaluate(
                        "t => [...document.querySelectorAll('#guess-title')].some((e) => e.textContent === t)", text
                    ),
                    asked[0],
                )
                end = phone.page.locator(".guess").bounding_box()
                assert end["x"] >= 0
                assert end["x"] + end["width"] <= 390
            for one in (phone, tablet, wall):
                fits(one)
            assert wall.at("lesson-notes").count() == phone.at("lesson-notes").count() == 0
            assert phone.page.evaluate(SMALL, 43.5) == []
        trainer.at("lesson-stop").click()
    for one in (trainer, phone, tablet, wall):
        assert one.complaints == []
        one.close()


def test_a_trainer_with_a_phone_or_tablet_reaches_everything(browser: Any, server: Served) -> None:
    """No control lies under another, and each is large enough for a finger, in every tab."""
    for size in (PHONE, {"width": 820, "height": 1180, "has_touch": True}):
        hand = Hand(browser, server, **size)
        for tab in ("charts", "lever", "assumption", "lesson", "differs", "changes", "room"):
            hand.at(f"tab-{tab}").tap()
            fits(hand)
            assert hand.page.evaluate(SMALL, 43.5) == []
        hand.at("tab-charts").tap()
        hand.at("shock-disaster").tap(timeout=3000)
        hand.at("tab-changes").tap()
        until(lambda: hand.at("withdraw-0-0").count() == 1, "the shock")  # noqa: B023
        hand.at("withdraw-0-0").tap()
        until(lambda: hand.at("withdraw-0-0").count() == 0, "taking it back")  # noqa: B023
        assert hand.complaints == []
        hand.close()


def test_the_projector_is_read_from_the_last_row(browser: Any, server: Served, hand: Hand) -> None:
    """Type of 24 px or more, no notes, what the trainer points at, and the code over the whole screen."""
    wall = Hand(browser, server, "projector", 1920, 1080)
    hand.at("tab-lesson").click()
    hand.at("lesson-leadership-and-governance").click()
    until(lambda: wall.at("lesson-title").count() == 1, "the lesson")
    small = wall.page.evaluate("""() => [...document.querySelectorAll('body *')]
        .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
        .filter((e) => !e.closest('.sr, option') && parseFloat(getComputedStyle(e).fontSize) < 24)
        .map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 30)} ${getComputedStyle(e).fontSize}`)""")
    assert small == []
    assert wall.at("play").count() == 0
    hand.at("search").fill("Dinas Sosial")
    hand.at("found").locator("button").first.click()
    until(lambda: wall.at("biography-title").count() == 1, "the story that the trainer opened")
    hand.page.keyboard.press("Escape")
    hand.at("tab-charts").click()
    hand.at("chart-pick-0").select_option(label="Ketegangan")
    until(lambda: "Ketegangan" in wall.at("chart-0").inner_text(), "the trainer's chart")
    hand.page.evaluate("document.querySelector('[data-testid=tab-room]').click()")
    server.room.display.code = True
    hand.at("step").click()
    until(lambda: wall.at("codescreen").is_visible(), "the code")
    assert server.access.keys["watcher"] in wall.at("codescreen").inner_text()
    server.room.display.code = False
    assert wall.complaints == []
    wall.close()


def test_everything_can_be_reached_without_a_mouse(hand: Hand) -> None:
    """Dots and ties by arrow keys and T, tabs by arrows, one heading, names for whoever listens."""
    page = hand.page
    assert page.locator("h1").count() == 1
    hand.at("network").focus()
    page.keyboard.press("ArrowRight")
    until(lambda: hand.at("biography").is_visible(), "a dot by key")
    first = hand.at("biography-title").inner_text()
    page.keyboard.press("ArrowDown")
    until(lambda: hand.at("biography-title").inner_text() != first, "the next dot")
    for _ in range(12):
        page.keyboard.press("t")
        page.wait_for_timeout(40)
        if " dan " in hand.at("biography-title").inner_text():
            break
        page.keyboard.press("ArrowLeft")
    until(lambda: " dan " in hand.at("biography-title").inner_text(), "a tie by key")
    assert hand.month == 0
    page.keyboard.press("Escape")
    hand.at("tab-charts").focus()
    page.keyboard.press("ArrowRight")
    assert hand.at("tab-lever").get_attribute("aria-selected") == "true"
    hand.at("tab-charts").click()
    unnamed = page.evaluate("""() => [...document.querySelectorAll('button, select, input, [role=img], [role=application], [role=region]')]
        .filter((e) => e.checkVisibility() && !(e.innerText || '').trim() && !e.getAttribute('aria-label') && !e.title
            && !e.getAttribute('aria-labelledby') && !e.labels?.length).map((e) => e.outerHTML.slice(0, 90))""")
    assert unnamed == []
    until(lambda: "→" in (page.locator(".plot").first.get_attribute("aria-label") or ""), "a chart in words")


def test_who_asks_for_less_motion_sees_none(browser: Any, server: Served) -> None:
    """With reduced motion nothing flashes or drifts: between two months the picture stands still."""
    hand = Hand(browser, server, reduced_motion="reduce")
    hand.at("step").click()
    until(lambda: hand.month == 1, "a month")
    hand.page.wait_for_timeout(150)
    first = hand.at("network").screenshot()
    hand.page.wait_for_timeout(700)
    assert hand.at("network").screenshot() == first
    hand.close()


def test_measures_neighbours_and_the_debrief(hand: Hand, tmp_path: Path) -> None:
    hand.at("colour").select_option("broker")
    assert hand.at("scale-key").is_visible()
    hand.at("size").select_option("partners")
    hand.at("reach").select_option("2")
    for _ in range(3):
        hand.at("step").click()
    hand.at("branch").click()
    until(lambda: hand.data("lanes") == "2", "the second future")
    hand.at("shock-leadership_wave").click()
    hand.at("keep-run").click()
    for _ in range(12):
        hand.at("step").click()
    until(lambda: hand.month == 15, "a year")
    hand.at("tab-differs").click()
    until(lambda: hand.page.locator("[data-testid=only-0] li").count() > 0, "what only A has")
    hand.page.locator("[data-testid=differing]").first.click()
    until(lambda: hand.at("story-1").count() == 1, "both stories")
    hand.at("story-1").click()
    until(lambda: hand.at("story-1").get_attribute("aria-pressed") == "true", "the other future's story")
    hand.at("tab-room").click()
    hand.at("ask").click()
    hand.at("reveal").click()
    with hand.page.expect_download() as download:
        hand.at("debrief").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    text = path.read_text()
    assert path.name == "test-debrief.html"
    assert "hari Senin" in text
    assert "data:image/png" in text
    assert "http" not in text
    assert "Hanya di Masa depan A" in text


def test_a_sleeping_tab_and_a_lost_line_come_back(hand: Hand, server: Served) -> None:
    hand.at("speed").select_option("4")
    hand.at("play").click()
    until(lambda: hand.month > 2, "months to pass")
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
