"""A made-up comparison and its reports, made once for all tests of the room."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.report.fake_result import FakeResult, fake

from simkemitraan.report import write_report


@pytest.fixture(scope="session")
def result() -> FakeResult:
    return fake(replicates=6, months=36, names=("Yayasan Kasih",))


@pytest.fixture(scope="session")
def quick() -> FakeResult:
    """A comparison so small that its report draws its first figures only."""
    return fake(replicates=5, months=36)


@pytest.fixture(scope="session")
def folders(quick: FakeResult, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders with the page and the workbook, by language."""
    out = {lang: tmp_path_factory.mktemp(f"laporan-{lang}") for lang in ("id", "en")}
    for lang, folder in out.items():
        write_report(folder, lang, ("html", "xlsx"), result=quick)
    return out
