"""The named contracts of lots: what is true, and what the evidence says of it.

They belong to `data_sources.datasets`, where everybody finds them.
"""

from __future__ import annotations

from data_sources import vocabulary as v
from data_sources.contract import Table

DELIVERIES = Table(
    "deliveries",
    ("lot",),
    (v.LOT, v.FIELD_ID, v.SEASON, v.HARVESTED, v.QUANTITY, v.PUC, v.SELLER),
    "Giao hàng",
    "Deliveries",
)
FINDINGS = Table(
    "findings",
    ("lot", "number"),
    (v.LOT, v.NUMBER, v.CLAIM, v.REASON_VI, v.REASON_EN),
    "Chứng cứ về lô hàng",
    "Evidence on lots",
)
LISTINGS = Table(
    "listings",
    ("lot",),
    (
        v.LOT,
        v.GTIN,
        v.LINK,
        v.WARD_CODE,
        v.WARD,
        v.HARVESTED,
        v.QUANTITY,
        v.CLAIM,
        v.REASON_VI,
        v.REASON_EN,
    ),
    "Hàng chào bán",
    "Market listings",
)
