"""Makes the PDF from the finished page, with whatever Chromium-like browser is installed; none is no failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_MAC = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
    r"Chromium\Application\chrome.exe",
)
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-pdf-header-footer",
    "--virtual-time-budget=5000",
)
TIME = 120


def browser() -> str | None:
    """Return the path of an installed browser that can print, or None."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *_usual_places()) if path and os.access(path, os.X_OK)), None)


def _usual_places() -> list[str]:
    """Return where browsers lie that are not on the search path (macOS, Windows)."""
    roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    windows = [str(Path(root) / name) for root in roots if root for name in _WINDOWS]
    return [str(Path("/Applications") / name) for name in _MAC] + windows


def print_pdf(html: Path, pdf: Path, program: str) -> str:
    """Print a page to PDF with a fresh profile and no network; return what went wrong, empty if nothing did.

    Parameters
    ----------
    html, pdf : Path
        The page, and the file to write.
    program : str
        Path of the browser.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            program,
            *FLAGS,
            *_sandbox(),
            f"--user-data-dir={profile}",
            f"--print-to-pdf={pdf.resolve()}",
            html.resolve().as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=TIME, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return type(error).__name__
    if pdf.exists() and pdf.stat().st_size:
        return ""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"exit {done.returncode}"


def _sandbox() -> tuple[str, ...]:
    """Return the flag without which Chromium refuses to start for root, as in a container."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
