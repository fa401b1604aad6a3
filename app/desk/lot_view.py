"""A lot as a buyer sees it: one verdict, its journey, its evidence, its proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from data_sources.tag import Tag

Verdict = Literal["supported", "doubtful", "unknown"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to the lot.

    Parameters
    ----------
    time
        When, with its time zone.
    vi, en
        What happened, in one clause; never a person's name.
    place
        Where, as a reader knows it (a ward, a mill); empty where it is not public.
    quantity_kg
        How much; None where the event has no quantity.
    """

    time: datetime
    vi: str
    en: str
    place: str = ""
    quantity_kg: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding that speaks for or against what the lot claims.

    Parameters
    ----------
    vi, en
        The finding, one sentence.
    verdict
        What it does to the claim.
    """

    vi: str
    en: str
    verdict: Verdict


@dataclass(frozen=True)
class LotView:
    """What may be shown to anybody who holds the lot's code.

    Parameters
    ----------
    gtin, lot, link
        Its identity and its Digital Link.
    product_vi, product_en
        What it is.
    verdict
        What the evidence says of the claim; a person is never judged.
    ward
        Where it grew.
    harvested
        When it was harvested, as claimed; None where nobody said.
    quantity_kg
        How much was delivered.
    steps, evidence
        Its journey in order, and the findings.
    checkpoint
        The origin and size of the signed log its proof leads to; empty without one.
    logged
        Whether each of its events is in the log, as checked by the writer of this view.
    proof
        The bundle that verifies without us; None where there is none.
    as_of
        The day the view was made.
    tag
        real, analogue or simulated.
    """

    gtin: str
    lot: str
    link: str
    product_vi: str
    product_en: str
    verdict: Verdict
    ward: str
    harvested: date | None
    quantity_kg: float
    steps: tuple[Step, ...]
    evidence: tuple[Evidence, ...]
    checkpoint: str
    logged: bool
    proof: str | None
    as_of: date
    tag: Tag
