"""Plain, frozen descriptions of a place and of what to run: all that the engine needs to know, and nothing of files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..declare import Text

_NOTHING = Text("", "")

Verb = Literal["set", "multiply", "shock"]
SHOCKS = ("leadership_wave", "leader_leaves", "disaster", "priority_change", "closure")


def stable_code(name: str, bits: int) -> int:
    """Return a code of ``bits`` bits for a name, the same on every machine (never 0)."""
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") % ((1 << bits) - 1) + 1


@dataclass(frozen=True, slots=True)
class Field:
    """A field of service. ``code`` keys its draws, so that its position in the file does not matter.

    Attributes
    ----------
    name : str
        Key, ``child_protection``.
    text : Text
        Its name in both languages.
    code : int
        Below 2**16.
    care : float
        Weight of hours (care, advice) in serving it, 0 to 1; goods and aid have the rest.
    """

    name: str
    text: Text
    code: int
    care: float = 0.5


@dataclass(frozen=True, slots=True)
class District:
    """A kabupaten or kota.

    Attributes
    ----------
    name : str
        Its name.
    code : int
        Stated code, below 2**20 (official codes without the dot), unique in the place.
    population, poor : float
        People; poor people.
    subdistricts : int
        Number of kecamatan.
    counts : tuple of int
        Registered organisations by kind, in the order of :class:`~.schema.Kind` (individuals include one TKSK per
        subdistrict).
    remoteness : float
        0 (easy to reach) to 1.
    budget_factor : float
        Public money per head relative to the default.
    inaugurated : int
        Month, relative to the start of the horizon, in which its head last took office (may be negative).
    """

    name: str
    code: int
    population: float
    poor: float
    subdistricts: int
    counts: tuple[int, int, int, int, int]
    remoteness: float = 0.2
    budget_factor: float = 1.0
    inaugurated: int = -12


@dataclass(frozen=True, slots=True)
class Profile:
    """A combination of needs: indices of fields, and the share of families in need that have it."""

    needs: tuple[int, ...]
    share: float


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation brought from a registry; ``None`` is drawn by the population builder."""

    name: str
    kind: int
    district: int
    place: int | None = None
    staff: float | None = None
    volunteers: float | None = None
    income: float | None = None
    active: bool | None = None
    priority: tuple[float, ...] | None = None
    coordinator: bool = False


@dataclass(frozen=True, slots=True)
class KnownTie:
    """A tie brought from a registry: indices into the known organisations, its kind and its age in months."""

    a: int
    b: int
    formal: bool
    age: int = 12
    trust: float | None = None


@dataclass(frozen=True, slots=True)
class KnownAgreement:
    """An agreement of several members brought from a registry: indices, the lead first, and its age in months."""

    members: tuple[int, ...]
    age: int = 12
    trust: float | None = None


@dataclass(frozen=True, slots=True)
class PastTie:
    """A tie or agreement that had ended before: its members, how many months it lasted and how long ago it ended."""

    members: tuple[int, ...]
    formal: bool
    months: int
    ago: int


@dataclass(frozen=True, slots=True)
class Registry:
    """Organisations and ties to start from; synthetic ones fill up to the district's counts."""

    organisations: tuple[KnownOrganisation, ...] = ()
    ties: tuple[KnownTie, ...] = ()
    agreements: tuple[KnownAgreement, ...] = ()
    past: tuple[PastTie, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happens: districts, fields of service, combinations of needs, and known organisations if any."""

    name: str
    districts: tuple[District, ...]
    fields: tuple[Field, ...]
    profiles: tuple[Profile, ...]
    registry: Registry = Registry()

    def find_field(self, name: str, otherwise: int) -> int:
        """Return the index of the field of this name, or ``otherwise``."""
        return next((k for k, field in enumerate(self.fields) if field.name == name), otherwise)


@dataclass(frozen=True, slots=True)
class Change:
    """A dated change or shock.

    Attributes
    ----------
    month : int
        Month of the horizon in which it takes effect (0 is the first).
    verb : {"set", "multiply", "shock"}
        What it does.
    mechanism, param : str
        Which number (``set`` and ``multiply``).
    value : float
        The new value or the factor; for a shock its strength (``share`` or ``by``).
    until : int
        First month in which it no longer holds; 0 for ever.
    shock : str
        One of :data:`SHOCKS`.
    kinds : tuple of int
        Kinds of organisation a shock meets; empty: all.
    district : int
        Code of the district a shock meets; 0: all.
    organisation : int
        Id of the organisation a shock meets; 0: chosen by share.
    field : str
        Field of service a disaster or a change of priority concerns; empty: the default.
    why : Text
        Reason, shown on charts.
    """

    month: int
    verb: Verb
    mechanism: str = ""
    param: str = ""
    value: float = 0.0
    until: int = 0
    shock: str = ""
    kinds: tuple[int, ...] = ()
    district: int = 0
    organisation: int = 0
    field: str = ""
    why: Text = _NOTHING


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody decided for an organisation in one month (:class:`.choices.Decision` says what the numbers mean).

    Attributes
    ----------
    month : int
        Month of the horizon.
    decision : int
        What is decided.
    organisation : int
        Id of who decides.
    other : int
        Id of the organisation or the agreement concerned, or the number of the funder.
    answer : int
        The answer.
    """

    month: int
    decision: int
    organisation: int
    other: int
    answer: int


@dataclass(frozen=True, slots=True)
class Spec:
    """All the engine needs to run one scenario.

    Attributes
    ----------
    place : Place
        Where.
    months, burn_in : int
        Length of the horizon, and of the run-up before it (its months are negative).
    calendar : int
        Calendar month (0 January) of the first month of the horizon.
    params : mapping of str to mapping of str to float
        Values that differ from the mechanisms' defaults.
    off : frozenset of str
        Mechanisms that do not run.
    timeline : tuple of Change
        Dated changes and shocks.
    trace : bool
        Record which terms of utility spoke for each new tie.
    choices : tuple of Choice
        What somebody decided; empty: the rules decide everything.
    """

    place: Place
    months: int = 120
    burn_in: int = 600
    calendar: int = 0
    params: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    timeline: tuple[Change, ...] = ()
    trace: bool = False
    choices: tuple[Choice, ...] = ()
