"""`ruong`: the command line, one file a command.

`app/commands/trace_log.py` is `ruong trace log`: an underscore in the file's name is a space on the
command line. Only the file that was asked for is imported, so a small command starts fast.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from app import commands
from app.command import Command
from data_sources.errors import RuongError


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; what the user can mend is said in a sentence, exit status 1."""
    words = list(sys.argv[1:] if argv is None else argv)
    name, rest = split(words, names())
    if name is None:
        return _overview(words)
    command = load(name)
    parser = argparse.ArgumentParser(f"ruong {name}", description=f"{command.vi} · {command.en}")
    command.configure(parser)
    try:
        return command.run(parser.parse_args(rest))
    except RuongError as error:
        print(f"{error}\n{error.advice}" if error.advice else str(error), file=sys.stderr)
        return 1


def names() -> list[str]:
    """Name every command, as typed after `ruong`."""
    found = (info.name for info in pkgutil.iter_modules(commands.__path__))
    return sorted(name.replace("_", " ") for name in found)


def load(name: str) -> Command:
    """Import the command *name* (as typed, with spaces)."""
    module = importlib.import_module(f"app.commands.{name.replace(' ', '_')}")
    command = module.COMMAND
    if not isinstance(command, Command):
        raise TypeError(f"{module.__name__} has no COMMAND of type Command")
    return command


def split(words: Sequence[str], known: Sequence[str]) -> tuple[str | None, list[str]]:
    """Split a command line into the longest known command name and the rest."""
    for size in (3, 2, 1):
        name = " ".join(words[:size])
        if len(words) >= size and name in known:
            return name, list(words[size:])
    return None, list(words)


def _overview(words: Sequence[str]) -> int:
    print("Ruộng: hỗ trợ quyết định và truy xuất nguồn gốc nông sản Cần Thơ")
    print("       decision support and traceability for farming in Cần Thơ\n")
    for name in names():
        command = load(name)
        print(f"  ruong {name:<18} {command.vi} · {command.en}")
    if words and words[0] not in ("-h", "--help", "help"):
        print(f"\nKhông có lệnh này · no such command: {' '.join(words)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
