"""A command: one file of `app/commands/`, found by its name.

`app/commands/trace_log.py` is `ruong trace log`: an underscore in the file's name is a space on the
command line. Only the file that was asked for is imported, so a small command starts fast.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app import commands


@dataclass(frozen=True, slots=True)
class Command:
    """What one file of `app/commands/` offers, as its `COMMAND`.

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


def names() -> list[str]:
    """Name every command, as typed after `ruong`."""
    found = (info.name for info in pkgutil.iter_modules(commands.__path__))
    return sorted(name.replace("_", " ") for name in found)


def load(name: str) -> Command:
    """Import the command *name* (as typed, with spaces)."""
    module = importlib.import_module(f"app.commands.{name.replace(' ', '_')}")
    command = module.COMMAND
    if not isinstance(command, Command):
        raise TypeError(f"app/commands/{name.replace(' ', '_')}.py has no COMMAND of type Command")
    return command


def split(words: Sequence[str], known: Sequence[str]) -> tuple[str | None, list[str]]:
    """Split a command line into the longest known command name and the rest."""
    for size in (3, 2, 1):
        name = " ".join(words[:size])
        if len(words) >= size and name in known:
            return name, list(words[size:])
    return None, list(words)
