"""`ruong trace log inclusion|consistency|checkpoint|proof FILE...`: judge proofs that others wrote.

A JSON file holds one case or many rows, in the layouts of the published test vectors; any other
file is a signed checkpoint or a tlog-proof text itself. One JSON verdict is printed a case; the
exit status is 0 when every case was accepted, and 1 with the reasons on stderr when one was not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from app.command import Command
from data_sources.errors import Missing, Refused
from traceability.log.audit import audit
from traceability.log.cases import JUDGES, Case, Outcome, judge_head, judge_note, texts
from traceability.log.checkpoint import read_checkpoint
from traceability.log.note import read_note
from traceability.log.rejected import Rejected
from traceability.log.signer import read_verifier
from traceability.log.storage import Folder
from traceability.log.tiles import CHECKPOINT
from traceability.verify import State, Trust, verify

MOST_BYTES = 64_000_000


def run(args: argparse.Namespace) -> int:
    """Judge every case of every file."""
    accepted = True
    for file in args.files:
        for name, case in _cases(args.what, Path(file), args.vkey):
            accepted &= _say(args.what, name, case)
    return 0 if accepted else 1


def _say(what: str, name: str, case: Case) -> bool:
    try:
        found = _judge(what, case)
    except Rejected as reason:
        answer: Outcome = {"ok": False, "reason_vi": reason.vi, "reason_en": reason.en}
        print(f"{name}: {reason}", file=sys.stderr)
    else:
        answer = {"ok": True} | found
    print(json.dumps({"case": name} | answer, ensure_ascii=False))
    return bool(answer["ok"])


def _judge(what: str, case: Case) -> Outcome:
    if "folder" in case:
        return _judge_files(case)
    if "vkeys" in case and what == "proof":
        return _judge_whole_proof(case)
    return JUDGES[what](case)


def _judge_files(case: Case) -> Outcome:
    """Judge a signed checkpoint that stands in a folder, and the tiles there with it."""
    found = judge_note(case)
    text = read_note(str(case["note"])).text
    found |= judge_head({}, text)
    folder = Path(str(case["folder"]))
    if (folder / "tile").is_dir():
        audit(Folder(folder), read_checkpoint(text))
        found["tiles"] = "recomputed"
    return found


def _judge_whole_proof(case: Case) -> Outcome:
    """Judge a tlog-proof that brings its statement, signature and all."""
    found = JUDGES["proof"](case)
    keys = tuple(read_verifier(text) for text in texts(case, "vkeys"))
    verdict = verify(str(case["text"]), Trust(roots=keys, logs=keys))
    if verdict.state is not State.PROVEN:
        raise Rejected("verdict", vi=verdict.reason_vi, en=verdict.reason_en)
    return found


def _cases(what: str, file: Path, vkeys: list[str]) -> Iterator[tuple[str, Case]]:
    file = file / CHECKPOINT if file.is_dir() else file
    text = _text(file)
    rows = _json(text)
    if isinstance(rows, dict):
        yield file.name, rows
    elif isinstance(rows, list):
        for place, row in enumerate(rows):
            if not isinstance(row, dict):
                raise Refused(file.name, [f"row {place} is no object"])
            label = next((row[k] for k in ("name", "desc", "file") if k in row), "")
            yield f"{place} {label}".strip(), row
    elif what == "checkpoint":
        yield file.name, {"note": text, "vkeys": vkeys or _beside(file), "folder": str(file.parent)}
    elif what == "proof":
        yield file.name, {"text": text} | ({"vkeys": vkeys} if vkeys else {})
    else:
        raise Refused(file.name, ["it is not JSON"], f"A JSON case of {what} is expected.")


def _beside(file: Path) -> list[str]:
    """Take the key from `vkey.json` beside a bare checkpoint: good for vectors, no trust anchor."""
    beside = file.with_name("vkey.json")
    if not beside.is_file():
        raise Missing("No public key is given for this checkpoint.", "Hãy thêm --vkey · add --vkey")
    print(f"key taken from {beside.name} beside {file.name}", file=sys.stderr)
    return [json.loads(beside.read_text())["vkey"]]


def _text(file: Path) -> str:
    if not file.is_file():
        raise Missing(f"There is no file {file}.", "Kiểm tra đường dẫn · check the path")
    if file.stat().st_size > MOST_BYTES:
        raise Refused(file.name, [f"it is larger than {MOST_BYTES} bytes"])
    try:
        return file.read_bytes().decode()
    except UnicodeDecodeError as fault:
        raise Refused(file.name, [f"byte {fault.start} is not UTF-8"]) from None


def _json(text: str) -> object:
    """Read JSON with its full integers (2^64 - 1 is a case), or None where it is other text."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        return None


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("what", choices=sorted(JUDGES))
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument(
        "--vkey",
        action="append",
        default=[],
        help="khóa công khai cho tệp văn bản · public key for a bare checkpoint or proof",
    )


COMMAND = Command(
    "Kiểm tra bằng chứng nhật ký minh bạch theo bộ ca chuẩn",
    "Judge proofs of a transparency log, ours or others'",
    configure,
    run,
)
