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

    if is_policy(place):
        raise InputError(*(word("cli.policy.no_place", each, name=place) for each in ("id", "en")))
    base = Scenario.load(place)
    if not others and not policies:
        raise InputError(*(word("report.cli.need_reform", each, place=place) for each in ("id", "en")))
    base = within(base, months, lang)
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
        if not as_policy and not mistakes:
            _check_world(place, name, base, found[-1], lang, allowed=different_places)
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


def _check_world(place: str, name: str, base: Scenario, other: Scenario, lang: str, *, allowed: bool) -> None:
    """Refuse a scenario that differs from the place in what no policy can set; if that is allowed, say so."""
    from ..errors import InputError

    what = {each: "; ".join(_other_than_policy(base, other, each)[:4]) for each in ("id", "en")}
    if not what["id"]:
        return
    if allowed:
        _tell(word("cli.policy.not_policy", lang, place=place, name=name, what=what[lang]))
        return
    words = (word("cli.policy.another_world", each, place=place, name=name, what=what[each]) for each in what)
    raise InputError(*words)


def _other_than_policy(base: Scenario, other: Scenario, lang: str) -> list[str]:
    """Return in words what two scenarios differ in besides levers and dated events."""
    from ..analysis.comparison.differences import differences
    from ..mechanisms import BY_NAME

    said: list[str] = []
    for d in differences(base.spec(), other.spec()):
        if d.sort == "place":
            said.append(word(f"cli.policy.differs.{d.name}", lang, before=_plain(d.before), after=_plain(d.after)))
        elif d.sort not in ("lever", "shock"):
            param, title = d.param(), BY_NAME[d.mechanism].title(lang)
            said.append(f"{title}: {param.text(lang)}" if param else title)
    return list(dict.fromkeys(said))


def _plain(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
