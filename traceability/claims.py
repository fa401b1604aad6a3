"""Is what a lot claims credible? Findings for and against, from evidence given as values.

It never calls a person a fraud: it says what the evidence supports, what it does not, and what it
cannot tell. The evidence (an area, a yield's upper bound, a harvest window seen by satellite) comes
in as numbers; where it comes from is the caller's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from traceability.capacity import SENTENCES, Fault

Verdict = Literal["supported", "doubtful", "unknown"]

MOISTURE_MARGIN = 1.15
"""Fresh paddy weighs up to 15 % more than the dry paddy that yields are stated in (about 26 % and
14 % moisture: (1 - 0.14) / (1 - 0.26) = 1.16)."""
DATE_MARGIN_DAYS = 7


@dataclass(frozen=True, slots=True)
class Claim:
    """What a delivery record says.

    Parameters
    ----------
    harvested
        Claimed day of harvest.
    quantity_kg
        Fresh paddy, this lot.
    field_total_kg
        All lots of the same field and season together, this one included.
    puc
        The planting-area code used; None where none is claimed.
    """

    harvested: date
    quantity_kg: float
    field_total_kg: float
    puc: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of the field independently of the claim; None where nothing is.

    Parameters
    ----------
    area_ha
        Area of the parcel.
    rice
        Whether a rice crop was seen in this season.
    yield_high_kg_ha
        Upper bound of the yield (95 % of fields have less), dry paddy.
    harvest_low, harvest_high
        The harvest window seen by satellite.
    ward_code
        Ward of this field.
    code_home
        The ward where most of the code's lots grow; None where no one ward has most.
    code_faults
        What is wrong with the claim on the code (`capacity.judge`).
    """

    area_ha: float | None = None
    rice: bool | None = None
    yield_high_kg_ha: float | None = None
    harvest_low: date | None = None
    harvest_high: date | None = None
    ward_code: str | None = None
    code_home: str | None = None
    code_faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the evidence says, in both languages, and what it does to the claim."""

    vi: str
    en: str
    verdict: Verdict


def findings(claim: Claim, seen: Seen) -> list[Finding]:
    """Hold a claim against what is known; one finding for each question that can be asked."""
    return [
        *_crop(seen),
        *_mass(claim, seen),
        *_day(claim, seen),
        *_code(claim, seen),
        *_standing(claim, seen),
    ]


def verdict_of(verdicts: Sequence[str]) -> Verdict:
    """Sum up the findings' verdicts: one doubt makes a claim doubtful; support needs two."""
    if "doubtful" in verdicts:
        return "doubtful"
    return "supported" if list(verdicts).count("supported") >= 2 else "unknown"


def _crop(seen: Seen) -> Iterator[Finding]:
    if seen.rice is False:
        yield Finding(
            "Vệ tinh không thấy lúa trên thửa này trong vụ.",
            "No rice crop was seen on this field in this season.",
            "doubtful",
        )


def _mass(claim: Claim, seen: Seen) -> Iterator[Finding]:
    if seen.area_ha is None or seen.yield_high_kg_ha is None:
        yield Finding(
            "Chưa có số liệu để so khối lượng với diện tích ruộng.",
            "Nothing is known to compare the mass with the field's area.",
            "unknown",
        )
        return
    most = seen.area_ha * seen.yield_high_kg_ha * MOISTURE_MARGIN
    fits = claim.field_total_kg <= most
    total, bound = (f"{value:,.0f}".replace(",", ".") for value in (claim.field_total_kg, most))
    area = f"{seen.area_ha:.2f}".replace(".", ",")
    yield Finding(
        f"Thửa {area} ha cho nhiều nhất khoảng {bound} kg lúa tươi; "
        f"các lô khai tổng cộng {total} kg.",
        f"A field of {seen.area_ha:.2f} ha gives at most about {most:,.0f} kg of fresh paddy; "
        f"its lots claim {claim.field_total_kg:,.0f} kg in all.",
        "supported" if fits else "doubtful",
    )


def _day(claim: Claim, seen: Seen) -> Iterator[Finding]:
    if seen.harvest_low is None or seen.harvest_high is None:
        yield Finding(
            "Vệ tinh chưa xác định được ngày gặt.",
            "The harvest was not dated by satellite.",
            "unknown",
        )
        return
    margin = timedelta(days=DATE_MARGIN_DAYS)
    fits = seen.harvest_low - margin <= claim.harvested <= seen.harvest_high + margin
    low, high, day = (
        f"{d:%d/%m/%Y}" for d in (seen.harvest_low, seen.harvest_high, claim.harvested)
    )
    yield Finding(
        f"Vệ tinh thấy gặt trong khoảng {low} - {high}; khai gặt ngày {day}.",
        f"Satellites saw the harvest between {low} and {high}; {day} is claimed.",
        "supported" if fits else "doubtful",
    )


def _standing(claim: Claim, seen: Seen) -> Iterator[Finding]:
    for fault in seen.code_faults:
        vi, en = (text.format(code=claim.puc) for text in SENTENCES[fault])
        yield Finding(vi, en, "unknown" if fault == "code overclaimed" else "doubtful")


def _code(claim: Claim, seen: Seen) -> Iterator[Finding]:
    if claim.puc is None or seen.code_home is None or seen.ward_code is None:
        return
    if seen.ward_code != seen.code_home:
        yield Finding(
            f"Mã số vùng trồng {claim.puc} thuộc nơi khác với thửa ruộng này.",
            f"Planting-area code {claim.puc} belongs to another place than this field.",
            "doubtful",
        )
