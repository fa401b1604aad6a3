"""`ruong trace client list|add|remove`: who may use the capture interface."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.clients import ROLES, add_client, clients, remove_client
from app.command import Command
from app.settings import settings


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "add", "remove"))
    parser.add_argument("name", nargs="?", default="", help="tên bên gửi · the client's name")
    parser.add_argument("--role", choices=ROLES, default="capture")
    parser.add_argument("--workspace", type=Path)


def _run(args: argparse.Namespace) -> int:
    kept = settings(args.workspace)
    if args.what == "add":
        key = add_client(kept, args.name, args.role)
        print("Khóa chỉ hiện một lần · the key is shown once:")
        print(key)
        return 0
    if args.what == "remove":
        remove_client(kept, args.name)
    for client in clients(kept):
        print(f"{client.role:<8} {client.name}")
    return 0


COMMAND = Command(
    "Quản lý bên được ghi sự kiện qua giao diện EPCIS",
    "Manage who may use the EPCIS interface",
    _configure,
    _run,
)
