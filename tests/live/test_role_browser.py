"""Role play in Chromium: a phone at 390 x 844 with touch, the trainer and the projector, from the first part to the debrief."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from tests.browsers import NEEDS_CHROMIUM, until
from tests.live.hands import PHONE, Hand, faults
from tests.live.rooms import Served, place_of, setup

from simkemitraan.live.session import Session
from simkemitraan.live.sources import ModelSource

pytestmark = NEEDS_CHROMIUM
SMALL = """() => [...document.querySelectorAll('.role button, .role summary')]
    .map((b) => [b.textContent, b.getBoundingClientRect()])
    .filter(([, r]) => r.height && (r.height < 44 || r.width < 44)).map(([text]) => text)"""
UNSEEN = "d => [...d.querySelectorAll('.item, dd, li, p, button')].filter((e) => !e.checkVisibility()).map((e) => e.textContent)"


@pytest.fixture(scope="module")
def session() -> Session:
    shown = setup(*place_of(160), months=60, burn_in=60)
    return Session(shown, ModelSource(shown))


class Phone(Hand):
    """A participant's phone; what the server told it of its part is kept."""

    def __init__(self, browser: Any, server: Served) -> None:
        super().__init__(browser, server, "watcher", **PHONE)
        self.told: dict[str, Any] = {}
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._hear))
        self.page.reload()
        self.page.wait_for_selector("body[data-painted]")

    def _hear(self, text: Any) -> None:
        message = json.loads(text)
        if message["is"] == "role":
            self.told = message

    def speak(self, lang: str) -> None:
        if self.page.evaluate("document.documentElement.lang") != lang:
            self.at("language").tap()

    def screens(self) -> float:
        """How many screens long the page is."""
        return float(self.page.evaluate("document.documentElement.scrollHeight / innerHeight"))

    def on_first_screen(self, testid: str) -> bool:
        box = self.at(testid).bounding_box()
        return bool(box) and box["y"] >= 0 and box["y"] + box["height"] <= 844

    def unfold(self, testid: str) -> None:
        self.at(testid).locator("summary").first.tap()

    def counts(self) -> dict[str, int]:
        """How much of each kind is on the page, folded or not."""
        return {name: self.page.locator(f".role {name}").count() for name in (".item", "dd", ".partners li")}


def fits(hand: Hand) -> None:
    assert hand.page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [390, 390]
    assert hand.page.evaluate(SMALL) == []


def everything_is_one_tap_away(phone: Phone) -> None:
    """Open each fold in turn: what is in it can then be seen, and nothing of what was told is missing."""
    told = phone.told
    assert phone.counts() == {
        ".item": len(told["items"]) + len(told["added"]),
        "dd": len(told["glance"]) + len(told["facts"]),
        ".partners li": len(told["partners"]),
    }
    for fold in phone.page.locator(".role details").all():
        fold.locator("summary").tap()
        assert fold.evaluate(UNSEEN) == []
        assert not faults(phone)
        fold.locator("summary").tap()
        assert not fold.evaluate("d => d.open")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_participant_sees_at_once_who_they_are_what_is_asked_and_what_they_may_do(
    browser: Any, server: Served, lang: str
) -> None:
    """Agency, nonprofit, company and volunteers: at most two screens with everything folded, nothing lost, no scroll to finish."""
    trainer, phones = Hand(browser, server), [Phone(browser, server) for _ in range(4)]
    trainer.at("tab-roles").click()
    trainer.at("roles-begin").click()
    trainer.at("round-months").select_option("12")
    for kind, phone in zip((0, 1, 2, 4), phones, strict=True):
        phone.speak(lang)
        phone.at(f"part-{kind}").wait_for()
        assert phone.screens() <= 2
        assert phone.on_first_screen("part-4")
        phone.at(f"part-{kind}").tap()
        phone.at("role-glance").wait_for()
        assert len(phone.told["glance"]) == 4  # budget, people, leader, partners, by the labels of a card
        assert phone.at("role-brief").evaluate("d => d.open")
        assert phone.screens() <= 2
    trainer.at("round-open").click()
    for phone in phones:
        phone.at("role-done").wait_for()
        until(lambda: phone.told.get("items"), "what may be decided")  # noqa: B023
        assert phone.screens() <= 2, phone.screens()
        assert all(phone.on_first_screen(name) for name in ("role-name", "role-glance", "role-done"))
        assert not phone.at("network").is_visible()
        fits(phone)
        everything_is_one_tap_away(phone)
        phone.unfold("role-map")
        until(lambda: phone.on_first_screen("network"), "the map")  # noqa: B023
        phone.unfold("role-map")
        phone.at("role-done").tap()
    for phone in phones:
        phone.at("role-state").wait_for()
    trainer.at("round-open").wait_for()
    for phone in phones:
        until(lambda: phone.told.get("round") == 1 and not phone.told.get("items"), "the round is over")  # noqa: B023
        assert phone.screens() <= 2, phone.screens()
        assert phone.page.locator(".came li").count() == len(phone.told["came"]) + len(phone.told["news"])
    for one in (trainer, *phones):
        one.close_silent()


def test_what_is_unfolded_stays_open_under_the_finger(browser: Any, server: Served) -> None:
    """An answer within a fold neither closes it nor moves the page; keys open and close; the next round begins folded."""
    trainer, phone = Hand(browser, server), Phone(browser, server)
    trainer.at("tab-roles").click()
    trainer.at("roles-begin").click()
    phone.at("part-1").tap()
    phone.at("role-name").wait_for()
    trainer.at("round-open").click()
    phone.at("role-done").wait_for()
    fold = phone.at("fold-invite")
    fold.locator("summary").focus()
    phone.page.keyboard.press("Enter")
    assert fold.evaluate("d => d.open")
    invite = phone.page.locator("[data-testid^=answer-2-]").last
    invite.scroll_into_view_if_needed()
    before = phone.page.evaluate("scrollY")
    assert before > 0
    invite.tap()
    until(lambda: invite.get_attribute("aria-pressed") == "true", "the invitation")
    assert phone.page.evaluate("scrollY") == before
    assert "1 dipilih" in fold.locator("summary").inner_text()
    phone.at("role-done").tap()
    trainer.at("round-open").wait_for()
    trainer.at("round-open").click()
    phone.at("role-done").wait_for()
    assert not phone.at("fold-invite").evaluate("d => d.open")
    for one in (trainer, phone):
        one.close_silent()


@pytest.mark.full
def test_a_phone_plays_two_rounds(browser: Any, server: Served, tmp_path: Path) -> None:
    trainer, wall = Hand(browser, server), Hand(browser, server, "projector", 1920, 1080)
    tablet = Hand(browser, server, width=820, height=1180, has_touch=True)
    phone = Phone(browser, server)
    assert phone.at("tab-roles").count() == 0
    for one in (trainer, tablet):
        one.at("tab-roles").click()
    trainer.at("roles-begin").click()
    phone.at("part-1").wait_for()
    fits(phone)
    phone.at("part-1").tap()
    phone.at("role-name").wait_for()
    name = phone.at("role-name").inner_text().split("lembaga")[0].strip()

    trainer.at("round-open").click()
    phone.at("role-done").wait_for()
    fits(phone)
    for one in (trainer, wall, tablet):
        assert not faults(one)
    phone.unfold("fold-invite")
    answers = phone.page.locator("[data-testid^=answer-]:visible")
    answers.first.tap()
    until(lambda: answers.first.get_attribute("aria-pressed") == "true", "the first answer")
    answers.first.tap()
    until(lambda: answers.first.get_attribute("aria-pressed") == "false", "the first answer taken back")
    invite = phone.page.locator("[data-testid^=answer-2-]")
    invite.first.tap()
    until(lambda: "masih 2" in phone.at("role").inner_text(), "the invitations left")

    # the phone comes back with the same part and the same answers; nobody else sees them
    phone.page.reload()
    phone.at("role-name").wait_for()
    assert phone.at("role-name").inner_text().startswith(name)
    until(lambda: "masih 2" in phone.at("role").inner_text(), "the invitation after coming back")
    assert "0 dari 1 selesai" in wall.at("roundline").inner_text()
    assert wall.at("role").count() == 0
    assert wall.page.evaluate("parseFloat(getComputedStyle(document.querySelector('.roundline')).fontSize)") >= 24
    phone.at("role-done").tap()
    trainer.at("round-open").wait_for()
    phone.at("role-came").wait_for()
    fits(phone)
    assert trainer.month == 3

    trainer.at("round-open").click()
    phone.at("role-done").wait_for()
    trainer.at("round-close").click()
    trainer.at("roles-end").wait_for()
    trainer.at("roles-end").click()
    until(lambda: trainer.data("lanes") == "2", "both worlds")
    until(lambda: "selesai" in phone.at("roundline").inner_text(), "the end of the play")
    trainer.at("tab-room").click()
    with trainer.page.expect_download() as download:
        trainer.at("debrief").click()
    page = tmp_path / "debrief.html"
    download.value.save_as(page)
    text = page.read_text(encoding="utf-8")
    assert "Keputusan di ruang ini" in text
    assert name in text
    assert "Tebakan dan jawaban" not in text  # nothing was asked
    assert "B dunia ruang ini" in text
    assert text.count('<img alt="" src="data:image/png') == 1 + 5  # the map, and a shape for each kind
    for hand in (trainer, wall, tablet):
        assert not faults(hand)
    for hand in (trainer, wall, tablet, phone):
        hand.close_silent()
