"""What an import makes of sound data: headings, rules for gaps, trust, privacy, network files, a scenario that runs."""

import csv
import json
import re
from collections import Counter
from datetime import date

import networkx as nx
import openpyxl
import pytest
from tests.exchange.damage import csv_bytes, sound, write_csv, write_xlsx

from simkemitraan import engine
from simkemitraan.cli import run_command
from simkemitraan.errors import ImportDataError, ResultExistsError
from simkemitraan.exchange import columns, template
from simkemitraan.exchange.importing import Settings, import_registry
from simkemitraan.exchange.privacy import Pseudonyms
from simkemitraan.scenario import Scenario
from simkemitraan.world import registry
from simkemitraan.world.known import known_rows

AS_OF = date(2025, 6, 30)


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def bring(folder, organisations, ties=None, survey=None, **settings):
    files = []
    for name, rows in (("o.csv", organisations), ("t.csv", ties), ("s.csv", survey)):
        files.append(folder / name if rows else None)
        if rows:
            (folder / name).write_bytes(csv_bytes(rows))
    done = import_registry(files[0], folder / "out", Settings(AS_OF, **settings), files[1], files[2])
    return done, {r["name"]: r for r in table(done.folder / "registry/organisations.csv")}


BASE = [
    ["Nama", "Jenis", "Kabupaten"],
    ["Dinas Sosial", "pemerintah", "Contoh"],
    ["Yayasan A", "LKS", "Contoh"],
    ["Yayasan B", "LKS", "Contoh"],
]


# --- headings ---------------------------------------------------------------------------------------------------------


def test_every_heading_is_unambiguous_in_its_table():
    for table_of in (columns.ORGANISATIONS, columns.TIES, columns.SURVEY):
        counts = Counter(w for c in table_of for w in c.headings())
        assert not [w for w, n in counts.items() if n > 1]
        assert all(c.text.id and c.text.en and c.about.id and c.about.en for c in table_of)


@pytest.mark.parametrize(
    "heading",
    [
        ["Nama Lembaga", "Jenis", "Kab/Kota", "Jumlah Pegawai", "Sukarelawan"],
        ["Organization", "Type", "District", "Paid staff", "Volunteers"],
        ["NAMA ORGANISASI *", "kategori", "KABUPATEN", "SDM (orang)", "Jumlah relawan (orang)"],
    ],
)
def test_headings_in_both_languages_and_common_variants(heading, tmp_path):
    _, rows = bring(tmp_path, [heading, ["Panti A", "LKS", "Contoh", 5, 7]])
    row = rows["Panti A"]
    assert (row["kind"], row["district"], row["staff"], row["volunteers"]) == ("nonprofit", "Contoh", "5", "7")


def test_income_in_rupiah_by_its_heading(tmp_path):
    _, rows = bring(
        tmp_path, [["Nama", "Jenis", "Kabupaten", "Anggaran setahun (rupiah)"], ["Panti A", "LKS", "X", 120_000_000]]
    )
    assert float(rows["Panti A"]["income"]) == 10.0  # million a month


# --- the rules for gaps -----------------------------------------------------------------------------------------------


def test_missing_staff_come_from_an_organisation_of_the_same_kind_and_are_marked(tmp_path):
    rows = [["Nama", "Jenis", "Kabupaten", "Staf"]]
    rows += [[f"Yayasan {i}", "LKS", "Contoh", 10 + i] for i in range(6)]
    rows += [[f"PT {i}", "perusahaan", "Contoh", 900] for i in range(6)] + [["Yayasan Kosong", "LKS", "Contoh", None]]
    _, found = bring(tmp_path, rows)
    empty = found["Yayasan Kosong"]
    assert 10 <= float(empty["staff"]) <= 15
    assert empty["imputed"] == "staff"
    assert found["Yayasan 1"]["imputed"] == ""


def test_the_lot_depends_on_the_name_alone(tmp_path):
    rows = [
        ["Nama", "Jenis", "Kabupaten", "Staf"],
        *([f"Yayasan {i}", "LKS", "Contoh", i] for i in range(9)),
        ["Yayasan Kosong", "LKS", "Contoh", None],
    ]
    picked = []
    for name, order in (("a", rows), ("b", [rows[0], rows[-1], *rows[1:-1]])):
        (tmp_path / name).mkdir()
        picked.append(bring(tmp_path / name, order)[1]["Yayasan Kosong"]["staff"])
    assert picked[0] == picked[1]


def test_fewer_than_five_leave_it_to_the_model(tmp_path):
    _, found = bring(
        tmp_path,
        [
            ["Nama", "Jenis", "Kabupaten", "Staf"],
            ["Yayasan A", "LKS", "Contoh", 5],
            ["Yayasan B", "LKS", "Contoh", None],
        ],
    )
    assert (found["Yayasan B"]["staff"], found["Yayasan B"]["imputed"]) == ("", "")


def test_a_missing_start_gets_the_median_age_of_its_form(tmp_path):
    names = [f"Yayasan {i}" for i in range(8)]
    ties = [["a", "b", "bentuk", "mulai"]]
    ties += [[names[0], names[i], "kerjasama", f"30/06/{2025 - i}"] for i in range(1, 6)] + [
        [names[0], names[6], "kerjasama", None],
        [names[0], names[7], "MoU", None],
    ]
    done, _ = bring(tmp_path, [["Nama", "Jenis", "Kabupaten"], *([n, "LKS", "X"] for n in names)], ties)
    rows = {r["b"]: r for r in table(done.folder / "registry/ties.csv")}
    assert (rows[names[6]]["age_months"], rows[names[6]]["imputed"]) == ("36", "age_months")
    assert (rows[names[7]]["age_months"], rows[names[7]]["formal"]) == ("12", "1")


def test_districts_are_one_whatever_their_prefix_and_the_default_fills_gaps(tmp_path):
    rows = [
        ["Nama", "Jenis", "Kabupaten"],
        ["A1", "LKS", "Kab. Contoh"],
        ["A2", "LKS", "KABUPATEN CONTOH"],
        ["A3", "LKS", "Kota Contoh"],
        ["A4", "LKS", None],
    ]
    _, found = bring(tmp_path, rows, district="Daerah Lain")
    assert [found[n]["district"] for n in ("A1", "A2", "A3", "A4")] == [
        "Kab. Contoh",
        "Kab. Contoh",
        "Kota Contoh",
        "Daerah Lain",
    ]
    assert found["A4"]["imputed"] == "district"


def test_the_same_name_in_two_districts_stays_two_organisations(tmp_path):
    rows = [["Nama", "Jenis", "Kabupaten"], ["PKK", "komunitas", "Satu"], ["PKK", "komunitas", "Dua"]]
    done, found = bring(tmp_path, rows, [["a", "b", "bentuk"], ["PKK", "PKK (Dua)", "MoU"]])
    assert set(found) == {"PKK", "PKK (Dua)"}
    assert any(code == "ambiguous" for _, code, _ in done.log.counts)


def test_the_social_agency_and_coordinators_come_first_of_their_kind(tmp_path):
    rows = [
        ["Nama", "Jenis", "Kabupaten"],
        ["Bappeda", "pemerintah", "X"],
        ["Relawan Budi", "relawan", "X"],
        ["Dinas Sosial", "pemerintah", "X"],
        ["TKSK Melati", "TKSK", "X"],
    ]
    _, found = bring(tmp_path, rows)
    names = list(found)
    assert names.index("Dinas Sosial") < names.index("Bappeda")
    assert names.index("TKSK Melati") < names.index("Relawan Budi")
    assert [found[n]["role"] for n in ("TKSK Melati", "Relawan Budi", "Dinas Sosial")] == ["coordinator", "", ""]


# --- ties and survey --------------------------------------------------------------------------------------------------


def test_ended_ties_are_kept_apart_with_their_reason(tmp_path):
    ties = [
        ["a", "b", "bentuk", "mulai", "berakhir", "alasan"],
        ["Dinas Sosial", "Yayasan A", "PKS", "1/1/2020", "1/1/2023", "dana habis"],
        ["Dinas Sosial", "Yayasan B", "kerjasama", "1/1/2024", "masih berjalan", None],
    ]
    done, _ = bring(tmp_path, BASE, ties)
    (ended,) = table(done.folder / "registry/past-ties.csv")
    (live,) = table(done.folder / "registry/ties.csv")
    assert (ended["formal"], ended["months"], ended["reason"]) == ("1", "36", "funding")
    assert (live["formal"], live["age_months"], live["start"]) == ("0", "17", "2024-01-01")


def test_an_unknown_partner_gets_the_nearest_name(tmp_path):
    done, _ = bring(tmp_path, BASE, [["a", "b", "bentuk"], ["Dinas Sosial", "Yayasn A", "MoU"]])
    (row,) = table(done.folder / "set-aside.csv")
    assert '"Yayasan A"' in row["perbaikan"]
    assert '"Yayasan A"' in row["how"]


@pytest.mark.parametrize(
    ("answers", "scale", "trust"),
    [
        ((1, 4, 4), "", 2 / 3),
        ((5, 3, 1), "", 0.5),
        ((10, 5, 0), "", 0.5),
        ((3, 3, 3), "1-5", 0.5),
        ((2, 2, None), "0-10", 0.2),
    ],
)
def test_answers_become_numbers_from_0_to_1_on_the_right_scale(answers, scale, trust, tmp_path):
    survey = [["responden", "mitra", "misi", "keterbukaan", "keandalan"], ["Yayasan A", "Dinas Sosial", *answers]]
    done, _ = bring(tmp_path, BASE, [["a", "b", "bentuk"], ["Dinas Sosial", "Yayasan A", "MoU"]], survey, scale=scale)
    (answer,) = table(done.folder / "survey.csv")
    (tie,) = table(done.folder / "registry/ties.csv")
    assert float(answer["trust"]) == pytest.approx(trust, abs=1e-4)
    assert float(tie["trust"]) == pytest.approx(trust, abs=1e-4)


def test_trust_of_a_pair_is_the_mean_of_both_sides_and_a_general_answer_fills_in(tmp_path):
    survey = [
        ["responden", "mitra", "misi", "skala"],
        ["Yayasan A", "Dinas Sosial", 4, "1-4"],
        ["Dinas Sosial", None, 1, "1-4"],
        ["Yayasan B", "Yayasan B", 2, "1-4"],
        ["Yayasan B", None, 9, "1-4"],
    ]
    ties = [
        ["a", "b", "bentuk"],
        ["Dinas Sosial", "Yayasan A", "MoU"],
        ["Dinas Sosial", "Yayasan B", "MoU"],
        ["Yayasan A", "Yayasan B", "MoU"],
    ]
    done, _ = bring(tmp_path, BASE, ties, survey)
    trust = {(r["a"], r["b"]): r["trust"] for r in table(done.folder / "registry/ties.csv")}
    assert trust == {
        ("Dinas Sosial", "Yayasan A"): "0.5",
        ("Dinas Sosial", "Yayasan B"): "0",
        ("Yayasan A", "Yayasan B"): "",
    }
    assert {"about_itself", "off_scale", "no_answer"} <= {code for _, code, _ in done.log.counts}


# --- privacy ----------------------------------------------------------------------------------------------------------


PEOPLE = [
    ["Nama", "Jenis", "Kabupaten", "Ketua", "No HP"],
    ["Siti Rahayu", "relawan", "X", "Siti Rahayu", "0812345"],
    ["Yayasan A", "LKS", "X", "Budi Santoso", "0898765"],
    ["Siti Rahayu", "relawan", "X", "Siti Rahayu", "0812345"],
]
PEOPLE_TIES = [
    ["a", "b", "bentuk"],
    ["Siti Rahayu", "Yayasan A", "kerjasama"],
    ["Siti Rahayo", "Yayasan A", "kerjasama"],
]


def everything_written(folder):
    return "\n".join(p.read_text(encoding="utf-8-sig") for p in folder.rglob("*") if p.is_file())


def test_personal_names_leave_no_trace_when_pseudonyms_are_asked_for(tmp_path):
    done, found = bring(tmp_path, PEOPLE, PEOPLE_TIES, pseudonyms=Pseudonyms())
    text = everything_written(done.folder)
    for secret in ("Siti", "Rahayo", "Budi", "0812345", "0898765"):
        assert secret not in text
    assert "Yayasan A" in found
    assert any(re.fullmatch(r"Relawan [0-9A-F]{10}", name) for name in found)


def test_leaders_and_contacts_are_never_carried_over(tmp_path):
    done, _ = bring(tmp_path, PEOPLE)
    text = everything_written(done.folder)
    assert "Budi" not in text
    assert "0898765" not in text


def test_the_same_key_gives_the_same_pseudonym_and_another_key_another():
    a, b, c = Pseudonyms(b"k" * 16), Pseudonyms(b"k" * 16, keep=True), Pseudonyms(b"x" * 16)
    assert a.of("Siti  RAHAYU") == b.of("siti rahayu") != c.of("siti rahayu")
    assert a.mapping is None
    assert b.mapping == {b.of("siti rahayu"): "siti rahayu"}


# --- network files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [nx.write_graphml, nx.write_gexf])
def test_network_files_bring_organisations_and_ties(write, tmp_path):
    graph = nx.Graph()
    graph.add_node("n1", label="Dinas Sosial", kind="government", district="X", staff=12)
    graph.add_node("n2", label="Yayasan A", kind="nonprofit", district="X", staff=3)
    graph.add_node("n3", label="Yayasan B", kind="nonprofit", district="X", staff=4)
    graph.add_edge("n1", "n2", formal="MoU", start="2020-01-01")
    graph.add_edge("n2", "n3", formal="kerjasama", start="2024-01-01")
    write(graph, tmp_path / "g.xml")
    done = import_registry(tmp_path / "g.xml", tmp_path / "out", Settings(AS_OF))
    rows = table(done.folder / "registry/ties.csv")
    assert {(r["a"], r["b"], r["formal"]) for r in rows} == {
        ("Dinas Sosial", "Yayasan A", "1"),
        ("Yayasan A", "Yayasan B", "0"),
    }
    assert {r["name"]: r["staff"] for r in table(done.folder / "registry/organisations.csv")}["Dinas Sosial"] == "12"


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><graphml>&a;</graphml>',
        "<graphml><graph><node></graph></graphml>",
        "<?xml version='1.0'?><svg/>",
        "<?xml version='1.0'?>",
        "<gexf></gexf>",
    ],
)
def test_harmful_or_broken_network_files_are_refused(text, tmp_path):
    (tmp_path / "g.graphml").write_text(text)
    with pytest.raises(ImportDataError):
        import_registry(tmp_path / "g.graphml", tmp_path / "out", Settings(AS_OF))
    assert not (tmp_path / "out").exists()


# --- the whole --------------------------------------------------------------------------------------------------------


def test_a_run_starts_with_the_organisations_and_ties_of_the_registry(tmp_path):
    organisations, ties = write_csv(sound(1), tmp_path)
    done = import_registry(organisations, tmp_path / "out", Settings(AS_OF), ties)
    spec = Scenario.load(done.folder / "scenario.yaml").spec()
    world = engine.start(spec, 1)
    registry.install(world)
    rows, r = known_rows(world), world.relations
    assert (rows >= 0).all()
    tied = (r.live("forgotten") == 0) & (
        (r.live("cooperating") == 1) | (r.live("formal") > 0)
    )  # appointments are ties too
    place = {int(row): k for k, row in enumerate(rows)}
    pairs = {
        tuple(sorted((place[int(a)], place[int(b)]))) for a, b in zip(r.live("a")[tied], r.live("b")[tied], strict=True)
    }
    assert pairs >= {tuple(sorted((t.a, t.b))) for t in spec.place.registry.ties}
    known = spec.place.registry.organisations
    assert [round(float(x), 6) for x in world.organisations["staff"][rows]] == [o.staff for o in known]
    assert sum(sum(d.counts) for d in spec.place.districts) == len(known)
    engine.run_to(world, 6)
    assert world.month == 6


def test_a_registry_can_seed_a_larger_synthetic_population(tmp_path):
    organisations, _ = write_csv(sound(1), tmp_path)
    done = import_registry(organisations, tmp_path / "out", Settings(AS_OF, fill=True))
    spec = Scenario.load(done.folder / "scenario.yaml").spec()
    assert sum(spec.place.districts[0].counts) > 100
    assert len(spec.place.registry.organisations) == 20


def test_nothing_is_overwritten_and_nothing_is_left_behind(tmp_path):
    organisations, _ = write_csv(sound(1), tmp_path)
    (tmp_path / "out").mkdir()
    with pytest.raises(ResultExistsError):
        import_registry(organisations, tmp_path / "out", Settings(AS_OF))
    assert not list((tmp_path / "out").iterdir())
    assert not list(tmp_path.glob(".out*"))


def test_the_page_speaks_both_languages_runs_nothing_and_needs_no_network(tmp_path):
    case = sound(1)
    case.organisations[3][1] = "<script>alert(1)</script>"
    case.organisations[4][3] = "<b>X</b>"
    case.ties[1][1] = "<img src=x onerror=alert(1)>"
    done = import_registry(
        *write_csv(case, tmp_path)[:1], tmp_path / "out", Settings(AS_OF), write_csv(case, tmp_path)[1]
    )
    page = (done.folder / "data-quality.html").read_text(encoding="utf-8")
    assert "Mutu data yang diimpor" in page
    assert "Quality of the imported data" in page
    assert not re.search(r"<script|<img|https?://|src=|@import|url\(", page.replace("&lt;img src", ""))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_template_has_drop_downs_and_imports_cleanly(lang, tmp_path):
    path = tmp_path / "template.xlsx"
    template.write(path, lang)
    book = openpyxl.load_workbook(path)
    rules = [v for sheet in book for v in sheet.data_validations.dataValidation]
    assert sum(v.type == "list" for v in rules) == 6
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    done = import_registry(path, tmp_path / "out", Settings(AS_OF))
    assert done.totals() | {"noted": 0} == {
        "organisations": 5,
        "districts": 1,
        "ties": 3,
        "agreements_of_many": 0,
        "ended_ties": 1,
        "answers": 3,
        "trust_from_survey": 2,
        "fixed": 0,
        "imputed": 0,
        "noted": 0,
        "set_aside": 0,
    }
    with pytest.raises(ResultExistsError):
        template.write(path, lang)


@pytest.mark.full
def test_a_hundred_thousand_rows(tmp_path):
    case = sound(1, 20, 0)
    rows = [
        [f"K{i}", f"Lembaga {i}", "LKS", f"Kabupaten {i % 40}", None, i % 30, None, None, "ya"] for i in range(100_000)
    ]
    (tmp_path / "o.csv").write_bytes(csv_bytes([case.organisations[0], *rows]))
    done = import_registry(tmp_path / "o.csv", tmp_path / "out", Settings(AS_OF))
    assert done.totals()["organisations"] == 100_000


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_did_and_json_is_json(tmp_path, capsys):
    file, _ = write_xlsx(sound(2), tmp_path)
    assert (
        run_command(
            ["import", str(file), "--out", str(tmp_path / "a"), "--lang", "en", "--as-of", "2025-06-30", "--yes"]
        )
        == 0
    )
    said = capsys.readouterr()
    assert "20 organisations, 30 live ties" in said.out
    assert "set aside" in said.err
    assert run_command(["import", str(file), "--out", str(tmp_path / "b"), "--json", "--yes"]) == 0
    assert json.loads(capsys.readouterr().out)["organisations"] == 20


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nothing.csv"],
        ["{file}", "--as-of", "yesterday"],
        ["{file}", "--scale", "1-7", "--survey", "{file}"],
        ["{file}", "--keep-mapping", "{out}.csv"],
        ["{file}", "--pseudonymise", "--key", "nothing.key"],
    ],
)
def test_wrong_arguments_end_with_2_and_write_nothing(arguments, tmp_path, capsys):
    file, _ = write_xlsx(sound(2), tmp_path)
    out = tmp_path / "out"
    given = [a.format(file=file, out=out) for a in arguments]
    for lang in ("id", "en"):
        assert run_command(["import", *given, "--out", str(out), "--lang", lang]) == 2
        assert capsys.readouterr().err.strip()
    assert {p.name for p in tmp_path.iterdir()} == {file.name}


def test_a_mapping_is_kept_only_when_asked_for_and_for_the_owner_alone(tmp_path):
    (tmp_path / "p.csv").write_bytes(csv_bytes(PEOPLE))
    (tmp_path / "key").write_text("a secret of this office 2025")
    common = ["import", "--yes", str(tmp_path / "p.csv"), "--pseudonymise", "--key", str(tmp_path / "key")]
    assert run_command([*common, "--out", str(tmp_path / "a"), "--keep-mapping", str(tmp_path / "map.csv")]) == 0
    (row,) = table(tmp_path / "map.csv")
    assert row["name"] == "Siti Rahayu"
    assert (tmp_path / "map.csv").stat().st_mode & 0o077 == 0
    assert run_command([*common, "--out", str(tmp_path / "b")]) == 0
    assert row["pseudonym"] in {r["name"] for r in table(tmp_path / "b/registry/organisations.csv")}
