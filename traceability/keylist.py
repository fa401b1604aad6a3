"""The key list as text: canonical JSON in a note that the root signed."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from typing import TypeVar, get_args

from traceability.canonical import Json, canonical, read_json
from traceability.keys import Head, KeyList, ListedKey, Role, Status, moment
from traceability.log.note import check_note, read_note, sign_note
from traceability.log.rejected import Rejected, malformed
from traceability.log.signer import SigningKey, VerifierKey

LIST_HEADER = "ruong-keys@v1"
Word = TypeVar("Word", Role, Status)


def sign_list(listed: KeyList, root: SigningKey) -> str:
    """Sign the list with the root key: the text of a signed note."""
    if root.name != listed.authority:
        raise Rejected("origin", got=root.name, want=listed.authority)
    body: dict[str, Json] = {
        "issued": listed.issued,
        "keys": [asdict(each) for each in listed.keys],
        "version": listed.version,
    }
    text = f"{LIST_HEADER}\n{listed.authority}\n{canonical(body).decode()}\n"
    return str(sign_note(text, root))


@lru_cache(maxsize=32)
def open_list(text: str, roots: tuple[VerifierKey, ...]) -> KeyList:
    """Read a key list and check that a pinned root signed it; the same list is checked once.

    Raises
    ------
    Rejected
        Where no pinned root signed it, or it is not a key list.
    """
    note = read_note(text)
    signed = check_note(note, roots)
    lines = note.text.split("\n")
    if len(lines) != 4 or lines[0] != LIST_HEADER or lines[3]:
        raise malformed("keys", "dòng đầu sai", f"it does not begin with {LIST_HEADER}")
    if all(each.key.name != lines[1] for each in signed):
        raise Rejected("no-signer")
    try:
        body = read_json(lines[2])
        return _from_json(lines[1], body)
    except (KeyError, TypeError, AttributeError) as error:
        raise malformed("keys", f"thiếu {error}", f"a field is wrong: {error}") from None


def _from_json(authority: str, body: Json) -> KeyList:
    if not isinstance(body, dict):
        raise TypeError("object")
    version, issued, keys = body["version"], body["issued"], body["keys"]
    if not isinstance(version, int) or not isinstance(issued, str) or not isinstance(keys, list):
        raise TypeError("version, issued, keys")
    return KeyList(authority, version, issued, tuple(_key_from_json(each) for each in keys))


def _key_from_json(body: Json) -> ListedKey:
    if not isinstance(body, dict):
        raise TypeError("key")
    heads = {name: _head_from_json(body[name]) for name in ("last", "follows")}
    listed = ListedKey(
        role=_one_of(body["role"], get_args(Role)),
        subject=_text(body["subject"]),
        vkey=_text(body["vkey"]),
        since=_text(body["since"]),
        until=_text(body["until"]) if body["until"] is not None else None,
        status=_one_of(body["status"], get_args(Status)),
        from_size=_size(body["from_size"]),
        until_size=_size(body["until_size"]) if body["until_size"] is not None else None,
        **heads,
    )
    if listed.key.name != listed.subject and listed.role != "owner":
        raise TypeError("subject")
    for time in (listed.since, listed.until or listed.since):
        moment(time)
    return listed


def _head_from_json(body: Json) -> Head | None:
    if body is None:
        return None
    if not isinstance(body, dict):
        raise TypeError("last, follows")
    return Head(_text(body["origin"]), _size(body["size"]), _text(body["root"]))


def _one_of(value: Json, words: tuple[Word, ...]) -> Word:
    for word in words:
        if word == value:
            return word
    raise TypeError(f"one of {words}")


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _size(value: Json) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("size")
    return value
