"""A room of three hundred organisations, served, and a trainer's page in it (imported late: the extra may be missing)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="module")
def session() -> Any:
    from tests.live.rooms import place_of, setup

    from simkemitraan.live.session import Session
    from simkemitraan.live.sources import ModelSource

    shown = setup(*place_of(300), months=120, burn_in=120)
    return Session(shown, ModelSource(shown))


@pytest.fixture
def server(session: Any) -> Iterator[Any]:
    from tests.live.rooms import served

    session.rebuild(0)
    with served(session) as running:
        yield running


@pytest.fixture
def hand(browser: Any, server: Any) -> Iterator[Any]:
    from tests.live.hands import Hand

    one = Hand(browser, server)
    yield one
    one.close_silent()
