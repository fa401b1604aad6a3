"""The few kinds of error a user meets: each is a sentence, with a way out in `.advice`."""

from __future__ import annotations

from collections.abc import Iterable


class RuongError(Exception):
    """Something a user can understand and mend.

    Parameters
    ----------
    message
        One sentence: what was expected and what came.
    advice
        What to do about it; empty where the message already says so.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class Refused(RuongError):
    """An input is not what it must be; all its faults are named at once, and nothing was kept.

    Parameters
    ----------
    what
        The input: a file's name, a contract's name, an event.
    faults
        Every fault found, each a clause without a full stop.
    """

    def __init__(self, what: str, faults: Iterable[str], advice: str = "") -> None:
        self.what = what
        self.faults = tuple(faults)
        super().__init__(f"{what} is refused: {'; '.join(self.faults)}.", advice)


class Missing(RuongError):
    """Something that was asked for is not there (yet)."""


class Unavailable(RuongError):
    """An outside service did not answer as it should; trying later may help."""
