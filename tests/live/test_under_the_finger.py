"""What a finger is on stays where it is, whatever others do meanwhile; what a lost line took away is asked for again."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from tests.browsers import NEEDS_CHROMIUM, until
from tests.live.hands import PHONE, Hand
from tests.live.rooms import Served

pytestmark = NEEDS_CHROMIUM
EXPOSED = "window.sockets = []; const Own = WebSocket; window.WebSocket = class extends Own { constructor(url) { super(url); sockets.push(this); } }"


class Phone(Hand):
    """A participant's phone, which counts the rooms it was told of."""

    def __init__(self, browser: Any, server: Served) -> None:
        super().__init__(browser, server, "watcher", **PHONE)
        self.rooms: list[dict[str, Any]] = []
        self.page.on("websocket", lambda socket: socket.on("framereceived", self._hear))
        self.page.reload()
        self.page.wait_for_selector("body[data-painted]")

    def _hear(self, text: Any) -> None:
        message = json.loads(text)
        if message["is"] == "room":
            self.rooms.append(message)

    def told(self, what: str, true: Any) -> None:
        """Wait until the room as this phone was last told of it is so."""

        def now() -> bool:
            self.page.evaluate("0")  # what was received is heard while the page is spoken to
            return bool(self.rooms) and bool(true(self.rooms[-1]))

        until(now, what)


def question(hand: Hand) -> None:
    hand.at("branch").click()
    until(lambda: hand.data("lanes") == "2", "two futures")
    hand.at("tab-room").click()
    hand.at("ask").click()


def test_a_guess_of_others_takes_nothing_from_under_the_finger(browser: Any, server: Served, hand: Hand) -> None:
    """The slider that one is dragging and the button that one has the focus on are the same after others have guessed."""
    phone, other = Phone(browser, server), Phone(browser, server)
    question(hand)
    phone.at("guess-slider").wait_for()
    phone.at("guess-slider").focus()
    for _ in range(3):
        phone.page.keyboard.press("ArrowRight")
    held = phone.at("guess-slider").element_handle()
    said = phone.at("guess-value").inner_text()
    other.at("guess-more").tap()
    other.at("guess-send").tap()
    phone.at("guess-taken").filter(has_text="1").wait_for()
    assert held.evaluate("e => e.isConnected && e === document.activeElement")
    assert phone.at("guess-value").inner_text() == said
    phone.at("guess-send").focus()
    phone.page.keyboard.press("Enter")
    phone.at("guess-taken").filter(has_text="2").wait_for()
    until(lambda: "Ubah" in phone.at("guess-send").inner_text(), "the guess to be known")
    assert phone.page.evaluate("document.activeElement.dataset.testid") == "guess-send"
    for one in (phone, other):
        one.close_silent()


def test_a_tap_is_not_lost_when_another_takes_a_part_meanwhile(browser: Any, server: Served, hand: Hand) -> None:
    """A button that is pressed when the list is told anew is still the one that is let go."""
    phone, other = Phone(browser, server), Phone(browser, server)
    hand.at("tab-roles").click()
    hand.at("roles-begin").click()
    phone.at("part-3").wait_for()
    box = phone.at("part-3").bounding_box()
    phone.page.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.page.mouse.down()
    other.at("part-2").tap()
    other.at("role-name").wait_for()
    phone.told("another took a part", lambda room: len(room["roles"]["parts"]) == 1)
    phone.page.wait_for_timeout(100)
    phone.page.mouse.up()
    phone.at("role-name").wait_for()
    assert len(server.room.roles.parts) == 2
    until(lambda: "2 peran" in phone.at("roundline").inner_text(), "what waited for the finger")
    hand.at("round-months").focus()
    kept = hand.at("round-months").element_handle()
    third = Phone(browser, server)
    third.at("part-1").tap()
    third.at("role-name").wait_for()
    until(lambda: hand.at("round-parts").locator("li").count() == 3, "three parts")
    assert kept.evaluate("e => e === document.activeElement")
    for one in (phone, other, third):
        one.close_silent()


@pytest.mark.parametrize("asked", ["differs", "biography"])
def test_what_was_asked_over_a_lost_line_is_asked_again(browser: Any, server: Served, asked: str) -> None:
    hand = Hand(browser, server)
    hand.context.add_init_script(EXPOSED)
    hand.page.reload()
    hand.page.wait_for_selector("body[data-painted]")
    hand.at("branch").click()
    until(lambda: hand.data("lanes") == "2", "two futures")
    hand.at("search").fill("Dinas Sosial")
    hand.at("found").locator("button").first.wait_for()
    button = "[data-testid=tab-differs]" if asked == "differs" else "[data-testid=found] button"
    hand.page.evaluate("name => { sockets.at(-1).close(); document.querySelector(name).click(); }", button)
    hand.page.wait_for_selector("body[data-connected=false]")
    hand.page.wait_for_selector("body[data-connected=true]")
    if asked == "differs":
        hand.at("ended-0").wait_for()
    else:
        hand.at("biography-title").wait_for()
    assert hand.complaints == []
    hand.close()
