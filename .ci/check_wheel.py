"""Refuse a wheel that lacks a file the program needs, or carries what it should not."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

PACKAGES = ("data_sources", "pipelines", "models", "traceability", "app")
SUFFIXES = {".py", ".html", ".css", ".js", ".json", ".toml", ".typed", ".sql", ".mako", ".ttf"}


def main(wheel: str) -> int:
    """Compare the wheel with the working tree; 1 where they differ."""
    inside = {n for n in zipfile.ZipFile(wheel).namelist() if n.split("/")[0] in PACKAGES}
    wanted = {
        path.as_posix()
        for package in PACKAGES
        for path in Path(package).rglob("*")
        if path.suffix in SUFFIXES and "__pycache__" not in path.parts
    }
    for name in sorted(wanted - inside):
        print(f"missing from the wheel: {name}")
    print(f"{wheel}: {len(inside)} files")
    return int(bool(wanted - inside))


sys.exit(main(sys.argv[1]))
