"""What the small web servers share: who may speak to them, what a message may look like, how they are run.

The trainer's view and the planner's desk serve one page each to this machine or this room, and ask nobody else.
"""

from pathlib import Path

PAGE = Path(__file__).parent / "page"
"""The built pages; their sources are in the repository's folder ``page``."""
