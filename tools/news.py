"""Move the waiting lines of ``changelog.d/`` into ``CHANGELOG.md``: ``python tools/news.py VERSION [DATE]``."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from simkemitraan.wording import drafts

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("added", "changed", "fixed", "removed")
WAITING = "## Unreleased\n\nSee `changelog.d/`.\n"


def collect(folder: Path) -> dict[str, list[Path]]:
    """Return the waiting files by kind, sorted by name."""
    return {kind: sorted(folder.glob(f"*.{kind}.md")) for kind in KINDS}


def section(version: str, date: str, waiting: dict[str, list[Path]]) -> str:
    """Return a release's section of the changelog."""
    lines = [f"## {version} ({date})", ""]
    for kind, files in waiting.items():
        if files:
            news = [" ".join(f.read_text(encoding="utf-8").split()) for f in files]
            lines += [f"### {kind.capitalize()}", "", *(f"- {line}" for line in news), ""]
    return "\n".join(lines)


def main(version: str, date: str) -> None:
    """Write the section below the waiting one and remove the files."""
    waiting = collect(ROOT / "changelog.d")
    if not any(waiting.values()):
        sys.exit("changelog.d/ holds no news")
    if missing := drafts():
        sys.exit(f"words are not translated yet: {missing}")
    path = ROOT / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8")
    if WAITING not in text:
        sys.exit("CHANGELOG.md has no section Unreleased as expected")
    path.write_text(text.replace(WAITING, f"{WAITING}\n{section(version, date, waiting)}"), encoding="utf-8")
    for files in waiting.values():
        for file in files:
            file.unlink()


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(f"usage: {sys.argv[0]} VERSION [DATE]")
    main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else datetime.datetime.now(datetime.UTC).date().isoformat())
