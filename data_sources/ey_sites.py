"""Where the surveyed fields of An Giang lie: one point a field."""

from __future__ import annotations

import pandas as pd

from data_sources.datasets import SITES
from data_sources.ey_fields import HOMEPAGE, LICENCE, TAG, folder_of, read_fields
from data_sources.source import Delivery, Request, Source


def fetch(request: Request) -> Delivery[pd.DataFrame]:
    """Read the points of the surveyed fields."""
    survey = read_fields(folder_of(request))
    points = survey.rows[["field_id", "lon", "lat"]].drop_duplicates("field_id")
    points = points.sort_values("field_id").reset_index(drop=True)
    said = (f"{len(points)} field points; no outlines are known", *survey.notes)
    return Delivery(points, TAG, {"fields.csv": survey.digest}, said, survey.refused)


SOURCE = Source(
    "ey_sites",
    SITES,
    fetch,
    LICENCE,
    HOMEPAGE,
    "Vị trí ruộng điều tra An Giang",
    "Points of the surveyed fields of An Giang",
)
