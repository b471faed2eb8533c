"""Reports: what a result says, in sentences, pictures and tables, in Indonesian and English."""

from __future__ import annotations

from .writing import FORMATS, Written, write_report

__all__ = ["FORMATS", "Written", "write_report"]
