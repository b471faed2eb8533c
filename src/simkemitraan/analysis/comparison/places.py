"""What happens where inside a place: by kecamatan of one district, by district of several.

Families have no kecamatan in the model, organisations have: what is compared by kecamatan is how many needs the
organisations seated there serve. In a place made from its figures alone every replicate seats other organisations in
"kecamatan 3", so there the kecamatan are compared by their *order*: the one served least when the simulation begins, the
next, and so on.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...scenario.official import province_of
from ...world.spec import Place

SERVED = "served"


def named(place: Place) -> bool:
    """Tell whether kecamatan mean the same in every replicate: some organisation was brought with its own."""
    return any(o.place is not None for o in place.registry.organisations)


def by_kecamatan(organisations: pd.DataFrame, place: Place, months: int, window: int = 12) -> pd.DataFrame:
    """Return the needs served by the organisations of each kecamatan at the end of the horizon.

    Parameters
    ----------
    organisations : DataFrame
        The yearly panel: ``arm, replicate, month, district, place, alive, served``.
    place : Place
        Gives the number of kecamatan, also of those without an organisation.
    months, window : int
        Length of the horizon, and months at its end over which readings are averaged.

    Returns
    -------
    DataFrame
        ``arm, replicate, indicator, district, group, value``, the shape of :func:`.paired.final_values`; ``group`` is
        the kecamatan from 0, or its order at the start (0 served least) where kecamatan are not :func:`named`.
    """
    late = _sums(organisations.loc[organisations["month"] >= months - window], place)
    if not named(place):
        start = _sums(organisations.loc[(organisations["month"] < 0) & (organisations["arm"] == 0)], place)
        late = _ordered(late, start)
    return late.assign(indicator=SERVED)


def _sums(panel: pd.DataFrame, place: Place) -> pd.DataFrame:
    """Sum what organisations serve by kecamatan, averaged over the readings, zero where there is nobody."""
    keys = ["arm", "replicate", "district", "place"]
    readings = max(panel["month"].nunique(), 1)
    served = panel.loc[panel["alive"] == 1].groupby(keys, observed=True)["served"].sum() / readings
    runs = panel[["arm", "replicate"]].drop_duplicates()
    cells = pd.DataFrame(
        [(d.code, k) for d in place.districts for k in range(d.subdistricts)], columns=["district", "place"]
    )
    full = runs.merge(cells, how="cross").set_index(keys)
    return full.assign(value=served.reindex(full.index).fillna(0.0)).reset_index().rename(columns={"place": "group"})


def _ordered(late: pd.DataFrame, start: pd.DataFrame) -> pd.DataFrame:
    """Replace each kecamatan by its order at the start of its own replicate (ties by number)."""
    if start.empty:
        return late
    first = start.sort_values(["replicate", "district", "value", "group"], kind="stable")
    first = first.assign(order=first.groupby(["replicate", "district"]).cumcount())
    merged = late.merge(first[["replicate", "district", "group", "order"]], on=["replicate", "district", "group"])
    merged["group"] = merged.pop("order").astype(np.int64)
    return merged


def by_province(finals: pd.DataFrame, place: Place) -> pd.DataFrame:
    """Return the access to services of each province, its districts weighted by their poor people.

    Parameters
    ----------
    finals : DataFrame
        Final values by district, as :func:`.paired.final_values` returns them.
    place : Place
        Gives the districts.

    Returns
    -------
    DataFrame
        The same shape; ``district`` is the two digits of the province's code. Empty where there is one province only.
    """
    rows = finals.loc[(finals["indicator"] == "access") & (finals["district"] != 0) & (finals["group"] == -1)]
    poor = {d.code: d.poor for d in place.districts}
    provinces = {d.code: d.code // 100 for d in place.districts if province_of(d.code)}
    if len(set(provinces.values())) < 2 or len(provinces) < len(place.districts) or rows.empty:
        return rows.iloc[:0]
    weight = rows["district"].map(poor).astype(float)
    weighted = rows.assign(district=rows["district"].map(provinces), weight=weight, value=weight * rows["value"])
    keys = ["arm", "replicate", "indicator", "district", "group"]
    sums = weighted.groupby(keys, observed=True, as_index=False)[["value", "weight"]].sum()
    return sums.assign(value=sums["value"] / sums["weight"]).drop(columns="weight")
