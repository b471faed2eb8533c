"""Role play in Chromium: a phone at 390 x 844 with touch, the trainer and the projector, from the first part to the debrief."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from tests.browsers import NEEDS_CHROMIUM, chromium, until
from tests.live.hands import Hand
from tests.live.rooms import Served, place_of, served, setup

from simkemitraan.live.session import Session
from simkemitraan.live.sources import ModelSource

pytestmark = [pytest.mark.full, *NEEDS_CHROMIUM]
SMALL = """() => [...document.querySelectorAll('.role button, .role summary')]
    .map((b) => [b.textContent, b.getBoundingClientRect()])
    .filter(([, r]) => r.height && (r.height < 44 || r.width < 44)).map(([text]) => text)"""


@pytest.fixture
def server() -> Iterator[Served]:
    shown = setup(*place_of(160), months=60, burn_in=60)
    with served(Session(shown, ModelSource(shown))) as running:
        yield running


def phone_of(browser: Any, server: Served) -> Hand:
    return Hand(browser, server, "watcher", 390, 844, has_touch=True, is_mobile=True)


def fits(hand: Hand) -> None:
    assert hand.page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [390, 390]
    assert hand.page.evaluate(SMALL) == []


def test_a_phone_plays_two_rounds(server: Served, tmp_path: Path) -> None:
    with chromium() as browser:
        trainer, wall = Hand(browser, server), Hand(browser, server, "projector", 1920, 1080)
        phone = phone_of(browser, server)
        assert phone.at("tab-roles").count() == 0
        trainer.at("tab-roles").click()
        trainer.at("roles-begin").click()
        phone.at("part-1").wait_for()
        fits(phone)
        phone.at("part-1").tap()
        phone.at("role-name").wait_for()
        name = phone.at("role-name").inner_text().split("lembaga")[0].strip()

        trainer.at("round-open").click()
        phone.at("role-done").wait_for()
        fits(phone)
        answers = phone.page.locator("[data-testid^=answer-]")
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
        assert "Keputusan di ruang ini" in page.read_text(encoding="utf-8")
        assert name in page.read_text(encoding="utf-8")
        for hand in (trainer, wall, phone):
            assert hand.complaints == []
            assert hand.foreign == []
            hand.close()
