"""A rule of advice: when it speaks, what it says, where it comes from, who reviewed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence in both languages; `{day}` is filled in with the worst day."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One piece of advice.

    Parameters
    ----------
    name
        Short and stable: it is kept with every advice given.
    hazard
        The hazard it answers.
    least_severity
        The model risk level (0-3) from which it speaks.
    stages
        The stages it is meant for.
    within_days
        It looks at the most severe of today and this many days after.
    from_days
        It says nothing of days nearer than this: "harvest before today" helps nobody.
    priority
        Lower comes first; a field gets at most three.
    action
        What to do, one sentence.
    source
        Where the agronomy comes from.
    reviewed_by, reviewed_on
        The agronomist who stands for it, and when; None means not yet.
    """

    name: str
    hazard: str
    least_severity: int
    stages: tuple[str, ...]
    within_days: int
    priority: int
    action: Wording
    source: str
    from_days: int = 0
    reviewed_by: str | None = None
    reviewed_on: date | None = None

    @property
    def review(self) -> str:
        """Either "reviewed" or "not yet"."""
        return "reviewed" if self.reviewed_by and self.reviewed_on else "not yet"
