"""Every regency and city of Indonesia by name, with its official figures (``districts/README.md`` says from where)."""

from __future__ import annotations

import csv
import difflib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..declare import Text
from .reading import Document, Path_

FOLDER = Path(__file__).resolve().parent / "districts"
NATION = "indonesia"
OUTLINES = FOLDER / "districts.topojson"  # one object, `districts`; each feature has the property `code` ("35.27")
OUTLINES_BY = Text(
    "Batas wilayah: BPS / WFP / OCHA ROAP via geoBoundaries (2020), CC BY 3.0 IGO; disederhanakan; bukan penetapan batas hukum.",
    "Boundaries: BPS / WFP / OCHA ROAP via geoBoundaries (2020), CC BY 3.0 IGO; simplified; not a statement of legal borders.",
)
PEOPLE = Text(
    "Dukcapil, 31 Desember 2024 (Kepmendagri 300.2.2-2430/2025)",
    "Dukcapil, 31 December 2024 (Kepmendagri 300.2.2-2430/2025)",
)
POOR = Text("BPS, Susenas Maret 2025", "BPS, Susenas March 2025")
UNITS = Text("Kepmendagri 300.2.2-2430/2025", "Kepmendagri 300.2.2-2430/2025")
DERIVED_POOR = Text(
    "diturunkan: penduduk x tingkat kemiskinan (BPS, Susenas Maret 2025)",
    "derived: population x poverty rate (BPS, Susenas March 2025)",
)
NOTES = Text(
    "Angka resmi: penduduk 2024, kemiskinan Maret 2025. Jumlah organisasi tidak diketahui dan diturunkan dari jumlah penduduk; "
    "keterpencilan dan anggaran memakai nilai bawaan. Ganti dengan angka Anda sendiri bila ada.",
    "Official figures: population 2024, poverty March 2025. Numbers of organisations are not known and derived from the "
    "population; remoteness and budget have their defaults. Put in your own figures where you have them.",
)
SOURCES = {
    "name": UNITS,
    "code": UNITS,
    "population": PEOPLE,
    "poverty_rate": POOR,
    "subdistricts": UNITS,
    "villages": UNITS,
}


@dataclass(frozen=True, slots=True)
class Official:
    """One regency or city.

    Attributes
    ----------
    key : str
        Name as the command line takes it after ``package:``, ``kabupaten_sampang``.
    name, province : str
        Official names.
    code : str
        Code of the Ministry of Home Affairs, ``35.27``.
    population, poor : int
        Registered residents (end of 2024); poor people as BPS counts them (March 2025).
    poverty_rate : float
        Share of people below the poverty line (March 2025), 0-1.
    subdistricts, villages : int
        Kecamatan; desa and kelurahan.
    more : dict of str to str
        The other columns of the table, as they are written there.
    """

    key: str
    name: str
    province: str
    code: str
    population: int
    poor: int
    poverty_rate: float
    subdistricts: int
    villages: int
    more: dict[str, str]

    @property
    def title(self) -> Text:
        """Its name in both languages."""
        kind, _, rest = self.name.partition(" ")
        rest = rest.removeprefix("Administrasi ")
        return Text(self.name, f"City of {rest}" if kind == "Kota" else f"{rest} Regency")


def key_of(name: str) -> str:
    """Return a name as the command line takes it: ``Kabupaten Fak Fak`` becomes ``kabupaten_fak_fak``."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


@cache
def table() -> dict[str, Official]:
    """Return all districts by key, in the order of their codes."""
    with (FOLDER / "districts.csv").open(encoding="utf-8", newline="") as file:
        return {one.key: one for one in map(_row, csv.DictReader(file))}


def _row(cells: dict[str, str]) -> Official:
    taken = ("name", "province", "code", "population", "poor_bps", "poor_share", "subdistricts", "villages")
    return Official(
        key_of(cells["name"]),
        cells["name"],
        cells["province"],
        cells["code"],
        int(cells["population"]),
        int(cells["poor_bps"]),
        round(float(cells["poor_share"]) / 100, 6),
        int(cells["subdistricts"]),
        int(cells["villages"]),
        {k: v for k, v in cells.items() if k not in taken},
    )


@cache
def _spellings() -> dict[str, str]:
    """Return the key of each district by every spelling in use, and by its code with and without the dot."""
    others = {key_of(alias): one.key for one in table().values() for alias in one.more["aliases"].split("|") if alias}
    codes = {code: one.key for one in table().values() for code in (key_of(one.code), one.code.replace(".", ""))}
    return others | codes | {key: key for key in table()}


def find(name: str) -> Official | None:
    """Return the district of a name (``kabupaten_sampang``, ``Kabupaten Sampang``, an older spelling) or a code."""
    key = _spellings().get(key_of(name))
    return None if key is None else table()[key]


def near(name: str, most: int = 5) -> list[str]:
    """Return the keys of the districts that somebody may have meant, the likeliest first."""
    wanted = key_of(name)
    if not wanted:
        return []
    bare = {key: _bare(key) for key in table()}
    same = [key for key, rest in bare.items() if rest == _bare(wanted)]
    if same:
        return same[:most]
    inside = [key for key in table() if re.search(rf"(^|_){re.escape(wanted)}", key)]
    if inside:
        return sorted(inside, key=len)[:most]
    like = difflib.get_close_matches(_bare(wanted), list(dict.fromkeys(bare.values())), n=2, cutoff=0.75)
    found = [key for word in like for key, rest in bare.items() if rest == word]
    prefix = wanted.partition("_")[0]
    return sorted(found, key=lambda key: not key.startswith(prefix))[:most]


def _bare(key: str) -> str:
    """Return a key without what kind of district it is: ``sampang`` for ``kabupaten_sampang`` and ``kab_sampang``."""
    return re.sub(r"^(kabupaten|kab|kota|regency|city_of)(_administrasi|_adm)?_|_(regency|city)$", "", key)


@dataclass(frozen=True, slots=True)
class Region:
    """Districts that are simulated as one world: a province, or the whole country.

    Attributes
    ----------
    key : str
        Name as the command line takes it after ``package:``: ``provinsi_bali``, ``indonesia``.
    name : str
        Official name.
    title : Text
        Its name in both languages.
    districts : tuple of Official
        Its regencies and cities, by code.
    """

    key: str
    name: str
    title: Text
    districts: tuple[Official, ...]


@cache
def regions() -> dict[str, Region]:
    """Return the country and its provinces by key."""
    whole = tuple(table().values())
    found = [Region(NATION, "Indonesia", Text("Indonesia", "Indonesia"), whole)]
    for name in dict.fromkeys(one.province for one in whole):
        districts = tuple(one for one in whole if one.province == name)
        title = Text(f"Provinsi {name}", f"{name} Province")
        found.append(Region(f"provinsi_{key_of(name)}", name, title, districts))
    return {region.key: region for region in found}


def words_of(name: str) -> Text:
    """Return the name of a place in both languages; one that is no regency, city or province of Indonesia keeps its name."""
    found = table().get(key_of(name))
    if found is not None and found.name == name:
        return found.title
    region = regions().get(f"provinsi_{key_of(name)}")
    return region.title if region is not None and region.name == name else Text(name, name)


def province_of(code: int) -> str:
    """Return the province of a district by its code without the dot; empty where the code is none of a district."""
    return _provinces().get(code, "")


@cache
def _provinces() -> dict[int, str]:
    return {int(one.code.replace(".", "")): one.province for one in table().values()}


def document(one: Official | Region) -> Document:
    """Return a place as the scenario file that it stands for; organisations are left to the declared rates."""
    districts = one.districts if isinstance(one, Region) else (one,)
    title = {"id": one.title.id, "en": one.title.en}
    doc = Document(f"package:{one.key}", {"name": one.key, "title": title, "notes": {"id": NOTES.id, "en": NOTES.en}})
    if isinstance(one, Region):
        doc.data["replicates"] = 10  # many districts average out what luck does to one
    doc.data["place"] = {"name": one.name, "districts": [_as_row(district) for district in districts]}
    for k in range(len(districts)):
        path: Path_ = ("place", "districts", k)
        doc.sources |= {(*path, key): text.en for key, text in SOURCES.items()} | {(*path, "poor"): DERIVED_POOR.en}
    words: list[Path_] = [
        ("name",),
        ("place", "name"),
        *((key, lang) for key in ("title", "notes") for lang in ("id", "en")),
    ]
    doc.sources |= dict.fromkeys(words, UNITS.en)
    return doc


def _as_row(one: Official) -> dict[str, object]:
    return {
        "name": one.name,
        "code": int(one.code.replace(".", "")),
        "population": one.population,
        "poverty_rate": one.poverty_rate,
        "subdistricts": one.subdistricts,
        "villages": one.villages,
    }


def matching(words: str) -> list[Official]:
    """Return the districts whose name or province holds all the words; all of them for no words."""
    parts = key_of(words).split("_") if words.strip() else []
    return [one for one in table().values() if all(p in key_of(f"{one.name} {one.province}") for p in parts)]
