"""The desk in Chromium: a planner's way through its eight steps, by mouse, by keyboard, on three screens, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from tests import browsers
from tests.browsers import NEEDS_CHROMIUM, WatchedPage
from tests.desk.desks import TINY, Served, served

pytestmark = NEEDS_CHROMIUM
until = partial(browsers.until, patience=60.0)
SIZES = [(1366, 768), (1920, 1080), (390, 844)]


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with served(place=TINY, lang="en") as running:
        yield running


class Hand(WatchedPage):
    """A page of the desk."""

    def __init__(
        self,
        browser: Any,
        server: Served,
        width: int = 1366,
        height: int = 768,
        prepare: Callable[[Any], object] = lambda context: None,
    ) -> None:
        super().__init__(browser, (server.page, "blob:"), width, height, locale="en-GB", accept_downloads=True)
        prepare(self.context)
        self.page.goto(server.link)
        self.page.wait_for_selector("body[data-painted]")
        self.page.wait_for_selector("[data-testid=place-title]")

    def few(self, replicates: int = 2, months: int = 24) -> None:
        """Ask for little, so that the answer comes at once."""
        self.at("answer").locator("summary").first.click()
        self.at("months").fill(str(months))
        self.at("replicates").fill(str(replicates))

    @property
    def replicates(self) -> int:
        return int(self.page.evaluate("document.body.dataset.replicates"))

    def answered(self, replicates: int = 2) -> None:
        until(
            lambda: self.replicates >= replicates and self.page.evaluate("document.body.dataset.running") == "false",
            "an answer",
        )


@pytest.fixture
def hand(browser: Any, server: Served) -> Iterator[Hand]:
    one = Hand(browser, server)
    yield one
    one.close_silent()


def test_a_planner_goes_from_a_place_to_two_pages(hand: Hand, tmp_path: Path) -> None:
    hand.few()
    hand.at("add-shared_hub").click()
    hand.answered()
    assert "Shared-service hub" in hand.at("lead").first.inner_text()
    assert hand.at("row-families_served").locator("svg.interval").count() == 1
    hand.at("add-joint_required").click()
    until(lambda: hand.page.locator("[role=tab]").count() == 2, "two policies")
    assert hand.at("portfolio-table").locator("tbody tr").count() == 2
    hand.at("why-2").click()
    hand.page.wait_for_selector("[data-testid=side-only_reform]")
    with hand.page.expect_download() as waiting:
        hand.at("take-brief.docx").click()
    waiting.value.save_as(tmp_path / "brief.docx")
    assert (tmp_path / "brief.docx").read_bytes().startswith(b"PK")
    assert "--policy shared_hub --policy joint_required" in hand.at("command").inner_text()
    with hand.page.expect_download(timeout=120_000) as waiting:
        hand.at("take-brief.pdf").click()
    waiting.value.save_as(tmp_path / "brief.pdf")
    assert (tmp_path / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert "✓" in hand.at("taken-shared_hub").inner_text()


def test_what_is_still_wanted_is_asked_for_and_nothing_that_is_there(hand: Hand) -> None:
    hand.page.wait_for_selector("[data-testid=place-title]")
    until(lambda: "Choose at least one policy" in hand.at("status").inner_text(), "what is wanted")
    assert "Choose a place" not in hand.at("status").inner_text()
    assert "Appears once a policy is chosen" in hand.page.locator("body").inner_text()


def test_a_month_is_told_as_the_brief_tells_it(hand: Hand) -> None:
    """Months count from 0: `12` is the first month of the second year, on the page as in the brief."""
    hand.at("add-shared_hub").click()
    until(lambda: "year 2, month 1" in hand.at("arm-1").inner_text(), "the month in words")
    hand.at("month-1-1-1").fill("0")
    assert "year 1, month 1" in hand.at("arm-1").inner_text()
    hand.at("month-1-1-1").fill("soon")
    assert "month 1" not in hand.at("arm-1").inner_text()
    hand.at("chosen").locator("..").locator(".card summary").first.click()
    assert "from month 12: year 2, month 1" in hand.page.locator(".card[data-testid], .card").first.inner_text()


def test_a_lever_moved_answers_again(hand: Hand) -> None:
    hand.few()
    hand.at("add-shared_hub").click()
    hand.answered()
    before = hand.at("row-families_served").inner_text()
    hand.at("value-1-1-1").fill("0.9")
    until(lambda: "policies/shared_hub.yaml" in hand.at("command").inner_text(), "the changed policy")
    assert hand.at("changed-1-1").inner_text() == "changed"
    assert hand.at("row-families_served").inner_text() != before
    hand.at("value-1-1-1").fill("9")
    hand.page.wait_for_selector("[data-testid=mistakes]")
    assert "between 0 and 1" in hand.at("mistakes").inner_text()
    hand.at("value-1-1-1").fill("0.4")
    until(lambda: hand.at("mistakes").count() == 0, "the mistake to be mended")
    hand.answered()


@pytest.mark.full
def test_a_multiplied_lever_says_what_it_becomes(hand: Hand) -> None:
    hand.few(months=36)
    hand.at("add-budget_cut").click()
    assert "today 1, then 0.6 (times the usual; 1 = as usual)" in hand.at("arm-1").inner_text()
    hand.at("value-1-1-1").fill("0.5")
    assert "today 1, then 0.5" in hand.at("arm-1").inner_text()
    hand.at("value-1-1-1").fill("0.6")
    hand.at("add-pay_cut").click()
    assert hand.at("value-2-1-1").locator("option:checked").inner_text() == "every line alike"
    assert "levers." not in hand.page.locator("body").inner_text()
    assert hand.at("money").locator("[data-testid='cost-budgets.cut_rule']").count() == 0
    assert hand.at("cost-budgets.cut").count() == 1


@pytest.mark.full
def test_a_number_that_cannot_be_meant_is_said_and_nothing_is_computed(hand: Hand) -> None:
    hand.few()
    hand.at("add-shared_hub").click()
    hand.answered()
    for field, wrong in (("replicates", "1.000"), ("replicates", "1"), ("months", "ten"), ("months", "")):
        hand.at(field).fill(wrong)
        hand.page.wait_for_selector("[data-testid=mistakes]")
        assert "whole number" in hand.at("mistakes").inner_text()
        hand.at(field).fill("2" if field == "replicates" else "24")
        until(lambda: hand.at("mistakes").count() == 0, "the mistake to be mended")
    hand.at("draws").fill("many")
    hand.at("hangs-run").click()
    assert "between 8 and 500" in hand.at("mistakes").inner_text()


@pytest.mark.full
def test_what_comes_late_does_not_hide_a_mistake(browser: Any, server: Served) -> None:
    """The word that an earlier question is begun arrives after the mistake was said: the mistake stays."""
    held: list[str] = []
    lines: list[Any] = []

    def between(line: Any) -> None:
        lines.append(line)
        beyond = line.connect_to_server()
        line.on_message(beyond.send)
        beyond.on_message(lambda text: held.append(text) if json.loads(text)["is"] == "begun" else line.send(text))

    one = Hand(browser, server, prepare=lambda context: context.route_web_socket(re.compile("/ws$"), between))
    one.few()
    one.at("add-shared_hub").click()
    one.answered()
    one.at("replicates").fill("1.000")
    one.page.wait_for_selector("[data-testid=mistakes]")
    assert held
    for text in held:
        lines[-1].send(text)
    one.page.wait_for_timeout(300)
    assert one.at("mistakes").count() == 1
    one.close()


@pytest.mark.full
def test_a_place_is_found_from_the_keyboard_and_made_from_a_few_figures(hand: Hand) -> None:
    hand.at("other-place").click()
    hand.at("find").fill("kota ban")
    until(lambda: 3 < hand.page.locator("[data-testid^=district-]").count() < 30, "some cities")
    hand.page.keyboard.press("ArrowDown")
    assert hand.page.evaluate("document.activeElement.dataset.testid").startswith("district-kota_ban")
    hand.at("find").fill("garud")
    hand.at("district-kabupaten_garut").click()
    until(lambda: hand.at("place-title").inner_text() == "Garut Regency", "the regency")
    hand.at("other-place").click()
    hand.at("way-form").check()
    hand.at("form-name").fill("Kabupaten Saya")
    hand.at("form-population").fill("306.000")
    hand.at("form-use").click()
    hand.page.wait_for_selector("[data-testid=mistakes]")
    assert "306000" in hand.at("mistakes").inner_text()
    hand.at("form-population").fill("30000")
    hand.at("form-use").click()
    until(lambda: hand.at("place-title").inner_text() == "Kabupaten Saya", "the own place")
    hand.few()
    hand.at("add-shared_hub").click()
    hand.answered()
    assert "compare kabupaten_saya.yaml" in hand.at("command").inner_text()


def test_a_registry_is_dropped_read_and_taken(hand: Hand, tmp_path: Path) -> None:
    file = tmp_path / "lks.csv"
    file.write_text(
        "NAMA LKS / PANTI;KAB/KOTA\nYayasan Kasih Ibu;Kota Sabang\nYayasan Dua;Kota Sabang\nJumlah;\n", encoding="utf-8"
    )
    hand.at("other-place").click()
    hand.at("way-file").check()
    hand.at("registry-file").set_input_files(file)
    hand.page.wait_for_selector("[data-testid=read-organisations]")
    assert hand.at("column-organisations-A").input_value() == "name"
    assert "--keep" not in hand.at("place").inner_text()
    hand.at("keep-4").click()
    hand.page.wait_for_selector("[data-testid=kept-rows]")
    hand.at("keep-none").click()
    hand.page.wait_for_selector("[data-testid=keep-4]")
    hand.at("column-organisations-A").select_option("")
    hand.page.wait_for_selector("[data-testid=question]")
    assert hand.at("registry-use").is_disabled()
    hand.at("column-organisations-A").select_option("name")
    until(lambda: hand.at("registry-use").is_enabled(), "the registry to be ready")
    hand.at("registry-use").click()
    until(lambda: "Registry of" in hand.at("place-title").inner_text(), "the registry's place")
    with hand.page.expect_download() as waiting:
        hand.at("quality").click()
    waiting.value.save_as(tmp_path / "quality.html")
    assert "<html" in (tmp_path / "quality.html").read_text(encoding="utf-8")


@pytest.mark.full
def test_the_table_is_sorted_by_any_column_and_says_so(hand: Hand) -> None:
    hand.few(months=48)
    hand.at("add-shared_hub").click()
    hand.at("add-budget_cut").click()
    hand.at("add-joint_required").click()
    until(lambda: hand.at("portfolio-table").locator("tbody tr").count() == 3, "three policies")
    hand.answered()
    hand.at("sort-families_served").click()
    first = hand.at("portfolio-table").locator("tbody tr").first.get_attribute("data-testid")
    assert hand.page.locator("th[aria-sort=descending]").count() == 1
    hand.at("sort-families_served").click()
    assert hand.page.locator("th[aria-sort=ascending]").count() == 1
    assert hand.at("portfolio-table").locator("tbody tr").last.get_attribute("data-testid") == first


@pytest.mark.full
def test_ones_own_cost_gives_a_price(hand: Hand) -> None:
    hand.few(4, 36)
    hand.at("add-shared_hub").click()
    hand.answered(4)
    hand.at("cost-service_delivery.hub_share").fill("2000")
    until(lambda: "+800" in hand.at("prices").inner_text(), "the new cost")


@pytest.mark.full
def test_everything_works_from_the_keyboard(hand: Hand) -> None:
    page = hand.page
    page.keyboard.press("Tab")
    seen: list[str] = []
    for _ in range(60):
        where = page.evaluate("document.activeElement.dataset.testid ?? document.activeElement.tagName")
        seen.append(where)
        if where == "add-shared_hub":
            page.keyboard.press("Enter")
            break
        page.keyboard.press("Tab")
    assert "add-shared_hub" in seen
    assert "language" in seen
    assert "other-place" in seen
    until(lambda: hand.replicates >= 2, "an answer")
    outline = page.evaluate("getComputedStyle(document.querySelector('button'), ':focus-visible').outlineStyle")
    assert outline is not None


@pytest.mark.full
def test_tabs_turn_with_arrows_and_a_story_closes_with_escape(hand: Hand) -> None:
    hand.few(4, 60)
    hand.at("add-joint_required").click()
    hand.at("add-shared_hub").click()
    until(lambda: hand.page.locator("[role=tab]").count() == 2, "two policies")
    hand.answered(4)
    hand.at("tab-1").focus()
    hand.page.keyboard.press("ArrowRight")
    assert hand.at("tab-2").get_attribute("aria-selected") == "true"
    assert hand.page.evaluate("document.activeElement.id") == "tab-2"
    hand.at("why-1").click()
    hand.page.wait_for_selector("[data-testid^=side-]")
    hand.page.locator("[data-testid^=story-]").first.click()
    hand.page.wait_for_selector("dialog[open]")
    assert hand.page.locator("dialog li").count() > 0
    hand.page.keyboard.press("Escape")
    until(lambda: hand.page.locator("dialog").count() == 0, "the story to close")


def test_both_languages_say_everything(browser: Any, server: Served) -> None:
    one = Hand(browser, server)
    one.few()
    one.at("add-forum").click()
    one.answered()
    assert one.page.evaluate("document.documentElement.lang") == "en"
    english = one.page.inner_text("main")
    one.at("language").click()
    assert one.page.evaluate("document.documentElement.lang") == "id"
    indonesian = one.page.inner_text("main")
    for word in ("Selisih", "Keluarga terlayani", "Tanpa"):
        assert word in indonesian
        assert word not in english
    assert re.search(r"Families served", english)
    assert not re.search(r"undefined|\bnull\b|NaN|\{\d\}|\[object", indonesian + english)
    one.close()


def test_the_other_language_keeps_a_form_that_is_half_filled_and_a_registry_that_is_read(
    hand: Hand, tmp_path: Path
) -> None:
    hand.at("other-place").click()
    hand.at("find").fill("kota ban")
    hand.at("language").click()
    assert hand.at("find").input_value() == "kota ban"
    assert hand.page.evaluate("document.activeElement.dataset.testid") == "language"
    hand.at("way-form").check()
    hand.at("form-name").fill("Kabupaten Saya")
    hand.at("form-population").fill("306.000")
    hand.at("form-use").click()
    hand.page.wait_for_selector("[data-testid=mistakes]")
    hand.at("language").click()
    assert hand.at("way-form").is_checked()
    assert (hand.at("form-name").input_value(), hand.at("form-population").input_value()) == (
        "Kabupaten Saya",
        "306.000",
    )
    assert "write" in hand.at("mistakes").inner_text()
    file = tmp_path / "lks.csv"
    file.write_text("NAMA LKS / PANTI;KAB/KOTA;WA\nYayasan Kasih Ibu;Kota Sabang;1\nYayasan Dua;Kota Sabang;2\n")
    hand.at("way-file").check()
    hand.at("registry-file").set_input_files(file)
    hand.page.wait_for_selector("[data-testid=read-organisations]")
    hand.at("column-organisations-A").select_option("")
    hand.page.wait_for_selector("[data-testid=question]")
    english = hand.at("question").inner_text()
    hand.at("language").click()
    hand.page.wait_for_selector("[data-testid=question]")
    assert hand.at("question").inner_text() != english
    assert hand.at("column-organisations-A").input_value() == ""
    hand.at("column-organisations-A").select_option("name")
    until(lambda: hand.at("registry-use").is_enabled(), "the registry to be ready")
    hand.at("registry-use").click()
    hand.page.wait_for_selector("[data-testid=quality]")
    hand.at("language").click()
    assert hand.at("quality").count() == 1
    hand.at("other-place").click()
    assert hand.at("find").input_value() == ""


def test_the_other_language_keeps_what_is_looked_at(hand: Hand) -> None:
    hand.few()
    hand.at("draws").fill("12")
    for name in ("shared_hub", "forum"):
        hand.at(f"add-{name}").click()
    until(lambda: hand.page.locator("[role=tab]").count() == 2, "two policies")
    hand.answered()
    hand.at("tab-2").click()
    hand.at("sort-families_served").click()
    hand.at("why-2").click()
    hand.page.wait_for_selector("[data-testid=side-only_reform]")
    hand.at("language").click()
    assert hand.at("draws").input_value() == "12"
    assert hand.at("tab-2").get_attribute("aria-selected") == "true"
    assert hand.page.locator("th[aria-sort=descending]").count() == 1
    assert hand.at("side-only_reform").count() == 1
    assert hand.at("months").is_visible()
    assert (hand.at("months").input_value(), hand.at("replicates").input_value()) == ("24", "2")


@pytest.mark.full
@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_wider_than_the_screen_and_everything_can_be_touched(
    browser: Any, server: Served, width: int, height: int, lang: str
) -> None:
    """With the longest units and policies of several levers, in either language."""
    one = Hand(browser, server, width, height)
    if lang == "id":
        one.at("language").click()
    one.few()
    for name in ("shared_hub", "joint_required", "budget_cut"):
        one.at(f"add-{name}").click()
    until(lambda: one.page.locator("[role=tab]").count() == 3, "three policies")
    one.answered()
    for opened in one.page.locator("summary").all():
        opened.click()
    assert one.page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [width, width]
    small = one.page.evaluate(
        """() => [...document.querySelectorAll('button:not(.link), select, input, summary')].filter((e) => e.checkVisibility())
        .map((e) => [e.dataset.testid || e.className, e.getBoundingClientRect()]).filter(([, b]) => b.width > 0 && (b.height < 24 || b.width < 24))
        .map(([name]) => name)"""
    )
    assert small == []
    one.close()


@pytest.mark.full
def test_it_can_be_read_by_ear(hand: Hand) -> None:
    """Every section has its heading, every field its label, every table heads of rows and columns, and what changes is announced."""
    hand.few()
    hand.at("add-shared_hub").click()
    hand.answered()
    nameless = hand.page.evaluate(
        """() => [...document.querySelectorAll('button, select, input')]
        .filter((e) => e.checkVisibility() && !(e.ariaLabel || e.labels?.length || e.textContent.trim()))
        .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert nameless == []
    levels = hand.page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert hand.page.evaluate(
        "[...document.querySelectorAll('section')].every((s) => document.getElementById(s.getAttribute('aria-labelledby')))"
    )
    assert hand.page.evaluate(
        "[...document.querySelectorAll('table')].every((t) => t.querySelector('th[scope=row]') || !t.rows.length)"
    )
    assert hand.page.locator("[role=status]").count() >= 2


@pytest.mark.full
def test_on_paper_only_what_was_asked_and_answered_is_left(hand: Hand) -> None:
    hand.few()
    hand.at("add-shared_hub").click()
    hand.answered()
    hand.page.emulate_media(media="print")
    assert not hand.at("add-forum").is_visible()
    assert not hand.page.locator("nav").is_visible()
    assert hand.at("row-families_served").is_visible()
    assert hand.at("portfolio-table").locator("thead button").first.is_visible()  # the heads of its columns


@pytest.mark.full
def test_a_link_that_is_no_longer_valid_is_said(browser: Any, server: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{server.page}#old")
    page.wait_for_selector("[data-testid=refused]")
    assert "simkemitraan plan" in page.inner_text("body")
    context.close()
