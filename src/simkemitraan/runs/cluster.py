"""An existing Dask cluster as executor (extra ``cluster``). Results come back as columns; only this side writes files."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from ..errors import InputError, MissingExtraError, ResultError
from .beginnings import families, together
from .executing import Result, few_beginnings
from .plan import Plan, Run, model_version
from .saved import SavedWorlds

PATIENCE = "60s"


def batch(
    jobs: list[tuple[int, Any, int, str]], model: str, *, cache: bool = False
) -> list[tuple[int, Result | None, str]]:
    """Run several replicates in one task: a task of a few milliseconds would cost more to hand out than to do.

    Those with the same seed follow each other, and share their beginning. With ``cache`` worlds at the start of the horizon
    are kept in the worker's cache folder, which may be its own or that of several.

    Raises
    ------
    ResultError
        If this worker has another version of the model, of a plug-in, or of numpy, numba, pyarrow than ``model``, the sender's.
    """
    if model_version() != model:
        raise ResultError(
            f"pekerja di {platform.node()} memasang versi model, pustaka, atau tambahan (--plugin) yang lain; samakan dengan komputer "
            "yang menjalankan `sweep`.",
            f"the worker on {platform.node()} has another version of the model, its libraries or its plug-ins; install the same as "
            "where `sweep` runs.",
        )
    answers: list[tuple[int, Result | None, str]] = []
    saved = SavedWorlds() if cache else None
    for (seed, keep), group in groupby(jobs, key=itemgetter(2, 3)):
        answers += together([(index, spec) for index, spec, *_ in group], seed, keep, saved)
    if saved is not None:
        saved.tidy()
    return answers


def on_cluster(
    address: str, batch_size: int = 8, *, cache: bool = True
) -> Callable[[Plan, list[Run]], Iterator[tuple[Run, Result | None, str]]]:
    """Return an executor on the cluster at ``address``.

    Parameters
    ----------
    address : str
        Scheduler, ``tcp://host:port``, or the file (``….json``) that it wrote its address into.
    batch_size : int
        Runs handed out at once where there are many; of few every worker gets some.
    cache : bool
        Keep worlds at the start of the horizon in the cache folders of the workers, and take them from there.

    Raises
    ------
    MissingExtraError
        If Dask is not installed.
    InputError
        If the address is none.
    ResultError
        If the scheduler cannot be reached. While no worker is left, it waits for new ones: clusters give them back late.
    """
    try:
        import dask
        from distributed import Client, as_completed
    except ImportError:
        raise MissingExtraError(
            "Kluster Dask memerlukan tambahan: pip install 'simkemitraan[cluster]'",
            "A Dask cluster needs an extra: pip install 'simkemitraan[cluster]'",
        ) from None

    def carry(plan: Plan, runs: list[Run]) -> Iterator[tuple[Run, Result | None, str]]:
        by_index = {r.index: r for r in runs}
        dask.config.set({"distributed.scheduler.allowed-failures": 1})
        with _client(Client, address) as client:
            threads = max(1, len(client.nthreads()))
            groups = batches(runs, max(1, min(batch_size, len(runs) // (4 * threads))))
            ahead, key, keeping = iter(groups), plan.key()[:8], cache and few_beginnings(plan)
            pending = as_completed(
                [  # type: ignore[no-untyped-call]
                    _submit(client, plan, g, key, keeping) for g in _take(ahead, 4 * threads)
                ]
            )
            for future in pending:
                for index, result, trace in _gather(client, future, address):
                    yield by_index[index], result, trace
                for group in _take(ahead, 1):
                    pending.add(_submit(client, plan, group, key, keeping))  # type: ignore[no-untyped-call]

    return carry


def batches(runs: list[Run], least: int) -> list[list[Run]]:
    """Return runs that are handed out together: whole families, which share their beginning, until there are enough."""
    found: list[list[Run]] = [[]]
    for family in families(runs):
        if len(found[-1]) >= least:
            found.append([])
        found[-1] += family
    return [batch for batch in found if batch]


def _client(kind: Any, address: str) -> Any:
    try:
        client = kind(_written(Path(address)) if address.endswith(".json") else address, timeout=PATIENCE)
        client.wait_for_workers(1, timeout=PATIENCE)
    except ValueError as error:
        raise InputError(
            f"--scheduler {address}: tulis tcp://KOMPUTER:PORT, atau berkas .json yang ditulis penjadwalnya.",
            f"--scheduler {address}: write tcp://HOST:PORT, or the .json file that the scheduler wrote.",
        ) from error
    except (OSError, TimeoutError) as error:
        raise ResultError(
            f"klaster di {address} tidak menjawab atau tidak punya pekerja; periksa alamat dan pekerjanya.",
            f"the cluster at {address} does not answer or has no workers; check its address and workers.",
        ) from error
    return client


def _written(file: Path) -> str:
    """Return the address that a scheduler wrote into a file, which may not be there yet when both were started at once.

    Raises
    ------
    InputError
        If it is not there after a minute, or holds no address.
    """
    end = time.monotonic() + float(PATIENCE.removesuffix("s"))
    while True:
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError, KeyError, TypeError) as error:  # half written is no JSON
            half = isinstance(error, ValueError)
            if time.monotonic() > end or not (half or isinstance(error, FileNotFoundError)):
                raise _no_address(file) from error
            time.sleep(0.2)


def _no_address(file: Path) -> InputError:
    if file.exists():
        return InputError(
            f"--scheduler {file}: berkas ini tidak berisi alamat penjadwal; berikan berkas yang dibuat "
            f"`dask scheduler --scheduler-file {file.name}`, atau tcp://KOMPUTER:PORT.",
            f"--scheduler {file}: this file holds no address of a scheduler; give the one that "
            f"`dask scheduler --scheduler-file {file.name}` wrote, or tcp://HOST:PORT.",
        )
    return InputError(
        f"--scheduler {file}: berkas ini tidak ada, juga setelah ditunggu {PATIENCE}; mulai penjadwalnya dengan "
        f"`dask scheduler --scheduler-file {file}`, atau periksa namanya.",
        f"--scheduler {file}: there is no such file, nor did one come within {PATIENCE}; start the scheduler with "
        f"`dask scheduler --scheduler-file {file}`, or check the name.",
    )


def _take(groups: Iterator[list[Run]], count: int) -> list[list[Run]]:
    return list(islice(groups, count))


def _submit(client: Any, plan: Plan, group: list[Run], key: str, cache: bool) -> Any:
    jobs = [(r.index, plan.scenarios[r.scenario].spec(trace=plan.keep == "all"), r.seed, plan.keep) for r in group]
    return client.submit(
        batch, jobs, model_version(), cache=cache, pure=False, key=f"simkemitraan-{key}-{group[0].index}", retries=2
    )


def _gather(client: Any, future: Any, address: str) -> list[tuple[int, Result | None, str]]:
    try:
        out: list[tuple[int, Result | None, str]] = future.result(timeout=PATIENCE)
    except ResultError:
        raise
    except Exception as error:
        raise ResultError(
            f"klaster di {address} kehilangan pekerjanya ({type(error).__name__}); yang selesai disimpan, jalankan lagi untuk melanjutkan.",
            f"the cluster at {address} lost its workers ({type(error).__name__}); what was finished is kept, run again to go on.",
        ) from error
    return out
