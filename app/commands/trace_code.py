"""`ruong trace code set|claims|delegate|deny`: a planting-area code, its owner, and who uses it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from app.command import Command
from app.settings import Settings, now, random_bytes, settings
from app.trace import log_of, register_of
from data_sources.errors import Missing, Refused
from traceability.capacity import Code
from traceability.capture import capture
from traceability.code_claims import judged_claims, keep_delegation, set_code
from traceability.delegation import (
    Delegation,
    Denial,
    denial_event,
    sign_delegation,
    sign_denial,
)
from traceability.keyring import Keyring
from traceability.register import Register
from traceability.register.entries import record_time
from traceability.register.reading import events_named
from traceability.things import MG_PER_KG, things_of


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=sorted(_VERBS))
    parser.add_argument("code", help="mã số vùng trồng · planting-area code")
    add = parser.add_argument
    add("--season", default="", help="như · as 2026-WS")
    add("--owner", default="", help="chủ mã số, đúng tên trong khai báo · the owner's name")
    add("--kg", type=float, default=0.0, help="kg lúa khô · kg of dry paddy")
    add("--to", default="", help="người được ủy quyền · the delegate")
    add("--since", default="", help="RFC 3339")
    add("--until", default="", help="RFC 3339")
    add("--claim", default="", help="eventID công khai của lô · the claim's public eventID")
    add("--workspace", type=Path)


def _run(args: argparse.Namespace) -> int:
    kept = settings(args.workspace)
    with register_of(kept, make=True) as register:
        return _VERBS[args.what](args, kept, register)


def _set(args: argparse.Namespace, _kept: Settings, register: Register) -> int:
    """Say what a code can bear and whose it is."""
    _need(args, "season", "owner", "kg")
    set_code(register, Code(args.code, args.season, args.owner, round(args.kg * MG_PER_KG)))
    print(f"{args.code} {args.season}: {args.kg:,.0f} kg, {args.owner}")
    return 0


def _claims(args: argparse.Namespace, kept: Settings, register: Register) -> int:
    """Show the owner every claim; 1 where one of them does not stand."""
    _need(args, "season")
    with register.reading() as link:
        found = judged_claims(link, args.code, args.season, Keyring(kept.keys).listed())
    for each in found:
        told = {
            "lot": each.claim.lot,
            "claim": each.claim.public_id,
            "dry_kg": each.claim.mass / MG_PER_KG,
            "time": each.claim.time,
            "faults": list(each.faults),
        }
        print(json.dumps(told, ensure_ascii=False))
    return 1 if any(each.faults for each in found) else 0


def _delegate(args: argparse.Namespace, kept: Settings, register: Register) -> int:
    """Let another use the code; print the identity that their claims must name."""
    _need(args, "season", "to", "kg", "since", "until")
    ring = Keyring(kept.keys)
    said = Delegation(
        args.code, args.season, args.to, args.kg, args.since, args.until, random_bytes(16).hex()
    )
    note = sign_delegation(said, ring.signing("owner", args.code))
    print(keep_delegation(register, note, ring.listed(), record_time(now())))
    return 0


def _deny(args: argparse.Namespace, kept: Settings, register: Register) -> int:
    """Deny a claim, in the register and in the log."""
    _need(args, "claim")
    with register.reading() as link:
        claims = events_named(link, args.claim, public=True)
    if not claims:
        raise Missing(f"there is no claim {args.claim}", "ruong trace code claims CODE --season")
    denial = Denial(args.code, args.claim, record_time(now()))
    note = sign_denial(denial, Keyring(kept.keys).signing("owner", args.code))
    lots = [thing.name for thing in things_of(claims[0].event)]
    events = [denial_event(note, denial, lot) for lot in lots]
    capture(register, events, now(), lambda _: random_bytes(32))
    head = log_of(kept, register).head
    print(f"{args.claim}: {', '.join(lots)}, log {head.size}")
    return 0


def _need(args: argparse.Namespace, *names: str) -> None:
    missing = [f"--{name} is needed" for name in names if not getattr(args, name)]
    if missing:
        raise Refused(f"trace code {args.what}", missing)


_VERBS: Mapping[str, Callable[[argparse.Namespace, Settings, Register], int]] = {
    "set": _set,
    "claims": _claims,
    "delegate": _delegate,
    "deny": _deny,
}
COMMAND = Command(
    "Mã số vùng trồng: sức chứa, ủy quyền, từ chối",
    "Planting-area codes: capacity, delegation, denial",
    _configure,
    _run,
)
