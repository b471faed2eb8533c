"""The measurement contract: what is counted for each pattern, in which organisations, by which instrument, to which edge.

Every function takes the :class:`~.history.History` of one replicate and returns a short vector of *statistics*: counts
that may be summed over replicates where the contract pools, or values that are not. Ratios are formed only afterwards
(:mod:`.measurement`), so that pooling and resampling of replicates are one operation.

Choices that the numbers depend on:

- **Ties.** A tie is a kerjasama or an agreement; members of one agreement are tied to each other (clique projection).
  Appointments (a coordinator's to the social agency) count as ties of the whole network, where a survey would see them,
  and are left out of rows about choosing, ending, formality and mixing.
- **Core.** Active organisations with five or more ties, at each wave.
- **Risk.** A spell is at risk in the months after the one it began in, up to the one it ends in; ages count from 1.
  Age classes are closed on the right: (0, 24] holds ages 1 to 24, so a term of 24 months ends in it.
- **Informal only.** Months in which a pair cooperates under no agreement; formalising censors, it is no ending.
"""

from __future__ import annotations

import numpy as np

from ...indicators.network import Network, gini, hhi
from ...world.schema import Kind
from .history import Bools, Floats, History, Ints, Wave, kinds
from .instruments import (
    NameGenerator,
    among,
    contact_class,
    generator,
    logit,
    matrix,
    odds_ratio,
    random_graph,
    reported_trust,
    rewired,
    small_world,
)

NULLS = 4  # null networks over which a null value is averaged
AGES = 120
REPEAT_MONTHS, REPEAT_GAP = 36, 12  # joint projects of three years, then a year, then three years to find another
ACTIVITY = 13  # classes of both sides' activity, doubling
ELEVEN_YEARS, TWO_YEARS = 132, 24
STRUCTURE = ("density", "centralisation", "transitivity", "path", "gini", "assortativity")


def endings(h: History) -> Floats:
    """Agreements ended and months at risk; informal-only spells ended and months at risk."""
    s = h.spells
    risk = h.informal_at_risk
    return np.array(
        [h.ends(s.end).sum(), h.at_risk(s.start, s.end).sum(), (h.ends(s.tie_end) & risk).sum(), risk.sum()], float
    )


def ages(h: History) -> Floats:
    """Agreements ended at ages 1 to 120 months, then agreements at risk at those ages."""
    s = h.spells
    risk = h.at_risk(s.start, s.end)
    age = h.months - s.start[:, None]
    return np.concatenate([_by_age(age[risk & h.ends(s.end)]), _by_age(age[risk])])


def _by_age(age: Ints) -> Floats:
    return np.bincount(age[age <= AGES], minlength=AGES + 1)[1:].astype(np.float64)


def names(h: History, survey: NameGenerator = NameGenerator()) -> Floats:
    """Two answers, two years apart, of organisations of the core that are still active.

    Returns
    -------
    ndarray
        New and not new names among pairs with two or more shared partners; the same with none; kept and dropped names
        with at most one shared partner; the same with three or more; kept, dropped and new names; names given and
        answers asked for in the first waves.
    """
    total = np.zeros(13)
    for first, second in h.two_years_apart():
        total += _names_once(*both_answers(h, first, second, survey))
    return total


def both_answers(h: History, first: Wave, second: Wave, survey: NameGenerator) -> tuple[Bools, Bools]:
    """Return who named whom in both waves, on the roster of both."""
    roster = first.core[np.isin(first.ids[first.core], second.ids[second.active])]
    later = np.searchsorted(second.ids, first.ids[roster])
    return survey.named(first, roster, h.seed), survey.named(second, later, h.seed)


def shared_names(named: Bools) -> Ints:
    """Return how many respondents each pair is joined by, whoever named whom, shape (n, n)."""
    either = (named | named.T).astype(np.int64)
    return either @ either


def _names_once(before: Bools, after: Bools) -> Floats:
    shared = shared_names(before)
    empty = ~before & ~np.eye(len(before), dtype=np.bool_)
    many, none, few, lots = shared >= 2, shared == 0, shared <= 1, shared >= 3
    cells = (
        empty & many & after,
        empty & many & ~after,
        empty & none & after,
        empty & none & ~after,
        before & few & after,
        before & few & ~after,
        before & lots & after,
        before & lots & ~after,
        before & after,
        before & ~after,
        empty & after,
        before,
    )
    return np.array([c.sum() for c in cells] + [len(before)], float)


def popularity(h: History, survey: NameGenerator = NameGenerator()) -> Floats:
    """Coefficient of log-popularity in the logit of a new name, beside reciprocity, shared partners and same kind."""
    x, y = [], []
    for first, second in h.two_years_apart():
        before, after = both_answers(h, first, second, survey)
        roster = np.isin(first.ids, second.ids[second.active])[first.core]
        kind = first.kind[first.core][roster]
        empty = ~before & ~np.eye(len(before), dtype=np.bool_)
        named_by = np.broadcast_to(np.log1p(before.sum(axis=0)), before.shape)
        terms = (np.ones(before.shape), before.T, shared_names(before), kind[:, None] == kind, named_by)
        x.append(np.stack([t[empty] for t in terms], axis=1).astype(float))
        y.append(after[empty].astype(float))
    answers = np.concatenate(y) if y else np.zeros(0)
    return np.array([logit(np.concatenate(x), answers)[-1] if 0 < answers.sum() < answers.size else np.nan])


def repeats(h: History) -> Floats:
    """Pairs by number of agreements begun together (0 to 4 and more), then those that began another one.

    Agreements of three years are counted, a year is left out, and the next three years are searched. Only
    organisations that began an agreement in both stretches count; windows start every year.
    """
    table = repeats_given_activity(h).reshape(ACTIVITY, 2, 5).sum(axis=0)
    return table.ravel()


def repeats_given_activity(h: History) -> Floats:
    """The same counts in classes of activity, flattened from shape (classes, 2, 5).

    Who begins many agreements meets anybody again more often. A pair's class is the rounded-up base-two logarithm of the product
    of how many agreements both sides began in the later stretch, whoever with; those of one month count as one.
    """
    table = np.zeros((ACTIVITY, 2, 5))
    begun = np.array([(a, b, start) for a, b, start, _ in h.shared_spells], np.int64).reshape(-1, 3)
    for start in range(h.first, h.last - 2 * REPEAT_MONTHS - REPEAT_GAP + 1, 12):
        then, later = within(begun, start), within(begun, start + REPEAT_MONTHS + REPEAT_GAP)
        who = np.intersect1d(then[:, :2], later[:, :2])
        k, found = joint_counts(then, who), joint_counts(later, who)
        active = begun_by(later, who)
        upper = np.triu_indices(who.size, 1)
        activity = np.ceil(np.log2(np.maximum(active[upper[0]] * active[upper[1]], 1))).astype(np.int64)
        cell = np.minimum(activity, ACTIVITY - 1), np.minimum(k[upper], 4)
        np.add.at(table[:, 0], cell, 1.0)
        np.add.at(table[:, 1], cell, found[upper] > 0)
    return table.ravel()


def begun_by(begun: Ints, who: Ints) -> Ints:
    """Return in how many months each of ``who`` began agreements."""
    started = np.unique(np.concatenate([begun[:, [0, 2]], begun[:, [1, 2]]]), axis=0)[:, 0]
    return np.bincount(np.searchsorted(who, started[np.isin(started, who)]), minlength=who.size)


def within(begun: Ints, start: int) -> Ints:
    """Return the rows whose last column lies within a stretch of counting."""
    return begun[(begun[:, -1] >= start) & (begun[:, -1] < start + REPEAT_MONTHS)]


def joint_counts(begun: Ints, who: Ints) -> Ints:
    """Return how many agreements each pair of ``who`` began, shape (n, n)."""
    out = np.zeros((who.size, who.size), np.int64)
    inside = begun[np.isin(begun[:, 0], who) & np.isin(begun[:, 1], who)]
    i, j = np.searchsorted(who, inside[:, 0]), np.searchsorted(who, inside[:, 1])
    np.add.at(out, (i, j), 1)
    return out + out.T


def structure(network: Network) -> Floats:
    """Return density, degree centralisation, transitivity, path length, degree Gini and assortativity."""
    if network.n < 5 or network.m < 5:
        return np.full(len(STRUCTURE), np.nan)
    return np.array(
        [
            network.density(),
            network.centralisation(),
            network.transitivity(),
            network.path_length(),
            gini(network.degree),
            network.assortativity(),
        ]
    )


def core(h: History) -> Floats:
    """Mean over waves: size of the core, its six figures; over every third wave, six figures of its rewired null."""
    found, null = [], []
    for wave in h.waves[1:]:
        network = among(wave, wave.tied, wave.core)
        found.append([network.n, *structure(network)])
    for wave in h.waves[1::3]:
        network = among(wave, wave.tied, wave.core)
        null += [structure(rewired(network, generator(h.seed, wave.month, k))) for k in range(NULLS // 2)]
    return np.concatenate([mean_of_waves(np.array(found)), mean_of_waves(np.array(null))])


def mean_of_waves(rows: Floats) -> Floats:
    """Return column means over the waves that have a value; nan where none has."""
    seen = np.isfinite(rows)
    total = np.where(seen, rows, 0.0).sum(axis=0)
    return np.where(seen.any(axis=0), total / np.maximum(seen.sum(axis=0), 1), np.nan)


def small_worlds(h: History) -> Floats:
    """Mean over every fifth wave of the small-world Q of the core: against random ties, and against its degrees."""
    rows = []
    for wave in h.waves[1::5]:
        network = among(wave, wave.tied, wave.core)
        if network.n < 5 or network.m < 5:
            rows.append([np.nan, np.nan])
            continue
        rngs = [[generator(h.seed, wave.month, 10 * q + k) for k in range(NULLS)] for q in (1, 2)]
        rows.append([small_world(network, random_graph, rngs[0]), small_world(network, rewired, rngs[1])])
    return mean_of_waves(np.array(rows))


def population(h: History) -> Floats:
    """Mean over waves, of all organisations on the registers: isolates, giant component, degree, agreements, members."""
    rows = []
    for wave in h.waves[1:]:
        network = among(wave, wave.tied, np.arange(wave.n))
        isolates = (network.degree == 0).mean()
        members = wave.members.mean() if wave.members.size else np.nan
        rows.append([isolates, network.giant() / wave.n, network.degree.mean(), wave.members.size, members])
    return mean_of_waves(np.array(rows, float))


def formality(h: History) -> Floats:
    """Sums over waves of formal ties and the pairs they are compared with, appointments apart.

    Formal and all ties; formal and all pairs of the core in four classes of contact (none, quarterly, monthly,
    weekly); agreement pairs that also cooperate, and all agreement pairs.
    """
    total = np.zeros(12)
    for wave in h.waves[1:]:
        formal, everybody = _core_pairs_by_contact(wave)
        by_class = np.stack([formal, everybody], axis=1).ravel()
        both = (wave.formal & wave.cooperating).sum()
        total += np.concatenate([[wave.formal.sum(), wave.chosen.sum()], by_class, [both, wave.formal.sum()]])
    return total


def _core_pairs_by_contact(wave: Wave) -> tuple[Floats, Floats]:
    """Return formal pairs and all pairs of the core by class of contact; pairs that never met have none."""
    inside = np.zeros(wave.n, np.bool_)
    inside[wave.core] = True
    known = inside[wave.a] & inside[wave.b]
    appointed = known & wave.mandated & ~wave.formal
    known &= ~appointed
    classes = contact_class(wave.meetings[known])
    pairs = np.bincount(classes, minlength=4).astype(np.float64)
    strangers = wave.core.size * (wave.core.size - 1) // 2 - known.sum() - appointed.sum()
    pairs[0] += strangers
    return np.bincount(classes, weights=wave.formal[known], minlength=4), pairs


def mixing(h: History) -> Floats:
    """Median over waves of the odds ratio of a tie within one kind, in the core, appointments apart."""
    found = []
    for wave in h.waves[1:]:
        tied = matrix(among(wave, wave.chosen, wave.core)) > 0
        appointed = matrix(among(wave, wave.tied & ~wave.chosen, wave.core)) > 0
        kind = wave.kind[wave.core]
        upper = np.triu(~appointed, 1)
        tie, same = tied[upper], (kind[:, None] == kind)[upper]
        cells = (tie & same).sum(), (~tie & same).sum(), (tie & ~same).sum(), (~tie & ~same).sum()
        if 0 < same.sum() < same.size:
            found.append(odds_ratio(*cells))
    return np.array([np.median(found) if found else np.nan])


def tenures(h: History) -> Floats:
    """Ties and organisations whose leader has eleven years or more; the same under two years.

    Active organisations with a tie that was chosen; not agencies, whose heads move in waves.
    """
    total = np.zeros(4)
    for wave in h.waves[1:]:
        degree = wave.degree(wave.chosen)
        asked = wave.active & (degree > 0) & (wave.kind != Kind.AGENCY)
        for at, inside in ((0, wave.tenure >= ELEVEN_YEARS), (2, wave.tenure < TWO_YEARS)):
            total[at : at + 2] += degree[asked & inside].sum(), (asked & inside).sum()
    return total


def money(h: History) -> Floats:
    """Closings and organisation-years of nonprofit and community organisations; concentration of income.

    Mean over waves of the Gini of their income (zeros in), and of the HHI of the income of all organisations whose
    first field of service is the same (mean over fields), as a multiple of what it would be if all had the same: an HHI of few
    organisations is high by their number alone.
    """
    voluntary = (Kind.NONPROFIT, Kind.COMMUNITY)
    closing = (h.spells.closing >= h.first) & (h.spells.closing < h.last) & kinds(h.spells.closed, *voluntary)
    years = sum(int(np.isin(w.kind, voluntary).sum()) for w in h.waves[:-1])
    rows = [[gini(w.income[np.isin(w.kind, voluntary)]), _field_hhi(w)] for w in h.waves[1:]]
    return np.concatenate([[closing.sum(), years], mean_of_waves(np.array(rows))])


def _field_hhi(wave: Wave) -> float:
    fields = [hhi(x) * x.size / 10000.0 for x in (wave.income[wave.field == f] for f in np.unique(wave.field))]
    return float(np.nanmean(fields)) if np.isfinite(fields).any() else np.nan


def trust(h: History) -> Floats:
    """Reported trust: mean and spread over organisations (mean over waves), correlation of answers two years apart."""
    answers = [reported_trust(w, h.seed) for w in h.waves]
    moments = [[np.nanmean(x), np.nanstd(x)] for x in answers[1:] if np.isfinite(x).sum() > 1]
    before, after = _answers_two_years_apart(h, answers)
    enough = before.size > 2 and before.std() > 0.0 and after.std() > 0.0
    correlation = np.corrcoef(before, after)[0, 1] if enough else np.nan
    return np.array([*(np.mean(moments, axis=0) if moments else (np.nan, np.nan)), correlation])


def _answers_two_years_apart(h: History, answers: list[Floats]) -> tuple[Floats, Floats]:
    before, after = [], []
    for k in range(0, len(h.waves) - 2, 2):
        _, i, j = np.intersect1d(h.waves[k].ids, h.waves[k + 2].ids, assume_unique=True, return_indices=True)
        both = np.isfinite(answers[k][i]) & np.isfinite(answers[k + 2][j])
        before.append(answers[k][i][both])
        after.append(answers[k + 2][j][both])
    return np.concatenate(before), np.concatenate(after)


def leader_changes(h: History) -> Floats:
    """Endings and months at risk within twelve months of a leader change on any side, then in other months.

    Four figures for informal-only spells, then four for agreements.
    """
    s = h.spells
    near = h.recently_changed(s.tie_a) | h.recently_changed(s.tie_b)
    informal = _split(h.informal_at_risk, h.ends(s.tie_end), near)
    order = np.argsort(s.agreement)
    row = order[np.searchsorted(s.agreement, s.partnership, sorter=order)]
    near = np.zeros((s.agreement.size, h.months.size), np.bool_)
    np.logical_or.at(near, row, h.recently_changed(s.member) & h.at_risk(s.joined, s.left))
    return np.concatenate([informal, _split(h.at_risk(s.start, s.end), h.ends(s.end), near)])


def _split(risk: Bools, ends: Bools, near: Bools) -> Floats:
    return np.array(
        [(ends & risk & near).sum(), (risk & near).sum(), (ends & risk & ~near).sum(), (risk & ~near).sum()], float
    )
