"""What all tests share."""

from __future__ import annotations

import pytest
from numba import config


@pytest.fixture(scope="session")
def interpreted() -> bool:
    """Whether compiled code runs as plain Python (``NUMBA_DISABLE_JIT=1``): then samples are smaller."""
    return bool(config.DISABLE_JIT)
