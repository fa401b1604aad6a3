"""The same coordinates in several rows: one field surveyed twice, or a centre typed for many.

Such rows are not independent: in a test they must all stand on one side, or the model is asked
about a field it has already seen.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from data_sources.detectors.finding import Finding


def repeated_places(lon: pd.Series, lat: pd.Series) -> list[Finding]:
    """Find rows that share their coordinates with another row.

    Parameters
    ----------
    lon, lat
        Coordinates as they came; missing ones are left out.
    """
    places = pd.DataFrame({"lon": lon.to_numpy(), "lat": lat.to_numpy()}).dropna()
    shared = places.duplicated(keep=False)
    if not shared.any():
        return []
    sizes = places[shared].groupby(["lon", "lat"]).size()
    rows = places.index[shared].to_numpy()
    count, most = len(sizes), int(sizes.max())
    return [
        Finding(
            "repeated_places",
            tuple(np.asarray(rows).tolist()),
            f"{len(rows)} dòng dùng chung {count} tọa độ (nhiều nhất {most} dòng một chỗ): phải "
            "gộp theo vị trí khi kiểm định.",
            f"{len(rows)} rows share {count} places (up to {most} a place): group them by place "
            "when testing.",
            {"rows": len(rows), "places": count, "most": most},
        )
    ]
