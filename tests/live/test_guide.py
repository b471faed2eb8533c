"""What the trainer's pages say is there: every button and tab they name exists, in the language they are written in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simkemitraan.live import interventions
from simkemitraan.live.lesson import lessons

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ("en/tutorials/trainer.md", 1),
    ("en/how-to/facilitate.md", 1),
    ("id/tutorials/pelatih.md", 0),
    ("id/how-to/memandu.md", 0),
    ("en/tutorials/role-play.md", 1),
    ("id/tutorials/bermain-peran.md", 0),
]
NAMED = re.compile(r"\[([^\]\n]+(?:\n[^\]\n]+)?)\](?!\()")


def labels(lang: int) -> set[str]:
    source = (ROOT / "page" / "src" / "words.ts").read_text(encoding="utf-8")
    pairs = re.findall(r'\["([^"]*)",\s*"([^"]*)"', source)
    shocks = [(t.id, t.en) for t, _, _ in interventions.SHOCKS.values()]
    return {re.split(r":| \(", pair[lang])[0] if "{" in pair[lang] else pair[lang] for pair in (*pairs, *shocks)}


@pytest.mark.parametrize(("page", "lang"), PAGES, ids=lambda value: str(value))
def test_every_button_named_exists(page: str, lang: int) -> None:
    path = ROOT / "docs" / page
    if not path.is_file():
        pytest.skip("the documentation is not in this installation")
    text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = {" ".join(name.split()) for name in NAMED.findall(text)}
    assert len(named) > 5
    assert named <= labels(lang), named - labels(lang)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (f"{lang}/{page}", words)
        for page, lang, words in (
            ("tutorials/trainer.md", "en", ("QR code", "room code", "hotspot", "[Room]", "[Reveal]", "[Guess first]")),
            ("how-to/facilitate.md", "en", ("QR code", "hotspot", "[Room]")),
            (
                "tutorials/pelatih.md",
                "id",
                ("kode QR", "kode ruang", "hotspot", "[Ruang]", "[Ungkap]", "[Tebak dahulu]"),
            ),
            ("how-to/memandu.md", "id", ("kode QR", "hotspot", "[Ruang]")),
        )
    ],
)
def test_a_page_says_how_a_phone_comes_in(page: str, words: tuple[str, ...]) -> None:
    path = ROOT / "docs" / page
    if not path.is_file():
        pytest.skip("the documentation is not in this installation")
    text = " ".join(path.read_text(encoding="utf-8").split())
    assert "--host 0.0.0.0" in text
    assert [word for word in words if word.lower() not in text.lower()] == []


@pytest.mark.parametrize(
    ("page", "begins"),
    [("en/how-to/facilitate.md", r"\| 8:15 .*--fresh"), ("id/how-to/memandu.md", r"\| 8\.15 .*--fresh")],
)
def test_the_morning_begins_without_the_rehearsal(page: str, begins: str) -> None:
    """The command to begin with stands in the morning's own table; a leader's leaving says that somebody is chosen first."""
    path = ROOT / "docs" / page
    if not path.is_file():
        pytest.skip("the documentation is not in this installation")
    text = path.read_text(encoding="utf-8")
    assert re.search(begins, text)
    for line in text.splitlines():
        if "[Leader leaves]" in line or "[Pemimpin pergi]" in line:
            assert "[Find an organisation]" in line or "[Cari organisasi]" in line


def test_the_minutes_of_a_lesson_are_those_of_its_steps() -> None:
    for lesson in lessons():
        for notes, unit in ((0, "menit"), (1, "minutes")):
            said = [(step.notes.id, step.notes.en)[notes] for step in lesson.steps]
            minutes = sum(int(re.match(rf"(\d+) {unit}\.", note)[1]) for note in said)  # type: ignore[index]
            assert minutes == lesson.minutes, lesson.name
