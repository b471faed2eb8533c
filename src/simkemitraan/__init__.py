"""Simulate what a policy does to the partnerships that social services depend on.

The public face and nothing else. Names are loaded when they are first used, so that importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import PartnershipModel as PartnershipModel
    from .plugins import plug_in as plug_in
    from .runs import compare as compare
    from .runs import load as load
    from .runs import run as run
    from .runs.experiment import Experiment as Experiment
    from .runs.sweep import sweep as sweep
    from .scenario import Scenario as Scenario
    from .scenario.policies import Policy as Policy

_HOMES = {
    "Scenario": "scenario",
    "Policy": "scenario.policies",
    "Experiment": "runs.experiment",
    "PartnershipModel": "model",
    "plug_in": "plugins",
    "run": "runs",
    "compare": "runs",
    "load": "runs",
    "sweep": "runs.sweep",
}

__all__ = ["Experiment", "PartnershipModel", "Policy", "Scenario", "compare", "load", "plug_in", "run", "sweep"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'simkemitraan' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__
