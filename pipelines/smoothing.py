"""A line through what was seen, for all fields at once: Whittaker's smoother, with guards.

It weighs closeness to the observations against the bending of the line (Whittaker 1922; Eilers
2003, doi:10.1021/ac034173t). The matrix has five diagonals, so a field costs as much as its days. A
line knows nothing of a long gap, so it is cut there, unless radar saw the field in between.
"""

from __future__ import annotations

import numba
import numpy as np

STIFFNESS = {"ndvi": 800.0, "lswi": 800.0, "vh": 3000.0, "vv": 3000.0}
"""Fixed by sensor for a daily line: bends of rice (a month up, a month down) stay, clouds that
slipped through and speckle go. Half of a wave passes at 33 days (800) and 46 days (3000)."""
LONGEST_GAP_DAYS = 30


def smooth(
    day: np.ndarray,
    values: np.ndarray,
    weights: np.ndarray,
    stiffness: float,
    vouched: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return daily lines through observations on common days.

    Parameters
    ----------
    day
        Days of the observations, ascending whole numbers, (time,).
    values
        (field, time), NaN where nothing was seen.
    weights
        (field, time), 0 or more: the clear share.
    stiffness
        How much bending costs, from `STIFFNESS`.
    vouched
        (field, day of the line): whether another sensor saw the field then; such days shorten gaps.

    Returns
    -------
    numpy.ndarray
        Days of the line, every one from the first to the last observation.
    numpy.ndarray
        (field, day) the line, NaN before the first and after the last value seen, and inside gaps
        longer than `LONGEST_GAP_DAYS`; never beyond what was seen of that field.
    """
    line_days = np.arange(day[0], day[-1] + 1)
    at = (day - day[0]).astype(np.int64)
    known = np.isfinite(values) & (weights > 0)
    trust = np.where(known, weights, 0.0)
    filled = np.where(known, values, 0.0)
    lines = np.empty((len(values), len(line_days)))
    other = np.zeros(lines.shape, bool) if vouched is None else vouched
    _lines(at, filled, trust, float(stiffness), other, lines)
    return line_days, lines


@numba.njit(nogil=True, cache=True)
def _lines(
    at: np.ndarray,
    values: np.ndarray,
    trust: np.ndarray,
    stiffness: float,
    vouched: np.ndarray,
    lines: np.ndarray,
) -> None:
    days = lines.shape[1]
    weight, pull = np.empty(days), np.empty(days)
    for f in range(len(values)):
        weight[:] = 0.0
        pull[:] = 0.0
        low, high = np.inf, -np.inf
        for t in range(len(at)):
            if trust[f, t] > 0:
                weight[at[t]] += trust[f, t]
                pull[at[t]] += trust[f, t] * values[f, t]
                low, high = min(low, values[f, t]), max(high, values[f, t])
        if np.count_nonzero(weight) < 2:
            lines[f] = np.nan
            continue
        _solve(weight, pull, stiffness, lines[f])
        for d in range(days):
            lines[f, d] = min(max(lines[f, d], low), high)
        _cut(weight, vouched[f], lines[f])


@numba.njit(nogil=True, cache=True)
def _solve(weight: np.ndarray, pull: np.ndarray, stiffness: float, line: np.ndarray) -> None:
    """Solve (W + stiffness D'D) line = W y, D the second difference, by LDL' on five diagonals."""
    n = len(weight)
    main, one, two = weight.copy(), np.zeros(n), np.zeros(n)
    for i in range(n - 2):
        main[i] += stiffness
        main[i + 1] += 4 * stiffness
        main[i + 2] += stiffness
        one[i] -= 2 * stiffness
        one[i + 1] -= 2 * stiffness
        two[i] += stiffness
    # Two zeros stand before the first row and after the last, so that no row is a special case.
    d, c, e, z = np.zeros(n + 2), np.zeros(n + 2), np.zeros(n + 2), np.zeros(n + 2)
    for k in range(2, n + 2):
        d[k] = main[k - 2] - c[k - 1] ** 2 * d[k - 1] - e[k - 2] ** 2 * d[k - 2]
        c[k] = (one[k - 2] - c[k - 1] * e[k - 1] * d[k - 1]) / d[k]
        e[k] = two[k - 2] / d[k]
        z[k] = pull[k - 2] - c[k - 1] * z[k - 1] - e[k - 2] * z[k - 2]
    back = np.zeros(n + 2)
    for i in range(n - 1, -1, -1):
        back[i] = z[i + 2] / d[i + 2] - c[i + 2] * back[i + 1] - e[i + 2] * back[i + 2]
    line[:] = back[:n]


@numba.njit(nogil=True, cache=True)
def _cut(weight: np.ndarray, vouched: np.ndarray, line: np.ndarray) -> None:
    """Blank the line outside what was seen, and where the gap between two looks is too long."""
    seen = np.flatnonzero(weight > 0)
    line[: seen[0]] = np.nan
    line[seen[-1] + 1 :] = np.nan
    before = seen[0]
    for d in range(seen[0] + 1, seen[-1] + 1):
        if weight[d] > 0 or vouched[d]:
            if d - before > LONGEST_GAP_DAYS:
                line[before + 1 : d] = np.nan
            before = d
