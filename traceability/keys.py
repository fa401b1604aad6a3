"""The key list: which key spoke for whom, and when, signed by the root that verifiers pin.

A log's key is valid for a range of tree sizes, which nobody can backdate; an owner's or a witness's
for a range of time. A compromised log key keeps only the one checkpoint that the list names, and
the log that takes over names the same checkpoint.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args

from traceability.canonical import Json, canonical, read_json
from traceability.log import spelling
from traceability.log.checkpoint import Checkpoint
from traceability.log.note import check_note, read_note, sign_note
from traceability.log.rejected import Rejected, malformed
from traceability.log.signer import SigningKey, VerifierKey, read_verifier

LIST_HEADER = "ruong-keys@v1"
Role = Literal["log", "owner", "witness"]
Status = Literal["active", "retired", "compromised"]


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint by name: a log's origin, size and root (Base64)."""

    origin: str
    size: int
    root: str


@dataclass(frozen=True, slots=True)
class ListedKey:
    """One key of the list.

    Parameters
    ----------
    role
        ``log``, ``owner`` of a planting-area code, or ``witness``.
    subject
        The log's origin, the planting-area code, or the witness's name.
    vkey
        The public key in its text form.
    since, until
        RFC 3339 times in UTC; *until* is None while the key is in use.
    status
        ``compromised`` keys are trusted for nothing but `last`.
    from_size, until_size
        For a log's key: the sizes of tree it may sign, both included.
    last
        For a compromised log key: the last checkpoint that counts.
    follows
        For the first key of a log that takes over: the last checkpoint of the log before.
    """

    role: Role
    subject: str
    vkey: str
    since: str
    until: str | None = None
    status: Status = "active"
    from_size: int = 0
    until_size: int | None = None
    last: Head | None = None
    follows: Head | None = None

    @property
    def key(self) -> VerifierKey:
        """The public key itself."""
        return read_verifier(self.vkey)

    def check_head(self, head: Checkpoint) -> None:
        """Check that this log key may stand under a checkpoint.

        Raises
        ------
        Rejected
            ``key-compromised`` or ``key-window``.
        """
        name = self.key.key_id.hex()
        if self.status == "compromised":
            if self.last is None or Head(head.origin, head.size, _root(head)) != self.last:
                size = self.last.size if self.last else 0
                raise Rejected("key-compromised", key=name, size=size)
            return
        if head.size < self.from_size or (self.until_size or head.size) < head.size:
            window = f"{self.from_size}-{self.until_size or ''}"
            raise Rejected("key-window", key=name, size=head.size, window=window)

    def check_time(self, at: str) -> None:
        """Check that this key was valid at *at* (RFC 3339, UTC), as owners' and witnesses' are."""
        ended = self.until is not None and at > self.until
        if at < self.since or ended or self.status == "compromised":
            raise Rejected("key-time", key=self.key.key_id.hex(), at=at)


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys of one root, each version replacing the one before.

    Parameters
    ----------
    authority
        The name of the root key that signs it.
    version
        Grows by one with every change; a verifier refuses to go back.
    issued
        RFC 3339 time in UTC.
    keys
        Every key there ever was: a list never forgets.
    """

    authority: str
    version: int
    issued: str
    keys: tuple[ListedKey, ...]

    def of(self, role: Role, subject: str | None = None) -> list[ListedKey]:
        """List the keys of a role, of one subject or of all."""
        return [k for k in self.keys if k.role == role and subject in (None, k.subject)]

    def find(self, key: VerifierKey) -> ListedKey | None:
        """Find the entry of a key."""
        return next((each for each in self.keys if each.vkey == str(key)), None)

    def changed(self, issued: str, keys: tuple[ListedKey, ...]) -> KeyList:
        """Make the next version, with these keys."""
        return replace(self, version=self.version + 1, issued=issued, keys=keys)


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


def open_list(text: str, roots: tuple[VerifierKey, ...]) -> KeyList:
    """Read a key list and check that a pinned root signed it.

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


def head_of(checkpoint: Checkpoint) -> Head:
    """Name a checkpoint as the key list does."""
    return Head(checkpoint.origin, checkpoint.size, _root(checkpoint))


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
    facts: dict[str, object] = dict(body)
    for name in ("last", "follows"):
        head = body.get(name)
        facts[name] = Head(**head) if isinstance(head, dict) else None  # pyright: ignore[reportArgumentType]
    listed = ListedKey(**facts)  # pyright: ignore[reportArgumentType]
    if listed.role not in get_args(Role) or listed.status not in get_args(Status):
        raise TypeError("role, status")
    if listed.key.name != listed.subject and listed.role != "owner":
        raise TypeError("subject")
    return listed


def _root(checkpoint: Checkpoint) -> str:
    return spelling.encode(checkpoint.root)
