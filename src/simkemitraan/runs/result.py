"""Reads a result folder back: lazily, as pandas frames or as Arrow datasets larger than memory."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ResultDamagedError, ResultError
from ..scenario import Scenario
from . import store
from .tables import TABLES

if TYPE_CHECKING:
    import pandas as pd


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
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / store.MANIFEST).exists():
            raise _missing(folder)
        if not (folder / "provenance.json").exists():
            raise ResultError(
                f"{folder} belum selesai; jalankan perintahnya lagi untuk melanjutkan.",
                f"{folder} is not complete; run its command again to go on.",
            )

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """What the result was made of."""
        out: dict[str, Any] = json.loads((self.folder / "provenance.json").read_text(encoding="utf-8"))
        return out

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Scenario of each arm (at its first point), the baseline first."""
        return tuple(Scenario.from_resolved(data) for data in self.provenance["scenarios"])

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that were kept."""
        return tuple(t for t in TABLES if (self.folder / f"{t}.parquet").is_dir())

    def dataset(self, table: str) -> Any:
        """Return a table as a pyarrow dataset (page checksums verified when read)."""
        import pyarrow.dataset as ds

        path = self.folder / f"{table}.parquet"
        if table not in TABLES or not path.is_dir():
            raise ResultError(
                f"tabel `{table}` tidak disimpan di {self.folder}; yang ada: {', '.join(self.tables)}",
                f"table `{table}` was not kept in {self.folder}; there are {', '.join(self.tables)}",
            )
        options = ds.ParquetFragmentScanOptions(page_checksum_verification=True)
        return ds.dataset(path, format=ds.ParquetFileFormat(default_fragment_scan_options=options))

    def frame(self, table: str, columns: list[str] | None = None, **where: Any) -> pd.DataFrame:
        """Return a table as a pandas frame.

        Parameters
        ----------
        table : str
            Its name.
        columns : list of str, optional
            Which columns; all by default.
        **where
            Values (or lists of values) that columns must have: ``frame("indicators", indicator="access", arm=0)``.

        Raises
        ------
        ResultDamagedError
            If a part does not have the bytes it was written with.
        """
        import pyarrow as pa
        import pyarrow.dataset as ds

        condition = None
        for name, wanted in where.items():
            one = (
                ds.field(name).isin(list(wanted))
                if isinstance(wanted, list | tuple | set)
                else ds.field(name) == wanted
            )
            condition = one if condition is None else condition & one
        try:
            frame: pd.DataFrame = self.dataset(table).to_table(columns=columns, filter=condition).to_pandas()
        except (pa.ArrowInvalid, OSError) as error:
            raise ResultDamagedError(
                f"{self.folder}: tabel `{table}` rusak; jalankan ulang perintahnya ke folder lain.",
                f"{self.folder}: table `{table}` is damaged; run the command again into another folder.",
            ) from error
        return frame

    def indicators(self, **where: Any) -> pd.DataFrame:
        """Return the indicators (see :meth:`frame`)."""
        return self.frame("indicators", None, **where)

    def verify(self) -> None:
        """Check every part against its sha256; raises ``ResultDamagedError``."""
        store.verify(self.folder)


def load(folder: str | Path) -> Result:
    """Open a result folder; nothing is read before it is asked for."""
    return Result(Path(folder))


def _missing(folder: Path) -> ResultError:
    partial = folder.with_name(folder.name + ".partial")
    if partial.exists():
        return ResultError(
            f"{folder} belum selesai ({partial.name}); jalankan perintahnya lagi untuk melanjutkan.",
            f"{folder} is not complete ({partial.name}); run its command again to go on.",
        )
    return ResultError(
        f"tidak ada hasil di {folder}; periksa nama foldernya.", f"there is no result in {folder}; check its name."
    )
