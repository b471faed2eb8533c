"""A morning of role play in Chromium: one trainer, one projector, twenty-five phones, and a server that is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")

from tests.browsers import CHROMIUM, PATIENCE, chromium, until
from tests.live.test_command import answers, free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.full,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt-get install chromium"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PHONES = 25
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "id-ID"}


@contextmanager
def room(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The command itself, in a process of its own."""
    command = [sys.executable, "-m", "simkemitraan", "live", "package:baseline", "--no-browser", "--bands", "0"]
    command += ["--port", str(port), "--out", str(folder)]
    log = folder / "said.txt"
    with log.open("a") as said, subprocess.Popen(command, stdout=said, stderr=said) as server:
        try:
            answers(port, server, log)
            yield server
        finally:
            server.kill()


def kept(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "room.json").read_text(encoding="utf-8"))
    return found


class Page:
    """One page; a phone by default."""

    def __init__(self, browser: Any, address: str, **shape: Any) -> None:
        self.context = browser.new_context(**(shape or PHONE))
        self.context.set_default_timeout(1000 * PATIENCE)
        self.address, self.complaints = address, []
        self.open()

    def open(self) -> None:
        """Open the page, or open it again after it was closed: the same phone."""
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(self.address)
        self.page.wait_for_selector("body[data-painted]")

    def at(self, testid: str) -> Any:
        return self.page.get_by_test_id(testid)

    def take(self, k: int) -> None:
        """Take a part of the ``k``-th kind, or of the first one that is left."""
        free = self.page.locator("[data-testid^=part-]:not([disabled])")
        free.first.wait_for()
        mine = self.at(f"part-{k % 5}")
        (mine if mine.is_enabled() else free.first).tap()
        self.at("role-name").wait_for()

    def gone(self) -> bool:
        """Whether the organisation is not active any more."""
        return "tidak aktif lagi" in str(self.at("role").inner_text())

    def name(self) -> str:
        self.at("role-name").wait_for()
        return str(self.at("role-name").inner_text())

    def answer_first(self) -> None:
        """Open whom it may invite, and answer what comes first."""
        self.at("role-done").wait_for()
        fold = self.at("fold-invite")
        if fold.count() and not fold.evaluate("d => d.open"):
            fold.locator("summary").tap()
        self.page.locator("[data-testid^=answer-]:visible").first.tap()

    def decide(self) -> None:
        """Answer what comes first, invite whoever comes first, be done; who has become inactive takes another part."""
        self.page.locator("[data-testid=role-done], [data-testid^=part-]").first.wait_for()
        if self.gone():
            self.take(1)
        self.answer_first()
        invite = self.page.locator("[data-testid^=answer-2-]:not([disabled]):visible")
        if invite.count():
            invite.first.tap()
        self.at("role-done").tap()
        self.at("role-state").wait_for()
        assert self.page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [390, 390]


EXPOSED = "window.sockets = []; const Own = WebSocket; window.WebSocket = class extends Own { constructor(url) { super(url); sockets.push(this); } }"
NOT_UNDERSTOOD, ANOTHER_ROUND = "Pesan tidak dikenali.", "Putaran itu tidak sedang dibuka."
STRANGE: list[tuple[dict[str, Any], str]] = [
    ({"do": "round"}, "Hanya pelatih yang dapat melakukan ini."),
    ({"do": "decide", "round": 1, "decision": 7, "other": 0, "answer": 1}, NOT_UNDERSTOOD),
    ({"do": "done", "round": 5}, ANOTHER_ROUND),
    ({"do": "decide", "round": 1, "decision": 2, "other": 0, "answer": 1, "seat": 1}, NOT_UNDERSTOOD),
]


class Cheat(Page):
    """A phone whose owner knows a little programming: it speaks through its own page's connection."""

    def __init__(self, browser: Any, address: str) -> None:
        self.said: list[str] = []
        super().__init__(browser, address)

    def open(self) -> None:
        self.context.add_init_script(EXPOSED)
        self.context.on("page", lambda page: page.on("websocket", self._listen))
        super().open()

    def _listen(self, socket: Any) -> None:
        socket.on("framesent", lambda payload: self.said.append(str(payload)))

    def say(self, message: str) -> None:
        self.page.evaluate("text => sockets.at(-1).send(text)", message)

    def told(self, sentence: str) -> None:
        """Wait until the page says a sentence in plain words."""
        self.at("notice").filter(has_text=sentence).wait_for()

    def another_seat(self, token: str) -> None:
        """Come back as somebody else, by a guess of what that phone was given."""
        self.page.evaluate("token => localStorage.setItem('seat', token)", token)
        self.page.reload()
        self.page.wait_for_selector("body[data-painted]")


def wrong_codes(browser: Any, address: str) -> None:
    """Try codes by hand: each is refused in plain words, and the page asks again."""
    context = browser.new_context(**PHONE)
    page = context.new_page()
    for code in ("AAAAAA", "trainer", "' or 1=1"):
        page.goto(address.split("#")[0])
        page.get_by_test_id("code").fill(code)
        page.get_by_test_id("enter").click()
        page.locator(".wrong").get_by_text("Kode salah").wait_for()
    context.close()


def test_a_played_morning(tmp_path: Path) -> None:
    port = free_port()
    with chromium() as browser:
        with room(tmp_path, port) as server:
            until(lambda: (tmp_path / "room.json").exists(), "the keys")
            keys = kept(tmp_path)["keys"]
            address = {role: f"http://127.0.0.1:{port}/#{key}" for role, key in keys.items()}
            trainer = Page(browser, address["trainer"], viewport={"width": 1366, "height": 768}, locale="id-ID")
            wall = Page(browser, address["projector"], viewport={"width": 1920, "height": 1080}, locale="id-ID")
            trainer.at("tab-roles").click()
            trainer.at("roles-begin").click()
            phones = [Page(browser, address["watcher"]) for _ in range(PHONES - 2)]
            phones.append(cheat := Cheat(browser, address["watcher"]))
            for k, phone in enumerate(phones):
                phone.take(k)
            names = [phone.name() for phone in phones]
            assert len(set(names)) == PHONES - 1
            trainer.at("round-open").click()

            # two drop out in the middle of it, one comes late, one tries what it may not
            for phone in phones[:2]:
                phone.answer_first()
                phone.page.close()
            late = Page(browser, address["watcher"])
            late.take(1)
            before = kept(tmp_path)["room"]["roles"]
            wrong_codes(browser, address["watcher"])
            for message, sentence in STRANGE:
                cheat.say(json.dumps(message))
                cheat.told(sentence)
            assert kept(tmp_path)["room"]["roles"] == before
            own = cheat.page.evaluate("localStorage.getItem('seat')")
            for token in ("1", kept(tmp_path)["room"]["seats"]["seats"][0]["token"][:-1], "x" * 60):
                cheat.another_seat(token)
                cheat.page.locator("[data-testid^=part-]").first.wait_for()  # a stranger, who has no part
            cheat.another_seat(own)
            assert cheat.name() == names[-1]
            assert kept(tmp_path)["room"]["roles"] == before
            for phone in phones[2:]:
                phone.decide()
            for phone, name in zip(phones[:2], names, strict=False):
                phone.open()
                assert phone.name() == name
                phone.decide()
            assert "Putaran 1" in wall.at("roundline").inner_text()
            assert not wall.page.get_by_text("Ajak").count()
            assert before["history"] == []
            spoken = [text for text in cheat.said if '"decide"' in text or '"done"' in text]
            assert len(spoken) > 2
            trainer.at("round-close").click()  # the late one is not done
            trainer.at("round-open").wait_for()
            late.at("role-state").wait_for()

            # everything it said in the first round once more: nothing of it counts in the second
            trainer.at("round-open").click()
            cheat.at("role-done").wait_for()
            for text in spoken:
                cheat.say(text)
            cheat.told(ANOTHER_ROUND)
            assert not [answers for *_, answers in kept(tmp_path)["room"]["roles"]["parts"] if answers]

            # in the second round the server is killed when half of the room is done
            for phone in phones[:12]:
                phone.decide()
            told = kept(tmp_path)
            server.kill()
            server.wait()
            for one in (trainer, wall, late, *phones):
                one.page.wait_for_selector("body[data-connected=false]")
            late.answer_first()
            assert "Sambungan terputus" in late.at("notice").inner_text()
        with room(tmp_path, port):
            assert kept(tmp_path)["room"]["roles"]["parts"] == told["room"]["roles"]["parts"]
            for one in (trainer, wall, late, *phones):
                one.page.wait_for_selector("body[data-connected=true]")
            for phone, name in zip(phones, names, strict=True):
                phone.page.locator("[data-testid=role-name], [data-testid^=part-]").first.wait_for()
                assert phone.gone() or phone.name() == name
            assert sum(phone.gone() for phone in phones) < 5
            for phone in phones[12:]:
                phone.decide()
            late.decide()
            trainer.at("roles-end").wait_for()
            assert kept(tmp_path)["session"]["month"] == 6
            trainer.at("roles-end").click()
            until(lambda: trainer.page.evaluate("document.body.dataset.lanes") == "2", "both worlds")
            trainer.at("tab-room").click()
            with trainer.page.expect_download() as download:
                trainer.at("debrief").click()
            download.value.save_as(tmp_path / "debrief.html")
            page = (tmp_path / "debrief.html").read_text(encoding="utf-8")
            assert page.count("mengajak ") >= PHONES
            assert [c for one in (trainer, wall, late, *phones) for c in one.complaints] == []
