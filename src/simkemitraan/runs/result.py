"""Reads a result folder back: lazily, as pandas frames or as Arrow datasets larger than memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..declare import Text
from ..errors import InputError, ResultDamagedError, ResultError, ResultNameError
from ..indicators import REGISTRY
from ..scenario import Scenario
from ..scenario.hints import did_you_mean
from . import store
from .columns import TABLES
from .journal import unsealed

if TYPE_CHECKING:
    import pandas as pd
    import xarray

SEVERAL = (list, tuple, set)  # what asks for several values of a column
NUMBERED = {
    "arm": Text("lengan", "arm"),
    "replicate": Text("ulangan", "replicate"),
    "district": Text("daerah", "district"),
}


class Result:
    """A complete result folder.

    Parameters
    ----------
    folder : Path
        As written by ``run``, ``compare``, ``sweep`` or a recorded session.

    Raises
    ------
    ResultError
        If there is no result there, or only a partial one.
    ResultDamagedError
        If a part is missing, added or of another size than was written (:meth:`verify` compares every byte).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not any((folder / name).exists() for name in (store.MANIFEST, store.PROVENANCE)):
            raise _missing(folder)
        self.manifest = store.read_manifest(folder)
        if "shard" in self.manifest:
            number, of = self.manifest["shard"]
            raise ResultError(
                f"{folder} hanya bagian {number} dari {of}; gabungkan semuanya dengan `simkemitraan merge`.",
                f"{folder} is only share {number} of {of}; join all of them with `simkemitraan merge`.",
            )
        store.check_sizes(folder, self.manifest)
        if not (folder / store.PROVENANCE).exists():
            raise store.damaged(folder / store.PROVENANCE)

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """What the result was made of."""
        try:
            told = unsealed((self.folder / store.PROVENANCE).read_bytes())
            if "scenarios" not in told:
                raise ValueError("not a provenance")
            return told
        except (OSError, ValueError) as error:
            raise store.damaged(self.folder / store.PROVENANCE) from error

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Scenario of each arm (at its first point), the baseline first."""
        found = tuple(Scenario.from_resolved(data) for data in self.provenance["scenarios"])
        try:
            found[0].place()
        except (KeyError, TypeError) as error:
            raise _of_an_earlier_version(self.folder) from error
        return found

    @property
    def arms(self) -> list[str]:
        """Name of the scenario of each arm."""
        return [scenario.name for scenario in self.scenarios]

    @property
    def design(self) -> pd.DataFrame:
        """The numbers that an experiment varied, a column each, by point (no column where nothing was varied)."""
        import pandas as pd

        points = self.provenance["points"]
        frame = pd.DataFrame(points.get("values", [[]]), columns=points.get("names", []))
        return frame.rename_axis("point")

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that were kept."""
        held = {name.partition(".")[0] for name in self.manifest["parts"]}
        return tuple(t for t in TABLES if t in held)

    def dataset(self, table: str) -> Any:
        """Return a table as a pyarrow dataset (page checksums verified when read)."""
        import pyarrow.dataset as ds

        parts = [
            str(self.folder / name) for name in sorted(self.manifest["parts"]) if name.startswith(f"{table}.parquet/")
        ]
        if not parts:
            raise ResultError(
                f"tabel `{table}` tidak disimpan di {self.folder}; yang ada: {', '.join(self.tables)}",
                f"table `{table}` was not kept in {self.folder}; there are {', '.join(self.tables)}",
            )
        options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
        return ds.dataset(parts, format=ds.ParquetFileFormat(default_fragment_scan_options=options))

    def frame(
        self, table: str, columns: list[str] | None = None, *, design: bool = False, **where: Any
    ) -> pd.DataFrame:
        """Return a table as a pandas frame.

        Parameters
        ----------
        table : str
            Its name.
        columns : list of str, optional
            Which columns; all by default.
        design : bool
            Add the name of the scenario, and the numbers that an experiment varied, to each row.
        **where
            Values (or lists of values) that columns must have: ``frame("indicators", indicator="access", arm=0)``.

        Raises
        ------
        InputError
            If there is no such column, arm, replicate, district or indicator, or a column cannot have such a value.
        ResultDamagedError
            If a part does not have the bytes it was written with.
        """
        import pyarrow as pa
        import pyarrow.dataset as ds

        condition = None
        for name, wanted in where.items():
            one = ds.field(name).isin(list(wanted)) if isinstance(wanted, SEVERAL) else ds.field(name) == wanted
            condition = one if condition is None else condition & one
        try:
            data = self.dataset(table)
            self._refuse_absent(data, table, [*where, *(columns or ())], where)
            frame: pd.DataFrame = data.to_table(columns=columns, filter=condition).to_pandas()
        except pa.ArrowNotImplementedError as error:
            raise InputError(
                f"tabel `{table}`: kolom tidak dapat berisi nilai yang diminta ({where}); arm dan district adalah nomor",
                f"table `{table}`: a column cannot have the value asked for ({where}); arm and district are numbers",
            ) from error
        except (pa.ArrowInvalid, OSError) as error:
            raise ResultDamagedError(
                f"{self.folder}: tabel `{table}` rusak; jalankan ulang perintahnya ke folder lain.",
                f"{self.folder}: table `{table}` is damaged; run the command again into another folder.",
            ) from error
        if design:
            frame.insert(0, "scenario", np.array(self.arms, object)[frame["arm"]])
            frame = frame.join(self.design, on="point")
        return frame

    def _refuse_absent(self, data: Any, table: str, columns: list[str], where: dict[str, Any]) -> None:
        """Raise InputError for what is not there: else an empty frame would be the answer."""
        import pyarrow.dataset as ds

        place = f"{self.folder}, {table}"
        refuse_unknown(Text("kolom", "column"), columns, data.schema.names, place)
        for name, what in NUMBERED.items():  # number 0 is in every result
            if wanted := [str(k) for k in _several(where.get(name, [])) if isinstance(k, int) and k != 0]:
                refuse_unknown(what, wanted, [str(k) for k in self._numbers(name)], place)
        asked = [name for name in _several(where.get("indicator", [])) if name not in REGISTRY]
        held = [name for name in asked if data.count_rows(filter=ds.field("indicator") == name)]
        refuse_unknown(Text("indikator", "indicator"), asked, [*REGISTRY, *held], place)

    def _numbers(self, name: str) -> Sequence[int]:
        """Return the numbers that arms, replicates or districts have here (district 0: all of them together)."""
        if name == "district":
            return sorted({0} | {d.code for scenario in self.scenarios for d in scenario.place().districts})
        return range(len(self.provenance["scenarios"]) if name == "arm" else self.provenance["replicates"])

    def indicators(self, *, design: bool = False, **where: Any) -> pd.DataFrame:
        """Return the indicators (see :meth:`frame`)."""
        return self.frame("indicators", None, design=design, **where)

    def to_xarray(self, indicators: str | Sequence[str] | None = None, *, districts: bool = False) -> xarray.Dataset:
        """Return indicators as labelled arrays (see :func:`.arrays.to_xarray`)."""
        from .arrays import to_xarray

        return to_xarray(self, indicators, districts=districts)

    def verify(self) -> None:
        """Check every part against its sha256; raises ``ResultDamagedError``."""
        store.verify(self.folder)


def _several(wanted: Any) -> list[Any]:
    """Return the values that a column must have as a list."""
    return list(wanted) if isinstance(wanted, SEVERAL) else [wanted]


def refuse_unknown(what: Text, names: Iterable[str], known: Sequence[str], place: str = "") -> None:
    """Raise InputError for the first name that is not known, with the nearest that is (and the ``place``, if one is told)."""
    at = f"{place}: " if place else ""
    for name in names:
        if name not in known:
            id, en = did_you_mean(str(name), known)
            raise InputError(f"{at}tidak ada {what.id} `{name}`{id}", f"{at}there is no {what.en} `{name}`{en}")


def load(folder: str | Path, *, whole: bool = False) -> Result:
    """Open a result folder; names and sizes of its parts are checked, and nothing is read before it is asked for.

    Parameters
    ----------
    folder : path
        The folder.
    whole : bool
        Compare every byte with what was written, as commands do before they write a page.
    """
    result = Result(Path(folder))
    if whole:
        result.verify()
    return result


def _missing(folder: Path) -> ResultNameError:
    here = folder.resolve()
    partial = here.with_name(here.name + ".partial")
    if here.name and partial.exists():
        return ResultNameError(
            f"{folder} belum selesai ({partial.name}); jalankan perintahnya lagi untuk melanjutkan.",
            f"{folder} is not complete ({partial.name}); run its command again to go on.",
        )
    return ResultNameError(
        f"tidak ada hasil di {folder}; periksa nama foldernya.", f"there is no result in {folder}; check its name."
    )


def _of_an_earlier_version(folder: Path) -> ResultError:
    return ResultError(
        f"{folder}: hasil ini dibuat versi model yang lebih lama, yang menulis skenario dengan cara lain; buka dengan versi itu, "
        "atau jalankan lagi skenarionya. Tabelnya tetap terbaca: simkemitraan.load(folder).frame('indicators')",
        f"{folder}: an earlier version of the model made this result, and wrote scenarios in another way; open it with that "
        "version, or run its scenario again. Its tables can still be read: simkemitraan.load(folder).frame('indicators')",
    )
