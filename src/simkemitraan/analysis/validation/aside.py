"""Rows kept aside: patterns that no number was fitted to, with ranges from the data of their sources.

The numbers of the model were chosen and fitted before these rows were written, and the rows were written before they
were read off the model. They ask mostly *who* is tied to whom, *how* and *again*, which the sheet hardly tests. A row
that the model misses stays. Three of them (:data:`USED`) have since been used to choose how often partners meet: they no
longer judge the model from outside.

Ranges follow one of three rules that do not know the model: where there are several systems, the 10th and 90th
percentile over them; one survey of several systems, the 95 % interval from resampling its systems; one or two
networks, the outermost ends of their 95 % intervals (resampling organisations, or leaving each out in turn).
"""

from __future__ import annotations

import numpy as np

from ...declare import Text
from ...indicators.network import Network
from ...world.schema import Kind
from . import counting_rules as contract
from .counting_rules import begun_by, both_answers, joint_counts, mean_of_waves, shared_names, within
from .history import Bools, Floats, History, Ints, Wave, kinds
from .instruments import (
    NameGenerator,
    among,
    contact_class,
    generator,
    logit,
    matrix,
    odds_ratio,
    rewired,
    small_world,
)
from .reductions import Reduce, item, over, part, share
from .sheet import Row

USED = frozenset(("P1.contact", "P2.monthly", "P2.weekly"))
ROSTER = 20  # organisations asked in one system of the estuaries: 13 to 24
YEARS_OF_ORDER = 5  # between the two answers of the survey on ways of working together
_MONTHLY, _WEEKLY = 2, 3
_TEAM = ((Kind.AGENCY,), (Kind.NONPROFIT, Kind.COMMUNITY), (Kind.COMPANY,))


def _network(wave: Wave, pairs: Bools) -> Network:
    return among(wave, pairs, wave.core)


def ranks(values: Floats) -> Floats:
    """Return ranks from 0; values that are equal share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts + 1) / 2.0)[inverse])


def rank_correlation(x: Floats, y: Floats) -> float:
    """Return Spearman's correlation; nan for fewer than three values or where one side does not vary."""
    a, b = ranks(np.asarray(x, float)), ranks(np.asarray(y, float))
    if a.size < 3 or a.std() == 0.0 or b.std() == 0.0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def strengths(h: History) -> Floats:
    """Mean over waves, tied pairs of the core: rank correlation of partners in common with meetings, with an agreement."""
    found = []
    for wave in h.waves[1:]:
        tied = matrix(_network(wave, wave.tied))
        common = tied @ tied
        place = np.full(wave.n, -1)
        place[wave.core] = np.arange(wave.core.size)
        here = wave.tied & (place[wave.a] >= 0) & (place[wave.b] >= 0)
        partners = common[place[wave.a[here]], place[wave.b[here]]].astype(float)
        found.append(
            [
                rank_correlation(wave.meetings[here], partners),
                rank_correlation(wave.formal[here].astype(float), partners),
            ]
        )
    return mean_of_waves(np.array(found, float))


def contacts(h: History) -> Floats:
    """Pairs of the core that meet: monthly or more often, weekly or more often, all (sums over waves)."""
    total = np.zeros(3)
    for wave in h.waves[1:]:
        inside = np.isin(wave.a, wave.core) & np.isin(wave.b, wave.core)
        classes = contact_class(wave.meetings[inside])
        total += (classes >= _MONTHLY).sum(), (classes >= _WEEKLY).sum(), (classes > 0).sum()
    return total


def agreements_of_the_core(h: History) -> Floats:
    """Mean over every fifth wave: small-world Q of the ties by agreement in the core against the same degrees."""
    found = []
    for wave in h.waves[1::5]:
        net = _network(wave, wave.formal)
        rngs = [generator(h.seed, wave.month, 30 + k) for k in range(contract.NULLS)]
        found.append([small_world(net, rewired, rngs) if net.m >= 5 else float("nan")])
    return mean_of_waves(np.array(found, float))


def sizes(h: History) -> Floats:
    """Mean over waves: rank correlation of paid staff with partners, active organisations that have paid staff."""
    found = []
    for wave in h.waves[1:]:
        asked = wave.active & (wave.staff > 0)
        found.append([rank_correlation(wave.staff[asked], wave.degree(wave.tied)[asked].astype(float))])
    return mean_of_waves(np.array(found))


# --- names ------------------------------------------------------------------------------------------------------------


def _rosters(h: History, survey: NameGenerator) -> list[tuple[Bools, Bools]]:
    """Return who named whom in both answers, among as many of the core as a system of the survey had."""
    found = []
    for first, second in h.two_years_apart():
        there = first.core[np.isin(first.ids[first.core], second.ids[second.active])]
        rng = generator(h.seed, first.month, 40)
        rows = np.sort(rng.choice(there, min(ROSTER, there.size), replace=False))
        later = np.searchsorted(second.ids, first.ids[rows])
        found.append((survey.named(first, rows, h.seed), survey.named(second, later, h.seed)))
    return found


def names_of_a_system(h: History, survey: NameGenerator = NameGenerator()) -> Floats:
    """Mean over pairs of answers, rosters of a system's size.

    Share of names given back; degree centralisation, isolates and transitivity of the first answers; rank correlation
    of how often organisations are named in both.
    """
    found = []
    for before, after in _rosters(h, survey):
        a, b = np.nonzero(np.triu(before | before.T))
        net = Network(np.arange(len(before)), a.astype(np.int32), b.astype(np.int32))
        enough = net.n >= 5 and net.m >= 5
        found.append(
            [
                over(float((before & before.T).sum()), float(before.sum())),
                net.centralisation() if enough else np.nan,
                float((net.degree == 0).mean()) if enough else np.nan,
                net.transitivity() if enough else np.nan,
                rank_correlation(before.sum(axis=0, dtype=float), after.sum(axis=0, dtype=float)),
            ]
        )
    return mean_of_waves(np.array(found, float))


def names_given_back(h: History, survey: NameGenerator = NameGenerator()) -> Floats:
    """New and not new names where the other side named before, and where not; the same of names kept and dropped."""
    total = np.zeros(8)
    for first, second in h.two_years_apart():
        before, after = both_answers(h, first, second, survey)
        empty, back = ~before & ~np.eye(len(before), dtype=np.bool_), before.T
        cells = [among & side & what for among in (empty, before) for side in (back, ~back) for what in (after, ~after)]
        total += [float(c.sum()) for c in cells]
    return total


def names_in_logits(h: History, survey: NameGenerator = NameGenerator()) -> Floats:
    """Coefficient of shared partners in the logit of a new name; of log-popularity in the logit of a name kept.

    The terms are those of the sheet's row on popularity: being named, shared partners, same kind, log-popularity.
    """
    terms: tuple[list[Floats], list[Floats]] = ([], [])
    answers: tuple[list[Floats], list[Floats]] = ([], [])
    for first, second in h.two_years_apart():
        before, after = both_answers(h, first, second, survey)
        kind = first.kind[first.core][np.isin(first.ids[first.core], second.ids[second.active])]
        popular = np.broadcast_to(np.log1p(before.sum(axis=0)), before.shape)
        same = kind[:, None] == kind
        x = np.stack([np.ones(before.shape), before.T, shared_names(before), same, popular], axis=2).astype(float)
        for k, among_pairs in enumerate((~before & ~np.eye(len(before), dtype=np.bool_), before)):
            terms[k].append(x[among_pairs])
            answers[k].append(after[among_pairs].astype(float))
    return np.array([_coefficient(terms[0], answers[0], 2), _coefficient(terms[1], answers[1], 4)])


def _coefficient(terms: list[Floats], answers: list[Floats], term: int) -> float:
    y = np.concatenate(answers) if answers else np.zeros(0)
    return float(logit(np.concatenate(terms), y)[term]) if 0 < y.sum() < y.size else float("nan")


# --- agreements: with whom, and with whom again -----------------------------------------------------------------------


def introduced(h: History) -> Floats:
    """Pairs without a joint agreement, in classes of activity: none, one, two or more common partners; how many begin one.

    Stretches and classes are those of the sheet's rows on further agreements; flattened from shape (classes, 2, 3).
    """
    table = np.zeros((contract.ACTIVITY, 2, 3))
    begun = np.array([(a, b, start) for a, b, start, _ in h.shared_spells], np.int64).reshape(-1, 3)
    stretch, gap = contract.REPEAT_MONTHS, contract.REPEAT_GAP
    for start in range(h.first, h.last - 2 * stretch - gap + 1, 12):
        then, later = (within(begun, month) for month in (start, start + stretch + gap))
        who = np.intersect1d(then[:, :2], later[:, :2])
        before, after = joint_counts(then, who) > 0, joint_counts(later, who) > 0
        i, j = np.triu_indices(who.size, 1)
        new = ~before[i, j]
        common = np.minimum((before.astype(np.int64) @ before)[i, j], 2)[new]
        classes = _classes(begun_by(later, who), i, j)[new]
        np.add.at(table[:, 0], (classes, common), 1.0)
        np.add.at(table[:, 1], (classes, common), after[i, j][new])
    return table.ravel()


def _classes(active: Ints, i: Ints, j: Ints) -> Ints:
    both = np.ceil(np.log2(np.maximum(active[i] * active[j], 1))).astype(np.int64)
    return np.asarray(np.minimum(both, contract.ACTIVITY - 1))


def teams(h: History) -> Floats:
    """Pairs within agreements that ran in the window, for public bodies, voluntary organisations, companies in turn.

    Both of the kind; one of the kind and one of the other two; both of the other two. Coordinators do not count.
    """
    s, total = h.spells, np.zeros(9)
    ran = (s.joined < h.last) & (s.left >= h.first)
    kind = np.stack([kinds(s.member, *k) for k in _TEAM], axis=1) & ran[:, None]
    agreement = np.unique(s.partnership, return_inverse=True)[1]
    members = np.stack([np.bincount(agreement, weights=k) for k in kind.T.astype(float)], axis=1)
    for k in range(len(_TEAM)):
        own, rest = members[:, k], members.sum(axis=1) - members[:, k]
        pairs = own * (own - 1) / 2, own * rest, rest * (rest - 1) / 2
        total[3 * k : 3 * k + 3] = [float(p.sum()) for p in pairs]
    return total


def team_row(k: int) -> Row:
    """Return the row of the ``k``-th kind: odds of a pair within the kind against across its edge."""
    name, text, low, high = (
        ("public", Text("instansi", "public bodies"), 3.85, 27.9),
        ("voluntary", Text("organisasi sukarela", "voluntary organisations"), 3.16, 5.21),
        ("companies", Text("perusahaan", "companies"), 4.33, 11.1),
    )[k]
    return Row(
        f"P5.{name}",
        Text(
            f"rasio odds pasangan dalam kemitraan: sesama {text.id} dibanding melintasi batasnya",
            f"odds of a pair within an agreement: {text.en} among themselves against across their edge",
        ),
        teams,
        lambda s: over(4.0 * s[3 * k] * s[3 * k + 2], s[3 * k + 1] ** 2),
        low,
        high,
        np.nan,
        "horizon-2020",
        pooled=True,
        count=lambda s: float(s[3 * k : 3 * k + 3].sum()),
    )


def returned(h: History) -> Floats:
    """Pairs without an agreement a year ago, in classes of activity: never, or earlier, had one; how many have one now.

    Years are waves; an agreement counts as earlier if it was there three to two waves ago or before. Both sides have some
    agreement now and had some before. Flattened from shape (classes, 2, 2).
    """
    table = np.zeros((contract.ACTIVITY, 2, 2))
    years = [_agreed(w) for w in h.waves]
    for t in range(3, len(years)):
        now, last = years[t], years[t - 1]
        past = set().union(*years[: t - 1])
        who = np.intersect1d(_ends(now), _ends(past | last))
        active = np.bincount(np.searchsorted(who, _inside(now, who)), minlength=who.size)
        i, j = np.triu_indices(who.size, 1)
        states = [_as_matrix(pairs, who)[i, j] for pairs in (now, last, past)]
        open_, classes = ~states[1], _classes(active, i, j)
        cell = classes[open_], states[2][open_].astype(np.int64)
        np.add.at(table[:, 0], cell, 1.0)
        np.add.at(table[:, 1], cell, states[0][open_])
    return table.ravel()


def _agreed(w: Wave) -> set[tuple[int, int]]:
    a, b = w.ids[w.a[w.formal]], w.ids[w.b[w.formal]]
    return set(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True))


def _ends(pairs: set[tuple[int, int]]) -> Ints:
    return np.array(sorted({i for p in pairs for i in p}), np.int64)


def _inside(pairs: set[tuple[int, int]], who: Ints) -> Ints:
    ends = np.array(sorted(pairs), np.int64).ravel()
    return ends[np.isin(ends, who)]


def _as_matrix(pairs: set[tuple[int, int]], who: Ints) -> Bools:
    return joint_counts(np.array([(a, b, 0) for a, b in sorted(pairs)], np.int64).reshape(-1, 3), who) > 0


def order(h: History) -> Floats:
    """Pairs of the core without an agreement: agreed or not five years on, where they cooperated and where not."""
    total = np.zeros(4)
    for k in range(0, len(h.waves) - YEARS_OF_ORDER, YEARS_OF_ORDER):
        first, second = h.waves[k], h.waves[k + YEARS_OF_ORDER]
        there = first.core[np.isin(first.ids[first.core], second.ids[second.active])]
        ids = first.ids[there]
        informal = matrix(among(first, first.cooperating & ~first.mandated, there)) > 0
        appointed = matrix(among(first, first.cooperating & first.mandated & ~first.formal, there)) > 0
        before, after = (_as_matrix(_agreed(w), ids) for w in (first, second))
        open_ = np.triu(~before & ~appointed, 1)
        for at, side in ((0, informal), (2, ~informal)):
            total[at : at + 2] += (open_ & side & after).sum(), (open_ & side & ~after).sum()
    return total


def given_activity(columns: int, case: int) -> Reduce:
    """Odds of column ``case`` against column 0 within classes of activity (Mantel & Haenszel), shape (classes, 2, columns)."""

    def odds(s: Floats) -> float:
        table = s.reshape(contract.ACTIVITY, 2, columns)
        pairs, met, none, new = table[:, 0, case], table[:, 1, case], table[:, 0, 0], table[:, 1, 0]
        both = np.maximum(pairs + none, 1.0)
        return over((met * (none - new) / both).sum(), ((pairs - met) * new / both).sum())

    return odds


def _seen(columns: int, case: int) -> Reduce:
    return lambda s: float(s.reshape(contract.ACTIVITY, 2, columns)[:, 0, case].sum())


def _odds(first: int) -> Reduce:
    """Odds ratio of four counts in a row: happened and not on one side, happened and not on the other."""
    return lambda s: odds_ratio(*s[first : first + 4]) if s[first : first + 4].sum() > 0 else float("nan")


ROWS: tuple[Row, ...] = (
    Row(
        "P1.contact",
        Text(
            "pertemuan menurut mitra bersama (korelasi peringkat)", "meetings by partners in common (rank correlation)"
        ),
        strengths,
        item(0),
        0.137,
        0.336,
        0.24,
        "local-networks, tobacco",
    ),
    Row(
        "P1.formal",
        Text(
            "kemitraan menurut mitra bersama (korelasi peringkat)",
            "agreements by partners in common (rank correlation)",
        ),
        strengths,
        item(1),
        -0.094,
        0.454,
        np.nan,
        "tobacco",
    ),
    Row(
        "P2.monthly",
        Text(
            "bagian pasangan yang bertemu tiap bulan atau lebih sering",
            "pairs in contact that meet monthly or more often",
        ),
        contacts,
        share(0, 2),
        0.364,
        0.705,
        0.54,
        "tobacco",
        count=lambda s: float(s[2]),
    ),
    Row(
        "P2.weekly",
        Text(
            "bagian pasangan yang bertemu tiap minggu atau lebih sering",
            "pairs in contact that meet weekly or more often",
        ),
        contacts,
        share(1, 2),
        0.058,
        0.269,
        0.16,
        "tobacco",
        count=lambda s: float(s[2]),
    ),
    Row(
        "P3.kept",
        Text("nama yang masih disebut dua tahun kemudian", "names given again two years later"),
        contract.names,
        part(8, 9),
        0.38,
        0.52,
        0.45,
        "estuary",
        count=lambda s: float(s[8] + s[9]),
    ),
    Row(
        "P3.mutual",
        Text("nama yang dibalas", "names that are given back"),
        names_of_a_system,
        item(0),
        0.14,
        0.34,
        0.19,
        "estuary",
    ),
    Row(
        "P3.centralisation",
        Text("pemusatan jejaring nama", "degree centralisation of the names"),
        names_of_a_system,
        item(1),
        0.33,
        0.58,
        0.41,
        "estuary",
    ),
    Row(
        "P3.isolates",
        Text("organisasi tanpa nama", "organisations that name nobody and are not named"),
        names_of_a_system,
        item(2),
        0.09,
        0.22,
        0.14,
        "estuary",
    ),
    Row(
        "P3.transitivity",
        Text("transitivitas jejaring nama", "transitivity of the names"),
        names_of_a_system,
        item(3),
        0.204,
        0.346,
        0.30,
        "estuary",
    ),
    Row(
        "P3.lasting",
        Text(
            "berapa sering disebut, selang dua tahun (korelasi peringkat)",
            "how often organisations are named, two years apart (rank correlation)",
        ),
        names_of_a_system,
        item(4),
        0.393,
        0.699,
        0.60,
        "estuary",
    ),
    Row(
        "P3.back",
        Text(
            "rasio odds nama baru, bila sudah disebut pihak itu dibanding tidak",
            "odds of a new name where that side named before against not",
        ),
        names_given_back,
        _odds(0),
        1.11,
        3.40,
        1.99,
        "estuary",
        count=lambda s: float(s[0] + s[2]),
    ),
    Row(
        "P3.kept_back",
        Text(
            "rasio odds nama yang bertahan, bila dibalas dibanding tidak",
            "odds of a name kept where it is given back against not",
        ),
        names_given_back,
        _odds(4),
        0.94,
        2.83,
        1.45,
        "estuary",
        count=lambda s: float(s[4:].sum()),
    ),
    Row(
        "P3.shared",
        Text(
            "koefisien mitra bersama dalam logit nama baru, di samping popularitas",
            "shared partners in the logit of a new name, beside popularity",
        ),
        names_in_logits,
        item(0),
        -0.078,
        0.361,
        0.09,
        "estuary",
    ),
    Row(
        "P3.kept_popular",
        Text("koefisien log-popularitas dalam logit nama yang bertahan", "log-popularity in the logit of a name kept"),
        names_in_logits,
        item(1),
        0.238,
        1.606,
        0.86,
        "estuary",
    ),
    Row(
        "P4.introduced",
        Text(
            "rasio odds kemitraan pertama, dua mitra bersama atau lebih dibanding tidak ada, dengan keaktifan yang sama",
            "odds of a first agreement, two or more common partners against none, given both sides' activity",
        ),
        introduced,
        given_activity(3, 2),
        1.30,
        3.47,
        2.05,
        "horizon-2020",
        pooled=True,
        count=_seen(3, 2),
    ),
    team_row(0),
    team_row(1),
    team_row(2),
    Row(
        "P6.returned",
        Text(
            "rasio odds kemitraan yang kembali setelah setahun terputus dibanding pasangan yang belum pernah",
            "odds of an agreement that comes back after a year without against pairs that never had one",
        ),
        returned,
        given_activity(2, 1),
        25.4,
        72.4,
        32.0,
        "japan-funding",
        pooled=True,
        count=_seen(2, 1),
    ),
    Row(
        "P7.order",
        Text(
            "rasio odds kemitraan lima tahun kemudian, bila bekerja sama informal dibanding tidak",
            "odds of an agreement five years on, where they cooperated informally against not",
        ),
        order,
        _odds(0),
        12.4,
        34.7,
        22.2,
        "puget-sound",
        pooled=True,
        count=lambda s: float(s[:2].sum()),
    ),
    Row(
        "P8.size",
        Text(
            "banyaknya mitra menurut banyaknya staf (korelasi peringkat)", "partners by paid staff (rank correlation)"
        ),
        sizes,
        item(0),
        0.080,
        0.530,
        0.38,
        "local-networks, health-departments",
    ),
    Row(
        "P9.agreements",
        Text(
            "dunia kecil kemitraan di inti terhadap derajat yang sama",
            "small-world Q of the agreements in the core against the same degrees",
        ),
        agreements_of_the_core,
        item(0),
        1.08,
        1.69,
        1.41,
        "tobacco",
    ),
)
