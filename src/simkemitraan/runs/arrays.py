"""Results as labelled arrays (extra ``arrays``): one variable for each indicator, over arms, points, replicates and months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..errors import InputError, MissingExtraError
from ..indicators import REGISTRY
from .result import Result

if TYPE_CHECKING:
    import xarray

COLUMNS = ["arm", "point", "replicate", "month", "district", "indicator", "value"]


def to_xarray(
    result: Result, indicators: str | Sequence[str] | None = None, *, districts: bool = False
) -> xarray.Dataset:
    """Return indicators of a result as a dataset.

    Parameters
    ----------
    result : Result
        Where they are read from.
    indicators : str or sequence of str, optional
        Which; all by default.
    districts : bool
        By district instead of for the whole place: a further dimension, of district codes.

    Returns
    -------
    xarray.Dataset
        Dimensions ``arm`` (names of the scenarios), ``point``, ``replicate``, ``month`` and, if asked for, ``district``; the
        numbers that an experiment varies are coordinates along ``point``. What is read once a year is NaN in other months.

    Raises
    ------
    MissingExtraError
        If xarray is not installed.
    InputError
        If there is no indicator of such a name, or the result holds none of those asked for.
    """
    try:
        import xarray
    except ImportError:
        raise MissingExtraError(
            "Larik berlabel memerlukan tambahan: pip install 'simkemitraan[arrays]'",
            "Labelled arrays need an extra: pip install 'simkemitraan[arrays]'",
        ) from None
    where: dict[str, Any] = {"group": -1} | ({} if districts else {"district": 0})
    if indicators is not None:
        where["indicator"] = [indicators] if isinstance(indicators, str) else list(indicators)
    frame = result.frame("indicators", COLUMNS, **where)
    frame = frame.loc[frame["district"] != 0] if districts else frame
    if frame.empty:
        raise InputError(
            f"{result.folder} tidak memuat indikator yang diminta; yang dikenal: {', '.join(REGISTRY)}",
            f"{result.folder} holds none of the indicators asked for; known are {', '.join(REGISTRY)}",
        )
    axes = {name: np.sort(frame[name].unique()) for name in COLUMNS[: 5 if districts else 4]}
    values = {str(name): _variable(part, axes) for name, part in frame.groupby("indicator", observed=True)}
    return xarray.Dataset(values, _coordinates(result, axes), {"result": str(result.folder), **_about(result)})


def _variable(part: pd.DataFrame, axes: dict[str, Any]) -> tuple[tuple[str, ...], Any, dict[str, str]]:
    out = np.full([len(values) for values in axes.values()], np.nan)
    out[tuple(np.searchsorted(values, part[name].to_numpy()) for name, values in axes.items())] = part["value"]
    known = REGISTRY.get(str(part["indicator"].iloc[0]))
    told = {} if known is None else {"units": known.unit, "long_name": known.text.en, "description": known.about.en}
    return tuple(axes), out, told


def _coordinates(result: Result, axes: dict[str, Any]) -> dict[str, Any]:
    names = result.arms
    design = result.design.loc[axes["point"]]
    return {
        **axes,
        "arm": [names[k] for k in axes["arm"]],
        **{name: ("point", design[name].to_numpy()) for name in design.columns},
    }


def _about(result: Result) -> dict[str, str]:
    about = result.provenance
    return {"model": about["model"], "version": about["version"], "seed": str(about["seed"])}
