"""`ruong keys make|show|rotate|retire`: the keys by which logs, owners and witnesses speak."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from app.command import Command
from app.keyring import LOG_NAME
from app.settings import now, random_bytes, settings
from data_sources.errors import Refused
from traceability import keyring
from traceability.keyring import Keyring
from traceability.keys import Head, ListedKey, Role, head_of
from traceability.log.append import hand_over, head
from traceability.log.audit import audit
from traceability.log.signer import SEED_BYTES, SigningKey, VerifierKey, read_verifier
from traceability.log.storage import Folder
from traceability.log.tiles import CHECKPOINT

ROOT_NAME = "ruong.example/root"


def run(args: argparse.Namespace) -> int:
    """Do what was asked, and say what there is now."""
    ring = _ring(args)
    if args.what != "show":
        {"make": _make, "rotate": _rotate, "retire": _retire}[args.what](args, ring)
    return _show(ring)


def _make(args: argparse.Namespace, ring: Keyring) -> None:
    if args.role == "root":
        keyring.make_root(ring, args.name or ROOT_NAME, random_bytes(SEED_BYTES), _time())
        return
    role, subject = _subject(args)
    follows = _ended(ring, args.follows) if args.follows else None
    if args.vkey:
        key, vkey = None, str(read_verifier(args.vkey))
    else:
        place = ring.place(role, subject)
        lying = role == "log" and place.is_file()
        key = keyring.read_private(place) if lying else _new_key(role, subject)
        subject = key.name if role == "log" else subject
        vkey = str(key.verifier)
    keyring.add(ring, ListedKey(role, subject, vkey, _time(), follows=follows), key, _time())


def _rotate(args: argparse.Namespace, ring: Keyring) -> None:
    role, subject = _subject(args)
    key = _new_key(role, subject)
    folder = Folder(args.log)
    if role != "log" or folder.read(CHECKPOINT) is None:
        keyring.rotate(ring, role, subject, key, _time(), 0)
        return
    old = _log_keys(ring)
    size = head(folder, old).head.size
    keyring.rotate(ring, role, subject, key, _time(), size)
    hand_over(folder, old, ring.signing("log", subject))


def _retire(args: argparse.Namespace, ring: Keyring) -> None:
    last: Head | None = None
    folder = Folder(args.log)
    if any(k.key.key_id.hex() == args.key for k in ring.listed().of("log")):
        signed = head(folder, _log_keys(ring))
        audit(folder, signed.head)
        last = head_of(signed.head)
    keyring.retire(ring, args.key, _time(), last, compromised=args.compromised)
    if last is not None and args.compromised:
        args.log.rename(args.log.with_name(f"{args.log.name}-ended-{args.key}"))


def _show(ring: Keyring) -> int:
    listed = ring.listed()
    print(f"Khóa gốc · root key   {ring.root_public()}")
    print(f"Danh sách · key list  phiên bản {listed.version} · version {listed.version}")
    for each in listed.keys:
        sizes = f"{each.from_size}-{'' if each.until_size is None else each.until_size}"
        span = f"{each.since} - {each.until or ''}"
        print(f"{each.key.key_id.hex()}  {each.role:<8}{each.status:<12}{span}  {each.subject}")
        if each.role == "log":
            print(f"{'':<10}lá · leaves {sizes}  {each.vkey}")
    return 0


def _ring(args: argparse.Namespace) -> Keyring:
    """Find the folder of keys; it may not be in the workspace, which is backed up and exported."""
    config = settings()
    args.log = args.log or config.trace / "log"
    if config.keys.resolve().is_relative_to(config.workspace.resolve()):
        raise Refused(
            str(config.keys), ["keys may not lie in the workspace"], "RUONG_KEYS=/another/folder"
        )
    return Keyring(config.keys, args.root_key)


def _subject(args: argparse.Namespace) -> tuple[Role, str]:
    role: Role = args.role
    subject = args.name or (LOG_NAME if role == "log" else None)
    if subject is None:
        raise Refused(role, ["it needs a name"], "--name: mã số vùng trồng · planting-area code")
    return role, subject


def _new_key(role: Role, subject: str) -> SigningKey:
    name = subject if role != "owner" else "owner/" + re.sub(r"[\s+]+", "-", subject)
    return SigningKey(name, random_bytes(SEED_BYTES), keyring.algorithm_of(role))


def _log_keys(ring: Keyring) -> list[VerifierKey]:
    return [each.key for each in ring.listed().of("log") if each.status != "compromised"]


def _ended(ring: Keyring, key_id: str) -> Head:
    for each in ring.listed().of("log"):
        if each.key.key_id.hex() == key_id and each.last is not None:
            return each.last
    raise Refused(key_id, ["it is no log key with a last checkpoint"], "ruong keys show")


def _time() -> str:
    return now().strftime("%Y-%m-%dT%H:%M:%SZ")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--root-key", type=Path, help="tệp khóa gốc để riêng · root key kept apart")
    parser.add_argument("--log", type=Path, help="thư mục nhật ký · folder of the log")
    steps = parser.add_subparsers(dest="what", required=True)
    steps.add_parser("show", help="liệt kê khóa · list the keys")
    make = steps.add_parser("make", help="tạo khóa · make a key")
    make.add_argument("role", choices=("root", "log", "owner", "witness"))
    make.add_argument("--name", help="tên, mã số vùng trồng · name, planting-area code")
    make.add_argument("--follows", help="khóa của nhật ký đã dừng · key of the log that ended")
    make.add_argument("--vkey", help="khóa công khai, khóa bí mật ở nơi khác · only a public key")
    rotate = steps.add_parser("rotate", help="thay khóa · replace a key")
    rotate.add_argument("role", choices=("log", "owner", "witness"))
    rotate.add_argument("--name", help="tên, mã số vùng trồng · name, planting-area code")
    retire = steps.add_parser("retire", help="dừng khóa · end a key")
    retire.add_argument("key", help="tám chữ số hex của khóa · the key's eight hex digits")
    retire.add_argument("--compromised", action="store_true", help="khóa đã bị lộ · it was stolen")


COMMAND = Command(
    "Tạo, xem, thay và dừng các khóa ký",
    "Make, show, rotate and retire the signing keys",
    configure,
    run,
)
