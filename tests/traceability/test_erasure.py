"""A person is erased, every proof stands, and no backup brings the person back."""

import json
import zipfile

import pytest
import sqlalchemy as sa

from data_sources.errors import Refused
from traceability.backup import Place, back_up, restore
from traceability.capture import bring_log_up_to_date
from traceability.erasure import erase, find_person, read_erasures, replay
from traceability.evidence import bundle
from traceability.inspection import inspect
from traceability.log.proof import Proof
from traceability.log.prove import Tree
from traceability.log.signer import SigningKey
from traceability.log.storage import Folder
from traceability.register import open_register
from traceability.register.tables import METADATA
from traceability.verify import State, verify

KEY = SigningKey("ruong.example/log", bytes([2] * 32))
WHEN = "2026-03-01T00:00:00Z"
LAN, LOAN = "Nguyễn Thị Lan", "Nguyễn Thị Lan Anh"


def person(story, lot, name, **fields):
    return story.harvest(lot, field=f"field of {name}", ruong__seller=name, **fields)


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(tmp_path / "log", tmp_path / "erasures.jsonl")


@pytest.fixture
def filled(register, story, place):
    """Five events of three people, all in the log."""
    events = [person(story, "A", LAN), person(story, "B", LOAN), person(story, "C", LAN)]
    story.put(register, *events, story.mixed({"A": 10.0, "B": 10.0}, {"M": 20.0}))
    story.put(register, story.wrong(events[2]))
    bring_log_up_to_date(register, Folder(place.log), KEY)
    return register


def proofs(register, place) -> list[str]:
    storage = Folder(place.log)
    signed = bring_log_up_to_date(register, storage, KEY)
    tree = Tree(storage, signed.head.size)
    with register.reading() as link:
        events = list(link.execute(sa.text("SELECT position, statement FROM event ORDER BY 1")))
    return [
        bundle(Proof(n, tuple(tree.inclusion(n)), str(signed)), json.loads(bytes(stated)))
        for n, stated in events
    ]


def everything(register) -> str:
    with register.reading() as link:
        return "\n".join(
            str([bytes(v) if isinstance(v, memoryview) else v for v in row])
            for table in METADATA.sorted_tables
            for row in link.execute(sa.select(table).order_by(*table.primary_key.columns))
        )


def differences(register, place):
    storage = Folder(place.log)
    head = bring_log_up_to_date(register, storage, KEY).head
    with register.reading() as link:
        return inspect(link, storage, head).differences


def test_who_is_erased_is_gone_and_every_proof_still_verifies(filled, story, place) -> None:
    before = proofs(filled, place)
    assert find_person(filled, LAN) == [0, 2, 4]
    erase(filled, find_person(filled, LAN), WHEN, place.erasures)
    left = everything(filled)
    assert f"'{LAN}'" not in left
    assert f"field of {LAN}'" not in left
    assert LOAN in left
    assert proofs(filled, place) == before
    assert all(verify(p, str(KEY.verifier)).state is State.PROVEN for p in before)
    assert differences(filled, place) == ()
    lot = filled.events_of(story.name("A"))[0]
    assert (lot.body, lot.salt, lot.event_hash, lot.erased) == (None, None, None, WHEN)
    assert lot.event["quantityList"][0]["quantity"] == 1000.0
    assert LAN not in place.erasures.read_text()


def test_the_bytes_are_gone_from_the_database_file_too(tmp_path, story, place) -> None:
    register = open_register(tmp_path / "register.db")
    story.put(register, person(story, "A", LAN), *(person(story, f"B{n}", LOAN) for n in range(9)))
    erase(register, find_person(register, LAN), WHEN, place.erasures)
    for path in tmp_path.glob("register.db*"):
        assert f'"{LAN}"'.encode() not in path.read_bytes()
    register.close()


def test_an_empty_text_erases_nobody(filled) -> None:
    with pytest.raises(Refused):
        find_person(filled, " ")
    assert find_person(filled, "Nguyễn") == []


def test_a_list_of_another_register_erases_nothing(filled, tmp_path, story, place) -> None:
    other = open_register(tmp_path / "other.db")
    story.put(other, person(story, "Z", LAN))
    erase(other, [0], WHEN, place.erasures)
    with pytest.raises(Refused, match="another event"):
        replay(filled, read_erasures(place.erasures))
    assert find_person(filled, LAN) == [0, 2, 4]
    other.close()


def test_erasing_twice_is_erasing_once(filled, place) -> None:
    assert len(erase(filled, [0, 1], WHEN, place.erasures)) == 2
    assert erase(filled, [0, 1], "2026-04-01T00:00:00Z", place.erasures) == []
    assert len(read_erasures(place.erasures)) == 2


@pytest.fixture
def empty(request, tmp_path):
    """Another database of each kind to restore into, so that a backup crosses over as well."""
    opened = open_register(tmp_path / "new" / "register.db")
    yield opened
    opened.close()


def test_a_backup_brings_all_back(filled, empty, tmp_path, story, place) -> None:
    file = tmp_path / "backup.zip"
    assert back_up(filled, place, file, WHEN) == 5
    assert file.stat().st_mode & 0o777 == 0o600
    elsewhere = Place(tmp_path / "new" / "log", tmp_path / "new" / "erasures.jsonl")
    done = restore(empty, elsewhere, file, WHEN)
    assert (done.events, done.salvaged, done.erased) == (5, 0, 0)
    assert everything(empty) == everything(filled)
    assert proofs(empty, elsewhere) == proofs(filled, place)
    assert differences(empty, elsewhere) == ()
    assert story.put(empty, story.harvest("NEW")) == [5]


def test_no_backup_resurrects_a_person(filled, empty, tmp_path, place) -> None:
    back_up(filled, place, tmp_path / "old.zip", WHEN)
    erase(filled, find_person(filled, LAN), WHEN, place.erasures)
    done = restore(empty, place, tmp_path / "old.zip", WHEN)
    assert done.erased == 3
    assert f"'{LAN}'" not in everything(empty)
    assert differences(empty, place) == ()


def test_a_restore_never_lets_the_log_go_back(filled, empty, tmp_path, story, place) -> None:
    back_up(filled, place, tmp_path / "old.zip", WHEN)
    late = person(story, "D", LAN)
    story.put(filled, late, story.wrong(late), story.moved("shipping", "D", 5.0))
    before = proofs(filled, place)
    done = restore(empty, place, tmp_path / "old.zip", WHEN)
    assert (done.events, done.salvaged) == (5, 3)
    assert proofs(empty, place) == before
    assert differences(empty, place) == ()
    told = empty.events_of(story.name("D"))
    assert [event.void for event in told] == [True, False, False]
    assert f"'{LAN}'" in everything(empty)
    assert told[0].body is None


def test_a_damaged_backup_and_a_full_register_are_refused(filled, empty, tmp_path, place) -> None:
    file = tmp_path / "backup.zip"
    back_up(filled, place, file, WHEN)
    with pytest.raises(Refused, match="not empty"):
        restore(filled, place, file, WHEN)
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in whole.namelist():
            data = whole.read(name)
            bad.writestr(name, data.replace(b"31732", b"31733") if "event" in name else data)
    for broken in (tmp_path / "bad.zip", place.erasures.with_name("none.zip")):
        broken.touch()
        with pytest.raises(Refused, match=r"damaged|no backup"):
            restore(empty, place, broken, WHEN)
    assert empty.size() == 0
