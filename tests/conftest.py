"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from numba import config


@pytest.fixture(scope="session")
def interpreted() -> bool:
    """Whether compiled code runs as plain Python (``NUMBA_DISABLE_JIT=1``): then samples are smaller."""
    return bool(config.DISABLE_JIT)


settings.register_profile("everyday", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("everyday")
