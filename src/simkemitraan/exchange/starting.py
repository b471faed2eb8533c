"""The scenario file that starts from an imported registry, with comments on what to check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from ..declare import Text
from ..scenario import official
from ..scenario.official import Official
from ..world.schema import KIND_NAMES
from .cells import plain

if TYPE_CHECKING:
    from .importing import Imported
    from .organisations import District

MEDIAN_POPULATION, MEDIAN_SUBDISTRICTS = 306_000, 12  # of Indonesian regencies and cities

_HEAD = """\
# Skenario dari registri yang diimpor. Periksa angka bertanda PERIKSA, lalu: simkemitraan run scenario.yaml
# A scenario from an imported registry. Check the figures marked CHECK, then: simkemitraan run scenario.yaml
name: {name}
title:
  id: {title_id}
  en: {title_en}
# Tanpa masa awal, agar registri berlaku sejak bulan pertama; bila diperpanjang, sebagian organisasi dapat tutup lebih dulu.
# No run-up, so that the registry holds from the first month; with a longer one some organisations may close before it.
burn_in: 0
place:
  name: {place}
  registry: registry
  districts:
"""
_DISTRICT = """\
    - name: {name}
      population: {population}  # {people}
{poor}      subdistricts: {subdistricts}  # {units}
      {counts}
"""
_KEEP = """\
# Dengan angka ini jumlah hubungan di registri tetap selama tiga tahun; hapus bagian ini untuk memakai angka kabupaten median.
# With this number the registry's count of ties stays the same over three years; delete it to use the median regency's.
assumptions:
  formation:
    outside_option: {value}
"""
_NOTE = "PERIKSA / CHECK: median kabupaten; ganti dengan angka BPS / of a median regency; put the official figure"
_KNOWN = "kecamatan di registri / subdistricts in the registry"
_WHOLE = "organisations: {{{counts}}}  # hanya yang ada di registri / only those of the registry"
_FILL = "# organisations: {{{counts}}}  # buka agar hanya registri yang dipakai / open to use the registry only"


def write(path: Path, done: Imported, fill: bool) -> None:
    """Write the scenario file.

    Parameters
    ----------
    path : Path
        The file.
    done : Imported
        What was imported.
    fill : bool
        Leave numbers of organisations to the place's figures, so that synthetic ones fill it up.
    """
    districts = list(done.organisations.districts.values())
    place = districts[0].name if len(districts) == 1 else f"{districts[0].name} + {len(districts) - 1}"
    text = _HEAD.format(
        name=_slug(place),
        place=_quoted(place),
        title_id=_quoted(f"Registri {place}"),
        title_en=_quoted(f"Registry of {place}"),
    )
    for district in districts:
        counts = ", ".join(f"{kind}: {district.counts[kind]}" for kind in KIND_NAMES)
        text += _district(district, (_FILL if fill else _WHOLE).format(counts=counts))
    path.write_text(text, encoding="utf-8")


def keep_ties(path: Path, value: float | None) -> None:
    """Append the value of doing nothing at which the number of ties stays as it is (:mod:`.balance`)."""
    if value is not None:
        with path.open("a", encoding="utf-8") as file:
            file.write(_KEEP.format(value=value))


def figures_of(name: str) -> Official | None:
    """Return the official figures of a district, if its name means exactly one."""
    found = official.find(name)
    if found is None:
        same = official.near(name, 2)
        bare = plain(name).removeprefix("kabupaten ").removeprefix("kab ").removeprefix("kota ").replace(" ", "_")
        if len(same) == 1 and same[0].partition("_")[2] == bare:
            found = official.find(same[0])
    return found


def _district(district: District, counts: str) -> str:
    """Return a district with its official figures, or with those of a median regency, which are to be checked."""
    figures, known = figures_of(district.name), len(district.subdistricts)
    if figures is None:
        return _DISTRICT.format(
            name=_quoted(district.name),
            population=MEDIAN_POPULATION,
            people=_NOTE,
            poor="",
            subdistricts=known or MEDIAN_SUBDISTRICTS,
            units=_KNOWN if known else _NOTE,
            counts=counts,
        )
    return _DISTRICT.format(
        name=_quoted(district.name),
        population=figures.population,
        people=_both(official.PEOPLE),
        poor=f"      poverty_rate: {figures.poverty_rate}  # {_both(official.POOR)}\n",
        subdistricts=max(known, figures.subdistricts),
        units=_KNOWN if known > figures.subdistricts else _both(official.UNITS),
        counts=counts,
    )


def _both(text: Text) -> str:
    return text.id if text.id == text.en else f"{text.id} / {text.en}"


def _quoted(text: str) -> str:
    """Return a text as a double-quoted YAML scalar."""
    return json.dumps(text, ensure_ascii=False)


def _slug(text: str) -> str:
    bare = "-".join(w for w in plain(text).split() if w.isascii() and w.isalnum())
    return f"registri-{bare}"[:60].rstrip("-")
