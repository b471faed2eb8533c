"""The ranges of the rows kept aside, computed from the data that they come from (which are not part of the project).

Three rules, none of which knows the model: several systems, the 10th and 90th percentile over systems; one survey of
several systems, the 95 % interval from resampling systems; one or two networks, the outermost ends of their 95 %
intervals from resampling organisations (pairs of an organisation with itself left out).
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from simkemitraan.analysis.validation.instruments import Network, generator, logit, rewired, small_world

DATA = Path(__file__).resolve().parents[2] / "../shared/evidence/data"
EMERGENCIES = ("Cheyenne", "LakePomona", "Texas", "Wichita")
DRAWS = 1000
Range = tuple[float, float]


def table(path: str) -> list[dict[str, str]]:
    file = DATA / path
    with gzip.open(file, "rt") if file.suffix == ".gz" else file.open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def over_systems(values: Iterable[float]) -> Range:
    low, high = np.percentile(list(values), [10, 90])
    return float(low), float(high)


def resampled(n: int, figure: Callable[[np.ndarray], float]) -> Range:
    rng = np.random.default_rng(1)
    drawn = np.array([figure(rng.integers(0, n, n)) for _ in range(DRAWS)])
    low, high = np.percentile(drawn[np.isfinite(drawn)], [2.5, 97.5])
    return float(low), float(high)


def hull(*ranges: Range) -> Range:
    return min(r[0] for r in ranges), max(r[1] for r in ranges)


def odds(hits: np.ndarray, among: np.ndarray, given: np.ndarray) -> float:
    a, b = (hits & among & given).sum() + 0.5, (~hits & among & given).sum() + 0.5
    c, d = (hits & among & ~given).sum() + 0.5, (~hits & among & ~given).sum() + 0.5
    return float(a * d / (b * c))


# --- networks with strengths ------------------------------------------------------------------------------------------


def strengths(rows: list[dict[str, str]], n: int, column: str, top: float = 0.0) -> np.ndarray:
    """Return the strength of each tie, either way, shape (n, n); with ``top``, that less the code (1 is the strongest)."""
    out = np.zeros((n, n))
    for r in rows:
        i, j, x = int(r["tail"]) - 1, int(r["head"]) - 1, float(r[column])
        out[i, j] = out[j, i] = max(out[i, j], top - x if top else x)
    np.fill_diagonal(out, 0.0)
    return out


def emergency(name: str) -> np.ndarray:
    ties = [r for r in table("emergency_networks/ties.csv") if r["network"] == name]
    n = sum(r["network"] == name for r in table("emergency_networks/organisations.csv"))
    return strengths(ties, n, "Frequency", top=5.0)


def indiana(kind: str) -> np.ndarray:
    column = {"contact": "contact", "collaboration": "collaborate"}[kind]
    return strengths(table(f"tobacco_control_indiana/{kind}.csv"), 25, column)


def federal() -> np.ndarray:
    return strengths(table("dhhs_tobacco/ties.csv"), 54, "collab")


def with_partners(strength: np.ndarray, picked: np.ndarray | None = None) -> float:
    """Rank correlation of the strength of a tie with the number of partners in common."""
    tied = strength > 0
    common = tied.astype(int) @ tied
    rows = np.arange(len(tied)) if picked is None else picked
    i, j = (rows[x] for x in np.triu_indices(rows.size, 1))
    kept = (i != j) & tied[i, j]
    return float(spearmanr(strength[i, j][kept], common[i, j][kept]).statistic)


def contact_and_partners() -> Range:
    return over_systems([with_partners(x) for x in (*map(emergency, EMERGENCIES), indiana("contact"))])


def formality_and_partners() -> Range:
    found = []
    for strength in (indiana("collaboration"), federal()):
        formal = np.where(strength > 0, 1.0 + (strength >= 3), 0.0)
        found.append(resampled(len(formal), lambda k, f=formal: with_partners(f, k)))
    return hull(*found)


def contact_share(least: float) -> Range:
    contact = indiana("contact")

    def share(k: np.ndarray) -> float:
        i, j = (k[x] for x in np.triu_indices(k.size, 1))
        seen = contact[i, j][i != j]
        return float((seen >= least).sum() / (seen > 0).sum())

    return resampled(len(contact), share)


def agreements_against_degrees() -> Range:
    """Small-world Q of ties by formal agreement against the same degrees, each organisation left out in turn."""
    found = []
    for which, strength in enumerate((indiana("collaboration"), federal())):
        for gone in range(len(strength)):
            rows = np.delete(np.arange(len(strength)), gone)
            a, b = np.nonzero(np.triu(strength[np.ix_(rows, rows)] >= 3))
            net = Network(rows.astype(np.intp), a.astype(np.int32), b.astype(np.int32))
            found.append(small_world(net, rewired, [generator(which, gone, k) for k in range(8)]))
    return min(found), max(found)


def size_and_partners() -> Range:
    found = []
    for name in EMERGENCIES:
        paid = [r["Paid.Staff"] for r in table("emergency_networks/organisations.csv") if r["network"] == name]
        staff = np.array([float(x) if x.replace(".", "").isdigit() else np.nan for x in paid])
        known = np.isfinite(staff)
        found.append(spearmanr(staff[known], (emergency(name) > 0).sum(axis=0)[known]).statistic)
    people = table("local_health_departments/departments.csv")
    row = {r["id"]: k for k, r in enumerate(people)}
    tied = np.zeros((len(row), len(row)), bool)
    for r in table("local_health_departments/ties.csv"):
        if r["tail"] in row and r["head"] in row:
            i, j = row[r["tail"]], row[r["head"]]
            tied[i, j] = tied[j, i] = True
    size = np.array([float(r["popmil"]) if r["popmil"] != "NA" else np.nan for r in people])
    known = np.isfinite(size)
    found.append(spearmanr(size[known], tied.sum(axis=0)[known]).statistic)
    return over_systems(found)


# --- estuaries --------------------------------------------------------------------------------------------------------


class Estuaries:
    """Directed pairs of six systems asked twice."""

    def __init__(self) -> None:
        rows = table("estuary_panel/dyads.csv")

        def column(name: str) -> np.ndarray:
            return np.array([float(r[name]) for r in rows])

        self.before, self.after = column("y1") == 1, column("y2") == 1
        self.back, self.shared, self.popular = column("recip"), column("sp"), column("pop")
        self.same, self.system = column("same"), column("est")

    def resampled(self, figure: Callable[[np.ndarray], float]) -> Range:
        rows = [np.flatnonzero(self.system == e) for e in np.unique(self.system)]
        return resampled(len(rows), lambda k: figure(np.concatenate([rows[e] for e in k])))

    def odds_back(self, tied: bool) -> Range:
        among = self.before == tied
        return self.resampled(lambda k: odds(self.after[k], among[k], self.back[k] == 1))

    def coefficient(self, tied: bool, term: int) -> Range:
        """Coefficient of 1 being named, 2 shared partners, 3 same kind, 4 log-popularity in the logit of a name later."""

        def fit(k: np.ndarray) -> float:
            q = k[self.before[k] == tied]
            one = np.ones(q.size)
            x = np.stack([one, self.back[q], self.shared[q], self.same[q], np.log1p(self.popular[q])], axis=1)
            return float(logit(x, self.after[q].astype(float))[term])

        return self.resampled(fit)

    def kept_ratio(self) -> tuple[float, Range]:
        """Return names kept with three or more shared partners against at most one: the ratio, and its interval."""

        def figure(k: np.ndarray) -> float:
            q = k[self.before[k]]
            many, few = self.after[q][self.shared[q] >= 3], self.after[q][self.shared[q] <= 1]
            return float(many.mean() / few.mean()) if many.size and few.sum() else np.nan

        return figure(np.arange(self.before.size)), self.resampled(figure)


def name_networks() -> dict[int, list[np.ndarray]]:
    """Return who named whom in each system, by wave, and which of them answered the second time (key 0)."""
    people = table("estuary_panel/organisations.csv")
    ties = table("estuary_panel/ties.csv")
    out: dict[int, list[np.ndarray]] = {0: [], 1: [], 2: []}
    for system in sorted({p["estuary"] for p in people}, key=int):
        row = {p["id"]: k for k, p in enumerate([p for p in people if p["estuary"] == system])}
        for wave in (1, 2):
            named = np.zeros((len(row), len(row)), bool)
            for t in ties:
                if int(t["wave"]) == wave and t["tail"] in row:
                    named[row[t["tail"]], row[t["head"]]] = True
            out[wave].append(named)
        out[0].append(np.array([p["answered_wave2"] == "1" for p in people if p["estuary"] == system]))
    return out


def lasting_popularity() -> Range:
    nets = name_networks()
    each = zip(nets[0], nets[1], nets[2], strict=True)
    return over_systems([spearmanr(a[w].sum(axis=0), b[w].sum(axis=0)).statistic for w, a, b in each])


def transitivity_of_names() -> Range:
    found = []
    for named in name_networks()[1]:
        tied = (named | named.T).astype(int)
        degree = tied.sum(axis=0)
        found.append(np.trace(tied @ tied @ tied) / (degree * (degree - 1)).sum())
    return over_systems(found)


# --- projects, money, joint work --------------------------------------------------------------------------------------

PUBLIC, VOLUNTARY, COMPANY = "PUB", "OTH", "PRC"


class Projects:
    """Consortia of two to twenty of Horizon 2020, by the year of their start."""

    def __init__(self) -> None:
        rows = table("horizon2020_projects/participations_2014_2017.csv.gz")
        members, self.year, self.lead = defaultdict(set), {}, {}
        self.kind, self.country = {}, {}
        for r in rows:
            members[r["rcn"]].add(r["pic"])
            self.year[r["rcn"]] = r["start_date"][:4]
            self.kind[r["pic"]], self.country[r["pic"]] = r["type"], r["country"]
            if r["role"] == "coordinator":
                self.lead[r["rcn"]] = r["country"]
        years = ("2014", "2015", "2016", "2017")
        self.members = {k: m for k, m in members.items() if 2 <= len(m) <= 20 and self.year[k] in years}

    def odds_within(self, kind: str) -> Range:
        """Odds of a pair within a kind against across its edge, among public bodies, associations and companies."""
        by_lead = defaultdict(list)
        for k in self.members:
            inside = [self.kind[m] for m in self.members[k] if self.kind[m] in (PUBLIC, VOLUNTARY, COMPANY)]
            if len(inside) >= 2:
                by_lead[self.lead.get(k)].append(Counter(inside))
        found = [_odds_within(teams, kind) for lead, teams in by_lead.items() if lead and len(teams) >= 80]
        return over_systems(found)

    def introduced(self) -> Range:
        """Odds of a first joint project of 2017, two or more common partners of 2014-16 against none, given activity."""
        then = [m for k, m in self.members.items() if self.year[k] != "2017"]
        later = [m for k, m in self.members.items() if self.year[k] == "2017"]
        active = Counter(o for m in later for o in m)
        who = sorted(set(active) & {o for m in then for o in m})
        row = {o: k for k, o in enumerate(who)}
        before, after = (_joint(teams, row) for teams in (then, later))
        common = before.astype(np.float32) @ before
        country, began = np.array([self.country[o] for o in who]), np.array([active[o] for o in who])
        found = []
        for c, n in Counter(country.tolist()).items():
            if n >= 90:
                i, j = (np.flatnonzero(country == c)[x] for x in np.triu_indices(n, 1))
                new = ~before[i, j]
                classes = np.ceil(np.log2(began[i] * began[j])).astype(int)[new]
                found.append(_given(classes, common[i, j][new], after[i, j][new]))
        return over_systems(found)


def _joint(teams: list[set[str]], row: dict[str, int]) -> np.ndarray:
    out = np.zeros((len(row), len(row)), bool)
    for team in teams:
        for a, b in combinations([row[o] for o in team if o in row], 2):
            out[a, b] = out[b, a] = True
    return out


def _odds_within(teams: list[Counter[str]], kind: str) -> float:
    within = across = others = 0.0
    for team in teams:
        k, rest = team[kind], sum(team.values()) - team[kind]
        within, across, others = within + k * (k - 1) / 2, across + k * rest, others + rest * (rest - 1) / 2
    return 4.0 * within * others / across**2


def _given(classes: np.ndarray, common: np.ndarray, met: np.ndarray) -> float:
    top = bottom = 0.0
    for c in np.unique(classes):
        many, none = (classes == c) & (common >= 2), (classes == c) & (common == 0)
        both = max(int(many.sum() + none.sum()), 1)
        top += (many & met).sum() * (none & ~met).sum() / both
        bottom += (many & ~met).sum() * (none & met).sum() / both
    return float(top / bottom)


def returned() -> Range:
    """Odds that a ministry pays whom it paid before last year only, against never, given how many both deal with."""
    paid: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for r in table("japan_npo_funding/ties.csv"):
        paid[int(r["wave"])].add((r["from"], r["to"]))
    found = []
    for year in range(2014, 2021):
        now, last = paid[year], paid[year - 1]
        past = set().union(*(paid[y] for y in range(2011, year - 1)))
        givers, takers = Counter(a for a, _ in now), Counter(b for _, b in now)
        known = {b for _, b in past | last}
        pairs = [(a, b) for a in givers for b in takers if b in known and (a, b) not in last]
        classes = np.array([int(np.ceil(np.log2(givers[a] * takers[b]))) for a, b in pairs])
        again = np.array([2.0 * (p in past) for p in pairs])
        found.append(_given(classes, again, np.array([p in now for p in pairs])))
    return over_systems(found)


def order_of_ways() -> Range:
    """Odds of a joint project within five years where organisations consulted before, against not (no project before)."""
    asked = [r["id"] for r in table("puget_sound/organisations.csv") if r["answered"] == "1"]
    row = {o: k for k, o in enumerate(asked)}
    tied: dict[tuple[str, str], np.ndarray] = defaultdict(lambda: np.zeros((len(row), len(row)), bool))
    for r in table("puget_sound/ties.csv"):
        if r["from"] in row and r["to"] in row:
            tied[r["wave"], r["kind"]][row[r["from"]], row[r["to"]]] = True
    informal, before, after = tied["1", "consult"], tied["1", "implement"], tied["2", "implement"]
    risk = ~before & ~np.eye(len(row), dtype=bool)
    return resampled(len(row), lambda k: odds(after[k], risk[k], informal[k]))
