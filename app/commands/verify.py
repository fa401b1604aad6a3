"""`ruong verify PROOF`: check a proof offline, and say in a sentence what came out.

Exit status 0 for *proven* alone. What was seen is remembered: a log that goes back on a head it
showed before, or shows two different ones, is found out the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from app.command import Command
from app.settings import settings
from data_sources.errors import Missing, Refused
from traceability.canonical import Json, read_json
from traceability.keylist import open_list
from traceability.keyring import KEY_LIST, ROOT_VKEY
from traceability.log.prove import Tree
from traceability.log.rejected import Rejected
from traceability.log.signer import VerifierKey, read_verifier
from traceability.log.storage import Folder
from traceability.memory import (
    Memory,
    TreeOf,
    read_memory,
    remember,
    remember_latest,
    remember_list,
)
from traceability.verify import State, Trust, Verdict, open_head, sentence, verify

MOST_BYTES = 16_000_000


def run(args: argparse.Namespace) -> int:
    """Judge the proof, hold it against what was seen before, and print the verdict."""
    memory = _remembered(args.memory)
    trust = _trust(args, memory)
    proof = _read(args.proof)
    verdict = verify(proof, trust, _statement(args.statement))
    if verdict.state is State.PROVEN:
        verdict, memory = _recall(args, verdict, trust, memory)
    if verdict.state is State.PROVEN:
        _keep(args.memory, memory)
    _print(verdict, as_json=args.json)
    return 0 if verdict.state is State.PROVEN else 1


def _recall(
    args: argparse.Namespace, verdict: Verdict, trust: Trust, memory: Memory
) -> tuple[Verdict, Memory]:
    """Hold the proof's head, and the latest one where it is given, against those seen before."""
    tree_of = _tiles(args.tiles)
    try:
        if verdict.signed is not None:
            memory = remember(memory, verdict.signed, tree_of)
        memory = remember_list(memory, max(verdict.list_version, memory.list_version))
        if args.checkpoint is not None:
            latest = open_head(_read(args.checkpoint).decode(errors="replace"), trust)
            memory = remember_latest(memory, latest, tree_of)
    except Rejected as reason:
        return Verdict(State.FAILED, sentence(reason.vi), sentence(reason.en)), memory
    return verdict, memory


def _tiles(folder: Path | None) -> TreeOf | None:
    if folder is None:
        return None
    storage = Folder(folder)
    return lambda size: Tree(storage, size)


def _trust(args: argparse.Namespace, memory: Memory) -> Trust:
    roots, logs = _keys(args.root), _keys(args.log_key)
    keys = None if args.keys is None else _read(args.keys).decode(errors="replace")
    if not roots and not logs:
        folder = settings().keys
        if not (folder / ROOT_VKEY).is_file():
            raise Missing(
                "No key to trust: a root key (--root) or a log key (--log-key) is needed.",
                "Khóa gốc được in trên chứng từ và trang kiểm tra · it is printed on documents",
            )
        roots = _keys([str(folder / ROOT_VKEY)])
        listed = folder / KEY_LIST
        keys = keys or (listed.read_text() if listed.is_file() else None)
    if keys is not None and roots:
        open_list(keys, roots)
    return Trust(roots, logs, _keys(args.witness), args.quorum, keys, memory.list_version)


def _keys(given: list[str]) -> tuple[VerifierKey, ...]:
    """Read public keys: each the text of one, or a file that holds one."""
    return tuple(
        read_verifier((Path(g).read_text() if Path(g).is_file() else g).strip()) for g in given
    )


def _remembered(path: Path | None) -> Memory:
    path = path or _memory_file()
    return read_memory(path.read_bytes()) if path.is_file() else Memory()


def _keep(path: Path | None, memory: Memory) -> None:
    path = path or _memory_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    beside.write_text(str(memory))
    beside.replace(path)


def _memory_file() -> Path:
    return settings().workspace / "verifier.json"


def _statement(path: Path | None) -> Json:
    return None if path is None else read_json(_read(path))


def _read(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST_BYTES)
    if not path.is_file():
        raise Missing(f"There is no file {path}.", "Kiểm tra đường dẫn · check the path")
    if path.stat().st_size > MOST_BYTES:
        raise Refused(path.name, [f"it is larger than {MOST_BYTES} bytes"])
    return path.read_bytes()


def _print(verdict: Verdict, *, as_json: bool) -> None:
    head = verdict.signed.head if verdict.signed else None
    if as_json:
        told = {
            "state": str(verdict.state),
            "reason_vi": verdict.reason_vi,
            "reason_en": verdict.reason_en,
            "statement": verdict.statement,
            "index": verdict.index,
            "origin": head.origin if head else None,
            "size": head.size if head else None,
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"{verdict.state.vi.upper()} · {str(verdict.state).upper()}")
    print(f"{verdict.reason_vi}\n{verdict.reason_en}")
    if isinstance(verdict.statement, dict):
        for name in ("eventID", "recordTime", "eventHash"):
            print(f"  {name}: {verdict.statement.get(name, '')}")
        event = verdict.statement.get("event")
        if isinstance(event, dict) and event.get("ruong:tag") == "simulated":
            print("  Dữ liệu mô phỏng · simulated data")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add = parser.add_argument
    add("proof", type=Path, metavar="PROOF", help="tệp bằng chứng, chữ của mã QR, hay - · proof")
    add("--root", action="append", default=[], help="khóa gốc · root key, text or file")
    add("--log-key", action="append", default=[], help="khóa nhật ký · log key, text or file")
    add("--keys", type=Path, help="danh sách khóa đã ký · signed key list")
    add("--statement", type=Path, help="nội dung khai báo (JSON) · the public statement")
    add("--checkpoint", type=Path, help="điểm kiểm tra mới nhất · the log's latest checkpoint")
    add("--tiles", type=Path, help="bản sao nhật ký · folder with a copy of the log's tiles")
    add("--witness", action="append", default=[], help="khóa nhân chứng · witness key")
    add("--quorum", type=int, default=0, help="số nhân chứng cần có · witnesses needed")
    add("--memory", type=Path, help="tệp ghi nhớ · file of what was seen before")
    add("--json", action="store_true", help="in JSON")


COMMAND = Command(
    "Kiểm tra một bằng chứng, không cần mạng",
    "Check a proof, offline",
    configure,
    run,
)
