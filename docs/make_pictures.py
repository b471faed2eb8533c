"""Make the pictures of README and docs again, from a run of the model: ``make pictures``.

A real comparison is run, its report drawn in both languages, and the report's own figures are set side by side. Needs a
Chromium-like browser to turn them into one PNG.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from simkemitraan import Scenario, compare
from simkemitraan.report import write_report
from simkemitraan.report.pdf import browser

FOLDER = Path(__file__).resolve().parent / "pictures"
BASELINE, REFORM, REPLICATES = "package:baseline", "package:joint_required", 30
FIGURES = ("network-end-0", "network-end-1", "difference-families_served")
WIDTH, HEIGHT = 1320, 440
NAMES = {"id": "overview.id.png", "en": "overview.png"}
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #fff; display: flex; align-items: center; }}
svg {{ flex: 1; height: 430px; margin: 5px; }}
</style>{pictures}"""


def shoot(html: str, png: Path, program: str) -> None:
    """Turn a page into a PNG with a fresh profile of the browser."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Path(folder) / "page.html"
        page.write_text(html, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]
        command = [program, *flags, f"--user-data-dir={folder}/profile", f"--screenshot={png}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> None:
    """Run, draw, put side by side."""
    program = browser()
    if program is None:
        sys.exit("pictures need Chromium, Chrome or Edge")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "result"
        compare(Scenario.load(BASELINE), Scenario.load(REFORM), replicates=REPLICATES, out=out)
        for lang, name in NAMES.items():
            write_report(out, lang=lang)
            drawn = out / ("figures" if lang == "id" else f"figures.{lang}")
            pictures = [(drawn / f"{key}.svg").read_text(encoding="utf-8") for key in FIGURES]
            shoot(PAGE.format(pictures="".join(pictures)), FOLDER / name, program)
            print(FOLDER / name)


if __name__ == "__main__":
    main()
