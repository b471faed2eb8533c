"""The arms of a comparison: a place as it is, the place under each policy, and scenarios that differ in policy only."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ..wording import word
from .horizon import within

if TYPE_CHECKING:
    from ..scenario import Scenario


def arms(
    place: str, others: list[str], policies: list[str], months: int | None, lang: str, *, different_places: bool = False
) -> list[Scenario]:
    """Return the scenarios to be compared, the place as it is first.

    Parameters
    ----------
    place : str
        Scenario file or ``package:NAME``.
    others : list of str
        Further scenarios; a packaged policy among them is laid on the place, with a note.
    policies : list of str
        Policies to lay on the place, ``a`` or ``a+b``.
    months : int or None
        Horizon, if another than the place's own is asked for.
    lang : str
        Language of the notes.
    different_places : bool
        Whether scenarios may differ in what no policy can set.

    Raises
    ------
    InputError
        If there is nothing to compare with, or a scenario differs in what no policy can set.
    ScenarioError
        With the mistakes of all files at once.
    """
    from ..errors import InputError, ScenarioError
    from ..scenario import Scenario
    from ..scenario.policies import is_policy

    if not others and not policies:
        raise InputError(word("report.cli.need_reform", "id"), word("report.cli.need_reform", "en"))
    base = within(Scenario.load(place), months, lang)
    found, mistakes = [base], []
    for name in [*others, *policies]:
        as_policy = name in policies or is_policy(name)
        try:
            one = base.with_policy(name) if as_policy else Scenario.load(name)
        except ScenarioError as error:
            mistakes += list(error.mistakes)
            continue
        if as_policy and name not in policies:
            _tell(word("cli.policy.laid", lang, name=name.removeprefix("package:"), place=place))
        found.append(within(one, months or base.months if as_policy else months, lang))
        if not as_policy and not different_places and not mistakes:
            _refuse_another_world(place, name, base, found[-1])
    if mistakes:
        raise ScenarioError(tuple(mistakes))
    _refuse_twice(found)
    return found


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _refuse_twice(found: list[Scenario]) -> None:
    """Refuse arms of one name: nobody could tell them apart."""
    from ..errors import InputError

    names = [s.name for s in found[1:]]
    for name in names:
        if names.count(name) > 1:
            raise InputError(*(word("cli.policy.twice", lang, name=name) for lang in ("id", "en")))


def _refuse_another_world(place: str, name: str, base: Scenario, other: Scenario) -> None:
    """Refuse a scenario that differs from the place in what no policy can set."""
    from ..analysis.comparison.differences import differences
    from ..errors import InputError
    from ..mechanisms import BY_NAME

    said: dict[str, list[str]] = {"id": [], "en": []}
    for d in differences(base.spec(), other.spec()):
        if d.sort in ("lever", "shock"):
            continue
        for lang, words in said.items():
            if d.sort == "place":
                what = word(f"cli.policy.differs.{d.name}", lang, before=_plain(d.before), after=_plain(d.after))
            else:
                param = d.param()
                what = (
                    f"{BY_NAME[d.mechanism].title(lang)}: {param.text(lang)}"
                    if param
                    else BY_NAME[d.mechanism].title(lang)
                )
            if what not in words:
                words.append(what)
    if said["id"]:
        raise InputError(
            *(
                word("cli.policy.another_world", lang, place=place, name=name, what="; ".join(said[lang][:4]))
                for lang in ("id", "en")
            )
        )


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
