"""VV below VH: over land the like-polarised return is the stronger one, so the labels are swapped.

Cross-polarised backscatter lies 4 to 12 dB below like-polarised over fields, water and forest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from data_sources.detectors.finding import Finding

MOST_REVERSED = 0.2
"""Speckle and strong double bounce turn a few samples round, never most of them."""
LEAST_SAMPLES = 20


def vv_below_vh(vv: ArrayLike, vh: ArrayLike) -> list[Finding]:
    """Find whether VV lies below VH where it should lie above.

    Parameters
    ----------
    vv, vh
        Backscatter of the same samples, both linear or both in dB; NaN is left out.

    Returns
    -------
    list of Finding
        None where VV is the stronger; else one, whose rows are the samples with VV below VH.
        `share` says of how many: near 1 the labels are swapped, in between two kinds are mixed.
    """
    first, second = np.asarray(vv, dtype="float64").ravel(), np.asarray(vh, dtype="float64").ravel()
    known = np.isfinite(first) & np.isfinite(second)
    if known.sum() < LEAST_SAMPLES:
        return []
    below = known & (first < second)
    share = float(below.sum() / known.sum())
    if share <= MOST_REVERSED:
        return []
    swapped = share >= 1 - MOST_REVERSED
    what_vi = "nhãn VV và VH bị đổi chỗ" if swapped else "dữ liệu VV và VH bị lẫn"
    what_en = "the labels VV and VH are swapped" if swapped else "VV and VH are mixed up"
    return [
        Finding(
            "vv_below_vh",
            tuple(np.flatnonzero(below).tolist()),
            f"VV thấp hơn VH ở {share:.0%} mẫu: {what_vi}.",
            f"VV lies below VH in {share:.0%} of samples: {what_en}.",
            {"share": round(share, 4), "swapped": int(swapped), "samples": int(known.sum())},
        )
    ]
