"""A page of the room in Chromium, and what is looked at on every screen."""

from __future__ import annotations

from typing import Any

from tests.browsers import WatchedPage, until
from tests.live.rooms import Served


class Hand(WatchedPage):
    """A page of the room in one role."""

    def __init__(
        self,
        browser: Any,
        server: Served,
        role: str = "trainer",
        width: int = 1366,
        height: int = 768,
        **more: object,
    ) -> None:
        super().__init__(browser, (server.address,), width, height, locale="id-ID", **more)
        self.page.goto(f"{server.access.address}#{server.access.keys[role]}")
        self.page.wait_for_selector("body[data-painted]")

    def data(self, name: str) -> str:
        return str(self.page.evaluate("name => document.body.dataset[name]", name))

    @property
    def month(self) -> int:
        return int(self.data("month"))

    def standing(self, server: Served) -> int:
        """Wait until the room stands still and this page has painted all of it; return the month."""
        room = server.room
        until(
            lambda: (
                not room.playing
                and not room.busy
                and self.data("playing") == "false"
                and self.data("painted") == str(room.session.broadcast.number)
            ),
            "the room to stand still",
        )
        return self.month

    def at_rest(self, testid: str = "network", apart: float = 600.0) -> bytes:
        """Wait until two pictures, so many milliseconds apart, are the same; return the picture."""
        shots = [b"", bytes(self.at(testid).screenshot())]

        def same() -> bool:
            self.page.wait_for_timeout(apart)
            shots[:] = [shots[1], bytes(self.at(testid).screenshot())]
            return shots[0] == shots[1]

        until(same, f"{testid} to come to rest")
        return shots[1]


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
OFF = """() => [...document.querySelectorAll('body *')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !e.closest('.sr, svg, .uplot, option'))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width > 0 && box.height > 0 && (box.left < -1 || box.right > innerWidth + 1 ||
        (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)
            && getComputedStyle(e).textOverflow !== 'ellipsis')))
    .map(([e, box]) => `${e.tagName}.${e.className} ${Math.round(box.left)}-${Math.round(box.right)} ${e.textContent.slice(0, 30)}`)"""
CUT = """() => [...document.querySelectorAll('select')].filter((e) => e.checkVisibility() && e.selectedOptions.length)
    .map((e) => [e, Object.assign(document.createElement('canvas').getContext('2d'), { font: getComputedStyle(e).font }), getComputedStyle(e)])
    .map(([e, ctx, style]) => [e, ctx.measureText(e.selectedOptions[0].textContent).width
        + parseFloat(style.paddingLeft) + parseFloat(style.paddingRight)])
    .filter(([e, wide]) => wide > e.clientWidth)
    .map(([e, wide]) => `cut: ${e.dataset.testid} ${e.selectedOptions[0].textContent} ${Math.round(wide)} > ${e.clientWidth}`)"""
LOW = """() => [...document.querySelectorAll('.codescreen *, .biography *, .guess *')].filter((e) => e.checkVisibility())
    .map((e) => [e, e.getBoundingClientRect(), e.closest('.codescreen, .biography, .guess').getBoundingClientRect()])
    .filter(([e, box, frame]) => box.top < frame.top - 1 || box.bottom > Math.min(frame.bottom, innerHeight) + 1)
    .map(([e, box]) => `below: ${e.tagName} ${e.textContent.slice(0, 30)} ${Math.round(box.top)}-${Math.round(box.bottom)}`)"""
TINY_TYPE = """(least) => [...document.querySelectorAll('body *')]
    .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((e) => !e.closest('.sr, option') && parseFloat(getComputedStyle(e).fontSize) < least)
    .map((e) => `${e.tagName}.${e.className}: ${e.textContent.slice(0, 30)} ${getComputedStyle(e).fontSize}`)"""
BELOW = """() => [...document.querySelectorAll('.lesson > *, .guess > *, .chart, .bandnote')].filter((e) => e.checkVisibility())
    .map((e) => [e, e.getBoundingClientRect(), (e.closest('.guess') ?? e.closest('.side')).getBoundingClientRect()])
    .filter(([e, box, frame]) => box.bottom > Math.min(frame.bottom, innerHeight) + 1)
    .map(([e, box, frame]) => `${e.textContent.slice(0, 40)}: ${Math.round(box.bottom)} > ${Math.round(Math.min(frame.bottom, innerHeight))}`)"""
TWO_LINES = """() => [...document.querySelectorAll('.lesson nav button')].filter((e) => e.checkVisibility())
    .filter((e) => { const all = document.createRange(); all.selectNodeContents(e); return all.getClientRects().length > 1; })
    .map((e) => `in two lines: ${e.textContent}`)"""
OVER = """() => [...document.querySelectorAll('.axisends')].flatMap((row) => {
    const said = [...row.children].filter((e) => e.textContent).map((e) => e.getBoundingClientRect());
    return said.flatMap((a, k) => said.slice(k + 1).filter((b) => a.left < b.right && b.left < a.right).map(() => `touch: ${row.innerText}`));
})"""
NAMELESS = """() => [...document.querySelectorAll('button, select, input, canvas, [role]')]
    .filter((e) => e.checkVisibility() && !['presentation', 'none', 'status', 'alert', 'tabpanel'].includes(e.getAttribute('role'))
        && e.getAttribute('aria-hidden') !== 'true' && !e.closest('[aria-hidden=true], .chip, .uplot'))
    .filter((e) => !(e.innerText || '').trim() && !e.ariaLabel && !e.title && !e.getAttribute('aria-labelledby') && !e.labels?.length)
    .map((e) => e.outerHTML.slice(0, 90))"""
MOVING = """() => document.getAnimations().map((a) => a.effect?.target?.className)"""


def faults(hand: Hand) -> list[str]:
    """What does not fit the screen of a page, is too small for it, has no name, or moves though it should not."""
    width = hand.page.viewport_size["width"]
    found = [str(f) for f in hand.page.evaluate(OFF)]
    if hand.page.evaluate("[innerWidth, document.documentElement.scrollWidth]") != [width, width]:
        found.append("the page is wider than the screen")
    found += hand.page.evaluate(CUT) + hand.page.evaluate(TWO_LINES) + hand.page.evaluate(OVER)
    if hand.page.evaluate("navigator.maxTouchPoints > 0"):
        found += hand.page.evaluate(SMALL, 43.5)
    if hand.page.evaluate("document.body.classList.contains('projector')"):
        found += hand.page.evaluate(TINY_TYPE, 24) + hand.page.evaluate(BELOW) + hand.page.evaluate(LOW)
    if hand.page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches"):
        found += [f"moves: {name}" for name in hand.page.evaluate(MOVING)]
    found += [f"no name: {html}" for html in hand.page.evaluate(NAMELESS)]
    if hand.page.locator("h1").count() != 1:
        found.append("not one h1")
    return found
