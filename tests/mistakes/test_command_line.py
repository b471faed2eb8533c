"""What people type wrong on the command line, and the words that the answer must contain: where, what, how to fix it.

Every line is typed in both languages, in a folder that holds the files of :data:`FILES` and the result of a small run.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from simkemitraan.cli import run_command

FILES = {
    "bonus.yaml": "policy: bonus\nmonth: 6\nlevers: {funding: {partnership_bonus: 0.3}}\n",
    "more.yaml": "policy: more\nmonth: 6\nlevers: {funding: {partnership_bonus: 0.1}}\n",
    "wrong.yaml": "policy: wrong\nlevers: {funding: {partnership_bonos: 0.1}}\n",
    "old.yaml": "name: old\nextends: package:tiny\nlevers: {funding: {partnership_bonus: 0.1}}\n",
    "own.yaml": "name: own\nplace: {districts: [{name: A, population: 306.000}]}\n",
    "experiment.yaml": "name: e\nscenario: package:tiny\nvary: {levers.funding.partnership_bonus: [0, 1]}\n",
    "calibration.yaml": "name: c\nscenario: package:tiny\nparameters: {}\n",
    "points.yaml": "name: p\nscenario: package:tiny\nvary: {levers.funding.partnership_bonus: [0, 1]}\ndesign: {kind: csv, file: points.csv}\n",
    "points.csv": "levers.funding.partnership_bonus\n0.1\n0;2\n",
    "table.csv": "name,population\nA,30000\n",
    "alone.yaml": "policy: alone\nlevers: {partnership_bonus: 0.3}\n",
    "dotted.yaml": "policy: dotted\nlevers: {funding.partnership_bonus: 0.3}\n",
    "capitals.yaml": "Policy: bonus\nLevers: {funding: {partnership_bonus: 0.3}}\n",
    "until.yaml": "policy: until\nmonth: 12\nuntil: 24\nlevers: {funding: {partnership_bonus: 0.3}}\n",
    "empty.yaml": "",
    "word.docx": "PK\x03\x04 not text",
}
SAMPANG = "`package:kabupaten_sampang`?"
WRONG: list[tuple[str, str, str]] = [
    ("run", "`scenario` belum diisi", "`scenario` is missing"),
    ("run a b", "`b` tidak dikenal di sini", "`b` is not known here"),
    ("run package:sampang", f"maksudnya {SAMPANG}", f"did you mean {SAMPANG}"),
    ("run sampang", f"berkas tidak ditemukan; maksudnya {SAMPANG}", f"file not found; did you mean {SAMPANG}"),
    ("run Kabupaten_Sampang", f"maksudnya {SAMPANG}", f"did you mean {SAMPANG}"),
    ("run package:bandung", "`package:kabupaten_bandung` atau `package:kota_bandung`", "or `package:kota_bandung`?"),
    ("run package:tinny", "maksudnya `package:tiny`?", "did you mean `package:tiny`?"),
    ("run package:forun", "maksudnya `package:forum`?", "did you mean `package:forum`?"),
    ("run package:zzzzz", "lihat `simkemitraan scenario list`", "see `simkemitraan scenario list`"),
    ("run nowhere.yaml", "berkas tidak ditemukan", "file not found"),
    ("run owm.yaml", "maksudnya `own.yaml`?", "did you mean `own.yaml`?"),
    ("run tiny", "maksudnya `package:tiny`?", "did you mean `package:tiny`?"),
    ("run .", "ini folder, bukan berkas", "this is a folder, not a file"),
    ("run bonus.yaml", "compare TEMPAT --policy bonus.yaml", "compare PLACE --policy bonus.yaml"),
    ("run experiment.yaml", "simkemitraan sweep experiment.yaml", "simkemitraan sweep experiment.yaml"),
    ("run calibration.yaml", "simkemitraan calibrate calibration.yaml", "simkemitraan calibrate calibration.yaml"),
    ("run table.csv", "isi berkas harus pasangan", "must hold `key: value` pairs"),
    ("run own.yaml", "`306.000` dapat dibaca 306 atau 306000", "`306.000` can be read as 306 or as 306000"),
    ("run package:tiny --replicates 1.000", "dapat dibaca 1 atau 1000", "can be read as 1 or as 1000"),
    ("run package:tiny --replicates 1,000", "dapat dibaca 1 atau 1000", "can be read as 1 or as 1000"),
    ("run package:tiny --seed=1.000.000", "tanpa pemisah ribuan: 1000000", "thousands separators: write 1000000"),
    ("run package:tiny --replicates 0", "harus 1 atau lebih", "must be 1 or more"),
    ("run package:tiny --replicates -3", "harus 1 atau lebih", "must be 1 or more"),
    ("run package:tiny --replicates ten", "harus bilangan bulat", "must be a whole number"),
    ("run package:tiny --replicates 2.5", "harus bilangan bulat", "must be a whole number"),
    ("run package:tiny --replicates", "pilihan `--replicates` memerlukan nilai", "option `--replicates` needs a value"),
    ("run package:tiny --repliactes 3", "maksudnya `--replicates`?", "did you mean `--replicates`?"),
    ("run package:tiny --seed -1", "harus 0 atau lebih", "must be 0 or more"),
    ("run package:tiny --months 0", "harus 1 atau lebih", "must be 1 or more"),
    ("run package:tiny --months 5000", "--months: 5000 di luar batas", "--months: 5000 is out of bounds"),
    ("run package:tiny --workers 0", "harus 1 atau lebih", "must be 1 or more"),
    ("run package:tiny --out result", "result sudah ada", "result already exists"),
    ("run package:tiny --jason", "maksudnya `--json`?", "did you mean `--json`?"),
    ("runn", "maksudnya `run`?", "did you mean `run`?"),
    ("xyzzy", "tidak ada perintah `xyzzy`", "there is no command `xyzzy`"),
    ("help", "simkemitraan --help", "simkemitraan --help"),
    ("compare", "`place` belum diisi", "`place` is missing"),
    ("compare --policy forum", "`place` belum diisi", "`place` is missing"),
    ("compare package:sampong", f"maksudnya {SAMPANG}", f"did you mean {SAMPANG}"),
    ("compare Sampang", f"maksudnya {SAMPANG}", f"did you mean {SAMPANG}"),
    ("compare nowhere.yaml", "berkas tidak ditemukan", "file not found"),
    ("compare package:tiny", "compare package:tiny --policy shared_hub", "compare package:tiny --policy shared_hub"),
    ("compare 'kab. sampang' --policy forum", f"maksudnya {SAMPANG}", f"did you mean {SAMPANG}"),
    ("compare TINY --policy forum", "maksudnya `package:tiny`?", "did you mean `package:tiny`?"),
    ("compare Package:tiny --policy forum", "maksudnya `package:tiny`?", "did you mean `package:tiny`?"),
    ("compare forum --policy forum", "kebijakan, bukan tempat", "a policy, not a place"),
    ("compare package:forum --policy forum", "compare TEMPAT --policy", "compare PLACE --policy"),
    ("compare bonus.yaml --policy forum", "kebijakan, bukan tempat", "a policy, not a place"),
    ("compare package:tiny --policy forum.yaml", "maksudnya `forum`?", "did you mean `forum`?"),
    ("compare package:tiny --policy 'pusat layanan bersama'", "maksudnya `shared_hub`?", "did you mean `shared_hub`?"),
    ("compare package:tiny --policy 'Shared-service hub'", "maksudnya `shared_hub`?", "did you mean `shared_hub`?"),
    ("compare package:tiny --policy SHARED_HUB", "maksudnya `shared_hub`?", "did you mean `shared_hub`?"),
    ("compare package:tiny --policy until.yaml", "sebuah baris `timeline`", "in a row of `timeline`"),
    ("compare package:tiny --policy empty.yaml", "simkemitraan policy new", "simkemitraan policy new"),
    ("compare tiny bonus", "maksudnya `package:tiny`?", "did you mean `package:tiny`?"),
    ("compare package:tiny bonus", "maksudnya `bonus.yaml`?", "did you mean `bonus.yaml`?"),
    ("compare package:tiny --policy frum", "maksudnya `forum`?", "did you mean `forum`?"),
    ("compare package:tiny --policy bonus", "maksudnya `bonus.yaml`?", "did you mean `bonus.yaml`?"),
    ("compare package:tiny --policy tiny", "itu sebuah tempat", "that is a place"),
    ("compare package:tiny --policy kabupaten_garut", "itu sebuah tempat", "that is a place"),
    ("compare package:tiny --policy zzzzz", "lihat `simkemitraan policy list`", "see `simkemitraan policy list`"),
    ("compare package:tiny --policy no.yaml", "berkas tidak ditemukan", "file not found"),
    ("compare package:tiny --policy forum+forum", "`forum` disebut dua kali", "`forum` is named twice"),
    ("compare package:tiny --policy forum+frum", "maksudnya `forum`?", "did you mean `forum`?"),
    (
        "compare package:tiny --policy bonus.yaml+more.yaml",
        "juga mengubahnya pada bulan 6",
        "changes it in month 6 too",
    ),
    ("compare package:tiny --policy forum --policy forum", "ada dua pembanding bernama", "two arms are both called"),
    ("compare package:tiny --policy old.yaml", "hapus `extends`", "delete `extends` and write: simkemitraan compare"),
    ("compare package:tiny --policy wrong.yaml", "maksudnya `partnership_bonus`?", "did you mean `partnership_bonus`?"),
    ("compare package:tiny --policy", "pilihan `--policy` memerlukan nilai", "option `--policy` needs a value"),
    ("compare package:tiny --polcy forum", "maksudnya `--policy`?", "did you mean `--policy`?"),
    ("compare package:tiny package:kabupaten_garut", "tambahkan --different-places", "add --different-places"),
    ("compare package:kabupaten_garut old.yaml", "--policy BERKAS", "--policy FILE"),
    (
        "compare package:tiny --policy forum --precision 5",
        "nilai `--precision` keliru",
        "wrong value for `--precision`",
    ),
    ("compare package:tiny --policy forum --precision x", "dengan titik desimal", "with a decimal point"),
    ("compare package:tiny --policy forum --method z", "pilih `t` atau `bootstrap`", "choose `t` or `bootstrap`"),
    ("compare package:tiny --policy forum --under no.yaml", "berkas tidak ditemukan", "file not found"),
    ("compare package:tiny --policy forum --max-replicates 1", "harus 2 atau lebih", "must be 2 or more"),
    ("compare package:tiny --policy forum --report=3", "tidak memerlukan nilai", "takes no value"),
    ("compare package:tiny --policy forum --out result", "result sudah ada", "result already exists"),
    ("compare package:tiny --policy forum+", "di kedua sisi `+`", "on either side of each `+`"),
    ("compare package:tiny --policy +forum", "di kedua sisi `+`", "on either side of each `+`"),
    ("compare package:tiny --policy=", "lihat `simkemitraan policy list`", "see `simkemitraan policy list`"),
    ("compare package:tiny --policy forum,handover", "maksudnya `forum+handover`?", "did you mean `forum+handover`?"),
    (
        "compare package:tiny --policy alone.yaml",
        "maksudnya `funding: {partnership_bonus: …}`?",
        "did you mean `funding: {partnership_bonus: …}`?",
    ),
    (
        "compare package:tiny --policy dotted.yaml",
        "maksudnya `funding: {partnership_bonus: …}`?",
        "did you mean `funding: {partnership_bonus: …}`?",
    ),
    ("compare package:tiny --policy capitals.yaml", "dengan huruf kecil", "in small letters"),
    ("compare package:tiny --policy ./word.docx", "bukan teks biasa", "no plain text"),
    ("compare package:tiny --policy forum --draws 5", "tambahkan `--under worlds`", "add `--under worlds`"),
    ("compare package:tiny --policy forum --max-replicates 9", "tambahkan --precision", "add --precision"),
    ("compare package:tiny --policy forum --under world", "maksudnya `worlds`?", "did you mean `worlds`?"),
    (
        "compare package:tiny --policy forum --under worlds --replicates 9",
        "`--replicates` tidak berlaku bersama --under",
        "`--replicates` does nothing beside --under",
    ),
    ("report .", "tidak ada hasil di .", "there is no result in ."),
    ("export result --month 999", "setelah akhir simulasi", "after the end of the run"),
    ("policy new forum", "berakhiran .yaml: forum.yaml", "ends in .yaml: forum.yaml"),
    ("scenario new mine", "berakhiran .yaml: mine.yaml", "ends in .yaml: mine.yaml"),
    ("sources nobody", "lihat `simkemitraan sources`", "see `simkemitraan sources`"),
    ("discover result --outcome trust --above 0", "simkemitraan sweep BERKAS.yaml", "simkemitraan sweep FILE.yaml"),
    ("place 99999", "dengan `simkemitraan place`", "with `simkemitraan place`"),
    ("check", "`files` belum diisi", "`files` is missing"),
    ("check nowhere.yaml", "berkas tidak ditemukan", "file not found"),
    ("check wrong.yaml", "wrong.yaml:2", "wrong.yaml:2"),
    ("check own.yaml", "own.yaml:2: place.districts[1].population", "own.yaml:2: place.districts[1].population"),
    ("scenario shw", "maksudnya `show`?", "did you mean `show`?"),
    ("scenario show", "simkemitraan scenario show --help", "simkemitraan scenario show --help"),
    ("scenario new own.yaml", "own.yaml sudah ada", "own.yaml already exists"),
    ("scenario new no/x.yaml", "periksa foldernya", "check its folder"),
    ("policy lst", "maksudnya `list`?", "did you mean `list`?"),
    ("policy show frum", "maksudnya `forum`?", "did you mean `forum`?"),
    ("policy new bonus.yaml", "bonus.yaml sudah ada", "bonus.yaml already exists"),
    ("place sampng", "maksudnya `Kabupaten Sampang`?", "did you mean `Kabupaten Sampang`?"),
    ("place atlantis", "tidak ada kabupaten atau kota", "no regency or city is called"),
    ("export nowhere", "tidak ada hasil di nowhere", "there is no result in nowhere"),
    ("export result --to excel", "maksudnya `xlsx`?", "did you mean `xlsx`?"),
    ("export result --to graphmlx", "maksudnya `graphml`?", "did you mean `graphml`?"),
    ("export result --replicate 9", "ulangan 9 tidak ada", "there is no replicate 9"),
    ("export result --arm forum", "pembanding `forum` tidak ada", "there is no arm `forum`"),
    ("report nowhere", "tidak ada hasil di nowhere", "there is no result in nowhere"),
    ("report result --format exel", "xlsx", "xlsx"),
    ("rerun nowhere", "tidak ada hasil di nowhere", "there is no result in nowhere"),
    ("explain nowhere 1", "tidak ada hasil di nowhere", "there is no result in nowhere"),
    ("explain result", "`a` belum diisi", "`a` is missing"),
    ("explain result nobody", "nobody", "nobody"),
    ("sweep nowhere.yaml", "berkas tidak ditemukan", "file not found"),
    (
        "sweep own.yaml",
        "bukan percobaan; jalankan: simkemitraan run own.yaml",
        "carry it out: simkemitraan run own.yaml",
    ),
    (
        "sweep old.yaml",
        "old.yaml:2: ini skenario, bukan percobaan",
        "old.yaml:2: this is a scenario, not an experiment",
    ),
    ("sweep package:tiny", "jalankan: simkemitraan run package:tiny", "carry it out: simkemitraan run package:tiny"),
    (
        "sweep calibration.yaml",
        "ini kalibrasi, bukan percobaan",
        "carry it out: simkemitraan calibrate calibration.yaml",
    ),
    ("sweep bonus.yaml", "ini kebijakan, bukan percobaan", "compare package:tiny --policy bonus.yaml"),
    ("sweep points.yaml", "baris 3, kolom `levers.funding.partnership_bonus`: '0;2'", "line 3, column `levers.funding"),
    (
        "calibrate experiment.yaml",
        "bukan kalibrasi; jalankan: simkemitraan sweep",
        "this is an experiment, not a calibration",
    ),
    ("sweep experiment.yaml --retry-faild", "maksudnya `--retry-failed`?", "did you mean `--retry-failed`?"),
    ("sensitivity nowhere", "tidak ada hasil di nowhere", "there is no result in nowhere"),
    ("discover result", "`--outcome` belum diisi", "`--outcome` is missing"),
    ("discover result --outcome trust", "tepat satu dari --above dan --below", "exactly one of --above and --below"),
    ("calibrate nowhere.yaml", "berkas tidak ditemukan", "file not found"),
    ("validate package:tinny", "maksudnya `package:tiny`?", "did you mean `package:tiny`?"),
    ("import nowhere.csv", "nowhere.csv", "nowhere.csv"),
    ("live package:tinny", "maksudnya `package:tiny`?", "did you mean `package:tiny`?"),
    ("live package:tiny --port 99999", "harus 65535 atau kurang", "must be 65535 or less"),
    ("mechanisms fundin", "maksudnya `funding`?", "did you mean `funding`?"),
    ("doctor now", "`now` tidak dikenal di sini", "`now` is not known here"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("typed")
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    small = ["--replicates", "1", "--months", "12", "--workers", "1", "--no-report", "--out", str(made / "result")]
    assert run_command(["run", "package:tiny", *small]) == 0
    return made


def test_an_editor_is_told_where_each_mistake_stands(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """``check --json``: file, line, column, key and both wordings of each mistake; an empty list for a good file."""
    monkeypatch.chdir(folder)
    assert run_command(["check", "bonus.yaml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run_command(["check", "bonus.yaml", "wrong.yaml", "--json"]) == 2
    (mistake, *rest) = json.loads(capsys.readouterr().out)
    assert (mistake["file"], mistake["line"]) == ("wrong.yaml", 2)
    assert mistake["column"] > 0
    assert mistake["key"].endswith("partnership_bonos")
    assert "partnership_bonus" in mistake["id"]
    assert "partnership_bonus" in mistake["en"]
    assert all(other["file"] == "wrong.yaml" for other in rest)


def test_there_are_many() -> None:
    assert len({line for line, _, _ in WRONG}) == len(WRONG) >= 60


@pytest.mark.parametrize(("line", "id", "en"), WRONG, ids=lambda v: v if isinstance(v, str) and " " in v else "")
@pytest.mark.parametrize("lang", ["id", "en"])
def test_what_is_typed_wrong_is_answered_in_words(
    line: str,
    id: str,
    en: str,
    lang: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    code = run_command([*shlex.split(line), "--lang", lang])
    said = capsys.readouterr()
    assert code == 2
    assert (id if lang == "id" else en) in said.err, said.err
    assert not said.out
    for developers_word in ("Traceback", "Unexpected error", "Kesalahan yang tidak terduga", "with_changes", "None"):
        assert developers_word not in said.err
