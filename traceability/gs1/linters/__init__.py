"""The linters of GS1's syntax dictionary: each takes a text and returns its first fault, or none.

`lint` runs one by its name; `linters` binds them to a register of company prefixes, where one is
at hand. Positions count characters; text that is no ASCII is passed as Latin-1, a byte a character.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from data_sources.errors import Missing
from traceability.gs1.faults import Fault
from traceability.gs1.linters import (
    characters,
    checks,
    code_lists,
    counts,
    coupons,
    dates,
    places,
)
from traceability.gs1.linters.checks import PrefixRegistry

Linter = Callable[[str], Fault | None]

CHARACTER_SETS = {"N": "csetnumeric", "X": "cset82", "Y": "cset39", "Z": "cset64"}

_FREE: tuple[Linter, ...] = (
    characters.csetnumeric, characters.cset39, characters.cset64, characters.cset82,
    characters.hasnondigit, characters.hyphen, characters.importeridx, characters.iso5218,
    characters.nonzero, characters.nozeroprefix, characters.pcenc, characters.winding,
    characters.yesno, characters.zero,
    checks.csum, checks.csumalpha, checks.iban,
    code_lists.iso3166, code_lists.iso3166999, code_lists.iso3166alpha2, code_lists.iso4217,
    code_lists.mediatype, code_lists.packagetype,
    counts.pieceoftotal, counts.posinseqslash, coupons.couponposoffer,
    dates.hh, dates.hhmi, dates.mi, dates.ss,
    dates.yymmd0, dates.yymmdd, dates.yyyymmd0, dates.yyyymmdd,
    places.latitude, places.longitude,
)  # fmt: skip
_ASKING = (checks.gcppos1, checks.gcppos2, coupons.couponcode)


def linters(issued: PrefixRegistry | None = None) -> Mapping[str, Linter]:
    """Name every linter, those that meet a company prefix bound to the register *issued*."""
    free = {linter.__name__: linter for linter in _FREE}
    return free | {linter.__name__: partial(linter, issued=issued) for linter in _ASKING}


LINTERS = linters()


def lint(name: str, data: str, table: Mapping[str, Linter] = LINTERS) -> Fault | None:
    """Run the linter *name* on *data*.

    Raises
    ------
    Missing
        If there is no such linter.
    """
    linter = table.get(name)
    if linter is None:
        raise Missing(f"There is no GS1 linter {name!r}.", f"Choose one of {', '.join(table)}.")
    fault = linter(data)
    return replace(fault, linter=name) if fault else None
