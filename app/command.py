"""A command: what one file of `app/commands/` offers, as its `COMMAND`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One word, or a few, on the command line.

    Parameters
    ----------
    vi, en
        One line of help in each language.
    configure
        Adds the command's arguments to its own parser.
    run
        Does the work and returns the exit status; raises `data_sources.errors.RuongError` for what
        the user can mend, which is printed as a sentence with its advice, never as a traceback.
    """

    vi: str
    en: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
