"""A planner's way through the desk as a new user goes it: seconds and clicks by task.

``python -m tests.desk.walk [replicates months]`` prints them in both languages; by default with the desk's own length.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.browsers import WatchedPage, chromium
from tests.desk.desks import Served, served

PATIENCE = 600_000.0
FIGURES = {"population": "306.000", "poor": "40000", "subdistricts": "14", "villages": "180"}
POLICIES = ("shared_hub", "joint_required", "forum", "budget_cut")
NAMES = (
    *("Yayasan Kasih Ibu", "Yayasan Bapak Haji Amir", "LKSA Al Hikmah", "LKS Harapan Bunda", "Panti Asuhan Nurul Iman"),
    *(
        "Dinas Sosial Kabupaten Sampang",
        "Desa Karangan",
        "Karang Taruna Desa Melati",
        "PT Garam Rekaan",
        "Puskesmas Contoh",
    ),
)
ROWS = 80


def messy(path: Path) -> Path:
    """Write a registry of eighty rows as offices keep them: title rows, headings in two rows, groups with totals, thousands dots."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    for title in ("DAFTAR LEMBAGA KESEJAHTERAAN SOSIAL (LKS)", "KABUPATEN SAMPANG", "Keadaan per 30 Juni 2025"):
        sheet.append([title])
    sheet.append([])
    sheet.append(["NO.", "NAMA LKS / PANTI", "KAB/KOTA", "SUMBER DAYA MANUSIA", None, "ANGGARAN (Rp)", "KETUA"])
    sheet.append([None, None, None, "PEGAWAI", "RELAWAN", None, None])
    sheet.merge_cells("D5:E5")
    for k in range(ROWS):
        name = NAMES[k % len(NAMES)] if k < len(NAMES) else f"{NAMES[k % len(NAMES)]} {k}"
        sheet.append(
            [k + 1, name, "Kab. Sampang", 2 + k % 9, "1.250" if k == 7 else k % 30, f"{755 + k}.500.000", "Siti Rekaan"]
        )
        if k % 40 == 39:
            sheet.append([None, "JUMLAH", None, 240, 560, None, None])
    book.save(path)
    return path


@dataclass
class Walk:
    """One person at the page, who clicks, types and waits; each task is timed."""

    page: Any
    tasks: list[tuple[str, float, int, int]] = field(default_factory=list)
    clicks: int = 0
    typed: int = 0

    @contextmanager
    def task(self, name: str) -> Iterator[None]:
        began, clicks, typed = time.perf_counter(), self.clicks, self.typed
        yield
        self.tasks.append((name, time.perf_counter() - began, self.clicks - clicks, self.typed - typed))

    def click(self, testid: str) -> None:
        self.page.get_by_test_id(testid).click()
        self.clicks += 1

    def type(self, testid: str, text: str) -> None:
        self.page.get_by_test_id(testid).fill(text)
        self.typed += 1

    def shown(self, testid: str) -> Any:
        found = self.page.get_by_test_id(testid).first
        found.wait_for(timeout=PATIENCE)
        return found

    def until(self, expression: str) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, expression
            time.sleep(0.05)

    def answered(self, arms: int, place: str) -> None:
        """Wait until every policy has its last answer about a place."""
        self.until(f"document.querySelector('[data-testid=place-title]')?.textContent.includes({place!r})")
        self.until(f"document.querySelectorAll('[data-testid=portfolio-table] tbody tr').length === {arms}")
        self.until("document.body.dataset.running === 'false'")

    def two_pages(self, path: Path) -> None:
        with self.page.expect_download(timeout=PATIENCE) as waiting:
            self.click("take-brief.pdf")
        waiting.value.save_as(path)


def walk(page: Any, folder: Path, replicates: int = 0, months: int = 0) -> Walk:
    """Go the whole way; 0 leaves the desk's own length."""
    one = Walk(page)
    with one.task("a district from five figures"):
        one.click("other-place")
        one.click("way-form")
        one.type("form-name", "Kabupaten Saya")
        for name, value in FIGURES.items():
            one.type(f"form-{name}", value)
        one.click("form-use")
        assert "306000" in one.shown("mistakes").inner_text()  # what may be read in two ways is asked about
        one.type("form-population", "306000")
        one.click("form-use")
        one.until("document.querySelector('[data-testid=place-title]')?.textContent === 'Kabupaten Saya'")
    if replicates:
        page.get_by_test_id("answer").locator("summary").first.click()
        one.type("months", str(months))
        one.type("replicates", str(replicates))
    with one.task("four policies, first figures"):
        for name in POLICIES:
            one.click(f"add-{name}")
        one.until("document.querySelectorAll('[data-testid=portfolio-table] tbody tr').length === 4")
    with one.task("four policies, last figures, ranked"):
        one.answered(4, "Kabupaten Saya")
        one.click("sort-families_served")
    with one.task("cost of a family with a cost of one's own"):
        one.type("cost-service_delivery.hub_share", "2000")
        one.until("document.querySelector('[data-testid=prices]')?.textContent.includes('+800')")
        one.until("document.body.dataset.running === 'false'")
    with one.task("two pages in hand"):
        one.two_pages(folder / "district.pdf")
    with one.task("a messy registry of 80 rows, read and taken"):
        one.click("other-place")
        one.click("way-file")
        page.get_by_test_id("registry-file").set_input_files(messy(folder / "daftar LKS.xlsx"))
        one.clicks += 2  # the file is chosen in the system's own dialog
        one.shown("read-organisations")
        one.until("!document.querySelector('[data-testid=registry-use]').disabled")
        one.click("registry-use")
    with one.task("its four policies ranked"):
        one.answered(4, "Sampang")
    with one.task("its two pages in hand"):
        one.two_pages(folder / "registry.pdf")
    return one


def in_a_browser(server: Served, lang: str, act: Callable[[Any], None]) -> list[str]:
    """Open the desk in one language, let somebody act, and return what the page complained of and whom else it asked."""
    with chromium() as browser:
        one = WatchedPage(browser, (server.page, "blob:"), 1366, 768, accept_downloads=True)
        one.page.goto(server.link)
        one.page.wait_for_selector("[data-testid=place-title]", timeout=PATIENCE)
        if one.page.evaluate("document.documentElement.lang") != lang:
            one.at("language").click()
        act(one.page)
    return [*one.complaints, *one.foreign]


def main() -> None:
    replicates, months = (int(a) for a in sys.argv[1:3]) if len(sys.argv) > 2 else (0, 0)
    for lang in ("id", "en"):
        with (
            served(place={"name": "package:tiny"}, lang=lang, workers=2) as server,
            tempfile.TemporaryDirectory() as folder,
        ):
            done: list[Walk] = []
            in_a_browser(server, lang, lambda page: done.append(walk(page, Path(folder), replicates, months)))  # noqa: B023
            print(f"--- {lang}")
            for name, seconds, clicks, typed in done[0].tasks:
                print(f"{name:>45} {seconds:7.1f} s {clicks:4} clicks {typed:3} fields")
            print(
                f"{'in all':>45} {sum(t[1] for t in done[0].tasks):7.1f} s {done[0].clicks:4} clicks {done[0].typed:3} fields",
                flush=True,
            )


if __name__ == "__main__":
    main()
