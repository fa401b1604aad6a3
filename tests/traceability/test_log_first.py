"""The log's first story: append, prove, verify, and one altered word that is found out."""

from __future__ import annotations

from pathlib import Path

from traceability.evidence import bundle
from traceability.log.append import append, start
from traceability.log.prove import proof_of
from traceability.log.signer import SigningKey
from traceability.log.storage import Folder
from traceability.statement import entry_of
from traceability.verify import State, verify

LOG = SigningKey("ruong.example/log", bytes(range(32)))


def test_a_statement_in_the_log_is_proven_and_an_altered_one_is_not(tmp_path: Path):
    statements = [{"eventID": f"urn:uuid:{n}", "recordTime": "2026-02-20"} for n in range(300)]
    storage = Folder(tmp_path / "log")
    start(storage, LOG)
    head = append(storage, LOG, [entry_of(each) for each in statements])
    proof = proof_of(storage, head, 77)

    fair = verify(bundle(proof, statements[77]), str(LOG.verifier))
    assert (fair.state, fair.index, fair.statement) == (State.PROVEN, 77, statements[77])

    altered = verify(
        bundle(proof, {**statements[77], "recordTime": "2026-02-21"}), str(LOG.verifier)
    )
    assert altered.state is State.FAILED
    assert altered.statement is None
