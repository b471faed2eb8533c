"""Lesson scripts: the same steps in both languages, directives that exist, mistakes named with their line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.live.contrasts import ASKED, Asked
from tests.live.rooms import small_session

from simkemitraan import Scenario
from simkemitraan.errors import InputError
from simkemitraan.indicators import REGISTRY
from simkemitraan.live.lesson import FOLDER, Lesson, lessons
from simkemitraan.live.protocol import FORMS, read
from simkemitraan.live.questions import Band, scale
from simkemitraan.live.sources import HEADLINES

LESSONS = lessons()
POSITIONS = 200
"""Of the page's slider, to either side of nought."""


def test_six_lessons_in_both_languages() -> None:
    """One for what the two words mean, one for each challenge of the source document, one for what it is all for."""
    assert [lesson.name for lesson in LESSONS] == [
        "formal-and-informal",
        "cultures-and-habits",
        "competition-for-funding",
        "leadership-and-governance",
        "keeping-it-going",
        "working-together",
    ]
    for lesson in LESSONS:
        assert lesson.title.id != lesson.title.en
        assert all(
            step.title.id and step.title.en and step.text.id.strip() and step.text.en.strip() for step in lesson.steps
        )
        assert any(action["do"] == "ask" for step in lesson.steps for action in step.actions)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_directive_is_a_command_the_room_takes(lesson: object) -> None:
    names = {i.name for i in HEADLINES}
    for step in lesson.steps:  # type: ignore[attr-defined]
        for action in step.actions:
            if action["do"] == "show":
                assert set(action["indicators"]) <= names
            else:
                assert action["do"] in FORMS
                read(json.dumps(action), trainer=True)


def test_futures_are_there_when_a_step_speaks_of_them() -> None:
    for lesson in LESSONS:
        two = False
        for step in lesson.steps:
            for action in step.actions:
                if action["do"] == "reset":
                    two = False
                elif action["do"] == "branch":
                    assert not two
                    two = True
                elif action["do"] == "merge":
                    assert two
                    two = False
                elif action.get("lane") == 1:
                    assert two


def test_guesses_about_indicators_are_about_headlines() -> None:
    session = small_session()
    session.advance()
    asked = [a["indicator"] for lesson in LESSONS for step in lesson.steps for a in step.actions if a.get("indicator")]
    assert asked
    assert set(asked) <= {i.name for i in HEADLINES}


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("@play 12", "@dance 12", "formal-and-informal.en.md"),
        ("@start 0", "@start soon", "formal-and-informal.en.md"),
        ("scenario: formal-and-informal.yaml", "scenario: other.yaml", "formal-and-informal"),
        ("funding.partnership_required 1", "funding.partnership_required 6", "formal-and-informal.en.md"),
        ("@show partnerships", "@show nothing", "formal-and-informal.en.md"),
        ("---\ntitle", "title", "formal-and-informal.en.md"),
        ("order: 1", "", "formal-and-informal.en.md"),
        ("@play 12", "@play 13", "formal-and-informal"),
        ("@guess partnerships 36", "@guess governance 36", "formal-and-informal.en.md"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, before: str, after: str, where: str) -> None:
    for lang in ("id", "en"):
        shutil.copy(FOLDER / f"formal-and-informal.{lang}.md", tmp_path)
    shutil.copy(FOLDER / "formal-and-informal.yaml", tmp_path)
    path = tmp_path / "formal-and-informal.en.md"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after, 1))
    with pytest.raises(InputError) as wrong:
        lessons(tmp_path)
    assert where in wrong.value.en
    assert where in wrong.value.id


def test_one_language_is_not_enough(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "keeping-it-going.id.md", tmp_path)
    with pytest.raises(InputError):
        lessons(tmp_path)


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_difference_asked_about_has_a_direction(asked: Asked) -> None:
    """What a room guesses about goes the same way in every one of a few replicates: it is not luck."""
    differences = asked.differences(range(4))
    assert all(d > 0 for d in differences) or all(d < 0 for d in differences), differences


@pytest.mark.full
@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_difference_asked_about_exceeds_its_band(asked: Asked) -> None:
    """RE-CHOOSE when rules of the model change: see ``lessons/README.md``."""
    band = Band.of(asked.differences(range(12)))
    assert band.exceeded(), band


@pytest.mark.full
@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_the_slider_reaches_the_whole_band(asked: Asked) -> None:
    """It runs far beyond the band, so that its end says nothing, in steps fine enough for one of them to lie within."""
    band, span = Band.of(asked.differences(range(12))), scale(asked.before(), REGISTRY[asked.indicator].share)
    assert span >= 1.5 * max(abs(band.low), abs(band.high)), (span, band)
    assert any(band.low <= span * k / POSITIONS <= band.high for k in range(-POSITIONS, POSITIONS + 1)), (span, band)


@pytest.mark.parametrize("value", [1.0, 7.0, 42.0, 203.0, 9999.0])
def test_what_is_asked_about_may_double(value: float) -> None:
    """A slider that ends where the value stands now cannot say what comes true in the first lesson."""
    assert scale(value, share=False) >= 3 * value
    assert scale(0.05, share=True) == scale(0.9, share=True) == 0.5


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_lesson_opens_a_scenario_of_its_own(lesson: Lesson) -> None:
    assert lesson.scenario is not None
    scenario = Scenario.load(lesson.scenario)
    assert scenario.name.startswith("teaching_")
    assert any(action["do"] == "ask" and "indicator" in action for step in lesson.steps for action in step.actions)
    assert {step.notes.id != "" for step in lesson.steps} == {True}
