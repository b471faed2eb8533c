"""Whatever stands in a table: it is taken over, or answered with a sentence that says what to fix."""

import csv
import io
import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from simkemitraan.errors import InputError
from simkemitraan.exchange import corrections
from simkemitraan.exchange.importing import Settings
from simkemitraan.exchange.parts import Files
from simkemitraan.exchange.understanding import take, understand
from simkemitraan.scenario import Scenario

AS_OF = date(2025, 6, 30)
WORDS = st.sampled_from(
    [
        *(
            "NO.",
            "NAMA LKS / PANTI",
            "JENIS",
            "KECAMATAN",
            "JUMLAH",
            "L",
            "P",
            "Nama",
            "Proyek",
            "Organisasi 1",
            "Mulai",
        ),
        *(
            "Organisasi 2",
            "Nomor perjanjian",
            "Anggota",
            "Kabupaten",
            "Status",
            "gelombang",
            "TOTAL",
            "Sumber: x",
            "KECAMATAN A",
        ),
        *(
            "Yayasan A",
            "Yayasan B; PT C",
            "PT C",
            "Dinas Sosial",
            "ya",
            "LKS",
            "1/1/2024",
            "1.250,5",
            "=1+1",
            "#REF!",
            "-",
            "  ",
        ),
        *("\u200b", "A" * 300, "2090", "(1)", "1", "x"),
    ]
)
CELLS = st.one_of(st.none(), WORDS, WORDS, st.integers(-5, 2_000_000), st.floats(allow_nan=False, width=32))
NAMES = st.sampled_from(["Yayasan A", "PT C", "Dinas Sosial", "Yayasan B; PT C", "JUMLAH", "KECAMATAN A", None, "=x"])


def tables(*headings: list[str], names: int = 1) -> st.SearchStrategy[list[list[object]]]:
    """Give tables of any cells, most under one of these rows of headings, names in the first columns."""
    row = st.builds(
        lambda first, rest: [*first, *rest],
        st.lists(NAMES, min_size=names, max_size=names),
        st.lists(CELLS, max_size=5),
    )
    above = st.lists(st.lists(CELLS, max_size=3), max_size=3)
    head = st.sampled_from([*headings, *headings, ["x", "y"]])
    return st.builds(lambda a, h, rows: [*a, h, *rows], above, head, st.lists(row, max_size=10))


GRIDS = tables(
    ["NAMA LKS / PANTI", "JENIS", "KECAMATAN", "JUMLAH", "Relawan", "Aktif"],
    ["Nama", "NO.", "Kabupaten", "Staf", "Status"],
)
MORE = tables(
    ["Organisasi 1", "Organisasi 2", "Bentuk", "Mulai", "Berakhir", "Nomor perjanjian"],
    ["Anggota", "Nomor perjanjian", "Mulai", "Berakhir"],
    ["Organisasi", "Proyek", "Mulai"],
    names=2,
)


def write(folder, rows, name):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([["" if c is None else c for c in row] for row in rows])
    (folder / name).write_text(out.getvalue(), encoding="utf-8")
    return folder / name


@settings(max_examples=60, deadline=None)
@given(grid=GRIDS, more=MORE, projects=st.sampled_from(["", "agreements", "cooperation", "leave"]))
def test_any_table_is_taken_or_answered_with_a_sentence(grid, more, projects, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    files = Files(write(folder, grid, "o.csv"), write(folder, more, "t.csv"))
    settings_ = Settings(AS_OF, "Contoh", corrections=corrections.read({"projects": projects}))
    try:
        understood = understand(files, settings_)
        json.dumps(understood.as_dict("id"))
        done = take(understood, folder / "out")
    except InputError as error:
        assert error.id
        assert error.en
        return
    assert understood.ready
    assert sum(understood.kinds.values()) == len(done.organisations.names)
    Scenario.load(done.folder / "scenario.yaml").spec()
