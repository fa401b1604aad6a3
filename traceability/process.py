"""What goes into a process and comes out of it, held against the bounds of recovery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from traceability.basis import (
    TOLERANCE_PER_MILLE,
    Basis,
    dry_matter,
    recovery,
)
from traceability.shares import Shares


@dataclass(frozen=True, slots=True)
class Flow:
    """So much of a lot, in or out.

    Parameters
    ----------
    thing
        The lot's number.
    mass
        Milligrams as weighed; None where nobody said.
    basis, moisture
        The state it is weighed in; the moisture where it is stated, hundredths of a per cent.
    shares
        Where it comes from.
    """

    thing: int
    mass: int | None
    basis: Basis
    moisture: int | None
    shares: Shares

    @property
    def most(self) -> int:
        """The most dry matter it can hold."""
        return dry_matter(self.mass or 0, self._moisture(self.basis.low))

    @property
    def least(self) -> int:
        """The least dry matter it holds."""
        return dry_matter(self.mass or 0, self._moisture(self.basis.high))

    def _moisture(self, unstated: int) -> int:
        return unstated if self.moisture is None else self.moisture


def nominal(flow: Flow) -> int:
    """Give a flow's dry matter at its stated or usual moisture: what shares are counted by."""
    usual = flow.basis.moisture if flow.moisture is None else flow.moisture
    return dry_matter(flow.mass or 0, usual)


def judged(
    taken: Sequence[Flow], made: Sequence[Flow], loss: int
) -> Iterator[tuple[Literal["created", "missing"], int]]:
    """Hold what came out against what went in; nothing can be said where something is unweighed.

    Parameters
    ----------
    loss
        Declared loss, mg as the inputs were weighed.

    Yields
    ------
    What is wrong, and how much dry matter it is (mass x 10,000).
    """
    if any(flow.mass is None for flow in (*taken, *made)):
        return
    created = max(
        (_beyond(taken, made, basis) for basis in {flow.basis for flow in made}), default=0
    )
    created = max(created, _excess(sum(f.least for f in made), sum(f.most for f in taken)))
    if created:
        yield "created", created
        return
    expected = max(
        (
            sum(flow.least * recovery(flow.basis, basis)[0] for flow in taken) // 100
            for basis in {flow.basis for flow in made}
        ),
        default=0,
    )
    missing = _excess(expected, sum(flow.most for flow in made) + dry_matter(loss, 0))
    if missing:
        yield "missing", missing


def _beyond(taken: Sequence[Flow], made: Sequence[Flow], basis: Basis) -> int:
    """Tell by how much more of one basis came out than can."""
    most = sum(flow.most * recovery(flow.basis, basis)[1] for flow in taken) // 100
    return _excess(sum(flow.least for flow in made if flow.basis == basis), most)


def _excess(amount: int, most: int) -> int:
    """Tell by how much an amount is over the most it may be; nothing within what scales err by."""
    return amount - most if amount * 1_000 > most * (1_000 + TOLERANCE_PER_MILLE) else 0
