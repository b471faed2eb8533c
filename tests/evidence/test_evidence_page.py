"""The tables of the evidence pages are those of the calibration that ships, and belong to the numbers that are declared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docs.make_evidence import APART, CHECKS, PARTS, page, parts
from docs.make_sanity import quarrels

from simkemitraan.analysis.calibration import known
from simkemitraan.analysis.calibration.file import Calibration
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.runs.rules import rules_version, with_parts

EXPERIMENT = CHECKS.parent


@pytest.mark.parametrize("lang", ["id", "en"])
def test_tables_are_up_to_date(lang: str) -> None:
    text = page(lang).read_text(encoding="utf-8")
    assert with_parts(text, parts(lang)) == text, "run docs/make_evidence.py"
    assert text.count("<!-- made: ") == len(PARTS)


def test_the_wrong_worlds_are_those_of_these_rules() -> None:
    told = json.loads(APART.read_text(encoding="utf-8"))
    assert told["rules"] == rules_version(), "make it again (make evidence)"


def test_the_posterior_belongs_to_the_calibration_of_the_repository() -> None:
    c = Calibration.load(EXPERIMENT / "calibration.yaml")
    found = known.known_posterior()
    assert [p.name for p in c.priors] == list(found)
    assert [(p.low, p.high) for p in c.priors] == [(n.prior_low, n.prior_high) for n in found.values()]
    assert (EXPERIMENT / "posterior.csv").read_bytes() == (Path(known.__file__).parent / known.FILE).read_bytes()


def test_the_posterior_belongs_to_declared_numbers() -> None:
    for name, n in known.known_posterior().items():
        section, mechanism, short = name.split(".")
        param = BY_NAME[mechanism].param(short)
        assert section == "assumptions"
        assert param.role == "assumption"
        assert param.low <= n.low <= n.median <= n.high <= param.high


def test_what_calibration_informs_is_declared_so() -> None:
    for n in known.known_posterior().values():
        assert n.param.informed or not n.informed, n.name


def test_both_pages_tell_the_same() -> None:
    id_, en = (page(lang).read_text(encoding="utf-8") for lang in ("id", "en"))
    for mark in ("\n## ", "\n```", "\n- ", "[^1]", "[^2]"):
        assert id_.count(mark) == en.count(mark), mark


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_page_of_sanity_shows_what_quarrels_cost_as_it_was_found(lang: str) -> None:
    text = (page(lang).parent / f"sanity.{lang}.md").read_text(encoding="utf-8")
    assert with_parts(text, {"quarrels": quarrels(lang)}) == text, "run docs/make_sanity.py"
    assert text.count("<!-- made: quarrels -->") == 1
