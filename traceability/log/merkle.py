"""The Merkle tree of RFC 6962 (section 2.1) and its proofs, checked as RFC 9162 says.

Hashes are bytes of length 32, indices and sizes are leaves. A check returns nothing when the proof
holds and raises `Rejected` with the reason when it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from hmac import compare_digest

from traceability.log.rejected import Rejected

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
LARGEST_SIZE = 2**63 - 1
"""More leaves than any log will hold; a number beyond it is an attack or an error."""


def leaf_hash(entry: bytes) -> bytes:
    """Hash one leaf: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Compute the tree's root from all its leaf hashes, in order.

    Pairing neighbours level by level, the odd last one rising as it is, gives RFC 6962's tree.
    """
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + odd
    return level[0]


def path_length(index: int, size: int) -> int:
    """Count the hashes of the inclusion proof for leaf *index* in a tree of *size* leaves."""
    inner = (index ^ (size - 1)).bit_length()
    return inner + (index >> inner).bit_count()


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes:
    """Climb from a leaf's hash to the root that the proof implies.

    Raises
    ------
    Rejected
        Where index, sizes, hash lengths or the number of hashes cannot be right.
    """
    if not 0 <= index < size <= LARGEST_SIZE:
        raise Rejected("index", index=index, size=size)
    _check_lengths([leaf, *path])
    want = path_length(index, size)
    if len(path) != want:
        raise Rejected("path-length", got=len(path), want=want)
    inner = (index ^ (size - 1)).bit_length()
    found = leaf
    for level, sibling in enumerate(path):
        # Above the point where the paths of this leaf and of the last leaf part, all is left.
        if level >= inner or index >> level & 1:
            found = node_hash(sibling, found)
        else:
            found = node_hash(found, sibling)
    return found


def check_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Check that the leaf stands at *index* in the tree of *size* leaves with this *root*."""
    if not compare_digest(root_from_inclusion(index, size, leaf, path), root):
        raise Rejected("root")


def check_consistency(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Check that the tree of *new_size* leaves begins with the tree of *old_size* leaves."""
    if not 0 <= old_size <= new_size <= LARGEST_SIZE or (old_size == 0 < new_size):
        raise Rejected("sizes", old=old_size, new=new_size)
    if old_size == new_size:
        if path:
            raise Rejected("path-length", got=len(path), want=0)
        if old_size == 0 and old_root != EMPTY_ROOT:
            raise Rejected("empty-root")
        if not compare_digest(old_root, new_root):
            raise Rejected("root")
        return
    check_subtree_consistency(0, old_size, new_size, old_root, new_root, path)


def check_subtree_inclusion(
    index: int, start: int, end: int, leaf: bytes, path: Sequence[bytes], root: bytes
) -> None:
    """Check that a leaf of the whole tree stands in its subtree [start, end)."""
    _check_subtree(start, end, end)
    check_inclusion(index - start, end - start, leaf, path, root)


def check_subtree_consistency(
    start: int, end: int, size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> None:
    """Check that the subtree [start, end) belongs to the tree of *size* leaves.

    The procedure of draft-ietf-plants-merkle-tree-certs, section 4.4.3, which for start = 0 is
    RFC 9162, section 2.1.4.2.
    """
    _check_subtree(start, end, size)
    if start == end:
        if path:
            raise Rejected("path-length", got=len(path), want=0)
        if old_root != EMPTY_ROOT:
            raise Rejected("empty-root")
        return
    _check_lengths(path)
    first, last, top = start, end - 1, size - 1
    while first != last and (last == top or last & 1):
        first, last, top = first >> 1, last >> 1, top >> 1
    rest = list(path)
    if first != last and not rest:
        raise Rejected("path-length", got=0, want=1)
    seed = old_root if first == last else rest.pop(0)
    old_found, new_found = _climb_both(first, last, top, seed, rest)
    if not compare_digest(old_found, old_root):
        raise Rejected("old-root")
    if not compare_digest(new_found, new_root):
        raise Rejected("root")


def _climb_both(
    first: int, last: int, top: int, seed: bytes, path: list[bytes]
) -> tuple[bytes, bytes]:
    """Climb from a node that both trees share to the root of each."""
    old = new = seed
    for place, sibling in enumerate(path):
        if top == 0:
            raise Rejected("path-length", got=len(path), want=place)
        if last & 1 or last == top:
            if first < last:
                old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while not last & 1:
                first, last, top = first >> 1, last >> 1, top >> 1
        else:
            new = node_hash(new, sibling)
        first, last, top = first >> 1, last >> 1, top >> 1
    if top:
        raise Rejected("path-length", got=len(path), want=len(path) + top.bit_length())
    return old, new


def _check_subtree(start: int, end: int, size: int) -> None:
    """Hold that a subtree starts at a multiple of the power of two that just holds its width."""
    width = end - start
    if not 0 <= start <= end <= size <= LARGEST_SIZE or (
        width and start % (1 << (width - 1).bit_length())
    ):
        raise Rejected("subtree", start=start, end=end, size=size)


def _check_lengths(hashes: Sequence[bytes]) -> None:
    for each in hashes:
        if len(each) != HASH_BYTES:
            raise Rejected("hash-length", got=len(each))
