"""The room on every screen: phone, tablet, projector; by touch, by keyboard, by ear, and with less motion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from tests.browsers import NEEDS_CHROMIUM, until
from tests.live.hands import BELOW, CUT, LOW, OVER, PHONE, SMALL, TINY_TYPE, TWO_LINES, Hand, faults, fits
from tests.live.rooms import Served, served

from simkemitraan import Scenario
from simkemitraan.declare import Text
from simkemitraan.live import interventions
from simkemitraan.live.lesson import lessons
from simkemitraan.live.network_view import view_of
from simkemitraan.live.questions import Band, Question
from simkemitraan.live.saving import SessionSaver
from simkemitraan.live.serving import Options, prepare, setup_of
from simkemitraan.live.session import Session
from simkemitraan.live.sources import HEADLINES, ModelSource
from simkemitraan.live.welcome import welcome

pytestmark = NEEDS_CHROMIUM


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
                assert one.page.evaluate(TWO_LINES) + one.page.evaluate(CUT) == []
            until(lambda: wall.page.evaluate(BELOW) == [], "all of the step within the wall")
            assert wall.at("lesson-notes").count() == phone.at("lesson-notes").count() == 0
            assert phone.page.evaluate(SMALL, 43.5) == []
        trainer.at("lesson-stop").click()
    for one in (trainer, phone, tablet, wall):
        assert one.complaints == []
        one.close()


SCREENS: dict[str, dict[str, Any]] = {
    "phone": {"role": "watcher", **PHONE},
    "calm phone": {"role": "watcher", **PHONE, "reduced_motion": "reduce"},
    "tablet": {"width": 820, "height": 1180, "has_touch": True},
    "tablet, wide": {"width": 1180, "height": 820, "has_touch": True},
    "wall": {"role": "projector", "width": 1920, "height": 1080},
}


@pytest.mark.full
@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_step_and_every_answer_on_every_screen(browser: Any, server: Served, lang: str) -> None:
    """Each step carried out, each question asked, guessed and revealed: every screen is looked at each time."""
    trainer = Hand(browser, server)
    screens = {name: Hand(browser, server, **shape) for name, shape in SCREENS.items()}
    for one in (trainer, *screens.values()):
        if one.page.evaluate("document.documentElement.lang") != lang:
            one.at("language").click()
    for one in (trainer, screens["tablet"], screens["tablet, wide"]):
        one.at("tab-lesson").click()
    found: list[str] = []

    def look(where: str) -> None:
        for name, one in screens.items():
            found.extend(f"{where}, {name}: {fault}" for fault in faults(one))

    trainer.at("speed").select_option("60")
    for lesson in lessons():
        trainer.at(f"lesson-{lesson.name}").click()
        for k, step in enumerate(lesson.steps):
            trainer.at("lesson-step").select_option(str(k))
            said = step.title.id if lang == "id" else step.title.en
            for one in screens.values():
                one.at("lesson-title").filter(has_text=said).wait_for()
            look(f"{lesson.name} {k + 1}")
            if not step.actions:
                continue
            trainer.at("lesson-do").click()
            trainer.page.wait_for_timeout(300)
            look(f"{lesson.name} {k + 1} done")
            if any(action["do"] == "ask" for action in step.actions):
                answer_and_reveal(trainer, screens["phone"])
                look(f"{lesson.name} {k + 1} revealed")
        trainer.at("lesson-stop").click()
    assert not found, "\n".join(dict.fromkeys(found))
    for one in (trainer, *screens.values()):
        assert one.complaints == []
        one.close()


def answer_and_reveal(trainer: Hand, phone: Hand) -> None:
    """Guess with a finger, and let the trainer reveal."""
    phone.at("guess-text").wait_for()
    if phone.at("guess-less").count():
        phone.at("guess-less").tap()
        phone.at("guess-send").tap()
    else:
        phone.page.locator(".guess .choices button").first.tap()
    trainer.at("reveal").first.click()
    for one in (trainer, phone):
        one.page.locator("[data-testid=guess-outcome], [data-testid=guess-counts]").first.wait_for()


def test_a_trainer_with_a_phone_or_tablet_reaches_everything(browser: Any, server: Served) -> None:
    """No control lies under another, and each is large enough for a finger, in every tab."""
    for size in (PHONE, {"width": 820, "height": 1180, "has_touch": True}):
        hand = Hand(browser, server, **size)
        for tab in ("charts", "lever", "assumption", "lesson", "differs", "changes", "room"):
            hand.at(f"tab-{tab}").tap()
            fits(hand)
            assert hand.page.evaluate(SMALL, 43.5) == []
        hand.at("tab-charts").tap()
        hand.at("shock-disaster").tap()
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
    assert wall.page.evaluate(TINY_TYPE, 24) == []
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


INK_AT_THE_EDGE = """() => [...document.querySelectorAll('.u-wrap canvas')].map((canvas) => {
    const below = canvas.closest('.u-wrap').querySelector('.u-over').getBoundingClientRect().bottom - canvas.getBoundingClientRect().top;
    const high = Math.round(canvas.height - below * devicePixelRatio) - 2;
    const data = canvas.getContext('2d').getImageData(canvas.width - 2, canvas.height - high, 2, high).data;
    return data.some((value, at) => at % 4 === 3 && value > 0);
})"""


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_code_and_the_charts_are_whole_on_every_screen(browser: Any, server: Served, lang: str) -> None:
    """The room code stands within the screen, the last year of a chart too, and a story on the wall cuts no line."""
    trainer, wall = Hand(browser, server), Hand(browser, server, "projector", 1920, 1080)
    tablet = Hand(browser, server, width=820, height=1180, has_touch=True)
    for one in (trainer, wall, tablet):
        if one.page.evaluate("document.documentElement.lang") != lang:
            one.at("language").click()
    until(lambda: wall.page.evaluate(INK_AT_THE_EDGE) == [False, False], "charts that end within their canvas")
    server.room.display.code = True
    trainer.at("step").click()
    for one in (trainer, wall, tablet):
        one.at("codescreen").wait_for()
        assert one.page.evaluate(LOW) == []
        assert not faults(one)
        assert server.access.keys["watcher"] in one.at("codescreen").inner_text()
    trainer.at("code-hide").click()
    trainer.at("branch").click()
    trainer.at("tab-lesson").click()
    trainer.at("lesson-leadership-and-governance").click()
    wall.at("lesson-title").wait_for()
    trainer.at("search").fill("Dinas Sosial" if lang == "id" else "Social agency")
    trainer.at("found").locator("button").first.click()
    wall.at("biography-title").wait_for()
    assert not faults(wall)
    side, chart = wall.page.locator(".side").bounding_box(), wall.at("chart-0").bounding_box()
    assert chart["y"] + chart["height"] <= side["y"] + side["height"] + 1
    assert tablet.page.locator(".timeline").bounding_box()["width"] > 600
    assert not faults(tablet)
    for one in (trainer, wall, tablet):
        one.close_silent()


def test_scores_stand_on_the_wall_when_the_answer_is_closed(browser: Any, server: Served, hand: Hand) -> None:
    """The break and the talk about luck need them: no question is open then. A phone sees its own table."""
    wall, phone = Hand(browser, server, "projector", 1920, 1080), Hand(browser, server, "watcher", **PHONE)
    phone.at("table").select_option("3")
    seats = server.room.seats
    until(lambda: seats.table(len(seats)) == 3, "the table")
    told = {"indicator": "trust", "open": False, "values": [0.50, 0.52], "band": Band(0.01, 0.03, 0.02, 12)}
    server.room.questions.append(Question(1, Text("a", "b"), guesses={len(seats): 0.02}, **told))  # type: ignore[arg-type]
    hand.at("step").click()
    until(lambda: "Meja 3 10 · “tidak ada beda” 8" in wall.at("roundline").inner_text(), "the score")
    until(lambda: "Meja 3 10" in phone.at("roundline").inner_text(), "the own score")
    assert not faults(wall)
    assert not faults(phone)
    phone.at("table").select_option("0")
    until(lambda: not phone.at("roundline").is_visible(), "no score for who sits at no table")
    server.room.questions.clear()
    for one in (wall, phone):
        one.close_silent()


INK_ABOVE = """() => [...document.querySelectorAll('.u-wrap canvas')].map((canvas) => {
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, 2).data;
    return data.some((value, at) => at % 4 === 3 && value > 0);
})"""


def test_an_answer_says_its_months_and_stands_clear_of_its_axis(browser: Any, server: Served, hand: Hand) -> None:
    """The mean over the window is not the last month that the chart shows; figures below the axis do not touch on a phone."""
    wall, phone = Hand(browser, server, "projector", 1920, 1080), Hand(browser, server, "watcher", **PHONE)
    told = {"indicator": "cooperation", "open": False, "values": [232.0, 250.7], "window": 6}
    server.room.questions.append(Question(1, Text("a", "b"), guesses={1: -100.0, 2: 300.0}, **told))  # type: ignore[arg-type]
    server.room.question = server.room.questions[-1]
    hand.at("step").click()
    for one in (wall, phone):
        one.at("guess-outcome").get_by_text("rata-rata 6 bulan terakhir").wait_for()
        assert one.page.evaluate(OVER) == []
    assert wall.page.evaluate(INK_ABOVE) == [False, False]
    server.room.question = None
    server.room.questions.clear()
    for one in (wall, phone):
        one.close_silent()


def test_nothing_is_to_be_tapped_where_nothing_differs(hand: Hand) -> None:
    hand.at("branch").click()
    hand.at("tab-differs").click()
    hand.at("only-0").wait_for()
    assert hand.at("only-0").inner_text().startswith("Hanya di Masa depan A: 0")
    assert "Ketuk" not in hand.at("only-0").inner_text()


def most_tied(server: Served) -> str:
    """Return the Indonesian name of the organisation that has most ties."""
    session = server.room.session
    pairs = view_of(session.trajectories[0].world, session.node_index).pairs
    ends = np.concatenate([pairs >> 32, pairs & 0xFFFFFFFF])
    return str(session.node_index.rows[np.bincount(ends).argmax()][3])


def test_everything_can_be_reached_without_a_mouse(hand: Hand, server: Served) -> None:
    """Dots and ties by arrow keys and T, tabs by arrows, one heading, names for whoever listens."""
    page = hand.page
    assert page.locator("h1").count() == 1
    hand.at("network").focus()
    page.keyboard.press("ArrowRight")
    until(lambda: hand.at("biography").is_visible(), "a dot by key")
    first = hand.at("biography-title").inner_text()
    page.keyboard.press("ArrowDown")
    until(lambda: hand.at("biography-title").inner_text() != first, "the next dot")
    name = most_tied(server)
    hand.at("search").fill(name)
    hand.at("found").get_by_text(name, exact=True).first.click()
    until(lambda: hand.at("biography-title").inner_text() == name, "an organisation that has ties")
    hand.at("network").focus()
    page.keyboard.press("t")
    until(lambda: set(hand.at("biography-title").inner_text().split(" dan ")) > {name}, "a tie by key")
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
    hand.at_rest()  # the map is laid out
    hand.at("step").click()
    until(lambda: server.room.session.month == 1, "a month")
    hand.standing(server)
    first = hand.at("network").screenshot()
    hand.page.wait_for_timeout(700)
    assert hand.at("network").screenshot() == first
    hand.close()


@pytest.mark.full
def test_a_recording_is_watched_and_not_steered(browser: Any, tmp_path: Path) -> None:
    scenario = Scenario.load("package:tiny").with_changes(months=12, burn_in=12)
    session = Session(setup := setup_of([scenario], None), ModelSource(setup))
    session.go_to(12)
    folder = tmp_path / "session"
    SessionSaver((scenario,), setup, welcome(setup, HEADLINES, []), replicates=2, folder=folder)(session.state())
    with served(prepare(Options(str(folder), browser=False)).room.session) as server:
        hand = Hand(browser, server)
        assert not hand.at("shocks").is_visible()
        for gone in ("tab-lever", "tab-assumption", "tab-differs", "tab-roles", "branch", "record", "ask"):
            assert not hand.at(gone).is_visible(), gone
        hand.at("step").click()
        until(lambda: hand.month == 1, "a month of the recording")
        assert hand.complaints == []
        hand.close()
