"""The R reader reads what pandas reads, and refuses what is not whole.

Parquet itself is the business of the packages arrow and nanoparquet; where neither is installed, parts are handed over as
CSV, and everything else is as it is.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from simkemitraan import Experiment, Scenario, sweep
from simkemitraan.runs.result import Result

ROOT = Path(__file__).resolve().parents[2]
BONUS = "levers.funding.partnership_bonus"
SCRIPT = """
source("{reader}")
if (!requireNamespace("arrow", quietly = TRUE) && !requireNamespace("nanoparquet", quietly = TRUE)) {{
  .parquet <- function(path) read.csv(sub(".parquet$", ".csv", sub("{folder}", "{plain}", path, fixed = TRUE)))
}}
result <- open_result("{folder}", check = "{check}")
invisible(capture.output(print(result)))
frame <- read_table(result, "indicators", indicator = "trust", district = 0, group = -1)
apart <- differences(frame)
cat(jsonlite::toJSON(list(
  rows = nrow(frame), names = names(frame), mean = mean(frame$value), apart = mean(apart$difference), pairs = nrow(apart),
  unit = attr(read_table(result, with_design = FALSE)$month, "unit"), scenarios = unique(frame$scenario),
  bonus = unique(frame[["levers.funding.partnership_bonus"]]), design = nrow(design(result)), book = nrow(codebook(result))
), digits = NA, auto_unbox = TRUE))
"""


def r_has(*packages: str) -> bool:
    if shutil.which("Rscript") is None:
        return False
    asked = "; ".join(f'stopifnot(requireNamespace("{p}", quietly = TRUE))' for p in packages)
    return subprocess.run(["Rscript", "-e", asked], capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Result:
    if not r_has("jsonlite"):
        pytest.skip("needs R with jsonlite")
    short = Scenario.from_dict({"name": "short", "extends": "package:tiny", "months": 6, "burn_in": 12})
    forum = short.with_changes({"levers.formation.forum_share": 0.5}, name="forum")
    experiment = Experiment(short, vary={BONUS: [0.1, 0.3]}, reforms=[forum], replicates=2)
    return sweep(experiment, out=tmp_path_factory.mktemp("r") / "swept", workers=1)


def read_in_r(folder: Path, plain: Path, check: str = "sizes") -> subprocess.CompletedProcess[str]:
    reader = ROOT / "r" / "R" / "result.R"
    code = SCRIPT.format(reader=reader, folder=folder, plain=plain, check=check)
    return subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=False)


def test_it_reads_what_pandas_reads(swept: Result, tmp_path: Path) -> None:
    for part in swept.folder.glob("indicators.parquet/*.parquet"):
        plain = tmp_path / "indicators.parquet" / f"{part.stem}.csv"
        plain.parent.mkdir(exist_ok=True)
        pq.read_table(part).to_pandas().to_csv(plain, index=False)
    done = read_in_r(swept.folder, tmp_path, "bytes" if r_has("digest") else "sizes")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    frame = swept.indicators(indicator="trust", district=0, group=-1, design=True)
    assert told["rows"] == len(frame)
    assert set(told["names"]) == set(frame.columns)
    assert told["mean"] == pytest.approx(frame["value"].mean())
    wide = frame.pivot(index=["point", "replicate", "month"], columns="arm", values="value")
    assert told["apart"] == pytest.approx((wide[1] - wide[0]).mean())
    assert told["pairs"] == len(wide)
    assert (told["unit"], told["scenarios"], told["bonus"]) == ("month", ["short", "forum"], [0.1, 0.3])
    assert told["design"] == 2
    assert told["book"] > 50


@pytest.mark.parametrize("harm", ["missing", "cut", "added"])
def test_it_refuses_what_is_not_whole(swept: Result, tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "r"
    shutil.copytree(swept.folder, folder)
    part = next(folder.glob("indicators.parquet/*.parquet"))
    if harm == "missing":
        part.unlink()
    elif harm == "cut":
        part.write_bytes(part.read_bytes()[:-9])
    else:
        shutil.copy(part, part.with_name("part-99999.parquet"))
    done = read_in_r(folder, tmp_path)
    assert done.returncode != 0
    assert "its content changed or is missing" in done.stderr
