"""How far fields that lie together err together: what a sum over a ward must know.

If all fields of a ward erred alike, their production would be as uncertain as one field's; if each
erred alone, the errors would cancel. The truth between is the intraclass correlation of held-out
errors within 5-km blocks (one-way analysis of variance; Shrout & Fleiss 1979, ICC(1,1)).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def shared_error(errors: ArrayLike, groups: ArrayLike) -> float:
    """Return the share of error variance that the fields of a group have in common, 0 to 1.

    Groups of one field say nothing; with fewer than two larger groups the answer is 1, the
    cautious one.
    """
    values = np.asarray(errors, float)
    _, index, counts = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    keep = counts[index] > 1
    if len(np.unique(index[keep])) < 2:
        return 1.0
    values, index = values[keep], np.unique(index[keep], return_inverse=True)[1]
    counts = np.bincount(index)
    means = np.bincount(index, values) / counts
    k, n = len(counts), len(values)
    between = float((counts * (means - values.mean()) ** 2).sum() / (k - 1))
    within = float(((values - means[index]) ** 2).sum() / (n - k))
    size = (n - float((counts**2).sum()) / n) / (k - 1)
    total = between + (size - 1) * within
    return float(np.clip((between - within) / total, 0.0, 1.0)) if total > 0 else 1.0


def half_width(halves: ArrayLike, shared: float) -> float:
    """Return the half width of a sum whose parts share *shared* of their error variance.

    sqrt(r (sum h)^2 + (1 - r) sum h^2): r = 1 adds the halves, r = 0 adds their squares.
    """
    parts = np.asarray(halves, float)
    return float(np.sqrt(shared * parts.sum() ** 2 + (1 - shared) * (parts**2).sum()))
