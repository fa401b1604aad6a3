"""How wide a province forecast must be: a bad year hits all provinces at once.

Conformal intervals on pooled residuals keep their promise on average and break it in the year that
matters: 2016 and 2020 hit the whole coast. Years, not rows, are what is exchangeable; so besides
the pooled quantile the width must be enough for `HELD` of the cases of a year, in `LEVEL` of the
past years (conformal over years: Dunn, Wasserman & Ramdas 2023, JASA 118, 2491). Every year adds
to what the next is judged by: the width adapts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEVEL = 0.9
HELD = 0.85
"""Share of a single year's cases that must be held even in a bad year."""
_OWN = 8
"""Years of the pooled size of errors that a row's own errors are mixed with."""
_LEAST_YEARS = 5


def half_widths(errors: Floats, codes: NDArray[np.str_]) -> Floats:
    """Return the half width of each year's interval from the errors of the years before it.

    Parameters
    ----------
    errors
        Truth minus forecast of shape (rows, years), NaN where there was none.

    Returns
    -------
    The same shape; NaN until `_LEAST_YEARS` years were judged.
    """
    size = usual_size(errors, codes)
    scores = np.abs(errors) / size
    out = np.full(size.shape, np.nan)
    for n in range(_LEAST_YEARS, size.shape[1]):
        past = [year[np.isfinite(year)] for year in scores[:, :n].T]
        past = [year for year in past if len(year)]
        if len(past) >= _LEAST_YEARS:
            pooled = _rank(np.concatenate(past), LEVEL)
            bad = _rank(np.array([_rank_of_year(year) for year in past]), LEVEL)
            out[:, n] = max(pooled, bad) * size[:, n]
    return out


def usual_size(errors: Floats, codes: NDArray[np.str_]) -> Floats:
    """Return the root mean square of a row's past errors, mixed with its season's."""
    rows, years = errors.shape
    out = np.full((rows, years), np.nan)
    for code in np.unique(codes):
        mine = codes == code
        for n in range(1, years):
            squared = errors[mine, :n] ** 2
            known = np.isfinite(squared)
            if known.any():
                pooled = float(squared[known].mean())
                own = np.where(known, squared, 0.0).sum(axis=1)
                out[mine, n] = np.sqrt((own + _OWN * pooled) / (known.sum(axis=1) + _OWN))
    return out


def _rank(scores: Floats, level: float) -> float:
    rank = min(int(np.ceil((len(scores) + 1) * level)), len(scores))
    return float(np.sort(scores)[rank - 1])


def _rank_of_year(scores: Floats) -> float:
    """Return the smallest score that holds `HELD` of one year's cases."""
    return float(np.sort(scores)[int(np.ceil(len(scores) * HELD)) - 1])
