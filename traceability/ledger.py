"""The account of lots: nothing is created, only harvested; what is lost is declared.

The events of a set of lots are played back in the order of their times, whatever order they were
recorded in. Every lot has a stock in milligrams as weighed, and a mix of origins: what is drawn
from a lot has the lot's mix at that moment. What does not add up is not mended but told: more taken
than was there, more made than can come out, mass that is missing, goods from nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from traceability.basis import AS_WEIGHED, TOLERANCE_PER_MILLE, WHOLE, Basis, basis_named
from traceability.genealogy import Line
from traceability.particulars import NOTHING, Particulars
from traceability.playback import Step, in_order
from traceability.process import Flow, judged, nominal
from traceability.shares import UNKNOWN, Shares, all_of, mixed
from traceability.things import Part

Kind = Literal["overdrawn", "created", "missing", "unfounded", "oversent", "overpacked"]


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Something that does not add up.

    Parameters
    ----------
    kind
        What it is.
    thing, position
        The lot, by its number, and the event, by its position.
    mass
        How much does not add up, mg as weighed; for `unfounded` all of it.
    """

    kind: Kind
    thing: int
    position: int
    mass: int


@dataclass(slots=True)
class Account:
    """A lot's account, mg as weighed: made + excess = used + gone + left.

    Parameters
    ----------
    made
        Harvested, or put out by a process, or first heard of.
    used, gone
        Taken by processes; destroyed, eaten, sold out of sight.
    excess
        Taken though it was not there.
    sent, packed
        Of what is left, under way and in packages.
    unweighed
        Whether some of it came without a mass.
    basis, moisture
        The state it is weighed in.
    shares
        Where it comes from.
    """

    made: int = 0
    used: int = 0
    gone: int = 0
    excess: int = 0
    sent: int = 0
    packed: int = 0
    unweighed: bool = False
    basis: Basis = AS_WEIGHED
    moisture: int | None = None
    shares: Shares = field(default_factory=lambda: all_of(UNKNOWN))

    @property
    def left(self) -> int:
        """What is left of it, mg."""
        return self.made + self.excess - self.used - self.gone

    @property
    def slack(self) -> int:
        """What honest scales may err by."""
        return self.made * TOLERANCE_PER_MILLE // 1_000


@dataclass(slots=True)
class Ledger:
    """The accounts of lots by their numbers, and what does not add up."""

    accounts: dict[int, Account] = field(default_factory=dict)
    imbalances: list[Imbalance] = field(default_factory=list)
    processes: dict[int, list[Flow]] = field(default_factory=dict)

    def tell(self, kind: Kind, thing: int, position: int, mass: int) -> None:
        """Note something that does not add up."""
        self.imbalances.append(Imbalance(kind, thing, position, mass))


def play(lines: Iterable[Line], said: Mapping[int, Particulars]) -> Ledger:
    """Play back events.

    Parameters
    ----------
    lines
        Lines of the events; of a process, all its inputs and outputs that matter.
    said
        Particulars of the events by their positions, where they have any.
    """
    ledger = Ledger()
    for step in in_order(lines):
        about = said.get(step.position, NOTHING)
        if step.makes:
            _process(ledger, step, about)
            continue
        for line in step.lines:
            _PLAYS.get(line.part, _seen)(ledger, line, about)
    return ledger


def _account(ledger: Ledger, line: Line) -> Account:
    """Open a lot's account; a lot that nobody made begins with what is first said of it."""
    found = ledger.accounts.get(line.thing)
    if found is None:
        found = ledger.accounts[line.thing] = Account(unweighed=line.mass is None)
        found.made = line.mass or 0
        ledger.tell("unfounded", line.thing, line.position, found.made)
    return found


def _made(ledger: Ledger, line: Line, about: Particulars) -> None:
    # Only a harvest, which says of which season, founds a lot.
    origin = line.position if about.season else UNKNOWN
    account = ledger.accounts.setdefault(line.thing, Account())
    if origin == UNKNOWN:
        ledger.tell("unfounded", line.thing, line.position, line.mass or 0)
    _receive(account, line.mass, all_of(origin), basis_named(about.basis), about.moisture)


def _receive(
    account: Account, mass: int | None, shares: Shares, basis: Basis | None, moisture: int | None
) -> None:
    fresh = not account.made and not account.unweighed
    account.unweighed |= mass is None
    if fresh or account.left == 0:
        account.shares = shares
    elif account.unweighed:
        account.shares = all_of(UNKNOWN)
    else:
        account.shares = mixed([(account.left, account.shares), (mass or 0, shares)])
    account.made += mass or 0
    if basis is not None:
        account.basis, account.moisture = basis, moisture


def _gone(ledger: Ledger, line: Line, _about: Particulars) -> None:
    account = _account(ledger, line)
    mass, _ = _draw(ledger, account, line)
    account.gone += mass
    account.sent = min(account.sent, account.left)
    account.packed = min(account.packed, account.left)


def _draw(ledger: Ledger, account: Account, line: Line) -> tuple[int, int]:
    """Take from a lot; without a stated mass, all that is left.

    Returns
    -------
    What was taken, and how much of it was not there, beyond what scales err by.
    """
    left = account.left
    mass = left if line.mass is None else line.mass
    excess = max(mass - left, 0)
    account.excess += excess
    if excess <= account.slack:
        return mass, 0
    if not account.unweighed:
        ledger.tell("overdrawn", line.thing, line.position, excess)
    return mass, excess


def _sent(ledger: Ledger, line: Line, _about: Particulars) -> None:
    account = _account(ledger, line)
    here = account.left - account.sent
    mass = here if line.mass is None else line.mass
    account.sent += mass
    if mass - here > account.slack and not account.unweighed:
        ledger.tell("oversent", line.thing, line.position, mass - here)


def _received(ledger: Ledger, line: Line, _about: Particulars) -> None:
    account = _account(ledger, line)
    mass = account.left if line.mass is None else line.mass
    if mass - account.left > account.slack and not account.unweighed:
        ledger.tell("oversent", line.thing, line.position, mass - account.left)
    account.sent = max(account.sent - mass, 0)


def _packed(ledger: Ledger, line: Line, _about: Particulars) -> None:
    account = _account(ledger, line)
    account.packed += line.mass or 0
    if account.packed - account.left > account.slack and not account.unweighed:
        ledger.tell("overpacked", line.thing, line.position, account.packed - account.left)


def _unpacked(ledger: Ledger, line: Line, _about: Particulars) -> None:
    account = _account(ledger, line)
    account.packed = max(account.packed - (line.mass or 0), 0)


def _seen(ledger: Ledger, line: Line, _about: Particulars) -> None:
    # Boxes and other holders have no mass of their own to account for.
    if line.mass is not None:
        _account(ledger, line)


_PLAYS = {
    int(Part.MADE): _made,
    int(Part.GONE): _gone,
    int(Part.SENT): _sent,
    int(Part.RECEIVED): _received,
    int(Part.PACKED): _packed,
    int(Part.UNPACKED): _unpacked,
}


def _process(ledger: Ledger, step: Step, about: Particulars) -> None:
    """Play a transformation: inputs are drawn, outputs share their mix of origins."""
    taken = [_taken(ledger, line) for line in step.of(Part.INPUT)]
    for line in step.of(Part.INTO):
        ledger.processes.setdefault(line.thing, []).extend(taken)
    for line in step.of(Part.OUT_OF):
        taken = ledger.processes.get(line.thing, taken)
    outputs = step.of(Part.OUTPUT)
    bases = {flow.basis for flow in taken}
    basis = basis_named(about.basis) or (bases.pop() if len(bases) == 1 else AS_WEIGHED)
    made = [Flow(line.thing, line.mass, basis, about.moisture, all_of(UNKNOWN)) for line in outputs]
    shares = _mix(taken)
    for line in outputs:
        account = ledger.accounts.setdefault(line.thing, Account())
        _receive(account, line.mass, shares, basis, about.moisture)
    if outputs and not step.of(Part.OUT_OF):
        for kind, dry in judged(taken, made, about.loss or 0):
            wet = basis.moisture if about.moisture is None else about.moisture
            ledger.tell(kind, outputs[0].thing, step.position, dry // (WHOLE - wet))


def _taken(ledger: Ledger, line: Line) -> Flow:
    account = _account(ledger, line)
    weighed = line.mass is not None or not account.unweighed
    mass, excess = _draw(ledger, account, line)
    shares = account.shares
    account.used += mass
    if excess:
        shares = mixed([(mass - excess, shares), (excess, all_of(UNKNOWN))])
    return Flow(line.thing, mass if weighed else None, account.basis, account.moisture, shares)


def _mix(taken: Sequence[Flow]) -> Shares:
    """Mix what was taken; where something in it is unweighed, nobody knows the shares."""
    if len(taken) == 1:
        return taken[0].shares
    if any(flow.mass is None for flow in taken):
        return all_of(UNKNOWN)
    return mixed([(nominal(flow), flow.shares) for flow in taken])
