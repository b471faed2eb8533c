"""``simkemitraan doctor`` tells what works, what does not, and what to do about it."""

from __future__ import annotations

import json

import pytest

from simkemitraan.cli import doctor, run_command, version_line
from simkemitraan.wording import word


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_extra_says_what_it_gives(lang: str) -> None:
    assert set(doctor.extras()) >= {"analysis", "cluster", "import", "live", "solara"}
    for extra in doctor.extras():
        assert word(f"doctor.extra.gives.{extra}", lang)


def test_all_is_well_where_the_tests_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert findings[0] == {"about": "program", "state": "good", "text": version_line()}
    assert {f["about"] for f in findings[1:]} == {
        "python",
        "machine",
        "packages",
        "extra",
        "scenarios",
        "cache",
        "browser",
        "disk",
    }


def test_a_missing_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "installed", lambda package: None if package == "starlette" else "1.0")
    assert run_command(["doctor", "--lang", "en"]) == 0
    assert 'pip install "simkemitraan[live]"' in capsys.readouterr().out


def test_a_missing_core_package_is_a_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor, "installed", lambda package: None if package == "numba" else "1.0")
    assert run_command(["doctor", "--lang", "id"]) == 1
    assert "belum terpasang: numba" in capsys.readouterr().out


def test_a_cache_that_cannot_be_written_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("simkemitraan.world.compiling.CACHE", None)
    run_command(["doctor", "--lang", "en"])
    assert "SIMKEMITRAAN_CACHE" in capsys.readouterr().out


def test_no_browser_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("simkemitraan.report.pdf.browser", lambda: None)
    run_command(["doctor", "--lang", "en"])
    assert "print it to PDF yourself" in capsys.readouterr().out
