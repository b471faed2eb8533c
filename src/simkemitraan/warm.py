"""Loads the compiled rules: imported by the process from which workers are forked, so that each finds them loaded.

It lies outside of the rooms, since importing one of those may fail already (for a plug-in with a mistake).
"""

from __future__ import annotations

import contextlib
import gc


def load_rules() -> None:
    """Run a little of everything that is compiled; what fails here is told by whoever asked for the run."""
    with contextlib.suppress(Exception):
        from .runs import workers  # noqa: F401 - what each of them would load for itself
        from .runs.ahead import PLACE
        from .runs.beginnings import together
        from .runs.plan import model_version
        from .world.spec import Spec

        model_version()  # of what is loaded here, whatever becomes of the sources
        list(together([(0, Spec(PLACE, months=12, burn_in=12))], 1, "all"))


gc.disable()  # nothing of what is loaded ever goes
load_rules()
gc.freeze()  # and workers share it
gc.enable()
