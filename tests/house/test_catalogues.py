"""The words of the interface: what is said in one language is said in the other, with the same gaps to fill."""

from __future__ import annotations

import re

from simkemitraan.wording import catalogue

GAP = re.compile(r"\{(\w*)")


def test_both_languages_have_the_same_words() -> None:
    assert set(catalogue("id")) == set(catalogue("en"))
    assert all(words.strip() for lang in ("id", "en") for words in catalogue(lang).values())


def test_both_languages_leave_the_same_gaps() -> None:
    indonesian, english = catalogue("id"), catalogue("en")
    uneven = [key for key in english if set(GAP.findall(english[key])) != set(GAP.findall(indonesian[key]))]
    assert not uneven
