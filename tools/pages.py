"""Compare the pages that commands make with what the commands make now: ``make evidence-check``.

``python tools/pages.py [NAME ...] [--kept FOLDER] [--data FOLDER]`` copies ``docs/``, ``experiments/`` and ``paper/`` into a temporary folder,
takes out of the copy what the command makes, runs the command there and shows every line that differs; it ends with 1 if one does.
Without names the quick ones are made, from runs of now; ``all`` makes every one. FOLDER keeps results of the long ones (``results/``
by default), so that they go on where they were stopped, and belong to the model as it is or are refused;
``--data`` is the folder of public networks that is no part of this project.
"""

from __future__ import annotations

import argparse
import difflib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.image import imread

from simkemitraan.runs.rules import MARK, PART

ROOT = Path(__file__).resolve().parents[1]
KEPT, DATA = "{kept}", "{data}"
# Experiments of which every run's outcome is kept.
RUN = ("bonus_and_small", "handover_or_longer_terms", "levers_for_access")
SHOWN = 40  # lines of a difference
# What is drawn of a result has colours (0.2 between the strongest and the weakest of red, green and blue); words, for which each
# machine has its own letters, have none. Other letters moved no coloured point, another model 1.5 times as many as there are.
COLOURED, ALIKE = 0.2, 0.02


class Maker(NamedTuple):
    """A command that makes pages.

    Attributes
    ----------
    command : tuple of str
        Script and what follows it; ``{kept}`` and ``{data}`` stand for the folders. A module is named ``-m NAME``.
    pages : tuple of str
        What it makes, as patterns below the root.
    quick : bool
        Takes less than about two minutes on two free cores.
    prints : bool
        What it prints is the page.
    """

    command: tuple[str, ...]
    pages: tuple[str, ...]
    quick: bool
    prints: bool = False


MAKERS = {
    "evidence": Maker(("docs/make_evidence.py",), ("docs/explanation/evidence.*.md",), True),
    "paper": Maker(("paper/figures.py",), ("paper/paper.md",), True),
    "changes": Maker(("docs/make_changes.py",), ("docs/explanation/from-the-first-version.*.md",), True),
    "wrong_worlds": Maker(
        ("-m", "simkemitraan", "validate", "--wrong-worlds", "--json"),
        ("experiments/calibration/wrong_worlds.json",),
        True,
        prints=True,
    ),
    "pictures": Maker(("docs/make_pictures.py",), ("docs/pictures/overview*.png",), True),
    "sanity": Maker(("docs/make_sanity.py", f"{KEPT}/sanity"), ("docs/explanation/sanity.*.md",), True),
    "ablation": Maker(("docs/make_ablation.py", f"{KEPT}/ablation"), ("docs/explanation/ablation.*.md",), True),
    "gallery": Maker(("docs/make_gallery.py", f"{KEPT}/gallery"), ("docs/gallery.*.md", "docs/gallery/*.svg"), False),
    "signs": Maker(
        ("docs/make_signs.py", f"{KEPT}/signs", "--into", "docs/explanation"),
        ("docs/explanation/signs.*.md",),
        False,
    ),
    "kept": Maker(
        ("experiments/write.py",),
        tuple(f"experiments/{n}/README.md" for n in RUN if (ROOT / "experiments" / n / "values.csv").is_file()),
        True,
    ),
    "experiments": Maker(
        ("experiments/write.py", f"{KEPT}/experiments"),
        tuple(f"experiments/{n}/{x}" for n in RUN for x in ("README.md", "values.csv")),
        False,
    ),
    "rules": Maker(
        ("experiments/ablation/write.py",), ("experiments/ablation/README.md", "experiments/ablation/rows.csv"), False
    ),
    "networks": Maker(
        ("experiments/imported_networks/stays.py", DATA), ("experiments/imported_networks/README.md",), False
    ),
    "predictions": Maker(
        ("experiments/predictions/predictions.py", "40", f"{KEPT}/predictions"),
        ("experiments/predictions/README.md",),
        False,
    ),
}


def emptied(page: Path) -> None:
    """Take out of a page what a command makes: its parts and its mark, or all of it where it has no parts."""
    text = page.read_text(encoding="utf-8") if page.suffix == ".md" else ""
    if PART.search(text):
        page.write_text(MARK.sub("\n", PART.sub(r"\1\3", text)), encoding="utf-8")
    else:
        page.unlink()


def copied(folder: Path) -> None:
    """Copy what pages are made of."""
    for name in ("docs", "experiments", "paper"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "reference"))


def made(maker: Maker, folder: Path, kept: Path, data: Path | None) -> str:
    """Run a command in the copy; returns what it said if it failed."""
    for pattern in maker.pages:
        for page in sorted(folder.glob(pattern)):
            emptied(page)
    results = folder / "kept" if maker.quick else kept  # what is quick is run anew
    command = [word.format(kept=results, data=data) for word in maker.command]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if maker.prints and not done.returncode:
        (folder / maker.pages[0]).write_text(done.stdout, encoding="utf-8")
    return f"ended with {done.returncode}:\n{done.stderr}" if done.returncode else ""


def differences(maker: Maker, folder: Path) -> list[str]:
    """Return every page that is not what it was made to be, with the lines."""
    found = []
    names = {p.relative_to(base).as_posix() for base in (ROOT, folder) for x in maker.pages for p in base.glob(x)}
    for name in sorted(names):
        was, now = ROOT / name, folder / name
        if not (was.exists() and now.exists()):
            found.append(f"{name}: {'is not made' if was.exists() else 'is not there'}")
        elif name.endswith(".png"):
            found += [f"{name}: another picture"] if unlike(was, now) else []
        else:
            one, other = (p.read_text(encoding="utf-8").splitlines() for p in (was, now))
            lines = list(difflib.unified_diff(one, other, name, f"{name}, made now", lineterm="", n=0))
            found += ["\n".join([*lines[:SHOWN], *(["..."] if len(lines) > SHOWN else [])])] if lines else []
    return found


def unlike(one: Path, other: Path) -> bool:
    """Say whether what is coloured in two pictures differs."""
    a, b = (np.ptp(imread(path)[..., :3], axis=2) > COLOURED for path in (one, other))
    return a.shape != b.shape or int((a != b).sum()) > ALIKE * int(a.sum())


def checked(name: str, kept: Path, data: Path | None) -> list[str]:
    """Make the pages of one command elsewhere and return what differs."""
    with tempfile.TemporaryDirectory() as folder:
        copied(Path(folder))
        failed = made(MAKERS[name], Path(folder), kept, data)
        return [failed] if failed else differences(MAKERS[name], Path(folder))


def main() -> int:
    """Compare, and say what differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(("all", *MAKERS)))
    parser.add_argument("--kept", type=Path, default=ROOT / "results")
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    names = list(MAKERS) if asked.names == ["all"] else asked.names or [n for n, m in MAKERS.items() if m.quick]
    if unknown := sorted(set(names) - set(MAKERS)):
        parser.error(f"no such pages: {', '.join(unknown)}")
    wrong = 0
    for name in names:
        if DATA in MAKERS[name].command and asked.data is None:
            print(f"{name}: not compared, it needs --data", flush=True)
            continue
        began = time.monotonic()
        found = checked(name, asked.kept.resolve(), asked.data and asked.data.resolve())
        wrong += len(found)
        print(f"{name}: {f'{len(found)} differ' if found else 'as made now'} ({time.monotonic() - began:.0f} s)")
        print("\n".join(found), end="\n" if found else "", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
