"""A drawn figure, and how it is stamped when it leaves its page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from ..wording.palette import palette

FONTS = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Noto Sans', 'Liberation Sans', sans-serif"
SIGN = 2.9  # points that a sign of the stamp takes
POINT = 4 / 3  # pixels
LARGER = 1.3  # how much larger than drawn a figure is shown where there is room
FAINT = str(palette()["text"]["faint"])


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
    png : bytes
        The drawing as an image, for documents that know no SVG; empty unless :func:`.figures.style.untitled` asked for it.
    """

    key: str
    svg: str
    alt: str
    stamp: str
    png: bytes = b""

    @property
    def shown_width(self) -> int:
        """Pixels up to which a page may widen it, so that its words are as large as those of every other figure."""
        found = re.search(r'viewBox="0 0 ([\d.]+) ', self.svg)
        return round(POINT * LARGER * float(found[1])) if found else 0


def stamped(picture: Picture) -> str:
    """Return the SVG with its line of provenance written below, for a picture that leaves its page."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', picture.svg)
    assert found is not None
    width, height = float(found[1]), float(found[2])
    lines = wrap(picture.stamp, max(20, int((width - 8) / SIGN)))
    tall = height + 5 + 7 * len(lines)
    head = f'width="{width}pt" height="{tall}pt" viewBox="0 0 {width} {tall}"'
    body = re.sub(r'width="[\d.]+pt" height="[\d.]+pt" viewBox="[^"]*"', head, picture.svg, count=1)
    style = f'font-size="5.5" fill="{FAINT}" style="font-family: {FONTS}"'
    texts = [f'<text x="6" y="{height + 6 + 7 * k}" {style}>{escape(line)}</text>' for k, line in enumerate(lines)]
    return body.replace("</svg>", f"{''.join(texts)}</svg>")
