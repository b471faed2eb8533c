"""Plan, execute, store, load: one runner for every command.

Names are loaded when they are first used: workers simulate, and need nothing of what plans, writes and reads.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .executing import Outcome as Outcome
    from .executing import execute as execute
    from .plan import Plan as Plan
    from .plan import Run as Run
    from .plan import plan_arms as plan_arms
    from .result import Result as Result
    from .result import load as load
    from .running import compare as compare
    from .running import default_folder as default_folder
    from .running import run as run

_HOMES = {
    "Outcome": "executing",
    "Plan": "plan",
    "Result": "result",
    "Run": "plan",
    "compare": "running",
    "default_folder": "running",
    "execute": "executing",
    "load": "result",
    "plan_arms": "plan",
    "run": "running",
}

__all__ = [
    "Outcome",
    "Plan",
    "Result",
    "Run",
    "compare",
    "default_folder",
    "execute",
    "load",
    "plan_arms",
    "run",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
