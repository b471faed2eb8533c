"""Rows kept aside: their ranges are those of the data, and what they count is known on histories made by hand."""

import numpy as np
import pytest
from tests.evidence import aside_sources as sources
from tests.evidence.made_histories import history, wave

from simkemitraan.analysis.validation import aside
from simkemitraan.analysis.validation.aside import ROWS, rank_correlation

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
    assert (row.low, row.high) == (pytest.approx(low, rel=0.02, abs=0.01), pytest.approx(high, rel=0.02, abs=0.01))


def test_rank_correlation_is_spearman_s():
    from scipy.stats import spearmanr

    x, y = np.random.default_rng(1).integers(0, 5, (2, 40)).astype(float)
    assert rank_correlation(x, y) == pytest.approx(spearmanr(x, y).statistic)
    assert np.isnan(rank_correlation(x, np.ones(40)))
