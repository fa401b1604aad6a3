"""Tiles on disk: the layout, logs of others recomputed, and appends that are cut off anywhere."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from traceability.log.append import append, hand_over, head, start
from traceability.log.audit import audit, checked_entries
from traceability.log.checkpoint import open_checkpoint
from traceability.log.merkle import leaf_hash, root_of
from traceability.log.prove import Tree
from traceability.log.rejected import Rejected
from traceability.log.signer import SigningKey, read_verifier
from traceability.log.storage import Folder, Memory, Storage
from traceability.log.tiles import join_entries, split_entries, split_hashes, tile_path, tile_width

KEY = SigningKey("ruong.example/log", bytes(32))


def leaves(start_at: int, count: int) -> list[bytes]:
    return [b"leaf %d" % n for n in range(start_at, start_at + count)]


def test_the_paths_of_the_standard():
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path("entries", 5, 17) == "tile/entries/005.p/17"
    # The standard's example: a tree of 70,000.
    assert [tile_width(0, 272, 70_000), tile_width(0, 273, 70_000)] == [256, 112]
    assert [tile_width(1, 0, 70_000), tile_width(1, 1, 70_000)] == [256, 17]
    assert [tile_width(2, 0, 70_000), tile_width(3, 0, 70_000)] == [1, 0]


def test_entry_bundles_are_read_back_and_a_cut_one_is_refused():
    entries = [b"", b"x" * 65_535, b"two"]
    bundle = join_entries(entries)
    assert split_entries(bundle) == entries
    with pytest.raises(Rejected):
        split_entries(bundle[:-1])
    with pytest.raises(Rejected):
        split_entries(bundle + b"\x00")
    with pytest.raises(Rejected):
        join_entries([b"x" * 65_536])


@pytest.mark.pack
def test_every_checkpoint_of_a_published_log_is_recomputed(conformance: Path):
    folder = conformance / "tlog-tiles-tessera"
    key = read_verifier(json.loads((folder / "vkey.json").read_text())["vkey"])
    files = sorted(folder.glob("checkpoint*"))
    assert len(files) > 10
    for path in files:
        audit(Folder(folder), open_checkpoint(path.read_text(), [key]).head)


@pytest.mark.pack
def test_tiles_of_a_large_published_log(conformance: Path):
    """Its checkpoint is not published; its last full tile must continue its last partial one."""
    folder = Folder(conformance / "tlog-tiles-sunlight")
    tree = Tree(folder, 3 * 256 + 10)
    hashes = [each for n in range(4) for each in tree.fresh_tile(0, n)]
    assert len(hashes) == tree.size
    whole = folder.read("tile/0/003")
    assert whole is not None
    assert split_hashes(whole)[:10] == hashes[-10:]
    assert root_of(hashes) != root_of(hashes[:-1])


def test_a_log_grows_to_the_tree_defined_whatever_the_batches(tmp_path: Path):
    storage = Folder(tmp_path / "log")
    start(storage, KEY)
    size = 0
    for count in (1, 1, 253, 1, 1, 255, 256, 700, 0, 3000):
        size += count
        signed = append(storage, KEY, leaves(size - count, count))
        assert signed.head.root == root_of([leaf_hash(each) for each in leaves(0, size)])
        audit(storage, signed.head)
    assert list(checked_entries(Tree(storage, size))) == leaves(0, size)
    assert not list((tmp_path / "log").rglob("*.tmp"))
    assert not list((tmp_path / "log" / "tile" / "0" / "000.p").glob("*"))


def test_a_second_start_changes_nothing(tmp_path: Path):
    storage = Folder(tmp_path / "log")
    start(storage, KEY)
    signed = append(storage, KEY, leaves(0, 5))
    assert start(storage, KEY).head == signed.head


def test_an_entry_too_long_is_refused_and_nothing_changes():
    storage = Memory()
    start(storage, KEY)
    before = dict(storage.files)
    with pytest.raises(Rejected, match="65536"):
        append(storage, KEY, [b"fine", b"x" * 65_536])
    assert storage.files == before


class Crashing(Memory):
    """A storage whose machine stops after so many files were written or removed."""

    def __init__(self, files: Mapping[str, bytes], left: int) -> None:
        super().__init__()
        self.files = dict(files)
        self.left = left

    def write(self, files: Mapping[str, bytes]) -> None:
        for path, data in files.items():
            self._step()
            super().write({path: data})

    def remove(self, path: str) -> None:
        self._step()
        super().remove(path)

    def _step(self) -> None:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1


@pytest.mark.parametrize(("old", "new"), [(0, 1), (5, 300), (255, 1), (256, 256), (700, 2_000)])
def test_an_append_cut_off_after_any_file_is_there_or_never_was(old: int, new: int):
    begun = Memory()
    start(begun, KEY)
    append(begun, KEY, leaves(0, old))
    for left in range(1000):
        storage = Crashing(begun.files, left)
        try:
            append(storage, KEY, leaves(old, new))
        except KeyboardInterrupt:
            finished = False
        else:
            finished = True
        resumed = Memory()
        resumed.files = dict(storage.files)
        now = head(resumed, [KEY.verifier]).head
        assert now.size in (old, old + new)
        audit(resumed, now)
        # Other leaves than those the crash cut off: nothing of the attempt may show through.
        other = [b"other %d" % n for n in range(300)]
        grown = append(resumed, KEY, other).head
        kept = leaves(0, now.size) + other
        assert grown.root == root_of([leaf_hash(each) for each in kept])
        audit(resumed, grown)
        if finished:
            break
    assert finished


APPENDER = """
import sys
from pathlib import Path
from traceability.log.append import append, head, start
from traceability.log.signer import SigningKey
from traceability.log.storage import Folder
key = SigningKey("ruong.example/log", bytes(32))
storage = Folder(Path(sys.argv[1]))
size = start(storage, key).head.size
while size < 20_000:
    count = 1 + size * 7919 % 401
    size = append(storage, key, [b"leaf %d" % n for n in range(size, size + count)]).head.size
    print(size, flush=True)
"""


@pytest.mark.slow
def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path):
    luck = random.Random(6962)  # noqa: S311
    storage: Storage = Folder(tmp_path / "log")
    acknowledged = 0
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", APPENDER, str(tmp_path / "log")],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(luck.uniform(0, 0.25))
        os.kill(process.pid, signal.SIGKILL)
        told = process.stdout.read().split()
        process.stdout.close()
        process.wait()
        acknowledged = max([acknowledged, *map(int, told[-1:])])
        now = head(storage, [KEY.verifier]).head
        assert now.size >= acknowledged
        audit(storage, now)
        assert now.root == root_of([leaf_hash(each) for each in leaves(0, now.size)])


def test_a_log_whose_tiles_were_touched_is_not_built_upon():
    storage = Memory()
    start(storage, KEY)
    append(storage, KEY, leaves(0, 300))
    for path in [
        path for path in storage.files if path.startswith("tile/") and "entries" not in path
    ]:
        touched = Memory()
        touched.files = dict(storage.files)
        data = bytearray(touched.files[path])
        data[0] ^= 1
        touched.files[path] = bytes(data)
        if path.startswith("tile/0/000"):
            continue  # Far to the left: the audit finds it, below.
        with pytest.raises(Rejected):
            append(touched, KEY, leaves(300, 1))


def test_a_rotated_key_takes_over_with_both_signatures():
    storage, heir = Memory(), SigningKey("ruong.example/log", bytes([7] * 32))
    start(storage, KEY)
    append(storage, KEY, leaves(0, 10))
    with pytest.raises(Rejected):
        append(storage, heir, leaves(10, 1))
    both = hand_over(storage, [KEY.verifier], heir)
    assert {each.key for each in both.signed} == {KEY.verifier, heir.verifier}
    assert append(storage, heir, leaves(10, 1)).head.size == 11
    with pytest.raises(Rejected):
        hand_over(storage, [heir.verifier], SigningKey("other.example", bytes(32)))
