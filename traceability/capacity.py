"""Claims on a planting-area code, held against what it can bear and whom its owner allows.

Claims count in the order of their positions in the log, which nobody can change after: the one
that goes over the capacity is told, and so is every other claim of the season, for which of them
is false the register cannot know. A claim never exceeds the capacity in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from traceability.delegation import Delegation
from traceability.things import MG_PER_KG

Fault = Literal[
    "denied", "undelegated", "expired", "over delegation", "over capacity", "code overclaimed"
]


@dataclass(frozen=True, slots=True)
class Code:
    """A planting-area code in a season.

    Parameters
    ----------
    code, season, owner
        The code, the season, and its owner by the name that claims give.
    capacity
        What its area can bear, mg of dry paddy.
    """

    code: str
    season: str
    owner: str
    capacity: int


@dataclass(frozen=True, slots=True)
class CodeClaim:
    """A harvest that uses the code.

    Parameters
    ----------
    position, public_id
        The harvest event.
    lot
        The lot's name.
    mass
        Milligrams of dry paddy.
    time
        Of the harvest, RFC 3339.
    claimant
        Who uses the code; None after an erasure, and where nobody said.
    delegation
        The delegation it names.
    """

    position: int
    public_id: str
    lot: str
    mass: int
    time: str
    claimant: str | None = None
    delegation: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and what is wrong with it; nothing where it stands."""

    claim: CodeClaim
    faults: tuple[Fault, ...]


@dataclass(slots=True)
class _Count:
    """What has been claimed so far, of the code and under each delegation."""

    total: int = 0
    delegated: dict[str, int] = field(default_factory=dict)


def judge(
    code: Code | None,
    claims: Sequence[CodeClaim],
    delegations: Mapping[str, Delegation],
    denied: frozenset[str] = frozenset(),
) -> list[Judged]:
    """Judge every claim on a code in a season, in the order of record.

    Parameters
    ----------
    code
        None where the code or its season is not known: nothing then bears a claim.
    delegations
        Valid delegations by their identity.
    denied
        Public eventIDs of claims that the owner validly denied; they count no more.
    """
    count = _Count()
    found = [
        Judged(claim, tuple(_faults(code, claim, delegations, denied, count)))
        for claim in sorted(claims, key=lambda claim: claim.position)
    ]
    if code is None or count.total <= code.capacity:
        return found
    return [
        each if "denied" in each.faults else Judged(each.claim, (*each.faults, "code overclaimed"))
        for each in found
    ]


def _faults(
    code: Code | None,
    claim: CodeClaim,
    delegations: Mapping[str, Delegation],
    denied: frozenset[str],
    count: _Count,
) -> Iterator[Fault]:
    if claim.public_id in denied:
        yield "denied"
        return
    if code is None:
        yield "over capacity"
        return
    if claim.claimant != code.owner:
        yield from _delegated(code, claim, delegations, count)
    count.total += claim.mass
    if count.total > code.capacity:
        yield "over capacity"


def _delegated(
    code: Code, claim: CodeClaim, delegations: Mapping[str, Delegation], count: _Count
) -> Iterator[Fault]:
    given = delegations.get(claim.delegation or "")
    fits = given is not None and (given.code, given.season, given.delegate) == (
        code.code,
        code.season,
        claim.claimant,
    )
    if given is None or not fits:
        yield "undelegated"
        return
    if not given.covers(claim.time):
        yield "expired"
    name = claim.delegation or ""
    count.delegated[name] = count.delegated.get(name, 0) + claim.mass
    if count.delegated[name] > given.quantity_kg * MG_PER_KG:
        yield "over delegation"


SENTENCES: Mapping[Fault, tuple[str, str]] = {
    "denied": (
        "Chủ mã số vùng trồng {code} không công nhận lô này.",
        "The owner of planting-area code {code} denies this lot.",
    ),
    "undelegated": (
        "Không có ủy quyền của chủ mã số vùng trồng {code} cho lô này.",
        "There is no delegation by the owner of planting-area code {code} for this lot.",
    ),
    "expired": (
        "Ngày thu hoạch nằm ngoài thời hạn ủy quyền mã số {code}.",
        "The harvest is outside the time of the delegation of code {code}.",
    ),
    "over delegation": (
        "Khối lượng khai vượt mức được ủy quyền của mã số {code}.",
        "The mass claimed is over what was delegated of code {code}.",
    ),
    "over capacity": (
        "Khối lượng khai làm mã số {code} vượt sản lượng có thể có trong vụ.",
        "The mass claimed takes code {code} over what it can bear in the season.",
    ),
    "code overclaimed": (
        "Tổng khối lượng khai theo mã số {code} vượt sản lượng có thể có; chưa rõ lô nào sai.",
        "All claims on code {code} together are over what it can bear; which is wrong is unknown.",
    ),
}
