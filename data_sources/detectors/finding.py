"""What a detector says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault found.

    Parameters
    ----------
    fault
        Its name, the same for every finding of a detector.
    rows
        Positions (from 0) of the rows concerned; empty where a whole column is.
    vi, en
        What a person reads.
    evidence
        The figures it rests on, by name.
    """

    fault: str
    rows: tuple[int, ...]
    vi: str
    en: str
    evidence: Mapping[str, float | int | str] = field(default_factory=dict)
