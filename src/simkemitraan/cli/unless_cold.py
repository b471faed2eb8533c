"""Imported by the process that is begun early, before the rules are loaded: it ends where they would have to be compiled.

Whoever asked compiles them first, if there is something to run, and begins another then. So nothing is compiled twice at the same
time, and nothing goes on being compiled after a command was refused.
"""

from __future__ import annotations

import os

from ..world.compiling import CACHE, is_cold

if CACHE is not None and is_cold():
    os._exit(0)
