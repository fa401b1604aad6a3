"""`ruong`: the command line, one file a command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from app.command import load, names, split
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
