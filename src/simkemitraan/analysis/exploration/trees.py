"""Rules by a classification tree (CART, Breiman et al. 1984): beside PRIM's one box, the whole sample cut into leaves.

PRIM looks for one dense box and lets the rest be; a tree divides all points, so that it also says where an outcome is
*not* to be expected. Where both name the same numbers, the finding does not depend on the method. Needs scikit-learn
(extra ``analysis``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ...errors import MissingExtraError
from .discovery import Bools, Limit, Rule

DEPTH = 3
LEAST = 0.05


def tree(x: pd.DataFrame, good: Bools, depth: int = DEPTH) -> list[Rule]:
    """Return the leaves of a small tree as rules, the one with the highest share of interesting points first.

    Parameters
    ----------
    x : DataFrame, shape (points, factors)
        Values of the varied numbers.
    good : ndarray of bool, shape (points,)
        Which points are of interest.
    depth : int
        Most questions in a row; few, because a rule with many is no longer read.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.
    """
    try:
        from sklearn.tree import DecisionTreeClassifier
    except ImportError:
        raise MissingExtraError(
            "Aturan pohon keputusan memerlukan tambahan: pip install 'simkemitraan[analysis]'",
            "Rules of a decision tree need an extra: pip install 'simkemitraan[analysis]'",
        ) from None
    if len(x) == 0 or good.all() or not good.any():
        return []
    least = max(5, round(LEAST * len(x)))
    grown = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, ccp_alpha=0.005, random_state=0).fit(
        x.to_numpy(float), good
    )
    leaves = grown.apply(x.to_numpy(float))
    bounds = _bounds(grown.tree_, x.shape[1])
    rules = [_rule(x, good, leaves == leaf, *bounds[leaf]) for leaf in np.unique(leaves)]
    return sorted(rules, key=lambda r: (-r.density, -r.mass))


def _bounds(grown: Any, factors: int) -> dict[int, tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
    """Return lower and upper bounds of each leaf, by walking down from the root."""
    out = {}
    waiting = [(0, np.full(factors, -np.inf), np.full(factors, np.inf))]
    while waiting:
        node, low, high = waiting.pop()
        left, right = int(grown.children_left[node]), int(grown.children_right[node])
        if left == right:
            out[node] = (low, high)
            continue
        factor, at = int(grown.feature[node]), float(grown.threshold[node])
        lower, upper = high.copy(), low.copy()
        lower[factor], upper[factor] = min(high[factor], at), max(low[factor], at)
        waiting += [(left, low, lower), (right, upper, high)]
    return out


def _rule(x: pd.DataFrame, good: Bools, inside: Bools, low: np.ndarray[Any, Any], high: np.ndarray[Any, Any]) -> Rule:
    limits = tuple(
        Limit(str(n), float(a), float(b))
        for n, a, b in zip(x.columns, low, high, strict=True)
        if np.isfinite(a) or np.isfinite(b)
    )
    hits = float(good[inside].sum())
    return Rule(limits, hits / float(good.sum()), hits / float(inside.sum()), float(inside.mean()), float(good.mean()))
