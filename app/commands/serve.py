"""`ruong serve`: the pages and the HTTP routes, in one process."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.command import Command
from app.settings import settings


def _configure(parser: argparse.ArgumentParser) -> None:
    known = settings()
    parser.add_argument("--host", default=known.host, help="địa chỉ · address to listen on")
    parser.add_argument(
        "--port", type=int, default=known.port, help="cổng · port, 0 for a free one"
    )
    parser.add_argument("--workspace", type=Path, default=known.workspace, help="thư mục · folder")


def _run(asked: argparse.Namespace) -> int:
    # Streamlit takes a second to import; other commands need not wait for it.
    from app.server import serve  # noqa: PLC0415

    return serve(asked.host, asked.port, asked.workspace)


COMMAND = Command("Mở các trang", "Serve the pages", _configure, _run)
