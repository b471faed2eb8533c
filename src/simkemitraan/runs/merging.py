"""Joins the shares of several machines into one result: the bytes that one machine would have written."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

from ..errors import ResultError, ResultExistsError, ResultNameError
from .columns import TABLES
from .folders import Lock, folder_error
from .journal import unsealed
from .quarantine import FOLDER
from .store import PROVENANCE, read_manifest, shard_folder, verify, write_about


def merge(target: Path) -> Path:
    """Join ``TARGET.shard-1-of-N`` to ``TARGET.shard-N-of-N`` into ``TARGET``; the shares are left where they are.

    Raises
    ------
    ResultExistsError
        If the target exists.
    ResultError
        If shares are missing, or of different experiments.
    ResultDamagedError
        If a share is not what was written.
    """
    if target.exists():
        raise ResultExistsError(
            f"{target} sudah ada; hasil tidak pernah ditimpa. Pindahkan dahulu bila bagian-bagiannya hendak digabungkan lagi.",
            f"{target} already exists; results are never overwritten. Move it away to merge its shares again.",
        )
    shares = _shares(target)
    manifests = [read_manifest(share) for share in shares]
    if any(m["identity"] != manifests[0]["identity"] for m in manifests):
        raise ResultError(
            f"bagian-bagian {target} bukan dari percobaan dan versi model yang sama; jalankan ulang yang berbeda.",
            f"the shares of {target} are not of the same experiment and version of the model; run those that differ again.",
        )
    for share in shares:
        verify(share)
    partial = target.with_name(target.name + ".partial")
    try:
        partial.mkdir(exist_ok=True)
        with Lock(partial):
            _join(shares, manifests, partial)
        (partial / ".lock").unlink(missing_ok=True)
        os.rename(partial, target)
    except OSError as error:
        raise folder_error(target, error) from error
    return target


def _shares(target: Path) -> list[Path]:
    """Return the folders of all shares, in order."""
    pattern = re.compile(re.escape(target.name) + r"\.shard-(\d+)-of-(\d+)")
    parent = target.parent
    found = [m for p in (parent.iterdir() if parent.is_dir() else ()) if (m := pattern.fullmatch(p.name))]
    counts = {int(m[2]) for m in found}
    if not counts:
        raise ResultNameError(
            f"tidak ada bagian dari {target} di sebelahnya ({target.name}.shard-1-of-N …); buat dengan `sweep --shard 1/N --out {target}`.",
            f"there are no shares of {target} beside it ({target.name}.shard-1-of-N …); make them by `sweep --shard 1/N --out {target}`.",
        )
    if len(counts) > 1:
        told = ", ".join(map(str, sorted(counts)))
        raise ResultNameError(
            f"di sebelah {target} harus ada satu pembagian saja ({target.name}.shard-1-of-N …); yang ada: N = {told}. Pindahkan yang lain.",
            f"beside {target} there must be the shares of one division ({target.name}.shard-1-of-N …); found: N = {told}. Move the others away.",
        )
    (count,) = counts
    shares = [shard_folder(target, k, count) for k in range(1, count + 1)]
    missing = [str(k) for k, share in enumerate(shares, 1) if not share.is_dir()]
    if missing:
        names = ", ".join(missing)
        raise ResultError(
            f"bagian {names} dari {count} belum selesai; jalankan `sweep --shard` untuk bagian itu.",
            f"shares {names} of {count} are not complete; run `sweep --shard` for them.",
        )
    return shares


def _join(shares: list[Path], manifests: list[dict[str, Any]], partial: Path) -> None:
    """Copy all parts and write the manifest and the provenance of the whole."""
    whole: dict[str, Any] = {"identity": manifests[0]["identity"], "parts": {}, "chunks": [], "failed": {}}
    told = [unsealed((share / PROVENANCE).read_bytes()) for share in shares]
    for share, manifest in zip(shares, manifests, strict=True):
        for name in manifest["parts"]:
            (partial / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(share / name, partial / name)
        if (share / FOLDER).is_dir():
            shutil.copytree(share / FOLDER, partial / FOLDER, dirs_exist_ok=True)
        for key in ("parts", "failed"):
            whole[key] |= manifest[key]
        whole["chunks"] = sorted([*whole["chunks"], *manifest["chunks"]])
    provenance = told[0] | {"failed": {k: v for t in told for k, v in t["failed"].items()}}
    provenance |= {"seconds": round(sum(t["seconds"] for t in told), 1), "began": min(t["began"] for t in told)}
    held = {name.partition(".")[0] for name in whole["parts"]}
    write_about(partial, whole, provenance, tuple(table for table in TABLES if table in held))
