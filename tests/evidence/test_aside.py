"""Rows kept aside: their ranges are those of the data, and what they count is known on histories made by hand."""

import numpy as np
import pytest
from tests.evidence import aside_sources as sources
from tests.evidence.made_histories import history, wave

from simkemitraan.analysis.validation import aside
from simkemitraan.analysis.validation.aside import ROWS, rank_correlation
from simkemitraan.analysis.validation.instruments import NameGenerator
from simkemitraan.world.identity import pack
from simkemitraan.world.schema import Kind

BY_NAME = {row.name: row for row in ROWS}
PUBLISHED = {"P3.kept", "P3.mutual", "P3.centralisation", "P3.isolates"}  # ten estuaries, of which six are at hand
COMPUTED = {
    "P1.contact": sources.contact_and_partners,
    "P1.formal": sources.formality_and_partners,
    "P2.monthly": lambda: sources.contact_share(3),
    "P2.weekly": lambda: sources.contact_share(4),
    "P3.transitivity": sources.transitivity_of_names,
    "P3.lasting": sources.lasting_popularity,
    "P3.back": lambda: sources.Estuaries().odds_back(tied=False),
    "P3.kept_back": lambda: sources.Estuaries().odds_back(tied=True),
    "P3.shared": lambda: sources.Estuaries().coefficient(tied=False, term=2),
    "P3.kept_popular": lambda: sources.Estuaries().coefficient(tied=True, term=4),
    "P4.introduced": lambda: sources.Projects().introduced(),
    "P5.public": lambda: sources.Projects().odds_within(sources.PUBLIC),
    "P5.voluntary": lambda: sources.Projects().odds_within(sources.VOLUNTARY),
    "P5.companies": lambda: sources.Projects().odds_within(sources.COMPANY),
    "P6.returned": sources.returned,
    "P7.order": sources.order_of_ways,
    "P8.size": sources.size_and_partners,
    "P9.agreements": sources.agreements_against_degrees,
}


def value(name, h):
    row = BY_NAME[name]
    return row.reduce(row.of(h))


def test_every_range_is_computed_or_published():
    assert set(COMPUTED) | PUBLISHED == set(BY_NAME)


@pytest.mark.skipif(not sources.DATA.exists(), reason="the data are not here")
@pytest.mark.parametrize("name", COMPUTED)
def test_a_range_is_that_of_its_data(name):
    low, high = COMPUTED[name]()
    row = BY_NAME[name]
    rounded = {"rel": 0.005, "abs": 0.0051}  # ranges are written with three digits, or to a hundredth
    assert (row.low, row.high) == (pytest.approx(low, **rounded), pytest.approx(high, **rounded))


def test_rank_correlation_is_spearman_s():
    from scipy.stats import spearmanr

    x, y = np.random.default_rng(1).integers(0, 5, (2, 40)).astype(float)
    assert rank_correlation(x, y) == pytest.approx(spearmanr(x, y).statistic)
    assert np.isnan(rank_correlation(x, np.ones(40)))


# --- what is counted --------------------------------------------------------------------------------------------------


def same_at_all_waves(n, pairs, **columns):
    return [wave(n, pairs, 59 + 12 * k, **columns) for k in range(16)]


CLIQUES = sorted({(i, j) for c in (range(6), range(6, 13)) for i in c for j in c if i < j} | {(0, 6)})


def test_strength_is_set_beside_the_partners_that_a_pair_has_in_common():
    """Two cliques of six and seven and a bridge: those of a clique share four or five partners, the bridge none."""
    common = [0.0 if p == (0, 6) else (5.0 if p[0] >= 6 else 4.0) for p in CLIQUES]
    h = history(same_at_all_waves(13, CLIQUES, meetings=np.array(common) + 1.0))
    assert value("P1.contact", h) == pytest.approx(1.0)
    bridge = np.array([p != (0, 6) for p in CLIQUES])
    assert value("P1.formal", history(same_at_all_waves(13, CLIQUES, formal=bridge))) > 0.2
    assert value("P1.formal", history(same_at_all_waves(13, CLIQUES, formal=~bridge))) < -0.2


def test_contacts_are_shares_of_the_pairs_that_meet():
    meetings = np.tile([0.01, 0.3, 1.0, 3.0], len(CLIQUES))[: len(CLIQUES)]
    monthly, weekly, seen = aside.contacts(history(same_at_all_waves(13, CLIQUES, meetings=meetings)))
    assert seen == 15 * (meetings > 0.08).sum()
    assert (monthly / seen, weekly / seen) == ((meetings > 0.6).sum() / (seen / 15), (meetings > 2).sum() / (seen / 15))


def test_size_is_set_beside_partners_among_those_who_have_staff():
    star = [(0, k) for k in range(1, 8)] + [(1, 2), (1, 3)]
    degree = np.array([7, 3, 2, 2, 1, 1, 1, 1, 0.0])
    h = history(same_at_all_waves(9, star, staff=np.where(degree > 0, degree, 0.0)))
    assert value("P8.size", h) == pytest.approx(1.0)
    assert np.isnan(value("P8.size", history(same_at_all_waves(9, star, staff=np.zeros(9)))))


def test_names_of_a_system_are_given_back_where_everybody_names_all():
    h = history(same_at_all_waves(13, CLIQUES))
    everybody = NameGenerator(mean=np.inf, most=20, noise=0.0)
    mutual, _, isolates, transitivity, _ = aside.names_of_a_system(h, everybody)
    assert (mutual, isolates) == (1.0, 0.0)
    assert transitivity > 0.9
    new, kept = np.split(aside.names_given_back(h, everybody), 2)
    assert new.sum() == 7 * (13 * 12 - 2 * len(CLIQUES))
    assert kept.tolist() == [7.0 * 2 * len(CLIQUES), 0.0, 0.0, 0.0]


def agreements(*spells):
    """Return a ledger of agreements of two or more: (members, month begun, month ended)."""
    return {
        "agreements": [(k, start, end) for k, (_, start, end) in enumerate(spells, 1)],
        "memberships": [(k, m, start, end) for k, (who, start, end) in enumerate(spells, 1) for m in who],
    }


def test_a_first_agreement_is_counted_by_common_partners_of_the_stretch_before():
    """1 and 2 meet 3 and 4 first, each apart; then 1 and 2 sign, and so do 3 and 4; 5 and 6 meet nobody else, then 1."""
    before = [((1, 3), 61, 90), ((1, 4), 62, 90), ((2, 3), 63, 90), ((2, 4), 64, 90), ((5, 6), 65, 90)]
    after = [((1, 2), 110, 130), ((3, 4), 112, 130), ((1, 5), 115, 130), ((6, 5), 116, 130)]
    table = aside.introduced(history(**agreements(*before, *after))).reshape(-1, 2, 3).sum(axis=0)
    # fifteen pairs, five of them old; two share two partners, eight share none; both of the first sign, one of the others
    assert table.tolist() == [[8.0, 0.0, 2.0], [1.0, 0.0, 2.0]]


def test_an_agreement_that_comes_back_is_told_from_a_first_one():
    """1 and 2 agree in the first two years, not in the third, and again in the fourth, in which 2 and 3 do so for the first time."""
    pairs = [(0, 1), (1, 2), (2, 3)]
    states = [(True, False, True), (True, False, True), (False, False, True), (True, True, True)]
    waves = [wave(4, pairs, 59 + 12 * k, formal=np.array(s)) for k, s in enumerate(states)]
    never, earlier = aside.returned(history(waves)).reshape(-1, 2, 2).sum(axis=0).T
    assert never.tolist() == [4.0, 1.0]
    assert earlier.tolist() == [1.0, 1.0]


def test_an_agreement_is_looked_for_five_years_after_cooperation_without_one():
    pairs = CLIQUES
    cooperating = np.array([p[0] < 6 for p in pairs])
    first = wave(13, pairs, cooperating=np.ones(len(pairs), bool))
    second = wave(13, pairs, formal=cooperating)
    h = history([first, *[first] * 4, second])
    held, not_held, new, none = aside.order(h)
    assert held == cooperating.sum()
    assert held + not_held == len(pairs)
    assert (new, none) == (0.0, 13 * 12 / 2 - len(pairs))


def test_teams_are_counted_by_kind_and_coordinators_are_left_out():
    who = {kind: [pack(None, 1, int(kind), k) for k in range(3)] for kind in Kind}
    ledger = agreements(
        ((who[Kind.AGENCY][0], who[Kind.AGENCY][1], who[Kind.COMPANY][0]), 61, 90),
        ((who[Kind.NONPROFIT][0], who[Kind.COMMUNITY][0], who[Kind.INDIVIDUAL][0]), 61, 90),
    )
    public, voluntary, companies = aside.teams(history(**ledger)).reshape(3, 3).tolist()
    assert public == [1.0, 2.0, 1.0]
    assert voluntary == [1.0, 0.0, 3.0]
    assert companies == [0.0, 2.0, 2.0]


def test_agreements_that_close_triangles_are_a_smaller_world_than_their_degrees():
    triangles = [(i, j) for c in range(5) for i in range(3 * c, 3 * c + 3) for j in range(i + 1, 3 * c + 3)]
    ring = [(3 * c, (3 * c + 3) % 15) if c < 4 else (0, 12) for c in range(5)]
    tied = sorted({*triangles, *ring} | {(i, j) for i in range(15) for j in range(i + 1, 15) if (i + j) % 3 == 0})
    formal = np.array([p in {*triangles, *ring} for p in tied])
    assert value("P9.agreements", history(same_at_all_waves(15, tied, formal=formal))) > 1.5
