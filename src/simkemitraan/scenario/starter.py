"""The file that somebody starts from: short, commented, valid."""

from __future__ import annotations

import re

_ID = """# Skenario simkemitraan. Periksa dengan: simkemitraan check {name}.yaml
# Semua angka boleh dihilangkan; yang tidak ditulis memakai nilai bawaan (simkemitraan mechanisms).
name: "{name}"
title: {{id: Judul skenario, en: Title of the scenario}}
months: 120            # sepuluh tahun
replicates: 30
seed: 1

place:                 # di mana; angka organisasi yang tidak ditulis diturunkan dari jumlah penduduk
  name: Nama tempat
  districts:
    - name: Kabupaten Contoh
      population: 306000
      poverty_rate: 0.105
      subdistricts: 12

levers:                # yang ditetapkan kebijakan
  funding: {{partnership_bonus: 0.0}}

assumptions:           # seperti apa dunianya
  leadership: {{hazard_per_year: 0.16}}

timeline:              # perubahan dan guncangan; bulan 0 adalah bulan pertama
  - {{month: 24, multiply: levers.funding.district_budget, by: 0.7, why: {{id: pemotongan tahun ketiga, en: cut in year three}}}}
"""
_EN = """# A scenario of simkemitraan. Check it with: simkemitraan check {name}.yaml
# Every number may be left out; what is not written has its default (simkemitraan mechanisms).
name: "{name}"
title: {{id: Judul skenario, en: Title of the scenario}}
months: 120            # ten years
replicates: 30
seed: 1

place:                 # where; numbers of organisations that are not written are derived from the population
  name: Name of the place
  districts:
    - name: Example Regency
      population: 306000
      poverty_rate: 0.105
      subdistricts: 12

levers:                # what policy sets
  funding: {{partnership_bonus: 0.0}}

assumptions:           # what the world is like
  leadership: {{hazard_per_year: 0.16}}

timeline:              # changes and shocks; month 0 is the first month
  - {{month: 24, multiply: levers.funding.district_budget, by: 0.7, why: {{id: pemotongan tahun ketiga, en: cut in year three}}}}
"""


def starter(name: str, lang: str) -> str:
    """Return a starter scenario file with comments in ``lang``."""
    safe = re.sub(r"[^\w.-]|^[.-]", "_", name)[:80] or "scenario"
    return (_ID if lang == "id" else _EN).format(name=safe)
