"""One vocabulary of events for reports, `explain` and the live view; a second scenario tells only what differs."""

from __future__ import annotations

import re

import pytest
from tests.report.fake_result import fake

from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.analysis.comparison.subject import stories_of
from simkemitraan.live import biography as live
from simkemitraan.report import biography
from simkemitraan.report.context import Context
from simkemitraan.wording import catalogue
from simkemitraan.wording.events import TOLD_ONCE, TOLD_TOGETHER, is_event, sentence
from simkemitraan.world import schema


def test_the_vocabulary_has_the_same_words_to_say_in_both_languages():
    keys = {lang: {k for k in catalogue(lang) if k.startswith("events.")} for lang in ("id", "en")}
    assert keys["id"] == keys["en"]


VERBS = r"\b(was|ended|lost|left|moved|closed|withdrew|drifted|went|decided)\b"


@pytest.mark.parametrize("name", schema.REASON_NAMES[1:])
def test_because_is_followed_by_a_clause(name):
    """*Ended because load above capacity* is no English."""
    spell = {"reason": schema.REASON_NAMES.index(name), "joined": 2, "left": 30}
    told = live._left(spell, "parted")
    start, _, why = told.en.partition(" because ")
    assert start == "Their partnership ended after 2 years 4 months"
    assert re.search(VERBS, why), told.en
    assert told.id == f"Kemitraan bersama berakhir setelah 2 tahun 4 bulan karena {schema.REASON_TEXTS[name]('id')}."
    assert why == f"{biography._value(Context(None, None, 'en'), 'reason', name)}."


@pytest.mark.parametrize("key", [*TOLD_ONCE, *TOLD_TOGETHER, "leader_left"])
def test_the_live_view_tells_an_event_in_the_words_of_the_report(key):
    code = schema.EVENT_NAMES.index(key)
    told = live._event({"event": code, "value": 0.0})
    assert is_event(key)
    assert (told.id, told.en) == (sentence(key, "id"), sentence(key, "en"))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_second_scenario_tells_only_what_differs(lang):
    context = Context(Overview(fake(replicates=3, months=36)), None, lang)
    ties = context.overview.spells
    someone = str(int(ties["a"].iloc[0]))
    stories = stories_of(context.overview, 0, someone, None, lang)
    first, second = biography.differing(context, stories)
    assert first == biography.sentences(context, stories[0])
    assert ("“Keadaan sekarang”" if lang == "id" else "“As it is”") in second[0]
    assert not set(second) & set(first)


def test_the_same_life_twice_is_told_once():
    context = Context(Overview(fake(replicates=3, months=24, effect=0)), None, "en")
    someone = str(int(context.overview.spells["a"].iloc[0]))
    stories = stories_of(context.overview, 0, someone, None, "en")
    assert biography.differing(context, stories)[1] == ["Exactly as in “As it is”."]
