"""Rows that are turned away one by one, each with its reason, while the sound ones go on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from data_sources.contract import Layer, Table, Variable
from data_sources.errors import Refused

Refusal = tuple[str, str]


@dataclass
class Sieve:
    """Rows of one file on their way to a contract.

    Parameters
    ----------
    name
        The file's name, as refusals call it.
    rows
        The rows still kept; the index says where each stood in the file (2 is the first row below
        a header line).
    refused
        What was turned away so far: where it stands, and why.
    faulty
        How many of the refused are at fault; the others came too early to be known.
    """

    name: str
    rows: pd.DataFrame
    refused: list[Refusal] = field(default_factory=list)
    faulty: int = 0

    def turn_away(self, wrong: pd.Series | np.ndarray, reason: str | pd.Series) -> int:
        """Turn away the rows that are *wrong*, for one reason or each for its own; count them."""
        count = self.pass_over(wrong, reason)
        self.faulty += count
        return count

    def pass_over(self, early: pd.Series | np.ndarray, reason: str | pd.Series) -> int:
        """Turn away rows that are sound but not known yet; a file of nothing else is no fault."""
        mask = np.asarray(early, dtype=bool)
        if not mask.any():
            return 0
        positions = self.rows.index[mask]
        reasons = reason[mask] if isinstance(reason, pd.Series) else [reason] * len(positions)
        places = (f"{self.name} row {position}" for position in positions)
        self.refused += zip(places, reasons, strict=True)
        self.rows = self.rows[~mask]
        return int(mask.sum())

    def keep(self, contract: Table | Layer) -> pd.DataFrame:
        """Turn away what would break *contract*, and return the rest in its columns and kinds.

        Raises
        ------
        Refused
            Where not one row is left: then it is the file that is wrong.
        """
        for variable in contract.variables:
            self._keep_possible(variable)
        keys = list(contract.keys)
        self.turn_away(self.rows.duplicated(keys), f"repeats {' + '.join(keys)} of an earlier row")
        if self.faulty and self.rows.empty:
            raise Refused(self.name, _summed(self.refused))
        return self.rows[contract.names].reset_index(drop=True)

    def _keep_possible(self, variable: Variable) -> None:
        values = self.rows[variable.name]
        if not variable.gaps:
            blank = values.isna() | (values == "") if variable.kind == "text" else values.isna()
            self.turn_away(blank, f"{variable.name} is missing")
            values = self.rows[variable.name]
        if variable.kind in ("float", "int"):
            beyond = (values < variable.low) | (values > variable.high)
            span = f"{variable.low:g} to {variable.high:g} {variable.unit}".strip()
            shown = values.map("{:g}".format) if beyond.any() else values
            self.turn_away(beyond, variable.name + " " + shown.astype("str") + f" is not in {span}")
        if variable.choices:
            strange = values.notna() & ~values.isin(variable.choices)
            self.turn_away(strange, variable.name + " " + values.astype("str") + " is unknown")


def sieve(name: str, rows: pd.DataFrame) -> Sieve:
    """Begin with all rows of a file below one header line."""
    return Sieve(name, rows.set_axis(pd.RangeIndex(2, len(rows) + 2), axis=0))


def numbers(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read numbers written with a point or, as is usual in Vietnam, a comma before decimals.

    A comma before exactly three digits stays unread: 6,500 is 6.5 here and 6500 elsewhere.

    Returns
    -------
    tuple
        The numbers (NaN where a cell holds none), and where a cell holds text that is no number.
    """
    plain = cells.str.replace(r"^(-?\d+),(\d{1,2}|\d{4,})$", r"\1.\2", regex=True)
    read = pd.to_numeric(plain, errors="coerce").astype("float64")
    finite = read.where(np.isfinite(read))
    return finite, finite.isna() & ~cells.isin(GAPS)


GAPS = ("", "-", "–", "NA", "N/A", "nan", "NaN", "null")
"""What people write where they have no value."""


def counted(refused: Iterable[Refusal]) -> tuple[str, ...]:
    """Return one note that counts the refused rows by their kind of reason; none without rows."""
    clauses = _summed(refused)
    return (f"turned away: {'; '.join(clauses)}",) if clauses else ()


def _summed(refused: Iterable[Refusal]) -> list[str]:
    reasons = pd.Series([why for _, why in refused], dtype="str")
    kinds = reasons.str.replace(r"(?<![\w-])-?\d[\d.\-/e+]*\b", "#", regex=True)
    groups = reasons.groupby(kinds, sort=False).agg(["first", "size"])
    few = [
        f"{size} rows: {kind}" if size > 1 else f"1 row: {first}"
        for kind, first, size in groups.itertuples()
    ]
    return few if len(few) <= 8 else [*few[:8], f"and {len(few) - 8} other reasons"]


def texts(values: pd.Series) -> pd.Series:
    """Return text with blanks as missing."""
    return values.where(~values.isin(GAPS), None).astype("str")


def whole_days(values: pd.Series) -> pd.Series:
    """Return dates in the resolution every table keeps."""
    return values.astype("datetime64[us]")
