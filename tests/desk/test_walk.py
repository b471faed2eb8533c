"""The whole way of a planner in both languages: own figures, four policies, a price, two pages, and a messy registry after that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")
pytest.importorskip("playwright")
pytest.importorskip("openpyxl")

from tests.browsers import NEEDS_CHROMIUM
from tests.desk.desks import TINY, served
from tests.desk.walk import ROWS, in_a_browser, walk

pytestmark = [pytest.mark.full, *NEEDS_CHROMIUM]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_planner_brings_figures_and_a_registry_and_leaves_with_two_pages(lang: str, tmp_path: Path) -> None:
    def act(page: Any) -> None:
        done = walk(page, tmp_path, replicates=2, months=24)
        assert done.clicks < 30
        assert done.typed < 15
        assert f"{ROWS} " in page.inner_text("[data-testid=place-shown]")
        assert "Dinas Sosial" not in page.inner_text("[data-testid=portfolio-table]")

    with served(place=TINY, lang=lang) as server:
        complaints = in_a_browser(server, lang, act)
    assert complaints == []
    for name in ("district", "registry"):
        pages = re.findall(rb"/Type\s*/Page[^s]", (tmp_path / f"{name}.pdf").read_bytes())
        assert len(pages) == 2
