"""Lays a document out as one HTML page that needs nothing else: no network, no file beside it.

The only script sorts a table, and the page lets no other run: it names the one it carries by its digest.
"""

from __future__ import annotations

import base64
import hashlib
from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ..wording import word
from ..wording.palette import css
from .blocks import Document, Table
from .brief import Brief
from .picture import Picture


def page(document: Document, opened: bool = False) -> str:
    """Return the HTML of a document; every text in it is escaped. ``opened`` unfolds what is folded, for print."""
    files = resources.files(__package__) / "page"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["source"] = source
    template = environment.from_string((files / "report.html.j2").read_text(encoding="utf-8"))
    style = Markup(css() + "\n" + (files / "style.css").read_text(encoding="utf-8"))
    script = (files / "sort.js").read_text(encoding="utf-8") if _sortable(document) and not opened else ""
    return template.render(
        document=document,
        style=style,
        script=Markup(script),
        digest=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
        opened=opened,
        word=lambda key: word(f"report.{key}", document.lang),
    )


def brief_page(told: Brief) -> str:
    """Return the HTML of the two pages."""
    files = resources.files(__package__) / "page"
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["source"] = source
    template = environment.from_string((files / "brief.html.j2").read_text(encoding="utf-8"))
    style = Markup(css() + "\n" + (files / "brief.css").read_text(encoding="utf-8"))
    return template.render(told=told, style=style)


def _sortable(document: Document) -> bool:
    """Tell whether some table lets its reader sort it."""
    return any(isinstance(block, Table) and block.keys for section in document.sections for block in section.blocks)


def source(picture: Picture) -> str:
    """Return a picture as a data address, so that its ids and styles cannot meet those of another."""
    return "data:image/svg+xml;base64," + base64.b64encode(picture.svg.encode("utf-8")).decode("ascii")
