"""The Merkle tree: the published vectors, and RFC 6962's definition word for word beside it."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.log.append import append, start
from traceability.log.cases import JUDGES
from traceability.log.merkle import (
    EMPTY_ROOT,
    check_consistency,
    check_inclusion,
    check_subtree_consistency,
    check_subtree_inclusion,
    leaf_hash,
    node_hash,
    root_of,
)
from traceability.log.prove import Tree
from traceability.log.rejected import Rejected
from traceability.log.signer import SigningKey
from traceability.log.storage import Memory

KEY = SigningKey("ruong.example/log", bytes(32))
LEAVES = [b"leaf %d" % n for n in range(700)]
HASHES = [leaf_hash(each) for each in LEAVES]


@pytest.fixture(scope="module")
def storage() -> Memory:
    made = Memory()
    start(made, KEY)
    for each in LEAVES:
        append(made, KEY, [each])
    return made


def defined(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(defined(hashes[:k]), defined(hashes[k:]))


@pytest.mark.pack
@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_every_published_case_with_its_corruptions(conformance: Path, kind: str):
    files = [
        *(conformance / "merkle-rfc6962" / kind).rglob("*.json"),
        *(conformance / "merkle-rfc6962" / f"subtree{kind}").rglob("*.json"),
    ]
    assert len(files) > 100
    for path in files:
        case = json.loads(path.read_text())
        try:
            JUDGES[kind](case)
            accepted = True
        except Rejected:
            accepted = False
        assert accepted is not case["wantErr"], path


@pytest.mark.pack
def test_proofs_of_a_log_run_by_others(conformance: Path):
    rows = json.loads((conformance / "rekor-inclusion" / "rekor_inclusion.json").read_text())
    for row in rows:
        JUDGES["inclusion"](row)
        for change in (
            {"logIndex": row["logIndex"] - 1},
            {"treeSize": row["treeSize"] + 1},
            {"hashes": row["hashes"][::-1]},
            {"leaf": "AAAA"},
        ):
            with pytest.raises(Rejected):
                JUDGES["inclusion"](row | change)


@pytest.mark.parametrize("size", range(70))
def test_the_root_is_the_one_defined(size: int):
    assert root_of(HASHES[:size]) == defined(HASHES[:size])


@given(st.integers(1, 700), st.data())
def test_every_leaf_has_a_proof_that_holds_and_only_there(storage: Memory, size: int, data):
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(storage, size)
    root, path = tree.root(), tree.inclusion(index)
    assert root == root_of(HASHES[:size])
    check_inclusion(index, size, HASHES[index], path, root)
    other = data.draw(st.integers(0, size).filter(lambda n: n != index))
    with pytest.raises(Rejected):
        check_inclusion(other, size, HASHES[index], path, root)
    with pytest.raises(Rejected):
        check_inclusion(index, size, HASHES[index], [*path, root], root)
    if path:
        with pytest.raises(Rejected):
            check_inclusion(index, size, HASHES[index], path[:-1], root)


@given(st.integers(1, 700), st.data())
def test_every_older_tree_is_a_beginning_and_no_other_is(storage: Memory, size: int, data):
    old = data.draw(st.integers(1, size))
    path = Tree(storage, size).consistency(old)
    old_root, root = root_of(HASHES[:old]), root_of(HASHES[:size])
    check_consistency(old, size, old_root, root, path)
    forked = root_of([*HASHES[: old - 1], leaf_hash(b"forged")])
    with pytest.raises(Rejected):
        check_consistency(old, size, forked, root, path)
    if old < size:
        with pytest.raises(Rejected):
            check_consistency(old, size, old_root, root, path[1:])
        with pytest.raises(Rejected):
            check_consistency(old, size, old_root, root, [*path, root])


@given(st.integers(0, 6), st.integers(0, 5), st.data())
def test_subtrees_prove_like_trees(storage: Memory, power: int, place: int, data):
    width = data.draw(st.integers((1 << power) // 2 + 1, 1 << power))
    start_at = place << power
    end = start_at + width
    root = root_of(HASHES[start_at:end])
    index = data.draw(st.integers(start_at, end - 1))
    inner = Memory()
    start(inner, KEY)
    append(inner, KEY, LEAVES[start_at:end])
    path = Tree(inner, width).inclusion(index - start_at)
    check_subtree_inclusion(index, start_at, end, HASHES[index], path, root)
    with pytest.raises(Rejected):
        check_subtree_inclusion(index, start_at, end, HASHES[index - 1], path, root)
    check_subtree_consistency(start_at, end, end, root, root_of(HASHES[:end]), _rest(start_at, end))


def _rest(start_at: int, end: int) -> list[bytes]:
    """The consistency proof of a tree's last subtree: what stands to its left, from below."""
    path: list[bytes] = []
    low, high = 0, end
    while (low, high) != (start_at, end):
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if start_at < middle and end <= middle:
            path.append(root_of(HASHES[middle:high]))
            high = middle
        else:
            path.append(root_of(HASHES[low:middle]))
            low = middle
    return path[::-1]


def test_a_proof_for_the_empty_tree_or_beyond_any_tree_is_refused():
    leaf = b64decode("bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=")
    for index, size in ((0, 0), (2**64 - 1, 2**64), (-1, 4), (4, 4)):
        with pytest.raises(Rejected):
            check_inclusion(index, size, leaf, [], leaf)
    with pytest.raises(Rejected):
        check_consistency(0, 5, EMPTY_ROOT, leaf, [])
    check_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
