"""How mechanisms and indicators declare themselves.

A declaration is the single source of a name, its meaning in both languages, its unit, its bounds and where its value
comes from. The scenario schema, its messages, the listing (``simkemitraan mechanisms``), the sliders of the live view
and the reference pages are all made from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Lang = Literal["id", "en"]
LANGS: tuple[Lang, ...] = ("id", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """A wording in Indonesian and English."""

    id: str
    en: str

    def __call__(self, lang: str) -> str:
        """Return the wording in ``lang`` (Indonesian unless ``"en"``)."""
        return self.en if lang == "en" else self.id


Role = Literal["lever", "assumption"]
Form = Literal["number", "whole", "switch", "choice"]


@dataclass(frozen=True, slots=True)
class Param:
    """One number of a mechanism.

    Attributes
    ----------
    name : str
        Key in the scenario file.
    default, low, high : float
        Value used when none is given, and the closed bounds of a valid one. For a ``choice`` the value is the index
        into ``choices``; for a ``switch`` 0 or 1.
    unit : str
        Unit in words that read the same in both languages where possible (``"1"`` for a pure number).
    source : str
        Where the default comes from: a reference, or the word *assumption*.
    text : Text
        What it means, in one sentence.
    role : {"lever", "assumption"}
        A lever is set by policy; an assumption says what the world is like.
    form : {"number", "whole", "switch", "choice"}
        How it is written.
    choices : tuple of str
        The words of a ``choice``.
    informed : bool
        False when no observed pattern informs the value: results that rest on it are labelled *unvalidated*.
    cost : float
        For a lever: million IDR a year for each unit of the lever in a median regency (306,000 people); it grows to the size of a
        place (:mod:`.analysis.comparison.costs`). 0 where it has no direct cost.
    """

    name: str
    default: float
    low: float
    high: float
    unit: str
    source: str
    text: Text
    role: Role = "assumption"
    form: Form = "number"
    choices: tuple[str, ...] = ()
    informed: bool = True
    cost: float = 0.0

    def __post_init__(self) -> None:
        if not self.low <= self.default <= self.high:
            raise ValueError(f"{self.name}: default {self.default} outside [{self.low}, {self.high}]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a world table.

    Attributes
    ----------
    name, dtype, unit : str
        Name, numpy dtype and unit.
    text : Text
        What one value means.
    width : str
        ``""`` for one value a row; otherwise the name of the second axis (``"fields"``, ``"culture"``, ``"members"``,
        ``"funders"``, ``"profiles"``).
    fill : float
        Value of a new row before anything is written.
    """

    name: str
    dtype: str
    unit: str
    text: Text
    width: str = ""
    fill: float = 0.0


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing that is measured.

    Attributes
    ----------
    name : str
        Key in tables and files.
    text, about : Text
        Its short name, and what it means and how it is computed, in both languages.
    unit : str
        Unit.
    benefit : str
        Theme: one of the five benefits, four challenges, or ``network``, ``money``, ``survey``.
    value : callable
        ``Snapshot -> float`` (:class:`simkemitraan.indicators.snapshot.Snapshot`); ``nan`` where it is not defined (never written).
    every : {"month", "year"}
        How often it is read; the yearly ones in the last month of each year of the horizon.
    by : tuple of str
        Further breakdowns, each read yearly: ``"district"``, ``"field"``, ``"kind"``, ``"type"``, ``"reason"``.
    groups : callable
        ``Snapshot -> (district codes, group codes, values)`` of the breakdowns.
    share : bool
        Whether it lies between 0 and 1.
    good : int
        1 if more is better, -1 if less is, 0 if neither.
    headline : bool
        Shown first, and on the live view.
    source : str
        Reference, where it has one.
    """

    name: str
    text: Text
    about: Text
    unit: str
    benefit: str
    value: Callable[[Any], float]
    every: str = "month"
    by: tuple[str, ...] = ()
    groups: Callable[[Any], Any] | None = None
    share: bool = False
    good: int = 0
    headline: bool = False
    source: str = ""


def indicator(
    id: str, en: str, *, unit: str = "1", theme: str = "network", about: Text | None = None, **more: Any
) -> Callable[[Callable[[Any], float]], Indicator]:
    """Make an indicator of a function, as a decorator; its name and, unless told, its meaning are the function's.

    Parameters
    ----------
    id, en : str
        Its short name in Indonesian and English.
    unit, theme : str
        Its unit; where it belongs (:data:`simkemitraan.indicators.THEMES`).
    about : Text, optional
        What it means; the function's docstring by default.
    **more
        ``every``, ``share``, ``good``, ``headline``, ``source`` of :class:`Indicator`.
    """

    def make(function: Callable[[Any], float]) -> Indicator:
        said = (function.__doc__ or en).strip()
        return Indicator(function.__name__, Text(id, en), about or Text(said, said), unit, theme, function, **more)

    return make


class Values(Mapping[str, float]):
    """The numbers a mechanism works with this month: read like attributes, changed only by :meth:`set`.

    They stand in one array, in the order of their declarations, which compiled rules read in place.

    Parameters
    ----------
    params : tuple of Param
        The declarations; every one gets a value.
    given : mapping of str to float
        Values that differ from the defaults.

    Raises
    ------
    KeyError
        For a name that is not declared.
    """

    __slots__ = ("_at", "_bounds", "directory")
    _at: dict[str, int]
    _bounds: dict[str, tuple[float, float]]
    directory: NDArray[np.float64]

    def __init__(self, params: tuple[Param, ...], given: Mapping[str, float] | None = None) -> None:
        object.__setattr__(self, "_at", {p.name: k for k, p in enumerate(params)})
        object.__setattr__(self, "_bounds", {p.name: (p.low, p.high) for p in params})
        object.__setattr__(self, "directory", np.array([p.default for p in params], np.float64))
        for name, value in (given or {}).items():
            self.directory[self._at[name]] = float(value)

    @property
    def base(self) -> int:
        """Where the numbers are."""
        return int(self.directory.ctypes.data)

    def __getattr__(self, name: str) -> float:
        try:
            return float(self.directory[self._at[name]])
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> float:
        return float(self.directory[self._at[name]])

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __len__(self) -> int:
        return len(self._at)

    def set(self, name: str, value: float) -> None:
        """Set one declared number, held within its bounds; raises ``KeyError`` for an unknown name."""
        low, high = self._bounds[name]
        self.directory[self._at[name]] = min(high, max(low, float(value)))

    def copy(self) -> Values:
        """Return independent numbers of the same declarations."""
        other = Values.__new__(Values)
        other.__setstate__((self._at, self._bounds, self.directory.copy()))
        return other

    def __deepcopy__(self, memo: dict[int, object]) -> Values:
        return self.copy()

    def __getstate__(self) -> tuple[dict[str, int], dict[str, tuple[float, float]], NDArray[np.float64]]:
        return self._at, self._bounds, self.directory

    def __setstate__(self, state: tuple[dict[str, int], dict[str, tuple[float, float]], NDArray[np.float64]]) -> None:
        for name, value in zip(self.__slots__, state, strict=True):
            object.__setattr__(self, name, value)
