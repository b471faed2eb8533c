"""A drawn figure, and how it is stamped when it leaves its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

FONTS = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'Liberation Sans', sans-serif"
FAINT = "#66757f"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn figure.

    Attributes
    ----------
    key : str
        Name of its file and anchor.
    svg : str
        The drawing.
    alt : str
        What it shows, for those who cannot see it.
    stamp : str
        The line of provenance.
    """

    key: str
    svg: str
    alt: str
    stamp: str


def stamped(picture: Picture) -> str:
    """Return the SVG with its line of provenance written below, for a picture that leaves its page."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture.svg)
    assert found is not None
    width, height = float(found[1]), float(found[2])
    head = f'width="{width}pt" height="{height + 12}pt" viewBox="0 0 {width} {height + 12}"'
    body = re.sub(r'width="[\d.]+pt" height="[\d.]+pt" viewBox="[^"]*"', head, picture.svg, count=1)
    style = f'font-size="5.5" fill="{FAINT}" style="font-family: {FONTS}"'
    return body.replace("</svg>", f'<text x="6" y="{height + 6}" {style}>{escape(picture.stamp)}</text></svg>')
