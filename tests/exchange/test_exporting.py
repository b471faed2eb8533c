"""Exported networks, read back by the programs that will read them."""

import csv
import math
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date
from itertools import combinations

import igraph
import networkx as nx
import openpyxl
import pytest
from tests.exchange.damage import csv_bytes

import simkemitraan
from simkemitraan.cli import run_command
from simkemitraan.errors import InputError, ResultExistsError
from simkemitraan.exchange import exporting
from simkemitraan.exchange.cells import DANGEROUS
from simkemitraan.exchange.importing import Settings, import_registry
from simkemitraan.exchange.snapshot import Edge, Node, Snapshot, snapshot
from simkemitraan.scenario import Scenario

AS_OF = date(2025, 6, 30)
NASTY = ("=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", 'Bell\x07 & <b> "q"', "Ünïcødé 💥", "-x", "\tTab")


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    scenario = Scenario.load("package:tiny").with_changes(months=24, burn_in=24)
    folder = tmp_path_factory.mktemp("export") / "result"
    return simkemitraan.run(scenario, replicates=2, out=folder, workers=1)


@pytest.fixture(scope="module")
def network(result):
    return snapshot(result, None, 0, 0, "id")


@pytest.fixture(scope="module")
def nasty():
    """A network whose names would do harm in a spreadsheet or break XML."""
    nodes = [
        Node(str(2**51 + k), name, {"kind": "nonprofit", "district": name, "staff": 1.5, "active": True})
        for k, name in enumerate(NASTY)
    ]
    edges = [
        Edge(nodes[0].id, n.id, "both", {"formal": 1, "cooperating": True, "trust_a": 0.2, "trust_b": 0.4})
        for n in nodes[1:]
    ]
    ledger = {"ties": [{"a": 2**51, "a_name": NASTY[0], "reason": "none", "start": -3}]}
    return Snapshot(nodes, edges, ledger, {"scenario": "=x", "month": 11, "replicate": 1, "seed": 2**60, "hash": "0"})


def written(network, to, folder):
    path = folder / f"out{exporting.ENDINGS[to]}"
    exporting.export(network, to, path)
    assert [p.name for p in folder.iterdir()] == [path.name]
    return path


def expected(network):
    nodes = {n.id: n.label for n in network.nodes}
    return nodes, {frozenset((e.a, e.b)): e for e in network.edges}


def test_the_snapshot_is_the_last_year_of_the_replicate(result, network):
    frame = result.frame("relations", None, arm=0, point=0, replicate=0)
    last = frame[frame["month"] == frame["month"].max()]
    assert network.about["month"] == 23
    assert {(int(e.a), int(e.b)) for e in network.edges} == set(zip(last["a"], last["b"], strict=True))
    assert len(network.edges) > 3
    assert len({n.label for n in network.nodes}) == len(network.nodes)
    assert set(network.ledgers) == {"ties", "partnerships", "memberships"}


def test_an_earlier_month_and_another_replicate_give_another_network(result, network):
    assert snapshot(result, 20, 0, 0, "id").about["month"] == 11
    assert snapshot(result, -1, 0, 0, "id").about["month"] == -1
    assert snapshot(result, None, 1, 0, "id").edges != network.edges


@pytest.mark.parametrize(("month", "replicate"), [(-5, 0), (None, 7)])
def test_what_is_not_there_is_refused(result, month, replicate):
    with pytest.raises(InputError) as caught:
        snapshot(result, month, replicate, 0, "id")
    assert caught.value.id != caught.value.en


@pytest.mark.parametrize("which", ["network", "nasty"])
def test_graphml_is_read_by_networkx_and_igraph(which, request, tmp_path):
    network = request.getfixturevalue(which)
    path = written(network, "graphml", tmp_path)
    nodes, edges = expected(network)
    back = nx.read_graphml(path)
    assert {n: d["label"] for n, d in back.nodes(data=True)} == {k: exported(v) for k, v in nodes.items()}
    assert {frozenset(e) for e in back.edges} == set(edges)
    for a, b, data in back.edges(data=True):
        edge = edges[frozenset((a, b))]
        assert data["form"] == edge.form
        assert math.isclose(data["trust"], edge.trust)
        assert data["formal"] == edge.values["formal"]
    twin = igraph.Graph.Read_GraphML(str(path))
    assert (twin.vcount(), twin.ecount()) == (len(nodes), len(edges))
    assert not twin.is_directed()
    assert sorted(twin.vs["id"]) == sorted(nodes)
    assert sorted(twin.vs["label"]) == sorted(exported(v) for v in nodes.values())
    assert all(w > 0 for w in twin.es["weight"])


def exported(name):
    """XML keeps neither control characters nor, in attributes, the kind of white space."""
    return name.replace("\x07", "")


@pytest.mark.parametrize("which", ["network", "nasty"])
def test_gexf_is_read_by_networkx_and_keeps_the_rules_of_gephi(which, request, tmp_path):
    network = request.getfixturevalue(which)
    path = written(network, "gexf", tmp_path)
    nodes, edges = expected(network)
    back = nx.read_gexf(path)
    assert set(back.nodes) == set(nodes)
    assert {frozenset(e) for e in back.edges} == set(edges)
    assert all(data["form"] == edges[frozenset((a, b))].form for a, b, data in back.edges(data=True))
    check_gexf(ET.parse(path).getroot(), nodes, edges)


def check_gexf(root, nodes, edges):
    """Gephi: known version, undirected, unique ids, declared attributes of known types, values that fit, positive weights."""
    ns = {"g": "http://www.gexf.net/1.2draft"}
    assert (root.tag, root.get("version")) == ("{http://www.gexf.net/1.2draft}gexf", "1.2")
    graph = root.find("g:graph", ns)
    assert graph.get("defaultedgetype") == "undirected"
    kinds = {}
    for group in graph.findall("g:attributes", ns):
        for a in group.findall("g:attribute", ns):
            kinds[group.get("class"), a.get("id")] = a.get("type")
    assert set(kinds.values()) <= {"string", "double", "float", "integer", "long", "boolean"}
    for tag, kind, count in (("node", "node", len(nodes)), ("edge", "edge", len(edges))):
        items = graph.findall(f".//g:{tag}", ns)
        assert len({i.get("id") for i in items}) == len(items) == count
        for value in (v for i in items for v in i.findall(".//g:attvalue", ns)):
            fits(kinds[kind, value.get("for")], value.get("value"))
        if tag == "edge":
            assert all(float(i.get("weight")) > 0 and {i.get("source"), i.get("target")} <= set(nodes) for i in items)
        else:
            assert all(i.get("label") for i in items)


def fits(kind, text):
    if kind in ("double", "float"):
        assert math.isfinite(float(text))
    elif kind in ("integer", "long"):
        assert -(2**31) <= int(text) < 2**31 or kind == "long"
    elif kind == "boolean":
        assert text in ("true", "false")


@pytest.mark.parametrize("which", ["network", "nasty"])
def test_csv_has_the_headings_of_gephi_and_runs_nothing(which, request, tmp_path):
    network = request.getfixturevalue(which)
    path = written(network, "csv", tmp_path)
    nodes, edges = expected(network)
    tables = {}
    for file in path.iterdir():
        with file.open(encoding="utf-8-sig", newline="") as handle:
            tables[file.stem] = list(csv.reader(handle))
    assert tables["nodes"][0][:2] == ["Id", "Label"]
    assert tables["edges"][0][:4] == ["Source", "Target", "Type", "Weight"]
    assert [r[0] for r in tables["nodes"][1:]] == list(nodes)
    assert {frozenset(r[:2]) for r in tables["edges"][1:]} == set(edges)
    for rows in tables.values():
        for cell in (c for row in rows for c in row):
            assert not cell.startswith(DANGEROUS) or float(cell) < 0


@pytest.mark.parametrize("which", ["network", "nasty"])
@pytest.mark.parametrize("to", ["kumu", "xlsx"])
def test_workbooks_hold_text_and_no_formula(which, to, request, tmp_path):
    network = request.getfixturevalue(which)
    book = openpyxl.load_workbook(written(network, to, tmp_path))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    first, second = book.worksheets[:2]
    assert first.max_row == len(network.nodes) + 1
    assert second.max_row == len(network.edges) + 1
    labels = {c.value for c in first["A" if to == "kumu" else "B"][1:]}
    ends = {c.value for column in (("A", "B") if to == "kumu" else ("C", "D")) for c in second[column][1:]}
    assert ends <= labels


def test_ids_survive_a_workbook_whole(nasty, tmp_path):
    book = openpyxl.load_workbook(written(nasty, "xlsx", tmp_path))
    assert [str(c.value) for c in book.worksheets[0]["A"][1:]] == [n.id for n in nasty.nodes]


def test_an_unknown_format_gets_the_nearest_word_and_nothing_is_overwritten(network, tmp_path):
    with pytest.raises(InputError, match="graphml"):
        exporting.export(network, "grahpml", tmp_path / "x")
    (tmp_path / "there.gexf").write_text("mine")
    with pytest.raises(ResultExistsError):
        exporting.export(network, "gexf", tmp_path / "there.gexf")
    assert (tmp_path / "there.gexf").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_the_command_in_both_languages(result, tmp_path, capsys):
    for lang, said in (("id", "ditulis"), ("en", "written")):
        out = tmp_path / f"{lang}.graphml"
        assert (
            run_command(
                ["export", str(result.folder), "--to", "graphml", "--out", str(out), "--lang", lang, "--month", "11"]
            )
            == 0
        )
        assert said in capsys.readouterr().out
        assert out.exists()
    assert run_command(["export", str(result.folder), "--to", "gexf", "--arm", "3"]) == 2
    assert run_command(["export", str(tmp_path / "nothing")]) != 0


# --- what never leaves ------------------------------------------------------------------------------------------------


def test_no_number_that_stands_for_never_or_for_still_going_on_is_written(result, tmp_path):
    """Before, ties without cooperation were "since -30000", and agreements without a second field had the field -1."""
    for month in (11, 23):
        network = snapshot(result, month, 0, 0, "en")
        values = [v for e in network.edges for v in e.values.values()] + [
            v for n in network.nodes for v in n.values.values()
        ]
        rows = [row for ledger in network.ledgers.values() for row in ledger]
        assert rows
        values += [v for row in rows for v in row.values()]
        assert not [v for v in values if isinstance(v, int) and abs(v) in (30_000, 32_767, 32_768)]
        agreements = network.ledgers["partnerships"]
        assert all(isinstance(a["field"], str) and a["second"] != -1 for a in agreements)


def test_a_ledger_ends_with_the_month_that_is_exported(result):
    """Before, an export of an earlier month held agreements that were signed later."""
    earlier, later = (snapshot(result, month, 0, 0, "en").ledgers["ties"] for month in (11, 23))
    assert all(row["start"] <= 11 and (row["end"] == "" or row["end"] <= 11) for row in earlier)
    assert len(earlier) <= len(later)
    assert all(row["age_months"] >= 0 for row in later)
    assert all((row["end"] == "") == (row["ended_months_ago"] == "") for row in later)


@pytest.mark.parametrize(("lang", "heading"), [("id", "Nama organisasi"), ("en", "Organisation")])
def test_headings_of_a_workbook_speak_the_readers_language(lang, heading, result, tmp_path):
    book = openpyxl.load_workbook(written(snapshot(result, None, 0, 0, lang), "xlsx", tmp_path))
    titles = [c.value for sheet in book for c in sheet[1]]
    assert heading in titles
    assert not [t for t in titles if "_" in t]
    kinds = {row[3].value for row in book.worksheets[0].iter_rows(min_row=2)}
    assert ("lembaga pemerintah" in kinds) == (lang == "id")


# --- there and back ---------------------------------------------------------------------------------------------------

REGISTRY = [
    ["Nama", "Jenis", "Kecamatan", "Staf", "Aktif"],
    ["Dinas Sosial", "pemerintah", "Melati", 30, "ya"],
    *([f"Yayasan {x}", "LKS", "Kenanga", 5 + k, "ya"] for k, x in enumerate("ABCDE")),
    ["PT Rekaan", "perusahaan", "Melati", 3, "ya"],
    ["=Karang Taruna", "komunitas", "Melati", 1, "ya"],
]
AGREEMENTS = [
    ["Pihak pertama", "Pihak kedua", "Bentuk", "Nomor perjanjian", "Mulai"],
    ["Dinas Sosial", "Yayasan A", "PKS", "1", "1/1/2025"],
    ["Dinas Sosial", "Yayasan B", "PKS", "1", "1/1/2025"],
    ["Dinas Sosial", "Yayasan C", "MoU", "2", "1/1/2025"],
    ["Yayasan D", "Yayasan E", "kerjasama", None, "1/1/2024"],
    ["PT Rekaan", "Yayasan E", "kerjasama", None, "1/1/2024"],
]


@pytest.fixture(scope="module")
def brought(tmp_path_factory):
    """A registry that was imported, and a month of it."""
    folder = tmp_path_factory.mktemp("there")
    (folder / "o.csv").write_bytes(csv_bytes(REGISTRY))
    (folder / "t.csv").write_bytes(csv_bytes(AGREEMENTS))
    done = import_registry(folder / "o.csv", folder / "in", Settings(AS_OF, "Contoh"), folder / "t.csv")
    scenario = Scenario.load(done.folder / "scenario.yaml").with_changes(months=1)
    return done, simkemitraan.run(scenario, replicates=1, out=folder / "result", workers=1)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("to", ["csv", "xlsx", "kumu", "graphml", "gexf"])
def test_what_was_imported_and_exported_is_imported_again(to, lang, brought, tmp_path):
    first, result = brought
    network = snapshot(result, None, 0, 0, lang)
    out = written(network, to, tmp_path)
    files = (out / "nodes.csv", out / "edges.csv") if to == "csv" else (out, None)
    again = import_registry(files[0], tmp_path / "again", Settings(AS_OF), files[1])
    known, names = again.organisations, {n.id: n.label for n in network.nodes}
    assert sorted(first.organisations.names) == sorted(known.names) == sorted(names.values())
    kinds = {d.name: dict(d.counts) for d in known.districts.values()}
    assert kinds == {d.name: dict(d.counts) for d in first.organisations.districts.values()}
    rows = read_table(tmp_path / "again/registry/organisations.csv")
    staff = {n.label: n.values["staff"] for n in network.nodes}
    assert {r["name"]: float(r["staff"]) for r in rows} == pytest.approx(staff)
    ties = read_table(tmp_path / "again/registry/ties.csv")
    path = tmp_path / "again/registry/agreements.csv"
    many = [r["member"] for r in read_table(path)] if path.exists() else []
    # of a pair under an agreement only the workbook, with its table of agreements, says that it cooperates as well
    plain = ("cooperation", "both") if to == "xlsx" else ("cooperation",)
    cooperating = {frozenset((names[e.a], names[e.b])) for e in network.edges if e.form in plain}
    agreed = {frozenset((names[e.a], names[e.b])) for e in network.edges if e.form != "cooperation"}
    assert {frozenset((t["a"], t["b"])) for t in ties if t["formal"] == "0"} == cooperating
    pairs = {frozenset((t["a"], t["b"])) for t in ties if t["formal"] == "1"}
    if to == "xlsx":  # holds who is in which agreement
        assert many
        running = [m for m in network.ledgers["memberships"] if m["left"] == ""]
        sizes = Counter(m["partnership"] for m in running)
        assert sorted(many) == sorted(str(m["organisation_name"]) for m in running if sizes[m["partnership"]] > 2)
        pairs |= {frozenset(p) for p in combinations(many, 2)}
    assert pairs == agreed


def read_table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
