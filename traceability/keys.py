"""The key list: which key spoke for whom, and when, signed by the root that verifiers pin.

A log's key is valid for a range of tree sizes, which nobody can backdate; an owner's or a witness's
for a range of time. A compromised log key keeps only the one checkpoint that the list names, and
the log that takes over names the same checkpoint.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from traceability.log import spelling
from traceability.log.checkpoint import Checkpoint
from traceability.log.merkle import LARGEST_SIZE
from traceability.log.rejected import Rejected, malformed
from traceability.log.signer import VerifierKey, read_verifier

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
        most = LARGEST_SIZE if self.until_size is None else self.until_size
        if not self.from_size <= head.size <= most:
            window = f"{self.from_size}-{most}"
            raise Rejected("key-window", key=name, size=head.size, window=window)

    def check_time(self, at: str) -> None:
        """Check that this key was valid at *at* (RFC 3339), as owners' and witnesses' must be."""
        if not self._held(moment(at)):
            raise Rejected("key-time", key=self.key.key_id.hex(), at=at)

    def held_at(self, posix: int) -> bool:
        """Tell whether this key was valid at a witness's time (POSIX seconds)."""
        try:
            return self._held(datetime.fromtimestamp(posix, UTC))
        except (OverflowError, OSError, ValueError):
            return False

    def _held(self, at: datetime) -> bool:
        ended = self.until is not None and at > moment(self.until)
        return self.status != "compromised" and at >= moment(self.since) and not ended


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


def head_of(checkpoint: Checkpoint) -> Head:
    """Name a checkpoint as the key list does."""
    return Head(checkpoint.origin, checkpoint.size, _root(checkpoint))


def moment(text: str) -> datetime:
    """Read an RFC 3339 time; one without its offset says nothing."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise malformed("keys", f"thời điểm {text!r} sai", f"{text!r} is no time") from None
    if moment.tzinfo is None:
        raise malformed("keys", f"thời điểm {text!r} thiếu múi giờ", f"{text!r} has no offset")
    return moment


def _root(checkpoint: Checkpoint) -> str:
    return spelling.encode(checkpoint.root)
