"""Who gains where: the report's own pictures and tables of fields, kecamatan and districts, for the answer that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..declare import LANGS
from ..report import pictures
from ..report.blocks import Block, Fold, Gallery, Table
from ..report.page import source
from .telling import Round


def gains(told: Round, lang: str) -> list[dict[str, Any]]:
    """Return galleries (each picture with what it shows, for those who cannot see it) and the tables they are drawn from.

    Parameters
    ----------
    told : Round
        A result with its ledger.
    lang : str
        Language of the pictures.
    """
    context = told.contexts[LANGS.index("en" if lang == "en" else "id")]
    return list(_plain(pictures.places(context)))


def _plain(blocks: list[Block]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if isinstance(block, Gallery):
            drawn = [{"image": source(picture), "alt": picture.alt} for picture in block.pictures]
            yield {"is": "pictures", "pictures": drawn, "caption": block.caption, "wide": block.size == "wide"}
        elif isinstance(block, Fold):
            tables = [one for one in block.blocks if isinstance(one, Table)]
            yield from ({"is": "table", "summary": block.summary, "head": t.head, "rows": t.rows} for t in tables)
