"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from numba import config
from tests.browsers import chromium


@pytest.fixture(scope="session")
def interpreted() -> bool:
    """Whether compiled code runs as plain Python (``NUMBA_DISABLE_JIT=1``): then samples are smaller."""
    return bool(config.DISABLE_JIT)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for the tests of one file."""
    pytest.importorskip("playwright.sync_api")
    with chromium() as started:
        yield started


settings.register_profile("everyday", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("everyday")
