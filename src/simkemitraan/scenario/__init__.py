"""Scenario files: YAML in, a frozen and validated :class:`Scenario` out, and every mistake named with its line."""

from __future__ import annotations

from .building import packaged, packaged_folder
from .scenario import Scenario

__all__ = ["Scenario", "packaged", "packaged_folder"]
