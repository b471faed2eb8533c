"""How fast the live view is: ``python benchmarks/live.py [300 2000 10000]``; ``--memory [160]``: how much an hour takes.

For each number of organisations, in headless Chromium: seconds to the first picture, months a second and frames a second
while 20 and while 60 months a second are asked; bytes a frame; milliseconds to go back two years; milliseconds until the
trainer is answered while nobody else speaks and while 24 phones send eight answers each at once, and their ratio. Worlds
have their run-up behind them. Without Chromium only the server's side is measured. Read orders of magnitude.

``--memory`` plays 72,000 months (an hour at 20 months a second) on the server's side: runs as long as a room lets one be, each
with other luck, now and then back, in two futures for a while, with shocks. Every run it prints the memory of the process.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browsers import CHROMIUM, chromium
from tests.live.rooms import Elsewhere, Served, place_of, served, setup
from tests.live.talkers import Talker, until
from tests.live.test_roles import deciding, play_round, roles, seated

from simkemitraan.live import interventions
from simkemitraan.live.access import AccessControl
from simkemitraan.live.session import Session
from simkemitraan.live.sources import ModelSource

SECONDS = 6.0
COUNT = "window.frames_ = 0; (function next() { window.frames_++; requestAnimationFrame(next); })()"


def server_side(session: Session) -> dict[str, float]:
    """Measure the model and the encoding without a browser."""
    sizes, began = [], time.perf_counter()
    while time.perf_counter() - began < SECONDS and session.month < 118:
        session.advance()
        sizes.append(len(session.broadcast.frame().text))
    seconds = time.perf_counter() - began
    months, at = len(sizes), session.month
    began = time.perf_counter()
    session.go_to(max(at - 24, 0))
    return {
        "server months/s": months / seconds,
        "kB/frame": statistics.mean(sizes) / 1000,
        "back 24 months, ms": 1000 * (time.perf_counter() - began),
        "picture, kB": len(session.broadcast.picture(0)) / 1000,
    }


def browser_side(server: Served) -> dict[str, float]:
    """Measure the page."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        began = time.perf_counter()
        page.goto(server.access.trainer_link)
        page.wait_for_selector("body[data-painted]")
        out = {"first picture, s": time.perf_counter() - began}
        page.evaluate(COUNT)
        for speed in (20, 60):
            page.get_by_test_id("speed").select_option(str(speed))
            out |= play(page, speed)
    return out


def play(page: Any, speed: int) -> dict[str, float]:
    """Measure one speed, from the first month on."""
    page.get_by_test_id("reset").click()
    page.wait_for_selector("body[data-month='0'][data-playing='false']")
    page.get_by_test_id("play").click()
    page.wait_for_selector("body[data-playing='true']")
    look = "[Number(document.body.dataset.month), window.frames_, performance.now()]"
    before = after = page.evaluate(look)
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and page.evaluate("document.body.dataset.playing") == "true":
        after = page.evaluate(look)
        time.sleep(0.05)
    if page.evaluate("document.body.dataset.playing") == "true":
        page.get_by_test_id("play").click()
    seconds = (after[2] - before[2]) / 1000
    return {
        f"months/s at {speed}": (after[0] - before[0]) / seconds,
        f"frames/s at {speed}": (after[1] - before[1]) / seconds,
    }


def answered(trainer: Talker, ask: int) -> float:
    """Return the milliseconds until the trainer is answered."""
    before, began = len(trainer.heard), time.perf_counter()
    trainer.say(do="debrief", ask=ask)
    while not any(m["is"] == "debrief" and m["to"] == ask for m in trainer.heard[before:]):
        time.sleep(0.001)
    return 1000 * (time.perf_counter() - began)


def serve_elsewhere(organisations: int, pipe: Connection) -> None:
    """Serve a room until the other end says that it is enough."""
    shown = setup(*place_of(organisations), months=240, burn_in=36)
    with served(Session(shown, ModelSource(shown))) as server:
        pipe.send(Elsewhere(server.address, server.socket, AccessControl("127.0.0.1", 0, server.access.keys)))
        pipe.recv()


@contextmanager
def elsewhere(organisations: int) -> Iterator[Elsewhere]:
    """Let another process serve a room, so that phones and server do not wait for one interpreter."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve_elsewhere, args=(organisations, there))
    process.start()
    yield here.recv()
    here.send("enough")
    process.join()


def burst(server: Any, phones: int = 24) -> dict[str, float]:
    """Measure how long the trainer waits while all phones answer at once, in role play, beside how long without them."""
    trainer, seats = Talker(server), [Talker(server, "watcher") for _ in range(phones)]
    until(lambda: all(t.pictures for t in (trainer, *seats)))
    trainer.say(do="roles", months=6, seconds=0)
    until(lambda: roles(seats[0])["phase"] == "between")
    free = roles(seats[0])["free"]
    kinds = [kind for turn in range(max(free)) for kind, count in enumerate(free) if count > turn]
    players = seats[: len(kinds)]  # a small place has fewer parts than there are phones
    for phone, kind in zip(players, kinds, strict=False):
        phone.say(do="part", kind=kind)
    until(lambda: all(seated(p) for p in players))
    trainer.say(do="round")
    until(lambda: all(deciding(p, 1) for p in players))
    alone = statistics.median(answered(trainer, k) for k in range(9))
    play_round(players, 1, done=False)
    worst = max(answered(trainer, 100 + k) for k in range(10))
    for talker in (trainer, *seats):
        talker.close()
    return {"answer alone, ms": alone, "worst in a burst, ms": worst, "burst to alone": worst / alone}


def measure(organisations: int) -> dict[str, float]:
    """Return all figures for one number of organisations."""
    shown = setup(*place_of(organisations), months=240, burn_in=120)
    session = Session(shown, ModelSource(shown))
    out: dict[str, float] = {
        "organisations": session.broadcast.shown()[0].nodes.size,
        "ties": session.broadcast.shown()[0].pairs.size,
    }
    out |= server_side(session)
    session.rebuild(0)
    with elsewhere(organisations) as other:
        out |= burst(other)
    if CHROMIUM:
        with served(session) as server:
            out |= browser_side(server)
    return out


def play_to_the_end(session: Session, luck: int) -> None:
    """Play one run as a room does: frames for whoever keeps up, full pictures for who comes back, two futures for a while."""
    session.rebuild(luck)
    while session.month < session.setup.limit:
        session.advance()
        session.broadcast.frame()
        if session.month % 60 == 0:
            session.broadcast.picture(0)
        if session.month % 600 == 300:
            session.go_to(session.month - 24)
            session.branch()
            session.trajectory(1).post(interventions.shocking(session.month, "leadership_wave", None))
            session.go_to(session.month + 60)
            session.merge(1)


def memory(organisations: int, months: int = 72_000) -> None:
    """Print the resident memory of this process after each run, until so many months have passed."""
    shown = setup(*place_of(organisations), months=240, burn_in=36)
    session, process, began = Session(shown, ModelSource(shown)), psutil.Process(), time.perf_counter()
    print(f"--- {organisations}, {shown.limit} months a run")
    for luck in range(-(-months // shown.limit)):
        play_to_the_end(session, luck)
        megabytes, seconds = process.memory_info().rss / 1e6, time.perf_counter() - began
        print(
            f"{(luck + 1) * shown.limit:>8} months {megabytes:8.1f} MB {len(session.node_index):8} names {seconds:8.0f} s",
            flush=True,
        )


def main() -> None:
    """Print one block for each number of organisations asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("organisations", nargs="*", type=int)
    parser.add_argument("--memory", action="store_true", help="the memory of an hour instead")
    chosen = parser.parse_args()
    if chosen.memory:
        for organisations in chosen.organisations or [160]:
            memory(organisations)
        return
    for organisations in chosen.organisations or [300, 2000, 10_000]:
        print(f"--- {organisations}")
        for name, value in measure(organisations).items():
            print(f"{name:>22}  {value:10.1f}", flush=True)


if __name__ == "__main__":
    main()
