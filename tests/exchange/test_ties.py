"""Imported ties stay what they are: types, agreements of many, projects, ties that ended, and who is active because of them."""

import csv
import io
from datetime import date

import networkx as nx
import numpy as np
import pytest

from simkemitraan import engine
from simkemitraan.cli import run_command
from simkemitraan.errors import ImportDataError, ScenarioError
from simkemitraan.exchange import corrections
from simkemitraan.exchange.importing import Settings, import_registry
from simkemitraan.exchange.parts import Files
from simkemitraan.exchange.understanding import take, understand
from simkemitraan.scenario import Scenario, official
from simkemitraan.world import registry
from simkemitraan.world.known import known_rows

AS_OF = date(2025, 6, 30)
NAMES = ["Dinas Sosial", *(f"Yayasan {x}" for x in "ABCDEF")]
ORGANISATIONS = [["Nama", "Jenis"], ["Dinas Sosial", "pemerintah"], *([name, "LKS"] for name in NAMES[1:])]


def write(folder, name, rows):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["" if c is None else c for c in row] for row in rows])
    (folder / name).write_text(out.getvalue(), encoding="utf-8")
    return folder / name


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def bring(folder, ties, organisations=ORGANISATIONS, **said):
    files = write(folder, "o.csv", organisations), write(folder, "t.csv", ties)
    settings = Settings(AS_OF, "Contoh", corrections=corrections.read(said))
    return import_registry(files[0], folder / "out", settings, files[1])


def live(done):
    return {(r["a"], r["b"], r["formal"], r["type"]) for r in table(done.folder / "registry/ties.csv")}


def agreements(done):
    path = done.folder / "registry/agreements.csv"
    out: dict[str, list[str]] = {}
    for row in table(path) if path.exists() else ():
        out.setdefault(row["agreement"], []).append(row["member"])
    return out


def started(done):
    spec = Scenario.load(done.folder / "scenario.yaml").spec()
    world = engine.start(spec, 1)
    registry.install(world)
    return spec, world


# --- types ------------------------------------------------------------------------------------------------------------


def test_ties_of_different_types_stay_apart(tmp_path):
    """Before, all informal ties of two organisations became one, whatever they were."""
    ties = [
        ["from", "to", "kind"],
        ["Yayasan A", "Yayasan B", "rujukan"],
        ["Yayasan A", "Yayasan B", "rencana bersama"],
        ["Yayasan B", "Yayasan A", "rujukan"],
        ["Yayasan A", "Dinas Sosial", "PKS"],
        ["Yayasan A", "Dinas Sosial", "MoU"],
        ["Yayasan A", "Dinas Sosial", "koordinasi"],
    ]
    done = bring(tmp_path, ties)
    assert live(done) == {
        ("Yayasan A", "Yayasan B", "0", "rujukan"),
        ("Yayasan A", "Yayasan B", "0", "rencana bersama"),
        ("Dinas Sosial", "Yayasan A", "1", "PKS"),
        ("Dinas Sosial", "Yayasan A", "1", "MoU"),
        ("Dinas Sosial", "Yayasan A", "0", "koordinasi"),
    }
    assert done.ties.joined == 1
    _, world = started(done)
    q = world.partnerships
    assert q.n == 2
    assert len(set(q.live("id").tolist())) == 2  # two agreements of the same two are told apart


def test_words_that_only_say_formal_or_informal_are_no_types(tmp_path):
    done = bring(tmp_path, [["a", "b", "bentuk"], ["Yayasan A", "Yayasan B", "kemitraan (formal)"]])
    assert live(done) == {("Yayasan A", "Yayasan B", "1", "")}


# --- agreements of many -----------------------------------------------------------------------------------------------

PAIRS = [
    ["Pihak pertama", "Pihak kedua", "Nomor PKS", "Mulai"],
    ["Dinas Sosial", "Yayasan A", "01/2023", "1/1/2023"],
    ["Dinas Sosial", "Yayasan B", "01/2023", "1/1/2023"],
    ["Dinas Sosial", "Yayasan C", "01/2023", "1/1/2023"],
    ["Dinas Sosial", "Yayasan D", "02/2024", "1/1/2024"],
]
ONE_A_MEMBER = [
    ["Nomor perjanjian", "Anggota", "Mulai", "Berakhir"],
    *(["01/2023", name, "1/1/2023", None] for name in ("Dinas Sosial", "Yayasan A", "Yayasan B", "Yayasan C")),
    *(["02/2024", name, "1/1/2024", None] for name in ("Dinas Sosial", "Yayasan D")),
]
LISTED = [
    ["Pihak pertama", "Pihak kedua", "Bentuk", "Mulai"],
    ["Dinas Sosial", "Yayasan A; Yayasan B; Yayasan C", "PKS", "1/1/2023"],
    ["Dinas Sosial", "Yayasan D", "PKS", "1/1/2024"],
]


@pytest.mark.parametrize(
    "ties", [PAIRS, ONE_A_MEMBER, LISTED], ids=["pairs with a number", "one row a member", "listed"]
)
def test_an_agreement_of_four_is_one_partnership_of_four(ties, tmp_path):
    """Before, it became all of its pairs, each a partnership of its own."""
    done = bring(tmp_path, ties)
    (members,) = agreements(done).values()
    assert members == ["Dinas Sosial", "Yayasan A", "Yayasan B", "Yayasan C"]
    assert {(a, b, formal) for a, b, formal, _ in live(done)} == {("Dinas Sosial", "Yayasan D", "1")}
    spec, world = started(done)
    assert [len(a.members) for a in spec.place.registry.agreements] == [4]
    q = world.partnerships
    assert sorted(q.live("n_members").tolist()) == [2, 4]
    big = int(np.argmax(q.live("n_members")))
    rows = known_rows(world)
    names = {int(rows[k]): o.name for k, o in enumerate(spec.place.registry.organisations)}
    assert {names[int(m)] for m in q["member"][big, :4]} == set(members)
    assert q["signed"][big] == -29
    assert (q["joined"][big, :4] == -29).all()
    r = world.relations
    assert int(r.live("formal").sum()) == 6 + 1  # six pairs of the four, and the other two
    engine.run_to(world, 3)


def test_three_parties_named_in_columns_are_one_agreement(tmp_path):
    ties = [["Pihak I", "Pihak II", "Pihak III", "Bentuk"], ["Dinas Sosial", "Yayasan A", "Yayasan B", "MoU"]]
    done = bring(tmp_path, ties)
    assert list(agreements(done).values()) == [["Dinas Sosial", "Yayasan A", "Yayasan B"]]


def test_an_informal_list_is_cooperation_with_each(tmp_path):
    ties = [["Organisasi 1", "Organisasi 2", "Bentuk"], ["Dinas Sosial", "Yayasan A; Yayasan B", "koordinasi"]]
    assert {t[:3] for t in live(bring(tmp_path, ties))} == {
        ("Dinas Sosial", "Yayasan A", "0"),
        ("Dinas Sosial", "Yayasan B", "0"),
    }


def test_members_who_left_are_not_in_it_and_an_agreement_all_left_is_past(tmp_path):
    ties = [
        ["Nomor perjanjian", "Anggota", "Mulai", "Berakhir"],
        ["X", "Dinas Sosial", "1/1/2023", None],
        ["X", "Yayasan A", "1/1/2023", None],
        ["X", "Yayasan B", "1/1/2023", None],
        ["X", "Yayasan C", "1/1/2023", "1/6/2024"],
        *(["Y", name, "1/1/2020", "1/6/2023"] for name in ("Yayasan D", "Yayasan E", "Yayasan F")),
    ]
    done = bring(tmp_path, ties)
    assert agreements(done) == {
        "X": ["Dinas Sosial", "Yayasan A", "Yayasan B"],
        "Y": ["Yayasan D", "Yayasan E", "Yayasan F"],
    }
    known = Scenario.load(done.folder / "scenario.yaml").spec().place.registry
    assert [len(a.members) for a in known.agreements] == [3]
    assert [(len(p.members), p.formal, p.months, p.ago) for p in known.past] == [(3, True, 41, 24)]


def test_an_agreement_larger_than_the_model_holds_is_split_round_its_first_member(tmp_path):
    names = [f"Yayasan {k}" for k in range(40)]
    done = bring(
        tmp_path,
        [["Nomor perjanjian", "Anggota"], *(["Besar", name] for name in names)],
        [["Nama"], *([name] for name in names)],
    )
    groups = list(agreements(done).values())
    assert [len(g) for g in groups] == [16, 16, 10]
    assert all(g[0] == names[0] for g in groups)
    assert {m for g in groups for m in g} == set(names)
    assert "many_members" in {code for _, code, _ in done.log.counts}
    _, world = started(done)
    assert sorted(world.partnerships.live("n_members").tolist()) == [10, 16, 16]


# --- projects ---------------------------------------------------------------------------------------------------------

PROJECTS = [
    ["Proyek", "Organisasi", "Peran", "Mulai", "Berakhir"],
    *(["Air bersih", name, "peserta", "1/1/2024", "31/12/2026"] for name in ("Yayasan A", "Yayasan B", "Yayasan C")),
    *(["Gizi", name, "peserta", "1/1/2024", "31/12/2026"] for name in ("Yayasan C", "Dinas Sosial")),
    *(["Lama", name, "peserta", "1/1/2020", "31/12/2021"] for name in ("Yayasan D", "Dinas Sosial")),
]


@pytest.mark.parametrize("alone", [False, True], ids=["beside a registry", "the only file"])
def test_who_is_in_which_project_is_asked_about_and_never_taken_for_organisations(alone, tmp_path):
    """Before, a table of projects and their participants was read as organisations, one a row."""
    projects = write(tmp_path, "p.csv", PROJECTS)
    files = Files(projects) if alone else Files(write(tmp_path, "o.csv", ORGANISATIONS), projects)
    understood = understand(files, Settings(AS_OF, "Contoh"))
    (question,) = understood.questions
    assert question.key == "projects"
    assert question.answers == ("agreements", "cooperation", "leave")
    assert {t.role for t in understood.tables} == {"organisations", "members"}
    with pytest.raises(ImportDataError, match="--projects"):
        take(understood, tmp_path / "out")
    done = take(understood, tmp_path / "a", corrections.read({"projects": "agreements"}))
    assert len(done.organisations.names) == (5 if alone else 7)
    assert agreements(done) == {"Air bersih": ["Yayasan A", "Yayasan B", "Yayasan C"]}
    (tie,) = table(done.folder / "registry/ties.csv")
    assert {tie["a"], tie["b"], tie["formal"], tie["agreement"]} == {"Yayasan C", "Dinas Sosial", "1", "Gizi"}
    (past,) = table(done.folder / "registry/past-ties.csv")
    assert past["agreement"] == "Lama"
    done = take(understood, tmp_path / "b", corrections.read({"projects": "cooperation"}))
    assert len(live(done)) == 4
    assert all(formal == "0" for _, _, formal, _ in live(done))
    assert not agreements(done)
    done = take(understood, tmp_path / "c", corrections.read({"projects": "leave"}))
    assert not live(done)


def test_the_command_asks_what_projects_are(tmp_path, capsys):
    common = ["import", str(write(tmp_path, "p.csv", PROJECTS)), "--district-default", "X", "--yes", "--lang", "en"]
    assert run_command([*common, "--out", str(tmp_path / "a")]) == 2
    shown = capsys.readouterr()
    assert "Project (project)" in shown.out
    assert "--projects" in shown.err
    assert run_command([*common, "--out", str(tmp_path / "a"), "--projects", "agreement"]) == 2
    assert "agreements" in capsys.readouterr().err
    assert run_command([*common, "--out", str(tmp_path / "a"), "--projects", "agreements"]) == 0
    assert "agreements of three and more 1" in capsys.readouterr().out


def test_organisations_that_share_a_programme_are_still_organisations(tmp_path):
    rows = [["Nama", "Jenis", "Program"], *([name, "LKS", "anak"] for name in NAMES)]
    understood = understand(Files(write(tmp_path, "o.csv", rows)), Settings(AS_OF, "Contoh"))
    assert [t.role for t in understood.tables] == ["organisations"]
    assert understood.ready


def test_a_list_of_ties_alone_names_its_organisations(tmp_path):
    ties = [
        ["Organisasi 1", "Organisasi 2", "Bentuk"],
        ["Dinas Sosial", "Yayasan A", "MoU"],
        ["Yayasan A", "PT B", "MoU"],
    ]
    understood = understand(Files(write(tmp_path, "t.csv", ties)), Settings(AS_OF, "Contoh"))
    assert understood.kinds == {"government": 1, "nonprofit": 1, "company": 1}
    assert understood.ties == {"agreements": 2, "many": 0, "cooperation": 0, "ended": 0}


# --- networks ---------------------------------------------------------------------------------------------------------


def two_kinds(first, second, name="type"):
    graph = nx.Graph()
    graph.add_nodes_from([(f"o{k}", {name: first, "label": f"Yayasan {k}"}) for k in range(4)])
    graph.add_nodes_from(
        [
            (f"p{k}", {name: second, "label": f"Kegiatan {k}", "start": "2024-01-01", "end": "2026-12-31"})
            for k in range(2)
        ]
    )
    graph.add_edges_from([("o0", "p0"), ("o1", "p0"), ("o2", "p0"), ("o2", "p1"), ("o3", "p1")])
    return graph


def test_a_network_with_organisations_and_projects_is_read_as_both(tmp_path):
    """Before, projects became nonprofits."""
    nx.write_graphml_xml(two_kinds("organisation", "project"), tmp_path / "g.graphml")
    understood = understand(
        Files(tmp_path / "g.graphml"), Settings(AS_OF, "X", corrections=corrections.read({"projects": "agreements"}))
    )
    assert understood.ready
    done = take(understood, tmp_path / "out")
    assert sorted(done.organisations.names) == [f"Yayasan {k}" for k in range(4)]
    assert agreements(done) == {"Kegiatan 0": ["Yayasan 0", "Yayasan 1", "Yayasan 2"]}
    (row,) = table(done.folder / "registry/ties.csv")
    assert (row["start"], row["end"]) == ("2024-01-01", "2026-12-31")


def test_which_nodes_are_organisations_is_asked_when_nothing_tells(tmp_path):
    nx.write_gexf(two_kinds("0", "1", "bipartite"), tmp_path / "g.gexf")
    settings = Settings(AS_OF, "X")
    understood = understand(Files(tmp_path / "g.gexf"), settings)
    assert [(q.key, q.answers) for q in understood.questions] == [("nodes", ("0", "1"))]
    done = take(understood, tmp_path / "out", corrections.read({"nodes": "0", "projects": "cooperation"}))
    assert len(done.organisations.names) == 4
    assert len(live(done)) == 4


def test_agencies_tied_to_foundations_only_are_one_network_of_organisations(tmp_path):
    nx.write_graphml_xml(two_kinds("yayasan", "dinas"), tmp_path / "g.graphml")
    understood = understand(Files(tmp_path / "g.graphml"), Settings(AS_OF, "X"))
    assert understood.ready
    assert understood.kinds == {"government": 2, "nonprofit": 4}


# --- what has ended, and who is active --------------------------------------------------------------------------------


def test_ties_that_ended_are_in_the_registry_and_remembered(tmp_path):
    """Before, they were written beside the registry and never read."""
    ties = [
        ["a", "b", "bentuk", "mulai", "berakhir", "alasan"],
        ["Dinas Sosial", "Yayasan A", "PKS", "1/1/2020", "1/1/2023", "dana habis"],
        ["Dinas Sosial", "Yayasan A", "kerjasama", "1/1/2023", None, None],
        ["Yayasan B", "Yayasan C", "kerjasama", "1/1/2020", "30/6/2024", None],
    ]
    done = bring(tmp_path, ties)
    spec, world = started(done)
    assert sorted((p.formal, p.months, p.ago) for p in spec.place.registry.past) == [(False, 53, 12), (True, 36, 29)]
    rows, r = known_rows(world), world.relations
    index = {o.name: int(rows[k]) for k, o in enumerate(spec.place.registry.organisations)}
    where = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(r.live("a"), r.live("b"), strict=True))}
    agreed = where[tuple(sorted((index["Dinas Sosial"], index["Yayasan A"])))]
    over = where[tuple(sorted((index["Yayasan B"], index["Yayasan C"])))]
    assert (r["joint"][agreed], r["cooperating"][agreed], r["formal"][agreed]) == (1, 1, 0)
    assert (r["joint"][over], r["cooperating"][over], r["last_active"][over]) == (0, 0, world.month - 12)


def test_whoever_has_a_living_tie_is_active_unless_the_file_says_otherwise(tmp_path):
    """Before, half of them were drawn as inactive, and seven in ten ties ended in the first month."""
    ties = [["a", "b", "bentuk"], ["Dinas Sosial", "Yayasan A", "MoU"], ["Yayasan B", "Yayasan C", "kerjasama"]]
    done = bring(tmp_path, ties)
    found = {r["name"]: (r["active"], r["imputed"]) for r in table(done.folder / "registry/organisations.csv")}
    assert {name for name, (active, _) in found.items() if active == "1"} == {
        "Dinas Sosial",
        "Yayasan A",
        "Yayasan B",
        "Yayasan C",
    }
    assert "active" in found["Yayasan A"][1].split(";")
    stated = [["Nama", "Aktif"], ["Yayasan A", "tidak"], ["Yayasan B", "ya"], ["Yayasan C", None]]
    (tmp_path / "two").mkdir()
    ties = [["a", "b", "bentuk"], ["Yayasan A", "Yayasan B", "MoU"], ["Yayasan B", "Yayasan C", "MoU"]]
    done = bring(tmp_path / "two", ties, stated)
    found = {r["name"]: r["active"] for r in table(done.folder / "registry/organisations.csv")}
    assert found == {"Yayasan A": "0", "Yayasan B": "1", "Yayasan C": "1"}
    assert "inactive_tied" in {code for _, code, _ in done.log.counts}


def test_a_registry_written_by_hand_makes_the_tied_active_too(tmp_path):
    done = bring(tmp_path, [["a", "b", "bentuk"], ["Yayasan A", "Yayasan B", "MoU"]])
    path = done.folder / "registry/organisations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",1,,,active,", ",,,,,"), encoding="utf-8")
    known = Scenario.load(done.folder / "scenario.yaml").spec().place.registry.organisations
    assert {o.name for o in known if o.active} == {"Yayasan A", "Yayasan B"}
    assert {o.active for o in known} == {True, None}


def test_a_plain_agreement_within_a_larger_one_is_that_one(tmp_path):
    ties = [*PAIRS, ["Yayasan A", "Yayasan B", None, None]]
    ties[0] = [*PAIRS[0], "Bentuk"]
    ties = [ties[0], *([*row, "perjanjian"] for row in ties[1:])]
    done = bring(tmp_path, ties)
    assert len(agreements(done)["01/2023"]) == 4
    assert len(live(done)) == 1
    assert "covered_tie" in {code for _, code, _ in done.log.counts}


@pytest.mark.parametrize(
    ("file", "rows", "words"),
    [
        ("agreements.csv", [["agreement", "member"], ["X", "Yayasan A"], ["X", "Yayasn B"]], "Yayasan B"),
        ("agreements.csv", [["agreement", "member"], ["X", "Yayasan A"], ["X", "Yayasan A"]], "twice"),
        ("agreements.csv", [["agreement"], ["X"]], "member"),
        ("past-ties.csv", [["a", "b", "formal", "ended_months_ago"], ["Yayasan A", "Yayasan A", 1, 3]], "itself"),
        ("past-ties.csv", [["a", "b", "formal", "ended_months_ago"], ["Yayasan A", "Yayasan B", 1, -3]], "between"),
    ],
)
def test_mistakes_in_the_files_of_a_registry_say_where(file, rows, words, tmp_path):
    done = bring(tmp_path, [["a", "b", "bentuk"], ["Yayasan A", "Yayasan B", "MoU"]])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (done.folder / "registry" / file).write_text(out.getvalue(), encoding="utf-8")
    with pytest.raises(ScenarioError, match=file) as caught:
        Scenario.load(done.folder / "scenario.yaml")
    assert words in caught.value.en


# --- what else networks hold ------------------------------------------------------------------------------------------


def test_only_the_last_wave_of_a_network_survey_is_alive(tmp_path):
    ties = [
        ["wave", "from", "to"],
        [1, "Yayasan A", "Yayasan B"],
        ["2", "Yayasan A", "Yayasan C"],
        ["2?", "Yayasan B", "Yayasan C"],
    ]
    done = bring(tmp_path, ties)
    assert {t[:2] for t in live(done)} == {("Yayasan A", "Yayasan C"), ("Yayasan B", "Yayasan C")}
    (aside,) = table(done.folder / "set-aside.csv")
    assert aside["row"] == "2"


def test_a_table_of_ties_without_both_ends_is_asked_about(tmp_path):
    """Before, every row was set aside, one by one."""
    files = Files(
        write(tmp_path, "o.csv", ORGANISATIONS),
        write(tmp_path, "t.csv", [["tail", "Kolom X"], ["Yayasan A", "Yayasan B"]]),
    )
    understood = understand(files, Settings(AS_OF, "Contoh"))
    (question,) = understood.questions
    assert question.key == "b"
    assert '"Kolom X"' in question.en
    done = take(understood, tmp_path / "out", corrections.read({"columns": {"Kolom X": "b"}}))
    assert len(live(done)) == 1


def test_an_organisation_listed_twice_is_found_by_both_of_its_codes(tmp_path):
    organisations = [["Kode", "Nama"], ["K1", "Yayasan A"], ["K2", "YAYASAN A"], ["K3", "Yayasan B"]]
    done = bring(tmp_path, [["a", "b", "bentuk"], ["K2", "K3", "MoU"]], organisations)
    assert {t[:2] for t in live(done)} == {("Yayasan A", "Yayasan B")}


def test_a_district_has_its_official_figures_and_another_is_pointed_out(tmp_path):
    """Before, every district had the 306,000 people of a median regency."""
    rows = [["Nama", "Kabupaten"], ["Yayasan A", "Kab. Sampang"], ["Yayasan B", "Negeri Rekaan"]]
    understood = understand(Files(write(tmp_path, "o.csv", rows)), Settings(AS_OF))
    assert understood.unknown == ("Negeri Rekaan",)
    done = take(understood, tmp_path / "out")
    sampang, other = Scenario.load(done.folder / "scenario.yaml").spec().place.districts
    assert (sampang.population, sampang.subdistricts) == (official.find("Kabupaten Sampang").population, 14)
    assert other.population == 306_000
    text = (done.folder / "scenario.yaml").read_text(encoding="utf-8")
    assert text.count("PERIKSA / CHECK") == 2  # people and subdistricts of the one that is not known


def test_a_code_that_two_organisations_have_ties_neither(tmp_path):
    """Before, it silently meant the first of them."""
    organisations = [["Kode", "Nama"], [1, "Yayasan A"], [1, "Yayasan B"], [2, "Yayasan C"], [3, "Yayasan D"]]
    done = bring(tmp_path, [["a", "b"], [1, 2], [2, 3], ["Yayasan A", 3]], organisations)
    assert {t[:2] for t in live(done)} == {("Yayasan C", "Yayasan D"), ("Yayasan A", "Yayasan D")}
    assert "ambiguous" in {code for _, code, _ in done.log.counts}
