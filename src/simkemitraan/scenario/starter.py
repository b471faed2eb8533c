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


_POLICY_ID = """# Kebijakan simkemitraan: apa yang diputuskan, terpisah dari tempatnya. Periksa dengan: simkemitraan check {name}.yaml
# Coba di mana pun: simkemitraan compare package:kabupaten_garut --policy {name}.yaml
policy: "{name}"
title: {{id: Judul kebijakan, en: Title of the policy}}
use_when: ""           # kapan dipakai
notes: ""              # apa yang diubah, dan apa yang tidak
month: 12              # sejak bulan mana tuas di bawah berlaku; bulan 0 adalah bulan pertama

levers:                # semua tuas: simkemitraan mechanisms funding (dan mekanisme lain)
  funding: {{partnership_bonus: 0.3}}

# timeline:            # perubahan lain yang bertanggal, bila ada
#   - {{month: 36, multiply: levers.funding.district_budget, by: 0.9, why: {{id: efisiensi, en: savings}}}}
"""
_POLICY_EN = """# A policy of simkemitraan: what is decided, apart from where. Check it with: simkemitraan check {name}.yaml
# Try it anywhere: simkemitraan compare package:kabupaten_garut --policy {name}.yaml
policy: "{name}"
title: {{id: Judul kebijakan, en: Title of the policy}}
use_when: ""           # when it is used
notes: ""              # what it changes, and what it does not
month: 12              # from which month the levers below hold; month 0 is the first

levers:                # all levers: simkemitraan mechanisms funding (and other mechanisms)
  funding: {{partnership_bonus: 0.3}}

# timeline:            # further dated changes, if there are any
#   - {{month: 36, multiply: levers.funding.district_budget, by: 0.9, why: {{id: efisiensi, en: savings}}}}
"""


def policy_starter(name: str, lang: str) -> str:
    """Return a starter policy file with comments in ``lang``."""
    return (_POLICY_ID if lang == "id" else _POLICY_EN).format(name=_safe(name))


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]|^[.-]", "_", name)[:80] or "scenario"


def starter(name: str, lang: str) -> str:
    """Return a starter scenario file with comments in ``lang``."""
    return (_ID if lang == "id" else _EN).format(name=_safe(name))
