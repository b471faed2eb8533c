"""The page in Chromium: nobody else is asked, nothing is complained of, and a trainer's hour works."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from tests.browsers import NEEDS_CHROMIUM, until
from tests.live.hands import PHONE, Hand, fits
from tests.live.rooms import Served

pytestmark = NEEDS_CHROMIUM


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


def test_first_picture_play_pause_step_seek(hand: Hand, server: Served) -> None:
    until(lambda: coloured(hand.page) > 2000, "ties on the map")
    hand.at("speed").select_option("20")
    hand.at("play").click()
    until(lambda: hand.month > 15, "months to pass")
    hand.at("play").click()
    paused = hand.standing(server)
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


def test_nothing_moves_after_a_pause(hand: Hand, server: Served) -> None:
    hand.at("speed").select_option("20")
    hand.at("play").click()
    until(lambda: hand.month > 10, "months to pass")
    hand.at("play").click()
    hand.standing(server)
    first = hand.at_rest()
    hand.page.wait_for_timeout(600)
    assert hand.at("network").screenshot() == first


def test_two_futures_and_a_shock(hand: Hand) -> None:
    hand.at("branch").click()
    until(lambda: hand.data("lanes") == "2", "the second future")
    until(lambda: "hanya di" in hand.at("legend").inner_text(), "what is in one future only")
    row = "[...document.querySelectorAll('[data-testid=legend] > *')].filter((e) => e.checkVisibility()).map((e) => e.offsetTop + e.offsetHeight / 2)"
    middles = hand.page.evaluate(row)
    assert max(middles) - min(middles) < 40  # two rows at most
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
    hand.at("tab-lesson").click()
    hand.at("lesson-leadership-and-governance").click()
    until(lambda: hand.at("lesson-title").count() == 1, "the lesson")
    hand.at("lesson-next").click()  # beside the story, which stays open
    assert hand.at("biography").is_visible()
    hand.at("lesson-previous").click()
    hand.at("biography-close").click()
    hand.at("lesson-do").click()
    until(lambda: hand.month == 6, "the lesson's month")


def test_a_slider_sets_a_number_from_next_month(hand: Hand, server: Served) -> None:
    hand.at("tab-lever").click()
    hand.at("set-leadership.handover_share").fill("0.6")
    until(lambda: server.room.session.trajectories[0].values()["leadership"]["handover_share"] == 0.6, "the number")
    hand.at("tab-assumption").click()
    assert hand.at("assumptions").locator("input").count() > 20
    assert hand.at("set-leadership.handover_share").count() == 0


def test_zooming_on_a_phone_covers_nothing_of_the_map(browser: Any, server: Served) -> None:
    """Buttons as large as a fingertip lay on the dots of a corner, which could not be tapped."""
    phone = Hand(browser, server, "watcher", **PHONE)
    chart = phone.at("network").bounding_box()
    for name in ("zoom-in", "zoom-out"):
        button = phone.at(name).bounding_box()
        assert button["y"] >= chart["y"] + chart["height"], (name, button, chart)
    before = phone.at_rest()
    phone.at("zoom-in").tap()
    assert phone.at_rest() != before


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
    assert hand.page.locator("[data-testid=ended-0] .reasons li").count() > 0
    hand.page.locator("[data-testid=ended-0] [data-testid=differing]").first.click()
    until(lambda: hand.at("biography-title").is_visible(), "the story of what ended")
    hand.page.keyboard.press("Escape")
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
    # the letters of a picture spell anything: four given ones stand in one page of thirty
    assert "http" not in re.sub(r"data:image/png;base64,[\w+/=]+", "", text)
    assert "Hanya di Masa depan A" in text


def test_the_future_that_changes_apply_to_can_be_read_under_the_mouse(hand: Hand) -> None:
    hand.at("branch").click()
    hand.at("target-0").click()
    until(lambda: hand.at("target-0").get_attribute("aria-pressed") == "true", "the first future")
    hand.at("target-0").hover()
    assert hand.at("target-0").evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]") == [
        "rgb(255, 255, 255)",
        "rgb(27, 58, 107)",
    ]


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
    until(lambda: other.data("playing") == "true", "the play as others see it")
    other.at("play").click()
    other.standing(server)
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
        path = tmp_path / f"{width}.png"
        until(lambda: len(hand.page.screenshot(path=path)) > 40_000, "a picture with something on it")  # noqa: B023
        assert hand.page.evaluate("document.documentElement.scrollWidth") <= width
        with hand.page.expect_download() as download:
            hand.page.evaluate("document.querySelector('[data-testid=picture]').click()")
        assert download.value.suggested_filename == "test.png"
        hand.close()


PICTURE = "() => { const c = document.querySelector('[data-testid=still]'); return c.toDataURL(); }"


def test_a_map_drawn_in_parts_is_the_map_drawn_at_once(browser: Any, server: Served) -> None:
    """Paused in the middle of fast months, the map shows that month, as it would had it been drawn in one go."""
    hand = Hand(browser, server, reduced_motion="reduce")
    hand.at("speed").select_option("60")
    hand.at("play").click()
    until(lambda: hand.month > 20, "months to pass")
    hand.at("play").click()
    hand.standing(server)
    hand.at_rest("still")
    drawn = hand.page.evaluate(PICTURE)
    hand.at("language").click()
    until(lambda: hand.page.evaluate(PICTURE) != drawn, "the map in the other language")
    hand.at("language").click()
    until(lambda: hand.page.evaluate(PICTURE) == drawn, "the same map")
    hand.close_silent()


def test_charts_keep_their_height_beside_a_story(hand: Hand) -> None:
    """With two futures and a story open, a chart's heading lies over no other, and all charts can be scrolled to."""
    hand.at("branch").click()
    until(lambda: hand.data("lanes") == "2", "two futures")
    hand.at("search").fill("Dinas Sosial")
    hand.at("found").locator("button").first.click()
    hand.at("biography-title").wait_for()
    boxes = [hand.at(f"chart-{k}").bounding_box() for k in range(4)]
    assert all(box["height"] >= 100 for box in boxes)
    assert all(above["y"] + above["height"] <= below["y"] + 1 for above, below in pairwise(boxes))
    hand.at("chart-3").scroll_into_view_if_needed()
    side, last = hand.page.locator(".side").bounding_box(), hand.at("chart-3").bounding_box()
    assert side["y"] <= last["y"]
    assert last["y"] + last["height"] <= side["y"] + side["height"] + 1


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_trainer_steers_a_lesson_beside_an_open_story(hand: Hand, lang: str) -> None:
    """At 1366 x 768 no step's buttons lie below a story; an answer that was shown does not stand over the next step."""
    if hand.page.evaluate("document.documentElement.lang") != lang:
        hand.at("language").click()
    hand.at("tab-lesson").click()
    hand.at("lesson-leadership-and-governance").click()
    hand.at("lesson-title").wait_for()
    until(lambda: hand.page.locator(".goal").inner_text() == "", "the lesson's place")
    hand.at("search").fill("Dinas" if lang == "id" else "agency")
    hand.at("found").locator("button").first.click()
    hand.at("biography-title").wait_for()
    steps = hand.at("lesson-step").locator("option").count()
    for k in range(steps):
        hand.at("lesson-step").select_option(str(k))
        until(lambda: hand.at("lesson-step").input_value() == str(k), "the step")  # noqa: B023
        edge = hand.page.locator(".side").bounding_box()
        for name in ("lesson-previous", "lesson-do", "lesson-next"):
            for box in [one.bounding_box() for one in hand.at(name).all()]:
                assert box["y"] + box["height"] <= edge["y"] + edge["height"], (k, name)
    hand.at("lesson-step").select_option("1")
    hand.at("lesson-do").click()
    hand.at("reveal").click()
    hand.at("guess-counts").wait_for()
    hand.at("lesson-next").click()
    until(lambda: not hand.at("guess").is_visible(), "the question is put away")


EDGES = """() => [...document.querySelectorAll('.canvas canvas')].map((c) => [c, c.getBoundingClientRect()]).map(([c, box]) =>
    [...[box.left, box.top, box.width, box.height].map((v) => v * devicePixelRatio), c.width, c.height])"""


@pytest.mark.parametrize("ratio", [1, 1.25, 2])
def test_the_map_lies_on_whole_pixels_of_the_screen(browser: Any, server: Served, ratio: float) -> None:
    """Its canvases begin and end between two pixels of the screen, and have one pixel for each: thin lines are not blurred."""
    for width, height in ((1366, 768), (1003, 701), (390, 844)):
        hand = Hand(browser, server, width=width, height=height, device_scale_factor=ratio)
        for left, top, wide, high, across, down in hand.page.evaluate(EDGES):
            assert all(abs(edge - round(edge)) < 0.02 for edge in (left, top, wide, high)), (
                width,
                left,
                top,
                wide,
                high,
            )
            assert (round(wide), round(high)) == (across, down)
        hand.close_silent()


def help_of(hand: Hand) -> str:
    hand.page.evaluate("document.querySelector('[data-testid=tab-room]').click()")
    return str(hand.page.locator(".roomtab p.quiet").nth(-2).inner_text())


@pytest.mark.parametrize("role", ["trainer", "projector"])
def test_a_key_lists_the_keys(browser: Any, server: Served, role: str) -> None:
    """``?`` opens the list in the language of the page, with the trainer's keys for the trainer only; Escape closes it alone."""
    hand = Hand(browser, server, role)
    for opened, said in (("id", "hubungan berikutnya"), ("en", "the next tie")):
        assert hand.page.evaluate("document.documentElement.lang") == opened
        hand.page.keyboard.press("?")
        hand.at("keys").wait_for()
        assert said in hand.at("keys").inner_text()
        assert role != "trainer" or "?:" in help_of(hand)
        steers = any(words in hand.at("keys").inner_text() for words in ("jalankan atau jeda", "play or pause"))
        assert steers == (role == "trainer")
        hand.page.keyboard.press("Escape")
        until(lambda: not hand.at("keys").is_visible(), "the list to close")
        hand.page.keyboard.press("l")
    hand.close_silent()
